/**
 * A record as it may have been when its participant entered: today's, without what the journey's own steps have written since.
 * What was there before a field was set can't be known.
 */
import type { ModelSchema } from "@journey/language";
import type { PlainRecord } from "../filters/to-predicate.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import type { MutableRecord } from "../simulate/values.ts";
import type { EntryHistory } from "./history.ts";

export interface RestoredRecord {
  readonly record: MutableRecord;
  /** Fields that a step has set: what they held before is not known. */
  readonly overwritten: readonly string[];
  /** Related records that came later, with the moment of each. */
  readonly arrivals: readonly { readonly at: number; readonly field: string; readonly record: PlainRecord }[];
}

export function restoreRecord(entry: EntryHistory, graph: JourneyGraph): RestoredRecord {
  const record: MutableRecord = { ...entry.record };
  const overwritten = new Set<string>();
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const written = entry.traces.filter(({ state }) => state === "processed").sort((a, b) => b.at - a.at);
  for (const { activity } of written) {
    const node = nodes.get(activity);
    if (node?.kind !== "update") continue;
    for (const { field, operator, value } of [...node.assignments].reverse()) {
      const literal = value.kind === "literal" ? value.value : undefined;
      if (operator === "set" || literal === undefined) overwritten.add(field);
      else record[field] = without(record[field], literal, operator === "add" ? -1 : 1);
    }
  }
  const { activeField, fields } = graph.schema.models[graph.target]!;
  // Whoever entered was not archived then; that they are by now is told by why they left.
  if (activeField !== undefined && !graph.includeArchived) record[activeField] = true;
  const arrivals: { at: number; field: string; record: PlainRecord }[] = [];
  for (const { name, type } of fields) {
    if (type.kind !== "records" || !Array.isArray(record[name])) continue;
    const came = creationField(graph.schema, type.model);
    if (came === undefined) continue;
    const there: PlainRecord[] = [];
    for (const each of record[name] as PlainRecord[]) {
      const at = new Date(each[came] as string).getTime();
      if (at > entry.enteredAt) arrivals.push({ at, field: name, record: each });
      else there.push(each);
    }
    record[name] = there;
  }
  return { record, overwritten: [...overwritten], arrivals: arrivals.sort((a, b) => a.at - b.at) };
}

/** @param sign -1: it was added, 1: it was taken away */
function without(value: unknown, literal: string | number | boolean, sign: -1 | 1): unknown {
  if (typeof literal === "number" && (typeof value === "number" || value === undefined)) {
    return Number(value ?? 0) + sign * literal;
  }
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  if (sign === -1) return items.filter((item) => item !== literal);
  return items.includes(literal) ? items : [...items, literal];
}

function creationField({ models }: ModelSchema, model: string): string | undefined {
  return models[model]?.fields.find(({ name, type }) => name === "created_at" && type.kind === "date")?.name;
}
