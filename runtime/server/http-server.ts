/** The HTTP server of `journey run`: public pages and pictures, your own systems' calls, and what watches over the service. */
import { Problem } from "@journey/language";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from "fastify";
import type { Engine } from "../engine/contract.ts";
import type { TestParticipants } from "../test-participants/contract.ts";
import { type ApiRoutesOptions, addApiRoutes, httpStatusOf } from "./api-routes.ts";
import type { Metrics } from "./metrics.ts";
import { localeOf, pageTexts } from "./page-texts.ts";
import { messagePage, pageHeaders } from "./pages.ts";
import { addPublicRoutes, type PublicRoutesOptions, publicServer } from "./public-routes.ts";

export interface HttpServerOptions extends PublicRoutesOptions {
  readonly host: string;
  readonly port: number;
  readonly engine: Engine;
  readonly metrics: Metrics;
  readonly apiToken: string | undefined;
  readonly statusToken?: string | undefined;
  readonly peopleUnderWay: ApiRoutesOptions["peopleUnderWay"];
  /** Whose word on a visitor's address counts. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Adds what else the world may call. */
  readonly tests: TestParticipants;
  readonly addRoutes: (app: FastifyInstance) => void;
  /** Whether requests had better come here than to another process. */
  readonly ready: () => Promise<boolean>;
  readonly onWork: () => void;
  /** Something that was not the caller's fault. */
  readonly onProblem: (error: unknown) => void;
  readonly onSuccess: () => void;
}

export interface HttpServer {
  readonly url: string;
  /** Takes no more requests, and ends after those under way. */
  close(): Promise<void>;
}

/** Calls of your own systems that may be under way at once: each needs a connection to the database. */
const callsAtOnce = 200;

/** @throws Problem `port-taken` */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { engine, metrics, apiToken, onWork, onProblem, onSuccess } = options;
  // Who keeps a connection open for later is cut off; who waits for an answer gets it.
  const app = Fastify({
    ...publicServer,
    forceCloseConnections: "idle",
    ...(options.trustedProxies ? { trustProxy: [...options.trustedProxies] } : {}),
  });
  addPublicRoutes(app, options);
  options.addRoutes(app);
  addApiRoutes(app, {
    engine,
    tests: options.tests,
    peopleUnderWay: options.peopleUnderWay,
    token: apiToken,
    statusToken: options.statusToken,
    onWork,
    onEvent: () => metrics.event("custom"),
    callsAtOnce,
  });

  // Alive: the process answers. Ready: the database does too, the loops are not failing, and it is not about to end.
  app.get("/health", async () => ({ status: "ok" }));
  app.get("/ready", async (_, reply) => {
    const isReady = await options.ready();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ready" : "not ready" });
  });
  app.get("/metrics", async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));

  app.addHook("onResponse", async (request, reply) => {
    metrics.request(request.routeOptions.url ?? "none", reply.statusCode);
    if (reply.statusCode < 500 && isWork(request)) onSuccess();
    // What providers report.
    if (request.url.startsWith("/webhooks/")) onWork();
  });
  app.setNotFoundHandler((_, reply) =>
    reply.code(404).send(bodyOf(new Problem("not-found", "There is nothing here.", "See docs/operating.md."))),
  );
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    const { problem, status } = answerTo(error);
    if (status >= 500) {
      if (status !== 503 || problem.code !== "overloaded") onProblem(error);
      reply.header("retry-after", "1");
    }
    reply.code(status);
    if (!isForPeople(request)) return reply.send(bodyOf(problem));
    const locale = localeOf(request);
    const { title, text } = pageTexts[locale].busy;
    return reply.headers(pageHeaders).send(messagePage(locale, title, text));
  });

  const url = await app.listen({ host: options.host, port: options.port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
    throw new Problem("port-taken", `Port ${options.port} can't be listened on.`, "Choose another with --port N.");
  });
  return { url, close: () => app.close() };
}

const isForPeople = ({ url }: FastifyRequest): boolean => /^\/([ocust]\/|subscribe)/.test(url);

const isWork = ({ url }: FastifyRequest): boolean => !/^\/(health|ready|metrics)/.test(url);

function bodyOf({ code, message, help }: Problem) {
  return { error: { code, message, ...(help === undefined ? {} : { help }) } };
}

function answerTo(error: FastifyError | Problem): { readonly problem: Problem; readonly status: number } {
  if (error instanceof Problem) {
    const status = httpStatusOf(error);
    if (status !== undefined) return { problem: error, status };
  } else if (error.statusCode !== undefined && error.statusCode < 500) {
    return { problem: new Problem("wrong-request", `${error.message}.`), status: error.statusCode };
  }
  // What is wrong inside is nobody's business outside.
  return {
    problem: new Problem(
      "unavailable",
      "It does not work at the moment.",
      "Try again; with the same Idempotency-Key it counts once.",
    ),
    status: 503,
  };
}
