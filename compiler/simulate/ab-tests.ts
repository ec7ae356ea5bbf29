/** What a run knows of its A/B tests: who got which variant, who did what decides, and the decision itself. */
import type { Happening } from "@journey/language";
import { type ConditionEnvironment, operandReader } from "../filters/to-predicate.ts";
import type { AbTestNode } from "../graph/graph.ts";
import type { Cohort } from "./cohort.ts";
import type { Behaviour, People } from "./run-types.ts";
import { later } from "./virtual-journey.ts";
import type { VirtualRun } from "./virtual-run.ts";

export class AbTests {
  readonly run: Pick<VirtualRun, "now" | "schedule" | "decide">;
  readonly people: People;
  readonly behaviour: Behaviour;
  /** Epoch milliseconds: nothing happens at or after it. */
  readonly end: number;
  /** The environment of a condition about a participant. */
  readonly ask: (cohort: Cohort, person: number) => ConditionEnvironment;

  constructor(
    run: AbTests["run"],
    { people, behaviour, end, ask }: Pick<AbTests, "people" | "behaviour" | "end" | "ask">,
  ) {
    this.run = run;
    this.people = people;
    this.behaviour = behaviour;
    this.end = end;
    this.ask = ask;
  }

  #tallyOf(cohort: Cohort, test: AbTestNode): { sent: number; successes: number }[] {
    let tally = cohort.tallies.get(test.id);
    if (!tally) {
      tally = test.variants.map(() => ({ sent: 0, successes: 0 }));
      cohort.tallies.set(test.id, tally);
    }
    return tally;
  }

  #testOf(cohort: Cohort, id: string): AbTestNode | undefined {
    const node = cohort.journey.graph.nodes[cohort.journey.table.nodeIndex.get(id) ?? -1];
    return node?.kind === "ab test" ? node : undefined;
  }

  /** Sets a participant's bit of a variant. @returns whether it was not set before */
  #mark(cohort: Cohort, person: number, test: string, variant: number, what: "sent" | "success"): boolean {
    const { facts } = cohort.journey;
    const place = person * facts.count + facts.ofVariant(test, variant, what);
    if (cohort.facts[place] === 1) return false;
    cohort.facts[place] = 1;
    return true;
  }

  #isMarked(cohort: Cohort, person: number, test: string, variant: number, what: "sent" | "success"): boolean {
    const { facts } = cohort.journey;
    return cohort.facts[person * facts.count + facts.ofVariant(test, variant, what)] === 1;
  }

  sent(journey: number, cohort: Cohort, person: number, node: number): void {
    for (const [id, variant] of cohort.journey.nodes[node]!.variants) {
      const test = this.#testOf(cohort, id);
      if (!test) continue;
      const { winner } = test;
      const isOpen = winner.by !== "manual" && !cohort.decisions.has(id);
      if (isOpen && !this.behaviour.isDecidedOutside?.(journey, cohort.journey.table.nodeIndex.get(id) ?? -1)) {
        const at = later(this.run.now, winner.after, cohort.journey.graph.timezone.fallback);
        cohort.decisions.set(id, at);
        if (at < this.end) this.run.schedule(at, () => this.#decideByMeasure(journey, cohort, test));
      }
      if (!this.#mark(cohort, person, id, variant, "sent")) continue;
      this.#tallyOf(cohort, test)[variant]!.sent++;
      if (winner.by === "conversion") {
        const goal = cohort.journey.goals.findIndex((each) => each.name === winner.goal);
        if (cohort.goals[person * cohort.journey.goals.length + goal] === 1) {
          this.#succeeded(cohort, person, test, variant);
        }
      }
    }
  }

  happened(cohort: Cohort, person: number, id: string, variant: number, happening: Happening): void {
    const by = this.#testOf(cohort, id)?.winner.by;
    const isSuccess =
      (by === "open rate" && (happening === "opened" || happening === "clicked" || happening === "replied")) ||
      ((by === "click rate" || by === "manual") && happening === "clicked") ||
      (by === "reply rate" && happening === "replied");
    const test = isSuccess ? this.#testOf(cohort, id) : undefined;
    if (test) this.#succeeded(cohort, person, test, variant);
  }

  reached(cohort: Cohort, person: number, goal: string): void {
    for (const node of cohort.journey.graph.nodes) {
      if (node.kind !== "ab test" || node.winner.by !== "conversion" || node.winner.goal !== goal) continue;
      for (const [variant] of node.variants.entries()) {
        if (this.#isMarked(cohort, person, node.id, variant, "sent")) this.#succeeded(cohort, person, node, variant);
      }
    }
  }

  #succeeded(cohort: Cohort, person: number, test: AbTestNode, variant: number): void {
    if (this.#mark(cohort, person, test.id, variant, "success")) this.#tallyOf(cohort, test)[variant]!.successes++;
  }

  /** By the rate, or by the sum per head; of equals the first. */
  #decideByMeasure(journey: number, cohort: Cohort, test: AbTestNode): void {
    const tally = this.#tallyOf(cohort, test);
    const { winner } = test;
    if (winner.by === "sum") {
      const amount = operandReader(winner.sum, "number", cohort.journey.graph.schema);
      for (const [variant, each] of tally.entries()) {
        each.successes = 0;
        for (let person = 0; person < this.people.count; person++) {
          if (!this.#isMarked(cohort, person, test.id, variant, "sent")) continue;
          const value = amount(this.people.recordOf(person), this.ask(cohort, person));
          each.successes += Number(value ?? 0);
        }
      }
    }
    let best = 0;
    const rate = (variant: number): number => {
      const { sent, successes } = tally[variant]!;
      return sent === 0 ? -1 : successes / sent;
    };
    for (let variant = 1; variant < tally.length; variant++) if (rate(variant) > rate(best)) best = variant;
    this.run.decide(journey, test.id, best);
  }
}
