/** A condition means the same in SQL and in JavaScript: random conditions over random records, both answers compared. */
import { PGlite } from "@electric-sql/pglite";
import { conditionToPredicate, normalise, normalisedSql, type PlainRecord, SqlFilterBuilder } from "@journey/compiler";
import type { ComparisonType, Condition, FieldType, Literal, ModelSchema, Operand } from "@journey/language";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPostgres } from "./support/postgres.ts";

const field = (name: string, type: FieldType, column = name) => ({
  name,
  type,
  column,
  optional: true,
  file: "",
  start: 0,
  end: 0,
});
const base = { idField: "id", idType: "number", file: "", start: 0, end: 0 } as const;
const schema: ModelSchema = {
  models: {
    Region: {
      ...base,
      name: "Region",
      table: "regions",
      fields: [field("id", { kind: "number" }), field("code", { kind: "text" })],
    },
    Company: {
      ...base,
      name: "Company",
      table: "companies",
      fields: [
        field("id", { kind: "number" }),
        field("name", { kind: "text" }),
        field("size", { kind: "number" }),
        field("region", { kind: "record", model: "Region" }, "region_id"),
      ],
    },
    Contact: {
      ...base,
      name: "Contact",
      table: "contacts",
      fields: [
        field("id", { kind: "number" }),
        field("name", { kind: "text" }),
        field("score", { kind: "number" }),
        field("vip", { kind: "boolean" }),
        field("born", { kind: "date" }),
        field("tags", { kind: "list", of: { kind: "text" } }),
        field("company", { kind: "record", model: "Company" }, "company_id"),
        { ...field("orders", { kind: "records", model: "Order" }), via: "contact_id" },
      ],
    },
    Order: {
      ...base,
      name: "Order",
      table: "orders",
      fields: [
        field("id", { kind: "number" }),
        field("total", { kind: "number" }),
        field("status", { kind: "text" }),
        field("paid_at", { kind: "date" }),
        field("seller", { kind: "record", model: "Company" }, "seller_id"),
      ],
    },
  },
};

const text = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "a",
    "A",
    "ab",
    "b",
    "é",
    "e\u0301",
    "ß",
    "ss",
    "\uffff",
    "😀",
    "😀a",
    "'",
    '"',
    "%",
    "_",
    "\\",
    "İ",
  ),
  fc.string({ maxLength: 4, unit: fc.constantFrom("a", "b", "é", "😀", "%", "'") }),
);
const number = fc.oneof(fc.constantFrom(0, -0, 1, -1, 0.1, 1e15, 2 ** 53, -1e-7), fc.integer({ min: -3, max: 3 }));
const dates = ["2026-03-28", "2026-03-29", "2026-10-25", "2026-12-31", "2027-01-01"];
const moment = fc
  .tuple(fc.constantFrom(...dates), fc.constantFrom("00:00:00", "22:59:59.999", "23:00:00", "23:30:00", "12:00:00"))
  .map(([date, time]) => `${date}T${time}Z`);
const tags = fc.array(fc.constantFrom("a", "b", "😀", ""), { maxLength: 3 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });

interface Row {
  readonly name: string | null;
  readonly score: number | null;
  readonly vip: boolean | null;
  readonly born: string | null;
  readonly tags: readonly string[] | null;
  readonly company: number | null;
  readonly orders: readonly Order[];
}
interface Order {
  readonly total: number | null;
  readonly status: string | null;
  readonly paid_at: string | null;
  readonly seller: number | null;
}
const row: fc.Arbitrary<Row> = fc.record({
  name: maybe(text),
  score: maybe(number),
  vip: maybe(fc.boolean()),
  born: maybe(moment),
  tags: maybe(tags),
  // 9 has no record.
  company: maybe(fc.constantFrom(1, 2, 3, 9)),
  orders: fc.array(
    fc.record({
      // Whole numbers: sums of others depend on the order in which they are added.
      total: maybe(fc.integer({ min: -3, max: 3 })),
      status: maybe(fc.constantFrom("open", "Paid", "")),
      paid_at: maybe(moment),
      seller: maybe(fc.constantFrom(1, 2, 9)),
    }),
    { maxLength: 3 },
  ),
});

const regions = [
  { id: 1, code: "north" },
  { id: 2, code: null },
];
const companies = [
  { id: 1, name: "Acme", size: 10, region: 1 },
  { id: 2, name: null, size: null, region: 2 },
  { id: 3, name: "", size: 0, region: null },
];

const step = (model: string, name: string) => ({ model, field: name });
const operands: Record<ComparisonType, fc.Arbitrary<Operand>> = {
  text: fc.oneof(
    fc.constant<Operand>({ kind: "field", path: [step("Contact", "name")], type: { kind: "text" } }),
    fc.constant<Operand>({
      kind: "field",
      path: [step("Contact", "company"), step("Company", "name")],
      type: { kind: "text" },
    }),
    fc.constant<Operand>({
      kind: "field",
      path: [step("Contact", "company"), step("Company", "region"), step("Region", "code")],
      type: { kind: "text" },
    }),
    text.map((value): Operand => ({ kind: "literal", value, type: "text" })),
  ),
  number: fc.oneof(
    fc.constant<Operand>({ kind: "field", path: [step("Contact", "score")], type: { kind: "number" } }),
    fc.constant<Operand>({
      kind: "field",
      path: [step("Contact", "company"), step("Company", "size")],
      type: { kind: "number" },
    }),
    number.map((value): Operand => ({ kind: "literal", value, type: "number" })),
  ),
  boolean: fc.oneof(
    fc.constant<Operand>({ kind: "field", path: [step("Contact", "vip")], type: { kind: "boolean" } }),
    fc.boolean().map((value): Operand => ({ kind: "literal", value, type: "boolean" })),
  ),
  date: fc.oneof(
    fc.constant<Operand>({ kind: "field", path: [step("Contact", "born")], type: { kind: "date" } }),
    fc.constantFrom(...dates).map((value): Operand => ({ kind: "literal", value, type: "date" })),
    fc.constantFrom("today", "now", "entered").map((each): Operand => ({ kind: "moment", moment: each as "today" })),
  ),
  record: fc.constant<Operand>({
    kind: "field",
    path: [step("Contact", "company")],
    type: { kind: "record", model: "Company" },
  }),
};
const literals = {
  text: text.map((value): Literal => ({ kind: "literal", value, type: "text" })),
  number: number.map((value): Literal => ({ kind: "literal", value, type: "number" })),
};
const tagList = {
  kind: "field",
  path: [step("Contact", "tags")],
  type: { kind: "list", of: { kind: "text" } },
} as const;
const fieldsToTest = [
  ["name", { kind: "text" }],
  ["score", { kind: "number" }],
  ["vip", { kind: "boolean" }],
  ["born", { kind: "date" }],
  ["tags", { kind: "list", of: { kind: "text" } }],
  ["company", { kind: "record", model: "Company" }],
] as const;

const duration = fc.record({
  amount: fc.integer({ min: 0, max: 400 }),
  unit: fc.constantFrom("minute" as const, "hour" as const, "day" as const, "week" as const, "month" as const),
});
const ignoringCase = { ignoringCase: fc.constant(true as const) };
const orders = {
  kind: "field",
  path: [step("Contact", "orders")],
  type: { kind: "records", model: "Order" },
} as const;
const orderField = (name: string, type: FieldType) => ({ kind: "field", path: [step("Order", name)], type }) as const;
/** What can be asked of an order: also through its own relation. */
const orderCondition: fc.Arbitrary<Condition> = fc.oneof(
  number.map(
    (value): Condition => ({
      kind: "compare",
      operator: ">",
      type: "number",
      left: orderField("total", { kind: "number" }),
      right: { kind: "literal", value, type: "number" },
    }),
  ),
  fc.constantFrom("open", "PAID", "").map(
    (value): Condition => ({
      kind: "compare",
      operator: "=",
      type: "text",
      left: orderField("status", { kind: "text" }),
      right: { kind: "literal", value, type: "text" },
      ignoringCase: true,
    }),
  ),
  fc.constant<Condition>({
    kind: "compare",
    operator: ">",
    type: "date",
    left: orderField("paid_at", { kind: "date" }),
    right: { kind: "moment", moment: "entered" },
  }),
  fc.constant<Condition>({
    kind: "set",
    operand: {
      kind: "field",
      path: [step("Order", "seller"), step("Company", "name")],
      type: { kind: "text" },
    },
    negated: true,
  }),
);

const typed = fc.constantFrom<ComparisonType>("text", "number", "boolean", "date", "record");
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  typed.chain((type) =>
    fc.record({
      kind: fc.constant("compare" as const),
      operator: fc.constantFrom(
        "=",
        "!=",
        ...(type === "record" || type === "boolean" ? [] : ["<", "<=", ">", ">="]),
      ) as fc.Arbitrary<"=">,
      type: fc.constant(type),
      left: operands[type],
      right: operands[type],
    }),
  ),
  fc.constantFrom<ComparisonType>("text", "number", "date").chain((type) =>
    fc.record({
      kind: fc.constant("between" as const),
      type: fc.constant(type),
      operand: operands[type],
      low: operands[type],
      high: operands[type],
    }),
  ),
  fc.constantFrom("text" as const, "number" as const).chain((type) =>
    fc.record({
      kind: fc.constant("in" as const),
      type: fc.constant(type),
      operand: operands[type],
      values: fc.array(literals[type], { maxLength: 3 }),
      negated: fc.boolean(),
    }),
  ),
  fc.record({
    kind: fc.constant("text" as const),
    test: fc.constantFrom("contains" as const, "starts with" as const, "ends with" as const),
    operand: operands.text,
    text: operands.text,
    ...ignoringCase,
  }),
  fc.record(
    {
      kind: fc.constant("text" as const),
      test: fc.constant("matches" as const),
      operand: operands.text,
      text: fc
        .string({ maxLength: 5, unit: fc.constantFrom("*", "?", "a", "A", "%", "_", "\\", "😀", ".", "(") })
        .map((value): Literal => ({ kind: "literal", value, type: "text" })),
      ignoringCase: fc.constant(true as const),
    },
    { requiredKeys: ["kind", "test", "operand", "text"] },
  ),
  fc.record({
    kind: fc.constant("date" as const),
    test: fc.constantFrom("within last" as const, "within next" as const, "older than" as const),
    operand: operands.date,
    duration,
  }),
  fc.record({
    kind: fc.constant("day" as const),
    test: fc.constantFrom("is today" as const, "anniversary is today" as const),
    operand: operands.date,
  }),
  fc.record({
    kind: fc.constant("compare" as const),
    operator: fc.constantFrom("=", "!=", "<", ">=") as fc.Arbitrary<"=">,
    type: fc.constant("date" as const),
    left: fc.record({
      kind: fc.constant("shifted" as const),
      operand: operands.date as fc.Arbitrary<Literal>,
      operator: fc.constantFrom("+" as const, "-" as const),
      duration,
    }),
    right: operands.date,
  }),
  fc.record(
    {
      kind: fc.constant("quantified" as const),
      quantifier: fc.constantFrom("any" as const, "no" as const, "every" as const),
      relation: fc.constant(orders),
      where: orderCondition,
    },
    { requiredKeys: ["kind", "quantifier", "relation"] },
  ),
  fc.record({
    kind: fc.constant("compare" as const),
    operator: fc.constantFrom("=", "!=", "<", ">=") as fc.Arbitrary<"=">,
    type: fc.constant("number" as const),
    left: fc.oneof(
      fc.record(
        {
          kind: fc.constant("aggregate" as const),
          function: fc.constant("count" as const),
          relation: fc.constant(orders),
          where: orderCondition,
        },
        { requiredKeys: ["kind", "function", "relation"] },
      ),
      fc.record(
        {
          kind: fc.constant("aggregate" as const),
          function: fc.constant("sum" as const),
          relation: fc.constant(orders),
          field: fc.constant(orderField("total", { kind: "number" })),
          where: orderCondition,
        },
        { requiredKeys: ["kind", "function", "relation", "field"] },
      ),
    ) as fc.Arbitrary<Operand>,
    right: operands.number,
  }),
  fc.record({
    kind: fc.constant("compare" as const),
    operator: fc.constantFrom("=", "!=", "<") as fc.Arbitrary<"=">,
    type: fc.constant("number" as const),
    left: fc.constant<Operand>({
      kind: "field",
      root: "entry",
      path: [step("cart_abandoned", "total")],
      type: { kind: "number" },
    }),
    right: operands.number,
  }),
  fc.record({ kind: fc.constant("consent" as const), purpose: fc.constantFrom("marketing", "transactional") }),
  fc.record({
    kind: fc.constant("member" as const),
    value: literals.text,
    list: fc.constant(tagList),
    negated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("set" as const),
    operand: fc
      .constantFrom(...fieldsToTest)
      .map(([name, type]) => ({ kind: "field" as const, path: [step("Contact", name)], type })),
    negated: fc.boolean(),
  }),
  fc.constant<Condition>({
    kind: "true",
    operand: { kind: "field", path: [step("Contact", "vip")], type: { kind: "boolean" } },
  }),
  fc.constant<Condition>({ kind: "in list", list: "news" }),
  fc.boolean().map((value): Condition => ({ kind: "constant", value })),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      operands: fc.array(tie("condition"), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("not" as const), operand: tie("condition") }),
  ),
}));

/** The same SQL on both. */
interface Asked {
  readonly name: string;
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}
const databases: Asked[] = [];
let db: PGlite;
let stop: () => Promise<void>;
beforeAll(async () => {
  db = await PGlite.create();
  databases.push({
    name: "PGlite",
    query: async (sql, parameters) => (await db.query(sql, [...(parameters ?? [])])).rows as never,
  });
  const server = await startPostgres();
  const client = new pg.Client({ connectionString: await server.createDatabase() });
  await client.connect();
  databases.push({
    name: "PostgreSQL",
    query: async (sql, parameters) => (await client.query(sql, [...(parameters ?? [])])).rows,
  });
  stop = async () => {
    await client.end();
    await server.stop();
  };
  const tables = `
    create schema journey;
    create table journey.list_member (list text, model text, record_id text);
    create table journey.suppression (address text);
    create table regions (id bigint, code text);
    create table companies (id bigint, name text, size double precision, region_id bigint);
    create table contacts (id bigint, name text, score double precision, vip boolean, born timestamptz, tags text[], company_id bigint);
    create table orders (id bigint generated always as identity, contact_id bigint, total double precision, status text, paid_at timestamptz, seller_id bigint);
    create table journey.consent (address text, purpose text);
    insert into regions values (1, 'north'), (2, null);
    insert into companies values (1, 'Acme', 10, 1), (2, null, null, 2), (3, '', 0, null);
    insert into journey.list_member values ('news', 'Contact', '0'), ('other', 'Contact', '1');`;
  for (const statement of tables.split(";\n")) for (const database of databases) await database.query(statement);
});
afterAll(async () => {
  await db?.close();
  await stop?.();
});

/** As the store loads it: to-one relations nested, what is empty left out. */
function recordOf(id: number, { company, orders: ordered, ...fields }: Row): PlainRecord {
  const companyOf = (key: number | null) => {
    const found = companies.find((each) => each.id === key);
    return found && { ...found, region: regions.find((each) => each.id === found.region) };
  };
  const related = ordered.map(({ seller, ...order }) => ({ ...order, seller: companyOf(seller) }));
  return { id, ...fields, company: companyOf(company), orders: related };
}

const environments = ["Europe/Brussels", "America/New_York", "Asia/Kolkata", "UTC"].map((timezone, index) => ({
  timezone,
  now: Date.parse(
    ["2026-03-29T00:30:00Z", "2026-10-25T05:30:00Z", "2026-12-31T18:29:59Z", "2027-01-01T00:00:00Z"][index] ?? "",
  ),
  entered: Date.parse("2026-12-31T23:00:00Z"),
}));

// Each run asks about 12 conditions of 6 records.
const runs = process.env.JOURNEY_LONG ? 3_000 : 300;

it(`§8.2 has no difference in ${runs * 144} answers`, { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 6, maxLength: 6 }),
      fc.array(condition, { minLength: 12, maxLength: 12 }),
      fc.constantFrom(...environments),
      fc.constantFrom<Record<string, unknown>>({}, { total: 1 }, { total: -3 }),
      async (rows, conditions, { timezone, now, entered }, entry) => {
        const ordered = rows.flatMap((each, id) => each.orders.map((order) => ({ id, ...order })));
        const parameters: unknown[] = [now, entered, timezone, JSON.stringify(entry)];
        const builder = new SqlFilterBuilder({
          schema,
          target: "Contact",
          alias: "t",
          parameters,
          now: "to_timestamp($1::float8 / 1000)",
          entered: "to_timestamp($2::float8 / 1000)",
          timezone: "$3::text",
          entry: "$4::jsonb",
        });
        const sql = conditions.map((each) => builder.condition(each));
        const predicates = conditions.map((each) => conditionToPredicate(each, schema));
        const expected = rows.map((each, id) =>
          predicates.map((predicate) =>
            predicate(recordOf(id, each), {
              now,
              entered,
              timezone,
              lists: new Set(id === 0 ? ["news"] : []),
              suppressed: false,
              entry,
            }),
          ),
        );
        for (const database of databases) {
          await database.query("truncate contacts, orders");
          await database.query(
            `insert into contacts select id, name, score, vip, born, tags, company from jsonb_to_recordset($1::jsonb)
               as r (id bigint, name text, score double precision, vip boolean, born timestamptz, tags text[], company bigint)`,
            [JSON.stringify(rows.map((each, id) => ({ id, ...each, orders: undefined })))],
          );
          await database.query(
            `insert into orders (contact_id, total, status, paid_at, seller_id)
             select id, total, status, paid_at, seller from jsonb_to_recordset($1::jsonb)
               as r (id bigint, total double precision, status text, paid_at timestamptz, seller bigint)`,
            [JSON.stringify(ordered)],
          );
          const answers = await database.query<{ answers: boolean[] }>(
            `select array[${sql.join(", ")}]::boolean[] as answers from contacts t ${builder.joins()}
             where $1::float8 is not null and $2::float8 is not null and $3::text is not null and $4::jsonb is not null
             order by t.id`,
            parameters,
          );
          expect(
            answers.map((each) => each.answers),
            database.name,
          ).toEqual(expected);
        }
      },
    ),
    { numRuns: runs },
  );
});

it("a column without a time means the start of that day in the participant's zone", async () => {
  await db.exec("create table days (id bigint, born date); insert into days values (1, '2026-12-24')");
  const days: ModelSchema = {
    models: {
      Day: {
        ...base,
        name: "Day",
        table: "days",
        fields: [field("id", { kind: "number" }), field("born", { kind: "date" })],
      },
    },
  };
  for (const timezone of ["Asia/Tokyo", "America/New_York"]) {
    const parameters: unknown[] = [timezone];
    const builder = new SqlFilterBuilder({ schema: days, target: "Day", alias: "t", parameters, timezone: "$1::text" });
    const sql = builder.condition({
      kind: "compare",
      operator: "=",
      type: "date",
      left: { kind: "field", path: [step("Day", "born")], type: { kind: "date" } },
      right: { kind: "literal", value: "2026-12-24", type: "date" },
    });
    expect((await db.query(`select ${sql} as answer from days t`, parameters)).rows).toEqual([{ answer: true }]);
  }
});

it("addresses are normalised alike, however they are written", async () => {
  const written = fc.string({
    maxLength: 12,
    unit: fc.constantFrom(" ", "+", "0", "3", "2", "(", ")", "-", "A", "b", "@", ".", "É", "\u00a0", "\t", "tel:"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(written, { minLength: 20, maxLength: 20 }), async (texts) => {
      for (const kind of ["email", "phone"] as const) {
        const { rows } = await db.query<{ value: string }>(
          `select ${normalisedSql("k.text", kind)} as value from unnest($1::text[]) with ordinality as k (text, position) order by position`,
          [texts],
        );
        expect(rows.map((each) => each.value)).toEqual(texts.map((each) => normalise(each, kind)));
      }
    }),
    { numRuns: 50 },
  );
  expect(
    ["+32 470 12 34 56", "(+32) 470/12.34.56", "tel:+32470123456", "0032 470 123456"].map((each) =>
      normalise(each, "phone"),
    ),
  ).toEqual(Array(4).fill("+32470123456"));
  expect(normalise(" Ann@Acme.Test\n", "email")).toBe("ann@acme.test");
});
