import { expect, it } from "vitest";
import { readModels } from "./read-models.ts";

function read(text: string) {
  return readModels("/models.ts", { readFile: (path) => (path === "/models.ts" ? text : undefined) });
}

it("an interface marked `@event` is a custom event with its payload's fields", () => {
  const text = `
    /** A cart was left behind. @event cart_abandoned */
    export interface CartAbandoned {
      /** Euros. */
      total: number;
      cart_id: string;
      contact?: Contact;
    }
    /** @event */
    export interface OrderPlaced { id: number }
    export interface Contact { id: number }`;
  const { schema, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  expect(Object.keys(schema.models)).toEqual(["Contact"]);
  expect(Object.keys(schema.events ?? {})).toEqual(["cart_abandoned", "order_placed"]);
  const event = schema.events?.cart_abandoned;
  expect(event).toMatchObject({
    name: "cart_abandoned",
    interfaceName: "CartAbandoned",
    doc: "A cart was left behind.",
    file: "/models.ts",
    fields: [
      { name: "total", type: { kind: "number" }, doc: "Euros.", optional: false },
      { name: "cart_id", type: { kind: "text" } },
      { name: "contact", type: { kind: "record", model: "Contact" }, optional: true },
    ],
  });
  expect(text.slice(event?.start, event?.end)).toBe("CartAbandoned");
});

it("two interfaces for one event are an error at the second; one in two parts is not", () => {
  const text = `
    /** @event bought */ export interface First { total: number }
    /** @event bought */ export interface Second { cart: string }
    /** @event left */ export interface Left { total: number }
    /** @event left */ export interface Left { cart: string }`;
  const { schema, diagnostics } = read(text);
  expect(diagnostics.map(({ code, start, end }) => `${code}: ${text.slice(start, end)}`)).toEqual([
    "duplicate-event: Second",
  ]);
  expect(schema.events?.bought?.interfaceName).toBe("First");
  expect(schema.events?.left?.fields.map((field) => field.name)).toEqual(["total", "cart"]);
});

it("a model that only an event's payload names is brought in", () => {
  const { schema } = read("/** @event */ export interface Bought { order: Order } interface Order { id: number }");
  expect(Object.keys(schema.models)).toEqual(["Order"]);
});
