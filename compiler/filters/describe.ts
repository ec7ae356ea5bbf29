import type { CheckedAssignment, Condition, FieldReference, Operand, Value } from "@journey/language";

/** A condition as one would write it in a journey. */
export function describeCondition(condition: Condition): string {
  return describe(condition, 0);
}

/** @param level how tightly what stands around binds: 0 nothing, 1 `or`, 2 `and`, 3 `not` */
function describe(condition: Condition, level: number): string {
  switch (condition.kind) {
    case "constant":
      return String(condition.value);
    case "and":
    case "or": {
      const own = condition.kind === "or" ? 1 : 2;
      const text = condition.operands.map((operand) => describe(operand, own)).join(` ${condition.kind} `);
      return own < level ? `(${text})` : text;
    }
    case "not":
      return `not ${describe(condition.operand, 3)}`;
    case "compare":
      return `${operand(condition.left)} ${condition.operator} ${operand(condition.right)}`;
    case "between":
      return `${operand(condition.operand)} between ${operand(condition.low)} and ${operand(condition.high)}`;
    case "in":
      return `${operand(condition.operand)} ${condition.negated ? "not in" : "in"} [${condition.values.map(operand).join(", ")}]`;
    case "text":
      return `${operand(condition.operand)} ${condition.test} ${operand(condition.text)}`;
    case "member":
      return `${operand(condition.value)} ${condition.negated ? "not in" : "in"} ${path(condition.list)}`;
    case "set":
      return `${path(condition.operand)} is ${condition.negated ? "not " : ""}set`;
    case "true":
      return path(condition.operand);
    case "in list":
      return `in list "${condition.list}"`;
    case "suppressed":
      return "suppressed";
  }
}

function operand(value: Operand): string {
  if (value.kind === "field") return path(value);
  if (value.kind === "moment") return value.moment;
  return value.type === "text" ? JSON.stringify(value.value) : String(value.value);
}

function path(reference: FieldReference): string {
  return reference.path.map((step) => step.field).join(".");
}

const signs = { set: "=", add: "+=", subtract: "-=" } as const;

/** What an assignment writes, as one would write it in a journey: `tags += "hot"`. */
export function describeAssignment({ field, operator, value }: CheckedAssignment): string {
  return `${field} ${signs[operator]} ${describeValue(value)}`;
}

function describeValue(value: Value): string {
  switch (value.kind) {
    case "empty":
    case "this":
      return value.kind;
    case "template":
      return JSON.stringify(value.text);
    case "arithmetic":
      return `${describeValue(value.left)} ${value.operator} ${describeValue(value.right)}`;
    default:
      return operand(value);
  }
}
