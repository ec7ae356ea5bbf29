import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Host } from "../host.ts";
import { readModels } from "./read-models.ts";

function hostOf(files: Record<string, string>): Host {
  return { readFile: (path) => files[path] };
}

function read(text: string, more: Record<string, string> = {}) {
  return readModels("/models.ts", hostOf({ "/models.ts": text, ...more }));
}

function typesOf(text: string, model = "Contact") {
  const found = read(text).schema.models[model];
  return Object.fromEntries((found?.fields ?? []).map((field) => [field.name, field.type]));
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
  expect(Object.keys(schema.models).sort()).toEqual(["Company", "Contact", "Lead", "Note", "Subscriber", "User"]);
});
