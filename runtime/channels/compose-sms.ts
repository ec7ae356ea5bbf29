import { type JourneyGraph, type MessageNode, templateFor } from "@journey/compiler";
import { renderMessage, renderText } from "@journey/language";
import { type DataRecord, timezoneOf } from "../store/records.ts";
import type { ShortLink, ShortLinks } from "../tracking/short-links.ts";
import type { Tokens } from "../tracking/token.ts";

export interface SmsComposition {
  readonly tokens: Tokens;
  readonly publicUrl: string;
  /** Undefined: links are as long as in mails. */
  readonly shortLinks?: ShortLinkPlace | undefined;
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

/** The text of a text message for one person, its links short and tracked; a colleague's are as they are. */
export function composeSmsText(
  { tokens, publicUrl, shortLinks }: SmsComposition,
  message: ComposedMessage,
  graph: JourneyGraph,
  node: MessageNode,
  record: DataRecord,
): string {
  const { bucket, id: messageId } = message;
  const timezone = timezoneOf(graph, record);
  const template = templateFor(node, message.locale);
  const short = (link: ShortLink, path: string): string => {
    const code = shortLinks?.codes.create(link);
    return code === undefined ? `${publicUrl}/${path}/${tokens.create(link)}` : `${shortLinks?.url}/${code}`;
  };
  const links = template.links.map(({ url }, link) =>
    node.isInternal ? renderText(url, record, timezone) : short({ kind: "click", bucket, messageId, link }, "c"),
  );
  const unsubscribeUrl = short({ kind: "unsubscribe", bucket, messageId }, "u");
  return renderMessage(template, { record, links, unsubscribeUrl }, timezone).text;
}
