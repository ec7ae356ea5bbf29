/** Webhooks against real servers: what arrives, what is tried again, and what is never called. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import type { WebhookNode } from "@journey/compiler";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClaimedMessage } from "../store/messages.ts";
import { AddressRefused, createAddressGuard } from "./address-guard.ts";
import { createGuardedClient } from "./guarded-request.ts";
import { createWebhooks, type WebhookSettings, type Webhooks } from "./webhook.ts";

interface Call {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let url: string;
let calls: Call[];
/** How the server answers. */
let answer: { status: number; headers?: Record<string, string>; body?: string };
let webhooks: Webhooks | undefined;

beforeEach(async () => {
  calls = [];
  answer = { status: 204 };
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    calls.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  webhooks?.close();
  server.closeAllConnections();
  server.close();
});

const now = Date.now();
const message = { bucket: 7, id: "42", attempt: 1, data: { score: 3, name: "Zoë" } } as unknown as ClaimedMessage;

function call(
  settings: WebhookSettings,
  node: Partial<WebhookNode> = {},
  record: Record<string, unknown> = { id: 5 },
  attempt = 1,
) {
  webhooks?.close();
  webhooks = createWebhooks(settings);
  const whole = { kind: "webhook", id: "crm", method: "post", url: `${url}/contacts/{{ id }}`, headers: [], ...node };
  return webhooks.call(whole as unknown as WebhookNode, record, { ...message, attempt }, "UTC", now);
}
const local = { allow: ["127.0.0.1"] };

describe("what arrives", () => {
  it("is the JSON, with a key that stays the same when it is tried again", async () => {
    expect(await call(local, { method: "put", headers: [{ name: "X-Who", value: "{{ id }}" }] })).toEqual({
      status: "sent",
      externalId: "7-42",
    });
    await call(local, {}, { id: 5 }, 2);
    expect(calls[0]).toMatchObject({ method: "PUT", url: "/contacts/5", body: '{"score":3,"name":"Zoë"}' });
    expect(calls[0]?.headers).toMatchObject({ "content-type": "application/json", "x-who": "5" });
    expect(calls.map(({ headers }) => headers["idempotency-key"])).toEqual(["7-42", "7-42"]);
  });

  it("is signed as Standard Webhooks says: their library takes it, and takes neither a change nor an old one", async () => {
    const secret = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;
    await call({ ...local, secret });
    const { headers, body } = calls[0]!;
    const given = headers as Record<string, string>;
    const verifier = new Webhook(secret);
    expect(verifier.verify(body, given)).toEqual({ score: 3, name: "Zoë" });
    expect(() => verifier.verify(body.replace("3", "4"), given)).toThrow();
    expect(() => verifier.verify(body, { ...given, "webhook-id": "7-43" })).toThrow();
    expect(() => new Webhook(`whsec_${Buffer.from("another").toString("base64")}`).verify(body, given)).toThrow();
    const old = String(Math.floor(now / 1000) - 3600);
    expect(() => verifier.verify(body, { ...given, "webhook-timestamp": old })).toThrow();
  });

  it("has the secrets of its name, which no journey shows, and a secret of its own", async () => {
    const own = { headers: { Authorization: "Bearer s3cret" }, secret: "one of its own" };
    await call(
      { ...local, secret: "the common one", named: { crm: own } },
      {
        headers: [{ name: "authorization", value: "none" }],
      },
    );
    expect(calls[0]?.headers.authorization).toBe("Bearer s3cret");
    const { headers, body } = calls[0]!;
    const key = Buffer.from("one of its own").toString("base64");
    expect(new Webhook(`whsec_${key}`).verify(body, headers as Record<string, string>)).toBeTruthy();
  });

  it("is not what a record's text would make of the headers", async () => {
    const injected = await call(
      local,
      { headers: [{ name: "X-Who", value: "{{ name }}" }] },
      {
        id: 5,
        name: "a\r\nx-admin: yes",
      },
    );
    expect(injected).toMatchObject({ status: "failed" });
    await call(local, {
      headers: [
        { name: "Host", value: "evil.test" },
        { name: "Content-Length", value: "1" },
      ],
    });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.headers.host).toMatch(/^127\.0\.0\.1:/);
    expect(calls[0]?.body).toBe('{"score":3,"name":"Zoë"}');
  });
});

describe("what it answers", () => {
  it.each([408, 425, 429, 500, 502, 503])(
    "%i is for now: it is tried again, a little earlier or later",
    async (status) => {
      answer = { status, body: "busy" };
      const result = await call(local);
      expect(result).toMatchObject({ status: "deferred", error: `the answer was ${status}: busy` });
      const wait = (result as { retryAt: number }).retryAt - now;
      expect(wait).toBeGreaterThanOrEqual(45_000);
      expect(wait).toBeLessThanOrEqual(75_000);
      const other = (await call(local, {}, { id: 5 }, 2)) as { retryAt: number };
      expect(other.retryAt - now).toBeGreaterThan(200_000);
      expect(await call(local, {}, { id: 5 }, 8)).toMatchObject({ status: "failed" });
    },
  );

  it("`Retry-After` puts it off, for a day at most", async () => {
    const waits: number[] = [];
    for (const after of ["3600", new Date(now + 7_200_000).toUTCString(), "99999999", "soon"]) {
      answer = { status: 503, headers: { "retry-after": after } };
      waits.push(Math.round((((await call(local)) as { retryAt: number }).retryAt - now) / 1000));
    }
    expect(waits.slice(0, 3)).toEqual([3600, expect.toSatisfy((s: number) => Math.abs(s - 7200) <= 1), 86_400]);
    expect(waits[3]).toBeLessThanOrEqual(75);
  });

  it.each([400, 401, 404, 410, 422])("%i is final", async (status) => {
    answer = { status };
    expect(await call(local)).toMatchObject({ status: "failed", error: `the answer was ${status}` });
  });

  it("nothing in time is for now; so is a server that hangs up; an endless answer holds nothing up", async () => {
    const silent = createTcpServer(() => {}).listen(0, "127.0.0.1");
    const rude = createTcpServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    const endless = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n");
      const more = setInterval(() => socket.write("x".repeat(32_768)), 5);
      socket.on("close", () => clearInterval(more));
    }).listen(0, "127.0.0.1");
    for (const tcp of [silent, rude, endless]) if (!tcp.listening) await once(tcp, "listening");
    const at = (tcp: typeof silent) => `http://127.0.0.1:${(tcp.address() as AddressInfo).port}/`;
    const quick = { ...local, named: { crm: { timeout: 1_000 } } };
    expect(await call(quick, { url: at(silent) })).toMatchObject({ status: "deferred", error: "no answer within 1 s" });
    expect(await call(quick, { url: at(rude) })).toMatchObject({ status: "deferred" });
    expect(await call(quick, { url: at(endless) })).toMatchObject({ status: "sent" });
    for (const tcp of [silent, rude, endless]) tcp.close();
  });
});

describe("what is never called", () => {
  const refused = /not on the internet/;

  it("loopback, private and special addresses, however they are written", async () => {
    const hosts = [
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "0.0.0.0",
      "10.0.0.1",
      "172.16.5.4",
      "192.168.1.1",
      "169.254.169.254",
      "100.64.0.1",
      "224.0.0.1",
      "255.255.255.255",
      "[::1]",
      "[::]",
      "[fe80::1]",
      "[fd00::1]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "[64:ff9b::7f00:1]",
      "[2002:7f00:1::]",
      "[ff02::1]",
    ];
    for (const host of hosts) {
      const result = await call({}, { url: `http://${host}:${new URL(url).port}/` });
      expect([host, result.status, "error" in result && refused.test(result.error)]).toEqual([host, "failed", true]);
    }
    expect(await call({}, { url: "http://localhost:1/" })).toMatchObject({
      status: "failed",
      error: expect.stringMatching(refused),
    });
    for (const other of ["file:///etc/passwd", "ftp://acme.test/", "javascript:alert(1)", "nothing"]) {
      expect(await call({}, { url: other })).toMatchObject({
        status: "failed",
        error: expect.stringContaining("no address on the web"),
      });
    }
    expect(calls).toEqual([]);
  });

  it("a host that a record's text leads to", async () => {
    expect(await call({}, { url: "http://{{ host }}/" }, { host: "169.254.169.254" })).toMatchObject({
      status: "failed",
    });
  });

  it("where a redirect leads: it is not followed, to wherever", async () => {
    answer = { status: 307, headers: { location: "http://169.254.169.254/latest/meta-data/" } };
    expect(await call(local)).toMatchObject({
      status: "failed",
      error:
        "the answer was a redirect (307) to http://169.254.169.254/latest/meta-data/, and redirects are not followed",
    });
    answer = { status: 302, headers: { location: `${url}/elsewhere` } };
    await call(local);
    expect(calls.map((each) => each.url)).toEqual(["/contacts/5", "/contacts/5"]);
  });

  it("a name that leads inside, or does so the second time it is asked", async () => {
    const client = (answers: string[][]) => {
      const resolver = ((_name: string, _options: object, done: (error: null, found: object[]) => void) => {
        const found = answers.length > 1 ? answers.shift()! : answers[0]!;
        done(
          null,
          found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
        );
      }) as never;
      return createGuardedClient(createAddressGuard([], resolver));
    };
    const ask = (answers: string[][]) =>
      client(answers).request({
        url: url.replace("127.0.0.1", "rebind.test"),
        method: "POST",
        headers: {},
        body: "",
        timeout: 300,
      });
    await expect(ask([["10.1.2.3"]])).rejects.toThrow(AddressRefused);
    await expect(ask([["::ffff:127.0.0.1"]])).rejects.toThrow(AddressRefused);
    await expect(ask([["192.0.2.1", "127.0.0.1"], ["127.0.0.1"]])).rejects.toThrow(AddressRefused);
    // What was checked is what is connected to: of a mixed answer only what may be called, and the name is not asked again.
    const mixed = [
      { address: "127.0.0.1", family: 4 },
      { address: "9.9.9.9", family: 4 },
    ];
    let asked = 0;
    const guard = createAddressGuard([], ((
      _name: string,
      _options: object,
      done: (error: null, found: object[]) => void,
    ) => {
      asked++;
      done(null, mixed);
    }) as never);
    const given = await new Promise((resolve) =>
      guard.lookup("mixed.test", { all: true }, (_error, found) => resolve(found)),
    );
    expect(given).toEqual([{ address: "9.9.9.9", family: 4 }]);
    expect(asked).toBe(1);
    expect(calls).toEqual([]);
  });

  it("unless whoever runs the service allows it: an address, a range, or a host", async () => {
    const { port } = new URL(url);
    expect((await call({ allow: ["127.0.0.0/8"] })).status).toBe("sent");
    expect((await call({ allow: ["localhost"] }, { url: `http://localhost:${port}/` })).status).toBe("sent");
    expect((await call({ allow: ["10.0.0.0/8"] })).status).toBe("failed");
    expect((await call({ allow: ["elsewhere.test"] }, { url: `http://localhost:${port}/` })).status).toBe("failed");
  });
});
