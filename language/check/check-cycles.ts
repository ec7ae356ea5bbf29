/** Journeys that start each other, round and round. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic, RelatedPlace } from "../diagnostics/diagnostic.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Span } from "../syntax/span.ts";
import type { CheckedJourney, CheckedStep } from "./program.ts";
import { alwaysExits } from "./step-exits.ts";
import { hasClauses, lengthOf, longestClosed, type Range, rangeOf } from "./step-length.ts";

/** A `start journey` that somebody may come to. */
interface Start {
  readonly from: CheckedJourney;
  readonly to: CheckedJourney;
  readonly place: Span;
  /** Not everybody comes to it. */
  readonly isGuarded: boolean;
  /** Since entry. */
  readonly elapsed: Range;
  /** How long the journey goes on after it. */
  readonly rest: number;
}

/** Finds circles among journeys that are checked together: one that nothing stops is an error. */
export function checkCycles(journeys: readonly CheckedJourney[]): readonly Diagnostic[] {
  const byName = new Map(journeys.map((journey) => [journey.name, journey]));
  const starts = new Map(journeys.map((journey) => [journey, startsIn(journey, byName)]));
  const found: Diagnostic[] = [];
  const seen = new Set<CheckedJourney>();
  for (const onlyCertain of [true, false]) {
    for (const journey of journeys) {
      if (seen.has(journey)) continue;
      const circle = circleFrom(journey, (each) =>
        (starts.get(each) ?? []).filter(({ isGuarded }) => !onlyCertain || !isGuarded),
      );
      if (!circle) continue;
      for (const { from } of circle) seen.add(from);
      found.push(finding(circle));
    }
  }
  return found;
}

/** The shortest way from the journey back to it. */
function circleFrom(
  journey: CheckedJourney,
  startsOf: (journey: CheckedJourney) => readonly Start[],
): readonly Start[] | undefined {
  const queue: (readonly Start[])[] = startsOf(journey).map((start) => [start]);
  const visited = new Set<CheckedJourney>();
  for (const path of queue) {
    const here = path.at(-1)?.to;
    if (!here || visited.has(here)) continue;
    if (here === journey) return path;
    visited.add(here);
    for (const start of startsOf(here)) queue.push([...path, start]);
  }
  return undefined;
}

function finding(circle: readonly Start[]): Diagnostic {
  const [first] = circle as readonly [Start, ...Start[]];
  const names = circle.map(({ from }) => from.name);
  const related: RelatedPlace[] = circle.map(({ from, to, place }) => ({
    file: from.file,
    ...place,
    message: `\`${from.name}\` starts \`${to.name}\` here.`,
  }));
  const at = { file: first.from.file, span: first.place, related };
  const journeys = names.length === 1 ? `${quotedList(names)} starts itself` : `${quotedList(names)} start each other`;
  const reason = circle.map((_, index) => stops(circle, index)).find((each) => each !== undefined);
  if (reason === undefined) return diagnostics.endlessJourneys({ ...at, journeys });
  return diagnostics.journeysInCircle({ ...at, journeys, reason });
}

/** What may end the circle at its journey number `index`. */
function stops(circle: readonly Start[], index: number): string | undefined {
  const start = circle[index];
  if (!start) return undefined;
  const { from: journey, isGuarded, rest } = start;
  const name = `\`${journey.name}\``;
  const { reenter } = journey;
  if (reenter.kind === "never") return `${name} lets nobody in twice`;
  if (isGuarded) return `not everybody in ${name} comes to the step`;
  if (journey.exits.length > 0 || journey.goals.some(({ exits }) => exits)) return `${name} can be left before`;
  const round = circle.reduce((sum, { elapsed }) => sum + elapsed.from, 0);
  if (reenter.kind === "after" && round < rangeOf(reenter.duration).to) {
    return `${name} lets nobody in again for a while`;
  }
  // Whoever is still in a journey doesn't enter it.
  return rest > round - start.elapsed.from ? `people may still be in ${name}` : undefined;
}

function startsIn(journey: CheckedJourney, byName: ReadonlyMap<string, CheckedJourney>): readonly Start[] {
  const closed = longestClosed(journey.send);
  const listening = hasClauses(journey.steps) ? rangeOf(journey.listen).to : 0;
  const total = lengthOf(journey.steps, closed);
  const found: Start[] = [];
  const visit = (steps: readonly CheckedStep[], begin: Range, isGuarded: boolean, from?: Span): void => {
    let elapsed = begin;
    for (const step of steps) {
      const inner = (block: readonly CheckedStep[], wait: Range = nothing): void =>
        visit(block, plus(elapsed, wait), true, from);
      switch (step.kind) {
        case "start journey": {
          const to = byName.get(step.journey);
          const rest = Math.max(0, total.to - elapsed.from) + listening;
          if (to) found.push({ from: journey, to, place: from ?? step.headSpan, isGuarded, elapsed, rest });
          break;
        }
        case "wait":
        case "wait until":
        case "exit":
          break;
        case "if":
          inner(step.then);
          inner(step.otherwise);
          break;
        case "match":
          for (const each of step.cases) inner(each.steps);
          inner(step.otherwise);
          break;
        case "wait for":
          inner(step.then, { from: 0, to: rangeOf(step.upTo).to });
          inner(step.otherwise, rangeOf(step.upTo));
          break;
        case "split":
          for (const share of step.shares) inner(share.steps);
          break;
        case "ab test":
          for (const variant of step.variants) inner(variant.steps);
          break;
        case "repeat":
          visit(step.steps, elapsed, isGuarded || step.until !== undefined, from);
          break;
        case "parallel":
          for (const branch of step.branches) visit(branch.steps, elapsed, isGuarded, from);
          break;
        case "do":
          visit(step.steps, elapsed, isGuarded, from ?? step.headSpan);
          break;
        default:
          for (const clause of step.clauses) inner(clause.steps, clause.after ? rangeOf(clause.after) : nothing);
      }
      if (alwaysExits(step)) return;
      elapsed = plus(elapsed, lengthOf([step], closed));
    }
  };
  visit(journey.steps, nothing, false);
  return found;
}

const nothing: Range = { from: 0, to: 0 };

function plus(a: Range, b: Range): Range {
  return { from: a.from + b.from, to: a.to + b.to };
}
