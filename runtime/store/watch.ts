/** Conditions on the records of those under way, each asked of all of them in one statement. */
import { type JourneyGraph, type NodeId, quotedTable, SqlFilterBuilder } from "@journey/compiler";
import type { CheckedGoal, Condition } from "@journey/language";
import type { Queryable } from "./database.ts";
import { type ParticipantEvent, recordParticipantEvents } from "./events.ts";
import { timezoneSql } from "./guards.ts";
import { idColumn, idType, modelOf } from "./records.ts";

/** Whose participants: of one version of a journey. */
export interface WatchedVersion {
  readonly journeyId: number;
  readonly versionId: number;
  readonly graph: JourneyGraph;
}

/** Those for whom the condition holds, as `from … where …` over `p`. */
function whoever(place: WatchedVersion, condition: Condition, parameters: unknown[], now: number): string {
  const { graph } = place;
  const model = modelOf(graph.schema, graph.target);
  parameters.push(place.journeyId, place.versionId, now);
  const [journeyId, versionId, at] = [2, 1, 0].map((back) => `$${parameters.length - back}`);
  const builder = new SqlFilterBuilder({
    schema: graph.schema,
    target: graph.target,
    alias: "t",
    parameters,
    now: `to_timestamp(${at}::float8 / 1000)`,
    entered: "p.entered_at",
    timezone: "z.name",
    participant: { bucket: "p.bucket", id: "p.id", at: `to_timestamp(${at}::float8 / 1000)` },
    entry: "p.payload",
  });
  const sql = builder.condition(condition);
  const zone = timezoneSql(graph, builder);
  return `from journey.participant p
    join ${quotedTable(model.table)} t on t.${idColumn(model)} = p.record_id::${idType(model)}
    ${builder.joins()}
    cross join lateral (select ${zone} as name) z
    where p.journey_id = ${journeyId} and p.version_id = ${versionId} and p.watched and p.status = 'active' and p.place <> ''
      and ${at}::float8 is not null and (${sql})`;
}

/** Tells those for whom the condition holds to leave. @returns how many were told now */
export async function markLeaving(
  tx: Queryable,
  place: WatchedVersion,
  condition: Condition,
  reason: string,
  now: number,
): Promise<number> {
  const parameters: unknown[] = [];
  const rows = await tx.query<{ bucket: number; id: string }>(
    `select p.bucket, p.id::text as id ${whoever(place, condition, parameters, now)}`,
    parameters,
  );
  const events = rows.map(
    ({ bucket, id }): ParticipantEvent => ({
      bucket,
      participantId: id,
      type: "leave",
      activity: "",
      label: reason,
      occurredAt: now,
      source: "journey",
      externalId: `${id}:leave`,
    }),
  );
  return recordParticipantEvents(tx, events, now);
}

/** Remembers who has reached a goal, once each. @returns how many reached it now */
export async function markReached(
  tx: Queryable,
  place: WatchedVersion,
  goal: CheckedGoal,
  now: number,
): Promise<number> {
  const parameters: unknown[] = [goal.name, now];
  const rows = await tx.query(
    `insert into journey.goal_reached (bucket, participant_id, journey_id, goal, reached_at)
     select p.bucket, p.id, p.journey_id, $1, to_timestamp($2::float8 / 1000)
     ${whoever(place, goal.condition, parameters, now)}
       and not exists (select from journey.goal_reached g
                       where g.bucket = p.bucket and g.participant_id = p.id and g.goal = $1)
     on conflict do nothing returning 1`,
    parameters,
  );
  return rows.length;
}

/**
 * Wakes those who wait at a step for what now holds.
 *
 * @param at the letters that say so in their places, and where they stand there
 */
export async function wakeWaiting(
  tx: Queryable,
  place: WatchedVersion,
  condition: Condition,
  node: NodeId,
  at: { readonly start: number; readonly letters: string },
  now: number,
): Promise<number> {
  const parameters: unknown[] = [at.start + 1, at.letters];
  const rows = await tx.query<{ bucket: number; id: string }>(
    `select p.bucket, p.id::text as id ${whoever(place, condition, parameters, now)} 
       and substr(p.place, $1, length($2)) = $2`,
    parameters,
  );
  const events = rows.map(
    ({ bucket, id }): ParticipantEvent => ({
      bucket,
      participantId: id,
      type: "check",
      activity: node,
      label: "",
      occurredAt: now,
      source: "journey",
      externalId: `${id}:check:${node}:${now}`,
    }),
  );
  return recordParticipantEvents(tx, events, now);
}
