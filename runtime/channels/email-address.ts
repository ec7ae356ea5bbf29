/** One mailbox: `Ann <ann@acme.test>`. */
export interface Mailbox {
  /** Empty: none. */
  readonly name: string;
  readonly address: string;
}

/** RFC 5321's Mailbox, without quoted local parts and address literals: nobody has those, and forgers love them. */
const address = /^[^\s@<>()[\],;:\\"\p{Cc}]{1,64}@[^\s@<>()[\],;:\\"\p{Cc}]{1,253}$/u;

export function isEmailAddress(text: string): boolean {
  return address.test(text);
}

/**
 * The one mailbox that a sender or reply address names after its merge tags were filled in.
 *
 * Whatever stands before the last `<…>` is the name, so a name such as `Eve <eve@example.test>,` stays a name and
 * becomes neither a second sender nor another address.
 *
 * @returns undefined when there is no address, or more than one
 */
export function readMailbox(text: string): Mailbox | undefined {
  const named = /^(.*)<([^<>]*)>\s*$/su.exec(text);
  const found = (named?.[2] ?? text).trim();
  if (!isEmailAddress(found)) return undefined;
  const name = (named?.[1] ?? "").trim();
  return { name: /^"(.*)"$/su.exec(name)?.[1]?.replace(/\\(.)/gu, "$1") ?? name, address: found };
}

/** In lower case; empty when there is none. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}
