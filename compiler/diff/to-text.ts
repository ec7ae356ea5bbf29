/** A diff for a terminal. */
import { createTwoFilesPatch, OMIT_HEADERS } from "diff";
import type { AllowanceFault, Change, ChangeClass, JourneyDiff, JourneyEffects, ProjectDiff } from "./change.ts";
import { allChanges } from "./change.ts";
import { countWords, summaryLine } from "./summary.ts";

export interface DiffStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

const plain: DiffStyle = { bold: String, dim: String, red: String, yellow: String, green: String };

export interface TextOptions {
  readonly style?: DiffStyle;
  readonly shownPath?: (file: string) => string;
}

export function diffToText(diff: ProjectDiff, { style = plain, shownPath = String }: TextOptions = {}): string {
  const blocks = diff.journeys.map((journey) => journeyText(journey, style, shownPath));
  const faults = diff.allowances?.map((fault) => faultText(fault, style, shownPath)) ?? [];
  return `${[...blocks, ...(faults.length > 0 ? [faults.join("\n")] : []), summaryLine(diff)].join("\n\n")}\n`;
}

function journeyText(diff: JourneyDiff, style: DiffStyle, shownPath: (file: string) => string): string {
  const sign = { added: "+", removed: "-", changed: "~" }[diff.status];
  const head = `${sign} ${style.bold(diff.journey)}  ${style.dim(countWords(allChanges(diff)))}`;
  const part = (change: Change) => changeText(change, style, shownPath);
  return [
    head,
    ...diff.changes.map(part),
    ...(diff.indirect.length > 0 ? ["  by models and events:", ...diff.indirect.map(part)] : []),
    ...(diff.effects ? [`  effects: ${effectWords(diff.effects)}`] : []),
  ].join("\n");
}

function faultText({ message, place }: AllowanceFault, style: DiffStyle, shownPath: (file: string) => string): string {
  return `! ${message}\n  ${style.dim(`${shownPath(place.file)}:${place.line}`)}`;
}

const indent = "               ";

function changeText(change: Change, style: DiffStyle, shownPath: (file: string) => string): string {
  const { sign, subject, consequence, help, place, code, allowed } = change;
  const lines = longText(change);
  const said = lines ? "" : sidesOf(change);
  const label = allowed ? style.dim(change.class.padEnd(10)) : classLabel(change.class, style);
  return [
    `  ${label} ${sign} ${subject}${said === "" ? "" : `  ${said}`}`,
    ...(lines ?? []).map(
      (line) => `${indent}${line.startsWith("+") ? style.green(line) : line.startsWith("-") ? style.red(line) : line}`,
    ),
    `${indent}${consequence}`,
    ...(help === undefined || allowed ? [] : [`${indent}help: ${help}`]),
    ...(allowed ? [`${indent}${style.green("allowed:")} ${allowed.reason}`] : []),
    `${indent}${style.dim(`${shownPath(place.file)}:${place.line}${place.side === "before" ? " before" : ""}  ${code}`)}`,
  ].join("\n");
}

function classLabel(of: ChangeClass, style: DiffStyle): string {
  const word = (of === "breaking" ? "BREAKING" : of).padEnd(10);
  return of === "breaking" ? style.red(style.bold(word)) : of === "dangerous" ? style.yellow(word) : style.green(word);
}

/** `3 days -> 1 day`; what came or went says where. */
export function sidesOf({ subject, before, after, sign }: Change, arrow = "->"): string {
  if (before !== undefined && after !== undefined) {
    const [was, is] = apart(before, after);
    return `${oneLine(was)} ${arrow} ${oneLine(is)}`;
  }
  const side = after ?? before ?? "";
  // What is called so has been named.
  if (side === "" || subject.endsWith(` ${side}`)) return "";
  return sign === "~" ? oneLine(side) : `(${oneLine(side)})`;
}

/** The lines that differ, where a text has several. */
export function longText({ before, after }: Change): readonly string[] | undefined {
  if (before === undefined || after === undefined || !`${before}${after}`.includes("\n")) return undefined;
  const patch = createTwoFilesPatch("", "", `${before.trimEnd()}\n`, `${after.trimEnd()}\n`, "", "", {
    context: 1,
    headerOptions: OMIT_HEADERS,
  });
  return patch
    .trimEnd()
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("@@") && !line.startsWith("==="));
}

/** Of two long texts that begin or end alike, what lies between, with a few words around it. */
function apart(before: string, after: string): readonly [string, string] {
  if (before.length + after.length < 120) return [before, after];
  const [old, now] = [before.split(" "), after.split(" ")];
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const start = Math.max(0, head - wordsAround);
  const end = Math.max(0, tail - wordsAround);
  const part = (words: readonly string[]): string =>
    `${start > 1 ? "… " : ""}${words.slice(start > 1 ? start : 0, words.length - (end > 1 ? end : 0)).join(" ")}${end > 1 ? " …" : ""}`;
  return [part(old), part(now)];
}

/** Of what two texts share, so many words are shown on either side of what they don't. */
const wordsAround = 3;

function oneLine(text: string): string {
  const words = text.replace(/\s+/g, " ").trim();
  return words.length > 160 ? `${words.slice(0, 159)}…` : words;
}

/** `latest message day 14 -> 9, messages per person 6 -> 5; 12% of 10,000 people go another way` */
export function effectWords({ figures, different, participants }: JourneyEffects): string {
  const number = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 2 });
  const said = figures
    .filter(({ before, after }) => before !== after)
    .map(({ what, before, after, unit }) => `${what} ${number(before)} -> ${number(after)}${unit ? ` ${unit}` : ""}`);
  const share = `${number(different * 100)}% of ${number(participants)} simulated people go another way`;
  return [...(said.length > 0 ? [said.join(", ")] : []), share].join("; ");
}
