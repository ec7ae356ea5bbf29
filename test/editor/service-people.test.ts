/**
 * "2 participants under way" above a journey: what the extension asks a running service (`journey run`, on PostgreSQL), and what it
 * does when that does not answer.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildGraph } from "@journey/compiler";
import { checkFiles, LineIndex } from "@journey/language";
import type { JourneySteps } from "@journey/language-server";
import { diskFiles } from "@journey/language-server/disk";
import {
  createEngine,
  type Database,
  openDatabaseClock,
  openPostgres,
  type Service,
  startService,
} from "@journey/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createModelTables } from "../../runtime/store/model-tables.ts";
import {
  originOf,
  peopleLenses,
  ServicePeople,
  type ServicePlace,
  type ServiceState,
} from "../../vscode-extension/client/service-people.ts";
import { type ServerUnderTest, startServer } from "../support/language-server.ts";
import { startPostgres, type TestServer } from "../support/postgres.ts";

const models = `export interface Contact { id: number; email: string; vip?: boolean }
`;
const text = `import { Contact } from "./models.ts"

action later for Contact {
  wait 5 days
}
journey welcome "Welcome" {
  target Contact
  if vip { wait 3 days }
  do later
}
journey quiet {
  target Contact
  filter email = "nobody"
  wait 1 day
}
journey elsewhere {
  target Contact
  enter on demand
  wait 1 day
}
`;

let folder: string;
let postgres: TestServer;
let db: Database;
let service: Service;
let server: ServerUnderTest;
let uri: string;

const token = "only looks";
const apiToken = "does everything";
const pauses = { known: 0, silent: 0, patience: 2_000 };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "journey-people-"));
  const path = join(folder, "welcome.journey");
  writeFileSync(join(folder, "models.ts"), models);
  writeFileSync(path, text);
  uri = pathToFileURL(path).href;
  const graphs = checkFiles([path], diskFiles).flatMap(({ journeys }) =>
    journeys.map((journey) => buildGraph(journey, new LineIndex(text))),
  );
  postgres = await startPostgres();
  db = await openPostgres(await postgres.createDatabase());
  const clock = await openDatabaseClock(db);
  const engine = createEngine({ db, clock });
  for (const graph of graphs.slice(0, 1)) await createModelTables(db, graph.schema);
  // The third one is not deployed.
  for (const graph of graphs.slice(0, 2)) await engine.deploy(graph);
  await engine.stop("quiet");
  await db.query("insert into contacts (id, email, vip) values (1, 'a@acme.test', true), (2, 'b@acme.test', false)");
  service = await startService({
    ...{ db, engine, clock, host: "127.0.0.1", port: 0, publicUrl: "http://journey.test", domain: "mail.acme.test" },
    ...{ from: "Acme <hello@acme.test>", smtpUrl: "smtp://127.0.0.1:1", apiToken, statusToken: token },
    onProblem: (problem) => {
      throw problem;
    },
  });
  server = await startServer(folder);
}, 120_000);
afterAll(async () => {
  server?.client.dispose();
  await service?.close();
  await db?.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What is known after somebody has asked once. */
async function answerOf(place: ServicePlace): Promise<ServiceState> {
  return new Promise((resolve) => {
    const people: ServicePeople = new ServicePeople(() => resolve(people.of(place)), {
      ...pauses,
      known: 60_000,
      silent: 60_000,
    });
    people.of(place);
  });
}

async function lenses(): Promise<readonly string[]> {
  const state = await answerOf({ url: service.url, token });
  const written = (await server.ask("journey/steps", { textDocument: { uri } })) as JourneySteps[];
  const journeys = state.kind === "known" ? state.journeys : [];
  return peopleLenses(written, journeys).map(({ range, title }) => `${range.start.line + 1}: ${title}`);
}

describe("numbers of people", () => {
  test("stand above the journeys that the service has, and above the steps where somebody is", async () => {
    await expect
      .poll(lenses, { timeout: 30_000, interval: 500 })
      .toEqual(["6: 2 participants under way", "8: 1 here", "9: 1 here", "11: 0 participants under way, stopped"]);
  });

  test("are for whoever has a token, and this token opens nothing else", async () => {
    const headers = { authorization: `Bearer ${token}` };
    const status = async (path: string, init: RequestInit = {}) => (await fetch(`${service.url}${path}`, init)).status;
    expect(await status("/api/journeys")).toBe(401);
    expect(await status("/api/journeys", { headers })).toBe(200);
    expect(await status("/api/journeys", { headers: { authorization: `Bearer ${apiToken}` } })).toBe(200);
    expect(await status("/api/journeys/welcome/stop", { method: "POST", headers })).toBe(401);
    expect(await status("/api/test-participants/1", { headers })).toBe(401);
  });
});

describe("a service that does not answer", () => {
  const why = async (place: ServicePlace): Promise<string> => {
    const state = await answerOf(place);
    return state.kind === "silent" ? state.why : state.kind;
  };

  test("is silent, with a reason", async () => {
    expect(await why({ url: service.url, token: undefined })).toBe("It wants a token.");
    expect(await why({ url: service.url, token: "wrong" })).toBe("It does not take the token.");
    expect(await why({ url: "http://127.0.0.1:1", token })).toBe("It can't be reached.");
    expect(await why({ url: "file:///etc/passwd", token })).toContain("is no address");
    expect(await why({ url: `${service.url}/health?`, token })).toContain("something else");
  });

  test("is left alone for a while, however often somebody types", async () => {
    let asked = 0;
    const broken = createServer((_, response) => {
      asked++;
      response.writeHead(500).end();
    });
    await new Promise<void>((resolve) => broken.listen(0, "127.0.0.1", resolve));
    const place = { url: `http://127.0.0.1:${(broken.address() as AddressInfo).port}`, token };
    let changes = 0;
    const people = new ServicePeople(() => changes++);
    for (let keystroke = 0; keystroke < 50; keystroke++) people.of(place);
    await expect.poll(() => people.of(place)).toEqual({ kind: "silent", why: "It answers 500." });
    for (let keystroke = 0; keystroke < 50; keystroke++) people.of(place);
    expect([asked, changes]).toEqual([1, 1]);
    broken.close();
  });

  test("gets its token alone: a redirection to somebody else is not followed", async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { "content-type": "application/json" }).end('{"journeys":[]}');
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const location = `http://localhost:${(other.address() as AddressInfo).port}/api/journeys`;
    const redirecting = createServer((_, response) => response.writeHead(307, { location }).end());
    await new Promise<void>((resolve) => redirecting.listen(0, "127.0.0.1", resolve));
    expect(await why({ url: `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`, token })).toBe(
      "It can't be reached.",
    );
    expect(seen).toEqual([]);
    other.close();
    redirecting.close();
  });

  test("a token belongs to one origin", () => {
    expect(originOf("https://journeys.acme.test/here")).toBe("https://journeys.acme.test");
    expect(originOf("https://user:secret@journeys.acme.test")).toBeUndefined();
    expect(originOf("ftp://journeys.acme.test")).toBeUndefined();
    expect(originOf("journeys")).toBeUndefined();
  });
});
