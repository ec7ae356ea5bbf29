/** What the world may call: the pixel, tracked links, the unsubscribe page, providers' callbacks. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Tokens } from "../tracking/token.ts";
import type { Tracker, Visit } from "../tracking/tracking.ts";
import type { TwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import { messagePage, trackingPage, unsubscribePage } from "./pages.ts";

export interface PublicRoutesOptions {
  readonly tokens: Tokens;
  readonly tracking: Tracker;
  /** What pages subscribe to push notifications with; undefined: they are not set up. */
  readonly pushKey?: string | undefined;
  /** Undefined: text messages are not set up. */
  readonly twilio?: TwilioCallbacks | undefined;
}

/**
 * What a server open to the world allows: who dawdles is hung up on, so that slow clients can't hold all connections, and
 * who sends much is refused before it is read.
 */
export const publicServer = {
  bodyLimit: 1_048_576,
  /** Milliseconds for all of a request. */
  requestTimeout: 10_000,
  keepAliveTimeout: 30_000,
  http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384 },
} as const;

const pushReactions = ["delivered", "opened", "dismissed"] as const;

/** A transparent picture of one pixel. */
const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

export function addPublicRoutes(
  app: FastifyInstance,
  { tokens, tracking, twilio, pushKey }: PublicRoutesOptions,
): void {
  // RFC 8058's POST and Twilio's callbacks are forms.
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 65_536 },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  // What `navigator.sendBeacon` and service workers send without being asked.
  app.addContentTypeParser("text/plain", { parseAs: "string", bodyLimit: 1_024 }, (_, _body, done) => done(null, {}));
  app.addContentTypeParser("multipart/form-data", { parseAs: "string", bodyLimit: 65_536 }, (_, _body, done) =>
    done(null, {}),
  );

  const notFound = (reply: FastifyReply) =>
    reply
      .code(404)
      .type("text/html; charset=utf-8")
      .send(messagePage("This link is not valid", "It may be incomplete. Please use the link in the message itself."));

  const unavailable = (reply: FastifyReply) =>
    reply
      .code(503)
      .header("retry-after", "5")
      .type("text/html; charset=utf-8")
      .send(messagePage("One moment, please", "This could not be opened just now. Please try again in a moment."));

  app.get<{ Params: { file: string } }>("/o/:file", { exposeHeadRoute: false }, async (request, reply) => {
    const token = tokens.read("open", request.params.file.replace(/\.gif$/, ""));
    if (!token) return notFound(reply);
    try {
      await tracking.opened(token, visitOf(request));
    } catch {
      return unavailable(reply);
    }
    return reply.type("image/gif").header("cache-control", "no-store, private").send(pixel);
  });

  const click = async (request: FastifyRequest<{ Params: { token: string } }>): Promise<string | undefined> => {
    const token = tokens.read("click", request.params.token);
    return token && tracking.clicked(token, visitOf(request));
  };
  app.get<{ Params: { token: string } }>("/c/:token", { exposeHeadRoute: false }, async (request, reply) => {
    let target: string | undefined;
    try {
      target = await click(request);
    } catch {
      return unavailable(reply);
    }
    if (target === undefined) return notFound(reply);
    return reply
      .header("cache-control", "no-store, private")
      .header("referrer-policy", "no-referrer")
      .redirect(target, 302);
  });
  // HEAD is what scanners send: it learns that there is something, and counts as a machine's.
  app.head<{ Params: { token: string } }>("/c/:token", async (request, reply) =>
    reply.code((await click(request).catch(() => undefined)) === undefined ? 404 : 200).send(),
  );

  // Reading the page changes nothing (scanners follow links): only the button, or a mail program's one-click POST, does.
  app.get<{ Params: { token: string } }>("/u/:token", async (request, reply) => {
    if (!tokens.read("unsubscribe", request.params.token)) return notFound(reply);
    return reply.type("text/html; charset=utf-8").send(unsubscribePage(request.params.token));
  });
  app.post<{ Params: { token: string } }>("/u/:token", async (request, reply) => {
    const token = tokens.read("unsubscribe", request.params.token);
    const address = token && (await tracking.unsubscribed(token));
    if (address === undefined) return notFound(reply);
    return reply
      .type("text/html; charset=utf-8")
      .send(messagePage("You are unsubscribed", `${address} gets no more of these messages.`));
  });

  // A device's service worker says what became of a notification; it sends no body, and reads no answer.
  app.post<{ Params: { token: string; what: string } }>("/p/:token/:what", async (request, reply) => {
    const token = tokens.read("push", request.params.token);
    const what = pushReactions.find((reaction) => reaction === request.params.what);
    if (!token || !what) return notFound(reply);
    await tracking.reported(token, what, "push");
    return reply.code(204).send();
  });
  if (pushKey !== undefined) {
    app.get("/push/key", async (_, reply) =>
      reply.type("text/plain").header("access-control-allow-origin", "*").send(pushKey),
    );
  }

  // The same for being tracked: the page asks, the button does it.
  app.get<{ Params: { token: string } }>("/t/:token", async (request, reply) => {
    if (!tokens.read("unsubscribe", request.params.token)) return notFound(reply);
    return reply.type("text/html; charset=utf-8").send(trackingPage(request.params.token));
  });
  app.post<{ Params: { token: string } }>("/t/:token", async (request, reply) => {
    const token = tokens.read("unsubscribe", request.params.token);
    const address = token && (await tracking.declined(token));
    if (address === undefined) return notFound(reply);
    return reply
      .type("text/html; charset=utf-8")
      .send(messagePage("You are not tracked", `What you open and follow in messages to ${address} is not recorded.`));
  });

  if (twilio) {
    app.post<{ Params: { token: string } }>("/webhooks/twilio/status/:token", async (request, reply) => {
      const answer = await twilio.status(request.params.token, request.url, request.headers, formOf(request.body));
      return reply.code(answer).send();
    });
    app.post("/webhooks/twilio/incoming", async (request, reply) => {
      const answer = await twilio.incoming(request.url, request.headers, formOf(request.body));
      return reply
        .code(answer)
        .type("text/xml")
        .send(answer === 200 ? "<Response></Response>" : "");
    });
  }
}

function visitOf({ method, headers }: FastifyRequest): Visit {
  const purpose = headers["sec-purpose"] ?? headers.purpose ?? headers["x-purpose"] ?? headers["x-moz"];
  return {
    method,
    userAgent: headers["user-agent"],
    purpose: Array.isArray(purpose) ? purpose.join() : purpose,
  };
}

function formOf(body: unknown): Record<string, string> {
  return typeof body === "object" && body !== null ? (body as Record<string, string>) : {};
}
