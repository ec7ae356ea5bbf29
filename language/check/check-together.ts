/** The rules across journeys: what several of them do to one person. */
import { createHash } from "node:crypto";
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Model } from "../models/schema.ts";
import { canonicalJson } from "../reasoning/canonical-json.ts";
import { satisfiable } from "../reasoning/satisfiable.ts";
import { Recent } from "../texts/recent.ts";
import { checkCycles } from "./check-cycles.ts";
import { factsOf } from "./check-whole-journey.ts";
import type { Condition } from "./condition.ts";
import type { CheckedFile, CheckedJourney } from "./program.ts";
import { haveSameItems } from "./same-items.ts";

/** More messages than this in a week are worth knowing. */
const mostPerWeek = 14;

/** Of a thousand journeys the loudest say enough: whether all of them can reach one person would take minutes to find out. */
const mostCompared = 20;

/** Whether filters can hold together: asked again at every keystroke, and nearly always about the same ones. */
const known = new WeakMap<Model, Recent<string, boolean>>();

/** What was found across journeys the last time: most keystrokes change none that is without mistakes. */
export interface TogetherMemory {
  last?: { readonly files: readonly CheckedFile[]; readonly found: readonly Diagnostic[] };
}

/** Adds what is found across the journeys of all files; an error takes the journey that it is found in out. */
export function checkTogether(
  files: readonly CheckedFile[],
  others: readonly CheckedFile[],
  sorted: (found: readonly Diagnostic[], file: string) => readonly Diagnostic[],
  memory: TogetherMemory,
): readonly CheckedFile[] {
  const all = [...files, ...others];
  const { last } = memory;
  const isSame =
    last?.files.length === all.length &&
    all.every((file, index) => haveSameItems(file.journeys, last.files[index]?.journeys ?? []));
  const found = isSame ? last.found : findTogether(all.flatMap((file) => file.journeys));
  memory.last = { files: all, found };
  if (found.length === 0) return files;
  const errors = found.filter(({ severity }) => severity === "error");
  const own = new Set(files.map(({ file }) => file));
  const byFile = new Map<string | undefined, Diagnostic[]>();
  for (const each of found) {
    // What is found in a file that nobody asked for is shown with the first.
    const path = own.has(each.file) ? each.file : files[0]?.file;
    const others = byFile.get(path);
    if (others) others.push(each);
    else byFile.set(path, [each]);
  }
  return files.map((file) => {
    const mine = byFile.get(file.file);
    if (!mine) return file;
    const isFaulty = ({ span }: CheckedJourney): boolean =>
      errors.some((each) => each.file === file.file && each.start >= span.start && each.end <= span.end);
    return {
      ...file,
      journeys: file.journeys.filter((journey) => !isFaulty(journey)),
      diagnostics: sorted([...file.diagnostics, ...mine], file.file),
    };
  });
}

function findTogether(journeys: readonly CheckedJourney[]): readonly Diagnostic[] {
  return [...checkCycles(journeys), ...checkVolumeAcross(journeys)];
}

/** The most that a person who is in several journeys of one model may get in a week. */
function checkVolumeAcross(journeys: readonly CheckedJourney[]): readonly Diagnostic[] {
  const byModel = new Map<string, { readonly journey: CheckedJourney; readonly perWeek: number }[]>();
  for (const journey of journeys) {
    const perWeek = factsOf(journey)?.perWeek ?? 0;
    if (perWeek === 0) continue;
    const same = byModel.get(journey.target.name);
    if (same) same.push({ journey, perWeek });
    else byModel.set(journey.target.name, [{ journey, perWeek }]);
  }
  return [...byModel].flatMap(([model, all]) => {
    const together: typeof all = [];
    for (const each of all.toSorted((a, b) => b.perWeek - a.perWeek).slice(0, mostCompared)) {
      if (canHoldTogether([...together, each].map(({ journey }) => journey))) together.push(each);
    }
    const count = together.reduce((sum, { perWeek }) => sum + perWeek, 0);
    const largest = together[0]?.journey;
    const name = largest && factsOf(largest)?.name;
    if (count <= mostPerWeek || together.length < 2 || !name) return [];
    return [
      diagnostics.acrossJourneys({
        file: largest.file,
        span: { start: name.start, end: name.end },
        count,
        journeys: together.length,
        model,
        related: together.flatMap(({ journey, perWeek }) => {
          const place = factsOf(journey)?.name;
          return place
            ? [{ file: journey.file, start: place.start, end: place.end, message: `Up to ${perWeek} from this one.` }]
            : [];
        }),
      }),
    ];
  });
}

/** Whether one record can match the filters of all of them. */
function canHoldTogether(journeys: readonly CheckedJourney[]): boolean {
  const filters = journeys.flatMap(({ filter }) => filter ?? []);
  const last = journeys.at(-1);
  if (!last) return true;
  const answers = known.get(last.target) ?? new Recent<string, boolean>(200);
  known.set(last.target, answers);
  return answers.get(filters.map(idOf).join(" "), () => {
    const conditions = filters.map((condition) => ({ condition, label: undefined }));
    return satisfiable(conditions, last.schema).satisfiable;
  });
}

const ids = new WeakMap<Condition, string>();

/** Equal conditions have the same. */
function idOf(condition: Condition): string {
  const id = ids.get(condition) ?? createHash("sha256").update(canonicalJson(condition)).digest("base64");
  ids.set(condition, id);
  return id;
}
