/** From TypeScript's types to those of the language. */
import type * as TsMorph from "ts-morph";
import type { FieldType } from "./schema.ts";

/** The name under which the model that a node declares is known; undefined when it declares none. */
export type ModelNameOf = (declaration: TsMorph.Node) => string | undefined;

/** A type, and whether it also holds `undefined` or `null`. */
export interface ReadType {
  readonly type: FieldType;
  readonly optional: boolean;
}

/** @param text the type as written, for what the language can't use */
export function readType(type: TsMorph.Type, text: string, modelNameOf: ModelNameOf): ReadType {
  const parts = unionParts(type);
  const filled = parts.filter((part) => !part.isUndefined() && !part.isNull());
  return { type: fieldType(type, filled, text, modelNameOf), optional: filled.length < parts.length };
}

function unionParts(type: TsMorph.Type): readonly TsMorph.Type[] {
  return type.isUnion() ? type.getUnionTypes() : [type];
}

/** @param filled the members of a union that are not `undefined` or `null` */
function fieldType(
  type: TsMorph.Type,
  filled: readonly TsMorph.Type[],
  text: string,
  modelNameOf: ModelNameOf,
): FieldType {
  const unknown: FieldType = { kind: "unknown", text };
  const branded = brandOf(type, text);
  if (branded) return branded;
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
  if (only.isNumber()) return { kind: "number" };
  if (only.isBoolean()) return { kind: "boolean" };
  if (only.isArray() || only.isReadonlyArray()) {
    const element = only.getArrayElementTypeOrThrow();
    const of = fieldType(element, unionParts(element), element.getText(), modelNameOf);
    if (of.kind === "record") return { kind: "records", model: of.model };
    return of.kind === "unknown" || of.kind === "list" || of.kind === "records" ? unknown : { kind: "list", of };
  }
  const alias = brandOf(only, text);
  if (alias) return alias;
  const declaration = (only.getAliasSymbol() ?? only.getSymbol())?.getDeclarations()[0];
  if (only.getSymbol()?.getName() === "Date" && declaration?.getSourceFile().getFilePath() === "/__lib.d.ts") {
    return { kind: "date" };
  }
  const model = declaration && modelNameOf(declaration);
  return model === undefined ? unknown : { kind: "record", model };
}

/** `Email`, `Phone` and `TimeZone` are strings with a name: the name is what tells. */
function brandOf(type: TsMorph.Type, text: string): FieldType | undefined {
  const alias = type.getAliasSymbol()?.getName() ?? /^[A-Za-z]+/.exec(text)?.[0];
  const marked = [type, ...(type.isUnion() ? type.getUnionTypes() : [])].some(
    (part) =>
      part.isIntersection() && part.getProperties().some((property) => property.getName().includes("journeyBrand")),
  );
  if (!marked) return undefined;
  if (alias === "Email") return { kind: "email" };
  if (alias === "Phone") return { kind: "phone" };
  return alias === "TimeZone" ? { kind: "timezone" } : undefined;
}
