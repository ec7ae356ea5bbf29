/** The parts of liquidjs's tokens and templates that are read here; they are its public properties. */
import type { Template } from "liquidjs";

export interface TokenLike {
  readonly begin: number;
  readonly end: number;
  /** A path: its names, numbers and, in brackets, other tokens. */
  readonly props?: readonly TokenLike[];
  /** A path into a literal: `"abc".size`. */
  readonly variable?: unknown;
  readonly operator?: string;
  /** What a name, a number or a quoted text says. */
  readonly content?: unknown;
  /** `nil`, `null`, `empty`, `blank`, `true` or `false`. */
  readonly literal?: string;
  /** The ends of a range. */
  readonly lhs?: TokenLike;
  readonly rhs?: TokenLike;
}

export interface FilterLike {
  readonly name: string;
  readonly args: readonly (TokenLike | readonly [string, TokenLike | undefined])[];
  readonly begin?: number;
  readonly token?: { readonly begin: number };
}

export interface ValueLike {
  readonly initial: { readonly postfix: readonly TokenLike[] };
  readonly filters: readonly FilterLike[];
}

export interface BranchLike {
  /** Of `if`, `elsif` and `unless`. */
  readonly value?: ValueLike;
  /** Of `when`. */
  readonly values?: readonly TokenLike[];
  readonly templates: readonly Template[];
}

export interface TemplateLike extends Template {
  /** Undefined: an output, or text. */
  readonly name?: string;
  readonly value?: ValueLike;
  readonly branches?: readonly BranchLike[];
  readonly templates?: readonly Template[];
  readonly elseTemplates?: readonly Template[];
  readonly candidates?: readonly ValueLike[];
  readonly group?: TokenLike;
  readonly collection?: TokenLike;
}

/**
 * The names of a path as far as they are written out: `orders[0].total` stops at its number. Undefined: no path.
 */
export function pathOf(token: TokenLike | undefined): readonly string[] | undefined {
  if (!token?.props || token.variable !== undefined) return undefined;
  const names: string[] = [];
  for (const { content } of token.props) {
    if (typeof content !== "string") break;
    names.push(content);
  }
  return names.length === 0 ? undefined : names;
}
