import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { applySuppressions } from "../diagnostics/suppressions.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type { Host } from "../host.ts";
import { Problem } from "../problem.ts";
import type {
  Action,
  Audience,
  Declaration,
  Journey,
  Name,
  SourceFile,
  Template,
  UnknownStatement,
} from "../syntax/ast.ts";
import { declarationWords } from "../syntax/body-kinds.ts";
import type { ParsedFile } from "../syntax/parse.ts";
import { AskedNames } from "./asked-names.ts";
import { checkAudience } from "./check-audience.ts";
import { checkDuplicateDeclarations, reportUnusedDeclarations } from "./check-declarations.ts";
import { checkAction } from "./check-do.ts";
import { checkImports, type FileDeclarations, reportUnusedImports } from "./check-imports.ts";
import { checkJourney } from "./check-journey.ts";
import { CheckMemory, type Question, type Roots } from "./check-memory.ts";
import { checkSimulation } from "./check-simulation.ts";
import { checkTest } from "./check-test.ts";
import { checkTogether } from "./check-together.ts";
import { replacements } from "./fixes.ts";
import { type ModelReader, type ModelReading, readModelsOnce } from "./model-reader.ts";
import type { CheckedFile, CheckedJourney, CheckedSimulation, CheckedTest } from "./program.ts";
import type { Declarations, Declared, FileScope } from "./scope.ts";
import type { JourneysByName } from "./tested-journey.ts";
import { checkTemplateDeclaration } from "./use-template.ts";

export interface CheckOptions {
  /** Reads a file's models; for callers that keep them between checks. Default: reads each file once per call. */
  readonly readModels?: ModelReader;
}

/**
 * Checks one `.journey` file: its syntax, names, types, times and texts, with the model and body files that it names.
 * Never throws for what is in a file.
 *
 * @param path absolute, with `/`, as the host knows it
 * @throws Problem `no-such-file` when the host has no such file
 */
export function checkFile(path: string, host: Host, options: CheckOptions = {}): CheckedFile {
  const [checked] = checkFiles([path], host, options);
  return checked ?? { file: path, journeys: [], tests: [], simulations: [], diagnostics: [] };
}

/**
 * Checks several files that belong together: models are read once, journeys' names are unique among all of them, and what
 * one declares another may import.
 */
export function checkFiles(paths: readonly string[], host: Host, options: CheckOptions = {}): readonly CheckedFile[] {
  return checkWith(new CheckMemory(host, options.readModels ?? readModelsOnce()), paths);
}

/** The same, with what the memory still knows of the check before. */
export function checkWith(memory: CheckMemory, paths: readonly string[]): readonly CheckedFile[] {
  return new Checking(memory).check([...new Set(paths)]);
}

/** Opens a file and what it imports, without checking them. */
export function openWith(memory: CheckMemory, path: string): OpenFile | undefined {
  return new Checking(memory).open(path);
}

/** A parsed file with its scope. */
export interface OpenFile {
  readonly parsed: ParsedFile;
  readonly scope: FileScope;
  readonly found: Diagnostic[];
  readonly readings: readonly ModelReading[];
}

class Checking {
  readonly #open = new Map<string, OpenFile>();
  readonly #journeyNames = new Set<string>();
  readonly #askedNames = new AskedNames(this.#journeyNames, (name) => {
    const question: Question = name === undefined ? { kind: "journeys" } : { kind: "journey exists", name };
    this.memory.ask(question, this.#answer(question));
  });
  /** What files import of each other: `path name`. */
  readonly #importedElsewhere = new Set<string>();
  readonly #ownRoots = new Map<string, Roots>();
  readonly #rootsOf = new Map<string, Roots>();
  #allJourneys: ReadonlyMap<string, Declared<Journey>> | undefined;

  constructor(readonly memory: CheckMemory) {}

  open(path: string): OpenFile | undefined {
    this.memory.begin();
    return this.#openFile(path);
  }

  check(paths: readonly string[]): readonly CheckedFile[] {
    this.memory.begin();
    for (const path of paths) {
      if (!this.#openFile(path)) {
        throw new Problem("no-such-file", `There is no file ${path}, or it can't be read.`, "Name a .journey file.");
      }
    }
    for (const [path, file] of this.#open) this.#ownRoots.set(path, this.memory.ownRoots(path, ownRootsOf(file)));
    const checked = [...this.#open].map(([path, file]) => this.#recallOne(path, file));
    this.memory.end(this.#open);
    // What is imported and wasn't asked for is checked too: its mistakes are shown with the first of those that were.
    const asked = checked.filter((each) => paths.includes(each.file));
    const unasked = checked.filter((each) => !paths.includes(each.file));
    const others = unasked.flatMap((each) => each.diagnostics);
    const [first, ...rest] = withoutDuplicates(asked, this.#open);
    if (!first) return [];
    const diagnostics = others.length > 0 ? sorted([...first.diagnostics, ...others], first.file) : first.diagnostics;
    return checkTogether([others.length > 0 ? { ...first, diagnostics } : first, ...rest], unasked, sorted);
  }

  #openFile(path: string): OpenFile | undefined {
    const known = this.#open.get(path);
    if (known) return known;
    const parsed = this.memory.parse(path);
    if (!parsed) return undefined;
    const { text } = parsed;
    const { host } = this.memory;
    const readings: ModelReading[] = [];
    const found: Diagnostic[] = [...parsed.diagnostics];
    const report = (diagnostic: Diagnostic): void => {
      found.push(diagnostic);
    };
    const own = {
      audiences: new Map<string, Declared<Audience>>(),
      actions: new Map<string, Declared<Action>>(),
      templates: new Map<string, Declared<Template>>(),
      journeys: new Map<string, Declared<Journey>>(),
    };
    const scope: { -readonly [Key in keyof FileScope]: FileScope[Key] } = {
      file: path,
      text,
      host,
      schema: { models: {} },
      imported: new Map(),
      importable: new Map(),
      unresolved: new Set(),
      events: new Map(),
      functions: new Map(),
      declarations: own,
      journeyNames: this.#askedNames,
      used: new Set(),
      templatePurposes: new Map(),
      syntaxErrors: parsed.diagnostics,
      report,
    };
    const file: OpenFile = { parsed, scope, found, readings };
    this.#open.set(path, file);
    for (const declaration of parsed.tree.declarations) declare(declaration, scope, own);
    for (const name of own.journeys.keys()) this.#journeyNames.add(name);
    // Only now: a file that is imported may import this one.
    const imports = checkImports(parsed.tree, {
      file: path,
      text,
      host,
      readModels: (from) => {
        const reading = this.memory.readModels(from, host);
        readings.push(reading);
        return reading;
      },
      report,
      readDeclarations: (other) => this.#declarationsOf(other),
    });
    const { declarations, ...rest } = imports;
    Object.assign(scope, rest);
    for (const kind of ["audiences", "actions", "templates", "journeys"] as const) {
      for (const [name, declared] of declarations[kind]) {
        this.#importedElsewhere.add(`${declared.scope.file} ${name}`);
        if (!own[kind].has(name)) (own[kind] as Map<string, unknown>).set(name, declared);
      }
    }
    return file;
  }

  #declarationsOf(path: string): FileDeclarations | undefined {
    const file = this.#openFile(path);
    if (!file) return undefined;
    const isBroken = file.parsed.diagnostics.some(({ severity }) => severity === "error");
    return { declarations: file.scope.declarations, isBroken };
  }

  /** What is known of the file from the check before, or what checking it gives. */
  #recallOne(path: string, file: OpenFile): CheckedFile {
    const { found } = file;
    const opened = [...found];
    const roots = this.#allRoots(path);
    const answer = (question: Question): unknown => this.#answer(question);
    const findings = this.memory.recall(path, roots, answer, () => {
      const checked = this.#checkOne(path, file);
      return { checked, opened, diagnostics: found.slice(opened.length) };
    });
    const isSame = (each: Diagnostic, index: number): boolean => each === findings.opened[index];
    if (opened.length === findings.opened.length && opened.every(isSame)) return findings.checked;
    return { ...findings.checked, diagnostics: sorted([...opened, ...findings.diagnostics], path) };
  }

  /** What the file's names lead to, over as many files as it may be. */
  #allRoots(path: string): Roots {
    const known = this.#rootsOf.get(path);
    if (known) return known;
    const seen = new Set([path]);
    for (const each of seen) {
      const { declarations } = this.#open.get(each)?.scope ?? {};
      for (const declared of allOf(declarations)) seen.add(declared.scope.file);
    }
    const roots = this.memory.allRoots(
      path,
      [...seen].map((each) => this.#ownRoots.get(each)),
    );
    this.#rootsOf.set(path, roots);
    return roots;
  }

  /** Two equal answers are one value. */
  #answer(question: Question): unknown {
    switch (question.kind) {
      case "text":
        return this.memory.host.readFile(question.path);
      case "journey exists":
        return this.#journeyNames.has(question.name);
      case "journeys":
        return [...this.#journeyNames].join("\n");
      case "imported elsewhere":
        return this.#importedElsewhere.has(question.name);
      case "journey": {
        const declared = this.#journeys().get(question.name);
        return declared && this.#allRoots(declared.scope.file);
      }
    }
  }

  #isImportedElsewhere(path: string, name: string): boolean {
    const question: Question = { kind: "imported elsewhere", name: `${path} ${name}` };
    return this.memory.ask(question, this.#importedElsewhere.has(question.name));
  }

  #checkOne(path: string, { parsed, scope, found }: OpenFile): CheckedFile {
    const journeys: CheckedJourney[] = [];
    const tests: CheckedTest[] = [];
    const simulations: CheckedSimulation[] = [];
    for (const declaration of parsed.tree.declarations) {
      switch (declaration.kind) {
        case "unknown":
          reportUnknownDeclaration(declaration, scope);
          break;
        case "journey": {
          const journey = checkJourney(declaration, scope);
          if (journey) journeys.push(journey);
          break;
        }
        case "audience":
          checkAudience(declaration, scope);
          break;
        case "action":
          checkAction(declaration, scope);
          break;
        case "template":
          checkTemplateDeclaration(declaration, scope);
          break;
        case "test": {
          const test = checkTest(declaration, scope, this.#askedJourneys());
          if (test) tests.push(test);
          break;
        }
        case "simulate": {
          const simulation = checkSimulation(declaration, scope, this.#askedJourneys());
          if (simulation) simulations.push(simulation);
          break;
        }
      }
    }
    checkDuplicateDeclarations(parsed.tree, scope);
    // What a broken file would have used can't be known.
    if (!parsed.diagnostics.some(({ severity }) => severity === "error")) {
      reportUnusedImports(parsed.tree, scope);
      reportUnusedDeclarations(parsed.tree, scope, (name) => this.#isImportedElsewhere(path, name));
    }
    return { file: path, journeys, tests, simulations, diagnostics: sorted(applySuppressions(parsed, found), path) };
  }

  #askedJourneys(): JourneysByName {
    const all = this.#journeys();
    return {
      get: (name) => {
        const question: Question = { kind: "journey", name };
        this.memory.ask(question, this.#answer(question));
        return all.get(name);
      },
      names: () => [...this.#askedNames],
    };
  }

  /** Asked for only when all files are open. */
  #journeys(): ReadonlyMap<string, Declared<Journey>> {
    if (this.#allJourneys) return this.#allJourneys;
    const all = new Map<string, Declared<Journey>>();
    for (const { scope } of this.#open.values()) {
      for (const [name, declared] of scope.declarations.journeys) all.set(name, declared);
    }
    this.#allJourneys = all;
    return all;
  }
}

function allOf(declarations: Declarations | undefined): readonly Declared<unknown>[] {
  if (!declarations) return [];
  const { audiences, actions, templates, journeys } = declarations;
  return [...audiences.values(), ...actions.values(), ...templates.values(), ...journeys.values()];
}

/** The file's own tree, the models that it imports, and what its imported names stand for. */
function ownRootsOf({ parsed, scope, readings }: OpenFile): Roots {
  return [parsed, ...readings, ...allOf(scope.declarations).map((declared) => declared.node)];
}

function withoutDuplicates(
  checked: readonly CheckedFile[],
  open: ReadonlyMap<string, OpenFile>,
): readonly CheckedFile[] {
  const taken = new Map<string, { readonly file: string; readonly name: Name }>();
  return checked.map((file) => {
    const duplicates: Diagnostic[] = [];
    const refused = new Set<number>();
    for (const name of journeyNames(open.get(file.file)?.parsed.tree)) {
      const first = taken.get(name.text);
      if (!first) {
        taken.set(name.text, { file: file.file, name });
        continue;
      }
      refused.add(name.start);
      duplicates.push(
        diagnostics.duplicateJourney({
          file: file.file,
          span: name,
          name: name.text,
          related: [
            { file: first.file, start: first.name.start, end: first.name.end, message: `The first \`${name.text}\`.` },
          ],
        }),
      );
    }
    if (duplicates.length === 0) return file;
    const isRefused = (journey: { readonly span: { start: number; end: number } }): boolean =>
      [...refused].some((start) => start >= journey.span.start && start < journey.span.end);
    return {
      ...file,
      journeys: file.journeys.filter((journey) => !isRefused(journey)),
      diagnostics: sorted([...file.diagnostics, ...duplicates], file.file),
    };
  });
}

interface OwnDeclarations {
  readonly audiences: Map<string, Declared<Audience>>;
  readonly actions: Map<string, Declared<Action>>;
  readonly templates: Map<string, Declared<Template>>;
  readonly journeys: Map<string, Declared<Journey>>;
}

/** Of two declarations with one name the first counts. */
function declare(declaration: Declaration, scope: FileScope, own: OwnDeclarations): void {
  const name = "name" in declaration ? declaration.name?.text : undefined;
  if (name === undefined) return;
  const put = <Node>(map: Map<string, Declared<Node>>, node: Node): void => {
    if (!map.has(name)) map.set(name, { node, scope });
  };
  switch (declaration.kind) {
    case "audience":
      put(own.audiences, declaration);
      break;
    case "action":
      put(own.actions, declaration);
      break;
    case "template":
      put(own.templates, declaration);
      break;
    case "journey":
      put(own.journeys, declaration);
      break;
  }
}

function journeyNames(tree: SourceFile | undefined): readonly Name[] {
  return (tree?.declarations ?? []).flatMap((declaration) =>
    declaration.kind === "journey" && declaration.name ? [declaration.name] : [],
  );
}

function reportUnknownDeclaration({ word }: UnknownStatement, scope: FileScope): void {
  const suggestion = suggest(word.text, declarationWords);
  scope.report(
    diagnostics.unknownStatement({
      file: scope.file,
      span: word,
      word: word.text,
      suggestion,
      available: quotedList(declarationWords, "or"),
      fixes: replacements(word, suggestion),
    }),
  );
}

/** By position, those in other files (models, bodies) after those in the journey's own. The same finding stands once. */
function sorted(found: readonly Diagnostic[], file: string): readonly Diagnostic[] {
  const unique = new Map(
    found.map((each) => [`${each.file}\n${each.start}\n${each.end}\n${each.code}\n${each.message}`, each]),
  );
  return [...unique.values()].sort(
    (a, b) =>
      Number(a.file !== file) - Number(b.file !== file) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.start - b.start ||
      a.end - b.end,
  );
}
