/** What options are given, as commander's parsers: each returns the value, or throws what is wrong with it. */
import { InvalidArgumentError } from "commander";

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError("Ports go from 0 to 65535.");
  }
  return value;
}

export function price(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError("Write a price, such as 0.07.");
  return value;
}

/** One or more. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Write a whole number above zero.");
  return value;
}
