/** Signs mails by DKIM (RFC 6376; Ed25519 by RFC 8463), relaxed in headers and body. */
import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { Problem } from "@journey/language";

export interface DkimKey {
  /** The mails of this domain, and of those below it, are signed. */
  readonly domain: string;
  /** The public key stands at `SELECTOR._domainkey.DOMAIN`. */
  readonly selector: string;
  /** PEM; RSA or Ed25519. */
  readonly privateKey: string;
}

/** @returns the header line to put before the others, without a line break at its end */
export type DkimSigner = (headers: readonly string[], body: string) => Promise<string>;

/**
 * The headers that a signature covers. RFC 8058 wants the two of unsubscribing among them. Those of the first line are
 * named once more than they occur: a second one added on the way breaks the signature.
 */
const onlyOnce = ["from", "to", "reply-to", "subject", "date", "message-id"];
const covered = [
  ...onlyOnce,
  "list-unsubscribe",
  "list-unsubscribe-post",
  "feedback-id",
  "mime-version",
  "content-type",
  "content-transfer-encoding",
];

const signAsync = promisify(sign) as (algorithm: string | null, data: Buffer, key: KeyObject) => Promise<Buffer>;

/** @throws Problem `dkim-key-unusable` */
export function createDkimSigner({ domain, selector, privateKey }: DkimKey): DkimSigner {
  const key = readKey(domain, privateKey);
  const isRsa = key.asymmetricKeyType === "rsa";
  return async (headers, body) => {
    const named = new Map(headers.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line]));
    const present = covered.filter((name) => named.has(name));
    const bodyHash = createHash("sha256").update(relaxedBody(body)).digest("base64");
    const tags = [
      `v=1; a=${isRsa ? "rsa" : "ed25519"}-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};`,
      `h=${[...present, ...onlyOnce].join(":\r\n  ")};`,
      `bh=${bodyHash};`,
      "b=",
    ];
    const unsigned = `DKIM-Signature: ${tags.join("\r\n ")}`;
    const data = Buffer.from(
      [...present.map((name) => relaxedHeader(named.get(name) ?? "")), relaxedHeader(unsigned)].join("\r\n"),
    );
    // On a thread of its own: a signature by an RSA key takes longer than all the rest of a mail.
    const signature = isRsa
      ? await signAsync("sha256", data, key)
      : await signAsync(null, createHash("sha256").update(data).digest(), key);
    return unsigned + (signature.toString("base64").match(/.{1,72}/g) ?? []).join("\r\n  ");
  };
}

function readKey(domain: string, pem: string): KeyObject {
  const unusable = (why: string) =>
    new Problem(
      "dkim-key-unusable",
      `The DKIM key for ${domain} can't be used: ${why}.`,
      "Give a private key in PEM, RSA of at least 1024 bits or Ed25519; `openssl genrsa 2048` makes one.",
    );
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw unusable("it is no private key in PEM");
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== "rsa" && type !== "ed25519") throw unusable(`it is of the kind ${type ?? "unknown"}`);
  if (type === "rsa" && (details?.modulusLength ?? 0) < 1024) throw unusable("it is too short");
  return key;
}

/** RFC 6376, 3.4.2: name in lower case, unfolded, blanks made one. */
function relaxedHeader(line: string): string {
  const colon = line.indexOf(":");
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** RFC 6376, 3.4.4: blanks made one, none at a line's end, no empty lines at the end of all. */
function relaxedBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""));
  while (lines.length > 0 && lines.at(-1) === "") lines.pop();
  return lines.length === 0 ? "" : `${lines.join("\r\n")}\r\n`;
}
