/**
 * What a new version means for those who are under way in an old one: from a state of the old machine to one of the new,
 * with the timers. Pure; the runtime writes what this says.
 */
import type { CalendarDuration } from "@journey/language";
import {
  type GraphNode,
  isActivity,
  isMessage,
  type JourneyGraph,
  type NodeId,
  type Region,
  type RegionId,
  waysOf,
} from "../graph/graph.ts";
import {
  arrivalState,
  arrivalTimer,
  capsOf,
  capTimer,
  endingState,
  endingTimer,
  listeningTimer,
  stateKey,
  windowTimer,
} from "../machine/machine-config.ts";
import type { TimerId } from "../machine/step.ts";
import { addDuration, nextTimeOfDay } from "../time/calendar.ts";
import { isWaitingPlace } from "./compare-steps.ts";
import { type Matching, matchJourneys } from "./match-journeys.ts";
import { isSame } from "./same.ts";
import { readStateValue, standingOf, writeStateValue } from "./state-value.ts";
import { nextOf } from "./survivor.ts";
import { clauseName, stepName } from "./words.ts";

/** What somebody decided about people at places; places are steps and clauses of the old version, by their ids. */
export interface Instructions {
  /** Old names of steps to new ones. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** A place to the step of the new version that people come to instead. */
  readonly move?: Readonly<Record<string, string>>;
  readonly exit?: readonly string[];
  /** They finish on the old version. */
  readonly stay?: readonly string[];
  /** What a reaction has begun ends here. */
  readonly drop?: readonly string[];
  /** Everybody finishes on the old version. */
  readonly everybodyStays?: boolean;
}

/** How a timer gets its new moment. */
export interface TimerMove {
  /** Undefined: it is set now. */
  readonly from?: TimerId;
  readonly to: TimerId;
  readonly date:
    | { readonly kind: "keep" | "now" }
    | { readonly kind: "after"; readonly duration: CalendarDuration }
    | { readonly kind: "time"; readonly until: (GraphNode & { readonly kind: "wait until" })["until"] };
}

/** A clause that is to be judged on what is recorded of its activity. */
export interface JudgedClause {
  readonly region: RegionId;
  /** The activity's name in the new version. */
  readonly activity: NodeId;
  readonly parent: RegionId;
  readonly isMessage: boolean;
}

export type StateMove =
  | {
      readonly kind: "move";
      readonly states: ReadonlyMap<RegionId, string>;
      readonly timers: readonly TimerMove[];
      readonly judged: readonly JudgedClause[];
      /** First activities of reactions that end here. */
      readonly dropped: readonly NodeId[];
    }
  /** `places`: what it is for. */
  | { readonly kind: "stay" | "exit" | "undecided"; readonly places: readonly string[]; readonly reason: string };

/** What is known of an activity of a participant. */
export type Recorded = "executed" | "failed" | "nothing";

export type PlaceFate = "move" | "stay" | "exit" | "drop" | "undecided";

/** What becomes of those at one place. */
export interface PlaceDecision {
  /** The old version's step, or the clause whose delay is running. */
  readonly place: string;
  /** For people: `wait 3 days`, `email hello`, `hello: on not opened after 2 days`. */
  readonly words: string;
  readonly fate: PlaceFate;
  /** The new version's step or clause. */
  readonly to?: string;
  /** It is worth a word: a name is another one, or somebody said so. */
  readonly isElsewhere?: true;
  /** Where running timers get another moment. */
  readonly timer?: { readonly before: string; readonly after: string };
}

export class Migration {
  readonly matching: Matching;
  readonly #old: ReadonlyMap<NodeId, GraphNode>;
  readonly #new: ReadonlyMap<NodeId, GraphNode>;
  readonly #oldRegions: ReadonlyMap<RegionId, Region>;
  readonly #newRegions: ReadonlyMap<RegionId, Region>;
  readonly #moves = new Map<string, StateMove>();
  readonly #oldNames: ReadonlyMap<NodeId, NodeId>;

  constructor(
    readonly before: JourneyGraph,
    readonly after: JourneyGraph,
    readonly instructions: Instructions = {},
  ) {
    this.matching = matchJourneys(before, after, { renamed: new Map(Object.entries(instructions.renamed ?? {})) });
    this.#oldNames = new Map([...this.matching.nodes].map(([old, now]) => [now, old]));
    this.#old = byId(before.nodes);
    this.#new = byId(after.nodes);
    this.#oldRegions = byId(before.regions);
    this.#newRegions = byId(after.regions);
  }

  /** Steps that have another name in the new version, by the old one. */
  get renamed(): ReadonlyMap<NodeId, NodeId> {
    return new Map([...this.matching.nodes].filter(([old, now]) => old !== now));
  }

  /** What a step of the new version was called in the old one; a new one is called what it is. */
  oldNameOf(id: NodeId): NodeId {
    return this.#oldNames.get(id) ?? id;
  }

  /** Where a state's people stand: steps, and clauses whose delay is running. */
  placesOf(value: string): readonly string[] {
    const states = readStateValue(value, this.before);
    if (!states) return [];
    return [...states].flatMap(([region, state]) => {
      const { node, how } = standingOf(state);
      return node !== undefined ? [node] : how === "delaying" ? [region] : [];
    });
  }

  /** What becomes of those at a place, were they at no other. */
  decide(place: string): PlaceDecision {
    const node = this.#old.get(place);
    const region = this.#oldRegions.get(place);
    const words = node ? stepName(node) : region ? clauseName(region) : place;
    const named = { place, words };
    const { instructions } = this;
    if (instructions.everybodyStays || instructions.stay?.includes(place)) return { ...named, fate: "stay" };
    if (instructions.exit?.includes(place)) return { ...named, fate: "exit" };
    if (instructions.drop?.includes(place) && this.#regionOf(place) !== "sequence") return { ...named, fate: "drop" };
    const target = instructions.move?.[place];
    if (target !== undefined) {
      return this.targetsFor(place).includes(target)
        ? { ...named, fate: "move", to: target, isElsewhere: true }
        : { ...named, fate: "undecided" };
    }
    const to = node ? this.matching.nodes.get(place) : this.matching.regions.get(place);
    // A step that stands in another block now is no place to go on from.
    const isInOtherBlock = node && this.matching.regions.get(node.region) !== this.#new.get(to ?? "")?.region;
    if (to === undefined || isInOtherBlock) return { ...named, fate: "undecided" };
    const timer = node ? this.#timerWords(node, this.#new.get(to)!) : this.#delayWords(place, to);
    const isRenamed = node ? to !== place && (node.named || this.#new.get(to)?.named) : false;
    return { ...named, fate: "move", to, ...(isRenamed ? { isElsewhere: true } : {}), ...(timer ? { timer } : {}) };
  }

  /**
   * The steps of the new version that people at a place may be told to go to, or `end`; what comes next by itself stands
   * first. None where the block that they are in is gone.
   */
  targetsFor(place: string): readonly string[] {
    const region = this.matching.regions.get(this.#regionOf(place));
    if (region === undefined) return [];
    const next = this.#old.has(place) ? nextOf(this.before, this.matching, place) : undefined;
    const all = [...this.after.nodes.filter((node) => node.region === region).map(({ id }) => id), "end"];
    return next === undefined ? all : [next, ...all.filter((id) => id !== next)];
  }

  /** @param value a state of the old machine, as the store keeps it */
  move(value: string): StateMove {
    const known = this.#moves.get(value);
    if (known) return known;
    const made = this.#move(value);
    this.#moves.set(value, made);
    return made;
  }

  /**
   * The new state, once it is known what is recorded of the activities whose clauses are judged.
   *
   * @returns the state's value, and whether everything is over
   */
  finish(
    move: StateMove & { readonly kind: "move" },
    recordedOf: (activity: NodeId) => Recorded,
  ): { readonly value: string; readonly isOver: boolean } {
    const states = new Map(move.states);
    for (const { region, activity, parent, isMessage: sends } of move.judged) {
      const recorded = recordedOf(activity);
      const isParentOver = isEnd(states.get(parent) ?? "done");
      const isOver = recorded === "nothing" ? isParentOver : recorded === "executed" && !sends;
      states.set(region, isOver ? "done" : "idle");
    }
    const isOver = [...states.values()].every(isEnd);
    return { value: isOver ? JSON.stringify("completed") : writeStateValue(states, this.after), isOver };
  }

  #move(value: string): StateMove {
    const old = readStateValue(value, this.before);
    if (!old) return { kind: "stay", places: [], reason: "their journey is over" };
    const decisions = this.placesOf(value).map((place) => this.decide(place));
    for (const fate of ["stay", "undecided", "exit"] as const) {
      const places = decisions.filter((each) => each.fate === fate).map(({ place }) => place);
      if (places.length > 0)
        return { kind: fate, places, reason: fate === "undecided" ? "the place is gone" : "told so" };
    }
    const states = new Map<RegionId, string>();
    const timers: TimerMove[] = [];
    const dropped: NodeId[] = [];
    for (const [region, state] of old) {
      const to = this.matching.regions.get(region);
      const { node, how } = standingOf(state);
      const place = node ?? (how === "delaying" ? region : undefined);
      const fate = decisions.find((each) => each.place === place)?.fate;
      if (fate === "drop") {
        const first = node ?? this.#oldRegions.get(region)?.start;
        if (first !== undefined) dropped.push(first);
        if (to !== undefined) states.set(to, "done");
      } else if (to !== undefined) {
        const moved = this.#region(region, to, state);
        states.set(to, moved.state);
        timers.push(...moved.timers);
      }
    }
    const judged = this.#newcomers(states, timers);
    this.#goOn(states, timers);
    const again = this.#again(old, states);
    if (again.length > 0) {
      return { kind: "stay", places: this.placesOf(value), reason: `${again.join(", ")} would come a second time` };
    }
    return { kind: "move", states, timers, judged, dropped };
  }

  /** The state of one region, in its counterpart. An empty state: it is to be judged. */
  #region(
    region: RegionId,
    to: RegionId,
    state: string,
  ): { readonly state: string; readonly timers: readonly TimerMove[] } {
    const { node, how } = standingOf(state);
    if (node !== undefined) return this.#step(this.#old.get(node)!, how, to);
    const ending = { state: endingState, timers: [{ to: endingTimer(to), date: { kind: "now" as const } }] };
    if (how === "ending") return ending;
    const told = how === "delaying" ? this.instructions.move?.[region] : undefined;
    if (told === "end") return ending;
    if (told !== undefined)
      return { state: arrivalState(told), timers: [{ to: arrivalTimer(told), date: { kind: "now" } }] };
    const [old, now] = [this.#oldRegions.get(region)!, this.#newRegions.get(to)!];
    if (how !== "listening" && how !== "delaying") return { state, timers: [] };
    if (!this.#isSameTrigger(old, now)) return { state: "", timers: [] };
    const move = (timer: (id: RegionId) => TimerId, was: CalendarDuration, is: CalendarDuration): TimerMove => ({
      from: timer(region),
      to: timer(to),
      date: isSame(was, is) ? { kind: "keep" } : { kind: "after", duration: is },
    });
    const listen = (graph: JourneyGraph, { clause }: Region) => clause?.within ?? graph.listen;
    if (how === "listening") {
      return { state, timers: [move(listeningTimer, listen(this.before, old), listen(this.after, now))] };
    }
    const after = now.clause?.after;
    // Its event is recorded: judged anew, it starts at once.
    if (!after || after.amount === 0) return { state: "", timers: [] };
    return { state, timers: [move((id) => id, old.clause!.after!, after)] };
  }

  #step(
    node: GraphNode,
    how: string,
    region: RegionId,
  ): { readonly state: string; readonly timers: readonly TimerMove[] } {
    const told = this.instructions.move?.[node.id];
    if (told === "end") return { state: endingState, timers: [{ to: endingTimer(region), date: { kind: "now" } }] };
    const target = this.#new.get(told ?? this.matching.nodes.get(node.id) ?? "");
    if (!target) return { state: "done", timers: [] };
    const key = stateKey(target.id);
    const arrive = (from?: TimerId) => ({
      state: arrivalState(target.id),
      timers: [
        { ...(from === undefined ? {} : { from }), to: arrivalTimer(target.id), date: { kind: "now" as const } },
      ],
    });
    if (told !== undefined) return arrive();
    if (how === "to") return arrive(arrivalTimer(node.id));
    if (how === "held" || (how === "waiting" && isActivity(node))) {
      const from = how === "held" ? capTimer(node.id) : windowTimer(node.id);
      const to = how === "held" ? capTimer(target.id) : windowTimer(target.id);
      if (!this.#holds(target, how)) return arrive(from);
      // Held back by other rules now: asked again at once.
      const isKept = isSame(this.before.send, this.after.send) && isSame(this.before.caps, this.after.caps);
      return { state: `${key} ${how}`, timers: [{ from, to, date: { kind: isKept ? "keep" : "now" } }] };
    }
    const state = how === "" ? key : `${key} ${how}`;
    if (node.kind === "parallel" && target.kind === "parallel") return { state, timers: [] };
    const date = this.#redated(node, target);
    return { state, timers: date ? [{ from: node.id, to: target.id, date }] : [] };
  }

  #redated(node: GraphNode, target: GraphNode): TimerMove["date"] | undefined {
    if (node.kind === "wait" && target.kind === "wait") {
      return isSame(node.duration, target.duration) ? { kind: "keep" } : { kind: "after", duration: target.duration };
    }
    if (node.kind === "wait for" && target.kind === "wait for") {
      return isSame(node.upTo, target.upTo) ? { kind: "keep" } : { kind: "after", duration: target.upTo };
    }
    if (node.kind === "wait until" && target.kind === "wait until") {
      if (isSame(node.until, target.until)) return { kind: "keep" };
      // A record's date is asked for when the timer goes off; it goes on waiting where that lies ahead.
      return target.until.kind === "time" ? { kind: "time", until: target.until } : { kind: "now" };
    }
    return undefined;
  }

  #holds(node: GraphNode, how: string): boolean {
    if (!isMessage(node) || node.isInternal) return false;
    return how === "held" ? capsOf(this.after, node).some((cap) => cap.rest === "delay") : this.after.send.length > 0;
  }

  /**
   * Regions of the new version that nobody is in yet, and those that are to be judged: branches that begin or never will,
   * clauses on what may have happened long ago.
   */
  #newcomers(states: Map<RegionId, string>, timers: TimerMove[]): readonly JudgedClause[] {
    const judged: JudgedClause[] = [];
    for (const { id, clause, branch, start } of this.after.regions) {
      const state = states.get(id);
      if (state !== undefined && state !== "") continue;
      if (clause) {
        const activity = this.#new.get(clause.activity)!;
        states.set(id, "idle");
        judged.push({ region: id, activity: activity.id, parent: clause.parent, isMessage: isMessage(activity) });
      } else if (branch) {
        const isInside = standingOf(states.get(branch.parent) ?? "done").node === branch.parallel;
        // Who stands at the `parallel` waits for all of its branches: a new one begins for them.
        if (isInside && start !== undefined) {
          states.set(id, arrivalState(start));
          timers.push({ to: arrivalTimer(start), date: { kind: "now" } });
        } else states.set(id, isInside || isEnd(states.get(branch.parent) ?? "done") ? "done" : "idle");
      } else {
        states.set(id, "done");
      }
    }
    return judged;
  }

  /** Who waited for a branch that is gone, and for no other, waits no more. */
  #goOn(states: Map<RegionId, string>, timers: TimerMove[]): void {
    for (const [region, state] of [...states]) {
      const node = this.#new.get(standingOf(state).node ?? "");
      if (node?.kind !== "parallel" || standingOf(state).how === "to") continue;
      if (!node.regions.every((each) => isEnd(states.get(each) ?? "done"))) continue;
      const timer = node.next === undefined ? endingTimer(region) : arrivalTimer(node.next);
      states.set(region, node.next === undefined ? endingState : arrivalState(node.next));
      timers.push({ to: timer, date: { kind: "now" } });
    }
  }

  /** Messages and other activities that may have been carried out, and that the new order leads to once more. */
  #again(old: ReadonlyMap<RegionId, string>, states: ReadonlyMap<RegionId, string>): readonly NodeId[] {
    const passed = new Set<NodeId>();
    for (const [region, state] of old) {
      const { node, how } = standingOf(state);
      const isOver = isEnd(how) || how === "ending";
      if (node === undefined && !isOver) continue;
      for (const each of this.before.nodes) {
        if (each.region !== region || each.id === node || !isActivity(each)) continue;
        if (isOver || reaches(each.id, node!, this.#old)) passed.add(this.matching.nodes.get(each.id) ?? "");
      }
    }
    const ahead = new Set<NodeId>();
    for (const [region, state] of states) {
      const { node, how } = standingOf(state);
      if (isEnd(how) || how === "ending") continue;
      const start = node ?? this.#newRegions.get(region)?.start;
      // At a step, that step is under way; what comes behind it lies ahead.
      if (start !== undefined) for (const id of from(start, this.#new)) if (id !== node || how === "to") ahead.add(id);
    }
    return [...passed].filter((id) => ahead.has(id));
  }

  #isSameTrigger(a: Region, b: Region): boolean {
    const { after: _a, within: _b, activity: _c, parent: _d, ...was } = a.clause!;
    const { after: _e, within: _f, activity: _g, parent: _h, ...is } = b.clause!;
    return isSame(was, is);
  }

  #regionOf(place: string): RegionId {
    return this.#old.get(place)?.region ?? place;
  }

  #timerWords(node: GraphNode, target: GraphNode): PlaceDecision["timer"] {
    const date = this.#redated(node, target);
    if (!date || date.kind === "keep") return undefined;
    return { before: node.label, after: target.label };
  }

  #delayWords(place: string, to: string): PlaceDecision["timer"] {
    const [old, now] = [this.#oldRegions.get(place), this.#newRegions.get(to)];
    if (!old || !now || isSame(old.clause?.after, now.clause?.after)) return undefined;
    return { before: clauseName(old), after: clauseName(now) };
  }
}

/** The old version's places, in the order written: steps that people stand at, and clauses with a delay. */
export function placesIn(graph: JourneyGraph): readonly string[] {
  return [
    ...graph.nodes.filter((node) => isSent(node) || isWaitingPlace(node)).map(({ id }) => id),
    ...graph.regions.filter(({ clause }) => (clause?.after?.amount ?? 0) > 0).map(({ id }) => id),
  ];
}

/** What somebody else carries out is waited for; all else is done as soon as its turn comes. */
function isSent(node: GraphNode): boolean {
  return isMessage(node) || node.kind === "webhook" || node.kind === "run";
}

/**
 * The timers of somebody who is moved.
 *
 * @param stored due and since, epoch milliseconds
 * @param now nothing is due before it that was not
 * @param zone the participant's
 */
export function moveTimers(
  stored: ReadonlyMap<TimerId, readonly [due: number, since: number]>,
  moves: readonly TimerMove[],
  now: number,
  zone: string,
): Map<TimerId, readonly [due: number, since: number]> {
  const timers = new Map<TimerId, readonly [number, number]>();
  for (const { from: old, to, date } of moves) {
    const [due, since] = (old === undefined ? undefined : stored.get(old)) ?? [now, now];
    timers.set(to, [moment(date, due, since, now, zone), since]);
  }
  return timers;
}

function moment(date: TimerMove["date"], due: number, since: number, now: number, zone: string): number {
  switch (date.kind) {
    case "keep":
      return due;
    case "now":
      return Math.min(due, now);
    case "after":
      // Who has waited long enough goes on now: what follows counts from now, and not from a moment long past.
      return Math.max(addDuration(since, date.duration, zone), Math.min(due, now));
    case "time":
      return date.until.kind === "time"
        ? Math.max(nextTimeOfDay(since, date.until.time, zone, date.until.day), Math.min(due, now))
        : Math.min(due, now);
  }
}

function isEnd(state: string): boolean {
  return state === "done" || state === "left";
}

/** Whether people come from one step to another, in its region. */
function reaches(start: NodeId, end: NodeId, nodes: ReadonlyMap<NodeId, GraphNode>): boolean {
  return start !== end && from(start, nodes).has(end);
}

/** A step and all behind it. */
function from(start: NodeId, nodes: ReadonlyMap<NodeId, GraphNode>): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>();
  const ahead = [start];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const node = nodes.get(id);
    if (!node || seen.has(id)) continue;
    seen.add(id);
    // Who goes in no variant of a test goes on behind it.
    const rest = node.kind === "ab test" && node.next !== undefined ? [node.next] : [];
    for (const next of [...waysOf(node).map(({ to }) => to), ...rest]) if (next !== undefined) ahead.push(next);
  }
  return seen;
}

function byId<Part extends { readonly id: string }>(parts: readonly Part[]): ReadonlyMap<string, Part> {
  return new Map(parts.map((part) => [part.id, part]));
}
