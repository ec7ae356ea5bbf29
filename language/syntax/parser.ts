/**
 * The grammar.
 *
 * It is a super grammar: nearly every part of a statement is optional, and what fits nowhere becomes an unknown statement
 * up to the end of its line. So half-typed text gives a tree too, and `build-tree.ts` says what is missing, in plain words.
 * Line ends mean nothing in whole text; where something is missing they say where the next statement begins.
 *
 * When braces don't match, `parse.ts` parses once more with `trustsIndentation`: then a block also ends where a line is
 * indented no deeper than the one that opened it.
 */
import {
  type CstNode,
  CstParser,
  EMPTY_ALT,
  EOF,
  type IParserConfig,
  type IToken,
  type ParserMethod,
  type TokenType,
  tokenMatcher,
} from "chevrotain";
import { type BodyKind, startsOf, statementStarts, stepStarts } from "./body-kinds.ts";
import { LazyLookahead } from "./lazy-lookahead.ts";
import {
  AnyText,
  Anything,
  AssignmentSign,
  ComparisonSign,
  Moment,
  Name,
  tokenType,
  Unit,
  vocabulary,
  Word,
} from "./lexer.ts";
import { parserMessages } from "./parser-messages.ts";

const t = {
  add: tokenType("Add"),
  after: tokenType("After"),
  all: tokenType("All"),
  and: tokenType("And"),
  any: tokenType("Any"),
  archived: tokenType("Archived"),
  between: tokenType("Between"),
  body: tokenType("Body"),
  comma: tokenType("Comma"),
  contains: tokenType("Contains"),
  create: tokenType("Create"),
  date: tokenType("DateText"),
  divide: tokenType("Divide"),
  dot: tokenType("Dot"),
  due: tokenType("Due"),
  else: tokenType("Else"),
  email: tokenType("Email"),
  ends: tokenType("Ends"),
  exit: tokenType("Exit"),
  expire: tokenType("Expire"),
  false: tokenType("False"),
  filter: tokenType("Filter"),
  for: tokenType("For"),
  from: tokenType("From"),
  identifier: tokenType("Identifier"),
  if: tokenType("If"),
  import: tokenType("Import"),
  in: tokenType("In"),
  include: tokenType("Include"),
  is: tokenType("Is"),
  journey: tokenType("Journey"),
  lbrace: tokenType("LBrace"),
  lbracket: tokenType("LBracket"),
  link: tokenType("Link"),
  list: tokenType("List"),
  listen: tokenType("Listen"),
  lparen: tokenType("LParen"),
  minus: tokenType("Minus"),
  not: tokenType("Not"),
  number: tokenType("NumberText"),
  of: tokenType("Of"),
  on: tokenType("On"),
  or: tokenType("Or"),
  plus: tokenType("Plus"),
  preheader: tokenType("Preheader"),
  purpose: tokenType("Purpose"),
  rbrace: tokenType("RBrace"),
  rbracket: tokenType("RBracket"),
  remove: tokenType("Remove"),
  reply: tokenType("Reply"),
  rparen: tokenType("RParen"),
  set: tokenType("Set"),
  sms: tokenType("Sms"),
  starts: tokenType("Starts"),
  subject: tokenType("Subject"),
  suppress: tokenType("Suppress"),
  suppressed: tokenType("Suppressed"),
  target: tokenType("Target"),
  task: tokenType("Task"),
  text: tokenType("Text"),
  this: tokenType("This"),
  times: tokenType("Times"),
  timezone: tokenType("Timezone"),
  to: tokenType("To"),
  true: tokenType("True"),
  unicity: tokenType("Unicity"),
  update: tokenType("Update"),
  wait: tokenType("Wait"),
  with: tokenType("With"),
} as const;

/** After a field's name these go on with the expression, so the name is no keyword there. */
const continuesExpression: ReadonlySet<TokenType> = new Set([
  ...[t.dot, t.and, t.or, t.is, t.in, t.not, t.between, t.contains, t.starts, t.ends],
  ...[t.plus, t.minus, t.times, t.divide, t.rparen, t.rbracket, t.comma, t.rbrace],
]);

/** What a value may begin with. */
const operandStarts: readonly TokenType[] = [
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
}

/** One token decides everywhere. */
const maxLookahead = 1;

/** Chevrotain records the grammar by calling each rule without arguments, so they are optional. */
type BodyRule = ParserMethod<[kind?: BodyKind, head?: IToken], CstNode>;

export class JourneyParser extends CstParser {
  /** Blocks also end where the indentation says so. */
  trustsIndentation = false;
  #bodies: OpenBody[] = [];
  /** The column of each line's first token. */
  readonly #indents = new Map<number, number>();
  /** Parentheses, brackets and braces around the current place in an expression. */
  #nesting = 0;
  /** In the value of an assignment: the next line may begin the next one. */
  #inValue = false;

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
    this.performSelfAnalysis();
  }

  /** The tree of one file. Errors, if any, are in `errors`. */
  parseTokens(tokens: IToken[], trustsIndentation: boolean): CstNode {
    this.input = tokens;
    this.trustsIndentation = trustsIndentation;
    this.#bodies = [];
    this.#nesting = 0;
    this.#inValue = false;
    this.#indents.clear();
    for (const token of tokens) {
      const line = token.startLine ?? 1;
      if (!this.#indents.has(line)) this.#indents.set(line, token.startColumn ?? 1);
    }
    return this.file();
  }

  // ---------------------------------------------------------------- where are we?

  #is(howFar: number, type: TokenType): boolean {
    return tokenMatcher(this.LA(howFar), type);
  }

  #isOneOf(howFar: number, types: ReadonlySet<TokenType>): boolean {
    return types.has(this.LA(howFar).tokenType);
  }

  /** The token stands on the line on which the one before it ends. */
  #onSameLine(howFar = 1): boolean {
    const before = this.LA(howFar - 1);
    return this.LA(howFar).startLine === before.endLine;
  }

  #isFirstOnLine(howFar = 1): boolean {
    const token = this.LA(howFar);
    return this.#indents.get(token.startLine ?? 0) === token.startColumn;
  }

  #indentOf(token: IToken): number {
    return this.#indents.get(token.startLine ?? 0) ?? 1;
  }

  #column(): number {
    return this.LA(1).startColumn ?? 1;
  }

  get #body(): OpenBody | undefined {
    return this.#bodies.at(-1);
  }

  /** `journey NAME` and `import {` begin a declaration wherever they stand. */
  #declarationAhead(): boolean {
    const mayBegin = this.#isFirstOnLine() || this.#bodies.length === 0 || tokenMatcher(this.LA(0), t.rbrace);
    if (!mayBegin) return false;
    if (this.#is(1, t.journey)) return this.#is(2, Name) || this.#is(2, AnyText) || this.#is(2, t.lbrace);
    return this.#is(1, t.import) && this.#is(2, t.lbrace);
  }

  /**
   * Where an operand is expected: does a new statement begin instead? It stands first on its line, and what follows the
   * keyword there can't follow a field.
   */
  #statementAhead(): boolean {
    if (this.#declarationAhead()) return true;
    if (!this.#isFirstOnLine()) return false;
    if (this.#inValue && this.#nesting === 0 && this.#is(1, Name) && this.#is(2, AssignmentSign)) return true;
    return this.#statementLike();
  }

  /** A keyword with something behind it that can't follow a field. */
  #statementLike(): boolean {
    if (!this.#isOneOf(1, statementStarts)) return false;
    if (this.#is(1, t.exit)) return this.#nesting === 0 && !this.#onSameLine(2);
    if (!this.#onSameLine(2)) return false;
    if (this.#is(1, t.due) && this.#is(2, t.in)) return this.#is(3, t.number);
    if (this.#is(1, t.on) && this.#is(2, t.not)) return !this.#is(3, t.in);
    return !this.#isOneOf(2, continuesExpression) && !this.#is(2, ComparisonSign) && !this.#is(2, AssignmentSign);
  }

  /** A name stands on its keyword's line; on the next one only what can't be a keyword. */
  #nameAhead(): boolean {
    if (!this.#is(1, Name) || this.#declarationAhead()) return false;
    if (this.#is(2, AssignmentSign) && this.#onSameLine(2)) return false;
    return this.#onSameLine() || this.#is(1, t.identifier);
  }

  #operandAhead(): boolean {
    if (this.#is(1, Name)) return !this.#statementAhead();
    if (this.#is(1, t.minus)) return this.#is(2, t.number);
    return true;
  }

  #assignmentAhead(): boolean {
    if (this.#body?.kind !== "assignments" || !this.#is(1, Name)) return false;
    return this.#is(2, AssignmentSign) || !this.#isOneOf(1, startsOf.assignments);
  }

  /** The next token begins something that may stand in the innermost braces. */
  #itemAhead(): boolean {
    const body = this.#body;
    return body !== undefined && this.#isOneOf(1, startsOf[body.kind]);
  }

  /** Braces, or, where the `{` was forgotten, what would stand in them. */
  #bodyAhead(kind: BodyKind, head: IToken): boolean {
    if (this.#is(1, t.lbrace)) return true;
    const isAssignment = kind === "assignments" && this.#is(1, Name) && this.#is(2, AssignmentSign);
    if (this.#onSameLine()) return isAssignment;
    if (this.#declarationAhead()) return false;
    if (kind === "message" && this.#isOneOf(1, startsOf.message) && !this.#isOneOf(1, startsOf.journey)) return true;
    if (!this.#isFirstOnLine() || this.#column() <= this.#indentOf(head)) return false;
    return isAssignment || (kind !== "parts" && this.#isOneOf(1, startsOf[kind]));
  }

  #strayInJourneyHead(): boolean {
    if (!this.#lineEndsInBrace()) return false;
    if (this.#is(1, t.rbrace)) return !this.#is(2, t.journey);
    if (!this.#is(1, t.lbrace)) return true;
    return this.#onSameLine(2) && !this.#is(2, t.lbrace) && !this.#isOneOf(2, startsOf.journey);
  }

  #lineEndsInBrace(): boolean {
    let n = 1;
    while (!this.#is(n + 1, EOF) && this.#onSameLine(n + 1)) n++;
    return this.#is(n, t.lbrace);
  }

  #damagedHeadAhead(): boolean {
    if (!this.#isFirstOnLine() || this.#is(1, EOF)) return false;
    let n = 1;
    while (!this.#is(n + 1, EOF) && this.#onSameLine(n + 1)) n++;
    const isMember = this.#isOneOf(n + 1, startsOf.journey) && (this.LA(n + 1).startColumn ?? 0) > this.#column();
    // A step with a block is a step outside of a journey.
    return n > 1 && this.#is(n, t.lbrace) && isMember && !this.#isOneOf(1, stepStarts);
  }

  #headlessAhead(): boolean {
    return this.#isOneOf(1, startsOf.journey) && (this.#statementLike() || this.#is(1, t.exit));
  }

  /** Something unknown between a head and its `{`, on the same line. */
  #strayInHead(): boolean {
    if (this.#is(1, t.lbrace) || !this.#onSameLine() || this.#isOneOf(1, stepStarts)) return false;
    for (let n = 1; ; n++) {
      if (this.#is(n, t.lbrace)) return true;
      if (this.#is(n, t.rbrace) || !this.#onSameLine(n + 1)) return false;
    }
  }

  /** This `}` closes the innermost braces. Only bad indentation makes that a question. */
  #closesHere(body: OpenBody): boolean {
    if (!this.#is(1, t.rbrace)) return false;
    if (!this.trustsIndentation || this.LA(1).startLine === body.line) return true;
    if (body.kind === "journey") return !this.#strayBrace(body);
    if (this.#isFirstOnLine()) {
      const column = this.#column();
      if (column > body.indent) return false;
      return column === body.indent || !this.#bodies.some((outer) => outer.indent <= column);
    }
    return !this.#strayBrace(body);
  }

  /** A `}` that closes nothing. */
  #strayBrace(body: OpenBody): boolean {
    if (!this.trustsIndentation || !this.#is(1, t.rbrace) || this.LA(1).startLine === body.line) return false;
    // Nothing but a declaration follows a journey.
    if (body.kind === "journey") return !this.#is(2, EOF) && !this.#is(2, t.journey) && !this.#is(2, t.import);
    if (this.#isFirstOnLine()) return this.#column() > body.indent;
    // In the middle of a line it closes what was opened on that line, or nothing.
    if (this.#onSameLine(2)) return !this.#is(2, t.rbrace) && !this.#is(2, t.else);
    // At the end of one it may close the block, unless the next line belongs to the block or closes it.
    const next = this.LA(2).startColumn ?? 0;
    return next > body.indent || (next === body.indent && this.#is(2, t.rbrace));
  }

  #continueBody(): boolean {
    const body = this.#body;
    if (!body || this.#declarationAhead()) return false;
    if (this.#is(1, t.rbrace)) return this.#strayBrace(body);
    if (body.kind !== "journey" && (this.trustsIndentation || !body.braced)) {
      if (this.#isFirstOnLine() && this.LA(1).startLine !== body.line && this.#column() <= body.indent) return false;
    }
    if (this.trustsIndentation && this.#isOneOf(1, stepStarts) && !this.#isAssignmentLike()) {
      return body.kind === "journey" || body.kind === "steps" || body.kind === "unknown";
    }
    return true;
  }

  #isAssignmentLike(): boolean {
    return this.#body?.kind === "assignments" && this.#is(2, AssignmentSign);
  }

  #open(kind: BodyKind, head: IToken, braced: boolean): void {
    this.#bodies.push({ kind, indent: this.#indentOf(head), line: this.LA(0).startLine ?? 0, braced });
  }

  // ---------------------------------------------------------------- declarations

  readonly file = this.RULE("file", () => {
    this.MANY({
      GATE: () => !this.#is(1, EOF),
      DEF: () => {
        this.OR({
          IGNORE_AMBIGUITIES: true,
          DEF: [
            { ALT: () => this.SUBRULE(this.importDeclaration) },
            { ALT: () => this.SUBRULE(this.journey) },
            { GATE: () => this.#damagedHeadAhead(), ALT: () => this.SUBRULE(this.damagedJourney) },
            { GATE: () => this.#headlessAhead(), ALT: () => this.SUBRULE(this.headlessJourney) },
            { ALT: () => this.CONSUME(t.rbrace, { LABEL: "stray" }) },
            { ALT: () => this.SUBRULE(this.unknown) },
          ],
        });
      },
    });
  });

  readonly importDeclaration = this.RULE("importDeclaration", () => {
    this.CONSUME(t.import);
    this.OPTION(() => this.CONSUME(t.lbrace));
    this.MANY({
      GATE: () => !this.#declarationAhead() && !(this.#is(1, t.from) && this.#is(2, AnyText)),
      DEF: () => {
        this.OR([{ ALT: () => this.CONSUME(Name) }, { ALT: () => this.CONSUME(t.comma) }]);
      },
    });
    this.OPTION2(() => this.CONSUME(t.rbrace));
    this.OPTION3(() => this.CONSUME(t.from));
    this.OPTION4(() => this.CONSUME(AnyText));
  });

  readonly journey = this.RULE("journey", () => {
    const head = this.CONSUME(t.journey);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE(this.journeyHeadRest);
    this.OPTION3({
      GATE: () => this.#bodyAhead("journey", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["journey", head] }),
    });
  });

  /** Everything before the `{` at the end of the line. A journey's head is worth more than any other: all steps hang on it. */
  readonly journeyHeadRest = this.RULE("journeyHeadRest", () => {
    this.MANY({
      GATE: () => this.#onSameLine() && this.#strayInJourneyHead(),
      DEF: () => {
        this.OR([
          { ALT: () => this.CONSUME(Anything) },
          { ALT: () => this.CONSUME(t.lbrace) },
          { ALT: () => this.CONSUME(t.rbrace) },
        ]);
      },
    });
  });

  /** A line that ends in `{` and is followed by what stands in a journey, whatever else it says. */
  readonly damagedJourney = this.RULE("damagedJourney", () => {
    const head = this.OR([
      { ALT: () => this.CONSUME(Anything) },
      { ALT: () => this.CONSUME(t.lbrace) },
      { ALT: () => this.CONSUME(t.rbrace) },
    ]);
    this.SUBRULE(this.journeyHeadRest);
    this.SUBRULE(this.body, { ARGS: ["journey", head] });
  });

  /** Settings and steps outside of a journey. */
  readonly headlessJourney = this.RULE("headlessJourney", () => {
    const head = this.LA(1);
    this.SUBRULE(this.body, { ARGS: ["journey", head] });
  });

  /** Whatever stands between a head and its `{` and doesn't belong there. */
  readonly headRest = this.RULE("headRest", () => {
    this.MANY({ GATE: () => this.#strayInHead(), DEF: () => this.CONSUME(Anything) });
  });

  readonly body: BodyRule = this.RULE("body", (kind: BodyKind = "steps", head: IToken = this.LA(0)) => {
    let braced = false;
    this.OPTION(() => {
      this.CONSUME(t.lbrace);
      braced = true;
      this.MANY2({ GATE: () => this.#onSameLine(), DEF: () => this.CONSUME2(t.lbrace, { LABEL: "extra" }) });
    });
    const depth = this.#bodies.length;
    const nesting = this.#nesting;
    this.ACTION(() => {
      this.#open(kind, head, braced);
      this.#nesting = 0;
    });
    this.MANY({ GATE: () => this.#continueBody(), DEF: () => this.SUBRULE(this.item) });
    this.OPTION2({
      GATE: () => {
        const body = this.#bodies[depth];
        return body === undefined || this.#closesHere(body);
      },
      DEF: () => this.CONSUME(t.rbrace),
    });
    this.#bodies.length = depth;
    this.#nesting = nesting;
  });

  readonly item = this.RULE("item", () => {
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { GATE: () => this.#assignmentAhead(), ALT: () => this.SUBRULE(this.assignment) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.target) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.filter) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.unicity) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.include) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.purpose) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.timezone) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.listen) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.message) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.update) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.create) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.task) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.listStep) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.suppress) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.wait) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.ifStep) },
        { GATE: () => this.#itemAhead(), ALT: () => this.CONSUME(t.exit) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.textSetting) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.toSetting) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.linkSetting) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.expire) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.clause) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.assignee) },
        { GATE: () => this.#itemAhead(), ALT: () => this.SUBRULE(this.due) },
        { GATE: () => this.#body?.kind === "assignments", ALT: () => this.CONSUME(t.comma) },
        { ALT: () => this.CONSUME(t.rbrace, { LABEL: "stray" }) },
        { ALT: () => this.SUBRULE(this.unknown) },
      ],
    });
  });

  // ---------------------------------------------------------------- what was not recognised

  /** To the end of the line, with all of a block that begins on it. */
  readonly unknown = this.RULE("unknown", () => {
    let hasBlock = false;
    let isWord = false;
    this.OR([
      {
        ALT: () => {
          const first = this.CONSUME(Anything);
          isWord = tokenMatcher(first, Word);
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.unknownBlock);
          hasBlock = true;
        },
      },
    ]);
    this.MANY({
      GATE: () => {
        if (hasBlock || this.#declarationAhead()) return false;
        // What is wrong doesn't take the good statement behind it along.
        if (this.#itemAhead() && (!isWord || this.#statementLike())) return false;
        return this.#onSameLine() || this.#is(1, t.lbrace);
      },
      DEF: () => {
        this.OR2([
          { ALT: () => this.CONSUME2(Anything) },
          {
            ALT: () => {
              this.SUBRULE2(this.unknownBlock);
              hasBlock = true;
            },
          },
        ]);
      },
    });
  });

  readonly unknownBlock = this.RULE("unknownBlock", () => {
    const head = this.CONSUME(t.lbrace);
    const depth = this.#bodies.length;
    this.ACTION(() => this.#open("unknown", head, true));
    this.MANY({
      GATE: () => this.#continueBody(),
      DEF: () => {
        this.OR([
          { ALT: () => this.CONSUME(Anything) },
          { ALT: () => this.CONSUME(t.rbrace, { LABEL: "stray" }) },
          { ALT: () => this.SUBRULE(this.unknownBlock) },
        ]);
      },
    });
    this.OPTION({
      GATE: () => {
        const body = this.#bodies[depth];
        return body === undefined || this.#closesHere(body);
      },
      DEF: () => this.CONSUME2(t.rbrace),
    });
    this.#bodies.length = depth;
  });

  // ---------------------------------------------------------------- settings of a journey

  readonly target = this.RULE("target", () => {
    this.CONSUME(t.target);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME(Name) });
  });

  readonly filter = this.RULE("filter", () => {
    this.CONSUME(t.filter);
    this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE(this.expression) });
  });

  readonly unicity = this.RULE("unicity", () => {
    this.CONSUME(t.unicity);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
  });

  readonly include = this.RULE("include", () => {
    this.CONSUME(t.include);
    this.OPTION(() => this.CONSUME(t.archived));
  });

  readonly purpose = this.RULE("purpose", () => {
    this.CONSUME(t.purpose);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME(Name) });
  });

  readonly timezone = this.RULE("timezone", () => {
    this.CONSUME(t.timezone);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
    this.OPTION2(() => this.CONSUME(t.else));
    this.OPTION3(() => this.CONSUME(AnyText));
  });

  readonly listen = this.RULE("listen", () => {
    this.CONSUME(t.listen);
    this.OPTION(() => this.SUBRULE(this.duration));
  });

  // ---------------------------------------------------------------- steps

  readonly message = this.RULE("message", () => {
    const head = this.OR([{ ALT: () => this.CONSUME(t.email) }, { ALT: () => this.CONSUME(t.sms) }]);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.#bodyAhead("message", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["message", head] }),
    });
  });

  readonly update = this.RULE("update", () => {
    const head = this.CONSUME(t.update);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.#bodyAhead("assignments", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["assignments", head] }),
    });
  });

  readonly create = this.RULE("create", () => {
    const head = this.CONSUME(t.create);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME(Name, { LABEL: "model" }) });
    this.OPTION2({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME2(Name) });
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.#bodyAhead("assignments", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["assignments", head] }),
    });
  });

  readonly task = this.RULE("task", () => {
    const head = this.CONSUME(t.task);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    // Without braces too: `task "Call" for salesperson due in 2 days`.
    this.MANY(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.assignee) }, { ALT: () => this.SUBRULE(this.due) }]);
    });
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.#bodyAhead("task", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["task", head] }),
    });
  });

  readonly assignee = this.RULE("assignee", () => {
    this.CONSUME(t.for);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
  });

  readonly due = this.RULE("due", () => {
    this.CONSUME(t.due);
    this.OPTION(() => this.CONSUME(t.in));
    this.OPTION2(() => this.SUBRULE(this.duration));
  });

  readonly listStep = this.RULE("listStep", () => {
    const head = this.OR([
      {
        ALT: () => {
          const keyword = this.CONSUME(t.add);
          this.OPTION(() => this.CONSUME(t.to));
          return keyword;
        },
      },
      {
        ALT: () => {
          const keyword = this.CONSUME(t.remove);
          this.OPTION2(() => this.CONSUME(t.from));
          return keyword;
        },
      },
    ]);
    this.OPTION3(() => this.CONSUME(t.list));
    this.OPTION4(() => this.CONSUME(AnyText));
    this.SUBRULE(this.headRest);
    this.OPTION5({
      GATE: () => this.#bodyAhead("parts", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["parts", head] }),
    });
  });

  readonly suppress = this.RULE("suppress", () => {
    const head = this.CONSUME(t.suppress);
    this.OPTION({ GATE: () => this.#onSameLine(), DEF: () => this.SUBRULE(this.fieldPath) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.#bodyAhead("parts", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["parts", head] }),
    });
  });

  readonly wait = this.RULE("wait", () => {
    this.CONSUME(t.wait);
    this.OPTION(() => this.SUBRULE(this.duration));
  });

  readonly ifStep = this.RULE("ifStep", () => {
    const head = this.CONSUME(t.if);
    this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE(this.expression) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.#bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
    this.OPTION3(() => {
      const otherwise = this.CONSUME(t.else);
      this.OR([
        { ALT: () => this.SUBRULE(this.ifStep) },
        {
          GATE: () => this.#bodyAhead("steps", otherwise),
          ALT: () => this.SUBRULE2(this.body, { LABEL: "otherwise", ARGS: ["steps", otherwise] }),
        },
        { ALT: EMPTY_ALT() },
      ]);
    });
  });

  // ---------------------------------------------------------------- in a message, in any activity

  readonly textSetting = this.RULE("textSetting", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.subject) },
      { ALT: () => this.CONSUME(t.preheader) },
      { ALT: () => this.CONSUME(t.body) },
      { ALT: () => this.CONSUME(t.text) },
      { ALT: () => this.CONSUME(t.from) },
      {
        ALT: () => {
          this.CONSUME(t.reply);
          this.OPTION(() => this.CONSUME(t.to));
        },
      },
    ]);
    this.OPTION2(() => this.CONSUME(AnyText));
  });

  readonly toSetting = this.RULE("toSetting", () => {
    this.CONSUME(t.to);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
  });

  readonly linkSetting = this.RULE("linkSetting", () => {
    this.CONSUME(t.link);
    this.OPTION({ GATE: () => this.#nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
  });

  readonly expire = this.RULE("expire", () => {
    this.CONSUME(t.expire);
    this.OPTION(() => this.CONSUME(t.after));
    this.OPTION2(() => this.SUBRULE(this.duration));
  });

  readonly clause = this.RULE("clause", () => {
    const head = this.CONSUME(t.on);
    this.OPTION(() => this.CONSUME(t.not));
    this.OPTION2({
      GATE: () => this.#nameAhead() && !this.#is(1, t.after),
      DEF: () => this.CONSUME(Name),
    });
    this.OPTION3(() => this.CONSUME(AnyText));
    this.OPTION4(() => {
      this.CONSUME(t.after);
      this.OPTION5(() => this.SUBRULE(this.duration));
    });
    this.SUBRULE(this.headRest);
    this.OPTION6({
      GATE: () => this.#bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
  });

  readonly assignment = this.RULE("assignment", () => {
    this.CONSUME(Name);
    this.OPTION(() => {
      this.CONSUME(AssignmentSign);
      this.#inValue = true;
      this.OPTION2({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE(this.expression) });
      this.#inValue = false;
    });
  });

  readonly duration = this.RULE("duration", () => {
    this.CONSUME(t.number);
    this.OPTION({
      // A word that is no unit is kept too: somebody may be typing it.
      GATE: () => this.#onSameLine() && (this.#is(1, Unit) || this.#is(1, t.identifier)),
      DEF: () => this.CONSUME(Name),
    });
  });

  // ---------------------------------------------------------------- expressions

  readonly expression = this.RULE("expression", () => {
    this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(t.or);
      this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE2(this.conjunction) });
    });
  });

  readonly conjunction = this.RULE("conjunction", () => {
    this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(t.and);
      this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE2(this.negation) });
    });
  });

  readonly negation = this.RULE("negation", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.not);
          this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE(this.negation) });
        },
      },
      { ALT: () => this.SUBRULE(this.comparison) },
    ]);
  });

  readonly comparison = this.RULE("comparison", () => {
    this.SUBRULE(this.sum);
    this.OPTION({
      GATE: () => this.#testAhead(),
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(ComparisonSign);
              this.SUBRULE(this.operand);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.between);
              this.SUBRULE2(this.operand);
              this.OPTION2(() => {
                this.CONSUME(t.and);
                this.SUBRULE3(this.operand);
              });
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.contains);
              this.SUBRULE4(this.operand);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.starts);
              this.OPTION3(() => this.CONSUME(t.with));
              this.SUBRULE5(this.operand);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.ends);
              this.OPTION4(() => this.CONSUME2(t.with));
              this.SUBRULE6(this.operand);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.is);
              this.OPTION5(() => this.CONSUME(t.not));
              this.OPTION6(() => this.CONSUME(t.set));
            },
          },
          {
            ALT: () => {
              this.OPTION7(() => this.CONSUME2(t.not));
              this.CONSUME(t.in);
              this.SUBRULE7(this.operand);
            },
          },
        ]);
      },
    });
  });

  /** The other side of a test, if it is there. */
  readonly operand = this.RULE("operand", () => {
    this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE(this.sum) });
  });

  /** Whether the operand just read is tested here. */
  #testAhead(): boolean {
    const listAhead = (howFar: number): boolean => this.#is(howFar, t.list) && this.#is(howFar + 1, AnyText);
    if (this.#is(1, t.in)) return !listAhead(2);
    if (this.#is(1, t.not)) return this.#is(2, t.in) && !listAhead(3);
    if (!this.#is(1, Name)) return true;
    // A word like `contains` may be a field's name at the beginning of the next line.
    if (this.#inValue && this.#nesting === 0 && this.#is(2, AssignmentSign)) return false;
    return this.#onSameLine() || operandStarts.some((type) => this.#is(2, type));
  }

  readonly sum = this.RULE("sum", () => {
    this.SUBRULE(this.product);
    this.MANY({
      // At a line's beginning `-1` is a number of its own.
      GATE: () => !(this.#is(1, t.minus) && this.#isFirstOnLine() && this.#isNegativeNumber()),
      DEF: () => {
        this.OR([{ ALT: () => this.CONSUME(t.plus) }, { ALT: () => this.CONSUME(t.minus) }]);
        this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE2(this.product) });
      },
    });
  });

  #isNegativeNumber(): boolean {
    return this.#is(2, t.number) && this.LA(2).startOffset === this.LA(1).startOffset + 1;
  }

  readonly product = this.RULE("product", () => {
    this.SUBRULE(this.primary);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.times) }, { ALT: () => this.CONSUME(t.divide) }]);
      this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE2(this.primary) });
    });
  });

  readonly primary = this.RULE("primary", () => {
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.CONSUME(AnyText) },
        { ALT: () => this.SUBRULE(this.numberValue) },
        { ALT: () => this.CONSUME(t.date) },
        { ALT: () => this.CONSUME(t.true) },
        { ALT: () => this.CONSUME(t.false) },
        { ALT: () => this.SUBRULE(this.list) },
        { ALT: () => this.SUBRULE(this.parentheses) },
        { ALT: () => this.SUBRULE(this.inList) },
        { GATE: () => this.#is(2, t.of), ALT: () => this.SUBRULE(this.conditions) },
        { GATE: () => !this.#is(2, t.dot), ALT: () => this.CONSUME(t.suppressed) },
        { GATE: () => !this.#is(2, t.dot), ALT: () => this.CONSUME(Moment) },
        { GATE: () => !this.#is(2, t.dot), ALT: () => this.CONSUME(t.this) },
        { ALT: () => this.SUBRULE(this.fieldPath) },
      ],
    });
  });

  readonly numberValue = this.RULE("numberValue", () => {
    this.OPTION(() => this.CONSUME(t.minus));
    this.CONSUME(t.number);
    this.OPTION2({ GATE: () => this.#onSameLine(), DEF: () => this.CONSUME(Unit) });
  });

  readonly list = this.RULE("list", () => {
    this.CONSUME(t.lbracket);
    this.ACTION(() => this.#nesting++);
    this.MANY({
      // A list that is never closed ends where the next assignment begins.
      GATE: () => this.#operandAhead() && !(this.#isFirstOnLine() && this.#is(1, Name) && this.#is(2, AssignmentSign)),
      DEF: () => {
        this.OR([{ ALT: () => this.SUBRULE(this.sum) }, { ALT: () => this.CONSUME(t.comma) }]);
      },
    });
    this.ACTION(() => this.#nesting--);
    this.OPTION(() => this.CONSUME(t.rbracket));
  });

  readonly parentheses = this.RULE("parentheses", () => {
    this.CONSUME(t.lparen);
    this.ACTION(() => this.#nesting++);
    this.OPTION({ GATE: () => this.#operandAhead(), DEF: () => this.SUBRULE(this.expression) });
    this.ACTION(() => this.#nesting--);
    this.OPTION2(() => this.CONSUME(t.rparen));
  });

  readonly inList = this.RULE("inList", () => {
    this.CONSUME(t.in);
    this.OPTION(() => this.CONSUME(t.list));
    this.OPTION2(() => this.CONSUME(AnyText));
  });

  readonly conditions = this.RULE("conditions", () => {
    const head = this.OR([{ ALT: () => this.CONSUME(t.all) }, { ALT: () => this.CONSUME(t.any) }]);
    this.CONSUME(t.of);
    const depth = this.#bodies.length;
    this.OPTION(() => {
      this.CONSUME(t.lbrace);
      this.ACTION(() => {
        this.#open("conditions", head, true);
        this.#nesting++;
      });
      this.MANY({
        GATE: () => this.#continueBody() && this.#operandAhead(),
        DEF: () => {
          this.OR2([{ ALT: () => this.SUBRULE(this.expression) }, { ALT: () => this.CONSUME(t.comma) }]);
        },
      });
      this.OPTION2({
        GATE: () => {
          const body = this.#bodies[depth];
          return body === undefined || this.#closesHere(body);
        },
        DEF: () => this.CONSUME(t.rbrace),
      });
      this.ACTION(() => this.#nesting--);
    });
    this.#bodies.length = depth;
  });

  /** Right behind its dot any word is a field; `company. is set` lacks one. */
  #fieldAfterDotAhead(): boolean {
    if (!this.#onSameLine()) return false;
    return this.LA(1).startOffset === this.LA(0).startOffset + 1 || this.#is(1, t.identifier);
  }

  readonly fieldPath = this.RULE("fieldPath", () => {
    this.CONSUME(Name);
    this.MANY(() => {
      this.CONSUME(t.dot);
      this.OPTION({ GATE: () => this.#fieldAfterDotAhead(), DEF: () => this.CONSUME(Word) });
    });
  });
}
