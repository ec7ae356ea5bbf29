import type { IToken } from "chevrotain";
import { spanOf } from "./cst.ts";
import type { LineIndex, Span } from "./span.ts";

export interface Comment extends Span {
  readonly kind: "line" | "block" | "doc";
  /** As written, with its slashes. */
  readonly text: string;
  /** A `/*` without its end. */
  readonly unterminated: boolean;
}

export function commentOf(token: IToken): Comment {
  const { name } = token.tokenType;
  const span = spanOf(token);
  return {
    kind: name === "DocComment" ? "doc" : name === "LineComment" ? "line" : "block",
    ...span,
    text: token.image,
    unterminated: name === "UnterminatedComment",
  };
}

/**
 * The documentation of what begins at an offset: the `///` lines right before it, joined. One behind a statement, on its
 * line, documents nothing.
 */
export function docsByPlace(
  comments: readonly Comment[],
  tokens: readonly IToken[],
  lines: LineIndex,
): ReadonlyMap<number, string> {
  const docs = new Map<number, string>();
  let next = 0;
  for (const comment of comments) {
    if (comment.kind !== "doc") continue;
    for (let token = tokens[next]; token && token.startOffset < comment.start; token = tokens[next]) next++;
    const below = tokens[next];
    const before = tokens[next - 1];
    if (!below) break;
    const isBehind =
      before !== undefined &&
      lines.position(before.startOffset + before.image.length - 1).line === lines.position(comment.start).line;
    if (isBehind) continue;
    const line = comment.text.replace(/^\/\/\/ ?/, "").trimEnd();
    const earlier = docs.get(below.startOffset);
    docs.set(below.startOffset, earlier === undefined ? line : `${earlier}\n${line}`);
  }
  return docs;
}
