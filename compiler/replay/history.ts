/** What the service has recorded of people in a journey, as a replay reads it. Times are epoch milliseconds. */
import type { Trigger } from "@journey/language";
import type { PlainRecord } from "../filters/to-predicate.ts";
import type { JourneyGraph } from "../graph/graph.ts";

export interface JourneyHistory {
  readonly journey: string;
  /** When people entered who are looked at: from, and up to but without. */
  readonly from: number;
  readonly to: number;
  /** What is recorded up to here is known. */
  readonly until: number;
  /** More entered than were read. */
  readonly isCut: boolean;
  /** By the hash of the version that they were in last. */
  readonly versions: ReadonlyMap<string, JourneyGraph>;
  readonly holidays: ReadonlySet<string>;
  /** A/B tests that are decided. */
  readonly winners: readonly { readonly test: string; readonly winner: string; readonly at: number }[];
  readonly entries: readonly EntryHistory[];
  /** Who entered, and whose record is gone. */
  readonly withoutRecord: number;
}

/** Somebody's way through the journey, from an entry on. */
export interface EntryHistory {
  readonly participant: string;
  readonly recordId: string;
  /** The value of the unicity field. */
  readonly unicity: string;
  readonly version: string;
  readonly enteredAt: number;
  readonly payload: PlainRecord | undefined;
  readonly status: "active" | "completed" | "exited";
  readonly endedAt: number | undefined;
  readonly endedReason: string | undefined;
  /** As it is today. */
  readonly record: PlainRecord;
  readonly lists: readonly { readonly list: string; readonly at: number }[];
  /** In their normal form. */
  readonly suppressed: readonly { readonly address: string; readonly at: number }[];
  readonly consents: readonly string[];
  /** What was put into the outbox. */
  readonly made: readonly { readonly activity: string; readonly at: number }[];
  /** How handing over ended. */
  readonly results: readonly {
    readonly activity: string;
    readonly outcome: "executed" | "failed" | "suppressed";
    readonly at: number;
  }[];
  readonly reactions: readonly {
    readonly activity: string;
    readonly trigger: Trigger;
    readonly label: string | undefined;
    readonly machine: boolean;
    readonly at: number;
  }[];
  /** Custom events about the record, whether or not the journey waited for them. */
  readonly events: readonly { readonly name: string; readonly payload: PlainRecord; readonly at: number }[];
  /** Why they were told to leave. */
  readonly leaves: readonly { readonly reason: string; readonly at: number }[];
  /** When a `wait for` was found to hold. */
  readonly checks: readonly { readonly activity: string; readonly at: number }[];
  readonly traces: readonly RecordedTrace[];
  readonly goals: readonly { readonly goal: string; readonly at: number }[];
}

export interface RecordedTrace {
  readonly activity: string;
  readonly state: string;
  readonly reason: string | undefined;
  readonly at: number;
}
