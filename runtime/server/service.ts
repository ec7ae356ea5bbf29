/** What `journey run` runs: the loop that enrols, steps and sends, and the HTTP server beside it. */
import { Problem } from "@journey/language";
import Fastify from "fastify";
import { createOutbox, type OutboxOptions } from "../channels/outbox.ts";
import { createSmsChannel, type SmsOptions } from "../channels/sms.ts";
import { type Clock, realClock } from "../clock.ts";
import type { Engine } from "../engine/contract.ts";
import type { Database } from "../store/database.ts";
import { loadSecret } from "../store/settings.ts";
import { createTokens } from "../tracking/token.ts";
import { createTracking } from "../tracking/tracking.ts";
import { createTwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import { createMail, type MailSettings } from "./mail.ts";
import { addPublicRoutes } from "./public-routes.ts";

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
  readonly sms?: SmsOptions | undefined;
  /** Where to take mail in for our own addresses; undefined: nowhere. */
  readonly inboundPort?: number | undefined;
  /** For `run` steps: calls a function that a TypeScript file of the project exports. */
  readonly runFunction?: OutboxOptions["runFunction"];
  /** Told of what goes wrong while it runs; it goes on. */
  readonly onProblem: (problem: Problem) => void;
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
  const tokens = createTokens(await loadSecret(db));
  const tracking = createTracking({ db, clock });
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 1_048_576 });
  const mail = createMail(app, {
    ...options,
    settings: options.mail ?? {},
    inboundPort: options.inboundPort,
    clock,
    tokens,
    tracking,
  });
  const outbox = createOutbox({
    db,
    clock,
    tokens,
    publicUrl,
    domain: options.domain,
    from: options.from,
    takesMail: mail.comesBack,
    onProblem,
    ...(options.runFunction ? { runFunction: options.runFunction } : {}),
    channels: [mail.channel, ...(options.sms === undefined ? [] : [createSmsChannel(options.sms)])],
  });

  let wake: (() => void) | undefined;
  let ending = false;
  let working = true;

  addPublicRoutes(app, {
    tokens,
    tracking,
    ...(options.sms === undefined
      ? {}
      : {
          twilio: createTwilioCallbacks({ db, clock, tokens, tracking, publicUrl, authToken: options.sms.authToken }),
        }),
  });
  // Alive: the process answers. Ready: the database does too, and the loop is not failing.
  app.get("/health", async () => ({ status: "ok" }));
  app.get("/ready", async (_, reply) => {
    const answers = await db.query("select 1").then(
      () => true,
      () => false,
    );
    return reply.code(answers && working ? 200 : 503).send({ status: answers && working ? "ready" : "not ready" });
  });
  app.addHook("onResponse", async () => wake?.());

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
        done += (await engine.step()) + (await outbox.send());
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
      await mail.close();
      await app.close();
      await outbox.close();
    },
  };
}
