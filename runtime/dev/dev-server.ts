/**
 * The development runtime: everything that runs in production (store, engine, outbox, SMTP, tracking), with a database
 * of sample records, an inbox of its own, and a clock that moves when told to.
 */
import type { JourneyGraph } from "@journey/compiler";
import { type ModelSchema, Problem } from "@journey/language";
import Fastify from "fastify";
import { createEmailChannel } from "../channels/email.ts";
import { createOutbox, type Outbox } from "../channels/outbox.ts";
import { createSmsChannel } from "../channels/sms.ts";
import { startTwilioStandIn } from "../channels/twilio-stand-in.ts";
import { VirtualClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import { addPublicRoutes } from "../server/public-routes.ts";
import { addShortLinkRoutes } from "../server/short-link-routes.ts";
import { addSubscriptionRoutes } from "../server/subscription-routes.ts";
import { createSubscriptions } from "../server/subscriptions.ts";
import { saveHolidays } from "../store/ab-tests.ts";
import { openDatabase } from "../store/open-database.ts";
import { loadSecret, loadSetting, saveSetting } from "../store/settings.ts";
import { createTestParticipants } from "../test-participants/test-participants.ts";
import { handleInboundMail } from "../tracking/inbound-mail.ts";
import { createShortLinks } from "../tracking/short-links.ts";
import { createTokens } from "../tracking/token.ts";
import { createTracking } from "../tracking/tracking.ts";
import { createTwilioCallbacks } from "../tracking/twilio-callbacks.ts";
import type { Advance, DevOptions, DevServer } from "./contract.ts";
import { startInbox } from "./inbox.ts";
import { addDevRoutes, addDevTestRoutes } from "./routes.ts";
import { loadSample } from "./sample.ts";
import { createViews } from "./views.ts";

/**
 * @throws Problem `port-taken` when the page's port is in use; those of the database, the sample records
 */
export async function startDev(options: DevOptions): Promise<DevServer> {
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let { project } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.reverse()) await close().catch(() => {});
  };

  try {
    const db = await openDatabase(options.databaseUrl, options.dataFolder);
    closers.push(() => db.close());
    // A kept database goes on where its clock stood: time never runs backwards.
    const clock = new VirtualClock(Math.max(options.start, Number((await loadSetting(db, "clock")) ?? 0)));
    await loadSample(db, schemaOf(project.graphs), options.sample, clock.now());

    await saveHolidays(db, options.holidays ?? []);

    const secret = await loadSecret(db);
    const tokens = createTokens(secret, { clock });
    const shortLinks = createShortLinks(secret, { clock });
    const tracking = createTracking({ db, clock, utm: options.utm, peopleOnly: true });
    const reports: string[] = [];
    let work: Promise<unknown> = Promise.resolve();

    const inbox = await startInbox({
      clock,
      onMessage: changed,
      async onReturn(raw, recipients) {
        const outcome = await handleInboundMail({ raw, recipients }, { db, clock, tokens, tracking });
        if (outcome.kind === "not ours") return false;
        void settle();
        return true;
      },
    });
    closers.push(() => inbox.close());
    const twilio = await startTwilioStandIn({
      onMessage({ from, to, body, sid }) {
        inbox.addSms({ from, to, body, sid });
        reports.push(sid);
      },
    });
    closers.push(() => twilio.close());

    const app = Fastify({ forceCloseConnections: true });
    let url = "";
    const email = createEmailChannel({ transports: [{ url: inbox.url }] });
    const subscriptions = createSubscriptions({
      ...{ db, clock, secret, email, lists: options.lists ?? [] },
      from: options.from,
      domain: options.domain,
      get publicUrl() {
        return url;
      },
    });
    addSubscriptionRoutes(app, { subscriptions });
    addPublicRoutes(app, {
      tokens,
      tracking,
      lists: { db, subscriptions },
      twilio: createTwilioCallbacks({
        db,
        clock,
        tokens,
        tracking,
        authToken: twilio.authToken,
        get publicUrl() {
          return url;
        },
      }),
    });
    addShortLinkRoutes(app, {
      tokens,
      shortLinks,
      get publicUrl() {
        return url;
      },
    });
    // Whatever came in by the public routes is worked off at once.
    app.addHook("onResponse", async (request) => {
      if (/^\/(?:o|c|u|s|webhooks|subscribe)(?:\/|$)/.test(request.url)) void settle();
    });

    const engine = createEngine({ db, clock });
    let outbox: Outbox;

    /** One thing at a time: what two clicks ask for happens one after the other. */
    function inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
      const done = work.then(task);
      work = done.catch(() => {});
      return done;
    }

    async function workOff(): Promise<void> {
      for (;;) {
        const enrolled = (await engine.enrol()) + (await engine.watch());
        const stepped = await engine.step();
        const sent = (await outbox.send()) + (await subscriptions.send());
        // What a phone company would report a moment later.
        const delivered = reports.splice(0);
        for (const sid of delivered) await twilio.report(sid, "delivered");
        if (enrolled + stepped + sent + delivered.length === 0) return;
      }
    }

    async function nextDueAt(): Promise<number | undefined> {
      const times = [await engine.nextDueAt(), await outbox.nextDueAt()].filter((time) => time !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    }

    const settle = () => inTurn(workOff).finally(changed);

    const advance = (by: Advance) =>
      inTurn(async () => {
        await workOff();
        const goal = by === "next event" ? await nextDueAt() : clock.now() + by.milliseconds;
        if (goal === undefined) return;
        for (;;) {
          const next = await nextDueAt();
          if (next === undefined || next > goal) break;
          clock.moveTo(Math.max(next, clock.now()));
          await workOff();
          changed();
        }
        if (goal > clock.now()) clock.moveTo(goal);
        await workOff();
        await saveSetting(db, "clock", String(clock.now()));
      }).finally(changed);

    const server: DevServer = {
      get url() {
        return url;
      },
      db,
      clock,
      inbox,
      twilio,
      diagnostics: () => project.diagnostics,
      nextDueAt,
      settle,
      advance,
      update: (next) =>
        inTurn(async () => {
          project = next;
          await loadSample(db, schemaOf(next.graphs), options.sample, clock.now());
          for (const graph of next.graphs) await engine.deploy(graph);
          await workOff();
        }).finally(changed),
      receive: (event) =>
        inTurn(async () => {
          const received = await engine.receive(event);
          await workOff();
          return received;
        }).finally(changed),
      setRunning: (journey, running) =>
        inTurn(async () => {
          await (running ? engine.start(journey) : engine.stop(journey));
          await workOff();
        }).finally(changed),
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async close() {
        await work;
        await closeAll();
      },
    };
    addDevRoutes(app, server, createViews(db));
    addDevTestRoutes(app, {
      changed,
      tests: createTestParticipants({
        ...{ db, clock, from: options.from, channels: [email] },
        get publicUrl() {
          return url;
        },
      }),
    });

    url = await app.listen({ host: "127.0.0.1", port: options.port }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
      throw new Problem(
        "port-taken",
        error.code === "EACCES"
          ? `You may not listen on port ${options.port}.`
          : `Port ${options.port} is in use by another program.`,
        "Choose another with --port N, or let one be found with --port 0.",
      );
    });
    closers.push(() => app.close());
    outbox = createOutbox({
      db,
      clock,
      tokens,
      publicUrl: url,
      shortLinks: { codes: shortLinks, url: `${url}/s` },
      domain: options.domain,
      from: options.from,
      utm: options.utm,
      runFunction: options.runFunction,
      webhooks: options.webhooks,
      channels: [
        email,
        createSmsChannel({
          accountSid: twilio.accountSid,
          authToken: twilio.authToken,
          apiUrl: twilio.url,
          from: ["+15005550006"],
        }),
      ],
    });
    const sender = outbox;
    closers.push(() => sender.close());
    for (const graph of project.graphs) await engine.deploy(graph);
    await settle();
    return server;
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** All models that the journeys name. */
function schemaOf(graphs: readonly JourneyGraph[]): ModelSchema {
  return { models: Object.assign({}, ...graphs.map((graph) => graph.schema.models)) };
}
