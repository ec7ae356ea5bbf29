/**
 * People living through journeys in virtual time, in memory: what the service does with a database, a clock and the
 * outside world, done with arrays. The moves are those of the same machine; conditions, values, time zones and shares are
 * answered by the same functions. That the two agree, person by person, is held by test/simulator-and-engine.test.ts.
 *
 * People live in one run together where they have something to do with each other (a pace, an A/B test, one address);
 * otherwise a few thousand at a time, which keeps all that is touched in the processor's cache.
 */
import type { Happening, Trigger } from "@journey/language";
import { normalise } from "../filters/normalise.ts";
import { operandReader, type PlainRecord } from "../filters/to-predicate.ts";
import { isMessage } from "../graph/graph.ts";
import { AbTests } from "./ab-tests.ts";
import { Answers, exitReason } from "./answers.ts";
import { CalendarQueue } from "./calendar-queue.ts";
import { type Cohort, cohortOf } from "./cohort.ts";
import { entryMoments, occurrencesOf } from "./entry-moments.ts";
import { activityName } from "./facts.ts";
import type { Behaviour, Observer, Outcome, People } from "./run-types.ts";
import { executionKey } from "./sent-messages.ts";
import { completed, type Leaf, type LeafEffect, running } from "./step-table.ts";
import type { MutableRecord } from "./values.ts";
import { day, hour, later, minute, type VirtualJourney } from "./virtual-journey.ts";

/** The operations of a queue's entries: what of a journey is to be done. */
const wake = 0;
const tryEntry = 1;
const watch = 2;
const handover = 1024;
const input = 16_384;
const perJourney = 65_536;

/** Why somebody's records are to be looked at: after a round of work, or because something came from outside. */
const afterWork = 1;
const afterNews = 2;

const nothing: PlainRecord = {};

export interface VirtualRunOptions {
  readonly journeys: readonly VirtualJourney[];
  readonly people: People;
  readonly behaviour: Behaviour;
  readonly observer: Observer;
  /** Epoch milliseconds: nothing happens before the one, or at or after the other. */
  readonly start: number;
  readonly end: number;
  readonly holidays?: ReadonlySet<string>;
}

export class VirtualRun {
  readonly journeys: readonly VirtualJourney[];
  readonly #cohorts: readonly Cohort[];
  readonly #people: People;
  readonly #behaviour: Behaviour;
  readonly #observer: Observer;
  readonly #queue: CalendarQueue;
  readonly #start: number;
  readonly #end: number;
  readonly #answers: Answers;
  readonly #tests: AbTests;
  readonly #callbacks: (() => void)[] = [];
  /** Answers that steps inside the house give at once, and where the next one goes. */
  readonly #follow: number[] = [];
  readonly #followDetail: (string | undefined)[] = [];
  #followAt = 0;
  readonly #knows: Behaviour["knows"];
  readonly #isWatched: boolean;
  readonly #hasCaps: boolean;
  #moves = 0;

  constructor(options: VirtualRunOptions) {
    this.journeys = options.journeys;
    this.#people = options.people;
    this.#behaviour = options.behaviour;
    this.#knows = options.behaviour.knows?.bind(options.behaviour);
    this.#observer = options.observer;
    this.#start = options.start;
    this.#end = options.end;
    this.#isWatched = options.journeys.some((journey) => journey.isWatched);
    this.#hasCaps = options.journeys.some((journey) => journey.hasCaps);
    const { people, behaviour, end } = options;
    this.#answers = new Answers(this, people, behaviour, options.holidays ?? new Set());
    this.#tests = new AbTests(this, {
      people,
      behaviour,
      end,
      ask: (cohort, person) => this.#answers.ask(cohort, person),
    });
    const { count } = people;
    this.#cohorts = options.journeys.map((journey) => cohortOf(journey, count));
    const span = Math.min(options.end - options.start, 400 * day);
    // About as many days of the calendar as entries, so that each holds a few.
    const width = Math.min(6 * hour, Math.max(minute, span / (count * 32)));
    this.#queue = new CalendarQueue(options.start, span, width, Math.max(64, count * 4));
  }

  /** Epoch milliseconds. */
  get now(): number {
    return this.#queue.time;
  }

  /** Moves of the machine so far. */
  get moves(): number {
    return this.#moves;
  }

  /** Lives through it all. */
  run(): void {
    this.begin();
    while (this.advance());
  }

  /** Lets the people arrive. */
  begin(): void {
    const people = this.#people;
    for (let person = 0; person < people.count; person++) {
      for (const list of people.listsOf?.(person) ?? []) this.#answers.membersOf(list)[person] = 1;
      for (const address of people.suppressedOf?.(person) ?? []) this.#answers.suppressed.add(address);
      const arrival = Math.max(this.#start, people.arrivalOf(person));
      for (const [journey, cohort] of this.#cohorts.entries()) this.#expect(journey, cohort, person, arrival);
    }
    for (const [journey, cohort] of this.#cohorts.entries()) {
      if (cohort.journey.isTimed) this.#tick(journey, this.#start + hour);
    }
  }

  /** Does the next thing. @returns false at the end */
  advance(): boolean {
    const queue = this.#queue;
    if (!queue.next() || queue.time >= this.#end) return false;
    const { what, who, turn } = queue;
    if (what < 0) {
      this.#callbacks[-what - 1]?.();
      return true;
    }
    const journey = Math.floor(what / perJourney);
    const operation = what % perJourney;
    const cohort = this.#cohorts[journey]!;
    if (operation >= input) {
      this.reactNow(journey, who, turn, operation - input);
    } else if (operation >= handover) {
      this.#handOver(journey, cohort, operation - handover, who, turn);
    } else if (operation === wake) {
      // Timers of a moment wait for the look at what has come from outside in it.
      if (cohort.watching[who] === afterNews) this.#look(journey, cohort, who);
      if (cohort.turn[who] === turn) this.#claim(journey, cohort, who, -1, undefined);
    } else if (operation === tryEntry) {
      this.#tryEntry(journey, cohort, who, undefined, false);
    } else {
      this.#look(journey, cohort, who);
    }
    return true;
  }

  /** Calls back at a moment. */
  schedule(at: number, callback: () => void): void {
    this.#callbacks.push(callback);
    this.#queue.push(at, 0, -this.#callbacks.length, 0, 0);
  }

  /** The number under which a reaction to a message is put into the run. */
  reaction(journey: number, node: number, trigger: Trigger, label: string | undefined, machine: boolean): number {
    return this.journeys[journey]!.reaction(node, trigger, label, machine);
  }

  /**
   * Somebody reacts to a message at a moment.
   *
   * @param reaction as {@link reaction} numbers it
   */
  react(journey: number, person: number, turn: number, at: number, reaction: number): void {
    if (at < this.#end) this.#queue.push(at, person, journey * perJourney + input + reaction, turn, 0);
  }

  /** Somebody reacts to a message now. What it says of the message counts also when the participant is through. */
  reactNow(journey: number, person: number, turn: number, index: number): void {
    const cohort = this.#cohorts[journey]!;
    const { node, trigger, label, machine } = cohort.journey.reactions[index]!;
    this.#observer.reacted(journey, person, node, trigger, label, this.now);
    if (trigger === "unsubscribed") this.#unsubscribe(cohort, node, person);
    if (cohort.turn[person] !== turn) return;
    if (!machine) this.#happened(cohort, person, node, trigger, label);
    this.#claim(journey, cohort, person, index, undefined);
    if (this.#isWatched) this.#lookAgain(person);
  }

  #unsubscribe(cohort: Cohort, node: number, person: number): void {
    const address = cohort.journey.nodes[node]!.recipient?.(
      this.#people.recordOf(person),
      this.#answers.ask(cohort, person),
    );
    if (address !== undefined) this.#answers.suppressed.add(address);
  }

  /** A custom event about somebody comes now. */
  receive(person: number, event: string, payload: PlainRecord): void {
    for (const [journey, cohort] of this.#cohorts.entries()) {
      const { graph, table } = cohort.journey;
      if (graph.schema.events?.[event] === undefined) continue;
      const isUnderWay = cohort.status[person] === 1;
      if (isUnderWay) {
        cohort.event[person] = payload;
        this.#claim(journey, cohort, person, table.input({ type: "event", event }), undefined);
      }
      if (!isUnderWay && graph.enter.kind === "event" && graph.enter.event === event) {
        this.#tryEntry(journey, cohort, person, payload, true);
      }
    }
  }

  /** Something outside changes a record now. */
  update(person: number, changes: MutableRecord): void {
    const record = this.#people.recordOf(person);
    for (const [journey, cohort] of this.#cohorts.entries()) {
      const { enter } = cohort.journey.graph;
      if (enter.kind !== "updated") continue;
      const name = enter.field.path[0]?.field ?? "";
      if (!(name in changes)) continue;
      const [from, to] = [record[name], changes[name]];
      const isFitting =
        from !== to && (!enter.from || enter.from.value === from) && (!enter.to || enter.to.value === to);
      if (isFitting) this.schedule(this.now, () => this.#tryEntry(journey, cohort, person, undefined, true));
    }
    Object.assign(record, changes);
    this.#changed(person, true);
  }

  /**
   * Enters a journey by hand now.
   *
   * @param isSure whether they enter is known: nothing is asked
   */
  enter(journey: number, person: number, payload?: PlainRecord, isSure = false): void {
    this.#tryEntry(journey, this.#cohorts[journey]!, person, payload, true, isSure);
  }

  /** Leaves a journey now. */
  leave(journey: number, person: number, reason: string): void {
    this.#leave(journey, person, reason);
  }

  /** An address or number, in its normal form, gets no marketing messages from now on. */
  suppress(person: number, address: string): void {
    this.#answers.suppressed.add(address);
    this.#changed(person, true);
  }

  /** Somebody comes onto a mailing list now. */
  join(person: number, list: string): void {
    this.#answers.membersOf(list)[person] = 1;
    this.#changed(person, true);
  }

  /** Goals, exits and what is waited for are looked at now. */
  lookAgain(person: number): void {
    for (const [journey, cohort] of this.#cohorts.entries()) this.#watch(journey, cohort, person);
  }

  /** An A/B test has its winner now. */
  decide(journey: number, test: string, variant: number): void {
    const cohort = this.#cohorts[journey]!;
    const node = cohort.journey.table.nodeIndex.get(test);
    const each = node === undefined ? undefined : cohort.journey.graph.nodes[node];
    if (each?.kind !== "ab test" || cohort.winners.has(test)) return;
    cohort.winners.set(test, variant);
    this.#observer.decided?.(journey, node!, variant, this.now);
    const label = each.variants[variant]?.name ?? "";
    const index = cohort.journey.table.input({ type: "decided", node: test, label });
    for (let person = 0; person < this.#people.count; person++) {
      if (cohort.status[person] === 1 && cohort.state[person] !== 0) {
        this.#claim(journey, cohort, person, index, undefined);
      }
    }
  }

  recordOf(person: number): MutableRecord {
    return this.#people.recordOf(person);
  }

  /** The machine's state of somebody; 0: not entered. */
  stateOf(journey: number, person: number): number {
    return this.#cohorts[journey]!.state[person]!;
  }

  statusOf(journey: number, person: number): "outside" | "active" | "ended" {
    return (["outside", "active", "ended"] as const)[this.#cohorts[journey]!.status[person]!]!;
  }

  /** How often somebody has entered. */
  turnOf(journey: number, person: number): number {
    return this.#cohorts[journey]!.turn[person]!;
  }

  /** When their timers go off, by the timers' numbers. */
  timersOf(journey: number, person: number): readonly { readonly timer: number; readonly due: number }[] {
    const { journey: compiled, due } = this.#cohorts[journey]!;
    return compiled.table.timers.flatMap((_, timer) => {
      const at = due[person * compiled.table.timers.length + timer]!;
      return at === Number.POSITIVE_INFINITY ? [] : [{ timer, due: at }];
    });
  }

  // ---------------------------------------------------------------- entering

  /** Puts in when somebody may enter, by what the journey enters by. */
  #expect(journey: number, { journey: { graph, target } }: Cohort, person: number, arrival: number): void {
    const check = (at: number): void => {
      if (at < this.#end) this.#queue.push(at, person, journey * perJourney + tryEntry, 0, 0);
    };
    switch (graph.enter.kind) {
      case "matching":
        check(arrival);
        return;
      case "created": {
        // Who was there before the journey began is not new.
        const created = momentOf(this.#people.recordOf(person)[graph.enter.field.path[0]?.field ?? ""]);
        if (created === undefined || created >= this.#start || arrival > this.#start) check(arrival);
        return;
      }
      case "schedule":
        for (const at of occurrencesOf(graph, arrival - 1, this.#end)) check(at);
        return;
      case "date":
      case "anniversary":
        for (const at of entryMoments(graph, this.#people.recordOf(person), target, arrival, this.#end)) check(at);
        return;
      default:
    }
  }

  #tryEntry(
    journey: number,
    cohort: Cohort,
    person: number,
    payload: PlainRecord | undefined,
    isCalled: boolean,
    isSure = false,
  ): void {
    const { journey: compiled } = cohort;
    const { graph, target } = compiled;
    if (cohort.status[person] === 1) return;
    const now = this.now;
    if (cohort.status[person] === 2) {
      if (graph.reenter.kind === "never") return;
      if (graph.reenter.kind === "after") {
        const { duration } = graph.reenter;
        const before = later(now, { ...duration, amount: -duration.amount }, graph.timezone.fallback);
        if (cohort.ended[person]! > before) return;
      }
    }
    const record = this.#people.recordOf(person);
    if (isSure) {
      this.#begins(journey, cohort, person, payload, now);
      return;
    }
    if (compiled.isArchived(record)) return;
    const { kind } = graph.enter;
    if (!isCalled && (kind === "date" || kind === "anniversary")) {
      // The date may have moved since.
      const moments = entryMoments(graph, record, target, now, now + 1);
      if (!moments.includes(now)) return;
    }
    const environment = this.#answers.ask(cohort, person);
    environment.entered = now;
    environment.entry = payload ?? nothing;
    if (!compiled.hasUnicity(record, environment)) return;
    if (this.#people.mayRepeat && !this.#isFirst(cohort, person, compiled.unicityOf(record, environment) ?? "")) return;
    if (!compiled.filter(record, environment) || !compiled.where(record, environment)) return;
    const at = compiled.entryPaceStep > 0 ? Math.max(now, cohort.nextEntryAt) : now;
    if (compiled.entryPaceStep > 0) cohort.nextEntryAt = at + compiled.entryPaceStep;
    this.#begins(journey, cohort, person, payload, at);
  }

  /** @param at when they set out */
  #begins(journey: number, cohort: Cohort, person: number, payload: PlainRecord | undefined, at: number): void {
    const { journey: compiled } = cohort;
    cohort.status[person] = 1;
    cohort.state[person] = 0;
    cohort.turn[person] = cohort.turn[person]! + 1;
    cohort.entered[person] = at;
    cohort.entry[person] = payload;
    cohort.event[person] = undefined;
    cohort.endedReason[person] = undefined;
    const { length } = compiled.table.timers;
    cohort.due.fill(Number.POSITIVE_INFINITY, person * length, (person + 1) * length);
    const { count } = compiled.facts;
    cohort.facts.fill(0, person * count, (person + 1) * count);
    cohort.goals.fill(0, person * compiled.goals.length, (person + 1) * compiled.goals.length);
    this.#queue.push(at, person, journey * perJourney + wake, cohort.turn[person]!, 1);
  }

  /** Of several records with one value of the unicity field, one takes part: who came first holds it. */
  #isFirst(cohort: Cohort, person: number, value: string): boolean {
    const holder = cohort.holders.get(value);
    if (holder === undefined) cohort.holders.set(value, person);
    return holder === undefined || holder === person;
  }

  // ---------------------------------------------------------------- stepping

  /**
   * Works off what is due for a participant: the input that has come, then timers.
   *
   * @param index the input's number; -1: none
   */
  #claim(journey: number, cohort: Cohort, person: number, index: number, detail: string | undefined): void {
    if (cohort.status[person] !== 1) return;
    const now = this.now;
    const { journey: compiled } = cohort;
    const { table } = compiled;
    const { length } = table.timers;
    const first = person * length;
    let isFirst = true;
    let isRunning = true;
    if (cohort.state[person] === 0) {
      isRunning = this.#step(journey, cohort, person, compiled.enter, now, now, undefined, isFirst);
      isFirst = false;
      this.#observer.entered(journey, person, now);
      this.#behaviour.entered?.(this, journey, person, cohort.turn[person]!);
    }
    if (isRunning && index >= 0) {
      isRunning = this.#step(journey, cohort, person, index, now, now, detail, isFirst);
      isFirst = false;
    }
    // What happens at a timer's moment comes before it, all of it: timers wait for their own turn.
    while (isRunning && index < 0) {
      let timer = -1;
      let due = now;
      for (let each = 0; each < length; each++) {
        const at = cohort.due[first + each]!;
        if (at < due || (at === due && timer < 0)) {
          timer = each;
          due = at;
        }
      }
      if (timer < 0) break;
      const since = cohort.since[first + timer]!;
      cohort.due[first + timer] = Number.POSITIVE_INFINITY;
      isRunning = this.#step(journey, cohort, person, compiled.timerInputs[timer]!, due, since, undefined, isFirst);
      isFirst = false;
    }
    if (compiled.isWatched && isRunning) this.#watchSoon(journey, cohort, person);
  }

  /** One input and all that it answers to itself. @returns whether the participant is still under way */
  #step(
    journey: number,
    cohort: Cohort,
    person: number,
    index: number,
    at: number,
    since: number,
    detail: string | undefined,
    isFirst: boolean,
  ): boolean {
    const follow = this.#follow;
    const base = this.#followAt;
    let read = base;
    let current = index;
    let reason = detail;
    let from = since;
    let looks = isFirst;
    for (;;) {
      const row = cohort.journey.table.row(cohort.state[person]!, current);
      if ((looks || row.asks) && current !== cohort.journey.leave) {
        const why = this.#answers.leavingReason(cohort, person);
        if (why !== undefined) {
          cohort.endedReason[person] = why;
          this.#followAt = base;
          return this.#step(journey, cohort, person, cohort.journey.leave, at, at, undefined, false);
        }
      }
      looks = false;
      let tree = row.tree;
      while (!tree.isLeaf) {
        const guard = cohort.journey.table.guards[tree.guard]!;
        tree = this.#answers.answer(cohort, person, guard, current, at, from) ? tree.yes : tree.no;
      }
      if (this.#hasCaps && tree.effects.length > 1) {
        tree = this.#answers.withinCaps(cohort, person, row.tree, tree, current, at, from);
      }
      this.#apply(journey, cohort, person, tree, current, at, from, reason);
      if (cohort.status[person] !== 1 || read === this.#followAt) break;
      current = follow[read]!;
      reason = this.#followDetail[read];
      read++;
      from = at;
    }
    this.#followAt = base;
    return cohort.status[person] === 1;
  }

  #apply(
    journey: number,
    cohort: Cohort,
    person: number,
    leaf: Leaf,
    index: number,
    at: number,
    since: number,
    detail: string | undefined,
  ): void {
    this.#moves++;
    const { journey: compiled } = cohort;
    const { table } = compiled;
    const first = person * table.timers.length;
    const entered = cohort.entered[person]!;
    for (const timer of leaf.cancel) cohort.due[first + timer] = Number.POSITIVE_INFINITY;
    if (leaf.start.length > 0) {
      const zone = compiled.zoneOf(this.#people.recordOf(person));
      for (const timer of leaf.start) {
        const { duration, node } = table.timers[timer]!;
        let due: number;
        if (duration) {
          due = later(at, duration, zone);
          cohort.since[first + timer] = at;
        } else {
          due = this.#answers.momentOf(cohort, person, timer, at, zone);
          const place = node === undefined ? -1 : (table.nodeIndex.get(node) ?? -1);
          cohort.since[first + timer] = this.#answers.turnOf(cohort, place, index, at, since);
        }
        cohort.due[first + timer] = due;
        if (due < this.#end) {
          this.#queue.push(due, person, journey * perJourney + wake, cohort.turn[person]!, 1);
        }
      }
    }
    cohort.state[person] = leaf.state;
    for (const node of leaf.nodes) this.#observer.visited(journey, person, node, at, at - entered);
    for (const way of leaf.ways) this.#observer.took(journey, way);
    for (const effect of leaf.effects) {
      if (effect.execute) this.#execute(journey, cohort, person, effect);
      else {
        const isDetailed = detail !== undefined && !table.outcomes[effect.outcome]!.startsWith("cancelled");
        this.#observer.traced(
          journey,
          person,
          effect.node,
          effect.outcome,
          isDetailed ? detail : undefined,
          at,
          at - entered,
        );
      }
    }
    if (leaf.status === running) return;
    cohort.status[person] = 2;
    cohort.ended[person] = at;
    cohort.due.fill(Number.POSITIVE_INFINITY, first, first + table.timers.length);
    const how = leaf.status === completed ? "completed" : "exited";
    const reason = how === "completed" ? "completed" : (cohort.endedReason[person] ?? "exit");
    this.#observer.ended(journey, person, how, reason, at, at - entered);
    this.#enterAgain(journey, cohort, person, at);
  }

  /** `enter when matching` looks again when a new entry is possible. */
  #enterAgain(journey: number, { journey: { graph } }: Cohort, person: number, at: number): void {
    if (graph.enter.kind !== "matching" || graph.reenter.kind !== "after") return;
    const again = later(at, graph.reenter.duration, graph.timezone.fallback);
    if (again < this.#end) this.#queue.push(again, person, journey * perJourney + tryEntry, 0, 0);
  }

  #execute(journey: number, cohort: Cohort, person: number, { node }: LeafEffect & { execute: true }): void {
    const each = cohort.journey.nodes[node]!;
    const { activity } = each;
    if (!activity) return;
    const { graph } = cohort.journey;
    const record = this.#people.recordOf(person);
    if (each.recipient && isMessage(activity)) {
      const environment = this.#answers.ask(cohort, person);
      if (!each.hasAddress!(record, environment)) {
        this.#happened(cohort, person, node, "suppressed", undefined);
        this.#answerNow(each.suppressed, "no address");
        return;
      }
      const recipient = this.#answers.suppressed.size === 0 ? undefined : each.recipient(record, environment);
      if (
        recipient !== undefined &&
        activity.purpose === "marketing" &&
        !activity.isInternal &&
        this.#answers.suppressed.has(recipient)
      ) {
        this.#happened(cohort, person, node, "suppressed", undefined);
        this.#answerNow(each.suppressed);
        return;
      }
      if (this.#hasCaps) this.#answers.noteSent(journey, cohort, person, node);
      this.#queueUp(journey, cohort, person, node);
      return;
    }
    const isInside = activity.kind !== "webhook" && activity.kind !== "run";
    const failure = isInside && this.#behaviour.fails?.(journey, node, person);
    if (failure) {
      this.#answerNow(each.failed, failure === true ? undefined : failure);
      return;
    }
    switch (activity.kind) {
      case "webhook":
      case "run":
        this.#queueUp(journey, cohort, person, node);
        return;
      case "update": {
        const changes = each.assign?.(record, this.#answers.ask(cohort, person)) ?? {};
        Object.assign(record, changes);
        this.#changed(person);
        break;
      }
      case "create": {
        const created = each.assign?.(record, this.#answers.ask(cohort, person)) ?? {};
        this.#attach(cohort, record, activity.model, created);
        this.#changed(person);
        break;
      }
      case "add to list":
        this.#answers.membersOf(activity.list)[person] = 1;
        this.#changed(person);
        break;
      case "remove from list":
        this.#answers.membersOf(activity.list)[person] = 0;
        this.#changed(person);
        break;
      case "suppress": {
        const kind = activity.field.type.kind === "phone" ? "phone" : "email";
        const read = operandReader(activity.field, "text", graph.schema);
        const address = read(record, this.#answers.ask(cohort, person));
        const normal = typeof address === "string" ? normalise(address, kind) : "";
        if (normal !== "") this.#answers.suppressed.add(normal);
        this.#changed(person);
        break;
      }
      case "start journey": {
        const other = this.journeys.findIndex((one) => one.graph.name === activity.journey);
        if (other >= 0) this.#tryEntry(other, this.#cohorts[other]!, person, undefined, true);
        break;
      }
      case "stop journey": {
        const other = this.journeys.findIndex((one) => one.graph.name === activity.journey);
        if (other >= 0) this.#leave(other, person, "stopped by another journey");
        break;
      }
      case "task":
      case "follow":
      case "unfollow":
        break;
      default:
        break;
    }
    this.#answerNow(each.executed);
  }

  /** A step inside the house answers at once. */
  #answerNow(result: number, detail?: string): void {
    this.#follow[this.#followAt] = result;
    this.#followDetail[this.#followAt++] = detail;
  }

  #leave(journey: number, person: number, reason: string): void {
    const cohort = this.#cohorts[journey]!;
    if (cohort.status[person] !== 1) return;
    this.schedule(this.now, () => {
      if (cohort.status[person] !== 1) return;
      cohort.endedReason[person] = reason;
      this.#claim(journey, cohort, person, cohort.journey.leave, undefined);
    });
  }

  /** Messages and calls leave at once, or one after the other where the step has a pace. */
  #queueUp(journey: number, cohort: Cohort, person: number, node: number): void {
    const { paceStep } = cohort.journey.nodes[node]!;
    let at = this.now;
    if (paceStep > 0) {
      const name = activityName(cohort.journey.graph, node);
      at = Math.max(at, cohort.nextSendAt.get(name) ?? at);
      cohort.nextSendAt.set(name, at + paceStep);
    }
    if (at < this.#end) {
      this.#queue.push(at, person, journey * perJourney + handover + node, cohort.turn[person]!, 0);
    }
  }

  #handOver(journey: number, cohort: Cohort, node: number, person: number, turn: number): void {
    const each = cohort.journey.nodes[node]!;
    const { activity } = each;
    if (cohort.turn[person] !== turn || cohort.status[person] !== 1) {
      // Who has left meanwhile gets nothing more.
      if (this.#hasCaps) this.#answers.sent.settle(executionKey(journey, node, person, turn), false);
      return;
    }
    const mayBeHeldBack = this.#answers.suppressed.size > 0 && activity !== undefined && isMessage(activity);
    if (mayBeHeldBack && activity.purpose === "marketing" && !activity.isInternal) {
      // The address may have been suppressed while the message waited.
      const recipient = each.recipient?.(this.#people.recordOf(person), this.#answers.ask(cohort, person));
      if (recipient !== undefined && this.#answers.suppressed.has(recipient)) {
        this.#happened(cohort, person, node, "suppressed", undefined);
        this.#claim(journey, cohort, person, each.suppressed, undefined);
        return;
      }
    }
    const outcome = this.#behaviour.handedOver(this, journey, node, person, turn);
    if (outcome !== "later") this.settle(journey, node, person, turn, outcome);
  }

  /** It is known now how handing over has ended. */
  settle(journey: number, node: number, person: number, turn: number, outcome: Outcome): void {
    const cohort = this.#cohorts[journey]!;
    const each = cohort.journey.nodes[node]!;
    if (this.#hasCaps) this.#answers.sent.settle(executionKey(journey, node, person, turn), outcome !== "failed");
    if (outcome === "executed") {
      this.#observer.sent(journey, person, node, this.now);
      if (each.variants.length > 0) this.#tests.sent(journey, cohort, person, node);
      if (each.recipient) this.#happened(cohort, person, node, "sent", undefined);
    } else {
      this.#happened(cohort, person, node, outcome, undefined);
    }
    if (cohort.turn[person] === turn) this.#claim(journey, cohort, person, each[outcome], undefined);
    if (this.#isWatched) this.#lookAgain(person);
  }

  // ---------------------------------------------------------------- looking at records

  #watchSoon(journey: number, cohort: Cohort, person: number, why = afterWork): void {
    const before = cohort.watching[person]!;
    cohort.watching[person] = Math.max(before, why);
    if (before === 0) this.#queue.push(this.now, person, journey * perJourney + watch, 0, 1);
  }

  /**
   * A record has changed, or what the service knows of it: every journey may have to look.
   *
   * @param isNews it came from outside; else a step did it
   */
  #changed(person: number, isNews = false): void {
    for (const [journey, cohort] of this.#cohorts.entries()) {
      const { graph, isWatched } = cohort.journey;
      if (cohort.status[person] === 1) {
        if (isWatched) this.#watchSoon(journey, cohort, person, isNews ? afterNews : afterWork);
        continue;
      }
      if (graph.enter.kind === "matching") {
        this.#queue.push(this.now, person, journey * perJourney + tryEntry, 0, 1);
      } else if (graph.enter.kind === "date" || graph.enter.kind === "anniversary") {
        this.#expect(journey, cohort, person, this.now);
      }
    }
  }

  #lookAgain(person: number): void {
    for (const [journey, cohort] of this.#cohorts.entries()) {
      if (cohort.journey.isWatched && cohort.status[person] === 1) {
        this.#watchSoon(journey, cohort, person, afterNews);
      }
    }
  }

  /** Looks, where that is still to be done. */
  #look(journey: number, cohort: Cohort, person: number): void {
    if (cohort.watching[person] === 0) return;
    cohort.watching[person] = 0;
    this.#watch(journey, cohort, person);
  }

  #watch(journey: number, cohort: Cohort, person: number): void {
    const { journey: compiled } = cohort;
    if (cohort.status[person] !== 1 || cohort.state[person] === 0) return;
    const record = this.#people.recordOf(person);
    const leave = (reason: string): void => {
      cohort.endedReason[person] = reason;
      this.#claim(journey, cohort, person, compiled.leave, undefined);
    };
    for (const exit of compiled.exits) {
      const known = this.#knows?.("exit", journey, exit.index, person, this.now);
      if (!(known ?? exit.holds(record, this.#answers.ask(cohort, person)))) continue;
      leave(exitReason(compiled, exit.index));
      return;
    }
    for (const [index, goal] of compiled.goals.entries()) {
      const place = person * compiled.goals.length + index;
      const known = this.#knows?.("goal", journey, index, person, this.now);
      if (!(known ?? goal.holds(record, this.#answers.ask(cohort, person)))) continue;
      if (cohort.goals[place] !== 1) {
        cohort.goals[place] = 1;
        this.#observer.reached(journey, person, index, this.now);
        this.#tests.reached(cohort, person, goal.name);
      }
      if (!goal.exits) continue;
      leave(`goal ${goal.name}`);
      return;
    }
    if (compiled.waitFors.length === 0) return;
    for (const wait of compiled.waitFors) {
      if (!this.#standsAt(cohort, cohort.state[person]!, wait.node)) continue;
      const known = this.#knows?.("wait", journey, wait.node, person, this.now);
      if (!(known ?? wait.holds(record, this.#answers.ask(cohort, person)))) continue;
      this.#claim(journey, cohort, person, wait.check, undefined);
      if (cohort.status[person] !== 1) return;
    }
  }

  #standsAt(cohort: Cohort, state: number, node: number): boolean {
    let standing = cohort.standing.get(state);
    if (!standing) {
      const { machine, nodeIndex } = cohort.journey.table;
      standing = machine.describe(state).flatMap(({ doing, node: at }) => {
        const place = at === undefined ? undefined : nodeIndex.get(at);
        return doing === "waiting" && place !== undefined ? [place] : [];
      });
      cohort.standing.set(state, standing);
    }
    return standing.includes(node);
  }

  /** What becomes true with time alone is looked for every hour. */
  #tick(journey: number, at: number): void {
    if (at >= this.#end) return;
    this.schedule(at, () => {
      const cohort = this.#cohorts[journey]!;
      for (let person = 0; person < this.#people.count; person++) {
        if (cohort.status[person] === 1) this.#watchSoon(journey, cohort, person);
      }
      this.#tick(journey, at + hour);
    });
  }

  /** A record that a step makes, where it belongs to the participant's. */
  #attach({ journey: { graph, target } }: Cohort, record: MutableRecord, model: string, created: MutableRecord): void {
    const made = graph.schema.models[model];
    for (const { name, type, via } of target.fields) {
      if (type.kind !== "records" || type.model !== model) continue;
      const key = made?.fields.find((field) => field.column === via);
      if (key && created[key.name] !== record[target.idField]) continue;
      const list = Array.isArray(record[name]) ? (record[name] as unknown[]) : [];
      record[name] = [...list, { created_at: new Date(this.now).toISOString(), ...created }];
    }
  }

  // ---------------------------------------------------------------- what happened

  #happened(cohort: Cohort, person: number, node: number, happening: Happening, label: string | undefined): void {
    const { facts: bits, graph, nodes } = cohort.journey;
    if (bits.count === 0) return;
    const name = activityName(graph, node);
    const set = (what: Happening, which: string | undefined): void => {
      const bit = bits.of(name, what, which);
      if (bit >= 0) cohort.facts[person * bits.count + bit] = 1;
    };
    set(happening, undefined);
    if (label !== undefined) set(happening, label);
    if (happening === "clicked" || happening === "replied") set("opened", undefined);
    for (const [test, variant] of nodes[node]!.variants) this.#tests.happened(cohort, person, test, variant, happening);
  }
}

function momentOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const at = new Date(value as string).getTime();
  return Number.isNaN(at) ? undefined : at;
}
