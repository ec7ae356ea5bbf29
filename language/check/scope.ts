/** What the rules know about the place they look at. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import type { EventSchema, FunctionSchema, Model, ModelSchema } from "../models/schema.ts";
import type {
  Action,
  Audience,
  Channel,
  Engagement,
  Import,
  Journey,
  MessageSetting,
  Template,
} from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { JourneyNames } from "./asked-names.ts";
import type { CalendarDuration } from "./condition.ts";

/** Something that a `.journey` file declares by name, and the file's own names. */
export interface Declared<Node> {
  readonly node: Node;
  readonly scope: FileScope;
}

/** What the file declares and imports from other `.journey` files, by name. */
export interface Declarations {
  readonly audiences: ReadonlyMap<string, Declared<Audience>>;
  readonly actions: ReadonlyMap<string, Declared<Action>>;
  readonly templates: ReadonlyMap<string, Declared<Template>>;
  readonly journeys: ReadonlyMap<string, Declared<Journey>>;
}

/** A function, and the file that it is imported from. */
export interface ImportedFunction extends FunctionSchema {
  readonly path: string;
}

/** An activity that a condition may ask about. */
export interface ActivityPlace extends Span {
  /** `step`: a step inside the house. */
  readonly channel: Channel | "step";
  /** Its id in the graph. */
  readonly id: string;
  readonly file: string;
}

/** A message that takes its texts from a template. */
export interface TemplateUse extends Span {
  readonly file: string;
  readonly template: string;
  readonly purpose: "marketing" | "transactional";
  /** What is wrong with it is said elsewhere. */
  readonly isQuiet?: boolean;
}

export interface FileScope {
  readonly file: string;
  readonly text: string;
  readonly host: Host;
  /** Every model that the file's imports lead to, whether imported by name or referred to. */
  readonly schema: ModelSchema;
  /** The names that the file imports, with where they were imported from (as written). */
  readonly imported: ReadonlyMap<string, string>;
  readonly declarations: Declarations;
  /** Custom events of the imported files, by name. */
  readonly events: ReadonlyMap<string, EventSchema>;
  readonly functions: ReadonlyMap<string, ImportedFunction>;
  /** The names of all journeys that are checked together with this file. */
  readonly journeyNames: JourneyNames;
  /** Models that an imported file has, with the import that names the file. */
  readonly importable: ReadonlyMap<string, Import>;
  /** Names whose import went wrong and was reported: using them is no second mistake. */
  readonly unresolved: ReadonlySet<string>;
  /** Imported names that something uses; the rules add to it. */
  readonly used: Set<string>;
  /** Where a message takes its texts from a template. */
  readonly useTemplate: (use: TemplateUse) => void;
  /** What the parser reported: near these, a missing part is no second mistake. */
  readonly syntaxErrors: readonly Span[];
  readonly report: (diagnostic: Diagnostic) => void;
}

export interface JourneyScope extends FileScope {
  /** Undefined: the journey has no (known) target, and rules that would need it keep quiet. */
  readonly target: Model | undefined;
  readonly purpose: "marketing" | "transactional";
  /** The journey's activities by name, also those further down. */
  readonly activities: ReadonlyMap<string, ActivityPlace>;
  readonly goals: ReadonlySet<string>;
  /** Conditions about a link of a message: looked at when all messages are known. The rules add to it. */
  readonly askedLabels: Engagement[] | undefined;
  /** The payload that the journey started with, and the one that a step has just waited for. */
  readonly entry: EventSchema | undefined;
  readonly event: EventSchema | undefined;
  /** In a `where` about related records: the record that they belong to. `target` is the related model there. */
  readonly owner: Model | undefined;
  readonly locale: { readonly languages: readonly string[] | undefined; readonly fallback: string } | undefined;
  /** How long reactions listen. */
  readonly listen: CalendarDuration;
  /** The audiences and actions that are being followed, innermost last: one that leads to itself has no end. */
  readonly following: readonly string[];
  /** In an action: the id of the `do` that carries it out. */
  readonly actionId: string | undefined;
  /** For what a template brings along: the file it stands in. */
  readonly origins: ReadonlyMap<MessageSetting, FileScope>;
  /** The named activities so far. */
  readonly names: Map<string, Span>;
  /** Paths (`company.country`) that the conditions around this place let through only when they are filled. */
  readonly filled: ReadonlySet<string>;
  /** For the steps right in a clause's block: the time between the clause's event and its first step. */
  readonly clauseDelay: CalendarDuration | undefined;
}

/**
 * A journey's place in its file. Every property is named: a copy of a file's scope with as many more makes an object of the
 * slow kind, and so would be all copies of it.
 */
export function journeyScope(
  file: FileScope,
  report: FileScope["report"],
  own: Omit<JourneyScope, keyof FileScope>,
): JourneyScope {
  return {
    file: file.file,
    text: file.text,
    host: file.host,
    schema: file.schema,
    imported: file.imported,
    declarations: file.declarations,
    events: file.events,
    functions: file.functions,
    journeyNames: file.journeyNames,
    importable: file.importable,
    unresolved: file.unresolved,
    used: file.used,
    useTemplate: file.useTemplate,
    syntaxErrors: file.syntaxErrors,
    report,
    target: own.target,
    purpose: own.purpose,
    activities: own.activities,
    goals: own.goals,
    askedLabels: own.askedLabels,
    entry: own.entry,
    event: own.event,
    owner: own.owner,
    locale: own.locale,
    listen: own.listen,
    following: own.following,
    actionId: own.actionId,
    origins: own.origins,
    names: own.names,
    filled: own.filled,
    clauseDelay: own.clauseDelay,
  };
}

/** The same place, with more fields known to be filled. */
export function withFilled<Scope extends JourneyScope>(scope: Scope, paths: ReadonlySet<string>): Scope {
  return paths.size === 0 ? scope : { ...scope, filled: new Set([...scope.filled, ...paths]) };
}

/** Whether the parser found a mistake inside the span. */
export function hasSyntaxError(span: Span, scope: FileScope): boolean {
  return scope.syntaxErrors.some((error) => error.start <= span.end && error.end >= span.start);
}
