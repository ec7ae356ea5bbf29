/** The steps at which chance decides, and the ways that it may take. */
import type { Step } from "../syntax/ast.ts";
import { blocksOf } from "./activities.ts";

/** By the step's name: the names of its ways. */
export function waysOfChance(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>();
  const visit = (step: Step): void => {
    if (step.kind === "split" && step.name) {
      ways.set(
        step.name.text,
        step.shares.flatMap((share) => (share.name ? [share.name.text] : [])),
      );
    }
    if (step.kind === "ab test" && step.name) {
      const variants = step.variants.flatMap((variant) => (variant.name ? [variant.name.text] : []));
      ways.set(step.name.text, [...variants, "holdback", "others"]);
    }
    for (const block of blocksOf(step)) block.steps.forEach(visit);
  };
  steps.forEach(visit);
  return ways;
}

/** The variants of a journey's A/B tests, by the tests' names. */
export function variantsOf(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...waysOfChance(steps)].flatMap(([name, ways]) =>
      ways.includes("others") ? [[name, ways.slice(0, -2)] as const] : [],
    ),
  );
}
