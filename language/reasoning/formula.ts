/** Conditions as facts about subjects, joined by all and any; nothing is negated any more. */
import { anyDomain, type Domain } from "./domain.ts";
import type { Signs } from "./signs.ts";
import type { Subject } from "./subject.ts";

interface DomainFact {
  readonly kind: "domain";
  readonly subject: Subject;
  readonly domain: Domain;
}

/** How one subject stands to another. */
interface SignsFact {
  readonly kind: "signs";
  readonly left: Subject;
  readonly right: Subject;
  readonly signs: Signs;
}

export type Fact =
  | DomainFact
  | SignsFact
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
  const domains = new Map<string, DomainFact[]>();
  const signs = new Map<string, SignsFact[]>();
  const others: Formula[] = [];
  for (const part of parts.flatMap((each) => (each.kind === "any" ? each.parts : [each]))) {
    if (part.kind === "domain" && part.domain.tests.length === 0) put(domains, part.subject.key, part);
    else if (part.kind === "signs") put(signs, `${part.left.key} ${part.right.key}`, part);
    else others.push(part);
  }
  const merged: readonly Formula[] = [
    ...Array.from(domains.values(), (facts) => ({
      ...facts[0]!,
      domain: anyDomain(facts.map((each) => each.domain)),
    })),
    ...Array.from(signs.values(), (facts) => ({
      ...facts[0]!,
      signs: facts.reduce((all, each) => all | each.signs, 0),
    })),
    ...others,
  ];
  return merged.length === 1 ? merged[0]! : { kind: "any", parts: merged };
}

function put<Each>(groups: Map<string, Each[]>, key: string, each: Each): void {
  const group = groups.get(key);
  if (group) group.push(each);
  else groups.set(key, [each]);
}
