import {
  type AllowanceFault,
  type ChangeClass,
  changeClasses,
  countOf,
  type JourneyDiff,
  notAllowed,
  type ProjectDiff,
} from "./change.ts";
import { everyChange } from "./summary.ts";

/** What programs read. Fields are added under a new minor number, and taken away or changed under a new major one. */
export interface DiffJson {
  readonly formatVersion: "1.1";
  /** Classes count all changes, allowed ones included. */
  readonly summary: {
    readonly changed: number;
    readonly added: number;
    readonly removed: number;
    readonly unchanged: number;
    readonly breaking: number;
    readonly dangerous: number;
    readonly safe: number;
    /** Since 1.1. */
    readonly allowed: Readonly<Record<ChangeClass, number>>;
  };
  readonly journeys: readonly JourneyDiff[];
  /** Allowances that do nothing. Since 1.1. */
  readonly allowances: readonly AllowanceFault[];
}

export function diffToJson(diff: ProjectDiff, shownPath: (file: string) => string = String): DiffJson {
  const amount = (status: JourneyDiff["status"]) => diff.journeys.filter((journey) => journey.status === status).length;
  const changes = everyChange(diff);
  const [breaking, dangerous, safe] = changeClasses.map((of) => countOf(changes, of));
  const at = <Place extends { readonly file: string }>(place: Place): Place => ({
    ...place,
    file: shownPath(place.file),
  });
  const shown = (list: JourneyDiff["changes"]) =>
    list.map(({ allowed, ...change }) => ({
      ...change,
      place: at(change.place),
      ...(allowed ? { allowed: { ...allowed, place: at(allowed.place) } } : {}),
    }));
  const open = notAllowed(changes);
  const allowed = (of: ChangeClass) => countOf(changes, of) - countOf(open, of);
  return {
    formatVersion: "1.1",
    summary: {
      changed: amount("changed"),
      added: amount("added"),
      removed: amount("removed"),
      unchanged: diff.unchanged,
      breaking: breaking!,
      dangerous: dangerous!,
      safe: safe!,
      allowed: { breaking: allowed("breaking"), dangerous: allowed("dangerous"), safe: allowed("safe") },
    },
    journeys: diff.journeys.map(({ head, ...journey }) => ({
      ...journey,
      ...(head ? { head: at(head) } : {}),
      changes: shown(journey.changes),
      indirect: shown(journey.indirect),
    })),
    allowances: (diff.allowances ?? []).map((fault) => ({ ...fault, place: at(fault.place) })),
  };
}
