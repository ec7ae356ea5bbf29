/**
 * People made up from the model: what of each field a journey asks for, spread over the values that make a difference. Each
 * assumption is stated; each can be replaced.
 */
import type { Condition, Field, FieldType, Literal, Model, ModelSchema } from "@journey/language";
import type { JourneyGraph } from "../graph/graph.ts";
import { conditionsOf, operandsOf, partsOf } from "./facts.ts";
import { draw, drawBelow, keyOf } from "./random.ts";
import type { MutableRecord } from "./values.ts";
import { day } from "./virtual-journey.ts";

/** What a field holds, where the usual assumption is not wanted. */
export interface FieldDistribution {
  /** How many have it at all, in percent; for fields that may be empty. */
  readonly set?: number;
  /** Values and how often they come, compared with each other. */
  readonly values?: Readonly<Record<string, number>>;
  /** Numbers: whole ones from here to there, each as often. Dates: days from the beginning of the simulation. */
  readonly from?: number;
  readonly to?: number;
}

export interface PopulationOptions {
  readonly graphs: readonly JourneyGraph[];
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly fields: Readonly<Record<string, FieldDistribution>>;
  /** Dates come in steps of so many minutes. Default 1. */
  readonly roundTo?: number;
}

type Sampler = (who: number) => unknown;

const usuallySet = 0.9;
const firstNames = ["Ada", "Bo", "Chloé", "Dirk", "Elif", "Femke", "Goran", "Hana", "Ines", "Jonas", "Kaya", "Léa"];

export class Population {
  /** What was assumed, a line for each field. */
  readonly assumptions: string[] = [];
  readonly #target: Model;
  readonly #schema: ModelSchema;
  readonly #samplers: readonly (readonly [name: string, sample: Sampler])[];
  readonly #listNames: readonly string[];
  readonly #options: PopulationOptions;
  readonly #literals = new Map<string, Set<Literal["value"]>>();
  readonly #used = new Set<string>();
  readonly #asksSuppressed: boolean;

  constructor(options: PopulationOptions) {
    this.#options = options;
    const [first] = options.graphs;
    if (!first) throw new RangeError("A population is for one journey at least.");
    this.#schema = mergedSchema(options.graphs);
    this.#target = this.#schema.models[first.target]!;
    const parts = options.graphs.flatMap((graph) => conditionsOf(graph).flatMap(partsOf));
    for (const part of parts) this.#noteLiterals(part);
    for (const graph of options.graphs) noteFields(graph, this.#used);
    this.#listNames = [...new Set(parts.flatMap((part) => (part.kind === "in list" ? [part.list] : [])))];
    this.#asksSuppressed = parts.some((part) => part.kind === "suppressed");
    this.#samplers = this.#samplersOf(this.#target, 0);
    for (const list of this.#listNames) this.assumptions.push(`on the list “${list}”: 80%`);
    if (this.#asksSuppressed) this.assumptions.push("suppressed from the beginning: 1%");
  }

  recordOf(who: number): MutableRecord {
    const record: MutableRecord = { [this.#target.idField]: this.#idOf(this.#target, who) };
    for (const [name, sample] of this.#samplers) {
      const value = sample(who);
      if (value !== undefined) record[name] = value;
    }
    for (const { name, type } of this.#target.fields) {
      const own = record[name];
      if (type.kind !== "records" || !Array.isArray(own)) continue;
      const back = this.#schema.models[type.model]?.fields.find(
        (field) => field.type.kind === "record" && field.type.model === this.#target.name,
      );
      if (back) for (const each of own as MutableRecord[]) each[back.name] = record;
    }
    return record;
  }

  idOf(who: number): string {
    return String(this.#idOf(this.#target, who));
  }

  listsOf(who: number): readonly string[] {
    return this.#listNames.filter((list) => draw(this.#options.seed, who, keyOf(`list ${list}`)) < 0.8);
  }

  isSuppressed(who: number): boolean {
    return this.#asksSuppressed && draw(this.#options.seed, who, keyOf("suppressed")) < 0.01;
  }

  /** A payload of an event about somebody; fields that the event they entered by has too are the same. */
  payloadOf(event: string, who: number, turn: number, entry: Readonly<Record<string, unknown>>): MutableRecord {
    const payload: MutableRecord = {};
    for (const field of this.#schema.events?.[event]?.fields ?? []) {
      if (field.type.kind === "record") continue;
      payload[field.name] = entry[field.name] ?? this.#sampler(field, undefined, 2, event)(who * 64 + turn);
    }
    return payload;
  }

  #idOf(model: Model, who: number): string | number {
    return model.idType === "number" ? who + 1 : String(who + 1);
  }

  #noteLiterals(part: Condition): void {
    const operands = operandsOf(part);
    const fields = operands.filter((operand) => operand.kind === "field");
    for (const literal of operands) {
      if (literal.kind !== "literal" || literal.type === "date") continue;
      for (const field of fields) {
        const key = field.path.at(-1)!;
        const name = `${key.model}.${key.field}`;
        const known = this.#literals.get(name) ?? new Set();
        known.add(literal.value);
        this.#literals.set(name, known);
      }
    }
  }

  #samplersOf(model: Model, depth: number): readonly (readonly [string, Sampler])[] {
    return model.fields
      .filter(({ name }) => name !== model.idField)
      .filter(({ name }) => this.#used.has(`${model.name}.${name}`) || name === model.activeField)
      .map((field) => [field.name, this.#sampler(field, model, depth)] as const);
  }

  #sampler(field: Field, model: Model | undefined, depth: number, owner = model?.name ?? ""): Sampler {
    const stated = depth === 0 ? this.#options.fields[field.name] : undefined;
    const key = keyOf(`${owner}.${field.name}`);
    const { seed } = this.#options;
    const [sample, words] = this.#values(field, model, owner, stated, key, depth);
    const share = stated?.set === undefined ? usuallySet : stated.set / 100;
    const mayBeEmpty = field.optional && field.type.kind !== "list" && field.type.kind !== "records";
    const all = mayBeEmpty ? `${Math.round(share * 1000) / 10}% have one: ${words}` : words;
    const place = model && depth > 0 ? `${model.name}.${field.name}` : field.name;
    if (depth < 2) this.assumptions.push(`${place}: ${all}${stated ? " (as stated)" : ""}`);
    if (!mayBeEmpty) return sample;
    return (who) => (draw(seed, who, key + 1) < share ? sample(who) : undefined);
  }

  #values(
    field: Field,
    model: Model | undefined,
    owner: string,
    stated: FieldDistribution | undefined,
    key: number,
    depth: number,
  ): readonly [Sampler, string] {
    const { seed, start } = this.#options;
    const chance = (who: number): number => draw(seed, who, key);
    if (stated?.values) return weighted(stated.values, field.type, chance);
    if (field.name === model?.activeField) return [() => true, "true"];
    const known = [...(this.#literals.get(`${owner}.${field.name}`) ?? [])];
    switch (field.type.kind) {
      case "choice": {
        const { values } = field.type;
        return [(who) => values[Math.floor(chance(who) * values.length)], `${values.join(", ")}, each as often`];
      }
      case "boolean":
        return [(who) => chance(who) < 0.5, "half of them"];
      case "number": {
        const most = Math.max(0, ...known.map(Number));
        const from = stated?.from ?? 0;
        const to = stated?.to ?? (most > 0 ? most * 2 : 100);
        return [(who) => from + Math.floor(chance(who) * (to - from + 1)), `from ${from} to ${to}, each as often`];
      }
      case "date": {
        const isAhead = model !== undefined && this.#isAhead(model, field.name);
        const from = stated?.from ?? (isAhead ? 1 : -365);
        const to = stated?.to ?? (isAhead ? 60 : 0);
        const { roundTo = 1 } = this.#options;
        const steps = ((to - from) * 1440) / roundTo;
        return [
          (who) => new Date(start + from * day + Math.floor(chance(who) * steps) * roundTo * 60_000).toISOString(),
          `from ${from} to ${to} days from the beginning`,
        ];
      }
      case "email":
        return [(who) => `person${who + 1}@example.test`, "each their own"];
      case "phone":
        return [(who) => `+3247${String(who).padStart(7, "0")}`, "each their own"];
      case "push token":
        return [(who) => `device-${who + 1}`, "each their own"];
      case "timezone": {
        const zone = this.#options.graphs[0]!.timezone.fallback;
        return [() => zone, zone];
      }
      case "text": {
        const values = known.length > 0 ? [...known.map(String), "another"] : firstNames;
        const shown = known.length > 0 ? `${values.join(", ")}, each as often` : "one of a few names";
        return [(who) => values[drawBelow(values.length, seed, who, key)], shown];
      }
      case "list": {
        if (known.length === 0) return [() => [], "empty"];
        return [
          (who) => known.filter((_, index) => draw(seed, who, key + 2 + index) < 0.2),
          known.map((value) => `${value} 20%`).join(", "),
        ];
      }
      case "record": {
        const related = this.#schema.models[field.type.model];
        if (!related || depth >= 2) return [() => ({}), `a ${field.type.model}`];
        const samplers = this.#samplersOf(related, depth + 1);
        const pool = Array.from({ length: 5 }, (_, index) => ({
          [related.idField]: this.#idOf(related, index),
          ...Object.fromEntries(samplers.map(([name, sample]) => [name, sample(index)])),
        }));
        return [(who) => pool[drawBelow(pool.length, seed, who, key)], `one of 5 of ${related.name}`];
      }
      case "records": {
        const related = this.#schema.models[field.type.model];
        if (!related || depth >= 1) return [() => [], "none"];
        const samplers = this.#samplersOf(related, depth + 1);
        return [
          (who) =>
            Array.from({ length: drawBelow(4, seed, who, key) }, (_, index) => ({
              [related.idField]: this.#idOf(related, who * 4 + index),
              ...Object.fromEntries(samplers.map(([name, sample]) => [name, sample(who * 4 + index)])),
            })),
          "0 to 3, each as often",
        ];
      }
      default:
        return [() => undefined, "empty"];
    }
  }

  /** Journeys wait for it, or count from it. */
  #isAhead(model: Model, name: string): boolean {
    return this.#options.graphs.some(({ enter, nodes }) => {
      const isEntry = enter.kind === "date" && enter.field.path.at(-1)?.field === name;
      const text = JSON.stringify(
        nodes.flatMap((node) =>
          node.kind === "wait until" && node.until.kind === "moment" ? [node.until.moment] : [],
        ),
      );
      return isEntry || text.includes(`{"model":"${model.name}","field":"${name}"}`);
    });
  }
}

function weighted(
  values: Readonly<Record<string, number>>,
  type: FieldType,
  chance: (who: number) => number,
): readonly [Sampler, string] {
  const entries = Object.entries(values);
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  const typed = entries.map(([value]) => {
    if (type.kind === "number" || (type.kind === "choice" && type.of === "number")) return Number(value);
    return type.kind === "boolean" ? value === "true" : value;
  });
  const sample: Sampler = (who) => {
    let left = chance(who) * total;
    for (const [index, [, weight]] of entries.entries()) {
      left -= weight;
      if (left < 0) return typed[index];
    }
    return typed.at(-1);
  };
  const words = entries.map(([value, weight]) => `${value} ${Math.round((weight / total) * 1000) / 10}%`).join(", ");
  return [sample, words];
}

function mergedSchema(graphs: readonly JourneyGraph[]): ModelSchema {
  return {
    models: Object.assign({}, ...graphs.map(({ schema }) => schema.models)),
    events: Object.assign({}, ...graphs.map(({ schema }) => schema.events ?? {})),
  };
}

/** The fields that a journey's conditions, values and texts name, as `Model.field`. */
function noteFields({ schema, ...graph }: JourneyGraph, used: Set<string>): void {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === "string") {
      if (value.includes("{{") || value.includes("{%")) texts.push(value);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    if ("model" in value && "field" in value) used.add(`${String(value.model)}.${String(value.field)}`);
    for (const part of Object.values(value)) walk(part);
  };
  walk(graph);
  const target = schema.models[graph.target];
  for (const field of target?.fields ?? []) {
    if (texts.some((text) => new RegExp(`\\b${field.name}\\b`).test(text))) used.add(`${graph.target}.${field.name}`);
    const model = field.type.kind === "record" ? schema.models[field.type.model] : undefined;
    for (const inner of model?.fields ?? []) {
      if (texts.some((text) => text.includes(`${field.name}.${inner.name}`))) used.add(`${model!.name}.${inner.name}`);
    }
    // An address may be what makes somebody unsuppressed.
    if (field.type.kind === "email" || field.type.kind === "phone") used.add(`${graph.target}.${field.name}`);
  }
}
