import { type GraphNode, isMessage } from "../graph/graph.ts";
import { contentOf, isSame } from "./same.ts";

/** From here on two steps count as one that was changed. */
export const likeEnough = 0.5;

/** How much two steps are one and the same, from 0 to 1, by what they do; names are the caller's matter. */
export function likeness(a: GraphNode, b: GraphNode): number {
  if (a.kind !== b.kind) return 0;
  if (isSame(contentOf(a), contentOf(b))) return 1;
  if (isMessage(a) && isMessage(b)) return likenessOfTexts(textsOf(a), textsOf(b));
  switch (a.kind) {
    case "task":
      return b.kind === a.kind ? likenessOfTexts(a.title, b.title) : 0;
    case "update":
      return b.kind === a.kind ? shared(fieldsOf(a.assignments), fieldsOf(b.assignments)) * 0.9 : 0;
    case "create":
      return b.kind === a.kind && a.model === b.model ? 0.8 : 0.2;
    case "webhook":
      return b.kind === a.kind && a.url === b.url ? 0.9 : 0.4;
    case "run":
      return b.kind === a.kind && a.function === b.function ? 0.9 : 0.3;
    case "ab test":
      return b.kind === a.kind
        ? shared(new Set(a.variants.map(({ name }) => name)), new Set(b.variants.map(({ name }) => name)))
        : 0;
    // Of these there is little more to go by than where they stand.
    default:
      return 0.6;
  }
}

function textsOf(node: GraphNode): string {
  if (!isMessage(node)) return "";
  const { subject = "", preheader = "", text } = node.template;
  return [subject, preheader, text].join(" ");
}

/** Dice's coefficient on words. */
function likenessOfTexts(a: string, b: string): number {
  return shared(wordsOf(a), wordsOf(b));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function fieldsOf(assignments: readonly { readonly field: string }[]): ReadonlySet<string> {
  return new Set(assignments.map(({ field }) => field));
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 1;
  const both = [...a].filter((word) => b.has(word)).length;
  return (2 * both) / (a.size + b.size);
}
