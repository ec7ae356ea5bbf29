/**
 * What is outside of a journey, for one person and in memory: their record, lists, messages and what was done with them.
 * It answers the machine's questions and carries activities out; nothing in it is shared with the engine but the
 * conditions' JavaScript (which test/one-meaning.test.ts holds against their SQL) and the calendar.
 */
import {
  type ActivityNode,
  addDuration,
  capsOf,
  conditionToPredicate,
  type GraphNode,
  type Guard,
  isInShare,
  isMessage,
  isTimeZone,
  type JourneyGraph,
  type MessageNode,
  type NodeId,
  nextOpening,
  nextTimeOfDay,
  type PlainRecord,
  type Predicate,
  type Timer,
  type TimerId,
  timersOf,
  variantOf,
} from "@journey/compiler";
import type { Condition, Happening, Value } from "@journey/language";

/** A journey with its conditions compiled: once for all its people. */
export class Reading {
  readonly nodes: ReadonlyMap<NodeId, GraphNode>;
  readonly timers: ReadonlyMap<TimerId, Timer>;
  /** Of several timers for one moment the one goes first whose region stands first. */
  readonly orders: ReadonlyMap<TimerId, number>;
  /** The winners of tests: the journey's, not a person's. */
  readonly winners = new Map<NodeId, string>();
  readonly #predicates = new Map<Condition, Predicate>();

  constructor(readonly graph: JourneyGraph) {
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const regions = new Map(graph.regions.map((region, index) => [region.id, index]));
    const timers = timersOf(graph);
    this.timers = new Map(timers.map((timer) => [timer.id, timer]));
    this.orders = new Map(timers.map((timer) => [timer.id, regions.get(timer.region) ?? 0]));
  }

  node(id: NodeId): GraphNode {
    const node = this.nodes.get(id);
    if (!node) throw new Error(`no step ${id}`);
    return node;
  }

  predicate(condition: Condition): Predicate {
    let known = this.#predicates.get(condition);
    if (!known) {
      known = conditionToPredicate(condition, this.graph.schema);
      this.#predicates.set(condition, known);
    }
    return known;
  }
}

interface Message {
  readonly id: string;
  readonly node: ActivityNode;
  readonly recipient: string;
  readonly createdAt: number;
  failed: boolean;
}

interface Fact {
  readonly activity: NodeId;
  readonly happening: Happening;
  readonly label?: string | undefined;
  readonly at: number;
}

/** How an activity went: `queued` is answered later, by the sender. */
export type Outcome = "queued" | "executed" | "suppressed" | "no address";

export class Outside {
  record: Record<string, unknown> | undefined;
  readonly lists = new Set<string>();
  readonly suppressed = new Set<string>();
  readonly messages: Message[] = [];
  readonly facts: Fact[] = [];
  readonly tasks: string[] = [];
  readonly followers = new Set<string>();
  notes = 0;
  enteredAt = 0;
  event: PlainRecord | undefined;
  /** The moments at which activities' turns came, and at which clauses' events happened. */
  readonly #turns = new Map<NodeId, number>();
  readonly #clauseEvents = new Map<string, number>();
  /** The messages that the step under way sends. */
  readonly #leaving = new Set<MessageNode>();

  constructor(
    readonly reading: Reading,
    readonly recordId: string,
    record: Record<string, unknown>,
  ) {
    this.record = { ...record };
  }

  get zone(): string {
    const { field, fallback } = this.reading.graph.timezone;
    const zone = this.record?.zone;
    return field && typeof zone === "string" && isTimeZone(zone) ? zone : fallback;
  }

  /** @param at what happened later has not happened yet */
  holds(condition: Condition, at: number, now: number): boolean {
    const { record } = this;
    if (!record) return false;
    const addresses = [record.phone, record.email];
    return this.reading.predicate(condition)(record, {
      now,
      entered: this.enteredAt,
      timezone: this.zone,
      lists: this.lists,
      suppressed: addresses.some((address) => this.suppressed.has(String(address))),
      ...(this.event ? { event: this.event } : {}),
      hasHappened: (activity, happening, label) =>
        this.facts.some(
          (fact) =>
            fact.at <= at &&
            fact.activity.split("~")[0] === activity &&
            (happening === "opened"
              ? ["opened", "clicked", "replied"].includes(fact.happening)
              : fact.happening === happening) &&
            (label === undefined || fact.label === label),
        ),
    });
  }

  answer(guard: Guard, at: number, now: number): boolean {
    const { graph, winners } = this.reading;
    const node = guard.node === "exit" ? undefined : this.reading.node(guard.node);
    switch (guard.kind) {
      case "matches":
        return node !== undefined && "filter" in node && node.filter !== undefined && this.holds(node.filter, at, now);
      case "condition": {
        if (node?.kind === "if") return this.holds(node.condition, at, now);
        if (node?.kind === "match") return this.holds(node.cases[guard.branch ?? 0]!.condition, at, now);
        return node?.kind === "wait for" && node.for.kind === "condition" && this.holds(node.for.condition, at, now);
      }
      case "payload": {
        const what = node?.kind === "wait for" ? node.for : graph.exits[guard.branch ?? 0];
        return what?.kind === "event" && what.where !== undefined && this.holds(what.where, at, now);
      }
      case "share":
        if (node?.kind === "ab test") return variantOf(node, this.recordId) === guard.branch;
        return node?.kind === "split" && isInShare(node, this.recordId, guard.branch);
      case "decided":
        if (node?.kind !== "ab test" || guard.branch === -1) return false;
        return winners.get(node.of ?? node.id) === node.variants[guard.branch]?.name;
      case "reached":
        return (this.#date(guard.node) ?? at) <= at;
      case "closed":
        return this.#opening(at, now) > Math.max(at, now);
      case "capped":
      case "delayed": {
        const message = node as MessageNode;
        if (this.#fullUntil(message, guard.kind === "capped" ? "skip" : "delay", at, now) !== undefined) return true;
        const isLast = guard.kind === "delayed" || capsOf(graph, message).every(({ rest }) => rest === "skip");
        if (isLast && this.#opening(at, now) <= Math.max(at, now)) this.#leaving.add(message);
        return false;
      }
      case "expired": {
        if (!node || !("expire" in node) || !node.expire) return false;
        const { after, from } = node.expire;
        // The clause's event, else the moment at which it was asked first.
        const event = from === "clause" ? this.#clauseEvents.get(node.region) : undefined;
        const turn = this.#turns.get(node.id) ?? event ?? at;
        this.#turns.set(node.id, turn);
        return now > addDuration(turn, after, this.zone);
      }
    }
  }

  /** A step begins: what messages it sends, the caps of those behind them count. */
  begin(): void {
    this.#leaving.clear();
  }

  /** When a timer that is set at a moment goes off. */
  dueAt(id: TimerId, at: number, now: number): number {
    const timer = this.reading.timers.get(id)!;
    if (timer.kind === "delay") this.#clauseEvents.set(timer.region, at);
    if (timer.duration) return addDuration(at, timer.duration, this.zone);
    const node = this.reading.node(timer.node!);
    if (timer.kind === "window") return this.#opening(at, now);
    if (timer.kind === "cap") return Math.max(now, this.#fullUntil(node as MessageNode, "delay", at, now) ?? at);
    if (node.kind === "wait until" && node.until.kind === "time") {
      return nextTimeOfDay(at, node.until.time, this.zone, node.until.day);
    }
    return Math.max(at, this.#date(node.id) ?? at);
  }

  /** Carries an activity out, or puts it into the outbox. */
  carryOut(node: ActivityNode, at: number, now: number): Outcome {
    const { record } = this;
    if (!record) return "executed";
    if (isMessage(node)) {
      const recipient = this.#recipient(node);
      if (recipient === undefined) return "no address";
      if (node.purpose === "marketing" && this.suppressed.has(recipient)) return "suppressed";
      this.#queue(node, recipient, now);
      return "queued";
    }
    switch (node.kind) {
      case "webhook":
        this.#queue(node, "", now);
        return "queued";
      case "update": {
        const before = { ...record };
        for (const { field, operator, value } of node.assignments) {
          const given = this.#value(value, before, now);
          const old = before[field];
          if (operator === "set") record[field] = given ?? null;
          else if (Array.isArray(old)) {
            const rest = old.filter((each) => each !== given);
            record[field] = operator === "add" ? (rest.length < old.length ? old : [...old, given]) : rest;
          } else record[field] = Number(old ?? 0) + (operator === "add" ? 1 : -1) * Number(given);
        }
        break;
      }
      case "add to list":
        this.lists.add(node.list);
        break;
      case "remove from list":
        this.lists.delete(node.list);
        break;
      case "suppress":
        if (record.phone) this.suppressed.add(String(record.phone));
        break;
      case "task":
        this.tasks.push(node.id);
        break;
      case "create":
        this.notes++;
        break;
      case "follow":
        if (record.owner) this.followers.add(String(record.owner));
        break;
      case "unfollow":
        this.followers.delete(String(record.owner));
        break;
      default:
        throw new Error(`${node.kind} at ${at} is not known here`);
    }
    return "executed";
  }

  #queue(node: ActivityNode, recipient: string, now: number): void {
    this.messages.push({
      id: `${this.recordId}.${this.messages.length}`,
      node,
      recipient,
      createdAt: now,
      failed: false,
    });
  }

  #recipient(node: MessageNode): string | undefined {
    const address = this.record?.[node.kind === "email" ? "email" : "phone"];
    return typeof address === "string" && address !== "" ? address : undefined;
  }

  #date(node: NodeId): number | undefined {
    const until = this.reading.node(node);
    if (until.kind !== "wait until" || until.until.kind !== "moment") return undefined;
    const { moment } = until.until;
    const read = (operand: typeof moment): number | undefined => {
      switch (operand.kind) {
        case "shifted": {
          const from = read(operand.operand);
          const amount = operand.duration.amount * (operand.operator === "-" ? -1 : 1);
          return from === undefined ? undefined : addDuration(from, { ...operand.duration, amount }, this.zone);
        }
        case "moment":
          return this.enteredAt;
        case "field": {
          const date = this.record?.[operand.path[0]?.field ?? ""];
          return typeof date === "string" ? Date.parse(date) : undefined;
        }
        default:
          throw new Error(`${operand.kind} is not known here`);
      }
    };
    return read(moment);
  }

  #opening(at: number, now: number): number {
    return nextOpening(Math.max(at, now), this.reading.graph.send, this.zone, new Set()) ?? at;
  }

  /** Until when the caps leave no room; undefined: there is some. */
  #fullUntil(node: MessageNode, rest: "skip" | "delay", at: number, now: number): number | undefined {
    const recipient = this.#recipient(node);
    const leaving = [...this.#leaving].filter((other) => other !== node);
    const together = leaving.map((other) => {
      return { node: other, recipient: this.#recipient(other), createdAt: now, failed: false };
    });
    let until: number | undefined;
    for (const cap of capsOf(this.reading.graph, node)) {
      if (cap.rest !== rest) continue;
      const counted = [...this.messages, ...together]
        .filter(
          (message) =>
            isMessage(message.node) &&
            message.recipient === recipient &&
            !message.failed &&
            (cap.channel === undefined || cap.channel === message.node.kind) &&
            addDuration(message.createdAt, cap.per, "UTC") > at,
        )
        .map((message) => addDuration(message.createdAt, cap.per, "UTC"))
        .sort((a, b) => b - a);
      const last = counted[cap.count - 1];
      if (last !== undefined) until = Math.max(until ?? last, last);
    }
    return until;
  }

  #value(value: Value, record: PlainRecord, now: number): unknown {
    switch (value.kind) {
      case "literal":
        return value.value;
      case "empty":
        return null;
      case "field":
        return record[value.path[0]?.field ?? ""];
      case "arithmetic": {
        const [left, right] = [value.left, value.right].map((side) => Number(this.#value(side, record, now) ?? 0));
        return value.operator === "*" ? left! * right! : value.operator === "+" ? left! + right! : left! - right!;
      }
      case "shifted":
        return new Date(addDuration(now, value.duration, this.zone)).toISOString();
      default:
        throw new Error(`${value.kind} is not known here`);
    }
  }
}
