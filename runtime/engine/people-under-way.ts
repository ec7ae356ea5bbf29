/** How many are under way in each journey, and at which step: for whoever reads the journeys. */
import type { Database } from "../store/database.ts";
import { listJourneys } from "../store/journeys.ts";
import { countUnderWay } from "../store/reports.ts";
import { createVersionReader, nodesAt } from "./describe-participant.ts";

export interface PeopleInJourney {
  readonly name: string;
  readonly state: "draft" | "running" | "stopped";
  /** Under way, in whichever version. */
  readonly people: number;
  /** Who waits at a step, by its id; steps where nobody does are left out. In parallel branches somebody is at several. */
  readonly steps: Readonly<Record<string, number>>;
}

/** The database is asked at most this often, however many ask: milliseconds. */
const keepFor = 2_000;

/** Asks for all journeys that were ever deployed. */
export function createPeopleUnderWay(db: Database): () => Promise<readonly PeopleInJourney[]> {
  const versionOf = createVersionReader(db);
  const count = async (): Promise<readonly PeopleInJourney[]> => {
    const journeys = await listJourneys(db);
    const found = new Map(
      journeys.map(({ id, name, state }) => [id, { name, state, people: 0, steps: new Map<string, number>() }]),
    );
    for (const { journeyId, versionId, place, count: people } of await countUnderWay(db)) {
      const journey = found.get(journeyId);
      if (!journey) continue;
      journey.people += people;
      const version = place === "" ? undefined : await versionOf(versionId);
      for (const node of version ? nodesAt(version, place) : []) {
        journey.steps.set(node, (journey.steps.get(node) ?? 0) + people);
      }
    }
    return [...found.values()].map((each) => ({ ...each, steps: Object.fromEntries(each.steps) }));
  };
  let known: { readonly at: number; readonly people: Promise<readonly PeopleInJourney[]> } | undefined;
  return () => {
    if (known && performance.now() - known.at < keepFor) return known.people;
    const people = count();
    known = { at: performance.now(), people };
    // The next one asks again.
    people.catch(() => {
      known = undefined;
    });
    return people;
  };
}
