import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GraphNode, JourneyGraph, Region } from "../graph/graph.ts";
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
import { JourneyMachine } from "./journey-machine.ts";
import type { Input, Move } from "./step.ts";

/** Plays inputs one after another and says what each did; guards are answered by `answers`, else with yes. */
function play(graph: JourneyGraph, inputs: readonly Input[], answers: Record<string, boolean> = {}) {
  const machine = new JourneyMachine(graph);
  let state = 0;
  let last: Move | undefined;
  const log: string[] = [];
  for (const input of inputs) {
    let decision = machine.decide(state, input);
    while (decision.kind === "question") {
      decision = (answers[decision.guard] ?? !decision.guard.startsWith("expired:")) ? decision.yes : decision.no;
    }
    for (const effect of decision.effects) {
      log.push(
        effect.kind === "execute"
          ? `execute ${effect.node}`
          : `${effect.node} ${effect.state}${effect.reason ? `: ${effect.reason}` : ""}`,
      );
    }
    log.push(...decision.cancel.map((timer) => `- ${timer}`).sort(), ...decision.start.map((timer) => `+ ${timer}`));
    state = decision.state;
    last = decision;
  }
  return { log, status: last?.status, machine, state };
}

const enter: Input = { type: "enter" };
const executed = (node: string): Input => ({ type: "executed", node });
const reaction = (node: string, trigger: "opened" | "clicked" | "replied" | "bounced", label?: string): Input => ({
  type: "reaction",
  node,
  trigger,
  ...(label === undefined ? {} : { label }),
});
const timer = (id: string): Input => ({ type: "timer", timer: id });

const reminder = graphOf(
  [email("hello"), email("nudge", { region: "hello.not_opened" })],
  [clause("hello.not_opened", { activity: "hello", trigger: "opened", negated: true, after: days(3) }, "nudge")],
);

describe("a reminder to those who did not open", () => {
  it("goes when the delay after the handover has passed", () => {
    const { log, status } = play(reminder, [enter, executed("hello"), timer("hello.not_opened"), executed("nudge")]);
    expect(log).toEqual(["execute hello", "hello processed", "+ hello.not_opened", "execute nudge", "nudge processed"]);
    expect(status).toBe("completed");
  });

  it.each(["opened", "clicked", "replied", "bounced"] as const)("is cancelled when the mail was %s", (trigger) => {
    const { log, status } = play(reminder, [
      enter,
      executed("hello"),
      reaction("hello", trigger),
      timer("hello.not_opened"),
    ]);
    expect(log).toEqual([
      "execute hello",
      "hello processed",
      "+ hello.not_opened",
      `nudge cancelled: ${trigger}`,
      "- hello.not_opened",
    ]);
    expect(status).toBe("completed");
  });

  it("is never armed when the mail failed", () => {
    const { log, status } = play(reminder, [enter, { type: "failed", node: "hello" }]);
    expect(log).toEqual(["execute hello", "hello error: failed"]);
    expect(status).toBe("completed");
  });
});

describe("a clause on a link", () => {
  const graph = graphOf(
    [email("hello"), update("mark", { region: "hello.clicked_shop" })],
    [
      clause(
        "hello.clicked_shop",
        { activity: "hello", trigger: "clicked", negated: false, label: "shop", after: hours(2) },
        "mark",
      ),
    ],
  );

  it("waits for that link, then for its delay, and runs once", () => {
    const { log, status } = play(graph, [
      enter,
      executed("hello"),
      reaction("hello", "clicked", "blog"),
      reaction("hello", "clicked", "shop"),
      reaction("hello", "clicked", "shop"),
      timer("hello.clicked_shop"),
      executed("mark"),
    ]);
    expect(log).toEqual([
      "execute hello",
      "hello processed",
      "+ hello.clicked_shop:listen",
      "- hello.clicked_shop:listen",
      "+ hello.clicked_shop",
      "execute mark",
      "mark processed",
    ]);
    expect(status).toBe("completed");
  });

  it("stops listening after the journey's listening time", () => {
    const { log, status } = play(graph, [enter, executed("hello"), timer("hello.clicked_shop:listen")]);
    expect(log.slice(3)).toEqual(["mark cancelled: stopped listening"]);
    expect(status).toBe("completed");
  });
});

describe("the applied filter and expiry", () => {
  const graph = graphOf([
    email("hello", { filter: countryIsBelgium, expire: { after: days(2), from: "turn" }, next: "bye" }),
    email("bye"),
  ]);

  it("rejects an activity whose filter no longer matches, and goes on", () => {
    expect(play(graph, [enter], { "matches:hello": false }).log).toEqual([
      "hello rejected: filter no longer matches",
      "execute bye",
    ]);
  });

  it("cancels an activity that comes too late, before its filter is asked", () => {
    expect(play(graph, [enter], { "expired:hello": true, "matches:hello": false }).log).toEqual([
      "hello cancelled: expired",
      "execute bye",
    ]);
  });
});

describe("leaving", () => {
  const graph = graphOf(
    [
      email("hello", { next: "wait_1" }),
      wait("wait_1", days(1)),
      email("tips", { region: "hello.opened" }),
      exit("exit_1", { region: "hello.clicked" }),
    ],
    [
      clause("hello.opened", { activity: "hello", trigger: "opened", negated: false, after: days(2) }, "tips"),
      clause("hello.clicked", { activity: "hello", trigger: "clicked", negated: false }, "exit_1"),
    ],
  );

  it("cancels what is armed, and nothing happens afterwards", () => {
    const { log, status } = play(graph, [
      enter,
      executed("hello"),
      reaction("hello", "clicked"),
      timer("hello.opened"),
      timer("wait_1"),
    ]);
    expect(log.slice(2)).toEqual([
      "+ wait_1",
      "+ hello.opened:listen",
      "+ hello.clicked:listen",
      "tips cancelled: participant left",
      "- hello.clicked:listen",
      "- hello.opened:listen",
      "- wait_1",
    ]);
    expect(status).toBe("exited");
  });

  it("ends the journey from outside, also before it began", () => {
    expect(play(graph, [{ type: "leave" }]).status).toBe("exited");
    const { log, status } = play(graph, [enter, { type: "leave" }]);
    expect(log).toEqual(["execute hello", "hello cancelled: participant left"]);
    expect(status).toBe("exited");
  });
});

it("asks each branch of an `if` and joins behind it", () => {
  const graph = graphOf([choose("if_1", "a", "b"), email("a", { next: "c" }), email("b", { next: "c" }), email("c")]);
  expect(play(graph, [enter, executed("a"), executed("c")]).log).toEqual([
    "execute a",
    "a processed",
    "execute c",
    "c processed",
  ]);
  expect(play(graph, [enter], { "condition:if_1": false }).log).toEqual(["execute b"]);
});

it("looks a decision up the second time", () => {
  const machine = new JourneyMachine(reminder);
  machine.decide(0, enter);
  machine.decide(0, enter);
  expect(machine.stats).toMatchObject({ hits: 1, misses: 1 });
});

it("reads a state that another process named", () => {
  const first = play(reminder, [enter, executed("hello")]);
  const second = new JourneyMachine(reminder);
  const state = second.intern(first.machine.stateValue(first.state));
  const decision = second.decide(state, reaction("hello", "opened"));
  expect(decision).toMatchObject({ status: "completed", cancel: ["hello.not_opened"] });
  expect(second.describe(state)).toEqual([
    { region: "sequence", doing: "ended" },
    { region: "hello.not_opened", doing: "delaying", node: "nudge" },
  ]);
});

describe("on random small journeys and histories", () => {
  const triggers = ["opened", "clicked", "replied", "bounced"] as const;
  const randomGraph = fc
    .array(
      fc.record({
        kind: fc.constantFrom("email", "update", "wait", "if", "exit" as const),
        filtered: fc.boolean(),
        clauses: fc.array(
          fc.record({
            trigger: fc.constantFrom(...triggers),
            negated: fc.boolean(),
            delay: fc.integer({ min: 0, max: 2 }),
            step: fc.constantFrom("email", "update", "exit", "none" as const),
          }),
          { maxLength: 2 },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((steps) => {
      const nodes: GraphNode[] = [];
      const regions: Region[] = [];
      steps.forEach(({ kind, filtered, clauses }, index) => {
        const id = `n${index}`;
        const next = index + 1 < steps.length ? { next: `n${index + 1}` } : {};
        const filter = filtered ? { filter: countryIsBelgium } : {};
        if (kind === "wait") nodes.push(wait(id, days(1), next));
        else if (kind === "exit") nodes.push(exit(id));
        else if (kind === "if")
          nodes.push(choose(id, next.next, index + 2 < steps.length ? `n${index + 2}` : undefined));
        else if (kind === "update") nodes.push(update(id, { ...next, ...filter }));
        else {
          nodes.push(email(id, { ...next, ...filter }));
          clauses.forEach(({ trigger, negated, delay, step }, number) => {
            const not = negated && trigger !== "bounced";
            const region = `${id}.c${number}`;
            const start = step === "none" ? undefined : `${region}.s`;
            const after = not ? days(delay + 1) : days(delay);
            regions.push(clause(region, { activity: id, trigger, negated: not, after }, start));
            if (step === "email") nodes.push(email(`${region}.s`, { region }));
            if (step === "update") nodes.push(update(`${region}.s`, { region }));
            if (step === "exit") nodes.push(exit(`${region}.s`, { region }));
          });
        }
      });
      return graphOf(nodes, regions);
    });

  it("executes nothing twice and nothing after the end, traces each execution once, and ends everybody", () => {
    fc.assert(
      fc.property(randomGraph, fc.infiniteStream(fc.nat()), (graph, numbers) => {
        const machine = new JourneyMachine(graph);
        const random = numbers[Symbol.iterator]();
        const pick = <T>(list: readonly T[]): T => list[(random.next().value ?? 0) % list.length] as T;
        let state = 0;
        let status: Move["status"] = "active";
        const timers = new Set<string>();
        const under = new Set<string>();
        const done = new Set<string>();
        const traces: string[] = [];
        const executedNodes: string[] = [];
        for (let round = 0; status === "active"; round++) {
          expect(round).toBeLessThan(200);
          const inputs: Input[] = [
            ...[...timers].map(timer),
            ...[...under].flatMap((node): Input[] => [
              executed(node),
              { type: "failed", node },
              { type: "suppressed", node },
            ]),
            ...(round < 30 ? [...done].flatMap((node) => triggers.map((trigger) => reaction(node, trigger))) : []),
          ];
          const input = round === 0 ? enter : pick(inputs);
          let decision = machine.decide(state, input);
          while (decision.kind === "question") decision = pick([decision.yes, decision.no]);
          if (input.type === "timer") timers.delete(input.timer);
          if (input.type === "executed") done.add(input.node);
          if (input.type === "executed" || input.type === "failed" || input.type === "suppressed")
            under.delete(input.node);
          for (const id of decision.cancel) timers.delete(id);
          for (const id of decision.start) timers.add(id);
          for (const effect of decision.effects) {
            if (effect.kind === "trace") traces.push(effect.node);
            else {
              executedNodes.push(effect.node);
              under.add(effect.node);
            }
          }
          state = decision.state;
          status = decision.status;
        }
        expect(new Set(executedNodes).size).toBe(executedNodes.length);
        for (const node of executedNodes) expect(traces.filter((trace) => trace === node)).toHaveLength(1);
        for (const input of [...timers].map(timer)) {
          expect(machine.decide(state, input)).toMatchObject({ state, effects: [], start: [] });
        }
      }),
      { numRuns: 300 },
    );
  });
});

it("carries out steps that are called like a position of a region", () => {
  const names = ["idle", "listening", "delaying", "done", "left"];
  const graph = graphOf(
    names.map((name, index) => email(name, { ...(names[index + 1] ? { next: names[index + 1]! } : {}) })),
  );
  const { log, status } = play(graph, [enter, ...names.map(executed)]);
  expect(log).toEqual(names.flatMap((name) => [`execute ${name}`, `${name} processed`]));
  expect(status).toBe("completed");
});
