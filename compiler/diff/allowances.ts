/**
 * Changes that somebody has allowed, with a reason: `// allow change wait-shortened: agreed with sales`. What is allowed is
 * shown as that, and fails nothing; it never vanishes. An allowance is about the change that it comes with: one that stood
 * there before is none, so that what was fine last year does not let the next change of its kind through.
 */
import { type ParsedFile, parse, spokenLines, suggest } from "@journey/language";
import type { SourcePlace } from "../graph/graph.ts";
import type { AllowanceFault, Change, JourneyDiff, ProjectDiff } from "./change.ts";
import { splitTurn } from "./match-journeys.ts";
import { type RuleCode, rules } from "./rules.ts";

/** A code of a comment. */
export interface Allowance {
  readonly code: string;
  /** `welcome`, `welcome.hello`: what it is about; undefined: what begins on its line. */
  readonly of?: string;
  /** Empty: it allows nothing. */
  readonly reason: string;
  readonly place: SourcePlace;
  /** The line that it speaks for, counted from 1. */
  readonly line: number;
}

const pattern =
  /^\/\/[ \t]*allow[ \t]+change[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)(?:[ \t]+of[ \t]+([\w.~]+))?[ \t]*(?::(.*))?$/i;

/** All allowances of a file. */
export function allowancesIn(text: string, file: string): readonly Allowance[] {
  if (!/allow[ \t]+change/i.test(text)) return [];
  const parsed: ParsedFile = parse(text, file);
  const lineOf = spokenLines(parsed);
  return parsed.comments.flatMap((comment) => {
    const match = comment.kind === "line" ? pattern.exec(comment.text.trimEnd()) : undefined;
    if (!match) return [];
    const [, codes = "", of, reason = ""] = match;
    const place = { file, ...parsed.lines.position(comment.start) };
    return codes.split(",").map((code) => ({
      code: code.trim(),
      ...(of === undefined ? {} : { of }),
      reason: reason.trim(),
      place,
      line: lineOf(comment),
    }));
  });
}

/**
 * Marks what is allowed, and says which allowances do nothing.
 *
 * @param before the allowances of the version before: they speak for changes that were made
 * @param isKnown whether a file was compared; of one with errors, nobody knows what its allowances are for
 */
export function allow(
  diff: ProjectDiff,
  before: readonly Allowance[],
  after: readonly Allowance[],
  isKnown: (file: string) => boolean = () => true,
): ProjectDiff {
  const old = new Set(before.map(keyOf));
  const valid = after.filter((each) => isCode(each.code) && each.reason !== "" && !old.has(keyOf(each)));
  const useful = new Set<Allowance>();
  const marked = (journey: JourneyDiff, changes: readonly Change[], isIndirect: boolean) =>
    changes.map((change) => {
      const fitting = valid.filter((each) => speaksFor(each, journey, change, isIndirect));
      for (const each of fitting) useful.add(each);
      const [first] = fitting;
      return first ? { ...change, allowed: { reason: first.reason, place: first.place } } : change;
    });
  const journeys = diff.journeys.map((journey) => ({
    ...journey,
    changes: marked(journey, journey.changes, false),
    indirect: marked(journey, journey.indirect, true),
  }));
  const faults = after.flatMap((each) => {
    if (useful.has(each) || !isKnown(each.place.file)) return [];
    return [{ code: each.code, place: each.place, ...faultOf(each, old.has(keyOf(each))) }];
  });
  return { ...diff, journeys, ...(faults.length > 0 ? { allowances: faults } : {}) };
}

/** The same words about the same thing are the same allowance, wherever it stands by now. */
const keyOf = ({ code, of, reason }: Allowance): string => JSON.stringify([code, of, reason]);

const isCode = (code: string): code is RuleCode => Object.hasOwn(rules, code);

function speaksFor(
  { code, of, line, place }: Allowance,
  { journey, head }: JourneyDiff,
  change: Change,
  isIndirect: boolean,
): boolean {
  if (code !== change.code) return false;
  if (of !== undefined) {
    if (of === journey) return true;
    return [change.oldId, change.newId].some((id) => id !== undefined && of === `${journey}.${splitTurn(id)[0]}`);
  }
  if (change.place.side === "after" && place.file === change.place.file && line === change.place.line) return true;
  // What is gone, or comes from a model, has no line in the journey: above the journey is the place for it.
  const isAbout = isIndirect || change.place.side === "before";
  return isAbout && head !== undefined && place.file === head.file && line === head.line;
}

function faultOf({ code, reason }: Allowance, isOld: boolean): Pick<AllowanceFault, "problem" | "message"> {
  if (!isCode(code)) {
    const like = suggest(code, Object.keys(rules));
    const message = `There is no kind of change called \`${code}\`, so this allows nothing.`;
    return { problem: "unknown-code", message: like ? `${message} Did you mean \`${like}\`?` : message };
  }
  if (reason === "") {
    return {
      problem: "no-reason",
      message: `It allows nothing without a reason: \`// allow change ${code}: why\`.`,
    };
  }
  return isOld
    ? {
        problem: "from-before",
        message: `This allowance of \`${code}\` was for an earlier change. Take it out, or say anew why, if it holds for this one too.`,
      }
    : { problem: "unused", message: `There is no \`${code}\` here to allow. Take it out.` };
}
