/** A journey's machine as TypeScript that runs with nothing but `xstate`, and opens in its visualiser. */

import type { CalendarDuration } from "@journey/language";
import CodeBlockWriter from "code-block-writer";
import type { JourneyGraph } from "../graph/graph.ts";
import { describeDuration } from "../time/calendar.ts";
import { type Timer, timersOf } from "./journey-machine.ts";
import {
  type ConfigAction,
  type ConfigGuard,
  type ConfigState,
  type ConfigTransition,
  machineConfig,
  stateKey,
} from "./machine-config.ts";
import type { Guard } from "./step.ts";

const minute = 60_000;
const milliseconds = { minute, hour: 60 * minute, day: 1440 * minute, week: 10_080 * minute, month: 43_200 * minute };

/** Deterministic: the same graph gives the same text. */
export function emitMachine(graph: JourneyGraph): string {
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2, newLine: "\n" });
  const timers = timersOf(graph);
  writer.writeLine(
    `// ${graph.title ?? graph.name}: made from ${graph.regions[0]?.source.file.split("/").at(-1) ?? "a journey"}; do not edit.`,
  );
  writer.writeLine("//");
  writer.writeLine(
    "// `execute` carries an activity out, `trace` ends one execution. Guards are questions about the world: answer",
  );
  writer.writeLine(
    "// them with `provide`, or as facts in the input. Days here are 24 hours and months 30 days; the service counts",
  );
  writer.writeLine("// in the participant's calendar.");
  const text = JSON.stringify(machineConfig(graph));
  const words = [
    ...(text.includes('"type":"over"') ? ["and"] : []),
    "or",
    ...(text.includes('"type":"raise"') ? ["raise"] : []),
    "setup",
    "stateIn",
  ];
  writer.writeLine(`import { ${words.join(", ")} } from "xstate";`);
  writer.blankLine();
  writer.writeLine('/** Answers to guards, by name and step: `{ "matches:hello": false }`. What is not said holds. */');
  writer.writeLine("export type Facts = Readonly<Record<string, boolean>>;");
  writer.blankLine();
  writer.write("export const machine = setup(").inlineBlock(() => {
    writer.write("types: ").inlineBlock(() => {
      writer.writeLine("context: {} as { facts: Facts },");
      writer.writeLine("input: {} as { facts?: Facts } | undefined,");
      writer.writeLine("events: {} as { type: string; label?: string },");
    });
    writer.write(",").newLine();
    writer.write("actions: ").inlineBlock(() => {
      writer.writeLine("execute: (_, _params: { node: string }) => {},");
      writer.writeLine("trace: (_, _params: { node: string; state: string; reason?: string }) => {},");
    });
    writer.write(",").newLine();
    writer.write("guards: ").inlineBlock(() => {
      const config = machineConfig(graph);
      for (const [name, doc, otherwise] of guardWords) {
        if (!asks(config, name)) continue;
        writer.writeLine(`/** ${doc} */`);
        writeGuard(writer, name, otherwise);
      }
      writer.writeLine("/** The click was on this link. */");
      writer.writeLine("label: ({ event }, params: { label: string }) => event.label === params.label,");
    });
    writer.write(",").newLine();
    writer.write("delays: ").inlineBlock(() => {
      for (const timer of timers) {
        const length = timer.duration ? lengthOf(timer.duration) : "0";
        writer.writeLine(`${JSON.stringify(timer.id)}: ${length}, // ${commentOf(timer)}`);
      }
    });
    writer.write(",").newLine();
  });
  writer.write(").createMachine(").inlineBlock(() => {
    const { id, ...config } = machineConfig(graph);
    writer.writeLine(`id: ${JSON.stringify(id)},`);
    writer.writeLine("context: ({ input }) => ({ facts: input?.facts ?? {} }),");
    writeState(writer, config);
  });
  writer.write(");").newLine();
  return writer.toString();
}

/** What each guard asks, and what is taken for its answer where nobody says. */
const guardWords: readonly (readonly [name: Guard["kind"], doc: string, otherwise: boolean])[] = [
  ["matches", "The activity's applied filter still matches.", true],
  ["condition", "The condition of an `if`, a `match`'s case or a `wait for` holds.", true],
  ["payload", "The event's payload fits.", true],
  ["share", "The participant falls into this share; of a test, -1 is the holdback.", false],
  ["decided", "This variant has won the test; -1: one that only another version has.", false],
  ["reached", "The moment has come.", true],
  ["expired", "It is too late for the activity.", false],
  ["closed", "Messages don't leave now.", false],
  ["capped", "The recipient has had enough messages, and gets no more.", false],
  ["delayed", "The recipient has had enough messages for now.", false],
];

/** Whether a guard of that name is asked anywhere. The first two always stand there: they are what readers look for. */
function asks(state: ConfigState, name: string): boolean {
  if (name === "matches" || name === "condition" || name === "expired") return true;
  return JSON.stringify(state).includes(`"guard":{"type":"${name}"`);
}

function writeGuard(writer: CodeBlockWriter, name: string, otherwise: boolean): void {
  const fact = `\`${name}:\${[params.node, params.branch].filter((part) => part !== undefined).join(":")}\``;
  writer.writeLine(
    `${name}: ({ context }, params: { node: string; branch?: number }) => context.facts[${fact}] ?? ${otherwise},`,
  );
}

function lengthOf({ amount, unit }: CalendarDuration): string {
  return String(amount * milliseconds[unit]).replace(/\B(?=(\d{3})+$)/g, "_");
}

function commentOf({ kind, duration, region, node }: Timer): string {
  if (!duration) {
    return kind === "until" ? "until a moment of the record's" : `until ${node} may be sent (the service knows when)`;
  }
  const words = describeDuration(duration);
  return kind === "listen" ? `${words}: ${region} listens no longer` : words;
}

function writeState(writer: CodeBlockWriter, state: ConfigState): void {
  if (state.type) writer.writeLine(`type: ${JSON.stringify(state.type)},`);
  if (state.initial) writer.writeLine(`initial: ${JSON.stringify(state.initial)},`);
  if (state.entry) writer.writeLine(`entry: [${state.entry.map(action).join(", ")}],`);
  if (state.always) writer.writeLine(`always: ${list(state.always)},`);
  if (state.on && Object.keys(state.on).length > 0)
    writeRecord(writer, "on", state.on, (transitions) => writer.write(list(transitions)));
  if (state.after) writeRecord(writer, "after", state.after, (only) => writer.write(list(only)));
  if (state.onDone) writer.writeLine(`onDone: ${list(state.onDone)},`);
  if (state.states) {
    writeRecord(writer, "states", state.states, (child) => {
      writer.inlineBlock(() => writeState(writer, child));
    });
  }
}

function writeRecord<Value>(
  writer: CodeBlockWriter,
  name: string,
  record: Readonly<Record<string, Value>>,
  write: (value: Value) => void,
): void {
  writer.write(`${name}: `).inlineBlock(() => {
    for (const [key, value] of Object.entries(record)) {
      writer.write(`${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}: `);
      write(value);
      writer.write(",").newLine();
    }
  });
  writer.write(",").newLine();
}

function list(transitions: readonly ConfigTransition[]): string {
  const [only, second] = transitions;
  return only && !second ? transition(only) : `[${transitions.map(transition).join(", ")}]`;
}

function transition({ target, reenter, guard, actions }: ConfigTransition): string {
  const parts = [
    ...(guard ? [`guard: ${guardText(guard)}`] : []),
    ...(target === undefined ? [] : [`target: ${JSON.stringify(target)}`]),
    ...(reenter ? ["reenter: true"] : []),
    ...(actions && actions.length > 0 ? [`actions: [${actions.map(action).join(", ")}]`] : []),
  ];
  return `{ ${parts.join(", ")} }`;
}

function guardText(guard: ConfigGuard): string {
  if (guard.type === "over" || guard.type === "left") {
    const open = guard.path.map((key) => `${key}: { `).join("");
    const close = " }".repeat(guard.path.length);
    const end = guard.type === "over" ? "done" : "left";
    const ended = guard.regions.map(
      (region) => `stateIn({ ${open}${JSON.stringify(stateKey(region))}: ${JSON.stringify(end)}${close} })`,
    );
    if (guard.type === "over") return `and([${ended.join(", ")}])`;
    if (guard.exits) ended.push('stateIn({ active: { exits: "closed" } })');
    return `or([${ended.join(", ")}])`;
  }
  const { type, ...params } = guard;
  return `{ type: ${JSON.stringify(type)}, params: ${object(params)} }`;
}

function action(config: ConfigAction): string {
  if (config.type === "raise") return `raise({ type: ${JSON.stringify(config.event)} })`;
  const { type, ...params } = config;
  return `{ type: ${JSON.stringify(type)}, params: ${object(params)} }`;
}

function object(record: object): string {
  return `{ ${Object.entries(record)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(", ")} }`;
}
