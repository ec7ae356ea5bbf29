import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Channel, LinkSetting, MessageSetting, MessageStep, TextSetting, ToSetting } from "../syntax/ast.ts";
import type { MessageTemplate } from "../texts/template.ts";
import { checkAddress } from "./check-address.ts";
import { checkTemplate } from "./check-template.ts";
import { removal, replacement } from "./fixes.ts";
import type { CheckedMessage } from "./program.ts";
import { hasSyntaxError, type JourneyScope } from "./scope.ts";

type SettingWord = TextSetting["setting"];

const settingsOf: Readonly<Record<Channel, readonly SettingWord[]>> = {
  email: ["subject", "preheader", "body", "from", "reply to"],
  sms: ["text", "from"],
};
const required: Readonly<Record<Channel, readonly SettingWord[]>> = { email: ["subject", "body"], sms: ["text"] };
const channelNames: Readonly<Record<Channel, string>> = { email: "An e-mail", sms: "An SMS" };

export interface MessageCheck {
  /** Undefined: something is wrong, and was reported. */
  readonly checked?: Pick<CheckedMessage, "kind" | "title" | "to" | "template">;
  /** The texts, where they could be put together, also when something else is wrong: clauses ask for their links. */
  readonly template?: MessageTemplate;
}

/** Checks what makes a message: its name, settings, address and texts. */
export function checkMessage(step: MessageStep, scope: JourneyScope): MessageCheck {
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
  const addressKind = step.channel === "email" ? "email" : "phone";
  const to = checkAddress(toSetting?.field, [addressKind], step.keyword, scope);
  const template = checkTemplate(step, scope);
  if (!isGood || !to || !template?.isGood || (toSetting && !toSetting.field)) {
    return template ? { template: template.template } : {};
  }
  return {
    template: template.template,
    checked: {
      kind: step.channel,
      ...(step.title ? { title: step.title.value } : {}),
      to,
      template: template.template,
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
    case "link setting":
      return undefined;
  }
}

/** Each setting once, and only what the channel has. */
function checkPlaces(step: MessageStep, scope: JourneyScope): boolean {
  const first = new Map<string, MessageSetting>();
  const possible = settingsOf[step.channel];
  let isGood = true;
  for (const setting of step.settings) {
    const word = wordOf(setting);
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
      channel: channelNames[channel],
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
    const setting = step.settings.find((each) => wordOf(each) === word);
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
        channel: step.channel === "email" ? "e-mail" : "SMS",
        name: step.name?.text ?? "",
        setting: word,
      }),
    );
  }
  return isGood;
}

function checkLinks(step: MessageStep, scope: JourneyScope): boolean {
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

function checkSenders(step: MessageStep, scope: JourneyScope): boolean {
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
