/** What comes to a journey from the models and events that it works on. */
import type { EventSchema, Field, FieldType, Model } from "@journey/language";
import type { JourneyGraph } from "../graph/graph.ts";
import type { Comparison } from "./collect.ts";
import { isSame } from "./same.ts";

export function compareModels(comparison: Comparison): void {
  const { before, after } = comparison;
  const source = after.regions[0]!.source;
  for (const [name, model] of Object.entries(before.schema.models)) {
    const other = after.schema.models[name];
    if (!other) continue;
    const stored = ({ table, idField, activeField }: Model) =>
      `${table} (${[idField, activeField].filter(Boolean).join(", ")})`;
    if (stored(model) !== stored(other)) {
      comparison.add("table-changed", {
        subject: `model ${name}`,
        before: stored(model),
        after: stored(other),
        source,
      });
    }
    compareFields(comparison, name, model.fields, other.fields);
  }
  for (const [name, event] of Object.entries(before.schema.events ?? {})) {
    const other: EventSchema | undefined = after.schema.events?.[name];
    if (other) compareFields(comparison, `event ${name}`, event.fields, other.fields);
  }
}

/** A field that a journey reads and that is gone is an error of the checker's; of the others it needs no word. */
function compareFields(comparison: Comparison, owner: string, before: readonly Field[], after: readonly Field[]): void {
  const source = sourceOf(comparison.after);
  for (const field of before) {
    const other = after.find(({ name }) => name === field.name);
    if (!other) continue;
    const subject = `${owner}.${field.name}`;
    if (!isSame(field.type, other.type)) {
      // A choice with more values holds everything that it held.
      const isMore = field.type.kind === "choice" && other.type.kind === "choice" && hasAll(other.type, field.type);
      comparison.add("field-type-changed", {
        subject,
        before: typeWords(field.type),
        after: typeWords(other.type),
        source,
        ...(isMore ? { class: "dangerous", consequence: "a `match` and `in` may lack the new values" } : {}),
      });
    }
    if (field.optional !== other.optional) {
      const says = (optional: boolean) => (optional ? "may be empty" : "is never empty");
      comparison.add("field-filled-changed", {
        subject,
        before: says(field.optional),
        after: says(other.optional),
        source,
      });
    }
    const column = ({ column: name, via }: Field) => (via === undefined ? name : `${name} via ${via}`);
    if (column(field) !== column(other)) {
      comparison.add("table-changed", { subject, before: column(field), after: column(other), source });
    }
  }
}

function hasAll(more: FieldType & { readonly kind: "choice" }, less: FieldType & { readonly kind: "choice" }): boolean {
  return less.values.every((value) => more.values.includes(value));
}

function sourceOf(graph: JourneyGraph) {
  return graph.regions[0]!.source;
}

function typeWords(type: FieldType): string {
  switch (type.kind) {
    case "choice":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return `${typeWords(type.of)}[]`;
    case "record":
      return type.model;
    case "records":
      return `${type.model}[]`;
    case "unknown":
      return type.text;
    default:
      return type.kind;
  }
}
