/** One of the servers of `tracking.mjs`, in a process of its own: `bare`, or `tracking` as the service has it. */
import { createServer } from "node:http";
import { createEngine, createTokens, loadSecret, openPostgres, realClock, startService } from "@journey/runtime";

const [, , kind, databaseUrl] = process.argv;
const messages = 20_000;
/** Milliseconds of processor time that this process has used. */
const cpu = () => Object.values(process.cpuUsage()).reduce((sum, part) => sum + part) / 1000;
const source = { file: "/bench.journey", line: 1, column: 1 };

const graph = {
  formatVersion: 1,
  name: "bench",
  target: "Contact",
  schema: {
    models: {
      Contact: {
        name: "Contact",
        table: "contacts",
        idField: "id",
        idType: "number",
        fields: [{ name: "id", type: { kind: "number" }, optional: false, column: "id", file: "", start: 0, end: 0 }],
        file: "",
        start: 0,
        end: 0,
      },
    },
  },
  includeArchived: false,
  enter: { kind: "demand" },
  reenter: { kind: "never" },
  exits: [],
  goals: [],
  send: [],
  caps: [],
  purpose: "marketing",
  timezone: { fallback: "UTC" },
  listen: { amount: 30, unit: "day" },
  regions: [{ id: "sequence", start: "hello", source }],
  nodes: [
    {
      id: "hello",
      region: "sequence",
      named: true,
      label: "hello",
      source,
      kind: "email",
      to: { kind: "field", path: [{ model: "Contact", field: "id" }], type: { kind: "email" } },
      purpose: "marketing",
      isInternal: false,
      template: {
        channel: "email",
        subject: "Hi",
        text: "Hi",
        links: [{ label: "shop", url: "https://acme.test/shop" }],
      },
    },
  ],
  hash: "bench",
};

if (kind === "bare") {
  const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "image/gif", "content-length": pixel.length });
    response.end(pixel);
  });
  process.on("message", () => process.send({ cpu: cpu() }));
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
} else {
  const db = await openPostgres(databaseUrl);
  const [settings] = await db.query(
    "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit",
  );
  if (settings.fsync !== "on" || settings.commit !== "on")
    throw new Error("PostgreSQL is not set up to keep what it is told.");
  await db.script("create table contacts (id bigint primary key)");
  const engine = createEngine({ db, clock: realClock });
  const { versionId } = await engine.deploy(graph);
  // Mails that left an hour ago.
  await db.query(
    `with p as (
       insert into journey.participant (bucket, id, journey_id, version_id, record_id, entered_at)
       select (n & 255)::smallint, n, 1, $1, n::text, now() - interval '1 hour' from generate_series(1, $2::int) n
       returning bucket, id)
     insert into journey.message (bucket, participant_id, journey_id, version_id, activity, channel, recipient, status, created_at, sending_at, sent_at)
     select bucket, id, 1, $1, 'hello', 'email', 'p' || id || '@example.test', 'sent', now() - interval '1 hour', now() - interval '1 hour', now() - interval '1 hour'
     from p`,
    [versionId, messages],
  );
  await engine.stop("bench");
  const tokens = createTokens(await loadSecret(db));
  const sent = await db.query('select bucket, id::text as "messageId" from journey.message');
  const service = await startService({
    db,
    engine,
    clock: realClock,
    host: "127.0.0.1",
    port: 0,
    publicUrl: "https://go.acme.test",
    domain: "acme.test",
    from: "a@acme.test",
    smtpUrl: "smtp://127.0.0.1:1",
    onProblem: (problem) => console.error(problem.message),
  });
  process.on("message", async () => {
    const [counted] = await db.query("select count(*)::int as written, count(class)::int as judged from journey.hit");
    process.send({ ...counted, cpu: cpu() });
  });
  process.send({
    port: Number(new URL(service.url).port),
    opens: sent.map((message) => `/o/${tokens.create({ kind: "open", ...message })}.gif`),
    clicks: sent.map((message) => `/c/${tokens.create({ kind: "click", ...message, link: 0 })}`),
  });
}
