/**
 * A push service for tests, as strict as RFC 8030, 8188, 8291 and 8292 allow one to be: what a browser could not show is
 * refused. It decrypts with Node's own cryptography, by none of the code that encrypted.
 */
import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface PushServiceStandIn {
  readonly url: string;
  /** @param applicationKey what the page subscribed with; only its owner may push. @returns the subscription as JSON */
  subscribe(applicationKey: string): string;
  /** What devices would show, decrypted, in the order it came. */
  readonly shown: readonly { readonly subscription: string; readonly text: string; readonly ttl: number }[];
  /** Why requests were refused. */
  readonly refused: readonly string[];
  /** The subscription does not exist any more. */
  forget(subscription: string): void;
  /** Answers the next requests so instead. */
  answerNext(...answers: { readonly status: number; readonly headers?: Record<string, string> }[]): void;
  close(): Promise<void>;
}

interface Device {
  readonly keys: ECDH;
  readonly auth: Buffer;
  readonly applicationKey: string;
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

export async function startPushServiceStandIn(): Promise<PushServiceStandIn> {
  const devices = new Map<string, Device | "gone">();
  const shown: { subscription: string; text: string; ttl: number }[] = [];
  const refused: string[] = [];
  const answers: { readonly status: number; readonly headers?: Record<string, string> }[] = [];
  let origin = "";

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const planned = answers.shift();
    if (planned) {
      response.writeHead(planned.status, planned.headers).end();
      return;
    }
    try {
      accept(request, Buffer.concat(chunks));
      response.writeHead(201, { location: `${origin}/message/${randomBytes(8).toString("hex")}` }).end();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      refused.push(why);
      response.writeHead(error instanceof Refusal ? error.status : 400).end(why);
    }
  });

  function accept(request: IncomingMessage, body: Buffer): void {
    const { headers, method, url = "" } = request;
    if (method !== "POST") throw new Refusal(405, "only POST pushes");
    const device = devices.get(url);
    if (device === "gone") throw new Refusal(410, "the subscription is gone");
    if (!device) throw new Refusal(404, "there is no such subscription");
    if (!/^\d+$/.test(String(headers.ttl))) throw new Refusal(400, "TTL is missing (RFC 8030, 5.2)");
    const { urgency, topic } = headers;
    if (urgency !== undefined && !["very-low", "low", "normal", "high"].includes(String(urgency))) {
      throw new Refusal(400, "Urgency is none (RFC 8030, 5.3)");
    }
    if (topic !== undefined && !/^[\w-]{1,32}$/.test(String(topic)))
      throw new Refusal(400, "Topic is none (RFC 8030, 5.4)");
    if (headers["content-encoding"] !== "aes128gcm")
      throw new Refusal(415, "Content-Encoding is not aes128gcm (RFC 8291, 4)");
    if (body.length > 4_096) throw new Refusal(413, "more than 4,096 octets (RFC 8030, 7.2)");
    checkVapid(headers.authorization, origin, device.applicationKey);
    shown.push({
      subscription: url,
      text: decrypt(body, device.keys, device.auth).toString("utf8"),
      ttl: Number(headers.ttl),
    });
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    shown,
    refused,
    subscribe(applicationKey) {
      const keys = createECDH("prime256v1");
      keys.generateKeys();
      const auth = randomBytes(16);
      const path = `/push/${randomBytes(16).toString("hex")}`;
      devices.set(path, { keys, auth, applicationKey });
      return JSON.stringify({
        endpoint: `${origin}${path}`,
        expirationTime: null,
        keys: { p256dh: keys.getPublicKey().toString("base64url"), auth: auth.toString("base64url") },
      });
    },
    forget(subscription) {
      devices.set(new URL((JSON.parse(subscription) as { endpoint: string }).endpoint).pathname, "gone");
    },
    answerNext: (...next) => answers.push(...next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** RFC 8292. */
function checkVapid(authorization: string | undefined, origin: string, applicationKey: string): void {
  const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization ?? "") ?? [];
  if (token === undefined || key === undefined) throw new Refusal(401, "no VAPID authorization (RFC 8292, 3)");
  if (key !== applicationKey) throw new Refusal(403, "the subscription is another sender's (RFC 8292, 4.2)");
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  if (point.length !== 65 || point[0] !== 4) throw new Refusal(403, "k is no point on P-256 (RFC 8292, 3.2)");
  const publicKey = createPublicKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  const { alg, typ } = JSON.parse(Buffer.from(head, "base64url").toString()) as Record<string, unknown>;
  if (alg !== "ES256" || typ !== "JWT" || !isSigned) throw new Refusal(403, "the signature is wrong (RFC 8292, 2)");
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
  const now = Date.now() / 1000;
  if (aud !== origin) throw new Refusal(403, "aud is another push service (RFC 8292, 2)");
  if (typeof exp !== "number" || exp < now || exp > now + 86_400)
    throw new Refusal(403, "exp is past, or more than a day ahead (RFC 8292, 2)");
  if (typeof sub !== "string" || !/^(mailto:|https:)/.test(sub))
    throw new Refusal(403, "sub is no way to reach the sender (RFC 8292, 2.1)");
}

/**
 * RFC 8291, section 3.4, over RFC 8188.
 *
 * @throws Error when it was not encrypted for this device
 */
export function decrypt(body: Buffer, keys: ECDH, auth: Buffer): Buffer {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const sender = body.subarray(21, 21 + body.readUInt8(20));
  const record = body.subarray(21 + sender.length);
  if (record.length > recordSize) throw new Refusal(400, "more than one record (RFC 8291, 4)");
  const derive = (secret: Buffer, withSalt: Buffer, info: Buffer | string, length: number) =>
    Buffer.from(hkdfSync("sha256", secret, withSalt, info, length));
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), keys.getPublicKey(), sender]);
  const secret = derive(keys.computeSecret(sender), auth, info, 32);
  const key = derive(secret, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = derive(secret, salt, "Content-Encoding: nonce\0", 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0 || padded.subarray(end + 1).some((octet) => octet !== 0))
    throw new Refusal(400, "the padding is wrong (RFC 8188, 2)");
  return padded.subarray(0, end);
}
