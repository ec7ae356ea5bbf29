/**
 * What runs in a thread that calls the project's functions: one call at a time. It is JavaScript in a text, so that it runs
 * the same from the sources and from the build.
 */

/** What the thread is given when it starts. */
export interface WorkerSetup {
  /** Where jiti is, which reads TypeScript. */
  readonly jiti: string;
  /** Where files are kept that were compiled. */
  readonly cache: string;
  /** Reads the files anew at each call: while they are being written. */
  readonly fresh: boolean;
}

export interface FunctionCall {
  /** The file that exports it. */
  readonly file: string;
  readonly name: string;
  readonly values: readonly unknown[];
  /** The same whenever this step is tried for this participant. */
  readonly idempotencyKey: string;
  /** From 1. */
  readonly attempt: number;
}

export interface LogLine {
  readonly level: "debug" | "log" | "info" | "warn" | "error";
  readonly text: string;
}

/** What the thread says. */
export type WorkerMessage =
  | { readonly kind: "log"; readonly line: LogLine }
  | { readonly kind: "done"; readonly changes: Readonly<Record<string, unknown>> }
  | { readonly kind: "failed"; readonly error: string };

/** `context` is what a function has as `this`. */
export const workerSource = `
const { parentPort, workerData } = require("node:worker_threads");
const { format } = require("node:util");
const { createJiti } = require(workerData.jiti);
const jiti = createJiti(workerData.jiti, { fsCache: workerData.cache, moduleCache: !workerData.fresh });
for (const level of ["debug", "log", "info", "warn", "error"]) {
  console[level] = (...values) => parentPort.postMessage({ kind: "log", line: { level, text: format(...values) } });
}
const describe = (error) => (error instanceof Error ? error.message : String(error));
parentPort.on("message", async ({ file, name, values, idempotencyKey, attempt }) => {
  let answer;
  try {
    const found = (await jiti.import(file))[name];
    if (typeof found !== "function") {
      throw new Error(file + " exports no function " + name + ": export it, or deploy the journey again");
    }
    const changes = {};
    await found.apply({
      idempotencyKey,
      attempt,
      update(given) {
        if (typeof given !== "object" || given === null) throw new TypeError("update() takes an object of fields");
        Object.assign(changes, given);
      },
    }, values);
    answer = { kind: "done", changes };
  } catch (error) {
    answer = { kind: "failed", error: describe(error) };
  }
  try {
    parentPort.postMessage(answer);
  } catch (error) {
    parentPort.postMessage({ kind: "failed", error: "update() was given what is no plain value: " + describe(error) });
  }
});
`;
