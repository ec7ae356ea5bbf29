/** What a line doesn't say itself: when it comes, what it costs, who is left, which share of all it is. */
import { expectedParts } from "../check/check-sms-length.ts";
import type { Journey, Node } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { OpenedFile } from "../workspace.ts";
import { appliedFilter } from "./applied-filter.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { partsWords } from "./message-preview.ts";
import { momentWords, shortMoment, stepTimes } from "./step-times.ts";
import { visitFile } from "./surroundings.ts";

export interface InlayHint {
  /** It stands right behind this offset. */
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
  readonly kind: "moment" | "cost" | "filter" | "share";
}

export function inlayHints(workspace: EditedWorkspace, path: string, range?: Span): readonly InlayHint[] {
  const opened = workspace.opened(path);
  if (!opened) return [];
  const hints: InlayHint[] = [];
  for (const declaration of opened.parsed.tree.declarations) {
    if (declaration.kind === "journey") hints.push(...moments(declaration, opened));
  }
  visitFile(opened, (node, around, parents) => {
    const all = [...parents, node];
    if (node.kind === "message") hints.push(...inheritedFilter(node, all, opened));
    if (node.kind === "split share") hints.push(...shareOfAll(node, parents));
    if (node.kind === "variant") hints.push(...shareOfVariant(node, parents));
    if (node.kind === "text setting" && node.setting === "text" && node.value) {
      const owner = parents.at(-1);
      const isSms = (owner?.kind === "message" || owner?.kind === "template") && owner.channel === "sms";
      if (isSms && around) hints.push(cost(node.value));
    }
  });
  return hints
    .filter(({ offset }) => !range || (offset >= range.start && offset <= range.end))
    .sort((a, b) => a.offset - b.offset);
}

/** Time since entry, at steps that do something; where everything is at once there is nothing to say. */
function moments(journey: Journey, opened: OpenedFile): readonly InlayHint[] {
  const times = stepTimes(journey, opened.scope);
  if ([...times.of.values()].every(({ from, to }) => from === 0 && to === 0)) return [];
  return [...times.of].flatMap(([node, range]): InlayHint[] => {
    if (!("clauses" in node) || node.start < journey.start || node.end > journey.end) return [];
    const name = "name" in node ? node.name : undefined;
    // An action's steps stand elsewhere, perhaps in another file; they belong to every journey that does them.
    if (!journeyHolds(journey, node)) return [];
    return [
      {
        offset: (name ?? node.keyword).end,
        label: shortMoment(range),
        tooltip: `When: ${momentWords(range)}, counted from entry.`,
        kind: "moment",
      },
    ];
  });
}

function journeyHolds(journey: Journey, { start, end }: Span): boolean {
  return start >= journey.start && end <= journey.end;
}

function cost(literal: Extract<Node, { kind: "string" }>): InlayHint {
  const parts = expectedParts(literal.value);
  return {
    offset: literal.end,
    label: partsWords(parts),
    tooltip: `About ${parts.units} characters, with ten for each field; a part holds ${parts.perPart}.`,
    kind: "cost",
  };
}

/** At a message's own filter, or its name: what the filters around it ask besides. */
function inheritedFilter(
  node: Extract<Node, { kind: "message" }>,
  all: readonly Node[],
  opened: OpenedFile,
): readonly InlayHint[] {
  const inherited = appliedFilter(all.slice(0, -1), opened.scope).filter(({ of }) => of !== "the journey");
  if (inherited.length === 0) return [];
  const words = inherited.map((each) => each.words).join(" and ");
  const at = node.filter ?? node.name ?? node.keyword;
  return [
    {
      offset: at.end,
      label: `${node.filter ? "and" : "filter"} ${words.length > 40 ? `${words.slice(0, 39)}…` : words}`,
      tooltip: inherited.map(({ words: own, of }) => `${own} (${of})`).join("\n"),
      kind: "filter",
    },
  ];
}

/** In a split within a split: how many of all. */
function shareOfAll(node: Extract<Node, { kind: "split share" }>, parents: readonly Node[]): readonly InlayHint[] {
  const outer = parents.flatMap((each) => (each.kind === "split share" ? each.share.value : []));
  if (outer.length === 0) return [];
  const percent = outer.reduce((product, share) => (product * share) / 100, node.share.value);
  return [
    {
      offset: (node.name ?? node.share).end,
      label: `${rounded(percent)}% of all`,
      tooltip: "Of those who come to the outer split.",
      kind: "share",
    },
  ];
}

/** A variant's part of those whom an A/B test is tried on. */
function shareOfVariant(node: Extract<Node, { kind: "variant" }>, parents: readonly Node[]): readonly InlayHint[] {
  const test = parents.at(-1);
  if (test?.kind !== "ab test" || !node.name) return [];
  const share = test.shares.find((each) => each.of === "test")?.share?.value;
  if (share === undefined || test.variants.length === 0) return [];
  return [
    {
      offset: node.name.end,
      label: `${rounded(share / test.variants.length)}%`,
      tooltip: "Of all participants, while it is tried; the winner goes to the rest.",
      kind: "share",
    },
  ];
}

const rounded = (percent: number): string => String(Math.round(percent * 10) / 10);
