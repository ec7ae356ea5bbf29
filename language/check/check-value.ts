import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeType } from "../diagnostics/wording.ts";
import type { Field, FieldType } from "../models/schema.ts";
import type { Arithmetic, Expression } from "../syntax/ast.ts";
import { rewrittenValue } from "./check-condition.ts";
import { checkLiquid } from "./check-liquid.ts";
import {
  checkChoice,
  checkOperand,
  comparisonType,
  reportMisplaced,
  type TypedOperand,
  writtenText,
} from "./check-operand.ts";
import type { Value } from "./condition.ts";
import { replacements } from "./fixes.ts";
import { mayBeEmpty, pathText } from "./resolve-field.ts";
import type { JourneyScope } from "./scope.ts";
import { isTimezone, reportUnknownTimezone } from "./timezones.ts";

/**
 * Checks what an assignment writes into `field`.
 *
 * @param type what the value must be: the field's type, or what its list holds
 */
export function checkValue(
  expression: Expression | undefined,
  field: Field,
  type: FieldType,
  scope: JourneyScope,
): Value | undefined {
  if (!expression) return undefined;
  switch (expression.kind) {
    case "parentheses":
      return checkValue(expression.expression, field, type, scope);
    case "this":
      if (!scope.target) return undefined;
      if (type.kind === "record" && type.model === scope.target.name) return { kind: "this" };
      reportWrongValue(field, type, expression, describeType({ kind: "record", model: scope.target.name }), scope);
      return undefined;
    case "arithmetic":
      // A date and a duration.
      if (expression.right?.kind === "duration") break;
      return checkArithmetic(expression, field, type, scope);
    case "aggregate":
      break;
    case "field":
      if (isEmptyWord(expression, scope)) return checkEmpty(expression, field, scope);
      break;
    case "string":
      if (/\{\{|\{%/.test(expression.value)) {
        if (comparisonType(type) !== "text" || type.kind === "choice") {
          reportWrongValue(field, type, expression, "a text with a field in it", scope);
          return undefined;
        }
        return checkLiquid(expression, scope) ? { kind: "template", text: expression.value } : undefined;
      }
      break;
    case "number":
    case "boolean":
    case "date":
    case "moment":
      break;
    default:
      reportMisplaced(expression, scope);
      return undefined;
  }
  const typed = checkOperand(expression, scope);
  if (!typed) return undefined;
  return isOfType(typed, field, type, scope) ? typed.operand : undefined;
}

export interface TypedValue {
  readonly value: Value;
  /** Undefined: empty. */
  readonly type: FieldType | undefined;
}

/** A value that goes nowhere in particular: an argument, a member of a JSON body. */
export function checkPlainValue(expression: Expression, scope: JourneyScope): TypedValue | undefined {
  switch (expression.kind) {
    case "parentheses":
      return expression.expression && checkPlainValue(expression.expression, scope);
    case "this":
      return scope.target && { value: { kind: "this" }, type: { kind: "record", model: scope.target.name } };
    case "string":
      if (!/\{\{|\{%/.test(expression.value)) break;
      return checkLiquid(expression, scope)
        ? { value: { kind: "template", text: expression.value }, type: { kind: "text" } }
        : undefined;
    case "field":
      if (isEmptyWord(expression, scope)) return { value: { kind: "empty" }, type: undefined };
      break;
    case "arithmetic": {
      if (expression.right?.kind === "duration") break;
      const left = checkPlainValue(expression.left, scope);
      const right = expression.right && checkPlainValue(expression.right, scope);
      if (!left || !right) return undefined;
      for (const side of [left, right]) {
        if (side.type?.kind === "number") continue;
        reportMisplaced(expression, scope);
        return undefined;
      }
      const { operator } = expression;
      return {
        value: { kind: "arithmetic", operator, left: left.value, right: right.value },
        type: { kind: "number" },
      };
    }
  }
  const typed = checkOperand(expression, scope);
  return typed && { value: typed.operand, type: typed.type };
}

function isOfType(value: TypedOperand, field: Field, type: FieldType, scope: JourneyScope): boolean {
  const wanted = comparisonType(type);
  const isSameModel = type.kind !== "record" || (value.type.kind === "record" && value.type.model === type.model);
  if (!wanted || wanted !== comparisonType(value.type) || !isSameModel) {
    const rewritten = rewrittenValue(value, type, scope);
    reportWrongValue(field, type, value.expression, describeType(value.type), scope, rewritten);
    return false;
  }
  if (!checkChoice(field.name, type, value, scope)) return false;
  if (type.kind === "choice" && value.operand.kind === "field" && !isWithin(value.type, type)) {
    reportWrongValue(field, type, value.expression, describeType(value.type), scope);
    return false;
  }
  if (type.kind === "timezone" && value.operand.kind === "literal" && !isTimezone(String(value.operand.value))) {
    reportUnknownTimezone(String(value.operand.value), value.expression, scope);
    return false;
  }
  if (value.operand.kind === "field" && !field.optional && mayBeEmpty(value.operand, scope)) {
    scope.report(
      diagnostics.mayBeEmpty({
        file: scope.file,
        span: value.expression,
        from: pathText(value.operand),
        field: field.name,
      }),
    );
  }
  return true;
}

/** Whether every value that the one type may have is a choice of the other. */
function isWithin(type: FieldType, choice: FieldType & { kind: "choice" }): boolean {
  return type.kind === "choice" && type.values.every((value) => choice.values.includes(value));
}

function checkArithmetic(
  expression: Arithmetic,
  field: Field,
  type: FieldType,
  scope: JourneyScope,
): Value | undefined {
  if (type.kind !== "number") {
    reportWrongValue(field, type, expression, "a calculation with numbers", scope);
    return undefined;
  }
  // In a calculation, an empty field counts as 0.
  const operandField: Field = { ...field, optional: true };
  const left = checkValue(expression.left, operandField, type, scope);
  const right = checkValue(expression.right, operandField, type, scope);
  return left && right ? { kind: "arithmetic", operator: expression.operator, left, right } : undefined;
}

/** `empty` takes the value out of a field, unless the target has a field of that name. */
function isEmptyWord(expression: Expression & { kind: "field" }, scope: JourneyScope): boolean {
  const [only, ...rest] = expression.path;
  const isField = scope.target?.fields.some((field) => field.name === "empty") === true;
  return only?.text === "empty" && rest.length === 0 && !isField;
}

function checkEmpty(expression: Expression, field: Field, scope: JourneyScope): Value | undefined {
  if (field.optional) return { kind: "empty" };
  scope.report(diagnostics.cannotBeEmpty({ file: scope.file, span: expression, field: field.name }));
  return undefined;
}

export function reportWrongValue(
  field: Field,
  type: FieldType,
  value: Expression,
  valueType: string,
  scope: JourneyScope,
  suggestion?: string,
): void {
  scope.report(
    diagnostics.wrongValue({
      file: scope.file,
      span: value,
      field: field.name,
      type: field.type.kind === "list" ? `a list, each value ${describeType(type)}` : describeType(type),
      value: writtenText(value, scope),
      valueType,
      suggestion: suggestion && `${field.name} = ${suggestion}`,
      fixes: replacements(value, suggestion),
    }),
  );
}
