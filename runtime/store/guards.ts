/** Answers the guards of a batch: one query, whatever the number of participants and questions. */
import {
  capsOf,
  type GuardId,
  guardOf,
  isMessage,
  isTimeZone,
  type JourneyGraph,
  type MessageNode,
  normalisedSql,
  quoted,
  quotedTable,
  SqlFilterBuilder,
  type TimerId,
} from "@journey/compiler";
import type { CalendarDuration, Cap } from "@journey/language";
import type { Queryable } from "./database.ts";
import { idArrayType, idColumn, modelOf } from "./records.ts";

/** What a step must know of a participant's record. */
export interface RecordFacts {
  readonly present: boolean;
  /** Archived, in a journey that is not for archived records. */
  readonly archived: boolean;
  /** Which of the journey's `exit when` holds, by its place among the exits. */
  readonly exit: number | undefined;
  /** A zone that the server knows. */
  readonly timezone: string;
  /** Undefined: it wasn't asked. */
  answer(guard: GuardId): boolean | undefined;
  /** A moment that the record knows, epoch milliseconds; undefined: it has none. */
  moment(timer: TimerId): number | undefined;
}

/** Who is asked about, and when. */
export interface Subject {
  readonly bucket: number;
  readonly id: string;
  readonly recordId: string;
  readonly enteredAt: number;
  /** The moment that counts, epoch milliseconds: what happened later has not happened yet. */
  readonly at: number;
  /** The payloads of the event that they entered by, and of the one that has just come. */
  readonly entry: unknown;
  readonly event: unknown;
}

/**
 * @param guards those that the database knows are answered: `matches`, `condition`, `payload`, `capped`, `delayed`; others
 *   are the engine's own
 * @param timers whose moments are wanted: `wait until` with a date, messages held back by a cap
 * @param now epoch milliseconds
 * @returns in the order of `subjects`
 */
export async function answerGuards(
  tx: Queryable,
  graph: JourneyGraph,
  guards: readonly GuardId[],
  timers: readonly TimerId[],
  subjects: readonly Subject[],
  now: number,
): Promise<RecordFacts[]> {
  const model = modelOf(graph.schema, graph.target);
  const json = (value: unknown): string | null =>
    value === undefined || value === null ? null : JSON.stringify(value);
  const parameters: unknown[] = [
    subjects.map((subject) => subject.recordId),
    subjects.map((subject) => subject.enteredAt),
    now,
    subjects.map((subject) => subject.bucket),
    subjects.map((subject) => subject.id),
    subjects.map((subject) => subject.at),
    subjects.map((subject) => json(subject.entry)),
    subjects.map((subject) => json(subject.event)),
  ];
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: "to_timestamp($3::float8 / 1000)",
    entered: "to_timestamp(k.entered_at / 1000)",
    timezone: "z.name",
    participant: { bucket: "k.bucket", id: "k.participant_id", at: "to_timestamp(k.at / 1000)" },
    entry: "k.entry::jsonb",
    event: "k.event::jsonb",
  });
  const asked = guards.flatMap((guard) => {
    const sql = guardSql(graph, guard, builder);
    return sql === undefined ? [] : [{ guard, sql }];
  });
  const exits = graph.exits.flatMap((exit, index) =>
    exit.kind === "when" ? [{ index, sql: builder.condition(exit.condition) }] : [],
  );
  const wanted = timers.flatMap((timer) => {
    const sql = momentSql(graph, timer, builder);
    return sql === undefined ? [] : [{ timer, sql }];
  });
  // Before joins() is asked: the zone's field may need one too.
  const zone = timezoneSql(graph, builder);
  const active = model.fields.find((field) => field.name === model.activeField);
  const archived = active && !graph.includeArchived ? `t.${quoted(active.column)} is not distinct from false` : "false";
  const answers = new Map(asked.map(({ guard }, index) => [guard, `answer_${index}`]));
  const moments = new Map(wanted.map(({ timer }, index) => [timer, `moment_${index}`]));
  const columns = [
    ...asked.map(({ sql }, index) => `(${sql}) as answer_${index}`),
    ...exits.map(({ sql, index }) => `(${sql}) as exit_${index}`),
    ...wanted.map(({ sql }, index) => `(extract(epoch from ${sql}) * 1000)::float8 as moment_${index}`),
  ];
  const rows = await tx.query<{ present: boolean; archived: boolean; timezone: string }>(
    `select t.${idColumn(model)} is not null as present, ${archived} as archived, z.name as timezone
            ${columns.map((column) => `, ${column}`).join("")}
     from unnest($1::${idArrayType(model)}, $2::float8[], $4::smallint[], $5::bigint[], $6::float8[], $7::text[], $8::text[])
       with ordinality as k (record_id, entered_at, bucket, participant_id, at, entry, event, position)
     left join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
     ${builder.joins()}
     cross join lateral (select ${zone} as name) z
     where $3::float8 is not null
     order by k.position`,
    parameters,
  );
  const names = { answers, moments, exits: exits.map(({ index }) => index), fallback: graph.timezone.fallback };
  return rows.map((row) => new RowFacts(row, names));
}

/** What the columns of an answer are called. */
interface ColumnNames {
  readonly answers: ReadonlyMap<GuardId, string>;
  readonly moments: ReadonlyMap<TimerId, string>;
  readonly exits: readonly number[];
  readonly fallback: string;
}

/** Facts as they stand in the row, read when they are asked for: most of a batch asks for little. */
class RowFacts implements RecordFacts {
  readonly present: boolean;
  readonly archived: boolean;
  readonly exit: number | undefined;
  readonly timezone: string;
  readonly #row: Readonly<Record<string, unknown>>;
  readonly #names: ColumnNames;

  constructor(row: { present: boolean; archived: boolean; timezone: string }, names: ColumnNames) {
    this.#row = row as unknown as Record<string, unknown>;
    this.#names = names;
    this.present = row.present;
    this.archived = row.archived;
    this.exit = names.exits.length === 0 ? undefined : names.exits.find((index) => this.#row[`exit_${index}`] === true);
    // The server knows names that JavaScript does not (`posixrules`): they are nobody's zone.
    this.timezone = row.timezone === names.fallback || isTimeZone(row.timezone) ? row.timezone : names.fallback;
  }

  answer(guard: GuardId): boolean | undefined {
    const column = this.#names.answers.get(guard);
    return column === undefined ? undefined : this.#row[column] === true;
  }

  moment(timer: TimerId): number | undefined {
    const column = this.#names.moments.get(timer);
    const moment = column === undefined ? null : this.#row[column];
    return typeof moment === "number" ? moment : undefined;
  }
}

function guardSql(graph: JourneyGraph, id: GuardId, builder: SqlFilterBuilder): string | undefined {
  const guard = guardOf(id);
  const node = graph.nodes.find((candidate) => candidate.id === guard.node);
  switch (guard.kind) {
    case "matches":
      return node && "filter" in node && node.filter ? builder.condition(node.filter) : undefined;
    case "condition":
      if (node?.kind === "if") return builder.condition(node.condition);
      if (node?.kind === "wait for" && node.for.kind === "condition") return builder.condition(node.for.condition);
      if (node?.kind === "match" && guard.branch !== undefined) {
        const each = node.cases[guard.branch];
        return each && builder.condition(each.condition);
      }
      return undefined;
    case "payload": {
      const exit = guard.node === "exit" && guard.branch !== undefined ? graph.exits[guard.branch] : undefined;
      const where =
        exit?.kind === "event"
          ? exit.where
          : node?.kind === "wait for" && node.for.kind === "event"
            ? node.for.where
            : undefined;
      return where && builder.condition(where);
    }
    case "capped":
    case "delayed": {
      if (!node || !isMessage(node)) return undefined;
      const rest = guard.kind === "capped" ? "skip" : "delay";
      const full = capsOf(graph, node).filter((cap) => cap.rest === rest);
      return full.map((cap) => `${nthLastSql(node, cap, builder)} is not null`).join(" or ");
    }
    default:
      return undefined;
  }
}

/** When the message was made that, with those after it, fills the cap; null: there is room. */
function nthLastSql(node: MessageNode, cap: Cap, builder: SqlFilterBuilder): string {
  const recipient = normalisedSql(builder.operand(node.to), node.kind === "sms" ? "phone" : "email");
  const channels = cap.channel === undefined ? "('email', 'sms', 'push')" : `('${cap.channel}')`;
  return `(select sent.created_at from journey.message sent where sent.recipient = ${recipient} and sent.channel in ${channels} and sent.status <> 'failed' and sent.created_at > to_timestamp(k.at / 1000) - ${intervalOf(cap.per)} order by sent.created_at desc offset ${cap.count - 1} limit 1)`;
}

const intervalOf = ({ amount, unit }: CalendarDuration): string => `interval '${amount} ${unit}s'`;

/** The moment that a timer waits for, where the record or what was sent knows it. */
function momentSql(graph: JourneyGraph, timer: TimerId, builder: SqlFilterBuilder): string | undefined {
  const node = graph.nodes.find((candidate) => candidate.id === timer.replace(/:cap$/, ""));
  if (node?.kind === "wait until") {
    return node.until.kind === "moment" ? builder.operand(node.until.moment) : undefined;
  }
  if (!node || !isMessage(node) || !timer.endsWith(":cap")) return undefined;
  const moments = capsOf(graph, node)
    .filter((cap) => cap.rest === "delay")
    .map((cap) => `${nthLastSql(node, cap, builder)} + ${intervalOf(cap.per)}`);
  return moments.length === 0 ? undefined : `greatest(${moments.join(", ")})`;
}

/** The participant's zone: the record's, where the server knows such a zone, else the journey's own. */
export function timezoneSql(graph: JourneyGraph, builder: SqlFilterBuilder): string {
  const fallback = `'${graph.timezone.fallback.replaceAll("'", "''")}'`;
  if (!graph.timezone.field) return `${fallback}::text`;
  return `coalesce((select known.name from journey.time_zone known where known.name = ${builder.operand(graph.timezone.field)}), ${fallback})`;
}
