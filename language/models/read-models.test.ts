import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readModels } from "./read-models.ts";

function read(text: string, more: Record<string, string> = {}) {
  const files: Record<string, string> = { "/models.ts": text, ...more };
  const reading = readModels("/models.ts", { readFile: (path) => files[path] });
  const found = reading.diagnostics.map(({ code, file, start, end }) => {
    const at = (files[file] ?? "").slice(start, end);
    return file === "/models.ts" ? `${code}: ${at}` : `${code}: ${file}: ${at}`;
  });
  return { ...reading, found };
}

function typesOf(text: string, more: Record<string, string> = {}) {
  const fields = read(text, more).schema.models.Contact?.fields ?? [];
  return Object.fromEntries(fields.map((field) => [field.name, field.type]));
}

describe("a model's fields", () => {
  it("have the types that TypeScript gives them", () => {
    expect(
      typesOf(`
        import type { Email, Phone, TimeZone } from "journey/model";
        type Country = "BE" | "FR";
        export interface Contact {
          id: number; name: string; vip: boolean; born?: Date; country: Country; level: 1 | 2 | null;
          email?: Email; phone: Phone | null; zone?: TimeZone; tags: string[]; scores: readonly number[]; countries: Country[];
        }`),
    ).toEqual({
      id: { kind: "number" },
      name: { kind: "text" },
      vip: { kind: "boolean" },
      born: { kind: "date" },
      country: { kind: "choice", of: "text", values: ["BE", "FR"] },
      level: { kind: "choice", of: "number", values: [1, 2] },
      email: { kind: "email" },
      phone: { kind: "phone" },
      zone: { kind: "timezone" },
      tags: { kind: "list", of: { kind: "text" } },
      scores: { kind: "list", of: { kind: "number" } },
      countries: { kind: "list", of: { kind: "choice", of: "text", values: ["BE", "FR"] } },
    });
  });

  it("may be empty with `?`, `null` or `undefined`", () => {
    const contact = read(
      "export interface Contact { id: number; a?: string; b: string | null; c: string | undefined; d: string }",
    ).schema.models.Contact;
    expect(contact?.fields.filter((field) => field.optional).map((field) => field.name)).toEqual(["a", "b", "c"]);
  });

  it("come along by `extends`, `Omit` and `Partial`", () => {
    expect(
      Object.keys(
        typesOf(
          "interface Base { id: number; name: string; secret: string } export interface Contact extends Omit<Base, 'secret'>, Partial<Pick<Base, 'secret'>> { age: number }",
        ),
      ).sort(),
    ).toEqual(["age", "id", "name", "secret"]);
  });

  it("that journeys can't use are kept with an info at the field", () => {
    const text = "export interface Contact { id: number; call: () => void; either: string | number }";
    const { schema, diagnostics } = read(text);
    expect(schema.models.Contact?.fields.slice(1).map((field) => field.type)).toEqual([
      { kind: "unknown", text: "() => void" },
      { kind: "unknown", text: "string | number" },
    ]);
    expect(diagnostics.map(({ code, severity, start, end }) => [code, severity, text.slice(start, end)])).toEqual([
      ["unsupported-model-field", "info", "call"],
      ["unsupported-model-field", "info", "either"],
    ]);
  });
});

it("relations bring in the models they name, from other files too", () => {
  const { schema } = read(
    `import type { Company } from "./company.ts";
     export interface Contact { id: number; company?: Company; orders: Order[] }
     /** @table shop.orders */
     export interface Order {
       id: string;
       /** @column total_amount */
       total: number;
     }`,
    { "/company.ts": "export interface Company { id: number; name: string }" },
  );
  expect(Object.keys(schema.models).sort()).toEqual(["Company", "Contact", "Order"]);
  const [, company, orders] = schema.models.Contact?.fields ?? [];
  expect(company).toMatchObject({ type: { kind: "record", model: "Company" }, optional: true, column: "company_id" });
  expect(orders).toMatchObject({ type: { kind: "records", model: "Order" }, via: "contact_id" });
  expect(schema.models.Order).toMatchObject({ table: "shop.orders", idType: "text" });
  expect(schema.models.Order?.fields[1]).toMatchObject({ name: "total", column: "total_amount" });
});

it("tags name the table, the id and the field of archived records; docs are kept", () => {
  const { schema } = read(`
    /** A person who may get messages. @table contacts */
    export interface Person {
      /** @id */
      code: string;
      /**
       * Not archived.
       * @active
       */
      live: boolean;
    }`);
  expect(schema.models.Person).toMatchObject({
    table: "contacts",
    idField: "code",
    idType: "text",
    activeField: "live",
    doc: "A person who may get messages.",
    fields: [{ name: "code" }, { name: "live", doc: "Not archived." }],
  });
});

it("a file that is not TypeScript is said so at its place", () => {
  const { schema, diagnostics } = read("export interface Contact { id: number; email?: = string }");
  expect(schema.models).toEqual({});
  expect(diagnostics).toMatchObject([{ code: "models-syntax-error", file: "/models.ts", severity: "error" }]);
});

it("reads the examples' models", () => {
  const path = new URL("../../examples/models.ts", import.meta.url).pathname;
  const { schema, diagnostics } = readModels(path, {
    readFile: (file) => (file === path ? readFileSync(file, "utf8") : undefined),
  });
  expect(diagnostics).toEqual([]);
  expect(Object.keys(schema.models).sort()).toEqual([
    "Company",
    "Contact",
    "Customer",
    "Lead",
    "Note",
    "Order",
    "Registration",
    "Subscriber",
    "Trial",
    "User",
  ]);
});

describe("two models of one name", () => {
  const shop = {
    "/shop.ts": `export interface Order { id: number; buyer: Contact }
                 export interface Contact { id: string; company: string }`,
  };
  const text = `import type { Order } from "./shop.ts";
                export interface Contact { id: number; orders: Order[]; partner?: Contact }`;

  it("are an error at the second, and relations go each to its own", () => {
    const { schema, found, diagnostics } = read(text, shop);
    expect(found).toEqual(["duplicate-model: /shop.ts: Contact"]);
    expect(diagnostics[0]).toMatchObject({ severity: "error", related: [{ file: "/models.ts" }] });
    const modelOf = (model: string, name: string) => {
      const type = schema.models[model]?.fields.find((field) => field.name === name)?.type;
      return type?.kind === "record" ? schema.models[type.model] : undefined;
    };
    expect(modelOf("Contact", "partner")?.file).toBe("/models.ts");
    expect(modelOf("Order", "buyer")?.file).toBe("/shop.ts");
  });

  it("are fine once one is exported by another name", () => {
    const { schema, found } = read(`${text}\nexport type { Contact as Buyer } from "./shop.ts";`, shop);
    expect(found).toEqual([]);
    expect(Object.keys(schema.models).sort()).toEqual(["Buyer", "Contact", "Order"]);
    expect(schema.models.Order?.fields[1]?.type).toEqual({ kind: "record", model: "Buyer" });
  });

  it("are one where both ways lead to the same declaration", () => {
    const { schema, found } = read(
      `import type { Order } from "./shop.ts"; export type { Contact } from "./contact.ts"; export interface Deal { id: number; order: Order }`,
      {
        "/contact.ts": "export interface Contact { id: number }",
        "/shop.ts": `import type { Contact } from "./contact"; export interface Order { id: number; buyer: Contact }`,
      },
    );
    expect(found).toEqual([]);
    expect(Object.keys(schema.models).sort()).toEqual(["Contact", "Deal", "Order"]);
  });
});

describe("a model's name", () => {
  it("is the one that it is exported by, in relations too; its table keeps the interface's own", () => {
    const { schema } = read(
      "interface Person { id: number; friends: Person[] } export { Person as Contact }; export interface Deal { id: number; owner: Person }",
    );
    expect(Object.keys(schema.models).sort()).toEqual(["Contact", "Deal"]);
    expect(schema.models.Contact).toMatchObject({ name: "Contact", table: "persons" });
    expect(schema.models.Contact?.fields[1]).toMatchObject({ type: { model: "Contact" }, via: "person_id" });
    expect(schema.models.Deal?.fields[1]?.type).toEqual({ kind: "record", model: "Contact" });
  });

  it.each([
    "export default interface Contact { id: number }",
    "interface Contact { id: number } export default Contact;",
    "interface Contact { id: number } export { Contact as default };",
  ])("is its own where it is the default export: %s", (text) => {
    expect(Object.keys(read(text).schema.models)).toEqual(["Contact"]);
  });

  it("is its own in relations where it is exported by two", () => {
    const { schema } = read("export interface Contact { id: number; partner?: Contact } export { Contact as Lead };");
    expect(Object.keys(schema.models).sort()).toEqual(["Contact", "Lead"]);
    expect(schema.models.Lead?.fields[1]?.type).toEqual({ kind: "record", model: "Contact" });
  });
});

describe("e-mail addresses, phone numbers and time zones", () => {
  const expected = { id: { kind: "number" }, a: { kind: "email" }, b: { kind: "phone" }, c: { kind: "timezone" } };

  it.each(["journey/model", "@journey/language/model", "@acme/journey/model"])("come from %s", (specifier) => {
    expect(
      typesOf(
        `import type { Email, Phone, TimeZone } from "${specifier}"; export interface Contact { id: number; a: Email; b?: Phone; c: TimeZone | null }`,
      ),
    ).toEqual(expected);
  });

  it("come under another name", () => {
    expect(
      typesOf(
        `import type { Email as Mail, Phone as Number_, TimeZone as Zone } from "journey/model"; type Fon = Number_; export interface Contact { id: number; a?: Mail; b: Fon | null; c?: Zone }`,
      ),
    ).toEqual(expected);
    expect(
      typesOf(
        `import type * as model from "journey/model"; export interface Contact { id: number; a?: model.Email; b: model.Phone; c?: model.TimeZone }`,
      ),
    ).toEqual(expected);
  });

  it("come by way of a file of the project, or from the module itself by its path", () => {
    const contact = `import type { Email, Phone, TimeZone } from "./types.ts"; export interface Contact { id: number; a?: Email; b: Phone; c?: TimeZone }`;
    expect(typesOf(contact, { "/types.ts": `export type { Email, Phone, TimeZone } from "journey/model";` })).toEqual(
      expected,
    );
    const itself = readFileSync(new URL("../model.ts", import.meta.url), "utf8");
    expect(typesOf(contact, { "/types.ts": itself })).toEqual(expected);
  });

  it("leave a project's own file called `model` alone", () => {
    const text = `import type { Base } from "./model"; export interface Contact extends Base { id: number }`;
    const files = { "/model.ts": "type Email = string; export interface Base { a: Email }" };
    expect(typesOf(text, files)).toMatchObject({ a: { kind: "text" } });
    expect(read(text, files).found).toEqual([]);
  });

  it("come in lists", () => {
    expect(
      typesOf(
        `import type { Email as Mail } from "journey/model"; export interface Contact { id: number; all: Mail[] }`,
      ),
    ).toMatchObject({ all: { kind: "list", of: { kind: "email" } } });
  });

  it("are not strings that are only called so", () => {
    expect(typesOf("type Email = string; export interface Contact { id: number; a: Email }")).toMatchObject({
      a: { kind: "text" },
    });
  });
});

it("a `bigint` is a number, as an id too", () => {
  const { schema, found } = read("export interface Contact { id: bigint; size?: bigint }");
  expect(found).toEqual([]);
  expect(schema.models.Contact).toMatchObject({ idType: "number", fields: [{}, { type: { kind: "number" } }] });
});

describe("a tag without a name", () => {
  it("is said so at the tag, and what would be without it holds", () => {
    const { schema, found, diagnostics } = read(`
      /**
       * @table
       */
      export interface MailingContact {
        id: number;
        /** @column */
        name: string;
        /** @via */
        friends: MailingContact[];
      }`);
    expect(found).toEqual(["empty-model-tag: @table", "empty-model-tag: @column", "empty-model-tag: @via"]);
    expect(diagnostics[0]?.help).toContain("`@table mailing_contacts`");
    expect(schema.models.MailingContact).toMatchObject({
      table: "mailing_contacts",
      fields: [{}, { column: "name" }, { via: "mailing_contact_id" }],
    });
  });
});

it("a table whose records nothing tells apart is an error at the name", () => {
  const { found } = read("/** @table contacts */ export interface Contact { name: string }");
  expect(found).toEqual(["model-without-id: Contact"]);
});

describe("an import that leads nowhere", () => {
  it("is an error at the path, with the file that may be meant", () => {
    const { found, diagnostics } = read(
      `import type { Company } from "./company.ts"; export interface Contact { id: number; company?: Company }`,
      { "/companys.ts": "export interface Company { id: number }" },
    );
    expect(found).toEqual(['model-import-not-found: "./company.ts"', "unsupported-model-field: company"]);
    expect(diagnostics[0]).toMatchObject({ severity: "error", help: "Did you mean `./companys.ts`?" });
  });

  it("is found in the files that are imported, and in re-exports", () => {
    const { found } = read(`export * from "./company.ts";`, {
      "/company.ts": `export type { Office } from "./office.ts"; export interface Company { id: number }`,
    });
    expect(found).toEqual(['model-import-not-found: /company.ts: "./office.ts"']);
  });

  it("is none in a comment, for a package, or for a file that is no TypeScript", () => {
    const { found } = read(
      `// import type { Gone } from "./gone.ts";
       import shop from "shop"; import data from "./data.json"; import { f } from "./plain.js"; import { g } from "./other";
       import type { Base } from "./base.js"; import type { More } from "./more";
       export interface Contact extends Base, More { id: number }`,
      {
        "/data.json": "{}",
        "/plain.js": "export function f() {}",
        "/other.js": "export function g() {}",
        "/base.ts": "export interface Base { name: string }",
        "/more/index.ts": "export interface More { age: number }",
      },
    );
    expect(found).toEqual([]);
  });
});

describe("a base that nobody knows", () => {
  it("is an error at its name, with the one that may be meant", () => {
    const { found, diagnostics } = read(
      "interface Person { name: string } export interface Contact extends Persn { id: number }",
    );
    expect(found).toEqual(["unknown-base: Persn"]);
    expect(diagnostics[0]).toMatchObject({ severity: "error", help: "Did you mean `Person`?" });
  });

  it("is found further up, inside `Omit`, and in a file that lacks it", () => {
    expect(read("interface Base extends Gone {} export interface Contact extends Base { id: number }").found).toEqual([
      "unknown-base: Gone",
    ]);
    expect(read(`export interface Contact extends Omit<Gone, "x"> { id: number }`).found).toEqual([
      "unknown-base: Gone",
    ]);
    const { found, diagnostics } = read(
      `import type { Persn } from "./person.ts"; export interface Contact extends Persn { id: number }`,
      { "/person.ts": "export interface Person { name: string }" },
    );
    expect(found).toEqual(["unknown-base: Persn"]);
    expect(diagnostics[0]?.help).toBe("Did you mean `Person`?");
  });

  it("is said where the id would come from it", () => {
    expect(
      read("interface Person { id: number } export interface Contact extends Persn { name: string }").found,
    ).toEqual(["unknown-base: Persn"]);
  });

  it("is none in a generic parameter, in a package, or in what is no model", () => {
    const { found } = read(
      `import type { Row } from "some-database";
       interface Keyed<K> { key: K } interface Named<K> extends Keyed<K> { name: string }
       export interface Contact extends Named<string>, Row { id: number }
       export interface Problem extends DOMException { reason: string }`,
    );
    expect(found).toEqual([]);
  });
});

it("a byte order mark leaves places right", () => {
  const text = "\uFEFFexport interface Contact { id: number; call: () => void }";
  const { schema, found } = read(text);
  expect(found).toEqual(["unsupported-model-field: call"]);
  const model = schema.models.Contact;
  expect(text.slice(model?.start, model?.end)).toBe("Contact");
  const wrong = "export interface Contact { id: number; email?: = string }";
  expect(read(`\uFEFF${wrong}`).found).toEqual(read(wrong).found);
});

describe("choices keep the order in which they are written", () => {
  it("whatever else the file has said before", () => {
    expect(
      typesOf(`
        interface First { x: "c" | "b" | "a"; n: 3 | 2 | 1 }
        export interface Contact { id: number; stage: "a" | "c" | "b"; level?: 1 | 3 | 2 | null; other: First["x"] }
      `),
    ).toMatchObject({ stage: { values: ["a", "c", "b"] }, level: { values: [1, 3, 2] } });
  });

  it("by way of other types, in lists, and of parameters", () => {
    const { schema } = read(
      `import type { Stage } from "./stage.ts"; type Later = "won" | "lost" | Stage;
       export interface Other { id: number; x: "warm" | "won" | "new" | "lost" | "cold" }
       export interface Contact { id: number; stage: Later; stages: Later[]; readonly past: readonly Exclude<Stage, "new">[] }
       export function move(to: "cold" | "won" = "won", ...more: ("won" | "cold")[]) {}
       enum Size { L = "l", S = "s" } export interface Shirt { id: number; y: "s" | "l"; size: Size }`,
      { "/stage.ts": `export type Stage = "new" | "warm" | "cold";` },
    );
    const values = (model: string, index: number) => {
      const type = schema.models[model]?.fields[index]?.type;
      return type?.kind === "list" ? type.of : type;
    };
    expect(values("Contact", 1)).toMatchObject({ values: ["won", "lost", "new", "warm", "cold"] });
    expect(values("Contact", 2)).toMatchObject({ values: ["won", "lost", "new", "warm", "cold"] });
    expect(values("Contact", 3)).toMatchObject({ values: ["warm", "cold"] });
    expect(values("Shirt", 2)).toMatchObject({ values: ["l", "s"] });
    expect(schema.functions?.move?.parameters).toMatchObject([
      { type: { values: ["cold", "won"] } },
      { type: { values: ["won", "cold"] } },
    ]);
  });
});
