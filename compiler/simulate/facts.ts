/** What has happened to activities, as bits: only what some condition of the journey, or a test in it, asks for. */
import type { Condition, Happening, Operand, Value } from "@journey/language";
import type { JourneyGraph, NodeId } from "../graph/graph.ts";

/** Every condition of a journey, wherever it stands. */
export function conditionsOf(graph: JourneyGraph): readonly Condition[] {
  const found: (Condition | undefined)[] = [graph.filter, graph.enter.where];
  for (const exit of graph.exits) {
    if (exit.kind === "when") found.push(exit.condition);
    if (exit.kind === "event") found.push(exit.where);
  }
  for (const goal of graph.goals) found.push(goal.condition);
  for (const node of graph.nodes) {
    if ("filter" in node) found.push(node.filter);
    if (node.kind === "if") found.push(node.condition);
    if (node.kind === "wait for") found.push(node.for.kind === "condition" ? node.for.condition : node.for.where);
    if (node.kind === "match") found.push(...node.cases.map((each) => each.condition));
  }
  return found.filter((each) => each !== undefined);
}

/** The parts of a condition, itself first. */
export function partsOf(condition: Condition): readonly Condition[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return [condition, ...condition.operands.flatMap(partsOf)];
    case "not":
      return [condition, ...partsOf(condition.operand)];
    case "quantified":
      return condition.where ? [condition, ...partsOf(condition.where)] : [condition];
    default:
      return [condition];
  }
}

/** The operands that a single part compares, those of aggregates' conditions included. */
export function operandsOf(part: Condition): readonly Operand[] {
  const own = ((): readonly Operand[] => {
    switch (part.kind) {
      case "compare":
        return [part.left, part.right];
      case "between":
        return [part.operand, part.low, part.high];
      case "in":
        return [part.operand, ...part.values];
      case "text":
        return [part.operand, part.text];
      case "date":
      case "day":
      case "set":
      case "true":
        return [part.operand];
      case "member":
        return [part.value, part.list];
      case "quantified":
        return [part.relation];
      default:
        return [];
    }
  })();
  return own.flatMap(withInner);
}

function withInner(operand: Operand): readonly Operand[] {
  if (operand.kind === "shifted") return [operand, operand.operand];
  if (operand.kind !== "aggregate") return [operand];
  const inner = operand.where ? partsOf(operand.where).flatMap(operandsOf) : [];
  return [operand, operand.relation, ...(operand.field ? [operand.field] : []), ...inner];
}

/** The operands of a value that a step writes. */
export function valueOperands(value: Value): readonly Operand[] {
  switch (value.kind) {
    case "empty":
    case "this":
    case "template":
      return [];
    case "arithmetic":
      return [...valueOperands(value.left), ...valueOperands(value.right)];
    default:
      return withInner(value);
  }
}

/** Whether a condition may become true as time passes, with nothing happening. */
export function dependsOnTime(condition: Condition): boolean {
  return partsOf(condition).some(
    (part) =>
      part.kind === "date" ||
      part.kind === "day" ||
      operandsOf(part).some((operand) => operand.kind === "moment" && operand.moment !== "entered"),
  );
}

/** Numbers for what may have happened. */
export class FactBits {
  readonly #bits = new Map<string, number>();

  constructor(graph: JourneyGraph) {
    for (const condition of conditionsOf(graph)) {
      for (const part of partsOf(condition)) {
        if (part.kind === "engagement") this.#add(key(part.activity, part.happening, part.label));
      }
    }
    for (const node of graph.nodes) {
      if (node.kind !== "ab test") continue;
      for (const [index] of node.variants.entries()) {
        this.#add(variantKey(node.id, index, "sent"));
        this.#add(variantKey(node.id, index, "success"));
      }
    }
  }

  get count(): number {
    return this.#bits.size;
  }

  /** -1: nobody asks. */
  of(activity: string, happening: Happening, label: string | undefined): number {
    return this.#bits.get(key(activity, happening, label)) ?? -1;
  }

  ofVariant(test: NodeId, variant: number, what: "sent" | "success"): number {
    return this.#bits.get(variantKey(test, variant, what)) ?? -1;
  }

  #add(name: string): void {
    if (!this.#bits.has(name)) this.#bits.set(name, this.#bits.size);
  }
}

const key = (activity: string, happening: string, label: string | undefined): string =>
  label === undefined ? `${activity} ${happening}` : `${activity} ${happening} ${label}`;
const variantKey = (test: NodeId, variant: number, what: string): string => `${test}:${variant}:${what}`;

/** The tests and variants that a message stands in. */
export function variantsOf(
  graph: JourneyGraph,
  message: NodeId,
): readonly (readonly [test: NodeId, variant: number])[] {
  return graph.nodes.flatMap((node) =>
    node.kind === "ab test"
      ? node.variants.flatMap((variant, index) =>
          variant.messages.includes(message) ? [[node.id, index] as const] : [],
        )
      : [],
  );
}

/** The activity's name as conditions know it: a repeated one has one for all its turns. */
export function activityName(graph: JourneyGraph, index: number): string {
  const node = graph.nodes[index]!;
  return node.of ?? node.id;
}
