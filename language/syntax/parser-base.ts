/** The tokens by short names, and what the rules ask about the text before and behind them. */
import {
  type CstNode,
  CstParser,
  EOF,
  type IParserConfig,
  type IToken,
  type TokenType,
  tokenMatcher,
} from "chevrotain";
import { type BodyKind, startsOf, statementStarts, stepStarts } from "./body-kinds.ts";
import { LazyLookahead } from "./lazy-lookahead.ts";
import { AnyText, AssignmentSign, ComparisonSign, Name, tokenType, vocabulary } from "./lexer.ts";
import { meantKeyword } from "./misspelled.ts";
import { parserMessages } from "./parser-messages.ts";

export const t = {
  ab: tokenType("Ab"),
  action: tokenType("Action"),
  add: tokenType("Add"),
  after: tokenType("After"),
  all: tokenType("All"),
  and: tokenType("And"),
  anniversary: tokenType("Anniversary"),
  any: tokenType("Any"),
  archived: tokenType("Archived"),
  at: tokenType("At"),
  audience: tokenType("Audience"),
  because: tokenType("Because"),
  before: tokenType("Before"),
  between: tokenType("Between"),
  body: tokenType("Body"),
  branch: tokenType("Branch"),
  by: tokenType("By"),
  cap: tokenType("Cap"),
  case: tokenType("Case"),
  comma: tokenType("Comma"),
  consents: tokenType("Consents"),
  contains: tokenType("Contains"),
  count: tokenType("Count"),
  create: tokenType("Create"),
  date: tokenType("DateText"),
  divide: tokenType("Divide"),
  do: tokenType("Do"),
  dot: tokenType("Dot"),
  due: tokenType("Due"),
  else: tokenType("Else"),
  email: tokenType("Email"),
  ends: tokenType("Ends"),
  enter: tokenType("Enter"),
  event: tokenType("Event"),
  every: tokenType("Every"),
  except: tokenType("Except"),
  exit: tokenType("Exit"),
  expect: tokenType("Expect"),
  expire: tokenType("Expire"),
  false: tokenType("False"),
  filter: tokenType("Filter"),
  follow: tokenType("Follow"),
  for: tokenType("For"),
  from: tokenType("From"),
  given: tokenType("Given"),
  goal: tokenType("Goal"),
  header: tokenType("Header"),
  holdback: tokenType("Holdback"),
  holidays: tokenType("Holidays"),
  identifier: tokenType("Identifier"),
  if: tokenType("If"),
  ignoring: tokenType("Ignoring"),
  import: tokenType("Import"),
  in: tokenType("In"),
  include: tokenType("Include"),
  including: tokenType("Including"),
  is: tokenType("Is"),
  journey: tokenType("Journey"),
  json: tokenType("Json"),
  last: tokenType("Last"),
  lbrace: tokenType("LBrace"),
  lbracket: tokenType("LBracket"),
  link: tokenType("Link"),
  list: tokenType("List"),
  listen: tokenType("Listen"),
  locale: tokenType("Locale"),
  lparen: tokenType("LParen"),
  machines: tokenType("Machines"),
  match: tokenType("Match"),
  matches: tokenType("Matches"),
  minus: tokenType("Minus"),
  multiply: tokenType("Multiply"),
  never: tokenType("Never"),
  next: tokenType("Next"),
  no: tokenType("No"),
  not: tokenType("Not"),
  number: tokenType("NumberText"),
  of: tokenType("Of"),
  older: tokenType("Older"),
  on: tokenType("On"),
  or: tokenType("Or"),
  pace: tokenType("Pace"),
  parallel: tokenType("Parallel"),
  participants: tokenType("Participants"),
  patch: tokenType("Patch"),
  per: tokenType("Per"),
  percent: tokenType("PercentText"),
  plus: tokenType("Plus"),
  post: tokenType("Post"),
  preheader: tokenType("Preheader"),
  purpose: tokenType("Purpose"),
  push: tokenType("Push"),
  put: tokenType("Put"),
  rbrace: tokenType("RBrace"),
  rbracket: tokenType("RBracket"),
  reenter: tokenType("Reenter"),
  remove: tokenType("Remove"),
  renamed: tokenType("Renamed"),
  repeat: tokenType("Repeat"),
  reply: tokenType("Reply"),
  rparen: tokenType("RParen"),
  run: tokenType("Run"),
  seed: tokenType("Seed"),
  send: tokenType("Send"),
  set: tokenType("Set"),
  simulate: tokenType("Simulate"),
  sms: tokenType("Sms"),
  split: tokenType("Split"),
  start: tokenType("Start"),
  starts: tokenType("Starts"),
  stop: tokenType("Stop"),
  subject: tokenType("Subject"),
  sum: tokenType("Sum"),
  suppress: tokenType("Suppress"),
  suppressed: tokenType("Suppressed"),
  target: tokenType("Target"),
  task: tokenType("Task"),
  template: tokenType("Template"),
  test: tokenType("Test"),
  text: tokenType("Text"),
  than: tokenType("Than"),
  this: tokenType("This"),
  time: tokenType("TimeText"),
  times: tokenType("Times"),
  timezone: tokenType("Timezone"),
  title: tokenType("Title"),
  to: tokenType("To"),
  true: tokenType("True"),
  unfollow: tokenType("Unfollow"),
  unicity: tokenType("Unicity"),
  until: tokenType("Until"),
  up: tokenType("Up"),
  update: tokenType("Update"),
  variant: tokenType("Variant"),
  wait: tokenType("Wait"),
  webhook: tokenType("Webhook"),
  when: tokenType("When"),
  where: tokenType("Where"),
  winner: tokenType("Winner"),
  with: tokenType("With"),
  within: tokenType("Within"),
} as const;

/** After a field's name these go on with the expression, so the name is no keyword there. */
export const continuesExpression: ReadonlySet<TokenType> = new Set([
  ...[t.dot, t.and, t.or, t.is, t.in, t.not, t.between, t.contains, t.starts, t.ends, t.matches, t.before, t.older],
  ...[t.plus, t.minus, t.multiply, t.divide, t.rparen, t.rbracket, t.comma, t.rbrace],
]);

/** What a value may begin with. */
export const operandStarts: readonly TokenType[] = [
  Name,
  AnyText,
  t.number,
  t.date,
  t.minus,
  t.true,
  t.false,
  t.lparen,
  t.lbracket,
];

interface OpenBody {
  readonly kind: BodyKind;
  /** The first column of the line on which the statement began that the braces belong to. */
  readonly indent: number;
  readonly line: number;
  readonly braced: boolean;
  /** It may be followed by `else`. */
  readonly takesElse: boolean;
}

const holdsSteps = (kind: BodyKind): boolean => kind === "journey" || kind === "steps" || kind === "unknown";

/** One token decides everywhere. */
const maxLookahead = 1;

interface LineEnd {
  /** An offset: what was found holds from there on. */
  readonly from: number;
  readonly last: IToken;
  readonly next: IToken;
}

/** What all rules need to know: where they are, and what comes. */
export abstract class LookingParser extends CstParser {
  /** Blocks also end where the indentation says so. */
  trustsIndentation = false;
  protected bodies: OpenBody[] = [];
  /** The column of each line's first token. */
  readonly #indents = new Map<number, number>();
  #lineEnd: LineEnd | undefined;
  /** Parentheses, brackets and braces around the current place in an expression. */
  protected nesting = 0;
  /** In the value of an assignment: the next line may begin the next one. */
  protected inValue = false;

  constructor(config?: IParserConfig) {
    super(vocabulary, {
      recoveryEnabled: true,
      maxLookahead,
      lookaheadStrategy: new LazyLookahead(maxLookahead),
      nodeLocationTracking: "onlyOffset",
      errorMessageProvider: parserMessages,
      skipValidations: true,
      ...config,
    });
  }

  /** The tree of one file. Errors, if any, are in `errors`. */
  parseTokens(tokens: IToken[], trustsIndentation: boolean): CstNode {
    this.input = tokens;
    this.trustsIndentation = trustsIndentation;
    this.bodies = [];
    this.nesting = 0;
    this.inValue = false;
    this.#indents.clear();
    this.#lineEnd = undefined;
    for (const token of tokens) {
      const line = token.startLine ?? 1;
      if (!this.#indents.has(line)) this.#indents.set(line, token.startColumn ?? 1);
    }
    return this.wholeFile();
  }

  /** Lets go of what was read last: the parser outlives it. */
  forget(): void {
    this.input = [];
    this.#lineEnd = undefined;
  }

  protected abstract wholeFile(): CstNode;

  // ---------------------------------------------------------------- where are we?

  protected is(howFar: number, type: TokenType): boolean {
    return tokenMatcher(this.LA(howFar), type);
  }

  protected isOneOf(howFar: number, types: ReadonlySet<TokenType>): boolean {
    return types.has(this.LA(howFar).tokenType);
  }

  /** The token stands on the line on which the one before it ends. */
  protected onSameLine(howFar = 1): boolean {
    const before = this.LA(howFar - 1);
    return this.LA(howFar).startLine === before.endLine;
  }

  protected isFirstOnLine(howFar = 1): boolean {
    const token = this.LA(howFar);
    return this.#indents.get(token.startLine ?? 0) === token.startColumn;
  }

  protected indentOf(token: IToken): number {
    return this.#indents.get(token.startLine ?? 0) ?? 1;
  }

  protected column(): number {
    return this.LA(1).startColumn ?? 1;
  }

  protected get innermost(): OpenBody | undefined {
    return this.bodies.at(-1);
  }

  /** What begins a declaration wherever it stands: `journey NAME`, `import {`, `audience NAME of` … */
  protected declarationAhead(howFar = 1): boolean {
    const mayBegin =
      this.isFirstOnLine(howFar) || this.bodies.length === 0 || tokenMatcher(this.LA(howFar - 1), t.rbrace);
    if (!mayBegin) return false;
    const next = (n: number, type: TokenType): boolean => this.is(howFar + n, type);
    if (next(0, t.journey)) {
      // `stop journey win_back` without its first word.
      const isDeep = this.indentOf(this.LA(howFar)) > (this.bodies[0]?.indent ?? Number.POSITIVE_INFINITY);
      if (isDeep && !this.lineEndsInBrace(howFar)) return false;
      return next(1, Name) || next(1, AnyText) || next(1, t.lbrace);
    }
    if (next(0, t.import)) return next(1, t.lbrace);
    const headAhead = (keyword: TokenType, n: number): boolean =>
      next(n, Name) && (next(n + 1, keyword) || (next(n + 1, AnyText) && next(n + 2, keyword)));
    if (next(0, t.audience)) return headAhead(t.of, 1);
    if (next(0, t.action)) return headAhead(t.for, 1);
    if (next(0, t.email) || next(0, t.sms) || next(0, t.push)) return next(1, t.template) && headAhead(t.for, 2);
    if (next(0, t.test)) return next(1, AnyText) && (this.bodies.length === 0 || next(2, t.for));
    return next(0, t.simulate) && next(1, Name) && next(2, t.lbrace);
  }

  /**
   * Where an operand is expected: does a new statement begin instead? It stands first on its line, and what follows the
   * keyword there can't follow a field.
   */
  protected statementAhead(): boolean {
    if (this.declarationAhead()) return true;
    if (!this.isFirstOnLine()) return false;
    if (this.inValue && this.nesting === 0 && this.is(1, Name) && this.is(2, AssignmentSign)) return true;
    return this.statementLike();
  }

  /** A keyword with something behind it that can't follow a field. */
  protected statementLike(): boolean {
    if (!this.isOneOf(1, statementStarts)) return false;
    if (this.innermost?.kind === "conditions" && meantKeyword(this.LA(1)) !== undefined) return false;
    if (this.is(1, t.exit)) return this.nesting === 0 && (!this.onSameLine(2) || this.exitSettingAhead());
    if (!this.onSameLine(2)) return false;
    if (this.is(1, t.due) && this.is(2, t.in)) return this.is(3, t.number);
    if (this.is(1, t.on) && this.is(2, t.not)) return !this.is(3, t.in);
    return !this.isOneOf(2, continuesExpression) && !this.is(2, ComparisonSign) && !this.is(2, AssignmentSign);
  }

  /** `exit when …` and `exit on …` are settings, `exit` alone is a step. */
  protected exitSettingAhead(): boolean {
    return this.is(1, t.exit) && this.onSameLine(2) && (this.is(2, t.when) || this.is(2, t.on));
  }

  /** `email template NAME` declares a template. */
  protected templateAhead(): boolean {
    return (
      (this.is(1, t.email) || this.is(1, t.sms) || this.is(1, t.push)) && this.is(2, t.template) && this.is(3, Name)
    );
  }

  /** A name stands on its keyword's line; on the next one only what can't be a keyword. */
  protected nameAhead(): boolean {
    if (!this.is(1, Name) || this.declarationAhead()) return false;
    if (this.is(2, AssignmentSign) && this.onSameLine(2)) return false;
    return this.onSameLine() || this.is(1, t.identifier);
  }

  /** A step's own name, and not the `renamed from` behind one that is missing. */
  protected ownNameAhead(): boolean {
    return this.nameAhead() && !(this.is(1, t.renamed) && this.is(2, t.from));
  }

  protected operandAhead(): boolean {
    if (this.is(1, Name)) return !this.statementAhead();
    if (this.is(1, t.minus)) return this.is(2, t.number);
    return true;
  }

  protected assignmentAhead(): boolean {
    if (this.innermost?.kind !== "assignments" || !this.is(1, Name)) return false;
    return this.is(2, AssignmentSign) || !this.isOneOf(1, startsOf.assignments);
  }

  /** The next token begins something that may stand in the innermost braces. */
  protected itemAhead(): boolean {
    const body = this.innermost;
    return body !== undefined && this.isOneOf(1, startsOf[body.kind]);
  }

  /** Braces, or, where the `{` was forgotten, what would stand in them. */
  protected bodyAhead(kind: BodyKind, head: IToken): boolean {
    if (this.is(1, t.lbrace)) return true;
    const isAssignment = kind === "assignments" && this.is(1, Name) && this.is(2, AssignmentSign);
    if (this.onSameLine()) return isAssignment;
    if (this.declarationAhead()) return false;
    if (kind === "message" && this.isOneOf(1, startsOf.message) && !this.isOneOf(1, startsOf.journey)) return true;
    if (!this.isFirstOnLine() || this.column() <= this.indentOf(head)) return false;
    return isAssignment || (kind !== "parts" && this.isOneOf(1, startsOf[kind]));
  }

  protected strayInJourneyHead(): boolean {
    if (!this.lineEndsInBrace()) return false;
    if (this.is(1, t.rbrace)) return !this.declarationAhead(2);
    if (!this.is(1, t.lbrace)) return true;
    return this.onSameLine(2) && !this.is(2, t.lbrace) && !this.isOneOf(2, startsOf.journey);
  }

  /**
   * The last token of the line, and the one after it. Kept until the line is done: rules ask at every token, and a line may
   * be as long as the file.
   */
  private lineEnd(): LineEnd {
    const { startOffset } = this.LA(1);
    const known = this.#lineEnd;
    if (known && known.from <= startOffset && startOffset <= known.last.startOffset) return known;
    let n = 1;
    while (!this.is(n + 1, EOF) && this.onSameLine(n + 1)) n++;
    this.#lineEnd = { from: startOffset, last: this.LA(n), next: this.LA(n + 1) };
    return this.#lineEnd;
  }

  /** @param howFar a token of the line: one of the next few */
  protected lineEndsInBrace(howFar = 1): boolean {
    if (howFar === 1) return tokenMatcher(this.lineEnd().last, t.lbrace);
    let n = howFar;
    while (!this.is(n + 1, EOF) && this.onSameLine(n + 1)) n++;
    return this.is(n, t.lbrace);
  }

  protected damagedHeadAhead(): boolean {
    if (!this.isFirstOnLine() || this.is(1, EOF)) return false;
    const { last, next } = this.lineEnd();
    const isMember = startsOf.journey.has(next.tokenType) && (next.startColumn ?? 0) > this.column();
    // A step with a block is a step outside of a journey.
    return last !== this.LA(1) && tokenMatcher(last, t.lbrace) && isMember && !this.isOneOf(1, stepStarts);
  }

  protected headlessAhead(): boolean {
    return this.isOneOf(1, startsOf.journey) && (this.statementLike() || this.is(1, t.exit));
  }

  /** Something unknown between a head and its `{`, on the same line. */
  protected strayInHead(): boolean {
    if (this.is(1, t.lbrace) || !this.onSameLine() || this.isOneOf(1, stepStarts)) return false;
    for (let n = 1; ; n++) {
      if (this.is(n, t.lbrace)) return true;
      if (this.is(n, t.rbrace) && !this.strayBeforeBlock(n)) return false;
      if (!this.onSameLine(n + 1)) return false;
    }
  }

  /** A `}` right before the `{` at the end of its line, or one word before it. */
  protected strayBeforeBlock(howFar: number): boolean {
    if (!this.trustsIndentation) return false;
    const brace = this.is(howFar + 1, t.lbrace) ? howFar + 1 : howFar + 2;
    return (
      this.is(brace, t.lbrace) && this.onSameLine(howFar + 1) && this.onSameLine(brace) && !this.onSameLine(brace + 1)
    );
  }

  /** A block in `match` or `split` whose head is not what it should be. */
  protected damagedWayAhead(kind: "match" | "split"): boolean {
    if (this.innermost?.kind !== kind) return false;
    return !this.isOneOf(1, stepStarts) && !this.is(1, t.rbrace) && this.lineEndsInBrace();
  }

  /** `else`, or what is left of it, behind the block that began with `head`. */
  protected elseAhead(head: IToken): boolean {
    if (this.is(1, t.else)) {
      return !this.trustsIndentation || !this.isFirstOnLine() || this.column() >= this.indentOf(head);
    }
    return this.strayBeforeElse();
  }

  /** Something between a block and its `else`, or in the place of this `else`. */
  protected strayBeforeElse(): boolean {
    if (this.is(1, t.else) || this.is(1, EOF)) return false;
    const isBehindBlock = tokenMatcher(this.LA(0), t.rbrace) && this.onSameLine();
    if (!isBehindBlock || this.isOneOf(1, stepStarts) || !this.lineEndsInBrace()) return false;
    if (this.is(1, t.rbrace)) return this.trustsIndentation && this.onSameLine(2);
    const goesOn = this.is(2, t.lbrace) || this.is(2, t.if) || this.is(2, t.else);
    return this.is(1, t.lbrace) || (goesOn && this.onSameLine(2));
  }

  /** This `}` closes the innermost braces. Only bad indentation makes that a question. */
  protected closesHere(body: OpenBody): boolean {
    if (!this.is(1, t.rbrace)) return false;
    if (!this.trustsIndentation || this.LA(1).startLine === body.line) return true;
    if (body.kind === "journey") return !this.strayBrace(body);
    if (this.isFirstOnLine()) {
      const column = this.column();
      if (column > body.indent) return false;
      return column === body.indent || !this.bodies.some((outer) => outer.indent <= column);
    }
    return !this.strayBrace(body);
  }

  /** A `}` that closes nothing. */
  protected strayBrace(body: OpenBody): boolean {
    if (!this.trustsIndentation || !this.is(1, t.rbrace) || this.LA(1).startLine === body.line) return false;
    // Nothing but a declaration follows a journey.
    if (body.kind === "journey") return !this.is(2, EOF) && !this.declarationAhead(2);
    if (this.isFirstOnLine()) return this.column() > body.indent;
    // In the middle of a line it closes what was opened on that line, or nothing.
    if (this.onSameLine(2)) return !this.is(2, t.rbrace) && !this.is(2, t.else);
    // At the end of one it may close the block, unless the next line belongs to the block or closes it.
    const next = this.LA(2).startColumn ?? 0;
    return next > body.indent || (next === body.indent && this.is(2, t.rbrace));
  }

  protected continueBody(): boolean {
    const body = this.innermost;
    if (!body || this.declarationAhead()) return false;
    if (this.is(1, t.rbrace)) return this.strayBrace(body);
    if (body.takesElse && this.is(1, t.else)) return false;
    if (body.kind !== "journey" && (this.trustsIndentation || !body.braced)) {
      if (this.isFirstOnLine() && this.LA(1).startLine !== body.line && this.column() <= body.indent) return false;
    }
    const stepAhead = this.isOneOf(1, stepStarts) && (this.isFirstOnLine() || this.statementLike());
    if (
      this.trustsIndentation &&
      stepAhead &&
      !this.isAssignmentLike() &&
      this.bodies.some(({ kind }) => holdsSteps(kind))
    ) {
      return holdsSteps(body.kind);
    }
    return true;
  }

  protected isAssignmentLike(): boolean {
    return this.innermost?.kind === "assignments" && this.is(2, AssignmentSign);
  }

  protected open(kind: BodyKind, head: IToken, braced: boolean): void {
    const takesElse = tokenMatcher(head, t.if) || tokenMatcher(head, t.wait);
    this.bodies.push({ kind, indent: this.indentOf(head), line: this.LA(0).startLine ?? 0, braced, takesElse });
  }
}
