/** Journeys as pictures, and which step is where: for a preview beside the text. */
import { buildGraph, layoutDiagram, renderDiagram } from "@journey/compiler";
import { type CheckedJourney, type CheckedStep, LineIndex, type Span } from "@journey/language";
import type { EditedWorkspace } from "@journey/language/services";
import type { Range } from "vscode-languageserver";
import type { Session } from "./session.ts";

/** `journey/diagram`: the picture of a journey. */
export interface DiagramParams {
  readonly textDocument: { readonly uri: string };
  /** By name; default: the journey that the position is in, else the first of the file. */
  readonly journey?: string;
  readonly position?: { readonly line: number; readonly character: number };
  /** The step to mark. */
  readonly selected?: string;
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

export function serveDiagrams(session: Session): void {
  /** The last picture of each file's journeys that had no mistakes. */
  const last = new Map<string, DiagramResult>();
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
      const before = last.get(key);
      return before ? { ...before, isOld: true } : null;
    }
    const graph = buildGraph(journey, new LineIndex(places.text));
    const layout = await layoutDiagram(graph);
    const spans = spansOf(journey);
    const nodes = graph.nodes.flatMap(({ id, of }) => {
      const span = spans.get(id) ?? spans.get(of ?? id);
      return span ? [[id, places.range(span)] as const] : [];
    });
    const result: DiagramResult = {
      journey: name,
      title: journey.title ?? name,
      svg: renderDiagram(layout, { selected: params.selected }),
      nodes: Object.fromEntries(nodes),
      journeys: journeys.map((each) => each.name),
      isOld: false,
    };
    last.set(key, result);
    return result;
  });
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

/** The journeys that are written in the file, with mistakes or without. */
function namesIn(workspace: EditedWorkspace, path: string): readonly { readonly name: string; readonly span: Span }[] {
  const declarations = workspace.opened(path)?.parsed.tree.declarations ?? [];
  return declarations.flatMap((each) =>
    each.kind === "journey" && each.name ? [{ name: each.name.text, span: { start: each.start, end: each.end } }] : [],
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
