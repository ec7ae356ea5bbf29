/**
 * Model schemas: what the TypeScript interfaces say, as plain data. Serialisable as JSON, so that they
 * can be cached and shipped without ts-morph.
 */

export type FieldType =
  | { readonly kind: "text" }
  /** Branded text: an e-mail address, a phone number, a device, an IANA time zone name. */
  | { readonly kind: "email" }
  | { readonly kind: "phone" }
  /** A device's address for push notifications. */
  | { readonly kind: "push token" }
  | { readonly kind: "timezone" }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "date" }
  /** A union of literals: strings, or numbers. */
  | { readonly kind: "choice"; readonly of: "text" | "number"; readonly values: readonly (string | number)[] }
  | { readonly kind: "list"; readonly of: FieldType }
  /** A to-one relation. */
  | { readonly kind: "record"; readonly model: string }
  /** A to-many relation. */
  | { readonly kind: "records"; readonly model: string }
  /** A TypeScript type that the language cannot use; `text` is the type as written. */
  | { readonly kind: "unknown"; readonly text: string };

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** May be empty: `?`, `| null` or `| undefined`. */
  readonly optional: boolean;
  readonly doc?: string;
  /** The column (for a to-one relation: the foreign key's column, default `<name>_id`). `@column` overrides. */
  readonly column: string;
  /** For a to-many relation: the foreign key's column in the other model's table (`@via`, default `<this model in snake_case>_id`). */
  readonly via?: string;
  /** Where it is declared, in the file that `Model.file` names or one that it imports. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface Model {
  readonly name: string;
  readonly doc?: string;
  /** `@table`, default: the interface's own name (whatever name it is exported with) in snake_case with an `s`. */
  readonly table: string;
  /** `id` unless a field is marked `@id`. */
  readonly idField: string;
  /** `number` ids are bigint columns, `text` ids text columns. */
  readonly idType: "number" | "text";
  /** The boolean field that is false on archived records: the one marked `@active`, else one named `active`. Undefined: nothing is ever archived. */
  readonly activeField?: string;
  readonly fields: readonly Field[];
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A custom event: an interface marked `@event cart_abandoned`, with its payload's fields. */
export interface EventSchema {
  /** The tag's text, default: the interface's name in snake_case. */
  readonly name: string;
  readonly interfaceName: string;
  readonly doc?: string;
  readonly fields: readonly Field[];
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface FunctionParameter {
  readonly name: string;
  /** Of a rest parameter (`...ids: number[]`): the type of each argument. */
  readonly type: FieldType;
  /** May be left out: `?`, or a default. */
  readonly optional: boolean;
  readonly rest: boolean;
}

/** An exported TypeScript function that a `run` step may call. */
export interface FunctionSchema {
  readonly name: string;
  readonly doc?: string;
  readonly parameters: readonly FunctionParameter[];
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** What a TypeScript file and those it imports say. */
export interface ModelSchema {
  /** By name. */
  readonly models: Readonly<Record<string, Model>>;
  /** By the event's name. */
  readonly events?: Readonly<Record<string, EventSchema>>;
  /** By the name that they are exported with. */
  readonly functions?: Readonly<Record<string, FunctionSchema>>;
}
