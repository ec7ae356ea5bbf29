import { createHmac, timingSafeEqual } from "node:crypto";

/** What a token is for; one made for one purpose is no good for another. */
export type TokenKind =
  /** The open pixel. */
  | "open"
  /** A tracked link. */
  | "click"
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
  /** The payload of a token that this service made for this purpose; undefined for anything else. */
  read(kind: TokenKind, token: string): TokenPayload | undefined;
}

const form = /^([0-9]{1,5})-([0-9]{1,19})(?:-([0-9]{1,4}))?-([0-9a-f]{32})$/;

/**
 * Signed tokens: `bucket-message[-link]-signature`, HMAC-SHA256 cut to 16 octets, in hexadecimal. Digits, lower-case
 * letters and hyphens only, so that they survive in addresses whose case servers change.
 */
export function createTokens(secret: string): Tokens {
  const sign = (kind: TokenKind, body: string) =>
    createHmac("sha256", secret).update(`${kind}:${body}`).digest("hex").slice(0, 32);
  return {
    create({ kind, bucket, messageId, link }) {
      const body = `${bucket}-${messageId}${link === undefined ? "" : `-${link}`}`;
      return `${body}-${sign(kind, body)}`;
    },
    read(kind, token) {
      const match = form.exec(token.toLowerCase());
      const [, bucket, messageId, link, signature] = match ?? [];
      if (bucket === undefined || messageId === undefined || signature === undefined) return undefined;
      const expected = sign(kind, `${bucket}-${messageId}${link === undefined ? "" : `-${link}`}`);
      if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return undefined;
      return { kind, bucket: Number(bucket), messageId, ...(link === undefined ? {} : { link: Number(link) }) };
    },
  };
}
