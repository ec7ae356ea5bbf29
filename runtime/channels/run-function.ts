/** Calls the project's own TypeScript functions for `run` steps: in threads of their own, with limits of time and memory. */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import {
  type FunctionCall,
  type LogLine,
  type WorkerMessage,
  type WorkerSetup,
  workerSource,
} from "./function-worker.ts";

export type { FunctionCall, LogLine } from "./function-worker.ts";

export interface FunctionOutcome {
  /** Why it failed; undefined: it ended well. */
  readonly error?: string;
  /** The fields that it wants changed. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** What it has logged, whatever became of it. */
  readonly lines: readonly LogLine[];
  readonly milliseconds: number;
}

export interface FunctionRunner {
  /** Never throws: what goes wrong is an outcome. */
  run(call: FunctionCall): Promise<FunctionOutcome>;
  close(): Promise<void>;
}

export interface FunctionRunnerOptions {
  /** Reads the files anew at each call: while they are being written. */
  readonly fresh?: boolean;
  /** Milliseconds that a call may take. */
  readonly timeLimit?: number;
  /** Megabytes of memory that a thread may use. */
  readonly memoryLimit?: number;
  /** Calls at the same time; each has a thread. */
  readonly threads?: number;
}

/** Lines of a call that are kept, and characters of each. */
const mostLines = 200;
const longestLine = 2_000;

/**
 * Threads start when they are first needed. A file is compiled once; each thread reads it once. A thread whose function takes
 * too long, uses too much memory or ends it is replaced, and only that call has failed.
 */
export function createFunctionRunner({
  fresh = false,
  timeLimit = 30_000,
  memoryLimit = 256,
  threads = Math.max(2, Math.min(8, availableParallelism())),
}: FunctionRunnerOptions = {}): FunctionRunner {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: ((worker: Worker) => void)[] = [];
  let cache: string | undefined;

  function start(): Worker {
    // Nobody else can write there: what is read from it is run.
    cache ??= mkdtempSync(join(tmpdir(), "journey-functions-"));
    const workerData: WorkerSetup = { jiti: createRequire(import.meta.url).resolve("jiti"), cache, fresh };
    const worker = new Worker(workerSource, {
      eval: true,
      // With the command's own flags the source would not be read as it is meant.
      execArgv: [],
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit },
    });
    all.add(worker);
    // One that dies between two calls is forgotten; during a call, that call hears of it.
    worker.on("error", () => drop(worker));
    worker.on("exit", () => drop(worker));
    worker.unref();
    return worker;
  }

  function drop(worker: Worker): void {
    if (!all.delete(worker)) return;
    const place = idle.indexOf(worker);
    if (place >= 0) idle.splice(place, 1);
    const next = waiting.shift();
    if (next) next(start());
  }

  function take(): Worker | Promise<Worker> {
    const free = idle.pop();
    if (free) return free;
    if (all.size < threads) return start();
    return new Promise((resolve) => waiting.push(resolve));
  }

  function giveBack(worker: Worker): void {
    if (!all.has(worker)) return;
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  }

  return {
    async run(call) {
      const worker = await take();
      const started = performance.now();
      const lines: LogLine[] = [];
      const outcome = await new Promise<Pick<FunctionOutcome, "error" | "changes">>((resolve) => {
        const end = (result: Pick<FunctionOutcome, "error" | "changes">) => {
          clearTimeout(timer);
          worker.off("message", hear).off("error", broke).off("exit", left);
          worker.unref();
          resolve(result);
        };
        const fail = (error: string) => end({ error, changes: {} });
        const hear = (message: WorkerMessage) => {
          if (message.kind === "failed") fail(message.error);
          else if (message.kind === "done") end({ changes: message.changes });
          else if (lines.length < mostLines) {
            lines.push({ level: message.line.level, text: message.line.text.slice(0, longestLine) });
          }
        };
        const broke = (error: NodeJS.ErrnoException) =>
          fail(
            error.code === "ERR_WORKER_OUT_OF_MEMORY"
              ? `it used more than ${memoryLimit} MB of memory`
              : `it broke off: ${error.message}`,
          );
        const left = () => fail("it ended its thread before it had ended");
        const timer = setTimeout(() => {
          fail(`it took longer than ${timeLimit / 1000} s`);
          drop(worker);
          void worker.terminate();
        }, timeLimit);
        worker.on("message", hear).on("error", broke).on("exit", left);
        // While it is called, the process must not end.
        worker.ref();
        try {
          worker.postMessage(call);
        } catch (error) {
          fail(`it can't be given its values: ${error instanceof Error ? error.message : String(error)}`);
        }
      });
      giveBack(worker);
      return { ...outcome, lines, milliseconds: Math.round(performance.now() - started) };
    },
    async close() {
      const ending = [...all];
      all.clear();
      await Promise.all(ending.map((worker) => worker.terminate()));
      if (cache !== undefined) rmSync(cache, { recursive: true, force: true });
      cache = undefined;
    },
  };
}
