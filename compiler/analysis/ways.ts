/** The ways through a journey as steps in time: which step leads to which, how soon, how late, and for whom. */
import type { CalendarDuration, Condition } from "@journey/language";
import { clauseWords, stepName } from "../diff/words.ts";
import { describeCondition } from "../filters/describe.ts";
import { type GraphNode, isActivity, isMessage, type JourneyGraph, type NodeId, waysOf } from "../graph/graph.ts";

export interface Hop {
  readonly from: NodeId | undefined;
  readonly to: NodeId;
  /** Minutes from being at the one to being at the other. */
  readonly least: number;
  /** Undefined: nothing bounds it; `because` says what it hangs on. */
  readonly most: number | undefined;
  readonly because?: string;
  /** Who goes here; undefined: everybody. */
  readonly asks?: Condition;
  /** `yes`, `on opened`, `3 days later`; empty: what comes next. */
  readonly words: string;
}

const units = { minute: 1, hour: 60, day: 1440, week: 7 * 1440, month: 31 * 1440 } as const;
const leastUnits = { ...units, month: 28 * 1440 } as const;

export function mostMinutes({ amount, unit }: CalendarDuration): number {
  return amount * units[unit];
}

function leastMinutes({ amount, unit }: CalendarDuration): number {
  return amount * leastUnits[unit];
}

/** Every hop of a journey, those that leave one step together. A journey has no loops: repetitions are written out. */
export function hopsOf(graph: JourneyGraph): ReadonlyMap<NodeId | undefined, readonly Hop[]> {
  const hops = new Map<NodeId | undefined, Hop[]>();
  const add = (from: NodeId | undefined, to: NodeId | undefined, hop: Omit<Hop, "from" | "to">): void => {
    if (to === undefined) return;
    const list = hops.get(from) ?? [];
    hops.set(from, [...list, { from, to, ...hop }]);
  };
  const held = heldBack(graph);
  const [sequence] = graph.regions;
  add(undefined, sequence?.start, { least: 0, most: 0, words: "" });
  for (const node of graph.nodes) addHops(graph, node, held, add);
  for (const { clause, start } of graph.regions) {
    if (!clause) continue;
    const after = clause.after;
    const least = after ? leastMinutes(after) : 0;
    const delay = after ? mostMinutes(after) : 0;
    const listens = clause.negated ? 0 : mostMinutes(clause.within ?? graph.listen);
    add(clause.activity, start, { least, most: listens + delay, words: clauseWords(clause) });
  }
  return hops;
}

type Add = (from: NodeId, to: NodeId | undefined, hop: Omit<Hop, "from" | "to">) => void;

function addHops(graph: JourneyGraph, node: GraphNode, held: ReturnType<typeof heldBack>, add: Add): void {
  const at = (minutes: number, words = "") => ({ least: minutes, most: minutes, words });
  const not = (operand: Condition): Condition => ({ kind: "not", operand });
  switch (node.kind) {
    case "wait":
      add(node.id, node.next, {
        least: leastMinutes(node.duration),
        most: mostMinutes(node.duration),
        words: `${stepName(node).replace(/^wait /, "")} later`,
      });
      return;
    case "wait until": {
      const { until } = node;
      const most = until.kind === "time" ? (until.day ? units.week : units.day) : undefined;
      const because = most === undefined ? { because: `${stepName(node)} hangs on the record's date` } : {};
      add(node.id, node.next, { least: 0, most, ...because, words: stepName(node).replace(/^wait /, "") });
      return;
    }
    case "wait for": {
      const most = mostMinutes(node.upTo);
      const asks = node.for.kind === "condition" ? { asks: node.for.condition } : {};
      add(node.id, node.then, { least: 0, most, ...asks, words: "in time" });
      add(node.id, node.otherwise, { least: leastMinutes(node.upTo), most, words: "too late" });
      return;
    }
    case "if":
      add(node.id, node.then, { ...at(0, `if ${describeCondition(node.condition)}`), asks: node.condition });
      add(node.id, node.otherwise, {
        ...at(0, `if not (${describeCondition(node.condition)})`),
        asks: not(node.condition),
      });
      return;
    case "match":
      for (const { label, condition, to } of node.cases) add(node.id, to, { ...at(0, label), asks: condition });
      add(node.id, node.otherwise, {
        ...at(0, "else"),
        asks: { kind: "and", operands: node.cases.map(({ condition }) => not(condition)) },
      });
      return;
    case "split":
      for (const { label, to } of node.shares) add(node.id, to, at(0, label));
      return;
    case "ab test": {
      const { winner } = node;
      const most = winner.by === "manual" ? undefined : mostMinutes(winner.after);
      const because = winner.by === "manual" ? { because: `${node.id} waits for somebody to decide` } : {};
      for (const { name, to } of node.variants)
        add(node.id, to, { least: 0, most, ...because, words: `variant ${name}` });
      if (node.holdback > 0) add(node.id, node.next, at(0, "holdback"));
      return;
    }
    case "parallel": {
      for (const id of node.regions) {
        const branch = graph.regions.find((region) => region.id === id);
        add(node.id, branch?.start, at(0, branch?.branch?.label ?? ""));
      }
      const spans = node.regions.map((id) => spanOf(graph, graph.regions.find((region) => region.id === id)?.start));
      const bounds = spans.map(({ most }) => most);
      add(node.id, node.next, {
        least: Math.max(0, ...spans.map(({ least }) => least)),
        most: bounds.includes(undefined) ? undefined : Math.max(0, ...bounds.map((bound) => bound ?? 0)),
        ...(bounds.includes(undefined) ? { because: `a branch of ${node.id} has no bound` } : {}),
        words: "",
      });
      return;
    }
    case "exit":
      return;
    default: {
      const waits = isMessage(node) && !node.isInternal ? held : undefined;
      add(node.id, node.next, {
        least: 0,
        most: waits?.most === undefined && waits?.because ? undefined : (waits?.most ?? 0),
        ...(waits?.because ? { because: waits.because } : {}),
        words: "",
      });
    }
  }
}

/** How long windows and caps may hold a message back. */
function heldBack({ send, caps }: JourneyGraph): { readonly most?: number; readonly because?: string } {
  if (caps.some(({ rest }) => rest === "delay")) return { because: "a cap may hold messages back" };
  // A window that opens at all opens within a week, holidays apart.
  return send.length > 0 ? { most: 7 * units.day } : { most: 0 };
}

/** Who gets an activity, by its applied filter. */
export function filterOf(node: GraphNode): Condition | undefined {
  return isActivity(node) ? node.filter : undefined;
}

/** How long a block takes from a step on, in minutes; what hangs on its activities is not waited for. */
function spanOf(
  graph: JourneyGraph,
  start: NodeId | undefined,
): { readonly least: number; readonly most: number | undefined } {
  const node = graph.nodes.find(({ id }) => id === start);
  if (!node) return { least: 0, most: 0 };
  const hops: Hop[] = [];
  addHops(graph, node, heldBack(graph), (from, to, hop) => {
    if (to !== undefined && !(node.kind === "parallel" && to !== node.next)) hops.push({ from, to, ...hop });
  });
  // A way without a hop ends here.
  const ends = waysOf(node).some(({ to }) => to === undefined) || hops.length === 0;
  const own = ownSpan(node);
  const spans = hops.map(({ to, least, most }) => {
    const rest = spanOf(graph, to);
    return {
      least: least + rest.least,
      most: most === undefined || rest.most === undefined ? undefined : most + rest.most,
    };
  });
  const all = ends ? [...spans, own] : spans;
  const bounds = all.map(({ most }) => most);
  return {
    least: Math.min(...all.map(({ least }) => least)),
    most: bounds.includes(undefined) ? undefined : Math.max(...bounds.map((bound) => bound ?? 0)),
  };
}

function ownSpan(node: GraphNode): { readonly least: number; readonly most: number | undefined } {
  switch (node.kind) {
    case "wait":
      return { least: leastMinutes(node.duration), most: mostMinutes(node.duration) };
    case "wait for":
      return { least: 0, most: mostMinutes(node.upTo) };
    case "wait until":
      return { least: 0, most: node.until.kind === "time" ? (node.until.day ? units.week : units.day) : undefined };
    default:
      return { least: 0, most: 0 };
  }
}
