/** Subscribing to public mailing lists, with a confirmation that proves whose wish it was (double opt-in). */
import { createHmac, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";
import { normalise } from "@journey/compiler";
import { Problem } from "@journey/language";
import type { Channel } from "../channels/channel.ts";
import type { Clock } from "../clock.ts";
import { giveConsent, logConsent } from "../store/consent.ts";
import type { Database } from "../store/database.ts";
import { addListMembers, findListsOf, removeListMembers } from "../store/lists.ts";
import { loadSchema } from "../store/schema.ts";
import {
  claimConfirmations,
  countRequests,
  type DueConfirmation,
  findSubscription,
  insertSubscription,
  markConfirmed,
  noteConfirmation,
  recordsWithAddress,
  type SubscriptionRequest,
} from "../store/subscriptions.ts";
import { isSuppressedByOthers, liftOptOut } from "../store/suppressions.ts";
import { isLocale, type Locale, pageTexts } from "./page-texts.ts";
import { escapeHtml, type ShownList } from "./pages.ts";

/** A text in one language, or in several; English where one is missing, else whichever there is. */
export type Localised = string | Readonly<Partial<Record<Locale, string>>>;

/** A mailing list that people may subscribe to themselves. */
export interface PublicList {
  readonly name: string;
  /** Whose records are on it. */
  readonly model: string;
  readonly title?: Localised | undefined;
  readonly description?: Localised | undefined;
  /** What a new record gets besides its address, by field name. */
  readonly new?: Readonly<Record<string, unknown>> | undefined;
}

export interface SubscriptionsOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** What confirmation links are signed with. */
  readonly secret: string;
  readonly lists: readonly PublicList[];
  /** The sender of confirmation mails: `Acme <hello@acme.test>`. */
  readonly from: string;
  /** The mail domain, for the mails' own ids. */
  readonly domain: string;
  /** Read at each call: a free port is known late. */
  readonly publicUrl: string;
  readonly email: Channel;
}

export interface Visitor {
  readonly ip?: string | undefined;
  readonly browser?: string | undefined;
}

export interface PendingSubscription {
  readonly address: string;
  readonly locale: Locale;
  readonly lists: readonly string[];
  readonly isExpired: boolean;
}

export interface Subscriptions {
  /** Whom people subscribe to: the name in front of the sender's address. */
  readonly sender: string;
  shown(locale: Locale): readonly ShownList[];
  /** The names of lists as people know them. */
  titles(names: readonly string[], locale: Locale): string;
  /** Keeps a request. Whoever asks learns nothing about the address. @returns false: there were too many */
  request(request: Omit<SubscriptionRequest, "ip" | "browser">, visitor: Visitor): Promise<boolean>;
  /** What a confirmation link is for; undefined: no link of ours. */
  pending(token: string): Promise<PendingSubscription | undefined>;
  /** @throws Problem `cannot-subscribe`, `unknown-model` */
  confirm(token: string, visitor: Visitor): Promise<void>;
  /** The public lists that a record is on. */
  listsOf(model: string, recordId: string, locale: Locale): Promise<readonly ShownList[]>;
  leave(model: string, recordId: string, lists: readonly string[]): Promise<void>;
  /** Sends the confirmation mails that are due. @returns how many */
  send(): Promise<number>;
}

const hour = 3_600_000;
const confirmWithin = 7 * 24 * hour;
const perHour = { fromIp: 20, forAddress: 3 };

export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { db, clock, lists } = options;
  const sender = senderName(options.from);

  const sign = (id: string) => createHmac("sha256", options.secret).update(`confirm:${id}`).digest("hex").slice(0, 32);
  const idOf = (token: string): string | undefined => {
    const [, id, signature] = /^([0-9]{1,18})-([0-9a-f]{32})$/.exec(token) ?? [];
    if (id === undefined || signature === undefined) return undefined;
    return timingSafeEqual(Buffer.from(sign(id)), Buffer.from(signature)) ? id : undefined;
  };
  const titles = (names: readonly string[], locale: Locale) =>
    names.map((name) => localised(lists.find((list) => list.name === name)?.title, locale) ?? name).join(", ");
  const shownList =
    (locale: Locale) =>
    ({ name, title, description }: PublicList): ShownList => ({
      name,
      title: localised(title, locale) ?? name,
      description: localised(description, locale),
    });

  async function sendOne(due: DueConfirmation): Promise<void> {
    const now = clock.now();
    const url = `${options.publicUrl}/subscribe/confirm/${due.id}-${sign(due.id)}`;
    const result = await options.email
      .send(confirmationMail(options, sender, due, url, titles(due.lists, asLocale(due.locale))), now)
      .catch((error: Error) => ({ status: "failed", error: error.message }) as const);
    switch (result.status) {
      case "sent":
        await noteConfirmation(db, due.id, { sentAt: now });
        return;
      case "deferred":
        await noteConfirmation(db, due.id, { error: result.error, retryAt: result.retryAt });
        return;
      // A second mail does no harm; one that is missing does.
      case "unknown":
        await noteConfirmation(db, due.id, { error: result.error, retryAt: now + hour });
        return;
      default:
        await noteConfirmation(db, due.id, { error: "error" in result ? result.error : "suppressed" });
    }
  }

  return {
    sender,
    shown: (locale) => lists.map(shownList(locale)),
    titles,

    async request(request, { ip, browser }) {
      const now = clock.now();
      const address = normalise(request.address, "email");
      const recent = await countRequests(db, { ip, address }, now - hour);
      if (recent.fromIp >= perHour.fromIp && isPublic(ip)) return false;
      // Nobody is to fill somebody's mailbox with it, and nobody is to find out whose address is known here.
      if (recent.forAddress >= perHour.forAddress || (await isSuppressedByOthers(db, address))) return true;
      const known = request.lists.filter((name) => lists.some((list) => list.name === name));
      await db.transaction(async (tx) => {
        await insertSubscription(tx, { ...request, address, lists: known, ip, browser }, now);
        await logConsent(tx, address, "requested", "marketing", {
          origin: "subscription page",
          at: now,
          ip,
          browser,
          lists: known,
          wording: request.wording,
          locale: request.locale,
        });
      });
      return true;
    },

    async pending(token) {
      const id = idOf(token);
      const subscription = id === undefined ? undefined : await findSubscription(db, id);
      return (
        subscription && {
          address: subscription.address,
          locale: asLocale(subscription.locale),
          lists: subscription.lists,
          isExpired: clock.now() > subscription.requestedAt + confirmWithin,
        }
      );
    },

    async confirm(token, { ip, browser }) {
      const id = idOf(token);
      const subscription = id === undefined ? undefined : await findSubscription(db, id);
      if (id === undefined || !subscription) return;
      const now = clock.now();
      const schema = await loadSchema(db);
      await db.transaction(async (tx) => {
        if (!(await markConfirmed(tx, id, now))) return;
        for (const name of subscription.lists) {
          const list = lists.find((candidate) => candidate.name === name);
          if (!list) continue;
          const model = schema.models[list.model];
          if (!model) {
            throw new Problem(
              "unknown-model",
              `The list ${name} is of the model ${list.model}, which no deployed journey knows.`,
              "Deploy a journey for it, or name another model in the settings.",
            );
          }
          const records = await recordsWithAddress(tx, model, subscription.address, list.new ?? {}, now);
          await addListMembers(tx, name, model.name, records, now);
        }
        await liftOptOut(tx, subscription.address);
        const { lists: wanted, wording, locale } = subscription;
        await giveConsent(tx, subscription.address, "marketing", {
          ...{ origin: "subscription page, confirmed by e-mail", at: now },
          ...{ ip, browser, lists: wanted, wording, locale },
        });
      });
    },

    async listsOf(model, recordId, locale) {
      const names = await findListsOf(
        db,
        model,
        recordId,
        lists.filter((list) => list.model === model).map(({ name }) => name),
      );
      return lists.filter(({ name }) => names.includes(name)).map(shownList(locale));
    },

    async leave(model, recordId, names) {
      for (const list of lists) {
        if (names.includes(list.name)) await removeListMembers(db, list.name, model, [recordId]);
      }
    },

    async send() {
      let sent = 0;
      for (;;) {
        const due = await claimConfirmations(db, clock.now(), 20);
        if (due.length === 0) return sent;
        await Promise.all(due.map(sendOne));
        sent += due.length;
      }
    },
  };
}

function confirmationMail(
  { from, domain }: SubscriptionsOptions,
  sender: string,
  { id, address, locale, attempt }: DueConfirmation,
  url: string,
  lists: string,
) {
  const texts = pageTexts[asLocale(locale)].mail;
  const paragraph = (text: string) => `<p style="margin:0 0 20px">${escapeHtml(text)}</p>`;
  return {
    bucket: 0,
    id: `subscription-${id}`,
    recipient: address,
    from,
    subject: texts.subject(sender),
    text: `${texts.text(lists)}\n\n${texts.button}: ${url}\n\n${texts.ignore}\n`,
    html: `<!doctype html><html lang="${asLocale(locale)}"><body style="margin:0;padding:24px;background:#ffffff;color:#1d2125;font:16px/1.5 system-ui,sans-serif"><div style="max-width:480px;margin:0 auto">${paragraph(texts.text(lists))}<p style="margin:0 0 20px"><a href="${escapeHtml(url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1f55c4;color:#fff;text-decoration:none;font-weight:600">${escapeHtml(texts.button)}</a></p>${paragraph(texts.ignore)}</div></body></html>`,
    messageId: `<subscription-${id}@${domain}>`,
    attempt,
  };
}

/** `Acme <hello@acme.test>` → `Acme`; an address without a name is its own name. */
function senderName(from: string): string {
  const [, name, address] = /^\s*"?([^"<]*?)"?\s*<([^>]*)>\s*$/.exec(from) ?? [];
  return name || address || from;
}

function asLocale(text: string): Locale {
  return isLocale(text) ? text : "en";
}

function localised(text: Localised | undefined, locale: Locale): string | undefined {
  if (text === undefined || typeof text === "string") return text;
  return text[locale] ?? text.en ?? Object.values(text)[0];
}

const inside = new BlockList();
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  inside.addSubnet(network, bits, "ipv4");
}
inside.addAddress("::1", "ipv6");
inside.addSubnet("fc00::", 7, "ipv6");

/** A proxy's address inside the house stands for everybody's. */
function isPublic(ip: string | undefined): boolean {
  const kind = ip === undefined ? 0 : isIP(ip);
  return ip !== undefined && kind !== 0 && !inside.check(ip, kind === 6 ? "ipv6" : "ipv4");
}
