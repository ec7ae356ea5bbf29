/** A journey that people are in, whatever moves them: the engine on a database, or something in memory. */
import type { History, Person, Reaction } from "./history.ts";

/** A message that waits for its sender. */
export interface Queued {
  readonly person: number;
  readonly id: string;
  readonly activity: string;
  readonly channel: string;
  /** The address must not be written to any more. */
  readonly suppressed: boolean;
}

export interface World {
  /** Moves the clock, and nothing else. */
  moveTo(now: number): void;
  /** Lets people enter, looks at their records, and moves them, until nothing is due. */
  work(): Promise<void> | void;
  /** What has come into the outbox since it was asked last; nothing while the journey is stopped. */
  outbox(): Promise<readonly Queued[]> | readonly Queued[];
  sent(message: Queued, result: "sent" | "failed" | "suppressed"): Promise<void> | void;
  react(
    message: Queued,
    reaction: Pick<Reaction, "type" | "label" | "machine">,
    occurredAt: number,
    key: string,
  ): Promise<void> | void;
  ordered(person: number, total: number, occurredAt: number, key: string): Promise<void> | void;
  /** Writes fields of the record. */
  set(person: number, values: Readonly<Record<string, unknown>>): Promise<void> | void;
  remove(person: number): Promise<void> | void;
  suppress(person: number): Promise<void> | void;
  setRunning(running: boolean): Promise<void> | void;
  decide(test: string, variant: string): Promise<void> | void;
  nextDueAt(): Promise<number | undefined> | number | undefined;
  /** What has become of everybody, as lines to read. */
  log(): Promise<readonly (readonly string[])[]> | readonly (readonly string[])[];
}

/** The record as it begins: the same in every world. */
export function recordOf({ record }: Person, index: number, { start }: History) {
  const { owner, until, ...fields } = record;
  return {
    ...fields,
    id: index + 1,
    name: `P${index + 1}`,
    phone: record.phone === null ? null : `${record.phone}${1000 + index}`,
    email: `p${index + 1}@acme.test`,
    until: until === undefined ? null : new Date(start + until * 86_400_000).toISOString(),
    tags: [] as string[],
    owner: owner ? 1 : null,
    active: true,
    created_at: "2026-01-01T00:00:00.000Z",
  };
}

export const iso = (at: number): string => new Date(at).toISOString().replace(/:00\.000Z$/, "Z");
