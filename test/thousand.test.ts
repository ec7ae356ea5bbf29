/** A thousand participants through the welcome flow in virtual time: no mail twice, none missing. */

import type { DevServer } from "@journey/runtime";
import { afterEach, expect, it } from "vitest";
import { startExamples } from "./support/dev.ts";

const hour = 3_600_000;
let dev: DevServer;
afterEach(() => dev?.close());

it("a thousand subscribers get one mail each, and those that bounce are suppressed", { timeout: 120_000 }, async () => {
  dev = await startExamples({ journey: "welcome_flow" });
  await dev.db.query("truncate subscribers");
  await dev.db.query("truncate journey.participant");
  await dev.db.query(
    `insert into subscribers (id, first_name, email, active, created_at)
     select n, 'Person ' || n, 'person' || n || '@example.test', true, now() from generate_series(1, 1000) n`,
  );
  await dev.advance({ milliseconds: 3 * hour });

  const recipients = dev.inbox.messages.map((mail) => mail.to).sort();
  const expected = Array.from({ length: 1000 }, (_, index) => `person${index + 1}@example.test`).sort();
  expect(recipients).toEqual(expected);
  expect(
    new Set(
      dev.inbox.messages.flatMap((mail) =>
        mail.headers.filter(({ name }) => name === "message-id").map(({ value }) => value),
      ),
    ).size,
  ).toBe(1000);

  for (const mail of dev.inbox.messages.slice(0, 50)) await dev.inbox.bounce(mail.id);
  await dev.advance({ milliseconds: 40 * 24 * hour });

  expect(dev.inbox.messages).toHaveLength(1000);
  expect(
    await dev.db.query("select status, ended_reason, count(*)::int as count from journey.participant group by 1, 2"),
  ).toEqual([{ status: "completed", ended_reason: "completed", count: 1000 }]);
  expect(await dev.db.query("select status, count(*)::int as count from journey.message group by status")).toEqual([
    { status: "sent", count: 1000 },
  ]);
  expect(
    await dev.db.query("select activity, state, count(*)::int as count from journey.trace group by 1, 2 order by 1, 2"),
  ).toEqual([
    { activity: "discount", state: "processed", count: 1000 },
    { activity: "discount.bounced.suppress_1", state: "cancelled", count: 950 },
    { activity: "discount.bounced.suppress_1", state: "processed", count: 50 },
  ]);
});
