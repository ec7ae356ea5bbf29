/** What functions of the project have logged: kept with the execution that its trace tells of. */
import type { Queryable } from "./database.ts";

export interface RunLog {
  readonly bucket: number;
  /** The call, which is a row of the outbox. */
  readonly messageId: string;
  readonly activity: string;
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly error?: string | undefined;
  readonly lines: readonly { readonly level: string; readonly text: string }[];
}

export async function saveRunLogs(db: Queryable, logs: readonly RunLog[]): Promise<void> {
  await db.query(
    `insert into journey.run_log (bucket, message_id, attempt, participant_id, activity, started_at, milliseconds, error, lines)
     select k.bucket, k.message_id, k.attempt, m.participant_id, k.activity, to_timestamp(k.started_at / 1000), k.milliseconds,
            k.error, k.lines::jsonb
     from unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::float8[], $6::int[], $7::text[], $8::text[])
       as k (bucket, message_id, attempt, activity, started_at, milliseconds, error, lines)
     join journey.message m on m.bucket = k.bucket and m.id = k.message_id
     on conflict (bucket, message_id, attempt) do update
       set started_at = excluded.started_at, milliseconds = excluded.milliseconds, error = excluded.error, lines = excluded.lines`,
    [
      logs.map((log) => log.bucket),
      logs.map((log) => log.messageId),
      logs.map((log) => log.attempt),
      logs.map((log) => log.activity),
      logs.map((log) => log.startedAt),
      logs.map((log) => log.milliseconds),
      logs.map((log) => log.error?.replaceAll("\0", "") ?? null),
      // PostgreSQL's jsonb holds no NUL.
      logs.map((log) => JSON.stringify(log.lines).replaceAll("\\u0000", "")),
    ],
  );
}

/** Of a participant, the newest first. */
export function loadRunLogs(db: Queryable, bucket: number, participantId: string): Promise<RunLog[]> {
  return db.query(
    `select bucket, message_id::text as "messageId", activity, attempt, (extract(epoch from started_at) * 1000)::float8 as "startedAt",
            milliseconds, error, lines
     from journey.run_log where bucket = $1 and participant_id = $2 order by started_at desc, attempt desc limit 100`,
    [bucket, participantId],
  );
}
