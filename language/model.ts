/**
 * Types for model files: `import type { Email, Phone, TimeZone } from "journey/model"`.
 * They are ordinary strings with a name, so that the language knows what a field holds.
 */
declare const brand: unique symbol;

/** An e-mail address. */
export type Email = string & { readonly [brand]?: "email" };

/** A phone number, best in E.164 (`+32470123456`). */
export type Phone = string & { readonly [brand]?: "phone" };

/** What a push service calls a person's device. */
export type PushToken = string & { readonly [brand]?: "push token" };

/** An IANA time zone name, e.g. `Europe/Brussels`. */
export type TimeZone = string & { readonly [brand]?: "timezone" };

/**
 * What a function that a `run` step calls has as its `this`:
 * `export async function score(this: Action<Contact>, contact: Contact) { this.update({ score: 1 }) }`.
 */
export interface Action<Model extends object> {
  /** The same one whenever this very step is tried for this person: for services that carry out a call once by it. */
  readonly idempotencyKey: string;
  /** This attempt's number, from 1. */
  readonly attempt: number;
  /**
   * Changes fields of the record, all together, when the function has ended well. Keys and related records can't be changed;
   * null empties a field that may be empty.
   */
  update(changes: { readonly [Field in keyof Model]?: Model[Field] | null }): void;
}
