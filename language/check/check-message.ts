import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Channel, LinkSetting, MessageSetting, MessageStep, TextSetting, ToSetting } from "../syntax/ast.ts";
import type { MessageTemplate } from "../texts/template.ts";
import { checkAddress } from "./check-address.ts";
import { checkTemplate, type TextOwner } from "./check-template.ts";
import { removal, replacement } from "./fixes.ts";
import type { CheckedMessage } from "./program.ts";
import { hasSyntaxError, type JourneyScope } from "./scope.ts";
import { channelWords } from "./triggers.ts";
import { withTemplate } from "./use-template.ts";

type SettingWord = TextSetting["setting"];

const settingsOf: Readonly<Record<Channel, readonly SettingWord[]>> = {
  email: ["subject", "preheader", "body", "from", "reply to"],
  sms: ["text", "from"],
  push: ["title", "text"],
};
const required: Readonly<Record<Channel, readonly SettingWord[]>> = {
  email: ["subject", "body"],
  sms: ["text"],
  push: ["title", "text"],
};
const nouns: Readonly<Record<Channel, string>> = { email: "e-mail", sms: "SMS", push: "push notification" };
const addresses = { email: "email", sms: "phone", push: "push token" } as const;

export interface MessageCheck {
  /** Undefined: something is wrong, and was reported. */
  readonly checked?: Pick<CheckedMessage, "kind" | "title" | "to" | "purpose" | "isInternal" | "template" | "locales">;
  /** The texts, where they could be put together, also when something else is wrong: clauses ask for their links. */
  readonly template?: MessageTemplate;
}

/** Checks what makes a message: its name, settings, address and texts. */
export function checkMessage(written: MessageStep, outer: JourneyScope): MessageCheck {
  const merged = withTemplate(written, outer);
  if (!merged) return {};
  const { step, scope } = merged;
  let isGood = true;
  const wrong = (): void => {
    isGood = false;
  };
  if (!step.name && !hasSyntaxError(step, scope)) {
    scope.report(diagnostics.missingName({ file: scope.file, span: step.keyword, channel: step.channel }));
  }
  if (!step.name) wrong();
  if (!checkPlaces(step, scope)) wrong();
  if (!checkRequired(step, scope)) wrong();
  if (!checkLinks(step, scope)) wrong();
  if (!checkSenders(step, scope)) wrong();
  const toSetting = step.settings.find((setting): setting is ToSetting => setting.kind === "to setting");
  const to = checkAddress(toSetting?.field, [addresses[step.channel]], step.keyword, scope);
  const purpose = step.settings.find((setting) => setting.kind === "purpose")?.purpose ?? scope.purpose;
  if (merged.template) {
    const { text: template, start, end } = merged.template;
    scope.useTemplate({ template, purpose, file: scope.file, start, end });
  }
  const isInternal = (to?.path.length ?? 1) > 1;
  const template = checkTemplate(step, { ...scope, purpose });
  if (!isGood || !to || !template?.isGood || (toSetting && !toSetting.field)) {
    return template ? { template: template.template } : {};
  }
  return {
    template: template.template,
    checked: {
      kind: step.channel,
      ...(step.title ? { title: step.title.value } : {}),
      to,
      purpose,
      isInternal,
      template: template.template,
      ...(template.locales ? { locales: template.locales } : {}),
    },
  };
}

/** The setting's word; links are told apart by their names instead. */
function wordOf(setting: MessageSetting): string | undefined {
  switch (setting.kind) {
    case "text setting":
      return setting.setting;
    case "to setting":
      return "to";
    case "template setting":
      return "template";
    case "purpose":
      return "purpose";
    case "link setting":
      return undefined;
  }
}

/** A setting may stand once for each language. */
function keyOf(setting: MessageSetting): string | undefined {
  const word = wordOf(setting);
  return setting.kind === "text setting" && setting.language ? `${word} in ${setting.language.value}` : word;
}

/** Each setting once, and only what the channel has. */
export function checkPlaces(step: TextOwner, scope: JourneyScope): boolean {
  const first = new Map<string, MessageSetting>();
  const possible = settingsOf[step.channel];
  let isGood = true;
  for (const setting of step.settings) {
    const word = keyOf(setting);
    if (word === undefined) continue;
    if (setting.kind === "text setting" && !possible.includes(setting.setting)) {
      reportMisplacedSetting(setting, step.channel, scope);
      isGood = false;
      continue;
    }
    const earlier = first.get(word);
    if (!earlier) {
      first.set(word, setting);
      continue;
    }
    isGood = false;
    scope.report(
      diagnostics.duplicateSetting({
        file: scope.file,
        span: setting.keyword,
        setting: word,
        related: [
          {
            file: scope.file,
            start: earlier.keyword.start,
            end: earlier.keyword.end,
            message: "It stands here first.",
          },
        ],
        fixes: [removal(scope.text, setting, "Remove this one")],
      }),
    );
  }
  return isGood;
}

function reportMisplacedSetting(setting: TextSetting, channel: Channel, scope: JourneyScope): void {
  const isText = setting.setting === "text" || setting.setting === "body";
  const suggestion = isText ? (channel === "email" ? "body" : "text") : undefined;
  scope.report(
    diagnostics.misplacedSetting({
      file: scope.file,
      span: setting.keyword,
      channel: channelWords(channel),
      setting: setting.setting,
      suggestion: suggestion && `${suggestion} "…"`,
      available: quotedList([...settingsOf[channel], "to", "link"]),
      fixes: suggestion ? [replacement(setting.keyword, suggestion)] : [],
    }),
  );
}

function checkRequired(step: MessageStep, scope: JourneyScope): boolean {
  let isGood = true;
  for (const word of required[step.channel]) {
    const setting = step.settings.find((each) => keyOf(each) === word);
    if (setting?.kind === "text setting") {
      if (setting.value && setting.value.value.trim() === "") {
        const span = { start: setting.value.start, end: setting.value.end };
        scope.report(diagnostics.emptyText({ file: scope.file, span, what: word }));
        isGood = false;
      }
      if (!setting.value) isGood = false;
      continue;
    }
    isGood = false;
    // A `text` in an e-mail was reported as such; the body it was meant for isn't missing as well.
    const hasOther = step.settings.some((each) => wordOf(each) === (word === "body" ? "text" : "body"));
    if (hasOther && word !== "subject") continue;
    if (hasSyntaxError(step, scope)) continue;
    scope.report(
      diagnostics.missingSetting({
        file: scope.file,
        span: { start: step.keyword.start, end: step.name?.end ?? step.keyword.end },
        channel: nouns[step.channel],
        name: step.name?.text ?? "",
        setting: word,
      }),
    );
  }
  return isGood;
}

export function checkLinks(step: TextOwner, scope: JourneyScope): boolean {
  const first = new Map<string, LinkSetting>();
  let isGood = true;
  for (const setting of step.settings) {
    if (setting.kind !== "link setting") continue;
    const { name, url } = setting;
    if (!name || !url) {
      isGood = false;
      continue;
    }
    const earlier = first.get(name.text)?.name;
    if (earlier) {
      isGood = false;
      scope.report(
        diagnostics.duplicateLink({
          file: scope.file,
          span: name,
          name: name.text,
          related: [{ file: scope.file, start: earlier.start, end: earlier.end, message: "It stands here first." }],
        }),
      );
    }
    first.set(name.text, setting);
    if (/^(https?:\/\/|mailto:|tel:|\s*\{\{)/i.test(url.value)) continue;
    isGood = false;
    const suggestion = /^[\w-]+(\.[\w-]+)+(\/|$)/.test(url.value) ? `https://${url.value}` : undefined;
    scope.report(
      diagnostics.invalidLink({
        file: scope.file,
        span: { start: url.start, end: url.end },
        url: url.value,
        suggestion,
        fixes: suggestion ? [replacement(url, JSON.stringify(suggestion), `Change to \`${suggestion}\``)] : [],
      }),
    );
  }
  return isGood;
}

/** `a@b.c` or `Name <a@b.c>`; with Liquid in it, only sending can tell. */
const address = /^([^<>]*<\s*[^\s@<>]+@[^\s@<>]+\s*>|[^\s@<>]+@[^\s@<>]+)$/;

export function checkSenders(step: TextOwner, scope: JourneyScope): boolean {
  if (step.channel !== "email") return true;
  let isGood = true;
  for (const setting of step.settings) {
    if (setting.kind !== "text setting" || (setting.setting !== "from" && setting.setting !== "reply to")) continue;
    const { value } = setting;
    if (!value || value.value.includes("{{") || address.test(value.value.trim())) continue;
    isGood = false;
    const span = { start: value.start, end: value.end };
    scope.report(diagnostics.invalidSender({ file: scope.file, span, value: value.value }));
  }
  return isGood;
}
