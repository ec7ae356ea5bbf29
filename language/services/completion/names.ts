/** The names that a place knows, as proposals. */

import type { FileScope } from "../../check/scope.ts";
import type { Field, FieldType, Model } from "../../models/schema.ts";
import { wordsOf } from "../applied-filter.ts";
import { typeWords } from "../hover.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Proposal } from "./item.ts";

export function fieldProposals(
  owner: { readonly name: string; readonly fields: readonly Field[] } | undefined,
  fits: (type: FieldType) => boolean = () => true,
  rank = 10,
): Proposal[] {
  return (owner?.fields ?? []).flatMap((field, index) => {
    const isRelation = field.type.kind === "record" || field.type.kind === "records";
    if (field.type.kind === "unknown") return [];
    if (!fits(field.type) && field.type.kind !== "record") return [];
    return [
      {
        label: field.name,
        kind: isRelation ? ("relation" as const) : ("field" as const),
        detail: typeWords(field),
        doc: field.doc,
        // What fits comes before what only leads on; else in the order of the model.
        rank: rank + (fits(field.type) ? 0 : 5) + index / 1000,
      },
    ];
  });
}

export function modelProposals(scope: FileScope): Proposal[] {
  return Object.values(scope.schema.models).map((model: Model) => ({
    label: model.name,
    kind: "model",
    detail: `table ${model.table}`,
    doc: model.doc,
    rank: scope.imported.has(model.name) ? 5 : 15,
  }));
}

export function eventProposals(scope: FileScope): Proposal[] {
  return [...scope.events.values()].map((event) => ({
    label: event.name,
    kind: "event",
    detail: event.interfaceName,
    doc: event.doc,
    rank: 5,
  }));
}

export function functionProposals(scope: FileScope): Proposal[] {
  return [...scope.functions.values()].map((found) => {
    const names = found.parameters.map(({ name }, index) => (index === 0 ? "this" : `\${${index}:${name}}`));
    return {
      label: found.name,
      kind: "function",
      detail: `(${found.parameters.map(({ name, optional }) => `${name}${optional ? "?" : ""}`).join(", ")})`,
      doc: found.doc,
      snippet: `${found.name}(${names.join(", ")})$0`,
      rank: 5,
    };
  });
}

export function journeyProposals(names: readonly string[]): Proposal[] {
  return names.map((label) => ({ label, kind: "journey", rank: 5 }));
}

export function declaredProposals(
  scope: FileScope,
  kind: "audience" | "action" | "template",
  model?: string,
): Proposal[] {
  const { audiences, actions, templates } = scope.declarations;
  const map = { audience: audiences, action: actions, template: templates }[kind];
  return [...map].flatMap(([label, { node, scope: home }]) => {
    const isFit = model === undefined || node.model === undefined || node.model.text === model;
    if (!isFit) return [];
    const detail =
      node.kind === "audience" && node.condition
        ? wordsOf(node.condition, home.text)
        : (node.title?.value ?? node.model?.text);
    return [{ label, kind, detail, doc: node.doc, rank: 8 }];
  });
}

export function activityProposals({ activities }: Surroundings, follow = " "): Proposal[] {
  return [...activities].map(([label, place]) => ({
    label,
    kind: "activity",
    detail: place.channel === "step" ? "a step" : place.channel,
    insert: `${label}${follow}`,
    rank: 12,
  }));
}

export function goalProposals({ journey }: Surroundings): Proposal[] {
  return (journey?.settings ?? []).flatMap((each) =>
    each.kind === "goal" && each.name
      ? [{ label: each.name.text, kind: "goal" as const, detail: each.title?.value, rank: 12 }]
      : [],
  );
}
