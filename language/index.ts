export type * from "./check/condition.ts";
export type * from "./check/program.ts";
export type { Diagnostic, Fix, RelatedPlace, Severity, TextEdit } from "./diagnostics/diagnostic.ts";
export type { Host } from "./host.ts";
export type { Field, FieldType, Model, ModelSchema } from "./models/schema.ts";
export { Problem } from "./problem.ts";
export type * from "./syntax/ast.ts";
export { LineIndex, type Position, type Span } from "./syntax/span.ts";
export type { MessageTemplate, TemplateLink } from "./texts/template.ts";
