/** Small graphs for tests, written by hand: what buildGraph makes of a journey, without the language. */
import type { CalendarDuration, Condition, ModelSchema } from "@journey/language";
import type { ActivityNode, ClauseTrigger, GraphNode, JourneyGraph, Region } from "../graph/graph.ts";

const source = { file: "/test.journey", line: 1, column: 1 };

export const contactSchema: ModelSchema = {
  models: {
    Contact: {
      name: "Contact",
      table: "contacts",
      idField: "id",
      idType: "number",
      activeField: "active",
      file: "/models.ts",
      start: 0,
      end: 0,
      fields: [
        field("id", { kind: "number" }, false),
        field("email", { kind: "email" }, true),
        field("first_name", { kind: "text" }, true),
        field("country", { kind: "choice", of: "text", values: ["BE", "FR"] }, true),
        field("score", { kind: "number" }, true),
        field("active", { kind: "boolean" }, false),
      ],
    },
  },
};

function field(name: string, type: ModelSchema["models"][string]["fields"][number]["type"], optional: boolean) {
  return { name, type, optional, column: name, file: "/models.ts", start: 0, end: 0 };
}

export function days(amount: number): CalendarDuration {
  return { amount, unit: "day" };
}

export function hours(amount: number): CalendarDuration {
  return { amount, unit: "hour" };
}

export const countryIsBelgium: Condition = {
  kind: "compare",
  operator: "=",
  type: "text",
  left: {
    kind: "field",
    path: [{ model: "Contact", field: "country" }],
    type: { kind: "choice", of: "text", values: ["BE", "FR"] },
  },
  right: { kind: "literal", value: "BE", type: "text" },
};

type Extra = { next?: string; region?: string; filter?: Condition; expire?: ActivityNode["expire"] };

export function email(id: string, extra: Extra = {}): GraphNode {
  return {
    id,
    kind: "email",
    region: "sequence",
    named: true,
    label: id,
    source,
    to: { kind: "field", path: [{ model: "Contact", field: "email" }], type: { kind: "email" } },
    purpose: "marketing",
    isInternal: false,
    template: { channel: "email", subject: "Hi", html: "<p>Hi</p>", text: "Hi", links: [] },
    ...extra,
  } as GraphNode;
}

export function update(id: string, extra: Extra = {}): GraphNode {
  return {
    id,
    kind: "update",
    region: "sequence",
    named: false,
    label: id,
    source,
    assignments: [{ field: "score", operator: "add", value: { kind: "literal", value: 1, type: "number" } }],
    ...extra,
  } as GraphNode;
}

export function wait(id: string, duration: CalendarDuration, extra: Extra = {}): GraphNode {
  return { id, kind: "wait", region: "sequence", named: false, label: id, source, duration, ...extra } as GraphNode;
}

export function exit(id: string, extra: Extra = {}): GraphNode {
  return { id, kind: "exit", region: "sequence", named: false, label: id, source, ...extra } as GraphNode;
}

export function choose(
  id: string,
  then: string | undefined,
  otherwise: string | undefined,
  region = "sequence",
): GraphNode {
  return {
    id,
    kind: "if",
    region,
    named: false,
    label: id,
    source,
    condition: countryIsBelgium,
    ...(then === undefined ? {} : { then }),
    ...(otherwise === undefined ? {} : { otherwise }),
  };
}

export function clause(
  id: string,
  trigger: Omit<ClauseTrigger, "parent"> & { parent?: string },
  start?: string,
): Region {
  return { id, clause: { parent: "sequence", ...trigger }, ...(start === undefined ? {} : { start }), source };
}

export function graphOf(nodes: readonly GraphNode[], clauses: readonly Region[] = []): JourneyGraph {
  const start = nodes.find((node) => node.region === "sequence")?.id;
  return {
    formatVersion: 1,
    name: "test",
    target: "Contact",
    schema: contactSchema,
    includeArchived: false,
    enter: { kind: "matching" },
    reenter: { kind: "never" },
    exits: [],
    goals: [],
    send: [],
    caps: [],
    purpose: "marketing",
    timezone: { fallback: "UTC" },
    listen: days(30),
    regions: [{ id: "sequence", ...(start === undefined ? {} : { start }), source }, ...clauses],
    nodes,
    hash: "test",
  };
}
