import type { Block, Step } from "../syntax/ast.ts";
import type { ActivityPlace } from "./scope.ts";

/** The blocks right inside a step, clauses' included. */
export function blocksOf(step: Step): readonly Block[] {
  const blocks = ((): readonly (Block | undefined)[] => {
    switch (step.kind) {
      case "unknown":
      case "wait":
      case "wait until":
      case "exit":
      case "do":
      case "journey control":
        return [];
      case "if":
        return step.otherwise?.kind === "if" ? [step.then, ...blocksOf(step.otherwise)] : [step.then, step.otherwise];
      case "wait for":
        return [step.then, step.otherwise];
      case "match":
        return [...step.cases.map((each) => each.block), step.otherwise];
      case "split":
        return step.shares.map((share) => share.block);
      case "ab test":
        return step.variants.map((variant) => variant.block);
      case "repeat":
        return [step.block];
      case "parallel":
        return step.branches.map((branch) => branch.block);
      default:
        return step.clauses.map((clause) => clause.block);
    }
  })();
  return blocks.filter((block) => block !== undefined);
}

/**
 * The named activities among the steps and in all that they hold, by name; of two with one name the first.
 *
 * @param scopeId the id of the action that they stand in, empty for a journey
 */
export function activitiesOf(
  steps: readonly Step[],
  scopeId: string,
  file: string,
): ReadonlyMap<string, ActivityPlace> {
  const places = new Map<string, ActivityPlace>();
  const visit = (step: Step): void => {
    const name = "clauses" in step && "name" in step ? step.name : undefined;
    if (name && !places.has(name.text)) {
      places.set(name.text, {
        start: name.start,
        end: name.end,
        channel: step.kind === "message" ? step.channel : "step",
        id: scopeId === "" ? name.text : `${scopeId}.${name.text}`,
        file,
      });
    }
    for (const block of blocksOf(step)) block.steps.forEach(visit);
  };
  steps.forEach(visit);
  return places;
}
