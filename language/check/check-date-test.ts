import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Consent, DateTest } from "../syntax/ast.ts";
import { reportWrongOperand } from "./check-condition.ts";
import { checkDuration } from "./check-duration.ts";
import { checkOperand, comparisonType } from "./check-operand.ts";
import type { Condition } from "./condition.ts";
import { replacements } from "./fixes.ts";
import type { JourneyScope } from "./scope.ts";

/** `paid_at before today`, `within last 30 days`, `older than 2 weeks`, `birthday anniversary is today`. */
export function checkDateTest(expression: DateTest, scope: JourneyScope): Condition | undefined {
  const operand = checkOperand(expression.operand, scope);
  if (!operand) return undefined;
  if (comparisonType(operand.type) !== "date") {
    reportWrongOperand(operand, expression.test, "dates", scope);
    return undefined;
  }
  const { test } = expression;
  switch (test) {
    case "is today":
    case "anniversary is today":
      return { kind: "day", test, operand: operand.operand };
    case "before":
    case "after": {
      const value = checkOperand(expression.value, scope);
      if (!value) return undefined;
      if (comparisonType(value.type) !== "date") {
        reportWrongOperand(value, test, "dates", scope);
        return undefined;
      }
      const operator = test === "before" ? "<" : ">";
      return { kind: "compare", operator, type: "date", left: operand.operand, right: value.operand };
    }
    default: {
      const { value } = expression;
      if (!value) return undefined;
      if (value.kind !== "duration") {
        scope.report(diagnostics.expectedDuration({ file: scope.file, span: value, test }));
        return undefined;
      }
      const duration = checkDuration(value, scope);
      return duration && { kind: "date", test, operand: operand.operand, duration };
    }
  }
}

/** `consents to marketing` */
export function checkConsent(expression: Consent, scope: JourneyScope): Condition | undefined {
  const { purpose } = expression;
  if (!purpose) return undefined;
  if (purpose.text === "marketing" || purpose.text === "transactional")
    return { kind: "consent", purpose: purpose.text };
  scope.report(
    diagnostics.unknownPurpose({
      file: scope.file,
      span: purpose,
      name: purpose.text,
      fixes: replacements(purpose, "marketing"),
    }),
  );
  return undefined;
}
