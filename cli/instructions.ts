/** What the command line says of people under way: `--move welcome.wait_3=hello`. */
import type { Instructions } from "@journey/compiler";
import { Problem } from "@journey/language";
import type { Command } from "commander";

export interface InstructionOptions {
  readonly move: readonly string[];
  readonly exit: readonly string[];
  readonly stay: readonly string[];
  readonly drop: readonly string[];
  readonly renamed: readonly string[];
}

export function addInstructionOptions(command: Command): Command {
  const several = (value: string, before: readonly string[]) => [...before, value];
  return command
    .option("--move <journey.place=step>", "who waits at this place comes to this step instead", several, [])
    .option("--exit <journey.place>", "who waits at this place leaves the journey", several, [])
    .option(
      "--stay <journey[.place]>",
      "who waits at this place, or everybody, finishes on the old version",
      several,
      [],
    )
    .option("--drop <journey.place>", "what a reaction has begun ends; the rest of the journey goes on", several, [])
    .option("--renamed <journey.old=new>", "a step that has another name now; without one, it is gone", several, []);
}

/** By journey. @throws Problem `wrong-option` */
export function readInstructions(options: InstructionOptions): ReadonlyMap<string, Instructions> {
  const told = new Map<string, Record<string, unknown>>();
  const of = (journey: string) => {
    const known = told.get(journey) ?? {};
    told.set(journey, known);
    return known;
  };
  for (const option of ["move", "renamed"] as const) {
    for (const text of options[option]) {
      const [, journey, from, to] = /^([a-z0-9_]+)\.([a-z0-9_.~]+)=([a-z0-9_.~]*)$/.exec(text) ?? [];
      if (journey === undefined || from === undefined || to === undefined) {
        throw wrong(option, text, option === "move" ? "welcome.wait_3=hello" : "welcome.hello=greeting");
      }
      of(journey)[option] = { ...(of(journey)[option] as object | undefined), [from]: to };
    }
  }
  for (const option of ["exit", "stay", "drop"] as const) {
    for (const text of options[option]) {
      const [, journey, place] = /^([a-z0-9_]+)(?:\.([a-z0-9_.~]+))?$/.exec(text) ?? [];
      if (journey === undefined || (place === undefined && option !== "stay"))
        throw wrong(option, text, "welcome.wait_3");
      if (place === undefined) of(journey).everybodyStays = true;
      else of(journey)[option] = [...((of(journey)[option] as string[] | undefined) ?? []), place];
    }
  }
  return told as ReadonlyMap<string, Instructions>;
}

function wrong(option: string, text: string, example: string): Problem {
  return new Problem("wrong-option", `--${option} ${text} can't be read.`, `Write it as --${option} ${example}.`);
}
