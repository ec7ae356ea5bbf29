/** What comes in at the same time is written together: one commit, and one wait for the disk, for all of it. */

export interface GroupCommitOptions<Item, Result> {
  /** Writes all; its results in the same order. Durable when it returns. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** At most so many in one commit. */
  readonly size?: number;
  /** Commits under way at once: while one waits for the disk, the next one is made. */
  readonly lanes?: number;
  /** More than so many waiting is refused: memory is not where they are kept. */
  readonly waiting?: number;
  /** A group waits for so many, but no longer than `pause` milliseconds. Otherwise it is what came in together. */
  readonly gather?: { readonly count: number; readonly pause: number };
}

/** Nothing was written: too much is waiting already. */
export class Overloaded extends Error {}

/**
 * @returns writes one, and returns when it is durable. It throws what the commit throws, and `Overloaded`.
 */
export function createGroupCommit<Item, Result>({
  commit,
  size = 500,
  lanes = 2,
  waiting = 20_000,
  gather,
}: GroupCommitOptions<Item, Result>): (item: Item) => Promise<Result> {
  interface Waiting {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  let queue: Waiting[] = [];
  let busy = 0;
  let planned = false;
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;

  function plan(): void {
    if (planned || busy >= lanes || queue.length === 0) return;
    if (gather && queue.length < gather.count && !isLate) {
      timer ??= setTimeout(() => {
        isLate = true;
        plan();
      }, gather.pause);
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    planned = true;
    // After what else is to be read from sockets in this turn: so a group is what came in together.
    setImmediate(() => {
      planned = false;
      isLate = false;
      if (busy >= lanes || queue.length === 0) return;
      const group = queue.length <= size ? queue : queue.slice(0, size);
      queue = queue.length <= size ? [] : queue.slice(size);
      void write(group);
      plan();
    });
  }

  async function write(group: readonly Waiting[]): Promise<void> {
    busy++;
    try {
      const results = await commit(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      busy--;
      plan();
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (queue.length >= waiting) {
        reject(new Overloaded("too much is waiting to be written"));
        return;
      }
      queue.push({ item, resolve, reject });
      plan();
    });
}
