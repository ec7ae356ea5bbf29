/** Conditions about a record's many related records: `any orders where …`, `count of orders`, `sum of orders.total`. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeType, fieldList } from "../diagnostics/wording.ts";
import type { Model } from "../models/schema.ts";
import type { Aggregate as AggregateExpression, Expression, FieldPath, Quantified } from "../syntax/ast.ts";
import { checkCondition } from "./check-condition.ts";
import type { AggregateValue, Condition, FieldReference } from "./condition.ts";
import { replacement } from "./fixes.ts";
import { resolveField, resolveRelation } from "./resolve-field.ts";
import type { JourneyScope } from "./scope.ts";

export function checkQuantified(expression: Quantified, scope: JourneyScope): Condition | undefined {
  const related = expression.relation && resolveRelation(expression.relation, scope);
  if (!related) return undefined;
  if (expression.unclear && expression.where) {
    const written = scope.text.slice(expression.where.start, expression.where.end);
    scope.report(
      diagnostics.unclearWhere({
        file: scope.file,
        span: { start: expression.start, end: expression.end },
        relation: expression.relation?.path.at(-1)?.text ?? "",
        fixes: [
          replacement(
            { start: expression.start, end: expression.end },
            `(${scope.text.slice(expression.start, expression.end)})`,
            "Put it in parentheses",
          ),
          replacement(expression.where, `(${written})`, "Put its condition in parentheses"),
        ],
      }),
    );
    return undefined;
  }
  const { quantifier } = expression;
  const where = checkWhere(expression.where, related.model, scope);
  if (expression.where && !where) return undefined;
  if (quantifier === "every" && !expression.where) {
    scope.report(diagnostics.everyWithoutWhere({ file: scope.file, span: expression }));
    return undefined;
  }
  return { kind: "quantified", quantifier, relation: related.relation, ...(where ? { where } : {}) };
}

function checkWhere(where: Expression | undefined, model: Model, scope: JourneyScope): Condition | undefined {
  if (!where || !scope.target) return undefined;
  return checkCondition(where, {
    ...scope,
    target: model,
    owner: scope.owner ?? scope.target,
    activities: new Map(),
    filled: new Set(),
  });
}

/** The number that an aggregate stands for. */
export function checkAggregate(expression: AggregateExpression, scope: JourneyScope): AggregateValue | undefined {
  const { relation: path } = expression;
  if (!path) return undefined;
  if (expression.function === "count") {
    const related = resolveRelation(path, scope);
    const where = related && checkWhere(expression.where, related.model, scope);
    if (!related || (expression.where && !where)) return undefined;
    return { kind: "aggregate", function: "count", relation: related.relation, ...(where ? { where } : {}) };
  }
  const related = resolveSummed(path, scope);
  const where = related && checkWhere(expression.where, related.model, scope);
  if (!related || (expression.where && !where)) return undefined;
  return {
    kind: "aggregate",
    function: "sum",
    relation: related.relation,
    field: related.field,
    ...(where ? { where } : {}),
  };
}

/** `orders.total`: the last name is a number of the related record. */
function resolveSummed(
  path: FieldPath,
  scope: JourneyScope,
): { readonly relation: FieldReference; readonly model: Model; readonly field: FieldReference } | undefined {
  const last = path.path.at(-1);
  const before = path.path.slice(0, -1);
  const end = before.at(-1)?.end;
  if (!last || end === undefined) {
    const model = scope.target?.fields.find((field) => field.name === last?.text)?.type;
    const available =
      model?.kind === "records" && scope.schema.models[model.model]
        ? fieldList(scope.schema.models[model.model] as Model, (field) => field.type.kind === "number")
        : undefined;
    scope.report(diagnostics.sumOfWhat({ file: scope.file, span: path, relation: last?.text ?? "", available }));
    return undefined;
  }
  const related = resolveRelation({ kind: "field", start: path.start, end, path: before }, scope);
  if (!related) return undefined;
  const field = resolveField(
    { kind: "field", start: last.start, end: last.end, path: [last] },
    { ...scope, target: related.model },
  );
  if (!field) return undefined;
  if (field.type.kind !== "number") {
    scope.report(
      diagnostics.wrongOperand({
        file: scope.file,
        span: last,
        operator: "sum of",
        expected: "numbers",
        operand: last.text,
        type: describeType(field.type),
      }),
    );
    return undefined;
  }
  return { ...related, field };
}
