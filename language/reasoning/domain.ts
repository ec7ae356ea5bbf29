/** What a field (or a moment) may be: empty, one of a set of values, or both. */
import { areContradictory, passes, type TextTest } from "./text-test.ts";
import { everything, intersection, isSameSet, nothing, union, type ValueSet, withoutSingles } from "./value-set.ts";

export interface Domain {
  /** Null, or a relation whose record is not there. An empty text is a value. */
  readonly mayBeEmpty: boolean;
  readonly values: ValueSet;
  /** The values pass all of these. */
  readonly tests: readonly TextTest[];
}

export const anything: Domain = { mayBeEmpty: true, values: everything, tests: [] };
export const onlyEmpty: Domain = { mayBeEmpty: true, values: nothing, tests: [] };
export const notEmpty: Domain = { mayBeEmpty: false, values: everything, tests: [] };

export function isImpossible(domain: Domain): boolean {
  return !domain.mayBeEmpty && domain.values.length === 0;
}

export function isOnlyEmpty(domain: Domain): boolean {
  return domain.values.length === 0;
}

/** What both allow; `a` itself when `b` says nothing new. */
export function bothDomains(a: Domain, b: Domain): Domain {
  const mayBeEmpty = a.mayBeEmpty && b.mayBeEmpty;
  const added = b.tests.filter((test) => !a.tests.some((known) => isSameTest(known, test)));
  const tests = added.length === 0 ? a.tests : [...a.tests, ...added];
  let values = intersection(a.values, b.values);
  if (tests.length > 0) {
    values = areContradictory(tests)
      ? nothing
      : withoutSingles(values, (value) => tests.every((test) => passes(String(value), test)));
  }
  const isKnown = mayBeEmpty === a.mayBeEmpty && added.length === 0 && isSameSet(values, a.values);
  return isKnown ? a : { mayBeEmpty, values, tests };
}

function isSameTest(a: TextTest, b: TextTest): boolean {
  return a.test === b.test && a.text === b.text && a.holds === b.holds;
}

/** What any of them allows, of domains without tests. */
export function anyDomain(domains: readonly Domain[]): Domain {
  return {
    mayBeEmpty: domains.some((each) => each.mayBeEmpty),
    values: union(...domains.map((each) => each.values)),
    tests: [],
  };
}
