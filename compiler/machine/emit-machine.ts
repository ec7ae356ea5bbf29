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
} from "./machine-config.ts";

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
  writer.writeLine(`import { raise, setup } from "xstate";`);
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
      writer.writeLine("/** The activity's applied filter still matches. */");
      writeGuard(writer, "matches", true);
      writer.writeLine("/** The condition of an `if` holds. */");
      writeGuard(writer, "condition", true);
      writer.writeLine("/** It is too late for the activity. */");
      writeGuard(writer, "expired", false);
      writer.writeLine("/** The click was on this link. */");
      writer.writeLine("label: ({ event }, params: { label: string }) => event.label === params.label,");
    });
    writer.write(",").newLine();
    writer.write("delays: ").inlineBlock(() => {
      for (const timer of timers) {
        writer.writeLine(`${JSON.stringify(timer.id)}: ${lengthOf(timer.duration)}, // ${commentOf(timer)}`);
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

function writeGuard(writer: CodeBlockWriter, name: string, otherwise: boolean): void {
  const fact = `\`${name}:\${params.node}\``;
  writer.writeLine(`${name}: ({ context }, params: { node: string }) => context.facts[${fact}] ?? ${otherwise},`);
}

function lengthOf({ amount, unit }: CalendarDuration): string {
  return String(amount * milliseconds[unit]).replace(/\B(?=(\d{3})+$)/g, "_");
}

function commentOf({ kind, duration, region }: Timer): string {
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
  if (state.after) writeRecord(writer, "after", state.after, (only) => writer.write(transition(only)));
  if (state.onDone) writer.writeLine(`onDone: ${transition(state.onDone)},`);
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

function transition({ target, guard, actions }: ConfigTransition): string {
  const parts = [
    ...(guard ? [`guard: ${guardText(guard)}`] : []),
    ...(target === undefined ? [] : [`target: ${JSON.stringify(target)}`]),
    ...(actions && actions.length > 0 ? [`actions: [${actions.map(action).join(", ")}]`] : []),
  ];
  return `{ ${parts.join(", ")} }`;
}

function guardText({ type, ...params }: ConfigGuard): string {
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
