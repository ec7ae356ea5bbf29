/** What the names at a place can mean: which model, which event, which journey's activities. */
import { activitiesOf } from "../check/activities.ts";
import type { ActivityPlace, FileScope } from "../check/scope.ts";
import type { EventSchema, Model } from "../models/schema.ts";
import type { Action, Declaration, FieldPath, Journey, Node, Step } from "../syntax/ast.ts";
import type { OpenedFile } from "../workspace.ts";

export interface Surroundings {
  readonly scope: FileScope;
  readonly declaration?: Declaration;
  /** The journey whose activities, goals and links are meant: the one around, or the one that a test is about. */
  readonly journey?: Journey;
  /** The file that this journey stands in. */
  readonly journeyFile: string;
  /** The records that fields belong to. */
  readonly target?: Model;
  /** In a `where` about related records: the record that they belong to. */
  readonly owner?: Model;
  readonly entry?: EventSchema;
  readonly event?: EventSchema;
  readonly activities: ReadonlyMap<string, ActivityPlace>;
  /** What `update`, `create`, `given` and the like assign to. */
  readonly assigned?: Model | EventSchema;
  /** The step around, if it is an activity. */
  readonly activity?: Step;
}

export type Visit = (node: Node, around: Surroundings, parents: readonly Node[]) => void;

/** Visits every node of the file in the order of the text, parents first. */
export function visitFile(opened: OpenedFile, visit: Visit, within?: (node: Node) => boolean): void {
  const start: Surroundings = { scope: opened.scope, activities: new Map(), journeyFile: opened.parsed.file };
  const parents: Node[] = [];
  const follow = (node: Node, around: Surroundings): void => {
    visit(node, around, parents);
    parents.push(node);
    for (const child of childrenOf(node)) {
      if (!within || within(child)) follow(child, surroundingsOf(child, node, around));
    }
    parents.pop();
  };
  follow(opened.parsed.tree, start);
}

/** A node on the way to a place, with what names mean in it. */
export interface Placed {
  readonly node: Node;
  readonly around: Surroundings;
}

/** The nodes that hold the offset, outermost first. A node that ends right there holds it too. */
export function nodesAt(opened: OpenedFile, offset: number): readonly Placed[] {
  const found: Placed[] = [];
  visitFile(
    opened,
    (node, around, parents) => {
      // Of two that touch at the offset, the later one is meant.
      found.length = Math.min(found.length, parents.length);
      found.push({ node, around });
    },
    (node) => node.start <= offset && offset <= node.end,
  );
  return found;
}

export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) children.push(each);
    } else if (isNode(value)) {
      children.push(value);
    }
  }
  return children.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value && "start" in value;
}

/** What names mean inside of a node, given what they mean around it. */
function surroundingsOf(node: Node, parent: Node, around: Surroundings): Surroundings {
  const { scope } = around;
  const modelNamed = (name: { readonly text: string } | undefined): { target?: Model } => {
    const target = name && scope.schema.models[name.text];
    return target ? { target } : {};
  };
  switch (node.kind) {
    case "journey":
      return { ...around, declaration: node, ...insideJourney(node, scope) };
    case "test":
    case "simulate": {
      const declared = node.journey && scope.declarations.journeys.get(node.journey.text);
      const inside = declared ? insideJourney(declared.node, declared.scope) : {};
      return { ...around, declaration: node, ...inside };
    }
    case "audience":
    case "template":
      return { ...around, declaration: node, ...modelNamed(node.model) };
    case "action":
      return { ...around, declaration: node, ...modelNamed(node.model), activities: activitiesIn(node, scope.file) };
    case "import":
      return { ...around, declaration: node };
    case "update":
    case "given": {
      const assigned = node.kind === "given" ? modelNamed(node.model).target : around.target;
      return { ...around, ...(assigned ? { assigned } : {}), ...(node.kind === "update" ? { activity: node } : {}) };
    }
    case "create": {
      const assigned = node.model && scope.schema.models[node.model.text];
      return { ...around, activity: node, ...(assigned ? { assigned } : {}) };
    }
    case "at": {
      const assigned = node.event ? scope.events.get(node.event.text) : around.target;
      return { ...around, ...(assigned ? { assigned } : {}) };
    }
    case "message":
    case "task":
    case "webhook":
    case "run":
    case "follow":
    case "suppress":
    case "list membership":
      return { ...around, activity: node };
    case "wait for":
    case "enter":
    case "exit when": {
      const event = node.event && scope.events.get(node.event.text);
      return event ? { ...around, event } : around;
    }
    default:
      return whereOf(node, parent, around);
  }
}

/** The condition of `any orders where …` is about the related records. */
function whereOf(node: Node, parent: Node, around: Surroundings): Surroundings {
  if ((parent.kind !== "quantified" && parent.kind !== "aggregate") || parent.where !== node) return around;
  const related = relatedModel(parent.relation, around);
  const { target: owner } = around;
  return related ? { ...around, target: related, ...(owner ? { owner } : {}) } : around;
}

/** The model that a path to a relation leads to; of `orders.total` the one of `orders`. */
export function relatedModel(path: FieldPath | undefined, { target, scope }: Surroundings): Model | undefined {
  let model = target;
  for (const name of path?.path ?? []) {
    const type = model?.fields.find((field) => field.name === name.text)?.type;
    if (!type || (type.kind !== "record" && type.kind !== "records")) return model;
    model = scope.schema.models[type.model];
    if (type.kind === "records") return model;
  }
  return path ? model : undefined;
}

function insideJourney(
  journey: Journey,
  scope: FileScope,
): Pick<Surroundings, "journey" | "journeyFile" | "activities"> & Partial<Surroundings> {
  const setting = journey.settings.find((each) => each.kind === "target");
  const target = setting?.model && scope.schema.models[setting.model.text];
  const enter = journey.settings.find((each) => each.kind === "enter");
  const entry = enter?.event && scope.events.get(enter.event.text);
  return {
    journey,
    journeyFile: scope.file,
    activities: activitiesOf(journey.steps, "", scope.file),
    ...(target ? { target } : {}),
    ...(entry ? { entry } : {}),
  };
}

function activitiesIn(action: Action, file: string): ReadonlyMap<string, ActivityPlace> {
  return activitiesOf(action.block?.steps ?? [], "", file);
}

/** The name that the node was given. */
export function nameOf(node: Node): string | undefined {
  return "name" in node && node.name?.kind === "name" ? node.name.text : undefined;
}

const stepKinds: ReadonlySet<string> = new Set([
  ...["message", "update", "create", "task", "list membership", "suppress", "follow", "webhook", "run", "do"],
  ...[
    "journey control",
    "wait",
    "wait until",
    "wait for",
    "if",
    "match",
    "split",
    "ab test",
    "repeat",
    "parallel",
    "exit",
  ],
]);

/** A step that was recognised. */
export const isStep = (node: Node): node is Exclude<Step, { kind: "unknown" }> => stepKinds.has(node.kind);
