/** What is longer is no mistyped word, and comparing it would take long. */
const longest = 200;

/**
 * The candidate that somebody most likely meant: few typing mistakes away, or what they began to type.
 * Undefined when nothing is near.
 */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  const word = written.toLowerCase();
  if (word === "" || word.length > longest) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const isBeginning = word.length >= 3 && other.startsWith(word);
    // It takes at least as many mistakes as one word is longer than the other.
    const isFar = Math.abs(word.length - other.length) >= bestDistance;
    if (isFar && !isBeginning) continue;
    const distance = isBeginning ? limit : editDistance(word, other, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Whether one is the other with one slip of a finger: a letter too many, too few, wrong, or two swapped. */
export function isSlip(written: string, meant: string): boolean {
  const [a, b] = [written.toLowerCase(), meant.toLowerCase()];
  // Short words, and those with other numbers, are neighbours without being mistaken for each other.
  const isLong = Math.max(a.length, b.length) >= 4;
  return isLong && a.replace(/\D/g, "") === b.replace(/\D/g, "") && editDistance(a, b, 2) <= 1;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
 *
 * @param enough from here on it doesn't matter how many they are: that number is returned
 */
function editDistance(first: string, second: string, enough: number): number {
  // What both begin and end with takes nothing.
  let start = 0;
  let [endOfFirst, endOfSecond] = [first.length, second.length];
  while (start < endOfFirst && start < endOfSecond && first[start] === second[start]) start++;
  while (endOfFirst > start && endOfSecond > start && first[endOfFirst - 1] === second[endOfSecond - 1]) {
    endOfFirst--;
    endOfSecond--;
  }
  const [a, b] = [first.slice(start, endOfFirst), second.slice(start, endOfSecond)];
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  let leastBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    const letter = a.charCodeAt(i - 1);
    const letterBefore = i > 1 ? a.charCodeAt(i - 2) : 0;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const other = b.charCodeAt(j - 1);
      let distance = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (letter === other ? 0 : 1),
      );
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && letterBefore === other) {
        distance = Math.min(distance, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(distance);
      if (distance < least) least = distance;
    }
    // What follows builds on these two rows, and never takes less; a swap skips one.
    if (least >= enough && leastBefore >= enough) return enough;
    leastBefore = least;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
