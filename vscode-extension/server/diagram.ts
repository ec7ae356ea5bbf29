/** Journeys as pictures, and which step is where: for a preview beside the text. */
import { buildGraph, type JourneyGraph, layoutDiagram, markChanges, renderDiagram } from "@journey/compiler";
import { type CheckedJourney, type CheckedStep, LineIndex, type Span } from "@journey/language";
import type { EditedWorkspace } from "@journey/language/services";
import type { Range } from "vscode-languageserver";
import { Before } from "./before.ts";
import type { Places } from "./ranges.ts";
import type { Session } from "./session.ts";

/** `journey/diagram`: the picture of a journey. */
export interface DiagramParams {
  readonly textDocument: { readonly uri: string };
  /** By name; default: the journey that the position is in, else the first of the file. */
  readonly journey?: string;
  readonly position?: { readonly line: number; readonly character: number };
  /** The step to mark. */
  readonly selected?: string;
  /** Marks what has changed since the last commit. Asks git, so not where the folder's owner is not trusted. */
  readonly since?: "HEAD";
}

export interface DiagramResult {
  readonly journey: string;
  readonly title: string;
  /** Self-contained, without scripts; steps are `<g data-node="ID">`. */
  readonly svg: string;
  /** Where each step stands, by its id in the picture. A step of an action stands where the action is done. */
  readonly nodes: Readonly<Record<string, Range>>;
  /** The journeys of the file that can be drawn. */
  readonly journeys: readonly string[];
  /** The journey has mistakes now: this is how it was before them. Its ranges may be a little off. */
  readonly isOld: boolean;
  /** None where it wasn't asked for, or can't be known. */
  readonly changes?: DiagramChanges;
}

/** Steps that differ from those of the last commit, by the rules of `journey diff`. */
export interface DiagramChanges {
  readonly since: "HEAD";
  /** The commit has no such journey; no step is marked then. */
  readonly isNew: boolean;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** `journey/stepAt`: the step that the position is in; null where it is in none. */
export interface StepAtParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

export interface StepAtResult {
  readonly journey: string;
  /** Its id in the picture. */
  readonly step: string;
  readonly range: Range;
}

/** `journey/steps`: the journeys of a file, and where their steps stand. */
export interface StepsParams {
  readonly textDocument: { readonly uri: string };
}

export interface JourneySteps {
  readonly journey: string;
  /** Of the journey's first word. */
  readonly range: Range;
  /** By their ids, as in {@link DiagramResult.nodes}. Empty while the journey has mistakes. */
  readonly steps: Readonly<Record<string, Range>>;
}

export function serveDiagrams(session: Session): void {
  /** The last picture of each file's journeys that had no mistakes. */
  const last = new Map<string, DiagramResult>();
  const before = new Before(session);
  session.connection.onRequest("journey/diagram", async (params: DiagramParams): Promise<DiagramResult | null> => {
    const { uri } = params.textDocument;
    const asked = session.answer(uri, ({ workspace, path, places }) => {
      const names = namesIn(workspace, path);
      const offset = params.position && places.offset(params.position);
      const around = names.find(({ span }) => offset !== undefined && span.start <= offset && offset <= span.end);
      const name = params.journey ?? around?.name ?? names[0]?.name;
      const journeys = workspace.checked(path)?.journeys ?? [];
      return { path, places, name, journeys, journey: journeys.find((each) => each.name === name) };
    });
    if (asked?.name === undefined) return null;
    const { name, places, journey, journeys } = asked;
    const key = `${uri} ${name}`;
    if (!journey) {
      const earlier = last.get(key);
      return earlier ? { ...earlier, isOld: true } : null;
    }
    const graph = buildGraph(journey, new LineIndex(places.text));
    const known = params.since === "HEAD" ? before.of(asked.path) : undefined;
    const old = known?.get(name);
    const marked = old && markChanges(old, graph);
    const layout = await layoutDiagram(graph, marked?.gone);
    const { added, changed, removed } = marked ?? { added: 0, changed: 0, removed: 0 };
    const result: DiagramResult = {
      journey: name,
      title: journey.title ?? name,
      svg: renderDiagram(layout, { selected: params.selected, changes: marked?.changes }),
      nodes: rangesOf(journey, graph, places),
      journeys: journeys.map((each) => each.name),
      isOld: false,
      ...(known ? { changes: { since: "HEAD", isNew: !old, added, changed, removed } } : {}),
    };
    last.set(key, result);
    return result;
  });
  session.connection.onRequest("journey/steps", ({ textDocument }: StepsParams): readonly JourneySteps[] | null =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const checked = workspace.checked(path)?.journeys ?? [];
      return namesIn(workspace, path).map(({ name, keyword }) => {
        const journey = checked.find((each) => each.name === name);
        const steps = journey ? rangesOf(journey, buildGraph(journey, new LineIndex(places.text)), places) : {};
        return { journey: name, range: places.range(keyword), steps };
      });
    }),
  );
  session.connection.onRequest("journey/stepAt", ({ textDocument, position }: StepAtParams): StepAtResult | null =>
    session.answer(textDocument.uri, ({ workspace, path, places }) => {
      const offset = places.offset(position);
      for (const journey of workspace.checked(path)?.journeys ?? []) {
        const holding = [...spansOf(journey)].filter(([, { start, end }]) => start <= offset && offset <= end);
        // The innermost.
        const [step] = holding.sort(([, a], [, b]) => a.end - a.start - (b.end - b.start));
        if (step) return { journey: journey.name, step: step[0], range: places.range(step[1]) };
      }
      return undefined;
    }),
  );
}

interface WrittenJourney {
  readonly name: string;
  readonly span: Span;
  readonly keyword: Span;
}

/** The journeys that are written in the file, with mistakes or without. */
function namesIn(workspace: EditedWorkspace, path: string): readonly WrittenJourney[] {
  const declarations = workspace.opened(path)?.parsed.tree.declarations ?? [];
  return declarations.flatMap((each) => {
    if (each.kind !== "journey" || !each.name) return [];
    return [{ name: each.name.text, span: { start: each.start, end: each.end }, keyword: each.keyword }];
  });
}

/** Where the steps of a graph stand in the journey's own file, by id. */
function rangesOf(journey: CheckedJourney, graph: JourneyGraph, places: Places): Readonly<Record<string, Range>> {
  const spans = spansOf(journey);
  return Object.fromEntries(
    graph.nodes.flatMap(({ id, of }) => {
      const span = spans.get(id) ?? spans.get(of ?? id);
      return span ? [[id, places.range(span)] as const] : [];
    }),
  );
}

/** Where the steps of a journey stand in its own file, by id. */
function spansOf(journey: CheckedJourney): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  const visit = (steps: readonly CheckedStep[], instead: Span | undefined): void => {
    for (const step of steps) {
      const span = instead ?? step.span;
      if (step.kind !== "do") spans.set(step.id, span);
      for (const block of blocksOf(step)) visit(block, step.kind === "do" ? span : instead);
    }
  };
  visit(journey.steps, undefined);
  return spans;
}

function blocksOf(step: CheckedStep): readonly (readonly CheckedStep[])[] {
  switch (step.kind) {
    case "wait":
    case "wait until":
    case "exit":
      return [];
    case "if":
    case "wait for":
      return [step.then, step.otherwise];
    case "match":
      return [...step.cases.map((each) => each.steps), step.otherwise];
    case "split":
      return step.shares.map((share) => share.steps);
    case "ab test":
      return step.variants.map((variant) => variant.steps);
    case "parallel":
      return step.branches.map((branch) => branch.steps);
    case "repeat":
    case "do":
      return [step.steps];
    default:
      return step.clauses.map((clause) => clause.steps);
  }
}
