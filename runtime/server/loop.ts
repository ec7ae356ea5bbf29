/** Something that is done again and again: soon after it found work, ever more seldom while there is none, at once when woken. */

export interface LoopOptions {
  /** @returns how much it found to do; it ends early when the signal says so */
  readonly work: (signal: AbortSignal) => Promise<number>;
  /** Milliseconds between two rounds that found something; what comes meanwhile is done together. */
  readonly shortest: number;
  /** Milliseconds between two rounds while there is nothing to do. */
  readonly longest: number;
  /** Told of what goes wrong. @returns whether it will be gone by itself (a deadlock): then it is tried again at once */
  readonly onError: (error: unknown) => boolean;
  readonly onSuccess?: () => void;
}

export interface Loop {
  /** There may be work: the next round comes after the shortest pause. */
  wake(): void;
  /** A round is under way that may not see what has just come. */
  readonly isBusy: boolean;
  /** Ends after the round that is under way. */
  stop(): Promise<void>;
}

const afterError = 1_000;
const longestAfterError = 5_000;

export function startLoop({ work, shortest, longest, onError, onSuccess }: LoopOptions): Loop {
  const ending = new AbortController();
  let isBusy = false;
  let woken = false;
  let failures = 0;
  let rest: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const pauseFor = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      rest = resolve;
      timer = setTimeout(resolve, milliseconds);
    });

  const running = (async () => {
    let idle = shortest;
    while (!ending.signal.aborted) {
      woken = false;
      isBusy = true;
      try {
        const done = await work(ending.signal);
        failures = 0;
        onSuccess?.();
        idle = done > 0 ? shortest : Math.min(idle * 2, longest);
      } catch (error) {
        idle = shortest;
        if (!onError(error)) failures++;
      }
      isBusy = false;
      if (ending.signal.aborted) break;
      if (failures > 0) await pauseFor(Math.min(afterError * failures, longestAfterError));
      else await pauseFor(woken ? shortest : idle);
    }
  })();

  return {
    wake() {
      // Not put off by every further call.
      if (woken) return;
      woken = true;
      if (isBusy || failures > 0 || !rest) return;
      clearTimeout(timer);
      timer = setTimeout(rest, shortest);
    },
    get isBusy() {
      return isBusy;
    },
    stop() {
      ending.abort();
      clearTimeout(timer);
      rest?.();
      return running;
    },
  };
}
