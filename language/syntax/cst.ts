/** Looking at the parser's concrete tree. */
import type { CstElement, CstNode, IToken } from "chevrotain";
import { tokenMatcher } from "chevrotain";
import type { Name } from "./ast.ts";
import { Name as NameToken } from "./lexer.ts";
import type { Span } from "./span.ts";

export function isToken(element: CstElement): element is IToken {
  return "image" in element;
}

/**
 * Where the token begins. Tokens that the parser makes up begin at NaN, for which V8 keeps every token's offset as a floating-point
 * number, each in a box of its own, and then those of the trees too: a fifth more memory. These are whole numbers again.
 */
export function offsetOf(token: IToken): number {
  return token.startOffset | 0;
}

export function spanOf(token: IToken): Span {
  const start = offsetOf(token);
  return { start, end: start + token.image.length };
}

export function nameOf(token: IToken): Name {
  return { kind: "name", ...spanOf(token), text: token.image };
}

export function optionalName(token: IToken | undefined): Name | undefined {
  return token && tokenMatcher(token, NameToken) ? nameOf(token) : undefined;
}

/** What recovery made up has no place in the text. */
export function isReal(element: CstElement): boolean {
  return !isToken(element) || !(element.isInsertedInRecovery ?? false);
}

function isRealToken(element: CstElement): element is IToken {
  return isToken(element) && isReal(element);
}

function isNode(element: CstElement): element is CstNode {
  return !isToken(element);
}

export function tokensOf(node: CstNode, name: string): IToken[] {
  return node.children[name]?.filter(isRealToken) ?? [];
}

export function tokenOf(node: CstNode, name: string): IToken | undefined {
  return node.children[name]?.find(isRealToken);
}

export function nodesOf(node: CstNode, name: string): CstNode[] {
  return node.children[name]?.filter(isNode) ?? [];
}

export function nodeOf(node: CstNode, name: string): CstNode | undefined {
  return node.children[name]?.find(isNode);
}

export function keywordOf(node: CstNode, name: string): Span {
  const token = tokenOf(node, name) ?? firstToken(node);
  return token ? spanOf(token) : { start: 0, end: 0 };
}

export function startOf(element: CstElement): number {
  if (isToken(element)) return element.startOffset;
  const start = element.location?.startOffset;
  return start === undefined || Number.isNaN(start) ? Number.POSITIVE_INFINITY : start;
}

/** A node's children in the order of the text. Called for every node of the tree: most have one or two children. */
export function inOrder(node: CstNode): CstElement[] {
  const elements: CstElement[] = [];
  const { children } = node;
  let last = -1;
  let isSorted = true;
  for (const name in children) {
    for (const element of children[name] ?? []) {
      if (!isReal(element)) continue;
      const start = startOf(element);
      if (start < last) isSorted = false;
      last = start;
      elements.push(element);
    }
  }
  return isSorted ? elements : elements.sort((a, b) => startOf(a) - startOf(b));
}

export function firstToken(node: CstNode): IToken | undefined {
  const { children } = node;
  let first: CstElement | undefined;
  for (const name in children) {
    for (const element of children[name] ?? []) {
      if (isReal(element) && (first === undefined || startOf(element) < startOf(first))) first = element;
    }
  }
  return first === undefined || isToken(first) ? first : firstToken(first);
}
