/** Which steps and ways of journeys their tests went through. */
import { describeTrigger } from "../diagram/describe-node.ts";
import { type JourneyGraph, waysOf } from "../graph/graph.ts";
import type { VirtualJourney } from "../simulate/virtual-journey.ts";
import type { TestResult } from "./run-test.ts";

export interface CoveredWay {
  readonly label: string;
  readonly count: number;
}

export interface CoveredStep {
  readonly id: string;
  readonly label: string;
  readonly line: number;
  readonly count: number;
  /** More than one: those of an `if`, a `match`, a `split` … */
  readonly ways: readonly CoveredWay[];
}

export interface JourneyCoverage {
  readonly journey: string;
  readonly file: string;
  readonly line: number;
  readonly steps: readonly CoveredStep[];
  /** Clauses: begun, or not. */
  readonly clauses: readonly { readonly label: string; readonly line: number; readonly count: number }[];
}

/** What some tests of a journey went through together. A repeated step counts once, by all its turns. */
export function coverageOf(journey: VirtualJourney, results: readonly TestResult[]): JourneyCoverage {
  const { graph, table } = journey;
  const nodeCount = (index: number): number => results.reduce((sum, { visits }) => sum + visits.nodes[index]!, 0);
  const wayCount = (index: number): number => results.reduce((sum, { visits }) => sum + visits.ways[index]!, 0);
  const steps = new Map<string, CoveredStep>();
  for (const [index, node] of graph.nodes.entries()) {
    const ways = waysOf(node);
    const own: CoveredStep = {
      // A repetition's pauses have no step of their own.
      id: node.of ?? node.id,
      label: node.label,
      line: node.source.line,
      count: nodeCount(index),
      ways:
        ways.length < 2 || isConstant(graph, index)
          ? []
          : ways.map(({ label = "" }, way) => ({ label, count: wayCount(table.wayStart[index]! + way) })),
    };
    const id = own.id.replace(/\.pause.*$/, ".pause");
    const known = steps.get(id);
    steps.set(id, known ? added(known, own) : { ...own, id });
  }
  return {
    journey: graph.name,
    file: graph.regions[0]?.source.file ?? "",
    line: graph.regions[0]?.source.line ?? 1,
    steps: [...steps.values()],
    clauses: graph.regions.flatMap(({ id, clause, source }) =>
      clause
        ? [
            {
              label: `${clause.activity}: on ${describeTrigger(clause)}`,
              line: source.line,
              count: wayCount(table.regionWay(id)),
            },
          ]
        : [],
    ),
  };
}

/** A repetition without `until` asks nothing. */
function isConstant(graph: JourneyGraph, index: number): boolean {
  const node = graph.nodes[index];
  return node?.kind === "if" && node.condition.kind === "constant";
}

function added(a: CoveredStep, b: CoveredStep): CoveredStep {
  return {
    ...a,
    count: a.count + b.count,
    ways: a.ways.map((way, index) => ({ ...way, count: way.count + (b.ways[index]?.count ?? 0) })),
  };
}

export interface Covered {
  readonly covered: number;
  readonly all: number;
}

export function coveredSteps({ steps }: JourneyCoverage): Covered {
  return { covered: steps.filter(({ count }) => count > 0).length, all: steps.length };
}

/** Ways of steps that have several, and clauses. */
export function coveredBranches({ steps, clauses }: JourneyCoverage): Covered {
  const all = [...steps.flatMap(({ ways }) => ways), ...clauses];
  return { covered: all.filter(({ count }) => count > 0).length, all: all.length };
}

/** What no test went through, in words, with its line. */
export function uncovered({
  steps,
  clauses,
}: JourneyCoverage): readonly { readonly line: number; readonly what: string }[] {
  return [
    ...steps.flatMap(({ label, line, count, ways }) => [
      ...(count === 0 ? [{ line, what: label }] : []),
      ...ways.flatMap((way) => (way.count === 0 && count > 0 ? [{ line, what: `${label}: ${way.label}` }] : [])),
    ]),
    ...clauses.flatMap(({ label, line, count }) => (count === 0 ? [{ line, what: label }] : [])),
  ].sort((a, b) => a.line - b.line);
}

/**
 * Coverage as lcov's tracefile, which editors and code hosts read: steps are lines, ways are branches.
 *
 * @param shownPath how a file is named in it
 * @see https://github.com/linux-test-project/lcov, geninfo(1), "TRACEFILE FORMAT"
 */
export function toLcov(journeys: readonly JourneyCoverage[], shownPath: (file: string) => string): string {
  const byFile = new Map<string, JourneyCoverage[]>();
  for (const journey of journeys) byFile.set(journey.file, [...(byFile.get(journey.file) ?? []), journey]);
  const out: string[] = [];
  for (const [file, inside] of byFile) {
    const lines = new Map<number, number>();
    const branches: { line: number; block: number; branch: number; count: number; isReached: boolean }[] = [];
    let block = 0;
    for (const { steps, clauses } of inside) {
      for (const { line, count, ways } of steps) {
        lines.set(line, (lines.get(line) ?? 0) + count);
        if (ways.length > 0) {
          for (const [branch, way] of ways.entries()) {
            branches.push({ line, block, branch, count: way.count, isReached: count > 0 });
          }
          block++;
        }
      }
      for (const { line, count } of clauses) {
        lines.set(line, (lines.get(line) ?? 0) + count);
        branches.push({ line, block, branch: 0, count, isReached: true });
        block++;
      }
    }
    const sorted = [...lines].sort(([a], [b]) => a - b);
    branches.sort((a, b) => a.line - b.line || a.block - b.block || a.branch - b.branch);
    out.push("TN:", `SF:${shownPath(file)}`);
    for (const each of branches) {
      out.push(`BRDA:${each.line},${each.block},${each.branch},${each.isReached ? each.count : "-"}`);
    }
    out.push(`BRF:${branches.length}`, `BRH:${branches.filter(({ count }) => count > 0).length}`);
    for (const [line, count] of sorted) out.push(`DA:${line},${count}`);
    out.push(`LF:${sorted.length}`, `LH:${sorted.filter(([, count]) => count > 0).length}`, "end_of_record");
  }
  return `${out.join("\n")}\n`;
}
