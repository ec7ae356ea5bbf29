/**
 * A journey in memory: what is said in docs/semantics.md about the order of things, as plainly as it can be written. Each
 * person has a mover, which is a plain XState actor where this is the oracle.
 */
import { describeCondition, type Input, isActivity, type JourneyGraph, type NodeId } from "@journey/compiler";
import type { History } from "./history.ts";
import { type Hooks, type Mover, stepMovers, xstateMovers } from "./movers.ts";
import { Outside, Reading } from "./outside.ts";
import { iso, type Queued, recordOf, type World } from "./world.ts";

interface Arrived {
  readonly input: Input;
  readonly at: number;
  readonly detail?: string;
  readonly total?: number;
  /** Leaving says why; and what was heard just then. */
  readonly why?: string;
  readonly result?: Arrived;
}

interface Participant {
  readonly index: number;
  readonly outside: Outside;
  readonly mover: Mover;
  entered: boolean;
  /** Follow-ups of what was just done: come before everything else. */
  readonly queue: Arrived[];
  /** What came in and was not looked at yet, in the order in which it happened. */
  readonly pending: Arrived[];
  /** The names of what was told, each once. */
  readonly told: Set<string>;
  readonly traces: string[];
  /** The activities under way. */
  readonly under: Set<NodeId>;
  readonly goals: string[];
  asked: number;
  end: string;
}

export function createInMemoryWorld(kind: "xstate" | "step", graph: JourneyGraph, history: History): World {
  const reading = new Reading(graph);
  const newMover = kind === "xstate" ? xstateMovers(reading) : stepMovers(reading);
  const participants = history.people.map((person, index): Participant => {
    const outside = new Outside(reading, String(index + 1), recordOf(person, index, history));
    return {
      index,
      outside,
      mover: newMover(),
      entered: false,
      queue: [],
      pending: [],
      told: new Set(),
      traces: [],
      under: new Set(),
      goals: [],
      asked: 0,
      end: "",
    };
  });
  const isActive = (each: Participant): boolean => each.entered && each.mover.status === "active";
  const listens =
    graph.exits.some((exit) => exit.kind === "event") ||
    graph.nodes.some((node) => node.kind === "wait for" && node.for.kind === "event");
  let now = history.start;
  let running = true;

  function tell(participant: Participant, news: Arrived, key: string): boolean {
    if (participant.told.has(key)) return false;
    participant.told.add(key);
    if (!isActive(participant)) return false;
    // Nothing has happened that is still to come.
    const arrived = { ...news, at: Math.min(news.at, now) };
    const before = participant.pending.findIndex((other) => other.at > arrived.at);
    participant.pending.splice(before < 0 ? participant.pending.length : before, 0, arrived);
    return true;
  }

  function enrol(participant: Participant): boolean {
    const { outside } = participant;
    if (participant.entered || !outside.record) return false;
    if (outside.record.active === false && !graph.includeArchived) return false;
    outside.enteredAt = now;
    if (graph.filter && !outside.holds(graph.filter, now, now)) return false;
    participant.entered = true;
    participant.queue.push({ input: { type: "enter" }, at: now });
    return true;
  }

  /** Why they must leave; undefined: they need not. */
  function whyLeave({ outside }: Participant, at: number): string | undefined {
    if (!outside.record) return "record deleted";
    if (outside.record.active === false && !graph.includeArchived) return "record archived";
    for (const exit of graph.exits) {
      if (exit.kind === "when" && outside.holds(exit.condition, at, now)) {
        return `exit when ${describeCondition(exit.condition)}`;
      }
    }
    return undefined;
  }

  function watch(participant: Participant): boolean {
    const { outside, goals, mover } = participant;
    if (!isActive(participant) || participant.queue.length > 0 || !outside.record) return false;
    let changed = false;
    for (const exit of graph.exits) {
      if (exit.kind !== "when" || !outside.holds(exit.condition, now, now)) continue;
      const why = `exit when ${describeCondition(exit.condition)}`;
      changed = tell(participant, { input: { type: "leave" }, at: now, why }, "leave") || changed;
    }
    for (const goal of graph.goals) {
      if (!outside.holds(goal.condition, now, now)) continue;
      if (!goals.some((each) => each.startsWith(`${goal.name} `))) {
        goals.push(`${goal.name} reached at ${iso(now)}`);
        changed = true;
      }
      if (!goal.exits) continue;
      const why = `goal ${goal.name}`;
      changed = tell(participant, { input: { type: "leave" }, at: now, why }, "leave") || changed;
    }
    for (const node of graph.nodes) {
      if (node.kind !== "wait for" || node.for.kind !== "condition") continue;
      // Who waits at it and finds that it holds, goes on; others hear nothing, and don't leave by it either.
      if (mover.isAt(node.id) && outside.holds(node.for.condition, now, now)) {
        tell(participant, { input: { type: "check", node: node.id }, at: now }, `check ${node.id} ${now}`);
      }
    }
    return changed;
  }

  /** The next thing for somebody: follow-ups first, then events and timers by their moments, events before timers. */
  function next({ queue, pending, mover }: Participant): Arrived | "timer" | undefined {
    const followUp = queue.shift();
    if (followUp) return followUp;
    const due = mover.nextTimer;
    const timer = due !== undefined && due <= now ? due : Number.POSITIVE_INFINITY;
    if (pending[0] && pending[0].at <= timer) return pending.shift();
    return timer === Number.POSITIVE_INFINITY ? undefined : "timer";
  }

  function step(participant: Participant): boolean {
    const { mover, outside, queue, traces, under } = participant;
    let stepped = false;
    while (participant.entered && mover.status === "active") {
      let arrived = next(participant);
      if (arrived === undefined) break;
      stepped = true;
      if (arrived !== "timer" && arrived.input.type === "reaction" && under.has(arrived.input.node)) {
        // Who reacts to a message has got it.
        queue.unshift(arrived);
        arrived = { input: { type: "executed", node: arrived.input.node }, at: arrived.at };
      }
      const at = arrived === "timer" ? mover.nextTimer! : arrived.at;
      if (arrived !== "timer" && arrived.total !== undefined) outside.event = { total: arrived.total };
      if (arrived === "timer" || arrived.input.type !== "leave") {
        const why = whyLeave(participant, at);
        if (why !== undefined) {
          // A result that is heard just then is one all the same, though nothing follows from it.
          const result = arrived === "timer" ? undefined : arrived;
          arrived = { input: { type: "leave" }, at: now, why, ...(result ? { result } : {}) };
        }
      }
      const moment = arrived === "timer" ? at : arrived.at;
      const detail = arrived === "timer" ? undefined : arrived.detail;
      const executed: NodeId[] = [];
      outside.begin();
      const cancelled = new Set<NodeId>();
      const hooks: Hooks = {
        answer: (guard) => outside.answer(guard, moment, now),
        dueAt: (timer) => outside.dueAt(timer, moment, now),
        execute: (node) => executed.push(node),
        trace: (node, state, reason) => {
          under.delete(node);
          if (state === "cancelled") cancelled.add(node);
          const result = arrived === "timer" ? undefined : arrived?.result;
          if (result && "node" in result.input && result.input.node === node) {
            const { type } = result.input;
            const said = {
              executed: "processed",
              failed: "error: failed",
              suppressed: `rejected: ${result.detail ?? type}`,
            };
            if (type in said) return traces.push(`${node} ${said[type as "failed"]} at ${iso(moment)}`);
          }
          const words = (state === "rejected" || state === "error" ? detail : undefined) ?? reason;
          return traces.push(`${node} ${state}${words ? `: ${words}` : ""} at ${iso(moment)}`);
        },
      };
      if (arrived === "timer") mover.fire(hooks);
      else mover.send(arrived.input, moment, hooks);
      for (const id of executed) {
        // What is cancelled in the very step that would begin it does not begin.
        if (cancelled.has(id)) continue;
        const node = reading.node(id);
        if (!isActivity(node)) continue;
        under.add(id);
        const outcome = outside.carryOut(node, moment, now);
        if (outcome === "queued") continue;
        const type = outcome === "executed" ? "executed" : "suppressed";
        if (type === "suppressed") outside.facts.push({ activity: id, happening: "suppressed", at: moment });
        queue.push({ input: { type, node: id }, at: moment, ...(outcome === "no address" ? { detail: outcome } : {}) });
      }
      if (mover.status !== "active") {
        const why = arrived === "timer" ? undefined : arrived.why;
        participant.end = `${why ?? (mover.status === "exited" ? "exit" : "completed")} at ${iso(moment)}`;
      }
    }
    return stepped;
  }

  return {
    moveTo(moment) {
      now = moment;
    },
    work() {
      if (!running) return;
      for (const participant of participants) {
        for (;;) {
          const changed = [enrol(participant), watch(participant), step(participant)];
          if (!changed.includes(true)) break;
        }
      }
    },
    outbox() {
      return participants.flatMap((participant): Queued[] => {
        const { index, outside } = participant;
        const messages = participant.mover.status === "exited" ? [] : outside.messages.slice(participant.asked);
        participant.asked = outside.messages.length;
        return messages.map(({ id, node, recipient }) => ({
          person: index,
          id,
          activity: node.id,
          channel: node.kind,
          suppressed: "purpose" in node && node.purpose === "marketing" && outside.suppressed.has(recipient),
        }));
      });
    },
    sent({ person, id, activity }, result) {
      const participant = participants[person]!;
      const message = participant.outside.messages.find((each) => each.id === id)!;
      if (result !== "sent") message.failed = true;
      participant.outside.facts.push({ activity, happening: result, at: now });
      const type = result === "sent" ? "executed" : result;
      tell(participant, { input: { type, node: activity }, at: now }, `${id}:${type}`);
    },
    react({ person, activity }, { type, label, machine }, occurredAt, key) {
      const participant = participants[person]!;
      if (!machine) participant.outside.facts.push({ activity, happening: type, label, at: Math.min(occurredAt, now) });
      const input: Input = {
        type: "reaction",
        node: activity,
        trigger: type,
        ...(label === undefined ? {} : { label }),
        ...(machine ? { machine } : {}),
      };
      tell(participant, { input, at: occurredAt }, key);
    },
    ordered(person, total, occurredAt, key) {
      // Where nothing in the journey waits for it, nobody is woken.
      if (!listens) return;
      const participant = participants[person]!;
      tell(participant, { input: { type: "event", event: "ordered" }, at: occurredAt, total }, key);
    },
    set(person, values) {
      const { record } = participants[person]!.outside;
      if (record) Object.assign(record, values);
    },
    remove(person) {
      participants[person]!.outside.record = undefined;
    },
    suppress(person) {
      const { record, suppressed } = participants[person]!.outside;
      if (record?.phone) suppressed.add(String(record.phone));
    },
    setRunning(is) {
      running = is;
    },
    decide(test, variant) {
      if (reading.winners.has(test)) return;
      reading.winners.set(test, variant);
      for (const participant of participants) {
        tell(participant, { input: { type: "decided", node: test, label: variant }, at: now }, `decided ${test}`);
      }
    },
    nextDueAt() {
      const times = participants.filter(isActive).map(({ mover }) => mover.nextTimer ?? Number.POSITIVE_INFINITY);
      const first = Math.min(...times);
      return Number.isFinite(first) ? first : undefined;
    },
    log() {
      return participants.map(({ outside, mover, traces, entered, end, goals }) => [
        entered ? `entered at ${iso(outside.enteredAt)}` : "never entered",
        ...traces,
        ...outside.messages.map(({ node, createdAt }) => `${node.id} put into the outbox at ${iso(createdAt)}`),
        ...goals,
        entered ? `${mover.status}${end === "" ? "" : `: ${end}`}` : "",
        record(outside),
      ]);
    },
  };
}

function record({ record, lists, tasks, notes, followers, suppressed }: Outside): string {
  const { country, stage, score, until, tags } = record ?? {};
  const fields = record ? { country, stage, score, until, tags } : "deleted";
  return JSON.stringify({
    fields,
    lists: [...lists].sort(),
    tasks: tasks.length,
    notes,
    followers: followers.size,
    suppressed: suppressed.size,
  });
}
