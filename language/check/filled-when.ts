import type { Condition, Operand } from "./condition.ts";

/**
 * The paths that are certainly filled when the condition is `truth`. A comparison with an empty field is false and
 * `!=` with one is true, so `country = "BE"` tells that there is a country, and `country != "BE"` does not.
 */
export function filledWhen(condition: Condition, truth = true): ReadonlySet<string> {
  switch (condition.kind) {
    case "and":
    case "or": {
      const sets = condition.operands.map((operand) => filledWhen(operand, truth));
      return (condition.kind === "and") === truth ? union(sets) : intersection(sets);
    }
    case "not":
      return filledWhen(condition.operand, !truth);
    case "compare": {
      const isFalseWhenEmpty = condition.operator !== "!=";
      return isFalseWhenEmpty === truth ? pathsOf(condition.left, condition.right) : new Set();
    }
    case "between":
      return truth ? pathsOf(condition.operand, condition.low, condition.high) : new Set();
    case "in":
      return condition.negated !== truth ? pathsOf(condition.operand) : new Set();
    case "text":
      return truth ? pathsOf(condition.operand, condition.text) : new Set();
    case "member":
      return condition.negated !== truth ? pathsOf(condition.list, condition.value) : new Set();
    case "set":
      return condition.negated !== truth ? pathsOf(condition.operand) : new Set();
    case "true":
      return truth ? pathsOf(condition.operand) : new Set();
    default:
      return new Set();
  }
}

/** A filled `company.country` means that there is a company too. */
function pathsOf(...operands: readonly Operand[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const operand of operands) {
    if (operand.kind !== "field") continue;
    const names = operand.path.map((step) => step.field);
    for (let length = 1; length <= names.length; length++) paths.add(names.slice(0, length).join("."));
  }
  return paths;
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

function intersection(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first, ...rest] = sets;
  return new Set([...(first ?? [])].filter((path) => rest.every((set) => set.has(path))));
}
