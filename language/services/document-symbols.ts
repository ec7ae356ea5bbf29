/** The outline of a file: its declarations, and the steps of its journeys as they stand in each other. */
import { blocksOf } from "../check/activities.ts";
import { stepWord } from "../check/step-id.ts";
import type { Block, Clause, Declaration, Step } from "../syntax/ast.ts";
import type { ParsedFile } from "../syntax/parse.ts";
import type { Span } from "../syntax/span.ts";

export type OutlineKind =
  | "journey"
  | "audience"
  | "action"
  | "template"
  | "test"
  | "simulation"
  | "activity"
  | "flow"
  | "clause"
  | "goal";

export interface OutlineEntry {
  readonly name: string;
  readonly detail?: string;
  readonly kind: OutlineKind;
  readonly span: Span;
  /** What stands for it: its name, or its keyword. Inside of `span`. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineEntry[];
}

export function documentSymbols({ tree, text }: ParsedFile): readonly OutlineEntry[] {
  return tree.declarations.flatMap((declaration) => declarationEntry(declaration, text) ?? []);
}

function declarationEntry(declaration: Declaration, text: string): OutlineEntry | undefined {
  switch (declaration.kind) {
    case "import":
    case "unknown":
      return undefined;
    case "test":
      return {
        name: declaration.title?.value || "test",
        ...detail(declaration.journey && `test of ${declaration.journey.text}`),
        kind: "test",
        span: declaration,
        nameSpan: declaration.title ?? declaration.keyword,
        children: [],
      };
    case "simulate":
      return {
        name: `simulate ${declaration.journey?.text ?? ""}`.trim(),
        kind: "simulation",
        span: declaration,
        nameSpan: declaration.journey ?? declaration.keyword,
        children: [],
      };
    default: {
      const { name, title } = declaration;
      return {
        name: name?.text || declaration.kind,
        ...detail(title?.value),
        kind: declaration.kind,
        span: declaration,
        nameSpan: name ?? declaration.keyword,
        children:
          declaration.kind === "journey"
            ? [
                ...declaration.settings.flatMap((setting) => (setting.kind === "goal" ? goalEntry(setting) : [])),
                ...stepEntries(declaration.steps, text),
              ]
            : declaration.kind === "action"
              ? stepEntries(declaration.block?.steps ?? [], text)
              : [],
      };
    }
  }
}

function goalEntry(goal: Extract<import("../syntax/ast.ts").JourneySetting, { kind: "goal" }>): OutlineEntry {
  return {
    name: goal.name?.text || "goal",
    ...detail(goal.title?.value),
    kind: "goal",
    span: goal,
    nameSpan: goal.name ?? goal.keyword,
    children: [],
  };
}

function stepEntries(steps: readonly Step[], text: string): readonly OutlineEntry[] {
  return steps.flatMap((step) => (step.kind === "unknown" ? [] : [stepEntry(step, text)]));
}

function stepEntry(step: Exclude<Step, { kind: "unknown" }>, text: string): OutlineEntry {
  const name = "name" in step ? step.name : undefined;
  const title = "title" in step ? step.title : undefined;
  const head = headOf(step, text);
  const children =
    "clauses" in step
      ? step.clauses.map((clause) => clauseEntry(clause, text))
      : waysOf(step, text).flatMap(([label, way]) => wayEntries(label, way, text));
  return {
    name: name?.text || head,
    ...detail(title?.value ?? (name ? stepWord(step).replaceAll("_", " ") : undefined)),
    kind: "clauses" in step ? "activity" : "flow",
    span: step,
    nameSpan: name ?? step.keyword,
    children,
  };
}

function clauseEntry(clause: Clause, text: string): OutlineEntry {
  return {
    name: headOf(clause, text),
    kind: "clause",
    span: clause,
    nameSpan: clause.keyword,
    children: stepEntries(clause.block?.steps ?? [], text),
  };
}

type Way = readonly [label: string | undefined, way: Span & { readonly block?: Block; readonly keyword?: Span }];

/** The ways through a step of the flow; one without a label of its own shows its steps right below. */
function waysOf(step: Step, text: string): readonly Way[] {
  switch (step.kind) {
    case "split":
      return step.shares.map((share) => [headOf(share, text), share as Way[1]]);
    case "ab test":
      return step.variants.map((variant) => [variant.name?.text ?? "variant", variant as Way[1]]);
    case "parallel":
      return step.branches.map((branch) => [branch.name?.text ?? "branch", branch as Way[1]]);
    case "match":
      return [
        ...step.cases.map((each): Way => [headOf(each, text), each as Way[1]]),
        ...(step.otherwise ? [["else", { ...step.otherwise, block: step.otherwise }] as Way] : []),
      ];
    default:
      return blocksOf(step).map((block) => [undefined, { ...block, block }]);
  }
}

function wayEntries(label: string | undefined, way: Way[1], text: string): readonly OutlineEntry[] {
  const children = stepEntries(way.block?.steps ?? [], text);
  if (label === undefined) return children;
  const nameSpan = way.keyword ?? { start: way.start, end: Math.min(way.end, way.start + label.length) };
  return [{ name: label, kind: "flow", span: way, nameSpan, children }];
}

/** The words up to the brace, on one line. */
function headOf({ start, end }: Span, text: string): string {
  const whole = text.slice(start, end);
  const brace = whole.search(/[{\n]/);
  const head = (brace < 0 ? whole : whole.slice(0, brace)).replace(/\s+/g, " ").trim();
  return (head.length > 60 ? `${head.slice(0, 59)}…` : head) || "step";
}

function detail(text: string | undefined): { readonly detail?: string } {
  return text === undefined || text === "" ? {} : { detail: text };
}
