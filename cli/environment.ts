import { Problem } from "@journey/language";
import type { Database } from "@journey/runtime";

/**
 * A setting out of the environment.
 *
 * @param command whose help lists all
 * @throws Problem `missing-setting`
 */
export function needed(value: string | undefined, name: string, what: string, command = "run"): string {
  if (value) return value;
  throw new Problem(
    "missing-setting",
    `${name} is not set: ${what}.`,
    `Set it in the environment; \`journey help ${command}\` lists all.`,
  );
}

/** Does something with the service's database: that of `DATABASE_URL`, or the folder of a `journey dev --data`. */
export async function withDatabase<Result>(
  dataFolder: string | undefined,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  const url =
    dataFolder === undefined
      ? needed(process.env.DATABASE_URL, "DATABASE_URL", "the PostgreSQL server that holds the records")
      : undefined;
  const { openDatabase } = await import("@journey/runtime");
  const db = await openDatabase(url, dataFolder);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

export const dataOption = [
  "--data <dir>",
  "the database that `journey dev --data` keeps, instead of DATABASE_URL",
] as const;
