/** What the page shows, put together from the store and the graphs. */
import { type JourneyGraph, layoutDiagram, type NodeId, renderDiagram, type StepCounts } from "@journey/compiler";
import { createVersionReader, type LoadedVersion, nodesAt, scheduledOf } from "../engine/describe-participant.ts";
import { createPeopleUnderWay, type PeopleInJourney } from "../engine/people-under-way.ts";
import type { Database } from "../store/database.ts";
import { listJourneys } from "../store/journeys.ts";
import { type DataRecord, loadRecords } from "../store/records.ts";
import {
  countPlaces,
  countTraces,
  findParticipant,
  listParticipants,
  listReactions,
  listTasks,
  listTraces,
  type ParticipantRow,
  type TraceRow,
} from "../store/reports.ts";
import { loadRunLogs } from "../store/run-logs.ts";
import type { JourneyDetail, JourneySummary, ParticipantDetail, ParticipantSummary, TraceEntry } from "./api.ts";

export interface Views {
  journeys(): Promise<JourneySummary[]>;
  readonly peopleUnderWay: () => Promise<readonly PeopleInJourney[]>;
  journey(name: string): Promise<JourneyDetail | undefined>;
  participant(bucket: number, id: string): Promise<ParticipantDetail | undefined>;
}

/** Most participants that the page lists. */
const listed = 500;

export function createViews(db: Database): Views {
  const versionOf = createVersionReader(db);
  const layouts = new Map<string, ReturnType<typeof layoutDiagram>>();

  async function journeys(): Promise<JourneySummary[]> {
    const summaries: JourneySummary[] = [];
    for (const row of await listJourneys(db)) {
      const version = await versionOf(row.versionId);
      let active = 0;
      let ended = 0;
      for (const { status, count } of await countPlaces(db, row.name)) {
        if (status === "active") active += count;
        else ended += count;
      }
      summaries.push({
        name: row.name,
        title: version?.graph.title ?? row.name,
        ...(version?.graph.doc === undefined ? {} : { doc: version.graph.doc }),
        state: row.state,
        active,
        ended,
      });
    }
    return summaries;
  }

  /** Where participants are now, and how the activities went, per node. */
  async function countsOf(name: string): Promise<Record<NodeId, StepCounts>> {
    const counts: Record<
      NodeId,
      { processed: number; rejected: number; cancelled: number; error: number; here: number }
    > = {};
    const of = (node: NodeId) => {
      counts[node] ??= { processed: 0, rejected: 0, cancelled: 0, error: 0, here: 0 };
      return counts[node];
    };
    for (const { activity, state, count } of await countTraces(db, name)) of(activity)[state] += count;
    for (const { versionId, place, status, count } of await countPlaces(db, name)) {
      if (status !== "active" || place === "") continue;
      const version = await versionOf(versionId);
      for (const node of version ? nodesAt(version, place) : []) of(node).here += count;
    }
    return counts;
  }

  async function summarize(rows: readonly ParticipantRow[]): Promise<ParticipantSummary[]> {
    const traces = groupTraces(await listTraces(db, rows));
    const records = await recordsOf(rows);
    const summaries: ParticipantSummary[] = [];
    for (const row of rows) {
      const version = await versionOf(row.versionId);
      const own = traces.get(row.id) ?? [];
      const last = own.at(-1);
      const [next] = version ? scheduledOf(row, version) : [];
      summaries.push({
        bucket: row.bucket,
        id: row.id,
        name: nameOf(records.get(row), row),
        unicityValue: row.unicityValue,
        status: row.status,
        at: version && row.status === "active" ? nodesAt(version, row.place) : [],
        passed: [...new Set(own.map((trace) => trace.activity))],
        ...(next ? { next } : {}),
        ...(last ? { lastTrace: entryOf(last, version) } : {}),
      });
    }
    return summaries;
  }

  async function recordsOf(rows: readonly ParticipantRow[]): Promise<Map<ParticipantRow, DataRecord>> {
    const found = new Map<ParticipantRow, DataRecord>();
    for (const versionId of new Set(rows.map((row) => row.versionId))) {
      const version = await versionOf(versionId);
      if (!version) continue;
      const own = rows.filter((row) => row.versionId === versionId);
      const records = await loadRecords(
        db,
        version.graph.schema,
        version.graph.target,
        own.map((row) => row.recordId),
        1,
      );
      for (const row of own) {
        const record = records.get(row.recordId);
        if (record) found.set(row, record);
      }
    }
    return found;
  }

  return {
    journeys,
    peopleUnderWay: createPeopleUnderWay(db),

    async journey(name) {
      const row = (await listJourneys(db)).find((candidate) => candidate.name === name);
      const version = row && (await versionOf(row.versionId));
      const summary = (await journeys()).find((candidate) => candidate.name === name);
      if (!row || !version || !summary) return undefined;
      let layout = layouts.get(version.graph.hash);
      if (!layout) {
        layout = layoutDiagram(version.graph);
        layouts.set(version.graph.hash, layout);
      }
      const tasks = await listTasks(db, name);
      return {
        ...summary,
        svg: renderDiagram(await layout, { counts: await countsOf(name) }),
        participants: await summarize(await listParticipants(db, name, listed)),
        tasks: await Promise.all(
          tasks.map(async (task) => ({
            title: task.title,
            about: await nameOfRecord(version.graph, version.graph.target, task.recordId),
            ...(task.assigneeModel !== null && task.assigneeId !== null
              ? { assignee: await nameOfRecord(version.graph, task.assigneeModel, task.assigneeId) }
              : {}),
            ...(task.dueAt === null ? {} : { dueAt: task.dueAt }),
          })),
        ),
      };
    },

    async participant(bucket, id) {
      const row = await findParticipant(db, bucket, id);
      const version = row && (await versionOf(row.versionId));
      const [summary] = row ? await summarize([row]) : [];
      if (!row || !version || !summary) return undefined;
      const traces = await listTraces(db, [row]);
      const reactions = await listReactions(db, bucket, id);
      return {
        ...summary,
        journey: row.journey,
        enteredAt: row.enteredAt,
        ...(row.endedAt === null ? {} : { endedAt: row.endedAt }),
        ...(row.endedReason === null ? {} : { endedReason: row.endedReason }),
        record: (await recordsOf([row])).get(row) ?? {},
        traces: traces.map((trace) => entryOf(trace, version)),
        logs: (await loadRunLogs(db, bucket, id))
          .filter(({ lines }) => lines.length > 0)
          .map(({ activity, startedAt, milliseconds, lines }) => ({
            node: activity,
            at: startedAt,
            milliseconds,
            lines,
          })),
        scheduled: scheduledOf(row, version),
        reactions: reactions.map(({ type, activity, label, occurredAt }) => ({
          type,
          node: activity,
          at: occurredAt,
          ...(label === null ? {} : { label }),
        })),
      };
    },
  };

  async function nameOfRecord(graph: JourneyGraph, model: string, id: string): Promise<string> {
    const record = (await loadRecords(db, graph.schema, model, [id], 0)).get(id);
    return record ? labelOfRecord(record) || `${model} ${id}` : `${model} ${id}`;
  }
}

function groupTraces(traces: readonly TraceRow[]): Map<string, TraceRow[]> {
  const groups = new Map<string, TraceRow[]>();
  for (const trace of traces) {
    const group = groups.get(trace.participantId);
    if (group) group.push(trace);
    else groups.set(trace.participantId, [trace]);
  }
  return groups;
}

function entryOf(trace: TraceRow, version: LoadedVersion | undefined): TraceEntry {
  const node = version?.graph.nodes.find((candidate) => candidate.id === trace.activity);
  return {
    node: trace.activity,
    label: node ? node.label : trace.activity,
    state: trace.state,
    at: trace.at,
    ...(trace.reason === null ? {} : { reason: trace.reason }),
  };
}

function nameOf(record: DataRecord | undefined, row: ParticipantRow): string {
  return (record && labelOfRecord(record)) || row.unicityValue || `record ${row.recordId}`;
}

/** A person's or thing's name: whatever field usually holds it. */
function labelOfRecord(record: DataRecord): string {
  const text = (field: string) => (typeof record[field] === "string" ? (record[field] as string) : "");
  return (
    [text("first_name"), text("last_name")].filter((part) => part !== "").join(" ") ||
    text("name") ||
    text("contact_name") ||
    text("title") ||
    text("email")
  );
}
