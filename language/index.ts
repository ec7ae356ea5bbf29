export { type CheckOptions, checkFile, checkFiles } from "./check/check-file.ts";
export type {
  AggregateValue,
  CalendarDuration,
  CheckedAssignment,
  ComparisonType,
  Condition,
  FieldReference,
  Literal,
  MomentReference,
  Operand,
  PathStep,
  ShiftedDate,
  Value,
} from "./check/condition.ts";
export { createModelReader, type ModelReader, type ModelReaderOptions, readModelsOnce } from "./check/model-reader.ts";
export type * from "./check/program.ts";
export { type WayGraph, waysThrough } from "./check/volume-graph.ts";
export { type SentMessage, worstCase } from "./check/worst-case.ts";
export { applyFixes, type FixedFiles, preferredFix } from "./diagnostics/apply-fixes.ts";
export { catalogue, type DiagnosticCode } from "./diagnostics/catalogue.generated.ts";
export { type CodeFrameOptions, type FrameStyle, renderDiagnostic } from "./diagnostics/code-frame.ts";
export type { Diagnostic, Fix, RelatedPlace, Severity, TextEdit } from "./diagnostics/diagnostic.ts";
export { docsLink } from "./diagnostics/docs-link.ts";
export { suggest } from "./diagnostics/suggest.ts";
export { type AnnotationKind, diagnosticsToGithub, githubCommand } from "./diagnostics/to-github.ts";
export { diagnosticsToJson, type JsonDiagnostic } from "./diagnostics/to-json.ts";
export { diagnosticsToSarif, type SarifLog, type SarifOptions } from "./diagnostics/to-sarif.ts";
export { FileCache, type FileFormat, jsonFormat, userCacheFolder } from "./file-cache.ts";
export type { Host } from "./host.ts";
export { type ModelReading, readModels } from "./models/read-models.ts";
export type {
  EventSchema,
  Field,
  FieldType,
  FunctionParameter,
  FunctionSchema,
  Model,
  ModelSchema,
} from "./models/schema.ts";
export { Problem } from "./problem.ts";
export {
  alwaysTrue,
  implies,
  type LabelledCondition,
  type LabelledPart,
  type Satisfiability,
  satisfiable,
} from "./reasoning/satisfiable.ts";
export type * from "./syntax/ast.ts";
export type { Comment } from "./syntax/comments.ts";
export { type ParsedFile, parse } from "./syntax/parse.ts";
export { type Formatted, format } from "./syntax/print.ts";
export { LineIndex, type Position, type Span } from "./syntax/span.ts";
export { spokenLines } from "./syntax/spoken-line.ts";
export { type KeywordGroup, type TokenEntry, type TokenKind, type TokenMatcher, tokenTable } from "./syntax/tokens.ts";
export { type BodyFormat, bodyFileFormat, type CompiledMessage, compileMessage } from "./texts/compile-message.ts";
export { liquidFilters, parseLiquid, serviceVariables } from "./texts/liquid.ts";
export { keepMjmlIn } from "./texts/mjml.ts";
export { type MessageVariables, type RenderedMessage, renderHtml, renderMessage, renderText } from "./texts/render.ts";
export { type SmsParts, smsParts } from "./texts/sms-parts.ts";
export type { MessageTemplate, TemplateLink } from "./texts/template.ts";
export { createWorkspace, type Workspace, type WorkspaceOptions } from "./workspace.ts";
