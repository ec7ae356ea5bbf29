/** Enrolment: who is to enter becomes a participant, by one INSERT … SELECT over the target's table. */
import {
  addDuration,
  type JourneyGraph,
  nextTimeOfDay,
  normalisedSql,
  quoted,
  quotedTable,
  SqlFilterBuilder,
  startOfDay,
} from "@journey/compiler";
import type { CalendarDuration, FieldReference, Literal, TimeOfDay } from "@journey/language";
import type { Database, Queryable } from "./database.ts";
import { timezoneSql } from "./guards.ts";
import type { JourneyRow } from "./journeys.ts";
import { bucketSql } from "./participants.ts";
import { idArrayType, idColumn, modelOf } from "./records.ts";

/** Minutes of a pace's stretch of time: months are taken as 30 days. */
const minutesOf = { minute: 1, hour: 60, day: 1440, week: 10_080, month: 43_200 } as const;

/** Whom to look at, and what they enter with. */
interface Candidates {
  /** More conditions on the record `t`, as SQL. */
  readonly conditions: readonly string[];
  /** Joined to the record. */
  readonly joins?: string;
  /** SQL of the payload, jsonb. */
  readonly payload?: string;
}

/**
 * Enrols all who are to enter now: who match the journey's filter and its entry, and are not in it, one per value of its
 * unicity field (the record with the smallest id). Records with an empty unicity value are left out.
 *
 * Events, webhooks and demands enter by {@link enrolRecords}; here they are none.
 *
 * @param now epoch milliseconds: the moment they enter
 * @returns how many entered
 */
export async function enrolMatching(
  db: Database,
  journey: JourneyRow,
  graph: JourneyGraph,
  now: number,
): Promise<number> {
  const { kind } = graph.enter;
  if (kind === "event" || kind === "webhook" || kind === "demand") return 0;
  if (kind === "matching" && !graph.pace) return enrolChanged(db, journey, graph, now);
  return db.transaction(async (tx) => {
    // Workers that look at the same stretch of time take turns.
    const [row] = await tx.query<{ sweptAt: number }>(
      `select (extract(epoch from coalesce(swept_at, to_timestamp($2::float8 / 1000))) * 1000)::float8 as "sweptAt"
       from journey.journey where id = $1 for update`,
      [journey.id, now],
    );
    const sweptAt = row?.sweptAt ?? now;
    if (graph.enter.kind === "schedule" && occurrences(graph, sweptAt, now).length === 0) return 0;
    const entered = await enrol(tx, journey, graph, now, (builder) => candidates(journey, graph, builder, sweptAt));
    if (graph.enter.kind === "updated") await rememberWatched(tx, journey, graph, graph.enter.field);
    await tx.query("update journey.journey set swept_at = to_timestamp($2::float8 / 1000) where id = $1", [
      journey.id,
      now,
    ]);
    return entered;
  });
}

/** However records say when they changed, all are looked at so often: something may have changed them without saying so. */
const lookAtAllAfter = 3_600_000;
/** What is committed so much later than the moment that it says is still seen. */
const lateness = "5 minutes";

/**
 * Enrols who matches: of all records, or, where these say when they changed (`updated_at`) and nothing else decides, of those
 * that have changed since the last look.
 */
async function enrolChanged(db: Database, journey: JourneyRow, graph: JourneyGraph, now: number): Promise<number> {
  const changed = changeColumn(graph);
  if (changed === undefined) return enrol(db, journey, graph, now, () => ({ conditions: [] }));
  const table = quotedTable(modelOf(graph.schema, graph.target).table);
  // Read before anybody is looked at: what changes meanwhile is seen the next time.
  const [seen] = await db.query<{ latest: string | null; since: string | null; all: boolean }>(
    `select (select max(${changed})::text from ${table}) as latest,
            (changed_at - interval '${lateness}')::text as since,
            coalesce(not matched_at between to_timestamp($2::float8 / 1000) - make_interval(secs => $3)
                                        and to_timestamp($2::float8 / 1000), true) as all
     from journey.journey where id = $1`,
    [journey.id, now, lookAtAllAfter / 1000],
  );
  const since = seen && !seen.all ? seen.since : null;
  const isAll = since === null;
  const conditions = isAll ? [] : [`t.${changed} >= '${since}'::timestamptz`];
  const entered = await enrol(db, journey, graph, now, () => ({ conditions }));
  await db.query(
    `update journey.journey
     set changed_at = $2::timestamptz, matched_at = case when $3 then to_timestamp($4::float8 / 1000) else matched_at end
     where id = $1`,
    [journey.id, seen?.latest ?? null, isAll, now],
  );
  return entered;
}

/** The column that says when a record changed, where nothing but the record decides whether it matches. */
function changeColumn(graph: JourneyGraph): string | undefined {
  const model = modelOf(graph.schema, graph.target);
  const field = model.fields.find(({ name, type }) => name === "updated_at" && type.kind === "date");
  const isDecided = graph.reenter.kind === "never" && (!graph.filter || isAboutRecord(graph.filter));
  return field && isDecided ? quoted(field.column) : undefined;
}

/** Whether a condition depends on the record's own fields alone: neither on others, nor on lists, nor on the time. */
function isAboutRecord(condition: unknown): boolean {
  if (Array.isArray(condition)) return condition.every(isAboutRecord);
  if (typeof condition !== "object" || condition === null) return true;
  if ("kind" in condition && condition.kind === "field") {
    const { root, path, type } = condition as FieldReference;
    return root === undefined && path.length === 1 && type.kind !== "record" && type.kind !== "records";
  }
  if ("kind" in condition && dependsOnMore.has(String(condition.kind))) return false;
  return Object.values(condition).every(isAboutRecord);
}

const dependsOnMore: ReadonlySet<string> = new Set([
  "moment",
  "aggregate",
  "shifted",
  "date",
  "day",
  "quantified",
  "engagement",
  "consent",
  "in list",
  "suppressed",
]);

/**
 * Enrols these records, where they match: `enter on event`, `enter on webhook`, `enter on demand`, `start journey`.
 *
 * @param payloads what each brings along, in the order of the ids
 */
export function enrolRecords(
  db: Queryable,
  journey: JourneyRow,
  graph: JourneyGraph,
  recordIds: readonly string[],
  payloads: readonly unknown[],
  now: number,
): Promise<number> {
  const model = modelOf(graph.schema, graph.target);
  return enrol(db, journey, graph, now, (_, parameters) => {
    parameters.push(
      recordIds,
      payloads.map((payload) => (payload === undefined ? null : JSON.stringify(payload))),
    );
    const ids = `$${parameters.length - 1}::${idArrayType(model)}`;
    return {
      conditions: [],
      joins: `join unnest(${ids}, $${parameters.length}::text[]) as given (id, payload) on given.id = t.${idColumn(model)}`,
      payload: "given.payload::jsonb",
    };
  });
}

async function enrol(
  db: Queryable,
  journey: JourneyRow,
  graph: JourneyGraph,
  now: number,
  choose: (builder: SqlFilterBuilder, parameters: unknown[]) => Candidates,
): Promise<number> {
  const model = modelOf(graph.schema, graph.target);
  const parameters: unknown[] = [journey.id, journey.versionId, now];
  const payloadName = "payload.value";
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: "to_timestamp($3::float8 / 1000)",
    entered: "to_timestamp($3::float8 / 1000)",
    timezone: "z.name",
    entry: payloadName,
  });
  const { conditions, joins = "", payload = "null::jsonb" } = choose(builder, parameters);
  const wanted = [
    ...(graph.filter ? [builder.condition(graph.filter)] : []),
    ...(graph.enter.where ? [builder.condition(graph.enter.where)] : []),
    ...conditions,
  ];
  const zone = timezoneSql(graph, builder);
  const active = model.fields.find((field) => field.name === model.activeField);
  const archived = active && !graph.includeArchived ? `and t.${quoted(active.column)} is distinct from false` : "";
  const id = `t.${idColumn(model)}`;
  const unicity = graph.unicity ? unicitySql(graph.unicity, builder) : `${id}::text`;
  const pace = await paceOf(db, journey, graph, now);
  parameters.push(pace?.from ?? now, pace?.step ?? 0, reenterBefore(graph, now));
  const [from, step, before] = [2, 1, 0].map((back) => `$${parameters.length - back}::float8`);
  const same = `l.bucket = ${bucketSql("m.value")} and l.journey_id = $1 and l.unicity_value = m.value`;
  const [number, earlier] =
    graph.reenter.kind === "never"
      ? ["1", `where ${before} is not null and not exists (select from journey.entry l where ${same})`]
      : [
          "coalesce(l.number, 0) + 1",
          `left join lateral (
             select l.number, p.status, p.ended_at from journey.entry l
             join journey.participant p on p.bucket = l.bucket and p.id = l.participant_id
             where ${same} order by l.number desc limit 1
           ) l on true
           where l.number is null or (l.status <> 'active' and l.ended_at <= to_timestamp(${before} / 1000))`,
        ];
  const rows = await db.query<{ count: number }>(
    `with matching as (
       select distinct on (u.value) ${id}::text as record_id, u.value, ${payloadName} as payload
       from ${quotedTable(model.table)} t
       ${builder.joins()}
       ${joins}
       cross join lateral (select ${zone} as name) z
       cross join lateral (select ${payload} as value) payload
       cross join lateral (select nullif(${unicity}, '') as value) u
       where u.value is not null ${archived} and (${wanted.length > 0 ? wanted.join(") and (") : "true"})
       order by u.value, ${id}
     ), entering as (
       select m.*, ${number} as number, ${from} + ${step} * (row_number() over (order by m.record_id) - 1) as at
       from matching m
       ${earlier}
     ), entered as (
       insert into journey.entry (bucket, journey_id, unicity_value, number, record_id, entered_at, payload)
       select ${bucketSql("e.value")}, $1, e.value, e.number, e.record_id, to_timestamp(e.at / 1000), e.payload
       from entering e
       where $3::float8 is not null
       -- Who stand together in the index stand together in the table: they are claimed together, again and again.
       order by 1, e.value
       on conflict (bucket, journey_id, unicity_value, number) do nothing
       returning bucket, participant_id, record_id, entered_at, payload
     ), added as (
       insert into journey.participant
         (bucket, id, journey_id, version_id, record_id, payload, due_at, entered_at, watched)
       select bucket, participant_id, $1, $2, record_id, payload, entered_at, entered_at, ${isWatched(graph)} from entered
     )
     select count(*)::int as count from entered`,
    parameters,
  );
  const count = rows[0]?.count ?? 0;
  if (pace && count > 0) await savePace(db, journey, pace.from + count * pace.step);
  return count;
}

/** Whether something is asked of the records of those under way, from time to time. */
export function isWatched({ goals, exits, nodes }: JourneyGraph): boolean {
  return (
    goals.length > 0 ||
    exits.some((exit) => exit.kind === "when") ||
    nodes.some((node) => node.kind === "wait for" && node.for.kind === "condition")
  );
}

/** Who left before this moment may enter again, epoch milliseconds; nobody, where nobody may. */
function reenterBefore({ reenter, timezone }: JourneyGraph, now: number): number {
  switch (reenter.kind) {
    case "never":
      return Number.MIN_SAFE_INTEGER / 1000;
    case "always":
      return now;
    case "after":
      return addDuration(now, { ...reenter.duration, amount: -reenter.duration.amount }, timezone.fallback);
  }
}

/** From when on there is room, and the milliseconds between two entries. */
async function paceOf(db: Queryable, journey: JourneyRow, { pace }: JourneyGraph, now: number) {
  if (!pace) return undefined;
  const [row] = await db.query<{ nextAt: number }>(
    `select (extract(epoch from next_at) * 1000)::float8 as "nextAt" from journey.pace_slot
     where journey_id = $1 and activity = ''`,
    [journey.id],
  );
  return { from: Math.max(now, row?.nextAt ?? now), step: millisecondsOf(pace.per) / pace.count };
}

export const millisecondsOf = ({ amount, unit }: CalendarDuration): number => amount * minutesOf[unit] * 60_000;

function savePace(db: Queryable, journey: JourneyRow, nextAt: number): Promise<unknown> {
  return db.query(
    `insert into journey.pace_slot (journey_id, activity, next_at) values ($1, '', to_timestamp($2::float8 / 1000))
     on conflict (journey_id, activity) do update set next_at = excluded.next_at`,
    [journey.id, nextAt],
  );
}

function candidates(journey: JourneyRow, graph: JourneyGraph, builder: SqlFilterBuilder, sweptAt: number): Candidates {
  const { enter } = graph;
  const since = `to_timestamp(${sweptAt}::float8 / 1000)`;
  const now = "to_timestamp($3::float8 / 1000)";
  switch (enter.kind) {
    case "created":
      return {
        conditions: [`${builder.operand(enter.field)} >= to_timestamp(${journey.startedAt}::float8 / 1000)`],
      };
    case "updated": {
      const value = watchedSql(enter.field, builder);
      const is = (literal: Literal | undefined, sql: string): string[] =>
        literal ? [`${sql} is not distinct from '${String(literal.value).replaceAll("'", "''")}'`] : [];
      return {
        // A record that was never seen has not changed.
        joins: `join journey.watched_value w on w.journey_id = $1 and w.record_id = ${builder.targetId()}::text`,
        conditions: [`${value} is distinct from w.value`, ...is(enter.from, "w.value"), ...is(enter.to, value)],
      };
    }
    case "date": {
      const operator = enter.direction === "before" ? "-" : "+";
      const shifted = builder.operand({ kind: "shifted", operand: enter.field, operator, duration: enter.offset });
      const moment = enter.at ? atTimeSql(`((${shifted}) at time zone z.name)::date`, enter.at) : shifted;
      return { conditions: [`${moment} > ${since} and ${moment} <= ${now}`] };
    }
    case "anniversary": {
      const born = `((${builder.operand(enter.field)})::timestamptz at time zone z.name)::date`;
      // A 29 February is on the 28th in other years: PostgreSQL's own rule for adding years.
      const anniversary = `(${born} + make_interval(years => year.number - extract(year from ${born})::int))::date`;
      const moment = atTimeSql(anniversary, enter.at);
      return {
        conditions: [
          `exists (select from generate_series(extract(year from ${since})::int - 1, extract(year from ${now})::int + 1) as year (number) where year.number > extract(year from ${born})::int and ${moment} > ${since} and ${moment} <= ${now})`,
        ],
      };
    }
    default:
      return { conditions: [] };
  }
}

const atTimeSql = (date: string, { hour, minute }: TimeOfDay): string =>
  `((${date} + time '${hour}:${String(minute).padStart(2, "0")}') at time zone z.name)`;

/** A watched value as text, the form in which it is remembered. */
function watchedSql(field: FieldReference, builder: SqlFilterBuilder): string {
  const sql = builder.operand(field);
  return field.type.kind === "number" ? `((${sql})::double precision)::text` : `(${sql})::text`;
}

async function rememberWatched(
  db: Queryable,
  journey: JourneyRow,
  graph: JourneyGraph,
  field: FieldReference,
): Promise<void> {
  const model = modelOf(graph.schema, graph.target);
  const builder = new SqlFilterBuilder({ schema: graph.schema, target: graph.target, alias: "t", parameters: [] });
  const value = watchedSql(field, builder);
  await db.query(
    `insert into journey.watched_value (journey_id, record_id, value)
     select $1, t.${idColumn(model)}::text, ${value} from ${quotedTable(model.table)} t
     left join journey.watched_value w on w.journey_id = $1 and w.record_id = t.${idColumn(model)}::text
     where w.record_id is null or w.value is distinct from ${value}
     on conflict (journey_id, record_id) do update set value = excluded.value`,
    [journey.id],
  );
}

/** The moments of a schedule after one moment and up to another, epoch milliseconds: the first hundred. */
function occurrences(graph: JourneyGraph, after: number, until: number): readonly number[] {
  const found: number[] = [];
  for (let at = nextOccurrence(graph, after); at !== undefined && at <= until; at = nextOccurrence(graph, at)) {
    found.push(at);
    if (found.length >= 100) break;
  }
  return found;
}

/** The first moment of the journey's schedule after a moment; undefined: it has none. */
export function nextOccurrence({ enter, timezone }: JourneyGraph, after: number): number | undefined {
  if (enter.kind !== "schedule") return undefined;
  const zone = timezone.fallback;
  const from = after + 1;
  switch (enter.every) {
    case "hour":
      return Math.ceil(from / 3_600_000) * 3_600_000;
    case "day":
      return nextTimeOfDay(from, enter.at, zone);
    case "weekday": {
      const days = (["monday", "tuesday", "wednesday", "thursday", "friday"] as const).map((day) =>
        nextTimeOfDay(from, enter.at, zone, day),
      );
      return Math.min(...days);
    }
    case "month": {
      for (let day = startOfDay(from, zone); ; day = addDuration(day, { amount: 1, unit: "day" }, zone)) {
        const moment = nextTimeOfDay(day, enter.at, zone);
        if (moment >= from && isDayOfMonth(moment, zone, enter.dayOfMonth ?? 1)) return moment;
      }
    }
    default:
      return nextTimeOfDay(from, enter.at, zone, enter.every);
  }
}

/** In a month that has no such day, its last one counts. */
function isDayOfMonth(at: number, zone: string, wanted: number): boolean {
  const dayOf = (moment: number): number =>
    Number(new Intl.DateTimeFormat("en", { timeZone: zone, day: "numeric" }).format(moment));
  const day = dayOf(at);
  if (day === wanted) return true;
  return day < wanted && dayOf(addDuration(at, { amount: 1, unit: "day" }, zone)) === 1;
}

/** The next moment at which somebody may enter by a date of the record, epoch milliseconds. */
export async function nextDatedEntry(
  db: Queryable,
  journey: JourneyRow,
  graph: JourneyGraph,
): Promise<number | undefined> {
  const { enter } = graph;
  if (enter.kind !== "date" && enter.kind !== "anniversary") return undefined;
  const model = modelOf(graph.schema, graph.target);
  const parameters: unknown[] = [journey.id];
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    timezone: "z.name",
  });
  const zone = timezoneSql(graph, builder);
  const field = builder.operand(enter.field);
  let moments: string;
  if (enter.kind === "date") {
    const operator = enter.direction === "before" ? "-" : "+";
    const shifted = builder.operand({ kind: "shifted", operand: enter.field, operator, duration: enter.offset });
    moments = `select ${enter.at ? atTimeSql(`((${shifted}) at time zone z.name)::date`, enter.at) : shifted} as at`;
  } else {
    const born = `((${field})::timestamptz at time zone z.name)::date`;
    const anniversary = `(${born} + make_interval(years => year.number - extract(year from ${born})::int))::date`;
    moments = `select ${atTimeSql(anniversary, enter.at)} as at from generate_series(extract(year from j.swept_at)::int, extract(year from j.swept_at)::int + 1) as year (number)`;
  }
  const [row] = await db.query<{ at: number | null }>(
    `select (extract(epoch from min(m.at)) * 1000)::float8 as at
     from ${quotedTable(model.table)} t ${builder.joins()}
     cross join lateral (select ${zone} as name) z
     cross join (select coalesce(swept_at, 'epoch') as swept_at from journey.journey where id = $1) j
     cross join lateral (${moments}) m
     where m.at > j.swept_at`,
    parameters,
  );
  return row?.at ?? undefined;
}

function unicitySql(field: FieldReference, builder: SqlFilterBuilder): string {
  const operand = builder.operand(field);
  const { kind } = field.type;
  return kind === "email" || kind === "phone" ? normalisedSql(operand, kind) : `(${operand})::text`;
}
