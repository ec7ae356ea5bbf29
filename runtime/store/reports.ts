/** What people want to see of journeys under way. Read-only. */
import type { Place, TraceState } from "@journey/compiler";
import type { Queryable } from "./database.ts";

const epoch = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

export interface TraceCount {
  readonly activity: string;
  readonly state: TraceState;
  readonly count: number;
}

export function countTraces(db: Queryable, journey: string): Promise<TraceCount[]> {
  return db.query(
    `select c.activity, c.state, sum(c.count)::int as count
     from journey.trace_count c
     join journey.journey_version v on v.id = c.version_id join journey.journey j on j.id = v.journey_id
     where j.name = $1 group by c.activity, c.state`,
    [journey],
  );
}

export interface PlaceCount {
  readonly versionId: number;
  /** Empty: not entered yet, or at an end. */
  readonly place: Place;
  readonly status: "active" | "completed" | "exited";
  readonly count: number;
}

export function countPlaces(db: Queryable, journey: string): Promise<PlaceCount[]> {
  return db.query(
    `select p.version_id as "versionId", p.place, p.status, count(*)::int as count
     from journey.participant p join journey.journey j on j.id = p.journey_id
     where j.name = $1 group by p.version_id, p.place, p.status`,
    [journey],
  );
}

export interface UnderWayCount {
  readonly journeyId: number;
  readonly versionId: number;
  readonly place: Place;
  readonly count: number;
}

/** Who is under way, in all journeys, by where they are. */
export function countUnderWay(db: Queryable): Promise<UnderWayCount[]> {
  return db.query(
    `select journey_id as "journeyId", version_id as "versionId", place, count(*)::int as count
     from journey.participant where status = 'active' group by 1, 2, 3`,
  );
}

export interface ParticipantRow {
  readonly bucket: number;
  readonly id: string;
  readonly journey: string;
  readonly versionId: number;
  readonly recordId: string;
  readonly unicityValue: string;
  readonly status: "active" | "completed" | "exited";
  readonly enteredAt: number;
  readonly endedAt: number | null;
  readonly endedReason: string | null;
  /** As `parseTimers` reads them. */
  readonly timers: string;
  readonly place: Place;
}

const participantColumns = `p.bucket, p.id::text as id, j.name as journey, p.version_id as "versionId",
  p.record_id as "recordId", e.unicity_value as "unicityValue", p.status, ${epoch("p.entered_at")} as "enteredAt",
  ${epoch("p.ended_at")} as "endedAt", p.ended_reason as "endedReason", p.timers, p.place`;
const participantTables = `journey.participant p join journey.journey j on j.id = p.journey_id
  join journey.entry e on e.journey_id = p.journey_id and e.record_id = p.record_id and e.participant_id = p.id`;

export function listParticipants(db: Queryable, journey: string, limit: number): Promise<ParticipantRow[]> {
  return db.query(`select ${participantColumns} from ${participantTables} where j.name = $1 order by p.id limit $2`, [
    journey,
    limit,
  ]);
}

export async function findParticipant(db: Queryable, bucket: number, id: string): Promise<ParticipantRow | undefined> {
  const rows = await db.query<ParticipantRow>(
    `select ${participantColumns} from ${participantTables} where p.bucket = $1 and p.id = $2`,
    [bucket, id],
  );
  return rows[0];
}

export interface TraceRow {
  readonly participantId: string;
  readonly activity: string;
  readonly state: TraceState;
  readonly reason: string | null;
  readonly at: number;
}

export function listTraces(db: Queryable, participants: readonly ParticipantRow[]): Promise<TraceRow[]> {
  return db.query(
    `select t.participant_id::text as "participantId", t.activity, t.state, t.reason, ${epoch("t.at")} as at
     from unnest($1::smallint[], $2::bigint[]) as k (bucket, id)
     join journey.trace t on t.bucket = k.bucket and t.participant_id = k.id
     order by t.at, t.id`,
    [participants.map((row) => row.bucket), participants.map((row) => row.id)],
  );
}

export interface EventRow {
  readonly type: string;
  readonly activity: string;
  readonly label: string | null;
  readonly occurredAt: number;
}

/** What people did with a participant's messages, without the results of sending. */
export function listReactions(db: Queryable, bucket: number, participantId: string): Promise<EventRow[]> {
  return db.query(
    `select type, activity, label, ${epoch("occurred_at")} as "occurredAt" from journey.event
     where bucket = $1 and participant_id = $2 and type not in ('executed', 'failed', 'suppressed')
     order by occurred_at, id`,
    [bucket, participantId],
  );
}

export interface TaskRow {
  readonly title: string;
  readonly journey: string;
  readonly assigneeModel: string | null;
  readonly assigneeId: string | null;
  readonly recordId: string;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

export function listTasks(db: Queryable, journey: string): Promise<TaskRow[]> {
  return db.query(
    `select t.title, j.name as journey, t.assignee_model as "assigneeModel", t.assignee_id as "assigneeId",
            t.record_id as "recordId", ${epoch("t.due_at")} as "dueAt", ${epoch("t.created_at")} as "createdAt"
     from journey.task t join journey.journey j on j.id = t.journey_id where j.name = $1 order by t.created_at, t.id`,
    [journey],
  );
}
