import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { describeType, fieldList, quotedList } from "../diagnostics/wording.ts";
import type { Field, FieldType, Model } from "../models/schema.ts";
import type { FieldPath } from "../syntax/ast.ts";
import type { FieldReference, PathStep } from "./condition.ts";
import { replacement, replacements } from "./fixes.ts";
import type { JourneyScope } from "./scope.ts";

/**
 * Follows a path from the target over to-one relations to the field it ends in. Reports what stands in the way;
 * undefined when it can't be followed.
 */
export function resolveField(path: FieldPath, scope: JourneyScope): FieldReference | undefined {
  if (!scope.target) return undefined;
  const payload = resolvePayload(path, scope);
  if (payload !== "none") return payload;
  return follow(path, scope.target, scope, false);
}

/**
 * Follows a path from the target to a to-many relation, which it must end in: what `any`, `count of` and the like ask about.
 */
export function resolveRelation(
  path: FieldPath,
  scope: JourneyScope,
): { readonly relation: FieldReference; readonly model: Model } | undefined {
  if (!scope.target) return undefined;
  const found = follow(path, scope.target, scope, true);
  if (!found) return undefined;
  const { type } = found;
  const model = type.kind === "records" ? scope.schema.models[type.model] : undefined;
  if (model) return { relation: found, model };
  if (type.kind !== "records") {
    scope.report(
      diagnostics.notARelationToMany({
        file: scope.file,
        span: path,
        field: pathText(found),
        type: describeType(type),
        available: fieldList(scope.target, (each) => each.type.kind === "records"),
      }),
    );
  }
  return undefined;
}

/** `entry.total`, `event.total`: a field of a custom event's payload. `none`: the path is none of these. */
function resolvePayload(path: FieldPath, scope: JourneyScope): FieldReference | undefined | "none" {
  const [root, name] = path.path;
  if (!root || !name || (root.text !== "entry" && root.text !== "event")) return "none";
  const owner = scope.owner ?? scope.target;
  if (owner?.fields.some((field) => field.name === root.text)) return "none";
  const event = root.text === "entry" ? scope.entry : scope.event;
  if (!event) {
    scope.report(diagnostics.noPayload({ file: scope.file, span: root, root: root.text }));
    return undefined;
  }
  const field = event.fields.find((candidate) => candidate.name === name.text);
  if (!field) {
    const names = event.fields.map((each) => each.name);
    const suggestion = suggest(name.text, names);
    scope.report(
      diagnostics.unknownPayloadField({
        file: scope.file,
        span: name.text === "" ? root : name,
        name: name.text,
        event: event.name,
        suggestion,
        available: quotedList(names),
        fixes: replacements(name, suggestion),
      }),
    );
    return undefined;
  }
  const beyond = path.path[2];
  if (beyond || field.type.kind === "records" || field.type.kind === "unknown") {
    scope.report(
      diagnostics.notARelation({
        file: scope.file,
        span: beyond ?? name,
        field: `${root.text}.${name.text}`,
        type: describeType(field.type),
      }),
    );
    return undefined;
  }
  return { kind: "field", root: root.text, path: [{ model: event.name, field: field.name }], type: field.type };
}

function follow(path: FieldPath, from: Model, scope: JourneyScope, toMany: boolean): FieldReference | undefined {
  let model: Model = from;
  const steps: PathStep[] = [];
  for (const [index, name] of path.path.entries()) {
    const at = { file: scope.file, span: name };
    if (name.text === "") {
      const dot = { start: path.start, end: path.end };
      scope.report(
        diagnostics.expectedField({
          file: scope.file,
          span: name.end > name.start ? name : dot,
          model: model.name,
          available: fieldList(model),
        }),
      );
      return undefined;
    }
    const field: Field | undefined = model.fields.find((candidate) => candidate.name === name.text);
    if (!field) {
      const isOuter = index === 0 && scope.owner?.fields.some((candidate) => candidate.name === name.text);
      if (isOuter && scope.owner) {
        scope.report(diagnostics.outerField({ ...at, name: name.text, model: model.name, owner: scope.owner.name }));
        return undefined;
      }
      scope.report(diagnostics.unknownField({ ...at, ...unknownFieldDetails(name.text, model, name) }));
      return undefined;
    }
    const written = path.path
      .slice(0, index + 1)
      .map((each) => each.text)
      .join(".");
    const type: FieldType = field.type;
    steps.push({ model: model.name, field: field.name });
    if (type.kind === "records" && toMany && index === path.path.length - 1) {
      return { kind: "field", path: steps, type };
    }
    if (type.kind === "records") {
      scope.report(
        diagnostics.toManyField({
          ...at,
          field: written,
          available: fieldList(model, (each) => each.type.kind !== "records" && each.type.kind !== "unknown"),
        }),
      );
      return undefined;
    }
    if (type.kind === "unknown") {
      scope.report(diagnostics.unsupportedField({ ...at, field: written, type: type.text }));
      return undefined;
    }
    if (index === path.path.length - 1) return { kind: "field", path: steps, type };
    if (type.kind !== "record") {
      const rest = { start: name.end, end: path.end };
      scope.report(
        diagnostics.notARelation({
          file: scope.file,
          span: rest,
          field: written,
          type: describeType(type),
          fixes: [replacement(rest, "", `Write \`${written}\` alone`)],
        }),
      );
      return undefined;
    }
    const next: Model | undefined = scope.schema.models[type.model];
    // The model reader has reported a relation to a model that it can't find.
    if (!next) return undefined;
    model = next;
  }
  return undefined;
}

/** What `unknown-field` says about a name that the model lacks. */
export function unknownFieldDetails(name: string, model: Model, span: { start: number; end: number }) {
  const suggestion = suggest(
    name,
    model.fields.map((field) => field.name),
  );
  return {
    name,
    model: model.name,
    suggestion,
    available: fieldList(model),
    fixes: replacements(span, suggestion),
  };
}

/** `company.country` */
export function pathText(reference: FieldReference): string {
  return reference.path.map((step) => step.field).join(".");
}

/** Whether the field may be empty at this place: it, or a relation on the way to it, is optional and nothing around asks for it. */
export function mayBeEmpty(reference: FieldReference, scope: JourneyScope): boolean {
  if (reference.root) {
    const event = reference.root === "entry" ? scope.entry : scope.event;
    const name = reference.path[0]?.field;
    return event?.fields.find((field) => field.name === name)?.optional === true;
  }
  return reference.path.some((step, index) => {
    const field = scope.schema.models[step.model]?.fields.find((candidate) => candidate.name === step.field);
    const upToHere = reference.path
      .slice(0, index + 1)
      .map((each) => each.field)
      .join(".");
    return field?.optional === true && !scope.filled.has(upToHere);
  });
}
