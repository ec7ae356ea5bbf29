/** The service as `journey run` runs it: real clock, a PostgreSQL server, SMTP both ways. */
import { once } from "node:events";
import { email, graphOf } from "@journey/compiler/testing";
import { type ParsedMail, simpleParser } from "mailparser";
import { createTransport } from "nodemailer";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../../test/support/postgres.ts";
import { realClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import type { Database } from "../store/database.ts";
import { openPostgres } from "../store/open-database.ts";
import { composeBounce } from "../tracking/compose-replies.ts";
import { type Service, startService } from "./service.ts";

let postgres: TestServer;
let db: Database;
let service: Service;
let sink: SMTPServer;
const mails: (ParsedMail & { readonly envelopeFrom: string })[] = [];
const inboundPort = 20_000 + Math.floor(Math.random() * 20_000);

beforeAll(async () => {
  postgres = await startPostgres();
  db = await openPostgres(await postgres.createDatabase());
  sink = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        mails.push({ ...mail, envelopeFrom: session.envelope.mailFrom ? session.envelope.mailFrom.address : "" });
        done();
      }, done);
    },
  });
  sink.listen(0, "127.0.0.1");
  await once(sink.server, "listening");
  const address = sink.server.address();
  const engine = createEngine({ db, clock: realClock });
  await db.script(
    "create table contacts (id bigint primary key, email text, first_name text, country text, score double precision, active boolean default true)",
  );
  service = await startService({
    db,
    engine,
    clock: realClock,
    host: "127.0.0.1",
    port: 0,
    publicUrl: "https://go.acme.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
    smtpUrl: `smtp://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    inboundPort,
    onProblem: (problem) => {
      throw problem;
    },
  });
  await engine.deploy(graphOf([email("hello")]));
});
afterAll(async () => {
  await service?.close();
  await new Promise<void>((resolve) => (sink ? sink.close(() => resolve()) : resolve()));
  await db?.close();
  await postgres?.stop();
});

async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("It did not happen within 15 s.");
}

it("enrols who turns up, sends, and says that it is well", async () => {
  await db.query("insert into contacts (id, email) values (1, 'ann@example.test')");
  await until(() => mails.length === 1);
  expect(mails[0]?.subject).toBe("Hi");
  await until(
    async () => (await db.query("select 1 from journey.participant where status = 'completed'")).length === 1,
  );
  expect(await (await fetch(`${service.url}/health`)).json()).toEqual({ status: "ok" });
  expect((await fetch(`${service.url}/ready`)).status).toBe(200);
});

it("takes bounces of its own mails in by SMTP, and no other mail", async () => {
  const transport = createTransport({ host: "127.0.0.1", port: inboundPort, secure: false, ignoreTLS: true });
  const to = mails[0]?.envelopeFrom ?? "";
  const raw = await composeBounce({ to, recipient: "ann@example.test" });
  await transport.sendMail({ raw, envelope: { from: "", to } });
  expect(await db.query("select bounced_at is not null as bounced from journey.message")).toEqual([{ bounced: true }]);
  await expect(
    transport.sendMail({ raw, envelope: { from: "", to: "somebody@mail.acme.test" } }),
  ).rejects.toMatchObject({
    responseCode: 550,
  });
  transport.close();
});
