/**
 * The auditor: reads the tables and the mail server's sink after a run and says all that should not be. It proves that each
 * participant's history is one that the semantics allow, that each effect happened exactly once, and that nothing that was
 * accepted was lost; for mail, that it kept to what docs/delivery.md guarantees.
 */
import type { JourneyGraph } from "@journey/compiler";
import { doubts, margin, readHistory, wasDoubtful } from "./history.ts";
import { columns, counts } from "./project.ts";
import type { MessageRecord, ServiceRecord } from "./record.ts";
import type { Accepted } from "./sink.ts";

/** What the service answered to with success. */
export type Told =
  | { readonly kind: "opened" | "clicked"; readonly message: string }
  | { readonly kind: "ordered"; readonly contact: number; readonly total: number; readonly externalId: string };

export interface AuditInput {
  readonly record: ServiceRecord;
  readonly graphs: readonly JourneyGraph[];
  readonly mails: readonly Accepted[];
  readonly told: readonly Told[];
  /** Stretches in which a journey was stopped: from the answer to the stop until the start was asked for. Real time. */
  readonly stops: readonly { readonly journey: string; readonly from: number; readonly to: number }[];
  /** The service's clock to the real one, epoch milliseconds. */
  readonly toReal: (moment: number) => number;
}

export interface Audit {
  /** All that should not be; empty: nothing. */
  readonly findings: readonly string[];
  /** What was looked at, and what was allowed because nobody could know. */
  readonly counts: Readonly<Record<string, number>>;
}

export function audit({ record, graphs, mails, told, stops, toReal }: AuditInput): Audit {
  const findings: string[] = [];
  const grouped = {
    traces: groupBy(record.traces, ({ participant }) => participant),
    events: groupBy(record.events, ({ participant }) => participant),
    messages: groupBy(record.messages, ({ participant }) => participant),
  };
  const contacts = new Map(record.contacts.map((contact) => [String(contact.id), contact]));

  entries();
  const done = histories();
  effects(done);
  deliveries();
  accepted();
  standstill();

  return {
    findings,
    counts: {
      participants: record.participants.length,
      traces: record.traces.length,
      events: record.events.length,
      messages: record.messages.length,
      mails: mails.length,
      told: told.length,
      "sent again after a doubt": record.messages.reduce((sum, { history }) => sum + doubts(history), 0),
      "left in doubt": record.messages.filter(({ status }) => status === "unknown").length,
      "never answered by the mail server": mails.filter(({ unanswered }) => unanswered).length,
    },
  };

  /** One participant for each address, however it is written; one for each order that counts. */
  function entries(): void {
    const addresses = groupBy(record.contacts, ({ email }) => email.trim().toLowerCase());
    const welcomed = groupBy(
      record.participants.filter(({ journey }) => journey === "welcome"),
      ({ unicity }) => unicity,
    );
    for (const [address, of] of addresses) {
      const participants = welcomed.get(address) ?? [];
      if (participants.length !== 1) findings.push(`${address} takes part ${participants.length} times`);
      else if (Number(participants[0]?.recordId) !== Math.min(...of.map(({ id }) => id))) {
        findings.push(`${address} takes part by another record than its first`);
      }
    }
    if (welcomed.size !== addresses.size) findings.push("somebody takes part whom nobody entered");
    const orders = groupBy(
      told.filter((each) => each.kind === "ordered" && counts(each)),
      (each) => (each.kind === "ordered" ? String(each.contact) : ""),
    );
    const ordered = groupBy(
      record.participants.filter(({ journey }) => journey === "orders"),
      ({ recordId }) => recordId,
    );
    for (const contact of new Set([...orders.keys(), ...ordered.keys()])) {
      const participants = ordered.get(contact) ?? [];
      // An order whose acceptance was never heard of may have been accepted.
      const kept = record.customEvents.filter(
        ({ payload }) => counts(payload) && String((payload as { contact: number }).contact) === contact,
      ).length;
      if (participants.length !== kept) {
        findings.push(`contact ${contact} has ordered ${kept} times, and taken part ${participants.length} times`);
      }
    }
  }

  function histories(): Map<string, Map<string, number>> {
    /** Contact → activity → times. */
    const all = new Map<string, Map<string, number>>();
    for (const participant of record.participants) {
      const graph = graphs.find(({ name }) => name === participant.journey);
      const contact = contacts.get(participant.recordId);
      if (!graph || !contact) {
        findings.push(`${participant.key} belongs to nothing`);
        continue;
      }
      const reading = readHistory({
        graph,
        participant,
        contact,
        traces: grouped.traces.get(participant.key) ?? [],
        events: grouped.events.get(participant.key) ?? [],
        messages: grouped.messages.get(participant.key) ?? [],
        toReal,
      });
      findings.push(...reading.findings);
      const done = all.get(participant.recordId) ?? new Map<string, number>();
      for (const [activity, times] of reading.done) done.set(activity, (done.get(activity) ?? 0) + times);
      all.set(participant.recordId, done);
    }
    return all;
  }

  /** What the journeys wrote is what their histories say, no more and no less. */
  function effects(done: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
    const hold = (contact: string, what: string, is: number, should: number) => {
      if (is !== should) findings.push(`contact ${contact}: ${what} is ${is} and should be ${should}`);
    };
    for (const contact of record.contacts) {
      const id = String(contact.id);
      const of = (activity: string) => done.get(id)?.get(activity) ?? 0;
      for (const [activity, column] of Object.entries(columns)) hold(id, column, contact[column], of(activity));
      hold(id, "its number of notes", record.notes[id] ?? 0, of("hello.clicked_shop.create_1"));
      hold(id, "its number of tasks", record.tasks[id] ?? 0, of("call"));
      hold(id, "being on the list", record.listed.has(id) ? 1 : 0, of("add_to_list_1"));
    }
  }

  /** What docs/delivery.md guarantees. */
  function deliveries(): void {
    const copies = groupBy(mails, ({ key }) => key);
    const known = new Set(record.messages.map(({ key }) => key));
    for (const key of copies.keys()) if (!known.has(key)) findings.push(`the mail ${key} belongs to no message`);
    for (const message of record.messages) delivery(message, copies.get(message.key) ?? []);
  }

  function delivery(message: MessageRecord, copies: readonly Accepted[]): void {
    const { key, status, history } = message;
    const find = (what: string) =>
      findings.push(
        `message ${key} (${message.activity}, ${status}) ${what}: ${history.map(({ from, to, error }) => `${from ?? "new"}→${to}${error ? ` (${error})` : ""}`).join(", ")}`,
      );
    for (const change of history) {
      if (!steps.has(`${change.from ?? "new"} ${change.to}`)) find(`went from ${change.from} to ${change.to}`);
    }
    if (message.waits || status === "pending" || status === "deferred" || status === "sending") find("is not done");
    for (const { recipient } of copies) {
      if (recipient.toLowerCase() !== message.recipient) find(`went to ${recipient}`);
    }
    const isMarketing = message.activity !== "receipt";
    if (status === "sent" && copies.length === 0) find("never arrived");
    if (status === "failed" && copies.length > 0) find("has failed, and arrived");
    // Nobody is bothered twice …
    if (isMarketing && copies.length > 1) find(`arrived ${copies.length} times`);
    if (isMarketing && status === "unknown" && !wasDoubtful(message)) find("is in doubt for no reason");
    if (isMarketing) return;
    // … and who waits for it gets it: a second time only where nobody could know about the first.
    if (status === "unknown") find("was given up");
    const allowed = 1 + doubts(history) + copies.filter(({ unanswered }) => unanswered).length;
    if (copies.length > allowed) find(`arrived ${copies.length} times, and at most ${allowed} can be explained`);
  }

  /** What was answered with success is kept, once for a person and once for a machine, however often it was told. */
  function accepted(): void {
    const events = groupBy(record.events, ({ message, type }) => `${type} ${message}`);
    for (const each of told) {
      if (each.kind === "ordered") {
        const kept = record.customEvents.filter(({ externalId }) => externalId === each.externalId).length;
        if (kept !== 1) findings.push(`the order ${each.externalId} was accepted and is kept ${kept} times`);
      } else {
        const kept = events.get(`${each.kind} ${each.message}`) ?? [];
        const how = kept
          .map(({ label, machine }) => `${label ?? "no label"}${machine ? ", a machine's" : ""}`)
          .join("; ");
        // Told again later, a click that came too soon to be a person's may be one: the first of each counts.
        const isTwice = [true, false].some((by) => kept.filter(({ machine }) => machine === by).length > 1);
        if (kept.length === 0 || isTwice)
          findings.push(`${each.kind} of ${each.message} was accepted and is kept ${kept.length} times (${how})`);
      }
    }
  }

  /** While a journey is stopped, nothing moves in it. */
  function standstill(): void {
    const journeyOf = new Map(record.participants.map(({ key, journey }) => [key, journey]));
    for (const { journey, from, to } of stops) {
      const moved = record.traces.filter(
        ({ participant, recordedAt }) =>
          journeyOf.get(participant) === journey && toReal(recordedAt) > from + margin && toReal(recordedAt) < to,
      );
      if (moved.length > 0) findings.push(`${moved.length} steps were made in ${journey} while it was stopped`);
    }
  }
}

/** What a message may go through. Late news that one was sent after all is believed. */
const steps = new Set([
  "new pending",
  "pending sending",
  "deferred sending",
  "sending sent",
  "sending deferred",
  // Given back before anything of it was said to a server.
  "sending pending",
  "sending failed",
  "sending unknown",
  "unknown sent",
  "deferred sent",
]);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
