/** The journey that the engine's benchmarks run, and people for it. */
import { buildGraph } from "@journey/compiler";
import { createWorkspace, LineIndex } from "@journey/language";

export const start = Date.parse("2026-03-02T09:00:00Z");
export const day = 86_400_000;
/** Each participant moves so many times: on entering, and after each of the two waits. */
export const passes = 3;

const models = `import type { Email } from "journey/model";

/** @table contacts */
export interface Contact {
  id: number
  email: Email
  score: number
  country: string
  updated_at: Date
}
`;

/** A wait, a filtered step inside the house, a wait, a filtered mail. */
const journey = `import { Contact } from "./models.ts"

journey bench {
  target Contact
  filter score < 30
  unicity email

  wait 1 day
  remove from list "nobody" {
    filter score >= 0
  }
  wait 1 day
  email hello {
    subject "Hello"
    body "Hello. [Unsubscribe]({{ unsubscribe_url }})"
    filter score >= 0
  }
}
`;

/** The graph of a journey in a project with the models above. */
export function compile(text = journey) {
  const files = new Map([
    ["/project/models.ts", models],
    ["/project/bench.journey", text],
  ]);
  const workspace = createWorkspace({ readFile: (path) => files.get(path) });
  const [checked] = workspace.check(["/project/bench.journey"]);
  const problem = checked.diagnostics.find(({ severity }) => severity === "error");
  if (problem) throw new Error(problem.message);
  return buildGraph(checked.journeys[0], new LineIndex(text));
}

/** A table of contacts, of which 30 in 100 match the journey's filter. */
export async function createContacts(db, contacts) {
  await db.script(
    `create table contacts
       (id bigint primary key, email text, score double precision, country text, updated_at timestamptz)`,
  );
  await db.query(
    `insert into contacts select n, 'p' || n || '@example.test', n % 100, 'BE', to_timestamp($2::float8 / 1000)
     from generate_series(1, $1::int) n`,
    [contacts, start],
  );
  await db.script("analyze contacts");
}
