import { describe, expect, it } from "vitest";
import { clause, countryIsBelgium, days, email, graphOf, hours, wait } from "../testing/graphs.ts";
import { JourneyMachine } from "./journey-machine.ts";

describe("somebody who is moved here from another version", () => {
  const graph = graphOf(
    [
      wait("wait_1", days(1), { next: "hello" }),
      email("hello", { next: "wait_2", filter: countryIsBelgium }),
      wait("wait_2", hours(1)),
    ],
    [clause("hello.opened", { activity: "hello", trigger: "opened", negated: false })],
  );
  const machine = new JourneyMachine(graph);
  const at = (sequence: string) => machine.intern(JSON.stringify({ active: { sequence, "hello/opened": "idle" } }));

  it("comes to a wait, and begins it", () => {
    const move = machine.decide(at("to wait_1"), { type: "timer", timer: "@wait_1" });
    expect(move).toMatchObject({ kind: "move", start: ["wait_1"], cancel: [], effects: [] });
    expect(move.kind === "move" && machine.stateValue(move.state)).toContain('"sequence":"wait_1"');
  });

  it("comes to an activity, and is asked what its filter asks", () => {
    const decision = machine.decide(at("to hello"), { type: "timer", timer: "@hello" });
    expect(decision).toMatchObject({
      kind: "question",
      guard: "matches:hello",
      yes: { effects: [{ kind: "execute", node: "hello" }] },
      no: { start: ["wait_2"] },
    });
  });

  it("goes on from there like everybody", () => {
    const decision = machine.decide(at("to hello"), { type: "timer", timer: "@hello" });
    const sent = decision.kind === "question" && decision.yes.kind === "move" ? decision.yes.state : 0;
    expect(machine.decide(sent, { type: "executed", node: "hello" })).toMatchObject({
      start: ["wait_2", "hello.opened:listen"],
    });
  });

  it("may leave before", () => {
    expect(machine.decide(at("to hello"), { type: "leave" })).toMatchObject({ status: "exited" });
  });

  it("is waiting, for those who look", () => {
    expect(machine.describe(at("to hello"))[0]).toEqual({ region: "sequence", doing: "waiting", node: "hello" });
  });
});
