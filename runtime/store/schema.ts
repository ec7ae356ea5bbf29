import type { ModelSchema } from "@journey/language";
import type { Queryable } from "./database.ts";
import { listJourneys, loadGraph } from "./journeys.ts";

/** All models that the deployed journeys know. */
export async function loadSchema(db: Queryable): Promise<ModelSchema> {
  const models: Record<string, ModelSchema["models"][string]> = {};
  const events: Record<string, NonNullable<ModelSchema["events"]>[string]> = {};
  for (const { versionId } of await listJourneys(db)) {
    const graph = await loadGraph(db, versionId);
    Object.assign(models, graph?.schema.models);
    Object.assign(events, graph?.schema.events);
  }
  return { models, events };
}
