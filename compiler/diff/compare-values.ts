/** Conditions and durations of two versions: which is the wider, which the longer. */
import { type CalendarDuration, type Condition, implies, type ModelSchema } from "@journey/language";
import type { NodeId } from "../graph/graph.ts";

export type ConditionChange = "narrower" | "wider" | "other";

/** How a condition has changed; undefined stands for everybody. */
export function compareConditions(
  before: Condition | undefined,
  after: Condition | undefined,
  schema: ModelSchema,
): ConditionChange {
  const everybody: Condition = { kind: "constant", value: true };
  const [old, now] = [before ?? everybody, after ?? everybody];
  const narrower = implies(now, old, schema);
  const wider = implies(old, now, schema);
  if (narrower === wider) return "other";
  return narrower ? "narrower" : "wider";
}

/** The shortest a unit can be, in minutes: enough to say which of two durations is the longer. */
const minutes = { minute: 1, hour: 60, day: 1440, week: 7 * 1440, month: 28 * 1440 } as const;

export function isShorter(a: CalendarDuration, b: CalendarDuration): boolean {
  return a.amount * minutes[a.unit] < b.amount * minutes[b.unit];
}

/** The old version's value in the words of the new one: activities that it asks about by their new names. */
export function inNewNames<Value>(value: Value, nodes: ReadonlyMap<NodeId, NodeId>): Value {
  if (Array.isArray(value)) return value.map((part) => inNewNames(part, nodes)) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, inNewNames(part, nodes)] as const);
  const translated = Object.fromEntries(entries);
  if (translated.kind === "engagement") translated.activity = nodes.get(translated.activity) ?? translated.activity;
  return translated as Value;
}

/** The same without the types of fields: a field that has another type now is a change of the model. */
export function withoutTypes<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutTypes) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key]) => !(key === "type" && "kind" in value && value.kind === "field"),
  );
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutTypes(part)])) as Value;
}
