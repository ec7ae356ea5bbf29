import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeType } from "../diagnostics/wording.ts";
import type { FieldType } from "../models/schema.ts";
import type { Between, Comparison, Expression, Membership, SetTest, TextTest } from "../syntax/ast.ts";
import { checkAudienceUse } from "./check-audience.ts";
import { checkConsent, checkDateTest } from "./check-date-test.ts";
import { checkEngagement } from "./check-engagement.ts";
import {
  checkChoice,
  checkLiteral,
  checkOperand,
  comparisonType,
  reportMisplaced,
  type TypedOperand,
  writtenText,
} from "./check-operand.ts";
import { checkQuantified } from "./check-related.ts";
import type { ComparisonType, Condition, FieldReference, Literal } from "./condition.ts";
import { placed } from "./condition-places.ts";
import { replacement, replacements } from "./fixes.ts";
import { resolveField } from "./resolve-field.ts";
import type { JourneyScope } from "./scope.ts";

/** Checks an expression that stands where a condition goes. Undefined: something is wrong, and was reported. */
export function checkCondition(expression: Expression | undefined, scope: JourneyScope): Condition | undefined {
  const condition = expression && conditionOf(expression, scope);
  return condition && placed(condition, expression, scope);
}

function conditionOf(expression: Expression, scope: JourneyScope): Condition | undefined {
  switch (expression.kind) {
    case "logical": {
      const operands = expression.operands.map((operand) => checkCondition(operand, scope));
      const good = operands.filter((operand) => operand !== undefined);
      return good.length === operands.length ? { kind: expression.operator, operands: good } : undefined;
    }
    case "not": {
      const operand = checkCondition(expression.operand, scope);
      return operand && { kind: "not", operand };
    }
    case "parentheses":
      return checkCondition(expression.expression, scope);
    case "comparison":
      return checkComparison(expression, scope);
    case "between":
      return checkBetween(expression, scope);
    case "membership":
      return checkMembership(expression, scope);
    case "text test":
      return checkTextTest(expression, scope);
    case "set test":
      return checkSetTest(expression, scope);
    case "in list":
      return checkInList(expression, scope);
    case "suppressed":
      return checkSuppressed(expression, scope);
    case "boolean":
      return { kind: "constant", value: expression.value };
    case "field":
      return checkLoneField(expression, scope);
    case "date test":
      return checkDateTest(expression, scope);
    case "engagement":
      return checkEngagement(expression, scope);
    case "quantified":
      return checkQuantified(expression, scope);
    case "consent":
      return checkConsent(expression, scope);
    case "arithmetic":
    case "duration":
    case "this":
    case "list":
      reportMisplaced(expression, scope);
      return undefined;
    case "string":
    case "number":
    case "date":
    case "aggregate":
    case "moment": {
      const typed = checkOperand(expression, scope);
      if (typed) reportNoCondition(typed, scope);
      return undefined;
    }
  }
}

function checkLoneField(expression: Expression & { kind: "field" }, scope: JourneyScope): Condition | undefined {
  const [only, ...rest] = expression.path;
  const isField = scope.target?.fields.some((field) => field.name === only?.text) === true;
  const audience = only && rest.length === 0 && !isField ? scope.declarations.audiences.get(only.text) : undefined;
  if (audience && only) return checkAudienceUse(only, audience, scope);
  const field = resolveField(expression, scope);
  if (!field) return undefined;
  if (field.type.kind === "boolean") return { kind: "true", operand: field };
  reportNoCondition({ operand: field, type: field.type, expression }, scope);
  return undefined;
}

function reportNoCondition({ type, expression }: TypedOperand, scope: JourneyScope): void {
  const written = writtenText(expression, scope);
  const suggestion = expression.kind === "field" ? `${written} is set` : undefined;
  scope.report(
    diagnostics.notACondition({
      file: scope.file,
      span: expression,
      expression: written,
      type: describeType(type),
      suggestion,
      fixes: replacements(expression, suggestion),
    }),
  );
}

function checkComparison(expression: Comparison, scope: JourneyScope): Condition | undefined {
  const left = checkOperand(expression.left, scope);
  const right = checkOperand(expression.right, scope);
  if (!left || !right) return undefined;
  const type = commonType(left, right, expression.operator, scope);
  if (!type) return undefined;
  const hasOrder = expression.operator === "=" || expression.operator === "!=" || (isOrdered(left) && isOrdered(right));
  if (!hasOrder) {
    const culprit = isOrdered(left) ? right : left;
    reportWrongOperand(culprit, expression.operator, "numbers, dates and text", scope);
    return undefined;
  }
  if (isConstant(left) && isConstant(right)) {
    scope.report(diagnostics.constantComparison({ file: scope.file, span: expression }));
  }
  const ignoringCase = checkIgnoringCase(expression, type, scope);
  if (ignoringCase === undefined) return undefined;
  const operands = { left: left.operand, right: right.operand };
  return { kind: "compare", operator: expression.operator, type, ...operands, ...ignoringCase };
}

const isConstant = ({ operand }: TypedOperand): boolean => operand.kind !== "field" && operand.kind !== "aggregate";

/** `ignoring case` makes sense for text alone. */
function checkIgnoringCase(
  expression: Comparison | Membership | TextTest,
  type: ComparisonType,
  scope: JourneyScope,
): { readonly ignoringCase?: true } | undefined {
  if (!expression.ignoringCase) return {};
  if (type === "text") return { ignoringCase: true };
  const start = scope.text.lastIndexOf("ignoring", expression.end);
  const span = { start, end: expression.end };
  scope.report(
    diagnostics.noCaseToIgnore({ file: scope.file, span, fixes: [replacement(span, "", "Remove `ignoring case`")] }),
  );
  return undefined;
}

/** Choices of words have no order that anybody would agree on. */
export function isOrdered({ type }: TypedOperand): boolean {
  const compared = comparisonType(type);
  if (type.kind === "choice") return type.of === "number";
  return compared === "text" || compared === "number" || compared === "date";
}

/** What both sides are compared as; reports and returns undefined where that makes no sense. */
function commonType(
  left: TypedOperand,
  right: TypedOperand,
  operator: string,
  scope: JourneyScope,
): ComparisonType | undefined {
  const leftType = comparisonType(left.type);
  const rightType = comparisonType(right.type);
  if (!leftType || !rightType) {
    const list = leftType ? right : left;
    const other = leftType ? left : right;
    const suggestion = `${writtenText(list.expression, scope)} contains ${writtenText(other.expression, scope)}`;
    reportWrongOperand(list, operator, "single values", scope, operator === "=" ? suggestion : undefined);
    return undefined;
  }
  if (leftType !== rightType || (leftType === "record" && !sameRecord(left.type, right.type))) {
    reportIncompatible(left, right, scope);
    return undefined;
  }
  const leftIsGood = checkChoice(writtenText(left.expression, scope), left.type, right, scope);
  const rightIsGood = checkChoice(writtenText(right.expression, scope), right.type, left, scope);
  if (!leftIsGood || !rightIsGood) return undefined;
  if (left.type.kind === "choice" && right.type.kind === "choice" && !haveCommonValue(left.type, right.type)) {
    reportIncompatible(left, right, scope);
    return undefined;
  }
  return leftType;
}

function sameRecord(left: FieldType, right: FieldType): boolean {
  return left.kind === "record" && right.kind === "record" && left.model === right.model;
}

function haveCommonValue(left: FieldType & { kind: "choice" }, right: FieldType & { kind: "choice" }): boolean {
  return left.values.some((value) => right.values.includes(value));
}

function reportIncompatible(left: TypedOperand, right: TypedOperand, scope: JourneyScope): void {
  const newRight = rewrittenValue(right, left.type, scope);
  const newLeft = newRight === undefined ? rewrittenValue(left, right.type, scope) : undefined;
  const changed = newLeft === undefined ? right.expression : left.expression;
  const suggestion = newRight ?? newLeft;
  scope.report(
    diagnostics.incompatibleTypes({
      file: scope.file,
      span: { start: left.expression.start, end: right.expression.end },
      left: writtenText(left.expression, scope),
      leftType: describeType(left.type),
      right: writtenText(right.expression, scope),
      rightType: describeType(right.type),
      suggestion,
      fixes: replacements(changed, suggestion),
    }),
  );
}

/** The value as one of the wanted type, where that is obvious: `"10"` as `10`, `12` as `"12"`. */
export function rewrittenValue(value: TypedOperand, wanted: FieldType, scope: JourneyScope): string | undefined {
  const { operand, expression } = value;
  if (value.type.kind === "record" && operand.kind === "field") {
    const model = scope.schema.models[value.type.model];
    const isId = model && comparisonType(wanted) === model.idType;
    return isId ? `${writtenText(expression, scope)}.${model.idField}` : undefined;
  }
  if (operand.kind !== "literal") return undefined;
  const text = String(operand.value).trim();
  switch (comparisonType(wanted)) {
    case "number":
      return operand.type === "text" && /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
    case "date":
      return operand.type === "text" && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
    case "boolean":
      return operand.type === "text" && /^(true|false)$/i.test(text) ? text.toLowerCase() : undefined;
    case "text":
      return operand.type === "number" || operand.type === "date" ? JSON.stringify(text) : undefined;
    default:
      return undefined;
  }
}

export function reportWrongOperand(
  operand: TypedOperand,
  operator: string,
  expected: string,
  scope: JourneyScope,
  suggestion?: string,
): void {
  scope.report(
    diagnostics.wrongOperand({
      file: scope.file,
      span: operand.expression,
      operator,
      expected,
      operand: writtenText(operand.expression, scope),
      type: describeType(operand.type),
      suggestion,
    }),
  );
}

function checkBetween(expression: Between, scope: JourneyScope): Condition | undefined {
  const operand = checkOperand(expression.operand, scope);
  const low = checkOperand(expression.low, scope);
  const high = checkOperand(expression.high, scope);
  if (!operand || !low || !high) return undefined;
  const type = commonType(operand, low, "between", scope);
  if (!type || !commonType(operand, high, "between", scope)) return undefined;
  for (const each of [operand, low, high]) {
    if (isOrdered(each)) continue;
    reportWrongOperand(each, "between", "numbers, dates and text", scope);
    return undefined;
  }
  if (isAbove(low, high)) {
    const [lowText, highText] = [writtenText(low.expression, scope), writtenText(high.expression, scope)];
    const span = { start: low.expression.start, end: high.expression.end };
    scope.report(
      diagnostics.emptyRange({
        file: scope.file,
        span,
        low: lowText,
        high: highText,
        fixes: replacements(span, `${highText} and ${lowText}`),
      }),
    );
    return undefined;
  }
  return { kind: "between", type, operand: operand.operand, low: low.operand, high: high.operand };
}

function isAbove(low: TypedOperand, high: TypedOperand): boolean {
  return low.operand.kind === "literal" && high.operand.kind === "literal" && low.operand.value > high.operand.value;
}

function checkMembership(expression: Membership, scope: JourneyScope): Condition | undefined {
  const operand = checkOperand(expression.operand, scope);
  const operator = expression.negated ? "not in" : "in";
  if (!expression.list) return undefined;
  if (expression.list.kind === "list") {
    const values = checkValues(operand, expression.list.items, operator, scope);
    if (!operand || !values) return undefined;
    if (values.length === 0) {
      scope.report(diagnostics.emptyList({ file: scope.file, span: expression.list }));
      return undefined;
    }
    const type = comparisonType(operand.type);
    const ignoringCase = type && checkIgnoringCase(expression, type, scope);
    if (!type || !ignoringCase) return undefined;
    return { kind: "in", type, operand: operand.operand, values, negated: expression.negated, ...ignoringCase };
  }
  const list = checkOperand(expression.list, scope);
  if (!operand || !list) return undefined;
  if (list.operand.kind !== "field" || list.type.kind !== "list") {
    const written = writtenText(expression.list, scope);
    const suggestion = list.operand.kind === "literal" ? `[${written}]` : undefined;
    scope.report(
      diagnostics.wrongOperand({
        file: scope.file,
        span: expression.list,
        operator,
        expected: "lists",
        operand: written,
        type: describeType(list.type),
        suggestion: suggestion && `${writtenText(expression.operand, scope)} ${operator} ${suggestion}`,
        fixes: replacements(expression.list, suggestion),
      }),
    );
    return undefined;
  }
  return memberCondition(operand, list.operand, list.type.of, expression.negated, scope);
}

function checkValues(
  operand: TypedOperand | undefined,
  items: readonly Expression[],
  operator: string,
  scope: JourneyScope,
): readonly Literal[] | undefined {
  const values: Literal[] = [];
  let isGood = true;
  if (operand && !comparisonType(operand.type)) {
    reportWrongOperand(operand, operator, "single values", scope);
    return undefined;
  }
  for (const item of items) {
    if (item.kind !== "string" && item.kind !== "number" && item.kind !== "boolean" && item.kind !== "date") {
      scope.report(
        diagnostics.misplacedExpression({
          file: scope.file,
          span: item,
          what: `\`${writtenText(item, scope)}\``,
          next: "A list holds fixed values; compare with a field by `=` and `or`.",
        }),
      );
      isGood = false;
      continue;
    }
    const literal = checkLiteral(item, scope);
    if (!literal || !operand) {
      isGood = false;
      continue;
    }
    const typed: TypedOperand = { operand: literal, type: { kind: literal.type }, expression: item };
    if (!commonType(operand, typed, operator, scope)) isGood = false;
    values.push(literal);
  }
  return isGood ? values : undefined;
}

/** `"x" in lists` and `lists contains "x"`. */
function memberCondition(
  value: TypedOperand,
  list: FieldReference,
  of: FieldType,
  negated: boolean,
  scope: JourneyScope,
): Condition | undefined {
  const element: TypedOperand = { operand: list, type: of, expression: value.expression };
  const wanted = comparisonType(of);
  if (wanted && wanted === comparisonType(value.type)) {
    if (!checkChoice(list.path.map((step) => step.field).join("."), of, value, scope)) return undefined;
    return { kind: "member", value: value.operand, list, negated };
  }
  const rewritten = rewrittenValue(value, of, scope);
  scope.report(
    diagnostics.incompatibleTypes({
      file: scope.file,
      span: value.expression,
      left: `one of ${list.path.map((step) => step.field).join(".")}`,
      leftType: describeType(element.type),
      right: writtenText(value.expression, scope),
      rightType: describeType(value.type),
      suggestion: rewritten,
      fixes: replacements(value.expression, rewritten),
    }),
  );
  return undefined;
}

function checkTextTest(expression: TextTest, scope: JourneyScope): Condition | undefined {
  const operand = checkOperand(expression.operand, scope);
  const text = checkOperand(expression.text, scope);
  if (!operand || !text) return undefined;
  if (expression.test === "contains" && operand.type.kind === "list" && operand.operand.kind === "field") {
    return memberCondition(text, operand.operand, operand.type.of, false, scope);
  }
  for (const each of [operand, text]) {
    if (comparisonType(each.type) === "text") continue;
    const expected = each === operand && expression.test === "contains" ? "text and lists" : "text";
    reportWrongOperand(each, expression.test, expected, scope);
    return undefined;
  }
  const ignoringCase = expression.ignoringCase ? ({ ignoringCase: true } as const) : {};
  return { kind: "text", test: expression.test, operand: operand.operand, text: text.operand, ...ignoringCase };
}

function checkSetTest(expression: SetTest, scope: JourneyScope): Condition | undefined {
  const operand = checkOperand(expression.operand, scope);
  if (!operand) return undefined;
  if (operand.operand.kind !== "field") {
    reportWrongOperand(operand, expression.negated ? "is not set" : "is set", "fields", scope);
    return undefined;
  }
  return { kind: "set", operand: operand.operand, negated: expression.negated };
}

function checkInList(expression: Expression & { kind: "in list" }, scope: JourneyScope): Condition | undefined {
  if (!expression.list) return undefined;
  const list = expression.list.value.trim();
  if (list === "") {
    scope.report(diagnostics.emptyText({ file: scope.file, span: expression.list, what: "list's name" }));
    return undefined;
  }
  return { kind: "in list", list };
}

function checkSuppressed(expression: Expression, scope: JourneyScope): Condition | undefined {
  if (!scope.target) return undefined;
  if (!scope.target.fields.some((field) => field.type.kind === "email" || field.type.kind === "phone")) {
    scope.report(
      diagnostics.noAddress({
        file: scope.file,
        span: expression,
        model: scope.target.name,
        address: "e-mail address and no phone number that could be suppressed",
        type: "Email",
      }),
    );
    return undefined;
  }
  return { kind: "suppressed" };
}
