import type { Problem } from "@journey/language";

/**
 * Whether something thrown is a {@link Problem}. Not asked with `instanceof`: the bundled command has a class of its own
 * beside the one that the runtime throws.
 */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === "Problem" && "code" in error;
}
