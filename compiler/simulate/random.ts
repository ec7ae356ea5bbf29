/**
 * Chance without a state: a number depends on the seed and on what it is drawn for, never on the order in which it is
 * asked for. So two programs that ask in different orders, and two machines, see the same people do the same things.
 *
 * Only integer arithmetic, and one exact division: the same bits everywhere.
 */

/** A number that stands for a text in {@link draw}: 32-bit FNV-1a. */
export function keyOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash | 0;
}

/** murmur3's mixing of one more word into a hash. */
function mixed(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number): number {
  let h = hash;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A number from 0 to 1, 1 excluded, for what these numbers name.
 *
 * @param who whose chance it is: a person's key
 * @param what what it decides: a {@link keyOf}
 * @param turn the how manyth time
 */
export function draw(seed: number, who: number, what: number, turn = 0): number {
  return finished(mixed(mixed(mixed(mixed(0, seed), who), what), turn)) / 0x1_0000_0000;
}

/** As {@link draw}, a whole number from 0 up to `below`, `below` excluded. */
export function drawBelow(below: number, seed: number, who: number, what: number, turn = 0): number {
  return Math.floor(draw(seed, who, what, turn) * below);
}
