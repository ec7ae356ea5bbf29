/** The commands of consent and of text messages, on a PostgreSQL server, an SMTP server and Twilio's stand-in. */
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTwilioStandIn } from "@journey/runtime";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createProgram } from "../cli/program.ts";
import { startPostgres, type TestServer } from "./support/postgres.ts";

const examples = fileURLToPath(new URL("../examples", import.meta.url));

let postgres: TestServer;
let databaseUrl: string;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.createDatabase();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journey-cli-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => postgres?.stop());

/** Runs a command in this process: starting one takes longer than most commands. Throws what the command throws. */
async function journey(args: readonly string[], env: Record<string, string | undefined> = {}) {
  for (const [name, value] of Object.entries({ DATABASE_URL: databaseUrl, ...env })) vi.stubEnv(name, value);
  const written = { stdout: "", stderr: "" };
  const to = (stream: "stdout" | "stderr", end: string) => (text: unknown) => {
    written[stream] += `${text}${end}`;
    return true;
  };
  const spies = [
    vi.spyOn(console, "log").mockImplementation(to("stdout", "\n")),
    vi.spyOn(console, "error").mockImplementation(to("stderr", "\n")),
    vi.spyOn(process.stdout, "write").mockImplementation(to("stdout", "")),
  ];
  process.exitCode = 0;
  try {
    await createProgram().parseAsync(["node", "journey", ...args]);
    return { code: process.exitCode, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  }
}

it("suppresses, consents, exports and erases", { timeout: 120_000 }, async () => {
  const file = join(folder, "old.csv");
  writeFileSync(file, "email;reason\nbo@acme.test;bounced\nnobody;\n");
  const suppressed = await journey(["suppress", "Ann@acme.test", "rival.test", "--file", file]);
  expect(suppressed).toEqual({
    code: 1,
    stdout:
      "ann@acme.test is suppressed.\n@rival.test is suppressed.\n1 address suppressed, 0 known already, 1 line not understood.\n",
    stderr: `${file}:3: \`nobody\` is no e-mail address, phone number or domain.\n`,
  });
  expect(await journey(["unsuppress", "rival.test"])).toMatchObject({
    ...{ code: 0, stdout: "@rival.test may get messages again.\n" },
  });
  const listed = (await journey(["suppressions"])).stdout;
  expect(listed.replace(/,[^,]*Z$/gm, "")).toBe(
    "address,reason,origin,at\nann@acme.test,by hand,journey suppress\nbo@acme.test,bounced,old.csv\n",
  );
  await journey(["consent", "give", "ann@acme.test", "--origin", "a fair", "--wording", "Yes, please"]);
  expect((await journey(["consent", "show", "ann@acme.test"])).stdout).toMatch(
    /^ann@acme\.test consents to marketing\.\n {2}\S+Z {2}given {6}marketing {2}a fair, "Yes, please"\n$/,
  );
  const kept = JSON.parse((await journey(["person", "export", "ann@acme.test"])).stdout);
  expect(kept).toMatchObject({ consent: [{ origin: "a fair" }], suppressions: [{ reason: "by hand" }], messages: [] });
  expect((await journey(["person", "erase", "ann@acme.test", "--forget-suppression"])).code).toBe(0);
  const after = (await journey(["person", "export", "ann@acme.test"])).stdout;
  expect(JSON.parse(after)).toMatchObject({ consent: [], consentLog: [], suppressions: [] });
  expect((await journey(["sms", "show", examples])).stdout).toBe("Today: 0.00.\nNothing is held.\n");
});

it("says who is not tracked, and who is on which list, in and out as CSV", { timeout: 120_000 }, async () => {
  expect((await journey(["tracking", "off", "Ann@acme.test", "--origin", "a call"])).stdout).toBe(
    "ann@acme.test is not tracked any more.\n",
  );
  expect((await journey(["tracking", "show"])).stdout).toMatch(
    /^address,origin,since\nann@acme\.test,"a call",2\S+Z\n$/,
  );
  expect((await journey(["tracking", "on", "ann@acme.test", "bo@acme.test"])).stdout).toBe(
    "ann@acme.test is tracked again.\nbo@acme.test was tracked.\n",
  );
  expect((await journey(["tracking", "show"])).stdout).toBe("address,origin,since\n");

  const file = join(folder, "members.csv");
  writeFileSync(file, "id;model\n7;Lead\n12;\n");
  await expect(journey(["list", "add", "News", "--file", file])).rejects.toMatchObject({ code: "wrong-file" });
  expect((await journey(["list", "add", "News", "3", "--model", "Contact", "--file", file])).stdout).toBe(
    "3 records on News.\n",
  );
  const members = (await journey(["list", "show", "News"])).stdout;
  expect(members.replace(/,[^,]*Z$/gm, "")).toBe("record,model,since\n12,Contact\n3,Contact\n7,Lead\n");
  // What it writes can be taken in again as it is.
  writeFileSync(file, members);
  await journey(["list", "remove", "News", "3", "12", "--model", "Contact"]);
  expect((await journey(["list", "show"])).stdout).toBe("News: 1 member\n");
  await journey(["list", "add", "News", "--file", file]);
  expect((await journey(["list", "show"])).stdout).toBe("News: 3 members\n");
});

it("says what is wrong with what it is given", { timeout: 120_000 }, async () => {
  for (const [args, code, message] of [
    [["suppress"], "nothing-to-do", "Whom shall get no more messages?"],
    [["list", "add", "News"], "nothing-to-do", "Who shall be on the list?"],
    [["suppress", "ann"], "wrong-address", "ann is no e-mail address, phone number or domain."],
    [["suppress", "--file", "none.csv"], "no-such-path", "There is no none.csv here."],
    [["consent", "give", "acme.test"], "wrong-address", "@acme.test is a domain: only people consent."],
    [["person", "erase", "ann"], "wrong-person", "ann names nobody."],
    [["sms", "release", "x", examples], "nothing-held", "Nothing of the journey x waits for room."],
    [["send-test", "nope", "x", "--project", examples], "unknown-journey", expect.any(String)],
    [
      ["send-test", "welcome_flow", "x", "--project", examples],
      "unknown-step",
      "The journey welcome_flow has no message x.",
    ],
  ] as const) {
    await expect(
      journey(args, { DATABASE_URL: args[0] === "send-test" ? undefined : databaseUrl }),
    ).rejects.toMatchObject({
      ...{ name: "Problem", code, message },
    });
  }
  await expect(journey(["suppress", "ann@acme.test"], { DATABASE_URL: undefined })).rejects.toMatchObject({
    ...{ code: "missing-setting" },
  });
});

it("sends a message to try it out, by SMTP and by Twilio's API", { timeout: 120_000 }, async () => {
  const mails: ParsedMail[] = [];
  const sink = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ["STARTTLS"], logger: false },
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  sink.listen(0, "127.0.0.1");
  await once(sink.server, "listening");
  const twilio = await startTwilioStandIn();
  const env = {
    DATABASE_URL: undefined,
    JOURNEY_SMTP_URL: `smtp://127.0.0.1:${(sink.server.address() as AddressInfo).port}`,
    ...{ TWILIO_ACCOUNT_SID: twilio.accountSid, TWILIO_AUTH_TOKEN: twilio.authToken, TWILIO_API_URL: twilio.url },
  };
  writeFileSync(
    join(folder, "models.ts"),
    `import type { Email, Phone } from "journey/model";
export interface Contact { id: number; name: string; email?: Email; phone?: Phone }\n`,
  );
  writeFileSync(
    join(folder, "a.journey"),
    `import { Contact } from "./models.ts"

journey a {
  target Contact
  filter email is set and phone is set

  email hello {
    subject "Hello, {{ name }}"
    body    "[Our shop]({{ link shop }}) [No more]({{ unsubscribe_url }})"
    link    shop "https://acme.test/{{ id }}"
  }

  sms nudge { text "Hello, {{ name }}" }
}
`,
  );
  writeFileSync(
    join(folder, "journey.config.json"),
    '{ "sms": { "from": ["+32460000001"] }, "from": "Acme <a@acme.test>" }',
  );
  const project = ["--project", folder];
  await expect(journey(["send-test", "a", "hello", ...project], env)).rejects.toMatchObject({ code: "no-record" });
  mkdirSync(join(folder, "sample"));
  writeFileSync(join(folder, "sample", "Contact.json"), '[{ "id": 1, "name": "Ann" }, { "id": 2, "name": "Bo" }]');
  const sent = await journey(["send-test", "a", "hello", "--record", "2", "--to", "me@acme.test", ...project], env);
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining("Sent to me@acme.test.") });
  expect(mails).toMatchObject([{ subject: "[Test] Hello, Bo", text: expect.stringContaining("https://acme.test/2") }]);
  const texted = await journey(["send-test", "a", "nudge", ...project, "--to", "+32470123456", "+3222345678"], env);
  expect(texted).toEqual({
    code: 1,
    stdout: "Hello, Ann\n\n(1 part)\nSent to +32470123456.\n",
    stderr: "Not sent to +3222345678: +3222345678 is a landline, which gets no text messages.\n",
  });
  expect(twilio.messages).toMatchObject([{ to: "+32470123456", from: "+32460000001", body: "Hello, Ann" }]);
  await new Promise<void>((resolve) => sink.close(() => resolve()));
  await twilio.close();
});
