import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { LinkSetting, MessageSetting, MessageStep, StringLiteral, TextSetting, ToSetting } from "../syntax/ast.ts";
import { type BodyFormat, type BodyProblem, bodyFileFormat, compileMessage } from "../texts/compile-message.ts";
import { parseLiquid, serviceVariables } from "../texts/liquid.ts";
import { scanMarkup } from "../texts/markup.ts";
import { isNamedLink, linkPlaces, type NamedLink } from "../texts/message-links.ts";
import type { MessageTemplate } from "../texts/template.ts";
import { checkLiquid, checkLiquidSource, type LiquidNames, type LiquidSource, literalSource } from "./check-liquid.ts";
import { checkSmsLength } from "./check-sms-length.ts";
import { insertion, removal, replacement } from "./fixes.ts";
import { resolvePath, similarPath } from "./paths.ts";
import type { JourneyScope } from "./scope.ts";

export interface TemplateCheck {
  readonly template: MessageTemplate;
  readonly isGood: boolean;
  readonly locales?: Readonly<Record<string, MessageTemplate>>;
}

interface Body {
  readonly format: BodyFormat;
  readonly source: LiquidSource;
}

/** What has texts: a message, or a template. */
export type TextOwner = Pick<MessageStep, "channel" | "settings" | "keyword" | "name" | "start" | "end">;

/** Checks a message's texts and puts them together, for each language. Undefined: one is missing or can't be read at all. */
export function checkTemplate(step: TextOwner, scope: JourneyScope): TemplateCheck | undefined {
  const isMultilingual = step.settings.some(
    (setting) => setting.kind === "text setting" && (setting.language !== undefined || hasWildcard(setting)),
  );
  if (!isMultilingual) return checkTexts(step, undefined, scope);
  if (!scope.locale) {
    const setting = step.settings.find(
      (each): each is TextSetting => each.kind === "text setting" && (each.language !== undefined || hasWildcard(each)),
    );
    // A template alone belongs to no journey, and only a journey says whose language counts.
    if (setting && scope.names.size > 0) {
      scope.report(
        diagnostics.noLocale({ file: scope.file, span: setting.language ?? setting.value ?? setting.keyword }),
      );
      return undefined;
    }
  }
  const fallback = scope.locale?.fallback ?? "en";
  const base = checkTexts(step, fallback, scope);
  if (!base) return undefined;
  const locales: Record<string, MessageTemplate> = {};
  let isGood = base.isGood;
  for (const language of languagesOf(step, scope)) {
    if (language === fallback) continue;
    const checked = checkTexts(step, language, scope);
    if (!checked?.isGood) isGood = false;
    else locales[language] = checked.template;
  }
  return { template: base.template, isGood, locales };
}

const hasWildcard = ({ setting, value }: TextSetting): boolean =>
  setting === "body" && value !== undefined && value.value.includes("*") && /^\.{1,2}\/\S+$/.test(value.value.trim());

/** The languages that the message is there in; warns of those that are missing. */
function languagesOf(step: TextOwner, scope: JourneyScope): readonly string[] {
  const found = new Set<string>();
  const wildcards: TextSetting[] = [];
  for (const setting of step.settings) {
    if (setting.kind !== "text setting") continue;
    if (setting.language) found.add(setting.language.value);
    if (hasWildcard(setting)) wildcards.push(setting);
  }
  const wanted = scope.locale?.languages;
  for (const setting of wildcards) {
    const { file, host } = homeOf(setting, scope);
    const has = (language: string): boolean =>
      setting.value !== undefined &&
      host.readFile(resolvePath(file, setting.value.value.trim().replaceAll("*", language))) !== undefined;
    for (const language of wanted ?? languageCodes) if (has(language)) found.add(language);
  }
  const missing = (wanted ?? []).filter((language) => !found.has(language) && language !== scope.locale?.fallback);
  const setting =
    wildcards[0] ?? step.settings.find((each) => each.kind === "text setting" && each.language !== undefined);
  if (missing.length > 0 && setting?.kind === "text setting") {
    scope.report(
      diagnostics.missingLanguages({
        file: homeOf(setting, scope).file,
        span: setting.value ?? setting.keyword,
        missing: quotedList(missing),
        fallback: scope.locale?.fallback ?? "",
      }),
    );
  }
  return [...found];
}

/** ISO 639-1, the codes of the languages that marketing speaks most; others are named by a field of choices. */
const languageCodes =
  "ar bg bs ca cs da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ka ko lb lt lv mk ms mt nb nl nn no pl pt ro ru sk sl sq sr sv th tr uk ur vi zh".split(
    " ",
  );

/** Where a setting stands: in the message's file, or in its template's. */
function homeOf(setting: MessageSetting, scope: JourneyScope): JourneyScope {
  const home = scope.origins.get(setting);
  return home ? { ...scope, file: home.file, text: home.text, host: home.host } : scope;
}

/** A text, and the scope of the file that it stands in. */
interface PlacedText {
  readonly literal: StringLiteral;
  readonly scope: JourneyScope;
}

function checkTexts(step: TextOwner, language: string | undefined, scope: JourneyScope): TemplateCheck | undefined {
  const links = step.settings.filter((setting): setting is LinkSetting => setting.kind === "link setting");
  const named = links.flatMap(({ name, url }) => (name && url ? [{ name: name.text, url: url.value }] : []));
  const names: LiquidNames = {
    variables: serviceVariables,
    links: named.map((link) => link.name),
    activity: step.name?.text ?? step.channel,
  };
  let isGood = true;
  for (const link of links) {
    if (link.url && !checkLiquid(link.url, homeOf(link, scope))) isGood = false;
  }
  const literals = textsOf(step, language, scope);
  for (const [setting, { literal, scope: home }] of literals) {
    if (setting === "body") continue;
    if (!checkLiquid(literal, home, names)) isGood = false;
    if (setting !== "text" && !checkNoLinks(literal, home)) isGood = false;
  }
  const bodyText = step.channel === "email" ? literals.get("body") : undefined;
  const bodyLiteral = bodyText?.literal;
  const body = bodyText && readBody(bodyText.literal, language, bodyText.scope);
  const text = step.channel === "email" ? undefined : literals.get("text");
  if (!body && !text) return undefined;
  if (body && !checkLiquidSource(body.source, scope, names)) isGood = false;
  // What can't be read as Liquid can't be put together either.
  if (!isGood) return undefined;
  const textOf = (setting: TextSetting["setting"]): string | undefined => literals.get(setting)?.literal.value;
  const subject = textOf(step.channel === "push" ? "title" : "subject");
  const preheader = textOf("preheader");
  const from = textOf("from");
  const replyTo = textOf("reply to");
  const compiled = compileMessage({
    channel: step.channel,
    ...(subject === undefined ? {} : { subject }),
    ...(preheader === undefined ? {} : { preheader }),
    ...(from === undefined ? {} : { from }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(body ? { body: { format: body.format, text: body.source.text } } : {}),
    ...(text ? { text: text.literal.value } : {}),
    links: named,
  });
  for (const problem of compiled.problems) {
    if (body) reportBodyProblem(problem, body.source, scope);
    isGood = false;
  }
  if (bodyLiteral && bodyText && !compiled.canUnsubscribe && needsUnsubscribeLink(step, scope)) {
    reportNoWayOut(step, bodyLiteral, bodyText.scope);
    isGood = false;
  }
  if (body && !checkBareLinks(body, compiled.template, scope)) isGood = false;
  if (body) warnOfReusedLabels(named, body.source, scope);
  const mine = links.filter((link) => !scope.origins.has(link));
  if (isGood) warnOfUnusedLinks(mine, compiled.template, scope);
  if (text && step.channel === "sms") checkSmsLength(text.literal, text.scope);
  return { template: compiled.template, isGood };
}

/** The texts as written, those of the language before those of none; of a setting that stands twice, the first. */
function textsOf(
  step: TextOwner,
  language: string | undefined,
  scope: JourneyScope,
): ReadonlyMap<TextSetting["setting"], PlacedText> {
  const texts = new Map<TextSetting["setting"], PlacedText>();
  for (const wanted of language === undefined ? [undefined] : [language, undefined]) {
    for (const setting of step.settings) {
      if (setting.kind !== "text setting" || !setting.value || texts.has(setting.setting)) continue;
      if (setting.language?.value !== wanted) continue;
      texts.set(setting.setting, { literal: setting.value, scope: homeOf(setting, scope) });
    }
  }
  return texts;
}

const bodyEndings = [".mjml", ".html", ".md", ".txt"];

/** The body itself, or what is in the file that it names. */
function readBody(literal: StringLiteral, language: string | undefined, scope: JourneyScope): Body | undefined {
  const isPath = /^\.{1,2}\/\S+$/.test(literal.value.trim());
  // A file that isn't there in this language: what is missing is said once, and the fallback's is sent.
  const inLanguage = (code: string): string =>
    isPath ? literal.value.trim().replaceAll("*", code) : literal.value.trim();
  const own = inLanguage(language ?? "");
  const fallback = inLanguage(scope.locale?.fallback ?? "en");
  const written =
    language === undefined || scope.host.readFile(resolvePath(scope.file, own)) !== undefined ? own : fallback;
  const at = { file: scope.file, span: { start: literal.start, end: literal.end } };
  const format = bodyFileFormat(written);
  // A path without `./` would be sent as the mail's text.
  const looksLikePath = /^\S+\.(mjml|html|md|txt)$/.test(written) || /^\.{1,2}\/\S+$/.test(written);
  if (!format && !looksLikePath) return { format: inPlaceFormat(written), source: literalSource(literal, scope.file) };
  const ending = /\.\w+$/.exec(written)?.[0];
  if (!format && ending && !bodyEndings.includes(ending)) {
    scope.report(diagnostics.bodyKind({ ...at, kind: ending }));
    return undefined;
  }
  const path = resolvePath(scope.file, written);
  const text = format ? scope.host.readFile(path) : undefined;
  if (format && text !== undefined) {
    return { format, source: { text, file: path, spanOf: (start, end) => ({ start, end }) } };
  }
  const suggestion =
    !format && ending && scope.host.readFile(path) !== undefined
      ? `./${written}`
      : similarPath(scope.file, written, bodyEndings, ["./", "./messages/", "../"], scope.host);
  scope.report(
    diagnostics.bodyNotFound({
      ...at,
      path: written,
      looked: path,
      suggestion,
      fixes: suggestion ? [replacement(literal, JSON.stringify(suggestion), `Change to \`${suggestion}\``)] : [],
    }),
  );
  return undefined;
}

function inPlaceFormat(text: string): BodyFormat {
  if (/^<mjml\b/i.test(text)) return "mjml";
  return text.startsWith("<") ? "html" : "markdown";
}

function reportBodyProblem(problem: BodyProblem, source: LiquidSource, scope: JourneyScope): void {
  const at = { file: source.file, span: source.spanOf(problem.start, problem.end) };
  switch (problem.kind) {
    case "include":
      scope.report(diagnostics.mjmlInclude(at));
      return;
    case "mjml":
      scope.report(diagnostics.mjmlError({ ...at, reason: problem.message.replace(/\.$/, "") }));
  }
}

/** A mail to somebody in the house (`to salesperson.email`) is no marketing. */
function needsUnsubscribeLink(step: TextOwner, scope: JourneyScope): boolean {
  const to = step.settings.find((setting): setting is ToSetting => setting.kind === "to setting");
  return scope.purpose === "marketing" && (to?.field?.path.length ?? 1) === 1;
}

function reportNoWayOut(step: TextOwner, body: StringLiteral, scope: JourneyScope): void {
  const canInsert = bodyFileFormat(body.value.trim()) === undefined && inPlaceFormat(body.value.trim()) === "markdown";
  const closing = body.end - (body.block ? 3 : 1);
  const link = "[Unsubscribe]({{ unsubscribe_url }})";
  scope.report(
    diagnostics.missingUnsubscribeLink({
      file: scope.file,
      span: { start: body.start, end: body.end },
      name: step.name?.text ?? step.channel,
      fixes:
        canInsert && !body.block && !body.unterminated
          ? [insertion(closing, ` ${link}`, "Add an unsubscribe link")]
          : [],
    }),
  );
}

/** A subject or a sender has no place for a link. */
function checkNoLinks(literal: StringLiteral, scope: JourneyScope): boolean {
  const source = literalSource(literal, scope.file);
  const { links } = parseLiquid(source.text);
  for (const link of links) reportBareLink(link, source, undefined, scope);
  return links.length === 0;
}

/** What is left of `{{ link shop }}` once all links have their addresses would be sent as nothing. */
function checkBareLinks(body: Body, template: MessageTemplate, scope: JourneyScope): boolean {
  const html = template.html ?? "";
  const named = /\{\{-?\s*link[ \t]+(\w+)/g;
  if (![html, ...template.links.map(({ url }) => url)].some((text) => text.search(named) >= 0)) return true;
  const shown = scanMarkup(html).map((part) => (part.kind === "comment" ? "" : html.slice(part.start, part.end)));
  const compiled = [...shown, ...template.links.map((link) => link.url)].join("\n");
  const left = new Set([...compiled.matchAll(named)].map(([, name]) => name));
  if (left.size === 0) return true;
  const suggestion = (name: string): string =>
    body.format === "markdown" ? `[text]({{ link ${name} }})` : `<a href="{{ link ${name} }}">text</a>`;
  const { text } = body.source;
  const mine = parseLiquid(text).links.filter((link) => left.has(link.name));
  const whole = linkPlaces(text).filter(({ address }) => isNamedLink(address));
  const bare = mine.filter((link) => {
    const before = text.slice(0, link.start).replace(/\{\{-?\s*$/, "");
    const isMarkdown = /\]\(<?\s*$/.test(before) && /^[^}]*\}\}\s*[")>]/.test(text.slice(link.end));
    return !isMarkdown && !whole.some(({ addressSpan: { start, end } }) => start <= link.start && link.end <= end);
  });
  for (const link of bare.length > 0 ? bare : mine) {
    reportBareLink(link, body.source, suggestion(link.name), scope);
  }
  return false;
}

function reportBareLink(
  link: { readonly name: string; readonly start: number; readonly end: number },
  source: LiquidSource,
  suggestion: string | undefined,
  scope: JourneyScope,
): void {
  const span = source.spanOf(link.start, link.end);
  scope.report(diagnostics.bareLink({ file: source.file, span, name: link.name, suggestion }));
}

/** Clicks on links of one label are one; where the addresses differ somebody would want to tell them apart. */
function warnOfReusedLabels(named: readonly NamedLink[], source: LiquidSource, scope: JourneyScope): void {
  const addresses = new Map(named.map(({ name, url }) => [name, url]));
  for (const { label, address, isConditional } of linkPlaces(source.text)) {
    // `{{ link shop }}` has its own label; of two branches a mail has one.
    if (!label || isConditional || isNamedLink(address)) continue;
    const first = addresses.get(label.name);
    if (first === undefined) addresses.set(label.name, address);
    else if (first !== address) {
      const span = source.spanOf(label.start, label.end);
      scope.report(diagnostics.reusedLabel({ file: source.file, span, label: label.name, first, second: address }));
    }
  }
}

function warnOfUnusedLinks(links: readonly LinkSetting[], template: MessageTemplate, scope: JourneyScope): void {
  const used = new Set(template.links.map((link) => link.label));
  for (const link of links) {
    if (!link.name || used.has(link.name.text)) continue;
    scope.report(
      diagnostics.unusedLink({
        file: scope.file,
        span: link.name,
        name: link.name.text,
        fixes: [removal(scope.text, link, `Remove the link \`${link.name.text}\``)],
      }),
    );
  }
}
