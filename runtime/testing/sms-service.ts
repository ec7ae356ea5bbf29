/** What text messages need, for tests: one database, the engine, Twilio's stand-in over HTTP, and the public routes. */
import { buildGraph } from "@journey/compiler";
import { checkFiles, LineIndex, type Problem } from "@journey/language";
import Fastify from "fastify";
import { createOutbox, type Outbox } from "../channels/outbox.ts";
import { createSmsChannel, type SmsOptions } from "../channels/sms.ts";
import { createSmsBudget, type SmsBudget, type SmsBudgetOptions } from "../channels/sms-budget.ts";
import { type StandInOptions, startTwilioStandIn, type TwilioStandIn } from "../channels/twilio-stand-in.ts";
import { VirtualClock } from "../clock.ts";
import type { Engine } from "../engine/contract.ts";
import { createEngine } from "../engine/engine.ts";
import { addPublicRoutes } from "../server/public-routes.ts";
import { addShortLinkRoutes } from "../server/short-link-routes.ts";
import { optOut } from "../store/consent.ts";
import type { Database } from "../store/database.ts";
import { forgetWaiting } from "../store/sms-charges.ts";
import { createShortLinks } from "../tracking/short-links.ts";
import { createTokens } from "../tracking/token.ts";
import { createTracking } from "../tracking/tracking.ts";
import { createTwilioCallbacks } from "../tracking/twilio-callbacks.ts";

export const start = Date.parse("2026-03-02T09:00:00Z");

const models = `import type { Email, Phone } from "journey/model";
/** @table people */
export interface Person { id: number; name: string; email?: Email; phone?: Phone; note?: string; active: boolean }
`;

/** The graphs of journeys for `Person`. */
export function graphsOf(text: string) {
  const files = new Map([
    ["/p/models.ts", models],
    ["/p/main.journey", `import { Person } from "./models.ts"\n${text}`],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) });
  const errors = checked?.diagnostics.filter((each) => each.severity === "error") ?? [];
  if (!checked || errors.length > 0) throw new Error(errors.map((each) => each.message).join(" "));
  return checked.journeys.map((journey) => buildGraph(journey, new LineIndex(files.get("/p/main.journey") ?? "")));
}

export interface SmsService {
  readonly clock: VirtualClock;
  readonly engine: Engine;
  readonly outbox: Outbox;
  readonly twilio: TwilioStandIn;
  readonly url: string;
  readonly problems: readonly Problem[];
  /** Deploys journeys, and does all that is to be done now. */
  run(text?: string): Promise<void>;
  close(): Promise<void>;
}

export interface SmsServiceOptions extends Pick<SmsOptions, "from" | "messagingServiceSid"> {
  readonly authToken?: string;
  readonly help?: string;
  readonly standIn?: StandInOptions;
  readonly prices?: SmsBudgetOptions["prices"];
  readonly caps?: SmsBudgetOptions["caps"];
}

export async function startSmsService(db: Database, options: SmsServiceOptions = {}): Promise<SmsService> {
  const clock = new VirtualClock(start);
  const twilio = await startTwilioStandIn(options.standIn);
  const app = Fastify({ forceCloseConnections: true });
  const tokens = createTokens("secret");
  const codes = createShortLinks("secret", { clock });
  const tracking = createTracking({ db, clock, peopleOnly: true });
  const place = { publicUrl: "" };
  const problems: Problem[] = [];
  const { authToken } = twilio;
  const twilioCallbacks = createTwilioCallbacks({
    ...{ db, clock, tokens, tracking, authToken, help: options.help },
    get publicUrl() {
      return place.publicUrl;
    },
  });
  addPublicRoutes(app, { tokens, tracking, twilio: twilioCallbacks });
  addShortLinkRoutes(app, {
    ...{ tokens, shortLinks: codes },
    get publicUrl() {
      return place.publicUrl;
    },
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  place.publicUrl = url;
  const engine = createEngine({ db, clock });
  const links = { tokens, publicUrl: url, shortLinks: { codes, url: `${url}/s` } };
  const { prices, caps } = options;
  const budget: SmsBudget | undefined =
    prices && createSmsBudget({ db, ...links, prices, caps, onProblem: (problem) => problems.push(problem) });
  if (!budget) await forgetWaiting(db, clock.now());
  const outbox = createOutbox({
    ...{ db, clock, ...links },
    domain: "mail.acme.test",
    from: "",
    channels: [
      createSmsChannel({
        accountSid: twilio.accountSid,
        authToken: options.authToken ?? authToken,
        apiUrl: twilio.url,
        from: options.from ?? ["+15005550006", "+32460000001"],
        messagingServiceSid: options.messagingServiceSid,
        onOptOut: (number, at) => optOut(db, number, { origin: "Twilio", at }),
        budget,
      }),
    ],
  });
  return {
    ...{ clock, engine, outbox, twilio, url, problems },
    async run(text) {
      for (const graph of text === undefined ? [] : graphsOf(text)) await engine.deploy(graph);
      for (;;) {
        const done = (await engine.enrol()) + (await engine.step()) + (await outbox.send());
        if (done === 0) return;
      }
    },
    async close() {
      await outbox.close();
      await app.close();
      await twilio.close();
    },
  };
}
