/** What the world may call: the pixel, tracked links, the unsubscribe page, providers' callbacks. */
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Tokens } from "../tracking/token.ts";
import type { Tracking } from "../tracking/tracking.ts";
import type { TwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import { messagePage, unsubscribePage } from "./pages.ts";

export interface PublicRoutesOptions {
  readonly tokens: Tokens;
  readonly tracking: Tracking;
  /** Undefined: text messages are not set up. */
  readonly twilio?: TwilioCallbacks | undefined;
}

/** A transparent picture of one pixel. */
const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

export function addPublicRoutes(app: FastifyInstance, { tokens, tracking, twilio }: PublicRoutesOptions): void {
  // RFC 8058's POST and Twilio's callbacks are forms.
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 65_536 },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.addContentTypeParser("multipart/form-data", { parseAs: "string", bodyLimit: 65_536 }, (_, _body, done) =>
    done(null, {}),
  );

  const notFound = (reply: FastifyReply) =>
    reply
      .code(404)
      .type("text/html; charset=utf-8")
      .send(messagePage("This link is not valid", "It may be incomplete. Please use the link in the message itself."));

  app.get<{ Params: { file: string } }>("/o/:file", { exposeHeadRoute: false }, async (request, reply) => {
    const token = tokens.read("open", request.params.file.replace(/\.gif$/, ""));
    if (token) await tracking.opened(token);
    // The picture is the same for a token that is not ours: an answer tells nobody anything.
    return reply.type("image/gif").header("cache-control", "no-store, private").send(pixel);
  });

  app.get<{ Params: { token: string } }>("/c/:token", { exposeHeadRoute: false }, async (request, reply) => {
    const token = tokens.read("click", request.params.token);
    const target = token && (await tracking.clicked(token));
    if (target === undefined) return notFound(reply);
    return reply
      .header("cache-control", "no-store, private")
      .header("referrer-policy", "no-referrer")
      .redirect(target, 302);
  });
  // HEAD is what scanners send: it learns that there is something, and counts for nothing.
  app.head<{ Params: { token: string } }>("/c/:token", async (request, reply) =>
    reply.code(tokens.read("click", request.params.token) ? 200 : 404).send(),
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

function formOf(body: unknown): Record<string, string> {
  return typeof body === "object" && body !== null ? (body as Record<string, string>) : {};
}
