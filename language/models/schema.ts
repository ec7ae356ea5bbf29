/**
 * Model schemas: what the TypeScript interfaces say, as plain data. Serialisable as JSON, so that they
 * can be cached and shipped without ts-morph.
 */

export type FieldType =
  | { readonly kind: "text" }
  /** Branded text: an e-mail address, a phone number, an IANA time zone name. */
  | { readonly kind: "email" }
  | { readonly kind: "phone" }
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
  /** `@table`, default: the name in snake_case with an `s`. */
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

/** All models that a set of files declares or imports, by name. */
export interface ModelSchema {
  readonly models: Readonly<Record<string, Model>>;
}
