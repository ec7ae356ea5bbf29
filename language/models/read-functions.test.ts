import { describe, expect, it } from "vitest";
import { readModels } from "./read-models.ts";

function read(text: string, more: Record<string, string> = {}) {
  const files: Record<string, string> = { "/actions.ts": text, ...more };
  return readModels("/actions.ts", { readFile: (path) => files[path] });
}

function parametersOf(signature: string) {
  const { schema } = read(`export function f(${signature}): void {}`);
  return schema.functions?.f?.parameters.map(({ name, type, optional, rest }) => [name, type, optional, rest]);
}

describe("an exported function", () => {
  it("is found as a declaration, an arrow and a function expression, with what stands above it", () => {
    const text = `
      import { post } from "some-package";
      /** Tells the shop. */
      export async function tell(order: string): Promise<void> { await post(order); }
      /** Counts. */
      export const count = (by: number) => by + 1;
      export const shout = function (text: string) { return text.toUpperCase(); };
      function hidden() {}
      export const limit = 3;`;
    const { schema, diagnostics } = read(text);
    expect(diagnostics).toEqual([]);
    const functions = schema.functions ?? {};
    expect(Object.keys(functions).sort()).toEqual(["count", "shout", "tell"]);
    expect(functions.tell).toMatchObject({ name: "tell", doc: "Tells the shop.", file: "/actions.ts" });
    expect(functions.count).toMatchObject({ doc: "Counts.", parameters: [{ name: "by" }] });
    expect(text.slice(functions.tell?.start, functions.tell?.end)).toBe("tell");
    expect(text.slice(functions.count?.start, functions.count?.end)).toBe("count");
  });

  it("goes by the name that it is exported with; a default export has none", () => {
    const { schema } = read(
      `function first() {} export { first as second }; export { third } from "./more.ts"; export default function fourth() {}`,
      { "/more.ts": "export const third = () => 1;" },
    );
    expect(Object.keys(schema.functions ?? {}).sort()).toEqual(["second", "third"]);
  });
});

describe("a parameter", () => {
  it("has the type that a field would have", () => {
    expect(
      parametersOf(
        `a: string, b: number, c: boolean, d: Date, e: "x" | "y", f: 1 | 2, g: string[], h: readonly number[]`,
      ),
    ).toEqual([
      ["a", { kind: "text" }, false, false],
      ["b", { kind: "number" }, false, false],
      ["c", { kind: "boolean" }, false, false],
      ["d", { kind: "date" }, false, false],
      ["e", { kind: "choice", of: "text", values: ["x", "y"] }, false, false],
      ["f", { kind: "choice", of: "number", values: [1, 2] }, false, false],
      ["g", { kind: "list", of: { kind: "text" } }, false, false],
      ["h", { kind: "list", of: { kind: "number" } }, false, false],
    ]);
  });

  it("may be left out with `?` or a default", () => {
    expect(parametersOf("a: number, b?: number, c = 3, d: string | undefined = undefined")).toEqual([
      ["a", { kind: "number" }, false, false],
      ["b", { kind: "number" }, true, false],
      ["c", { kind: "number" }, true, false],
      ["d", { kind: "text" }, true, false],
    ]);
  });

  it("that takes the rest has the type of each argument", () => {
    expect(parametersOf("first: string, ...more: number[]")).toEqual([
      ["first", { kind: "text" }, false, false],
      ["more", { kind: "number" }, false, true],
    ]);
  });

  it("that the language can't express keeps its text", () => {
    expect(parametersOf("a: unknown, b: any, c: () => void, d: { id: number }, e: string | number, f")).toEqual([
      ["a", { kind: "unknown", text: "unknown" }, false, false],
      ["b", { kind: "unknown", text: "any" }, false, false],
      ["c", { kind: "unknown", text: "() => void" }, false, false],
      ["d", { kind: "unknown", text: "{ id: number }" }, false, false],
      ["e", { kind: "unknown", text: "string | number" }, false, false],
      ["f", { kind: "unknown", text: "any" }, false, false],
    ]);
  });

  it("of a model brings the model in, from another file too", () => {
    const { schema } = read(
      `import type { Contact, Order } from "./models.ts";
       export function score(contact: Contact, orders: Order[], referrer?: Contact | null) {}`,
      {
        "/models.ts":
          "export interface Contact { id: number; company?: Company } export interface Company { id: number } export interface Order { id: number } export interface Other { id: number }",
      },
    );
    expect(schema.functions?.score?.parameters).toMatchObject([
      { type: { kind: "record", model: "Contact" }, optional: false },
      { type: { kind: "records", model: "Order" } },
      { type: { kind: "record", model: "Contact" }, optional: true },
    ]);
    expect(Object.keys(schema.models).sort()).toEqual(["Company", "Contact", "Order"]);
  });
});
