import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isActivity, isMessage, type JourneyGraph } from "../graph/graph.ts";
import { clause, days, email, graphOf } from "../testing/graphs.ts";
import { JourneyMachine } from "./journey-machine.ts";
import { PlaceCodec } from "./place.ts";
import type { Decision, Input, Move } from "./step.ts";
import { JourneyStepper, type PlaceDecision, type PlaceMove } from "./stepper.ts";

const baselines = new URL("../../test/baselines/", import.meta.url);
const graphs = ["cases", "examples"].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, baselines)).flatMap((name) =>
    readdirSync(new URL(`${folder}/${name}/`, baselines))
      .filter((file) => file.endsWith(".graph.json"))
      .map((file): readonly [string, JourneyGraph] => [
        `${name}/${file}`,
        JSON.parse(readFileSync(new URL(`${folder}/${name}/${file}`, baselines), "utf8")) as JourneyGraph,
      ]),
  ),
);

/** Twenty mails, each with three clauses: sixty-one regions side by side. */
function wideJourney(): JourneyGraph {
  const names = Array.from({ length: 20 }, (_, index) => `m${index + 1}`);
  return graphOf(
    names.flatMap((name, index) => [
      { ...email(name), ...(index < 19 ? { next: `m${index + 2}` } : {}) },
      email(`${name}_nudge`, { region: `${name}.not_opened` }),
      email(`${name}_more`, { region: `${name}.clicked` }),
      email(`${name}_sorry`, { region: `${name}.bounced` }),
    ]),
    names.flatMap((name) => [
      clause(
        `${name}.not_opened`,
        { activity: name, trigger: "opened", negated: true, after: days(3) },
        `${name}_nudge`,
      ),
      clause(`${name}.clicked`, { activity: name, trigger: "clicked" }, `${name}_more`),
      clause(`${name}.bounced`, { activity: name, trigger: "bounced" }, `${name}_sorry`),
    ]),
  );
}

/** Everything that may come to a participant of a journey. */
function inputsOf(graph: JourneyGraph, machine: JourneyMachine): Input[] {
  const inputs: Input[] = [{ type: "leave" }, { type: "event", event: "nobody_waits_for_it" }];
  for (const timer of machine.timers.keys()) inputs.push({ type: "timer", timer });
  for (const exit of graph.exits) if (exit.kind === "event") inputs.push({ type: "event", event: exit.event });
  for (const node of graph.nodes) {
    if (isActivity(node)) {
      inputs.push({ type: "executed", node: node.id }, { type: "failed", node: node.id });
      inputs.push({ type: "suppressed", node: node.id });
    }
    if (isMessage(node)) {
      for (const trigger of ["opened", "clicked", "replied", "bounced", "unsubscribed"] as const) {
        inputs.push({ type: "reaction", node: node.id, trigger });
        inputs.push({ type: "reaction", node: node.id, trigger, machine: true });
      }
      inputs.push({ type: "reaction", node: node.id, trigger: "clicked", label: "shop" });
    }
    if (node.kind === "wait for") {
      inputs.push({ type: "check", node: node.id });
      if (node.for.kind === "event") inputs.push({ type: "event", event: node.for.event });
    }
    if (node.kind === "ab test") {
      for (const { name } of node.variants) inputs.push({ type: "decided", node: node.id, label: name });
    }
  }
  return inputs;
}

/** Both answer alike: the same questions in the same order, the same effects, the same place afterwards. */
function expectSame(place: string, decision: Decision, step: PlaceDecision, both: Both): void {
  if (decision.kind === "question" || step.kind === "question") {
    expect(step).toMatchObject({ kind: decision.kind, guard: (decision as { guard?: string }).guard });
    if (decision.kind !== "question" || step.kind !== "question") return;
    expectSame(place, decision.yes, step.yes, both);
    expectSame(place, decision.no, step.no, both);
    return;
  }
  const { state, ...rest } = decision;
  const { changes, ...quick } = step;
  expect(quick).toEqual(rest);
  expect(both.stepper.moved(place, step)).toBe(both.codec.write(both.machine.stateValue(state)));
}

interface Both {
  readonly machine: JourneyMachine;
  readonly stepper: JourneyStepper;
  readonly codec: PlaceCodec;
}

function bothOf(graph: JourneyGraph): Both {
  const stepper = new JourneyStepper(graph);
  return { machine: new JourneyMachine(graph), stepper, codec: stepper.codec };
}

/** Walks through a journey at random. */
function walk(
  both: Both,
  inputs: readonly Input[],
  steps: readonly (readonly [choice: number, answers: number])[],
): void {
  const { machine, stepper } = both;
  let state = 0;
  let place = "";
  let decision: Decision = machine.decide(0, { type: "enter" });
  let step: PlaceDecision = stepper.enter().decision;
  for (const [choice, answers] of [[0, 0] as const, ...steps]) {
    if (state !== 0) {
      const input = inputs[choice % inputs.length]!;
      decision = machine.decide(state, input);
      step = stepper.step(place, input).decision;
    }
    expectSame(place, decision, step, both);
    let bit = 0;
    while (decision.kind === "question" && step.kind === "question") {
      const yes = ((answers >> (bit++ % 16)) & 1) === 1;
      decision = yes ? decision.yes : decision.no;
      step = yes ? step.yes : step.no;
    }
    const move = decision as Move;
    state = move.state;
    place = stepper.moved(place, step as PlaceMove);
    if (move.status !== "active") return;
  }
}

const walks = fc.array(fc.tuple(fc.nat(10_000), fc.nat(65_535)), { maxLength: 60 });

describe("region by region, a journey does what the whole machine does", () => {
  it.each(graphs)("%s", (_, graph) => {
    const both = bothOf(graph);
    const inputs = inputsOf(graph, both.machine);
    fc.assert(
      fc.property(walks, (steps) => walk(both, inputs, steps)),
      { numRuns: 25 },
    );
  });

  it("a wide one", () => {
    const both = bothOf(wideJourney());
    const inputs = inputsOf(wideJourney(), both.machine);
    fc.assert(
      fc.property(walks, (steps) => walk(both, inputs, steps)),
      { numRuns: 10 },
    );
  });
});

it("knows few steps of a wide journey, however many have passed through it", () => {
  const graph = wideJourney();
  const stepper = new JourneyStepper(graph);
  let random = 7;
  const chance = (of: number): boolean => {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return random / 2_147_483_648 < of;
  };
  const places = new Set<string>();
  for (let person = 0; person < 300; person++) {
    let place = "";
    const apply = (step: PlaceDecision): PlaceMove => {
      const move = step as PlaceMove;
      place = stepper.moved(place, move);
      places.add(place);
      return move;
    };
    apply(stepper.enter().decision);
    for (let mail = 1; mail <= 20; mail++) {
      const node = `m${mail}`;
      apply(stepper.step(place, { type: "executed", node }).decision);
      if (chance(0.4)) apply(stepper.step(place, { type: "reaction", node, trigger: "opened" }).decision);
      if (chance(0.2)) {
        apply(stepper.step(place, { type: "reaction", node, trigger: "clicked" }).decision);
        if (chance(0.5)) apply(stepper.step(place, { type: "executed", node: `${node}_more` }).decision);
      }
      if (chance(0.1)) apply(stepper.step(place, { type: "reaction", node, trigger: "bounced" }).decision);
      if (place !== "" && chance(0.5))
        apply(stepper.step(place, { type: "timer", timer: `${node}.not_opened` }).decision);
    }
  }
  expect(places.size).toBeGreaterThan(3_000);
  expect(stepper.stats.steps).toBeLessThan(500);
});

describe("a place", () => {
  it("keeps its letters when the machine gets more states", () => {
    const codec = new PlaceCodec([{ region: "sequence", states: ["a", "done"] }]);
    const later = new PlaceCodec([{ region: "sequence", states: ["a", "done", "b"] }]);
    const place = codec.write('{"active":{"sequence":"done"}}');
    expect(later.read(place)).toBe('{"active":{"sequence":"done"}}');
  });

  it("takes two letters for a region of many states", () => {
    const states = Array.from({ length: 200 }, (_, index) => `s${index}`);
    const codec = new PlaceCodec([
      { region: "one", states },
      { region: "two", states: ["x", "y"] },
    ]);
    for (const one of states) {
      const value = JSON.stringify({ active: { one, two: "y" } });
      expect(codec.read(codec.write(value))).toBe(value);
      expect(codec.write(value)).toHaveLength(3);
    }
  });
});
