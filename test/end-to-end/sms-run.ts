/**
 * Campaigns by text message through Twilio's stand-in, which refuses for now and for good and hangs up after it has taken a
 * message on, reports twice and in any order, and a process that is killed meanwhile.
 */
import { startTwilioStandIn, type TwilioStandIn } from "../../runtime/channels/twilio-stand-in.ts";
import type { Database } from "../../runtime/store/database.ts";
import { openPostgres } from "../../runtime/store/open-database.ts";
import { graphsOf } from "../../runtime/testing/sms-service.ts";
import { startPostgres } from "../support/postgres.ts";
import { createServiceProcess, freePort, passTime, randomNumbers, until } from "./service-process.ts";

export interface SmsRunOptions {
  /** Half of them marketing, half transactional. */
  readonly texts: number;
  /** As many again in one batch that costs more than its journey may spend. */
  readonly held: number;
  readonly kills: number;
  readonly seed: number;
}

export interface SmsRunResult {
  /** Messages of each journey in each state. */
  readonly states: Readonly<Record<string, number>>;
  /** Numbers that got a text, and those of them that got it more than once. */
  readonly arrived: number;
  readonly twice: Readonly<Record<string, number>>;
  /** `sent`, and never taken by Twilio; `failed`, though taken. */
  readonly wronglySent: number;
  readonly wronglyFailed: number;
  readonly unknown: number;
  /** Taken by Twilio without an answer. */
  readonly cuts: number;
  readonly refusedForNow: number;
  /** Messages that Twilio has said to be delivered, and those that we know to be. */
  readonly reported: number;
  readonly delivered: number;
  readonly doubleEvents: number;
  /** Texts of the held batch that left, and those that still wait. */
  readonly heldSent: number;
  readonly heldWaiting: number;
  readonly killsInFlight: number;
  readonly seconds: number;
}

const minute = 60_000;

const journey = (name: string, purpose: "marketing" | "transactional") => `
journey ${name} {
  target Person
  filter phone is set and note = "${name}"
  purpose ${purpose}
  sms hello { text "Your plants are here.${purpose === "marketing" ? " No more: {{ unsubscribe_url }}" : ""}" }
}`;

/** Belgian numbers; 3 of 100 are Dutch, where the account may not send to. */
const numberOf = (n: number): string =>
  [17, 38, 59].includes(n % 100) ? `+316${20_000_000 + n}` : `+3247${1_000_000 + n}`;
const isRefusedForGood = (number: string): boolean => number.startsWith("+31");

export async function runTexts({ texts, held, kills, seed }: SmsRunOptions): Promise<SmsRunResult> {
  const began = performance.now();
  const random = randomNumbers(seed);
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase();
  const db = await openPostgres(databaseUrl);
  const seen = new Set<string>();
  const counts = { cuts: 0, refusedForNow: 0 };
  /** 10 of 100 are refused for now at first; of 1 the answer is lost. */
  const twilio = await startTwilioStandIn({
    regions: ["BE"],
    faultFor(to) {
      const n = Number(to.slice(-6));
      if (isRefusedForGood(to) || seen.has(to)) return undefined;
      seen.add(to);
      if (n % 10 === 3) {
        counts.refusedForNow++;
        return "too many requests";
      }
      if (n % 100 !== 90 && n % 100 !== 91) return undefined;
      // Half of them, so that it is 1 of 100.
      if (n % 200 > 100) return undefined;
      counts.cuts++;
      return "cut after accepting";
    },
  });
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const text = `${journey("marketing", "marketing")}${journey("transactional", "transactional")}${journey("dear", "marketing")}`;
  const service = createServiceProcess(() => ({
    ...{ databaseUrl, port, publicUrl, graphs: graphsOf(text) },
    sms: {
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      apiUrl: twilio.url,
      from: ["+32460000001"],
      prices: { currency: "EUR", perPart: { "*": 0.1 } },
      // Enough for half of it.
      caps: { journeys: { dear: 0.05 * held } },
    },
  }));

  try {
    await db.script(
      "create table people (id bigint primary key, name text, email text, phone text, note text, active boolean not null default true)",
    );
    await db.query(
      `insert into people (id, name, phone, note)
       select n, 'Ann', phone, case when n > $2::int then 'dear' when n % 2 = 0 then 'marketing' else 'transactional' end
       from unnest($1::text[]) with ordinality as k (phone, n)`,
      [Array.from({ length: texts + held }, (_, index) => numberOf(index + 1)), texts],
    );
    await service.start();
    const reports = startReports(twilio, random);
    let killsInFlight = 0;
    for (let count = 0; count < kills; count++) {
      const enough = ((count + random()) / kills) * texts * 0.8;
      await until(async () => twilio.messages.length >= enough || (await due(db, service.now())) === 0, 120_000, 2);
      await service.kill();
      const [row] = await db.query<{ n: number }>(
        "select count(*)::int as n from journey.message where status = 'sending'",
      );
      if ((row?.n ?? 0) > 0) killsInFlight++;
      await service.start();
    }
    await passTime(
      service,
      async () => (await open(db)) === 0,
      async () => (await due(db, service.now())) === 0,
      () => minute + 1_000,
    );
    const reported = await reports.finish();
    await service.kill();
    return {
      ...(await account(db, twilio)),
      ...counts,
      reported,
      killsInFlight,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await service.kill();
    await twilio.close();
    await db.close();
    await postgres.stop();
  }
}

/** Twilio says of every tenth text, twice and in any order, that it was sent and delivered. */
function startReports(twilio: TwilioStandIn, random: () => number) {
  const under: Promise<void>[] = [];
  const reported = new Set<string>();
  let looked = 0;
  let ending = false;
  async function insist(sid: string, status: "sent" | "delivered"): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, random() * 1_000));
    while ((await twilio.report(sid, status).catch(() => 0)) !== 204) {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  const loop = (async () => {
    while (!ending) {
      for (; looked < twilio.messages.length; looked++) {
        const message = twilio.messages[looked];
        if (!message || looked % 10 !== 0) continue;
        reported.add(message.to);
        for (const status of ["delivered", "sent", "delivered", "sent"] as const)
          under.push(insist(message.sid, status));
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async finish() {
      ending = true;
      await loop;
      await Promise.all(under);
      return reported.size;
    },
  };
}

/** Texts that are not finished, but for the batch that waits for money. */
async function open(db: Database): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select (select count(*) from journey.message m join journey.journey j on j.id = m.journey_id
             where m.status in ('pending', 'sending', 'deferred') and j.name <> 'dear')::int
          + (select count(*) from people)::int - (select count(*) from journey.message)::int as n`,
  );
  return row?.n ?? 0;
}

/** Texts that may go now, or are going in a process that lives. */
async function due(db: Database, now: number): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select (select count(*) from journey.message m join journey.journey j on j.id = m.journey_id
             where j.name <> 'dear' and (attempt_at <= to_timestamp($1::float8 / 1000)
               or (status = 'sending' and sending_at > to_timestamp(($1::float8 - 60000) / 1000))))::int
          + (select count(*) from people)::int - (select count(*) from journey.message)::int as n`,
    [now],
  );
  return row?.n ?? 0;
}

async function account(db: Database, twilio: TwilioStandIn) {
  const rows = await db.query<{ recipient: string; status: string; journey: string; delivered: boolean }>(
    `select m.recipient, m.status, j.name as journey, m.delivered_at is not null as delivered
     from journey.message m join journey.journey j on j.id = m.journey_id`,
  );
  const times = new Map<string, number>();
  for (const { to } of twilio.messages) times.set(to, (times.get(to) ?? 0) + 1);
  const tally = (all: readonly string[]): Record<string, number> => {
    const counted: Record<string, number> = {};
    for (const each of all) counted[each] = (counted[each] ?? 0) + 1;
    return counted;
  };
  const usual = rows.filter((row) => row.journey !== "dear");
  const dear = rows.filter((row) => row.journey === "dear");
  const [double] = await db.query<{ n: number }>(
    "select count(*)::int as n from (select 1 from journey.event group by message_id, type having count(*) > 1) d",
  );
  return {
    states: tally(usual.map(({ journey, status }) => `${journey} ${status}`)),
    arrived: times.size,
    twice: tally(usual.filter(({ recipient }) => (times.get(recipient) ?? 0) > 1).map((row) => row.journey)),
    wronglySent: usual.filter(({ status, recipient }) => status === "sent" && !times.has(recipient)).length,
    wronglyFailed: usual.filter(
      ({ status, recipient }) => status === "failed" && (times.has(recipient) || !isRefusedForGood(recipient)),
    ).length,
    unknown: usual.filter(({ status }) => status === "unknown").length,
    delivered: rows.filter((row) => row.delivered).length,
    doubleEvents: double?.n ?? -1,
    heldSent: dear.filter(({ recipient }) => times.has(recipient)).length,
    heldWaiting: dear.filter(({ status }) => status === "pending" || status === "deferred").length,
  };
}
