/** What is said of filters without a record holds for records: random filters, asked of many records. */
import {
  alwaysTrue,
  type ComparisonType,
  type Condition,
  type Field,
  type FieldReference,
  type FieldType,
  implies,
  type Literal,
  type ModelSchema,
  type Operand,
  satisfiable,
} from "@journey/language";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startOfDate, startOfDay } from "../time/calendar.ts";
import { type ConditionEnvironment, conditionToPredicate, type PlainRecord } from "./to-predicate.ts";

const declared = (name: string, type: FieldType, optional: boolean): Field => ({
  name,
  type,
  optional,
  column: name,
  file: "",
  start: 0,
  end: 0,
});
const model = (name: string, fields: readonly Field[]) => ({
  name,
  table: name,
  idField: "id",
  idType: "number" as const,
  fields: [declared("id", { kind: "number" }, false), ...fields],
  file: "",
  start: 0,
  end: 0,
});
const grade: FieldType = { kind: "choice", of: "text", values: ["a", "b", "c"] };
const schema: ModelSchema = {
  models: {
    Owner: model("Owner", [
      declared("grade", grade, true),
      declared("level", { kind: "choice", of: "number", values: [1, 2] }, false),
      declared("name", { kind: "text" }, true),
      declared("alias", { kind: "text" }, false),
      declared("size", { kind: "number" }, true),
      declared("count", { kind: "number" }, false),
      declared("open", { kind: "boolean" }, true),
      declared("paid", { kind: "boolean" }, false),
      declared("born", { kind: "date" }, true),
      declared("seen", { kind: "date" }, false),
      declared("tags", { kind: "list", of: { kind: "text" } }, true),
      declared("grades", { kind: "list", of: grade }, false),
      declared("boss", { kind: "record", model: "Owner" }, false),
      declared("friend", { kind: "record", model: "Owner" }, true),
    ]),
  },
};
const fields = schema.models.Owner?.fields.filter((each) => each.name !== "id") ?? [];

/** Fields of the owner, and those of the owner's boss and friend. */
const references: readonly FieldReference[] = [[], ["boss"], ["friend"]].flatMap((before) =>
  fields.map(
    ({ name, type }): FieldReference => ({
      kind: "field",
      path: [...before, name].map((each) => ({ model: "Owner", field: each })),
      type,
    }),
  ),
);
const referencesOf = (...names: readonly string[]) =>
  references.filter((each) => names.includes(each.path.at(-1)?.field ?? ""));
const byType = {
  text: referencesOf("grade", "name", "alias"),
  number: referencesOf("level", "size", "count"),
  boolean: referencesOf("open", "paid"),
  date: referencesOf("born", "seen"),
  record: referencesOf("boss", "friend"),
};

const texts = ["", "a", "b", "ab", "ba", "c", "\uffff", "😀", "😀a"];
const numbers = [-1, 0, 1, 2, 3];
/** Samoa had no 30 December 2011. */
const dates = ["2011-12-29", "2011-12-30", "2011-12-31", "2012-01-01"];
const zones = ["Pacific/Apia", "Europe/Brussels"];
const instants = zones.flatMap((zone) =>
  dates.flatMap((date) => [0, 3_600_000].map((more) => new Date(startOfDate(date, zone) + more).toISOString())),
);

// Few values, few fields: so that filters contradict each other often.
const literals = {
  text: fc.constantFrom(...texts).map((value): Literal => ({ kind: "literal", value, type: "text" })),
  number: fc.constantFrom(...numbers, -0).map((value): Literal => ({ kind: "literal", value, type: "number" })),
  boolean: fc.boolean().map((value): Literal => ({ kind: "literal", value, type: "boolean" })),
  date: fc.constantFrom(...dates).map((value): Literal => ({ kind: "literal", value, type: "date" })),
};
const moments = fc
  .constantFrom("today" as const, "now" as const, "entered" as const)
  .map((moment): Operand => ({ kind: "moment", moment }));

/** The first of a type are asked most, so that facts meet. */
function referenceTo(type: ComparisonType): fc.Arbitrary<Operand> {
  const all = byType[type];
  return fc.oneof(fc.constantFrom(...all.slice(0, 2)), fc.constantFrom(...all));
}
function operandOf(type: ComparisonType): fc.Arbitrary<Operand> {
  if (type === "record") return referenceTo(type);
  if (type === "date") return fc.oneof({ weight: 2, arbitrary: referenceTo(type) }, literals.date, moments);
  return fc.oneof(referenceTo(type), literals[type]);
}

const listOf = (name: string) => fc.constantFrom(...referencesOf(name));
const ordered = ["=", "!=", "<", "<=", ">", ">="] as const;
const atom: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<ComparisonType>("text", "number", "boolean", "date", "record").chain((type) =>
      fc.record({
        kind: fc.constant("compare" as const),
        operator: fc.constantFrom(...(type === "record" || type === "boolean" ? (["=", "!="] as const) : ordered)),
        type: fc.constant(type),
        left: operandOf(type),
        right: operandOf(type),
      }),
    ),
  },
  fc.constantFrom("text" as const, "number" as const, "date" as const).chain((type) =>
    fc.record({
      kind: fc.constant("between" as const),
      type: fc.constant(type),
      operand: operandOf(type),
      low: operandOf(type),
      high: operandOf(type),
    }),
  ),
  fc.constantFrom("text" as const, "number" as const, "date" as const).chain((type) =>
    fc.record({
      kind: fc.constant("in" as const),
      type: fc.constant(type),
      operand: operandOf(type),
      values: fc.array(literals[type], { maxLength: 3 }),
      negated: fc.boolean(),
    }),
  ),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("text" as const),
      test: fc.constantFrom("contains" as const, "starts with" as const, "ends with" as const),
      operand: operandOf("text"),
      text: operandOf("text"),
    }),
  },
  fc.record({
    kind: fc.constant("member" as const),
    value: operandOf("text"),
    list: fc.oneof(listOf("tags"), listOf("grades")),
    negated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("set" as const),
    operand: fc.constantFrom(...references),
    negated: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("true" as const), operand: fc.constantFrom(...byType.boolean) }),
  fc.constantFrom<Condition>({ kind: "in list", list: "news" }, { kind: "suppressed" }),
  fc.boolean().map((value): Condition => ({ kind: "constant", value })),
);

/** Conditions over some atoms. */
function over(leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  return fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        operands: fc.array(tie("condition"), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant("not" as const), operand: tie("condition") }),
    ),
  })).condition;
}
const condition = over(atom);

interface Asked {
  readonly record: PlainRecord;
  readonly environment: ConditionEnvironment;
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });
/** A record as the model declares it: what is required is there, but the key of a required relation may lead nowhere. */
function recordOf(depth: number): fc.Arbitrary<PlainRecord> {
  const relation = depth === 0 ? fc.constant(null) : fc.option(recordOf(depth - 1), { nil: null, freq: 4 });
  return fc.record({
    id: fc.integer({ min: 1, max: 3 }),
    grade: maybe(fc.constantFrom("a", "b", "c")),
    level: fc.constantFrom(1, 2),
    name: maybe(fc.constantFrom(...texts)),
    alias: fc.constantFrom(...texts),
    size: maybe(fc.constantFrom(...numbers, 0.5)),
    count: fc.constantFrom(...numbers, 0.5),
    open: maybe(fc.boolean()),
    paid: fc.boolean(),
    born: maybe(fc.constantFrom(...instants)),
    seen: fc.constantFrom(...instants),
    tags: maybe(fc.uniqueArray(fc.constantFrom(...texts), { maxLength: 3 })),
    grades: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 }),
    boss: relation,
    friend: relation,
  });
}
const environment = fc
  .record({
    timezone: fc.constantFrom(...zones),
    now: fc.constantFrom(...instants),
    before: fc.constantFrom(0, 3_600_000, 86_400_000),
    isOnList: fc.boolean(),
    suppressed: fc.boolean(),
  })
  .map(
    ({ timezone, now, before, isOnList, suppressed }): ConditionEnvironment => ({
      timezone,
      now: Date.parse(now),
      entered: Date.parse(now) - before,
      lists: new Set(isOnList ? ["news"] : []),
      suppressed,
    }),
  );
const asked: fc.Arbitrary<Asked> = fc.record({ record: recordOf(2), environment });

/** The same ones for all filters: making them takes longer than asking them. */
const population = fc.sample(asked, { numRuns: process.env.JOURNEY_LONG ? 5_000 : 2_000, seed: 1 });
const matching = (conditions: readonly Condition[], records: readonly Asked[] = population) => {
  const predicates = conditions.map((each) => conditionToPredicate(each, schema));
  return records.find(({ record, environment }) => predicates.every((matches) => matches(record, environment)));
};
const labelled = (conditions: readonly Condition[]) => conditions.map((each, label) => ({ condition: each, label }));
const not = (operand: Condition): Condition => ({ kind: "not", operand });

const runs = process.env.JOURNEY_LONG ? 20_000 : 2_000;

describe("what is said of filters holds for records", () => {
  it(`where nothing is to match, nothing does (${runs} filters)`, { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 6 }), (conditions) => {
        const result = satisfiable(labelled(conditions), schema);
        if (result.satisfiable) return;
        expect(matching(conditions)).toBeUndefined();
        // The conflict alone is one, and no part of it can be left out.
        const parts = result.conflict.map(({ part, negated }) => (negated ? not(part) : part));
        expect(matching(parts)).toBeUndefined();
        expect(satisfiable(labelled(parts), schema).satisfiable).toBe(false);
        for (const part of parts) {
          expect(satisfiable(labelled(parts.filter((each) => each !== part)), schema).satisfiable).toBe(true);
        }
      }),
      { numRuns: runs },
    );
  });

  it(`what is implied, follows (${runs} pairs)`, { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(condition, condition, (a, b) => {
        expect(implies(a, a, schema)).toBe(true);
        if (implies(a, b, schema)) expect(matching([a, not(b)])).toBeUndefined();
        if (alwaysTrue(a, schema)) expect(matching([not(a)])).toBeUndefined();
      }),
      { numRuns: runs },
    );
  });
});

describe("over one choice, one boolean and one number, nothing is missed", () => {
  const [choice, number, boolean] = ["grade", "size", "open"].map((name) => referencesOf(name)[0]!) as [
    FieldReference,
    FieldReference,
    FieldReference,
  ];
  const grades = fc.constantFrom("a", "b", "c").map((value): Literal => ({ kind: "literal", value, type: "text" }));
  const comparison = (left: FieldReference, right: fc.Arbitrary<Literal>, type: ComparisonType) =>
    fc.record({
      kind: fc.constant("compare" as const),
      operator: fc.constantFrom(...(type === "number" ? ordered : (["=", "!="] as const))),
      type: fc.constant(type),
      left: fc.constant(left),
      right,
    });
  const small: fc.Arbitrary<Condition> = over(
    fc.oneof(
      comparison(choice, grades, "text"),
      comparison(boolean, literals.boolean, "boolean"),
      comparison(number, literals.number, "number"),
      fc.record({
        kind: fc.constant("in" as const),
        type: fc.constant("text" as const),
        operand: fc.constant(choice),
        values: fc.array(grades, { maxLength: 3 }),
        negated: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant("between" as const),
        type: fc.constant("number" as const),
        operand: fc.constant(number),
        low: literals.number,
        high: literals.number,
      }),
      fc.record({
        kind: fc.constant("set" as const),
        operand: fc.constantFrom(choice, boolean, number),
        negated: fc.boolean(),
      }),
      fc.constant<Condition>({ kind: "true", operand: boolean }),
    ),
  );
  // All that these conditions can tell apart: each number that they name, and one in each gap.
  const everyRecord: readonly Asked[] = [null, "a", "b", "c"].flatMap((grade) =>
    [null, true, false].flatMap((open) =>
      [null, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4].map((size) => ({
        record: { grade, open, size },
        environment: { now: 0, entered: 0, timezone: "UTC", lists: new Set<string>(), suppressed: false },
      })),
    ),
  );

  it(`nor said that isn't so (${runs} filters)`, { timeout: 600_000 }, () => {
    let contradictions = 0;
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 4 }), (conditions) => {
        const canMatch = matching(conditions, everyRecord) !== undefined;
        if (!canMatch) contradictions++;
        expect(satisfiable(labelled(conditions), schema).satisfiable).toBe(canMatch);
        expect(alwaysTrue({ kind: "or", operands: conditions }, schema)).toBe(
          matching(conditions.map(not), everyRecord) === undefined,
        );
      }),
      { numRuns: runs },
    );
    // Both answers were asked for.
    expect(contradictions).toBeGreaterThan(runs / 10);
    expect(contradictions).toBeLessThan((runs * 9) / 10);
  });
});

describe("over one text, compared and searched", () => {
  const [name] = referencesOf("name") as [FieldReference];
  const letters = fc.string({ maxLength: 3, unit: fc.constantFrom("a", "b", "😀") });
  const text = letters.map((value): Literal => ({ kind: "literal", value, type: "text" }));
  const conditions = fc.array(
    over(
      fc.oneof(
        fc.record({
          kind: fc.constant("text" as const),
          test: fc.constantFrom("contains" as const, "starts with" as const, "ends with" as const),
          operand: fc.constant(name),
          text,
        }),
        fc.record({
          kind: fc.constant("compare" as const),
          operator: fc.constantFrom(...ordered),
          type: fc.constant("text" as const),
          left: fc.constant(name),
          right: text,
        }),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  );
  const longer = (texts: readonly string[]) =>
    ["a", "b", "😀", "\u0001"].flatMap((each) => texts.map((text) => each + text));
  const [one, two, three] = [longer([""]), longer(longer([""])), longer(longer(longer([""])))];
  const everyRecord: readonly Asked[] = [
    null,
    "",
    ...one,
    ...two,
    ...three,
    ...longer(three),
    ...longer(longer(three)),
  ].map((name) => ({
    record: { name },
    environment: { now: 0, entered: 0, timezone: "UTC", lists: new Set<string>(), suppressed: false },
  }));

  it(`little is missed, and nothing said that isn't so (${runs} filters)`, { timeout: 600_000 }, () => {
    let [contradictions, found] = [0, 0];
    fc.assert(
      fc.property(conditions, (conditions) => {
        const canMatch = matching(conditions, everyRecord) !== undefined;
        const isSatisfiable = satisfiable(labelled(conditions), schema).satisfiable;
        if (canMatch) expect(isSatisfiable).toBe(true);
        else contradictions++;
        if (!isSatisfiable) found++;
      }),
      { numRuns: runs },
    );
    expect(contradictions).toBeGreaterThan(runs / 20);
    expect(found / contradictions).toBeGreaterThan(0.9);
  });
});

it("days start one after the other in the zones on the date line, but for the days left out", () => {
  const day = (date: string): Literal => ({ kind: "literal", value: date, type: "date" });
  const equals = (date: string): Condition => ({
    kind: "compare",
    operator: "=",
    type: "date",
    left: referencesOf("seen")[0]!,
    right: day(date),
  });
  for (const zone of ["Pacific/Apia", "Pacific/Fakaofo", "Pacific/Kiritimati", "Pacific/Kwajalein", "Asia/Manila"]) {
    for (const first of ["1844-12-29", "1993-08-18", "1994-12-28", "2011-12-27"]) {
      for (let index = 0; index < 7; index++) {
        const [a = "", b = ""] = [index, index + 1].map((each) =>
          new Date(Date.parse(first) + each * 86_400_000).toISOString().slice(0, 10),
        );
        if (startOfDate(a, zone) < startOfDate(b, zone)) continue;
        expect(startOfDay(startOfDate(a, zone), zone)).toBe(startOfDate(b, zone));
        expect(satisfiable(labelled([equals(a), equals(b)]), schema).satisfiable).toBe(true);
      }
    }
  }
});
