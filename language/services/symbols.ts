/** Everything in a workspace that has a name. */
import type { Span } from "../syntax/span.ts";

export type SymbolKind =
  | "model"
  | "field"
  | "event"
  | "payload field"
  | "function"
  | "journey"
  | "audience"
  | "action"
  | "template"
  | "activity"
  | "split"
  | "goal"
  | "variant"
  | "share"
  | "branch"
  | "link"
  | "list";

export interface NamedThing {
  readonly kind: SymbolKind;
  readonly name: string;
  /** Two names with one key mean the same thing. */
  readonly key: string;
  /** Where it is declared. Undefined: nowhere that can be shown (a mailing list). */
  readonly place?: Span & { readonly file: string };
}

/** A place where something is named. */
export interface Occurrence extends Span {
  readonly thing: NamedThing;
  readonly role: "declaration" | "use" | "import" | "write";
  /** In a text, inside of `{{ }}`. */
  readonly inLiquid?: true;
}
