/** The addresses that a message's links get. */
import { type JourneyGraph, type MessageNode, templateFor } from "@journey/compiler";
import type { ClaimedMessage } from "../store/messages.ts";
import type { DataRecord } from "../store/records.ts";
import { findLink, linkTarget, type UtmSettings } from "../tracking/link-target.ts";
import type { Tokens } from "../tracking/token.ts";

export interface LinkOptions {
  readonly tokens: Tokens;
  readonly publicUrl: string;
  readonly utm?: UtmSettings | undefined;
}

/**
 * Links lead over this service, which sees that they are followed. For who is not tracked they lead straight to where they
 * go, except in what was asked for (`transactional`): a confirmation by a link has to be seen.
 */
export function composeLinks(
  { tokens, publicUrl, utm }: LinkOptions,
  { bucket, id: messageId, locale }: ClaimedMessage,
  graph: JourneyGraph,
  node: MessageNode,
  record: DataRecord,
  isUntracked: boolean,
): string[] {
  return templateFor(node, locale).links.map((_, index) => {
    const target = isUntracked ? straightLink(graph, node, locale, index, record, utm) : undefined;
    return target ?? `${publicUrl}/c/${tokens.create({ kind: "click", bucket, messageId, link: index })}`;
  });
}

/** Where a link goes without this service, for who is not tracked; undefined: it has to be seen, or leads nowhere. */
export function straightLink(
  graph: JourneyGraph,
  node: MessageNode,
  locale: string | null,
  index: number,
  record: DataRecord,
  utm: UtmSettings | undefined,
): string | undefined {
  const link = node.purpose === "marketing" ? findLink(graph, node.id, locale, index) : undefined;
  return link && linkTarget(link, record, utm)?.url;
}
