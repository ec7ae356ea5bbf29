import type { Step } from "../syntax/ast.ts";

/** The word that an unnamed step is called after. */
export function stepWord(step: Step): string {
  switch (step.kind) {
    case "message":
      return step.channel;
    case "list membership":
      return step.action === "add" ? "add_to_list" : "remove_from_list";
    case "journey control":
      return step.action === "start" ? "start_journey" : "stop_journey";
    case "follow":
      return step.action;
    default:
      return step.kind.replaceAll(" ", "_");
  }
}

const derived =
  /^(email|sms|push|update|create|task|add_to_list|remove_from_list|suppress|follow|unfollow|webhook|run|do|start_journey|stop_journey|wait|wait_until|wait_for|if|match|split|ab_test|repeat|parallel|exit)_\d+$/;

/** A name that a step without one could get by itself. */
export function isDerivedName(name: string): boolean {
  return derived.test(name);
}

/**
 * Numbers the steps of one block: `wait_1`, `update_2`. Named steps count too, so that giving one a name
 * renames none of the others.
 *
 * @param scope the id of what the block belongs to (a clause, a branch), empty for the journey itself
 * @param actionId the id of the `do` whose action the block stands in: names are unique in the action only
 */
export function stepIds(scope: string, actionId = ""): (step: Step) => string {
  const counts = new Map<string, number>();
  return (step) => {
    const word = stepWord(step);
    const count = (counts.get(word) ?? 0) + 1;
    counts.set(word, count);
    const name = "name" in step ? step.name?.text : undefined;
    if (name) return actionId === "" ? name : `${actionId}.${name}`;
    return scope === "" ? `${word}_${count}` : `${scope}.${word}_${count}`;
  };
}
