/** Deployments: what was deployed, who is where, and moving people from one version to another. */
import { type Instructions, type JourneyGraph, type Place, type PlaceCodec, placeCodec } from "@journey/compiler";
import { Problem } from "@journey/language";
import type { Queryable } from "./database.ts";
import { isWatched } from "./enrolment.ts";
import { loadAlphabet, loadGraph } from "./journeys.ts";
import { formatTimers, type Timers } from "./participants.ts";

export interface VersionRow {
  readonly id: number;
  readonly hash: string;
  readonly graph: JourneyGraph;
  readonly createdAt: number;
}

/** A journey's versions that somebody is under way in, and the current one, the newest first. */
export function loadVersionsInUse(db: Queryable, journeyId: number): Promise<VersionRow[]> {
  return db.query(
    `select id, hash, graph, (extract(epoch from created_at) * 1000)::float8 as "createdAt" from journey.journey_version
     where id in (select version_id from journey.journey where id = $1
                  union select version_id from journey.participant where journey_id = $1 and status = 'active')
     order by id desc`,
    [journeyId],
  );
}

export interface StateCount {
  readonly versionId: number;
  /** The machine's value; undefined: not entered yet. */
  readonly value: string | undefined;
  readonly people: number;
}

/** How many stand in each state. */
export async function countStates(db: Queryable, journeyId: number): Promise<readonly StateCount[]> {
  const rows = await db.query<{ versionId: number; place: Place; people: number }>(
    `select version_id as "versionId", place, count(*)::int as people from journey.participant
     where journey_id = $1 and status = 'active' group by 1, 2 order by 1, 2`,
    [journeyId],
  );
  const counts: StateCount[] = [];
  for (const versionId of new Set(rows.map((row) => row.versionId))) {
    const codec = await loadCodec(db, versionId);
    for (const { versionId: own, place, people } of rows) {
      if (own === versionId) counts.push({ versionId, value: valueAt(codec, place), people });
    }
  }
  return counts;
}

/** Reads and writes the places of a version. */
export async function loadCodec(db: Queryable, versionId: number): Promise<PlaceCodec> {
  const graph = await loadGraph(db, versionId);
  if (!graph) throw new Problem("unknown-version", `The database has no journey version ${versionId}.`);
  return placeCodec(graph, await loadAlphabet(db, versionId, (given) => placeCodec(graph, given).alphabet));
}

/** The machine's value at a place; undefined: not entered yet. */
export function valueAt(codec: PlaceCodec, place: Place): string | undefined {
  return place === "" ? undefined : codec.read(codec.current(place));
}

export interface DeploymentRow {
  readonly id: number;
  readonly journeyId: number;
  readonly fromVersionId: number | null;
  readonly toVersionId: number;
  readonly planHash: string;
  readonly instructions: Instructions;
  readonly state: "moving" | "done";
  readonly moved: number;
  readonly exited: number;
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

/** The newest first. */
export function listDeployments(db: Queryable, journeyId: number): Promise<DeploymentRow[]> {
  return db.query(
    `select id, journey_id as "journeyId", from_version_id as "fromVersionId", to_version_id as "toVersionId",
            plan_hash as "planHash", instructions, state, moved, exited,
            (extract(epoch from started_at) * 1000)::float8 as "startedAt",
            (extract(epoch from finished_at) * 1000)::float8 as "finishedAt"
     from journey.deployment where journey_id = $1 order by id desc`,
    [journeyId],
  );
}

export async function beginDeployment(
  tx: Queryable,
  deployment: Pick<DeploymentRow, "journeyId" | "fromVersionId" | "toVersionId" | "planHash" | "instructions">,
  now: number,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into journey.deployment (journey_id, from_version_id, to_version_id, plan_hash, instructions, state, started_at)
     values ($1, $2, $3, $4, $5::jsonb, 'moving', to_timestamp($6::float8 / 1000)) returning id`,
    [
      deployment.journeyId,
      deployment.fromVersionId,
      deployment.toVersionId,
      deployment.planHash,
      JSON.stringify(deployment.instructions),
      now,
    ],
  );
  return row!.id;
}

export async function countMoved(tx: Queryable, deploymentId: number, moved: number, exited: number): Promise<void> {
  await tx.query("update journey.deployment set moved = moved + $2, exited = exited + $3 where id = $1", [
    deploymentId,
    moved,
    exited,
  ]);
}

export async function finishDeployment(db: Queryable, deploymentId: number, now: number): Promise<void> {
  await db.query(
    "update journey.deployment set state = 'done', finished_at = to_timestamp($2::float8 / 1000) where id = $1",
    [deploymentId, now],
  );
}

/** The journey's row, locked: deployments of one journey queue up behind it. Undefined: it was never deployed. */
export async function lockJourney(
  tx: Queryable,
  name: string,
): Promise<{ readonly id: number; readonly versionId: number | null; readonly state: string } | undefined> {
  const [row] = await tx.query<{ id: number; versionId: number | null; state: string }>(
    `select id, version_id as "versionId", state from journey.journey where name = $1 for update`,
    [name],
  );
  return row;
}

export interface MovableParticipant {
  readonly bucket: number;
  readonly id: string;
  readonly versionId: number;
  readonly recordId: string;
  readonly place: Place;
  /** As `parseTimers` reads them. */
  readonly timers: string;
  readonly enteredAt: number;
  readonly payload: unknown;
  readonly event: unknown;
}

/** The next participants under way in these versions behind a key, locked; waits for steps under way. */
export function lockParticipants(
  tx: Queryable,
  journeyId: number,
  versionIds: readonly number[],
  behind: { readonly bucket: number; readonly id: string },
  limit: number,
): Promise<MovableParticipant[]> {
  return tx.query(
    `select bucket, id::text as id, version_id as "versionId", record_id as "recordId", place, timers, payload, event,
            (extract(epoch from entered_at) * 1000)::float8 as "enteredAt"
     from journey.participant
     where journey_id = $1 and version_id = any($2::int[]) and status = 'active' and (bucket, id) > ($3::smallint, $4::bigint)
     order by bucket, id limit $5 for no key update`,
    [journeyId, [...versionIds], behind.bucket, behind.id, limit],
  );
}

interface ParticipantKey {
  readonly bucket: number;
  readonly id: string;
}

export interface RecordedActivity {
  readonly participantId: string;
  readonly activity: string;
  readonly failed: boolean;
}

/** Which of these activities were carried out, or failed, for these participants. */
export function loadRecorded(
  tx: Queryable,
  participants: readonly ParticipantKey[],
  activities: readonly string[],
): Promise<RecordedActivity[]> {
  return tx.query(
    `select participant_id::text as "participantId", activity, bool_and(failed) as failed
     from (select e.bucket, e.participant_id, e.activity, e.type = 'failed' as failed from journey.event e
           where e.activity = any($3::text[]) and e.type not in ('suppressed', 'event', 'leave', 'check', 'decided')
           union all
           select t.bucket, t.participant_id, t.activity, t.state = 'error' from journey.trace t
           where t.activity = any($3::text[]) and t.state in ('processed', 'error')) f
     where (bucket, participant_id) in (select * from unnest($1::smallint[], $2::bigint[]))
     group by 1, 2`,
    [participants.map(({ bucket }) => bucket), participants.map(({ id }) => id), [...activities]],
  );
}

/** Someone who is moved. */
export interface Relocation extends ParticipantKey {
  readonly place: Place;
  readonly timers: Timers;
  /** Everything is over for them in the new version. */
  readonly isOver: boolean;
  /** There is something to look at now. */
  readonly wake: boolean;
}

export async function relocate(
  tx: Queryable,
  relocations: readonly Relocation[],
  { versionId, graph }: { readonly versionId: number; readonly graph: JourneyGraph },
  now: number,
): Promise<void> {
  if (relocations.length === 0) return;
  await tx.query(
    `update journey.participant p
     set version_id = $6, place = k.place, timers = k.timers, watched = $10, has_events = p.has_events or k.wake,
         due_at = case when k.is_over then null
                       else least(to_timestamp(k.due_at / 1000),
                                  case when k.wake or p.due_at <= to_timestamp($9::float8 / 1000) then to_timestamp($9::float8 / 1000) end) end,
         status = case when k.is_over then 'completed' else p.status end,
         ended_at = case when k.is_over then to_timestamp($9::float8 / 1000) end,
         ended_reason = case when k.is_over then 'completed' end
     from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::float8[], $7::boolean[], $8::boolean[])
       as k (bucket, id, place, timers, due_at, is_over, wake)
     where p.bucket = k.bucket and p.id = k.id`,
    [
      relocations.map(({ bucket }) => bucket),
      relocations.map(({ id }) => id),
      relocations.map(({ place, isOver }) => (isOver ? "" : place)),
      relocations.map(({ timers, isOver }) => (isOver ? "" : formatTimers(timers))),
      relocations.map(({ timers }) => {
        const times = [...timers.values()].map(([due]) => due);
        return times.length === 0 ? null : Math.min(...times);
      }),
      versionId,
      relocations.map(({ isOver }) => isOver),
      relocations.map(({ wake }) => wake),
      now,
      isWatched(graph),
    ],
  );
}

/**
 * Their history under the steps' new names: reactions that are still to come are about the message, and get its name from
 * there. A message that has not left yet leaves with the new version's text.
 */
export async function renameHistory(
  tx: Queryable,
  participants: readonly ParticipantKey[],
  renamed: ReadonlyMap<string, string>,
  versionId: number,
): Promise<void> {
  if (participants.length === 0 || renamed.size === 0) return;
  const parameters = [
    participants.map(({ bucket }) => bucket),
    participants.map(({ id }) => id),
    [...renamed.keys()],
    [...renamed.values()],
  ];
  for (const [table, more] of [
    ["message", ", version_id = $5"],
    ["event", ""],
    ["trace", ""],
  ] as const) {
    await tx.query(
      `update journey.${table} h set activity = n.new_name${more}
       from unnest($3::text[], $4::text[]) as n (old_name, new_name)
       where h.activity = n.old_name and (h.bucket, h.participant_id) in (select * from unnest($1::smallint[], $2::bigint[]))`,
      more === "" ? parameters : [...parameters, versionId],
    );
  }
}

/** What is recorded of these activities is looked at once more, in the order in which it happened. */
export async function lookAgain(
  tx: Queryable,
  pairs: readonly (ParticipantKey & { readonly activity: string })[],
): Promise<void> {
  if (pairs.length === 0) return;
  await tx.query(
    `update journey.event e set consumed_at = null
     from unnest($1::smallint[], $2::bigint[], $3::text[]) as k (bucket, participant_id, activity)
     where e.bucket = k.bucket and e.participant_id = k.participant_id and e.activity = k.activity
       and e.type not in ('event', 'leave', 'check', 'decided')`,
    [pairs.map(({ bucket }) => bucket), pairs.map(({ id }) => id), pairs.map(({ activity }) => activity)],
  );
}

export interface OwnEvent extends ParticipantKey {
  readonly type: "leave" | "failed";
  readonly activity: string;
  readonly label: string | null;
}

/** Events of a deployment's own. The same deployment tells each once. @returns how many were new */
export async function recordOwnEvents(
  tx: Queryable,
  events: readonly OwnEvent[],
  deploymentId: number,
  now: number,
): Promise<number> {
  if (events.length === 0) return 0;
  const rows = await tx.query(
    `with inserted as (
       insert into journey.event
         (bucket, participant_id, type, activity, label, occurred_at, received_at, source, external_id)
       select k.bucket, k.participant_id, k.type, k.activity, k.label, to_timestamp($6::float8 / 1000),
              to_timestamp($6::float8 / 1000), 'deploy', $7 || ':' || k.participant_id || ':' || k.activity
       from unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) as k (bucket, participant_id, type, activity, label)
       on conflict (bucket, source, external_id) do nothing
       returning bucket, participant_id
     )
     update journey.participant p set due_at = least(p.due_at, to_timestamp($6::float8 / 1000)), has_events = true
     from inserted i where p.bucket = i.bucket and p.id = i.participant_id and p.status = 'active'
     returning 1`,
    [
      events.map(({ bucket }) => bucket),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ activity }) => activity),
      events.map(({ label }) => label),
      now,
      String(deploymentId),
    ],
  );
  return rows.length;
}

/** A test that is decided stays so under its new name. */
export async function renameTests(
  tx: Queryable,
  journeyId: number,
  renamed: ReadonlyMap<string, string>,
): Promise<void> {
  if (renamed.size === 0) return;
  await tx.query(
    `insert into journey.ab_test (journey_id, activity, winner, decided_at)
     select t.journey_id, n.new_name, t.winner, t.decided_at
     from journey.ab_test t join unnest($2::text[], $3::text[]) as n (old_name, new_name) on n.old_name = t.activity
     where t.journey_id = $1 on conflict do nothing`,
    [journeyId, [...renamed.keys()], [...renamed.values()]],
  );
}
