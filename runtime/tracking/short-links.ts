import { createHmac, timingSafeEqual } from "node:crypto";

/** What a short link stands for. */
export type ShortLink =
  | { readonly kind: "click"; readonly bucket: number; readonly messageId: string; readonly link: number }
  | { readonly kind: "unsubscribe"; readonly bucket: number; readonly messageId: string };

export interface ShortLinks {
  /** Undefined: the link's index is too high for a short one. */
  create(link: ShortLink): string | undefined;
  /** Undefined: no code that this service made. */
  read(code: string): ShortLink | undefined;
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base = BigInt(digits.length);
const signatureLength = 8;
/** Of 5 bits, the last value stands for the way out. */
const unsubscribeSlot = 31;

/**
 * Codes for text messages, where every character is paid for: 11 to 16 letters and digits, which hold the message, the link's
 * number and a signature of 8 (47 bits of HMAC-SHA256). Nothing is stored, so nothing has to be written before a message leaves.
 */
export function createShortLinks(secret: string): ShortLinks {
  const sign = (body: string): string => {
    const mac = createHmac("sha256", secret).update(`short:${body}`).digest("hex").slice(0, 32);
    return encode(BigInt(`0x${mac}`) % base ** BigInt(signatureLength)).padStart(signatureLength, "0");
  };
  return {
    create(link) {
      const slot = link.kind === "click" ? link.link : unsubscribeSlot;
      if (link.kind === "click" && slot >= unsubscribeSlot) return undefined;
      const body = encode((BigInt(link.messageId) << 13n) | (BigInt(link.bucket) << 5n) | BigInt(slot));
      return `${body}${sign(body)}`;
    },
    read(code) {
      if (!/^[0-9A-Za-z]{9,24}$/.test(code)) return undefined;
      const body = code.slice(0, -signatureLength);
      if (!timingSafeEqual(Buffer.from(sign(body)), Buffer.from(code.slice(-signatureLength)))) return undefined;
      const value = decode(body);
      const slot = Number(value & 31n);
      const message = { bucket: Number((value >> 5n) & 255n), messageId: String(value >> 13n) };
      return slot === unsubscribeSlot ? { kind: "unsubscribe", ...message } : { kind: "click", ...message, link: slot };
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
