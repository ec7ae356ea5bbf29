/** Model schemas out of TypeScript files, read with ts-morph and never executed. */
import { createRequire } from "node:module";
import type * as TsMorph from "ts-morph";
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import { fileClosure } from "./file-closure.ts";
import { miniLib, modelTypes } from "./mini-lib.ts";
import type { Field, FieldType, Model, ModelSchema } from "./schema.ts";

export interface ModelReading {
  readonly schema: ModelSchema;
  readonly diagnostics: readonly Diagnostic[];
}

/** Half a second to load, and 75 MB: only when there is a model file that no cache knows. */
function loadTsMorph(): typeof TsMorph {
  return createRequire(import.meta.url)("ts-morph") as typeof TsMorph;
}

/**
 * Reads the models that a TypeScript file exports, and those that these refer to in the files it imports.
 *
 * A model is an exported interface (or type alias of an object type) with an id: a field `id`, a field marked `@id`, or
 * a `@table` tag. Other interfaces are left alone. What the language can't use of a model becomes a field of kind
 * `unknown`, with an info.
 *
 * @returns an empty schema when there is no such file
 */
export function readModels(path: string, host: Host): ModelReading {
  const files = fileClosure(path, host);
  if (!files.has(path)) return { schema: { models: {} }, diagnostics: [] };
  const morph = loadTsMorph();
  const project = new morph.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: {
      strict: true,
      noLib: true,
      types: [],
      module: morph.ts.ModuleKind.ESNext,
      moduleResolution: morph.ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      noEmit: true,
    },
  });
  project.createSourceFile("/__lib.d.ts", miniLib);
  project.createSourceFile("/__model.d.ts", modelTypes);
  for (const [file, text] of files) project.createSourceFile(file, text);
  return new Reading(morph, project, path).result();
}

type ModelDeclaration = TsMorph.InterfaceDeclaration | TsMorph.TypeAliasDeclaration;

class Reading {
  readonly #models: Record<string, Model> = {};
  readonly #found: Diagnostic[] = [];
  readonly #declarations = new Map<string, ModelDeclaration>();

  constructor(
    readonly morph: typeof TsMorph,
    readonly project: TsMorph.Project,
    readonly path: string,
  ) {}

  result(): ModelReading {
    if (this.#syntaxErrors()) return { schema: { models: {} }, diagnostics: this.#found };
    for (const [name, declarations] of this.project.getSourceFileOrThrow(this.path).getExportedDeclarations()) {
      for (const declaration of declarations) {
        if (this.#isModelDeclaration(declaration) && isModel(declaration)) this.#declarations.set(name, declaration);
      }
    }
    // The map grows while fields are read: a relation brings in its model.
    for (const [name, declaration] of this.#declarations) this.#models[name] = this.#model(name, declaration);
    return { schema: { models: this.#models }, diagnostics: this.#found };
  }

  #isModelDeclaration(node: TsMorph.Node): node is ModelDeclaration {
    return this.morph.Node.isInterfaceDeclaration(node) || this.morph.Node.isTypeAliasDeclaration(node);
  }

  #syntaxErrors(): boolean {
    for (const file of this.project.getSourceFiles()) {
      const [first] = this.project.getProgram().getSyntacticDiagnostics(file);
      if (!first) continue;
      const start = first.getStart() ?? 0;
      const message = first.getMessageText();
      this.#found.push(
        diagnostics.modelsSyntaxError({
          file: file.getFilePath(),
          span: { start, end: start + Math.max(1, first.getLength() ?? 1) },
          reason: typeof message === "string" ? message : message.getMessageText(),
        }),
      );
    }
    return this.#found.length > 0;
  }

  #model(name: string, declaration: ModelDeclaration): Model {
    const tags = tagsOf(declaration);
    const fields: Field[] = [];
    let idField = "id";
    let activeField: string | undefined;
    for (const symbol of declaration.getType().getProperties()) {
      const node = symbol.getDeclarations()[0];
      if (!node) continue;
      const fieldTags = tagsOf(node);
      const field = this.#field(name, symbol, node, declaration, fieldTags);
      fields.push(field);
      if (fieldTags.has("id")) idField = field.name;
      if (fieldTags.has("active")) activeField = field.name;
      if (field.name === "active" && field.type.kind === "boolean") activeField ??= field.name;
    }
    const id = fields.find((field) => field.name === idField);
    const nameNode = declaration.getNameNode();
    const doc = docOf(declaration);
    return {
      name,
      ...(doc ? { doc } : {}),
      table: tags.get("table") ?? `${snakeCase(name)}s`,
      idField,
      idType: id?.type.kind === "number" ? "number" : "text",
      ...(activeField === undefined ? {} : { activeField }),
      fields,
      file: declaration.getSourceFile().getFilePath(),
      start: nameNode.getStart(),
      end: nameNode.getEnd(),
    };
  }

  #field(
    model: string,
    symbol: TsMorph.Symbol,
    node: TsMorph.Node,
    owner: TsMorph.Node,
    tags: ReadonlyMap<string, string>,
  ): Field {
    const name = symbol.getName();
    const declared = symbol.getTypeAtLocation(owner);
    const parts = declared.isUnion() ? declared.getUnionTypes() : [declared];
    const filled = parts.filter((part) => !part.isUndefined() && !part.isNull());
    const written = this.morph.Node.isPropertySignature(node) ? node.getTypeNode()?.getText() : undefined;
    const type = this.#fieldType(declared, filled, written ?? declared.getText(owner));
    const place = this.morph.Node.isPropertySignature(node) ? node.getNameNode() : node;
    const file = node.getSourceFile().getFilePath();
    if (type.kind === "unknown") {
      this.#found.push(
        diagnostics.unsupportedModelField({
          file,
          span: { start: place.getStart(), end: place.getEnd() },
          name,
          type: type.text,
        }),
      );
    }
    const doc = docOf(node);
    return {
      name,
      type,
      optional: symbol.isOptional() || filled.length < parts.length,
      ...(doc ? { doc } : {}),
      column: tags.get("column") ?? (type.kind === "record" ? `${name}_id` : name),
      ...(type.kind === "records" ? { via: tags.get("via") ?? `${snakeCase(model)}_id` } : {}),
      file,
      start: place.getStart(),
      end: place.getEnd(),
    };
  }

  /** @param filled the members of a union that are not `undefined` or `null` */
  #fieldType(type: TsMorph.Type, filled: readonly TsMorph.Type[], text: string): FieldType {
    const unknown: FieldType = { kind: "unknown", text };
    const branded = brandOf(type, text);
    if (branded) return branded;
    if (filled.length === 0) return unknown;
    if (filled.every((part) => part.isBooleanLiteral())) return { kind: "boolean" };
    if (filled.every((part) => part.isStringLiteral())) {
      return { kind: "choice", of: "text", values: filled.map((part) => String(part.getLiteralValue())) };
    }
    if (filled.every((part) => part.isNumberLiteral())) {
      return { kind: "choice", of: "number", values: filled.map((part) => Number(part.getLiteralValue())) };
    }
    const [only, second] = filled;
    if (!only || second) return unknown;
    if (only.isString()) return { kind: "text" };
    if (only.isNumber()) return { kind: "number" };
    if (only.isBoolean()) return { kind: "boolean" };
    if (only.isArray()) {
      const element = only.getArrayElementTypeOrThrow();
      const elements = element.isUnion() ? element.getUnionTypes() : [element];
      const of = this.#fieldType(element, elements, element.getText());
      if (of.kind === "record") return { kind: "records", model: of.model };
      return of.kind === "unknown" || of.kind === "list" || of.kind === "records" ? unknown : { kind: "list", of };
    }
    const alias = brandOf(only, text);
    if (alias) return alias;
    const declaration = (only.getAliasSymbol() ?? only.getSymbol())?.getDeclarations()[0];
    if (only.getSymbol()?.getName() === "Date" && declaration?.getSourceFile().getFilePath() === "/__lib.d.ts") {
      return { kind: "date" };
    }
    if (declaration && this.#isModelDeclaration(declaration) && isModel(declaration)) {
      const name = declaration.getName();
      if (!this.#declarations.has(name)) this.#declarations.set(name, declaration);
      return { kind: "record", model: name };
    }
    return unknown;
  }
}

/** `Email`, `Phone` and `TimeZone` are strings with a name: the name is what tells. */
function brandOf(type: TsMorph.Type, text: string): FieldType | undefined {
  const alias = type.getAliasSymbol()?.getName() ?? /^[A-Za-z]+/.exec(text)?.[0];
  const marked = [type, ...(type.isUnion() ? type.getUnionTypes() : [])].some(
    (part) =>
      part.isIntersection() && part.getProperties().some((property) => property.getName().includes("journeyBrand")),
  );
  if (!marked) return undefined;
  if (alias === "Email") return { kind: "email" };
  if (alias === "Phone") return { kind: "phone" };
  return alias === "TimeZone" ? { kind: "timezone" } : undefined;
}

function isModel(declaration: ModelDeclaration): boolean {
  const tags = tagsOf(declaration);
  if (tags.has("event")) return false;
  if (tags.has("table")) return true;
  const properties = declaration.getType().getProperties();
  return properties.some(
    (property) => property.getName() === "id" || property.getDeclarations().some((node) => tagsOf(node).has("id")),
  );
}

function jsDocsOf(node: TsMorph.Node): readonly TsMorph.JSDoc[] {
  return "getJsDocs" in node && typeof node.getJsDocs === "function" ? (node.getJsDocs() as TsMorph.JSDoc[]) : [];
}

function tagsOf(node: TsMorph.Node): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const doc of jsDocsOf(node)) {
    for (const tag of doc.getTags()) tags.set(tag.getTagName(), (tag.getCommentText() ?? "").trim());
  }
  return tags;
}

function docOf(node: TsMorph.Node): string {
  return jsDocsOf(node)
    .map((doc) => doc.getDescription().trim())
    .filter((text) => text !== "")
    .join("\n");
}

/** `MailingContact` → `mailing_contact` */
function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
