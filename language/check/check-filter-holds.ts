/**
 * Filters and conditions of a whole journey that nobody or everybody matches, alone or with those around them.
 *
 * People change while time passes: only what is asked at one moment is held against each other. An activity's filter is
 * asked together with those around it; an `if` that stands first in a block, right after what led there.
 */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { implies, type LabelledCondition, type LabelledPart, satisfiable } from "../reasoning/satisfiable.ts";
import type { Span } from "../syntax/span.ts";
import {
  type ConditionSite,
  checkConditionHolds,
  describeConflict,
  relatedParts,
  siteOf,
} from "./check-condition-holds.ts";
import type { Condition } from "./condition.ts";
import { placeOf, writtenCondition } from "./condition-places.ts";
import type { CheckedActivity, CheckedClause, CheckedJourney, CheckedStep } from "./program.ts";
import type { FileScope } from "./scope.ts";

/** Something known to hold, and how it is called. */
type Known = LabelledCondition<{ readonly what: string; readonly place?: Span & { readonly file: string } }>;

interface Place {
  /** In an action: the `do` that carries it out. */
  readonly from?: Span;
  /** Filters that are asked with those that stand here. */
  readonly applied: readonly Known[];
  /** What holds at the moment that this place is come to. */
  readonly now: readonly Known[];
  /** What holds from here on: it cannot be undone. */
  readonly ever: readonly Known[];
}

/** Checks all conditions of a journey that has no other mistake. */
export function checkFiltersHold(journey: CheckedJourney, scope: FileScope): void {
  new FilterRules(journey, scope).check();
}

class FilterRules {
  constructor(
    readonly journey: CheckedJourney,
    readonly scope: FileScope,
  ) {}

  check(): void {
    const { filter, enter, exits, goals, steps } = this.journey;
    const start: Known[] = [];
    const site = this.#site({});
    if (filter && checkConditionHolds(filter, "filter", site)) start.push(known(filter, "the journey's filter"));
    if (enter.where && checkConditionHolds(enter.where, "`where`", site)) {
      const isPossible = this.#checkEnclosing(enter.where, "`where`", { applied: start });
      if (isPossible) start.push(known(enter.where, "what is asked at entry"));
    }
    for (const exit of exits) {
      if (exit.kind === "when") this.#checkLater(exit.condition, "`exit`", filter);
      if (exit.kind === "event" && exit.where) checkConditionHolds(exit.where, "`where`", site);
    }
    for (const goal of goals) this.#checkLater(goal.condition, "goal", filter);
    const applied = start.filter(({ condition }) => condition === filter);
    this.#checkBlock(steps, { applied, now: start, ever: [] });
  }

  #site({ from }: Pick<Place, "from">): ConditionSite {
    return { scope: this.scope, schema: this.journey.schema, from };
  }

  /** Where the journey's own file has it: an action's steps may stand in another. */
  #here(head: Span, { from }: Pick<Place, "from">): Span & { readonly file: string } {
    const { start, end } = from ?? head;
    return { file: this.scope.file, start, end };
  }

  /** What is asked of people all the time: one that all have from the start is no event. */
  #checkLater(condition: Condition, what: string, filter: Condition | undefined): void {
    const site = this.#site({});
    if (!checkConditionHolds(condition, what, site)) return;
    const { schema } = this.journey;
    if (!filter || !implies(filter, condition, schema)) return;
    if (implies({ kind: "constant", value: true }, condition, schema)) return;
    const place = placeOf(filter);
    const related = place
      ? [{ file: place.file, start: place.start, end: place.end, message: "Everybody who enters matches this." }]
      : [];
    this.scope.report(diagnostics.trueFromTheStart({ ...siteOf(condition, site), what, related }));
  }

  /** @returns whether somebody may match all of them */
  #checkEnclosing(condition: Condition, what: string, place: Pick<Place, "applied" | "from">): boolean {
    const { applied } = place;
    if (applied.length === 0) return true;
    const own = known(condition, `this ${what}`);
    const answer = satisfiable([...applied, own], this.journey.schema);
    const site = this.#site(place);
    if (!answer.satisfiable) {
      this.scope.report(
        diagnostics.contradictsEnclosing({
          ...siteOf(condition, site),
          what,
          why: describeConflict(answer.conflict),
          related: relatedParts(answer.conflict, undefined, whereFrom),
        }),
      );
      return false;
    }
    const inverse = satisfiable([...applied, negation(own)], this.journey.schema);
    const isOwnFault = satisfiable([negation(own)], this.journey.schema).satisfiable === false;
    const written = writtenCondition(condition);
    if (!inverse.satisfiable && !isOwnFault && written !== undefined) {
      const others = inverse.conflict.filter(({ label }) => label !== own.label);
      if (condition.kind === "set" && others.every(({ part }) => part.kind !== "set")) return true;
      this.scope.report(
        diagnostics.redundantCondition({
          ...siteOf(condition, site),
          condition: written,
          because: `${others[0]?.label.what ?? "what stands around it"} is asked with it, and says so already`,
          related: relatedParts(others, undefined, whereFrom),
        }),
      );
    }
    return true;
  }

  #checkBlock(steps: readonly CheckedStep[], place: Place): void {
    for (const [index, step] of steps.entries()) {
      this.#checkStep(step, index === 0 ? place : { ...place, now: [] });
    }
  }

  #checkStep(step: CheckedStep, place: Place): void {
    const inner = { ...place, now: [] };
    switch (step.kind) {
      case "wait":
      case "wait until":
      case "exit":
        break;
      case "if": {
        const { condition } = step;
        const isPossible = checkConditionHolds(condition, "condition", this.#site(place));
        const answer = isPossible ? this.#checkBranch(condition, "This condition", step.headSpan, place) : "clear";
        const holds = known(condition, "what was asked before");
        const sides: readonly (readonly [readonly CheckedStep[], Known])[] = [
          [step.then, holds],
          [step.otherwise, negation(holds)],
        ];
        for (const [block, fact] of sides) {
          // In a branch that is known to be dead, all would be wrong.
          const now = isPossible && answer === "clear" ? [...place.now, fact] : [];
          this.#checkBlock(block, { ...place, now });
        }
        break;
      }
      case "match": {
        const others: Known[] = [];
        for (const each of step.cases) {
          const values = each.values.map(({ value }) => JSON.stringify(value)).join(", ");
          const what = `The case \`${values}\``;
          const answer = this.#checkBranch(each.condition, what, step.headSpan, place, "never");
          const fact = known(each.condition, what.toLowerCase(), this.#here(step.headSpan, place));
          others.push(negation(fact));
          this.#checkBlock(each.steps, { ...place, now: answer === "clear" ? [...place.now, fact] : [] });
        }
        this.#checkBlock(step.otherwise, { ...place, now: [...place.now, ...others] });
        break;
      }
      case "wait for": {
        const asked = step.for;
        const condition = asked.kind === "condition" ? asked.condition : asked.where;
        const what = asked.kind === "condition" ? "condition" : "`where`";
        const isPossible = condition === undefined || checkConditionHolds(condition, what, this.#site(place));
        const holds = asked.kind === "condition" && isPossible ? [known(asked.condition, "what was waited for")] : [];
        this.#checkBlock(step.then, { ...place, now: holds });
        this.#checkBlock(step.otherwise, inner);
        break;
      }
      case "repeat":
        if (step.until) checkConditionHolds(step.until, "`until`", this.#site(place));
        this.#checkBlock(step.steps, inner);
        break;
      case "split":
        for (const share of step.shares) this.#checkBlock(share.steps, place);
        break;
      case "ab test":
        for (const variant of step.variants) this.#checkBlock(variant.steps, inner);
        break;
      case "parallel":
        for (const branch of step.branches) this.#checkBlock(branch.steps, inner);
        break;
      case "do":
        this.#checkBlock(step.steps, { ...place, from: place.from ?? step.headSpan });
        break;
      default:
        this.#checkActivity(step, inner);
    }
  }

  #checkActivity(step: CheckedActivity, place: Place): void {
    const { filter } = step;
    const applied = [...place.applied];
    if (filter && checkConditionHolds(filter, "filter", this.#site(place))) {
      const isPossible = this.#checkEnclosing(filter, "filter", place);
      if (isPossible) applied.push(known(filter, step.named ? `the filter of \`${step.id}\`` : "the filter around it"));
    }
    for (const clause of step.clauses) {
      const ever = [...place.ever, ...factsOf(clause, step.id, this.#here(clause.headSpan, place))];
      this.#checkBlock(clause.steps, { ...place, applied, now: [], ever });
    }
  }

  /** An answer that is known before it is asked. */
  #checkBranch(
    condition: Condition,
    what: string,
    head: Span,
    place: Place,
    answers: "either" | "never" = "either",
  ): "clear" | "known" {
    const facts = [...place.now, ...place.ever];
    if (facts.length === 0) return "clear";
    const { schema } = this.journey;
    const own = known(condition, what);
    // What contradicts itself was reported where it stands.
    if (!satisfiable(facts, schema).satisfiable) return "known";
    const span = place.from ?? (placeOf(condition) ? siteOf(condition, this.#site(place)).span : head);
    const at = { file: this.scope.file, span, what };
    for (const [asked, report] of [
      [own, diagnostics.neverTrueBranch],
      [negation(own), diagnostics.alwaysTrueBranch],
    ] as const) {
      if (asked !== own && answers === "never") continue;
      if (!satisfiable([asked], schema).satisfiable) continue;
      const answer = satisfiable([...facts, asked], schema);
      if (answer.satisfiable) continue;
      const causes = answer.conflict.filter(({ label }) => label !== own.label);
      this.scope.report(
        report({
          ...at,
          because: causes[0]?.label.what ?? "what stands around it",
          related: causes.flatMap(({ label, part }) => {
            const cause = placeOf(part) ?? label.place;
            const { file, start, end } = cause ?? this.#here(head, place);
            return [{ file, start, end, message: "This is known here." }];
          }),
        }),
      );
      return "known";
    }
    return "clear";
  }
}

function known(condition: Condition, what: string, place?: Span & { readonly file: string }): Known {
  return { condition, label: { what, ...(place ? { place } : {}) } };
}

function negation({ condition, label }: Known): Known {
  return { condition: { kind: "not", operand: condition }, label };
}

function whereFrom({ label, negated }: LabelledPart): string {
  const { what } = label as Known["label"];
  return `In ${what}${negated ? ", where it must not hold" : ""}.`;
}

/** What somebody who gets into a clause is known to have done: that stays so. */
function factsOf(
  { trigger, negated, label, machines }: CheckedClause,
  id: string,
  place: Span & { readonly file: string },
): Known[] {
  // Machines open and click too, and a condition asks what people did; what they didn't do, a machine may have done.
  if (machines || negated) return [];
  const fact = (happening: typeof trigger, linkLabel?: string): Known =>
    known(
      { kind: "engagement", activity: id, happening, ...(linkLabel === undefined ? {} : { label: linkLabel }) },
      "the clause around it",
      place,
    );
  const facts = [fact(trigger)];
  if (label !== undefined) facts.push(fact(trigger, label));
  if (trigger === "clicked" || trigger === "replied") facts.push(fact("opened"));
  return facts;
}
