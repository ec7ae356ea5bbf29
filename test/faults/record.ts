/** What the auditor reads: the service's tables, and notes that triggers of the test made of every change of a message and of every event. */
import type { Database, Queryable } from "@journey/runtime";
import type { Contact } from "./project.ts";

export interface ParticipantRecord {
  readonly key: string;
  readonly journey: string;
  readonly recordId: string;
  readonly unicity: string;
  readonly status: string;
  readonly endedReason: string | null;
  /** Empty: none. */
  readonly timers: string;
  readonly isDue: boolean;
  readonly enteredAt: number;
  readonly payload: unknown;
}

export interface TraceRecord {
  readonly participant: string;
  readonly activity: string;
  readonly state: string;
  readonly reason: string | null;
  /** Epoch milliseconds of the service's clock: the moment it counts for, and the one at which its batch began. */
  readonly at: number;
  readonly recordedAt: number;
}

export interface EventRecord {
  readonly participant: string;
  readonly message: string | null;
  readonly type: string;
  readonly activity: string;
  readonly label: string | null;
  readonly machine: boolean;
  readonly occurredAt: number;
  readonly data: unknown;
  readonly isConsumed: boolean;
  /** Epoch milliseconds, real: when the database had it for good. */
  readonly committedAt: number;
}

export interface MessageRecord {
  readonly key: string;
  readonly participant: string;
  readonly activity: string;
  readonly recipient: string;
  readonly status: string;
  readonly attempts: number;
  readonly waits: boolean;
  /** Of the service's clock: the batch that queued it. */
  readonly createdAt: number;
  readonly history: readonly MessageChange[];
}

export interface MessageChange {
  readonly from: string | null;
  readonly to: string;
  readonly attempts: number;
  readonly worker: string | null;
  readonly error: string | null;
}

export interface ServiceRecord {
  readonly participants: readonly ParticipantRecord[];
  readonly traces: readonly TraceRecord[];
  readonly events: readonly EventRecord[];
  readonly messages: readonly MessageRecord[];
  readonly contacts: readonly Contact[];
  readonly notes: Readonly<Record<string, number>>;
  readonly tasks: Readonly<Record<string, number>>;
  readonly listed: ReadonlySet<string>;
  readonly customEvents: readonly { readonly externalId: string; readonly payload: unknown }[];
}

/** Makes the notes; the server needs `track_commit_timestamp`. */
export async function takeNotes(db: Queryable): Promise<void> {
  await db.script(`
    create schema audit;
    create table audit.message_change (
      id bigint generated always as identity primary key, message text not null, old text, new text not null,
      attempts integer not null, worker text, error text);
    create function audit.note_message() returns trigger language plpgsql as $$ begin
      if tg_op = 'INSERT' or old.status is distinct from new.status or old.attempts <> new.attempts then
        insert into audit.message_change (message, old, new, attempts, worker, error) values
          (new.bucket || '-' || new.id, case when tg_op = 'UPDATE' then old.status end, new.status, new.attempts,
           coalesce(new.worker, case when tg_op = 'UPDATE' then old.worker end), new.error);
      end if;
      return null;
    end $$;
    create trigger note after insert or update on journey.message for each row execute function audit.note_message();
    create table audit.event_written (bucket smallint not null, id bigint not null, primary key (bucket, id));
    create function audit.note_event() returns trigger language plpgsql as $$ begin
      insert into audit.event_written values (new.bucket, new.id);
      return null;
    end $$;
    create trigger note after insert on journey.event for each row execute function audit.note_event();`);
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

export async function readRecord(db: Database): Promise<ServiceRecord> {
  const counted = async (sql: string) =>
    Object.fromEntries((await db.query<{ id: string; count: number }>(sql)).map(({ id, count }) => [id, count]));
  const changes = new Map<string, MessageChange[]>();
  for (const { message, ...change } of await db.query<MessageChange & { message: string }>(
    `select message, old as "from", new as "to", attempts, worker, error from audit.message_change order by id`,
  )) {
    changes.set(message, [...(changes.get(message) ?? []), change]);
  }
  const messages = await db.query<Omit<MessageRecord, "history">>(
    `select bucket || '-' || id as key, bucket || '-' || participant_id as participant, activity, recipient, status, attempts,
            attempt_at is not null as waits, ${ms("created_at")} as "createdAt" from journey.message`,
  );
  return {
    participants: await db.query(
      `select p.bucket || '-' || p.id as key, j.name as journey, p.record_id as "recordId", e.unicity_value as unicity, status,
              ended_reason as "endedReason", timers, due_at is not null as "isDue", ${ms("p.entered_at")} as "enteredAt", p.payload
       from journey.participant p join journey.journey j on j.id = p.journey_id
       left join journey.entry e on e.bucket = p.bucket and e.participant_id = p.id`,
    ),
    traces: await db.query(
      `select bucket || '-' || participant_id as participant, activity, state, reason, ${ms("at")} as at,
              ${ms("recorded_at")} as "recordedAt" from journey.trace order by id`,
    ),
    events: await db.query(
      `select e.bucket || '-' || participant_id as participant, e.bucket || '-' || message_id as message, type, activity,
              label, machine, ${ms("occurred_at")} as "occurredAt", data, consumed_at is not null as "isConsumed",
              ${ms("pg_xact_commit_timestamp(w.xmin)")} as "committedAt"
       from journey.event e join audit.event_written w on w.bucket = e.bucket and w.id = e.id order by e.occurred_at, e.id`,
    ),
    messages: messages.map((message) => ({ ...message, history: changes.get(message.key) ?? [] })),
    contacts: await db.query(
      "select id::int as id, email, country, visits, opens, bought, idle, receipts from contacts order by id",
    ),
    notes: await counted("select contact_id::text as id, count(*)::int as count from notes group by 1"),
    tasks: await counted("select record_id as id, count(*)::int as count from journey.task group by 1"),
    listed: new Set(
      (await db.query<{ id: string }>("select record_id as id from journey.list_member where list = 'Done'")).map(
        ({ id }) => id,
      ),
    ),
    customEvents: await db.query(`select external_id as "externalId", payload from journey.custom_event`),
  };
}
