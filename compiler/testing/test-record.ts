/** The record that a test follows, made of what the test gives. */
import type { CheckedTest, Field, GivenRecord, Model, ModelSchema } from "@journey/language";
import type { JourneyGraph } from "../graph/graph.ts";
import { type MutableRecord, valueReader } from "../simulate/values.ts";
import { isTimeZone, nextTimeOfDay, startOfDate } from "../time/calendar.ts";

/** When a test begins that does not say so: a Monday morning, away from clock changes. */
const usualDate = "2026-03-02";
const usualTime = { hour: 9, minute: 0 };

/** When a test begins, by the journey's own clock. Epoch milliseconds. */
export function beginOf(test: CheckedTest, graph: JourneyGraph): number {
  const zone = graph.timezone.fallback;
  const { date, time } = test.begin ?? { date: usualDate, time: usualTime };
  const midnight = startOfDate(date, zone);
  return time ? nextTimeOfDay(midnight, time, zone) : midnight;
}

/**
 * The record, with its related records in it. What is not given is empty where it may be, and else the least: nothing, no,
 * the first choice, the moment at which the test begins.
 */
export function recordOf(test: CheckedTest, graph: JourneyGraph, begin: number): MutableRecord {
  const { schema } = graph;
  const target = schema.models[graph.target]!;
  const given = test.records.filter((each) => each.model === target.name);
  const record = filled(target, given, schema, begin, graph.timezone.fallback, 1);
  const others = test.records.filter((each) => each.model !== target.name);
  for (const [index, other] of others.entries()) {
    const model = schema.models[other.model];
    if (!model) continue;
    const related = filled(model, [other], schema, begin, graph.timezone.fallback, index + 1);
    for (const { name, type } of target.fields) {
      if (type.kind === "record" && type.model === model.name) record[name] = related;
      if (type.kind === "records" && type.model === model.name) {
        for (const field of model.fields) {
          if (field.type.kind === "record" && field.type.model === target.name) related[field.name] = record;
        }
        record[name] = [...((record[name] as unknown[] | undefined) ?? []), related];
      }
    }
  }
  return record;
}

function filled(
  model: Model,
  given: readonly GivenRecord[],
  schema: ModelSchema,
  begin: number,
  timezone: string,
  id: number,
): MutableRecord {
  const record: MutableRecord = {};
  for (const field of model.fields) {
    const value = field.name === model.idField ? idOf(model, id) : leastOf(field, model, begin);
    if (value !== undefined) record[field.name] = value;
  }
  const zone = { now: begin, entered: begin, timezone, lists: new Set<string>(), suppressed: false };
  for (const { field: name, value } of given.flatMap((each) => each.values)) {
    const field = model.fields.find((each) => each.name === name);
    const read = isList(value) ? value : valueReader(value, schema, model)(record, zone);
    record[name] = field?.type.kind === "date" && typeof read === "number" ? new Date(read).toISOString() : read;
  }
  return record;
}

function isList(value: GivenRecord["values"][number]["value"]): value is readonly (string | number | boolean)[] {
  return Array.isArray(value);
}

const idOf = (model: Model, id: number): string | number => (model.idType === "number" ? id : String(id));

function leastOf(field: Field, model: Model, begin: number): unknown {
  if (field.name === model.activeField) return true;
  if (field.type.kind === "list" || field.type.kind === "records") return [];
  if (field.optional) return undefined;
  switch (field.type.kind) {
    case "number":
      return 0;
    case "boolean":
      return false;
    case "choice":
      return field.type.values[0];
    case "date":
      return new Date(begin).toISOString();
    case "email":
      return "somebody@example.test";
    case "phone":
      return "+32470000000";
    case "timezone":
      return isTimeZone("UTC") ? "UTC" : undefined;
    case "text":
    case "push token":
      return field.name;
    default:
      return undefined;
  }
}
