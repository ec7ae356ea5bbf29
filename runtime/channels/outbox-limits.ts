/** Holds the tokens that this worker has leased, and says which message may leave now. */
import type { Clock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { leaseTokens, pauseTokens, type SendLimit, stepOf } from "../store/send-rates.ts";

export interface OutboxLimits {
  /**
   * Takes a token of each limit that the message has not passed yet.
   *
   * @returns undefined: it may leave now; else when its token is good, and how many limits it will have passed then
   */
  take(
    limits: readonly SendLimit[],
    message: { readonly limitsPassed: number; readonly dueAt: number },
  ): Promise<{ readonly until: number; readonly passed: number } | undefined>;
  /** Leaves these alone for a minute. */
  slowDown(limits: readonly SendLimit[]): Promise<void>;
}

/** Tokens in a lease: half a second's worth, so that the row is written twice a second at most, and never more than these. */
const largestBlock = 100;

/** A token that was not used for so long (milliseconds) is gone: it would let a burst through. */
const goodFor = 1_000;

/** A message that comes so much later (milliseconds) than its token was for takes another one. */
const patience = 10_000;

const pause = 60_000;

interface Lease {
  at: number;
  left: number;
}

export function createOutboxLimits(db: Database, clock: Clock): OutboxLimits {
  const leases = new Map<string, Lease>();
  // One lease after the other: two at once would take two blocks.
  let turn: Promise<unknown> = Promise.resolve();

  async function next(limit: SendLimit): Promise<number> {
    const step = stepOf(limit.rate);
    let lease = leases.get(limit.name);
    while (lease && lease.left > 0 && lease.at < clock.now() - goodFor) {
      lease.at += step;
      lease.left--;
    }
    if (!lease || lease.left === 0) {
      const count = Math.min(largestBlock, Math.max(1, Math.ceil(500 / step)));
      lease = { at: await leaseTokens(db, limit, count, clock.now()), left: count };
      leases.set(limit.name, lease);
    }
    const at = lease.at;
    lease.at += step;
    lease.left--;
    return at;
  }

  async function takeAll(
    limits: readonly SendLimit[],
    { limitsPassed, dueAt }: { readonly limitsPassed: number; readonly dueAt: number },
  ) {
    const passed = clock.now() - dueAt > patience ? 0 : limitsPassed;
    for (const [index, limit] of limits.entries()) {
      if (index < passed) continue;
      const at = await next(limit);
      if (at > clock.now()) return { until: at, passed: index + 1 };
    }
    return undefined;
  }

  return {
    async take(limits, message) {
      if (limits.length === 0) return undefined;
      const taken = turn.then(() => takeAll(limits, message));
      turn = taken.catch(() => {});
      return taken;
    },
    async slowDown(limits) {
      const names = limits.map((limit) => limit.name);
      for (const name of names) leases.delete(name);
      await pauseTokens(db, names, clock.now() + pause);
    },
  };
}
