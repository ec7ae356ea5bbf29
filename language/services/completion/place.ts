/** Where in a statement of which braces a place is. */
import type { IToken } from "chevrotain";
import type { Node } from "../../syntax/ast.ts";
import type { BodyKind } from "../../syntax/body-kinds.ts";
import { type Segment, wordsOf } from "../../syntax/parse.ts";
import type { Span } from "../../syntax/span.ts";
import type { OpenedFile } from "../../workspace.ts";
import { childrenOf, nodesAt, type Placed, type Surroundings } from "../surroundings.ts";

export interface Place {
  readonly opened: OpenedFile;
  readonly offset: number;
  /** The word that is being typed, up to the place. */
  readonly word: Span;
  /** The text in quotes that the place is in. */
  readonly text?: IToken;
  /** What may stand in the braces around. `file`: none are. */
  readonly body: BodyKind | "file" | "import" | "fields";
  /** Whose braces these are. */
  readonly owner: Node;
  readonly around: Surroundings;
  /** The owner with everything that it stands in. */
  readonly parents: readonly Placed[];
  /** The words of the statement before the one that is being typed. Empty: a statement begins here. */
  readonly before: readonly IToken[];
  /** The names of all journeys of the project. */
  readonly journeys: () => readonly string[];
  /** The statement could be over: a new one may begin here too. */
  readonly mayBeginAnew: boolean;
}

/** Undefined: the place is in a comment. */
export function placeAt(
  opened: OpenedFile,
  offset: number,
  journeys: () => readonly string[] = () => [],
): Place | undefined {
  const { text, comments, tree, segments } = opened.parsed;
  if (
    comments.some(({ start, end, kind }) => start < offset && (offset < end || (kind !== "block" && offset === end)))
  ) {
    return undefined;
  }
  const typed = /[\p{L}\p{N}_]*$/u.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? "";
  const isNumber = /^\d/.test(typed);
  const word = { start: isNumber ? offset : offset - typed.length, end: offset };
  const tokens = tokensBefore(segments, offset);
  const quoted = tokens.find(
    (token) => isText(token) && token.startOffset < offset && (offset < endOf(token) || isOpen(token, offset)),
  );
  const until = quoted?.startOffset ?? word.start;
  const earlier = tokens.filter((token) => endOf(token) <= until && token !== quoted);
  const brace = openBrace(earlier);
  const nodes = nodesAt(opened, brace ? brace.startOffset : Math.max(0, until));
  const at = brace
    ? nodes.findLastIndex(
        ({ node }) => node.start <= brace.startOffset && brace.startOffset < node.end && node.kind !== "name",
      )
    : 0;
  const parents = nodes.slice(0, Math.max(0, at) + 1);
  const owner = parents.at(-1) ?? { node: tree, around: nodesAt(opened, 0)[0]!.around };
  const { before, mayBeginAnew } = statementBefore(owner.node, earlier, brace, until, text);
  const inside = nodesAt(opened, until).findLast(({ node }) => node.start <= until)?.around ?? owner.around;
  return {
    opened,
    offset,
    word,
    ...(quoted ? { text: quoted } : {}),
    body: brace ? bodyOf(owner.node, parents.at(-2)?.node) : "file",
    owner: brace ? owner.node : tree,
    around: { ...inside, ...pickAssigned(owner.around) },
    parents,
    before,
    mayBeginAnew,
    journeys,
  };
}

const pickAssigned = ({ assigned, activity }: Surroundings): Partial<Surroundings> => ({
  ...(assigned ? { assigned } : {}),
  ...(activity ? { activity } : {}),
});

/** The words of the segment that the place is in, or at whose end it is; and of the one before: a first word begins anything. */
function tokensBefore(segments: readonly Segment[], offset: number): readonly IToken[] {
  const at = Math.max(
    0,
    segments.findIndex(({ end }) => offset <= end),
  );
  return segments.slice(Math.max(0, at - 1), at + 1).flatMap(({ start, content }) => {
    const words = wordsOf(content);
    const by = start - words.start;
    return by === 0
      ? words.tokens
      : words.tokens.map((token): IToken => ({ ...token, startOffset: token.startOffset + by }));
  });
}

export const endOf = ({ startOffset, image }: IToken): number => startOffset + image.length;

const texts = new Set(["QuotedText", "BlockString", "UnterminatedText", "UnterminatedBlockString", "ForeignText"]);
export const isText = ({ tokenType }: IToken): boolean => texts.has(tokenType.name);

/** Without its second quote a text still goes on at its end. */
function isOpen(token: IToken, offset: number): boolean {
  return token.tokenType.name.startsWith("Unterminated") && offset === endOf(token);
}

/** The innermost brace that is open after these words. */
function openBrace(tokens: readonly IToken[]): IToken | undefined {
  let depth = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at]!;
    if (token.image === "}") depth++;
    else if (token.image === "{" && depth-- === 0) return token;
  }
  return undefined;
}

/** After these the statement is not over, wherever the line ends. */
const goesOn =
  /^(and|or|not|in|is|where|when|of|[=!<>+*/,([-]+=?|between|contains|with|until|to|by|for|from|if|any|no|every)$/;

function statementBefore(
  owner: Node,
  earlier: readonly IToken[],
  brace: IToken | undefined,
  until: number,
  text: string,
): Pick<Place, "before" | "mayBeginAnew"> {
  const begin = brace ? endOf(brace) : 0;
  const statements = statementsOf(owner).filter(({ start }) => start >= begin && start < until);
  const statement = statements.at(-1);
  const lastToken = earlier.at(-1);
  if (!statement || !lastToken || endOf(lastToken) <= statement.start) {
    // Words that found no place in the tree belong to the line's statement.
    const line = text.lastIndexOf("\n", until - 1) + 1;
    const own = earlier.filter(({ startOffset }) => startOffset >= Math.max(begin, line));
    return { before: own, mayBeginAnew: own.length === 0 };
  }
  const own = earlier.filter(({ startOffset }) => startOffset >= statement.start);
  const isSameLine = !text.slice(endOf(lastToken), until).includes("\n");
  if (goesOn.test(lastToken.image)) return { before: own, mayBeginAnew: false };
  if (isSameLine || until <= statement.end)
    return { before: own, mayBeginAnew: until > statement.end || lastToken.image === "}" };
  return { before: [], mayBeginAnew: true };
}

/** What stands in the node's braces, in the order of the text. */
function statementsOf(node: Node): readonly Node[] {
  return childrenOf(node).filter(({ kind }) => kind !== "name" && kind !== "string" && kind !== "number");
}

function bodyOf(node: Node, parent: Node | undefined): Place["body"] {
  switch (node.kind) {
    case "journey":
    case "message":
    case "template":
    case "task":
    case "webhook":
    case "match":
    case "split":
    case "ab test":
    case "parallel":
    case "test":
    case "simulate":
      return node.kind;
    case "file":
      return "unknown";
    case "block":
      return "steps";
    case "update":
    case "create":
      return "assignments";
    case "webhook body":
      return "fields";
    case "given":
    case "at":
      return "fields";
    case "run":
    case "follow":
    case "suppress":
    case "list membership":
      return "parts";
    case "logical":
      return "conditions";
    case "import":
      return "import";
    case "action":
      return "steps";
    default:
      return parent?.kind === "block" ? "steps" : "unknown";
  }
}
