/** Custom events: who enters by them, who waits for them, whom they let leave. */
import { randomUUID } from "node:crypto";
import type { JourneyGraph } from "@journey/compiler";
import { type EventSchema, type FieldType, Problem } from "@journey/language";
import { activeParticipantsOf, saveCustomEvent } from "../store/custom-events.ts";
import type { Database } from "../store/database.ts";
import { enrolRecords } from "../store/enrolment.ts";
import { recordParticipantEvents } from "../store/events.ts";
import type { JourneyRow } from "../store/journeys.ts";
import type { CustomEvent, EventReceived } from "./contract.ts";
import type { Version } from "./version.ts";

/** A running or stopped journey with the versions that somebody is under way in. */
export interface ListeningJourney {
  readonly journey: JourneyRow;
  readonly versions: readonly Version[];
}

/** Keeps the event and does all that follows from it, in one transaction. */
export function receiveEvent(
  db: Database,
  journeys: readonly ListeningJourney[],
  event: CustomEvent,
  now: number,
): Promise<EventReceived> {
  checkEvent(journeys, event);
  // Another machine's clock may be ahead; nothing has happened that is still to come.
  const occurredAt = Math.min(event.occurredAt ?? now, now);
  const { name, payload, source = "api", externalId = randomUUID() } = event;
  return db.transaction(async (tx) => {
    const isNew = await saveCustomEvent(tx, { name, payload, occurredAt, source, externalId }, now);
    if (!isNew) return { isKnown: true, entered: 0, delivered: 0 };
    let entered = 0;
    let delivered = 0;
    for (const { journey, versions } of journeys) {
      for (const version of versions) {
        const record = recordOf(version.graph, name, payload);
        if (record === undefined || !listens(version.graph, name)) continue;
        const participants = await activeParticipantsOf(tx, journey.id, version.id, record);
        delivered += await recordParticipantEvents(
          tx,
          participants.map(({ bucket, id }) => ({
            bucket,
            participantId: id,
            type: "event",
            activity: "",
            label: name,
            occurredAt,
            source,
            externalId: `${externalId}:${id}`,
            data: plain(payload),
          })),
          now,
        );
      }
      const { graph } = versions.find((version) => version.id === journey.versionId) ?? {};
      if (graph?.enter.kind !== "event" || graph.enter.event !== name) continue;
      const record = recordOf(graph, name, payload);
      if (record !== undefined) entered += await enrolRecords(tx, journey, graph, [record], [plain(payload)], now);
    }
    return { isKnown: false, entered, delivered };
  });
}

function listens(graph: JourneyGraph, name: string): boolean {
  return (
    graph.exits.some((exit) => exit.kind === "event" && exit.event === name) ||
    graph.nodes.some((node) => node.kind === "wait for" && node.for.kind === "event" && node.for.event === name)
  );
}

/** The id of the journey's record that the payload names. */
function recordOf(graph: JourneyGraph, name: string, payload: CustomEvent["payload"]): string | undefined {
  const event = graph.schema.events?.[name];
  const field = event?.fields.find(({ type }) => type.kind === "record" && type.model === graph.target);
  const value = field && plain(payload)[field.name];
  return value === undefined || value === null ? undefined : String(value);
}

/** Related records by their ids, however they were given. */
function plain(payload: CustomEvent["payload"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(payload).map(([key, value]) => {
      const isRecord = typeof value === "object" && value !== null && "id" in value;
      return [key, isRecord ? value.id : value];
    }),
  );
}

function checkEvent(journeys: readonly ListeningJourney[], { name, payload }: CustomEvent): void {
  const schemas = journeys.flatMap(({ versions }) => versions.map(({ graph }) => graph.schema.events ?? {}));
  const schema: EventSchema | undefined = schemas.find((events) => events[name])?.[name];
  if (!schema) {
    const names = [...new Set(schemas.flatMap((events) => Object.keys(events)))];
    throw new Problem(
      "unknown-event",
      `No journey knows an event ${name}.`,
      names.length > 0 ? `Known are: ${names.join(", ")}.` : "Mark an interface in a model file with `@event`.",
    );
  }
  for (const field of schema.fields) {
    const value = plain(payload)[field.name];
    if (value === undefined || value === null) {
      if (field.optional) continue;
      throw new Problem("wrong-event", `The event ${name} came without its \`${field.name}\`.`, "Send it along.");
    }
    if (!fits(value, field.type)) {
      throw new Problem(
        "wrong-event",
        `\`${field.name}\` of the event ${name} is ${JSON.stringify(value)}, which is not ${typeWords(field.type)}.`,
        "Send what its interface says.",
      );
    }
  }
}

function fits(value: unknown, type: FieldType): boolean {
  switch (type.kind) {
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    case "choice":
      return type.values.some((choice) => choice === value);
    case "list":
      return Array.isArray(value) && value.every((item) => fits(item, type.of));
    case "record":
      return typeof value === "string" || typeof value === "number";
    case "records":
    case "unknown":
      return true;
    default:
      return typeof value === "string";
  }
}

function typeWords(type: FieldType): string {
  switch (type.kind) {
    case "choice":
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "record":
      return `the id of a ${type.model}`;
    case "date":
      return "a date (ISO 8601)";
    case "list":
      return "a list";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    default:
      return "a text";
  }
}
