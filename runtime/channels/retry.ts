/** When a call is tried again. */
import type { SendResult } from "../store/messages.ts";

const day = 86_400_000;

/** RFC 9110, 10.2.3: seconds, or a date. @returns milliseconds, a day at most; 0: it says nothing */
export function retryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), day) : 0;
}

/** Puts a retry off; what is final stays so. */
export function laterThan(result: SendResult, moment: number): SendResult {
  return result.status === "deferred" ? { ...result, retryAt: Math.max(result.retryAt, moment) } : result;
}
