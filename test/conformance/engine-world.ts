/** The engine on a database, as a world: the very calls that the service makes, with a clock that moves when told to. */
import type { JourneyGraph } from "@journey/compiler";
import { createEngine, type Database, type Engine, VirtualClock } from "@journey/runtime";
import { recordEvents } from "../../runtime/store/events.ts";
import { claimMessages, commitResults } from "../../runtime/store/messages.ts";
import { createModelTables } from "../../runtime/store/model-tables.ts";
import type { History } from "./history.ts";
import { iso, type Queued, recordOf, type World } from "./world.ts";

const hotTables = [
  "journey.participant",
  "journey.event",
  "journey.message",
  "journey.trace",
  "journey.list_member",
  "journey.suppression",
  "journey.task",
  "journey.follower",
  "journey.goal_reached",
  "journey.ab_test",
  "journey.custom_event",
  "journey.entry",
  "journey.trace_count",
  "journey.journey_version",
  "journey.journey",
  "persons",
  "notes",
];

/** Puts the people into an empty database, and the journey beside them. */
export async function createEngineWorld(db: Database, graph: JourneyGraph, history: History): Promise<World> {
  await createModelTables(db, graph.schema);
  await db.script(hotTables.map((table) => `delete from ${table}`).join(";"));
  for (const [index, person] of history.people.entries()) {
    const { owner, ...record } = recordOf(person, index, history);
    const columns = Object.entries({ ...record, owner_id: owner });
    await db.query(
      `insert into persons (${columns.map(([name]) => name).join(", ")})
       values (${columns.map((_, place) => `$${place + 1}`).join(", ")})`,
      columns.map(([, value]) => value),
    );
  }
  const clock = new VirtualClock(history.start);
  const engine: Engine = createEngine({ db, clock });
  await engine.deploy(graph);
  /** By what the driver calls them: the bucket of each message. */
  const buckets = new Map<string, number>();
  const key = ({ id }: Queued) => ({ bucket: buckets.get(id) ?? 0, id });

  return {
    moveTo: (now) => clock.moveTo(now),
    async work() {
      for (;;) {
        const done = (await engine.enrol()) + (await engine.watch()) + (await engine.step());
        if (done === 0) return;
      }
    },
    async outbox() {
      const claimed = await claimMessages(db, clock.now(), 1_000, "test");
      return claimed.map((message): Queued => {
        buckets.set(message.id, message.bucket);
        const { id, activity, channel, suppressed, recordId } = message;
        const node = graph.nodes.find((each) => each.id === activity);
        const isMarketing = node !== undefined && "purpose" in node && node.purpose === "marketing";
        return { person: Number(recordId) - 1, id, activity, channel, suppressed: suppressed && isMarketing };
      });
    },
    sent: (message, result) =>
      commitResults(
        db,
        [
          {
            message: { ...key(message), attempt: 1 },
            source: "test",
            result:
              result === "sent"
                ? { status: "sent", externalId: message.id }
                : result === "failed"
                  ? { status: "failed", error: "no such user" }
                  : { status: "suppressed" },
          },
        ],
        clock.now(),
      ),
    async react(message, { type, label, machine }, occurredAt, name) {
      const { bucket, id } = key(message);
      const event = { bucket, messageId: id, type, occurredAt, source: "test", externalId: name, machine };
      await db.transaction((tx) => recordEvents(tx, [label === undefined ? event : { ...event, label }], clock.now()));
    },
    async ordered(person, total, occurredAt, name) {
      const payload = { person: person + 1, total };
      await engine.receive({ name: "ordered", payload, occurredAt, source: "test", externalId: name });
    },
    async set(person, values) {
      const columns = Object.entries(values);
      await db.query(
        `update persons set ${columns.map(([name], place) => `${name} = $${place + 2}`).join(", ")} where id = $1`,
        [person + 1, ...columns.map(([, value]) => value)],
      );
    },
    async remove(person) {
      await db.query("delete from persons where id = $1", [person + 1]);
    },
    async suppress(person) {
      await db.query(
        `insert into journey.suppression select phone, 'test', 'test', now() from persons where id = $1 and phone is not null
         on conflict do nothing`,
        [person + 1],
      );
    },
    async setRunning(running) {
      await (running ? engine.start(graph.name) : engine.stop(graph.name));
    },
    decide: (test, variant) => engine.decide(graph.name, test, variant),
    nextDueAt: () => engine.nextDueAt(),
    log: () => Promise.all(history.people.map((_, index) => logOf(db, String(index + 1)))),
  };
}

async function logOf(db: Database, record: string): Promise<readonly string[]> {
  const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
  const [participant] = await db.query<{
    id: string;
    status: string;
    entered: number;
    ended: number | null;
    reason: string | null;
  }>(
    `select id::text as id, status, ${ms("entered_at")} as entered, ${ms("ended_at")} as ended, ended_reason as reason
     from journey.participant where record_id = $1`,
    [record],
  );
  const id = participant?.id ?? "0";
  const lines = async (sql: string): Promise<string[]> =>
    (await db.query<{ line: string; at: number }>(sql, [id])).map(({ line, at }) => `${line} at ${iso(at)}`);
  const [fields] = await db.query<{ until: number | null } & Record<string, unknown>>(
    `select country, stage, score, ${ms("until")} as until, tags from persons where id = $1`,
    [record],
  );
  const [counts] = await db.query<Record<string, unknown>>(
    `select (select coalesce(array_agg(list order by list), '{}') from journey.list_member where record_id = $1) as lists,
            (select count(*)::int from journey.task where record_id = $1) as tasks,
            (select count(*)::int from notes where person_id = $1::bigint) as notes,
            (select count(*)::int from journey.follower where record_id = $1) as followers,
            (select count(*)::int from journey.suppression where address = $2) as suppressed`,
    [record, `+32470${1000 + Number(record) - 1}`],
  );
  return [
    participant ? `entered at ${iso(participant.entered)}` : "never entered",
    ...(await lines(
      `select activity || ' ' || state || coalesce(': ' || reason, '') as line, ${ms("at")} as at
       from journey.trace where participant_id = $1 order by id`,
    )),
    ...(await lines(
      `select activity || ' put into the outbox' as line, ${ms("created_at")} as at
       from journey.message where participant_id = $1 order by id`,
    )),
    ...(await lines(
      `select goal || ' reached' as line, ${ms("reached_at")} as at from journey.goal_reached where participant_id = $1`,
    )),
    participant
      ? `${participant.status}${participant.ended === null ? "" : `: ${participant.reason} at ${iso(participant.ended)}`}`
      : "",
    JSON.stringify({
      fields: fields
        ? { ...fields, until: fields.until === null ? null : new Date(fields.until).toISOString() }
        : "deleted",
      ...counts,
    }),
  ];
}
