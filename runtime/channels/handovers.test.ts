/** What a sender leaves behind when it dies at a certain moment, and what it may still do if it only seemed dead. */
import type { JourneyGraph } from "@journey/compiler";
import { email, graphOf } from "@journey/compiler/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../clock.ts";
import { createEngine } from "../engine/engine.ts";
import type { Database } from "../store/database.ts";
import { openPglite } from "../store/open-database.ts";
import { emptyDatabase } from "../store/testing/empty-database.ts";
import { createTokens } from "../tracking/token.ts";
import type { Channel, OutgoingMessage } from "./channel.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;

let db: Database;
let clock: VirtualClock;

beforeAll(async () => {
  db = await openPglite();
  await db.script(
    "create table contacts (id bigint primary key, email text, first_name text, country text, score double precision, active boolean not null default true)",
  );
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyDatabase(db);
  await db.script("truncate contacts; truncate journey.handover");
  clock = new VirtualClock(start);
});

/** A sender whose other side does as told; what it never answers is under way for ever, as at a kill. */
function openSender(id: string, send: Channel["send"], own: Database = db): Outbox {
  return createOutbox({
    db: own,
    clock,
    channels: [{ name: "email", source: "smtp", lanes: 2, send, close: async () => {} }],
    tokens: createTokens("secret"),
    publicUrl: "https://go.acme.test",
    domain: "mail.acme.test",
    from: "Acme <hello@acme.test>",
    sender: { id, isBelieved: true, isSteady: true, lease: 15 * minute },
  });
}

async function queue(count: number, purpose: JourneyGraph["purpose"]): Promise<void> {
  await db.query(
    "insert into contacts (id, email, first_name) select n, 'p' || n || '@example.test', 'Ann' from generate_series(1, $1::int) n",
    [count],
  );
  const engine = createEngine({ db, clock });
  await engine.deploy({ ...graphOf([{ ...email("hello"), purpose } as ReturnType<typeof email>]), purpose });
  await engine.enrol();
  await engine.step();
}

const never = new Promise<never>(() => {});
const states = async () =>
  Object.fromEntries(
    (
      await db.query<{ recipient: string; status: string }>("select recipient, status from journey.message order by id")
    ).map(({ recipient, status }) => [recipient.slice(0, 2), status]),
  );

/** A connection to the database for somebody who is going to die: nothing more comes through it then. */
function mortal(): { readonly own: Database; die(): void } {
  let isDead = false;
  const own: Database = {
    ...db,
    query: (sql, parameters) => (isDead ? never : db.query(sql, parameters)),
    script: (sql) => (isDead ? never : db.script(sql)),
    transaction: (work) => (isDead ? never : db.transaction(work)),
  };
  return {
    own,
    die() {
      isDead = true;
    },
  };
}

/** Lets a sender begin, and lets it die when it has noted so many handovers. */
async function dies(id: string, notes: number, send: Channel["send"]): Promise<void> {
  const { own, die } = mortal();
  void openSender(id, send, own).send();
  const noted = () =>
    db.query("select distinct begun.key from journey.handover, jsonb_each(begun) begun where sender = $1", [id]);
  await expect.poll(noted, { timeout: 20_000 }).toHaveLength(notes);
  await expect.poll(async () => Object.values(await states()), { timeout: 20_000 }).not.toContain("pending");
  die();
}

/** Somebody else comes when the sender has been silent for long enough. @returns what it sends */
async function heir(): Promise<readonly string[]> {
  clock.moveTo(clock.now() + 16 * minute);
  const sent: string[] = [];
  const outbox = openSender("heir", async (message, _, begin) => {
    await begin?.();
    sent.push(message.recipient.slice(0, 2));
    return { status: "sent", externalId: message.messageId ?? "" };
  });
  await outbox.send();
  await outbox.close();
  return sent.sort();
}

/** The first waits for the other side's answer, the second for its turn. */
const oneInTheWindow: Channel["send"] = async ({ recipient }, _, begin) => {
  if (recipient.startsWith("p1")) await begin?.();
  return never;
};

describe("a sender that dies", () => {
  it("leaves what it had begun in doubt, and the rest as it was; marketing", async () => {
    await queue(5, "marketing");
    await dies("gone", 1, oneInTheWindow);
    expect(new Set(Object.values(await states()))).toEqual(new Set(["sending"]));
    expect(await heir()).toEqual(["p2", "p3", "p4", "p5"]);
    expect(await states()).toEqual({ p1: "unknown", p2: "sent", p3: "sent", p4: "sent", p5: "sent" });
  });

  it("transactional: what it had begun is sent again", async () => {
    await queue(3, "transactional");
    await dies("gone", 1, oneInTheWindow);
    expect(await heir()).toEqual(["p1", "p2", "p3"]);
    expect(await states()).toEqual({ p1: "sent", p2: "sent", p3: "sent" });
  });

  it("leaves no doubt about what was answered, once the next has begun", async () => {
    await queue(3, "marketing");
    let answered = () => {};
    const first = new Promise<void>((resolve) => {
      answered = resolve;
    });
    await dies("gone", 2, async (message: OutgoingMessage, _, begin) => {
      if (message.recipient.startsWith("p3")) return never;
      // When the first one is answered; before its result is written.
      if (message.recipient.startsWith("p2")) await first;
      await begin?.();
      if (message.recipient.startsWith("p2")) return never;
      setTimeout(answered, 10);
      return { status: "sent", externalId: "<one@mail>" };
    });
    expect(await heir()).toEqual(["p3"]);
    expect(await states()).toEqual({ p1: "sent", p2: "unknown", p3: "sent" });
    expect(await db.query("select external_id from journey.message where recipient like 'p1%'")).toEqual([
      { external_id: "<one@mail>" },
    ]);
  });

  it("is not asked about what it noted when it was of a release that notes nothing", async () => {
    await queue(2, "marketing");
    await dies("gone", 0, async () => never);
    await db.script("delete from journey.handover");
    expect(await heir()).toEqual([]);
    expect(await states()).toEqual({ p1: "unknown", p2: "unknown" });
  });
});

it("who stood still and comes back hands over nothing that others have by now", async () => {
  await queue(2, "marketing");
  let wake = () => {};
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const sent: string[] = [];
  const outbox = openSender("slow", async (message, _, begin) => {
    await asleep;
    await begin?.();
    sent.push(message.recipient.slice(0, 2));
    return { status: "sent", externalId: "slow" };
  });
  const sending = outbox.send();
  await expect.poll(states, { timeout: 20_000 }).toEqual({ p1: "sending", p2: "sending" });
  expect(await heir()).toEqual(["p1", "p2"]);
  wake();
  await sending;
  expect(sent).toEqual([]);
  expect(await states()).toEqual({ p1: "sent", p2: "sent" });
  // It goes on with what it claims from now on.
  await db.script("update journey.message set status = 'pending', attempt_at = sending_at where recipient like 'p1%'");
  await outbox.send();
  expect(sent).toEqual(["p1"]);
  await outbox.close();
});

it("hands nothing over that could not be noted", async () => {
  await queue(1, "marketing");
  const sent: string[] = [];
  let isRefused = false;
  const outbox = openSender("here", async (message, _, begin) => {
    await db.script("alter table journey.handover rename to elsewhere");
    try {
      await begin?.();
    } finally {
      await db.script("alter table journey.elsewhere rename to handover");
      isRefused = true;
    }
    sent.push(message.recipient);
    return { status: "sent", externalId: "" };
  });
  const sending = outbox.send();
  await expect.poll(() => isRefused, { timeout: 20_000 }).toBe(true);
  const left = () => db.query("select status, attempts from journey.message");
  await expect.poll(left, { timeout: 20_000 }).toEqual([{ status: "pending", attempts: 0 }]);
  expect(sent).toEqual([]);
  await sending;
  await outbox.close();
});
