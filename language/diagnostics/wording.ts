/** How types, fields and lists of things are put into words in diagnostics. */
import type { Field, FieldType, Model } from "../models/schema.ts";

/** "a number", "a choice of `BE` and `FR`": fits after "is". */
export function describeType(type: FieldType): string {
  switch (type.kind) {
    case "text":
      return "text";
    case "email":
      return "an e-mail address";
    case "phone":
      return "a phone number";
    case "push token":
      return "a device's push token";
    case "timezone":
      return "a time zone";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "date":
      return "a date";
    case "choice":
      return `a choice of ${wordList(type.values.map((value) => JSON.stringify(value)))}`;
    case "list":
      return "a list";
    case "record":
      return `a related ${type.model}`;
    case "records":
      return `many ${type.model} records`;
    case "unknown":
      return `of the TypeScript type ${type.text}`;
  }
}

const longestList = 12;

/** "a, b and c"; long lists are cut: "a, b, … and 5 more". */
export function wordList(words: readonly string[], last = "and", quote = ""): string {
  if (words.length === 0) return "nothing";
  const most = words.length > longestList ? longestList - 1 : words.length;
  const shown = words.slice(0, most).map((word) => `${quote}${word}${quote}`);
  const rest = words.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  const tail = all.at(-1) ?? "";
  return all.length === 1 ? tail : `${all.slice(0, -1).join(", ")} ${last} ${tail}`;
}

/** "`a`, `b` and `c`" */
export function quotedList(words: readonly string[], last = "and"): string {
  return wordList(words, last, "`");
}

/** The model's fields in words, undefined when there are none (so that a help line which needs them is passed over). */
export function fieldList(model: Model, which: (field: Field) => boolean = () => true): string | undefined {
  const names = model.fields.filter(which).map((field) => field.name);
  return names.length === 0 ? undefined : quotedList(names);
}

/** "1 day", "2 days" */
export function describeDuration(duration: { readonly amount: number; readonly unit: string }): string {
  return `${duration.amount} ${duration.unit}${duration.amount === 1 ? "" : "s"}`;
}
