/** What `journey run` runs: the loop that enrols, steps and sends, and the HTTP server beside it. */
import { Problem } from "@journey/language";
import Fastify from "fastify";
import { createOutbox, type OutboxOptions } from "../channels/outbox.ts";
import { createPushChannel, makeVapidKeys, type VapidKeys } from "../channels/push.ts";
import { createGoneHandler } from "../channels/push-gone.ts";
import { createSmsChannel, type SmsOptions } from "../channels/sms.ts";
import { createSmsBudget, type SmsCaps, type SmsPrices } from "../channels/sms-budget.ts";
import { type Clock, realClock } from "../clock.ts";
import type { Engine } from "../engine/contract.ts";
import { optOut } from "../store/consent.ts";
import type { Database } from "../store/database.ts";
import { loadSecret, loadVapidKeys } from "../store/settings.ts";
import { forgetWaiting } from "../store/sms-charges.ts";
import type { UtmSettings } from "../tracking/link-target.ts";
import { createShortLinks } from "../tracking/short-links.ts";
import { createTokens } from "../tracking/token.ts";
import { createTracking } from "../tracking/tracking.ts";
import { createTwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import { createMail, type MailSettings } from "./mail.ts";
import { addPublicRoutes, publicServer } from "./public-routes.ts";
import { addShortLinkRoutes } from "./short-link-routes.ts";
import { addSubscriptionRoutes } from "./subscription-routes.ts";
import { createSubscriptions, type PublicList } from "./subscriptions.ts";

export interface ServiceOptions {
  readonly db: Database;
  readonly engine: Engine;
  /** The engine's; otherwise the machine's own. */
  readonly clock?: Clock;
  readonly host: string;
  readonly port: number;
  /** Where the world reaches this service, without a slash at its end. */
  readonly publicUrl: string;
  readonly domain: string;
  readonly from: string;
  /** The server that takes all mail that no other transport takes. */
  readonly smtpUrl: string;
  readonly mail?: MailSettings | undefined;
  readonly sms?: SmsServiceOptions | undefined;
  /** What people may subscribe to themselves. */
  readonly lists?: readonly PublicList[] | undefined;
  /** Whose word on a visitor's address counts: proxies in front of this service. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Where to take mail in for our own addresses; undefined: nowhere. */
  readonly inboundPort?: number | undefined;
  /** Parameters for links' addresses; undefined: none. */
  readonly utm?: UtmSettings | undefined;
  /** How many days pixels and tracked links are listened to; otherwise 365. */
  readonly linkDays?: number | undefined;
  /** For `run` steps: calls a function that a TypeScript file of the project exports. */
  readonly runFunction?: OutboxOptions["runFunction"];
  readonly webhooks?: OutboxOptions["webhooks"];
  /** For push notifications; otherwise made once, and kept in the database. */
  readonly vapid?: VapidKeys | undefined;
  /** Told of what goes wrong while it runs; it goes on. */
  readonly onProblem: (problem: Problem) => void;
}

export interface SmsServiceOptions extends Omit<SmsOptions, "budget" | "onOptOut"> {
  /** What short links begin with, without a slash at its end; default: `publicUrl` and `/s`. */
  readonly shortUrl?: string | undefined;
  /** What HELP is answered with. */
  readonly help?: string | undefined;
  /** With prices, what is spent is recorded, and can be capped. */
  readonly prices?: SmsPrices | undefined;
  readonly caps?: SmsCaps | undefined;
}

export interface Service {
  readonly url: string;
  /** Finishes what is under way, then ends. */
  close(): Promise<void>;
}

const shortestPause = 50;
const longestPause = 5_000;
/** How long a condition on a record may hold before anybody looks, in milliseconds: it costs a look at all under way. */
const watchPause = 15_000;

/** @throws Problem `port-taken` */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { db, engine, publicUrl, onProblem } = options;
  const clock = options.clock ?? realClock;
  const secret = await loadSecret(db);
  const tokens = createTokens(secret, { days: options.linkDays, clock });
  const tracking = createTracking({ db, clock, utm: options.utm });
  const app = Fastify({
    ...publicServer,
    forceCloseConnections: true,
    ...(options.trustedProxies ? { trustProxy: [...options.trustedProxies] } : {}),
  });
  const mail = createMail(app, {
    ...options,
    settings: options.mail ?? {},
    inboundPort: options.inboundPort,
    clock,
    tokens,
    tracking,
  });
  const { sms, utm } = options;
  const shortLinks = { codes: createShortLinks(secret, { clock }), url: sms?.shortUrl ?? `${publicUrl}/s` };
  const budget =
    sms?.prices &&
    createSmsBudget({ ...{ db, tokens, publicUrl, shortLinks, utm }, ...sms, prices: sms.prices, onProblem });
  // What an earlier start held back, under caps that there are no more.
  if (!budget) await forgetWaiting(db, clock.now());
  const subscriptions = createSubscriptions({
    ...{ db, clock, secret, email: mail.channel, publicUrl },
    from: options.from,
    domain: options.domain,
    lists: options.lists ?? [],
  });
  const vapid = options.vapid ?? (await loadVapidKeys(db, makeVapidKeys));
  const outbox = createOutbox({
    db,
    clock,
    tokens,
    publicUrl,
    shortLinks,
    domain: options.domain,
    from: options.from,
    takesMail: mail.comesBack,
    utm,
    onProblem,
    runFunction: options.runFunction,
    webhooks: options.webhooks,
    channels: [
      mail.channel,
      ...(sms === undefined
        ? []
        : [
            createSmsChannel({
              ...sms,
              budget,
              onOptOut: (number, at) => optOut(db, number, { origin: "Twilio", at }),
            }),
          ]),
      createPushChannel({
        vapid,
        subject: `mailto:postmaster@${options.domain}`,
        allow: options.webhooks?.allow ?? [],
        onGone: createGoneHandler({ db, clock, tracking }),
      }),
    ],
  });

  let wake: (() => void) | undefined;
  let ending = false;
  let working = true;

  addPublicRoutes(app, {
    tokens,
    tracking,
    lists: { db, subscriptions },
    pushKey: vapid.publicKey,
    ...(sms === undefined
      ? {}
      : {
          twilio: createTwilioCallbacks({
            ...{ db, clock, tokens, tracking, publicUrl },
            authToken: sms.authToken,
            help: sms.help,
          }),
        }),
  });
  addShortLinkRoutes(app, { tokens, publicUrl, shortLinks: shortLinks.codes, shortUrl: sms?.shortUrl });
  addSubscriptionRoutes(app, { subscriptions, onProblem });
  // Alive: the process answers. Ready: the database does too, and the loop is not failing.
  app.get("/health", async () => ({ status: "ok" }));
  app.get("/ready", async (_, reply) => {
    const answers = await db.query("select 1").then(
      () => true,
      () => false,
    );
    return reply.code(answers && working ? 200 : 503).send({ status: answers && working ? "ready" : "not ready" });
  });
  // Opens and clicks may come in floods: together they wake the loop a few times a second.
  let waking: NodeJS.Timeout | undefined;
  app.addHook("onResponse", async (request) => {
    if (!/^\/[oc]\//.test(request.url)) return wake?.();
    waking ??= setTimeout(() => {
      waking = undefined;
      wake?.();
    }, 250);
  });

  const listening = await app
    .listen({ host: options.host, port: options.port })
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
      throw new Problem("port-taken", `Port ${options.port} can't be listened on.`, "Choose another with --port N.");
    });
  await mail.start();

  const loop = (async () => {
    let pause = shortestPause;
    let watchAt = 0;
    while (!ending) {
      try {
        let done = await engine.enrol();
        if (Date.now() >= watchAt) {
          done += await engine.watch();
          watchAt = Date.now() + watchPause;
        }
        done += (await tracking.judge()) + (await engine.step()) + (await outbox.send());
        done += await subscriptions.send();
        working = true;
        // Polling backs off while there is nothing to do; an event wakes it.
        pause = done > 0 ? shortestPause : Math.min(pause * 2, longestPause);
      } catch (error) {
        if (working) {
          onProblem(
            error instanceof Problem
              ? error
              : new Problem(
                  "work-interrupted",
                  `The work was interrupted: ${error instanceof Error ? error.message : String(error)}.`,
                  "Nothing is lost: it is tried again every few seconds.",
                ),
          );
        }
        working = false;
        pause = longestPause;
      }
      if (!ending) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pause);
          wake = () => {
            if (!working) return;
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
  })();

  return {
    url: listening,
    async close() {
      ending = true;
      working = true;
      wake?.();
      await loop;
      clearTimeout(waking);
      await mail.close();
      await app.close();
      await outbox.close();
    },
  };
}
