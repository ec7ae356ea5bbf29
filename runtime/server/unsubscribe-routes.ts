/** The way out that every marketing message carries, and the one for being tracked. */
import type { FastifyInstance } from "fastify";
import type { Database } from "../store/database.ts";
import { loadGraph } from "../store/journeys.ts";
import { findMessage } from "../store/messages.ts";
import type { TokenPayload, Tokens } from "../tracking/token.ts";
import type { Tracker } from "../tracking/tracking.ts";
import { localeOf, pageTexts } from "./page-texts.ts";
import { invalidLinkPage, messagePage, pageHeaders, trackingPage, unsubscribePage } from "./pages.ts";
import { formOf, listsIn } from "./subscription-routes.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface UnsubscribeRoutesOptions {
  readonly tokens: Tokens;
  readonly tracking: Tracker;
  /** With it, people may leave single lists too. */
  readonly lists?: { readonly db: Database; readonly subscriptions: Subscriptions } | undefined;
}

/** Reading the page changes nothing (scanners follow links): only a button, or a mail program's one-click POST, does. */
export function addUnsubscribeRoutes(
  app: FastifyInstance,
  { tokens, tracking, lists }: UnsubscribeRoutesOptions,
): void {
  type Parameters = { Params: { token: string } };

  app.get<Parameters>("/u/:token", async (request, reply) => {
    const locale = localeOf(request);
    const token = tokens.read("unsubscribe", request.params.token);
    if (!token) return reply.code(404).headers(pageHeaders).send(invalidLinkPage(locale));
    const person = lists && (await personOf(lists.db, token));
    const joined = person && lists ? await lists.subscriptions.listsOf(person.model, person.recordId, locale) : [];
    const code = encodeURIComponent(request.params.token);
    return reply.headers(pageHeaders).send(unsubscribePage(locale, `/u/${code}`, joined, `/t/${code}`));
  });

  app.post<Parameters>("/u/:token", async (request, reply) => {
    const locale = localeOf(request);
    const texts = pageTexts[locale];
    const token = tokens.read("unsubscribe", request.params.token);
    const form = formOf(request.body);
    if (token && lists && form.only === "lists") {
      const person = await personOf(lists.db, token);
      const chosen = listsIn(form);
      if (person) await lists.subscriptions.leave(person.model, person.recordId, chosen);
      const { title, text } = texts.leftLists;
      return reply
        .headers(pageHeaders)
        .send(messagePage(locale, title, text(lists.subscriptions.titles(chosen, locale) || "–")));
    }
    const address = token && (await tracking.unsubscribed(token));
    if (address === undefined) return reply.code(404).headers(pageHeaders).send(invalidLinkPage(locale));
    const { title, text } = texts.unsubscribed;
    return reply.headers(pageHeaders).send(messagePage(locale, title, text(address)));
  });

  app.get<Parameters>("/t/:token", async (request, reply) => {
    const locale = localeOf(request);
    if (!tokens.read("unsubscribe", request.params.token)) {
      return reply.code(404).headers(pageHeaders).send(invalidLinkPage(locale));
    }
    return reply.headers(pageHeaders).send(trackingPage(locale, `/t/${encodeURIComponent(request.params.token)}`));
  });

  app.post<Parameters>("/t/:token", async (request, reply) => {
    const locale = localeOf(request);
    const token = tokens.read("unsubscribe", request.params.token);
    const address = token && (await tracking.declined(token));
    if (address === undefined) return reply.code(404).headers(pageHeaders).send(invalidLinkPage(locale));
    const { title, text } = pageTexts[locale].notTracked;
    return reply.headers(pageHeaders).send(messagePage(locale, title, text(address)));
  });
}

async function personOf(
  db: Database,
  token: TokenPayload,
): Promise<{ readonly model: string; readonly recordId: string } | undefined> {
  const message = await findMessage(db, token.bucket, token.messageId);
  const graph = message && (await loadGraph(db, message.versionId));
  return message && graph && { model: graph.target, recordId: message.recordId };
}
