import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type AnyStateMachine, createActor, SimulatedClock } from "xstate";
import {
  choose,
  clause,
  countryIsBelgium,
  days,
  email,
  exit,
  graphOf,
  hours,
  update,
  wait,
} from "../testing/graphs.ts";
import { buildMachine } from "./build-machine.ts";
import { emitMachine } from "./emit-machine.ts";
import { timersOf } from "./journey-machine.ts";

const graph = graphOf(
  [
    wait("wait_1", hours(2), { next: "hello" }),
    email("hello", { filter: countryIsBelgium, expire: { after: days(2), from: "turn" }, next: "if_1" }),
    choose("if_1", "mark", "exit_1"),
    update("mark", {}),
    exit("exit_1"),
    update("hello.clicked_shop.update_1", { region: "hello.clicked_shop" }),
    email("nudge", { region: "hello.not_opened" }),
  ],
  [
    clause(
      "hello.clicked_shop",
      { activity: "hello", trigger: "clicked", negated: false, label: "shop", after: hours(1) },
      "hello.clicked_shop.update_1",
    ),
    clause("hello.not_opened", { activity: "hello", trigger: "opened", negated: true, after: days(3) }, "nudge"),
  ],
);

// Inside the package, so that `xstate` is found.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(import.meta.dirname, "emitted-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("runs with nothing but xstate, and behaves as the machine that the service uses", async () => {
  const file = join(folder, "test.machine.ts");
  writeFileSync(file, emitMachine(graph));
  const emitted = (await import(file)) as { machine: AnyStateMachine };
  const delays = new Map(
    timersOf(graph).map(({ id, duration }) => [
      id,
      (duration?.amount ?? 0) * (duration?.unit === "day" ? 86_400_000 : 3_600_000),
    ]),
  );
  const built = buildMachine(graph, delays.keys(), {
    answer: ({ kind }) => kind !== "expired",
    delay: (timer) => delays.get(timer) ?? 0,
  });

  function play(machine: AnyStateMachine): string[] {
    const log: string[] = [];
    const note = (kind: string) => (_: unknown, params: unknown) => log.push(`${kind} ${JSON.stringify(params)}`);
    const clock = new SimulatedClock();
    const actor = createActor(
      machine.provide({ actions: { execute: note("execute"), trace: note("trace") } } as never),
      { clock, input: {} } as never,
    );
    actor.start();
    clock.increment(2 * 3_600_000);
    actor.send({ type: "hello.executed" });
    actor.send({ type: "hello.clicked", label: "blog" });
    actor.send({ type: "hello.clicked", label: "shop" });
    clock.increment(3_600_000);
    actor.send({ type: "mark.executed" });
    actor.send({ type: "hello.clicked_shop.update_1.executed" });
    log.push(JSON.stringify(actor.getSnapshot().value));
    return log;
  }

  const played = play(emitted.machine);
  expect(played).toEqual(play(built));
  expect(played.at(-1)).toBe('"completed"');
  expect(played).toContain('trace {"node":"nudge","state":"cancelled","reason":"clicked"}');
});

it("is the same text each time", () => {
  expect(emitMachine(graph)).toBe(emitMachine(structuredClone(graph)));
});
