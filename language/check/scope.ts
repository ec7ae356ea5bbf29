/** What the rules know about the place they look at. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import type { Model, ModelSchema } from "../models/schema.ts";
import type { Import } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { CalendarDuration } from "./condition.ts";

export interface FileScope {
  readonly file: string;
  readonly text: string;
  readonly host: Host;
  /** Every model that the file's imports lead to, whether imported by name or referred to. */
  readonly schema: ModelSchema;
  /** The names that the file imports, with where they were imported from (as written). */
  readonly imported: ReadonlyMap<string, string>;
  /** Models that an imported file has, with the import that names the file. */
  readonly importable: ReadonlyMap<string, Import>;
  /** Names whose import went wrong and was reported: using them is no second mistake. */
  readonly unresolved: ReadonlySet<string>;
  /** Imported names that something uses; the rules add to it. */
  readonly used: Set<string>;
  /** What the parser reported: near these, a missing part is no second mistake. */
  readonly syntaxErrors: readonly Span[];
  readonly report: (diagnostic: Diagnostic) => void;
}

export interface JourneyScope extends FileScope {
  /** Undefined: the journey has no (known) target, and rules that would need it keep quiet. */
  readonly target: Model | undefined;
  readonly purpose: "marketing" | "transactional";
  /** The named activities so far. */
  readonly names: Map<string, Span>;
  /** Paths (`company.country`) that the conditions around this place let through only when they are filled. */
  readonly filled: ReadonlySet<string>;
  /** For the steps right in a clause's block: the time between the clause's event and its first step. */
  readonly clauseDelay?: CalendarDuration | undefined;
}

/** The same place, with more fields known to be filled. */
export function withFilled<Scope extends JourneyScope>(scope: Scope, paths: ReadonlySet<string>): Scope {
  return paths.size === 0 ? scope : { ...scope, filled: new Set([...scope.filled, ...paths]) };
}

/** Whether the parser found a mistake inside the span. */
export function hasSyntaxError(span: Span, scope: FileScope): boolean {
  return scope.syntaxErrors.some((error) => error.start <= span.end && error.end >= span.start);
}
