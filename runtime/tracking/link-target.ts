/** Where a message's link leads: its address for this person, with the campaign's parameters. */
import { isMessage, type JourneyGraph, type MessageNode, templateFor } from "@journey/compiler";
import { renderText } from "@journey/language";
import { type DataRecord, timezoneOf } from "../store/records.ts";

export interface UtmValues {
  /** Otherwise `journey`. */
  readonly source?: string | undefined;
  /** Otherwise the channel: `email`, `sms`, `push`. */
  readonly medium?: string | undefined;
  /** Otherwise the journey's name. */
  readonly campaign?: string | undefined;
  /** Otherwise the message's name. */
  readonly content?: string | undefined;
}

/** Parameters that web analytics reads (`utm_source` and its like); they are added where the address has none of its own. */
export interface UtmSettings extends UtmValues {
  /** Only links to these hosts, and the hosts below them; otherwise to all. */
  readonly hosts?: readonly string[] | undefined;
  /** By the journey's name; `false`: none there. */
  readonly journeys?: Readonly<Record<string, UtmValues | false>> | undefined;
}

export interface LinkTarget {
  readonly url: string;
  readonly label: string | undefined;
}

/** Of a message's link; undefined: the version has no such link. */
export interface MessageLink {
  readonly graph: JourneyGraph;
  readonly node: MessageNode;
  /** May hold Liquid. */
  readonly url: string;
  readonly label: string | undefined;
  readonly isFixed: boolean;
}

export function findLink(
  graph: JourneyGraph | undefined,
  activity: string,
  locale: string | null,
  index: number,
): MessageLink | undefined {
  const node = graph?.nodes.find((candidate) => candidate.id === activity);
  if (!graph || !node || !isMessage(node)) return undefined;
  const link = templateFor(node, locale).links[index];
  return link && { graph, node, url: link.url, label: link.label, isFixed: !/\{[{%]/.test(link.url) };
}

/** @returns undefined unless it is an address on the web: a redirect must lead to nothing else. */
export function linkTarget(link: MessageLink, record: DataRecord, utm?: UtmSettings): LinkTarget | undefined {
  const { graph, node, label } = link;
  const url = link.isFixed ? link.url : renderText(link.url, record, timezoneOf(graph, record));
  if (!URL.canParse(url)) return undefined;
  const { protocol } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  return { url: utm ? withUtm(url, utm, graph.name, node) : url, label };
}

function withUtm(url: string, utm: UtmSettings, journey: string, node: MessageNode): string {
  const own = utm.journeys?.[journey];
  const target = new URL(url);
  const isMeant = utm.hosts?.some((host) => target.hostname === host || target.hostname.endsWith(`.${host}`)) ?? true;
  if (own === false || !isMeant) return url;
  const values = {
    utm_source: own?.source ?? utm.source ?? "journey",
    utm_medium: own?.medium ?? utm.medium ?? node.kind,
    utm_campaign: own?.campaign ?? utm.campaign ?? journey,
    utm_content: own?.content ?? utm.content ?? node.of ?? node.id,
  };
  const missing = Object.entries(values).filter(([name, value]) => value !== "" && !target.searchParams.has(name));
  if (missing.length === 0) return url;
  // Put together by hand: `searchParams` would write what is there already in its own way, which breaks signed addresses.
  const [beforeHash = "", ...hash] = url.split("#");
  const added = new URLSearchParams(missing).toString();
  const mark = beforeHash.includes("?") ? (/[?&]$/.test(beforeHash) ? "" : "&") : "?";
  return [`${beforeHash}${mark}${added}`, ...hash].join("#");
}
