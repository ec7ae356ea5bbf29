/** What people may ask for: all that is kept of them, and that it goes. */
import { Problem } from "@journey/language";
import type { Database } from "../store/database.ts";
import {
  type Erasure,
  erasePerson as eraseFound,
  exportPerson as exportFound,
  findPerson,
  type Person,
  type PersonKey,
} from "../store/person.ts";
import { loadSchema } from "../store/schema.ts";
import { readAddress } from "../tracking/read-address.ts";

/**
 * All that the service keeps of a person, for them to read.
 *
 * @param who an e-mail address, a phone number, or a record: `Contact:12`
 * @throws Problem `wrong-person`, `unknown-model`
 */
export async function exportPerson(db: Database, who: string): Promise<Record<string, unknown>> {
  const { person } = await find(db, who);
  return exportFound(db, person);
}

export interface EraseOptions {
  /** Their record in the user's tables may stay. */
  readonly keepRecord?: boolean;
  /** Forget also that they want no messages. */
  readonly forgetSuppression?: boolean;
}

/**
 * Erases a person from the service's own tables. Traces and counts stay, without their data.
 *
 * @throws Problem `wrong-person`, `unknown-model`, `record-exists` when the user's tables still hold them: they would enter again
 */
export async function erasePerson(
  db: Database,
  who: string,
  { keepRecord = false, forgetSuppression = false }: EraseOptions,
  now: number,
): Promise<Erasure> {
  const { person, schema } = await find(db, who);
  const [record] = person.records;
  if (record && !keepRecord) {
    throw new Problem(
      "record-exists",
      `Your own tables still hold them: ${person.records.map(({ model, id }) => `${model}:${id}`).join(", ")}.`,
      "Delete them there first, or they enter journeys again; with --keep-record they may stay.",
    );
  }
  return db.transaction((tx) => eraseFound(tx, schema, person, forgetSuppression, now));
}

async function find(
  db: Database,
  who: string,
): Promise<{ person: Person; schema: Awaited<ReturnType<typeof loadSchema>> }> {
  const schema = await loadSchema(db);
  return { schema, person: await findPerson(db, schema, keyOf(who, Object.keys(schema.models))) };
}

function keyOf(who: string, models: readonly string[]): PersonKey {
  const [, model, id] = /^([A-Za-z_][A-Za-z0-9_]*):(.+)$/.exec(who) ?? [];
  if (model !== undefined && id !== undefined) {
    if (models.includes(model)) return { kind: "record", model, id };
    throw new Problem(
      "unknown-model",
      `No deployed journey knows a model ${model}.`,
      `Known are: ${models.join(", ")}.`,
    );
  }
  const address = readAddress(who);
  if (address && address.kind !== "domain") return { kind: "address", address: address.address };
  throw new Problem(
    "wrong-person",
    `${who} names nobody.`,
    "Write an e-mail address, a phone number with its country (+32…), or a record: Contact:12.",
  );
}
