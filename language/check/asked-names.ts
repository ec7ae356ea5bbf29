type Names = Pick<ReadonlyMap<string, unknown>, "has" | "size" | "keys">;

/** A set of names that says which of them was asked for, or that all were. */
export class AskedNames extends Set<string> {
  readonly #names: Names;
  readonly #asked: (name: string | undefined) => void;

  /** @param asked gets the name, or undefined when the names are listed */
  constructor(names: Names, asked: (name: string | undefined) => void) {
    super();
    this.#names = names;
    this.#asked = asked;
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
