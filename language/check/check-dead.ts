/** Parts of a journey that nobody ever comes to, and questions that are asked too early. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Span } from "../syntax/span.ts";
import type { Condition } from "./condition.ts";
import { placeOf } from "./condition-places.ts";
import type { CheckedActivity, CheckedJourney, CheckedStep } from "./program.ts";
import type { FileScope } from "./scope.ts";
import { alwaysExits } from "./step-exits.ts";
import { lengthOf, rangeOf } from "./step-length.ts";

/** Around a change of the clocks a day may be an hour shorter. */
const clockChange = 60;

/** What comes at once, or while the message is on its way: an `exit` may be too late for it. */
const immediate: ReadonlySet<string> = new Set(["failed", "suppressed", "bounced", "delivered"]);

interface Place {
  /** In an action: the `do` that carries it out. */
  readonly from?: Span;
  /** Activities that nobody can have got when they are here. */
  readonly later: ReadonlyMap<string, Span>;
  /** What comes later may have come in an earlier round. */
  readonly isRepeated: boolean;
}

export function checkDead(journey: CheckedJourney, scope: FileScope): void {
  new DeadRules(journey, scope).block(journey.steps, { later: new Map(), isRepeated: false });
}

class DeadRules {
  /** Whoever enters again may have had everything before. */
  readonly #isOnce: boolean;

  constructor(
    readonly journey: CheckedJourney,
    readonly scope: FileScope,
  ) {
    this.#isOnce = journey.reenter.kind === "never";
  }

  block(steps: readonly CheckedStep[], place: Place): void {
    const laters = this.#latersOf(steps, place);
    for (const [index, step] of steps.entries()) {
      this.#step(step, { ...place, later: laters[index] ?? place.later }, steps.slice(index + 1));
    }
  }

  /** For each step, the activities after it. */
  #latersOf(steps: readonly CheckedStep[], place: Place): readonly ReadonlyMap<string, Span>[] {
    if (!this.#isOnce || place.isRepeated) return steps.map(() => new Map());
    const laters: ReadonlyMap<string, Span>[] = [];
    let later = place.later;
    for (const step of steps.toReversed()) {
      laters.push(later);
      const own = activitiesIn([step], place.from);
      if (own.length > 0) later = new Map([...later, ...own]);
    }
    return laters.reverse();
  }

  #step(step: CheckedStep, place: Place, following: readonly CheckedStep[]): void {
    switch (step.kind) {
      case "wait":
      case "wait until":
      case "exit":
        break;
      case "if":
        this.#ask(step.condition, step, place);
        this.block(step.then, place);
        this.block(step.otherwise, place);
        break;
      case "match":
        for (const each of step.cases) this.block(each.steps, place);
        this.block(step.otherwise, place);
        break;
      case "wait for":
        if (step.for.kind === "condition") this.#ask(step.for.condition, step, place);
        this.block(step.then, place);
        this.block(step.otherwise, place);
        break;
      case "split":
        for (const share of step.shares) this.block(share.steps, place);
        break;
      case "ab test":
        for (const variant of step.variants) this.block(variant.steps, place);
        break;
      case "repeat":
        this.block(step.steps, { ...place, isRepeated: true });
        break;
      case "parallel":
        for (const branch of step.branches) this.block(branch.steps, place);
        break;
      case "do":
        this.block(step.steps, { ...place, from: place.from ?? step.headSpan });
        break;
      default:
        if (step.filter) this.#ask(step.filter, step, place);
        this.#checkHeard(step, following, place);
        this.#checkName(step, place);
        // Clauses run beside the sequence: what comes after the activity may come before them.
        for (const clause of step.clauses) this.block(clause.steps, { ...place, later: new Map() });
    }
  }

  /** Nothing has happened yet to what comes later. */
  #ask(condition: Condition, step: CheckedStep, place: Place): void {
    if (!this.#isOnce || place.isRepeated) return;
    const later = new Map([...place.later, ...activitiesIn([step], place.from)]);
    for (const asked of engagementsIn(condition)) {
      const activity = later.get(asked.activity);
      if (!activity) continue;
      const written = placeOf(asked);
      const { file } = this.scope;
      const span = place.from ?? (written?.file === file ? { start: written.start, end: written.end } : step.headSpan);
      this.scope.report(
        diagnostics.askedTooEarly({
          file,
          span,
          activity: asked.activity,
          related: [{ file, ...activity, message: `\`${asked.activity}\` is here.` }],
        }),
      );
    }
  }

  /** Whether a clause's time can come before everybody has left. */
  #checkHeard(step: CheckedActivity, following: readonly CheckedStep[], place: Place): void {
    const end = step.clauses.length > 0 ? endAfter(following) : undefined;
    if (!end) return;
    for (const { trigger, after, headSpan } of step.clauses) {
      const wait = after ? rangeOf(after).from : 0;
      const isTooLate = end.minutes === 0 ? wait > 0 || !immediate.has(trigger) : wait > end.minutes + clockChange;
      if (!isTooLate) continue;
      const { file } = this.scope;
      const exit = place.from ?? end.exit.headSpan;
      this.scope.report(
        diagnostics.neverRuns({
          file,
          span: place.from ?? headSpan,
          related: [{ file, start: exit.start, end: exit.end, message: "Here everybody leaves." }],
        }),
      );
    }
  }

  #checkName(step: CheckedActivity, place: Place): void {
    if (step.named || step.clauses.length === 0 || place.from) return;
    if (step.kind !== "update" && step.kind !== "create" && step.kind !== "task") return;
    this.scope.report(diagnostics.unnamedActivity({ file: this.scope.file, span: step.headSpan, kind: step.kind }));
  }
}

/** The exit that everybody comes to by then at the latest, if nothing before it takes a time that isn't known. */
function endAfter(steps: readonly CheckedStep[]): { readonly exit: CheckedStep; readonly minutes: number } | undefined {
  let minutes = 0;
  for (const step of steps) {
    switch (step.kind) {
      case "wait":
        minutes += rangeOf(step.duration).to;
        break;
      case "update":
      case "create":
      case "task":
      case "add to list":
      case "remove from list":
      case "suppress":
      case "follow":
      case "unfollow":
        break;
      default:
        return alwaysExits(step) && isBare([step])
          ? { exit: step, minutes: minutes + lengthOf([step], 0).to }
          : undefined;
    }
  }
  return undefined;
}

/** Nothing but waits, questions and exits: whose times are known. */
function isBare(steps: readonly CheckedStep[]): boolean {
  return steps.every((step) => {
    switch (step.kind) {
      case "wait":
      case "exit":
        return true;
      case "if":
        return isBare(step.then) && isBare(step.otherwise);
      case "do":
        return isBare(step.steps);
      default:
        return false;
    }
  });
}

function engagementsIn(condition: Condition): readonly (Condition & { kind: "engagement" })[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.operands.flatMap(engagementsIn);
    case "not":
      return engagementsIn(condition.operand);
    case "engagement":
      return [condition];
    default:
      return [];
  }
}

/** The activities in the steps and in all that these hold, with the places that the journey's file has for them. */
function activitiesIn(steps: readonly CheckedStep[], from: Span | undefined): readonly (readonly [string, Span])[] {
  return steps.flatMap((step) => {
    const inside = (blocks: readonly (readonly CheckedStep[])[], place = from): readonly (readonly [string, Span])[] =>
      blocks.flatMap((block) => activitiesIn(block, place));
    switch (step.kind) {
      case "wait":
      case "wait until":
      case "exit":
        return [];
      case "if":
      case "wait for":
        return inside([step.then, step.otherwise]);
      case "match":
        return inside([...step.cases.map((each) => each.steps), step.otherwise]);
      case "split":
        return inside(step.shares.map((share) => share.steps));
      case "ab test":
        return inside(step.variants.map((variant) => variant.steps));
      case "repeat":
        return inside([step.steps]);
      case "parallel":
        return inside(step.branches.map((branch) => branch.steps));
      case "do":
        return inside([step.steps], from ?? step.headSpan);
      default: {
        const own = [step.id, from ?? step.headSpan] as const;
        return [own, ...inside(step.clauses.map((clause) => clause.steps))];
      }
    }
  });
}
