/** What there is to know of what stands at a place. */
import { expectedParts } from "../check/check-sms-length.ts";
import { describeType } from "../diagnostics/wording.ts";
import type { Field, Model } from "../models/schema.ts";
import type { Clause, Declaration, Node, Step } from "../syntax/ast.ts";
import { tokenize } from "../syntax/lexer.ts";
import type { Span } from "../syntax/span.ts";
import { tokenTable } from "../syntax/tokens.ts";
import type { OpenedFile } from "../workspace.ts";
import { appliedFilter, wordsOf } from "./applied-filter.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { isBody, occurrenceAt, usesOfBody } from "./file-index.ts";
import { liquidWordAt } from "./liquid-place.ts";
import { messageAt, partsWords, previewOf } from "./message-preview.ts";
import { momentWords, stepTimes } from "./step-times.ts";
import { isStep, nameOf, nodesAt, type Placed } from "./surroundings.ts";
import type { NamedThing, Occurrence } from "./symbols.ts";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export function hover(workspace: EditedWorkspace, path: string, offset: number): Hover | undefined {
  const occurrence = occurrenceAt(workspace, path, offset);
  if (occurrence) {
    const { start, end } = occurrence;
    const markdown = aboutThing(workspace, path, occurrence);
    if (markdown !== undefined) return { span: { start, end }, markdown };
  }
  if (isBody(path)) return liquidHover(workspace.host.readFile(path) ?? "", 0, offset);
  const opened = workspace.opened(path);
  if (!opened) return undefined;
  return textHover(opened, offset) ?? stepHover(workspace, opened, offset) ?? wordHover(opened.parsed.text, offset);
}

function aboutThing(workspace: EditedWorkspace, path: string, { thing, start }: Occurrence): string | undefined {
  const scope = (workspace.opened(path) ?? bodyScope(workspace, path))?.scope;
  if (!scope) return undefined;
  switch (thing.kind) {
    case "field":
    case "payload field": {
      const found = fieldByKey(Object.values(scope.schema.models), [...scope.events.values()], thing);
      return found && fieldMarkdown(found.field, found.owner);
    }
    case "model": {
      const model = scope.schema.models[thing.name];
      return model && modelMarkdown(model);
    }
    case "event": {
      const event = scope.events.get(thing.name);
      if (!event) return undefined;
      const fields = event.fields.map((field) => `- \`${field.name}\`: ${typeWords(field)}`).join("\n");
      return joined([`**event** \`${event.name}\``, event.doc, fields]);
    }
    case "function": {
      const found = scope.functions.get(thing.name);
      if (!found) return undefined;
      const parameters = found.parameters.map(
        ({ name, type, optional }) => `${name}${optional ? "?" : ""}: ${describeType(type)}`,
      );
      return joined([`**function** \`${found.name}(${parameters.join(", ")})\``, found.doc]);
    }
    case "journey":
    case "audience":
    case "action":
    case "template":
      return declarationHover(workspace, thing);
    case "activity":
      return activityHover(workspace, thing);
    case "goal":
    case "link":
    case "list":
      return `**${thing.kind}** \`${thing.name}\``;
    default: {
      const opened = workspace.opened(path);
      return (
        opened &&
        joined([
          `**${thing.kind}** \`${thing.name}\``,
          nodesAt(opened, start)
            .map(({ node }) => docOf(node))
            .findLast(Boolean),
        ])
      );
    }
  }
}

function bodyScope(workspace: EditedWorkspace, path: string): Pick<OpenedFile, "scope"> | undefined {
  const [use] = usesOfBody(workspace, path);
  return use && { scope: use.around.scope };
}

function fieldByKey(
  models: readonly Model[],
  events: readonly { readonly name: string; readonly fields: readonly Field[] }[],
  { key }: NamedThing,
): { readonly field: Field; readonly owner: string } | undefined {
  for (const owner of [...models, ...events]) {
    const field = owner.fields.find((each) => `field ${each.file} ${each.start}` === key);
    if (field) return { field, owner: owner.name };
  }
  return undefined;
}

export function typeWords(field: Field): string {
  return `${describeType(field.type)}${field.optional ? ", may be empty" : ""}`;
}

function fieldMarkdown(field: Field, owner: string): string {
  const column =
    field.column === field.name || field.type.kind === "records" ? undefined : `Column \`${field.column}\`.`;
  return joined([`**field** \`${owner}.${field.name}\`: ${typeWords(field)}`, field.doc, column]);
}

function modelMarkdown(model: Model): string {
  const fields = model.fields.map((field) => `- \`${field.name}\`: ${typeWords(field)}`).join("\n");
  return joined([`**model** \`${model.name}\` (table \`${model.table}\`)`, model.doc, fields]);
}

function declarationHover(workspace: EditedWorkspace, thing: NamedThing): string {
  const opened = thing.place && workspace.opened(thing.place.file);
  const node = opened?.parsed.tree.declarations.find(
    (each) => "name" in each && each.name?.start === thing.place?.start && each.kind === thing.kind,
  );
  if (!opened || !node) return `**${thing.kind}** \`${thing.name}\``;
  return joined([
    `**${thing.kind}** \`${thing.name}\`${titleOf(node)}`,
    docOf(node),
    declarationWords(node, opened.parsed.text),
  ]);
}

function declarationWords(node: Declaration, text: string): string | undefined {
  switch (node.kind) {
    case "journey": {
      const shown = node.settings.filter(({ kind }) => ["target", "filter", "enter", "purpose"].includes(kind));
      return shown.length === 0 ? undefined : code(shown.map((each) => wordsOf(each, text)).join("\n"));
    }
    case "audience":
      return node.condition && code(wordsOf(node, text));
    case "template":
      return code(node.settings.map((each) => wordsOf(each, text)).join("\n"));
    case "action":
      return `${node.block?.steps.length ?? 0} steps for ${node.model?.text ?? "a model"}.`;
    default:
      return undefined;
  }
}

function activityHover(workspace: EditedWorkspace, { place, name }: NamedThing): string | undefined {
  const opened = place && workspace.opened(place.file);
  if (!opened) return undefined;
  const nodes = nodesAt(opened, place.start);
  const at = nodes.findLastIndex(({ node }) => "clauses" in node && "name" in node && node.name?.text === name);
  if (at < 0) return undefined;
  return aboutStep(workspace, opened, nodes.slice(0, at + 1));
}

/** On a step's keyword, or a clause's: when, and who. */
function stepHover(workspace: EditedWorkspace, opened: OpenedFile, offset: number): Hover | undefined {
  const nodes = nodesAt(opened, offset);
  const at = nodes.findLastIndex(({ node }) => "keyword" in node && isOn(node.keyword, offset));
  const node = nodes[at]?.node;
  if (!node || !("keyword" in node) || !isTimed(node)) return undefined;
  const about = aboutStep(workspace, opened, nodes.slice(0, at + 1));
  const word = keywordDoc(opened.parsed.text.slice(node.keyword.start, node.keyword.end));
  return { span: node.keyword, markdown: joined([about, word]) };
}

const isOn = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

const isTimed = (node: Node): node is Step | Clause => node.kind === "clause" || isStep(node);

function aboutStep(workspace: EditedWorkspace, opened: OpenedFile, nodes: readonly Placed[]): string {
  const { node, around } = nodes.at(-1)!;
  const name = nameOf(node);
  const head = `**${node.kind === "message" ? node.channel : node.kind}**${name === undefined ? "" : ` \`${name}\``}${titleOf(node)}`;
  const journey = around.declaration;
  const range =
    isTimed(node) && journey?.kind === "journey" ? stepTimes(journey, opened.scope).of.get(node) : undefined;
  const when = range && `When: ${momentWords(range)}, counted from entry.`;
  const filters = appliedFilter(
    nodes.map((each) => each.node),
    opened.scope,
  );
  const who =
    filters.length === 0
      ? undefined
      : `Who still gets it:\n${filters
          .map(({ words, of, audiences }) => {
            const expanded = audiences.map((each) => `\n  - \`${each.name}\` is \`${each.words}\``).join("");
            return `- \`${words}\` (${of})${expanded}`;
          })
          .join("\n")}`;
  return joined([head, docOf(node), when, who, node.kind === "message" ? preview(workspace, opened, node) : undefined]);
}

const longestPreview = 600;

function preview(
  workspace: EditedWorkspace,
  opened: OpenedFile,
  node: Extract<Node, { kind: "message" }>,
): string | undefined {
  const message = messageAt(workspace, opened.parsed.file, node);
  const journey = workspace
    .checked(opened.parsed.file)
    ?.journeys.find(({ span }) => span.start <= node.start && node.end <= span.end);
  const shown = message && journey && previewOf(message, journey.target, journey.schema);
  if (!shown) return undefined;
  const text = shown.text.length > longestPreview ? `${shown.text.slice(0, longestPreview)}…` : shown.text;
  const parts = message.kind === "sms" ? `\n\n${partsWords(expectedParts(message.template.text))}` : "";
  return `---\n${shown.subject === undefined ? "" : `**${shown.subject}**\n\n`}${code(text)}${parts}`;
}

function titleOf(node: Node): string {
  const title = "title" in node && node.title ? node.title.value : "";
  return title === "" ? "" : ` “${title}”`;
}

function docOf(node: Node): string | undefined {
  return "doc" in node ? node.doc : undefined;
}

/** In a text: Liquid's own words, and what an SMS costs. */
function textHover(opened: OpenedFile, offset: number): Hover | undefined {
  const nodes = nodesAt(opened, offset);
  const literal = nodes.at(-1)?.node;
  const parent = nodes.at(-2)?.node;
  if (literal?.kind !== "string") return undefined;
  const found = liquidHover(opened.parsed.text.slice(literal.start, literal.end), literal.start, offset);
  if (found) return found;
  const owner = nodes.at(-3)?.node;
  const isSms = (owner?.kind === "message" || owner?.kind === "template") && owner.channel === "sms";
  if (!isSms || parent?.kind !== "text setting" || parent.setting !== "text") return undefined;
  const parts = expectedParts(literal.value);
  return {
    span: { start: literal.start, end: literal.end },
    markdown: `${partsWords(parts)}: about ${parts.units} of ${parts.perPart * Math.max(1, parts.parts)} characters.`,
  };
}

function liquidHover(text: string, shift: number, offset: number): Hover | undefined {
  const word = liquidWordAt(text, offset - shift);
  if (!word) return undefined;
  return { span: { start: word.start + shift, end: word.end + shift }, markdown: word.markdown };
}

const keywordDocs = new Map(
  tokenTable.filter(({ kind }) => kind.endsWith("keyword")).map(({ pattern, doc }) => [pattern, doc] as const),
);

export function keywordDoc(word: string): string | undefined {
  return keywordDocs.get(word);
}

function wordHover(text: string, offset: number): Hover | undefined {
  // Long before and after it nothing matters: a word is on one line.
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = text.indexOf("\n", offset);
  const token = tokenize(text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd)).tokens.find(
    ({ startOffset, image }) =>
      isOn({ start: lineStart + startOffset, end: lineStart + startOffset + image.length }, offset),
  );
  const doc = token && keywordDoc(token.image);
  if (!token || doc === undefined) return undefined;
  const start = lineStart + token.startOffset;
  return { span: { start, end: start + token.image.length }, markdown: `\`${token.image}\`: ${doc}` };
}

const code = (text: string): string => `\`\`\`journey\n${text.replaceAll("```", "'''")}\n\`\`\``;

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join("\n\n");
