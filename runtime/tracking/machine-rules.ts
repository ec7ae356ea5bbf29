/**
 * Whether a person or a machine fetched a pixel or followed a link. What each rule rests on is in docs/tracking.md; a
 * change of a rule is a new version, and every judgement keeps the version that made it.
 */
import { isbot } from "isbot";

export const rulesVersion = 1;

/** Milliseconds that a click waits for those that would make it one of a burst. */
export const burstWindow = 5_000;

/** Milliseconds after the handover in which no person can have read a mail. */
const tooSoon = 2_000;

/** Links followed at the same moment: fewer of them are needed for a burst. Milliseconds. */
const atOnce = 1_000;

export type MachineRule =
  | "head"
  | "prefetch"
  | "no user agent"
  | "apple privacy"
  | "gmail prefetch"
  | "mail scanner"
  | "bot"
  | "too soon"
  | "burst";

export interface HitFacts {
  readonly kind: "open" | "click";
  readonly channel: "email" | "sms" | "push";
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null: the program itself says so, there was no request. */
  readonly method: string | null;
  readonly userAgent: string | null;
  /** The header `Sec-Purpose`, or one of its forerunners. */
  readonly purpose: string | null;
  /** When sending began and when the handover was written down, epoch milliseconds. */
  readonly sendingAt: number | null;
  readonly sentAt: number | null;
  /** The links of the same message that were followed within `burstWindow` of it, its own included. */
  readonly clicks: readonly { readonly link: number; readonly at: number }[];
}

/** Gmail's web and app fetch images for a logged-in reader before the mail is shown, under this name alone. */
const gmailPrefetch = "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0";

/** They fetch images when a person opens the mail, so what they fetch is an open. */
const openersOnBehalf = /GoogleImageProxy|YahooMailProxy|^Outlook-(?:Android|iOS)\/|^okhttp\//;

const scanners =
  /barracuda|proofpoint|mimecast|ironport|ciscosecureemail|fireeye|trellix|symantec|messagelabs|sophos|fortimail|fortiguard|trendmicro|\btmes\b|\bvade|safelinks|zscaler|checkpoint|kaspersky|\beset\b|f-secure|bitdefender/i;

/** @returns the rule that says it was a machine; undefined: as far as can be told, a person */
export function judgeHit(hit: HitFacts): MachineRule | undefined {
  if (hit.method === null) return undefined;
  if (hit.method === "HEAD") return "head";
  if (hit.purpose !== null && /prefetch|prerender|preview/i.test(hit.purpose)) return "prefetch";
  const agent = hit.userAgent?.trim() ?? "";
  if (agent === "") return "no user agent";
  if (agent === "Mozilla/5.0") return "apple privacy";
  if (agent.includes(gmailPrefetch)) return "gmail prefetch";
  if (scanners.test(agent)) return "mail scanner";
  if (isbot(agent) && !(hit.kind === "open" && openersOnBehalf.test(agent))) return "bot";
  // Nobody scans a push notification, and people do tap one the moment it appears.
  if (hit.channel === "push") return undefined;
  if (isTooSoon(hit)) return "too soon";
  return hit.kind === "click" && isBurst(hit) ? "burst" : undefined;
}

function isTooSoon({ at, sendingAt, sentAt }: HitFacts): boolean {
  // The handover is written down for a group of messages: what comes before that counts from the beginning of sending.
  const from = sentAt !== null && at >= sentAt ? sentAt : sendingAt;
  return from !== null && at - from < tooSoon;
}

/** Three different links within the window, or two at the same moment. */
function isBurst({ at, clicks }: HitFacts): boolean {
  const different = (within: number) =>
    new Set(clicks.filter((click) => Math.abs(click.at - at) <= within).map((click) => click.link)).size;
  return different(burstWindow) >= 3 || different(atOnce) >= 2;
}
