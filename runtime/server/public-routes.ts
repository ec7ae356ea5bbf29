/** What the world may call: the pixel, tracked links, the unsubscribe page, providers' callbacks. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Tokens } from "../tracking/token.ts";
import type { Tracking } from "../tracking/tracking.ts";
import type { TwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import { localeOf } from "./page-texts.ts";
import { escapeHtml, invalidLinkPage, pageHeaders } from "./pages.ts";
import { addUnsubscribeRoutes, type UnsubscribeRoutesOptions } from "./unsubscribe-routes.ts";

export interface PublicRoutesOptions {
  readonly tokens: Tokens;
  readonly tracking: Tracking;
  /** Undefined: text messages are not set up. */
  readonly twilio?: TwilioCallbacks | undefined;
  /** Undefined: no list is public. */
  readonly lists?: UnsubscribeRoutesOptions["lists"];
}

/** A transparent picture of one pixel. */
const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

export function addPublicRoutes(app: FastifyInstance, { tokens, tracking, twilio, lists }: PublicRoutesOptions): void {
  // RFC 8058's POST and Twilio's callbacks are forms.
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 65_536 },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.addContentTypeParser("multipart/form-data", { parseAs: "string", bodyLimit: 65_536 }, (_, _body, done) =>
    done(null, {}),
  );

  const notFound = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .code(404)
      .headers(pageHeaders)
      .send(invalidLinkPage(localeOf(request)));

  app.get<{ Params: { file: string } }>("/o/:file", { exposeHeadRoute: false }, async (request, reply) => {
    const token = tokens.read("open", request.params.file.replace(/\.gif$/, ""));
    if (token) await tracking.opened(token);
    // The picture is the same for a token that is not ours: an answer tells nobody anything.
    return reply.type("image/gif").header("cache-control", "no-store, private").send(pixel);
  });

  app.get<{ Params: { token: string } }>("/c/:token", { exposeHeadRoute: false }, async (request, reply) => {
    const token = tokens.read("click", request.params.token);
    const target = token && (await tracking.clicked(token));
    if (target === undefined) return notFound(request, reply);
    return reply
      .header("cache-control", "no-store, private")
      .header("referrer-policy", "no-referrer")
      .redirect(target, 302);
  });
  // HEAD is what scanners send: it learns that there is something, and counts for nothing.
  app.head<{ Params: { token: string } }>("/c/:token", async (request, reply) =>
    reply.code(tokens.read("click", request.params.token) ? 200 : 404).send(),
  );

  addUnsubscribeRoutes(app, { tokens, tracking, lists });

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

/** What the phone is answered with, as Twilio's markup. */
function twiml(text: string | undefined): string {
  return `<Response>${text === undefined ? "" : `<Message>${escapeHtml(text)}</Message>`}</Response>`;
}

function formOf(body: unknown): Record<string, string> {
  return typeof body === "object" && body !== null ? (body as Record<string, string>) : {};
}
