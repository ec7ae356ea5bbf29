/** Sample records for development: `Model.json` files of records, and `lists.json` with mailing lists. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ModelSchema, Problem } from "@journey/language";
import * as z from "zod";
import type { Database } from "../store/database.ts";
import { addListMembers } from "../store/lists.ts";
import { createModelTables, insertRecords } from "../store/model-tables.ts";

const recordsSchema = z.array(z.record(z.string(), z.unknown()));
const listsSchema = z.record(
  z.string(),
  z.object({ model: z.string(), records: z.array(z.union([z.number(), z.string()])) }),
);

/**
 * Makes the models' tables and puts the sample records of a folder into them.
 *
 * @throws Problem `wrong-sample` when a file can't be read or doesn't fit its model
 */
export async function loadSample(db: Database, schema: ModelSchema, folder: string, now: number): Promise<void> {
  await createModelTables(db, schema);
  if (!existsSync(folder)) return;
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort();
  for (const file of files) {
    const name = file.slice(0, -".json".length);
    if (name === "lists") continue;
    const model = schema.models[name];
    const path = join(folder, file);
    // Records of a model that no journey imports are nobody's here.
    if (!model) continue;
    await insertRecords(db, model, readJson(path, recordsSchema, "a list of records"), path);
  }
  if (!files.includes("lists.json")) return;
  const lists = readJson(join(folder, "lists.json"), listsSchema, '{"List": {"model": "Model", "records": [1, 2]}}');
  for (const [list, { model, records }] of Object.entries(lists)) {
    await addListMembers(db, list, model, records.map(String), now);
  }
}

function readJson<Value>(path: string, schema: z.ZodType<Value>, form: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Problem(
      "wrong-sample",
      `${path} can't be read as JSON: ${error instanceof Error ? error.message : String(error)}.`,
      "Mend the file.",
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new Problem("wrong-sample", `${path} does not have the form of sample data.`, `It should be ${form}.`);
  return parsed.data;
}
