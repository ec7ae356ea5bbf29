/** What there is to see of a test participant. */
import {
  describeNode,
  isMessage,
  type JourneyGraph,
  JourneyStepper,
  type PlaceAlphabet,
  placeCodec,
  type TraceState,
} from "@journey/compiler";
import { nodesAt, scheduledOf } from "../engine/describe-participant.ts";
import type { TestParticipant } from "../store/test-participants.ts";
import type { TestMessageView, TestStep, TestView } from "./contract.ts";
import { linkLabels } from "./play.ts";

type Row = Readonly<Record<string, unknown>>;
const text = (row: Row | undefined, column: string): string => String(row?.[column] ?? "");
const time = (row: Row | undefined, column: string): number => Date.parse(text(row, column));

export function viewOf(test: TestParticipant): TestView {
  const { rows, now, texts, notices } = test.state;
  const graph = rows.journey_version?.[0]?.graph as JourneyGraph;
  const alphabet = (rows.journey_version?.[0]?.alphabet ?? []) as PlaceAlphabet;
  const version = { graph, stepper: new JourneyStepper(graph, placeCodec(graph, alphabet).alphabet) };
  const participant = rows.participant?.[0];
  const status = text(participant, "status") as TestView["status"];
  const labelOf = (id: string) => graph.nodes.find((node) => node.id === id)?.label ?? id;
  const messages = (rows.message ?? []).map((row): TestMessageView => {
    const id = text(row, "id");
    const node = graph.nodes.find((each) => each.id === row.activity);
    return {
      id,
      node: text(row, "activity"),
      label: labelOf(text(row, "activity")),
      channel: text(row, "channel"),
      recipient: text(row, "recipient"),
      ...(texts[id]?.sentTo === undefined ? {} : { sentTo: texts[id].sentTo }),
      status: text(row, "status"),
      ...(row.error ? { error: text(row, "error") } : {}),
      at: time(row, row.sent_at ? "sent_at" : "created_at"),
      ...(texts[id]?.subject === undefined ? {} : { subject: texts[id].subject }),
      text: texts[id]?.text ?? "",
      ...(texts[id]?.html === undefined ? {} : { html: texts[id].html }),
      links: node && isMessage(node) ? linkLabels(node) : [],
      ...(row.data ? { data: row.data as Record<string, unknown> } : {}),
    };
  });
  return {
    id: test.id,
    journey: test.journey,
    title: graph.title ?? test.journey,
    version: test.hash,
    target: test.target,
    record: test.recordId,
    mode: test.mode,
    to: test.addresses,
    startedAt: test.startedAt,
    now,
    status,
    ...(status === "active"
      ? {}
      : { endedAt: time(participant, "ended_at"), endedReason: text(participant, "ended_reason") }),
    at: status === "active" ? nodesAt(version, text(participant, "place")).map(labelOf) : [],
    scheduled: status === "active" ? scheduledOf({ timers: text(participant, "timers") }, version) : [],
    steps: stepsOf(test, graph, labelOf),
    messages,
    notices,
  };
}

const resultsOfSending: ReadonlySet<string> = new Set(["executed", "failed", "suppressed", "check", "leave"]);

function stepsOf({ state, mode }: TestParticipant, graph: JourneyGraph, labelOf: (id: string) => string): TestStep[] {
  const { rows } = state;
  const participant = rows.participant?.[0];
  const left = [...state.effects];
  const traces = (rows.trace ?? []).map((row): readonly [Row, TestStep] => {
    const node = text(row, "activity");
    const index = row.state === "processed" ? left.findIndex((each) => each.node === node) : -1;
    const [effect] = index < 0 ? [] : left.splice(index, 1);
    const step: TestStep = {
      at: time(row, "at"),
      node,
      label: labelOf(node),
      kind: text(row, "state") as TraceState,
      ...(row.reason ? { detail: text(row, "reason") } : {}),
      ...(effect
        ? {
            effect: {
              what: whatItDoes(graph, node),
              isDone: mode === "real",
              changes: Object.entries(effect.changes).map(
                ([field, [before, after]]) => `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
              ),
            },
          }
        : {}),
    };
    return [row, step];
  });
  const reactions = (rows.event ?? [])
    .filter((row) => !resultsOfSending.has(text(row, "type")))
    .map((row): readonly [Row, TestStep] => {
      const node = text(row, "activity");
      const label = row.label ? ` “${text(row, "label")}”` : "";
      const step: TestStep = {
        at: time(row, "occurred_at"),
        node,
        label: node === "" ? (graph.title ?? "") : labelOf(node),
        kind: "reaction",
        detail: `${text(row, "type")}${label}`,
      };
      return [row, step];
    });
  const place = (table: string, [row, { at }]: readonly [Row, TestStep]) =>
    [at, state.order.indexOf(`${table} ${text(row, "id")}`)] as const;
  const steps = [
    ...traces.map((each) => [place("trace", each), each[1]] as const),
    ...reactions.map((each) => [place("event", each), each[1]] as const),
  ].sort(([a], [b]) => a[0] - b[0] || a[1] - b[1]);
  const ended: TestStep[] =
    participant?.status === "active"
      ? []
      : [
          {
            at: time(participant, "ended_at"),
            node: "",
            label: "",
            kind: "ended",
            detail: text(participant, "ended_reason"),
          },
        ];
  return [
    { at: time(participant, "entered_at"), node: "", label: "", kind: "entered" },
    ...steps.map(([, step]) => step),
    ...ended,
  ];
}

function whatItDoes(graph: JourneyGraph, id: string): string {
  const node = graph.nodes.find((each) => each.id === id);
  if (!node) return id;
  const { title, detail } = describeNode(node);
  return detail === "" ? title : `${title}: ${detail}`;
}
