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
import type { ParsedFile, SegmentContent } from "../syntax/parse.ts";
import { checkAudience } from "./check-audience.ts";
import { checkDuplicateDeclarations, reportUnusedDeclarations } from "./check-declarations.ts";
import { checkAction } from "./check-do.ts";
import { checkImports, reportUnusedImports } from "./check-imports.ts";
import { checkJourney } from "./check-journey.ts";
import {
  type Answer,
  areTheSame,
  CheckMemory,
  type Question,
  type Questions,
  type Surroundings,
  type WholeCheck,
} from "./check-memory.ts";
import { checkSimulation } from "./check-simulation.ts";
import { checkTest } from "./check-test.ts";
import { checkTogether } from "./check-together.ts";
import type { Findings } from "./findings.ts";
import { replacements } from "./fixes.ts";
import { type ModelReader, type ModelReading, readModelsOnce } from "./model-reader.ts";
import { resolvePath } from "./paths.ts";
import type { CheckedFile, CheckedJourney, CheckedSimulation, CheckedTest } from "./program.ts";
import { haveSameItems } from "./same-items.ts";
import type { Declared, FileScope, TemplateUse } from "./scope.ts";
import type { JourneysByName } from "./tested-journey.ts";
import { checkTemplateDeclaration, reportTwoPurposes } from "./use-template.ts";

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
  const steps = checkInSteps(memory, paths);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/**
 * The same, a file at a time: whoever asks for the next step decides when. What a check that is not carried through has found
 * the next one knows.
 *
 * @param first what is looked at before all others; each is handed out as soon as its own mistakes are known
 */
export function* checkInSteps(
  memory: CheckMemory,
  paths: readonly string[],
  first: readonly string[] = [],
): Generator<CheckedFile | undefined, readonly CheckedFile[]> {
  return yield* new Checking(memory).check([...new Set(paths)], first);
}

/** Opens a file and what it imports, without checking them. */
export function openWith(memory: CheckMemory, path: string): OpenFile | undefined {
  memory.begin();
  const file = new Opening(memory, false).open(path);
  memory.gatherNames();
  return file;
}

/** Checks one file alone, as part of all that are known. Undefined: there is no such file. */
export function checkOneWith(memory: CheckMemory, path: string): CheckedFile | undefined {
  memory.begin();
  return new Checking(memory).checkOne(path);
}

/** A parsed file with its scope. */
export interface OpenFile {
  readonly parsed: ParsedFile;
  readonly scope: FileScope;
  /** What its text and its imports have given. */
  readonly found: readonly Diagnostic[];
  readonly readings: ReadonlyMap<string, ModelReading>;
  /** The `.journey` files that it imports, as they were. */
  readonly imports: ReadonlyMap<string, OpenFile | undefined>;
  readonly ownJourneys: readonly string[];
  /** What it imports of others: `path name`. */
  readonly importedNames: readonly string[];
  /** What its imports had to know. */
  readonly questions: Questions;
  /** What every declaration of the file may depend on. */
  readonly surroundings: Surroundings;
  /**
   * It imports a file that was being opened itself, and in their circle one has a name of another only by an import of that one: who
   * sees it depends on which of them came first. Only a check of all files opens them in the one order that counts.
   */
  readonly order: "any" | "chance" | "counts";
}

/** Opens files; those that nothing has changed stay what they were. */
class Opening {
  readonly files = new Map<string, OpenFile>();
  readonly #isStale = new Map<string, boolean>();
  /** Those whose imports are not known yet. */
  readonly #unfinished = new Set<string>();
  /** Who has looked into a file whose imports were not known yet. */
  readonly #early = new Map<string, Openable[]>();
  /** Those that were opened anew, in that order. */
  readonly #begun: OpenFile[] = [];

  /** @param inOrder all files are opened, in the order of the project */
  constructor(
    readonly memory: CheckMemory,
    readonly inOrder: boolean,
  ) {}

  open(path: string): OpenFile | undefined {
    const already = this.files.get(path);
    if (already) return already;
    const known = this.memory.opened(path);
    const isKnown = known && (this.memory.isUnchanged(known) || !this.#isStaleNow(path));
    if (!isKnown) return this.#openAnew(path);
    this.files.set(path, known);
    for (const imported of known.imports.keys()) this.open(imported);
    return known;
  }

  #isStaleNow(path: string): boolean {
    this.#judge(path);
    return this.#isStale.get(path) === true;
  }

  /** Finds out which of the files that this one leads to are not what they were: one that imports such a one is neither. */
  #judge(path: string): void {
    if (this.#isStale.has(path)) return;
    const reached = new Map<string, OpenFile | undefined>([[path, this.memory.opened(path)]]);
    const importers = new Map<string, string[]>();
    const stale: string[] = [];
    for (const [each, file] of reached) {
      const judged = this.#isStale.get(each);
      if (judged === true || (judged === undefined && !this.#isCurrent(each, file))) stale.push(each);
      if (!file || judged !== undefined) continue;
      for (const [imported, then] of file.imports) {
        if (this.memory.opened(imported) !== then) stale.push(each);
        if (!reached.has(imported)) reached.set(imported, this.memory.opened(imported));
        importers.set(imported, [...(importers.get(imported) ?? []), each]);
      }
    }
    const all = new Set(stale);
    for (const each of all) for (const importer of importers.get(each) ?? []) all.add(importer);
    for (const [each, file] of reached) {
      if (!this.#isStale.has(each)) this.#isStale.set(each, all.has(each));
      if (file && !all.has(each)) this.memory.setUnchanged(file);
    }
  }

  #isCurrent(path: string, file: OpenFile | undefined): boolean {
    const { memory } = this;
    if (memory.parse(path) !== file?.parsed) return false;
    if (!file) return true;
    if (this.inOrder && file.order === "chance") return false;
    const { readings, questions } = file;
    for (const [from, reading] of readings) if (memory.readModels(from, memory.host) !== reading) return false;
    return areTheSame(questions, (question) => question.kind === "text" && memory.textOf(question.path));
  }

  #openAnew(path: string): OpenFile | undefined {
    const parsed = this.memory.parse(path);
    if (!parsed) {
      this.memory.setOpened(path, undefined);
      return undefined;
    }
    const { text } = parsed;
    const { host } = this.memory;
    const readings = new Map<string, ModelReading>();
    const imported = new Map<string, OpenFile | undefined>();
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
      journeyNames: this.memory.journeyNames,
      used: new Set(),
      useTemplate: () => {},
      syntaxErrors: parsed.diagnostics,
      report,
    };
    const file: Openable = {
      ...{ parsed, scope, found, readings, imports: imported },
      ...{ ownJourneys: [], importedNames: [], questions: new Map(), surroundings: [] },
      order: "any",
    };
    const begun = this.#begun.push(file) - 1;
    this.files.set(path, file);
    for (const declaration of parsed.tree.declarations) declare(declaration, scope, own);
    const before = this.memory.opened(path);
    file.ownJourneys = sameOrNew(before?.ownJourneys, [...own.journeys.keys()]);
    this.memory.setOpened(path, file);
    this.#unfinished.add(path);
    // Only now: a file that is imported may import this one.
    const { result: imports, questions } = this.memory.noting(() =>
      checkImports(parsed.tree, {
        file: path,
        text,
        host,
        readModels: (from) => {
          const reading = this.memory.readModels(from, host);
          readings.set(from, reading);
          return reading;
        },
        report,
        readDeclarations: (other) => {
          const there = this.open(other);
          if (this.#unfinished.has(other)) this.#early.set(other, [...(this.#early.get(other) ?? []), file]);
          imported.set(other, there);
          if (!there) return undefined;
          const isBroken = there.parsed.diagnostics.some(({ severity }) => severity === "error");
          return { declarations: there.scope.declarations, isBroken };
        },
      }),
    );
    this.#unfinished.delete(path);
    const { declarations, ...rest } = imports;
    Object.assign(scope, rest);
    const importedNames: string[] = [];
    for (const kind of ["audiences", "actions", "templates", "journeys"] as const) {
      for (const [name, there] of declarations[kind]) {
        importedNames.push(`${there.scope.file} ${name}`);
        if (!own[kind].has(name)) (own[kind] as Map<string, unknown>).set(name, there);
      }
    }
    const early = this.#early.get(path);
    if (early && !isSure(this.#begun.slice(begun))) {
      for (const each of early) each.order = this.inOrder ? "counts" : "chance";
    }
    this.#early.delete(path);
    file.importedNames = sameOrNew(before?.importedNames, importedNames);
    if (file.ownJourneys !== before?.ownJourneys || file.importedNames !== before.importedNames) {
      this.memory.namesChanged();
    }
    file.questions = questions;
    file.surroundings = surroundingsOf(file);
    this.memory.journeysChanged(before, file);
    return file;
  }
}

type Openable = { -readonly [Key in keyof OpenFile]: OpenFile[Key] };

/**
 * Whether these files, which lead to each other, see the same of each other whichever is opened first: all that they import of each
 * other is declared where they import it from, and not imported there too.
 */
function isSure(files: readonly OpenFile[]): boolean {
  const declared = new Map<string, ReadonlySet<string>>();
  for (const { parsed } of files) {
    const names = new Set(parsed.tree.declarations.flatMap((each) => nameOf(each) ?? []));
    for (const { name } of journeyImports(parsed)) names.delete(name);
    declared.set(parsed.file, names);
  }
  return files.every(({ parsed }) =>
    journeyImports(parsed).every(({ path, name }) => declared.get(path)?.has(name) ?? true),
  );
}

function nameOf(declaration: Declaration): string | undefined {
  return isShared.has(declaration.kind) || declaration.kind === "journey"
    ? "name" in declaration
      ? declaration.name?.text
      : undefined
    : undefined;
}

function journeyImports({ tree, file }: ParsedFile): readonly { readonly path: string; readonly name: string }[] {
  return tree.declarations.flatMap((each) => {
    if (each.kind !== "import" || !each.from?.value.endsWith(".journey")) return [];
    const path = resolvePath(file, each.from.value);
    return each.names.map(({ text }) => ({ path, name: text }));
  });
}

const isShared: ReadonlySet<Declaration["kind"]> = new Set(["import", "audience", "action", "template"]);

/** What the file's names lead to: its imports, what they give, and what it declares for its journeys. */
function surroundingsOf({ parsed, readings, imports }: OpenFile): Surroundings {
  const own = parsed.segments.flatMap(({ content, declarations }) =>
    declarations.some(({ kind }) => isShared.has(kind)) ? [content] : [],
  );
  return [...own, null, ...readings.values(), null, ...imports.values()];
}

class Checking {
  readonly #opening: Opening;
  readonly #answer: Answer = (question) => this.#answerTo(question);

  constructor(readonly memory: CheckMemory) {
    this.#opening = new Opening(memory, true);
  }

  get #open(): ReadonlyMap<string, OpenFile> {
    return this.#opening.files;
  }

  checkOne(path: string): CheckedFile | undefined {
    const file = new Opening(this.memory, false).open(path);
    if (!file) return undefined;
    this.memory.gatherNames();
    return this.#recallOne(path, file);
  }

  *check(
    paths: readonly string[],
    first: readonly string[],
  ): Generator<CheckedFile | undefined, readonly CheckedFile[]> {
    this.memory.begin();
    if (first.length > 0) {
      const opening = new Opening(this.memory, false);
      const soon = first.flatMap((path) => {
        const file = paths.includes(path) ? opening.open(path) : undefined;
        return file ? [{ path, file }] : [];
      });
      this.memory.gatherNames();
      // Whoever asks what may be written here needs no more than this.
      yield undefined;
      for (const { path, file } of soon) yield this.#recallOne(path, file);
    }
    const changed = this.#changedSince(this.memory.whole, paths);
    const { open, checked } = changed ? this.memory.whole! : yield* this.#openAll(paths);
    for (const [path, file] of changed ?? open) {
      open.set(path, file);
      const known = this.memory.keptFile(path, file, this.#answer);
      checked.set(path, known ?? this.#recallOne(path, file));
      if (!known) yield undefined;
    }
    const moment = this.memory.now();
    const isSure = this.memory.isTold && this.memory.areSure(open.values());
    this.memory.whole = isSure ? { paths, open, checked, moment } : undefined;
    return this.#together(paths, open, checked);
  }

  /** Opens all files. */
  *#openAll(paths: readonly string[]): Generator<undefined, Pick<WholeCheck, "open" | "checked">> {
    for (const path of paths) {
      const isNew = this.memory.opened(path) === undefined;
      if (!this.#opening.open(path)) {
        throw new Problem("no-such-file", `There is no file ${path}, or it can't be read.`, "Name a .journey file.");
      }
      if (isNew) yield undefined;
    }
    const open = new Map<string, OpenFile>();
    for (const path of paths) this.#inOrder(path, open);
    this.memory.end(open);
    this.memory.gatherNames();
    return { open, checked: new Map() };
  }

  /** The files that may say something else than in that check. Undefined: any may, or others belong to it now. */
  #changedSince(whole: WholeCheck | undefined, paths: readonly string[]): ReadonlyMap<string, OpenFile> | undefined {
    const { memory } = this;
    if (!whole || !memory.isSince(whole.moment) || !haveSameItems(paths, whole.paths)) return undefined;
    for (const path of memory.concernedSince(whole.moment)) if (whole.open.has(path)) this.#opening.open(path);
    memory.gatherNames();
    if (!memory.isSince(whole.moment)) return undefined;
    const changed = new Map<string, OpenFile>();
    // Those that were opened anew may concern others.
    for (const path of memory.concernedSince(whole.moment)) {
      const before = whole.open.get(path);
      const now = memory.opened(path);
      if (!before) continue;
      const isInPlace =
        now && memory.areSure([now]) && haveSameItems([...now.imports.keys()], [...before.imports.keys()]);
      if (!isInPlace) return undefined;
      changed.set(path, now);
    }
    return changed;
  }

  /** With what only all files together show. */
  #together(
    paths: readonly string[],
    open: ReadonlyMap<string, OpenFile>,
    checked: ReadonlyMap<string, CheckedFile>,
  ): readonly CheckedFile[] {
    // What is imported and wasn't asked for is checked too: its mistakes are shown with the first of those that were.
    const wanted = new Set(paths);
    const all = [...checked.values()];
    const asked = all.filter((each) => wanted.has(each.file));
    const unasked = all.filter((each) => !wanted.has(each.file));
    const others = unasked.flatMap((each) => each.diagnostics);
    const [head, ...rest] = this.#areNamesUnique(open) ? asked : withoutDuplicates(asked, open);
    if (!head) return [];
    const diagnostics = others.length > 0 ? sorted([...head.diagnostics, ...others], head.file) : head.diagnostics;
    return checkTogether(
      [others.length > 0 ? { ...head, diagnostics } : head, ...rest],
      unasked,
      sorted,
      this.memory.together,
    );
  }

  /** The file and those that it imports, in the order in which they would be opened for the first time. */
  #inOrder(path: string, into: Map<string, OpenFile>): void {
    const file = this.#open.get(path);
    if (!file || into.has(path)) return;
    into.set(path, file);
    for (const imported of file.imports.keys()) this.#inOrder(imported, into);
  }

  #areNamesUnique(open: ReadonlyMap<string, OpenFile>): boolean {
    let count = 0;
    for (const file of open.values()) count += journeyNames(file).length;
    return count === this.memory.journeyCount;
  }

  /** What is known of the file from the check before, or what checking it gives. */
  #recallOne(path: string, file: OpenFile): CheckedFile {
    const known = this.memory.keptFile(path, file, this.#answer);
    if (known) return known;
    const { result: checked, questions } = this.memory.noting(() => this.#checkOne(path, file));
    this.memory.keepFile(path, { open: file, questions, checked });
    return checked;
  }

  /** Two equal answers are one value. */
  #answerTo(question: Question): unknown {
    switch (question.kind) {
      case "text":
        return this.memory.textOf(question.path);
      case "journey exists":
        return this.memory.isJourney(question.name);
      case "journeys":
        return this.memory.allNames();
      case "imported elsewhere":
        return this.memory.isImported(question.name);
      case "journey": {
        const home = this.memory.homeOf(question.name);
        const journey = home?.scope.declarations.journeys.get(question.name);
        // Of another file more may matter, and what is said of it has places there.
        return home?.scope.file === question.from ? journey && identityOf(journey.node, home) : home;
      }
    }
  }

  #isImportedElsewhere(path: string, name: string): boolean {
    const question: Question = { kind: "imported elsewhere", name: `${path} ${name}` };
    return this.memory.ask(question, this.memory.isImported(question.name));
  }

  #checkOne(path: string, file: OpenFile): CheckedFile {
    const { parsed, scope, surroundings } = file;
    const found: Diagnostic[] = [...file.found];
    const journeys: CheckedJourney[] = [];
    const tests: CheckedTest[] = [];
    const simulations: CheckedSimulation[] = [];
    const used = new Set<string>();
    const templateUses: TemplateUse[] = [];
    const memory = this.memory.declarationsOf(path, file, this.#answer);
    const foreignActions = new Set(
      [...scope.declarations.actions].flatMap(([name, declared]) => (declared.scope.file === path ? [] : [name])),
    );
    for (const { content, declarations } of parsed.segments) {
      for (const [index, declaration] of declarations.entries()) {
        if (declaration.kind === "import") continue;
        const findings = memory.recall(content, index, surroundings, () =>
          this.#checkDeclaration(declaration, scope, foreignActions),
        );
        found.push(...findings.diagnostics);
        if (findings.journey) journeys.push(findings.journey);
        if (findings.test) tests.push(findings.test);
        if (findings.simulation) simulations.push(findings.simulation);
        for (const name of findings.used) used.add(name);
        templateUses.push(...findings.templateUses);
      }
    }
    const whole: FileScope = { ...scope, used, report: (diagnostic) => found.push(diagnostic) };
    reportTwoPurposes(templateUses, whole);
    checkDuplicateDeclarations(parsed.tree, whole);
    // What a broken file would have used can't be known.
    if (!parsed.diagnostics.some(({ severity }) => severity === "error")) {
      reportUnusedImports(parsed.tree, whole);
      reportUnusedDeclarations(parsed.tree, whole, (name) => this.#isImportedElsewhere(path, name));
    }
    return { file: path, journeys, tests, simulations, diagnostics: sorted(applySuppressions(parsed, found), path) };
  }

  #checkDeclaration(declaration: Declaration, file: FileScope, foreignActions: ReadonlySet<string>): Findings {
    const found: Diagnostic[] = [];
    const used = new Set<string>();
    const templateUses: TemplateUse[] = [];
    const scope: FileScope = {
      ...file,
      used,
      useTemplate: (use) => templateUses.push(use),
      report: (diagnostic) => found.push(diagnostic),
    };
    const findings = { diagnostics: found, used, templateUses, foreignActions };
    switch (declaration.kind) {
      case "journey":
        return { ...findings, journey: checkJourney(declaration, scope) };
      case "test":
        return { ...findings, test: checkTest(declaration, scope, this.#askedJourneys(file.file)) };
      case "simulate":
        return { ...findings, simulation: checkSimulation(declaration, scope, this.#askedJourneys(file.file)) };
      case "unknown":
        reportUnknownDeclaration(declaration, scope);
        break;
      case "audience":
        checkAudience(declaration, scope);
        break;
      case "action":
        checkAction(declaration, scope);
        break;
      case "template":
        checkTemplateDeclaration(declaration, scope);
        break;
    }
    return findings;
  }

  #askedJourneys(from: string): JourneysByName {
    return {
      get: (name) => {
        const question: Question = { kind: "journey", name, from };
        this.memory.ask(question, this.#answerTo(question));
        return this.memory.homeOf(name)?.scope.declarations.journeys.get(name);
      },
      names: () => [...this.memory.journeyNames],
    };
  }
}

const identities = new WeakMap<SegmentContent, object[]>();
const identityByNode = new WeakMap<Journey, unknown>();

/** The same as long as the journey says the same, wherever it stands in its file. */
function identityOf(node: Journey, { parsed }: OpenFile): unknown {
  const known = identityByNode.get(node);
  if (known !== undefined) return known;
  for (const { content, declarations } of parsed.segments) {
    const index = declarations.indexOf(node);
    if (index === -1) continue;
    const own = identities.get(content) ?? [];
    identities.set(content, own);
    own[index] ??= {};
    identityByNode.set(node, own[index]);
    return own[index];
  }
  return node;
}

/** The one before, where both say the same. */
function sameOrNew(before: readonly string[] | undefined, now: readonly string[]): readonly string[] {
  return before && haveSameItems(before, now) ? before : now;
}

function withoutDuplicates(
  checked: readonly CheckedFile[],
  open: ReadonlyMap<string, OpenFile>,
): readonly CheckedFile[] {
  const taken = new Map<string, { readonly file: string; readonly name: Name }>();
  return checked.map((file) => {
    const duplicates: Diagnostic[] = [];
    const refused = new Set<number>();
    for (const name of journeyNames(open.get(file.file))) {
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

function journeyNames(file: OpenFile | undefined): readonly Name[] {
  if (!file) return [];
  const names = namesOf.get(file) ?? allNamesIn(file.parsed.tree);
  namesOf.set(file, names);
  return names;
}

const namesOf = new WeakMap<OpenFile, readonly Name[]>();

function allNamesIn(tree: SourceFile): readonly Name[] {
  return tree.declarations.flatMap((declaration) =>
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
  const inOrder = found.toSorted(
    (a, b) =>
      Number(a.file !== file) - Number(b.file !== file) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.start - b.start ||
      a.end - b.end,
  );
  /** Where those begin that are about the same place. */
  let first = 0;
  return inOrder.filter((each, index) => {
    const before = inOrder[first];
    if (before?.start !== each.start || before.end !== each.end || before.file !== each.file) first = index;
    for (let other = first; other < index; other++) {
      if (inOrder[other]?.code === each.code && inOrder[other]?.message === each.message) return false;
    }
    return true;
  });
}
