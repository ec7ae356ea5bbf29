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
  const starts = startsThatMayCircle(journeys);
  const found: Diagnostic[] = [];
  const seen = new Set<CheckedJourney>();
  for (const onlyCertain of [true, false]) {
    for (const journey of starts.keys()) {
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

/** Without the journeys from which every way ends somewhere: nearly always, none are left. */
function startsThatMayCircle(journeys: readonly CheckedJourney[]): ReadonlyMap<CheckedJourney, readonly Start[]> {
  const byName = new Map(journeys.map((journey) => [journey.name, journey]));
  const starters = new Map<CheckedJourney, CheckedJourney[]>();
  const open = new Map<CheckedJourney, number>();
  const ended: CheckedJourney[] = [];
  for (const journey of journeys) {
    const starts = startsOf(journey);
    if (starts.length === 0) {
      ended.push(journey);
      continue;
    }
    let count = 0;
    for (const { name } of starts) {
      const to = byName.get(name);
      if (!to) continue;
      count++;
      const others = starters.get(to);
      if (others) others.push(journey);
      else starters.set(to, [journey]);
    }
    if (count === 0) ended.push(journey);
    else open.set(journey, count);
  }
  for (const journey of ended) {
    for (const starter of starters.get(journey) ?? []) {
      const count = (open.get(starter) ?? 0) - 1;
      open.set(starter, count);
      if (count > 0) continue;
      open.delete(starter);
      ended.push(starter);
    }
  }
  return new Map(
    [...open.keys()].map((journey) => [
      journey,
      startsOf(journey).flatMap((start) => {
        const to = byName.get(start.name);
        return to && open.has(to) ? [{ ...start, to }] : [];
      }),
    ]),
  );
}

/** The shortest way from the journey back to it. */
function circleFrom(
  journey: CheckedJourney,
  startsFrom: (journey: CheckedJourney) => readonly Start[],
): readonly Start[] | undefined {
  /** By the journey that it leads to, the first start that did. */
  const ways = new Map<CheckedJourney, Start>();
  const queue = [journey];
  for (const from of queue) {
    for (const start of startsFrom(from)) {
      if (ways.has(start.to)) continue;
      ways.set(start.to, start);
      if (start.to === journey) return wayBack(journey, ways);
      queue.push(start.to);
    }
  }
  return undefined;
}

function wayBack(journey: CheckedJourney, ways: ReadonlyMap<CheckedJourney, Start>): readonly Start[] {
  const circle: Start[] = [];
  for (let start = ways.get(journey); start; start = start.from === journey ? undefined : ways.get(start.from)) {
    circle.push(start);
  }
  return circle.reverse();
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
  const round = circle.reduce((sum, { elapsed }) => sum + elapsed.from, 0);
  for (const start of circle) {
    const reason = stops(start, round);
    if (reason !== undefined) return diagnostics.journeysInCircle({ ...at, journeys, reason });
  }
  return diagnostics.endlessJourneys({ ...at, journeys });
}

/**
 * What may end the circle here.
 *
 * @param round how long it takes at the least to come round
 */
function stops({ from: journey, isGuarded, rest, elapsed }: Start, round: number): string | undefined {
  const name = `\`${journey.name}\``;
  const { reenter } = journey;
  if (reenter.kind === "never") return `${name} lets nobody in twice`;
  if (isGuarded) return `not everybody in ${name} comes to the step`;
  if (journey.exits.length > 0 || journey.goals.some(({ exits }) => exits)) return `${name} can be left before`;
  if (reenter.kind === "after" && round < rangeOf(reenter.duration).to) {
    return `${name} lets nobody in again for a while`;
  }
  // Whoever is still in a journey doesn't enter it.
  return rest > round - elapsed.from ? `people may still be in ${name}` : undefined;
}

function startsOf(journey: CheckedJourney): readonly WrittenStart[] {
  const written = known.get(journey) ?? writtenStarts(journey);
  known.set(journey, written);
  return written;
}

/** What follows from a journey alone; another check meets nearly all of them again. */
const known = new WeakMap<CheckedJourney, readonly WrittenStart[]>();

interface WrittenStart extends Omit<Start, "to"> {
  /** The journey that is started, as it is called. */
  readonly name: string;
}

function writtenStarts(journey: CheckedJourney): readonly WrittenStart[] {
  const closed = longestClosed(journey.send);
  const listening = hasClauses(journey.steps) ? rangeOf(journey.listen).to : 0;
  const total = lengthOf(journey.steps, closed);
  const found: WrittenStart[] = [];
  const visit = (steps: readonly CheckedStep[], begin: Range, isGuarded: boolean, from?: Span): void => {
    let elapsed = begin;
    for (const step of steps) {
      const inner = (block: readonly CheckedStep[], wait: Range = nothing): void =>
        visit(block, plus(elapsed, wait), true, from);
      switch (step.kind) {
        case "start journey": {
          const rest = Math.max(0, total.to - elapsed.from) + listening;
          found.push({ from: journey, name: step.journey, place: from ?? step.headSpan, isGuarded, elapsed, rest });
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
