/** `start journey` and `stop journey`: what one journey does with another. */
import { Problem } from "@journey/language";
import type { Queryable } from "./database.ts";
import { enrolRecords } from "./enrolment.ts";
import { recordParticipantEvents } from "./events.ts";
import { type JourneyRow, listJourneys, loadGraph } from "./journeys.ts";

async function journeyOf(tx: Queryable, name: string): Promise<JourneyRow> {
  const journey = (await listJourneys(tx)).find((candidate) => candidate.name === name);
  if (!journey) throw new Problem("unknown-journey", `There is no journey ${name}.`, "Deploy it.");
  return journey;
}

/** Enters these records, where they match its filter and may enter (again). */
export async function startJourney(
  tx: Queryable,
  name: string,
  target: string,
  recordIds: readonly string[],
  now: number,
): Promise<void> {
  const journey = await journeyOf(tx, name);
  const graph = await loadGraph(tx, journey.versionId);
  if (!graph || graph.target !== target) {
    throw new Problem("wrong-journey", `The journey ${name} is not for ${target}.`);
  }
  await enrolRecords(
    tx,
    journey,
    graph,
    recordIds,
    recordIds.map(() => undefined),
    now,
  );
}

/** Whoever is under way there with one of these records leaves. */
export async function stopJourney(
  tx: Queryable,
  name: string,
  target: string,
  recordIds: readonly string[],
  now: number,
): Promise<void> {
  const journey = await journeyOf(tx, name);
  const graph = await loadGraph(tx, journey.versionId);
  if (!graph || graph.target !== target) {
    throw new Problem("wrong-journey", `The journey ${name} is not for ${target}.`);
  }
  const participants = await tx.query<{ bucket: number; id: string }>(
    `select p.bucket, p.id::text as id from journey.entry e
     join journey.participant p on p.bucket = e.bucket and p.id = e.participant_id
     where e.journey_id = $1 and e.record_id = any($2::text[]) and p.status = 'active'`,
    [journey.id, recordIds],
  );
  await recordParticipantEvents(
    tx,
    participants.map(({ bucket, id }) => ({
      bucket,
      participantId: id,
      type: "leave",
      activity: "",
      label: "stopped by another journey",
      occurredAt: now,
      source: "journey",
      externalId: `${id}:leave`,
    })),
    now,
  );
}
