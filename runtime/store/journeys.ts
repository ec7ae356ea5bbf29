/** Journeys, their versions and the machine states seen in each. */
import type { JourneyGraph } from "@journey/compiler";
import type { Database, Queryable } from "./database.ts";

export interface JourneyRow {
  readonly id: number;
  readonly name: string;
  readonly state: "draft" | "running" | "stopped";
  readonly versionId: number;
  /** When it began to run, epoch milliseconds. */
  readonly startedAt: number;
}

/** All journeys that were ever deployed. */
export function listJourneys(db: Queryable): Promise<JourneyRow[]> {
  return db.query<{ id: number; name: string; state: JourneyRow["state"]; versionId: number; startedAt: number }>(
    `select id, name, state, version_id as "versionId",
            coalesce(extract(epoch from started_at) * 1000, 0)::float8 as "startedAt" from journey.journey where version_id is not null order by name`,
  );
}

/**
 * Stores a version, once per content hash, and makes it the one that new participants enter.
 *
 * @param time epoch milliseconds
 */
export function storeVersion(
  db: Database,
  graph: JourneyGraph,
  time: number,
): Promise<{ journeyId: number; versionId: number; created: boolean }> {
  return db.transaction(async (tx) => {
    // The update that changes nothing takes the row's lock: deployments of one journey queue up behind it.
    const [journey] = await tx.query<{ id: number }>(
      `insert into journey.journey (name) values ($1)
       on conflict (name) do update set name = excluded.name returning id`,
      [graph.name],
    );
    const [inserted] = await tx.query<{ id: number }>(
      `insert into journey.journey_version (journey_id, hash, graph, created_at)
       values ($1, $2, $3::jsonb, to_timestamp($4::float8 / 1000))
       on conflict (journey_id, hash) do nothing returning id`,
      [journey!.id, graph.hash, JSON.stringify(graph), time],
    );
    const [version] = inserted
      ? [inserted]
      : await tx.query<{ id: number }>(
          // The hash leaves out titles, docs and places: the newest text of them is kept.
          "update journey.journey_version set graph = $3::jsonb where journey_id = $1 and hash = $2 returning id",
          [journey!.id, graph.hash, JSON.stringify(graph)],
        );
    await tx.query("update journey.journey set version_id = $2 where id = $1", [journey!.id, version!.id]);
    return { journeyId: journey!.id, versionId: version!.id, created: inserted !== undefined };
  });
}

/** @param time epoch milliseconds: from when on new and changed records and dates count, the first time that it runs */
export async function setJourneyState(
  db: Queryable,
  name: string,
  state: JourneyRow["state"],
  time: number,
): Promise<boolean> {
  const rows = await db.query(
    `update journey.journey
     set state = $2,
         started_at = case when $2 = 'running' then coalesce(started_at, to_timestamp($3::float8 / 1000)) else started_at end,
         swept_at = case when $2 = 'running' then coalesce(swept_at, to_timestamp($3::float8 / 1000)) else swept_at end
     where name = $1 returning id`,
    [name, state, time],
  );
  return rows.length > 0;
}

/** Sets a journey running that never ran; a journey that somebody has stopped stays so, whoever starts a process. */
export async function startNewJourney(db: Queryable, name: string, time: number): Promise<void> {
  await db.query(
    `update journey.journey
     set state = 'running', started_at = to_timestamp($2::float8 / 1000), swept_at = to_timestamp($2::float8 / 1000)
     where name = $1 and state = 'draft'`,
    [name, time],
  );
}

/** The versions that somebody is under way in, and the current one. */
export function versionsInUse(db: Queryable, journeyId: number): Promise<{ versionId: number }[]> {
  return db.query(
    `select version_id as "versionId" from journey.journey where id = $1 and version_id is not null
     union select version_id from journey.participant where journey_id = $1 and status = 'active'`,
    [journeyId],
  );
}

export async function loadGraph(db: Queryable, versionId: number): Promise<JourneyGraph | undefined> {
  const rows = await db.query<{ graph: JourneyGraph }>("select graph from journey.journey_version where id = $1", [
    versionId,
  ]);
  return rows[0]?.graph;
}

/** The interned states of a version: the machine's values, by the number that participants carry. */
export function loadMachineStates(db: Queryable, versionId: number): Promise<{ id: number; value: string }[]> {
  return db.query("select id, value from journey.machine_state where version_id = $1", [versionId]);
}

/** Gives a state of the machine its number, the same one for every worker. */
export async function internMachineState(db: Queryable, versionId: number, value: string): Promise<number> {
  for (;;) {
    // Two workers may pick the same number: one of them inserts nothing, reads again, and takes the next.
    const [row] = await db.query<{ id: number }>(
      `insert into journey.machine_state (version_id, id, value)
       select $1::integer, coalesce(max(id), 0) + 1, $2 from journey.machine_state where version_id = $1
       on conflict do nothing returning id`,
      [versionId, value],
    );
    if (row) return row.id;
    const [existing] = await db.query<{ id: number }>(
      "select id from journey.machine_state where version_id = $1 and value = $2",
      [versionId, value],
    );
    if (existing) return existing.id;
  }
}
