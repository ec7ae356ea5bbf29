import type { IncomingHttpHeaders } from "node:http";
import type { BounceKind } from "../../channels/smtp-replies.ts";

/** What a provider posts, before anything of it is believed. */
export interface ProviderRequest {
  readonly headers: IncomingHttpHeaders;
  /** As it came: signatures cover the very octets. */
  readonly body: Buffer;
}

/** What a provider says became of one mail. */
export interface MailReport {
  readonly kind: "delivered" | "complained" | "unsubscribed" | BounceKind;
  /** The provider's own name for it: told twice, it counts once. */
  readonly externalId: string;
  /** The token that our header carried there. */
  readonly token?: string | undefined;
  /** Message-IDs and envelope senders, where the header did not come back. */
  readonly references: readonly string[];
  /** RFC 3463. */
  readonly status?: string | undefined;
  readonly diagnostic?: string | undefined;
}

export type ProviderAnswer =
  | { readonly kind: "reports"; readonly reports: readonly MailReport[] }
  /** It does not carry the provider's signature. */
  | { readonly kind: "forged" }
  /** It is signed, and can't be read. */
  | { readonly kind: "unreadable" };

/** A provider's callbacks: checks that it is the provider who calls, and reads what it says. */
export interface MailProviderAdapter {
  readonly name: string;
  read(request: ProviderRequest): Promise<ProviderAnswer>;
}

export const forged: ProviderAnswer = { kind: "forged" };
export const unreadable: ProviderAnswer = { kind: "unreadable" };

/** Undefined: it is no JSON. */
export function parseJson(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

/** A value somewhere inside of what a provider wrote; nothing about its form is taken for granted. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

/** The same, where it is a text or a number. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : typeof found === "number" ? String(found) : undefined;
}

/** Those of several that are there. */
export function present(...values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined);
}
