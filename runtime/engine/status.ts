/** How the deployed journeys are: running or not, who is under way in which version, and what is unfinished. */
import type { Database } from "../store/database.ts";
import { countStates, listDeployments, loadVersionsInUse } from "../store/deployments.ts";
import { listJourneys } from "../store/journeys.ts";
import { earliestDue } from "../store/participants.ts";

export interface JourneyStatus {
  readonly journey: string;
  readonly state: "draft" | "running" | "stopped";
  /** The current version's hash. */
  readonly version: string;
  /** ISO 8601; undefined: deployed by the service itself when it started. */
  readonly deployedAt?: string;
  /** Under way, by version, the current one first. */
  readonly people: readonly { readonly version: string; readonly isCurrent: boolean; readonly people: number }[];
  /** The next moment at which somebody has something to do, ISO 8601. */
  readonly nextDueAt?: string;
  /** A deployment was interrupted: its plan is to be run again. */
  readonly isUnfinished: boolean;
}

export async function journeyStatus(db: Database): Promise<readonly JourneyStatus[]> {
  const statuses: JourneyStatus[] = [];
  for (const row of await listJourneys(db)) {
    const versions = await loadVersionsInUse(db, row.id);
    const counts = await countStates(db, row.id);
    const [last] = await listDeployments(db, row.id);
    const due = await earliestDue(db, [row.id]);
    const people = versions.map(({ id, hash }) => ({
      version: hash,
      isCurrent: id === row.versionId,
      people: counts.filter(({ versionId }) => versionId === id).reduce((sum, each) => sum + each.people, 0),
    }));
    statuses.push({
      journey: row.name,
      state: row.state,
      version: versions.find(({ id }) => id === row.versionId)?.hash ?? "",
      ...(last ? { deployedAt: new Date(last.startedAt).toISOString() } : {}),
      people: people.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent)),
      ...(due === undefined ? {} : { nextDueAt: new Date(due).toISOString() }),
      isUnfinished: last?.state === "moving",
    });
  }
  return statuses;
}
