/**
 * How long `journey check` of a first project takes, one file with models, against Node doing nothing: whole processes,
 * in turns. Warm is the second time on; cold reads the models anew, which loads TypeScript; the first time ever
 * also compiles the command itself.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));
const bundle = fileURLToPath(new URL("../cli/dist/bundle.cjs", import.meta.url));

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export default async function run({ quick, log }) {
  if (!existsSync(bundle)) throw new Error("There is no built command: run `npm run build` first.");
  const runs = quick ? 5 : 21;
  const folder = mkdtempSync(join(tmpdir(), "journey-start-"));
  const cache = join(folder, "cache", "journey");
  const project = join(folder, "project");
  mkdirSync(project);

  /** Milliseconds from start to end of a process. */
  const time = (args) => {
    const started = performance.now();
    const { status, stderr, stdout } = spawnSync(process.execPath, args, {
      cwd: project,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stdout}${stderr}`);
    return performance.now() - started;
  };
  /** Forgets what is kept between two runs. */
  const forget = (isForgotten) => {
    for (const name of readdirSync(cache).filter(isForgotten)) rmSync(join(cache, name));
  };

  try {
    time([command, "init"]);
    const node = [];
    const warm = [];
    const cold = [];
    const first = [];
    for (let i = 0; i < runs; i++) {
      forget(() => true);
      first.push(time([command, "check"]));
      forget((name) => name.startsWith("models-"));
      cold.push(time([command, "check"]));
      warm.push(time([command, "check"]));
      node.push(time(["-e", "0"]));
      const [a, b, c, d] = [node, warm, cold, first].map((times) => Math.round(times[i]));
      log(`run ${i + 1} of ${runs}: node ${a} ms, warm ${b}, cold ${c}, first ${d}`);
    }
    const ratio = (times) => median(times.map((value, i) => value / node[i]));
    const figures = [
      { what: "node -e 0", value: median(node), unit: "ms" },
      ...Object.entries({ warm, cold, "first time ever": first }).flatMap(([what, times]) => [
        { what: `check, ${what}`, value: median(times), unit: "ms" },
        { what: `check, ${what}, against node -e 0`, value: ratio(times), unit: "×" },
      ]),
    ];
    const goals = [
      { what: "check, warm", limit: 300, value: median(warm) },
      { what: "check, cold", limit: 1000, value: median(cold) },
    ];
    return {
      figures,
      goals: goals.map(({ what, limit, value }) => ({
        what,
        goal: `< ${limit} ms`,
        value: `${Math.round(value)} ms`,
        met: value < limit,
      })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
