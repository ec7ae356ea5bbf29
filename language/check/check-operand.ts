import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { FieldType } from "../models/schema.ts";
import type {
  Arithmetic,
  BooleanLiteral,
  DateLiteral,
  Expression,
  NumberLiteral,
  StringLiteral,
} from "../syntax/ast.ts";
import { checkDuration } from "./check-duration.ts";
import { checkAggregate } from "./check-related.ts";
import type { ComparisonType, Literal, Operand } from "./condition.ts";
import { replacements } from "./fixes.ts";
import { resolveField } from "./resolve-field.ts";
import type { JourneyScope } from "./scope.ts";
import { isValidDate } from "./valid-date.ts";

/** An operand with what is known of it. */
export interface TypedOperand {
  readonly operand: Operand;
  readonly type: FieldType;
  readonly expression: Expression;
}

export function checkOperand(expression: Expression | undefined, scope: JourneyScope): TypedOperand | undefined {
  if (!expression) return undefined;
  switch (expression.kind) {
    case "string":
    case "number":
    case "boolean":
    case "date": {
      const literal = checkLiteral(expression, scope);
      return literal && { operand: literal, type: { kind: literal.type }, expression };
    }
    case "moment":
      return { operand: { kind: "moment", moment: expression.moment }, type: { kind: "date" }, expression };
    case "field": {
      const field = resolveField(expression, scope);
      return field && { operand: field, type: field.type, expression };
    }
    case "parentheses":
      return checkOperand(expression.expression, scope);
    case "aggregate": {
      const operand = checkAggregate(expression, scope);
      return operand && { operand, type: { kind: "number" }, expression };
    }
    case "arithmetic":
      return checkShiftedDate(expression, scope);
    default:
      reportMisplaced(expression, scope);
      return undefined;
  }
}

/** `trial_ends_at - 3 days`, `entered + 7 days`. */
function checkShiftedDate(expression: Arithmetic, scope: JourneyScope): TypedOperand | undefined {
  const { left, right, operator } = expression;
  if (right?.kind !== "duration" || (operator !== "+" && operator !== "-")) {
    reportMisplaced(expression, scope);
    return undefined;
  }
  const operand = checkOperand(left, scope);
  const duration = checkDuration(right, scope);
  if (!operand || !duration) return undefined;
  const { kind } = operand.operand;
  if (comparisonType(operand.type) !== "date" || kind === "shifted" || kind === "aggregate") {
    reportMisplaced(expression, scope);
    return undefined;
  }
  return {
    operand: { kind: "shifted", operand: operand.operand, operator, duration },
    type: { kind: "date" },
    expression,
  };
}

export function checkLiteral(
  expression: StringLiteral | NumberLiteral | BooleanLiteral | DateLiteral,
  scope: JourneyScope,
): Literal | undefined {
  switch (expression.kind) {
    case "string":
      return { kind: "literal", value: expression.value, type: "text" };
    case "number":
      return { kind: "literal", value: expression.value, type: "number" };
    case "boolean":
      return { kind: "literal", value: expression.value, type: "boolean" };
    case "date":
      if (!isValidDate(expression.value)) {
        scope.report(diagnostics.invalidDate({ file: scope.file, span: expression, value: expression.value }));
        return undefined;
      }
      return { kind: "literal", value: expression.value, type: "date" };
  }
}

/** What two values of the type are compared as; undefined: a list, which has no single value to compare. */
export function comparisonType(type: FieldType): ComparisonType | undefined {
  switch (type.kind) {
    case "text":
    case "email":
    case "phone":
    case "push token":
    case "timezone":
      return "text";
    case "choice":
      return type.of;
    case "number":
    case "boolean":
    case "date":
    case "record":
      return type.kind;
    default:
      return undefined;
  }
}

/** Reports a value that is none of a choice's. Returns whether it is fine. */
export function checkChoice(field: string, type: FieldType, value: TypedOperand, scope: JourneyScope): boolean {
  if (type.kind !== "choice" || value.operand.kind !== "literal") return true;
  const written = value.operand.value;
  if (type.values.some((choice) => choice === written)) return true;
  const quote = (choice: string | number): string => JSON.stringify(choice);
  const texts = type.values.filter((choice) => typeof choice === "string");
  const near = typeof written === "string" ? suggest(written, texts) : undefined;
  const suggestion = near === undefined ? undefined : quote(near);
  scope.report(
    diagnostics.unknownChoice({
      file: scope.file,
      span: value.expression,
      value: quote(String(written)).slice(1, -1),
      field,
      suggestion,
      available: quotedList(type.values.map(quote)),
      fixes: replacements(value.expression, suggestion),
    }),
  );
  return false;
}

/** The operand as it was written, for messages. */
export function writtenText(expression: Expression, scope: JourneyScope): string {
  const text = scope.text.slice(expression.start, expression.end).replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Says that something has no meaning at this place, and what to do instead. */
export function reportMisplaced(expression: Expression, scope: JourneyScope): void {
  const [what, next] = misplacedWords(expression);
  scope.report(diagnostics.misplacedExpression({ file: scope.file, span: expression, what, next }));
}

function misplacedWords(expression: Expression): readonly [what: string, next: string] {
  switch (expression.kind) {
    case "arithmetic":
      return [
        "A calculation",
        "Calculate in `update` and `create`; here only a date and a duration go together: `entered + 7 days`.",
      ];
    case "duration":
      return ["A duration", "Compare a date with a date, `today`, `now` or `entered`."];
    case "this":
      return [
        "`this`",
        "`this` is the record itself; it fits into a relation in `update` and `create`. Here use one of its fields.",
      ];
    case "list":
      return ["A list", 'Ask whether something is in it: `country in ["BE", "FR"]`.'];
    default:
      return ["A condition", "Conditions go after `filter` and `if`; here goes a field or a value."];
  }
}
