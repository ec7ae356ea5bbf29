/** What conditions speak about: the fields, lists and moments that they ask, told apart by a key. */
import { comparisonType } from "../check/check-operand.ts";
import type { ComparisonType, FieldReference, Literal, Operand } from "../check/condition.ts";
import type { FieldType, ModelSchema } from "../models/schema.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Domain } from "./domain.ts";
import { startsAlone } from "./skipped-days.ts";
import { above, everything, type ValueSet, valuesOf } from "./value-set.ts";

/**
 * A database may hold values that the model doesn't declare, yet a choice is taken to be empty or one of its declared
 * values: these are the ones that the author of a filter can know, and a filter that only others could match is a
 * mistake worth a finding.
 */
const choicesAreClosed = true;

export interface Subject {
  readonly key: string;
  /** As what it is compared; undefined: a list, or something that nothing compares with. */
  readonly comparedAs: ComparisonType | undefined;
  /** What it may be before any condition says more. */
  readonly domain: Domain;
  /** The relation that leads to the field's record. Without that record, the field is empty. */
  readonly parent?: Subject;
  /** Never empty when the record that it stands in is there. */
  readonly required: boolean;
  /** All values that a list may hold, where they are known. */
  readonly elements?: readonly (string | number)[];
  readonly moment?: "today" | "now" | "entered";
}

/** The subject that an operand is, or undefined for a literal. */
export function subjectOf(operand: Operand, type: ComparisonType, schema: ModelSchema): Subject | undefined {
  switch (operand.kind) {
    case "literal":
      return undefined;
    case "field":
      return operand.root ? otherSubject(operand, type) : fieldSubject(operand, schema);
    case "moment":
      return momentSubject(operand.moment);
    default:
      return otherSubject(operand, type);
  }
}

export function momentSubject(moment: "today" | "now" | "entered"): Subject {
  return {
    key: canonicalJson({ kind: "moment", moment }),
    comparedAs: "date",
    domain: { mayBeEmpty: false, values: everything, tests: [] },
    required: true,
    moment,
  };
}

/** An operand of a kind that is not known here: any value, and the same wherever the same is written. */
function otherSubject(operand: Operand, comparedAs: ComparisonType): Subject {
  return {
    key: canonicalJson(operand),
    comparedAs,
    domain: { mayBeEmpty: true, values: everything, tests: [] },
    required: false,
  };
}

export function fieldSubject(reference: FieldReference, schema: ModelSchema): Subject {
  const { path, type } = reference;
  const last = path.at(-1);
  const field = last && schema.models[last.model]?.fields.find((each) => each.name === last.field);
  // The key of a required relation may point at a record that is gone, and a required list may hold nothing.
  const required = field?.optional === false && type.kind !== "record" && type.kind !== "list";
  const elements = type.kind === "list" && choicesAreClosed ? choices(type.of) : undefined;
  return {
    // The type follows from the path.
    key: canonicalJson({ ...reference, type: undefined }),
    comparedAs: comparisonType(type),
    domain: { mayBeEmpty: !required || path.length > 1, values: declaredValues(type), tests: [] },
    required,
    ...(elements && { elements }),
    ...(path.length > 1 && last && { parent: parentOf(reference, last.model, schema) }),
  };
}

function parentOf(reference: FieldReference, model: string, schema: ModelSchema): Subject {
  return fieldSubject({ ...reference, path: reference.path.slice(0, -1), type: { kind: "record", model } }, schema);
}

function declaredValues(type: FieldType): ValueSet {
  switch (type.kind) {
    case "text":
    case "email":
    case "phone":
    case "timezone":
      return above("", { inclusive: true });
    case "boolean":
      return valuesOf([false, true]);
    case "choice":
      return choicesAreClosed ? valuesOf(type.values) : everything;
    default:
      return everything;
  }
}

function choices(type: FieldType): readonly (string | number)[] | undefined {
  return type.kind === "choice" ? type.values : undefined;
}

/** A literal's value as value sets hold it; undefined: it is of another type, or its place in the order isn't known. */
export function literalValue({ value, type }: Literal, wanted: ComparisonType): string | number | boolean | undefined {
  if (type !== wanted) return undefined;
  // -0 and 0 are one number.
  if (typeof value === "number") return Number.isNaN(value) ? undefined : value + 0;
  return type === "date" && !startsAlone(String(value)) ? undefined : value;
}
