/** What your own systems may call, with the token: custom events, entries by webhook, starting and stopping a journey, who is under way. */
import { createHash, timingSafeEqual } from "node:crypto";
import { Problem } from "@journey/language";
import type { FastifyInstance, FastifyRequest } from "fastify";
import * as z from "zod";
import type { CustomEvent, Engine } from "../engine/contract.ts";
import type { PeopleInJourney } from "../engine/people-under-way.ts";
import type { TestParticipants } from "../test-participants/contract.ts";
import { read, recordId } from "./read-request.ts";
import { addTestParticipantRoutes } from "./test-participant-routes.ts";

export interface ApiRoutesOptions {
  readonly engine: Engine;
  readonly tests: TestParticipants;
  readonly peopleUnderWay: () => Promise<readonly PeopleInJourney[]>;
  /** Undefined: nobody may call. */
  readonly token: string | undefined;
  /** Opens `GET /api/journeys` alone: numbers, and nobody's data. */
  readonly statusToken: string | undefined;
  /** There may be something to do. */
  readonly onWork: () => void;
  readonly onEvent: () => void;
  /** More than so many at once are told to come again. */
  readonly callsAtOnce: number;
}

const statusOf: Readonly<Record<string, number>> = {
  "api-closed": 403,
  "wrong-token": 401,
  "wrong-request": 400,
  "unknown-event": 404,
  "unknown-journey": 404,
  "wrong-event": 422,
  "journey-stopped": 409,
  "unknown-test": 404,
  "no-record": 404,
  "test-busy": 409,
  "missing-event": 422,
  "unknown-link": 422,
  "unknown-step": 422,
  "unknown-variant": 422,
  "wrong-address": 422,
  overloaded: 503,
};

/** The HTTP status that a problem is answered with; undefined: it is none of the caller's. */
export function httpStatusOf(problem: Problem): number | undefined {
  return statusOf[problem.code];
}

const journeysPath = "/api/journeys";

const entries = z.strictObject({ records: z.array(recordId).min(1).max(10_000) });
const eventQuery = z.strictObject({
  source: z.string().min(1).max(100).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
});
const payloadForm = z.record(z.string(), z.unknown());

export function addApiRoutes(
  app: FastifyInstance,
  { engine, tests, peopleUnderWay, token, statusToken, onWork, onEvent, callsAtOnce }: ApiRoutesOptions,
): void {
  app.register(async (api) => {
    let underWay = 0;
    api.addHook("onRequest", async (request, reply) => {
      const onlyLooks = request.method === "GET" && request.routeOptions.url === journeysPath;
      checkToken(request, onlyLooks ? [token, statusToken] : [token]);
      if (underWay >= callsAtOnce) {
        throw new Problem("overloaded", "More comes in than can be worked off.", "Try again in a moment.");
      }
      underWay++;
      reply.raw.once("close", () => {
        underWay--;
      });
    });

    api.post<{ Params: { name: string } }>("/api/events/:name", async (request) => {
      const { source, at } = read(eventQuery, request.query, "the query");
      const key = request.headers["idempotency-key"];
      const event: CustomEvent = {
        name: request.params.name,
        payload: read(payloadForm, request.body, "the body"),
        ...(source === undefined ? {} : { source }),
        ...(at === undefined ? {} : { occurredAt: Date.parse(at) }),
        ...(typeof key === "string" && key !== "" ? { externalId: key } : {}),
      };
      const received = await engine.receive(event);
      onEvent();
      onWork();
      return received;
    });

    api.get(journeysPath, async () => ({ journeys: await peopleUnderWay() }));

    api.post<{ Params: { name: string } }>("/api/journeys/:name/enter", async (request) => {
      const { records } = read(entries, request.body, "the body");
      const entered = await engine.enter(request.params.name, records);
      onWork();
      return { entered };
    });

    api.post<{ Params: { name: string } }>("/api/journeys/:name/start", async (request) => {
      await engine.start(request.params.name);
      onWork();
      return { state: "running" };
    });

    api.post<{ Params: { name: string } }>("/api/journeys/:name/stop", async (request) => {
      await engine.stop(request.params.name);
      return { state: "stopped" };
    });

    addTestParticipantRoutes(api, tests);
  });
}

function checkToken(request: FastifyRequest, tokens: readonly (string | undefined)[]): void {
  const valid = tokens.filter((token) => token !== undefined);
  if (valid.length === 0) {
    throw new Problem("api-closed", "This service takes no calls.", "Set JOURNEY_API_TOKEN where it runs.");
  }
  const [, given] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
  // Hashes have one length, whatever was given.
  const hash = (text: string) => createHash("sha256").update(text).digest();
  if (given !== undefined && valid.some((token) => timingSafeEqual(hash(given), hash(token)))) return;
  throw new Problem("wrong-token", "The token is missing or wrong.", "Send it as `Authorization: Bearer TOKEN`.");
}
