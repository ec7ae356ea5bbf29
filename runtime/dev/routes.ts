/** The development page and what it asks for. */
import { existsSync, readFileSync } from "node:fs";
import { Problem } from "@journey/language";
import type { FastifyInstance, FastifyReply } from "fastify";
import * as z from "zod";
import { httpStatusOf } from "../server/api-routes.ts";
import { addTestParticipantRoutes } from "../server/test-participant-routes.ts";
import type { TestParticipants } from "../test-participants/contract.ts";
import type { DevState, InboxDetail, InboxSummary } from "./api.ts";
import type { Advance, DevServer } from "./contract.ts";
import type { InboxMessage } from "./inbox.ts";
import type { Views } from "./views.ts";

const hour = 3_600_000;
const steps: Record<string, Advance> = {
  "1 hour": { milliseconds: hour },
  "1 day": { milliseconds: 24 * hour },
  "1 week": { milliseconds: 7 * 24 * hour },
  "next event": "next event",
};

const clockRequest = z.object({ advance: z.enum(["1 hour", "1 day", "1 week", "next event"]) });
const replyRequest = z.object({ text: z.string().min(1).max(10_000) });

/** The built page: beside the compiled code, or, when run from the sources, in their `dist`. */
const pageFolders = [new URL("../dashboard/", import.meta.url), new URL("../dist/dashboard/", import.meta.url)];
const pageFiles: Record<string, string> = {
  "index.html": "text/html; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "style.css": "text/css; charset=utf-8",
};

export function addDevRoutes(app: FastifyInstance, dev: DevServer, views: Views): void {
  // Only pages of this very server may ask: a name that leads here from elsewhere (DNS rebinding) is refused.
  app.addHook("onRequest", async (request, reply) => {
    const host = request.headers.host?.replace(/:\d+$/, "");
    if (host !== "127.0.0.1" && host !== "localhost") await reply.code(403).send({ message: "Only on this machine." });
  });
  const nothing = (reply: FastifyReply, what: string) => reply.code(404).send({ message: `There is no such ${what}.` });

  app.get("/", (_, reply) => sendPage(reply, "index.html"));
  app.get<{ Params: { file: string } }>("/:file", (request, reply) => sendPage(reply, request.params.file));

  app.get("/api/state", async (): Promise<DevState> => {
    const nextDueAt = await dev.nextDueAt();
    return {
      now: dev.clock.now(),
      ...(nextDueAt === undefined ? {} : { nextDueAt }),
      journeys: await views.journeys(),
      diagnostics: dev.diagnostics(),
      inboxCount: dev.inbox.messages.length,
    };
  });

  // As the service has it.
  app.get("/api/journeys", async () => ({ journeys: await views.peopleUnderWay() }));
  app.get<{ Params: { name: string } }>("/api/journeys/:name", async (request, reply) => {
    return (await views.journey(request.params.name)) ?? nothing(reply, "journey");
  });
  for (const [action, running] of [
    ["start", true],
    ["stop", false],
  ] as const) {
    app.post<{ Params: { name: string } }>(`/api/journeys/:name/${action}`, async (request, reply) => {
      await dev.setRunning(request.params.name, running);
      return reply.code(204).send();
    });
  }

  app.get<{ Params: { bucket: string; id: string } }>("/api/participants/:bucket/:id", async (request, reply) => {
    const { bucket, id } = request.params;
    if (!/^\d{1,5}$/.test(bucket) || !/^\d{1,18}$/.test(id)) return nothing(reply, "participant");
    return (await views.participant(Number(bucket), id)) ?? nothing(reply, "participant");
  });

  app.get("/api/inbox", async (): Promise<InboxSummary[]> => dev.inbox.messages.map(summaryOf).reverse());
  app.get<{ Params: { id: string } }>("/api/inbox/:id", async (request, reply): Promise<InboxDetail | FastifyReply> => {
    const message = dev.inbox.find(request.params.id);
    if (!message) return nothing(reply, "message");
    const { html, text, headers } = message;
    return { ...summaryOf(message), text, headers, ...(html === undefined ? {} : { html }) };
  });
  app.post<{ Params: { id: string } }>("/api/inbox/:id/reply", async (request, reply) => {
    const body = replyRequest.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ message: "A reply needs a text." });
    const message = dev.inbox.find(request.params.id);
    if (!message) return nothing(reply, "message");
    if (message.channel === "sms") {
      await dev.twilio.receive(`${dev.url}/webhooks/twilio/incoming`, {
        from: message.to,
        to: message.from,
        body: body.data.text,
      });
      dev.inbox.markAnswered(message.id, "replied");
    } else {
      await dev.inbox.reply(message.id, body.data.text);
    }
    await dev.settle();
    return reply.code(204).send();
  });
  app.post<{ Params: { id: string } }>("/api/inbox/:id/bounce", async (request, reply) => {
    const message = dev.inbox.find(request.params.id);
    if (!message) return nothing(reply, "message");
    if (message.channel === "sms") {
      const sid = dev.twilio.messages.find((sent) => sent.to === message.to && sent.body === message.text)?.sid;
      if (sid !== undefined) await dev.twilio.report(sid, "undelivered", 30005);
      dev.inbox.markAnswered(message.id, "bounced");
    } else {
      await dev.inbox.bounce(message.id);
    }
    await dev.settle();
    return reply.code(204).send();
  });

  app.post("/api/clock", async (request, reply) => {
    const body = clockRequest.safeParse(request.body);
    const by = body.success ? steps[body.data.advance] : undefined;
    if (by === undefined) {
      return reply.code(400).send({ message: `The clock advances by ${Object.keys(steps).join(", ")}.` });
    }
    await dev.advance(by);
    return { now: dev.clock.now() };
  });

  app.get("/api/changes", (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      connection: "keep-alive",
    });
    reply.raw.write("retry: 1000\n\n");
    let pending: NodeJS.Timeout | undefined;
    // Many changes within a moment are one for the page.
    const stop = dev.onChange(() => {
      pending ??= setTimeout(() => {
        pending = undefined;
        reply.raw.write("event: changed\ndata: {}\n\n");
      }, 50);
    });
    request.raw.on("close", () => {
      stop();
      clearTimeout(pending);
    });
  });
}

/** Test participants of the page: shown apart, moved by a clock of their own. */
export function addDevTestRoutes(
  app: FastifyInstance,
  { tests, changed }: { readonly tests: TestParticipants; readonly changed: () => void },
): void {
  app.register(async (routes) => {
    routes.setErrorHandler((error: Error, _, reply) => {
      const status = error instanceof Problem ? (httpStatusOf(error) ?? 500) : 500;
      const help = error instanceof Problem && error.help !== undefined ? ` ${error.help}` : "";
      return reply.code(status).send({ message: `${error.message}${help}` });
    });
    routes.addHook("onResponse", async ({ method }) => {
      if (method !== "GET") changed();
    });
    addTestParticipantRoutes(routes, tests);
  });
}

async function sendPage(reply: FastifyReply, file: string): Promise<FastifyReply> {
  const type = pageFiles[file];
  const path = pageFolders.map((folder) => new URL(file, folder)).find((candidate) => type && existsSync(candidate));
  if (type === undefined || path === undefined) {
    return reply
      .code(404)
      .type("text/plain; charset=utf-8")
      .send("There is nothing here. The page is built by `npm run build`.");
  }
  return reply.type(type).header("cache-control", "no-store").send(readFileSync(path));
}

function summaryOf(message: InboxMessage): InboxSummary {
  const { id, channel, at, from, to, subject, text, answered } = message;
  return { id, channel, at, from, to, subject, answered, preview: text.replace(/\s+/g, " ").trim().slice(0, 140) };
}
