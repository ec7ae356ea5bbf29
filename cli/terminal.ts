import type { Problem } from "@journey/language";
import picocolors from "picocolors";

/** Colours for a stream: none unless it is a terminal (NO_COLOR and FORCE_COLOR are honoured). */
export function colorsFor(stream: { isTTY?: boolean }): ReturnType<typeof picocolors.createColors> {
  const forced = process.env.FORCE_COLOR;
  const enabled = forced !== undefined && forced !== "0" ? true : stream.isTTY === true && !process.env.NO_COLOR;
  return picocolors.createColors(enabled);
}

export function printProblem(problem: Problem): void {
  const colors = colorsFor(process.stderr);
  process.stderr.write(`${colors.red(colors.bold(`error[${problem.code}]`))} ${problem.message}\n`);
  if (problem.help) process.stderr.write(`  ${colors.cyan("help:")} ${problem.help}\n`);
}

/** `1 journey`, `2 journeys` */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount.toLocaleString("en")} ${amount === 1 ? noun : plural}`;
}
