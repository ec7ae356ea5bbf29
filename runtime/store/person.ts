/** Everything that the service keeps of one person, found, shown and erased. */
import { isMessage, normalise, normalisedSql, quoted, quotedTable } from "@journey/compiler";
import type { Model, ModelSchema } from "@journey/language";
import type { Queryable } from "./database.ts";
import { loadGraph } from "./journeys.ts";
import { type DataRecord, idColumn, loadRecords } from "./records.ts";

/** Somebody, as far as the user's tables and ours know them. */
export interface Person {
  /** Their addresses and numbers, normalised. */
  readonly addresses: readonly string[];
  /** Their records in the user's own tables. */
  readonly records: readonly { readonly model: string; readonly id: string; readonly data: DataRecord }[];
  /** Records that are gone, but were named. */
  readonly named: readonly { readonly model: string; readonly id: string }[];
  readonly participants: readonly ParticipantKey[];
}

interface ParticipantKey {
  readonly bucket: number;
  readonly id: string;
}

/** Whom to look for: an address or number (normalised), or a record. */
export type PersonKey =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "record"; readonly model: string; readonly id: string };

export async function findPerson(db: Queryable, schema: ModelSchema, key: PersonKey): Promise<Person> {
  const named = key.kind === "record" ? [{ model: key.model, id: key.id }] : [];
  const found = new Map<string, { model: string; id: string; data: DataRecord }>();
  const addresses = new Set(key.kind === "address" ? [key.address] : []);
  if (key.kind === "record") {
    const data = (await loadRecords(db, schema, key.model, [key.id], 0)).get(key.id);
    const model = schema.models[key.model];
    if (data && model) {
      found.set(`${key.model}:${key.id}`, { model: key.model, id: key.id, data });
      for (const address of addressesOf(model, data)) addresses.add(address);
    }
  }
  // Others of their records have the same address; what else stands in those is theirs too.
  for (const model of Object.values(schema.models)) {
    const ids = await recordsWith(db, model, [...addresses]);
    for (const [id, data] of await loadRecords(db, schema, model.name, ids, 0)) {
      found.set(`${model.name}:${id}`, { model: model.name, id, data });
    }
  }
  for (const { model, data } of found.values()) {
    const known = schema.models[model];
    for (const address of known ? addressesOf(known, data) : []) addresses.add(address);
  }
  const records = [...found.values()];
  return {
    addresses: [...addresses],
    records,
    named,
    participants: await findParticipants(db, [...records, ...named], [...addresses]),
  };
}

/** The addresses and numbers in a record, normalised. */
export function addressesOf(model: Model, data: DataRecord): string[] {
  return model.fields.flatMap(({ name, type }) => {
    const value = data[name];
    if ((type.kind !== "email" && type.kind !== "phone") || typeof value !== "string") return [];
    const address = normalise(value, type.kind);
    return address === "" ? [] : [address];
  });
}

async function recordsWith(db: Queryable, model: Model, addresses: readonly string[]): Promise<string[]> {
  const matches = model.fields.flatMap(({ column, type }) =>
    type.kind === "email" || type.kind === "phone"
      ? [`${normalisedSql(`t.${quoted(column)}`, type.kind)} = any($1::text[])`]
      : [],
  );
  if (matches.length === 0 || addresses.length === 0) return [];
  const rows = await db.query<{ id: string }>(
    `select ${idColumn(model)}::text as id from ${quotedTable(model.table)} t where ${matches.join(" or ")}`,
    [[...addresses]],
  );
  return rows.map(({ id }) => id);
}

/**
 * By their records, by the value that made them one participant, and by messages that went to them. A message to a
 * colleague (`to responsible.email`) is about somebody else.
 */
async function findParticipants(
  db: Queryable,
  records: readonly { readonly model: string; readonly id: string }[],
  addresses: readonly string[],
): Promise<ParticipantKey[]> {
  const own = await db.query<ParticipantKey>(
    `select p.bucket, p.id::text as id
     from journey.participant p join journey.journey_version v on v.id = p.version_id
     where (v.graph ->> 'target', p.record_id) in (select * from unnest($1::text[], $2::text[]))
        or exists (select from journey.entry e
                   where e.journey_id = p.journey_id and e.record_id = p.record_id and e.participant_id = p.id
                     and e.unicity_value = any($3::text[]))`,
    [records.map(({ model }) => model), records.map(({ id }) => id), [...addresses]],
  );
  const messages = await db.query<ParticipantKey & { versionId: number; activity: string }>(
    `select distinct bucket, participant_id::text as id, version_id as "versionId", activity
     from journey.message where recipient = any($1::text[]) and channel in ('email', 'sms')`,
    [[...addresses]],
  );
  const written: ParticipantKey[] = [];
  for (const { bucket, id, versionId, activity } of messages) {
    const node = (await loadGraph(db, versionId))?.nodes.find((candidate) => candidate.id === activity);
    if (node && isMessage(node) && !node.isInternal) written.push({ bucket, id });
  }
  return [...new Map([...own, ...written].map((key) => [`${key.bucket}/${key.id}`, key])).values()];
}

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** All of it, by table, as plain values. */
export async function exportPerson(db: Queryable, person: Person): Promise<Record<string, unknown>> {
  const { addresses, participants } = person;
  const keys = [participants.map(({ bucket }) => bucket), participants.map(({ id }) => id)];
  const theirs = (table: string, id = "participant_id") =>
    `journey.${table} x join unnest($1::smallint[], $2::bigint[]) as k (bucket, id) on x.bucket = k.bucket and x.${id} = k.id`;
  const records = [...person.records, ...person.named];
  const recordKeys = [records.map(({ model }) => model), records.map(({ id }) => id)];
  return {
    addresses,
    records: person.records,
    consent: await db.query(
      `select address, purpose, ${iso("given_at")} as given, origin, ip, wording from journey.consent where address = any($1::text[]) order by given_at`,
      [[...addresses]],
    ),
    consentLog: await db.query(
      `select address, step, purpose, lists, ${iso("at")} as at, origin, ip, browser, wording, locale
       from journey.consent_log where address = any($1::text[]) order by journey.consent_log.at, id`,
      [[...addresses]],
    ),
    subscriptions: await db.query(
      `select address, lists, locale, wording, ip, browser, ${iso("requested_at")} as requested, ${iso("confirmed_at")} as confirmed
       from journey.subscription where address = any($1::text[]) order by requested_at`,
      [[...addresses]],
    ),
    suppressions: await db.query(
      `select address, reason, origin, ${iso("created_at")} as at from journey.suppression where address = any($1::text[])`,
      [[...addresses]],
    ),
    lists: await db.query(
      `select list, model, record_id as record, ${iso("added_at")} as added from journey.list_member
       where (model, record_id) in (select * from unnest($1::text[], $2::text[])) order by added_at`,
      recordKeys,
    ),
    journeys: await db.query(
      `select j.name as journey, x.record_id as record, x.status, ${iso("x.entered_at")} as entered, ${iso("x.ended_at")} as ended,
              x.ended_reason as reason, x.payload as entry, x.event
       from ${theirs("participant", "id")} join journey.journey j on j.id = x.journey_id order by x.entered_at`,
      keys,
    ),
    messages: await db.query(
      `select j.name as journey, x.activity, x.channel, x.recipient, x.status, x.error, x.data, ${iso("x.created_at")} as created,
              ${iso("x.sent_at")} as sent, ${iso("x.delivered_at")} as delivered, ${iso("x.opened_at")} as opened,
              ${iso("x.clicked_at")} as clicked, ${iso("x.replied_at")} as replied, ${iso("x.bounced_at")} as bounced,
              ${iso("x.unsubscribed_at")} as unsubscribed
       from ${theirs("message")} join journey.journey j on j.id = x.journey_id order by x.created_at`,
      keys,
    ),
    events: await db.query(
      `select x.type, x.activity, x.label, ${iso("x.occurred_at")} as at, x.source, x.data from ${theirs("event")} order by x.occurred_at`,
      keys,
    ),
    traces: await db.query(
      `select j.name as journey, x.activity, x.state, x.reason, ${iso("x.at")} as at
       from ${theirs("trace")} join journey.journey_version v on v.id = x.version_id
       join journey.journey j on j.id = v.journey_id order by x.at`,
      keys,
    ),
    // What pixels and links were asked for, and by what.
    hits: await db.query(
      `select x.kind, x.link, ${iso("x.at")} as at, x.method, x.user_agent as browser, x.class, x.rule
       from ${theirs("hit")} order by x.at`,
      keys,
    ),
    functionLogs: await db.query(
      `select x.activity, ${iso("x.started_at")} as at, x.error, x.lines from ${theirs("run_log")} order by x.started_at`,
      keys,
    ),
    untracked: await db.query(
      `select address, origin, ${iso("since")} as since from journey.untracked where address = any($1::text[])`,
      [[...addresses]],
    ),
    bounces: await db.query(
      `select address, kind, source, status, diagnostic, ${iso("occurred_at")} as at
       from journey.bounce where address = any($1::text[]) order by occurred_at`,
      [[...addresses]],
    ),
    tests: await db.query(
      `select journey, record_id as record, mode, ${iso("started_at")} as started, state from journey.test_participant
       where (target, record_id) in (select * from unnest($1::text[], $2::text[])) or recipients && $3::text[] order by started_at`,
      [...recordKeys, [...addresses]],
    ),
    tasks: await db.query(
      `select x.title, x.model, x.record_id as record, ${iso("x.created_at")} as created, ${iso("x.due_at")} as due, ${iso("x.done_at")} as done
       from ${theirs("task")} order by x.created_at`,
      keys,
    ),
    goals: await db.query(
      `select x.goal, ${iso("x.reached_at")} as reached from ${theirs("goal_reached")} order by x.reached_at`,
      keys,
    ),
    followers: await db.query(
      `select model, record_id as record, follower_model as "followerModel", follower_id as follower, ${iso("followed_at")} as since
       from journey.follower
       where (model, record_id) in (select * from unnest($1::text[], $2::text[]))
          or (follower_model, follower_id) in (select * from unnest($1::text[], $2::text[]))`,
      recordKeys,
    ),
  };
}

export interface Erasure {
  readonly participants: number;
  readonly messages: number;
}

/**
 * Takes everything away that says who it was; what is left counts in reports: that somebody took part, what was sent, what came
 * of it, and when. Call it inside a transaction.
 *
 * @param forgetSuppression also that they want no messages: they may then be written to again
 */
export async function erasePerson(
  tx: Queryable,
  schema: ModelSchema,
  person: Person,
  forgetSuppression: boolean,
  now: number,
): Promise<Erasure> {
  const { addresses, participants } = person;
  const keys = [participants.map(({ bucket }) => bucket), participants.map(({ id }) => id)];
  const records = [...person.records, ...person.named];
  const recordKeys = [records.map(({ model }) => model), records.map(({ id }) => id)];
  const among = "(select * from unnest($1::smallint[], $2::bigint[]))";
  const mine = "(select * from unnest($1::text[], $2::text[]))";
  // In the one order in which everybody locks participants: nobody is in the middle of a step with one of them.
  await tx.query(`select from journey.participant where (bucket, id) in ${among} order by bucket, id for update`, keys);
  // That somebody came counts, in the order of entries, too.
  await tx.query(
    `update journey.entry e set record_id = '', unicity_value = 'erased ' || gen_random_uuid(), payload = null
     from journey.participant p where (p.bucket, p.id) in ${among}
       and e.journey_id = p.journey_id and e.record_id = p.record_id and e.participant_id = p.id`,
    keys,
  );
  await tx.query(
    `update journey.participant
     set record_id = '', payload = null, event = null, timers = '', place = '', watched = false, due_at = null,
         ended_at = case when status = 'active' then to_timestamp($3::float8 / 1000) else ended_at end,
         ended_reason = case when status = 'active' then 'erased' else ended_reason end,
         status = case when status = 'active' then 'exited' else status end
     where (bucket, id) in ${among}`,
    [...keys, now],
  );
  // What waits does not leave; what a provider calls it would lead back to the number.
  const messages = await tx.query(
    `update journey.message
     set recipient = '', data = null, error = null, external_id = null, attempt_at = null,
         status = case when status in ('pending', 'deferred') then 'failed' else status end
     where (bucket, participant_id) in ${among} returning 1`,
    keys,
  );
  await tx.query("update journey.message set recipient = '', error = null where recipient = any($1::text[])", [
    [...addresses],
  ]);
  await tx.query(
    `update journey.event set data = null, external_id = 'erased ' || id,
            consumed_at = coalesce(consumed_at, to_timestamp($3::float8 / 1000))
     where (bucket, participant_id) in ${among}`,
    [...keys, now],
  );
  // What the database said of a failed write may quote the record.
  await tx.query(
    `update journey.trace set reason = 'failed' where (bucket, participant_id) in ${among} and state = 'error'`,
    keys,
  );
  await tx.query(`delete from journey.hit where (bucket, participant_id) in ${among} and class is null`, keys);
  await tx.query(
    `update journey.hit set user_agent = null, purpose = null where (bucket, participant_id) in ${among}`,
    keys,
  );
  await tx.query(`delete from journey.run_log where (bucket, participant_id) in ${among}`, keys);
  await tx.query(`delete from journey.task where (bucket, participant_id) in ${among}`, keys);
  await tx.query(`delete from journey.task where (model, record_id) in ${mine}`, recordKeys);
  await tx.query(`delete from journey.list_member where (model, record_id) in ${mine}`, recordKeys);
  await tx.query(
    `delete from journey.follower where (model, record_id) in ${mine} or (follower_model, follower_id) in ${mine}`,
    recordKeys,
  );
  await tx.query(
    `delete from journey.watched_value w using journey.journey j, journey.journey_version v
     where j.id = w.journey_id and v.id = j.version_id and (v.graph ->> 'target', w.record_id) in ${mine}`,
    recordKeys,
  );
  for (const [name, event] of Object.entries(schema.events ?? {})) {
    for (const { name: field, type } of event.fields) {
      const ids = type.kind === "record" ? records.filter(({ model }) => model === type.model).map(({ id }) => id) : [];
      if (ids.length === 0) continue;
      await tx.query(
        `update journey.custom_event set payload = '{}', external_id = 'erased ' || id
         where name = $1 and coalesce(payload -> $2 ->> 'id', payload ->> $2) = any($3::text[])`,
        [name, field, ids],
      );
    }
  }
  // That a mail came back counts; what the server said of it may quote the address.
  await tx.query(
    `update journey.bounce set address = '', diagnostic = null
     where address = any($3::text[]) or (bucket, message_id) in
       (select bucket, id from journey.message where (bucket, participant_id) in ${among})`,
    [...keys, [...addresses]],
  );
  for (const table of [
    "consent",
    "consent_log",
    "subscription",
    ...(forgetSuppression ? ["suppression", "untracked"] : []),
  ]) {
    await tx.query(`delete from journey.${table} where address = any($1::text[])`, [[...addresses]]);
  }
  // An objection outlives the data that it was about, without what it came from.
  for (const table of ["suppression", "untracked"]) {
    await tx.query(`update journey.${table} set origin = 'kept after erasure' where address = any($1::text[])`, [
      [...addresses],
    ]);
  }
  // Nobody counts them, so nothing of them stays.
  await tx.query(
    `delete from journey.test_participant
     where (target, record_id) in ${mine} or recipients && $3::text[] or addresses && $3::text[]`,
    [...recordKeys, [...addresses]],
  );
  await tx.query(
    "insert into journey.erasure (at, participants, messages) values (to_timestamp($1::float8 / 1000), $2, $3)",
    [now, participants.length, messages.length],
  );
  return { participants: participants.length, messages: messages.length };
}
