import { changeClasses, countOf, type JourneyDiff, type ProjectDiff } from "./change.ts";
import { everyChange } from "./summary.ts";

/** What programs read. Fields are added under a new minor number, and taken away or changed under a new major one. */
export interface DiffJson {
  readonly formatVersion: "1.0";
  readonly summary: {
    readonly changed: number;
    readonly added: number;
    readonly removed: number;
    readonly unchanged: number;
    readonly breaking: number;
    readonly dangerous: number;
    readonly safe: number;
  };
  readonly journeys: readonly JourneyDiff[];
}

export function diffToJson(diff: ProjectDiff, shownPath: (file: string) => string = String): DiffJson {
  const amount = (status: JourneyDiff["status"]) => diff.journeys.filter((journey) => journey.status === status).length;
  const changes = everyChange(diff);
  const [breaking, dangerous, safe] = changeClasses.map((of) => countOf(changes, of));
  const shown = (list: JourneyDiff["changes"]) =>
    list.map((change) => ({ ...change, place: { ...change.place, file: shownPath(change.place.file) } }));
  return {
    formatVersion: "1.0",
    summary: {
      changed: amount("changed"),
      added: amount("added"),
      removed: amount("removed"),
      unchanged: diff.unchanged,
      breaking: breaking!,
      dangerous: dangerous!,
      safe: safe!,
    },
    journeys: diff.journeys.map((journey) => ({
      ...journey,
      changes: shown(journey.changes),
      indirect: shown(journey.indirect),
    })),
  };
}
