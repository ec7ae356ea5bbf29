/**
 * Random journeys with people at every place, changed at random, and deployed: nobody is lost, nobody gets a message twice,
 * every timer is of the new definition; also where the deployment is interrupted, and goes on later.
 */
import {
  addDuration,
  buildGraph,
  type JourneyGraph,
  JourneyMachine,
  readStateValue,
  standingOf,
} from "@journey/compiler";
import { checkFiles, createModelReader, LineIndex } from "@journey/language";
import {
  carryOut,
  createEngine,
  type Database,
  type DeployPlan,
  type InstructionsOf,
  makePlan,
  openPglite,
  VirtualClock,
} from "@journey/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCodec, valueAt } from "../runtime/store/deployments.ts";
import { recordEvents } from "../runtime/store/events.ts";
import { parseTimers } from "../runtime/store/participants.ts";
import { JourneyMaker, personModel, pick, randomOf, textOf } from "./support/random-journey.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const hour = 3_600_000;
const zone = "Europe/Brussels";
const readModels = createModelReader();

/** Undefined: the checker has something against it, and so would a team. */
function compile(text: string): JourneyGraph | undefined {
  const files = new Map([
    ["/p/models.ts", personModel],
    ["/p/main.journey", text],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) }, { readModels });
  const [journey] = checked?.journeys ?? [];
  return journey && buildGraph(journey, new LineIndex(text));
}

let db: Database;
beforeAll(async () => {
  db = await openPglite();
  await db.script(
    "create table persons (id bigint primary key, email text, score double precision, active boolean not null default true, created_at timestamptz)",
  );
});
afterAll(() => db?.close());

class World {
  readonly clock = new VirtualClock(start);
  readonly engine = createEngine({ db, clock: this.clock, batchSize: 50 });
  #people = 0;

  constructor(readonly random: () => number) {}

  async reset(): Promise<void> {
    await db.script(
      `truncate persons; truncate journey.participant; truncate journey.event; truncate journey.message; truncate journey.trace;
       truncate journey.list_member; truncate journey.pace_slot; truncate journey.ab_test; truncate journey.deployment;
       truncate journey.journey, journey.journey_version, journey.entry, journey.trace_count, journey.deployment`,
    );
  }

  async join(amount: number): Promise<void> {
    for (let index = 0; index < amount; index++) {
      const id = ++this.#people;
      await db.query("insert into persons (id, email, score, created_at) values ($1, $2, $3, now())", [
        id,
        `p${id}@acme.test`,
        Math.floor(this.random() * 100),
      ]);
    }
    await this.engine.enrol();
    await this.engine.step();
  }

  async advance(milliseconds: number): Promise<void> {
    this.clock.moveTo(this.clock.now() + milliseconds);
    await this.engine.watch();
    await this.engine.step();
  }

  /** @param share of those in the outbox */
  async handOver(share: number): Promise<void> {
    const pending = await db.query<{ bucket: number; id: string }>(
      "select bucket, id::text as id from journey.message where status = 'pending' order by bucket, id",
    );
    const chosen = pending.filter(() => this.random() < share);
    if (chosen.length === 0) return;
    const fails = chosen.map(() => this.random() < 0.05);
    await recordEvents(
      db,
      chosen.map(({ bucket, id }, index) => ({
        bucket,
        messageId: id,
        type: fails[index] ? ("failed" as const) : ("executed" as const),
        occurredAt: this.clock.now(),
        source: "smtp",
        externalId: `${id}:done`,
      })),
      this.clock.now(),
    );
    await db.query(
      `update journey.message m set status = case when k.fails then 'failed' else 'sent' end, attempt_at = null,
              sent_at = case when k.fails then null else to_timestamp($4::float8 / 1000) end
       from unnest($1::smallint[], $2::bigint[], $3::boolean[]) as k (bucket, id, fails) where m.bucket = k.bucket and m.id = k.id`,
      [chosen.map(({ bucket }) => bucket), chosen.map(({ id }) => id), fails, this.clock.now()],
    );
    await this.engine.step();
  }

  async react(share: number): Promise<void> {
    const sent = await db.query<{ bucket: number; id: string }>(
      "select bucket, id::text as id from journey.message where status = 'sent' order by bucket, id",
    );
    const types = ["opened", "clicked", "bounced", "opened"] as const;
    for (const { bucket, id } of sent) {
      if (this.random() >= share) continue;
      const type = pick(this.random, types);
      await recordEvents(
        db,
        [{ bucket, messageId: id, type, occurredAt: this.clock.now(), source: "test", externalId: `${id}:${type}` }],
        this.clock.now(),
      );
    }
    await this.engine.step();
  }

  async live(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await this.join(3);
      await this.advance(Math.floor(this.random() * 30 * hour));
      await this.handOver(0.7);
      await this.react(0.15);
    }
  }

  /** To the end of everybody. */
  async finish(): Promise<void> {
    for (let round = 0; round < 400; round++) {
      await this.handOver(1);
      await this.engine.step();
      const next = await this.engine.nextDueAt();
      const pending = await db.query("select 1 from journey.message where status = 'pending' limit 1");
      if (next === undefined && pending.length === 0) return;
      if (next !== undefined && next > this.clock.now()) this.clock.moveTo(next);
    }
    throw new Error("It never ends.");
  }
}

/** Tells what becomes of those whose place is gone, at random, until everybody knows. */
async function decide(graph: JourneyGraph, random: () => number, now: number): Promise<DeployPlan> {
  const told: Record<string, unknown> & {
    move: Record<string, string>;
    exit: string[];
    stay: string[];
    drop: string[];
  } = {
    move: {},
    exit: [],
    stay: [],
    drop: [],
  };
  for (let round = 0; round < 50; round++) {
    const instructions: InstructionsOf = new Map([[graph.name, told]]);
    const plan = await makePlan(db, [graph], instructions, now);
    const open = plan.journeys.flatMap(({ places }) => places).filter(({ fate }) => fate === "undecided");
    if (open.length === 0) return plan;
    for (const { place, targets = [] } of open) {
      const isReaction = place.includes(".");
      const way = pick(random, ["move", "move", "exit", "stay", "drop"] as const);
      if (way === "move" && targets.length > 0) told.move[place] = pick(random, targets);
      else if (way === "drop" && isReaction) told.drop.push(place);
      else if (way === "stay") told.stay.push(place);
      else told.exit.push(place);
    }
    // A reaction's step in the sequence can't be dropped.
    told.drop = told.drop.filter((place) => place.includes("."));
    if (round > 10) for (const { place } of open) told.exit.push(place);
  }
  throw new Error("The plan is never decided.");
}

interface Row {
  readonly id: string;
  readonly place: string;
  readonly timers: string;
  readonly versionId: number;
}

/** Every timer belongs to where its participant is in the new version, and is dated by it. */
async function auditTimers(graph: JourneyGraph, versionId: number, now: number): Promise<void> {
  const machine = new JourneyMachine(graph);
  const codec = await loadCodec(db, versionId);
  const rows = await db.query<Row>(
    `select id::text as id, place, timers, version_id as "versionId" from journey.participant
     where status = 'active' and version_id = $1 and place <> ''`,
    [versionId],
  );
  for (const { id, place, timers: stored } of rows) {
    const timers = Object.fromEntries(parseTimers(stored));
    const value = valueAt(codec, place);
    if (value === undefined) throw new Error(`${id} is in no state.`);
    const wanted = new Set<string>();
    for (const [region, text] of readStateValue(value, graph) ?? []) {
      const { node, how } = standingOf(text);
      if (node === undefined) {
        if (how === "listening") wanted.add(`${region}:listen`);
        if (how === "delaying") wanted.add(region);
        if (how === "ending") wanted.add(`@${region}:end`);
        continue;
      }
      const step = graph.nodes.find((each) => each.id === node);
      expect(step?.region, `${id} stands at a step of its region`).toBe(region);
      if (how === "to") wanted.add(`@${node}`);
      else if (how === "waiting" && step?.kind === "email") wanted.add(`${node}:window`);
      else if (how === "held") wanted.add(`${node}:cap`);
      else if (step && ["wait", "wait until", "wait for"].includes(step.kind)) wanted.add(node);
    }
    expect(Object.keys(timers).sort(), `timers of ${id} in ${value}`).toEqual([...wanted].sort());
    for (const [timer, [due, since]] of Object.entries(timers)) {
      const duration = machine.timers.get(timer)?.duration;
      if (!duration) continue;
      const planned = addDuration(since, duration, zone);
      if (planned > now) expect(due, `${timer} of ${id}`).toBe(planned);
      else expect(due, `${timer} of ${id}`).toBeLessThanOrEqual(now);
    }
  }
}

async function audit(people: number): Promise<void> {
  const [counts] = await db.query<{ all: number; active: number }>(
    `select count(*)::int as "all", count(*) filter (where status = 'active')::int as active from journey.participant`,
  );
  expect(counts, "everybody is there, and has come to an end").toEqual({ all: people, active: 0 });
  const twice = await db.query(
    `select participant_id::text as id, activity, count(*)::int as times from journey.message group by 1, 2 having count(*) > 1`,
  );
  expect(twice, "nobody gets a message twice").toEqual([]);
  const untraced = await db.query(
    `select m.participant_id::text as id, m.activity, m.status, (select count(*)::int from journey.trace t
       where t.bucket = m.bucket and t.participant_id = m.participant_id and t.activity = m.activity
         and t.state in ('processed', 'error')) as traces
     from journey.message m join journey.participant p on p.bucket = m.bucket and p.id = m.participant_id
     where p.ended_reason = 'completed'`,
  );
  expect(
    untraced.filter((row) => (row as { traces: number }).traces > 1),
    "no execution is traced twice",
  ).toEqual([]);
}

describe("whatever is changed and whoever is under way", () => {
  it("nobody is lost, nobody gets a message twice, no timer is off its new definition", async () => {
    const seen = { moved: 0, stayed: 0, exited: 0, interrupted: 0, samples: 0 };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1_000_000 }), async (seed) => {
        const random = randomOf(seed);
        const maker = new JourneyMaker(random);
        const journey = maker.journey();
        const first = compile(textOf(journey));
        fc.pre(first !== undefined);
        const world = new World(random);
        await world.reset();
        await carryOut(await makePlan(db, [first!], new Map(), world.clock.now()), { db, clock: world.clock });
        await world.live(4 + Math.floor(random() * 4));
        for (let version = 0; version < 2; version++) {
          const edits = 1 + Math.floor(random() * 3);
          for (let edit = 0; edit < edits; edit++) maker.edit(journey);
          const next = compile(textOf(journey));
          if (!next) continue;
          const plan = await decide(next, random, world.clock.now());
          if (plan.journeys.length === 0) continue;
          seen.samples++;
          // Interrupted behind a random transaction, once or twice; life goes on, then it is taken up again.
          let batches = 0;
          const breaks = new Set([Math.floor(random() * 4), 3 + Math.floor(random() * 4)]);
          let results: Awaited<ReturnType<typeof carryOut>> | undefined;
          while (!results) {
            results = await carryOut(plan, {
              db,
              clock: world.clock,
              batchSize: 3,
              onBatch: () => {
                if (breaks.delete(batches++)) throw new Error("interrupted");
              },
            }).catch((error: Error) => {
              if (error.message !== "interrupted") throw error;
              seen.interrupted++;
              return undefined;
            });
            if (!results && random() < 0.5) {
              await world.advance(Math.floor(random() * 10 * hour));
              await world.handOver(0.5);
              await world.react(0.1);
            }
          }
          const [result] = results;
          const [deployed] = await db.query<{ moved: number; exited: number }>(
            "select moved, exited from journey.deployment order by id desc limit 1",
          );
          seen.moved += deployed!.moved;
          seen.exited += deployed!.exited;
          seen.stayed += result!.stayed;
          await auditTimers(next, result!.versionId, world.clock.now());
          await world.live(1);
        }
        await world.finish();
        const [people] = await db.query<{ amount: number }>("select count(*)::int as amount from journey.participant");
        await audit(people!.amount);
      }),
      {
        numRuns: Number(process.env.JOURNEY_RUNS ?? 15),
        ...(process.env.JOURNEY_SEED ? { seed: Number(process.env.JOURNEY_SEED) } : {}),
      },
    );
    if (process.env.JOURNEY_RUNS) console.log(seen);
    expect(seen.moved).toBeGreaterThan(50);
    expect(seen.interrupted).toBeGreaterThan(5);
  }, 900_000);
});
