/** The simulator's share: as many people as the first argument says. Prints what it took. */
import { simulate } from "@journey/compiler";
import { days, measuredJourney, start } from "./journey.mjs";

const participants = Number(process.argv[2]);
const { graph, simulations } = measuredJourney();
const options = { graphs: [graph], simulations, start, days, runs: 1, seed: 1 };
// What V8 compiles, it compiles before: a second's worth.
simulate({ ...options, participants: 20_000 });
const before = process.cpuUsage();
const started = performance.now();
const { runs } = simulate({ ...options, participants });
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    participants,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    moves: runs[0].moves,
    megabytes: process.resourceUsage().maxRSS / 1024,
    messages: runs[0].statistics.messages.email.total,
  }),
);
