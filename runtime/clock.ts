/** The only source of the current time. Everything that needs "now" is given a clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export const realClock: Clock = { now: () => Date.now() };

/** A clock that moves only when told to: for development and tests. */
export class VirtualClock implements Clock {
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** @throws RangeError when `time` lies before the clock's time: time never runs backwards. */
  moveTo(time: number): void {
    if (!(time >= this.#now)) throw new RangeError("A virtual clock moves forwards only.");
    this.#now = time;
  }
}
