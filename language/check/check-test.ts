/** Tests and simulations: every name in them is one of the journey's. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type {
  AtStatement,
  Expectation,
  Given,
  Journey,
  Name,
  Simulation,
  SimulationStatement,
  Test,
} from "../syntax/ast.ts";
import { activitiesOf } from "./activities.ts";
import { checkAssignments } from "./check-assignments.ts";
import { checkDuration } from "./check-duration.ts";
import { checkEngagement } from "./check-engagement.ts";
import { checkEvent, checkTime } from "./check-enter.ts";
import { resolveModel } from "./check-settings.ts";
import { checkPlainValue } from "./check-value.ts";
import { replacements } from "./fixes.ts";
import { plainScope } from "./plain-scope.ts";
import { type Declared, type FileScope, hasSyntaxError, type JourneyScope } from "./scope.ts";
import { isValidDate } from "./valid-date.ts";

/** The journeys of all files that are checked together. */
export interface JourneysByName {
  readonly get: (name: string) => Declared<Journey> | undefined;
  readonly names: () => readonly string[];
}

/** @returns the journey's name, where all is well */
export function checkTest(test: Test, outer: FileScope, journeys: JourneysByName): string | undefined {
  return guarded(test, outer, (scope) => {
    const inside = journeyScope(test.journey, scope, journeys);
    if (!inside) return;
    const goals = inside.goals;
    if (!test.statements.some((statement) => statement.kind === "expect") && !hasSyntaxError(test, scope)) {
      scope.report(diagnostics.testWithoutExpectation({ file: scope.file, span: test.title ?? test.keyword }));
    }
    for (const statement of test.statements) {
      if (statement.kind === "given") checkGiven(statement, inside);
      else if (statement.kind === "at") checkAt(statement, inside);
      else checkExpectation(statement, inside, goals);
    }
  });
}

/** @returns the journey's name, where all is well */
export function checkSimulation(
  simulation: Simulation,
  outer: FileScope,
  journeys: JourneysByName,
): string | undefined {
  return guarded(simulation, outer, (scope) => {
    const inside = journeyScope(simulation.journey, scope, journeys);
    if (!inside) return;
    for (const statement of simulation.statements) checkBehaviour(statement, inside);
  });
}

function guarded(node: Test | Simulation, outer: FileScope, check: (scope: FileScope) => void): string | undefined {
  let isGood = !hasSyntaxError(node, outer) && node.journey !== undefined;
  check({
    ...outer,
    report: (diagnostic) => {
      if (diagnostic.severity === "error") isGood = false;
      outer.report(diagnostic);
    },
  });
  return isGood ? node.journey?.text : undefined;
}

/** The names that a test of the journey may use. */
function journeyScope(name: Name | undefined, scope: FileScope, journeys: JourneysByName): JourneyScope | undefined {
  if (!name) return undefined;
  const declared = journeys.get(name.text);
  scope.used.add(name.text);
  if (!declared) {
    const names = journeys.names();
    const suggestion = suggest(name.text, names);
    scope.report(
      diagnostics.unknownJourney({
        file: scope.file,
        span: name,
        name: name.text,
        suggestion,
        available: names.length > 0 ? quotedList(names) : undefined,
        fixes: replacements(name, suggestion),
      }),
    );
    return undefined;
  }
  const { node, scope: home } = declared;
  const target = node.settings.find((setting) => setting.kind === "target")?.model?.text;
  const model = target === undefined ? undefined : home.schema.models[target];
  const goals = node.settings.flatMap((setting) =>
    setting.kind === "goal" && setting.name ? [setting.name.text] : [],
  );
  return {
    ...plainScope({ ...scope, schema: home.schema, events: new Map([...home.events, ...scope.events]) }, model),
    activities: activitiesOf(node.steps, "", home.file),
    goals: new Set(goals),
  };
}

function checkGiven(given: Given, scope: JourneyScope): void {
  if (given.date && !isValidDate(given.date.value)) {
    scope.report(diagnostics.invalidDate({ file: scope.file, span: given.date, value: given.date.value }));
  }
  checkTime(given.time, scope);
  const name = given.model;
  if (!name) return;
  const model = scope.schema.models[name.text] ?? resolveModel(name, scope);
  scope.used.add(name.text);
  if (!model) return;
  if (scope.target && model.name !== scope.target.name) {
    scope.report(
      diagnostics.givenModel({ file: scope.file, span: name, model: model.name, target: scope.target.name }),
    );
    return;
  }
  // A list may be given whole, which no step may write.
  const plain = given.assignments.filter((assignment) => assignment.value?.kind !== "list");
  checkAssignments(plain, model, "given", scope);
}

function checkAt(statement: AtStatement, scope: JourneyScope): void {
  checkDuration(statement.after, scope);
  if (statement.happening) checkEngagement(statement.happening, scope);
  if (statement.event) {
    const event = checkEvent(statement.event, scope);
    for (const { field, value } of statement.assignments ?? []) {
      if (value) checkPlainValue(value, scope);
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
  } else if (statement.assignments && scope.target) {
    checkAssignments(statement.assignments, scope.target, "update", scope);
  }
}

const activityStates = ["sent", "executed", "rejected", "cancelled", "failed"];
const journeyStates = ["completed", "exited", "entered"];

function checkExpectation(statement: Expectation, scope: JourneyScope, goals: ReadonlySet<string>): void {
  checkDuration(statement.by, scope);
  const { subject, state } = statement;
  if (!state) return;
  const isGoal = subject !== undefined && goals.has(subject.text) && !scope.activities.has(subject.text);
  const possible = subject ? (isGoal ? ["reached"] : activityStates) : journeyStates;
  if (subject && !isGoal && !scope.activities.has(subject.text)) {
    const names = [...scope.activities.keys(), ...goals];
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
    return;
  }
  if (possible.includes(state.text)) return;
  const suggestion = suggest(state.text, possible);
  scope.report(
    diagnostics.unknownExpectation({
      file: scope.file,
      span: state,
      name: state.text,
      suggestion,
      available: quotedList(possible, "or"),
      fixes: replacements(state, suggestion),
    }),
  );
}

function checkBehaviour(statement: SimulationStatement, scope: JourneyScope): void {
  if (statement.kind === "simulated number") {
    if (statement.value && !Number.isInteger(statement.value.value)) {
      scope.report(diagnostics.wholeNumber({ file: scope.file, span: statement.value }));
    }
    return;
  }
  if (statement.happening) checkEngagement(statement.happening, scope);
  checkDuration(statement.within, scope);
  if (statement.share && statement.share.value > 100) {
    scope.report(diagnostics.moreThanAll({ file: scope.file, span: statement.share }));
  }
}
