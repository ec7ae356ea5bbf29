/**
 * What is asked on the way of somebody: conditions, shares, windows, caps, expiry and moments, answered in memory where the
 * service asks its database. Holds what the answers rest on besides records: lists, suppressed addresses, what was sent.
 */
import type { Happening } from "@journey/language";
import { describeCondition } from "../filters/describe.ts";
import { normalise } from "../filters/normalise.ts";
import type { PlainRecord } from "../filters/to-predicate.ts";
import { isMessage, type MessageNode } from "../graph/graph.ts";
import { isInShare, variantOf } from "../machine/share.ts";
import type { Guard } from "../machine/step.ts";
import { nextTimeOfDay } from "../time/calendar.ts";
import { nextOpening } from "../time/send-window.ts";
import type { Cohort } from "./cohort.ts";
import { Environment } from "./environment.ts";
import type { Behaviour, People } from "./run-types.ts";
import { executionKey, SentMessages } from "./sent-messages.ts";
import type { Answered, Leaf } from "./step-table.ts";
import { later, type VirtualJourney } from "./virtual-journey.ts";

const nobody: ReadonlySet<string> = new Set();
const nothing: PlainRecord = {};

export class Answers {
  readonly run: { readonly now: number };
  readonly #people: People;
  readonly #behaviour: Behaviour;
  readonly #knows: Behaviour["knows"];
  readonly #holidays: ReadonlySet<string>;
  /** Who is on which mailing list. */
  readonly #lists = new Map<string, Uint8Array>();
  /** Addresses, in their normal form. */
  readonly suppressed = new Set<string>();
  /** For caps; nothing is noted where no journey has one. */
  readonly sent = new SentMessages();

  /** @param run whose time it is, epoch milliseconds */
  constructor(run: Answers["run"], people: People, behaviour: Behaviour, holidays: ReadonlySet<string>) {
    this.run = run;
    this.#people = people;
    this.#behaviour = behaviour;
    this.#knows = behaviour.knows?.bind(behaviour);
    this.#holidays = holidays;
  }

  /** The environment of a condition about a participant at a moment. One object, used again. */
  ask(cohort: Cohort, person: number): Environment {
    const environment = this.#environment;
    const record = this.#people.recordOf(person);
    environment.now = this.run.now;
    environment.entered = cohort.entered[person]!;
    environment.timezone = cohort.journey.zoneOf(record);
    environment.consents = this.#people.consentsOf?.(person) ?? nobody;
    environment.entry = cohort.entry[person] ?? nothing;
    environment.event = cohort.event[person] ?? nothing;
    this.#askedOf = cohort;
    this.#askedPerson = person;
    return environment;
  }
  #askedOf: Cohort | undefined;
  #askedPerson = 0;
  readonly #hasHappened = (activity: string, happening: Happening, label: string | undefined): boolean => {
    const { facts, journey } = this.#askedOf!;
    const bit = journey.facts.of(activity, happening, label);
    return bit >= 0 && facts[this.#askedPerson * journey.facts.count + bit] === 1;
  };
  readonly #isSuppressed = (): boolean => {
    if (this.suppressed.size === 0) return false;
    const record = this.#people.recordOf(this.#askedPerson);
    return this.#askedOf!.journey.target.fields.some(({ name, type }) => {
      if (type.kind !== "email" && type.kind !== "phone") return false;
      const address = record[name];
      return typeof address === "string" && this.suppressed.has(normalise(address, type.kind));
    });
  };

  readonly #environment = new Environment(this.#isSuppressed, this.#hasHappened, {
    // Conditions ask no more of it.
    has: (list: string) => this.#lists.get(list)?.[this.#askedPerson] === 1,
  } as ReadonlySet<string>);

  answer(cohort: Cohort, person: number, guard: Guard, index: number, at: number, since: number): boolean {
    const { journey: compiled } = cohort;
    const { graph, table } = compiled;
    const record = this.#people.recordOf(person);
    const place = table.nodeIndex.get(guard.node) ?? -1;
    const node = graph.nodes[place];
    switch (guard.kind) {
      case "matches":
        return (
          this.#knows?.("matches", compiled.index, place, person, at) ??
          compiled.matches(place)(record, this.ask(cohort, person))
        );
      case "condition":
        if (this.#knows && node?.kind === "wait for") {
          const known = this.#knows("wait", compiled.index, place, person, this.run.now);
          if (known !== undefined) return known;
        }
        return compiled.condition(place, guard.branch ?? -1)(record, this.ask(cohort, person));
      case "payload":
        return compiled.payload(guard.node, guard.branch ?? -1)(record, this.ask(cohort, person));
      case "share": {
        if (node?.kind !== "split" && node?.kind !== "ab test") return false;
        const set = this.#behaviour.shareOf?.(cohort.journey.index, place, person);
        if (set !== undefined) return set === "holdback" ? guard.branch === -1 : set === guard.branch;
        const id = this.#people.idOf(person);
        if (node.kind === "ab test") return variantOf(node, id) === guard.branch;
        return isInShare(node, id, guard.branch);
      }
      case "decided":
        // Here is one version only.
        return cohort.winners.get(guard.node) === guard.branch;
      case "reached": {
        const moment = compiled.moment(place)?.(record, this.ask(cohort, person));
        return (typeof moment === "number" ? moment : at) <= at;
      }
      case "closed": {
        const zone = compiled.zoneOf(record);
        const opens = nextOpening(this.run.now, graph.send, zone, this.#holidays);
        return opens !== undefined && opens > this.run.now;
      }
      case "capped":
      case "delayed":
        if (this.#knows && guard.kind === "capped") {
          const known = this.#knows("capped", compiled.index, place, person, at);
          if (known !== undefined) return known;
        }
        return node !== undefined && isMessage(node)
          ? this.#fullUntil(cohort, person, node, guard.kind === "capped" ? "skip" : "delay", at) !== undefined
          : false;
      case "expired": {
        if (!node || !("expire" in node) || !node.expire) return false;
        const from = this.turnOf(cohort, place, index, at, since);
        return this.run.now > later(from, node.expire.after, compiled.zoneOf(record));
      }
    }
  }

  /**
   * The moment that an activity's expiry counts from: when its turn came, also when it has been held back since; for the
   * first of a clause, its event.
   */
  turnOf({ journey: { table, graph } }: Cohort, place: number, index: number, at: number, since: number): number {
    const node = graph.nodes[place];
    const timer = table.inputOf(index);
    const isHeld = timer.type === "timer" && /:(window|cap)$/.test(timer.timer);
    const fromClause = node !== undefined && "expire" in node && node.expire?.from === "clause";
    return isHeld || fromClause ? since : at;
  }

  /** When a timer goes off that has no duration of its own. What can't be known is not waited for. */
  momentOf(cohort: Cohort, person: number, index: number, at: number, zone: string): number {
    const { journey: compiled } = cohort;
    const { graph, table } = compiled;
    const timer = table.timers[index]!;
    const place = timer.node === undefined ? -1 : (table.nodeIndex.get(timer.node) ?? -1);
    const node = graph.nodes[place];
    switch (timer.kind) {
      case "window":
        return nextOpening(Math.max(this.run.now, at), graph.send, zone, this.#holidays) ?? at;
      case "cap": {
        const moment = node && isMessage(node) ? this.#fullUntil(cohort, person, node, "delay", at) : undefined;
        return Math.max(this.run.now, moment ?? at);
      }
      default: {
        if (node?.kind === "wait until" && node.until.kind === "time") {
          return nextTimeOfDay(at, node.until.time, zone, node.until.day);
        }
        const record = this.#people.recordOf(person);
        const moment = compiled.moment(place)?.(record, this.ask(cohort, person));
        return Math.max(at, typeof moment === "number" ? moment : at);
      }
    }
  }

  /** To whom a message goes; undefined: to nobody. */
  #recipientOf(cohort: Cohort, person: number, node: number): string | undefined {
    const { recipient } = cohort.journey.nodes[node]!;
    return recipient?.(this.#people.recordOf(person), this.ask(cohort, person));
  }

  /** Where a cap is full: the moment at which there is room again. */
  #fullUntil(
    cohort: Cohort,
    person: number,
    node: MessageNode,
    rest: "skip" | "delay",
    at: number,
  ): number | undefined {
    const recipient = this.#recipientOf(cohort, person, cohort.journey.table.nodeIndex.get(node.id)!);
    if (recipient === undefined) return undefined;
    return this.sent.fullUntil(recipient, cohort.journey.capsOf(node, rest), at);
  }

  /** Of messages that one step sends together, those that are too many are left out, or held back: as in one step after the other. */
  withinCaps(
    cohort: Cohort,
    person: number,
    tree: Answered,
    decided: Leaf,
    index: number,
    at: number,
    since: number,
  ): Leaf {
    const { guards } = cohort.journey.table;
    const full = new Set<string>();
    let leaf = decided;
    for (;;) {
      const guard = this.#tooMany(cohort, person, leaf, at, full);
      if (guard === undefined) return leaf;
      full.add(guard);
      let next = tree;
      while (!next.isLeaf) {
        const asked = guards[next.guard]!;
        const isFull = full.has(`${asked.kind} ${asked.node}`);
        next = isFull || this.answer(cohort, person, asked, index, at, since) ? next.yes : next.no;
      }
      leaf = next;
    }
  }

  /** The question, asked of the first message of a step that has no room behind those before it. */
  #tooMany(cohort: Cohort, person: number, leaf: Leaf, at: number, full: ReadonlySet<string>): string | undefined {
    const { journey: compiled } = cohort;
    const leaving: { readonly channel: string; readonly recipient: string }[] = [];
    for (const { execute, node } of leaf.effects) {
      const message = compiled.graph.nodes[node]!;
      if (!execute || !isMessage(message)) continue;
      const recipient = this.#recipientOf(cohort, person, node);
      if (recipient === undefined) continue;
      for (const rest of ["skip", "delay"] as const) {
        const guard = `${rest === "skip" ? "capped" : "delayed"} ${message.id}`;
        if (full.has(guard)) continue;
        if (rest === "skip" && this.#knows?.("capped", compiled.index, node, person, at) !== undefined) continue;
        for (const cap of compiled.capsOf(message, rest)) {
          const before = leaving.filter(
            (each) => each.recipient === recipient && (cap.channel === undefined || cap.channel === each.channel),
          ).length;
          if (before > 0 && this.sent.count(recipient, cap, at) + before >= cap.count) return guard;
        }
      }
      leaving.push({ channel: message.kind, recipient });
    }
    return undefined;
  }

  noteSent(journey: number, cohort: Cohort, person: number, node: number): void {
    const recipient = this.#recipientOf(cohort, person, node);
    if (recipient === undefined) return;
    const message = { channel: cohort.journey.graph.nodes[node]!.kind, at: this.run.now };
    this.sent.add(recipient, message, executionKey(journey, node, person, cohort.turn[person]!));
  }

  /** Why a participant is to leave, whatever has come. */
  leavingReason(cohort: Cohort, person: number): string | undefined {
    const { journey: compiled } = cohort;
    const record = this.#people.recordOf(person);
    if (compiled.isArchived(record)) return "record archived";
    if (compiled.exits.length === 0) return undefined;
    const environment = this.ask(cohort, person);
    const exit = compiled.exits.find(
      ({ index, holds }) =>
        this.#knows?.("exit", compiled.index, index, person, this.run.now) ?? holds(record, environment),
    );
    return exit && exitReason(compiled, exit.index);
  }

  /** By their places, who is on a list. */
  membersOf(list: string): Uint8Array {
    let members = this.#lists.get(list);
    if (!members) {
      members = new Uint8Array(this.#people.count);
      this.#lists.set(list, members);
    }
    return members;
  }
}

export function exitReason({ graph }: VirtualJourney, index: number): string {
  const exit = graph.exits[index];
  return exit?.kind === "when" ? `exit when ${describeCondition(exit.condition)}` : "exit";
}
