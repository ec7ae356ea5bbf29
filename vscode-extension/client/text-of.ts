/** A title bar hands over a `Uri` where the language server hands over its text. */
export function textOf(given: unknown): string | undefined {
  if (typeof given === "string") return given;
  if (typeof given === "object" && given !== null && "scheme" in given) return String(given);
  return undefined;
}
