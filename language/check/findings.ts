/** What checking one declaration gives, and how it moves with its text. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Move, moved, movedDiagnostic } from "../syntax/moved.ts";
import type { ParsedFile, SegmentContent } from "../syntax/parse.ts";
import type { Span } from "../syntax/span.ts";
import { carryFacts } from "./check-whole-journey.ts";
import type { CheckedJourney, CheckedSimulation, CheckedTest } from "./program.ts";
import type { TemplateUse } from "./scope.ts";

export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly journey?: CheckedJourney | undefined;
  readonly test?: CheckedTest | undefined;
  readonly simulation?: CheckedSimulation | undefined;
  /** Imported and declared names that it uses. */
  readonly used: ReadonlySet<string>;
  readonly templateUses: readonly TemplateUse[];
  /** Actions of other files that it carries out: what comes from there has places of its own. */
  readonly foreignActions: ReadonlySet<string>;
}

/** Where a file's segments stand. */
export type Places = ReadonlyMap<SegmentContent, Span>;

export function placesOf({ segments }: ParsedFile): Places {
  const places = new Map<SegmentContent, Span>();
  for (const { content, start, end } of segments) if (!places.has(content)) places.set(content, { start, end });
  return places;
}

/** Whether nothing that was found points at another part of the file, nor would a fix change one. */
export function staysInside(findings: Findings, file: string, own: Span | undefined): boolean {
  if (!own) return false;
  let isInside = true;
  const look: Move = (offset) => {
    if (offset < own.start || offset > own.end) isInside = false;
    return offset;
  };
  for (const each of findings.diagnostics) {
    // What a fix changes is known when it is asked for.
    if (each.fixes) return false;
    movedDiagnostic(each, file, look);
  }
  moveAll(findings, file, look);
  return isInside;
}

/**
 * The findings at other places.
 *
 * @param from where the file's segments stood when they were found
 * @param own the segment that they were found in
 * @returns undefined if they point at something that is gone
 */
export function movedFindings(
  findings: Findings,
  file: string,
  from: Places,
  to: Places,
  own: SegmentContent,
): Findings | undefined {
  let isGone = false;
  const ownFrom = from.get(own);
  const ownTo = to.get(own);
  if (!ownFrom || !ownTo) return undefined;
  const move: Move = (offset) => {
    if (ownFrom.start <= offset && offset <= ownFrom.end) return offset + ownTo.start - ownFrom.start;
    for (const [content, { start, end }] of from) {
      if (offset < start || offset >= end) continue;
      const now = to.get(content);
      if (now) return offset + now.start - start;
    }
    isGone = true;
    return offset;
  };
  const moving = moveAll(findings, file, move);
  return isGone ? undefined : moving;
}

function moveAll(findings: Findings, file: string, move: Move): Findings {
  const { diagnostics, journey, test, simulation, templateUses, foreignActions } = findings;
  const isElsewhere = (key: string, part: object): boolean =>
    key === "schema" ||
    key === "target" ||
    key === "template" ||
    key === "locales" ||
    ("kind" in part && part.kind === "do" && "action" in part && foreignActions.has(String(part.action)));
  const movedJourney = journey && moveJourney(journey, move, isElsewhere);
  return {
    ...findings,
    diagnostics: diagnostics.map((each) => movedDiagnostic(each, file, move)),
    templateUses: templateUses.map((each) => moved(each, move)),
    ...(movedJourney ? { journey: movedJourney } : {}),
    ...(test ? { test: moved(test, move) } : {}),
    ...(simulation ? { simulation: moved(simulation, move) } : {}),
  };
}

function moveJourney(
  journey: CheckedJourney,
  move: Move,
  isElsewhere: (key: string, part: object) => boolean,
): CheckedJourney {
  const there = moved(journey, move, isElsewhere);
  if (there !== journey) carryFacts(journey, there, move);
  return there;
}
