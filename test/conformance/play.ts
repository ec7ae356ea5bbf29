/** Plays a history to a world: the same calls at the same moments, whatever the world. */
import type { JourneyGraph } from "@journey/compiler";
import { after, type History } from "./history.ts";
import type { Queued, World } from "./world.ts";

const minute = 60_000;
/** So long after the beginning it is looked what has become of everybody. */
const horizon = 400 * 24 * 60 * minute;

interface Command {
  readonly at: number;
  readonly run: () => Promise<void> | void;
}

/** @returns what has become of each person, as lines to read */
export async function play(world: World, graph: JourneyGraph, history: History) {
  const commands: Command[] = [];
  const add = (at: number, run: Command["run"]): void => {
    // Behind what comes at the same moment: in the order in which it was added.
    const before = commands.findIndex((command) => command.at > at);
    commands.splice(before < 0 ? commands.length : before, 0, { at, run });
  };
  const zones = history.people.map(({ record }) => zoneOf(graph, record.zone));
  const journeyZone = graph.timezone.fallback;
  let now = history.start;
  let running = true;

  for (const [index, person] of history.people.entries()) {
    for (const [place, { at, change }] of person.changes.entries()) {
      const moment = after(history.start, at, zones[index]!);
      if (change.kind === "ordered") {
        const tell = () => world.ordered(index, change.total, moment, `${index}.${place}`);
        add(moment + change.late * minute, tell);
        if (change.twice) add(moment + (change.late + 90) * minute, tell);
      } else if (change.kind === "set") {
        add(moment, () => world.set(index, { [change.field]: change.value }));
      } else if (change.kind === "until") {
        const until = change.days === undefined ? null : new Date(moment + change.days * 1440 * minute).toISOString();
        add(moment, () => world.set(index, { until }));
      } else if (change.kind === "delete") add(moment, () => world.remove(index));
      else add(moment, () => world.suppress(index));
    }
  }
  for (const { at, hours } of history.stops) {
    const moment = after(history.start, at, journeyZone);
    add(moment, () => {
      running = false;
      return world.setRunning(false);
    });
    add(moment + hours * 60 * minute, () => {
      running = true;
      return world.setRunning(true);
    });
  }
  const tests = graph.nodes.filter((node) => node.kind === "ab test");
  for (const { at, test, variant } of history.decisions) {
    const chosen = tests[test % tests.length];
    const name = chosen?.variants[variant % chosen.variants.length]?.name;
    if (chosen && name !== undefined) add(after(history.start, at, journeyZone), () => world.decide(chosen.id, name));
  }

  const queued = history.people.map(() => 0);
  const handed = history.people.map(() => 0);
  /** Hands the message over, now, and lets its person do what they do with it. */
  async function handOver(message: Queued, result: "sent" | "failed" | "suppressed"): Promise<void> {
    await world.sent(message, result);
    const person = history.people[message.person]!;
    if (result !== "sent" || message.channel === "webhook") return;
    const number = handed[message.person]!++;
    for (const [place, reaction] of person.reactions.entries()) {
      const { type } = reaction;
      if (reaction.message !== number || (type === "opened" && message.channel === "sms")) continue;
      const label = type === "clicked" ? reaction.label : undefined;
      const machine = reaction.machine && (type === "opened" || type === "clicked");
      const occurredAt = after(now, reaction.after, zones[message.person]!);
      const tell = () => world.react(message, { type, label, machine }, occurredAt, `${message.id}.${place}`);
      add(occurredAt + reaction.late * minute, tell);
      if (reaction.twice) add(occurredAt + (reaction.late + 45) * minute, tell);
    }
  }
  async function settle(): Promise<void> {
    for (;;) {
      await world.work();
      const messages = running ? await world.outbox() : [];
      for (const message of messages) {
        const { sendings } = history.people[message.person]!;
        const { minutes, result } = sendings[queued[message.person]!++ % sendings.length]!;
        const outcome = message.suppressed ? "suppressed" : result;
        if (minutes === 0) await handOver(message, outcome);
        else add(now + minutes * minute, () => handOver(message, outcome));
      }
      if (messages.length === 0 && commands[0]?.at !== now) return;
      await runCommands();
    }
  }
  async function runCommands(): Promise<void> {
    while (commands[0] && commands[0].at <= now) await commands.shift()!.run();
  }

  world.moveTo(now);
  await runCommands();
  await settle();
  for (let round = 0; ; round++) {
    const due = running ? await world.nextDueAt() : undefined;
    const next = Math.min(due ?? Number.POSITIVE_INFINITY, commands[0]?.at ?? Number.POSITIVE_INFINITY);
    if (next > history.start + horizon) break;
    if (round > 2_000) throw new Error("It does not come to an end.");
    now = Math.max(now, next);
    world.moveTo(now);
    await runCommands();
    await settle();
  }
  return world.log();
}

/** A zone that nobody knows counts as none. */
export function zoneOf(graph: JourneyGraph, zone: string | null): string {
  const known = graph.timezone.field !== undefined && zone !== null && zone !== "Nowhere/Town";
  return known ? zone : graph.timezone.fallback;
}
