import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { describeType, fieldList, quotedList, wordList } from "../diagnostics/wording.ts";
import type { EventSchema, Field, FieldType, Model } from "../models/schema.ts";
import type { StringLiteral } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { type LiquidProblem, type LiquidRead, liquidFilters, liquidTags, parseLiquid } from "../texts/liquid.ts";
import { type LiquidType, misfit, typeAfterFilter } from "../texts/liquid-filter-types.ts";
import { insertion, replacements } from "./fixes.ts";
import { unknownFieldDetails } from "./resolve-field.ts";
import type { JourneyScope } from "./scope.ts";

/** A text with Liquid in it, and how its offsets become places. */
export interface LiquidSource {
  readonly text: string;
  readonly file: string;
  /** The place in `file` of a part of `text`. */
  readonly spanOf: (start: number, end: number) => Span;
}

/** What a text may name besides the target's fields. */
export interface LiquidNames {
  /** Variables of the service, e.g. `unsubscribe_url`. */
  readonly variables: readonly string[];
  /** Declared links, for `{{ link shop }}`. */
  readonly links: readonly string[];
  /** Whose text it is, for messages: the activity's name. */
  readonly activity: string;
}

const none: LiquidNames = { variables: [], links: [], activity: "This text" };

/** Checks a text that stands in the journey itself: a subject, a task's title, a value. Returns whether it is fine. */
export function checkLiquid(literal: StringLiteral, scope: JourneyScope, names: LiquidNames = none): boolean {
  return checkLiquidSource(literalSource(literal, scope.file), scope, names);
}

/** Checks what a text reads: syntax, filters, fields, links, and fields that may be empty. Returns whether it is fine. */
export function checkLiquidSource(source: LiquidSource, scope: JourneyScope, names: LiquidNames): boolean {
  const parsed = parseLiquid(source.text);
  let isGood = true;
  for (const problem of parsed.problems) {
    reportProblem(problem, source, scope);
    isGood = false;
  }
  for (const link of parsed.links) {
    if (names.links.includes(link.name)) continue;
    isGood = false;
    const suggestion = suggest(link.name, names.links);
    scope.report(
      diagnostics.unknownLink({
        file: source.file,
        span: source.spanOf(link.start, link.end),
        activity: names.activity,
        label: link.name,
        suggestion: suggestion && `{{ link ${suggestion} }}`,
        available: names.links.length > 0 ? quotedList(names.links) : undefined,
        fixes: replacements(source.spanOf(link.start, link.end), suggestion && `link ${suggestion}`),
      }),
    );
  }
  for (const read of parsed.reads) {
    if (!checkRead(read, source, read.isAlias ? emptinessOnly(scope) : scope, names)) isGood = false;
  }
  return isGood;
}

/** Where a field got another name, what else is wrong with it has been said. */
function emptinessOnly(scope: JourneyScope): JourneyScope {
  return { ...scope, report: (diagnostic) => diagnostic.code === "missing-default" && scope.report(diagnostic) };
}

function reportProblem(problem: LiquidProblem, source: LiquidSource, scope: JourneyScope): void {
  const span = source.spanOf(problem.start, problem.end);
  const at = { file: source.file, span };
  const name = problem.message;
  switch (problem.kind) {
    case "syntax":
      scope.report(diagnostics.textSyntax({ ...at, reason: name.replace(/\.$/, "") }));
      return;
    case "unknown filter": {
      const suggestion = suggest(name, liquidFilters);
      scope.report(diagnostics.unknownFilter({ ...at, name, suggestion, fixes: replacements(span, suggestion) }));
      return;
    }
    case "unknown tag": {
      const suggestion = suggest(name, liquidTags);
      scope.report(diagnostics.unknownTag({ ...at, name, suggestion, fixes: replacements(span, suggestion) }));
      return;
    }
    case "file tag":
      scope.report(diagnostics.textInclude({ ...at, name }));
  }
}

/** Follows a read over to-one relations; texts know the same fields as filters do. */
function checkRead(read: LiquidRead, source: LiquidSource, scope: JourneyScope, names: LiquidNames): boolean {
  const [root] = read.path;
  const payload = root === "entry" ? scope.entry : root === "event" ? scope.event : undefined;
  if (payload && !scope.target?.fields.some((field) => field.name === root)) {
    return checkPayloadRead(read, payload, source, scope);
  }
  if (!scope.target || root === undefined || names.variables.includes(root)) return true;
  let model: Model = scope.target;
  let mayBeEmpty = false;
  for (const [index, name] of read.path.entries()) {
    const at = { file: source.file, span: partSpan(read, index, source) };
    const field: Field | undefined = model.fields.find((candidate) => candidate.name === name);
    if (!field) {
      if (index === 0 && read.isMaybeOwn) return true;
      const details = unknownFieldDetails(name, model, at.span);
      const variables = index === 0 ? suggest(name, names.variables) : undefined;
      const suggestion = details.suggestion ?? variables;
      scope.report(
        diagnostics.unknownField({ ...at, ...details, suggestion, fixes: replacements(at.span, suggestion) }),
      );
      return false;
    }
    const path = read.path.slice(0, index + 1).join(".");
    if (field.optional && index >= read.filled && !scope.filled.has(path)) mayBeEmpty = true;
    const isLast = index === read.path.length - 1;
    switch (field.type.kind) {
      case "unknown":
        scope.report(diagnostics.unsupportedField({ ...at, field: path, type: field.type.text }));
        return false;
      case "records":
        scope.report(
          diagnostics.toManyField({
            ...at,
            field: path,
            available: fieldList(model, (each) => each.type.kind !== "records" && each.type.kind !== "unknown"),
          }),
        );
        return false;
      case "record": {
        const next: Model | undefined = scope.schema.models[field.type.model];
        if (!next) return false;
        if (isLast && read.use === "output") {
          scope.report(
            diagnostics.recordInText({
              ...at,
              field: path,
              model: next.name,
              available: fieldList(next, (each) => each.type.kind !== "records" && each.type.kind !== "unknown"),
            }),
          );
          return false;
        }
        model = next;
        break;
      }
      default:
        if (isLast || isOwnProperty(field, read.path.slice(index + 1))) {
          if (mayBeEmpty) warnOfEmpty(read, source, scope);
          warnOfMisfits(read, isLast ? field.type : ownPropertyType(field, read.path.at(-1)), source, scope);
          return true;
        }
        scope.report(
          diagnostics.notARelation({
            file: source.file,
            span: partSpan(read, index + 1, source),
            field: path,
            type: describeType(field.type),
          }),
        );
        return false;
    }
  }
  return true;
}

/** `{{ entry.total }}`: a field of an event's payload. */
function checkPayloadRead(read: LiquidRead, event: EventSchema, source: LiquidSource, scope: JourneyScope): boolean {
  const name = read.path[1] ?? "";
  const span = partSpan(read, 1, source);
  const field = event.fields.find((candidate) => candidate.name === name);
  if (field) {
    if (field.optional) warnOfEmpty(read, source, scope);
    return true;
  }
  const names = event.fields.map((each) => each.name);
  const suggestion = suggest(name, names);
  scope.report(
    diagnostics.unknownPayloadField({
      file: source.file,
      span,
      name,
      event: event.name,
      suggestion,
      available: quotedList(names),
      fixes: replacements(span, suggestion),
    }),
  );
  return false;
}

/** `tags.size`, `tags.first`, `first_name.size`: what Liquid itself knows of lists and texts. */
function isOwnProperty(field: Field, rest: readonly string[]): boolean {
  const [only, ...more] = rest;
  if (more.length > 0) return false;
  return only === "size" || (field.type.kind === "list" && (only === "first" || only === "last"));
}

function ownPropertyType(field: Field, property: string | undefined): FieldType | undefined {
  if (property === "size") return { kind: "number" };
  return field.type.kind === "list" ? field.type.of : undefined;
}

/** Follows the value through its filters, up to the first that can't do anything with it. */
function warnOfMisfits(
  read: LiquidRead,
  field: FieldType | undefined,
  source: LiquidSource,
  scope: JourneyScope,
): void {
  let type: LiquidType = field && read.isWhole ? liquidType(field) : "unknown";
  for (const { name, start, end } of read.filters) {
    const takes = misfit(type, name);
    if (takes) {
      const span = source.spanOf(start, end);
      const wanted = wordList(
        takes.filter((each) => each !== "formatted").map((each) => typeWords[each]),
        "or",
      );
      scope.report(
        diagnostics.liquidFilterType({
          file: source.file,
          span,
          filter: name,
          wanted,
          given: typeWords[type],
          suggestion: type === "list" ? `join: ", "` : undefined,
        }),
      );
      return;
    }
    type = typeAfterFilter(type, name);
  }
}

const typeWords: Readonly<Record<LiquidType, string>> = {
  text: "text",
  number: "a number",
  boolean: "true or false",
  date: "a date",
  list: "a list",
  record: "a record",
  formatted: "text",
  unknown: "anything",
};

function liquidType(type: FieldType): LiquidType {
  switch (type.kind) {
    case "text":
    case "email":
    case "phone":
    case "push token":
    case "timezone":
      return "text";
    case "number":
    case "boolean":
    case "date":
    case "list":
    case "record":
      return type.kind;
    case "choice":
      return type.of;
    case "records":
      return "list";
    case "unknown":
      return "unknown";
  }
}

function warnOfEmpty(read: LiquidRead, source: LiquidSource, scope: JourneyScope): void {
  if (read.guarded || read.use !== "output") return;
  const span = source.spanOf(read.start, read.end);
  scope.report(
    diagnostics.missingDefault({
      file: source.file,
      span,
      field: read.isAlias ? source.text.slice(read.start, read.end) : read.path.join("."),
      fixes: [insertion(span.end, " | default: ''", "Add `| default: ''`")],
    }),
  );
}

/** Where one name of a path stands. */
function partSpan(read: LiquidRead, index: number, source: LiquidSource): Span {
  let at = read.start;
  for (const [position, name] of read.path.entries()) {
    const found = source.text.indexOf(name, at);
    if (found < 0 || found >= read.end) break;
    if (position === index) return source.spanOf(found, found + name.length);
    at = found + name.length;
  }
  return source.spanOf(read.start, read.end);
}

/** A text in quotes: escapes and dropped indents make its offsets differ from the file's. */
export function literalSource(literal: StringLiteral, file: string): LiquidSource {
  const sourceOffset = (offset: number): number => {
    let [valueStart, sourceStart] = literal.map[0] ?? [0, literal.start + 1];
    for (const [valueOffset, sourceAt] of literal.map) {
      if (valueOffset > offset) break;
      [valueStart, sourceStart] = [valueOffset, sourceAt];
    }
    return Math.min(sourceStart + offset - valueStart, literal.end);
  };
  return {
    text: literal.value,
    file,
    // The end is where the last character stands, plus one: after it, an escape or a line break may begin.
    spanOf: (start, end) => ({
      start: sourceOffset(start),
      end: end > start ? sourceOffset(end - 1) + 1 : sourceOffset(start),
    }),
  };
}
