/**
 * Conditions as JavaScript, over plain records: what tests and the simulator ask. The same conditions as SQL stand in
 * to-sql.ts; one-meaning.test.ts holds the two to one meaning.
 */
import type {
  CalendarDuration,
  ComparisonType,
  Condition,
  FieldReference,
  Happening,
  ModelSchema,
  Operand,
} from "@journey/language";
import { addDuration, isSameDay, startOfDate, startOfDay } from "../time/calendar.ts";
import { folded } from "./fold-case.ts";

/** A record by field name: to-one relations nested records, to-many ones lists of them, dates ISO 8601 text or `Date`, what is empty undefined or null. */
export type PlainRecord = Readonly<Record<string, unknown>>;

/** What a condition may ask besides the record. */
export interface ConditionEnvironment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** When the participant entered, epoch milliseconds. */
  readonly entered: number;
  readonly timezone: string;
  /** The mailing lists of the service that the record is on. */
  readonly lists: ReadonlySet<string>;
  /** One of the record's addresses is suppressed. */
  readonly suppressed: boolean;
  /** The purposes that one of the record's addresses has agreed to. Default: none. */
  readonly consents?: ReadonlySet<string>;
  /** Whether that has happened to the activity in the participant's journey by now. Default: it has not. */
  readonly hasHappened?: (activity: string, happening: Happening, label: string | undefined) => boolean;
  /** The payloads of custom events. */
  readonly entry?: PlainRecord;
  readonly event?: PlainRecord;
}

export type Predicate = (record: PlainRecord, environment: ConditionEnvironment) => boolean;

type Read = (record: PlainRecord, environment: ConditionEnvironment) => unknown;
type Comparable = string | number | boolean | undefined;

/** Compiles a condition once; the predicate may be asked for any number of records. */
export function conditionToPredicate(condition: Condition, schema: ModelSchema): Predicate {
  switch (condition.kind) {
    case "constant":
      return () => condition.value;
    case "and": {
      const operands = condition.operands.map((operand) => conditionToPredicate(operand, schema));
      return (record, environment) => operands.every((operand) => operand(record, environment));
    }
    case "or": {
      const operands = condition.operands.map((operand) => conditionToPredicate(operand, schema));
      return (record, environment) => operands.some((operand) => operand(record, environment));
    }
    case "not": {
      const operand = conditionToPredicate(condition.operand, schema);
      return (record, environment) => !operand(record, environment);
    }
    case "compare": {
      const left = comparable(condition.left, condition.type, schema, condition.ignoringCase);
      const right = comparable(condition.right, condition.type, schema, condition.ignoringCase);
      const { operator } = condition;
      return (record, environment) => {
        const a = left(record, environment);
        const b = right(record, environment);
        // With an empty field on either side only `!=` holds.
        if (a === undefined || b === undefined) return operator === "!=";
        const order = compare(a, b);
        switch (operator) {
          case "=":
            return order === 0;
          case "!=":
            return order !== 0;
          case "<":
            return order < 0;
          case "<=":
            return order <= 0;
          case ">":
            return order > 0;
          case ">=":
            return order >= 0;
        }
      };
    }
    case "between": {
      const [operand, low, high] = [condition.operand, condition.low, condition.high].map((part) =>
        comparable(part, condition.type, schema),
      );
      return (record, environment) => {
        const value = operand?.(record, environment);
        const from = low?.(record, environment);
        const to = high?.(record, environment);
        if (value === undefined || from === undefined || to === undefined) return false;
        return compare(value, from) >= 0 && compare(value, to) <= 0;
      };
    }
    case "in": {
      const operand = comparable(condition.operand, condition.type, schema, condition.ignoringCase);
      const values = condition.values.map((value) => comparable(value, condition.type, schema, condition.ignoringCase));
      return (record, environment) => {
        const value = operand(record, environment);
        const found = value !== undefined && values.some((each) => each(record, environment) === value);
        return found !== condition.negated;
      };
    }
    case "text": {
      const operand = comparable(condition.operand, "text", schema, condition.ignoringCase);
      const text = comparable(condition.text, "text", schema, condition.ignoringCase);
      return (record, environment) => {
        const value = operand(record, environment);
        const part = text(record, environment);
        if (typeof value !== "string" || typeof part !== "string") return false;
        if (condition.test === "contains") return value.includes(part);
        if (condition.test === "matches") return patternOf(part).test(value);
        return condition.test === "starts with" ? value.startsWith(part) : value.endsWith(part);
      };
    }
    case "member": {
      const value = read(condition.value, schema);
      const list = read(condition.list, schema);
      return (record, environment) => {
        const item = value(record, environment);
        const items = list(record, environment);
        const held =
          item !== undefined &&
          item !== null &&
          Array.isArray(items) &&
          items.some((each) => plain(each) === plain(item));
        return held !== condition.negated;
      };
    }
    case "set": {
      const operand = read(condition.operand, schema);
      return (record, environment) => isSet(operand(record, environment)) !== condition.negated;
    }
    case "true": {
      const operand = read(condition.operand, schema);
      return (record, environment) => operand(record, environment) === true;
    }
    case "in list":
      return (_, environment) => environment.lists.has(condition.list);
    case "suppressed":
      return (_, environment) => environment.suppressed;
    case "consent":
      return (_, environment) => environment.consents?.has(condition.purpose) === true;
    case "engagement": {
      const { activity, happening, label } = condition;
      return (_, environment) => environment.hasHappened?.(activity, happening, label) === true;
    }
    case "date": {
      const operand = comparable(condition.operand, "date", schema);
      const { test, duration } = condition;
      return (record, environment) => {
        const value = operand(record, environment);
        if (typeof value !== "number") return false;
        const { now } = environment;
        const edge = addDuration(now, test === "within next" ? duration : negative(duration), environment.timezone);
        if (test === "older than") return value < edge;
        return test === "within last" ? value >= edge && value <= now : value >= now && value <= edge;
      };
    }
    case "day": {
      const operand = comparable(condition.operand, "date", schema);
      return (record, environment) => {
        const value = operand(record, environment);
        if (typeof value !== "number") return false;
        return isSameDay(value, environment.now, environment.timezone, condition.test === "anniversary is today");
      };
    }
    case "quantified": {
      const related = read(condition.relation, schema);
      const where = condition.where && conditionToPredicate(condition.where, schema);
      const { quantifier } = condition;
      return (record, environment) => {
        const records = recordsOf(related(record, environment));
        const fits = (each: PlainRecord): boolean => !where || where(each, environment);
        if (quantifier === "every") return records.every(fits);
        return records.some(fits) === (quantifier === "any");
      };
    }
  }
}

/** Reads an operand of a condition from a record: a related record as its id, dates as epoch milliseconds, undefined where empty. */
export function operandReader(
  operand: Operand,
  type: ComparisonType,
  schema: ModelSchema,
): (record: PlainRecord, environment: ConditionEnvironment) => string | number | boolean | undefined {
  return comparable(operand, type, schema);
}

/** Reads a field as it stands in a record: lists and related records too. */
export function fieldReader(
  field: FieldReference,
  schema: ModelSchema,
): (record: PlainRecord, environment: ConditionEnvironment) => unknown {
  return read(field, schema);
}

function recordsOf(value: unknown): readonly PlainRecord[] {
  return Array.isArray(value) ? (value as PlainRecord[]) : [];
}

const negative = ({ amount, unit }: CalendarDuration): CalendarDuration => ({ amount: -amount, unit });

const patterns = new Map<string, RegExp>();

/** `*` stands for anything, `?` for one character; the whole text has to fit. */
function patternOf(text: string): RegExp {
  let pattern = patterns.get(text);
  if (!pattern) {
    const source = text
      .replace(/[\\^$.+()[\]{}|/-]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]");
    pattern = new RegExp(`^${source}$`, "u");
    if (patterns.size >= 1000) patterns.clear();
    patterns.set(text, pattern);
  }
  return pattern;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false;
  return !Array.isArray(value) || value.length > 0;
}

/** Texts by code point, as PostgreSQL's "C" collation does; UTF-16 order differs beyond the basic plane. */
function compare(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a !== "string" || typeof b !== "string") return a < b ? -1 : a > b ? 1 : 0;
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // A surrogate stands for a code point above all others.
    const isLeftHigh = left >= 0xd800 && left <= 0xdfff;
    const isRightHigh = right >= 0xd800 && right <= 0xdfff;
    if (isLeftHigh !== isRightHigh) return isLeftHigh ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}

function read(operand: Operand, schema: ModelSchema): Read {
  switch (operand.kind) {
    case "literal":
      return () => operand.value;
    case "moment":
      return (_, environment) => momentOf(operand.moment, environment);
    case "aggregate": {
      const related = read(operand.relation, schema);
      const where = operand.where && conditionToPredicate(operand.where, schema);
      const field = operand.field && read(operand.field, schema);
      return (record, environment) => {
        let total = 0;
        for (const each of recordsOf(related(record, environment))) {
          if (where && !where(each, environment)) continue;
          total += field ? Number(field(each, environment) ?? 0) : 1;
        }
        return total;
      };
    }
    case "shifted": {
      const moment = comparable(operand.operand, "date", schema);
      const step = operand.operator === "-" ? negative(operand.duration) : operand.duration;
      return (record, environment) => {
        const at = moment(record, environment);
        return typeof at === "number" ? addDuration(at, step, environment.timezone) : undefined;
      };
    }
    case "field": {
      const names = operand.path.map((step) => step.field);
      const { root } = operand;
      return (record, environment) => {
        let value: unknown = root ? environment[root] : record;
        for (const name of names) {
          if (typeof value !== "object" || value === null) return undefined;
          value = (value as PlainRecord)[name];
        }
        return value ?? undefined;
      };
    }
  }
}

function momentOf(moment: "today" | "now" | "entered", { now, entered, timezone }: ConditionEnvironment): number {
  if (moment === "now") return now;
  return moment === "entered" ? entered : startOfDay(now, timezone);
}

/** Both sides of a comparison in the one form in which they compare. */
function comparable(
  operand: Operand,
  type: ComparisonType,
  schema: ModelSchema,
  ignoringCase?: true,
): (record: PlainRecord, environment: ConditionEnvironment) => Comparable {
  if (type === "date" && operand.kind === "literal") {
    return (_, { timezone }) => startOfDate(String(operand.value), timezone);
  }
  const value = read(operand, schema);
  return (record, environment) => {
    const found = value(record, environment);
    if (found === undefined || found === null) return undefined;
    switch (type) {
      case "text":
        return ignoringCase ? folded(String(found)) : String(found);
      case "number":
        // -0 and 0 are one number.
        return Number(found) + 0;
      case "boolean":
        return found === true;
      case "date":
        return typeof found === "number" ? found : new Date(found as string | Date).getTime();
      case "record":
        return typeof found === "object" && operand.kind === "field"
          ? idOf(found as PlainRecord, operand, schema)
          : String(found);
    }
  };
}

function idOf(record: PlainRecord, { type }: FieldReference, schema: ModelSchema): string | undefined {
  const model = type.kind === "record" ? schema.models[type.model] : undefined;
  const id = model && record[model.idField];
  return id === undefined || id === null ? undefined : String(id);
}
