/** Messages that take their texts from a template. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { MessageSetting, MessageStep, Name, Template } from "../syntax/ast.ts";
import { checkLinks, checkPlaces, checkSenders } from "./check-message.ts";
import { checkNameStyle } from "./check-names.ts";
import { resolveModel } from "./check-settings.ts";
import { checkTemplate } from "./check-template.ts";
import { replacements } from "./fixes.ts";
import { plainScope } from "./plain-scope.ts";
import type { FileScope, JourneyScope, TemplateUse } from "./scope.ts";

/** Checks the declaration of a template by itself. */
export function checkTemplateDeclaration(template: Template, scope: FileScope): void {
  if (template.name) checkNameStyle(template.name, scope);
  const model = template.model && resolveModel(template.model, scope);
  if (!model) return;
  const inside = plainScope(scope, model);
  if (!checkPlaces(template, inside) || !checkLinks(template, inside)) return;
  checkSenders(template, inside);
  // Whether it needs a way out is known where it is used.
  checkTemplate(template, { ...inside, purpose: "transactional" });
}

export interface MessageWithTemplate {
  /** The message, with what the template adds. */
  readonly step: MessageStep;
  readonly scope: JourneyScope;
  /** The name as it is used. */
  readonly template?: Name;
}

/**
 * A message as if all settings stood in it: its own, and those of its template that it doesn't say itself. Undefined:
 * the template can't be used, which was reported.
 */
export function withTemplate(step: MessageStep, scope: JourneyScope): MessageWithTemplate | undefined {
  const setting = step.settings.find((each) => each.kind === "template setting");
  const name = setting?.name;
  if (!setting || !name) return setting ? undefined : { step, scope };
  scope.used.add(name.text);
  const declared = scope.declarations.templates.get(name.text);
  const at = { file: scope.file, span: name, name: name.text };
  if (!declared) {
    if (scope.unresolved.has(name.text)) return undefined;
    const names = [...scope.declarations.templates].flatMap(([each, { node }]) =>
      node.channel === step.channel ? [each] : [],
    );
    const suggestion = suggest(name.text, names);
    const available = names.length > 0 ? quotedList(names) : undefined;
    scope.report(diagnostics.unknownTemplate({ ...at, suggestion, available, fixes: replacements(name, suggestion) }));
    return undefined;
  }
  const { node } = declared;
  if (node.channel !== step.channel) {
    scope.report(diagnostics.templateChannel({ ...at, channel: node.channel, wanted: step.channel }));
    return undefined;
  }
  if (scope.target && node.model && node.model.text !== scope.target.name) {
    scope.report(diagnostics.templateModel({ ...at, model: node.model.text, target: scope.target.name }));
    return undefined;
  }
  const own = new Set(step.settings.map(keyOf));
  const added = node.settings.filter((each) => !own.has(keyOf(each)));
  const origins = new Map(scope.origins);
  for (const each of added) origins.set(each, declared.scope);
  return { step: { ...step, settings: [...step.settings, ...added] }, scope: { ...scope, origins }, template: name };
}

/** What makes a setting another one's replacement. */
function keyOf(setting: MessageSetting): string {
  switch (setting.kind) {
    case "text setting":
      return `${setting.setting} ${setting.language?.value ?? ""}`;
    case "link setting":
      return `link ${setting.name?.text ?? ""}`;
    default:
      return setting.kind;
  }
}

/** A text that once advertises and once confirms an order is in one of the two cases the wrong one. */
export function reportTwoPurposes(uses: readonly TemplateUse[], scope: FileScope): void {
  const first = new Map<string, TemplateUse>();
  for (const use of uses) {
    const earlier = first.get(use.template);
    if (!earlier) {
      first.set(use.template, use);
      continue;
    }
    if (earlier.purpose === use.purpose || use.isQuiet) continue;
    scope.report(
      diagnostics.twoPurposes({
        file: use.file,
        span: use,
        name: use.template,
        purpose: use.purpose,
        other: earlier.purpose,
        related: [
          {
            file: earlier.file,
            start: earlier.start,
            end: earlier.end,
            message: `Here its purpose is ${earlier.purpose}.`,
          },
        ],
      }),
    );
  }
}
