/** What was worked out lately, by what it was worked out from. The oldest is forgotten first. */
export class Recent<Key, Value> {
  readonly #values = new Map<Key, Value>();

  /** @param most how many are kept */
  constructor(readonly most: number) {}

  get(key: Key, work: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined) {
      // Moved to the end.
      this.#values.delete(key);
      this.#values.set(key, known);
      return known;
    }
    const value = work();
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.most && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}
