/**
 * How many messages can fall into a window of time, for every moment at which the window may begin: a function with steps,
 * over whole minutes.
 */
export interface Counts {
  /** Ascending. Before the first the value is 0, and so is the last value. */
  readonly starts: readonly number[];
  /** `values[i]` holds from `starts[i]` on. */
  readonly values: readonly number[];
}

export const noCounts: Counts = { starts: [], values: [] };

/** One message at the moment 0: in the window of `length` minutes if that begins by then, and not too early. */
export function oneMessage(length: number): Counts {
  return { starts: [1 - length, 1], values: [1, 0] };
}

export function sumOf(all: readonly Counts[]): Counts {
  return combined(all, (values) => values.reduce((sum, value) => sum + value, 0));
}

export function highestOf(all: readonly Counts[]): Counts {
  return combined(all, (values) => Math.max(0, ...values));
}

function combined(all: readonly Counts[], combine: (values: readonly number[]) => number): Counts {
  const filled = all.filter(({ starts }) => starts.length > 0);
  const [only] = filled;
  if (!only) return noCounts;
  if (filled.length === 1) return only;
  const moments = sortedUnique(filled.flatMap(({ starts }) => starts));
  const at = filled.map(() => -1);
  return joined(
    moments,
    moments.map((moment) =>
      combine(
        filled.map(({ starts, values }, index) => {
          let position = at[index] ?? -1;
          while (position + 1 < starts.length && (starts[position + 1] ?? 0) <= moment) position++;
          at[index] = position;
          return values[position] ?? 0;
        }),
      ),
    ),
  );
}

/** What comes `from` to `to` minutes later, whenever is worst. */
export function delayed(counts: Counts, from: number, to: number): Counts {
  const { starts, values } = counts;
  if (starts.length === 0) return counts;
  if (from === to) return { starts: starts.map((start) => start + from), values };
  const moments = sortedUnique(starts.flatMap((start) => [start + from, start + to]));
  // The pieces in reach of the moment, their values descending.
  const reach: number[] = [];
  let next = 0;
  return joined(
    moments,
    moments.map((moment) => {
      for (; next < starts.length && (starts[next] ?? 0) <= moment - from; next++) {
        while (reach.length > 0 && (values[reach.at(-1) ?? 0] ?? 0) <= (values[next] ?? 0)) reach.pop();
        reach.push(next);
      }
      while (reach.length > 0 && lastOf(counts, reach[0] ?? 0) < moment - to) reach.shift();
      return values[reach[0] ?? -1] ?? 0;
    }),
  );
}

/** The last moment of a piece. */
function lastOf({ starts }: Counts, piece: number): number {
  return (starts[piece + 1] ?? Number.POSITIVE_INFINITY) - 1;
}

export function countAt({ starts, values }: Counts, moment: number): number {
  let [low, high] = [-1, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= moment) low = middle;
    else high = middle - 1;
  }
  return values[low] ?? 0;
}

/** The most that any window holds, and the first window that does. */
export function worstOf({ starts, values }: Counts): { readonly count: number; readonly moment: number } {
  const count = Math.max(0, ...values);
  return { count, moment: starts[values.indexOf(count)] ?? 0 };
}

/** The least delay between `from` and `to` that is worst for a window that begins at `moment`. */
export function worstDelay(counts: Counts, from: number, to: number, moment: number): number {
  let best = { count: countAt(counts, moment - from), delay: from };
  for (let piece = counts.starts.length - 1; piece >= 0; piece--) {
    const delay = moment - lastOf(counts, piece);
    const count = counts.values[piece] ?? 0;
    if (delay >= from && delay <= to && count > best.count) best = { count, delay };
  }
  return best.delay;
}

function joined(moments: readonly number[], values: readonly number[]): Counts {
  const starts: number[] = [];
  const kept: number[] = [];
  for (const [index, moment] of moments.entries()) {
    const value = values[index] ?? 0;
    if (value === (kept.at(-1) ?? 0)) continue;
    starts.push(moment);
    kept.push(value);
  }
  return { starts, values: kept };
}

function sortedUnique(moments: readonly number[]): readonly number[] {
  return [...new Set(moments)].sort((a, b) => a - b);
}
