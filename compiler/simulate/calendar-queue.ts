/**
 * What is to happen, in the order of time: a calendar of days of equal length, each a list of entries. Putting in and
 * taking out cost the same however many wait. Entries are numbers in typed arrays, used again when they are done.
 *
 * Of entries for one moment, those of the lower rank come first, then those that were put in first; whatever is put in
 * for the moment that is being worked on comes after all that was there.
 */
export class CalendarQueue {
  /** Of the entry that {@link next} took out. */
  time = 0;
  who = 0;
  what = 0;
  turn = 0;

  readonly #start: number;
  readonly #width: number;
  #heads: Int32Array;
  #tails: Int32Array;
  /** The day that is being worked on: all that is left of it, in order. */
  #day = -1;
  #open: Int32Array = new Int32Array(64);
  #openCount = 0;
  #openAt = 0;
  /** Put in for the moment that is being worked on. */
  #now: number[] = [];
  #nowAt = 0;

  #capacity: number;
  #times: Float64Array;
  #who: Int32Array;
  #what: Int32Array;
  /** Entry number of the participant, and rank (bit 8). */
  #marks: Uint16Array;
  #nexts: Int32Array;
  #free = -1;
  #used = 0;
  #size = 0;

  /**
   * @param start epoch milliseconds: nothing happens before
   * @param span milliseconds that the calendar covers at first; what comes later is put behind
   * @param width milliseconds of a day
   */
  constructor(start: number, span: number, width: number, capacity = 1024) {
    this.#start = start;
    this.#width = width;
    const days = Math.ceil(span / width) + 1;
    this.#heads = new Int32Array(days).fill(-1);
    this.#tails = new Int32Array(days).fill(-1);
    this.#capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#who = new Int32Array(capacity);
    this.#what = new Int32Array(capacity);
    this.#marks = new Uint16Array(capacity);
    this.#nexts = new Int32Array(capacity);
    this.time = start;
  }

  get size(): number {
    return this.#size;
  }

  /** @param rank 0 comes before 1, of what is put in for one moment beforehand */
  push(time: number, who: number, what: number, turn: number, rank: 0 | 1): void {
    const entry = this.#allocate();
    const at = time < this.time ? this.time : time;
    this.#times[entry] = at;
    this.#who[entry] = who;
    this.#what[entry] = what;
    this.#marks[entry] = (turn & 0xff) | (rank << 8);
    this.#nexts[entry] = -1;
    this.#size++;
    if (at === this.time && this.#day >= 0) {
      this.#now.push(entry);
      return;
    }
    const day = Math.floor((at - this.#start) / this.#width);
    if (day <= this.#day) this.#intoOpenDay(entry);
    else this.#append(day, entry);
  }

  /** Takes the next entry out, into the fields. @returns false where there is none */
  next(): boolean {
    if (this.#size === 0) return false;
    let entry: number;
    // What was there for this moment goes first, then what has been put in for it since.
    if (this.#openAt < this.#openCount && this.#times[this.#open[this.#openAt]!] === this.time) {
      entry = this.#open[this.#openAt++]!;
    } else if (this.#nowAt < this.#now.length) {
      entry = this.#now[this.#nowAt++]!;
    } else {
      if (this.#nowAt > 0) {
        this.#now.length = 0;
        this.#nowAt = 0;
      }
      while (this.#openAt === this.#openCount) this.#openDay();
      entry = this.#open[this.#openAt++]!;
    }
    this.time = this.#times[entry]!;
    this.who = this.#who[entry]!;
    this.what = this.#what[entry]!;
    this.turn = this.#marks[entry]! & 0xff;
    this.#nexts[entry] = this.#free;
    this.#free = entry;
    this.#size--;
    return true;
  }

  #allocate(): number {
    if (this.#free >= 0) {
      const entry = this.#free;
      this.#free = this.#nexts[entry]!;
      return entry;
    }
    if (this.#used === this.#capacity) {
      this.#capacity *= 2;
      this.#times = grown(this.#times, new Float64Array(this.#capacity));
      this.#who = grown(this.#who, new Int32Array(this.#capacity));
      this.#what = grown(this.#what, new Int32Array(this.#capacity));
      this.#marks = grown(this.#marks, new Uint16Array(this.#capacity));
      this.#nexts = grown(this.#nexts, new Int32Array(this.#capacity));
    }
    return this.#used++;
  }

  #append(day: number, entry: number): void {
    if (day >= this.#heads.length) {
      const days = Math.max(day + 1, this.#heads.length * 2);
      this.#heads = grown(this.#heads, new Int32Array(days).fill(-1));
      this.#tails = grown(this.#tails, new Int32Array(days).fill(-1));
    }
    const tail = this.#tails[day]!;
    if (tail < 0) this.#heads[day] = entry;
    else this.#nexts[tail] = entry;
    this.#tails[day] = entry;
  }

  #openDay(): void {
    do this.#day++;
    while (this.#heads[this.#day]! < 0);
    let count = 0;
    for (let entry = this.#heads[this.#day]!; entry >= 0; entry = this.#nexts[entry]!) {
      if (count === this.#open.length) this.#open = grown(this.#open, new Int32Array(count * 2));
      this.#open[count++] = entry;
    }
    this.#heads[this.#day] = -1;
    this.#tails[this.#day] = -1;
    this.#openAt = 0;
    this.#openCount = count;
    if (count > 1) this.#sort(count);
  }

  /** Lists are put in order; most are in it already. */
  #sort(count: number): void {
    const open = this.#open;
    if (count > 48) {
      const entries = Array.from(open.subarray(0, count)).sort((a, b) => this.#compare(a, b));
      for (let index = 0; index < count; index++) open[index] = entries[index]!;
      return;
    }
    for (let index = 1; index < count; index++) {
      const entry = open[index]!;
      let place = index;
      while (place > 0 && this.#compare(open[place - 1]!, entry) > 0) {
        open[place] = open[place - 1]!;
        place--;
      }
      open[place] = entry;
    }
  }

  /** Sorting is stable: what was put in first stays first. */
  #compare(a: number, b: number): number {
    return this.#times[a]! - this.#times[b]! || (this.#marks[a]! >> 8) - (this.#marks[b]! >> 8);
  }

  #intoOpenDay(entry: number): void {
    if (this.#openAt * 2 > this.#openCount) {
      // Room in front: what was taken out is not needed any more.
      this.#open.copyWithin(0, this.#openAt, this.#openCount);
      this.#openCount -= this.#openAt;
      this.#openAt = 0;
    }
    if (this.#openCount === this.#open.length) this.#open = grown(this.#open, new Int32Array(this.#openCount * 2));
    let place = this.#openCount++;
    while (place > this.#openAt && this.#compare(this.#open[place - 1]!, entry) > 0) {
      this.#open[place] = this.#open[place - 1]!;
      place--;
    }
    this.#open[place] = entry;
  }
}

function grown<Numbers extends Float64Array | Int32Array | Uint16Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
