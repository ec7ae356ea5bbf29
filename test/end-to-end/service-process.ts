/** The service as a process that is killed and started again, on a clock that is set ahead. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export interface ServiceProcess {
  start(): Promise<void>;
  /** SIGKILL; it is over when this returns. */
  kill(): Promise<void>;
  advance(milliseconds: number): void;
  /** The service's time, epoch milliseconds. */
  now(): number;
}

/** @param settings what it is started with: see `service-process.mjs` */
export function createServiceProcess(settings: () => object): ServiceProcess {
  let ahead = 0;
  let child: ChildProcess | undefined;
  return {
    async start() {
      child = fork(fileURLToPath(new URL("./service-process.mjs", import.meta.url)), {
        env: { ...process.env, NODE_OPTIONS: "", SERVICE_PROCESS: JSON.stringify({ ...settings(), ahead }) },
        // The built service, not the sources that tests are resolved to.
        execArgv: [],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      const [message] = await Promise.race([
        once(child, "message"),
        once(child, "exit").then(([code]) => {
          throw new Error(`The service ended with ${code}.`);
        }),
      ]);
      if (message !== "ready") throw new Error(String(message));
    },
    async kill() {
      const killed = child;
      child = undefined;
      if (!killed || killed.exitCode !== null) return;
      const ended = once(killed, "exit");
      killed.kill("SIGKILL");
      await ended;
    },
    advance(milliseconds) {
      ahead += milliseconds;
      child?.send({ advance: milliseconds });
    },
    now: () => Date.now() + ahead,
  };
}

/** Asks again and again. @throws Error when it did not come true in so many milliseconds */
export async function until(what: () => Promise<boolean>, patience: number, pause = 50): Promise<void> {
  const end = Date.now() + patience;
  while (!(await what())) {
    if (Date.now() > end) throw new Error(`It did not happen within ${patience / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/**
 * Sets the service's clock ahead, again and again, until nothing is left to try; for five minutes at most. A sender that was killed is
 * found dead by the real time, and so some of that passes too.
 *
 * @param isIdle whether everything is done that could be done by now
 * @param step how far it goes at a time, milliseconds
 */
export async function passTime(
  service: ServiceProcess,
  isFinished: () => Promise<boolean>,
  isIdle: () => Promise<boolean>,
  step: (round: number) => number,
): Promise<void> {
  const end = Date.now() + 300_000;
  for (let round = 0; Date.now() < end; round++) {
    await until(isIdle, 300_000);
    if (await isFinished()) return;
    service.advance(step(round));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
