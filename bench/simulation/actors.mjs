/**
 * The actors' share: one live XState actor for each person, under a simulated clock, one person after the other so that no
 * clock has to hold more than one person's timers. People, reactions and their times are the simulator's own.
 */
import { buildMachine, ChanceBehaviour, Population, reactionsOf, VirtualJourney } from "@journey/compiler";
import { createActor } from "xstate";
import { days, measuredJourney, start } from "./journey.mjs";

const day = 86_400_000;
const units = { minute: 60_000, hour: 3_600_000, day, week: 7 * day };
const end = start + days * day;

/** XState's clock: what is set goes off in its order. */
class SimulatedClock {
  now = start;
  #waiting = [];
  #next = 1;
  setTimeout(callback, delay) {
    const entry = { id: this.#next++, at: this.now + delay, callback };
    this.#waiting.push(entry);
    return entry.id;
  }
  clearTimeout(id) {
    const index = this.#waiting.findIndex((entry) => entry.id === id);
    if (index >= 0) this.#waiting.splice(index, 1);
  }
  run(until) {
    for (;;) {
      let next;
      for (const entry of this.#waiting) if (!next || entry.at < next.at) next = entry;
      if (!next || next.at >= until) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.now = next.at;
      next.callback();
    }
  }
}

function live(participants) {
  const { graph, simulations } = measuredJourney();
  const journey = new VirtualJourney(graph);
  const nodes = new Map(graph.nodes.map((node, index) => [node.id, { node, index }]));
  const population = new Population({ graphs: [graph], seed: 1, start, fields: {} });
  const reactions = reactionsOf(graph, simulations[0].behaviours);
  let current;
  const environment = { now: start, entered: start, timezone: "UTC", lists: new Set(), suppressed: false };
  const machine = buildMachine(
    graph,
    journey.table.timers.map(({ id }) => id),
    {
      answer: ({ kind, node }) => {
        const place = journey.table.nodeIndex.get(node);
        const predicate = kind === "matches" ? journey.matches(place) : journey.condition(place, -1);
        return predicate(current.record, environment);
      },
      delay: (timer) => {
        const { amount, unit } = journey.table.machine.timer(timer).duration;
        return amount * units[unit];
      },
    },
  ).provide({
    actions: { execute: (_, { node }) => current.execute(node) },
  });
  let messages = 0;
  for (let person = 0; person < participants; person++) {
    const clock = new SimulatedClock();
    const actor = createActor(machine, { clock });
    const behaviour = new ChanceBehaviour({
      seed: 1,
      keyOf: () => person,
      reactions: [reactions],
      events: [],
      changes: [],
      payloadOf: () => ({}),
    });
    const run = {
      journeys: [journey],
      get now() {
        return clock.now;
      },
      reaction: (_, node, trigger, label) => journey.reaction(node, trigger, label, false),
      react: (_, __, ___, at, index) => {
        const { node, trigger, label } = journey.reactions[index];
        const event = { type: `${graph.nodes[node].id}.${trigger}`, ...(label === undefined ? {} : { label }) };
        clock.setTimeout(() => actor.send(event), at - clock.now);
      },
    };
    current = {
      record: population.recordOf(person),
      execute(id) {
        const { node, index } = nodes.get(id);
        if (node.kind === "email") {
          messages++;
          behaviour.handedOver(run, 0, index, 0, 1);
        } else if (node.kind === "update") {
          Object.assign(current.record, journey.nodes[index].assign(current.record, environment));
        }
        clock.setTimeout(() => actor.send({ type: `${id}.executed` }), 0);
      },
    };
    actor.start();
    clock.run(end);
    actor.stop();
  }
  return messages;
}

const participants = Number(process.argv[2]);
live(Math.min(300, participants));
const before = process.cpuUsage();
const started = performance.now();
const messages = live(participants);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ participants, seconds, cpuSeconds: (user + system) / 1e6, messages }));
