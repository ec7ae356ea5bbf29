import type { CheckedAssignment, Condition, FieldReference, Operand, Value } from "@journey/language";
import { describeDuration } from "../time/calendar.ts";

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
      return `${operand(condition.left)} ${condition.operator} ${operand(condition.right)}${ignoring(condition)}`;
    case "between":
      return `${operand(condition.operand)} between ${operand(condition.low)} and ${operand(condition.high)}`;
    case "in":
      return `${operand(condition.operand)} ${condition.negated ? "not in" : "in"} [${condition.values.map(operand).join(", ")}]${ignoring(condition)}`;
    case "text":
      return `${operand(condition.operand)} ${condition.test} ${operand(condition.text)}${ignoring(condition)}`;
    case "date":
      return `${operand(condition.operand)} ${condition.test} ${describeDuration(condition.duration)}`;
    case "day":
      return `${operand(condition.operand)} ${condition.test}`;
    case "quantified":
      return `${condition.quantifier} ${path(condition.relation)}${where(condition.where)}`;
    case "engagement":
      return `${condition.activity} ${condition.happening}${condition.label === undefined ? "" : ` ${JSON.stringify(condition.label)}`}`;
    case "consent":
      return `consents to ${condition.purpose}`;
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

const ignoring = ({ ignoringCase }: { readonly ignoringCase?: true }): string => (ignoringCase ? " ignoring case" : "");

/** One condition stands alone, several in parentheses. */
function where(condition: Condition | undefined): string {
  if (!condition) return "";
  const isSeveral = condition.kind === "and" || condition.kind === "or";
  return ` where ${isSeveral ? `(${describe(condition, 0)})` : describe(condition, 3)}`;
}

/** An operand as one would write it in a journey. */
export function describeOperand(value: Operand): string {
  return operand(value);
}

function operand(value: Operand): string {
  switch (value.kind) {
    case "field":
      return path(value);
    case "moment":
      return value.moment;
    case "shifted":
      return `${operand(value.operand)} ${value.operator} ${describeDuration(value.duration)}`;
    case "aggregate": {
      const of = value.field ? `${path(value.relation)}.${path(value.field)}` : path(value.relation);
      return `${value.function} of ${of}${where(value.where)}`;
    }
    case "literal":
      return value.type === "text" ? JSON.stringify(value.value) : String(value.value);
  }
}

function path(reference: FieldReference): string {
  const fields = reference.path.map((step) => step.field).join(".");
  return reference.root ? `${reference.root}.${fields}` : fields;
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
