/** The few things of `node:crypto` that the language asks for, in a browser: at once, which its own hashes can't be. */

const primes = firstPrimes(64);
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
const roundConstants = primes.map((prime) => fraction(Math.cbrt(prime)));
const beginning = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

function firstPrimes(count: number): readonly number[] {
  const found: number[] = [];
  for (let next = 2; found.length < count; next++) if (found.every((prime) => next % prime !== 0)) found.push(next);
  return found;
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** FIPS 180-4, section 6.2. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, (bytes.length * 8) >>> 0);
  const hash = Uint32Array.from(beginning);
  const words = new Uint32Array(64);
  const at = (index: number): number => words[index] ?? 0;
  for (let block = 0; block < length; block += 64) {
    for (let index = 0; index < 16; index++) words[index] = view.getUint32(block + 4 * index);
    for (let index = 16; index < 64; index++) {
      const [near, far] = [at(index - 2), at(index - 15)];
      const small = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
      const large = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
      words[index] = at(index - 16) + small + at(index - 7) + large;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
    for (let index = 0; index < 64; index++) {
      const high = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const first = (h + high + ((e & f) ^ (~e & g)) + (roundConstants[index] ?? 0) + at(index)) | 0;
      const low = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) hash[index] = (hash[index] ?? 0) + word;
  }
  const result = new Uint8Array(32);
  for (const [index, word] of hash.entries()) new DataView(result.buffer).setUint32(4 * index, word);
  return result;
}

interface Hash {
  update(text: string): Hash;
  digest(as: "hex" | "base64"): string;
}

export function createHash(_algorithm: "sha256"): Hash {
  let all = "";
  const hash: Hash = {
    update(text) {
      all += text;
      return hash;
    },
    digest(as) {
      const bytes = sha256(new TextEncoder().encode(all));
      if (as === "base64") return btoa(String.fromCharCode(...bytes));
      return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    },
  };
  return hash;
}

export const randomUUID = (): string => crypto.randomUUID();
