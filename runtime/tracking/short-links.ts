import { createHmac, timingSafeEqual } from "node:crypto";
import { type Clock, realClock } from "../clock.ts";

/** What a short link stands for. */
export type ShortLink =
  | { readonly kind: "click"; readonly bucket: number; readonly messageId: string; readonly link: number }
  | { readonly kind: "unsubscribe"; readonly bucket: number; readonly messageId: string };

export interface ShortLinks {
  /** Undefined: the link's index is too high for a short one. */
  create(link: ShortLink): string | undefined;
  /** Undefined: no code that this service made, or one of a link that has ended. */
  read(code: string): ShortLink | undefined;
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base = BigInt(digits.length);
const signatureLength = 8;
/** Of 5 bits, the last value stands for the way out. */
const unsubscribeSlot = 31;

export interface ShortLinkOptions {
  readonly clock?: Clock;
  /** How long tracked links lead on, rounded up to weeks; the way out does so for ever. */
  readonly days?: number | undefined;
}

const week = 7 * 86_400_000;
/** Weeks are counted round this clock: nearly ten years, of which the half that lies ahead has not ended. */
const weeks = 512;

/**
 * Codes for text messages, where every character is paid for: 12 to 17 letters and digits, which hold the message, the link's
 * number, the week in which it ends, and a signature of 8 (47 bits of HMAC-SHA256). Nothing is stored, so nothing has to be
 * written before a message leaves.
 */
export function createShortLinks(secret: string, { clock = realClock, days = 365 }: ShortLinkOptions = {}): ShortLinks {
  const sign = (body: string): string => {
    const mac = createHmac("sha256", secret).update(`short:${body}`).digest("hex").slice(0, 32);
    return encode(BigInt(`0x${mac}`) % base ** BigInt(signatureLength)).padStart(signatureLength, "0");
  };
  const weekIn = (milliseconds: number) => Math.ceil((clock.now() + milliseconds) / week) % weeks;
  return {
    create(link) {
      const slot = link.kind === "click" ? link.link : unsubscribeSlot;
      if (link.kind === "click" && slot >= unsubscribeSlot) return undefined;
      const place = (BigInt(link.messageId) << 13n) | (BigInt(link.bucket) << 5n) | BigInt(slot);
      const end = link.kind === "click" ? weekIn(days * 86_400_000) : 0;
      const body = encode((place << 9n) | BigInt(end));
      return `${body}${sign(body)}`;
    },
    read(code) {
      if (!/^[0-9A-Za-z]{9,24}$/.test(code)) return undefined;
      const body = code.slice(0, -signatureLength);
      if (!timingSafeEqual(Buffer.from(sign(body)), Buffer.from(code.slice(-signatureLength)))) return undefined;
      const value = decode(body);
      const place = value >> 9n;
      const slot = Number(place & 31n);
      const message = { bucket: Number((place >> 5n) & 255n), messageId: String(place >> 13n) };
      if (slot === unsubscribeSlot) return { kind: "unsubscribe", ...message };
      const left = (Number(value & 511n) - weekIn(0) + weeks) % weeks;
      return left < weeks / 2 ? { kind: "click", ...message, link: slot } : undefined;
    },
  };
}

function encode(value: bigint): string {
  let rest = value;
  let text = "";
  do {
    text = digits[Number(rest % base)] + text;
    rest /= base;
  } while (rest > 0n);
  return text;
}

function decode(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * base + BigInt(digits.indexOf(digit));
  return value;
}
