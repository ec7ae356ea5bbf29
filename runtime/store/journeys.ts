/** Journeys, their versions, and the letters for where people stand in each. */
import { type JourneyGraph, keepShares, matchJourneys, type PlaceAlphabet } from "@journey/compiler";
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
 * @param onlyNew a version that another one has replaced since stays replaced
 */
export function storeVersion(
  db: Database,
  graph: JourneyGraph,
  time: number,
  onlyNew: boolean,
): Promise<StoredVersion & { readonly replacedBy?: string }> {
  return db.transaction(async (tx) => {
    const later = onlyNew ? await replacement(tx, graph) : undefined;
    return later ?? { ...(await saveVersion(tx, graph, time)) };
  });
}

/** The version that was made current after this very one had been; undefined: this one is current, or was never there. */
async function replacement(tx: Queryable, graph: JourneyGraph) {
  // Locked: a deployment that is under way at this moment comes before or after it.
  const [row] = await tx.query<{ journeyId: number; versionId: number; replacedBy: string }>(
    `select j.id as "journeyId", v.id as "versionId", current.hash as "replacedBy"
     from journey.journey j
     join journey.journey_version v on v.journey_id = j.id and v.hash = $2
     join journey.journey_version current on current.id = j.version_id
     where j.name = $1 and j.version_id <> v.id for update of j`,
    [graph.name, graph.hash],
  );
  return row && { ...row, created: false };
}

export interface StoredVersion {
  readonly journeyId: number;
  readonly versionId: number;
  /** False when this very version was there already. */
  readonly created: boolean;
}

/**
 * The same, in the caller's transaction.
 *
 * @param renamed old names of steps to new ones, where somebody said so beside the journey
 */
export async function saveVersion(
  tx: Queryable,
  given: JourneyGraph,
  time: number,
  renamed: Readonly<Record<string, string>> = {},
): Promise<StoredVersion> {
  // The update that changes nothing takes the row's lock: deployments of one journey queue up behind it.
  const [journey] = await tx.query<{ id: number }>(
    `insert into journey.journey (name) values ($1)
       on conflict (name) do update set name = excluded.name returning id`,
    [given.name],
  );
  const graph = await dealingAsBefore(tx, journey!.id, given, renamed);
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
  // Another filter matches others: all records are looked at again.
  await tx.query("update journey.journey set version_id = $2, matched_at = null where id = $1", [
    journey!.id,
    version!.id,
  ]);
  return { journeyId: journey!.id, versionId: version!.id, created: inserted !== undefined };
}

/** The very version, or else the one that people enter now, says by which names splits and tests deal people: nobody is dealt anew. */
async function dealingAsBefore(
  tx: Queryable,
  journeyId: number,
  graph: JourneyGraph,
  renamed: Readonly<Record<string, string>>,
): Promise<JourneyGraph> {
  if (!graph.nodes.some(({ kind }) => kind === "split" || kind === "ab test")) return graph;
  const [row] = await tx.query<{ graph: JourneyGraph }>(
    `select v.graph from journey.journey_version v join journey.journey j on j.id = v.journey_id
     where v.journey_id = $1 and (v.hash = $2 or v.id = j.version_id) order by v.hash = $2 desc limit 1`,
    [journeyId, graph.hash],
  );
  if (!row) return graph;
  return keepShares(row.graph, graph, matchJourneys(row.graph, graph, { renamed: new Map(Object.entries(renamed)) }));
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

/** Whether a version is the one that people enter. */
export async function isCurrentVersion(db: Queryable, versionId: number): Promise<boolean> {
  const rows = await db.query("select 1 from journey.journey where version_id = $1", [versionId]);
  return rows.length > 0;
}

/** All versions of a journey, the newest first. */
export async function versionsOf(db: Queryable, journeyId: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    "select id from journey.journey_version where journey_id = $1 order by id desc",
    [journeyId],
  );
  return rows.map(({ id }) => id);
}

/** The versions in which somebody is under way of whose record something is asked from time to time. */
export async function watchedVersions(db: Queryable, journeyId: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select distinct version_id as id from journey.participant
     where journey_id = $1 and watched and status = 'active'`,
    [journeyId],
  );
  return rows.map(({ id }) => id);
}

export async function loadGraph(db: Queryable, versionId: number): Promise<JourneyGraph | undefined> {
  const rows = await db.query<{ graph: JourneyGraph }>("select graph from journey.journey_version where id = $1", [
    versionId,
  ]);
  return rows[0]?.graph;
}

/**
 * The alphabet of the version's places: the one that it was stored with, with what a newer release adds to it.
 *
 * @param extend the alphabet that the machine has now, beginning with the given one
 */
export async function loadAlphabet(
  db: Queryable,
  versionId: number,
  extend: (given: PlaceAlphabet) => PlaceAlphabet,
): Promise<PlaceAlphabet> {
  for (;;) {
    const [row] = await db.query<{ alphabet: PlaceAlphabet | null }>(
      "select alphabet from journey.journey_version where id = $1",
      [versionId],
    );
    const given = row?.alphabet ?? null;
    const alphabet = extend(given ?? []);
    if (JSON.stringify(alphabet) === JSON.stringify(given)) return alphabet;
    const updated = await db.query(
      `update journey.journey_version set alphabet = $2::jsonb
       where id = $1 and alphabet is not distinct from $3::jsonb returning id`,
      [versionId, JSON.stringify(alphabet), given && JSON.stringify(given)],
    );
    if (updated.length > 0) return alphabet;
  }
}
