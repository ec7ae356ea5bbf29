/** `journey try` as people meet it: the built command, a PostgreSQL server, a mail server. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openPostgres } from "@journey/runtime";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type MailSink, startMailSink } from "./support/mail.ts";
import { startPostgres, type TestServer } from "./support/postgres.ts";
import { personModel } from "./support/random-journey.ts";

const main = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));
vi.setConfig({ testTimeout: 200_000 });

let server: TestServer;
let sink: MailSink;
let folder: string;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
  sink = await startMailSink();
  url = await server.createDatabase();
  folder = mkdtempSync(join(tmpdir(), "journey-try-"));
  const db = await openPostgres(url);
  await db.script(
    `create table persons (id bigint primary key, email text, score double precision, active boolean not null default true, created_at timestamptz);
     insert into persons values (1, 'ann@acme.test', 3, true, now())`,
  );
  await db.close();
  writeFileSync(join(folder, "models.ts"), personModel);
  writeFileSync(
    join(folder, "main.journey"),
    `import { Person } from "./models.ts"

journey campaign {
  target Person
  purpose transactional

  wait 2 days
  email hello "Hello" {
    subject "Hello, {{ score }}"
    body "Good day. [Shop]({{ link shop }})"
    link shop "https://acme.test/shop"

    on clicked "shop" {
      update { score += 10 }
    }
  }
}
`,
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sink.close();
  await server?.stop();
});

function journey(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, FORCE_COLOR: "0", DATABASE_URL: url, JOURNEY_SMTP_URL: sink.url };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

it("tries a journey of the folder that was never deployed, and says what it does and would do", async () => {
  const started = await journey("try", "start", "campaign", "--record", "1", "--project", ".");
  expect(started.stderr).toBe("");
  expect(started.stdout).toMatch(
    /^Test 1: Person 1 in campaign, captured\. Under way\.\n\n {2}\S+ \S+ {2}entered\n {2}.* to come: Hello …\n$/,
  );
  expect((await journey("try", "next", "1")).stdout).toMatch(/✓ Hello → captured \(for ann@acme\.test\)/);
  const clicked = (await journey("try", "react", "1", "clicked", "shop")).stdout;
  expect(clicked).toMatch(
    /clicked “shop” · Hello\n.*✓ .*\n +Update: score \+= 10 \(not done, would be\)\n +score: 3 → 13\n/,
  );
  const shown = await journey("try", "show", "1", "--messages");
  expect(shown.stdout).toMatch(/Subject: Hello, 3\n\nGood day\. Shop/);
  expect((await journey("try", "list")).stdout).toMatch(
    /^Test 1: Person 1 in campaign, captured\. Over: completed\.\n$/,
  );
  expect(sink.mails).toEqual([]);
});

it("sends to another address, and says what is wrong", async () => {
  const sent = await journey(
    "try",
    "start",
    "campaign",
    "--record",
    "1",
    "--project",
    ".",
    "--to",
    "me@acme.test",
    "--all",
  );
  expect(sent.stdout).toMatch(/messages go to me@acme\.test\. Over: completed\.(.|\n)*✓ Hello → me@acme\.test/);
  expect(sink.mails.map(({ envelopeTo, subject }) => [envelopeTo, subject])).toEqual([
    ["me@acme.test", "[Test] Hello, 3"],
  ]);
  expect(await journey("try", "start", "campaign", "--record", "1", "--to", "me@acme.test", "--real")).toMatchObject({
    code: 2,
  });
  expect(await journey("try", "start", "campaign", "--record", "1")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("unknown-journey"),
  });
  expect((await journey("try", "remove", "2")).stdout).toBe("Test 2 is gone.\n");
  expect(await journey("try", "next", "2")).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown-test") });
});
