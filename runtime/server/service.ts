/** What `journey run` runs: the loops that enrol, move and send, and the HTTP server beside them. */
import { Problem } from "@journey/language";
import { createCalls } from "../channels/calls.ts";
import { createOutbox, type OutboxOptions } from "../channels/outbox.ts";
import { createPushChannel, makeVapidKeys, type VapidKeys } from "../channels/push.ts";
import { createGoneHandler } from "../channels/push-gone.ts";
import { createSmsChannel, type SmsOptions } from "../channels/sms.ts";
import { createSmsBudget, type SmsCaps, type SmsPrices } from "../channels/sms-budget.ts";
import type { Clock } from "../clock.ts";
import type { Engine } from "../engine/contract.ts";
import { createPeopleUnderWay } from "../engine/people-under-way.ts";
import { optOut } from "../store/consent.ts";
import type { Database } from "../store/database.ts";
import { loadSecret, loadVapidKeys } from "../store/settings.ts";
import { forgetWaiting } from "../store/sms-charges.ts";
import { endTurn, forgetDead, takeTurn } from "../store/workers.ts";
import { createTestParticipants } from "../test-participants/test-participants.ts";
import type { UtmSettings } from "../tracking/link-target.ts";
import { createShortLinks } from "../tracking/short-links.ts";
import { createTokens } from "../tracking/token.ts";
import { createTracking, type Tracker } from "../tracking/tracking.ts";
import { createTwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import type { DatabaseClock } from "./database-clock.ts";
import { startHttpServer } from "./http-server.ts";
import { type Loop, startLoop } from "./loop.ts";
import { createMail, type MailSettings } from "./mail.ts";
import { createMetrics, within } from "./metrics.ts";
import { dropOld, type Retention } from "./retention.ts";
import { addShortLinkRoutes } from "./short-link-routes.ts";
import { addSubscriptionRoutes } from "./subscription-routes.ts";
import { createSubscriptions, type PublicList } from "./subscriptions.ts";
import { startWorker } from "./worker.ts";

export interface ServiceOptions {
  readonly db: Database;
  readonly engine: Engine;
  /** The engine's. Where it can be set, it is kept at the database's time. */
  readonly clock: Clock & Partial<Pick<DatabaseClock, "set">>;
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
  /** What your own systems show to call; undefined: they can't. */
  readonly apiToken?: string | undefined;
  /** What may ask how many are under way, and nothing else. */
  readonly statusToken?: string | undefined;
  /** Parameters for links' addresses; undefined: none. */
  readonly utm?: UtmSettings | undefined;
  /** How many days pixels and tracked links are listened to; otherwise 365. */
  readonly linkDays?: number | undefined;
  /** How long what is over is kept. */
  readonly retention?: Retention | undefined;
  /** For `run` steps: calls a function that a TypeScript file of the project exports. */
  readonly runFunction?: OutboxOptions["runFunction"];
  readonly webhooks?: OutboxOptions["webhooks"];
  /** For push notifications; otherwise made once, and kept in the database. */
  readonly vapid?: VapidKeys | undefined;
  /** Milliseconds without a sign of life after which the others take this process for dead. Default 30 s. */
  readonly lease?: number;
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
  /** The name under which the other processes know this one. */
  readonly worker: string;
  /** Resolved when the database was brought to a state that this release must not work on: close it then. */
  readonly refused: Promise<Problem>;
  /**
   * Begins nothing more, finishes what is under way, and ends.
   *
   * @param patience milliseconds that it may take
   * @returns false when that was too short: the other processes look after what is left
   */
  close(patience?: number): Promise<boolean>;
}

/** Milliseconds between two rounds that found something: what comes meanwhile goes together. */
const shortestPause = 25;
/** The same between what somebody did and the step that follows from it: two such rounds lie between them. */
const reactionPause = 10;
/** How late a timer may be noticed while nothing else happens. */
const longestPause = 1_000;
/** How long a record may match before anybody looks. */
const longestEnrolPause = 5_000;
/** How long a condition on a record may hold before anybody looks: it costs a look at all under way. */
const watchPause = 15_000;
/** Between two looks at what is old enough to go, and after one that found something. */
const retentionPause = 6 * 3_600_000;
const retentionAgain = 60_000;
/** How long a dead worker is remembered. */
const deadFor = 24 * 3_600_000;

/** PostgreSQL's codes for what goes away when it is tried again: deadlocks, serialization failures, locks not had in time. */
const passing = new Set(["40P01", "40001", "55P03"]);

type StartLoop = (
  name: string,
  pauses: readonly [shortest: number, longest: number],
  work: (signal: AbortSignal) => Promise<number>,
) => void;

/** @throws Problem `port-taken` */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { db, engine, clock, publicUrl, onProblem, lease = 30_000 } = options;
  const secret = await loadSecret(db);
  const tokens = createTokens(secret, { days: options.linkDays, clock });
  const { sms, utm, inboundPort } = options;
  const shortLinks = { codes: createShortLinks(secret, { clock }), url: sms?.shortUrl ?? `${publicUrl}/s` };
  const budget =
    sms?.prices &&
    createSmsBudget({ ...{ db, tokens, publicUrl, shortLinks, utm }, ...sms, prices: sms.prices, onProblem });
  const vapid = options.vapid ?? (await loadVapidKeys(db, makeVapidKeys));
  let refuse: (problem: Problem) => void = () => {};
  const refused = new Promise<Problem>((resolve) => {
    refuse = resolve;
  });
  const worker = await startWorker({ db, clock, lease, onRefused: (problem) => refuse(problem) });
  const metrics = createMetrics({ db, engine, clock, lease });
  let draining = false;
  const loops = new Map<string, Loop>();
  const failing = new Set<string>();
  const signals = db.signals?.(["judge", "step", "send"], (topic) => loops.get(topic)?.wake());
  /** There may be something to do: here, or, while this process is busy, with one that is not. */
  const wake = (topic: "judge" | "step" | "send"): void => {
    const loop = loops.get(topic);
    loop?.wake();
    if (!loop || loop.isBusy || draining) signals?.send(topic);
  };

  const tracking = noticing(createTracking({ db, clock, utm }), (type) => {
    metrics.event(type);
    wake(type === "opened" || type === "clicked" ? "judge" : "step");
  });
  const mail = createMail({ ...options, settings: options.mail ?? {}, inboundPort, clock, tokens, tracking });
  const subscriptions = createSubscriptions({
    ...{ db, clock, secret, email: mail.channel, publicUrl },
    from: options.from,
    domain: options.domain,
    lists: options.lists ?? [],
  });
  const pushChannel = createPushChannel({
    vapid,
    subject: `mailto:postmaster@${options.domain}`,
    allow: options.webhooks?.allow ?? [],
    onGone: createGoneHandler({ db, clock, tracking }),
  });
  const outbox = createOutbox({
    ...{ db, clock, tokens, publicUrl, shortLinks, utm, onProblem },
    domain: options.domain,
    from: options.from,
    takesMail: mail.comesBack,
    sender: {
      id: worker.id,
      lease,
      get isBelieved() {
        return worker.isBelieved;
      },
      get isSteady() {
        return worker.isSteady;
      },
    },
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
      pushChannel,
    ],
  });
  // Of no budget, and outside of the outbox: a test counts for nothing.
  const testSms = sms && createSmsChannel(sms);
  const { runFunction } = options;
  const testCalls = createCalls({
    ...{ db, clock, webhooks: options.webhooks },
    // Ended by the outbox, which works with it, too.
    runFunction: runFunction && { run: (call) => runFunction.run(call), close: async () => {} },
  });
  const tests = createTestParticipants({
    ...{ db, clock, publicUrl, from: options.from, calls: testCalls },
    channels: [mail.channel, pushChannel, ...(testSms ? [testSms] : [])],
  });
  const ready = async (): Promise<boolean> => {
    const isFailing = [...loops.keys()].some((name) => failing.has(name));
    if (draining || isFailing || !worker.isBelieved) return false;
    return within(db.query("select 1"), 2_000).then(
      () => true,
      () => false,
    );
  };
  const close: (() => Promise<unknown>)[] = [];
  try {
    const http = await startHttpServer({
      host: options.host,
      port: options.port,
      tokens,
      tracking,
      engine,
      tests,
      metrics,
      apiToken: options.apiToken,
      statusToken: options.statusToken,
      peopleUnderWay: createPeopleUnderWay(db),
      ready,
      lists: { db, subscriptions },
      pushKey: vapid.publicKey,
      trustedProxies: options.trustedProxies,
      addRoutes(app) {
        addShortLinkRoutes(app, { tokens, publicUrl, shortLinks: shortLinks.codes, shortUrl: sms?.shortUrl });
        addSubscriptionRoutes(app, { subscriptions, onProblem });
        mail.addRoutes(app);
      },
      onWork: () => wake("step"),
      onProblem: (error) => failed("http", error),
      onSuccess: () => failing.delete("http"),
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
    close.push(() => http.close());
    close.push(() => mail.close());
    close.push(async () => void (await Promise.all([testCalls.close(), testSms?.close()])));
    await mail.start();
    // What an earlier start held back, under caps that there are no more.
    if (!budget) await forgetWaiting(db, clock.now());
    startLoops();
    return { url: http.url, worker: worker.id, refused, close: end };
  } catch (error) {
    await Promise.all(close.map((each) => each()));
    await outbox.close();
    await signals?.close();
    await worker.close(true);
    throw error;
  }

  function startLoops(): void {
    const start: StartLoop = (name, [shortest, longest], work) => {
      const loop = startLoop({
        work,
        shortest,
        longest,
        onError: (error) => failed(name, error),
        onSuccess: () => failing.delete(name),
      });
      loops.set(name, loop);
    };
    startRetention(start);
    // Beside the steps: what has just been opened does not wait until a backlog is worked off.
    start("judge", [reactionPause, longestPause], async () => {
      await tracking.calm();
      const judged = await tracking.judge();
      if (judged > 0) wake("step");
      return judged;
    });
    start("step", [reactionPause, longestPause], async (signal) => {
      return engine.step({
        signal,
        onBatch: (participants, took) => {
          metrics.batch(participants, took);
          wake("send");
        },
      });
    });
    start("send", [shortestPause, longestPause], async (signal) => {
      const attempts = await outbox.send(signal);
      metrics.attempted(attempts);
      if (attempts > 0) wake("step");
      return attempts + (signal.aborted ? 0 : await subscriptions.send());
    });
    start("enrol", [shortestPause, longestEnrolPause], () =>
      inTurn("enrol", [shortestPause, longestPause], async () => {
        const enrolled = await engine.enrol();
        metrics.enrolled(enrolled);
        if (enrolled > 0) {
          wake("step");
          signals?.send("step");
        }
        return enrolled;
      }),
    );
    start("watch", [longestPause, watchPause], () =>
      inTurn("watch", [watchPause, watchPause], async () => {
        const changed = await engine.watch();
        await forgetDead(db, deadFor);
        if (changed > 0) wake("step");
        return changed;
      }),
    );
  }

  function startRetention(start: StartLoop): void {
    start("retain", [longestPause, retentionAgain], (signal) =>
      inTurn("retain", [retentionAgain, retentionPause], () => dropOld(db, clock, options.retention, signal)),
    );
  }

  /**
   * What one process at a time does for all, as long as it lives and however long it takes.
   *
   * @param pauses milliseconds until the next turn: when there was something to do, and when there was nothing
   */
  async function inTurn(
    name: string,
    [whenDone, whenIdle]: readonly [number, number],
    work: () => Promise<number>,
  ): Promise<number> {
    if (!(await takeTurn(db, name, worker.id, lease))) return 0;
    let renewing: Promise<void> = Promise.resolve();
    const renewal = setInterval(() => {
      renewing = endTurn(db, name, worker.id, lease).catch(() => {});
    }, lease / 3);
    let done = 0;
    try {
      done = await work();
      return done;
    } finally {
      clearInterval(renewal);
      await renewing;
      await endTurn(db, name, worker.id, done > 0 ? whenDone : whenIdle).catch(() => {});
    }
  }

  /** @returns whether it goes away by itself */
  function failed(name: string, error: unknown): boolean {
    metrics.failed(name);
    if (passing.has((error as { code?: string } | undefined)?.code ?? "")) return true;
    const isFirst = failing.size === 0;
    failing.add(name);
    if (!isFirst || draining) return false;
    onProblem(
      error instanceof Problem
        ? error
        : new Problem(
            "work-interrupted",
            `The work was interrupted: ${error instanceof Error ? error.message : String(error)}.`,
            "Nothing is lost: it is tried again every few seconds.",
          ),
    );
    return false;
  }

  async function end(patience = 25_000): Promise<boolean> {
    draining = true;
    const until = performance.now() + patience;
    const left = () => Math.max(0, until - performance.now());
    const inTime = (what: Promise<unknown>) =>
      within(what, left()).then(
        () => true,
        () => false,
      );
    const stopped = inTime(Promise.all([...loops.values()].map((loop) => loop.stop())));
    await inTime(worker.drain());
    let done = await stopped;
    // Until here the world is answered: what comes in now is for the other processes.
    done = (await inTime(Promise.all(close.map((each) => each())))) && done;
    let settled = false;
    while (done && !settled) {
      settled = await outbox.settle().catch(() => false);
      if (settled || left() === 0) break;
      await new Promise((resolve) => setTimeout(resolve, Math.min(250, left())));
    }
    done &&= settled;
    await outbox.close();
    await inTime(worker.close(done));
    await inTime(signals?.close() ?? Promise.resolve());
    return done;
  }
}

/** Tells of each event that was written down, and of each pixel and link that was asked for. */
function noticing(tracking: Tracker, onEvent: (type: string) => void): Tracker {
  const after = async <T>(type: string, what: Promise<T>): Promise<T> => {
    const result = await what;
    onEvent(type);
    return result;
  };
  return {
    ...tracking,
    opened: (token, visit) => after("opened", tracking.opened(token, visit)),
    clicked: (token, visit) => after("clicked", tracking.clicked(token, visit)),
    unsubscribed: (token) => after("unsubscribed", tracking.unsubscribed(token)),
    reported: (message, type, source, data) => after(type, tracking.reported(message, type, source, data)),
  };
}
