/** What would have been different, as plain data: the JSON that other programs read, and what the text is made of. */

import { isFirstTurn } from "../diff/match-journeys.ts";
import { isSame } from "../diff/same.ts";
import { type GraphNode, isActivity, isMessage, type JourneyGraph } from "../graph/graph.ts";
import { type Life, labelOf } from "./lives.ts";
import { areSame, type Replay, type ReplayedEntry } from "./replay.ts";

export interface ReplayedStep {
  /** In the proposed version; of a step that is gone, its old name. */
  readonly id: string;
  readonly label: string;
  readonly change: "kept" | "new" | "gone";
  /** Entries that came to it. */
  readonly before: number;
  readonly after: number;
  /** Who came to it in one of the versions only. */
  readonly onlyBefore: number;
  readonly onlyAfter: number;
  /** How much later those who come to it in both do so, in minutes: half of them by more. Where it is not at the same moment. */
  readonly later?: number;
}

export interface ReplayedMove {
  /** The first steps that somebody comes to in one version only; undefined: none. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly people: number;
}

export interface ReplayReport {
  readonly formatVersion: "1.0";
  readonly journey: string;
  /** ISO 8601. */
  readonly entered: { readonly from: string; readonly to: string };
  readonly knownUntil: string;
  readonly proposed: string;
  readonly versions: readonly { readonly hash: string; readonly entries: number }[];
  readonly entries: number;
  /** Whose way is another one, and who only comes to the same things at other times. */
  readonly different: { readonly way: number; readonly times: number };
  readonly steps: readonly ReplayedStep[];
  readonly moves: readonly ReplayedMove[];
  readonly messages: readonly { readonly channel: string; readonly before: number; readonly after: number }[];
  readonly sms?: {
    readonly partsBefore: number;
    readonly partsAfter: number;
    readonly costBefore?: number;
    readonly costAfter?: number;
  };
  readonly goals: readonly { readonly name: string; readonly before: number; readonly after: number }[];
  readonly ends: readonly { readonly end: string; readonly before: number; readonly after: number }[];
  /** How far the records carry. */
  readonly fidelity: {
    /** Entries whose replay in their own version gives what is recorded. */
    readonly asRecorded: number;
    readonly deviations: readonly { readonly record: string; readonly what: string }[];
    readonly recordGone: number;
    readonly entryUnknown: number;
    /** By field: records in which a step has set it, so that its earlier value is not known. */
    readonly overwritten: Readonly<Record<string, number>>;
    /** Messages to people who never got them: nobody reacts to them. */
    readonly withoutHistory: readonly { readonly step: string; readonly messages: number }[];
  };
  readonly assumptions: readonly string[];
  readonly people: readonly ReplayedPerson[];
}

export interface ReplayedPerson {
  readonly record: string;
  readonly entered: string;
  readonly isDifferent: boolean;
  readonly deviation?: string;
  readonly timeline: readonly { readonly at: string; readonly before?: string; readonly after?: string }[];
}

export interface ReplayReportOptions {
  readonly smsPrice?: number;
  /** Whose two timelines are shown. */
  readonly isShown?: (entry: ReplayedEntry) => boolean;
}

const iso = (at: number): string => new Date(at).toISOString();

export function replayReport(replay: Replay, options: ReplayReportOptions = {}): ReplayReport {
  const { history, proposed, entries } = replay;
  const different = entries.filter(({ before, after }) => !areSame(before, after));
  const otherWay = different.filter(({ before, after }) => !areSameWay(before, after));
  const sms = smsOf(replay, options.smsPrice);
  const deviating = entries.filter(({ deviation }) => deviation !== undefined);
  const overwritten: Record<string, number> = {};
  for (const { overwritten: fields } of entries) {
    for (const field of fields) overwritten[field] = (overwritten[field] ?? 0) + 1;
  }
  return {
    formatVersion: "1.0",
    journey: history.journey,
    entered: { from: iso(history.from), to: iso(history.to) },
    knownUntil: iso(history.until),
    proposed: proposed.hash.slice(0, 8),
    versions: [...history.versions.keys()].flatMap((hash) => {
      const amount = entries.filter(({ entry }) => entry.version === hash).length;
      return amount === 0 ? [] : [{ hash: hash.slice(0, 8), entries: amount }];
    }),
    entries: entries.length,
    different: { way: otherWay.length, times: different.length - otherWay.length },
    steps: stepsOf(replay),
    moves: movesOf(replay, otherWay),
    messages: messagesOf(replay),
    ...(sms ? { sms } : {}),
    goals: [
      ...new Set(
        [...proposed.goals, ...[...history.versions.values()].flatMap(({ goals }) => goals)].map(({ name }) => name),
      ),
    ].map((name) => ({
      name,
      before: entries.filter(({ before }) => before.goals.has(name)).length,
      after: entries.filter(({ after }) => after.goals.has(name)).length,
    })),
    ends: endsOf(entries),
    fidelity: {
      asRecorded: entries.length - deviating.length,
      deviations: deviating.map(({ entry, deviation }) => ({ record: entry.recordId, what: deviation! })),
      recordGone: history.withoutRecord,
      entryUnknown: entries.filter(({ isEntryUnknown }) => isEntryUnknown).length,
      overwritten,
      withoutHistory: [...replay.withoutHistory].map(([id, messages]) => ({ step: nameIn(proposed, id), messages })),
    },
    assumptions: assumptionsOf(replay),
    people: entries.filter((each) => options.isShown?.(each)).map(personOf),
  };
}

/** Whether the same things happen, whenever they do. */
function areSameWay(before: Life, after: Life): boolean {
  const keys = ({ moments }: Life) => moments.map(({ key }) => key).sort();
  return isSame(keys(before), keys(after));
}

function nameIn(graph: JourneyGraph, id: string): string {
  const node = graph.nodes.find((each) => each.id === id);
  return node ? labelOf(node) : id;
}

function isShown(node: GraphNode): boolean {
  return isFirstTurn(node) && (isActivity(node) || node.kind !== "exit");
}

function stepsOf({ proposed, history, entries, matchings }: Replay): readonly ReplayedStep[] {
  const steps: { id: string; label: string; change: ReplayedStep["change"] }[] = [];
  const matched = new Set([...matchings.values()].flatMap(({ nodes }) => [...nodes.values()]));
  for (const node of proposed.nodes.filter(isShown)) {
    steps.push({ id: node.id, label: labelOf(node), change: matched.has(node.id) ? "kept" : "new" });
  }
  for (const [version, { nodes }] of matchings) {
    for (const node of history.versions.get(version)!.nodes.filter(isShown)) {
      const id = `${node.id} (gone)`;
      if (!nodes.has(node.id) && !steps.some((each) => each.id === id)) {
        steps.push({ id, label: labelOf(node), change: "gone" });
      }
    }
  }
  return steps.map(({ id, label, change }) => {
    const count = { before: 0, after: 0, onlyBefore: 0, onlyAfter: 0 };
    const shifts: number[] = [];
    for (const { before, after } of entries) {
      const [then, now] = [momentAt(before, id), momentAt(after, id)];
      if (then !== undefined) count.before++;
      if (now !== undefined) count.after++;
      if (then !== undefined && now === undefined) count.onlyBefore++;
      else if (then === undefined && now !== undefined) count.onlyAfter++;
      else if (then !== undefined && now !== undefined) shifts.push(Math.round((now - then) / 60_000));
    }
    shifts.sort((a, b) => a - b);
    const moved = shifts.filter((shift) => shift !== 0);
    const later = moved[Math.floor(moved.length / 2)];
    return { id: id.replace(/ \(gone\)$/, ""), label, change, ...count, ...(later === undefined ? {} : { later }) };
  });
}

/** When somebody came to a step, in whichever of its turns. */
function momentAt({ visited }: Life, id: string): number | undefined {
  const at = visited.get(id);
  if (at !== undefined) return at;
  for (const [step, moment] of visited) if (step.startsWith(`${id}~`)) return moment;
  return undefined;
}

/** The first step that each of them comes to in one version only. */
function movesOf({ proposed, history }: Replay, different: readonly ReplayedEntry[]): readonly ReplayedMove[] {
  const labels = new Map<string, string>();
  for (const graph of [...history.versions.values(), proposed]) {
    for (const node of graph.nodes) {
      labels.set(graph === proposed ? node.id : `${node.id} (gone)`, labelOf(node));
    }
  }
  const first = (own: Life, other: Life): string | undefined => {
    const keys = new Set(other.visited.keys());
    for (const [key] of [...own.visited].sort(([, a], [, b]) => a - b))
      if (!keys.has(key)) return labels.get(key) ?? key;
    return undefined;
  };
  const counts = new Map<string, { from: string | undefined; to: string | undefined; people: number }>();
  for (const { before, after } of different) {
    const from = before.standing === "outside" ? "outside" : first(before, after);
    const to = after.standing === "outside" ? "does not enter" : first(after, before);
    if (from === undefined && to === undefined) continue;
    const key = `${from ?? ""}\n${to ?? ""}`;
    const count = counts.get(key) ?? { from, to, people: 0 };
    count.people++;
    counts.set(key, count);
  }
  return [...counts.values()].sort((a, b) => b.people - a.people);
}

function messagesOf({ proposed, history, entries }: Replay): ReplayReport["messages"] {
  const channels = new Map<string, string>();
  for (const graph of [...history.versions.values(), proposed]) {
    for (const node of graph.nodes) {
      if (isMessage(node)) channels.set(graph === proposed ? node.id : `${node.id} (gone)`, node.kind);
    }
  }
  const sent = (life: Life, channel: string): number =>
    [...life.sent.keys()].filter((id) => (channels.get(id) ?? "email") === channel).length;
  return [...new Set(channels.values())].sort().map((channel) => ({
    channel,
    before: entries.reduce((sum, { before }) => sum + sent(before, channel), 0),
    after: entries.reduce((sum, { after }) => sum + sent(after, channel), 0),
  }));
}

function smsOf({ smsParts: { before, after } }: Replay, price: number | undefined): ReplayReport["sms"] {
  if (before + after === 0) return undefined;
  const cost = (parts: number): number => Math.round(parts * (price ?? 0) * 100) / 100;
  return {
    partsBefore: before,
    partsAfter: after,
    ...(price === undefined ? {} : { costBefore: cost(before), costAfter: cost(after) }),
  };
}

function endsOf(entries: readonly ReplayedEntry[]): ReplayReport["ends"] {
  const words = ({ standing, reason }: Life): string => {
    if (standing === "outside") return "does not enter";
    if (standing === "active") return "still under way";
    return standing === "completed" || reason === "exit" || reason === "" ? standing : `exited: ${reason}`;
  };
  const ends = new Map<string, { before: number; after: number }>();
  for (const { before, after } of entries) {
    for (const [life, side] of [
      [before, "before"],
      [after, "after"],
    ] as const) {
      const count = ends.get(words(life)) ?? { before: 0, after: 0 };
      count[side]++;
      ends.set(words(life), count);
    }
  }
  return [...ends]
    .map(([end, counts]) => ({ end, ...counts }))
    .sort((a, b) => b.before - a.before || b.after - a.after);
}

function assumptionsOf({ proposed, history, matchings, entries, lostWinners }: Replay): readonly string[] {
  const lines = [
    "Only those who entered in that time are looked at; whoever else would enter the proposed version is not.",
    "Records and what they are related to are as they are today, less what the journey itself has written since; goals, exits and waits on records that are as they were get the answers of that time.",
    "Who reacted to a message reacts as long after it has left as they did then, whatever its text says now.",
    "To a message that somebody never got, they do not react.",
    "Events from outside come when they came. Paces, and messages of other journeys under a cap, are left out.",
  ];
  const changed = new Set<string>();
  for (const [version, { nodes }] of matchings) {
    const old = new Map(history.versions.get(version)!.nodes.map((node) => [node.id, node]));
    for (const [from, to] of nodes) {
      const [a, b] = [old.get(from), proposed.nodes.find(({ id }) => id === to)];
      if (!a || !b || !isMessage(a) || !isMessage(b) || !isFirstTurn(b)) continue;
      if (!isSame([a.template, a.locales], [b.template, b.locales])) changed.add(labelOf(b));
    }
  }
  if (changed.size > 0)
    lines.push(`Other texts, with the reactions to the old ones: ${[...changed].sort().join(", ")}.`);
  for (const test of lostWinners) lines.push(`The winner of ${test} is no variant any more: its test is open.`);
  if (history.isCut)
    lines.push(`More people entered in that time: these are the first ${entries.length.toLocaleString("en")}.`);
  return lines;
}

function personOf({ entry, before, after, deviation }: ReplayedEntry): ReplayedPerson {
  const rows: { at: number; before?: string; after?: string }[] = [];
  const open = [...after.moments];
  for (const moment of before.moments) {
    const same = open.findIndex(({ key, at }) => key === moment.key && Math.abs(at - moment.at) <= 60_000);
    if (same < 0) rows.push({ at: moment.at, before: moment.what });
    else {
      rows.push({ at: moment.at, before: moment.what, after: open[same]!.what });
      open.splice(same, 1);
    }
  }
  for (const { at, what } of open) rows.push({ at, after: what });
  rows.sort((a, b) => a.at - b.at);
  return {
    record: entry.recordId,
    entered: iso(entry.enteredAt),
    isDifferent: !areSame(before, after),
    ...(deviation === undefined ? {} : { deviation }),
    timeline: rows.map(({ at, ...texts }) => ({ at: iso(at), ...texts })),
  };
}
