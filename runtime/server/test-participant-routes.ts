/** Test participants over HTTP: for your own systems with the token, and for the development page. */
import { Problem } from "@journey/language";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import { reactionTypes, type TestParticipants } from "../test-participants/contract.ts";
import { read, recordId } from "./read-request.ts";

const payload = z.record(z.string(), z.unknown());
const startForm = z.strictObject({
  record: recordId,
  to: z.array(z.string().min(1)).max(20).optional(),
  real: z.boolean().optional(),
  event: payload.optional(),
  at: z.iso.datetime({ offset: true }).optional(),
});
const nextForm = z.strictObject({ all: z.boolean().optional() });
const reactionForm = z.strictObject({
  type: z.enum(reactionTypes),
  message: z.string().min(1).optional(),
  link: z.string().min(1).optional(),
});
const decisionForm = z.strictObject({ test: z.string().min(1), variant: z.string().min(1) });

type Named = { Params: { name: string } };
type OfTest = { Params: { id: string } };

export function addTestParticipantRoutes(app: FastifyInstance, tests: TestParticipants): void {
  app.post<Named>("/api/journeys/:name/test-participants", async (request) => {
    const { record, to, real, event, at } = read(startForm, request.body, "the body");
    const from = at === undefined ? undefined : Date.parse(at);
    return tests.start({ journey: request.params.name, recordId: record, to, isReal: real, payload: event, at: from });
  });
  app.get("/api/test-participants", () => tests.list());
  app.get<OfTest>("/api/test-participants/:id", (request) => tests.show(request.params.id));
  app.post<OfTest>("/api/test-participants/:id/next", async (request) => {
    const { all = false } = read(nextForm, request.body ?? {}, "the body");
    return all ? tests.playAll(request.params.id) : tests.next(request.params.id);
  });
  app.post<OfTest>("/api/test-participants/:id/reactions", async (request) =>
    tests.react(request.params.id, read(reactionForm, request.body, "the body")),
  );
  app.post<{ Params: { id: string; name: string } }>("/api/test-participants/:id/events/:name", async (request) => {
    const { id, name } = request.params;
    return tests.tell(id, { name, payload: read(payload, request.body ?? {}, "the body") });
  });
  app.post<OfTest>("/api/test-participants/:id/decisions", async (request) => {
    const { test, variant } = read(decisionForm, request.body, "the body");
    return tests.decide(request.params.id, test, variant);
  });
  app.delete<OfTest>("/api/test-participants/:id", async (request, reply) => {
    const { id } = request.params;
    if (await tests.remove(id)) return reply.code(204).send();
    throw new Problem("unknown-test", `There is no test participant ${id}.`, "GET /api/test-participants lists them.");
  });
}
