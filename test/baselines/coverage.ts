/** Which parts of the language the sources use, to notice what none of them does. */
import { readFileSync } from "node:fs";
import { tokenTable } from "@journey/language";

/** Every kind of node that the tree's description names. */
export function allNodeKinds(): readonly string[] {
  const text = readFileSync(new URL("../../language/syntax/ast.ts", import.meta.url), "utf8");
  return [...text.matchAll(/^ {2}readonly kind: "([^"]+)";$/gm)].map(([, kind = ""]) => kind);
}

/** The tokens that people write; what stands for a mistake is no part of the language. */
export function allTokenNames(): readonly string[] {
  return tokenTable.filter(({ kind }) => kind.endsWith("keyword")).map(({ name }) => name);
}

/** Every kind of node in a tree as the outputs show it. */
export function shownNodeKinds(tree: string): ReadonlySet<string> {
  return new Set([...tree.matchAll(/^ *(?:[\w[\]]+: )?([a-z ]+?) \d+:\d+-/gm)].map(([, kind = ""]) => kind));
}

/** Every token's name in a list as the outputs show it. */
export function shownTokenNames(tokens: string): ReadonlySet<string> {
  return new Set([...tokens.matchAll(/^\S+ +(?:[a-z]+ )+(\w+) /gm)].map(([, name = ""]) => name));
}
