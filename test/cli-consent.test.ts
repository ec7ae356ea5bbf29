/** The commands of consent and of text messages as people meet them: the built `journey`, on a database of its own. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTwilioStandIn } from "@journey/runtime";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, expect, it } from "vitest";

const main = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));
const examples = fileURLToPath(new URL("../examples", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journey-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function journey(args: readonly string[], env: Record<string, string> = {}) {
  const { DATABASE_URL: _database, FORCE_COLOR: _color, ...rest } = process.env;
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder, env: { ...rest, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

it("suppresses, consents, exports and erases", { timeout: 300_000 }, async () => {
  const data = ["--data", "data"];
  writeFileSync(join(folder, "old.csv"), "email;reason\nbo@acme.test;bounced\nnobody;\n");
  const suppressed = await journey(["suppress", "Ann@acme.test", "rival.test", "--file", "old.csv", ...data]);
  expect(suppressed).toEqual({
    code: 1,
    stdout:
      "ann@acme.test is suppressed.\n@rival.test is suppressed.\n1 address suppressed, 0 known already, 1 line not understood.\n",
    stderr: "old.csv:3: `nobody` is no e-mail address, phone number or domain.\n",
  });
  expect(await journey(["unsuppress", "rival.test", ...data])).toMatchObject({
    ...{ code: 0, stdout: "@rival.test may get messages again.\n" },
  });
  const listed = (await journey(["suppressions", ...data])).stdout;
  expect(listed.replace(/,[^,]*Z$/gm, "")).toBe(
    "address,reason,origin,at\nann@acme.test,by hand,journey suppress\nbo@acme.test,bounced,old.csv\n",
  );
  await journey(["consent", "give", "ann@acme.test", "--origin", "a fair", "--wording", "Yes, please", ...data]);
  expect((await journey(["consent", "show", "ann@acme.test", ...data])).stdout).toMatch(
    /^ann@acme\.test consents to marketing\.\n {2}\S+Z {2}given {6}marketing {2}a fair, "Yes, please"\n$/,
  );
  const kept = JSON.parse((await journey(["person", "export", "ann@acme.test", ...data])).stdout);
  expect(kept).toMatchObject({ consent: [{ origin: "a fair" }], suppressions: [{ reason: "by hand" }], messages: [] });
  expect((await journey(["person", "erase", "ann@acme.test", "--forget-suppression", ...data])).code).toBe(0);
  const after = (await journey(["person", "export", "ann@acme.test", ...data])).stdout;
  expect(JSON.parse(after)).toMatchObject({ consent: [], consentLog: [], suppressions: [] });
  expect((await journey(["sms", "show", examples, ...data])).stdout).toBe("Today: 0.00.\nNothing is held.\n");
});

it("says what is wrong with what it is given, and needs no stack trace for it", { timeout: 120_000 }, async () => {
  for (const [args, message] of [
    [["suppress"], "error[nothing-to-do] Whom shall get no more messages?"],
    [["suppress", "ann"], "error[wrong-address] ann is no e-mail address, phone number or domain."],
    [["suppress", "ann@acme.test"], "error[missing-setting] DATABASE_URL is not set"],
    [["suppress", "--file", "none.csv"], "error[no-such-path] There is no none.csv here."],
    [
      ["consent", "give", "acme.test", "--data", "x"],
      "error[wrong-address] @acme.test is a domain: only people consent.",
    ],
    [["send-test", "nope", "x", "--project", examples], "error[unknown-journey]"],
    [
      ["send-test", "welcome_flow", "x", "--project", examples],
      "error[unknown-step] The journey welcome_flow has no message x.",
    ],
  ] as const) {
    const { code, stderr } = await journey(args);
    expect([args, code, stderr.split("\n")[0]]).toEqual([args, 2, expect.stringContaining(message)]);
    expect(stderr).not.toMatch(/^\s+at /m);
  }
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
  const none = await journey(["send-test", "a", "hello"], env);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("error[no-record]") });
  mkdirSync(join(folder, "sample"));
  writeFileSync(join(folder, "sample", "Contact.json"), '[{ "id": 1, "name": "Ann" }, { "id": 2, "name": "Bo" }]');
  const sent = await journey(["send-test", "a", "hello", "--record", "2", "--to", "me@acme.test"], env);
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining("Sent to me@acme.test.") });
  expect(mails).toMatchObject([{ subject: "[Test] Hello, Bo", text: expect.stringContaining("https://acme.test/2") }]);
  const texted = await journey(["send-test", "a", "nudge", "--to", "+32470123456", "+3222345678"], env);
  expect(texted).toEqual({
    code: 1,
    stdout: "Hello, Ann\n\n(1 part)\nSent to +32470123456.\n",
    stderr: "Not sent to +3222345678: +3222345678 is a landline, which gets no text messages.\n",
  });
  expect(twilio.messages).toMatchObject([{ to: "+32470123456", from: "+32460000001", body: "Hello, Ann" }]);
  await new Promise<void>((resolve) => sink.close(() => resolve()));
  await twilio.close();
});
