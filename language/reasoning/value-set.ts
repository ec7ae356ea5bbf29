/**
 * Sets of values of one ordered type (numbers; texts by code point; ISO dates as text; false before true), as intervals.
 * Between two different values there may always be another, except that a set may be made of single values.
 */
export type Value = string | number | boolean;

/** A place between the values, just before or just after one of them: so open and closed ends are one thing. */
interface Cut {
  readonly value: Value;
  readonly after: boolean;
}

/** Undefined ends are unbounded. */
interface Interval {
  readonly from: Cut | undefined;
  readonly to: Cut | undefined;
}

/** Intervals in order, apart from each other. */
export type ValueSet = readonly Interval[];

export const everything: ValueSet = [{ from: undefined, to: undefined }];
export const nothing: ValueSet = [];

/** Text by code point, as filters compare; the rest by size. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareTexts(a: string, b: string): number {
  const [left, right] = [a[Symbol.iterator](), b[Symbol.iterator]()];
  for (;;) {
    const [x, y] = [left.next().value, right.next().value];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? -1 : 1;
    if (x !== y) return x.codePointAt(0)! - y.codePointAt(0)!;
  }
}

/** The single values. */
export function valuesOf(values: readonly Value[]): ValueSet {
  return values
    .toSorted(compareValues)
    .filter((value, index, all) => index === 0 || compareValues(all[index - 1]!, value) !== 0)
    .map((value) => ({ from: { value, after: false }, to: { value, after: true } }));
}

export function below(value: Value, { inclusive = false } = {}): ValueSet {
  return [{ from: undefined, to: { value, after: inclusive } }];
}

export function above(value: Value, { inclusive = false } = {}): ValueSet {
  return [{ from: { value, after: !inclusive }, to: undefined }];
}

export function intersection(a: ValueSet, b: ValueSet): ValueSet {
  if (a === everything) return b;
  if (b === everything) return a;
  const result: Interval[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i]!, b[j]!];
    const from = !left.from || (right.from && compareCuts(right.from, left.from) > 0) ? right.from : left.from;
    const isLeftFirst = left.to !== undefined && (!right.to || compareCuts(left.to, right.to) <= 0);
    const to = isLeftFirst ? left.to : right.to;
    if (!from || !to || compareCuts(from, to) < 0) result.push({ from, to });
    if (isLeftFirst) i++;
    else j++;
  }
  return result;
}

export function complement(set: ValueSet): ValueSet {
  const result: Interval[] = [];
  let from: Cut | undefined;
  for (const interval of set) {
    if (interval.from) result.push({ from, to: interval.from });
    if (!interval.to) return result;
    from = interval.to;
  }
  result.push({ from, to: undefined });
  return result;
}

export function union(...sets: readonly ValueSet[]): ValueSet {
  const result: Interval[] = [];
  for (const { from, to } of sets.flat().toSorted(byStart)) {
    const last = result.at(-1);
    if (last && (!last.to || !from || compareCuts(from, last.to) <= 0)) {
      const end = last.to && to && (compareCuts(to, last.to) > 0 ? to : last.to);
      result[result.length - 1] = { from: last.from, to: end };
    } else result.push({ from, to });
  }
  return result;
}

export function isSameSet(a: ValueSet, b: ValueSet): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every(({ from, to }, index) => isSameCut(from, b[index]!.from) && isSameCut(to, b[index]!.to))
  );
}

/** No value of the set is less, but it need not be in the set. Undefined: unbounded. */
export function lowest(set: ValueSet): Value | undefined {
  return set[0]?.from?.value;
}

/** No value of the set is greater, but it need not be in the set. Undefined: unbounded. */
export function highest(set: ValueSet): Value | undefined {
  return set.at(-1)?.to?.value;
}

/** Leaves out the single values that fail a test; of what lies between other ends, nothing is left out. */
export function withoutSingles(set: ValueSet, isWanted: (value: Value) => boolean): ValueSet {
  const kept = set.filter(({ from, to }) => {
    const isSingle = from && to && !from.after && to.after && compareValues(from.value, to.value) === 0;
    return !isSingle || isWanted(from.value);
  });
  return kept.length === set.length ? set : kept;
}

function byStart(a: Interval, b: Interval): number {
  if (a.from && b.from) return compareCuts(a.from, b.from);
  return Number(a.from !== undefined) - Number(b.from !== undefined);
}

function compareCuts(a: Cut, b: Cut): number {
  return compareValues(a.value, b.value) || Number(a.after) - Number(b.after);
}

function isSameCut(a: Cut | undefined, b: Cut | undefined): boolean {
  return a && b ? compareCuts(a, b) === 0 : a === b;
}
