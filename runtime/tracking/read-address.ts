import { domainToASCII } from "node:url";
import { normalise } from "@journey/compiler";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import * as z from "zod";

export interface Address {
  readonly kind: "email" | "phone" | "domain";
  /** Normalised; a domain with its `@`. */
  readonly address: string;
}

/** Reads an e-mail address, a phone number, or a domain (`acme.test`, `@acme.test`). Undefined: it is none of them. */
export function readAddress(text: string): Address | undefined {
  const trimmed = text.trim();
  if (trimmed.indexOf("@") > 0) {
    const address = normalise(trimmed, "email");
    return z.email().safeParse(address).success ? { kind: "email", address } : undefined;
  }
  if (/\p{Letter}/u.test(trimmed)) {
    const domain = domainToASCII(trimmed.replace(/^@/, ""));
    return /^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+$/.test(domain) ? { kind: "domain", address: `@${domain}` } : undefined;
  }
  const address = normalise(trimmed, "phone");
  return address.startsWith("+") && parsePhoneNumberFromString(address)?.isPossible()
    ? { kind: "phone", address }
    : undefined;
}
