/** What a refusal says about the address: out of a status (RFC 3463) and the words beside it. */

export type BounceKind =
  /** The address doesn't work, and won't. */
  | "hard"
  /** Not now: a full mailbox, a server that is away. */
  | "soft"
  /** The sender or the text isn't wanted: no fault of the address. */
  | "policy";

/** Statuses that say more than their class: RFC 3463 and 7505, and what the large providers write. */
const known: readonly (readonly [RegExp, BounceKind])[] = [
  // 5.1.7 and 5.1.8 blame the sender's address.
  [/^5\.1\.[78]$/, "policy"],
  [/^5\.1\./, "hard"],
  [/^5\.2\.1$/, "hard"],
  [/^5\.2\.2$/, "soft"],
  // Too long for this mailbox.
  [/^5\.2\.3$/, "policy"],
  [/^5\.3\.4$/, "policy"],
  [/^5\.3\./, "soft"],
  // Microsoft's for an address that its tenant doesn't have; a domain without servers.
  [/^5\.4\.[14]$/, "hard"],
  [/^5\.4\./, "soft"],
  [/^5\.[567]\./, "policy"],
];

/** For those that only write `550`, or 5.0.0. */
const words: readonly (readonly [RegExp, BounceKind])[] = [
  [/quota|mailbox (is )?full|over(-| )?quota|insufficient (system )?storage/i, "soft"],
  [/spam|blocked|black ?list|block ?list|policy|reputation|dmarc|spf\b|dkim|relay(ing)? (access )?denied/i, "policy"],
];

/**
 * @param status `5.1.1`; undefined: none was given
 * @param text what the server wrote
 * @param code the reply code, where there is one
 */
export function classifyBounce(status: string | undefined, text = "", code?: number): BounceKind {
  if (status?.startsWith("4.")) return "soft";
  for (const [pattern, kind] of known) if (status !== undefined && pattern.test(status)) return kind;
  for (const [pattern, kind] of words) if (pattern.test(text)) return kind;
  if (code === 552) return "soft";
  return code !== undefined && code < 500 ? "soft" : "hard";
}

/** The status in a reply: `550 5.1.1 No such user`. */
export function statusIn(reply: string): string | undefined {
  return /(?:^|[\s:-])([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(reply)?.[1];
}

/** Whether the server asks to be left alone for a while: 421, or a status of 4.7. */
export function asksToSlowDown(code: number | undefined, reply: string): boolean {
  return code === 421 || (statusIn(reply)?.startsWith("4.7.") ?? false);
}
