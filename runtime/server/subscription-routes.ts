/** The subscription page, and the confirmation that its mail leads to. */
import { Problem } from "@journey/language";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { type Locale, localeOf, pageTexts } from "./page-texts.ts";
import {
  confirmPage,
  expiredPage,
  invalidLinkPage,
  messagePage,
  pageHeaders,
  type SubscribePage,
  subscribePage,
} from "./pages.ts";
import type { Subscriptions, Visitor } from "./subscriptions.ts";

export interface SubscriptionRoutesOptions {
  readonly subscriptions: Subscriptions;
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

const path = "/subscribe";

export function addSubscriptionRoutes(
  app: FastifyInstance,
  { subscriptions, onProblem }: SubscriptionRoutesOptions,
): void {
  const show = (reply: FastifyReply, locale: Locale, more: Partial<SubscribePage> = {}, status = 200) =>
    reply
      .code(status)
      .headers(pageHeaders)
      .send(subscribePage(locale, { sender: subscriptions.sender, path, lists: subscriptions.shown(locale), ...more }));
  const say = (reply: FastifyReply, locale: Locale, { title, text }: { title: string; text: string }, status = 200) =>
    reply
      .code(status)
      .headers(pageHeaders)
      .send(messagePage(locale, title, text));

  app.get(path, async (request, reply) => show(reply, localeOf(request)));

  app.post(path, async (request, reply) => {
    const locale = localeOf(request);
    const form = formOf(request.body);
    const { subscribe: texts, checkMail, tooMany } = pageTexts[locale];
    const address = (form.address ?? "").trim();
    const lists = listsIn(form);
    const filled = { address, chosen: new Set(lists), agreed: form.agree === "yes" };
    const wrong = !isAddress(address)
      ? texts.noAddress
      : lists.length === 0
        ? texts.noList
        : filled.agreed
          ? undefined
          : texts.noConsent;
    if (wrong !== undefined) return show(reply, locale, { ...filled, wrong }, 422);
    // People don't see this field; programs fill it in.
    if (!form.website) {
      const wording = `${texts.consent(subscriptions.sender)} (${subscriptions.titles(lists, locale)})`;
      const isTaken = await subscriptions.request({ address, lists, locale, wording }, visitorOf(request));
      if (!isTaken) return say(reply, locale, tooMany, 429);
    }
    return say(reply, locale, { title: checkMail.title, text: checkMail.text(address) });
  });

  app.get<{ Params: { token: string } }>(`${path}/confirm/:token`, async (request, reply) => {
    const { token } = request.params;
    const pending = await subscriptions.pending(token);
    const locale = chosenLocale(request) ?? pending?.locale ?? localeOf(request);
    if (!pending) return reply.code(404).headers(pageHeaders).send(invalidLinkPage(locale));
    if (pending.isExpired) return reply.code(410).headers(pageHeaders).send(expiredPage(locale, path));
    const lists = subscriptions.titles(pending.lists, locale);
    return reply.headers(pageHeaders).send(confirmPage(locale, `${path}/confirm/${token}`, pending.address, lists));
  });

  app.post<{ Params: { token: string } }>(`${path}/confirm/:token`, async (request, reply) => {
    const { token } = request.params;
    const pending = await subscriptions.pending(token);
    const locale = chosenLocale(request) ?? pending?.locale ?? localeOf(request);
    if (!pending) return reply.code(404).headers(pageHeaders).send(invalidLinkPage(locale));
    if (pending.isExpired) return reply.code(410).headers(pageHeaders).send(expiredPage(locale, path));
    try {
      await subscriptions.confirm(token, visitorOf(request));
    } catch (error) {
      // The link goes on working: what is wrong in our settings can be mended.
      onProblem?.(problemOf(error));
      return say(reply, locale, pageTexts[locale].failed, 503);
    }
    const { title, text } = pageTexts[locale].confirmed;
    return say(reply, locale, { title, text: text(subscriptions.titles(pending.lists, locale)) });
  });
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Problem("cannot-subscribe", `A subscription could not be confirmed: ${reason}.`, "It can be tried again.");
}

/** What a visitor has chosen themselves: a mail is read in its own language. */
function chosenLocale(request: FastifyRequest): Locale | undefined {
  const has = (source: unknown) => typeof source === "object" && source !== null && "lang" in source;
  return has(request.query) || has(request.body) ? localeOf(request) : undefined;
}

export function visitorOf(request: FastifyRequest): Visitor {
  return { ip: request.ip, browser: request.headers["user-agent"]?.slice(0, 500) };
}

export function formOf(body: unknown): Readonly<Record<string, string>> {
  return typeof body === "object" && body !== null ? (body as Record<string, string>) : {};
}

/** The lists that were chosen: fields `list:NAME`. */
export function listsIn(form: Readonly<Record<string, string>>): string[] {
  return Object.keys(form).flatMap((name) => (name.startsWith("list:") ? [name.slice("list:".length)] : []));
}

function isAddress(text: string): boolean {
  return text.length <= 254 && z.email().safeParse(text).success;
}
