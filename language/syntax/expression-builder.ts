/** Expressions of the syntax tree out of the parser's concrete tree. */
import type { CstNode, IToken } from "chevrotain";
import { tokenMatcher } from "chevrotain";
import type {
  Aggregate,
  Arithmetic,
  ComparisonOperator,
  DateTest,
  Duration,
  DurationUnit,
  Engagement,
  Expression,
  FieldPath,
  Moment,
  Name,
  Quantified,
  Quantifier,
  StringLiteral,
} from "./ast.ts";
import { isHappening } from "./body-kinds.ts";
import {
  firstToken,
  inOrder,
  isToken,
  keywordOf,
  nameOf,
  nodeOf,
  nodesOf,
  offsetOf,
  optionalName,
  spanOf,
  tokenOf,
  tokensOf,
} from "./cst.ts";
import { AnyText } from "./lexer.ts";
import type { Span } from "./span.ts";
import { stringLiteral } from "./string-literal.ts";
import { replace, type SyntaxDiagnostics } from "./syntax-diagnostics.ts";

const units: ReadonlySet<string> = new Set<DurationUnit>(["minute", "hour", "day", "week", "month"]);
const isUnit = (text: string): text is DurationUnit => units.has(text);

/** Each operand nests the tree one deeper; more would overflow the stack of whoever walks it. */
const mostOperands = 100;

export abstract class ExpressionBuilder {
  protected readonly leftovers: Span[] = [];
  /** Braces that don't match were found. */
  protected braceTrouble = false;

  constructor(
    protected readonly text: string,
    protected readonly report: SyntaxDiagnostics,
    private readonly docs: ReadonlyMap<number, string>,
  ) {}

  protected unexpected(token: IToken): void {
    if (this.report.isFaulty(token.startOffset)) return;
    this.report.syntaxError(
      spanOf(token),
      `\`${shortened(token.image)}\` was not expected here.`,
      "Remove it, or look whether something is missing before it.",
    );
  }

  protected strayBrace(token: IToken): void {
    this.braceTrouble = true;
    this.leftovers.push(spanOf(token));
    this.report.strayBrace(spanOf(token));
  }

  /** Reports what stands between a head and its `{`; true when nothing does. */
  protected headRest(node: CstNode, rule = "headRest"): boolean {
    const rest = nodeOf(node, rule);
    const first = rest && firstToken(rest);
    if (!first) return true;
    if (rule === "headRest") for (const brace of tokensOf(rest, "RBrace")) this.strayBrace(brace);
    if (first.tokenType.name !== "Minus") this.unexpected(first);
    else if (!this.report.isFaulty(first.startOffset)) {
      this.report.syntaxError(spanOf(first), "A name has no `-`.", "Write `_` instead.", [
        replace(spanOf(first), "_", "Write `_` instead"),
      ]);
    }
    return false;
  }

  // ---------------------------------------------------------------- expressions

  protected expression(node: CstNode | undefined): Expression | undefined {
    return node && this.chain(node, "conjunction", "or", (operand) => this.conjunction(operand));
  }

  protected conjunction(node: CstNode): Expression | undefined {
    return this.chain(node, "negation", "and", (operand) => this.negation(operand));
  }

  /** `a and b and c`, flattened. */
  protected chain(
    node: CstNode,
    operandRule: string,
    operator: "and" | "or",
    build: (operand: CstNode) => Expression | undefined,
  ): Expression | undefined {
    const operands: Expression[] = [];
    let pending: IToken | undefined;
    for (const element of inOrder(node)) {
      if (isToken(element)) {
        if (pending) this.missingAfter(pending);
        pending = element;
      } else if (element.name === operandRule) {
        const operand = build(element);
        if (operand) operands.push(operand);
        pending = undefined;
      }
    }
    if (pending) this.missingAfter(pending);
    if (operands.length === 1 && !pending) return operands[0];
    if (operands.length === 0) return undefined;
    const clear = operands.map((operand, index) => (index < operands.length - 1 ? markedUnclear(operand) : operand));
    return { kind: "logical", ...this.span(node), operator, operands: clear, block: false };
  }

  protected negation(node: CstNode): Expression | undefined {
    const not = tokenOf(node, "Not");
    const comparison = nodeOf(node, "comparison");
    if (!not) return comparison && this.comparison(comparison);
    const inner = nodeOf(node, "negation");
    const operand = inner && this.negation(inner);
    if (!operand) this.missingAfter(not);
    return { kind: "not", ...this.span(node), ...(operand ? { operand } : {}) };
  }

  protected comparison(node: CstNode): Expression | undefined {
    const sum = nodeOf(node, "sum");
    const left = sum && this.sum(sum);
    if (!left) return undefined;
    const span = this.span(node);
    const operands = nodesOf(node, "operand").map((operand) => {
      const inner = nodeOf(operand, "sum");
      return inner && this.sum(inner);
    });
    const [right, second] = operands;
    const operand = left;
    const test = (name: string): IToken | undefined => tokenOf(node, name);

    const ignoringCase = tokenOf(nodeOf(node, "ignoringCase") ?? node, "Ignoring") !== undefined;

    const sign = test("ComparisonSign");
    if (sign) {
      if (!right) this.missingAfter(sign);
      const operator = (sign.image === "==" ? "=" : sign.image) as ComparisonOperator;
      return {
        kind: "comparison",
        ...span,
        operator,
        operatorSpan: spanOf(sign),
        left,
        ...(right ? { right } : {}),
        ignoringCase,
      };
    }
    const between = test("Between");
    if (between) {
      if (!right || !second) {
        this.report.syntaxError(spanOf(between), "`between` needs two values.", "For example `between 10 and 20`.");
      }
      return {
        kind: "between",
        ...span,
        operand,
        ...(right ? { low: right } : {}),
        ...(second ? { high: second } : {}),
      };
    }
    const is = test("Is");
    if (is) {
      const moment = test("Moment");
      const negated = test("Not") !== undefined;
      const anniversary = test("Anniversary");
      if (moment?.image === "today") {
        const dateTest: DateTest = {
          kind: "date test",
          ...span,
          test: anniversary ? "anniversary is today" : "is today",
          operand,
        };
        return negated ? { kind: "not", ...span, operand: dateTest } : dateTest;
      }
      if (anniversary) {
        this.report.syntaxError(spanOf(is), "`anniversary is` goes with `today`.", "Write `anniversary is today`.");
      } else if (!test("Set")) {
        const next = "Write `is set`, `is not set` or `is today`, or `=` to compare.";
        this.report.syntaxError(spanOf(is), "`is` goes with `set`.", next);
      }
      return { kind: "set test", ...span, operand, negated };
    }
    const dateTest = this.dateTest(node, operand, right);
    if (dateTest) return dateTest;
    const inWord = test("In");
    if (inWord) {
      if (!right) this.missingAfter(inWord, 'For example `in ["BE", "FR"]`.');
      const negated = test("Not") !== undefined;
      return { kind: "membership", ...span, operand, negated, ...(right ? { list: right } : {}), ignoringCase };
    }
    for (const [name, kind] of [
      ["Contains", "contains"],
      ["Matches", "matches"],
      ["Starts", "starts with"],
      ["Ends", "ends with"],
    ] as const) {
      const word = test(name);
      if (!word) continue;
      if (!right || (kind.endsWith("with") && !test("With"))) {
        this.report.syntaxError(spanOf(word), `\`${kind}\` needs a text.`, `For example \`${kind} "…"\`.`);
      }
      return { kind: "text test", ...span, test: kind, operand, ...(right ? { text: right } : {}), ignoringCase };
    }
    return left;
  }

  /** `paid_at before today`, `within last 30 days`, `older than 2 weeks`. */
  protected dateTest(node: CstNode, operand: Expression, value: Expression | undefined): DateTest | undefined {
    const words: readonly [string, DateTest["test"]][] = [
      ["Before", "before"],
      ["After", "after"],
      ["Within", tokenOf(node, "Next") ? "within next" : "within last"],
      ["Older", "older than"],
    ];
    for (const [name, test] of words) {
      const word = tokenOf(node, name);
      if (!word) continue;
      const isIncomplete =
        (name === "Within" && !tokenOf(node, "Last") && !tokenOf(node, "Next")) ||
        (name === "Older" && !tokenOf(node, "Than"));
      const example = name === "Before" || name === "After" ? `\`${test} today\`` : `\`${test} 30 days\``;
      if (!value || isIncomplete) {
        this.report.syntaxError(spanOf(word), `\`${word.image}\` needs to say when.`, `For example ${example}.`);
      }
      return { kind: "date test", ...this.span(node), test, operand, ...(value ? { value } : {}) };
    }
    return undefined;
  }

  protected engagement(node: CstNode): Engagement | undefined {
    const activity = optionalName(tokenOf(node, "activity"));
    const happeningName = optionalName(tokenOf(node, "Name"));
    const label = this.string(tokenOf(node, "AnyText"));
    if (!activity || !happeningName || !isHappening(happeningName.text)) return undefined;
    return {
      kind: "engagement",
      ...this.span(node),
      activity,
      happening: happeningName.text,
      happeningName,
      ...(label ? { label } : {}),
    };
  }

  protected quantified(node: CstNode): Quantified {
    const keyword = firstToken(node);
    const relation = this.fieldPath(nodeOf(node, "fieldPath"));
    const where = this.whereRelated(node);
    const quantifier = (keyword?.image ?? "any") as Quantifier;
    return {
      kind: "quantified",
      ...this.span(node),
      quantifier,
      ...(relation ? { relation } : {}),
      ...(where ? { where } : {}),
      unclear: false,
    };
  }

  protected aggregate(node: CstNode): Aggregate {
    const keyword = firstToken(node);
    const relation = this.fieldPath(nodeOf(node, "fieldPath"));
    const name = keyword?.image === "sum" ? "sum" : "count";
    if (!relation && keyword) {
      const example = name === "sum" ? "`sum of orders.total`" : "`count of orders`";
      this.report.syntaxError(spanOf(keyword), `\`${name} of\` needs to say of what.`, `For example ${example}.`);
    }
    const where = this.whereRelated(node);
    return {
      kind: "aggregate",
      ...this.span(node),
      function: name,
      ...(relation ? { relation } : {}),
      ...(where ? { where } : {}),
    };
  }

  protected whereRelated(node: CstNode): Expression | undefined {
    const rest = nodeOf(node, "whereRelated");
    const where = rest && tokenOf(rest, "Where");
    if (!rest || !where) return undefined;
    const inner = nodeOf(rest, "negation");
    const group = nodeOf(rest, "parentheses");
    const condition = group ? this.parentheses(group) : inner && this.negation(inner);
    if (!condition) this.missingAfter(where, "For example `any orders where total > 100`.");
    return condition;
  }

  protected sum(node: CstNode): Expression | undefined {
    return this.arithmetic(node, "product", (operand) =>
      this.arithmetic(operand, "primary", (primary) => this.primary(primary)),
    );
  }

  /** `a - b + c` hangs to the left: `(a - b) + c`. */
  protected arithmetic(
    node: CstNode,
    operandRule: string,
    build: (operand: CstNode) => Expression | undefined,
  ): Expression | undefined {
    let left: Expression | undefined;
    let sign: IToken | undefined;
    let joined = 0;
    const join = (right: Expression | undefined): void => {
      if (!left || !sign) return;
      if (!right) this.missingAfter(sign);
      const operator = sign.image as Arithmetic["operator"];
      joined++;
      if (joined > mostOperands) {
        if (joined === mostOperands + 1) {
          this.report.syntaxError(spanOf(sign), "This is too long.", "Split it into simpler parts.");
        }
        return;
      }
      const end = right ? right.end : spanOf(sign).end;
      left = { kind: "arithmetic", start: left.start, end, operator, left, ...(right ? { right } : {}) };
      sign = undefined;
    };
    for (const element of inOrder(node)) {
      if (isToken(element)) {
        join(undefined);
        sign = element;
      } else if (element.name === operandRule) {
        const operand = build(element);
        if (left) join(operand);
        else left = operand;
      }
    }
    join(undefined);
    return left;
  }

  protected inList(node: CstNode): Expression {
    const list = this.string(tokenOf(node, "AnyText"));
    if (!list || !tokenOf(node, "List")) {
      const next = 'For example `in list "Newsletter"`; a field goes before: `country in ["BE"]`.';
      this.report.syntaxError(keywordOf(node, "In"), "`in list` needs a list's name.", next);
    }
    return { kind: "in list", ...this.span(node), ...(list ? { list } : {}) };
  }

  protected consent(node: CstNode): Expression {
    const purpose = optionalName(tokenOf(node, "Name"));
    if (!purpose) {
      const example = "For example `consents to marketing`.";
      this.report.syntaxError(keywordOf(node, "Consents"), "`consents to` needs a purpose.", example);
    }
    return { kind: "consent", ...this.span(node), ...(purpose ? { purpose } : {}) };
  }

  protected primary(node: CstNode): Expression | undefined {
    const [element] = inOrder(node);
    if (!element) return undefined;
    if (!isToken(element)) {
      switch (element.name) {
        case "numberValue":
          return this.number(element);
        case "list":
          return this.list(element);
        case "parentheses":
          return this.parentheses(element);
        case "inList":
          return this.inList(element);
        case "conditions":
          return this.conditions(element);
        case "engagement":
          return this.engagement(element);
        case "quantified":
          return this.quantified(element);
        case "aggregate":
          return this.aggregate(element);
        case "consent":
          return this.consent(element);
        default:
          return this.fieldPath(element);
      }
    }
    const span = spanOf(element);
    switch (element.tokenType.name) {
      case "DateText":
        return { kind: "date", ...span, value: element.image };
      case "True":
      case "False":
        return { kind: "boolean", ...span, value: element.image === "true" };
      case "Suppressed":
        return { kind: "suppressed", ...span };
      case "This":
        return { kind: "this", ...span };
      case "Today":
      case "Now":
      case "Entered":
        return { kind: "moment", ...span, moment: element.image as Moment["moment"] };
      default:
        return this.string(element);
    }
  }

  protected number(node: CstNode): Expression | undefined {
    const number = tokenOf(node, "NumberText");
    if (!number) return undefined;
    const value = Number(number.image) * (tokenOf(node, "Minus") ? -1 : 1);
    const unit = tokenOf(node, "Unit");
    return unit ? durationOf(this.span(node), value, unit) : { kind: "number", ...this.span(node), value };
  }

  protected list(node: CstNode): Expression {
    const items: Expression[] = [];
    let needsComma = false;
    for (const element of inOrder(node)) {
      if (isToken(element)) {
        if (element.tokenType.name !== "Comma") continue;
        if (!needsComma) this.unexpected(element);
        needsComma = false;
      } else {
        const item = this.sum(element);
        if (!item) continue;
        if (needsComma)
          this.report.syntaxError(item, "Between the values of a list goes a comma.", 'For example `["BE", "FR"]`.');
        items.push(item);
        needsComma = true;
      }
    }
    if (!tokenOf(node, "RBracket")) {
      this.report.syntaxError(
        keywordOf(node, "LBracket"),
        "This `[` is never closed.",
        "Add `]` after the last value.",
      );
    }
    return { kind: "list", ...this.span(node), items };
  }

  protected parentheses(node: CstNode): Expression {
    const expression = this.expression(nodeOf(node, "expression"));
    const open = keywordOf(node, "LParen");
    const stray = tokenOf(node, "stray");
    for (const brace of tokensOf(node, "strayBrace")) this.strayBrace(brace);
    if (stray) this.unexpected(stray);
    else if (!expression)
      this.report.syntaxError(open, "Nothing stands in these parentheses.", "Put a condition there, or remove them.");
    else if (!tokenOf(node, "RParen")) {
      this.report.syntaxError(open, "This `(` is never closed.", "Add `)` where it ends.");
    }
    return { kind: "parentheses", ...this.span(node), ...(expression ? { expression } : {}) };
  }

  protected conditions(node: CstNode): Expression {
    const all = tokenOf(node, "All");
    const keyword = keywordOf(node, all ? "All" : "Any");
    const open = tokenOf(node, "LBrace");
    const words = all ? "all of" : "any of";
    const operands = nodesOf(node, "expression").flatMap((each) => this.expression(each) ?? []);
    for (const brace of tokensOf(node, "strayBrace")) this.strayBrace(brace);
    for (const stray of nodesOf(node, "strayInConditions")) {
      const first = firstToken(stray);
      if (first) this.unexpected(first);
    }
    if (!open && operands.length > 0) this.braceTrouble = true;
    if (!open || operands.length === 0) {
      this.report.syntaxError(
        keyword,
        `\`${words}\` needs conditions in braces.`,
        `For example \`${words} { email is set  not suppressed }\`.`,
      );
    }
    if (open && !tokenOf(node, "RBrace")) {
      this.braceTrouble = true;
      this.report.missingBrace(
        spanOf(open),
        `This \`{\` is never closed: the \`}\` of \`${words}\` is missing.`,
        "Add `}` after the last condition.",
      );
    }
    return { kind: "logical", ...this.span(node), operator: all ? "and" : "or", operands, block: true };
  }

  protected fieldPath(node: CstNode | undefined): FieldPath | undefined {
    if (!node) return undefined;
    const path: Name[] = [];
    let dot: IToken | undefined;
    const closeDot = (): void => {
      if (!dot) return;
      const at = spanOf(dot).end;
      path.push({ kind: "name", start: at, end: at, text: "" });
      dot = undefined;
    };
    for (const element of inOrder(node)) {
      if (!isToken(element)) continue;
      if (element.tokenType.name === "Dot") {
        closeDot();
        dot = element;
      } else {
        path.push(nameOf(element));
        dot = undefined;
      }
    }
    closeDot();
    return { kind: "field", ...this.span(node), path };
  }

  protected missingAfter(token: IToken, next?: string): void {
    this.report.syntaxError(
      spanOf(token),
      `Something is missing after \`${token.image}\`.`,
      next ?? "Add a value or a field.",
    );
  }

  protected duration(node: CstNode | undefined): Duration | undefined {
    const number = node && tokenOf(node, "NumberText");
    if (!node || !number) return undefined;
    return durationOf(this.span(node), Number(number.image), tokenOf(node, "Name"));
  }

  // ---------------------------------------------------------------- small things

  protected string(token: IToken | undefined): StringLiteral | undefined {
    return token && tokenMatcher(token, AnyText) ? stringLiteral(token.image, offsetOf(token)) : undefined;
  }

  protected span(node: CstNode): Span {
    const start = node.location?.startOffset;
    const end = node.location?.endOffset;
    if (start === undefined || end === undefined || Number.isNaN(start) || Number.isNaN(end))
      return { start: 0, end: 0 };
    // Whole numbers, as in `offsetOf`.
    return { start: start | 0, end: (end + 1) | 0 };
  }

  protected doc(keyword: Span): { readonly doc?: string } {
    const doc = this.docs.get(keyword.start);
    return doc === undefined ? {} : { doc };
  }
}

function durationOf(span: Span, amount: number, unitToken: IToken | undefined): Duration {
  const word = unitToken?.image.replace(/s$/, "");
  return {
    kind: "duration",
    ...span,
    amount,
    ...(word !== undefined && isUnit(word) ? { unit: word } : {}),
    ...(unitToken ? { unitName: nameOf(unitToken) } : {}),
  };
}

function shortened(image: string): string {
  const line = image.split(/\r?\n/, 1)[0] ?? "";
  return line.length > 30 || line.length < image.length ? `${line.slice(0, 30)}…` : line;
}

/** `any orders where paid and total > 10`: nobody can tell what the `and` belongs to. */
function markedUnclear(operand: Expression): Expression {
  if (operand.kind === "not" && operand.operand) return { ...operand, operand: markedUnclear(operand.operand) };
  const isUnclear =
    operand.kind === "quantified" && operand.where !== undefined && operand.where.kind !== "parentheses";
  return isUnclear ? { ...operand, unclear: true } : operand;
}
