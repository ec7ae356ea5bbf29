import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { type Clock, realClock } from "../clock.ts";

/** What a token is for; one made for one purpose is no good for another. */
export type TokenKind =
  /** The open pixel. */
  | "open"
  /** A tracked link. */
  | "click"
  /** What a device says of a push notification. */
  | "push"
  | "unsubscribe"
  /** The envelope's sender: where bounces go. */
  | "bounce"
  /** Where replies go. */
  | "reply"
  /** The Message-ID. */
  | "message"
  /** A provider's status callback. */
  | "status";

export interface TokenPayload {
  readonly kind: TokenKind;
  readonly bucket: number;
  readonly messageId: string;
  /** The link's index in the message's template. */
  readonly link?: number;
}

export interface Tokens {
  create(payload: TokenPayload): string;
  /** The payload of a token that this service made for this purpose and that still holds; undefined for anything else. */
  read(kind: TokenKind, token: string): TokenPayload | undefined;
}

export interface TokenOptions {
  readonly clock?: Clock;
  /** How long pixels, links and push notifications are listened to. */
  readonly days?: number | undefined;
}

/**
 * Those that end: what tracks. The way out and the addresses that bounces and answers come to hold for ever, and a
 * Message-ID must be the same whenever it is made.
 */
const ending: ReadonlySet<TokenKind> = new Set(["open", "click", "push"]);

const form = /^([0-9]{1,5})-([0-9]{1,19})(?:-([0-9]{1,4}))?(?:-e([0-9]{1,6}))?-([0-9a-f]{32})$/;
const day = 86_400_000;

/**
 * Signed tokens: `bucket-message[-link][-eDAY]-signature`, HMAC-SHA256 cut to 16 octets, in hexadecimal; DAY is the last
 * one it holds on, counted from 1970. Digits, lower-case letters and hyphens only, so that they survive in addresses
 * whose case servers change.
 */
export function createTokens(secret: string, { clock = realClock, days = 365 }: TokenOptions = {}): Tokens {
  const key = createSecretKey(secret, "utf8");
  const sign = (kind: TokenKind, body: string) =>
    createHmac("sha256", key).update(`${kind}:${body}`).digest("hex").slice(0, 32);
  const today = () => Math.floor(clock.now() / day);
  return {
    create({ kind, bucket, messageId, link }) {
      const end = ending.has(kind) ? `-e${today() + days}` : "";
      const body = `${bucket}-${messageId}${link === undefined ? "" : `-${link}`}${end}`;
      return `${body}-${sign(kind, body)}`;
    },
    read(kind, token) {
      const given = token.toLowerCase();
      const [, bucket, messageId, link, end, signature] = form.exec(given) ?? [];
      if (bucket === undefined || messageId === undefined || signature === undefined) return undefined;
      const expected = sign(kind, given.slice(0, -33));
      if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return undefined;
      if (ending.has(kind) && !(Number(end) >= today())) return undefined;
      return { kind, bucket: Number(bucket), messageId, ...(link === undefined ? {} : { link: Number(link) }) };
    },
  };
}
