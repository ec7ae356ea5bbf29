/** Steps that reach out: other services, the project's own functions, other journeys, followers. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { describeType, fieldList, quotedList } from "../diagnostics/wording.ts";
import type { FieldType } from "../models/schema.ts";
import type { Assignment, Expression, FollowStep, JourneyStep, RunStep, WebhookStep } from "../syntax/ast.ts";
import { checkLiquid } from "./check-liquid.ts";
import { comparisonType, writtenText } from "./check-operand.ts";
import { checkPlainValue, type TypedValue } from "./check-value.ts";
import type { Value } from "./condition.ts";
import { removal, replacements } from "./fixes.ts";
import type { CheckedFollow, CheckedJourneyControl, CheckedRun, CheckedWebhook } from "./program.ts";
import { mayBeEmpty, pathText, resolveField } from "./resolve-field.ts";
import { hasSyntaxError, type ImportedFunction, type JourneyScope } from "./scope.ts";

export function checkFollow(step: FollowStep, scope: JourneyScope): Pick<CheckedFollow, "kind" | "by"> | undefined {
  const by = step.by && resolveField(step.by, scope);
  if (!by || !step.by) return undefined;
  if (by.type.kind === "record") return { kind: step.action, by };
  scope.report(
    diagnostics.wrongAssignee({
      file: scope.file,
      span: step.by,
      field: pathText(by),
      type: describeType(by.type),
      available: scope.target && fieldList(scope.target, (each) => each.type.kind === "record"),
    }),
  );
  return undefined;
}

export function checkWebhook(
  step: WebhookStep,
  scope: JourneyScope,
): Pick<CheckedWebhook, "kind" | "title" | "method" | "url" | "headers" | "json"> | undefined {
  let isGood = step.name !== undefined;
  const [call, second] = step.calls;
  const [body, secondBody] = step.bodies;
  for (const extra of [second, secondBody]) {
    if (!extra) continue;
    isGood = false;
    const setting = scope.text.slice(extra.keyword.start, extra.keyword.end);
    const fixes = [removal(scope.text, extra, "Remove this one")];
    const how = extra === second ? "A webhook makes one request: keep one of them." : undefined;
    scope.report(diagnostics.duplicateSetting({ file: scope.file, span: extra.keyword, setting, how, fixes }));
  }
  const url = call?.url;
  if (url) {
    if (!checkLiquid(url, scope)) isGood = false;
    if (!/^(https?:\/\/|\s*\{\{)/i.test(url.value)) {
      isGood = false;
      const span = { start: url.start, end: url.end };
      scope.report(diagnostics.invalidAddress({ file: scope.file, span, url: url.value }));
    }
  }
  for (const header of step.headers) {
    if (header.value && !checkLiquid(header.value, scope)) isGood = false;
    // RFC 9110, section 5.6.2: a header's name is a token.
    if (header.name && !/^[!#$%&'*+.^_`|~\w-]+$/.test(header.name.value)) {
      isGood = false;
      const span = { start: header.name.start, end: header.name.end };
      scope.report(diagnostics.invalidHeader({ file: scope.file, span, name: header.name.value }));
    }
  }
  const json = (body?.assignments ?? []).map((assignment) => checkMember(assignment, scope));
  const good = json.filter((each) => each !== undefined);
  if (!isGood || !call || !url || good.length !== json.length) return undefined;
  return {
    kind: "webhook",
    ...(step.title ? { title: step.title.value } : {}),
    method: call.method,
    url: url.value,
    headers: step.headers.flatMap(({ name, value }) =>
      name && value ? [{ name: name.value, value: value.value }] : [],
    ),
    json: good,
  };
}

function checkMember(
  assignment: Assignment,
  scope: JourneyScope,
): { readonly name: string; readonly value: Value } | undefined {
  const { field, operator, value: expression } = assignment;
  if (!field || !expression) return undefined;
  if (operator !== "=") {
    scope.report(diagnostics.nothingToAddTo({ file: scope.file, span: assignment, field: field.text, operator }));
    return undefined;
  }
  const value = checkPlainValue(expression, scope);
  return value && { name: field.text, value: value.value };
}

export function checkRun(
  step: RunStep,
  scope: JourneyScope,
): Pick<CheckedRun, "kind" | "function" | "file" | "arguments"> | undefined {
  const { function: name } = step;
  if (!name || !step.argumentSpan) return undefined;
  const found = scope.functions.get(name.text);
  scope.used.add(name.text);
  if (!found) {
    if (scope.unresolved.has(name.text)) return undefined;
    const names = [...scope.functions.keys()];
    const suggestion = suggest(name.text, names);
    if (suggestion) scope.used.add(suggestion);
    scope.report(
      diagnostics.unknownFunction({
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
  const values = checkArguments(step, found, scope);
  return values && { kind: "run", function: found.name, file: found.path, arguments: values };
}

function checkArguments(step: RunStep, found: ImportedFunction, scope: JourneyScope): readonly Value[] | undefined {
  const given = step.arguments.map((argument) => ({ argument, typed: checkPlainValue(argument, scope) }));
  if (hasSyntaxError(step, scope)) return undefined;
  const last = found.parameters.at(-1);
  const required = found.parameters.filter((parameter) => !parameter.optional && !parameter.rest).length;
  const most = last?.rest ? Number.POSITIVE_INFINITY : found.parameters.length;
  if (given.length < required || given.length > most) {
    scope.report(
      diagnostics.wrongArgumentCount({
        file: scope.file,
        span: step.argumentSpan ?? step.keyword,
        function: found.name,
        signature: signatureOf(found),
        count: given.length,
      }),
    );
    return undefined;
  }
  let isGood = true;
  for (const [index, { argument, typed }] of given.entries()) {
    const parameter = found.parameters[index] ?? last;
    if (!typed || !parameter) isGood = false;
    else if (!accepts(parameter.type, typed)) {
      isGood = false;
      scope.report(
        diagnostics.wrongArgument({
          file: scope.file,
          span: argument,
          function: found.name,
          parameter: parameter.name,
          expected: describeType(parameter.type),
          argument: writtenText(argument, scope),
          type: typed.type ? describeType(typed.type) : "empty",
          signature: signatureOf(found),
        }),
      );
    } else if (!parameter.optional && mayBeEmptyArgument(argument, typed, scope)) {
      isGood = false;
      scope.report(
        diagnostics.emptyArgument({
          file: scope.file,
          span: argument,
          function: found.name,
          parameter: parameter.name,
          argument: writtenText(argument, scope),
        }),
      );
    }
  }
  return isGood ? given.flatMap(({ typed }) => (typed ? [typed.value] : [])) : undefined;
}

function mayBeEmptyArgument(_argument: Expression, { value }: TypedValue, scope: JourneyScope): boolean {
  return value.kind === "field" && value.type.kind !== "list" && mayBeEmpty(value, scope);
}

/** Whether TypeScript would take a value of that type: what the language can't express is left to the function. */
function accepts(parameter: FieldType, { type, value }: TypedValue): boolean {
  if (parameter.kind === "unknown" || type === undefined) return true;
  if (parameter.kind === "list") {
    return type.kind === "list" && accepts(parameter.of, { type: type.of, value });
  }
  if (parameter.kind === "record") return type.kind === "record" && type.model === parameter.model;
  if (parameter.kind === "choice") {
    if (value.kind === "literal") return parameter.values.some((choice) => choice === value.value);
    return type.kind === "choice" && type.values.every((choice) => parameter.values.includes(choice));
  }
  if (
    parameter.kind === "email" ||
    parameter.kind === "phone" ||
    parameter.kind === "push token" ||
    parameter.kind === "timezone"
  ) {
    return type.kind === parameter.kind || value.kind === "literal";
  }
  return comparisonType(parameter) !== undefined && comparisonType(parameter) === comparisonType(type);
}

function signatureOf({ name, parameters }: ImportedFunction): string {
  const words = parameters.map(
    (parameter) =>
      `${parameter.rest ? "..." : ""}${parameter.name}${parameter.optional && !parameter.rest ? "?" : ""}: ${typeText(parameter.type)}`,
  );
  return `${name}(${words.join(", ")})`;
}

/** The type as TypeScript writes it. */
function typeText(type: FieldType): string {
  switch (type.kind) {
    case "text":
      return "string";
    case "email":
      return "Email";
    case "push token":
      return "PushToken";
    case "phone":
      return "Phone";
    case "timezone":
      return "TimeZone";
    case "date":
      return "Date";
    case "choice":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return `${typeText(type.of)}[]`;
    case "record":
      return type.model;
    case "records":
      return `${type.model}[]`;
    case "unknown":
      return type.text;
    default:
      return type.kind;
  }
}

export function checkJourneyControl(
  step: JourneyStep,
  scope: JourneyScope,
): Pick<CheckedJourneyControl, "kind" | "journey"> | undefined {
  const { journey: name } = step;
  if (!name) return undefined;
  const kind = step.action === "start" ? "start journey" : "stop journey";
  scope.used.add(name.text);
  if (scope.journeyNames.has(name.text)) return { kind, journey: name.text };
  const suggestion = scope.journeyNames.near(name.text);
  const names = [...scope.journeyNames];
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
