/**
 * Which step of the old version is which of the new one. Names say it; where a name is gone, and of steps without one,
 * likeness and order do.
 */
import {
  type GraphNode,
  isActivity,
  type JourneyGraph,
  type NodeId,
  type ParallelNode,
  type Region,
  type RegionId,
} from "../graph/graph.ts";
import { likeEnough, likeness } from "./likeness.ts";

export interface Matching {
  /** From the old ids to the new ones; turns of a repetition included. */
  readonly nodes: ReadonlyMap<NodeId, NodeId>;
  readonly regions: ReadonlyMap<RegionId, RegionId>;
  /** Named steps whose other name was recognised, not said. */
  readonly guessed: ReadonlySet<NodeId>;
}

export interface MatchOptions {
  /** Old names to new names, where somebody said so beside the journeys; to an empty one: it is gone, however alike another may be. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/** The id of a step, and which turn of a repetition it stands for: `~2`. */
export function splitTurn(id: string): readonly [base: string, turn: string] {
  const at = id.indexOf("~");
  return at < 0 ? [id, ""] : [id.slice(0, at), id.slice(at)];
}

export const isFirstTurn = ({ id }: { readonly id: string }): boolean => !id.includes("~");

export function matchJourneys(before: JourneyGraph, after: JourneyGraph, options: MatchOptions = {}): Matching {
  const matcher = new Matcher(before, after);
  matcher.byName(renamingsOf(before, after, options.renamed));
  matcher.pairRegions("sequence", "sequence");
  return matcher.result();
}

/** What is said beside the journeys goes before what `renamed from` says in them. */
function renamingsOf(
  before: JourneyGraph,
  after: JourneyGraph,
  told: MatchOptions["renamed"] = new Map(),
): ReadonlyMap<string, string> {
  const [old, now] = [idsOf(before.nodes), idsOf(after.nodes)];
  const renamed = new Map<string, string>();
  for (const { id, renamedFrom = [] } of after.nodes.filter(isFirstTurn)) {
    // The version before may have any of the names: whoever was moved late comes from an older one. The latest goes first.
    const known = old.has(id) ? undefined : renamedFrom.find((each) => old.has(each));
    if (known !== undefined) renamed.set(known, id);
  }
  // Back to the version before: the old name is the new one.
  for (const { id, renamedFrom = [] } of before.nodes.filter(isFirstTurn)) {
    const earlier = now.has(id) || renamed.has(id) ? undefined : renamedFrom.find((each) => now.has(each));
    if (earlier !== undefined && !old.has(earlier)) renamed.set(id, earlier);
  }
  return new Map([...renamed, ...told]);
}

class Matcher {
  readonly #old: ReadonlyMap<NodeId, GraphNode>;
  readonly #new: ReadonlyMap<NodeId, GraphNode>;
  readonly #nodes = new Map<NodeId, NodeId>();
  readonly #taken = new Set<NodeId>();
  readonly #regions = new Map<RegionId, RegionId>();
  readonly #takenRegions = new Set<RegionId>();
  readonly #guessed = new Set<NodeId>();
  #renamed: ReadonlyMap<string, string> = new Map();

  constructor(
    readonly before: JourneyGraph,
    readonly after: JourneyGraph,
  ) {
    this.#old = firstTurns(before);
    this.#new = firstTurns(after);
  }

  byName(renamed: ReadonlyMap<string, string>): void {
    this.#renamed = renamed;
    const pairs: [GraphNode, GraphNode][] = [];
    for (const node of this.#old.values()) {
      const told = renamed.get(node.id);
      if (!node.named && told === undefined) continue;
      const other = this.#new.get(told ?? node.id);
      if (!other || (!other.named && told === undefined) || this.#taken.has(other.id)) continue;
      // Of one name and another kind, it is one that was changed; of another name too, it is another one unless somebody says so.
      const isChanged = (other.id === node.id || told !== undefined) && isActivity(node) && isActivity(other);
      if (node.kind !== other.kind && !isChanged) continue;
      this.#nodes.set(node.id, other.id);
      this.#taken.add(other.id);
      pairs.push([node, other]);
    }
    for (const [node, other] of pairs) this.#pairWithin(node, other);
  }

  pairRegions(old: RegionId, other: RegionId): void {
    if (this.#regions.has(old) || this.#takenRegions.has(other)) return;
    this.#regions.set(old, other);
    this.#takenRegions.add(other);
    const from = [...this.#old.values()].filter((node) => node.region === old);
    const to = [...this.#new.values()].filter((node) => node.region === other);
    for (const [node, counterpart] of align(from, to, (a, b) => this.#score(a, b))) {
      if (this.#nodes.has(node.id)) continue;
      if (node.named && counterpart.named) this.#guessed.add(node.id);
      this.#nodes.set(node.id, counterpart.id);
      this.#taken.add(counterpart.id);
      this.#pairWithin(node, counterpart);
    }
  }

  result(): Matching {
    const regions = new Map(this.#regions);
    const nodes = new Map(this.#nodes);
    const has = { nodes: idsOf(this.after.nodes), regions: idsOf(this.after.regions) };
    // A later turn of a repetition is the same turn of its counterpart, where that has so many.
    for (const { id } of this.before.nodes) addTurn(id, nodes, has.nodes);
    for (const { id } of this.before.regions) addTurn(id, regions, has.regions);
    return { nodes, regions, guessed: this.#guessed };
  }

  /** Negative: never. */
  #score(a: GraphNode, b: GraphNode): number {
    const known = this.#nodes.get(a.id);
    if (known !== undefined) return known === b.id ? 4 : -1;
    if (this.#taken.has(b.id) || this.#renamed.get(a.id) === "") return -1;
    const like = likeness(a, b);
    if (like < likeEnough) return -1;
    // Where they stand tells steps of little content apart; unnamed ones have it in their ids.
    return like + (scopeOf(a) === scopeOf(b) ? 0.3 : 0);
  }

  /** What hangs on two steps that are one. */
  #pairWithin(a: GraphNode, b: GraphNode): void {
    if (a.kind === "parallel" && b.kind === "parallel") this.#pairBranches(a, b);
    const from = clausesOf(this.before, a.id);
    const to = clausesOf(this.after, b.id);
    for (const fits of [sameClause, sameTrigger]) {
      for (const clause of from) {
        if (this.#regions.has(clause.id)) continue;
        const other = to.find((each) => !this.#takenRegions.has(each.id) && fits(clause, each));
        if (other) this.pairRegions(clause.id, other.id);
      }
    }
  }

  #pairBranches(a: ParallelNode, b: ParallelNode): void {
    const labels = new Map(this.after.regions.map(({ id, branch }) => [id, branch?.label]));
    for (const [index, region] of a.regions.entries()) {
      const label = this.before.regions.find(({ id }) => id === region)?.branch?.label;
      const other = b.regions.find((each) => labels.get(each) === label) ?? b.regions[index];
      if (other !== undefined) this.pairRegions(region, other);
    }
  }
}

function firstTurns(graph: JourneyGraph): ReadonlyMap<NodeId, GraphNode> {
  return new Map(graph.nodes.filter(isFirstTurn).map((node) => [node.id, node]));
}

function clausesOf(graph: JourneyGraph, activity: NodeId): readonly Region[] {
  return graph.regions.filter(({ clause }) => clause?.activity === activity);
}

function sameTrigger(a: Region, b: Region): boolean {
  return a.clause?.trigger === b.clause?.trigger && a.clause?.negated === b.clause?.negated;
}

function sameClause(a: Region, b: Region): boolean {
  return sameTrigger(a, b) && a.clause?.label === b.clause?.label;
}

function scopeOf({ id, named, region }: GraphNode): string {
  const dot = id.lastIndexOf(".");
  return named || dot < 0 ? region : id.slice(0, dot);
}

function idsOf(parts: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(parts.map(({ id }) => id));
}

function addTurn(id: string, matched: Map<string, string>, known: ReadonlySet<string>): void {
  const [base, turn] = splitTurn(id);
  if (turn === "") return;
  const other = matched.get(base);
  if (other !== undefined && known.has(other + turn)) matched.set(id, other + turn);
}

/** The pairs of the alignment of two lists, both in order, that scores most. Pairs with a negative score never stand in it. */
function align<Item>(
  from: readonly Item[],
  to: readonly Item[],
  score: (a: Item, b: Item) => number,
): readonly (readonly [Item, Item])[] {
  const best = Array.from({ length: from.length + 1 }, () => new Float64Array(to.length + 1));
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      const paired = score(from[i]!, to[j]!);
      const withPair = paired < 0 ? -1 : paired + best[i + 1]![j + 1]!;
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, withPair);
    }
  }
  const pairs: [Item, Item][] = [];
  for (let i = 0, j = 0; i < from.length && j < to.length; ) {
    const paired = score(from[i]!, to[j]!);
    if (paired >= 0 && best[i]![j] === paired + best[i + 1]![j + 1]!) {
      pairs.push([from[i]!, to[j]!]);
      i++;
      j++;
    } else if (best[i]![j] === best[i + 1]![j]) i++;
    else j++;
  }
  return pairs;
}
