/**
 * Reads one participant's history against the meaning of their journey, step by step, as docs/semantics.md has it: what
 * had to happen did, once, at its moment; what had not to happen did not. Written from that page alone: nothing of the engine
 * or the machine is used.
 */
import type { GraphNode, JourneyGraph, NodeId, Region } from "@journey/compiler";
import { senderLost } from "../../runtime/store/messages.ts";
import { counts, isBelgian } from "./project.ts";
import type { EventRecord, MessageRecord, ParticipantRecord, TraceRecord } from "./record.ts";

export interface History {
  readonly graph: JourneyGraph;
  readonly participant: ParticipantRecord;
  readonly contact: { readonly country: "BE" | "FR" };
  readonly traces: readonly TraceRecord[];
  readonly events: readonly EventRecord[];
  readonly messages: readonly MessageRecord[];
  /** Of the service's clock, the real one; both epoch milliseconds. */
  readonly toReal: (moment: number) => number;
}

export interface Reading {
  readonly findings: readonly string[];
  /** How often each activity was carried out. */
  readonly done: ReadonlyMap<NodeId, number>;
}

/** Real milliseconds: workers' clocks agree so well, at worst (runtime/server/database-clock.ts). */
export const margin = 250;
const minute = 60_000;

export function readHistory(history: History): Reading {
  const { graph, participant, events } = history;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const findings: string[] = [];
  const done = new Map<NodeId, number>();
  const accounted = new Set<TraceRecord>();
  const find = (what: string) => findings.push(`${participant.journey} ${participant.key}: ${what}`);

  const milliseconds = (duration: { readonly amount: number; readonly unit: string }): number => {
    if (duration.unit !== "minute") throw new Error("The fault kit's journeys count in minutes.");
    return duration.amount * minute;
  };

  /** The one trace of an activity. */
  function traceOf(id: NodeId): TraceRecord | undefined {
    const found = history.traces.filter(({ activity }) => activity === id);
    if (found.length !== 1) find(`${id} has ${found.length} traces instead of one`);
    for (const trace of found) accounted.add(trace);
    return found[0];
  }

  /** Whether a step whose batch began at that moment of the service's clock had to know of an event. */
  const hadToKnow = (event: EventRecord, recordedAt: number): boolean =>
    event.committedAt < history.toReal(recordedAt) - margin;
  const couldKnow = (event: EventRecord, recordedAt: number): boolean =>
    event.committedAt <= history.toReal(recordedAt) + commitTakes;

  /** @returns when the sequence of nodes was done; undefined: it can't be told, or they left */
  function walk(start: NodeId | undefined, from: number): number | undefined {
    let at: number | undefined = from;
    let node: GraphNode | undefined = start === undefined ? undefined : nodes.get(start);
    while (node && at !== undefined) {
      let next: NodeId | undefined;
      switch (node.kind) {
        case "wait":
          at += milliseconds(node.duration);
          next = node.next;
          break;
        case "if":
          next = isBelgian(history.contact) ? node.then : node.otherwise;
          break;
        case "wait for": {
          const way = waited(node, at);
          next = way?.next;
          at = way?.at;
          break;
        }
        case "email":
          at = mailed(node, at);
          next = node.next;
          break;
        default:
          at = carriedOut(node, at);
          next = "next" in node ? node.next : undefined;
      }
      node = next === undefined ? undefined : nodes.get(next);
    }
    return at;
  }

  function carriedOut(node: GraphNode, at: number): number | undefined {
    const trace = traceOf(node.id);
    if (!trace) return undefined;
    if (trace.state === "processed") done.set(node.id, (done.get(node.id) ?? 0) + 1);
    else find(`${node.id} is ${trace.state}: ${trace.reason}`);
    if (Math.abs(trace.at - at) > 1) find(`${node.id} counts for ${trace.at - at} ms after its turn`);
    if (history.toReal(trace.recordedAt) < history.toReal(trace.at) - margin) {
      find(`${node.id} was carried out early, by ${(trace.at - trace.recordedAt) / 1000} s of the service's clock`);
    }
    return at;
  }

  function mailed(node: GraphNode, at: number): number | undefined {
    const trace = traceOf(node.id);
    const messages = history.messages.filter(({ activity }) => activity === node.id);
    if (messages.length !== 1) find(`${node.id} has ${messages.length} messages instead of one`);
    const [message] = messages;
    if (!trace || !message) return undefined;
    if (trace.at < at - 1) find(`${node.id} counts for a moment before its turn`);
    if (trace.state === "error") {
      if (message.status !== "failed" && !wasDoubtful(message)) {
        find(`${node.id} has failed, and its message is ${message.status}`);
      }
      return trace.at;
    }
    if (trace.state !== "processed") {
      find(`${node.id} is ${trace.state}: ${trace.reason}`);
      return trace.at;
    }
    const ofMessage = events.filter((event) => event.message === message.key);
    const told = ofMessage.filter((event) => event.type === "executed" || reactions.has(event.type));
    const executed = told.some((event) => Math.abs(event.occurredAt - trace.at) <= 1);
    if (!executed) find(`${node.id} counts as handed over at a moment of which nothing is known`);
    if (message.status !== "sent" && !(message.status === "unknown" && told.length > 0)) {
      find(`${node.id} counts as handed over, and its message is ${message.status}`);
    }
    done.set(node.id, (done.get(node.id) ?? 0) + 1);
    for (const region of graph.regions) {
      if (region.clause?.activity === node.id) reacted(region, trace.at, ofMessage);
    }
    return trace.at;
  }

  /** A clause of a message that was handed over. */
  function reacted(region: Region, handedOver: number, ofMessage: readonly EventRecord[]): void {
    const { clause } = region;
    if (!clause) return;
    const isIt = (event: EventRecord): boolean => {
      if (clause.trigger === "clicked")
        return event.type === "clicked" && event.label === (clause.label ?? event.label);
      // A click tells that it was opened.
      return event.type === clause.trigger || (clause.trigger === "opened" && event.type === "clicked");
    };
    const matching = ofMessage.filter(isIt);
    const after = clause.after ? milliseconds(clause.after) : 0;
    const first = firstOf(region);
    const trace = first === undefined ? undefined : history.traces.find(({ activity }) => activity === first);
    if (!trace) {
      find(`${region.id}: ${first} has no trace`);
      return;
    }
    const deadline = handedOver + (clause.negated ? after : milliseconds(graph.listen));
    const inTime = matching.filter((event) => event.occurredAt <= deadline);
    const wasSkipped = trace.state === "cancelled";
    if (clause.negated) {
      if (wasSkipped) {
        accounted.add(trace);
        if (!matching.some(({ type }) => type === trace.reason)) find(`${first} is cancelled: ${trace.reason}`);
        if (!inTime.some((event) => couldKnow(event, trace.recordedAt))) {
          find(`${first} was cancelled as ${clause.trigger}, which it was not in time`);
        }
      } else {
        const message = history.messages.find(({ activity }) => activity === first);
        // Queued at the deadline's step; its trace was written later, when it was handed over.
        const known = inTime.filter((event) => event.committedAt < queuedAt(message) - margin);
        if (known.length > 0)
          find(
            `${first} went on, though it was ${clause.trigger} ${deadline - known[0]!.occurredAt} ms before its time`,
          );
        walk(region.start, deadline);
      }
      return;
    }
    if (wasSkipped) {
      accounted.add(trace);
      if (trace.reason !== "stopped listening") find(`${first} is cancelled: ${trace.reason}`);
      const known = inTime.filter((event) => hadToKnow(event, trace.recordedAt));
      if (known.length > 0) find(`${first} was cancelled as not ${clause.trigger}, which it was in time`);
      if (trace.recordedAt < deadline - 1) find(`${first} stopped listening early`);
      return;
    }
    const fitting = inTime.filter((event) => Math.abs(event.occurredAt + after - trace.at) <= 1);
    if (fitting.length === 0) find(`${first} happened for no ${clause.trigger} at its time`);
    walk(region.start, trace.at);
  }

  function waited(
    node: GraphNode & { kind: "wait for" },
    at: number,
  ): { readonly next: NodeId | undefined; readonly at: number } | undefined {
    const deadline = at + milliseconds(node.upTo);
    const came = events.filter((event) => event.type === "event" && counts(event.data) && event.occurredAt <= deadline);
    /** One that happened before the sequence came here and was heard of afterwards may count; one that was known before may not. */
    const mayCount = (event: EventRecord) => event.occurredAt >= at || event.committedAt > history.toReal(at) - margin;
    const hasToCount = (event: EventRecord) => event.occurredAt >= at;
    const tracesOf = (id: NodeId | undefined) => history.traces.filter(({ activity }) => activity === id);
    const [inTime] = tracesOf(node.then);
    const [tooLate] = tracesOf(node.otherwise);
    if (inTime && tooLate) find(`${node.id} went both ways`);
    if (inTime) {
      const event = came.find((each) => mayCount(each) && Math.abs(each.occurredAt - inTime.at) <= 1);
      if (!event) {
        const known = events
          .filter(({ type }) => type === "event")
          .map(({ occurredAt, data }) => `${JSON.stringify(data)} ${occurredAt - at} ms after its turn`);
        find(
          `${node.id} went on ${inTime.at - at} ms after its turn without its event; there were: ${known.join(", ")}`,
        );
      }
      return { next: node.then, at: inTime.at };
    }
    if (!tooLate) {
      find(`${node.id} went no way`);
      return undefined;
    }
    const known = came.filter((event) => hasToCount(event) && hadToKnow(event, tooLate.recordedAt));
    if (known.length > 0) find(`${node.id} was given up, though its event had come`);
    return { next: node.otherwise, at: deadline };
  }

  const firstOf = (region: Region): NodeId | undefined => region.start;

  if (participant.status !== "completed") find(`is ${participant.status}: ${participant.endedReason}`);
  if (participant.timers !== "" || participant.isDue) find("is at the end and has timers");
  // What comes after the end is kept, and changes nothing.
  const last = Math.max(participant.enteredAt, ...history.traces.map(({ recordedAt }) => recordedAt));
  for (const event of events) {
    if (!event.isConsumed && hadToKnow(event, last))
      find(`an event ${event.type} of ${event.activity} was not looked at`);
  }
  walk(graph.regions.find(({ id }) => id === "sequence")?.start, participant.enteredAt);
  for (const trace of history.traces) {
    if (!accounted.has(trace)) find(`${trace.activity} is ${trace.state}, which nothing led to`);
  }
  return { findings, done };

  function queuedAt(message: MessageRecord | undefined): number {
    return message ? history.toReal(message.createdAt) : Number.POSITIVE_INFINITY;
  }
}

const reactions = new Set(["opened", "clicked", "replied", "delivered", "unsubscribed"]);
/** A batch begins, reads what is committed by then, and events may be committed while it claims. */
const commitTakes = 5_000;

/** Its sender was lost, or heard no answer: nobody could know. */
export function wasDoubtful({ history }: MessageRecord): boolean {
  return history.some(({ to }) => to === "unknown") || doubts(history) > 0;
}

/** How often a message's sender was taken for dead while it was being sent. */
export function doubts(history: MessageRecord["history"]): number {
  return history.filter(({ from, to, error }) => from === "sending" && to === "deferred" && error === senderLost)
    .length;
}
