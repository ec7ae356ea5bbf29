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
  EMPTY_ALT,
  EOF,
  type IParserConfig,
  type IToken,
  type ParserMethod,
  tokenMatcher,
} from "chevrotain";
import type { BodyKind } from "./body-kinds.ts";
import { ExpressionParser } from "./expression-parser.ts";
import { AnyText, Anything, AssignmentSign, Name, Word } from "./lexer.ts";
import { t } from "./parser-base.ts";

/** Chevrotain records the grammar by calling each rule without arguments, so they are optional. */
type BodyRule = ParserMethod<[kind?: BodyKind, head?: IToken], CstNode>;

type WaysRule = ParserMethod<[head?: IToken], CstNode>;

export class JourneyParser extends ExpressionParser {
  constructor(config?: IParserConfig) {
    super(config);
    this.performSelfAnalysis();
  }

  protected override wholeFile(): CstNode {
    return this.file();
  }

  // ---------------------------------------------------------------- declarations

  readonly file = this.RULE("file", () => {
    this.MANY({
      GATE: () => !this.is(1, EOF),
      DEF: () => {
        this.OR({
          IGNORE_AMBIGUITIES: true,
          DEF: [
            { ALT: () => this.SUBRULE(this.importDeclaration) },
            { ALT: () => this.SUBRULE(this.journey) },
            { ALT: () => this.SUBRULE(this.audience) },
            { ALT: () => this.SUBRULE(this.action) },
            { GATE: () => this.templateAhead(), ALT: () => this.SUBRULE(this.template) },
            { GATE: () => this.is(2, AnyText), ALT: () => this.SUBRULE(this.test) },
            { ALT: () => this.SUBRULE(this.simulate) },
            { GATE: () => this.damagedHeadAhead(), ALT: () => this.SUBRULE(this.damagedJourney) },
            { GATE: () => this.headlessAhead(), ALT: () => this.SUBRULE(this.headlessJourney) },
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
      GATE: () => !this.declarationAhead() && !(this.is(1, t.from) && this.is(2, AnyText)),
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
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE(this.journeyHeadRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("journey", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["journey", head] }),
    });
  });

  readonly audience = this.RULE("audience", () => {
    this.CONSUME(t.audience);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    this.OPTION3(() => {
      this.CONSUME(t.of);
      this.OPTION4({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME2(Name, { LABEL: "model" }) });
    });
    this.OPTION5(() => {
      this.CONSUME(t.where);
      this.OPTION6({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
    });
  });

  readonly forModel = this.RULE("forModel", () => {
    this.OPTION(() => {
      this.CONSUME(t.for);
      this.OPTION2({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    });
  });

  readonly action = this.RULE("action", () => {
    const head = this.CONSUME(t.action);
    this.OPTION({ GATE: () => this.nameAhead() && !this.is(1, t.for), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE(this.forModel);
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
  });

  readonly template = this.RULE("template", () => {
    const head = this.OR([
      { ALT: () => this.CONSUME(t.email) },
      { ALT: () => this.CONSUME(t.sms) },
      { ALT: () => this.CONSUME(t.push) },
    ]);
    this.CONSUME(t.template);
    this.OPTION({ GATE: () => this.nameAhead() && !this.is(1, t.for), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE(this.forModel);
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("template", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["template", head] }),
    });
  });

  readonly test = this.RULE("test", () => {
    const head = this.CONSUME(t.test);
    this.OPTION(() => this.CONSUME(AnyText));
    this.SUBRULE(this.forModel);
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("test", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["test", head] }),
    });
  });

  readonly simulate = this.RULE("simulate", () => {
    const head = this.CONSUME(t.simulate);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("simulate", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["simulate", head] }),
    });
  });

  /** Everything before the `{` at the end of the line. A journey's head is worth more than any other: all steps hang on it. */
  readonly journeyHeadRest = this.RULE("journeyHeadRest", () => {
    this.MANY({
      GATE: () => this.onSameLine() && this.strayInJourneyHead(),
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
    this.MANY({
      GATE: () => this.strayInHead(),
      DEF: () => {
        this.OR([{ ALT: () => this.CONSUME(Anything) }, { ALT: () => this.CONSUME(t.rbrace) }]);
      },
    });
  });

  /** `else`, and whatever stands around it or in its place. */
  readonly elseHead = this.RULE("elseHead", () => {
    this.MANY({
      GATE: () => !this.is(1, t.lbrace) && this.strayBeforeElse(),
      DEF: () => {
        this.OR([{ ALT: () => this.CONSUME(Anything) }, { ALT: () => this.CONSUME(t.rbrace) }]);
      },
    });
    this.OPTION(() => this.CONSUME(t.else));
    this.SUBRULE(this.headRest);
  });

  readonly body: BodyRule = this.RULE("body", (kind: BodyKind = "steps", head: IToken = this.LA(0)) => {
    let braced = false;
    this.OPTION(() => {
      this.CONSUME(t.lbrace);
      braced = true;
      this.MANY2({ GATE: () => this.onSameLine(), DEF: () => this.CONSUME2(t.lbrace, { LABEL: "extra" }) });
    });
    this.bodyRest(kind, head, braced);
  });

  /** A body whose `{` is certain, so that it can stand where a statement begins. */
  readonly bracedBody: BodyRule = this.RULE("bracedBody", (kind: BodyKind = "steps", head: IToken = this.LA(0)) => {
    this.CONSUME(t.lbrace);
    this.bodyRest(kind, head, true);
  });

  private bodyRest(kind: BodyKind, head: IToken, braced: boolean): void {
    const depth = this.bodies.length;
    const nesting = this.nesting;
    this.ACTION(() => {
      this.open(kind, head, braced);
      this.nesting = 0;
    });
    this.MANY({ GATE: () => this.continueBody(), DEF: () => this.SUBRULE(this.item) });
    this.OPTION2({
      GATE: () => {
        const body = this.bodies[depth];
        return body === undefined || this.closesHere(body);
      },
      DEF: () => this.CONSUME(t.rbrace),
    });
    this.bodies.length = depth;
    this.nesting = nesting;
  }

  /** What comes may stand in the innermost braces. */
  private itemHere = false;

  /** Made once: so many alternatives are too many to make for every line. */
  readonly #alternatives = [
    { GATE: () => this.assignmentAhead(), ALT: () => this.SUBRULE(this.assignment) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.target) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.filter) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.unicity) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.include) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.purpose) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.timezone) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.listen) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.enter) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.reenter) },
    { GATE: () => this.itemHere && this.exitSettingAhead(), ALT: () => this.SUBRULE(this.exitSetting) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.goal) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.locale) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.send) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.cap) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.pace) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.message) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.update) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.create) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.task) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.listStep) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.suppress) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.follow) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.webhook) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.run) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.doStep) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.wait) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.ifStep) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.matchStep) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.split) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.abTest) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.repeat) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.parallel) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.journeyStep) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.textSetting) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.toSetting) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.linkSetting) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.templateSetting) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.expire) },
    { GATE: () => this.itemHere && this.innermost?.kind !== "ab test", ALT: () => this.SUBRULE(this.clause) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.assignee) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.due) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.webhookCall) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.webhookHeader) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.webhookBody) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.share) },
    { GATE: () => this.damagedWayAhead("split"), ALT: () => this.SUBRULE(this.damagedShare) },
    { GATE: () => this.itemHere && this.innermost?.kind === "ab test", ALT: () => this.SUBRULE(this.testShare) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.winner) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.variant) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.branch) },
    { GATE: () => this.itemHere && this.innermost?.kind === "match", ALT: () => this.SUBRULE(this.matchCase) },
    { GATE: () => this.damagedWayAhead("match"), ALT: () => this.SUBRULE(this.damagedCase) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.given) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.atStatement) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.expectation) },
    { GATE: () => this.itemHere, ALT: () => this.SUBRULE(this.simulatedNumber) },
    { GATE: () => this.itemHere, ALT: () => this.CONSUME(t.exit) },
    { GATE: () => this.behaviourAhead(), ALT: () => this.SUBRULE(this.behaviour) },
    { GATE: () => this.innermost?.kind === "assignments", ALT: () => this.CONSUME(t.comma) },
    { ALT: () => this.CONSUME(t.rbrace, { LABEL: "stray" }) },
    { ALT: () => this.SUBRULE(this.unknown) },
  ];

  readonly item = this.RULE("item", () => {
    this.ACTION(() => {
      this.itemHere = this.itemAhead();
    });
    this.OR({ IGNORE_AMBIGUITIES: true, DEF: this.#alternatives });
  });

  // ---------------------------------------------------------------- what was not recognised

  /** To the end of the line, with all of a block that begins on it. */
  readonly unknown = this.RULE("unknown", () => {
    let hasBlock = false;
    let isWord = false;
    /** Parentheses that are closed on a later line. */
    let depth = 0;
    const count = (token: IToken): void => {
      if (tokenMatcher(token, t.lparen) && (depth > 0 || this.closedLater(token))) depth++;
      else if (tokenMatcher(token, t.rparen) && depth > 0) depth--;
    };
    this.OR([
      {
        ALT: () => {
          const first = this.CONSUME(Anything);
          isWord = tokenMatcher(first, Word);
          this.ACTION(() => count(first));
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
        if (hasBlock || this.declarationAhead()) return false;
        if (depth > 0) return true;
        // What is wrong doesn't take the good statement behind it along.
        if (this.itemAhead() && (!isWord || this.statementLike())) return false;
        return this.onSameLine() || this.is(1, t.lbrace);
      },
      DEF: () => {
        this.OR2([
          {
            ALT: () => {
              const token = this.CONSUME2(Anything);
              this.ACTION(() => count(token));
            },
          },
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
    const depth = this.bodies.length;
    this.ACTION(() => this.open("unknown", head, true));
    this.MANY({
      GATE: () => this.continueBody(),
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
        const body = this.bodies[depth];
        return body === undefined || this.closesHere(body);
      },
      DEF: () => this.CONSUME2(t.rbrace),
    });
    this.bodies.length = depth;
  });

  // ---------------------------------------------------------------- settings of a journey

  readonly target = this.RULE("target", () => {
    this.CONSUME(t.target);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
  });

  readonly filter = this.RULE("filter", () => {
    this.CONSUME(t.filter);
    this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
  });

  readonly unicity = this.RULE("unicity", () => {
    this.CONSUME(t.unicity);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
  });

  readonly include = this.RULE("include", () => {
    this.CONSUME(t.include);
    this.OPTION(() => this.CONSUME(t.archived));
  });

  readonly purpose = this.RULE("purpose", () => {
    this.CONSUME(t.purpose);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
  });

  readonly timezone = this.RULE("timezone", () => {
    this.CONSUME(t.timezone);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
    this.OPTION2(() => this.CONSUME(t.else));
    this.OPTION3(() => this.CONSUME(AnyText));
  });

  readonly listen = this.RULE("listen", () => {
    this.CONSUME(t.listen);
    this.OPTION(() => this.SUBRULE(this.duration));
  });

  readonly enter = this.RULE("enter", () => {
    this.CONSUME(t.enter);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.when);
          this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name, { LABEL: "way" }) });
          this.OPTION2({
            GATE: () => this.nameAhead() && !this.is(1, t.where) && !this.is(1, t.at),
            DEF: () => this.SUBRULE(this.fieldPath),
          });
          this.OPTION3(() => {
            this.CONSUME(t.from);
            this.SUBRULE(this.operand, { LABEL: "before" });
          });
          this.OPTION4(() => {
            this.CONSUME(t.to);
            this.SUBRULE2(this.operand, { LABEL: "becomes" });
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.on);
          this.OPTION5({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME2(Name, { LABEL: "way" }) });
          this.OPTION6(() => {
            this.CONSUME(t.of);
            this.OPTION7({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE2(this.fieldPath) });
          });
          this.OPTION8({
            GATE: () => this.nameAhead() && !this.is(1, t.where) && !this.is(1, t.at),
            DEF: () => this.CONSUME3(Name, { LABEL: "eventName" }),
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.every);
          this.OPTION9({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME4(Name, { LABEL: "every" }) });
          this.SUBRULE(this.dayOfMonth);
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.duration);
          this.SUBRULE(this.beforeOrAfter);
        },
      },
      { ALT: EMPTY_ALT() },
    ]);
    this.SUBRULE(this.atTime);
    this.SUBRULE(this.whereAll);
  });

  readonly dayOfMonth = this.RULE("dayOfMonth", () => {
    this.OPTION(() => {
      this.CONSUME(t.on);
      this.OPTION2(() => this.CONSUME(t.number));
    });
  });

  readonly beforeOrAfter = this.RULE("beforeOrAfter", () => {
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(t.before) }, { ALT: () => this.CONSUME(t.after) }]);
      this.OPTION2({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
    });
  });

  readonly atTime = this.RULE("atTime", () => {
    this.OPTION(() => {
      this.CONSUME(t.at);
      this.OPTION2(() => this.CONSUME(t.time));
    });
  });

  readonly whereAll = this.RULE("whereAll", () => {
    this.OPTION(() => {
      this.CONSUME(t.where);
      this.OPTION2({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
    });
  });

  readonly reenter = this.RULE("reenter", () => {
    this.CONSUME(t.reenter);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.SUBRULE(this.duration));
  });

  readonly exitSetting = this.RULE("exitSetting", () => {
    this.CONSUME(t.exit);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.when);
          this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.on);
          this.OPTION2({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
          this.OPTION3({
            GATE: () => this.nameAhead() && !this.is(1, t.where),
            DEF: () => this.CONSUME2(Name, { LABEL: "eventName" }),
          });
          this.SUBRULE(this.whereAll);
        },
      },
    ]);
  });

  readonly goal = this.RULE("goal", () => {
    this.CONSUME(t.goal);
    this.OPTION({ GATE: () => this.nameAhead() && !this.is(1, t.when), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    this.OPTION3(() => {
      this.CONSUME(t.when);
      this.OPTION4({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
    });
    this.OPTION5(() => {
      this.CONSUME(t.and);
      this.CONSUME(t.exit);
    });
  });

  readonly locale = this.RULE("locale", () => {
    this.CONSUME(t.locale);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
    this.OPTION2(() => this.CONSUME(t.else));
    this.OPTION3(() => this.CONSUME(AnyText));
  });

  readonly send = this.RULE("send", () => {
    this.CONSUME(t.send);
    this.OPTION(() => this.CONSUME(t.not));
    this.OPTION2(() => {
      this.CONSUME(t.between);
      this.OPTION3(() => this.CONSUME(t.time, { LABEL: "opens" }));
      this.OPTION4(() => {
        this.CONSUME(t.and);
        this.OPTION5(() => this.CONSUME2(t.time, { LABEL: "closes" }));
      });
    });
    this.OPTION6(() => {
      this.CONSUME(t.on);
      this.SUBRULE(this.days);
    });
    this.OPTION7(() => {
      this.CONSUME(t.except);
      this.OPTION8(() => this.CONSUME(t.holidays));
    });
  });

  readonly days = this.RULE("days", () => {
    this.MANY({
      GATE: () =>
        (this.is(1, t.comma) || this.onSameLine() || tokenMatcher(this.LA(0), t.comma)) && !this.is(1, t.except),
      DEF: () => {
        this.OR([{ ALT: () => this.CONSUME(Name) }, { ALT: () => this.CONSUME(t.comma) }]);
      },
    });
  });

  readonly cap = this.RULE("cap", () => {
    this.CONSUME(t.cap);
    this.OPTION(() => this.CONSUME(t.number));
    this.OPTION2({ GATE: () => this.nameAhead() && !this.is(1, t.per), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.perUnit);
    this.OPTION3(() => {
      this.CONSUME(t.else);
      this.OPTION4({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME2(Name, { LABEL: "rest" }) });
    });
  });

  readonly perUnit = this.RULE("perUnit", () => {
    this.OPTION(() => {
      this.CONSUME(t.per);
      this.OPTION2({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    });
  });

  readonly pace = this.RULE("pace", () => {
    this.CONSUME(t.pace);
    this.OPTION(() => this.CONSUME(t.number));
    this.SUBRULE(this.perUnit);
  });

  // ---------------------------------------------------------------- steps

  /** `renamed from hello, welcome`: the names that a step had before. It may stand before the title or behind it. */
  readonly renamedFrom = this.RULE("renamedFrom", () => {
    this.OPTION({
      GATE: () => this.is(1, t.renamed) && (this.onSameLine() || this.is(2, t.from)),
      DEF: () => {
        this.CONSUME(t.renamed);
        this.OPTION2(() => this.CONSUME(t.from));
        this.MANY({
          GATE: () => (this.nameAhead() && !this.is(1, t.for) && !this.is(1, t.due)) || this.is(1, t.comma),
          DEF: () => {
            this.OR([{ ALT: () => this.CONSUME(Name) }, { ALT: () => this.CONSUME(t.comma) }]);
          },
        });
      },
    });
  });

  readonly message = this.RULE("message", () => {
    const head = this.OR([
      { ALT: () => this.CONSUME(t.email) },
      { ALT: () => this.CONSUME(t.sms) },
      { ALT: () => this.CONSUME(t.push) },
    ]);
    this.OPTION({ GATE: () => this.ownNameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.renamedFrom);
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE2(this.renamedFrom);
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("message", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["message", head] }),
    });
  });

  readonly update = this.RULE("update", () => {
    const head = this.CONSUME(t.update);
    this.OPTION({ GATE: () => this.ownNameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.renamedFrom);
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("assignments", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["assignments", head] }),
    });
  });

  readonly create = this.RULE("create", () => {
    const head = this.CONSUME(t.create);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name, { LABEL: "model" }) });
    this.OPTION2({ GATE: () => this.ownNameAhead(), DEF: () => this.CONSUME2(Name) });
    this.SUBRULE(this.renamedFrom);
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("assignments", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["assignments", head] }),
    });
  });

  readonly task = this.RULE("task", () => {
    const head = this.CONSUME(t.task);
    this.OPTION({ GATE: () => this.ownNameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.renamedFrom);
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE2(this.renamedFrom);
    // Without braces too: `task "Call" for salesperson due in 2 days`.
    this.MANY(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.assignee) }, { ALT: () => this.SUBRULE(this.due) }]);
    });
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("task", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["task", head] }),
    });
  });

  readonly assignee = this.RULE("assignee", () => {
    this.CONSUME(t.for);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
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
      GATE: () => this.bodyAhead("parts", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["parts", head] }),
    });
  });

  readonly suppress = this.RULE("suppress", () => {
    const head = this.CONSUME(t.suppress);
    this.OPTION({ GATE: () => this.onSameLine(), DEF: () => this.SUBRULE(this.fieldPath) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("parts", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["parts", head] }),
    });
  });

  readonly follow = this.RULE("follow", () => {
    const head = this.OR([{ ALT: () => this.CONSUME(t.follow) }, { ALT: () => this.CONSUME(t.unfollow) }]);
    this.OPTION(() => this.CONSUME(t.by));
    this.OPTION2({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("parts", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["parts", head] }),
    });
  });

  readonly webhook = this.RULE("webhook", () => {
    const head = this.CONSUME(t.webhook);
    this.OPTION({ GATE: () => this.ownNameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.renamedFrom);
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE2(this.renamedFrom);
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("webhook", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["webhook", head] }),
    });
  });

  readonly webhookCall = this.RULE("webhookCall", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.post) },
      { ALT: () => this.CONSUME(t.put) },
      { ALT: () => this.CONSUME(t.patch) },
    ]);
    this.OPTION(() => this.CONSUME(AnyText));
  });

  readonly webhookHeader = this.RULE("webhookHeader", () => {
    this.CONSUME(t.header);
    this.OPTION(() => this.CONSUME(AnyText));
    this.OPTION2(() => this.CONSUME2(AnyText, { LABEL: "value" }));
  });

  readonly webhookBody = this.RULE("webhookBody", () => {
    const head = this.CONSUME(t.json);
    this.OPTION({
      GATE: () => this.bodyAhead("assignments", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["assignments", head] }),
    });
  });

  readonly run = this.RULE("run", () => {
    const head = this.CONSUME(t.run);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.SUBRULE(this.callArguments));
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("parts", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["parts", head] }),
    });
  });

  readonly callArguments = this.RULE("callArguments", () => {
    this.CONSUME(t.lparen);
    this.ACTION(() => this.nesting++);
    this.MANY({
      GATE: () => this.operandAhead(),
      DEF: () => {
        this.OR([{ ALT: () => this.SUBRULE(this.sum) }, { ALT: () => this.CONSUME(t.comma) }]);
      },
    });
    this.ACTION(() => this.nesting--);
    this.OPTION(() => this.CONSUME(t.rparen));
  });

  readonly doStep = this.RULE("doStep", () => {
    this.CONSUME(t.do);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
  });

  readonly journeyStep = this.RULE("journeyStep", () => {
    this.OR([{ ALT: () => this.CONSUME(t.start) }, { ALT: () => this.CONSUME(t.stop) }]);
    this.OPTION({ GATE: () => this.onSameLine(), DEF: () => this.CONSUME(t.journey) });
    this.OPTION2({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
  });

  readonly wait = this.RULE("wait", () => {
    const head = this.CONSUME(t.wait);
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.for);
            this.OR2({
              IGNORE_AMBIGUITIES: true,
              DEF: [
                { GATE: () => this.eventAhead(), ALT: () => this.SUBRULE(this.awaitedEvent) },
                { GATE: () => this.operandAhead() && !this.upToAhead(), ALT: () => this.SUBRULE(this.expression) },
                { ALT: EMPTY_ALT() },
              ],
            });
            this.SUBRULE(this.upTo);
            this.SUBRULE(this.headRest);
            this.SUBRULE(this.twoWays, { ARGS: [head] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.until);
            this.OR3({
              IGNORE_AMBIGUITIES: true,
              DEF: [
                { ALT: () => this.CONSUME(t.time) },
                {
                  GATE: () => this.is(2, t.at) && this.onSameLine(2),
                  ALT: () => {
                    this.CONSUME(Name);
                    this.SUBRULE(this.atTime);
                  },
                },
                { GATE: () => this.operandAhead(), ALT: () => this.SUBRULE(this.sum) },
                { ALT: EMPTY_ALT() },
              ],
            });
          },
        },
        { ALT: () => this.SUBRULE(this.duration) },
        { ALT: EMPTY_ALT() },
      ],
    });
  });

  protected eventAhead(): boolean {
    return this.is(1, t.event) && !this.is(2, t.dot) && !this.engagementAhead();
  }

  protected upToAhead(): boolean {
    return this.is(1, t.up) && this.is(2, t.to);
  }

  readonly awaitedEvent = this.RULE("awaitedEvent", () => {
    this.CONSUME(t.event);
    this.OPTION({ GATE: () => this.nameAhead() && !this.is(1, t.where), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.whereAll);
  });

  readonly upTo = this.RULE("upTo", () => {
    this.OPTION(() => {
      this.CONSUME(t.up);
      this.OPTION2(() => this.CONSUME(t.to));
      this.OPTION3(() => this.SUBRULE(this.duration));
    });
  });

  /** A block, and one for `else`; both may be missing. */
  readonly twoWays: WaysRule = this.RULE("twoWays", (head: IToken = this.LA(0)) => {
    this.OPTION({
      GATE: () => this.is(1, t.lbrace) || (this.trustsIndentation && this.bodyAhead("steps", head)),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
    this.OPTION2({
      GATE: () => this.elseAhead(head),
      DEF: () => {
        const otherwise = this.LA(1);
        this.SUBRULE(this.elseHead);
        this.OPTION3({
          GATE: () => this.bodyAhead("steps", otherwise),
          DEF: () => this.SUBRULE2(this.body, { LABEL: "otherwise", ARGS: ["steps", otherwise] }),
        });
      },
    });
  });

  readonly matchStep = this.RULE("matchStep", () => {
    const head = this.CONSUME(t.match);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("match", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["match", head] }),
    });
  });

  /** The values, or `else`, and their block. */
  readonly matchCase = this.RULE("matchCase", () => {
    const head = this.LA(1);
    this.OR([
      { ALT: () => this.CONSUME(t.else) },
      {
        ALT: () => {
          this.SUBRULE(this.sum);
          this.MANY(() => {
            this.CONSUME(t.comma);
            this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE2(this.sum) });
          });
        },
      },
    ]);
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
  });

  /** Without its values, or with something before them. */
  readonly damagedCase = this.RULE("damagedCase", () => {
    const head = this.LA(1);
    this.OR([
      { ALT: () => this.SUBRULE(this.bracedBody, { LABEL: "body", ARGS: ["steps", head] }) },
      {
        ALT: () => {
          this.CONSUME(Anything, { LABEL: "stray" });
          this.OPTION(() => {
            this.OR2([{ ALT: () => this.CONSUME(t.else) }, { ALT: () => this.SUBRULE(this.sum) }]);
          });
          this.SUBRULE(this.headRest);
          this.OPTION2({
            GATE: () => this.bodyAhead("steps", head),
            DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
          });
        },
      },
    ]);
  });

  readonly split = this.RULE("split", () => {
    const head = this.CONSUME(t.split);
    this.OPTION({ GATE: () => this.ownNameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.renamedFrom);
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("split", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["split", head] }),
    });
  });

  readonly share = this.RULE("share", () => {
    const head = this.CONSUME(t.percent);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
  });

  /** Without its percentage, or with something before it. */
  readonly damagedShare = this.RULE("damagedShare", () => {
    const head = this.LA(1);
    this.OR([
      { ALT: () => this.SUBRULE(this.bracedBody, { LABEL: "body", ARGS: ["steps", head] }) },
      {
        ALT: () => {
          this.OR2({
            IGNORE_AMBIGUITIES: true,
            DEF: [
              { GATE: () => this.is(1, Name) && !this.is(2, t.percent), ALT: () => this.CONSUME(Name) },
              { ALT: () => this.CONSUME(Anything, { LABEL: "stray" }) },
            ],
          });
          this.OPTION(() => {
            this.CONSUME(t.percent);
            this.OPTION2({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME2(Name) });
          });
          this.SUBRULE(this.headRest);
          this.OPTION3({
            GATE: () => this.bodyAhead("steps", head),
            DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
          });
        },
      },
    ]);
  });

  readonly abTest = this.RULE("abTest", () => {
    const head = this.CONSUME(t.ab);
    this.OPTION(() => this.CONSUME(t.test));
    this.OPTION2({ GATE: () => this.ownNameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.renamedFrom);
    this.OPTION3(() => this.CONSUME(AnyText));
    this.SUBRULE2(this.renamedFrom);
    this.SUBRULE(this.headRest);
    this.OPTION4({
      GATE: () => this.bodyAhead("ab test", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["ab test", head] }),
    });
  });

  readonly testShare = this.RULE("testShare", () => {
    this.OR([{ ALT: () => this.CONSUME(t.on) }, { ALT: () => this.CONSUME(t.holdback) }]);
    this.OPTION(() => this.CONSUME(t.percent));
    this.OPTION2(() => {
      this.CONSUME(t.of);
      this.OPTION3(() => this.CONSUME(t.participants));
    });
  });

  readonly winner = this.RULE("winner", () => {
    this.CONSUME(t.winner);
    this.OPTION(() => this.CONSUME(t.by));
    this.MANY({
      GATE: () => !this.itemAhead() && !this.is(1, t.of) && !this.is(1, t.after),
      DEF: () => this.CONSUME(Name, { LABEL: "measure" }),
    });
    this.OPTION2(() => {
      this.CONSUME(t.of);
      this.OPTION3({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
    });
    this.OPTION4(() => {
      this.CONSUME(t.after);
      this.OPTION5(() => this.SUBRULE(this.duration));
    });
  });

  readonly variant = this.RULE("variant", () => {
    const head = this.CONSUME(t.variant);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
    this.SUBRULE(this.headRest);
    this.OPTION3({
      GATE: () => this.bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
  });

  readonly repeat = this.RULE("repeat", () => {
    const head = this.CONSUME(t.repeat);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.every);
            this.OPTION(() => this.SUBRULE(this.duration));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.up);
            this.OPTION2(() => this.CONSUME(t.to));
            this.OPTION3(() => this.CONSUME(t.number));
            this.OPTION4(() => this.CONSUME(t.times));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.until);
            this.OPTION5({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
          },
        },
      ]);
    });
    this.SUBRULE(this.headRest);
    this.OPTION6({
      GATE: () => this.bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
  });

  readonly parallel = this.RULE("parallel", () => {
    const head = this.CONSUME(t.parallel);
    this.SUBRULE(this.headRest);
    this.OPTION({
      GATE: () => this.bodyAhead("parallel", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["parallel", head] }),
    });
  });

  readonly branch = this.RULE("branch", () => {
    const head = this.CONSUME(t.branch);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
  });

  readonly ifStep = this.RULE("ifStep", () => {
    const head = this.CONSUME(t.if);
    this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
    this.SUBRULE(this.headRest);
    this.OPTION2({
      GATE: () => this.bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
    this.OPTION3({
      GATE: () => this.elseAhead(head),
      DEF: () => {
        const otherwise = this.LA(1);
        this.SUBRULE(this.elseHead);
        this.OR([
          { ALT: () => this.SUBRULE(this.ifStep) },
          {
            GATE: () => this.bodyAhead("steps", otherwise),
            ALT: () => this.SUBRULE2(this.body, { LABEL: "otherwise", ARGS: ["steps", otherwise] }),
          },
          { ALT: EMPTY_ALT() },
        ]);
      },
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
      { ALT: () => this.CONSUME(t.title) },
      {
        ALT: () => {
          this.CONSUME(t.reply);
          this.OPTION(() => this.CONSUME(t.to));
        },
      },
    ]);
    this.OPTION2(() => {
      this.CONSUME(t.in);
      this.OPTION3({ GATE: () => this.is(2, AnyText), DEF: () => this.CONSUME2(AnyText, { LABEL: "language" }) });
    });
    this.OPTION4(() => this.CONSUME(AnyText));
  });

  readonly toSetting = this.RULE("toSetting", () => {
    this.CONSUME(t.to);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.SUBRULE(this.fieldPath) });
  });

  readonly linkSetting = this.RULE("linkSetting", () => {
    this.CONSUME(t.link);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
    this.OPTION2(() => this.CONSUME(AnyText));
  });

  readonly templateSetting = this.RULE("templateSetting", () => {
    this.CONSUME(t.template);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
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
      GATE: () => this.nameAhead() && !this.is(1, t.after) && !this.is(1, t.within),
      DEF: () => this.CONSUME(Name),
    });
    this.OPTION3(() => this.CONSUME(AnyText));
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.withinTime) },
        { ALT: () => this.SUBRULE(this.afterTime) },
        {
          ALT: () => {
            this.CONSUME(t.including);
            this.OPTION4(() => this.CONSUME(t.machines));
          },
        },
      ]);
    });
    this.SUBRULE(this.headRest);
    this.OPTION6({
      GATE: () => this.bodyAhead("steps", head),
      DEF: () => this.SUBRULE(this.body, { ARGS: ["steps", head] }),
    });
  });

  readonly withinTime = this.RULE("withinTime", () => {
    this.CONSUME(t.within);
    this.OPTION(() => this.SUBRULE(this.duration));
  });

  readonly afterTime = this.RULE("afterTime", () => {
    this.CONSUME(t.after);
    this.OPTION(() => this.SUBRULE(this.duration));
  });

  // ---------------------------------------------------------------- tests and simulations

  readonly given = this.RULE("given", () => {
    const head = this.CONSUME(t.given);
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.date);
            this.OPTION(() => this.CONSUME(t.time));
          },
        },
        { GATE: () => this.onSameLine() && this.is(2, t.list), ALT: () => this.SUBRULE(this.inList) },
        { GATE: () => this.onSameLine() && this.is(2, t.to), ALT: () => this.SUBRULE(this.consent) },
        {
          GATE: () => this.nameAhead() && this.is(2, Name) && this.onSameLine(2),
          ALT: () => {
            this.CONSUME2(Name, { LABEL: "step" });
            this.CONSUME3(Name, { LABEL: "way" });
          },
        },
        {
          GATE: () => this.nameAhead(),
          ALT: () => {
            this.CONSUME(Name);
            this.SUBRULE(this.headRest);
            this.OPTION2({
              GATE: () => this.bodyAhead("assignments", head),
              DEF: () => this.SUBRULE(this.body, { ARGS: ["assignments", head] }),
            });
          },
        },
        { ALT: EMPTY_ALT() },
      ],
    });
  });

  readonly atStatement = this.RULE("atStatement", () => {
    const head = this.CONSUME(t.at);
    this.OPTION(() => this.SUBRULE(this.duration));
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { GATE: () => this.engagementAhead(), ALT: () => this.SUBRULE(this.engagement) },
        {
          ALT: () => {
            this.CONSUME(t.winner);
            this.OPTION4({
              GATE: () => this.nameAhead(),
              DEF: () => this.CONSUME2(Name, { LABEL: "step" }),
            });
            this.OPTION5({
              GATE: () => this.nameAhead(),
              DEF: () => this.CONSUME3(Name, { LABEL: "way" }),
            });
          },
        },
        {
          ALT: () => {
            this.OR2([
              { ALT: () => this.CONSUME(t.update) },
              {
                ALT: () => {
                  this.CONSUME(t.event);
                  this.OPTION2({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
                },
              },
            ]);
            this.OPTION3({
              GATE: () => this.is(1, t.lbrace),
              DEF: () => this.SUBRULE(this.body, { ARGS: ["assignments", head] }),
            });
          },
        },
        { ALT: EMPTY_ALT() },
      ],
    });
  });

  readonly expectation = this.RULE("expectation", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.by);
          this.OPTION2(() => this.SUBRULE(this.duration));
          this.OPTION3(() => this.CONSUME(t.expect));
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.between);
          this.OPTION(() => this.SUBRULE2(this.duration, { LABEL: "from" }));
          this.OPTION8(() => this.CONSUME(t.and));
          this.OPTION9(() => this.SUBRULE3(this.duration));
          this.OPTION1(() => this.CONSUME3(t.expect));
        },
      },
      { ALT: () => this.CONSUME2(t.expect) },
    ]);
    this.OPTION4({
      GATE: () => this.is(2, Name) && this.onSameLine(2) && !this.is(2, t.never),
      DEF: () => this.CONSUME(t.goal),
    });
    this.OPTION5({
      GATE: () => this.nameAhead() && !this.is(1, t.never),
      DEF: () => this.CONSUME(Name, { LABEL: "subject" }),
    });
    this.OPTION6(() => this.CONSUME(t.never));
    this.OPTION7({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME2(Name, { LABEL: "state" }) });
    this.SUBRULE(this.expectedDetail);
  });

  /** `because "no address"`, `contains "Ann"`: why it is expected, or what its text is to be. */
  readonly expectedDetail = this.RULE("expectedDetail", () => {
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          GATE: () => this.onSameLine() && this.is(2, AnyText),
          ALT: () => {
            this.OR2([
              { ALT: () => this.CONSUME(t.because) },
              { ALT: () => this.CONSUME(t.contains) },
              { ALT: () => this.CONSUME(t.matches) },
            ]);
            this.CONSUME(AnyText);
          },
        },
        {
          GATE: () => this.onSameLine() && this.is(3, AnyText),
          ALT: () => {
            this.OR3([{ ALT: () => this.CONSUME(t.starts) }, { ALT: () => this.CONSUME(t.ends) }]);
            this.CONSUME(t.with);
            this.CONSUME2(AnyText);
          },
        },
        { ALT: EMPTY_ALT() },
      ],
    });
  });

  readonly simulatedNumber = this.RULE("simulatedNumber", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.number);
          this.OPTION({ GATE: () => this.onSameLine(), DEF: () => this.CONSUME(t.participants) });
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.seed);
          this.OPTION2(() => this.CONSUME2(t.number));
        },
      },
    ]);
  });

  protected behaviourAhead(): boolean {
    return this.innermost?.kind === "simulate" && this.engagementAhead();
  }

  /** `hello opened 45% within 1 day` */
  readonly behaviour = this.RULE("behaviour", () => {
    this.SUBRULE(this.engagement);
    this.OPTION(() => this.CONSUME(t.percent));
    this.OPTION2(() => this.SUBRULE(this.withinTime));
  });

  readonly assignment = this.RULE("assignment", () => {
    this.CONSUME(Name);
    this.OPTION(() => {
      this.CONSUME(AssignmentSign);
      this.inValue = true;
      this.OPTION2({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
      this.inValue = false;
    });
  });
}
