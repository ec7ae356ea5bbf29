/** Conditions and values: what may come next after the words so far. */
import type { IToken } from "chevrotain";
import { triggersOf } from "../../check/triggers.ts";
import type { EventSchema, Field, FieldType, Model } from "../../models/schema.ts";
import { keywordDoc } from "../hover.ts";
import type { Surroundings } from "../surroundings.ts";
import { type Proposal, words } from "./item.ts";
import { activityProposals, declaredProposals, fieldProposals } from "./names.ts";
import { isText } from "./place.ts";

const units = ["minutes", "hours", "days", "weeks", "months"];
const unitWord = /^(minute|hour|day|week|month)s?$/;
export const isNumber = ({ tokenType }: IToken): boolean => tokenType.name === "NumberText";
const isName = ({ image }: IToken): boolean => /^[\p{L}_]/u.test(image);

export function unitProposals(number: IToken): Proposal[] {
  const isOne = number.image === "1";
  return units.map((unit, index) => ({
    label: isOne ? unit.slice(0, -1) : unit,
    kind: "unit",
    doc: keywordDoc(unit),
    rank: index,
  }));
}

/** A path that ends in a dot: the fields it leads to. */
export function afterDot(tokens: readonly IToken[], around: Surroundings): Proposal[] | undefined {
  if (tokens.at(-1)?.image !== ".") return undefined;
  const path = pathBefore(tokens.slice(0, -1));
  const owner = ownerOf(path, around);
  return owner ? fieldProposals(owner) : [];
}

/** The names of the path that the words end in: `a.b` of `x = a.b`. */
function pathBefore(tokens: readonly IToken[]): readonly string[] {
  const path: string[] = [];
  for (let at = tokens.length - 1; at >= 0; at -= 2) {
    const token = tokens[at]!;
    if (!isName(token)) break;
    path.unshift(token.image);
    if (tokens[at - 1]?.image !== ".") break;
  }
  return path;
}

/** The model, or the payload, that a path leads to. */
export function ownerOf(path: readonly string[], around: Surroundings): Model | EventSchema | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return around.target;
  const payload = first === "entry" ? around.entry : first === "event" ? around.event : undefined;
  if (payload && rest.length === 0) return payload;
  let model = around.target;
  for (const name of path) {
    const type = model?.fields.find((field) => field.name === name)?.type;
    model =
      type && (type.kind === "record" || type.kind === "records") ? around.scope.schema.models[type.model] : undefined;
  }
  return model;
}

export function fieldAt(path: readonly string[], around: Surroundings): Field | undefined {
  const name = path.at(-1);
  return ownerOf(path.slice(0, -1), around)?.fields.find((field) => field.name === name);
}

export const comparisons: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">=", "=="]);
const begins = new Set([...["filter", "when", "where", "and", "or", "not", "if", "until", "(", "{", "for", "}"]]);

/** @param tokens the condition so far, and what it stands behind */
export function conditionProposals(tokens: readonly IToken[], outside: Surroundings): Proposal[] {
  const around = insideWhere(tokens, outside);
  const last = tokens.at(-1);
  const before = tokens.at(-2);
  if (!last || begins.has(last.image)) {
    // `is not |`, `x not |`
    if (last?.image === "not" && before?.image === "is") return words(["set"], keywordDoc, 1);
    if (last?.image === "not" && before && isName(before) && !begins.has(before.image))
      return words(["in"], keywordDoc, 1);
    return operandProposals(around);
  }
  const dotted = afterDot(tokens, around);
  if (dotted) return dotted;
  if (isNumber(last) && ["last", "next", "than", "+", "-", "to"].includes(before?.image ?? ""))
    return unitProposals(last);
  switch (last.image) {
    case "any":
    case "no":
    case "every":
      return relationProposals(
        around,
        last.image === "any" ? [{ label: "of", kind: "keyword", snippet: "of {\n\t$0\n}", rank: 30 }] : [],
      );
    case "all":
      return [{ label: "of", kind: "keyword", snippet: "of {\n\t$0\n}", rank: 1 }];
    case "count":
    case "sum":
      return words(["of"], keywordDoc, 1);
    case "of":
      if (before?.image === "count" || before?.image === "sum") return relationProposals(around, []);
      return [];
    case "is":
      return words(
        ["set", "not set", ...(typeBefore(tokens.slice(0, -1), around)?.kind === "date" ? ["today"] : [])],
        keywordDoc,
        1,
      );
    case "within":
      return words(["last", "next"], keywordDoc, 1);
    case "older":
      return words(["than"], keywordDoc, 1);
    case "starts":
    case "ends":
      return words(["with"], keywordDoc, 1);
    case "ignoring":
      return words(["case"], keywordDoc, 1);
    case "anniversary":
      return words(["is today"], keywordDoc, 1);
    case "consents":
      return words(["to marketing", "to transactional"], keywordDoc, 1);
  }
  if (
    comparisons.has(last.image) ||
    ["in", "[", ",", "contains", "with", "matches", "before", "after", "between"].includes(last.image)
  ) {
    return valueProposals(tokens, around);
  }
  if (last.image === "and" || last.image === "or") return operandProposals(around);
  if (isName(last)) {
    const path = pathBefore(tokens);
    const field = fieldAt(path, around);
    const activity = path.length === 1 ? around.activities.get(path[0]!) : undefined;
    if (activity && !field) {
      return words(["sent", ...triggersOf(activity.channel)], keywordDoc, 1);
    }
    const opener = tokens.at(-1 - path.length * 2 + 1)?.image;
    if (field?.type.kind === "records" && ["any", "no", "every", "of"].includes(opener ?? "")) {
      return words(["where", "and", "or"], keywordDoc, 1);
    }
    if (field) return operatorProposals(field);
    if (last.image === "clicked") return words(['"', "and", "or"], () => undefined, 1);
  }
  return words(["and", "or", ...(isText(last) ? ["ignoring case"] : [])], keywordDoc, 40);
}

/** In the `where` of a relation the related record is meant; the tree has no such place until something stands there. */
function insideWhere(tokens: readonly IToken[], around: Surroundings): Surroundings {
  const at = tokens.findLastIndex(({ image }) => image === "where");
  if (at < 0 || around.owner || !around.target) return around;
  const path = pathBefore(tokens.slice(0, at));
  const opener = tokens[at - path.length * 2]?.image ?? "";
  if (path.length === 0 || !["any", "no", "every", "of"].includes(opener)) return around;
  let depth = 0;
  for (const { image } of tokens.slice(at + 1)) {
    if (image === "(") depth++;
    else if (image === ")") depth--;
    // What is joined on without parentheses is about the outer record again.
    else if (depth === 0 && (image === "and" || image === "or")) return around;
  }
  const type = fieldAt(path, around)?.type;
  const target = type?.kind === "records" ? around.scope.schema.models[type.model] : undefined;
  return target ? { ...around, target, owner: around.target } : around;
}

function operandProposals(around: Surroundings): Proposal[] {
  const { target, scope, owner } = around;
  return [
    ...fieldProposals(target),
    ...declaredProposals(scope, "audience", target?.name),
    ...(owner ? [] : activityProposals(around)),
    ...(around.entry
      ? [
          {
            label: "entry",
            kind: "event" as const,
            detail: `the event ${around.entry.name}`,
            insert: "entry.",
            rank: 14,
          },
        ]
      : []),
    ...(around.event
      ? [
          {
            label: "event",
            kind: "event" as const,
            detail: `the event ${around.event.name}`,
            insert: "event.",
            rank: 14,
          },
        ]
      : []),
    ...words(["not", "any", "no", "every", "count of", "sum of", "suppressed"], keywordDoc, 30),
    { label: "all of", kind: "snippet", doc: keywordDoc("all"), snippet: "all of {\n\t$0\n}", rank: 31 },
    { label: "any of", kind: "snippet", doc: keywordDoc("any"), snippet: "any of {\n\t$0\n}", rank: 31 },
    { label: "in list", kind: "snippet", doc: keywordDoc("list"), snippet: 'in list "${1:newsletter}"$0', rank: 31 },
    { label: "consents to marketing", kind: "keyword", doc: keywordDoc("consents"), rank: 31 },
  ];
}

function relationProposals({ target }: Surroundings, more: readonly Proposal[]): Proposal[] {
  return [
    ...fieldProposals(target, ({ kind }) => kind === "records").filter(({ kind }) => kind === "relation"),
    ...more,
  ];
}

function operatorProposals({ type, optional }: Field): Proposal[] {
  const set = optional || type.kind === "list" ? ["is set", "is not set"] : ["is set"];
  const own = ((): readonly string[] => {
    switch (type.kind) {
      case "number":
        return ["=", "!=", "<", "<=", ">", ">=", "between"];
      case "boolean":
        return ["and", "or", "="];
      case "date":
        return [
          "before",
          "after",
          "within last",
          "within next",
          "older than",
          "is today",
          "anniversary is today",
          "between",
        ];
      case "choice":
        return ["=", "!=", "in", "not in"];
      case "list":
        return ["contains"];
      case "record":
        return ["="];
      case "records":
      case "unknown":
        return [];
      default:
        return ["=", "!=", "contains", "starts with", "ends with", "matches", "in", "not in"];
    }
  })();
  return [...own, ...set].map((label, index) => ({
    label,
    kind: "operator",
    doc: keywordDoc(label.split(" ")[0] ?? label),
    rank: index,
  }));
}

/** The type of what stands on the other side of the operator that the words end in. */
function typeBefore(tokens: readonly IToken[], around: Surroundings): FieldType | undefined {
  return fieldAt(pathBefore(tokens), around)?.type;
}

/** What the value after an operator is compared with; over the elements of a list too. */
export function comparedType(tokens: readonly IToken[], around: Surroundings): FieldType | undefined {
  let at = tokens.length - 1;
  // Back over `[ "a", "b",` and `between 1 and`.
  while (
    at > 0 &&
    (tokens[at]!.image === "," || tokens[at]!.image === "[" || isText(tokens[at]!) || isNumber(tokens[at]!))
  )
    at--;
  if (tokens[at]?.image === "and") return undefined;
  while (
    at > 0 &&
    /^([=!<>+-]=?|in|not|contains|with|starts|ends|matches|before|after|between|from|to)$/.test(tokens[at]!.image)
  )
    at--;
  return typeBefore(tokens.slice(0, at + 1), around);
}

function valueProposals(tokens: readonly IToken[], around: Surroundings): Proposal[] {
  const type = comparedType(tokens, around);
  const last = tokens.at(-1)?.image;
  const plain = literalProposals(type);
  if (last === "in") {
    return [
      {
        label: "[…]",
        kind: "snippet",
        snippet: type?.kind === "choice" && type.of === "text" ? '["$1"]$0' : "[$1]$0",
        rank: 1,
      },
      { label: "list", kind: "snippet", doc: keywordDoc("list"), snippet: 'list "${1:newsletter}"$0', rank: 20 },
      ...fieldProposals(around.target, ({ kind }) => kind === "list"),
    ];
  }
  const fields = fieldProposals(around.target, (each) => isAlike(each, type), 20).filter(
    ({ kind }) => last !== "[" && last !== "," && kind !== "snippet",
  );
  return [...plain, ...fields];
}

/** Values that can be listed. */
export function literalProposals(type: FieldType | undefined): Proposal[] {
  switch (type?.kind) {
    case "choice":
      return type.values.map((value, index) => ({ label: JSON.stringify(value), kind: "choice", rank: index / 100 }));
    case "boolean":
      return words(["true", "false"], keywordDoc, 1);
    case "date":
      return words(["today", "now", "entered"], keywordDoc, 5);
    case "list":
      return literalProposals(type.of);
    default:
      return [];
  }
}

function isAlike(type: FieldType, other: FieldType | undefined): boolean {
  if (!other) return type.kind !== "records";
  const family = ({ kind }: FieldType): string =>
    kind === "email" || kind === "phone" || kind === "timezone" || kind === "push token" || kind === "choice"
      ? "text"
      : kind;
  return family(type) === family(other);
}

export const isUnit = ({ image }: IToken): boolean => unitWord.test(image);
