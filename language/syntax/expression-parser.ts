/** The rules of expressions: conditions, values, times. */
import { EMPTY_ALT, EOF, type IToken } from "chevrotain";
import { isHappening } from "./body-kinds.ts";
import { AnyText, Anything, AssignmentSign, ComparisonSign, Moment, Name, Unit, Word } from "./lexer.ts";
import { continuesExpression, LookingParser, operandStarts, t } from "./parser-base.ts";

export abstract class ExpressionParser extends LookingParser {
  readonly duration = this.RULE("duration", () => {
    this.CONSUME(t.number);
    this.OPTION({
      // A word that is no unit is kept too: somebody may be typing it.
      GATE: () => this.onSameLine() && (this.is(1, Unit) || this.is(1, t.identifier)),
      DEF: () => this.CONSUME(Name),
    });
  });

  // ---------------------------------------------------------------- expressions

  readonly expression = this.RULE("expression", () => {
    this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(t.or);
      this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE2(this.conjunction) });
    });
  });

  readonly conjunction = this.RULE("conjunction", () => {
    this.SUBRULE(this.negation);
    this.MANY({
      GATE: () => !this.andExitAhead(),
      DEF: () => {
        this.CONSUME(t.and);
        this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE2(this.negation) });
      },
    });
  });

  /** The end of a goal: `goal bought when … and exit`. */
  protected andExitAhead(): boolean {
    if (!this.is(1, t.and) || !this.is(2, t.exit)) return false;
    return !this.onSameLine(3) || this.is(3, t.rbrace);
  }

  readonly negation = this.RULE("negation", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.not);
          this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.negation) });
        },
      },
      { ALT: () => this.SUBRULE(this.comparison) },
    ]);
  });

  readonly comparison = this.RULE("comparison", () => {
    this.SUBRULE(this.sum);
    this.OPTION({
      GATE: () => this.testAhead(),
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
              this.OR2([
                { ALT: () => this.CONSUME(t.contains) },
                { ALT: () => this.CONSUME(t.matches) },
                { ALT: () => this.CONSUME(t.before) },
                { ALT: () => this.CONSUME(t.after) },
              ]);
              this.SUBRULE4(this.operand);
            },
          },
          {
            ALT: () => {
              this.OR3([{ ALT: () => this.CONSUME(t.starts) }, { ALT: () => this.CONSUME(t.ends) }]);
              this.OPTION3(() => this.CONSUME(t.with));
              this.SUBRULE5(this.operand);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.within);
              this.OPTION4(() => {
                this.OR4([{ ALT: () => this.CONSUME(t.last) }, { ALT: () => this.CONSUME(t.next) }]);
              });
              this.SUBRULE6(this.operand);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.older);
              this.OPTION8(() => this.CONSUME(t.than));
              this.SUBRULE8(this.operand);
            },
          },
          {
            ALT: () => {
              this.OPTION9(() => this.CONSUME(t.anniversary));
              this.CONSUME(t.is);
              this.OPTION5(() => this.CONSUME(t.not));
              this.OPTION6(() => {
                this.OR5([{ ALT: () => this.CONSUME(t.set) }, { ALT: () => this.CONSUME(Moment) }]);
              });
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
        this.SUBRULE(this.ignoringCase);
      },
    });
  });

  readonly ignoringCase = this.RULE("ignoringCase", () => {
    this.OPTION({
      GATE: () => this.is(2, t.case),
      DEF: () => {
        this.CONSUME(t.ignoring);
        this.CONSUME(t.case);
      },
    });
  });

  /** The other side of a test, if it is there. */
  readonly operand = this.RULE("operand", () => {
    this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.sum) });
  });

  /** Whether the operand just read is tested here. */
  protected testAhead(): boolean {
    const listAhead = (howFar: number): boolean => this.is(howFar, t.list) && this.is(howFar + 1, AnyText);
    if (this.is(1, t.in)) return !listAhead(2);
    if (this.is(1, t.not)) return this.is(2, t.in) && !listAhead(3);
    if (!this.is(1, Name)) return true;
    if (this.is(1, t.anniversary)) return this.is(2, t.is);
    if (this.is(1, t.within)) return this.is(2, t.last) || this.is(2, t.next);
    // A word like `contains` may be a field's name at the beginning of the next line.
    if (this.inValue && this.nesting === 0 && this.is(2, AssignmentSign)) return false;
    return this.onSameLine() || operandStarts.some((type) => this.is(2, type));
  }

  readonly sum = this.RULE("sum", () => {
    this.SUBRULE(this.product);
    this.MANY({
      // At a line's beginning `-1` is a number of its own.
      GATE: () => !(this.is(1, t.minus) && this.isFirstOnLine() && this.isNegativeNumber()),
      DEF: () => {
        this.OR([{ ALT: () => this.CONSUME(t.plus) }, { ALT: () => this.CONSUME(t.minus) }]);
        this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE2(this.product) });
      },
    });
  });

  protected isNegativeNumber(): boolean {
    return this.is(2, t.number) && this.LA(2).startOffset === this.LA(1).startOffset + 1;
  }

  readonly product = this.RULE("product", () => {
    this.SUBRULE(this.primary);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.multiply) }, { ALT: () => this.CONSUME(t.divide) }]);
      this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE2(this.primary) });
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
        { GATE: () => this.is(2, t.of), ALT: () => this.SUBRULE(this.conditions) },
        { GATE: () => this.is(2, t.of), ALT: () => this.SUBRULE(this.aggregate) },
        { GATE: () => this.engagementAhead(), ALT: () => this.SUBRULE(this.engagement) },
        { GATE: () => this.quantifierAhead(), ALT: () => this.SUBRULE(this.quantified) },
        { GATE: () => this.is(2, t.to), ALT: () => this.SUBRULE(this.consent) },
        { GATE: () => !this.is(2, t.dot), ALT: () => this.CONSUME(t.suppressed) },
        { GATE: () => !this.is(2, t.dot), ALT: () => this.CONSUME(Moment) },
        { GATE: () => !this.is(2, t.dot), ALT: () => this.CONSUME(t.this) },
        { ALT: () => this.SUBRULE(this.fieldPath) },
      ],
    });
  });

  /** `hello opened`: a name, and on the same line what happened. */
  protected engagementAhead(): boolean {
    return this.is(1, Name) && this.is(2, Name) && this.onSameLine(2) && isHappening(this.LA(2).image);
  }

  /** `any orders`, where `any` is not a field's name. */
  protected quantifierAhead(): boolean {
    return this.is(2, Name) && this.onSameLine(2) && !this.isOneOf(2, continuesExpression) && !this.is(2, t.of);
  }

  readonly engagement = this.RULE("engagement", () => {
    this.CONSUME(Name, { LABEL: "activity" });
    const happening = this.CONSUME2(Name);
    this.OPTION({
      // `"x" in lists` on the next line is a condition of its own.
      GATE: () => happening.image === "clicked" && (this.onSameLine() || !this.is(2, t.in)),
      DEF: () => this.CONSUME(AnyText),
    });
  });

  readonly quantified = this.RULE("quantified", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.any) },
      { ALT: () => this.CONSUME(t.no) },
      { ALT: () => this.CONSUME(t.every) },
    ]);
    this.SUBRULE(this.fieldPath);
    this.SUBRULE(this.whereRelated);
  });

  readonly aggregate = this.RULE("aggregate", () => {
    this.OR([{ ALT: () => this.CONSUME(t.count) }, { ALT: () => this.CONSUME(t.sum) }]);
    this.CONSUME(t.of);
    this.OPTION({ GATE: () => this.onSameLine() && this.is(1, Name), DEF: () => this.SUBRULE(this.fieldPath) });
    this.SUBRULE(this.whereRelated);
  });

  /** One condition; several stand in parentheses, so that nobody has to guess how far it reaches. */
  readonly whereRelated = this.RULE("whereRelated", () => {
    this.OPTION(() => {
      this.CONSUME(t.where);
      this.OR({
        IGNORE_AMBIGUITIES: true,
        DEF: [
          // What follows them belongs to the whole: `count of orders where (…) > 3`.
          { ALT: () => this.SUBRULE(this.parentheses) },
          { GATE: () => this.operandAhead(), ALT: () => this.SUBRULE(this.negation) },
          { ALT: EMPTY_ALT() },
        ],
      });
    });
  });

  readonly consent = this.RULE("consent", () => {
    this.CONSUME(t.consents);
    this.CONSUME(t.to);
    this.OPTION({ GATE: () => this.nameAhead(), DEF: () => this.CONSUME(Name) });
  });

  readonly numberValue = this.RULE("numberValue", () => {
    this.OPTION(() => this.CONSUME(t.minus));
    this.CONSUME(t.number);
    this.OPTION2({ GATE: () => this.onSameLine(), DEF: () => this.CONSUME(Unit) });
  });

  readonly list = this.RULE("list", () => {
    this.CONSUME(t.lbracket);
    this.ACTION(() => this.nesting++);
    this.MANY({
      // A list that is never closed ends where the next assignment begins.
      GATE: () => this.operandAhead() && !(this.isFirstOnLine() && this.is(1, Name) && this.is(2, AssignmentSign)),
      DEF: () => {
        this.OR([{ ALT: () => this.SUBRULE(this.sum) }, { ALT: () => this.CONSUME(t.comma) }]);
      },
    });
    this.ACTION(() => this.nesting--);
    this.OPTION(() => this.CONSUME(t.rbracket));
  });

  readonly parentheses = this.RULE("parentheses", () => {
    const open = this.CONSUME(t.lparen);
    this.ACTION(() => this.nesting++);
    this.OPTION({ GATE: () => this.operandAhead(), DEF: () => this.SUBRULE(this.expression) });
    this.MANY({
      GATE: () => !this.is(1, t.rparen) && this.closedLater(open),
      DEF: () => {
        this.OR([
          { ALT: () => this.CONSUME(Anything, { LABEL: "stray" }) },
          { ALT: () => this.CONSUME(t.rbrace, { LABEL: "strayBrace" }) },
        ]);
      },
    });
    this.ACTION(() => this.nesting--);
    this.OPTION2(() => this.CONSUME(t.rparen));
  });

  /** Behind something unknown comes the `)` of this `(`: on the same line, or on a later one of the same statement. */
  protected closedLater(open: IToken): boolean {
    let depth = 0;
    for (let n = 1; !this.is(n, EOF) && !this.is(n, t.lbrace); n++) {
      if (this.is(n, t.rbrace) && !(this.trustsIndentation && !this.isFirstOnLine(n) && this.onSameLine(n + 1)))
        return false;
      const goesOn = this.is(n, t.rparen) || (this.LA(n).startColumn ?? 0) > this.indentOf(open);
      if (this.isFirstOnLine(n) && !goesOn) return false;
      if (this.is(n, t.lparen)) depth++;
      else if (this.is(n, t.rparen) && depth-- === 0) return true;
    }
    return false;
  }

  readonly inList = this.RULE("inList", () => {
    this.CONSUME(t.in);
    this.OPTION(() => this.CONSUME(t.list));
    this.OPTION2(() => this.CONSUME(AnyText));
  });

  readonly conditions = this.RULE("conditions", () => {
    const head = this.OR([{ ALT: () => this.CONSUME(t.all) }, { ALT: () => this.CONSUME(t.any) }]);
    this.CONSUME(t.of);
    const depth = this.bodies.length;
    this.OPTION({
      GATE: () => this.conditionsAhead(head),
      DEF: () => {
        let braced = false;
        this.OPTION3(() => {
          this.CONSUME(t.lbrace);
          braced = true;
        });
        this.ACTION(() => {
          this.open("conditions", head, braced);
          this.nesting++;
        });
        this.MANY({
          GATE: () => this.continueBody() && (!this.is(1, Name) || this.operandAhead()),
          DEF: () => {
            this.OR2({
              IGNORE_AMBIGUITIES: true,
              DEF: [
                { GATE: () => this.operandAhead(), ALT: () => this.SUBRULE(this.expression) },
                { ALT: () => this.CONSUME(t.comma) },
                { ALT: () => this.CONSUME(t.rbrace, { LABEL: "strayBrace" }) },
                { ALT: () => this.SUBRULE(this.strayInConditions) },
              ],
            });
          },
        });
        this.OPTION2({
          GATE: () => {
            const body = this.bodies[depth];
            return body === undefined || this.closesHere(body);
          },
          DEF: () => this.CONSUME2(t.rbrace),
        });
        this.ACTION(() => this.nesting--);
      },
    });
    this.bodies.length = depth;
  });

  /** Braces, or, where the `{` was forgotten, conditions that are indented as if there were some. */
  protected conditionsAhead(head: IToken): boolean {
    if (this.is(1, t.lbrace)) return true;
    return this.isFirstOnLine() && this.column() > this.indentOf(head) && this.operandAhead() && !this.is(1, EOF);
  }

  /** What begins a line, or all that is left of one. */
  readonly strayInConditions = this.RULE("strayInConditions", () => {
    const isFirst = this.isFirstOnLine();
    this.CONSUME(Anything);
    this.MANY({ GATE: () => !isFirst && this.onSameLine(), DEF: () => this.CONSUME2(Anything) });
  });

  /** Right behind its dot any word is a field; `company. is set` lacks one. */
  protected fieldAfterDotAhead(): boolean {
    if (!this.onSameLine()) return false;
    return this.LA(1).startOffset === this.LA(0).startOffset + 1 || this.is(1, t.identifier);
  }

  readonly fieldPath = this.RULE("fieldPath", () => {
    this.CONSUME(Name);
    this.MANY(() => {
      this.CONSUME(t.dot);
      this.OPTION({ GATE: () => this.fieldAfterDotAhead(), DEF: () => this.CONSUME(Word) });
    });
  });
}
