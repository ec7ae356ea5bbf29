/** Conditions as SQL. The same conditions as JavaScript stand in to-predicate.ts; a test holds the two to one meaning. */
import type {
  AggregateValue,
  CalendarDuration,
  ComparisonType,
  Condition,
  Field,
  FieldReference,
  FieldType,
  Happening,
  Literal,
  Model,
  ModelSchema,
  Operand,
} from "@journey/language";
import { foldedSql } from "./fold-case.ts";
import { normalisedSql, suppressedSql } from "./normalise.ts";

export interface SqlFilterOptions {
  readonly schema: ModelSchema;
  /** The model that the query's main table holds. */
  readonly target: string;
  /** That table's alias. */
  readonly alias: string;
  /** Values are appended here; `$n` goes on from its length. */
  readonly parameters: unknown[];
  /** SQL for the moment, timestamptz. Needed by conditions with `now` or `today`. */
  readonly now?: string;
  /** SQL for the moment of entry, timestamptz. */
  readonly entered?: string;
  /** SQL for the participant's zone, text. Needed by `today` and dates. */
  readonly timezone?: string;
  /** SQL for the participant's key, and for the moment that counts: what happened later has not happened yet. */
  readonly participant?: { readonly bucket: string; readonly id: string; readonly at: string };
  /** SQL for the payloads of custom events, jsonb. */
  readonly entry?: string;
  readonly event?: string;
}

/**
 * Builds the expressions of one query. Any number of conditions may be built; the to-one relations that they walk
 * become left joins, each path once. Ask for {@link joins} when all expressions are built.
 */
export class SqlFilterBuilder {
  readonly #options: SqlFilterOptions;
  /** How many subqueries were made: each has an alias of its own. */
  #subqueries = 0;
  /** By dotted path from the target. */
  readonly #joined = new Map<string, { readonly alias: string; readonly sql: string }>();

  constructor(options: SqlFilterOptions) {
    this.#options = options;
  }

  /** A left join for each to-one relation used so far. */
  joins(): string {
    return [...this.#joined.values()].map((join) => join.sql).join("\n");
  }

  /** SQL of the target's id. */
  targetId(): string {
    return this.#idOf(this.#options.alias, this.#model(this.#options.target));
  }

  /** The field that a path step names. */
  field(modelName: string, fieldName: string): Field {
    const field = this.#model(modelName).fields.find((candidate) => candidate.name === fieldName);
    if (!field) throw new RangeError(`The model ${modelName} has no field ${fieldName}.`);
    return field;
  }

  /** SQL of an operand's value, null where it is empty. A to-one relation gives its foreign key. */
  operand(operand: Operand): string {
    switch (operand.kind) {
      case "field":
        return this.#fieldValue(operand);
      case "literal":
        return this.#literal(operand);
      case "moment":
        return this.#moment(operand.moment);
      case "aggregate":
        return this.#aggregate(operand);
      case "shifted":
        return this.#shifted(this.#comparable(operand.operand, "date"), operand.operator, operand.duration);
    }
  }

  /** A boolean expression that is never null. */
  condition(condition: Condition): string {
    switch (condition.kind) {
      case "constant":
        return condition.value ? "true" : "false";
      case "and":
      case "or":
        if (condition.operands.length === 0) return condition.kind === "and" ? "true" : "false";
        return `(${condition.operands.map((operand) => this.condition(operand)).join(` ${condition.kind} `)})`;
      case "not":
        return `(not ${this.condition(condition.operand)})`;
      case "compare": {
        const left = this.#comparable(condition.left, condition.type, condition.ignoringCase);
        const right = this.#comparable(condition.right, condition.type, condition.ignoringCase);
        if (condition.operator === "=") return `coalesce(${left} = ${right}, false)`;
        // With an empty field on either side, `!=` holds.
        if (condition.operator === "!=") return `coalesce(${left} <> ${right}, true)`;
        return `coalesce(${left} ${condition.operator} ${right}, false)`;
      }
      case "between": {
        const operand = this.#comparable(condition.operand, condition.type);
        const low = this.#comparable(condition.low, condition.type);
        const high = this.#comparable(condition.high, condition.type);
        return `coalesce(${operand} between ${low} and ${high}, false)`;
      }
      case "in": {
        if (condition.values.length === 0) return condition.negated ? "true" : "false";
        const operand = this.#comparable(condition.operand, condition.type, condition.ignoringCase);
        const values = condition.values
          .map((value) => this.#comparable(value, condition.type, condition.ignoringCase))
          .join(", ");
        return condition.negated
          ? `coalesce(${operand} not in (${values}), true)`
          : `coalesce(${operand} in (${values}), false)`;
      }
      case "text": {
        const operand = this.#comparable(condition.operand, "text", condition.ignoringCase);
        const text = this.#comparable(condition.text, "text", condition.ignoringCase);
        if (condition.test === "matches") return `coalesce(${operand} like ${likePattern(text)} escape '\\', false)`;
        if (condition.test === "contains") return `coalesce(strpos(${operand}, ${text}) > 0, false)`;
        if (condition.test === "starts with") return `coalesce(starts_with(${operand}, ${text}), false)`;
        // right(x, 0) is '', and right(x, n) of a shorter text is the text: both as wanted.
        return `coalesce(right(${operand}, length(${text})) = ${text}, false)`;
      }
      case "member": {
        const list = this.operand(condition.list);
        const held = `coalesce(${this.#memberValue(condition.value, condition.list)} = any(${list}), false)`;
        return condition.negated ? `(not ${held})` : held;
      }
      case "set": {
        const set = this.#isSet(condition.operand);
        return condition.negated ? `(not ${set})` : set;
      }
      case "true":
        return `coalesce(${this.operand(condition.operand)}, false)`;
      case "in list":
        return `exists (select from journey.list_member member where member.list = ${this.#parameter(condition.list, "text")} and member.model = ${this.#parameter(this.#options.target, "text")} and member.record_id = ${this.targetId()}::text)`;
      case "suppressed":
        return this.#suppressed();
      case "date": {
        const operand = this.#comparable(condition.operand, "date");
        const now = this.#need("now");
        const { test, duration } = condition;
        if (test === "older than") return `coalesce(${operand} < ${this.#shifted(now, "-", duration)}, false)`;
        const [from, to] =
          test === "within last" ? [this.#shifted(now, "-", duration), now] : [now, this.#shifted(now, "+", duration)];
        return `coalesce(${operand} between ${from} and ${to}, false)`;
      }
      case "day": {
        const zone = this.#need("timezone");
        const day = `((${this.#comparable(condition.operand, "date")}) at time zone ${zone})::date`;
        const today = `(${this.#need("now")} at time zone ${zone})::date`;
        if (condition.test === "is today") return `coalesce(${day} = ${today}, false)`;
        // 29 February is on the 28th where there is none.
        return `coalesce(to_char(${day}, 'MM-DD') = to_char(${today}, 'MM-DD') or (to_char(${day}, 'MM-DD') = '02-29' and to_char(${today}, 'MM-DD') = '02-28' and extract(day from ${today} + 1) = 1), false)`;
      }
      case "quantified": {
        const { quantifier, relation, where } = condition;
        if (quantifier === "every" && !where) return "true";
        // Every one fits where none doesn't.
        const wanted: Condition | undefined = quantifier === "every" && where ? { kind: "not", operand: where } : where;
        const found = `exists (select ${this.#related(relation, wanted, () => "1")})`;
        return quantifier === "any" ? found : `(not ${found})`;
      }
      case "engagement":
        return this.#engagement(condition);
      case "consent": {
        const addresses = this.#addresses();
        if (addresses.length === 0) return "false";
        return `exists (select from journey.consent given where given.purpose = ${this.#parameter(condition.purpose, "text")} and given.address in (${addresses.join(", ")}))`;
      }
    }
  }

  /** `what from … where …` over the related records that fit. */
  #related(
    relation: FieldReference,
    where: Condition | undefined,
    what: (related: SqlFilterBuilder) => string,
  ): string {
    const last = relation.path.at(-1);
    const model = relation.type.kind === "records" ? this.#model(relation.type.model) : undefined;
    if (!last || !model) throw new RangeError("A relation to many was expected.");
    const outer = this.#aliasOf(relation.path.slice(0, -1));
    const via = this.field(last.model, last.field).via ?? "";
    this.#subqueries++;
    const alias = `${this.#options.alias}_q${this.#subqueries}`;
    const inner = new SqlFilterBuilder({ ...this.#options, target: model.name, alias });
    const selected = what(inner);
    const condition = where ? ` and ${inner.condition(where)}` : "";
    const key = `${alias}.${quoted(via)} = ${this.#idOf(outer, this.#model(last.model))}`;
    return `${selected} from ${quotedTable(model.table)} ${alias} ${inner.joins()} where ${key}${condition}`;
  }

  #aggregate({ function: name, relation, field, where }: AggregateValue): string {
    if (name === "count") return `(select ${this.#related(relation, where, () => "count(*)::double precision")})`;
    const summed = (inner: SqlFilterBuilder): string =>
      `coalesce(sum((${field ? inner.operand(field) : "0"})::double precision), 0)`;
    return `(select ${this.#related(relation, where, summed)})`;
  }

  /** Minutes and hours are exact; days, weeks and months are steps of the wall clock, as in time/calendar.ts. */
  #shifted(moment: string, operator: "+" | "-", { amount, unit }: CalendarDuration): string {
    const interval = `interval '${amount} ${unit}s'`;
    if (unit === "minute" || unit === "hour") return `((${moment}) ${operator} ${interval})`;
    const zone = this.#need("timezone");
    // A time that stands twice is taken the first time; PostgreSQL takes the second.
    return `(select case when (c.at - interval '1 hour') at time zone ${zone} = c.local then c.at - interval '1 hour' when (c.at - interval '30 minutes') at time zone ${zone} = c.local then c.at - interval '30 minutes' else c.at end from (select l.local, l.local at time zone ${zone} as at from (select ((${moment}) at time zone ${zone}) ${operator} ${interval} as local) l) c)`;
  }

  #engagement({ activity, happening, label }: Condition & { kind: "engagement" }): string {
    const { participant } = this.#options;
    // Who is not in the journey yet has had nothing happen.
    if (!participant) return "false";
    const { bucket, id, at } = participant;
    const name = this.#parameter(activity, "text");
    // `hello~2` is the second execution of `hello`.
    const mine = (alias: string): string =>
      `${alias}.bucket = ${bucket} and ${alias}.participant_id = ${id} and split_part(${alias}.activity, '~', 1) = ${name}`;
    if (label !== undefined) {
      return `exists (select from journey.event e where ${mine("e")} and e.type = 'clicked' and not e.machine and e.label = ${this.#parameter(label, "text")} and e.occurred_at <= ${at})`;
    }
    const column = happenedAt[happening];
    if (column !== undefined) {
      const columns = happening === "opened" ? ["opened_at", "clicked_at", "replied_at"] : [column];
      return `exists (select from journey.message m where ${mine("m")} and least(${columns.map((each) => `m.${each}`).join(", ")}) <= ${at})`;
    }
    return `exists (select from journey.event e where ${mine("e")} and e.type = '${happening}' and e.occurred_at <= ${at})`;
  }

  #addresses(): readonly string[] {
    const { alias } = this.#options;
    return this.#model(this.#options.target).fields.flatMap((field) => {
      const { kind } = field.type;
      return kind === "email" || kind === "phone" ? [normalisedSql(`${alias}.${quoted(field.column)}`, kind)] : [];
    });
  }

  #suppressed(): string {
    const addresses = this.#addresses();
    if (addresses.length === 0) return "false";
    return `(${addresses.map(suppressedSql).join(" or ")})`;
  }

  #isSet(operand: FieldReference): string {
    const value = this.#fieldValue(operand);
    switch (operand.type.kind) {
      case "list":
        return `(coalesce(cardinality(${value}), 0) > 0)`;
      case "record": {
        // The key may point at a record that is gone.
        const id = this.#relation(operand.path, operand.type.model);
        return `(${this.#idOf(id, this.#model(operand.type.model))} is not null)`;
      }
      case "text":
      case "email":
      case "phone":
      case "timezone":
        return `coalesce(${value} <> '', false)`;
      case "choice":
        return operand.type.of === "text" ? `coalesce(${value} <> '', false)` : `(${value} is not null)`;
      default:
        return `(${value} is not null)`;
    }
  }

  /** Both sides of a comparison in the one type in which they compare as in JavaScript. */
  #comparable(operand: Operand, type: ComparisonType, ignoringCase?: true): string {
    // A key that points at a record that is gone is empty: the record's own id is compared.
    const value =
      type === "record" && operand.kind === "field" && operand.type.kind === "record" && !operand.root
        ? this.#idOf(this.#relation(operand.path, operand.type.model), this.#model(operand.type.model))
        : this.operand(operand);
    switch (type) {
      case "text":
        // By code point, whatever the database's language.
        return `((${ignoringCase ? foldedSql(`(${value})::text`) : value})::text collate "C")`;
      case "number":
        return `(${value})::double precision`;
      case "boolean":
        return value;
      case "date":
        return operand.kind === "field" && !operand.root ? this.#dateValue(value) : value;
      case "record":
        return `(${value})::text`;
    }
  }

  /** A date column (without a time) means the start of that day in the participant's zone. */
  #dateValue(value: string): string {
    const { timezone } = this.#options;
    if (timezone === undefined) return `(${value})::timestamptz`;
    return `case when pg_typeof(${value}) = 'date'::regtype then (${value})::text::timestamp at time zone ${timezone} else (${value})::timestamptz end`;
  }

  #memberValue(value: Operand, list: FieldReference): string {
    const sql = this.operand(value);
    const of = list.type.kind === "list" ? list.type.of.kind : "text";
    const numbers =
      of === "number" || (list.type.kind === "list" && list.type.of.kind === "choice" && list.type.of.of === "number");
    return numbers ? `(${sql})::double precision` : of === "boolean" || of === "date" ? sql : `(${sql})::text`;
  }

  #fieldValue(reference: FieldReference): string {
    const last = reference.path.at(-1);
    if (!last) throw new RangeError("A field reference needs a path.");
    if (reference.root) return this.#payload(reference.root, last.field, reference.type);
    const alias = this.#aliasOf(reference.path.slice(0, -1));
    return `${alias}.${quoted(this.field(last.model, last.field).column)}`;
  }

  /** A field of an event's payload. What it holds was checked when it came in. */
  #payload(root: "entry" | "event", field: string, type: FieldType): string {
    const json = this.#options[root];
    if (json === undefined) return `null::${type.kind === "list" ? "text[]" : (payloadTypes[type.kind] ?? "text")}`;
    const name = `'${field.replaceAll("'", "''")}'`;
    if (type.kind === "list") {
      return `(select array_agg(item) from jsonb_array_elements_text(case jsonb_typeof(${json} -> ${name}) when 'array' then ${json} -> ${name} end) item)`;
    }
    return `(${json} ->> ${name})::${payloadTypes[type.kind] ?? "text"}`;
  }

  /** The alias of the table that a path of to-one relations leads to. */
  #aliasOf(path: FieldReference["path"]): string {
    const step = path.at(-1);
    if (!step) return this.#options.alias;
    const { type } = this.field(step.model, step.field);
    if (type.kind !== "record") throw new RangeError(`${step.model}.${step.field} is not a to-one relation.`);
    return this.#relation(path, type.model);
  }

  #relation(path: FieldReference["path"], modelName: string): string {
    const key = path.map((step) => step.field).join(".");
    const known = this.#joined.get(key);
    if (known) return known.alias;
    const step = path.at(-1)!;
    const from = this.#aliasOf(path.slice(0, -1));
    const model = this.#model(modelName);
    // The aliases of inner paths are taken first: a join only names tables that stand before it.
    const alias = `${this.#options.alias}_r${this.#joined.size + 1}`;
    this.#joined.set(key, {
      alias,
      sql: `left join ${quotedTable(model.table)} ${alias} on ${this.#idOf(alias, model)} = ${from}.${quoted(this.field(step.model, step.field).column)}`,
    });
    return alias;
  }

  #literal(literal: Literal): string {
    switch (literal.type) {
      case "text":
        return this.#parameter(literal.value, "text");
      case "number":
        return this.#parameter(literal.value, "double precision");
      case "boolean":
        return literal.value ? "true" : "false";
      case "date":
        return `(${this.#parameter(literal.value, "text")}::timestamp at time zone ${this.#need("timezone")})`;
    }
  }

  #moment(moment: "today" | "now" | "entered"): string {
    if (moment === "now") return this.#need("now");
    if (moment === "entered") return this.#need("entered");
    const zone = this.#need("timezone");
    return `(date_trunc('day', ${this.#need("now")} at time zone ${zone}) at time zone ${zone})`;
  }

  #need(part: "now" | "entered" | "timezone"): string {
    const sql = this.#options[part];
    if (sql === undefined) throw new RangeError(`This query has no ${part}.`);
    return sql;
  }

  #parameter(value: unknown, type: string): string {
    this.#options.parameters.push(value);
    return `$${this.#options.parameters.length}::${type}`;
  }

  #model(name: string): Model {
    const model = this.#options.schema.models[name];
    if (!model) throw new RangeError(`The schema has no model ${name}.`);
    return model;
  }

  #idOf(alias: string, model: Model): string {
    const field = model.fields.find((candidate) => candidate.name === model.idField);
    return `${alias}.${quoted(field?.column ?? model.idField)}`;
  }
}

/** When it happened first, on the message's row; what has no column is asked of the events. */
const happenedAt: Readonly<Partial<Record<Happening, string>>> = {
  sent: "sent_at",
  opened: "opened_at",
  clicked: "clicked_at",
  replied: "replied_at",
  bounced: "bounced_at",
  delivered: "delivered_at",
  unsubscribed: "unsubscribed_at",
};

const payloadTypes: Readonly<Partial<Record<FieldType["kind"], string>>> = {
  number: "double precision",
  boolean: "boolean",
  date: "timestamptz",
};

/** `INV-*` as a LIKE pattern: the language's own signs stand for LIKE's, and LIKE's for themselves. */
function likePattern(sql: string): string {
  return [
    ["\\", "\\\\"],
    ["%", "\\%"],
    ["_", "\\_"],
    ["*", "%"],
    ["?", "_"],
  ].reduce((text, [from, to]) => `replace(${text}, '${from}', '${to}')`, sql);
}

/** A name as SQL wants it, whatever it contains. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `contacts` or `crm.contacts`. */
export function quotedTable(name: string): string {
  return name.split(".").map(quoted).join(".");
}
