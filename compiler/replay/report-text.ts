/** A replay's report for the terminal, and (with `markdown`) for a page or a pull request. */
import type { ReplayedMove, ReplayedPerson, ReplayedStep, ReplayReport } from "./report.ts";

/** So many deviations are shown; the JSON has all. */
const shownDeviations = 5;

export function replayToText(report: ReplayReport, markdown = false): string {
  const lines: string[] = [];
  const heading = (text: string): void => {
    lines.push("", markdown ? `### ${text}` : text, ...(markdown ? [""] : []));
  };
  const item = (text: string): void => {
    lines.push(markdown ? `- ${text}` : `  ${text}`);
  };
  const { entries, different, fidelity } = report;
  const title = `Replay: ${report.journey}`;
  lines.push(markdown ? `## ${title}` : title, "");
  const versions = report.versions.map(({ hash, entries: amount }) => `${hash} (${number(amount)})`).join(", ");
  lines.push(
    `${number(entries)} ${entries === 1 ? "entry" : "entries"} from ${day(report.entered.from)} to ${day(report.entered.to)}, with what is recorded up to ${moment(report.knownUntil)}.`,
    entries === 0 ? "Nobody entered in that time." : `From ${versions} to ${report.proposed}.`,
  );
  if (entries === 0) return `${lines.join("\n")}\n`;
  const same = entries - different.way - different.times;
  lines.push(
    "",
    different.way + different.times === 0
      ? "Nothing would have been different for anybody."
      : `${share(different.way, entries)} would have gone another way, ${share(different.times, entries)} the same way at other times; for ${share(same, entries)} nothing changes.`,
  );
  if (different.way + different.times > 0) {
    heading("Steps");
    const changed = report.steps.filter(isChanged);
    lines.push(
      ...table(["step", "before", "after", "no longer", "newly", "when"], changed.map(stepRow), [1, 2, 3, 4], markdown),
    );
    const unchanged = report.steps.length - changed.length;
    if (unchanged > 0) lines.push("", `${unchanged} other ${unchanged === 1 ? "step is" : "steps are"} as before.`);
  }
  if (report.moves.length > 0) {
    heading("Who moves");
    for (const move of report.moves.slice(0, 10)) item(`${number(move.people)}: ${moveWords(move)}`);
    if (report.moves.length > 10) item(`and ${report.moves.length - 10} other ways.`);
  }
  heading("Figures");
  const figures = [
    ...report.messages.map(({ channel, ...counts }) => [`${channel} sent`, ...countCells(counts)]),
    ...(report.sms
      ? [
          [
            "SMS parts",
            number(report.sms.partsBefore),
            number(report.sms.partsAfter),
            signed(report.sms.partsAfter - report.sms.partsBefore),
          ],
        ]
      : []),
    ...(report.sms?.costBefore !== undefined && report.sms.costAfter !== undefined
      ? [
          [
            "SMS cost",
            report.sms.costBefore.toFixed(2),
            report.sms.costAfter.toFixed(2),
            signed(report.sms.costAfter - report.sms.costBefore, 2),
          ],
        ]
      : []),
    ...report.goals.map(({ name, ...counts }) => [`goal ${name}`, ...countCells(counts)]),
    ...report.ends.map(({ end, ...counts }) => [end, ...countCells(counts)]),
  ];
  lines.push(...table(["", "before", "after", ""], figures, [1, 2, 3], markdown));
  for (const person of report.people) {
    heading(`Record ${person.record}, entered ${moment(person.entered)}`);
    lines.push(...personLines(person, markdown));
  }
  heading("How far the records carry");
  item(`as recorded in the version they were in: ${share(fidelity.asRecorded, entries)}`);
  for (const { record, what } of fidelity.deviations.slice(0, shownDeviations)) item(`not so ${record}: ${what}`);
  if (fidelity.deviations.length > shownDeviations) {
    item(`and ${number(fidelity.deviations.length - shownDeviations)} others: see --format json`);
  }
  if (fidelity.deviations.length > 0) item("of these, the replays of both versions are compared, not the records");
  if (fidelity.recordGone > 0) item(`left out, because the record is gone: ${number(fidelity.recordGone)}`);
  if (fidelity.entryUnknown > 0) {
    item(`taken to enter, because the record has changed since: ${number(fidelity.entryUnknown)}`);
  }
  for (const [field, amount] of Object.entries(fidelity.overwritten)) {
    item(`what ${field} was before a step set it is not known: ${number(amount)}`);
  }
  for (const { step, messages } of fidelity.withoutHistory) {
    item(`${step} to people who never got it, taken not to react: ${number(messages)}`);
  }
  heading("Assumed");
  for (const line of report.assumptions) item(line);
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
}

function isChanged({ before, after, onlyBefore, onlyAfter, later, change }: ReplayedStep): boolean {
  return before !== after || onlyBefore + onlyAfter > 0 || later !== undefined || change !== "kept";
}

function stepRow({ label, change, before, after, onlyBefore, onlyAfter, later }: ReplayedStep): readonly string[] {
  const sign = { kept: "~", new: "+", gone: "-" }[change];
  return [
    `${sign} ${label}`,
    change === "new" ? "" : number(before),
    change === "gone" ? "" : number(after),
    onlyBefore === 0 ? "" : number(onlyBefore),
    onlyAfter === 0 ? "" : number(onlyAfter),
    later === undefined ? "" : `${minutesWords(Math.abs(later))} ${later > 0 ? "later" : "earlier"}`,
  ];
}

function moveWords({ from, to }: ReplayedMove): string {
  if (from === undefined) return `come to ${to} as well`;
  if (to === undefined) return `no longer come to ${from}`;
  if (to === "does not enter") return "do not enter";
  return `from ${from} to ${to}`;
}

function personLines({ timeline, isDifferent, deviation }: ReplayedPerson, markdown: boolean): readonly string[] {
  const rows = timeline.map(({ at, before, after }) => [
    moment(at),
    before === undefined ? "" : before,
    after === undefined ? "" : after === before ? "the same" : after,
  ]);
  return [
    ...(isDifferent ? [] : ["Nothing would have been different.", ""]),
    ...table(["UTC", "as it was", "as it would have been"], rows, [], markdown),
    ...(deviation === undefined ? [] : ["", `The records say otherwise: ${deviation}.`]),
  ];
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
  markdown: boolean,
): readonly string[] {
  if (markdown) {
    const row = (cells: readonly string[]): string =>
      `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
    return [row(head), row(head.map((_, column) => (right.includes(column) ? "---:" : "---"))), ...rows.map(row)];
  }
  const cut = rows.map((row) => row.map((cell) => (cell.length > 48 ? `${cell.slice(0, 47)}…` : cell)));
  const widths = head.map((_, column) => Math.max(...[head, ...cut].map((row) => row[column]!.length)));
  return [head, ...cut].map((row) =>
    `  ${row.map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ")}`.trimEnd(),
  );
}

function countCells({ before, after }: { readonly before: number; readonly after: number }): readonly string[] {
  return [number(before), number(after), signed(after - before)];
}

const number = (value: number): string => value.toLocaleString("en");
const day = (text: string): string => text.slice(0, 10);
const moment = (text: string): string => text.slice(0, 16).replace("T", " ");

function signed(value: number, digits = 0): string {
  const amount = Math.abs(value).toFixed(digits);
  return Number(amount) === 0 ? "" : `${value > 0 ? "+" : "−"}${digits === 0 ? number(Math.abs(value)) : amount}`;
}

/** `12 (20.0%)` */
function share(part: number, of: number): string {
  return `${number(part)} (${of === 0 ? "0.0" : ((part / of) * 100).toFixed(1)}%)`;
}

function minutesWords(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440} ${minutes === 1440 ? "day" : "days"}`;
  if (minutes >= 1440) return `${(minutes / 1440).toFixed(1)} days`;
  if (minutes % 60 === 0) return `${minutes / 60} ${minutes === 60 ? "hour" : "hours"}`;
  return minutes >= 120 ? `${(minutes / 60).toFixed(1)} hours` : `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}
