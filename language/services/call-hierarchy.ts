/** Paths: what leads to a step and what follows it, and which journeys start which. */
import { blocksOf } from "../check/activities.ts";
import type { Action, Clause, Journey, Node, Step } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { OpenedFile } from "../workspace.ts";
import { wordsOf } from "./applied-filter.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { occurrenceAt, occurrencesOf } from "./file-index.ts";
import { childrenOf, isStep, nameOf, nodesAt } from "./surroundings.ts";

export interface PathItem {
  readonly name: string;
  readonly kind: "journey" | "action" | "step";
  /** The journey that a step is in. */
  readonly detail: string;
  readonly file: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface PathCall {
  readonly item: PathItem;
  /** Where it is said: for incoming ones in the item's file, for outgoing ones in the asked one's. */
  readonly at: readonly Span[];
}

type Owner = Journey | Action;

/** What can be asked about at the place: the journey or action that is named there, or the step that stands there. */
export function pathItem(workspace: EditedWorkspace, path: string, offset: number): PathItem | undefined {
  const occurrence = occurrenceAt(workspace, path, offset);
  const thing = occurrence?.thing;
  if (thing?.place && (thing.kind === "journey" || thing.kind === "action" || thing.kind === "activity")) {
    return itemAt(workspace, thing.place.file, thing.place.start);
  }
  return itemAt(workspace, path, offset);
}

function itemAt(workspace: EditedWorkspace, file: string, offset: number): PathItem | undefined {
  const opened = workspace.opened(file);
  if (!opened) return undefined;
  const nodes = nodesAt(opened, offset).map(({ node }) => node);
  const step = nodes.findLast(isStep);
  const owner = nodes.find(isOwner);
  if (step && owner) return stepItem(step, owner, opened);
  return owner && ownerItem(owner, file);
}

export function incoming(workspace: EditedWorkspace, item: PathItem): readonly PathCall[] {
  const found = find(workspace, item);
  if (!found) return [];
  const { opened, node, owner } = found;
  if (node === owner) return callersOf(workspace, owner, item.file);
  return waysIn(owner)
    .filter(({ to }) => to === node)
    .map(({ from, at }) => ({
      item: isOwner(from) ? ownerItem(from, item.file) : stepItem(from, owner, opened),
      at: [at],
    }));
}

export function outgoing(workspace: EditedWorkspace, item: PathItem): readonly PathCall[] {
  const found = find(workspace, item);
  if (!found) return [];
  const { opened, node, owner } = found;
  const ways = waysIn(owner)
    .filter(({ from }) => from === node)
    .map(({ to, at }) => ({ item: stepItem(to, owner, opened), at: [at] }));
  const called = node === owner ? [] : calledBy(workspace, node as Step, opened);
  return [...ways, ...called];
}

interface Way {
  readonly from: Step | Owner;
  readonly to: Step;
  /** The step, or the reaction that leads on. */
  readonly at: Span;
}

/** From each step to those that may come right after it. */
function waysIn(owner: Owner): readonly Way[] {
  const ways: Way[] = [];
  const follow = (steps: readonly Step[], after: Step | undefined): void => {
    for (const [index, step] of steps.entries()) {
      const next = steps[index + 1] ?? after;
      const blocks = "clauses" in step ? [] : blocksOf(step);
      if ("clauses" in step) for (const clause of step.clauses) react(step, clause);
      for (const block of blocks) {
        const [first] = block.steps;
        if (first) ways.push({ from: step, to: first, at: headOf(step) });
        follow(block.steps, next);
      }
      const goesOn = blocks.length === 0 || blocks.some((block) => block.steps.length === 0) || isPassable(step);
      if (next && step.kind !== "exit" && goesOn) ways.push({ from: step, to: next, at: headOf(step) });
    }
  };
  const react = (step: Step, clause: Clause): void => {
    const steps = clause.block?.steps ?? [];
    const [first] = steps;
    if (first)
      ways.push({ from: step, to: first, at: { start: clause.start, end: clause.block?.start ?? clause.end } });
    follow(steps, undefined);
  };
  const steps = owner.kind === "journey" ? owner.steps : (owner.block?.steps ?? []);
  if (steps[0]) ways.push({ from: owner, to: steps[0], at: owner.name ?? owner.keyword });
  follow(steps, undefined);
  return ways;
}

/** Nobody has to go into its blocks. */
function isPassable(step: Step): boolean {
  return (step.kind === "if" || step.kind === "wait for" || step.kind === "match") && !step.otherwise;
}

function callersOf(workspace: EditedWorkspace, owner: Owner, file: string): readonly PathCall[] {
  const name = owner.name;
  const thing = name && occurrenceAt(workspace, file, name.start)?.thing;
  if (!thing) return [];
  return [...occurrencesOf(workspace, thing)].flatMap(([path, found]) => {
    const opened = workspace.opened(path);
    if (!opened) return [];
    return found.flatMap(({ start, end, role }): PathCall[] => {
      if (role !== "use") return [];
      const nodes = nodesAt(opened, start).map(({ node }) => node);
      const step = nodes.findLast(isStep);
      const from = nodes.find(isOwner);
      return step && from ? [{ item: stepItem(step, from, opened), at: [{ start, end }] }] : [];
    });
  });
}

/** `do` and `start journey` lead elsewhere. */
function calledBy(workspace: EditedWorkspace, step: Step, { parsed }: OpenedFile): readonly PathCall[] {
  const name = step.kind === "do" ? step.action : step.kind === "journey control" ? step.journey : undefined;
  const item = name && pathItem(workspace, parsed.file, name.start);
  return item && item.kind !== "step" ? [{ item, at: [{ start: name.start, end: name.end }] }] : [];
}

function find(
  workspace: EditedWorkspace,
  { file, span, kind }: PathItem,
): { readonly opened: OpenedFile; readonly node: Step | Owner; readonly owner: Owner } | undefined {
  const opened = workspace.opened(file);
  const owner = opened?.parsed.tree.declarations.find(
    (each): each is Owner => isOwner(each) && each.start <= span.start && span.end <= each.end,
  );
  if (!opened || !owner) return undefined;
  if (kind !== "step") return { opened, node: owner, owner };
  const node = stepIn(owner, span);
  return node && { opened, node, owner };
}

function stepIn(node: Node, span: Span): Step | undefined {
  if (isStep(node) && node.start === span.start && node.end === span.end) return node;
  for (const child of childrenOf(node)) {
    const found = child.start <= span.start && span.end <= child.end ? stepIn(child, span) : undefined;
    if (found) return found;
  }
  return undefined;
}

const isOwner = (node: Node): node is Owner => node.kind === "journey" || node.kind === "action";

function headOf(step: Step): Span {
  if (step.kind === "unknown") return step.word;
  return ("name" in step && step.name?.kind === "name" ? step.name : undefined) ?? step.keyword;
}

function stepItem(step: Step, owner: Owner, { parsed }: OpenedFile): PathItem {
  const name = nameOf(step);
  const words = wordsOf(step, parsed.text);
  const brace = words.indexOf("{");
  const head = (brace < 0 ? words : words.slice(0, brace)).trim();
  return {
    name: name ?? (head.length > 60 ? `${head.slice(0, 59)}…` : head),
    kind: "step",
    detail: owner.name?.text ?? owner.kind,
    file: parsed.file,
    span: { start: step.start, end: step.end },
    nameSpan: { start: headOf(step).start, end: headOf(step).end },
  };
}

function ownerItem(owner: Owner, file: string): PathItem {
  const nameSpan = owner.name ?? owner.keyword;
  return {
    name: owner.name?.text ?? owner.kind,
    kind: owner.kind,
    detail: owner.title?.value ?? owner.kind,
    file,
    span: { start: owner.start, end: owner.end },
    nameSpan: { start: nameSpan.start, end: nameSpan.end },
  };
}
