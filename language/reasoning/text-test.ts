/** What can be said of a text without knowing it: how it starts, ends, and what it contains. */
import { above, below, everything, intersection, type ValueSet } from "./value-set.ts";

export interface TextTest {
  readonly test: "contains" | "starts with" | "ends with";
  readonly text: string;
  readonly holds: boolean;
}

/** The texts that start with a text lie next to each other in the order by code point. */
export function textsStartingWith(prefix: string): ValueSet {
  if (prefix === "") return everything;
  const end = firstAfter(prefix);
  const from = above(prefix, { inclusive: true });
  return end === undefined ? from : intersection(from, below(end));
}

/** The first text after all that start with a text. Undefined: there is none. */
function firstAfter(prefix: string): string | undefined {
  const points = Array.from(prefix, (each) => each.codePointAt(0)!);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10ffff) continue;
    // No text has the code points of surrogates.
    return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}

export function passes(value: string, { test, text, holds }: TextTest): boolean {
  if (test === "contains") return value.includes(text) === holds;
  return (test === "starts with" ? value.startsWith(text) : value.endsWith(text)) === holds;
}

/** Whether no text can pass all tests. It is not always found. */
export function areContradictory(tests: readonly TextTest[]): boolean {
  const wanted = tests.filter((each) => each.holds);
  const unwanted = tests.filter((each) => !each.holds);
  return (
    unwanted.some((each) => each.text === "" || wanted.some((other) => entails(other, each))) ||
    wanted.some((each, index) => wanted.slice(index + 1).some((other) => excludes(each, other)))
  );
}

/** Whether each text that passes `a` has what `b` asks for. */
function entails(a: TextTest, b: TextTest): boolean {
  if (b.test === "contains") return a.text.includes(b.text);
  if (a.test !== b.test) return false;
  return b.test === "starts with" ? a.text.startsWith(b.text) : a.text.endsWith(b.text);
}

function excludes(a: TextTest, b: TextTest): boolean {
  if (a.test !== b.test || a.test === "contains") return false;
  return a.test === "starts with"
    ? !a.text.startsWith(b.text) && !b.text.startsWith(a.text)
    : !a.text.endsWith(b.text) && !b.text.endsWith(a.text);
}
