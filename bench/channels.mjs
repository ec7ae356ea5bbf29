/**
 * Mails per second through one pool of SMTP connections to a sink: the outbox (claim, render with tracked links, hand
 * over, commit) on a PostgreSQL server, against nodemailer's own pool that sends the same mails out of memory. Both in
 * this process, in turns; the sink and the database are processes of their own.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildGraph } from "@journey/compiler";
import { checkFiles, LineIndex } from "@journey/language";
import {
  createEmailChannel,
  createEngine,
  createOutbox,
  createTokens,
  openPostgres,
  VirtualClock,
} from "@journey/runtime";
import { createJiti } from "jiti";
import { createTransport } from "nodemailer";

const { startPostgres } = await createJiti(import.meta.url).import("../test/support/postgres.ts");

const start = Date.parse("2026-03-02T09:00:00Z");
const connections = 5;

const paragraphs = Array.from(
  { length: 40 },
  (_, index) => `Paragraph ${index + 1} says as much as paragraphs in such mails usually do, and no more than that.`,
);
const body = `<!doctype html><html><head><title>Offer</title></head><body><h1>Hello {{ first_name }}</h1>
${paragraphs.map((text) => `<p style="margin:0 0 12px;color:#333">${text}</p>`).join("\n")}
<p><a href="https://acme.test/shop">Shop</a> <a href="https://acme.test/blog">Blog</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>`;

const project = new Map([
  [
    "/bench/models.ts",
    `import type { Email } from "journey/model";
     export interface Contact { id: number; first_name: string; email: Email }`,
  ],
  ["/bench/offer.html", body],
  [
    "/bench/main.journey",
    `import { Contact } from "./models.ts"
journey bench "Bench" {
  target Contact
  filter email is set
  unicity email
  email offer "Offer" {
    subject "An offer for {{ first_name }}"
    from "Acme <hello@acme.test>"
    body "./offer.html"
  }
}
`,
  ],
]);

/** One mail and nothing after it. */
function compile() {
  const [checked] = checkFiles(["/bench/main.journey"], { readFile: (path) => project.get(path) });
  const errors = checked.diagnostics.filter((each) => each.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((each) => each.message).join(" "));
  return buildGraph(checked.journeys[0], new LineIndex(project.get("/bench/main.journey")));
}

/** Mails a second, and the CPU time of this process for each, in milliseconds. */
async function measure(count, work) {
  const cpu = process.cpuUsage();
  const from = performance.now();
  await work();
  const took = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  return { rate: count / (took / 1000), cpu: (user + system) / 1000 / count };
}

async function outboxRun(graph, url, port, count) {
  const db = await openPostgres(url);
  await db.script(
    "drop table if exists contacts; drop schema journey cascade; create table contacts (id bigint primary key, first_name text, email text)",
  );
  await db.close();
  const fresh = await openPostgres(url);
  await fresh.query(
    "insert into contacts select n, 'Ann', 'p' || n || '@example.test' from generate_series(1, $1::int) n",
    [count],
  );
  const clock = new VirtualClock(start);
  const engine = createEngine({ db: fresh, clock });
  await engine.deploy(graph);
  await engine.enrol();
  await engine.step();
  const outbox = createOutbox({
    db: fresh,
    clock,
    channels: [createEmailChannel({ transports: [{ url: `smtp://127.0.0.1:${port}`, maxConnections: connections }] })],
    tokens: createTokens("secret"),
    publicUrl: "https://go.acme.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
  });
  const result = await measure(count, async () => {
    const sent = await outbox.send();
    if (sent !== count) throw new Error(`${sent} of ${count} mails were sent.`);
  });
  await outbox.close();
  await fresh.close();
  return result;
}

/** The same mails, made ready before: what is measured is putting them together and handing them over. */
async function nodemailerRun(graph, port, count) {
  const transport = createTransport({
    host: "127.0.0.1",
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  });
  const token = "217-123456-0123456789abcdef0123456789abcdef";
  const filled = (template) =>
    template
      .replaceAll("{{ first_name }}", "Ann")
      .replace(/\{\{ journey_links\[(\d)\] \}\}/g, `https://go.acme.test/c/${token}-$1`)
      .replaceAll("{{ unsubscribe_url }}", `https://go.acme.test/u/${token}`);
  const pixel = `<img src="https://go.acme.test/o/${token}.gif" width="1" height="1" alt="" style="display:block;border:0"></body>`;
  const { html, text } = graph.nodes[0].template;
  const ready = { html: filled(html).replace("</body>", pixel), text: filled(text) };
  const result = await measure(count, () =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        transport.sendMail({
          ...ready,
          from: "Acme <hello@acme.test>",
          to: `p${index}@example.test`,
          replyTo: `reply+${token}@mail.acme.test`,
          subject: "An offer for Ann",
          messageId: `<${token}@mail.acme.test>`,
          envelope: { from: `bounce+${token}@mail.acme.test`, to: `p${index}@example.test` },
          headers: {
            "List-Unsubscribe": { prepared: true, value: `<https://go.acme.test/u/${token}>` },
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Feedback-ID": "offer:bench:marketing:mail.acme.test",
          },
        }),
      ),
    ),
  );
  transport.close();
  return result;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export default async function run({ quick, log }) {
  const count = quick ? 1_000 : 5_000;
  const runs = quick ? 3 : 5;
  const graph = compile();
  const postgres = await startPostgres();
  const sink = fork(fileURLToPath(new URL("./channels/smtp-sink.mjs", import.meta.url)));
  const port = await new Promise((resolve) => sink.once("message", resolve));
  const outbox = [];
  const nodemailer = [];
  try {
    const url = await postgres.createDatabase();
    // Once each for the compiler's sake.
    await nodemailerRun(graph, port, 500);
    await outboxRun(graph, url, port, 500);
    for (let i = 0; i < runs; i++) {
      nodemailer.push(await nodemailerRun(graph, port, count));
      outbox.push(await outboxRun(graph, url, port, count));
      log(
        `run ${i + 1} of ${runs}: outbox ${Math.round(outbox[i].rate)}/s (${outbox[i].cpu.toFixed(2)} ms CPU), nodemailer ${Math.round(nodemailer[i].rate)}/s (${nodemailer[i].cpu.toFixed(2)} ms CPU)`,
      );
    }
  } finally {
    sink.kill();
    await postgres.stop();
  }
  const ratio = median(outbox.map((each, index) => each.rate / nodemailer[index].rate));
  return {
    figures: [
      { what: "outbox, PostgreSQL, 5 connections", value: median(outbox.map((each) => each.rate)), unit: "mails/s" },
      { what: "nodemailer alone, 5 connections", value: median(nodemailer.map((each) => each.rate)), unit: "mails/s" },
      { what: "outbox, CPU of its process", value: median(outbox.map((each) => each.cpu)), unit: "ms/mail" },
      { what: "nodemailer, CPU of its process", value: median(nodemailer.map((each) => each.cpu)), unit: "ms/mail" },
      { what: "outbox against nodemailer", value: ratio, unit: "×" },
    ],
    goals: [{ what: "mails per second against nodemailer alone", goal: "≥ 0.8", value: ratio, met: ratio >= 0.8 }],
  };
}
