/** From TypeScript's types to those of the language. */
import type * as TsMorph from "ts-morph";
import { loadTsMorph } from "./load-ts-morph.ts";
import type { FieldType } from "./schema.ts";

/** The name under which the model that a node declares is known; undefined when it declares none. */
export type ModelNameOf = (declaration: TsMorph.Node) => string | undefined;

/** A type, and whether it also holds `undefined` or `null`. */
export interface ReadType {
  readonly type: FieldType;
  readonly optional: boolean;
}

/**
 * @param written the type as it stands in the file; undefined: it stands nowhere
 * @param text the same in words, for what the language can't use
 */
export function readType(
  type: TsMorph.Type,
  written: TsMorph.TypeNode | undefined,
  text: string,
  modelNameOf: ModelNameOf,
): ReadType {
  const parts = unionParts(type);
  const filled = parts.filter((part) => !part.isUndefined() && !part.isNull());
  const found = fieldType(filled, text, modelNameOf);
  return { type: written ? asWritten(found, written) : found, optional: filled.length < parts.length };
}

function unionParts(type: TsMorph.Type): readonly TsMorph.Type[] {
  return type.isUnion() ? type.getUnionTypes() : [type];
}

/** @param filled the members of a union that are not `undefined` or `null` */
function fieldType(filled: readonly TsMorph.Type[], text: string, modelNameOf: ModelNameOf): FieldType {
  const unknown: FieldType = { kind: "unknown", text };
  if (filled.length === 0) return unknown;
  if (filled.every((part) => part.isBooleanLiteral())) return { kind: "boolean" };
  if (filled.every((part) => part.isStringLiteral())) {
    return { kind: "choice", of: "text", values: filled.map((part) => String(part.getLiteralValue())) };
  }
  if (filled.every((part) => part.isNumberLiteral())) {
    return { kind: "choice", of: "number", values: filled.map((part) => Number(part.getLiteralValue())) };
  }
  const [only, second] = filled;
  if (!only || second) return unknown;
  if (only.isString()) return { kind: "text" };
  if (only.isNumber() || only.isBigInt()) return { kind: "number" };
  if (only.isBoolean()) return { kind: "boolean" };
  if (only.isArray() || only.isReadonlyArray()) {
    const element = only.getArrayElementTypeOrThrow();
    const of = fieldType(unionParts(element), element.getText(), modelNameOf);
    if (of.kind === "record") return { kind: "records", model: of.model };
    return of.kind === "unknown" || of.kind === "list" || of.kind === "records" ? unknown : { kind: "list", of };
  }
  const branded = brandOf(only);
  if (branded) return branded;
  const declaration = (only.getAliasSymbol() ?? only.getSymbol())?.getDeclarations()[0];
  if (only.getSymbol()?.getName() === "Date" && declaration?.getSourceFile().getFilePath() === "/__lib.d.ts") {
    return { kind: "date" };
  }
  const model = declaration && modelNameOf(declaration);
  return model === undefined ? unknown : { kind: "record", model };
}

/** `Email`, `Phone` and `TimeZone` are strings that carry their kind (`../model.ts`), by whatever name they came in. */
function brandOf(type: TsMorph.Type): FieldType | undefined {
  if (!type.isIntersection()) return undefined;
  const brand = type.getProperties().find((property) => property.getName().startsWith("__@brand@"));
  const carried = brand?.getDeclarations()[0]?.getType();
  for (const part of carried ? unionParts(carried) : []) {
    const kind = part.getLiteralValue();
    if (kind === "email" || kind === "phone" || kind === "push token" || kind === "timezone") return { kind };
  }
  return undefined;
}

/** Choices in the order in which they are written: TypeScript's own depends on what it has met before. */
function asWritten(type: FieldType, written: TsMorph.TypeNode): FieldType {
  switch (type.kind) {
    case "choice": {
      const order = literalsIn(written, new Set());
      const place = (value: string | number): number => (order.includes(value) ? order.indexOf(value) : order.length);
      return { ...type, values: type.values.toSorted((a, b) => place(a) - place(b)) };
    }
    case "list":
      return { ...type, of: asWritten(type.of, written) };
    case "text":
    case "email":
    case "phone":
    case "push token":
    case "timezone":
    case "number":
    case "boolean":
    case "date":
    case "record":
    case "records":
    case "unknown":
      return type;
  }
}

/** The literals in a type and in the types that it names. @param seen a type may name itself */
function literalsIn(node: TsMorph.Node, seen: Set<TsMorph.Node>): readonly unknown[] {
  if (seen.has(node)) return [];
  seen.add(node);
  const { Node } = loadTsMorph();
  if (Node.isLiteralTypeNode(node)) return [node.getType().getLiteralValue()];
  if (Node.isEnumMember(node)) return [node.getValue()];
  const named = Node.isTypeReference(node) ? node.getTypeName().getSymbol() : undefined;
  const declarations = (named?.getAliasedSymbol() ?? named)?.getDeclarations() ?? [];
  const meant = declarations.flatMap((declaration): readonly (TsMorph.Node | undefined)[] => {
    if (Node.isTypeAliasDeclaration(declaration)) return [declaration.getTypeNode()];
    return Node.isEnumDeclaration(declaration) ? declaration.getMembers() : [];
  });
  return [...meant, ...node.forEachChildAsArray()].flatMap((each) => (each ? literalsIn(each, seen) : []));
}
