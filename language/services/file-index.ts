/** What is named where in a file, worked out once for each of its states. */
import { blocksOf } from "../check/activities.ts";
import { literalSource } from "../check/check-liquid.ts";
import { resolvePath } from "../check/paths.ts";
import type { CheckedFile } from "../check/program.ts";
import type { FileScope } from "../check/scope.ts";
import type { Field, Model } from "../models/schema.ts";
import type {
  AbTestStep,
  Branch,
  Declaration,
  Engagement,
  FieldPath,
  Journey,
  Name,
  Node,
  SplitShare,
  SplitStep,
  Step,
  StringLiteral,
  Variant,
} from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { bodyFileFormat } from "../texts/compile-message.ts";
import { parseLiquid } from "../texts/liquid.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { childrenOf, type Surroundings, visitFile } from "./surroundings.ts";
import type { NamedThing, Occurrence } from "./symbols.ts";

/** A text file that a message takes its body from. */
export interface BodyUse {
  readonly path: string;
  readonly literal: StringLiteral;
  readonly around: Surroundings;
  /** The labels of the links that the message declares. */
  readonly links: readonly Name[];
}

export interface FileIndex {
  /** In the order of the text. */
  readonly occurrences: readonly Occurrence[];
  readonly bodies: readonly BodyUse[];
}

const nothing: FileIndex = { occurrences: [], bodies: [] };
const known = new WeakMap<CheckedFile, FileIndex>();

/** The file's own index; that of a file that isn't there is empty. */
export function indexOf(workspace: EditedWorkspace, path: string): FileIndex {
  const checked = workspace.checked(path);
  const opened = workspace.opened(path);
  if (!opened) return nothing;
  const before = checked && known.get(checked);
  if (before) return before;
  const indexing = new Indexing(opened.scope);
  visitFile(opened, (node, around, parents) => indexing.visit(node, around, parents));
  const index = indexing.result();
  if (checked) known.set(checked, index);
  return index;
}

/** What is named at the place; of two names that touch there, the one that begins. */
export function occurrenceAt(workspace: EditedWorkspace, path: string, offset: number): Occurrence | undefined {
  const { occurrences } = isBody(path) ? bodyIndex(workspace, path) : indexOf(workspace, path);
  return occurrences.findLast((each) => each.start <= offset && offset <= each.end);
}

/** Every place in the project that names the thing, by file; bodies of messages too. */
export function occurrencesOf(
  workspace: EditedWorkspace,
  { key }: NamedThing,
): ReadonlyMap<string, readonly Occurrence[]> {
  const found = new Map<string, readonly Occurrence[]>();
  const bodies = new Set<string>();
  const add = (path: string, index: FileIndex): void => {
    const own = index.occurrences.filter(({ thing }) => thing.key === key);
    if (own.length > 0) found.set(path, own);
    for (const body of index.bodies) bodies.add(body.path);
  };
  for (const path of workspace.paths) add(path, indexOf(workspace, path));
  for (const path of bodies) add(path, bodyIndex(workspace, path));
  return found;
}

export const isBody = (path: string): boolean => /\.(mjml|html?|md|txt)$/.test(path);

/** Who takes a body from this file. */
export function usesOfBody(workspace: EditedWorkspace, path: string): readonly BodyUse[] {
  return workspace.paths.flatMap((each) => indexOf(workspace, each).bodies.filter((body) => body.path === path));
}

/** What the Liquid of a body file names, for the first message that uses it. */
export function bodyIndex(workspace: EditedWorkspace, path: string): FileIndex {
  const text = workspace.host.readFile(path);
  const [use] = usesOfBody(workspace, path);
  if (text === undefined || !use) return nothing;
  return { occurrences: liquidOccurrences(text, (start, end) => ({ start, end }), use.around), bodies: [] };
}

class Indexing {
  readonly #occurrences: Occurrence[] = [];
  readonly #bodies: BodyUse[] = [];

  constructor(readonly scope: FileScope) {}

  result(): FileIndex {
    return {
      occurrences: this.#occurrences.sort((a, b) => a.start - b.start || a.end - b.end),
      bodies: this.#bodies,
    };
  }

  #add(span: Span | undefined, thing: NamedThing | undefined, role: Occurrence["role"] = "use"): void {
    if (span && thing && span.end > span.start) this.#occurrences.push({ ...span, thing, role });
  }

  /** A name, as its place alone. */
  #name(name: Name | undefined, thing: NamedThing | undefined, role: Occurrence["role"] = "use"): void {
    this.#add(name && { start: name.start, end: name.end }, thing, role);
  }

  visit(node: Node, around: Surroundings, parents: readonly Node[]): void {
    const { scope } = this;
    const parent = parents.at(-1);
    switch (node.kind) {
      case "import":
        for (const name of node.names) this.#name(name, importedThing(name.text, scope), "import");
        return;
      case "journey":
      case "audience":
      case "action":
      case "template":
        this.#name(node.name, node.name && declaredThing(node, node.name, scope.file), "declaration");
        if (node.kind !== "journey") this.#name(node.model, modelThing(node.model?.text, scope));
        return;
      case "test":
      case "simulate":
        this.#name(node.journey, journeyThing(node.journey?.text, scope));
        return;
      case "target":
        this.#name(node.model, modelThing(node.model?.text, scope));
        return;
      case "goal":
        this.#name(node.name, goalThing(node.name?.text, around), "declaration");
        return;
      case "winner":
        this.#name(node.goal, goalThing(node.goal?.text, around));
        return;
      case "message":
      case "update":
      case "task":
      case "webhook":
        this.#name(node.name, activityThing(node.name?.text, around), "declaration");
        return;
      case "create":
        this.#name(node.model, modelThing(node.model?.text, scope));
        this.#name(node.name, activityThing(node.name?.text, around), "declaration");
        return;
      case "split":
      case "ab test":
        this.#name(node.name, node.name && splitThing(node.name, scope.file, around), "declaration");
        return;
      case "given":
      case "at": {
        if (node.kind === "given") this.#name(node.model, modelThing(node.model?.text, scope));
        else this.#name(node.event, eventThing(node.event?.text, scope));
        const split = node.step && splitNamed(node.step.text, around.journey?.steps ?? []);
        if (!split?.name) return;
        const owner = ownerName(around);
        this.#name(node.step, splitThing(split.name, around.journeyFile, around));
        const ways: readonly (SplitShare | Variant)[] = split.kind === "split" ? split.shares : split.variants;
        const way = ways.find((each) => each.name && each.name.text === node.way?.text);
        this.#name(node.way, way && wayThing(way, around.journeyFile, owner, split.start));
        return;
      }
      case "list membership":
        this.#add(node.list && inside(node.list), listThing(node.list?.value));
        return;
      case "in list":
        this.#add(node.list && inside(node.list), listThing(node.list?.value));
        return;
      case "variant":
      case "split share":
      case "branch":
        if (node.name && parent) {
          const owner = declarationName(around.declaration);
          this.#name(node.name, wayThing(node, around.journeyFile, owner, parent.start), "declaration");
        }
        return;
      case "run": {
        const found = node.function && scope.functions.get(node.function.text);
        this.#name(node.function, found && functionThing(found));
        return;
      }
      case "do":
        this.#name(node.action, otherThing("action", node.action?.text, scope));
        return;
      case "template setting":
        this.#name(node.name, otherThing("template", node.name?.text, scope));
        return;
      case "journey control":
        this.#name(node.journey, journeyThing(node.journey?.text, scope));
        return;
      case "enter":
      case "exit when":
      case "wait for":
        this.#name(node.event, eventThing(node.event?.text, scope));
        return;
      case "expect": {
        const goal = goalThing(node.subject?.text, around);
        this.#name(
          node.subject,
          goal?.place && node.state?.text === "reached" ? goal : activityThing(node.subject?.text, around),
        );
        return;
      }
      case "engagement":
        this.#name(node.activity, activityThing(node.activity.text, around));
        this.#label(node, around);
        return;
      case "clause":
        if (node.label) this.#add(inside(node.label), linkThing(node.label.value, around));
        return;
      case "link setting":
        this.#name(node.name, linkThing(node.name?.text, around), "declaration");
        if (node.url) this.#liquid(node.url, around);
        return;
      case "assignment":
        this.#assignment(node.field, around, parent);
        if (node.value?.kind === "string") this.#liquid(node.value, around);
        return;
      case "field":
        this.#path(node, around, parents);
        return;
      case "text setting":
        if (node.value) this.#text(node.setting, node.value, around, parent);
        return;
      case "string":
        if (parent?.kind === "task" || parent?.kind === "webhook call" || parent?.kind === "webhook header") {
          this.#liquid(node, around);
        }
        return;
    }
  }

  #label({ label }: Engagement, around: Surroundings): void {
    if (label) this.#add(inside(label), linkThing(label.value, around));
  }

  #assignment(field: Name | undefined, { assigned }: Surroundings, parent: Node | undefined): void {
    if (!field || !assigned || parent?.kind === "webhook body") return;
    this.#name(field, fieldThing(assigned, field.text), "write");
  }

  #path(path: FieldPath, around: Surroundings, parents: readonly Node[]): void {
    const { target, scope } = around;
    const [first, second] = path.path;
    if (!first) return;
    const parent = parents.at(-1);
    if (path.path.length === 1 && !target?.fields.some(({ name }) => name === first.text)) {
      const audience = otherThing("audience", first.text, scope);
      // An activity without what happened to it: somebody is just typing it.
      this.#name(
        first,
        audience ?? (around.activities.has(first.text) ? activityThing(first.text, around) : undefined),
      );
      return;
    }
    const payload = first.text === "entry" ? around.entry : first.text === "event" ? around.event : undefined;
    if (payload && !(around.owner ?? target)?.fields.some(({ name }) => name === first.text)) {
      this.#name(second, second && fieldThing(payload, second.text));
      return;
    }
    let model = parent?.kind === "assignment" ? around.target : target;
    for (const name of path.path) {
      const field = model?.fields.find((each) => each.name === name.text);
      if (!model || !field) return;
      this.#name(name, fieldThing(model, name.text));
      model = modelOf(field, scope);
    }
  }

  #text(setting: string, literal: StringLiteral, around: Surroundings, parent: Node | undefined): void {
    if (setting !== "body" || !bodyFileFormat(literal.value.trim())) {
      this.#liquid(literal, around);
      return;
    }
    const settings = parent && "settings" in parent ? parent.settings : [];
    const links = settings.flatMap((each) => (each.kind === "link setting" && each.name ? [each.name] : []));
    for (const path of bodyPaths(literal.value.trim(), this.scope)) this.#bodies.push({ path, literal, around, links });
  }

  #liquid(literal: StringLiteral, around: Surroundings): void {
    const { spanOf } = literalSource(literal, this.scope.file);
    this.#occurrences.push(...liquidOccurrences(literal.value, spanOf, around));
  }
}

/** The files that a body's path means: `./welcome.*.mjml` stands for one in each language. */
export function bodyPaths(written: string, { file, host }: FileScope): readonly string[] {
  const path = resolvePath(file, written);
  if (!written.includes("*")) return [path];
  const folder = path.slice(0, path.lastIndexOf("/"));
  const [before = "", after = ""] = path.slice(folder.length + 1).split("*");
  const listed =
    "listFolder" in host ? (host as { listFolder(path: string): readonly string[] }).listFolder(folder) : [];
  return listed.filter((name) => name.startsWith(before) && name.endsWith(after)).map((name) => `${folder}/${name}`);
}

function liquidOccurrences(
  text: string,
  spanOf: (start: number, end: number) => Span,
  around: Surroundings,
): Occurrence[] {
  const { reads, links } = parseLiquid(text);
  const found: Occurrence[] = [];
  for (const { path, start, isAlias } of reads) {
    if (isAlias) continue;
    const root = path[0] === "entry" ? around.entry : path[0] === "event" ? around.event : undefined;
    let model: Model | undefined = around.target;
    let at = start;
    for (const [index, name] of path.entries()) {
      at = text.indexOf(name, at);
      const owner = root && index === 1 ? root : model;
      const field = owner?.fields.find((each) => each.name === name);
      if (at < 0 || (!field && !(root && index === 0))) break;
      if (owner && field) {
        found.push({ ...spanOf(at, at + name.length), thing: fieldThing(owner, name)!, role: "use", inLiquid: true });
        model = modelOf(field, around.scope);
      }
      at += name.length;
    }
  }
  for (const { name, start, end } of links) {
    const thing = linkThing(name, around);
    const at = text.indexOf(name, start + "link".length);
    if (thing && at >= 0 && at < end) {
      found.push({ ...spanOf(at, at + name.length), thing, role: "use", inLiquid: true });
    }
  }
  return found;
}

function modelOf({ type }: Field, scope: FileScope): Model | undefined {
  return type.kind === "record" || type.kind === "records" ? scope.schema.models[type.model] : undefined;
}

const inside = (literal: StringLiteral): Span => {
  const quotes = literal.block ? 3 : 1;
  return {
    start: literal.start + quotes,
    end: Math.max(literal.start + quotes, literal.end - (literal.unterminated ? 0 : quotes)),
  };
};

export { inside as insideQuotes };

function importedThing(name: string, scope: FileScope): NamedThing | undefined {
  const found = scope.functions.get(name);
  const event = [...scope.events.values()].find((each) => each.interfaceName === name);
  return (
    (scope.schema.models[name] && modelThing(name, scope)) ??
    (event && eventThing(event.name, scope)) ??
    (found && functionThing(found)) ??
    journeyThing(name, scope) ??
    otherThing("audience", name, scope) ??
    otherThing("action", name, scope) ??
    otherThing("template", name, scope)
  );
}

function modelThing(name: string | undefined, scope: FileScope): NamedThing | undefined {
  const model = name === undefined ? undefined : scope.schema.models[name];
  return model && { kind: "model", name: model.name, key: `model ${model.file} ${model.name}`, place: placeOf(model) };
}

export function fieldThing(owner: Model | NonNullable<Surroundings["entry"]>, name: string): NamedThing | undefined {
  const field = owner.fields.find((each) => each.name === name);
  if (!field) return undefined;
  const kind = "interfaceName" in owner ? "payload field" : "field";
  return { kind, name, key: `field ${field.file} ${field.start}`, place: placeOf(field) };
}

function eventThing(name: string | undefined, scope: FileScope): NamedThing | undefined {
  const event = name === undefined ? undefined : scope.events.get(name);
  return event && { kind: "event", name: event.name, key: `event ${event.file} ${event.name}`, place: placeOf(event) };
}

function functionThing(found: { name: string; file: string; start: number; end: number }): NamedThing {
  return { kind: "function", name: found.name, key: `function ${found.file} ${found.name}`, place: placeOf(found) };
}

const placeOf = ({ file, start, end }: Span & { readonly file: string }) => ({ file, start, end });

function declaredThing(
  node: Extract<Declaration, { kind: "journey" | "audience" | "action" | "template" }>,
  name: Name,
  file: string,
): NamedThing {
  const key = node.kind === "journey" ? `journey ${name.text}` : `${node.kind} ${file} ${name.text}`;
  return { kind: node.kind, name: name.text, key, place: { file, start: name.start, end: name.end } };
}

function otherThing(
  kind: "audience" | "action" | "template",
  name: string | undefined,
  { declarations }: FileScope,
): NamedThing | undefined {
  if (name === undefined) return undefined;
  const maps = { audience: declarations.audiences, action: declarations.actions, template: declarations.templates };
  const declared = maps[kind].get(name);
  return declared?.node.name && declaredThing(declared.node, declared.node.name, declared.scope.file);
}

/** A journey may be started without being imported: its name is one in the whole project. */
function journeyThing(name: string | undefined, scope: FileScope): NamedThing | undefined {
  if (name === undefined) return undefined;
  const declared = scope.declarations.journeys.get(name);
  if (declared?.node.name) return declaredThing(declared.node, declared.node.name, declared.scope.file);
  return scope.journeyNames.has(name) ? { kind: "journey", name, key: `journey ${name}` } : undefined;
}

function activityThing(name: string | undefined, around: Surroundings): NamedThing | undefined {
  const place = name === undefined ? undefined : around.activities.get(name);
  if (name === undefined || !place) return undefined;
  const key = `activity ${place.file} ${ownerName(around)} ${name}`;
  return { kind: "activity", name, key, place: { file: place.file, start: place.start, end: place.end } };
}

/** A split or an A/B test. Its name is free where no activity has it, so both have their keys in common. */
function splitThing({ text, start, end }: Name, file: string, around: Surroundings): NamedThing {
  return {
    kind: "split",
    name: text,
    key: `activity ${file} ${ownerName(around)} ${text}`,
    place: { file, start, end },
  };
}

function splitNamed(name: string, steps: readonly Step[]): SplitStep | AbTestStep | undefined {
  for (const step of steps) {
    if ((step.kind === "split" || step.kind === "ab test") && step.name?.text === name) return step;
    const inside = splitNamed(
      name,
      blocksOf(step).flatMap((block) => block.steps),
    );
    if (inside) return inside;
  }
  return undefined;
}

/** A share, a variant or a branch; of two steps with the same names each has its own. */
function wayThing(
  way: SplitShare | Variant | Branch,
  file: string,
  owner: string,
  stepStart: number,
): NamedThing | undefined {
  if (!way.name) return undefined;
  const { text: name, start, end } = way.name;
  const kind = way.kind === "split share" ? "share" : way.kind;
  return { kind, name, key: `${kind} ${file} ${owner} ${stepStart} ${name}`, place: { file, start, end } };
}

function goalThing(name: string | undefined, around: Surroundings): NamedThing | undefined {
  if (name === undefined || !around.journey) return undefined;
  const goal = around.journey.settings.find((each) => each.kind === "goal" && each.name?.text === name);
  const place = goal?.kind === "goal" ? goal.name : undefined;
  if (!place) return undefined;
  const key = `goal ${around.journeyFile} ${ownerName(around)} ${name}`;
  return { kind: "goal", name, key, place: { file: around.journeyFile, start: place.start, end: place.end } };
}

/** Links with one label mean one link in all of a journey's messages. */
function linkThing(name: string | undefined, around: Surroundings): NamedThing | undefined {
  if (name === undefined || name === "") return undefined;
  const key = `link ${around.journeyFile} ${ownerName(around)} ${name}`;
  const { journey, declaration } = around;
  const owner = journey ?? declaration;
  const place = owner && linkIn(owner, name);
  return { kind: "link", name, key, ...(place ? { place: { file: around.journeyFile, ...place } } : {}) };
}

function linkIn(node: Node, name: string): Span | undefined {
  if (node.kind === "link setting")
    return node.name?.text === name ? { start: node.name.start, end: node.name.end } : undefined;
  for (const child of childrenOf(node)) {
    const found = linkIn(child, name);
    if (found) return found;
  }
  return undefined;
}

function listThing(name: string | undefined): NamedThing | undefined {
  return name ? { kind: "list", name, key: `list ${name}` } : undefined;
}

function ownerName({ journey, declaration }: { journey?: Journey; declaration?: Declaration }): string {
  return journey ? `journey ${journey.name?.text ?? ""}` : declarationName(declaration);
}

function declarationName(declaration: Declaration | undefined): string {
  return declaration && "name" in declaration ? `${declaration.kind} ${declaration.name?.text ?? ""}` : "";
}
