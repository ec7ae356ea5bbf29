/** Conditions as facts about subjects, joined by all and any; nothing is negated any more. */
import { type Domain, everyDomain } from "./domain.ts";
import { anySign, type Signs } from "./signs.ts";
import type { Subject } from "./subject.ts";

export type Fact =
  | { readonly kind: "domain"; readonly subject: Subject; readonly domain: Domain }
  /** How one subject stands to another. */
  | { readonly kind: "signs"; readonly left: Subject; readonly right: Subject; readonly signs: Signs }
  /** The list holds the value, or not. */
  | { readonly kind: "member"; readonly list: Subject; readonly value: string; readonly held: boolean }
  /** Something that is true or false, and nothing more is known of it. */
  | { readonly kind: "opaque"; readonly key: string; readonly holds: boolean };

export type Formula = Fact | All | Any;

export interface All {
  readonly kind: "all";
  readonly parts: readonly Formula[];
}
export interface Any {
  readonly kind: "any";
  readonly parts: readonly Formula[];
}

export const alwaysHolds: Formula = { kind: "all", parts: [] };
export const neverHolds: Formula = { kind: "any", parts: [] };

export function all(parts: readonly Formula[]): Formula {
  return parts.length === 1 ? parts[0]! : { kind: "all", parts };
}

/** Alternatives that speak of one subject become one fact: `country = "BE" or country = "FR"` needs no search. */
export function any(parts: readonly Formula[]): Formula {
  const flat = parts.flatMap((part) => (part.kind === "any" ? part.parts : [part]));
  const merged = new Map<string, Formula>();
  for (const [index, part] of flat.entries()) {
    const key = mergeKey(part) ?? String(index);
    const known = merged.get(key);
    merged.set(key, known ? either(known, part) : part);
  }
  const left = [...merged.values()];
  return left.length === 1 ? left[0]! : { kind: "any", parts: left };
}

function mergeKey(part: Formula): string | undefined {
  if (part.kind === "domain" && part.domain.tests.length === 0) return `domain ${part.subject.key}`;
  return part.kind === "signs" ? `signs ${part.left.key} ${part.right.key}` : undefined;
}

/** Of two parts with the same key. */
function either(a: Formula, b: Formula): Formula {
  if (a.kind === "domain" && b.kind === "domain") return { ...a, domain: everyDomain(a.domain, b.domain) };
  if (a.kind === "signs" && b.kind === "signs") return { ...a, signs: (a.signs | b.signs) & anySign };
  return { kind: "any", parts: [a, b] };
}
