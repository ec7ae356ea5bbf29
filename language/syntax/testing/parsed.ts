/** For tests: short ways to parse and to look at what came out. */
import type { Journey, Step } from "../ast.ts";
import { type ParsedFile, parse } from "../parse.ts";

/** The text in a journey's braces, parsed. */
export function parseSteps(content: string): ParsedFile {
  return parse(`journey x {\n${content}\n}\n`, "x.journey");
}

export function journeysOf({ tree }: ParsedFile): readonly Journey[] {
  return tree.declarations.filter((declaration) => declaration.kind === "journey");
}

/** The first journey. */
export function journeyOf(parsed: ParsedFile): Journey {
  const [journey] = journeysOf(parsed);
  if (!journey) throw new Error("There is no journey in the tree.");
  return journey;
}

/** `code: what stands at its span` for every diagnostic. */
export function found({ diagnostics, text }: ParsedFile): string[] {
  return diagnostics.map(({ code, start, end }) => `${code}: ${text.slice(start, end)}`);
}

/** All steps with what is inside them, in the order of the text, in a word or two: `email hello`, `wait 2 day`. */
export function outline(parsed: ParsedFile): string[] {
  const lines: string[] = [];
  const visit = (step: Step): void => {
    lines.push(titleOf(step));
    if (step.kind === "if") {
      step.then?.steps.forEach(visit);
      if (step.otherwise?.kind === "block") step.otherwise.steps.forEach(visit);
      else if (step.otherwise) visit(step.otherwise);
    } else if ("clauses" in step) {
      for (const clause of step.clauses) {
        lines.push(`on ${clause.triggerName?.text ?? "?"}`);
        clause.block?.steps.forEach(visit);
      }
    }
  };
  for (const journey of journeysOf(parsed)) journey.steps.forEach(visit);
  return lines;
}

function titleOf(step: Step): string {
  switch (step.kind) {
    case "message":
      return `${step.channel} ${step.name?.text ?? "?"}`;
    case "wait":
      return `wait ${step.duration?.amount ?? "?"} ${step.duration?.unit ?? "?"}`;
    case "task":
      return `task ${step.title?.value ?? "?"}`;
    case "list membership":
      return `${step.action} ${step.list?.value ?? "?"}`;
    case "create":
      return `create ${step.model?.text ?? "?"}`;
    case "unknown":
      return `unknown ${step.word.text}`;
    default:
      return step.kind;
  }
}
