import fc from "fast-check";
import { expect, test } from "vitest";
import { countAt, delayed, highestOf, noCounts, oneMessage, sumOf, worstDelay, worstOf } from "./volume-counts.ts";

/** Ways through small trees of messages, as sums, choices and delays of a few minutes. */
type Tree =
  | { readonly kind: "message" }
  | { readonly kind: "sum" | "choice"; readonly of: readonly Tree[] }
  | { readonly kind: "delay"; readonly from: number; readonly to: number; readonly of: Tree };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant<Tree>({ kind: "message" }),
    fc.record({
      kind: fc.constantFrom("sum" as const, "choice" as const),
      of: fc.array(tie("tree"), { maxLength: 3 }),
    }),
    fc
      .record({ from: fc.nat(6), more: fc.nat(4), of: tie("tree") })
      .map(({ from, more, of }): Tree => ({ kind: "delay", from, to: from + more, of })),
  ),
}));

const length = 5;

function countsOf(node: Tree): ReturnType<typeof sumOf> {
  switch (node.kind) {
    case "message":
      return oneMessage(length);
    case "sum":
      return sumOf(node.of.map(countsOf));
    case "choice":
      return highestOf(node.of.map(countsOf));
    case "delay":
      return delayed(countsOf(node.of), node.from, node.to);
  }
}

/** The same, by trying every delay. */
function most(node: Tree, moment: number): number {
  switch (node.kind) {
    case "message":
      return moment <= 0 && 0 < moment + length ? 1 : 0;
    case "sum":
      return node.of.reduce((sum, each) => sum + most(each, moment), 0);
    case "choice":
      return Math.max(0, ...node.of.map((each) => most(each, moment)));
    case "delay": {
      let best = 0;
      for (let delay = node.from; delay <= node.to; delay++) best = Math.max(best, most(node.of, moment - delay));
      return best;
    }
  }
}

test("the most messages in a window are those that trying everything finds", () => {
  fc.assert(
    fc.property(tree, (node) => {
      const counts = countsOf(node);
      for (let moment = -8; moment <= 50; moment++) expect(countAt(counts, moment)).toBe(most(node, moment));
      const { count, moment } = worstOf(counts);
      expect(countAt(counts, moment)).toBe(count);
      expect(Math.max(...counts.values, 0)).toBe(count);
    }),
    { numRuns: 300 },
  );
});

test("the delay that is found is the least of the worst", () => {
  fc.assert(
    fc.property(tree, fc.nat(6), fc.nat(6), fc.integer({ min: -8, max: 30 }), (node, from, more, moment) => {
      const delay = worstDelay(countsOf(node), from, from + more, moment);
      const delays = Array.from({ length: more + 1 }, (_, index) => from + index);
      const best = Math.max(...delays.map((each) => most(node, moment - each)));
      expect(delay).toBe(delays.find((each) => most(node, moment - each) === best));
    }),
    { numRuns: 300 },
  );
});

test("nothing is in no window", () => {
  expect(worstOf(noCounts)).toEqual({ count: 0, moment: 0 });
});
