/** What may stand in quotes: choices, paths, Liquid, zones, labels, lists. */
import type { IToken } from "chevrotain";
import { resolvePath } from "../../check/paths.ts";
import type { Model } from "../../models/schema.ts";
import { liquidFilters, liquidTags, serviceVariables } from "../../texts/liquid.ts";
import type { OpenedFile } from "../../workspace.ts";
import type { EditedWorkspace } from "../edited-workspace.ts";
import { filterDocs, liquidPlaceAt, tagDocs } from "../liquid-place.ts";
import { childrenOf, type Surroundings } from "../surroundings.ts";
import { comparedType, literalProposals, ownerOf } from "./expressions.ts";
import { type Completion, type Proposal, toCompletion } from "./item.ts";
import { fieldProposals } from "./names.ts";
import type { Place } from "./place.ts";

/** Completions inside of a text in quotes. */
export function textCompletions(workspace: EditedWorkspace, place: Place, token: IToken): Completion[] {
  const { offset, opened, around, before } = place;
  const quotes = token.image.startsWith('"""') ? 3 : 1;
  const begin = token.startOffset + quotes;
  const source = opened.parsed.text.slice(begin, Math.max(begin, token.startOffset + token.image.length));
  const liquid = liquidCompletions(source, offset - begin, begin, around, linksOf(place));
  if (liquid) return liquid;
  const typed = opened.parsed.text.slice(begin, offset);
  const end = isClosed(token) ? token.startOffset + token.image.length - quotes : offset;
  const whole = { start: begin, end: Math.max(offset, end) };
  const first = before[0]?.image;
  const last = before.at(-1)?.image;
  if (first === "import" || first === "body") {
    const endings = first === "import" ? /\.([cm]?ts|journey)$/ : /\.(mjml|html?|md|txt)$/;
    return pathCompletions(workspace, opened.parsed.file, typed, endings, offset);
  }
  const plain = (proposals: readonly Proposal[]): Completion[] =>
    proposals.map((each) =>
      toCompletion({ ...each, label: unquoted(each.label), insert: unquoted(each.label) }, whole),
    );
  if (first === "timezone") return plain(Intl.supportedValuesOf("timeZone").map((label) => ({ label, kind: "value" })));
  if (first === "locale" || last === "in") {
    const field = around.journey?.settings.find((each) => each.kind === "locale")?.field?.path.at(-1)?.text;
    const type = around.target?.fields.find(({ name }) => name === field)?.type;
    if (type?.kind === "choice") return plain(literalProposals(type));
  }
  if (last === "list")
    return listNames(workspace, opened).map((label) => toCompletion({ label, kind: "value" }, whole));
  if (last === "clicked") return plain(labelsIn(around).map((label) => ({ label, kind: "value", detail: "a link" })));
  if (place.body === "match" && place.owner.kind === "match") {
    const path = place.owner.field?.path.map(({ text }) => text) ?? [];
    const type = ownerOf(path.slice(0, -1), around)?.fields.find(({ name }) => name === path.at(-1))?.type;
    const taken = place.owner.cases.flatMap(({ values }) =>
      values.flatMap((each) => (each.kind === "string" ? [each.value] : [])),
    );
    return plain(
      literalProposals(type).filter(({ label }) => !taken.includes(unquoted(label)) || unquoted(label) === typed),
    );
  }
  if (place.body === "assignments" || place.body === "fields") {
    const type = around.assigned?.fields.find(({ name }) => name === before.at(-2)?.image)?.type;
    if (last === "=" || last === "+=" || last === "-=") return plain(literalProposals(type));
  }
  return plain(literalProposals(comparedType(before, around)));
}

const isClosed = ({ tokenType }: IToken): boolean =>
  tokenType.name === "QuotedText" || tokenType.name === "BlockString";

const unquoted = (label: string): string =>
  label.startsWith('"') && label.length > 1 ? (JSON.parse(label) as string) : label;

/** Undefined: the place is not in Liquid. */
export function liquidCompletions(
  text: string,
  offset: number,
  shift: number,
  around: Surroundings,
  links: readonly string[],
): Completion[] | undefined {
  const place = liquidPlaceAt(text, offset);
  if (!place) return undefined;
  const span = { start: place.word.start + shift, end: place.word.end + shift };
  return liquidProposals(place, around, links).map((each) => toCompletion(each, span));
}

function liquidProposals(
  { kind, path }: NonNullable<ReturnType<typeof liquidPlaceAt>>,
  around: Surroundings,
  links: readonly string[],
): Proposal[] {
  switch (kind) {
    case "filter":
      return liquidFilters.map((label) => ({
        label,
        kind: "filter",
        doc: filterDocs[label],
        ...(label === "default"
          ? { snippet: "default: '${1:friend}'$0" }
          : label === "date"
            ? { snippet: "date: '${1:%d %B}'$0" }
            : {}),
        rank: filterDocs[label] === undefined ? 20 : label === "default" ? 1 : 10,
      }));
    case "tag":
      return liquidTags.map((label) => ({
        label,
        kind: "keyword",
        doc: tagDocs[label],
        rank: tagDocs[label] ? 10 : 20,
      }));
    case "link":
      return links.map((label) => ({ label, kind: "value", detail: "a link", rank: 1 }));
    case "value": {
      if (path.length > 0) return fieldProposals(ownerOf(path, around) as Model | undefined);
      const payloads = [around.entry && "entry", around.event && "event"].flatMap((each) => each ?? []);
      return [
        ...withDefaults(around.target),
        ...payloads.map((label): Proposal => ({ label, kind: "event", insert: `${label}.`, rank: 14 })),
        ...serviceVariables.map((label): Proposal => ({ label, kind: "value", rank: 30 })),
        ...(links.length > 0
          ? [{ label: "link", kind: "keyword" as const, insert: "link ", detail: "the address of a link", rank: 25 }]
          : []),
      ];
    }
  }
}

/** A field that may be empty brings its `default` along. */
function withDefaults(model: Model | undefined): Proposal[] {
  return fieldProposals(model).map((each) => {
    const field = model?.fields.find(({ name }) => name === each.label);
    if (!field?.optional || field.type.kind === "record") return each;
    return { ...each, snippet: `${each.label} | default: '\${1:friend}'$0` };
  });
}

function linksOf({ parents }: Place): readonly string[] {
  const owner = parents.findLast(({ node }) => node.kind === "message" || node.kind === "template")?.node;
  if (owner?.kind !== "message" && owner?.kind !== "template") return [];
  return owner.settings.flatMap((each) => (each.kind === "link setting" && each.name ? [each.name.text] : []));
}

/** The labels of all links in the journey. */
function labelsIn({ journey, declaration }: Surroundings): readonly string[] {
  const found = new Set<string>();
  const visit = (node: Parameters<typeof childrenOf>[0]): void => {
    if (node.kind === "link setting" && node.name) found.add(node.name.text);
    for (const child of childrenOf(node)) visit(child);
  };
  const start = journey ?? declaration;
  if (start) visit(start);
  return [...found];
}

/** The mailing lists that anything in the project names; other files as they were read last. */
function listNames(workspace: EditedWorkspace, opened: OpenedFile): readonly string[] {
  const found = new Set<string>();
  for (const path of workspace.paths) {
    const { parsed } = (path === opened.parsed.file ? opened : workspace.known(path)) ?? {};
    for (const { lists } of parsed?.segments ?? []) for (const name of lists) found.add(name);
  }
  return [...found];
}

/** Files and folders that the path so far leads to; a path begins with `./` or `../`. */
function pathCompletions(
  workspace: EditedWorkspace,
  file: string,
  typed: string,
  endings: RegExp,
  offset: number,
): Completion[] {
  const slash = typed.lastIndexOf("/");
  const word = { start: offset - (typed.length - slash - 1), end: offset };
  const folder = resolvePath(file, slash < 0 ? "./x" : `${typed.slice(0, slash + 1)}x`).replace(/\/x$/, "");
  const lead = slash < 0 ? "./" : "";
  const own = file.slice(file.lastIndexOf("/") + 1);
  return workspace.host
    .listFolder(folder)
    .filter((name) => name.endsWith("/") || (endings.test(name) && !name.endsWith(".d.ts")))
    .filter((name) => !name.startsWith(".") && name !== "node_modules/" && name !== own)
    .toSorted()
    .map((name) =>
      toCompletion(
        { label: `${lead}${name}`, kind: name.endsWith("/") ? "folder" : "file", rank: name.endsWith("/") ? 20 : 10 },
        word,
      ),
    );
}
