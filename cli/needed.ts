import { Problem } from "@journey/language";

/** A setting out of the environment, for a command. @throws Problem `missing-setting` */
export function needed(value: string | undefined, name: string, what: string, command: string): string {
  if (value) return value;
  throw new Problem(
    "missing-setting",
    `${name} is not set: ${what}.`,
    `Set it in the environment; \`journey help ${command}\` lists all.`,
  );
}
