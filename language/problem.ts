/**
 * Something that stops a command, said so that a person can act on it: what is wrong, where, and what to do next.
 * Commands print it without a stack trace. Mistakes in `.journey` files are diagnostics, not problems.
 */
export class Problem extends Error {
  override readonly name = "Problem";

  /**
   * @param code stable, kebab-case, e.g. `port-taken`
   * @param message one sentence: what is wrong, with the place (file, address) in it
   * @param help the next step
   */
  constructor(
    readonly code: string,
    message: string,
    readonly help?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
