/**
 * Participants a second of the simulator, against plain XState actors under a simulated clock: the same machine of the same
 * journey, the same people, the same reactions at the same times. The simulator's million runs in a process of its own, so
 * that its memory is its own. Seconds are a core's (user and system): others on the machine don't count.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function inProcess(what, participants) {
  const script = fileURLToPath(new URL(`simulation/${what}.mjs`, import.meta.url));
  const args = [...process.execArgv, script, String(participants)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${what}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

export default async function run({ quick, log }) {
  const participants = quick ? 100_000 : 1_000_000;
  const actors = quick ? 500 : 2_000;
  const rounds = 3;
  const simulator = [];
  const peers = [];
  for (let round = 0; round < rounds; round++) {
    simulator.push(inProcess("simulator", participants));
    peers.push(inProcess("actors", actors));
    const [own, peer] = [simulator.at(-1), peers.at(-1)];
    log(
      `round ${round + 1} of ${rounds}: ${own.cpuSeconds.toFixed(2)} s and ${Math.round(own.megabytes)} MB for ${participants} people, ` +
        `${Math.round(own.moves / own.cpuSeconds)} moves/s; actors: ${Math.round(peer.participants / peer.cpuSeconds)} people/s`,
    );
  }
  const seconds = median(simulator.map((each) => each.cpuSeconds)) * (1_000_000 / participants);
  const megabytes = median(simulator.map((each) => each.megabytes));
  const ratio = median(
    simulator.map(
      (own, index) => own.participants / own.cpuSeconds / (peers[index].participants / peers[index].cpuSeconds),
    ),
  );
  return {
    figures: [
      { what: "a million people through 12 steps over 60 days", value: seconds, unit: "s, one core" },
      { what: "memory at its most", value: megabytes, unit: "MB" },
      {
        what: "moves of the machine",
        value: median(simulator.map((each) => each.moves / each.cpuSeconds)),
        unit: "moves/s",
      },
      {
        what: "plain XState actors under a simulated clock",
        value: median(peers.map((each) => each.participants / each.cpuSeconds)),
        unit: "people/s",
      },
      { what: "against the actors", value: ratio, unit: "×" },
    ],
    goals: [
      { what: "a million people", goal: "≤ 10 s", value: seconds, met: seconds <= 10 },
      { what: "memory", goal: "≤ 1500 MB", value: megabytes, met: megabytes <= 1500 },
      { what: "against plain XState actors", goal: "≥ 100", value: ratio, met: ratio >= 100 },
    ],
  };
}
