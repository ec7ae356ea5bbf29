/** Who gets a step: every filter around it, in the words in which they were written. */
import type { FileScope } from "../check/scope.ts";
import type { FilterSetting, Node } from "../syntax/ast.ts";
import { childrenOf, nameOf } from "./surroundings.ts";

export interface FilterPart {
  /** The condition on one line. */
  readonly words: string;
  /** Whose it is: the journey's, or an activity's by its name. */
  readonly of: string;
  /** The audiences that it names, with what they stand for. */
  readonly audiences: readonly { readonly name: string; readonly words: string }[];
}

/** @param around the step with everything that it stands in, outermost first */
export function appliedFilter(around: readonly Node[], scope: FileScope): readonly FilterPart[] {
  return around.flatMap((node) => {
    const own = filterOf(node);
    if (!own?.condition) return [];
    const { condition } = own;
    const name = nameOf(node);
    const of = node.kind === "journey" ? "the journey" : (name ?? node.kind);
    return [{ words: wordsOf(condition, scope.text), of, audiences: audiencesIn(condition, scope) }];
  });
}

function filterOf(node: Node): FilterSetting | undefined {
  if (node.kind === "journey") return node.settings.find((each) => each.kind === "filter");
  return "filter" in node ? node.filter : undefined;
}

/** On one line. */
export function wordsOf({ start, end }: { readonly start: number; readonly end: number }, text: string): string {
  return text
    .slice(start, end)
    .replace(/\/\/[^\n]*/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function audiencesIn(condition: Node, scope: FileScope): FilterPart["audiences"] {
  const found = new Map<string, string>();
  const visit = (node: Node): void => {
    if (node.kind === "field" && node.path.length === 1) {
      const name = node.path[0]!.text;
      const declared = scope.declarations.audiences.get(name);
      if (declared?.node.condition) found.set(name, wordsOf(declared.node.condition, declared.scope.text));
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(condition);
  return [...found].map(([name, words]) => ({ name, words }));
}
