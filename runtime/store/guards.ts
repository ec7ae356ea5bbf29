/** Answers the guards of a batch: one query, whatever the number of participants and questions. */
import {
  capsOf,
  type GuardId,
  guardOf,
  isMessage,
  isTimeZone,
  type JourneyGraph,
  type MessageNode,
  quoted,
  quotedTable,
  SqlFilterBuilder,
  type TimerId,
} from "@journey/compiler";
import type { CalendarDuration, Cap } from "@journey/language";
import { recipientSql } from "./caps.ts";
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
  const parameters: unknown[] = [subjects.map((subject) => subject.recordId), [], now, [], [], [], [], []];
  const zone = graph.timezone.field ? "z.name" : timezoneSql(graph, undefined);
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: "to_timestamp($3::float8 / 1000)",
    entered: "to_timestamp(k.entered_at / 1000)",
    timezone: zone,
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
  const lateral = graph.timezone.field ? `cross join lateral (select ${timezoneSql(graph, builder)} as name) z` : "";
  const active = model.fields.find((field) => field.name === model.activeField);
  const columns = [
    { name: "present", sql: truth(`t.${idColumn(model)} is not null`) },
    ...(active && !graph.includeArchived
      ? [{ name: "archived", sql: truth(`t.${quoted(active.column)} is not distinct from false`) }]
      : []),
    ...(graph.timezone.field ? [{ name: "zones", sql: "z.name", list: true }] : []),
    ...asked.map(({ sql }, index) => ({ name: `answer_${index}`, sql: truth(sql) })),
    ...exits.map(({ sql, index }) => ({ name: `exit_${index}`, sql: truth(sql) })),
    ...wanted.map(({ sql }, index) => ({
      name: `moment_${index}`,
      sql: `(extract(epoch from ${sql}) * 1000)::float8`,
      list: true,
    })),
  ];
  const joins = builder.joins();
  // What no condition asks for is not sent: an array that is shorter than the others is filled up with nulls.
  const everything = [...columns.map(({ sql }) => sql), lateral, joins].join(" ");
  const json = (value: unknown): string | null =>
    value === undefined || value === null ? null : JSON.stringify(value);
  const optional: readonly (readonly [number, string, (subject: Subject) => unknown])[] = [
    [2, "k.entered_at", (subject) => subject.enteredAt],
    [4, "k.bucket", (subject) => subject.bucket],
    [5, "k.participant_id", (subject) => subject.id],
    [6, "k.at", (subject) => subject.at],
    [7, "k.entry", (subject) => json(subject.entry)],
    [8, "k.event", (subject) => json(subject.event)],
  ];
  for (const [parameter, name, read] of optional) {
    if (everything.includes(name)) parameters[parameter - 1] = subjects.map(read);
  }
  const [row] = await tx.query<Record<string, string & readonly (string & number)[]>>(
    `select ${columns
      .map(({ name, list }: { name: string; list?: boolean }) =>
        list ? `json_agg(${name}) as ${name}` : `string_agg(${name}, '') as ${name}`,
      )
      .join(", ")}
     from (
       select ${columns.map(({ name, sql }) => `${sql} as ${name}`).join(", ")}
       from unnest($1::${idArrayType(model)}, $2::float8[], $4::smallint[], $5::bigint[], $6::float8[], $7::text[], $8::text[])
         with ordinality as k (record_id, entered_at, bucket, participant_id, at, entry, event, position)
       left join ${quotedTable(model.table)} t on t.${idColumn(model)} = k.record_id
       ${joins}
       ${lateral}
       where $3::float8 is not null
       order by k.position
     ) each`,
    parameters,
  );
  const batch: BatchFacts = {
    present: row?.present ?? "",
    archived: row?.archived,
    zones: row?.zones,
    fallback: graph.timezone.fallback,
    answers: new Map(asked.map(({ guard }, index) => [guard, row?.[`answer_${index}`] ?? ""])),
    moments: new Map(wanted.map(({ timer }, index) => [timer, row?.[`moment_${index}`] ?? []])),
    exits: exits.map(({ index }) => ({ index, holds: row?.[`exit_${index}`] ?? "" })),
  };
  return subjects.map((_, index) => new SubjectFacts(batch, index));
}

/** A condition as a letter: nobody needs to tell "no" from "unknown" any more. */
const truth = (sql: string): string => `case when (${sql}) then '1' else '0' end`;

/** The answers of a batch, a column at a time: a letter for each subject where it is yes or no. */
interface BatchFacts {
  readonly present: string;
  readonly archived: string | undefined;
  readonly zones: readonly string[] | undefined;
  readonly fallback: string;
  readonly answers: ReadonlyMap<GuardId, string>;
  readonly moments: ReadonlyMap<TimerId, readonly (number | null)[]>;
  readonly exits: readonly { readonly index: number; readonly holds: string }[];
}

/** One subject's place in the answers of its batch, which are read when they are asked for: most ask for little. */
class SubjectFacts implements RecordFacts {
  readonly #batch: BatchFacts;
  readonly #index: number;

  constructor(batch: BatchFacts, index: number) {
    this.#batch = batch;
    this.#index = index;
  }

  get present(): boolean {
    return this.#batch.present[this.#index] === "1";
  }

  get archived(): boolean {
    return this.#batch.archived?.[this.#index] === "1";
  }

  get exit(): number | undefined {
    return this.#batch.exits.find(({ holds }) => holds[this.#index] === "1")?.index;
  }

  get timezone(): string {
    const { zones, fallback } = this.#batch;
    const zone = zones?.[this.#index];
    // The server knows names that JavaScript does not (`posixrules`): they are nobody's zone.
    return zone !== undefined && zone !== fallback && isTimeZone(zone) ? zone : fallback;
  }

  answer(guard: GuardId): boolean | undefined {
    const answers = this.#batch.answers.get(guard);
    return answers === undefined ? undefined : answers[this.#index] === "1";
  }

  moment(timer: TimerId): number | undefined {
    return this.#batch.moments.get(timer)?.[this.#index] ?? undefined;
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
  const recipient = recipientSql(node, builder);
  const channels = cap.channel === undefined ? "('email', 'sms', 'push')" : `('${cap.channel}')`;
  return `(select sent.created_at from journey.message sent where sent.recipient = ${recipient} and sent.channel in ${channels} and sent.status <> 'failed' and sent.created_at > to_timestamp(k.at / 1000) - ${intervalOf(cap.per)} order by sent.created_at desc offset ${cap.count - 1} limit 1)`;
}

export const intervalOf = ({ amount, unit }: CalendarDuration): string => `interval '${amount} ${unit}s'`;

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
export function timezoneSql(graph: JourneyGraph, builder: SqlFilterBuilder | undefined): string {
  const fallback = `'${graph.timezone.fallback.replaceAll("'", "''")}'`;
  if (!graph.timezone.field || !builder) return `${fallback}::text`;
  return `coalesce((select known.name from journey.time_zone known where known.name = ${builder.operand(graph.timezone.field)}), ${fallback})`;
}
