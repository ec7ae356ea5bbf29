import type { Any, Formula } from "./formula.ts";
import { Knowledge } from "./knowledge.ts";

/** How many more alternatives a search may look at; shared by searches that answer one question. */
export interface Budget {
  left: number;
}

interface Attempt {
  readonly part: Formula;
  readonly knowledge: Knowledge;
  readonly open: readonly Any[];
}

/** Whether all formulas can hold together. True also when the budget is used up. */
export function canHold(formulas: readonly Formula[], budget: Budget): boolean {
  const attempt = tryPart({ kind: "all", parts: formulas }, new Knowledge());
  return attempt !== undefined && canClose(attempt.knowledge, attempt.open, budget);
}

/** Undefined: the part contradicts what is known. */
function tryPart(part: Formula, known: Knowledge): Attempt | undefined {
  const knowledge = known.copy();
  const open: Any[] = [];
  const add = (formula: Formula): void => {
    if (formula.kind === "all") formula.parts.forEach(add);
    else if (formula.kind === "any") open.push(formula);
    else knowledge.learn(formula);
  };
  add(part);
  return knowledge.isConsistent() ? { part, knowledge, open } : undefined;
}

/** Whether each open choice has an alternative, all together: those with the fewest left are made first. */
function canClose(knowledge: Knowledge, open: readonly Any[], budget: Budget): boolean {
  const remaining: Any[] = [];
  let best: { readonly attempts: readonly Attempt[]; readonly index: number } | undefined;
  for (const [index, { parts }] of open.entries()) {
    const attempts: Attempt[] = [];
    for (const part of parts) {
      if (budget.left <= 0) return true;
      budget.left--;
      const attempt = tryPart(part, knowledge);
      if (attempt) attempts.push(attempt);
    }
    if (attempts.length === 0) return false;
    remaining.push({ kind: "any", parts: attempts.map((attempt) => attempt.part) });
    if (!best || attempts.length < best.attempts.length) best = { attempts, index };
    if (attempts.length === 1) {
      remaining.push(...open.slice(index + 1));
      break;
    }
  }
  if (!best) return true;
  const others = remaining.toSpliced(best.index, 1);
  return best.attempts.some((attempt) => canClose(attempt.knowledge, [...others, ...attempt.open], budget));
}
