import {
  allChanges,
  type Change,
  type ChangeClass,
  changeClasses,
  countOf,
  notAllowed,
  type ProjectDiff,
} from "./change.ts";

export function everyChange({ journeys }: ProjectDiff): readonly Change[] {
  return journeys.flatMap(allChanges);
}

/** `2 breaking (1 allowed), 1 dangerous, 3 safe`; what there is none of is left out. */
export function countWords(changes: readonly Change[]): string {
  const parts = changeClasses.flatMap((of) =>
    countOf(changes, of) > 0 ? [`${countOf(changes, of)} ${of}${allowedWords(changes, of)}`] : [],
  );
  return parts.length > 0 ? parts.join(", ") : "no changes";
}

/** ` (1 allowed)`, ` (allowed)` where all are; empty where none is. */
export function allowedWords(changes: readonly Change[], of: ChangeClass): string {
  const all = countOf(changes, of);
  const allowed = all - countOf(notAllowed(changes), of);
  return allowed === 0 ? "" : allowed === all ? " (allowed)" : ` (${allowed} allowed)`;
}

/** One line that says it all: `1 journey changed, 0 added, 0 removed. 2 breaking, 1 dangerous, 3 safe.` */
export function summaryLine(diff: ProjectDiff): string {
  if (diff.journeys.length === 0) return "No change of meaning.";
  const amount = (status: string) => diff.journeys.filter((journey) => journey.status === status).length;
  const changed = amount("changed");
  return `${changed} ${changed === 1 ? "journey" : "journeys"} changed, ${amount("added")} added, ${amount("removed")} removed. ${countWords(everyChange(diff))}.`;
}

/** Whether there is a change of this class, or of a worse one, that nobody has allowed. */
export function reaches(diff: ProjectDiff, of: ChangeClass): boolean {
  const classes = changeClasses.slice(0, changeClasses.indexOf(of) + 1);
  return notAllowed(everyChange(diff)).some((change) => classes.includes(change.class));
}
