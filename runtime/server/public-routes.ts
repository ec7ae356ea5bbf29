/** What the world may call: the pixel, tracked links, the unsubscribe page, providers' callbacks. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Tokens } from "../tracking/token.ts";
import type { Tracker, Visit } from "../tracking/tracking.ts";
import type { TwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import { localeOf, pageTexts } from "./page-texts.ts";
import { escapeHtml, invalidLinkPage, messagePage, pageHeaders } from "./pages.ts";
import { formOf } from "./subscription-routes.ts";
import { addUnsubscribeRoutes, type UnsubscribeRoutesOptions } from "./unsubscribe-routes.ts";

export interface PublicRoutesOptions {
  readonly tokens: Tokens;
  readonly tracking: Tracker;
  /** What pages subscribe to push notifications with; undefined: they are not set up. */
  readonly pushKey?: string | undefined;
  /** Undefined: text messages are not set up. */
  readonly twilio?: TwilioCallbacks | undefined;
  /** Undefined: no list is public. */
  readonly lists?: UnsubscribeRoutesOptions["lists"];
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
  { tokens, tracking, twilio, lists, pushKey }: PublicRoutesOptions,
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

  const notFound = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .code(404)
      .headers(pageHeaders)
      .send(invalidLinkPage(localeOf(request)));

  const unavailable = (request: FastifyRequest, reply: FastifyReply) => {
    const locale = localeOf(request);
    const { title, text } = pageTexts[locale].busy;
    return reply
      .code(503)
      .header("retry-after", "5")
      .headers(pageHeaders)
      .send(messagePage(locale, title, text));
  };

  app.get<{ Params: { file: string } }>("/o/:file", { exposeHeadRoute: false }, async (request, reply) => {
    const token = tokens.read("open", request.params.file.replace(/\.gif$/, ""));
    if (!token) return notFound(request, reply);
    try {
      await tracking.opened(token, visitOf(request));
    } catch {
      return unavailable(request, reply);
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
      return unavailable(request, reply);
    }
    if (target === undefined) return notFound(request, reply);
    return reply
      .header("cache-control", "no-store, private")
      .header("referrer-policy", "no-referrer")
      .redirect(target, 302);
  });
  // HEAD is what scanners send: it learns that there is something, and counts as a machine's.
  app.head<{ Params: { token: string } }>("/c/:token", async (request, reply) =>
    reply.code((await click(request).catch(() => undefined)) === undefined ? 404 : 200).send(),
  );

  addUnsubscribeRoutes(app, { tokens, tracking, lists });

  // A device's service worker says what became of a notification; it sends no body, and reads no answer.
  app.post<{ Params: { token: string; what: string } }>("/p/:token/:what", async (request, reply) => {
    const token = tokens.read("push", request.params.token);
    const what = pushReactions.find((reaction) => reaction === request.params.what);
    if (!token || !what) return notFound(request, reply);
    await tracking.reported(token, what, "push");
    return reply.code(204).send();
  });
  if (pushKey !== undefined) {
    app.get("/push/key", async (_, reply) =>
      reply.type("text/plain").header("access-control-allow-origin", "*").send(pushKey),
    );
  }

  if (twilio) {
    app.post<{ Params: { token: string } }>("/webhooks/twilio/status/:token", async (request, reply) => {
      const answer = await twilio.status(request.params.token, request.url, request.headers, formOf(request.body));
      return reply.code(answer).send();
    });
    app.post("/webhooks/twilio/incoming", async (request, reply) => {
      const answer = await twilio.incoming(request.url, request.headers, formOf(request.body));
      return reply
        .code(answer.status)
        .type("text/xml")
        .send(answer.status === 200 ? twiml(answer.text) : "");
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

/** What the phone is answered with, as Twilio's markup. */
function twiml(text: string | undefined): string {
  return `<Response>${text === undefined ? "" : `<Message>${escapeHtml(text)}</Message>`}</Response>`;
}
