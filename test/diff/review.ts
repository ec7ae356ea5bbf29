/**
 * A series of edits as a reviewer meets it: what was changed in the text, the comment of `journey diff`, and what the plan
 * says of those under way. Made as Markdown, so that a page that shows Markdown shows it as reviewers see it.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  buildGraph,
  diffProjects,
  diffToMarkdown,
  diffToText,
  type JourneyGraph,
  Migration,
  placesIn,
  ruleTable,
} from "@journey/compiler";
import { checkFiles, createModelReader, LineIndex } from "@journey/language";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { type Edit, edits } from "./edits.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const folder = "/project/";
const readModels = createModelReader();

/** Where the kept ones lie. */
export const reviewsFolder = fileURLToPath(new URL("./reviews/", import.meta.url));

/** By the file's name. */
export function reviews(): ReadonlyMap<string, string> {
  return new Map(Object.keys(edits).map((example) => [`${example}.md`, reviewOf(example)]));
}

export function keptReview(name: string): string | undefined {
  const path = join(reviewsFolder, name);
  return existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n") : undefined;
}

function reviewOf(example: string): string {
  const parts = [
    `# Twelve changes of ${example}`,
    "Made by `npm run baselines`: of each change the text's, the comment that `journey diff` makes, and the places where `journey plan` does something to those who wait there.",
  ];
  for (const [index, edit] of (edits[example] ?? []).entries()) parts.push(...review(example, edit, index + 1));
  return `${parts.join("\n\n")}\n`;
}

function review(example: string, edit: Edit, number: number): readonly string[] {
  const main = `${example}.journey`;
  const texts = new Map<string, string>();
  for (const [find, replace, file = main] of edit.changes) {
    const text = texts.get(file) ?? read(file);
    if (text.split(find).length !== 2)
      throw new Error(`${example} ${number}: “${find}” does not stand once in ${file}.`);
    texts.set(
      file,
      text.replace(find, () => replace),
    );
  }
  const before = graphsOf(main, new Map());
  const after = graphsOf(main, texts);
  const diff = diffProjects(before, after);
  const shownPath = (path: string) => path.slice(folder.length);
  const patches = [...texts].map(([file, text]) =>
    createTwoFilesPatch(`a/${file}`, `b/${file}`, read(file), text, "", "", {
      context: 1,
      headerOptions: FILE_HEADERS_ONLY,
    }).trimEnd(),
  );
  return [
    `## ${number}. ${edit.message}`,
    `\`\`\`diff\n${patches.join("\n")}\n\`\`\``,
    diffToMarkdown(diff, { before, after, shownPath }).trimEnd(),
    `<details><summary>In the terminal</summary>\n\n\`\`\`text\n${diffToText(diff, { shownPath }).trimEnd()}\n\`\`\`\n\n</details>`,
    "**Plan**",
    ...before.map((graph) =>
      planOf(
        graph,
        after.find(({ name }) => name === graph.name),
      ),
    ),
  ];
}

function planOf(before: JourneyGraph, after: JourneyGraph | undefined): string {
  if (!after) return "The journey is gone.";
  if (before.hash === after.hash) return "Nothing to deploy.";
  const migration = new Migration(before, after);
  const decisions = placesIn(before).map((place) => migration.decide(place));
  const told = decisions.filter(({ fate, isElsewhere, timer }) => fate !== "move" || isElsewhere || timer);
  const targets = (place: string) =>
    migration
      .targetsFor(place)
      .slice(0, 3)
      .map((id) => `\`${id}\``)
      .join(", ") || "no step";
  const rows = told.map(({ place, words, fate, to, isElsewhere, timer }) => {
    const what =
      fate === "undecided"
        ? `**refused**, the place is gone: they could go to ${targets(place)}`
        : `${fate}${!isElsewhere ? "" : ` to \`${to}\``}`;
    return `| \`${place}\` | ${words.replaceAll("|", "\\|")} | ${what} | ${timer ? `${timer.before} → ${timer.after}` : ""} |`;
  });
  const others = decisions.length - told.length;
  const which =
    told.length === 0
      ? others === 1
        ? "The only place"
        : `All ${others} places`
      : `The other ${others === 1 ? "place" : `${others} places`}`;
  const rest = others === 0 ? "No other places." : `${which}: people move, nothing changes for them.`;
  if (rows.length === 0) return rest;
  return (
    ["| place | | what becomes of people there | timers re-dated |\n| --- | --- | --- | --- |", ...rows].join("\n") +
    `\n\n${rest}`
  );
}

function read(file: string): string {
  return readFileSync(join(examples, file), "utf8").replaceAll("\r\n", "\n");
}

/** The journeys of one file, without those that it imports. */
function graphsOf(main: string, texts: ReadonlyMap<string, string>): readonly JourneyGraph[] {
  const host = {
    readFile: (path: string) => {
      const name = path.slice(folder.length);
      return texts.get(name) ?? (existsSync(join(examples, name)) ? read(name) : undefined);
    },
  };
  const [checked] = checkFiles([folder + main], host, { readModels });
  const lines = new LineIndex(host.readFile(folder + main) ?? "");
  const journeys = checked?.journeys ?? [];
  if (journeys.length === 0) {
    throw new Error(
      checked?.diagnostics.map(({ message, start }) => `${lines.position(start).line}: ${message}`).join("\n"),
    );
  }
  return journeys.map((journey) => buildGraph(journey, lines));
}

const rulesPart = /(<!-- rules -->\n)([\s\S]*?)(\n?<!-- \/rules -->)/;

/** The table of rules in a page of the docs. */
export function rulesIn(page: string): string {
  return rulesPart.exec(page)?.[2]?.trim() ?? "";
}

/** The page with the table as it is to be. */
export function withRules(page: string): string {
  return page.replace(rulesPart, (_, begin: string, __, end: string) => `${begin}\n${ruleTable()}\n\n${end.trim()}`);
}
