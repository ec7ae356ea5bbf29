import type { Happening } from "@journey/language";
import type { ConditionEnvironment, PlainRecord } from "../filters/to-predicate.ts";

/** What conditions may ask besides the record: one object, filled in again for each question. */
export class Environment implements ConditionEnvironment {
  now = 0;
  entered = 0;
  timezone = "UTC";
  consents: ReadonlySet<string> = new Set();
  entry: PlainRecord = {};
  event: PlainRecord = {};

  constructor(
    readonly isSuppressed: () => boolean,
    readonly hasHappened: (activity: string, happening: Happening, label: string | undefined) => boolean,
    readonly lists: ReadonlySet<string>,
  ) {}

  get suppressed(): boolean {
    return this.isSuppressed();
  }
}
