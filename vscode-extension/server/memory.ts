/** The memory of a process that serves an editor all day: most of what V8 takes while it reads a workspace, it never gives back. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * V8 notes what lives long, and later puts all of its kind among the old objects at once. Reading a thousand files teaches it
 * that trees do; but while somebody types, each is gone at the next letter, and only a collection of everything finds that out.
 */
export function keepObjectsYoung(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}

/** What a small workspace takes is not worth a pause. Bytes. */
const small = 200e6;
/** So much more than the last time, for the next time. */
const grown = 1.15;
let last = 0;

/**
 * Collects all garbage and moves what is left together, so that the machine gets the rest back; where that isn't worth it,
 * does nothing. Takes about a second where a thousand journeys are open: for a moment in which nobody waits.
 */
export function tidyMemory(): void {
  if (process.memoryUsage().heapTotal < Math.max(small, last * grown)) return;
  collect();
  last = process.memoryUsage().heapTotal;
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("globalThis.gc");
  // The code that is kept for the next start counts only under the flags that it was made with.
  setFlagsFromString("--no-expose-gc");
  if (typeof gc !== "function") return;
  setFlagsFromString("--compact-on-every-full-gc");
  gc();
  setFlagsFromString("--no-compact-on-every-full-gc");
}
