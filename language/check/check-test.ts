/** Tests: every name in them is one of the journey's, and what they give and expect fits it. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Model } from "../models/schema.ts";
import type { Assignment, AtStatement, Expectation, Expression, Given, Name, Test } from "../syntax/ast.ts";
import { variantsOf, waysOfChance } from "./chance.ts";
import { checkAssignments } from "./check-assignments.ts";
import { checkDuration } from "./check-duration.ts";
import { checkEngagement } from "./check-engagement.ts";
import { checkEvent, checkTime } from "./check-enter.ts";
import { resolveModel } from "./check-settings.ts";
import { checkPlainValue } from "./check-value.ts";
import type { Literal, Value } from "./condition.ts";
import { replacements } from "./fixes.ts";
import type { CheckedTest, GivenRecord, GivenWay, TestExpectation, TestHappening } from "./program.ts";
import { type FileScope, hasSyntaxError } from "./scope.ts";
import { guarded, type JourneysByName, type TestedScope, testedScope } from "./tested-journey.ts";
import { isValidDate } from "./valid-date.ts";

/** @returns the test, where all is well */
export function checkTest(test: Test, outer: FileScope, journeys: JourneysByName): CheckedTest | undefined {
  const records: GivenRecord[] = [];
  const lists: string[] = [];
  const consents: string[] = [];
  const ways: GivenWay[] = [];
  const happenings: TestHappening[] = [];
  const expectations: TestExpectation[] = [];
  const journey = guarded(test, outer, (scope) => {
    const inside = testedScope(test.journey, scope, journeys);
    if (!inside) return;
    if (!test.statements.some((statement) => statement.kind === "expect") && !hasSyntaxError(test, scope)) {
      scope.report(diagnostics.testWithoutExpectation({ file: scope.file, span: test.title ?? test.keyword }));
    }
    for (const statement of test.statements) {
      if (statement.kind === "at") {
        const happening = checkAt(statement, inside);
        if (happening) happenings.push(happening);
      } else if (statement.kind === "expect") {
        const expectation = checkExpectation(statement, inside);
        if (expectation) expectations.push(expectation);
      } else {
        const record = checkGiven(statement, inside);
        if (record) records.push(record);
        const way = checkWay(statement, inside);
        if (way) ways.push(way);
        if (statement.known?.kind === "in list" && statement.known.list) lists.push(statement.known.list.value);
        if (statement.known?.kind === "consent" && statement.known.purpose) consents.push(statement.known.purpose.text);
      }
    }
  });
  if (journey === undefined) return undefined;
  const givens = test.statements.filter((statement) => statement.kind === "given");
  const begin = givens.find((given) => given.date !== undefined);
  return {
    file: outer.file,
    journey,
    title: test.title?.value ?? journey,
    test,
    ...(begin?.date
      ? {
          begin: {
            date: begin.date.value,
            ...(begin.time ? { time: { hour: begin.time.hour, minute: begin.time.minute } } : {}),
          },
        }
      : {}),
    records,
    lists,
    suppressed: givens.some(({ known }) => known?.kind === "suppressed"),
    consents,
    ways,
    happenings,
    expectations,
  };
}

function checkGiven(given: Given, scope: TestedScope): GivenRecord | undefined {
  if (given.date && !isValidDate(given.date.value)) {
    scope.report(diagnostics.invalidDate({ file: scope.file, span: given.date, value: given.date.value }));
  }
  checkTime(given.time, scope);
  const name = given.model;
  if (!name) return undefined;
  const model = scope.schema.models[name.text] ?? resolveModel(name, scope);
  scope.used.add(name.text);
  if (!model) return undefined;
  if (scope.target && model.name !== scope.target.name && !isRelated(model, scope.target)) {
    scope.report(
      diagnostics.givenModel({ file: scope.file, span: name, model: model.name, target: scope.target.name }),
    );
    return undefined;
  }
  // A list may be given whole, which no step may write.
  const plain = given.assignments.filter((assignment) => assignment.value?.kind !== "list");
  const checked = checkAssignments(plain, model, "given", scope) ?? [];
  return {
    model: model.name,
    values: [
      ...checked.map(({ field, value }): { field: string; value: Value } => ({ field, value })),
      ...given.assignments.flatMap(wholeList),
    ],
  };
}

function isRelated(model: Model, target: Model): boolean {
  return target.fields.some(
    ({ type }) => (type.kind === "record" || type.kind === "records") && type.model === model.name,
  );
}

function wholeList({ field, value }: Assignment): { field: string; value: readonly Literal["value"][] }[] {
  if (!field || value?.kind !== "list") return [];
  return [{ field: field.text, value: value.items.flatMap(literalValue) }];
}

function literalValue(item: Expression): readonly Literal["value"][] {
  return item.kind === "string" || item.kind === "number" || item.kind === "boolean" ? [item.value] : [];
}

function checkWay({ step, way }: Given, scope: TestedScope): GivenWay | undefined {
  if (!step) return undefined;
  const ways = waysOfChance(scope.steps);
  const known = ways.get(step.text);
  if (!known) {
    reportUnknownWay(step, [...ways.keys()], scope);
    return undefined;
  }
  if (!way || known.includes(way.text)) return way && { step: step.text, way: way.text };
  reportUnknownWay(way, known, scope);
  return undefined;
}

function reportUnknownWay(name: Name, names: readonly string[], scope: TestedScope): void {
  const suggestion = suggest(name.text, names);
  scope.report(
    diagnostics.unknownWay({
      file: scope.file,
      span: name,
      name: name.text,
      suggestion,
      available: names.length > 0 ? quotedList(names, "or") : undefined,
      fixes: replacements(name, suggestion),
    }),
  );
}

function checkAt(statement: AtStatement, scope: TestedScope): TestHappening | undefined {
  const after = checkDuration(statement.after, scope);
  const base = after && { after, span: { start: statement.start, end: statement.end } };
  if (statement.happening) {
    const engagement = checkEngagement(statement.happening, scope);
    if (!engagement || !base) return undefined;
    const { activity, happening, label } = engagement;
    return { ...base, kind: "reaction", activity, happening, ...(label === undefined ? {} : { label }) };
  }
  if (statement.step) {
    const tests = variantsOf(scope.steps);
    const variants = tests.get(statement.step.text);
    if (!variants) reportUnknownWay(statement.step, [...tests.keys()], scope);
    else if (statement.way && !variants.includes(statement.way.text)) reportUnknownWay(statement.way, variants, scope);
    if (!base || !statement.way) return undefined;
    return { ...base, kind: "winner", test: statement.step.text, variant: statement.way.text };
  }
  if (statement.event) {
    const event = checkEvent(statement.event, scope);
    const payload: { field: string; value: Value }[] = [];
    for (const { field, value } of statement.assignments ?? []) {
      const checked = value && checkPlainValue(value, scope);
      if (checked && field) payload.push({ field: field.text, value: checked.value });
      if (!field || !event || event.fields.some((each) => each.name === field.text)) continue;
      const names = event.fields.map((each) => each.name);
      const suggestion = suggest(field.text, names);
      scope.report(
        diagnostics.unknownPayloadField({
          file: scope.file,
          span: field,
          name: field.text,
          event: event.name,
          suggestion,
          available: quotedList(names),
          fixes: replacements(field, suggestion),
        }),
      );
    }
    return base && event && { ...base, kind: "event", event: event.name, payload };
  }
  if (!statement.assignments || !scope.target) return undefined;
  const assignments = checkAssignments(statement.assignments, scope.target, "update", scope);
  return base && assignments && { ...base, kind: "update", assignments };
}

const messageStates = ["sent", "executed", "rejected", "cancelled", "failed", "waiting"] as const;
const stepStates = messageStates;
const journeyStates = ["entered", "active", "completed", "exited"] as const;
const partsOf = {
  email: ["subject", "preheader", "body"],
  sms: ["text"],
  push: ["title", "text"],
  step: [],
} as const;
/** What a trace may say, see docs/semantics.md. */
const reasons = [
  "filter no longer matches",
  "suppressed",
  "no address",
  "capped",
  "expired",
  "opened",
  "clicked",
  "replied",
  "bounced",
  "stopped listening",
  "participant left",
  "failed",
];

function checkExpectation(statement: Expectation, scope: TestedScope): TestExpectation | undefined {
  const from = checkDuration(statement.from, scope);
  const by = checkDuration(statement.by, scope);
  const { subject, state, never } = statement;
  if (!state) return undefined;
  const base = {
    ...(from ? { from } : {}),
    ...(by ? { by } : {}),
    never,
    span: { start: statement.start, end: statement.end },
  };
  const isGoal = subject !== undefined && scope.goals.has(subject.text) && !scope.activities.has(subject.text);
  const place = subject && scope.activities.get(subject.text);
  if (subject && !isGoal && !place) {
    reportUnknownSubject(subject, scope);
    return undefined;
  }
  if (place && statement.test && statement.text) {
    const parts: readonly string[] = partsOf[place.channel];
    if (!parts.includes(state.text)) {
      reportUnexpected(state, state.text, parts, scope);
      return undefined;
    }
    return {
      ...base,
      kind: "text",
      activity: place.id,
      part: state.text as "subject",
      test: statement.test,
      text: statement.text.value,
    };
  }
  const possible: readonly string[] = subject ? (isGoal ? ["reached"] : stepStates) : journeyStates;
  if (!possible.includes(state.text)) {
    reportUnexpected(state, state.text, possible, scope);
    return undefined;
  }
  if (statement.because) {
    const { because } = statement;
    const isTold = place !== undefined && ["rejected", "cancelled", "failed"].includes(state.text);
    if (!isTold || (state.text !== "failed" && !reasons.includes(because.value))) {
      reportUnexpected(because, because.value, isTold ? reasons : [], scope);
      return undefined;
    }
  }
  if (isGoal && subject) return { ...base, kind: "goal", goal: subject.text };
  if (!place) return { ...base, kind: "participant", state: state.text as "active" };
  const because = statement.because ? { because: statement.because.value } : {};
  return { ...base, kind: "activity", activity: place.id, state: state.text as "sent", ...because };
}

function reportUnknownSubject(subject: Name, scope: TestedScope): void {
  const names = [...scope.activities.keys(), ...scope.goals];
  const suggestion = suggest(subject.text, names);
  scope.report(
    diagnostics.unknownActivity({
      file: scope.file,
      span: subject,
      name: subject.text,
      suggestion,
      available: names.length > 0 ? quotedList(names) : undefined,
      fixes: replacements(subject, suggestion),
    }),
  );
}

function reportUnexpected(
  place: { readonly start: number; readonly end: number },
  name: string,
  possible: readonly string[],
  scope: TestedScope,
): void {
  const suggestion = suggest(name, possible);
  scope.report(
    diagnostics.unknownExpectation({
      file: scope.file,
      span: place,
      name,
      suggestion,
      available: possible.length > 0 ? quotedList(possible, "or") : undefined,
      ...("text" in place ? { fixes: replacements(place as Name, suggestion) } : {}),
    }),
  );
}
