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
