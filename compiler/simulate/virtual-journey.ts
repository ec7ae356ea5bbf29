/** A journey made ready to be lived through: everything that is asked on the way, compiled once. */
import {
  type CalendarDuration,
  type FieldReference,
  type Model,
  type Pace,
  Problem,
  type Trigger,
} from "@journey/language";
import { normalise } from "../filters/normalise.ts";
import {
  type ConditionEnvironment,
  conditionToPredicate,
  operandReader,
  type PlainRecord,
  type Predicate,
} from "../filters/to-predicate.ts";
import { type ActivityNode, isActivity, isMessage, type JourneyGraph, type MessageNode } from "../graph/graph.ts";
import { capsOf } from "../machine/machine-config.ts";
import { addDuration, isTimeZone } from "../time/calendar.ts";
import { dependsOnTime, FactBits, variantsOf } from "./facts.ts";
import { StepTable } from "./step-table.ts";
import { assigner, type MutableRecord } from "./values.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** What a step of the graph needs when it is carried out. */
export interface VirtualNode {
  readonly activity: ActivityNode | undefined;
  /** Its answers, as inputs. */
  readonly executed: number;
  readonly failed: number;
  readonly suppressed: number;
  /** The address or number that a message goes to, in its normal form. */
  readonly recipient: ((record: PlainRecord, environment: ConditionEnvironment) => string | undefined) | undefined;
  /** Whether there is one; cheaper than asking for it. */
  readonly hasAddress: ((record: PlainRecord, environment: ConditionEnvironment) => boolean) | undefined;
  readonly assign: ((record: PlainRecord, environment: ConditionEnvironment) => MutableRecord) | undefined;
  readonly variants: readonly (readonly [test: string, variant: number])[];
  readonly paceStep: number;
}

/** Something that happens to a message. */
export interface VirtualReaction {
  readonly node: number;
  readonly trigger: Trigger;
  readonly label: string | undefined;
  readonly machine: boolean;
}

/** A text that begins with a letter or a digit has a normal form that is not empty. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const code = value.charCodeAt(0);
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

type Moment = (record: PlainRecord, environment: ConditionEnvironment) => unknown;

export class VirtualJourney {
  readonly table: StepTable;
  readonly target: Model;
  readonly facts: FactBits;
  readonly nodes: readonly VirtualNode[];
  readonly filter: Predicate;
  readonly where: Predicate;
  readonly exits: readonly { readonly index: number; readonly holds: Predicate }[];
  readonly goals: readonly { readonly name: string; readonly exits: boolean; readonly holds: Predicate }[];
  readonly waitFors: readonly { readonly node: number; readonly check: number; readonly holds: Predicate }[];
  /** Somebody must look at the records of those under way. */
  readonly isWatched: boolean;
  /** … also when nothing has happened. */
  readonly isTimed: boolean;
  readonly hasCaps: boolean;
  readonly enter: number;
  readonly leave: number;
  /** By the timers' numbers. */
  readonly timerInputs: readonly number[];
  readonly entryPaceStep: number;
  readonly #zone: ((record: PlainRecord) => unknown) | undefined;
  readonly #unicity: ((record: PlainRecord, environment: ConditionEnvironment) => unknown) | undefined;

  readonly #matches: (Predicate | undefined)[] = [];
  readonly #conditions = new Map<number, Predicate>();
  readonly #payloads = new Map<string, Predicate>();
  readonly #moments = new Map<number, Moment>();

  /** @param index its place among the journeys that are lived through together */
  constructor(
    readonly graph: JourneyGraph,
    readonly index = 0,
  ) {
    this.table = new StepTable(graph);
    const { schema } = graph;
    const target = schema.models[graph.target];
    if (!target) throw new Problem("unknown-model", `The journey ${graph.name} lacks its model ${graph.target}.`);
    this.target = target;
    this.facts = new FactBits(graph);
    this.nodes = graph.nodes.map((node): VirtualNode => {
      const activity = isActivity(node) ? node : undefined;
      const input = (type: "executed" | "failed" | "suppressed"): number => this.table.input({ type, node: node.id });
      return {
        activity,
        executed: activity ? input("executed") : -1,
        failed: activity ? input("failed") : -1,
        suppressed: activity ? input("suppressed") : -1,
        recipient: activity && isMessage(activity) ? this.#recipient(activity) : undefined,
        hasAddress: activity && isMessage(activity) ? this.#hasAddress(activity) : undefined,
        assign:
          node.kind === "update"
            ? assigner(node.assignments, schema, target, target)
            : node.kind === "create"
              ? assigner(node.assignments, schema, target, schema.models[node.model] ?? target)
              : undefined,
        variants: variantsOf(graph, node.id),
        paceStep: "pace" in node && node.pace ? stepOf(node.pace) : 0,
      };
    });
    const always: Predicate = () => true;
    this.filter = graph.filter ? conditionToPredicate(graph.filter, schema) : always;
    this.where = graph.enter.where ? conditionToPredicate(graph.enter.where, schema) : always;
    this.exits = graph.exits.flatMap((exit, index) =>
      exit.kind === "when" ? [{ index, holds: conditionToPredicate(exit.condition, schema) }] : [],
    );
    this.goals = graph.goals.map(({ name, exits, condition }) => ({
      name,
      exits,
      holds: conditionToPredicate(condition, schema),
    }));
    const awaited = graph.nodes.flatMap((node, index) =>
      node.kind === "wait for" && node.for.kind === "condition" ? [{ index, node, condition: node.for.condition }] : [],
    );
    this.waitFors = awaited.map(({ index, node, condition }) => ({
      node: index,
      check: this.table.input({ type: "check", node: node.id }),
      holds: conditionToPredicate(condition, schema),
    }));
    this.isWatched = this.exits.length + this.goals.length + this.waitFors.length > 0;
    const watched = [
      ...graph.exits.flatMap((exit) => (exit.kind === "when" ? [exit.condition] : [])),
      ...graph.goals.map((goal) => goal.condition),
      ...awaited.map(({ condition }) => condition),
    ];
    this.isTimed = watched.some(dependsOnTime);
    this.hasCaps = graph.caps.length > 0;
    this.enter = this.table.input({ type: "enter" });
    this.leave = this.table.input({ type: "leave" });
    this.timerInputs = this.table.timers.map(({ id }) => this.table.input({ type: "timer", timer: id }));
    this.entryPaceStep = graph.pace ? stepOf(graph.pace) : 0;
    const { field } = graph.timezone;
    this.#zone = field && pathReader(field);
    this.#unicity =
      graph.unicity && operandReader(graph.unicity, graph.unicity.type.kind === "record" ? "record" : "text", schema);
  }

  /** A step's applied filter. */
  matches(node: number): Predicate {
    let predicate = this.#matches[node];
    if (!predicate) {
      const each = this.graph.nodes[node];
      const filter = each && "filter" in each ? each.filter : undefined;
      predicate = filter ? conditionToPredicate(filter, this.graph.schema) : () => true;
      this.#matches[node] = predicate;
    }
    return predicate;
  }

  /** The condition of an `if` or a `wait for`; of a `match`, that of a case. */
  condition(node: number, branch: number): Predicate {
    const key = node * 1000 + branch;
    let predicate = this.#conditions.get(key);
    if (!predicate) {
      const each = this.graph.nodes[node];
      const condition =
        each?.kind === "if"
          ? each.condition
          : each?.kind === "wait for" && each.for.kind === "condition"
            ? each.for.condition
            : each?.kind === "match"
              ? each.cases[branch]?.condition
              : undefined;
      predicate = condition ? conditionToPredicate(condition, this.graph.schema) : () => false;
      this.#conditions.set(key, predicate);
    }
    return predicate;
  }

  /** What an event's payload must fit: a `wait for`'s, or (`exit`) an exit's. */
  payload(node: string, branch: number): Predicate {
    const key = `${node} ${branch}`;
    let predicate = this.#payloads.get(key);
    if (!predicate) {
      const exit = node === "exit" ? this.graph.exits[branch] : undefined;
      const each = this.graph.nodes.find((candidate) => candidate.id === node);
      const where =
        exit?.kind === "event"
          ? exit.where
          : each?.kind === "wait for" && each.for.kind === "event"
            ? each.for.where
            : undefined;
      predicate = where ? conditionToPredicate(where, this.graph.schema) : () => false;
      this.#payloads.set(key, predicate);
    }
    return predicate;
  }

  /** The moment that a `wait until` waits for. */
  moment(node: number): Moment | undefined {
    const each = this.graph.nodes[node];
    if (each?.kind !== "wait until" || each.until.kind !== "moment") return undefined;
    let moment = this.#moments.get(node);
    if (!moment) {
      moment = operandReader(each.until.moment, "date", this.graph.schema);
      this.#moments.set(node, moment);
    }
    return moment;
  }

  /** Whose clock: the record's own, where it names one that is known. */
  zoneOf(record: PlainRecord): string {
    if (!this.#zone) return this.graph.timezone.fallback;
    const zone = this.#zone(record);
    return typeof zone === "string" && isTimeZone(zone) ? zone : this.graph.timezone.fallback;
  }

  isArchived(record: PlainRecord): boolean {
    const { activeField } = this.target;
    return activeField !== undefined && !this.graph.includeArchived && record[activeField] === false;
  }

  /** What makes one participant; empty: takes no part. */
  unicityOf(record: PlainRecord, environment: ConditionEnvironment): string | undefined {
    if (!this.#unicity) return String(record[this.target.idField]);
    const value = this.#unicity(record, environment);
    if (value === undefined) return undefined;
    const kind = this.graph.unicity?.type.kind;
    const text = kind === "email" || kind === "phone" ? normalise(String(value), kind) : String(value);
    return text === "" ? undefined : text;
  }

  /** The caps that a message falls under, and what becomes of what is above. */
  capsOf(node: MessageNode, rest: "skip" | "delay") {
    return capsOf(this.graph, node).filter((cap) => cap.rest === rest);
  }

  /** As {@link unicityOf}, without its normal form. */
  hasUnicity(record: PlainRecord, environment: ConditionEnvironment): boolean {
    if (!this.#unicity) return true;
    const value = this.#unicity(record, environment);
    return value !== undefined && (isPlain(value) || this.unicityOf(record, environment) !== undefined);
  }

  /** What can happen to messages, by the numbers of the inputs that say so. */
  readonly reactions: (VirtualReaction | undefined)[] = [];
  readonly #reactionIndex = new Map<string, number>();

  reaction(node: number, trigger: Trigger, label: string | undefined, machine: boolean): number {
    const key = `${node} ${trigger} ${machine} ${label ?? ""}`;
    const known = this.#reactionIndex.get(key);
    if (known !== undefined) return known;
    const index = this.table.input({
      type: "reaction",
      node: this.graph.nodes[node]!.id,
      trigger,
      ...(label === undefined ? {} : { label }),
      ...(machine ? { machine: true } : {}),
    });
    this.reactions[index] = { node, trigger, label, machine };
    this.#reactionIndex.set(key, index);
    return index;
  }

  #hasAddress(node: MessageNode) {
    const read = operandReader(node.to, "text", this.graph.schema);
    const recipient = this.#recipient(node);
    return (record: PlainRecord, environment: ConditionEnvironment): boolean =>
      isPlain(read(record, environment)) || recipient(record, environment) !== undefined;
  }

  #recipient(node: MessageNode) {
    const read = operandReader(node.to, "text", this.graph.schema);
    return (record: PlainRecord, environment: ConditionEnvironment): string | undefined => {
      const address = read(record, environment);
      if (typeof address !== "string") return undefined;
      const normal = node.kind === "push" ? address : normalise(address, node.kind === "email" ? "email" : "phone");
      return normal === "" ? undefined : normal;
    };
  }
}

function pathReader(field: FieldReference): (record: PlainRecord) => unknown {
  const names = field.path.map((step) => step.field);
  return (record) => {
    let value: unknown = record;
    for (const name of names) {
      if (typeof value !== "object" || value === null) return undefined;
      value = (value as PlainRecord)[name];
    }
    return value;
  };
}

/** Milliseconds between two of a pace; months are taken as 30 days. */
function stepOf({ count, per }: Pace): number {
  const minutes = { minute: 1, hour: 60, day: 1440, week: 10_080, month: 43_200 } as const;
  return (per.amount * minutes[per.unit] * minute) / count;
}

/** A moment a duration later; minutes, hours, and days where the clocks never change need no calendar. */
export function later(at: number, duration: CalendarDuration, zone: string): number {
  const { amount, unit } = duration;
  if (unit === "minute") return at + amount * minute;
  if (unit === "hour") return at + amount * hour;
  if (zone === "UTC" && unit !== "month") return at + amount * (unit === "week" ? 7 * day : day);
  return addDuration(at, duration, zone);
}
