/**
 * Where a participant stands, as short text: a letter (or two) for each region of the journey, in their order. It is what a
 * store keeps. A wide journey has more states than participants, since its regions are independent; each region has few.
 */
import type { MachineConfig } from "./machine-config.ts";

/** One or two letters for each region; empty before the journey is entered and after it has ended. */
export type Place = string;

/** The names of each region's states, by region, in the order of their letters. Kept with a version: it never changes. */
export type PlaceAlphabet = readonly { readonly region: string; readonly states: readonly string[] }[];

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";

/** @returns the alphabet of a machine, with the letters that were given before */
export function alphabetOf(config: MachineConfig, given: PlaceAlphabet = []): PlaceAlphabet {
  const regions = Object.entries(config.states?.active?.states ?? {});
  return regions.map(([region, { states = {} }]) => {
    const known = given.find((each) => each.region === region)?.states ?? [];
    return { region, states: [...known, ...Object.keys(states).filter((state) => !known.includes(state))] };
  });
}

/** Reads and writes places. */
export class PlaceCodec {
  /** Where each region's letters begin, and how many they are. */
  readonly starts: readonly number[];
  readonly widths: readonly number[];
  readonly #numbers: readonly ReadonlyMap<string, number>[];

  constructor(readonly alphabet: PlaceAlphabet) {
    this.widths = alphabet.map(({ states }) => (states.length <= letters.length ? 1 : 2));
    const starts: number[] = [];
    let length = 0;
    for (const width of this.widths) {
      starts.push(length);
      length += width;
    }
    this.starts = starts;
    this.#numbers = alphabet.map(({ states }) => new Map(states.map((state, number) => [state, number])));
  }

  /** A region's letters for one of its states. @throws RangeError when the region has no such state */
  letters(region: number, state: string): string {
    const number = this.#numbers[region]?.get(state);
    if (number === undefined) throw new RangeError(`Region ${this.alphabet[region]?.region} has no state ${state}.`);
    const last = letters[number % letters.length] ?? "";
    return this.widths[region] === 1 ? last : (letters[Math.floor(number / letters.length)] ?? "") + last;
  }

  /** The number of the state in which a region is. */
  number(place: Place, region: number): number {
    const start = this.starts[region] ?? 0;
    const first = numberOf[place.charCodeAt(start)] ?? 0;
    return this.widths[region] === 1 ? first : first * letters.length + (numberOf[place.charCodeAt(start + 1)] ?? 0);
  }

  /** The state in which a region is. */
  state(place: Place, region: number): string {
    return this.alphabet[region]?.states[this.number(place, region)] ?? "";
  }

  /** @param value the machine's, as JSON: `{"active": {…}}`, or the name of the state in which it ended */
  write(value: string): Place {
    const parsed = JSON.parse(value) as string | { readonly active: Readonly<Record<string, string>> };
    if (typeof parsed === "string") return "";
    return this.alphabet.map(({ region }, index) => this.letters(index, parsed.active[region] ?? "")).join("");
  }

  /** A place as it is kept now: one from before there were letters is the machine's value itself. */
  current(kept: string): Place {
    return kept.startsWith("{") ? this.write(kept) : kept;
  }

  /** The machine's value as JSON, of a participant under way. */
  read(place: Place): string {
    const active = Object.fromEntries(this.alphabet.map(({ region }, index) => [region, this.state(place, index)]));
    return JSON.stringify({ active });
  }

  /** The place with other letters for some regions. */
  changed(place: Place, changes: readonly (readonly [region: number, letters: string])[]): Place {
    let result = place;
    for (const [region, letters] of changes) {
      const start = this.starts[region] ?? 0;
      result = result.slice(0, start) + letters + result.slice(start + letters.length);
    }
    return result;
  }
}

/** By the letter's character code. */
const numberOf: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const index = letters.indexOf(String.fromCharCode(code));
  return index < 0 ? undefined : index;
});
