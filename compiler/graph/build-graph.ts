import { createHash } from "node:crypto";
import type { CheckedActivity, CheckedJourney, CheckedStep, Condition, LineIndex, Span } from "@journey/language";
import { describeAssignment, describeCondition } from "../filters/describe.ts";
import { describeDuration } from "../time/calendar.ts";
import type { ActivityBase, GraphNode, JourneyGraph, NodeId, Region, RegionId, SourcePlace } from "./graph.ts";

/**
 * Flattens a checked journey into its graph.
 *
 * @param lines the line index of the journey's file
 */
export function buildGraph(journey: CheckedJourney, lines: LineIndex): JourneyGraph {
  const flattening = new Flattening(journey, lines);
  const graph = {
    formatVersion: 1,
    name: journey.name,
    ...optional("title", journey.title),
    ...optional("doc", journey.doc),
    target: journey.target.name,
    schema: journey.schema,
    ...optional("filter", journey.filter),
    ...optional("unicity", journey.unicity),
    includeArchived: journey.includeArchived,
    purpose: journey.purpose,
    timezone: journey.timezone,
    listen: journey.listen,
    ...flattening.result(),
  } as const;
  return { ...graph, hash: hashOf(graph) };
}

interface Scope {
  readonly region: RegionId;
  /** The applied filter of what stands here, without an activity's own. */
  readonly filter: Condition | undefined;
}

class Flattening {
  readonly #regions: Region[] = [];
  readonly #nodes: GraphNode[] = [];

  constructor(
    readonly journey: CheckedJourney,
    readonly lines: LineIndex,
  ) {
    const region = "sequence";
    this.#regions.push({
      id: region,
      ...optional("start", journey.steps[0]?.id),
      ...optional("doc", journey.doc),
      source: this.#place(journey.span),
    });
    this.#block(journey.steps, { region, filter: journey.filter }, undefined, undefined);
  }

  result(): Pick<JourneyGraph, "regions" | "nodes"> {
    return { regions: this.#regions, nodes: this.#nodes };
  }

  /**
   * @param after where the block goes on when its last step is done
   * @param trigger the block is a clause's own: its first step's expiry counts from the clause's event
   */
  #block(steps: readonly CheckedStep[], scope: Scope, after: NodeId | undefined, trigger: "clause" | undefined): void {
    for (const [index, step] of steps.entries()) {
      this.#step(step, scope, steps[index + 1]?.id ?? after, index === 0 ? trigger : undefined);
    }
  }

  #step(step: CheckedStep, scope: Scope, next: NodeId | undefined, trigger: "clause" | undefined): void {
    const base = {
      id: step.id,
      region: scope.region,
      named: step.named,
      label: labelOf(step),
      ...optional("doc", step.doc),
      source: this.#place(step.headSpan),
    };
    switch (step.kind) {
      case "wait":
        this.#nodes.push({ ...base, kind: "wait", duration: step.duration, ...optional("next", next) });
        return;
      case "if":
        this.#nodes.push({
          ...base,
          kind: "if",
          condition: step.condition,
          ...optional("then", step.then[0]?.id ?? next),
          ...optional("otherwise", step.otherwise[0]?.id ?? next),
        });
        this.#block(step.then, scope, next, trigger);
        this.#block(step.otherwise, scope, next, trigger);
        return;
      case "exit":
        this.#nodes.push({ ...base, kind: "exit" });
        return;
      default:
        this.#activity(step, scope, { ...base, ...optional("next", next) }, trigger);
    }
  }

  #activity(
    step: CheckedActivity,
    scope: Scope,
    base: Omit<ActivityBase, "filter" | "ownFilter" | "expire">,
    trigger: "clause" | undefined,
  ): void {
    const filter = both(scope.filter, step.filter);
    const activity = {
      ...base,
      ...optional("filter", filter),
      ...optional("ownFilter", step.filter),
      ...(step.expire ? { expire: { after: step.expire, from: trigger ?? ("turn" as const) } } : {}),
    };
    this.#nodes.push(activityNode(step, activity));
    for (const clause of step.clauses) {
      this.#regions.push({
        id: clause.id,
        clause: {
          activity: step.id,
          parent: scope.region,
          trigger: clause.trigger,
          negated: clause.negated,
          ...optional("label", clause.label),
          ...optional("after", clause.after),
        },
        ...optional("start", clause.steps[0]?.id),
        ...optional("doc", clause.doc),
        source: this.#place(clause.headSpan),
      });
      this.#block(clause.steps, { region: clause.id, filter }, undefined, "clause");
    }
  }

  #place(span: Span): SourcePlace {
    return { file: this.journey.file, ...this.lines.position(span.start) };
  }
}

function activityNode(step: CheckedActivity, base: ActivityBase): GraphNode {
  switch (step.kind) {
    case "email":
    case "sms":
      return { ...base, kind: step.kind, to: step.to, template: step.template };
    case "update":
      return { ...base, kind: "update", assignments: step.assignments };
    case "create":
      return { ...base, kind: "create", model: step.model, assignments: step.assignments };
    case "task":
      return {
        ...base,
        kind: "task",
        title: step.title,
        ...optional("assignee", step.assignee),
        ...optional("due", step.due),
      };
    case "add to list":
    case "remove from list":
      return { ...base, kind: step.kind, list: step.list };
    case "suppress":
      return { ...base, kind: "suppress", field: step.field };
  }
}

function labelOf(step: CheckedStep): string {
  switch (step.kind) {
    case "email":
    case "sms":
      return step.title ?? step.id;
    case "update":
      return step.assignments.map(describeAssignment).join(", ");
    case "create":
      return `Create ${step.model}`;
    case "task":
      return step.title;
    case "add to list":
      return `Add to “${step.list}”`;
    case "remove from list":
      return `Remove from “${step.list}”`;
    case "suppress":
      return `Suppress ${step.field.path.map((part) => part.field).join(".")}`;
    case "wait":
      return `Wait ${describeDuration(step.duration)}`;
    case "if":
      return `If ${describeCondition(step.condition)}`;
    case "exit":
      return "Exit";
  }
}

function both(first: Condition | undefined, second: Condition | undefined): Condition | undefined {
  if (!first || !second) return first ?? second;
  const operands = [first, second].flatMap((part) => (part.kind === "and" ? part.operands : [part]));
  return { kind: "and", operands };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

/** What of a model and its fields has no meaning for those under way: words for people, places in files. */
const meaningless = new Set(["doc", "file", "start", "end"]);

function hashOf(graph: Omit<JourneyGraph, "hash">): string {
  const { schema, ...rest } = graph;
  const models = Object.values(schema.models).map(({ fields, ...model }) => ({
    ...withoutWords(model),
    fields: fields.map(withoutWords),
  }));
  const text = canonical({
    ...rest,
    models,
    regions: rest.regions.map(({ doc: _doc, source: _source, ...region }) => region),
    nodes: rest.nodes.map(({ doc: _doc, source: _source, label: _label, named: _named, ...node }) => node),
    title: undefined,
    doc: undefined,
  });
  return createHash("sha256").update(text).digest("hex");
}

function withoutWords(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !meaningless.has(key)));
}

/** JSON with sorted keys: equal meaning, equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value);
}
