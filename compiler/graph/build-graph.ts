import { createHash } from "node:crypto";
import type {
  CheckedActivity,
  CheckedJourney,
  CheckedStep,
  CheckedWaitUntil,
  Condition,
  LineIndex,
  Span,
} from "@journey/language";
import { describeAssignment, describeCondition, describeOperand } from "../filters/describe.ts";
import { describeDuration } from "../time/calendar.ts";
import { canonical } from "./canonical.ts";
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
    enter: journey.enter,
    reenter: journey.reenter,
    exits: journey.exits,
    goals: journey.goals,
    purpose: journey.purpose,
    timezone: journey.timezone,
    listen: journey.listen,
    ...optional("locale", journey.locale),
    send: journey.send,
    caps: journey.caps,
    ...optional("pace", journey.pace),
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
  /** Which execution of the `repeat`s around: `~2`. */
  #turn = "";

  constructor(
    readonly journey: CheckedJourney,
    readonly lines: LineIndex,
  ) {
    const region = "sequence";
    const start = this.#first(journey.steps, undefined);
    this.#regions.push({
      id: region,
      ...optional("start", start),
      ...optional("doc", journey.doc),
      source: this.#place(journey.span),
    });
    this.#block(journey.steps, { region, filter: journey.filter }, undefined, undefined);
  }

  result(): Pick<JourneyGraph, "regions" | "nodes"> {
    return { regions: this.#regions, nodes: this.#nodes };
  }

  /** Where a block begins; where it is empty, what comes after it. */
  #first(steps: readonly CheckedStep[], after: NodeId | undefined): NodeId | undefined {
    const [step, ...rest] = steps;
    if (!step) return after;
    // A `do` is nothing but its steps.
    return step.kind === "do" ? this.#first(step.steps, this.#first(rest, after)) : this.#idOf(step.id);
  }

  #idOf(id: NodeId): NodeId {
    return `${id}${this.#turn}`;
  }

  /**
   * @param after where the block goes on when its last step is done
   * @param trigger the block is a clause's own: its first step's expiry counts from the clause's event
   */
  #block(steps: readonly CheckedStep[], scope: Scope, after: NodeId | undefined, trigger: "clause" | undefined): void {
    for (const [index, step] of steps.entries()) {
      const next = this.#first(steps.slice(index + 1), after);
      this.#step(step, scope, next, index === 0 ? trigger : undefined);
    }
  }

  #step(step: CheckedStep, scope: Scope, next: NodeId | undefined, trigger: "clause" | undefined): void {
    const base = {
      id: this.#idOf(step.id),
      region: scope.region,
      named: step.named,
      ...optional("renamedFrom", step.renamedFrom),
      ...(this.#turn === "" ? {} : { of: step.id }),
      label: labelOf(step),
      ...optional("doc", step.doc),
      source: this.#place(step.headSpan),
    };
    switch (step.kind) {
      case "wait":
        this.#nodes.push({ ...base, kind: "wait", duration: step.duration, ...optional("next", next) });
        return;
      case "wait until":
        this.#nodes.push({ ...base, kind: "wait until", until: step.until, ...optional("next", next) });
        return;
      case "wait for":
        this.#nodes.push({
          ...base,
          kind: "wait for",
          for: step.for,
          upTo: step.upTo,
          ...optional("then", this.#first(step.then, next)),
          ...optional("otherwise", this.#first(step.otherwise, next)),
        });
        this.#block(step.then, scope, next, undefined);
        this.#block(step.otherwise, scope, next, undefined);
        return;
      case "if":
        this.#nodes.push({
          ...base,
          kind: "if",
          condition: step.condition,
          ...optional("then", this.#first(step.then, next)),
          ...optional("otherwise", this.#first(step.otherwise, next)),
        });
        this.#block(step.then, scope, next, trigger);
        this.#block(step.otherwise, scope, next, trigger);
        return;
      case "match":
        this.#nodes.push({
          ...base,
          kind: "match",
          field: step.field,
          cases: step.cases.map((each) => ({
            label: each.values.map((value) => String(value.value)).join(", "),
            condition: each.condition,
            ...optional("to", this.#first(each.steps, next)),
          })),
          ...optional("otherwise", this.#first(step.otherwise, next)),
        });
        for (const each of step.cases) this.#block(each.steps, scope, next, trigger);
        this.#block(step.otherwise, scope, next, trigger);
        return;
      case "split":
        this.#nodes.push({
          ...base,
          kind: "split",
          shares: step.shares.map((share) => ({
            label: share.name === undefined ? `${share.percent}%` : `${share.percent}% ${share.name}`,
            percent: share.percent,
            ...optional("to", this.#first(share.steps, next)),
          })),
        });
        for (const share of step.shares) this.#block(share.steps, scope, next, trigger);
        return;
      case "ab test":
        this.#nodes.push({
          ...base,
          kind: "ab test",
          share: step.share,
          holdback: step.holdback,
          winner: step.winner,
          variants: step.variants.map((variant) => ({
            name: variant.name,
            label: variant.title ?? variant.name,
            ...optional("to", this.#first(variant.steps, next)),
            messages: messagesIn(variant.steps).map((id) => this.#idOf(id)),
          })),
          ...optional("next", next),
        });
        for (const variant of step.variants) this.#block(variant.steps, scope, next, trigger);
        return;
      case "repeat":
        this.#repeat(step, scope, next, base);
        return;
      case "parallel": {
        const branches = step.branches.map((branch) => ({ ...branch, id: this.#idOf(branch.id) }));
        this.#nodes.push({
          ...base,
          kind: "parallel",
          regions: branches.map((branch) => branch.id),
          ...optional("next", next),
        });
        for (const [index, branch] of branches.entries()) {
          this.#regions.push({
            id: branch.id,
            branch: { parallel: base.id, parent: scope.region, label: branch.name ?? `branch ${index + 1}` },
            ...optional("start", this.#first(branch.steps, undefined)),
            ...optional("doc", branch.doc),
            source: this.#place(branch.span),
          });
          this.#block(branch.steps, { ...scope, region: branch.id }, undefined, undefined);
        }
        return;
      }
      case "do":
        this.#block(step.steps, scope, next, trigger);
        return;
      case "exit":
        this.#nodes.push({ ...base, kind: "exit" });
        return;
      default:
        this.#activity(step, scope, { ...base, ...optional("next", next) }, trigger);
    }
  }

  /**
   * A repetition is written out: before each turn it is asked whether to go on, and between two turns it is waited. So
   * every execution is a step of its own, and its clauses run once.
   */
  #repeat(
    step: CheckedStep & { readonly kind: "repeat" },
    scope: Scope,
    next: NodeId | undefined,
    base: Pick<ActivityBase, "id" | "region" | "named" | "of" | "label" | "doc" | "source">,
  ): void {
    const outer = this.#turn;
    for (let turn = 1; turn <= step.times; turn++) {
      this.#turn = turn === 1 ? outer : `${outer}~${turn}`;
      const of = turn === 1 ? optional("of", base.of) : { of: step.id };
      const asking = this.#idOf(step.id);
      const begin = this.#first(step.steps, next);
      this.#nodes.push({
        ...base,
        ...of,
        id: asking,
        kind: "if",
        // Asked so that "yes" goes on: that is what readers of the machine, and its default answers, take it for.
        condition: step.until ? { kind: "not", operand: step.until } : { kind: "constant", value: true },
        ...optional("then", begin),
        ...optional("otherwise", next),
      });
      if (turn === step.times) {
        this.#block(step.steps, scope, next, undefined);
        break;
      }
      const pause = `${step.id}.pause${this.#turn}`;
      this.#block(step.steps, scope, pause, undefined);
      this.#nodes.push({
        ...base,
        ...of,
        id: pause,
        named: false,
        label: `Wait ${describeDuration(step.every)}`,
        kind: "wait",
        duration: step.every,
        next: `${step.id}${outer}~${turn + 1}`,
      });
    }
    this.#turn = outer;
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
      const id = this.#idOf(clause.id);
      this.#regions.push({
        id,
        clause: {
          activity: base.id,
          parent: scope.region,
          trigger: clause.trigger,
          negated: clause.negated,
          ...optional("label", clause.label),
          ...optional("within", clause.within),
          ...(clause.machines ? { machines: true } : {}),
          ...optional("after", clause.after),
        },
        ...optional("start", this.#first(clause.steps, undefined)),
        ...optional("doc", clause.doc),
        source: this.#place(clause.headSpan),
      });
      this.#block(clause.steps, { region: id, filter }, undefined, "clause");
    }
  }

  #place(span: Span): SourcePlace {
    return { file: this.journey.file, ...this.lines.position(span.start) };
  }
}

/** The messages that stand right in a variant: in its sequence, not in what hangs on them. */
function messagesIn(steps: readonly CheckedStep[]): readonly NodeId[] {
  return steps.flatMap((step): readonly NodeId[] => {
    switch (step.kind) {
      case "email":
      case "sms":
      case "push":
        return [step.id];
      case "if":
      case "wait for":
        return [...messagesIn(step.then), ...messagesIn(step.otherwise)];
      case "do":
        return messagesIn(step.steps);
      default:
        return [];
    }
  });
}

function activityNode(step: CheckedActivity, base: ActivityBase): GraphNode {
  switch (step.kind) {
    case "email":
    case "sms":
    case "push":
      return {
        ...base,
        kind: step.kind,
        to: step.to,
        purpose: step.purpose,
        isInternal: step.isInternal,
        template: step.template,
        ...optional("locales", step.locales),
        ...optional("pace", step.pace),
      };
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
    case "follow":
    case "unfollow":
      return { ...base, kind: step.kind, by: step.by };
    case "webhook": {
      const { method, url, headers, json, pace } = step;
      return { ...base, kind: "webhook", method, url, headers, json, ...optional("pace", pace) };
    }
    case "run":
      return { ...base, kind: "run", function: step.function, file: step.file, arguments: step.arguments };
    case "start journey":
    case "stop journey":
      return { ...base, kind: step.kind, journey: step.journey };
  }
}

function labelOf(step: CheckedStep): string {
  switch (step.kind) {
    case "email":
    case "sms":
    case "push":
      return step.title ?? step.id;
    case "webhook":
      return step.title ?? `Call ${step.id}`;
    case "run":
      return `Run ${step.function}`;
    case "follow":
    case "unfollow":
      return `${step.kind === "follow" ? "Follow" : "Unfollow"} by ${step.by.path.map((part) => part.field).join(".")}`;
    case "start journey":
    case "stop journey":
      return `${step.kind === "start journey" ? "Start" : "Stop"} ${step.journey}`;
    case "wait until":
      return `Wait until ${describeUntil(step.until)}`;
    case "wait for": {
      const what = step.for.kind === "event" ? step.for.event : describeCondition(step.for.condition);
      return `Wait for ${what}, up to ${describeDuration(step.upTo)}`;
    }
    case "match":
      return `Match ${step.field.path.map((part) => part.field).join(".")}`;
    case "split":
      return "Split";
    case "ab test":
      return step.title ?? `A/B test ${step.id}`;
    case "repeat":
      return step.until ? `Until ${describeCondition(step.until)}` : `Up to ${step.times} times`;
    case "parallel":
      return "Side by side";
    case "do":
      return `Do ${step.action}`;
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

function describeUntil(until: CheckedWaitUntil["until"]): string {
  if (until.kind === "moment") return describeOperand(until.moment);
  const { hour, minute } = until.time;
  const time = `${hour}:${String(minute).padStart(2, "0")}`;
  return until.day ? `${until.day} at ${time}` : time;
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
  const events = Object.values(schema.events ?? {}).map(({ fields, ...event }) => ({
    ...withoutWords(event),
    fields: fields.map(withoutWords),
  }));
  const models = Object.values(schema.models).map(({ fields, ...model }) => ({
    ...withoutWords(model),
    fields: fields.map(withoutWords),
  }));
  const text = canonical({
    ...rest,
    models,
    ...(events.length > 0 ? { events } : {}),
    regions: rest.regions.map(({ doc: _doc, source: _source, ...region }) => region),
    nodes: rest.nodes.map(
      ({ doc: _doc, source: _source, label: _label, named: _named, renamedFrom: _old, ...node }) => node,
    ),
    title: undefined,
    doc: undefined,
  });
  return createHash("sha256").update(text).digest("hex");
}

function withoutWords(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !meaningless.has(key)));
}
