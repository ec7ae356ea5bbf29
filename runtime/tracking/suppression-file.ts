/** Suppressions in and out as CSV: `address,reason,origin,at`. */
import type { Readable } from "node:stream";
import { Problem } from "@journey/language";
import { parse } from "csv-parse";
import { stringify } from "csv-stringify/sync";
import type { Database } from "../store/database.ts";
import { findSuppressions, suppressAll } from "../store/suppressions.ts";
import { readAddress } from "./read-address.ts";

export interface SuppressionImport {
  /** Whose file it is: the origin of lines that name none. */
  readonly origin: string;
  /** The reason of lines that name none. */
  readonly reason: string;
  readonly now: number;
}

export interface ImportOutcome {
  readonly added: number;
  /** Suppressed already; they keep their reason. */
  readonly known: number;
  /** Lines that were not understood; all others are in. */
  readonly wrong: readonly { readonly line: number; readonly text: string }[];
}

const columns = ["address", "reason", "origin", "at"] as const;
/** What other services call the first of them in their exports. */
const addressNames = new Set([
  "address",
  "email",
  "e-mail",
  "email address",
  "phone",
  "number",
  "phone number",
  "domain",
]);
const pageSize = 1_000;

/**
 * Takes in a file with a line for each address, number or domain: with a header, or with the addresses alone. Commas, semicolons
 * and tabs separate.
 *
 * @throws Problem `wrong-file` when it is no CSV, or has a header without an address
 */
export async function importSuppressions(
  db: Database,
  input: Readable | string,
  { origin, reason, now }: SuppressionImport,
): Promise<ImportOutcome> {
  const parser = parse({
    ...{ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true },
    delimiter: [",", ";", "\t"],
  });
  if (typeof input === "string") parser.end(input);
  else input.on("error", (error) => parser.destroy(error)).pipe(parser);
  let header: ReadonlyMap<string, number> | undefined;
  let added = 0;
  let total = 0;
  const wrong: { line: number; text: string }[] = [];
  let page: Parameters<typeof suppressAll>[1][number][] = [];
  const write = async () => {
    added += await suppressAll(db, page);
    total += page.length;
    page = [];
  };
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!header) {
        header = headerOf(record);
        if (header.size > 0) continue;
        header = new Map([["address", 0]]);
      }
      const cell = (name: string) => record[header?.get(name) ?? -1] || undefined;
      const text = cell("address") ?? "";
      const address = readAddress(text);
      const at = Date.parse(cell("at") ?? "");
      if (!address) wrong.push({ line: info.lines, text });
      else {
        page.push({
          address: address.address,
          reason: cell("reason") ?? reason,
          origin: cell("origin") ?? origin,
          at: Number.isNaN(at) ? now : at,
        });
      }
      if (page.length >= pageSize) await write();
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    const why = error instanceof Error ? error.message : String(error);
    if (!(error instanceof Error) || !("code" in error) || !String(error.code).startsWith("CSV_")) throw error;
    throw new Problem(
      "wrong-file",
      `${origin} is no CSV: ${why}.`,
      "Mend the file and take it in again: what is in already counts once.",
    );
  }
  await write();
  return { added, known: total - added, wrong };
}

/** Where the columns are; empty: the first line is an address already. */
function headerOf(record: readonly string[]): ReadonlyMap<string, number> {
  const names = record.map((cell) => cell.toLowerCase());
  const address = names.findIndex((name) => addressNames.has(name));
  if (address < 0) {
    if (record.some((cell) => readAddress(cell))) return new Map();
    throw new Problem(
      "wrong-file",
      `The first line names no column of addresses: ${record.join(", ")}.`,
      `The columns are ${columns.join(", ")}; all but the first may be missing.`,
    );
  }
  const places = columns.slice(1).map((name) => [name, names.indexOf(name)] as const);
  return new Map([["address", address] as const, ...places.filter(([, place]) => place >= 0)]);
}

/** The whole list as CSV, a page at a time: it may be long. */
export async function* exportSuppressions(db: Database): AsyncGenerator<string> {
  yield stringify([[...columns]]);
  let after = "";
  for (;;) {
    const page = await findSuppressions(db, after, pageSize);
    if (page.length === 0) return;
    yield stringify(page.map(({ address, reason, origin, at }) => [address, reason, origin, at]));
    after = page.at(-1)?.address ?? "";
  }
}
