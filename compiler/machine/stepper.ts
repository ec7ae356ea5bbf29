/**
 * Steps participants of a journey region by region: what follows from an input is looked up by the states of those regions
 * that may take notice of it, and computed by XState on the whole machine the first time.
 *
 * A journey with twenty messages and three clauses each has sixty regions side by side, and more states than anybody could
 * count; but a click on one mail concerns a few of them. Which ones is read off the machine's config: a region takes part if
 * its present state listens for the event, or for one that another region which takes part may raise. Everything else
 * can't make a difference, so it is left out of the key.
 */
import type { JourneyGraph } from "../graph/graph.ts";
import { inputKey, JourneyMachine, machineEvent, timerEvent } from "./journey-machine.ts";
import {
  type ConfigAction,
  type ConfigState,
  type ConfigTransition,
  machineConfig,
  stateKey,
} from "./machine-config.ts";
import { alphabetOf, type Place, type PlaceAlphabet, PlaceCodec } from "./place.ts";
import type { Decision, Effect, GuardId, Input, Move, TimerId } from "./step.ts";

/** What one step does, as a change of the regions that take part. */
export interface PlaceMove {
  readonly kind: "move";
  readonly changes: readonly (readonly [region: number, letters: string])[];
  readonly status: Move["status"];
  readonly cancel: readonly TimerId[];
  readonly start: readonly TimerId[];
  readonly effects: readonly Effect[];
}

export interface PlaceQuestion {
  readonly kind: "question";
  readonly guard: GuardId;
  readonly yes: PlaceDecision;
  readonly no: PlaceDecision;
}

/** A tree of questions with moves as leaves. */
export type PlaceDecision = PlaceQuestion | PlaceMove;

/** What a step must be told before it can be made. */
export interface Needs {
  /** Every guard that it may ask. */
  readonly guards: readonly GuardId[];
  /** Every timer that it may set whose moment isn't in the journey's text. */
  readonly moments: readonly TimerId[];
}

/** A decision with what it needs, made once for all who stand alike. */
export interface Step {
  readonly decision: PlaceDecision;
  readonly needs: Needs;
}

/** Looks at some regions; what is seen there leads on. */
interface Fork {
  /** The regions to look at, and by the number of their state whether it takes part. */
  readonly look: readonly (readonly [region: number, takesPart: readonly boolean[]])[];
  /** Regions of which only matters whether they are done. */
  readonly over: readonly number[];
  /** Regions of which only matters whether all of them have ended; undefined: that doesn't matter, or not yet. */
  readonly others: readonly number[] | undefined;
  /** What is known to be raised, and the regions of `over`, up to here. */
  readonly events: ReadonlySet<string>;
  readonly overs: ReadonlySet<number>;
  readonly next: Map<string, Fork | Step>;
}

/** What a region's state does with each event, and with each timer (`timer ID`). */
interface RegionState {
  readonly name: string;
  readonly isFinal: boolean;
  /** It rests, and asks something whatever comes: `wait for` a condition. */
  readonly asks: boolean;
  readonly hears: ReadonlyMap<string, readonly ConfigTransition[]>;
  readonly always: readonly ConfigTransition[];
  readonly entry: readonly ConfigAction[];
}

/** So many looked-up steps are kept; then all are forgotten, which bounds the memory. */
const mostSteps = 200_000;

export class JourneyStepper {
  readonly codec: PlaceCodec;
  #machine: JourneyMachine;
  readonly #regions: readonly (readonly RegionState[])[];
  readonly #around: NonNullable<ConfigState["on"]>;
  /** The regions that may hear an event, in one of their states. */
  readonly #hearers = new Map<string, Set<number>>();
  /** The regions that may ask something whatever comes. */
  readonly #askers: readonly number[];
  readonly #first = new Map<string, Fork>();
  #entry: Step | undefined;
  #kept = 0;
  #hits = 0;
  #misses = 0;

  /** @param given the alphabet that the version was stored with */
  constructor(
    readonly graph: JourneyGraph,
    given?: PlaceAlphabet,
  ) {
    const config = machineConfig(graph);
    const active = config.states?.active;
    this.#machine = new JourneyMachine(graph);
    this.codec = new PlaceCodec(alphabetOf(config, given));
    this.#around = active?.on ?? {};
    this.#regions = this.codec.alphabet.map(({ region, states }) =>
      states.map((name) => regionState(name, active?.states?.[region]?.states?.[name])),
    );
    for (const [region, states] of this.#regions.entries()) {
      for (const event of states.flatMap((state) => [...state.hears.keys()])) {
        const hearers = this.#hearers.get(event);
        if (hearers) hearers.add(region);
        else this.#hearers.set(event, new Set([region]));
      }
    }
    this.#askers = this.#regions.flatMap((states, region) => (states.some((state) => state.asks) ? [region] : []));
  }

  /** The machine of which this is the quick form: for what looks at whole states. */
  get machine(): JourneyMachine {
    return this.#machine;
  }

  /** How often a step was looked up, how often it had to be computed, and how many are kept. */
  get stats(): { readonly hits: number; readonly misses: number; readonly steps: number } {
    return { hits: this.#hits, misses: this.#misses, steps: this.#kept };
  }

  /** What follows when somebody enters. */
  enter(): Step {
    this.#entry ??= this.#step(this.#machine.decide(0, { type: "enter" }), "");
    return this.#entry;
  }

  /** What follows from an input for somebody under way; what nobody waits for changes nothing. */
  step(place: Place, input: Input): Step {
    const key = inputKey(input);
    let fork = this.#first.get(key);
    if (!fork) {
      const events = new Set([machineEvent(input)]);
      fork = this.#fork(events, events, new Map(), [], new Set(), this.#askers);
      this.#first.set(key, fork);
    }
    const trail: Fork[] = [];
    for (;;) {
      trail.push(fork);
      const seen = this.#look(fork, place);
      let next = fork.next.get(seen);
      if (!next) {
        next = this.#next(fork, place, input, this.#takingPart(trail, place));
        fork.next.set(seen, next);
      } else if (!("look" in next)) {
        this.#hits++;
      }
      if (!("look" in next)) return next;
      fork = next;
    }
  }

  /** Where a move leads. */
  moved(place: Place, move: PlaceMove): Place {
    return move.status === "active" ? this.codec.changed(place, move.changes) : "";
  }

  /** What each region is doing, for people. */
  describe(place: Place): ReturnType<JourneyMachine["describe"]> {
    return place === "" ? [] : this.#machine.describe(this.#machine.intern(this.codec.read(place)));
  }

  #look(fork: Fork, place: Place): string {
    let seen = "";
    for (const [region, takesPart] of fork.look) {
      const number = this.codec.number(place, region);
      seen += takesPart[number] ? String.fromCharCode(number + 33) : " ";
    }
    for (const region of fork.over) seen += this.codec.state(place, region) === "done" ? "!" : " ";
    if (fork.others) seen += fork.others.every((region) => this.#stateOf(place, region).isFinal) ? "!" : " ";
    return seen;
  }

  #stateOf(place: Place, region: number): RegionState {
    return this.#regions[region]![this.codec.number(place, region)]!;
  }

  /** The regions that take part, with the number of the state in which they are. */
  #takingPart(trail: readonly Fork[], place: Place): Map<number, number> {
    const known = new Map<number, number>();
    for (const { look } of trail) {
      for (const [region, takesPart] of look) {
        const number = this.codec.number(place, region);
        if (takesPart[number]) known.set(region, number);
      }
    }
    return known;
  }

  /** What comes after a fork for those who were seen so: another one, or the step. */
  #next(fork: Fork, place: Place, input: Input, known: ReadonlyMap<number, number>): Fork | Step {
    const { events, over, canEnd } = this.#reach(fork.events, known);
    const more = new Set([...events].filter((event) => !fork.events.has(event)));
    const unknown = over.filter((region) => !known.has(region) && !fork.overs.has(region));
    if (more.size > 0 || unknown.length > 0) return this.#fork(events, more, known, unknown, fork.overs);
    if (canEnd && !fork.others) {
      const others = [...this.#regions.keys()].filter((region) => !known.has(region));
      return { ...fork, look: [], over: [], others, next: new Map() };
    }
    this.#misses++;
    if (++this.#kept > mostSteps) this.#forget();
    const state = this.#machine.intern(this.codec.read(place));
    return this.#step(this.#machine.decide(state, input), place, known);
  }

  #fork(
    events: ReadonlySet<string>,
    more: ReadonlySet<string>,
    known: ReadonlyMap<number, number>,
    over: readonly number[],
    overs: ReadonlySet<number>,
    also: readonly number[] = [],
  ): Fork {
    const regions = new Set(also);
    for (const event of more) for (const region of this.#hearers.get(event) ?? []) regions.add(region);
    const look = [...regions]
      .filter((region) => !known.has(region))
      .sort((a, b) => a - b)
      .map((region): Fork["look"][number] => [
        region,
        this.#regions[region]!.map(({ asks, hears }) => asks || [...more].some((event) => hears.has(event))),
      ]);
    return { look, over, others: undefined, events, overs: new Set([...overs, ...over]), next: new Map() };
  }

  /** Everything that may be raised when regions in these states hear these events, whatever is answered. */
  #reach(
    first: ReadonlySet<string>,
    known: ReadonlyMap<number, number>,
  ): { readonly events: ReadonlySet<string>; readonly over: readonly number[]; readonly canEnd: boolean } {
    const events = new Set(first);
    const over = new Set<number>();
    const possible = new Map([...known].map(([region, number]) => [region, new Set([number])]));
    const raise = (actions: readonly ConfigAction[] = []): void => {
      for (const action of actions) if (action.type === "raise") events.add(action.event);
    };
    const follow = (region: number, transition: ConfigTransition): void => {
      raise(transition.actions);
      if (transition.guard?.type === "over") {
        for (const each of transition.guard.regions) over.add(this.#indexOf(each));
      }
      const target = this.#regions[region]!.findIndex(({ name }) => name === transition.target);
      if (target < 0) return;
      possible.get(region)?.add(target);
      raise(this.#regions[region]![target]?.entry);
    };
    // Sets grow while they are walked through, and what is added is visited too; once around more, until nothing is.
    for (let size = -1; size !== sizeOf(events, possible); ) {
      size = sizeOf(events, possible);
      for (const event of events) for (const { actions } of this.#around[event] ?? []) raise(actions);
      for (const [region, numbers] of possible) {
        for (const number of numbers) {
          const state = this.#regions[region]![number]!;
          for (const transition of state.always) follow(region, transition);
          for (const event of events) for (const transition of state.hears.get(event) ?? []) follow(region, transition);
        }
      }
    }
    const canEnd = [...possible].every(([region, numbers]) =>
      [...numbers].some((number) => this.#regions[region]![number]!.isFinal),
    );
    return { events, over: [...over], canEnd };
  }

  #indexOf(region: string): number {
    const key = stateKey(region);
    return this.codec.alphabet.findIndex((each) => each.region === key);
  }

  #step(decision: Decision, before: Place, known?: ReadonlyMap<number, number>): Step {
    const guards = new Set<GuardId>();
    const moments = new Set<TimerId>();
    const convert = (part: Decision): PlaceDecision => {
      if (part.kind === "question") {
        guards.add(part.guard);
        return { kind: "question", guard: part.guard, yes: convert(part.yes), no: convert(part.no) };
      }
      const { state, ...rest } = part;
      for (const timer of part.start) if (!this.#machine.timer(timer).duration) moments.add(timer);
      if (part.status !== "active") return { ...rest, changes: [] };
      return { ...rest, changes: this.#changes(before, this.codec.write(this.#machine.stateValue(state)), known) };
    };
    const converted = convert(decision);
    return { decision: converted, needs: { guards: [...guards], moments: [...moments] } };
  }

  #changes(before: Place, after: Place, known: ReadonlyMap<number, number> | undefined): PlaceMove["changes"] {
    return this.codec.alphabet.flatMap(({ region, states }, index) => {
      const number = this.codec.number(after, index);
      if (before !== "" && this.codec.number(before, index) === number) return [];
      if (known && !known.has(index)) throw new Error(`Region ${region} moved, and nothing said that it might.`);
      return [[index, this.codec.letters(index, states[number] ?? "")] as const];
    });
  }

  #forget(): void {
    this.#first.clear();
    this.#kept = 0;
    this.#machine = new JourneyMachine(this.graph);
  }
}

function regionState(name: string, config: ConfigState = {}): RegionState {
  const always = config.always ?? [];
  const timers = Object.entries(config.after ?? {}).map(([timer, list]) => [timerEvent(timer), list] as const);
  return {
    name,
    isFinal: config.type === "final",
    asks: always.length > 0 && always.every(({ guard }) => guard !== undefined),
    hears: new Map([...Object.entries(config.on ?? {}), ...timers]),
    always,
    entry: config.entry ?? [],
  };
}

function sizeOf(events: ReadonlySet<string>, states: ReadonlyMap<number, ReadonlySet<number>>): number {
  let size = events.size;
  for (const possible of states.values()) size += possible.size;
  return size;
}
