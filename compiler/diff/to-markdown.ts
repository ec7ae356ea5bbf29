/**
 * A diff as the comment of a pull request: one line that says it all, a table, then the details of each journey with a
 * drawing. Where a comment can't hold it all, drawings go first, then texts, then details.
 */
import type { JourneyGraph } from "../graph/graph.ts";
import {
  allChanges,
  type Change,
  type ChangeClass,
  countOf,
  type JourneyDiff,
  notAllowed,
  type ProjectDiff,
} from "./change.ts";
import { drawNeighbourhood } from "./neighbourhood.ts";
import { allowedWords, summaryLine } from "./summary.ts";
import { effectWords, longText, sidesOf } from "./to-text.ts";

/** By it the comment is found again, to keep one up to date. */
export const commentMarker = "<!-- journey-diff -->";

/** What GitHub takes as the body of a comment, in characters. */
export const commentLimit = 65_536;

export interface MarkdownOptions {
  readonly before: readonly JourneyGraph[];
  readonly after: readonly JourneyGraph[];
  readonly shownPath?: (file: string) => string;
  /** Characters. */
  readonly limit?: number;
  /** Where the whole of it is, in words: "the job's summary". */
  readonly whole?: string;
  /** Before a path and line: `https://github.com/acme/mails/blob/SHA/`. Without it, places are no links. */
  readonly linkTo?: string;
}

const badges: Readonly<Record<ChangeClass, string>> = {
  breaking: "🔴 breaking",
  dangerous: "🟡 dangerous",
  safe: "🟢 safe",
};

export function diffToMarkdown(diff: ProjectDiff, options: MarkdownOptions): string {
  const { limit = commentLimit, whole = "the output of `journey diff`" } = options;
  const head = [commentMarker, `### ${summaryLine(diff)}`, ...faults(diff, options)];
  if (diff.journeys.length === 0) {
    return `${[...head, "Layout, comments and names of files may have changed; what people get has not."].join("\n\n")}\n`;
  }
  head.push(overview(diff));
  for (const detail of [
    { drawings: true, texts: true },
    { drawings: false, texts: true },
    { drawings: false, texts: false },
  ]) {
    const parts = [...head, ...diff.journeys.map((journey) => journeyDetails(journey, detail, options))];
    if (!detail.drawings)
      parts.push(`Left out for its size; it is in ${whole}: ${detail.texts ? "drawings" : "drawings and texts"}.`);
    const text = `${parts.join("\n\n")}\n`;
    if (text.length <= limit) return text;
  }
  const rest = `The details don't fit into a comment; they are in ${whole}.`;
  const short = `${[...head, rest].join("\n\n")}\n`;
  return short.length <= limit ? short : `${[...head.slice(0, 2), rest].join("\n\n")}\n`.slice(0, limit);
}

/** Allowances that do nothing. */
function faults({ allowances = [] }: ProjectDiff, { shownPath = String, linkTo }: MarkdownOptions): readonly string[] {
  if (allowances.length === 0) return [];
  const lines = allowances.map(({ message, place }) => {
    const at = `${shownPath(place.file)}:${place.line}`;
    return `- ${linkTo ? `[${at}](${linkTo}${shownPath(place.file)}#L${place.line})` : at}: ${cell(message, true)}`;
  });
  return [["Allowances that do nothing:", "", ...lines].join("\n")];
}

function overview({ journeys }: ProjectDiff): string {
  const figure = (diff: JourneyDiff, of: ChangeClass) => {
    const changes = allChanges(diff);
    return countOf(changes, of) === 0 ? "" : `${countOf(changes, of)}${allowedWords(changes, of)}`;
  };
  const status = { added: "new", removed: "gone", changed: "" };
  const rows = journeys.map(
    (diff) =>
      `| \`${diff.journey}\`${status[diff.status] && ` (${status[diff.status]})`} | ${figure(diff, "breaking")} | ${figure(diff, "dangerous")} | ${figure(diff, "safe")} | ${diff.effects ? cell(effectWords(diff.effects).replaceAll("->", "→")) : ""} |`,
  );
  const hasEffects = journeys.some(({ effects }) => effects);
  const table = [
    "| journey | 🔴 breaking | 🟡 dangerous | 🟢 safe | effects |",
    "| --- | ---: | ---: | ---: | --- |",
    ...rows,
  ];
  return (hasEffects ? table : table.map((row) => row.replace(/\| [^|]*\|$/, "|"))).join("\n");
}

function journeyDetails(
  diff: JourneyDiff,
  detail: { readonly drawings: boolean; readonly texts: boolean },
  options: MarkdownOptions,
): string {
  const counts = (["breaking", "dangerous", "safe"] as const)
    .filter((of) => countOf(allChanges(diff), of) > 0)
    .map((of) => {
      const changes = allChanges(diff);
      return `${badges[of].split(" ")[0]} ${countOf(changes, of)} ${of}${allowedWords(changes, of)}`;
    })
    .join(", ");
  const isOpen = countOf(notAllowed(allChanges(diff)), "breaking") > 0;
  const rows = (changes: readonly Change[]) => [
    "| | change | what it means | where |",
    "| --- | --- | --- | --- |",
    ...changes.map((change) => row(change, options)),
  ];
  const parts = [`<details${isOpen ? " open" : ""}><summary><b>${diff.journey}</b>: ${counts}</summary>`];
  if (diff.changes.length > 0) parts.push(rows(diff.changes).join("\n"));
  if (diff.indirect.length > 0) parts.push("By models and events:", rows(diff.indirect).join("\n"));
  if (detail.texts) {
    for (const change of diff.changes) {
      const lines = longText(change);
      if (lines) parts.push(`${change.subject}:`, fenced("diff", lines.join("\n")));
    }
  }
  if (detail.drawings) {
    const [before, after] = [options.before, options.after].map((side) =>
      side.find(({ name }) => name === diff.journey),
    );
    const drawing = before && after ? drawNeighbourhood(before, after, diff) : undefined;
    if (drawing) parts.push(fenced("mermaid", drawing.trimEnd()));
  }
  parts.push("</details>");
  return parts.join("\n\n");
}

function row(change: Change, { shownPath = String, linkTo }: MarkdownOptions): string {
  const { subject, consequence, help, place, code, sign, allowed } = change;
  const sides = longText(change) ? "text below" : sidesOf(change, "→");
  const at = `${shownPath(place.file)}:${place.line}`;
  const where =
    place.side === "before"
      ? `${at} before`
      : linkTo
        ? `[${at}](${linkTo}${shownPath(place.file)}#L${place.line})`
        : at;
  const what = `${sign === "~" ? "" : sign === "+" ? "new: " : "gone: "}**${cell(subject)}**${sides === "" ? "" : `<br>${cell(sides)}`}`;
  const meaning = `${cell(consequence)}${help && !allowed ? `<br>→ ${cell(help, true)}` : ""}${allowed ? `<br>**Allowed:** ${cell(allowed.reason)}` : ""}<br><sub>${code}</sub>`;
  return `| ${allowed ? `⚪ ${change.class}, allowed` : badges[change.class]} | ${what} | ${meaning} | ${where} |`;
}

/**
 * Words of a journey in a cell of a table: neither its bars nor what Markdown and HTML would read as theirs are taken for that.
 *
 * @param keepsCode backquotes are meant
 */
function cell(text: string, keepsCode = false): string {
  const marks = keepsCode ? /[\\*_~[\]<>|#]/g : /[\\*_~[\]<>|#`@]/g;
  const escaped = (part: string) =>
    part.replace(marks, (mark) =>
      mark === "<" ? "&lt;" : mark === ">" ? "&gt;" : mark === "@" ? "&#64;" : `\\${mark}`,
    );
  if (!keepsCode) return escaped(text);
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part.replaceAll("|", "\\|") : escaped(part)))
    .join("");
}

function fenced(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}
