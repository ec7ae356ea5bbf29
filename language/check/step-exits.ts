import type { CheckedStep } from "./program.ts";

/** Whether nobody goes on after the step. */
export function alwaysExits(step: CheckedStep): boolean {
  switch (step.kind) {
    case "exit":
      return true;
    case "if":
      return step.then.some(alwaysExits) && step.otherwise.some(alwaysExits);
    case "do":
      return step.steps.some(alwaysExits);
    default:
      return false;
  }
}
