/** A message as somebody gets it, with the names of the fields for their values. */
import type { CheckedMessage, CheckedStep } from "../check/program.ts";
import type { Model, ModelSchema } from "../models/schema.ts";
import type { Span } from "../syntax/span.ts";
import { renderMessage } from "../texts/render.ts";
import type { smsParts } from "../texts/sms-parts.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";

export interface MessagePreview {
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
}

/** The message that stands at the place, where its journey has no mistakes. */
export function messageAt(workspace: EditedWorkspace, path: string, { start, end }: Span): CheckedMessage | undefined {
  for (const journey of workspace.checked(path)?.journeys ?? []) {
    const found = messagesIn(journey.steps).find((each) => each.span.start === start && each.span.end === end);
    if (found) return found;
  }
  return undefined;
}

/** Undefined: the text can't be filled in this way. */
export function previewOf(message: CheckedMessage, target: Model, schema: ModelSchema): MessagePreview | undefined {
  try {
    const { subject, text, html } = renderMessage(message.template, {
      record: standIns(target, schema, 1),
      links: message.template.links.map(({ url }) => url),
      unsubscribeUrl: "https://example.test/unsubscribe",
    });
    return { ...(subject === undefined ? {} : { subject }), text, ...(html === undefined ? {} : { html }) };
  } catch {
    // A filter that takes no such value: the checker says so where it is a mistake.
    return undefined;
  }
}

/** A record whose texts are their fields' names. */
function standIns(model: Model, schema: ModelSchema, depth: number): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const { name, type } of model.fields) {
    switch (type.kind) {
      case "number":
        record[name] = 1;
        break;
      case "boolean":
        record[name] = true;
        break;
      case "date":
        record[name] = new Date(Date.UTC(2026, 0, 1, 9));
        break;
      case "choice":
        record[name] = type.values[0];
        break;
      case "list":
      case "records":
        record[name] = [];
        break;
      case "record": {
        const related = schema.models[type.model];
        if (related && depth > 0) record[name] = standIns(related, schema, depth - 1);
        break;
      }
      default:
        record[name] = `‹${name}›`;
    }
  }
  return record;
}

function messagesIn(steps: readonly CheckedStep[]): readonly CheckedMessage[] {
  return steps.flatMap((step): readonly CheckedMessage[] => {
    switch (step.kind) {
      case "if":
      case "wait for":
        return [...messagesIn(step.then), ...messagesIn(step.otherwise)];
      case "match":
        return [...step.cases.flatMap((each) => messagesIn(each.steps)), ...messagesIn(step.otherwise)];
      case "split":
        return step.shares.flatMap((share) => messagesIn(share.steps));
      case "ab test":
        return step.variants.flatMap((variant) => messagesIn(variant.steps));
      case "parallel":
        return step.branches.flatMap((branch) => messagesIn(branch.steps));
      case "repeat":
        return messagesIn(step.steps);
      case "wait":
      case "wait until":
      case "exit":
      // An action's steps stand elsewhere.
      case "do":
        return [];
      default: {
        const inside = step.clauses.flatMap((clause) => messagesIn(clause.steps));
        const isMessage = step.kind === "email" || step.kind === "sms" || step.kind === "push";
        return isMessage ? [step, ...inside] : inside;
      }
    }
  });
}

/** "2 SMS, Unicode" */
export function partsWords(parts: ReturnType<typeof smsParts>): string {
  return `${parts.parts} SMS, ${parts.encoding === "gsm-7" ? "GSM-7" : "Unicode"}`;
}
