/** Members of mailing lists in and out as CSV: `record,model,since`. */
import type { Readable } from "node:stream";
import { Problem } from "@journey/language";
import { parse } from "csv-parse";
import { stringify } from "csv-stringify/sync";
import type { Database } from "../store/database.ts";
import { addListMembers, findListMembers, type ListMember } from "../store/lists.ts";

const pageSize = 1_000;

/**
 * Puts the records of a file on a list: a line for each, its key in the column `record` or `id`, or alone. Who is on the list already stays.
 *
 * @param model of lines that name none
 * @returns how many lines there were
 * @throws Problem `wrong-file` when it is no CSV, or does not say which model's records they are
 */
export async function importListMembers(
  db: Database,
  input: Readable | string,
  { list, model, name, now }: { list: string; model: string | undefined; name: string; now: number },
): Promise<number> {
  const parser = parse({
    ...{ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true },
    delimiter: [",", ";", "\t"],
  });
  if (typeof input === "string") parser.end(input);
  else input.on("error", (error) => parser.destroy(error)).pipe(parser);
  let places: { readonly record: number; readonly model: number } | undefined;
  let lines = 0;
  let page = new Map<string, string[]>();
  const write = async () => {
    for (const [of, records] of page) await addListMembers(db, list, of, records, now);
    page = new Map();
  };
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (!places) {
        const names = cells.map((cell) => cell.toLowerCase());
        const record = names.findIndex((each) => each === "record" || each === "id");
        places = { record: Math.max(record, 0), model: names.indexOf("model") };
        if (record >= 0) continue;
      }
      const of = cells[places.model] || model;
      const record = cells[places.record];
      if (of === undefined) {
        throw new Problem(
          "wrong-file",
          `${name} does not say which model its records are of.`,
          "Add a column `model`, or --model Contact.",
        );
      }
      if (!record) continue;
      const records = page.get(of);
      if (records) records.push(record);
      else page.set(of, [record]);
      if (++lines % pageSize === 0) await write();
    }
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error) || !("code" in error)) throw error;
    if (!String(error.code).startsWith("CSV_")) throw error;
    throw new Problem(
      "wrong-file",
      `${name} is no CSV: ${error.message}.`,
      "Mend the file and take it in again: what is in already counts once.",
    );
  }
  await write();
  return lines;
}

/** The whole list as CSV, a page at a time: it may be long. */
export async function* exportListMembers(db: Database, list: string): AsyncGenerator<string> {
  yield stringify([["record", "model", "since"]]);
  let after: ListMember | undefined;
  for (;;) {
    const page = await findListMembers(db, list, after, pageSize);
    if (page.length === 0) return;
    yield stringify(page.map(({ record, model, since }) => [record, model, since]));
    after = page.at(-1);
  }
}
