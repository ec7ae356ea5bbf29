/** The subscription page as the service serves it, its mails taken in by a real SMTP server: for tests. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Problem } from "@journey/language";
import Fastify from "fastify";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { createEmailChannel } from "../channels/email.ts";
import { VirtualClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import { addPublicRoutes } from "../server/public-routes.ts";
import { addSubscriptionRoutes } from "../server/subscription-routes.ts";
import { createSubscriptions, type PublicList, type Subscriptions } from "../server/subscriptions.ts";
import type { Database } from "../store/database.ts";
import { createTokens, type Tokens } from "../tracking/token.ts";
import { createTracking } from "../tracking/tracking.ts";
import { graphsOf, start } from "./sms-service.ts";

export interface SubscriptionService {
  readonly url: string;
  readonly clock: VirtualClock;
  readonly tokens: Tokens;
  readonly subscriptions: Subscriptions;
  readonly mails: readonly ParsedMail[];
  readonly problems: readonly Problem[];
  /** What the SMTP server says to the next recipients, instead of taking them. */
  readonly refusals: number[];
  close(): Promise<void>;
}

export const lists: readonly PublicList[] = [
  {
    name: "News",
    model: "Person",
    title: { en: "Newsletter", fr: "Lettre d’information", de: "Rundbrief" },
    description: { en: "What is new in the nursery, once a month", fr: "Les nouveautés de la pépinière, chaque mois" },
    new: { name: "Subscriber" },
  },
  { name: "Offers", model: "Person", title: { en: "Offers", fr: "Offres" }, new: { name: "Subscriber" } },
];

export async function startSubscriptionService(
  db: Database,
  options: { readonly lists?: readonly PublicList[] } = {},
): Promise<SubscriptionService> {
  const clock = new VirtualClock(start);
  const mails: ParsedMail[] = [];
  const problems: Problem[] = [];
  const refusals: number[] = [];
  const sink = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo(_address, _session, done) {
      const responseCode = refusals.shift();
      done(responseCode === undefined ? null : Object.assign(new Error("Not now"), { responseCode }));
    },
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  sink.listen(0, "127.0.0.1");
  await once(sink.server, "listening");
  const email = createEmailChannel({
    transports: [{ url: `smtp://127.0.0.1:${(sink.server.address() as AddressInfo).port}` }],
  });
  const place = { url: "" };
  const subscriptions = createSubscriptions({
    ...{ db, clock, email, secret: "secret", lists: options.lists ?? lists },
    from: "Acme Gardens <hello@acme.test>",
    domain: "mail.acme.test",
    get publicUrl() {
      return place.url;
    },
  });
  const tokens = createTokens("secret");
  const app = Fastify({ forceCloseConnections: true });
  addPublicRoutes(app, { tokens, tracking: createTracking({ db, clock }), lists: { db, subscriptions } });
  addSubscriptionRoutes(app, { subscriptions, onProblem: (problem) => problems.push(problem) });
  place.url = await app.listen({ host: "127.0.0.1", port: 0 });
  // The models come from what is deployed.
  const engine = createEngine({ db, clock });
  for (const graph of graphsOf(`journey welcome {
    target Person
    filter in list "News"
    unicity email
    email hello { subject "Hi" body "Hello [out]({{ unsubscribe_url }})" }
  }`)) {
    await engine.deploy(graph);
  }
  return {
    ...{ url: place.url, clock, tokens, subscriptions, mails, problems, refusals },
    async close() {
      await app.close();
      await email.close();
      await new Promise<void>((resolve) => sink.close(() => resolve()));
    },
  };
}
