import { type JourneyGraph, type MessageNode, templateFor } from "@journey/compiler";
import { renderMessage, renderText } from "@journey/language";
import { type DataRecord, timezoneOf } from "../store/records.ts";
import type { UtmSettings } from "../tracking/link-target.ts";
import type { ShortLink, ShortLinks } from "../tracking/short-links.ts";
import type { Tokens } from "../tracking/token.ts";
import { straightLink } from "./compose-links.ts";

export interface SmsComposition {
  readonly tokens: Tokens;
  readonly publicUrl: string;
  /** Undefined: links are as long as in mails. */
  readonly shortLinks?: ShortLinkPlace | undefined;
  readonly utm?: UtmSettings | undefined;
}

export interface ShortLinkPlace {
  readonly codes: ShortLinks;
  /** What short links begin with, without a slash at the end. */
  readonly url: string;
}

export interface ComposedMessage {
  readonly bucket: number;
  readonly id: string;
  readonly locale: string | null;
}

/** The text of a text message for one person, its links short and tracked; a colleague's, and those of who is not tracked, are straight. */
export function composeSmsText(
  { tokens, publicUrl, shortLinks, utm }: SmsComposition,
  message: ComposedMessage,
  graph: JourneyGraph,
  node: MessageNode,
  record: DataRecord,
  isUntracked: boolean,
): string {
  const { bucket, id: messageId } = message;
  const timezone = timezoneOf(graph, record);
  const template = templateFor(node, message.locale);
  const short = (link: ShortLink, path: string): string => {
    const code = shortLinks?.codes.create(link);
    return code === undefined ? `${publicUrl}/${path}/${tokens.create(link)}` : `${shortLinks?.url}/${code}`;
  };
  const links = template.links.map(({ url }, link) => {
    if (node.isInternal) return renderText(url, record, timezone);
    const straight = isUntracked ? straightLink(graph, node, message.locale, link, record, utm) : undefined;
    return straight ?? short({ kind: "click", bucket, messageId, link }, "c");
  });
  const unsubscribeUrl = short({ kind: "unsubscribe", bucket, messageId }, "u");
  return renderMessage(template, { record, links, unsubscribeUrl }, timezone).text;
}
