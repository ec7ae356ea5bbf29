/** Schemas of models, events and functions out of TypeScript files, read with ts-morph and never executed. */
import type * as TsMorph from "ts-morph";
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import type { Span } from "../syntax/span.ts";
import { checkBases } from "./check-bases.ts";
import { readType } from "./field-types.ts";
import { type FileClosure, fileClosure, type MissingFile } from "./file-closure.ts";
import { docOf, emptyTag, tagsOf } from "./js-docs.ts";
import { loadTsMorph } from "./load-ts-morph.ts";
import { miniLib, modelTypes } from "./mini-lib.ts";
import { placeOf, relatedPlace } from "./node-place.ts";
import { readFunction } from "./read-function.ts";
import type { EventSchema, Field, FunctionSchema, Model, ModelSchema } from "./schema.ts";

export interface ModelReading {
  readonly schema: ModelSchema;
  readonly diagnostics: readonly Diagnostic[];
}

/** Part of what readings are kept under. One more for every change to what a reading says of the same files. */
export const readerVersion = 2;

/**
 * Reads the models that a TypeScript file exports, and those that these refer to in the files it imports.
 *
 * A model is an exported interface (or type alias of an object type) with an id: a field `id`, a field marked `@id`, or
 * a `@table` tag. Other interfaces are left alone. What the language can't use of a model becomes a field of kind
 * `unknown`, with an info. An interface marked `@event` is a custom event; exported functions are what `run` steps may
 * call.
 *
 * @returns an empty schema when there is no such file
 */
export function readModels(path: string, host: Host): ModelReading {
  return readFiles(path, fileClosure(path, host));
}

/** The same, of files that are read already. */
export function readFiles(path: string, { files, missing }: FileClosure): ModelReading {
  if (!files.has(path)) return { schema: emptySchema, diagnostics: [] };
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
  // ts-morph takes a byte order mark away, and everything behind it would be counted one too few.
  for (const [file, text] of files) project.createSourceFile(file, text.replace(/^\uFEFF/, " "));
  return new Reading(morph, project, path, missing).result();
}

const emptySchema: ModelSchema = { models: {}, events: {}, functions: {} };

type ModelDeclaration = TsMorph.InterfaceDeclaration | TsMorph.TypeAliasDeclaration;

class Reading {
  readonly #models = new Map<string, Model>();
  readonly #events = new Map<string, EventSchema>();
  /** The interface that each event's name stands for. */
  readonly #eventDeclarations = new Map<string, TsMorph.InterfaceDeclaration>();
  readonly #functions = new Map<string, FunctionSchema>();
  readonly #found: Diagnostic[] = [];
  /** The models to read, by name. */
  readonly #declarations = new Map<string, ModelDeclaration>();
  /** The name that each model goes by. */
  readonly #names = new Map<ModelDeclaration, string>();

  constructor(
    readonly morph: typeof TsMorph,
    readonly project: TsMorph.Project,
    readonly path: string,
    readonly missing: readonly MissingFile[],
  ) {}

  result(): ModelReading {
    if (this.#syntaxErrors()) return { schema: emptySchema, diagnostics: this.#found };
    this.#missingImports();
    const root = this.project.getSourceFileOrThrow(this.path);
    const exported = [...root.getExportedDeclarations()];
    // All names first: what a file exports under a name of its own choice is known by it in relations too.
    for (const [name, declarations] of exported) {
      for (const declaration of declarations) {
        if (this.#isModel(declaration)) this.#addModel(name === "default" ? declaration.getName() : name, declaration);
        else checkBases(declaration, { certain: false, report: this.#report });
      }
    }
    for (const declaration of root.getInterfaces()) this.#addEvent(declaration);
    for (const [name, declarations] of exported) {
      for (const declaration of declarations) {
        if (this.morph.Node.isInterfaceDeclaration(declaration)) this.#addEvent(declaration);
        const found = readFunction(name, declaration, this.#modelNameOf);
        if (found && name !== "default") this.#functions.set(name, found);
      }
    }
    // The map grows while fields are read: a relation brings in its model.
    for (const [name, declaration] of this.#declarations) this.#models.set(name, this.#model(name, declaration));
    return {
      schema: {
        models: Object.fromEntries(this.#models),
        events: Object.fromEntries(this.#events),
        functions: Object.fromEntries(this.#functions),
      },
      diagnostics: this.#found,
    };
  }

  #isModel(node: TsMorph.Node): node is ModelDeclaration {
    const { Node } = this.morph;
    if (!Node.isInterfaceDeclaration(node) && !Node.isTypeAliasDeclaration(node)) return false;
    const tags = tagsOf(node);
    if (tags.has("event")) return false;
    if (tags.has("table")) return true;
    const properties = node.getType().getProperties();
    return properties.some(
      (property) => property.getName() === "id" || property.getDeclarations().some((each) => tagsOf(each).has("id")),
    );
  }

  #addModel(name: string, declaration: ModelDeclaration): void {
    if (!this.#declarations.has(name)) this.#declarations.set(name, declaration);
    // Exported under two names, it goes by its own in relations.
    if (!this.#names.has(declaration) || name === declaration.getName()) this.#names.set(declaration, name);
  }

  readonly #modelNameOf = (declaration: TsMorph.Node): string | undefined => {
    if (!this.#isModel(declaration)) return undefined;
    if (!this.#names.has(declaration)) this.#addModel(this.#freeName(declaration), declaration);
    return this.#names.get(declaration);
  };

  /** Its own name, unless another model has it: then that is reported, and each relation still goes to the right one. */
  #freeName(declaration: ModelDeclaration): string {
    const name = declaration.getName();
    const other = this.#declarations.get(name);
    if (!other) return name;
    const path = declaration.getSourceFile().getFilePath();
    this.#report(
      diagnostics.duplicateModel({
        ...placeOf(declaration.getNameNode()),
        name,
        related: [relatedPlace(other.getNameNode(), `The other \`${name}\`.`)],
      }),
    );
    return `${name} (${path})`;
  }

  #syntaxErrors(): boolean {
    for (const file of this.project.getSourceFiles()) {
      const [first] = this.project.getProgram().getSyntacticDiagnostics(file);
      if (!first) continue;
      const start = first.getStart() ?? 0;
      const message = first.getMessageText();
      this.#report(
        diagnostics.modelsSyntaxError({
          file: file.getFilePath(),
          span: { start, end: start + Math.max(1, first.getLength() ?? 1) },
          reason: typeof message === "string" ? message : message.getMessageText(),
        }),
      );
    }
    return this.#found.length > 0;
  }

  #addEvent(declaration: TsMorph.InterfaceDeclaration): void {
    const tag = tagsOf(declaration).get("event");
    if (tag === undefined) return;
    const interfaceName = declaration.getName();
    const name = tag || snakeCase(interfaceName);
    const nameNode = declaration.getNameNode();
    const other = this.#eventDeclarations.get(name);
    if (other) {
      const isSame = other.getSymbol() === declaration.getSymbol();
      const related = [relatedPlace(other.getNameNode(), "The first one.")];
      if (!isSame) this.#report(diagnostics.duplicateEvent({ ...placeOf(nameNode), name, related }));
      return;
    }
    this.#eventDeclarations.set(name, declaration);
    checkBases(declaration, { certain: true, report: this.#report });
    const doc = docOf(declaration);
    this.#events.set(name, {
      name,
      interfaceName,
      ...(doc ? { doc } : {}),
      fields: this.#properties(declaration).map(([symbol, node]) =>
        this.#field(interfaceName, symbol, node, declaration, tagsOf(node)),
      ),
      file: declaration.getSourceFile().getFilePath(),
      start: nameNode.getStart(),
      end: nameNode.getEnd(),
    });
  }

  #properties(declaration: ModelDeclaration): (readonly [TsMorph.Symbol, TsMorph.Node])[] {
    return declaration
      .getType()
      .getProperties()
      .flatMap((symbol) =>
        symbol
          .getDeclarations()
          .slice(0, 1)
          .map((node) => [symbol, node] as const),
      );
  }

  #model(name: string, declaration: ModelDeclaration): Model {
    checkBases(declaration, { certain: true, report: this.#report });
    this.#emptyTags(declaration, { table: `${snakeCase(declaration.getName())}s` });
    const tags = tagsOf(declaration);
    const fields: Field[] = [];
    let idField = "id";
    let activeField: string | undefined;
    for (const [symbol, node] of this.#properties(declaration)) {
      const fieldTags = tagsOf(node);
      const field = this.#field(declaration.getName(), symbol, node, declaration, fieldTags);
      fields.push(field);
      if (fieldTags.has("id")) idField = field.name;
      if (fieldTags.has("active")) activeField = field.name;
      if (field.name === "active" && field.type.kind === "boolean") activeField ??= field.name;
    }
    const id = fields.find((field) => field.name === idField);
    const nameNode = declaration.getNameNode();
    if (!id) this.#report(diagnostics.modelWithoutId({ ...placeOf(nameNode), name: declaration.getName() }));
    const doc = docOf(declaration);
    return {
      name,
      ...(doc ? { doc } : {}),
      table: tags.get("table") || `${snakeCase(declaration.getName())}s`,
      idField,
      idType: id?.type.kind === "number" ? "number" : "text",
      ...(activeField === undefined ? {} : { activeField }),
      fields,
      file: declaration.getSourceFile().getFilePath(),
      start: nameNode.getStart(),
      end: nameNode.getEnd(),
    };
  }

  /** @param owner the interface's own name, which default foreign keys come from */
  #field(
    owner: string,
    symbol: TsMorph.Symbol,
    node: TsMorph.Node,
    declaration: TsMorph.Node,
    tags: ReadonlyMap<string, string>,
  ): Field {
    const name = symbol.getName();
    this.#emptyTags(node, { column: name, via: `${snakeCase(owner)}_id` });
    const declared = symbol.getTypeAtLocation(declaration);
    const written = this.morph.Node.isPropertySignature(node) ? node.getTypeNode() : undefined;
    const text = written?.getText() ?? declared.getText(declaration);
    const { type, optional } = readType(declared, written, text, this.#modelNameOf);
    const place = this.morph.Node.isPropertySignature(node) ? node.getNameNode() : node;
    if (type.kind === "unknown") {
      this.#report(diagnostics.unsupportedModelField({ ...placeOf(place), name, type: type.text }));
    }
    const doc = docOf(node);
    return {
      name,
      type,
      optional: symbol.isOptional() || optional,
      ...(doc ? { doc } : {}),
      column: tags.get("column") || (type.kind === "record" ? `${name}_id` : name),
      ...(type.kind === "records" ? { via: tags.get("via") || `${snakeCase(owner)}_id` } : {}),
      file: place.getSourceFile().getFilePath(),
      start: place.getStart(),
      end: place.getEnd(),
    };
  }

  /** Once, where several models share what is wrong. */
  readonly #report = (diagnostic: Diagnostic): void => {
    const known = this.#found.some(
      ({ code, file, start }) => code === diagnostic.code && file === diagnostic.file && start === diagnostic.start,
    );
    if (!known) this.#found.push(diagnostic);
  };

  #emptyTags(node: TsMorph.Node, examples: Readonly<Record<string, string>>): void {
    for (const [tag, example] of Object.entries(examples)) {
      const empty = emptyTag(node, tag);
      if (empty) this.#report(diagnostics.emptyModelTag({ ...tagPlaceOf(empty, tag), tag, example }));
    }
  }

  #missingImports(): void {
    for (const file of this.project.getSourceFiles()) {
      const missing = this.missing.filter((each) => each.file === file.getFilePath());
      if (missing.length === 0) continue;
      for (const literal of file.getImportStringLiterals()) {
        const found = missing.find((each) => each.specifier === literal.getLiteralValue());
        if (!found) continue;
        const { specifier, suggestion } = found;
        this.#report(diagnostics.modelImportNotFound({ ...placeOf(literal), path: specifier, suggestion }));
      }
    }
  }
}

/** Of a tag without a text: an empty tag ends where the next one begins, or the comment does. */
function tagPlaceOf(node: TsMorph.Node, tag: string): { readonly file: string; readonly span: Span } {
  const { file, span } = placeOf(node);
  return { file, span: { start: span.start, end: span.start + tag.length + 1 } };
}

/** `MailingContact` → `mailing_contact` */
function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
