import { suggest } from "../diagnostics/suggest.ts";

/** The names of all journeys that are checked together. */
export interface JourneyNames extends ReadonlySet<string> {
  /** The one that somebody most likely meant. */
  readonly near: (written: string) => string | undefined;
}

type Names = Pick<ReadonlyMap<string, unknown>, "has" | "size" | "keys">;

/** A set of names that says which of them was asked for, or that all were. */
export class AskedNames extends Set<string> implements JourneyNames {
  readonly #names: Names;
  readonly #asked: (name: string | undefined) => void;
  readonly #near = new Map<string, string | undefined>();

  /** @param asked gets the name, or undefined when the names are listed */
  constructor(names: Names, asked: (name: string | undefined) => void) {
    super();
    this.#names = names;
    this.#asked = asked;
  }

  near(written: string): string | undefined {
    this.#asked(undefined);
    if (!this.#near.has(written)) this.#near.set(written, suggest(written, this.#names.keys()));
    return this.#near.get(written);
  }

  /** The names are others now. */
  changed(): void {
    this.#near.clear();
  }

  override has(name: string): boolean {
    this.#asked(name);
    return this.#names.has(name);
  }

  override get size(): number {
    this.#asked(undefined);
    return this.#names.size;
  }

  override values(): SetIterator<string> {
    this.#asked(undefined);
    return this.#names.keys();
  }

  override keys(): SetIterator<string> {
    return this.values();
  }

  override [Symbol.iterator](): SetIterator<string> {
    return this.values();
  }
}
