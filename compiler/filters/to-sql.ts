/** Conditions as SQL. The same conditions as JavaScript stand in to-predicate.ts; a test holds the two to one meaning. */
import type { Condition, Field, FieldReference, Literal, Model, ModelSchema, Operand } from "@journey/language";
import { normalisedSql } from "./normalise.ts";

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
}

/**
 * Builds the expressions of one query. Any number of conditions may be built; the to-one relations that they walk
 * become left joins, each path once. Ask for {@link joins} when all expressions are built.
 */
export class SqlFilterBuilder {
  readonly #options: SqlFilterOptions;
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
        const left = this.#comparable(condition.left, condition.type);
        const right = this.#comparable(condition.right, condition.type);
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
        const operand = this.#comparable(condition.operand, condition.type);
        const values = condition.values.map((value) => this.#comparable(value, condition.type)).join(", ");
        return condition.negated
          ? `coalesce(${operand} not in (${values}), true)`
          : `coalesce(${operand} in (${values}), false)`;
      }
      case "text": {
        const operand = this.#comparable(condition.operand, "text");
        const text = this.#comparable(condition.text, "text");
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
    }
  }

  #suppressed(): string {
    const { alias } = this.#options;
    const addresses = this.#model(this.#options.target).fields.flatMap((field) => {
      const { kind } = field.type;
      return kind === "email" || kind === "phone" ? [normalisedSql(`${alias}.${quoted(field.column)}`, kind)] : [];
    });
    if (addresses.length === 0) return "false";
    return `exists (select from journey.suppression suppressed where suppressed.address in (${addresses.join(", ")}))`;
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
  #comparable(operand: Operand, type: "text" | "number" | "boolean" | "date" | "record"): string {
    // A key that points at a record that is gone is empty: the record's own id is compared.
    const value =
      type === "record" && operand.kind === "field" && operand.type.kind === "record"
        ? this.#idOf(this.#relation(operand.path, operand.type.model), this.#model(operand.type.model))
        : this.operand(operand);
    switch (type) {
      case "text":
        // By code point, whatever the database's language.
        return `((${value})::text collate "C")`;
      case "number":
        return `(${value})::double precision`;
      case "boolean":
        return value;
      case "date":
        return operand.kind === "field" ? this.#dateValue(value) : value;
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
    const alias = this.#aliasOf(reference.path.slice(0, -1));
    return `${alias}.${quoted(this.field(last.model, last.field).column)}`;
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

/** A name as SQL wants it, whatever it contains. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `contacts` or `crm.contacts`. */
export function quotedTable(name: string): string {
  return name.split(".").map(quoted).join(".");
}
