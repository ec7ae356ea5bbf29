/**
 * What one check leaves for the next, so that only what a change may touch is looked at again.
 *
 * A file stays open as long as its text, its models and the files that it imports are the same. What was found in one of its
 * declarations holds as long as that says the same, what its names lead to says the same, and whatever the rules asked while
 * they worked has the same answer: the text of a body file, whether a journey of some name exists. Where it stands doesn't
 * matter: what was found moves with it.
 */
import type { Host } from "../host.ts";
import type { SegmentContent } from "../syntax/parse.ts";
import { type ParsedFile, parse } from "../syntax/parse.ts";
import { AskedNames } from "./asked-names.ts";
import type { OpenFile } from "./check-file.ts";
import type { TogetherMemory } from "./check-together.ts";
import { type Findings, movedFindings, type Places, placesOf, staysInside } from "./findings.ts";
import type { ModelReader, ModelReading } from "./model-reader.ts";
import type { CheckedFile } from "./program.ts";
import { haveSameItems } from "./same-items.ts";

/** What a rule wanted to know of the world outside of its file. */
export type Question =
  | { readonly kind: "text"; readonly path: string }
  | { readonly kind: "journey exists" | "imported elsewhere"; readonly name: string }
  /** `from`: the file that asks. */
  | { readonly kind: "journey"; readonly name: string; readonly from: string }
  | { readonly kind: "journeys" };

export type Questions = ReadonlyMap<string, { readonly question: Question; readonly answer: unknown }>;

/** Equal answers are one value. */
export type Answer = (question: Question) => unknown;

/** What a declaration's findings hang on besides itself. */
export type Surroundings = readonly unknown[];

interface KeptDeclaration {
  readonly surroundings: Surroundings;
  readonly questions: Questions;
  /** As they were found, in the text of that time. */
  readonly findings: Findings;
  readonly places: Places;
  /** Nothing in them points out of the declaration's own segment; undefined: nobody wanted to know yet. */
  staysInside: boolean | undefined;
  /** The findings at the places of now. */
  now: { readonly places: Places; readonly findings: Findings };
}

interface KeptFile {
  readonly open: OpenFile;
  readonly questions: Questions;
  readonly checked: CheckedFile;
}

/** The last state of the memory in which something was known to hold. */
export interface Moment {
  epoch: number;
  names: number;
  /** How many changes had been noted. */
  changes: number;
}

/** A check of all files that was carried through. */
export interface WholeCheck {
  readonly paths: readonly string[];
  /** In the order in which they are opened. */
  readonly open: Map<string, OpenFile>;
  /** In the same order. */
  readonly checked: Map<string, CheckedFile>;
  readonly moment: Moment;
}

export class CheckMemory {
  /** Hands out every file as it was when this check first read it, and notes who asked. */
  readonly host: Host = { readFile: (path) => this.ask({ kind: "text", path }, this.textOf(path)) };

  /** The names of all journeys in the files that are known; says who asked for which. */
  readonly journeyNames: AskedNames;

  /** The last one, if it was told of all changes since, and knows whom they concern. */
  whole: WholeCheck | undefined;

  /** What was found across files. */
  readonly together: TogetherMemory = {};

  /** Each with the last file that declares it. */
  readonly #names = new Map<string, string>();
  /** What files import of each other: `path name`. */
  readonly #imported = new Set<string>();
  /** No file has named anything else since they were gathered. */
  #areGathered = false;
  readonly #outside: Host;
  readonly #readModels: ModelReader;
  readonly #texts = new Map<string, string | undefined>();
  readonly #parsed = new Map<string, ParsedFile>();
  readonly #readings = new Map<
    string,
    { readonly reading: ModelReading; readonly read: ReadonlyMap<string, string | undefined> }
  >();
  readonly #open = new Map<string, OpenFile>();
  readonly #keptFiles = new Map<string, KeptFile>();
  readonly #keptDeclarations = new Map<string, Map<SegmentContent, KeptDeclaration[]>>();
  /** The models known to be current in this check. */
  readonly #current = new Set<string>();
  #allNames: string | undefined;
  #lastNames = "";
  #asked: Map<string, { readonly question: Question; readonly answer: unknown }> | undefined;
  /** Nobody says what changes, or not yet. */
  #mayAllHaveChanged = true;
  /** One more wherever everything may be different. */
  #epoch = 0;
  /** One more wherever the names were gathered anew. */
  #namesEpoch = 0;
  /** The keys of the questions that have other answers now, one after the other. */
  #changes: string[] = [];
  /** The journeys of which some file asked what they say. */
  readonly #askedFor = new Set<string>();
  /** By the key of a question, the files that depend on its answer, or did. */
  readonly #askers = new Map<string, Set<string>>();
  readonly #keptSince = new WeakMap<KeptFile, Moment>();
  readonly #openSince = new WeakMap<OpenFile, Moment>();
  /** What a file and those that it leads to were read from. */
  readonly #readFrom = new WeakMap<OpenFile, ReadonlySet<string> | "unsure">();

  /** @param isTold whoever changes a file says so with `touched`; else every check looks at all of them */
  constructor(
    host: Host,
    readModels: ModelReader,
    readonly isTold = false,
  ) {
    this.#outside = host;
    this.#readModels = readModels;
    this.journeyNames = new AskedNames(this.#names, (name) => {
      if (!this.#asked) return;
      if (name === undefined) this.ask({ kind: "journeys" }, this.allNames());
      else this.ask({ kind: "journey exists", name }, this.#names.has(name));
    });
  }

  /** A new check begins. */
  begin(): void {
    // Whoever has not looked for so long looks at everything.
    if (this.#changes.length > 1000) this.#allIsDifferent();
    if (this.isTold && !this.#mayAllHaveChanged) return;
    this.#mayAllHaveChanged = false;
    this.#texts.clear();
    this.#current.clear();
    this.#allIsDifferent();
  }

  /** These files have changed; without paths, any may have. */
  touched(paths?: readonly string[]): void {
    if (!paths) this.#mayAllHaveChanged = true;
    for (const path of paths ?? []) {
      this.#texts.delete(path);
      this.#changes.push(keyOf({ kind: "text", path }));
      for (const [from, { read }] of this.#readings) if (read.has(path)) this.#current.delete(from);
    }
  }

  #allIsDifferent(): void {
    this.#epoch++;
    this.#changes = [];
  }

  now(): Moment {
    return { epoch: this.#epoch, names: this.#namesEpoch, changes: this.#changes.length };
  }

  /** Whether what has changed since then is known, and no file names other journeys or imports. */
  isSince({ epoch, names }: Moment): boolean {
    return this.isTold && !this.#mayAllHaveChanged && epoch === this.#epoch && names === this.#namesEpoch;
  }

  /** The files that what has changed since then concerns. */
  concernedSince({ changes }: Moment): ReadonlySet<string> {
    return new Set(this.#changes.slice(changes).flatMap((key) => [...(this.#askers.get(key) ?? [])]));
  }

  #noteAsker(path: string, keys: Iterable<string>): void {
    for (const key of keys) {
      const askers = this.#askers.get(key);
      if (askers) askers.add(path);
      else this.#askers.set(key, new Set([path]));
    }
  }

  /** Whether none of the changes since then concerns any of the keys: then all holds up to now. */
  #isUntouched(since: Moment, keys: { readonly has: (key: string) => boolean }): boolean {
    if (since.epoch !== this.#epoch) return false;
    for (let index = since.changes; index < this.#changes.length; index++) {
      if (keys.has(this.#changes[index] ?? "")) return false;
    }
    since.changes = this.#changes.length;
    return true;
  }

  /** Whether the file is known to be as it was opened, and all that it leads to too. False: that has to be found out. */
  isUnchanged(file: OpenFile): boolean {
    const since = this.#openSince.get(file);
    const readFrom = since && this.#whatWasReadFor(file);
    return readFrom !== undefined && readFrom !== "unsure" && this.#isUntouched(since!, readFrom);
  }

  #whatWasReadFor(file: OpenFile): ReadonlySet<string> | "unsure" {
    const known = this.#readFrom.get(file);
    if (known) return known;
    const readFrom = this.#allReadFor(file) ?? "unsure";
    this.#readFrom.set(file, readFrom);
    if (readFrom !== "unsure") this.#noteAsker(file.parsed.file, readFrom);
    return readFrom;
  }

  /** The file has been found to be as it was opened, and all that it leads to too. */
  setUnchanged(file: OpenFile): void {
    this.#openSince.set(file, this.now());
  }

  /** Whether it is known for all of them what they depend on. */
  areSure(files: Iterable<OpenFile>): boolean {
    for (const file of files) if (this.#whatWasReadFor(file) === "unsure") return false;
    return true;
  }

  /** The keys of all texts that opening the file depends on. Undefined: on more than that. */
  #allReadFor(file: OpenFile): ReadonlySet<string> | undefined {
    const keys = new Set<string>();
    const add = (path: string): unknown => keys.add(keyOf({ kind: "text", path }));
    const reached = new Set([file]);
    for (const { parsed, readings, questions, imports, order } of reached) {
      if (order !== "any") return undefined;
      add(parsed.file);
      for (const [from, reading] of readings) {
        const known = this.#readings.get(from);
        if (known?.reading !== reading) return undefined;
        for (const path of known.read.keys()) add(path);
      }
      for (const { question } of questions.values()) {
        if (question.kind !== "text") return undefined;
        add(question.path);
      }
      for (const [path, imported] of imports) {
        add(path);
        if (imported) reached.add(imported);
      }
    }
    return keys;
  }

  /** The names as the open files have them now. */
  gatherNames(): void {
    if (this.#areGathered) return;
    this.#areGathered = true;
    this.#namesEpoch++;
    this.#names.clear();
    this.journeyNames.changed();
    this.#imported.clear();
    this.#allNames = undefined;
    for (const [path, { ownJourneys, importedNames }] of this.#open) {
      for (const name of ownJourneys) this.#names.set(name, path);
      for (const name of importedNames) this.#imported.add(name);
    }
  }

  /** @param name `path name` */
  isImported(name: string): boolean {
    return this.#imported.has(name);
  }

  isJourney(name: string): boolean {
    return this.#names.has(name);
  }

  /** The file that declares the journey. */
  homeOf(name: string): OpenFile | undefined {
    const path = this.#names.get(name);
    return path === undefined ? undefined : this.#open.get(path);
  }

  get journeyCount(): number {
    return this.#names.size;
  }

  /** All of them, as one text; of two equal ones, the first. */
  allNames(): string {
    if (this.#allNames !== undefined) return this.#allNames;
    const names = [...this.#names.keys()].join("\n");
    if (names !== this.#lastNames) this.#lastNames = names;
    this.#allNames = this.#lastNames;
    return this.#allNames;
  }

  /** A check of all files is done; what it didn't open is forgotten. */
  end(open: ReadonlyMap<string, OpenFile>): void {
    for (const map of [this.#parsed, this.#open, this.#keptFiles, this.#keptDeclarations]) {
      for (const path of map.keys()) {
        if (open.has(path)) continue;
        map.delete(path);
        this.#areGathered = false;
        this.#allIsDifferent();
      }
    }
    // In the order in which they would be opened for the first time.
    const order = [...this.#open.keys()];
    if (![...open.keys()].every((path, index) => path === order[index])) {
      this.#areGathered = false;
      this.#allIsDifferent();
      this.#open.clear();
      for (const [path, file] of open) this.#open.set(path, file);
    }
    const read = new Set<string>();
    for (const { readings } of open.values()) for (const path of readings.keys()) read.add(path);
    for (const path of this.#readings.keys()) if (!read.has(path)) this.#readings.delete(path);
  }

  /** A file as it was opened last. */
  opened(path: string): OpenFile | undefined {
    return this.#open.get(path);
  }

  /** The file names other journeys, or imports others, than it did. */
  namesChanged(): void {
    this.#areGathered = false;
  }

  setOpened(path: string, file: OpenFile | undefined): void {
    const before = this.#open.get(path);
    if (file) this.#open.set(path, file);
    else this.#open.delete(path);
    if (!before || !file) this.#areGathered = false;
  }

  /** The file has been opened anew: its journeys may say something else. */
  journeysChanged(before: OpenFile | undefined, file: OpenFile): void {
    const names = new Set([...(before?.ownJourneys ?? []), ...file.ownJourneys]);
    for (const name of names) {
      if (this.#askedFor.has(name)) this.#changes.push(keyOf({ kind: "journey", name, from: "" }));
    }
  }

  /** The file's tree; undefined: there is no such file. */
  parse(path: string): ParsedFile | undefined {
    const text = this.textOf(path);
    if (text === undefined) return undefined;
    const known = this.#parsed.get(path);
    if (known?.text === text) return known;
    const parsed = parse(text, path, known);
    this.#parsed.set(path, parsed);
    return parsed;
  }

  readonly readModels: ModelReader = (path) => {
    const known = this.#readings.get(path);
    if (known && this.#current.has(path)) return known.reading;
    this.#current.add(path);
    if (known && [...known.read].every(([file, text]) => this.textOf(file) === text)) return known.reading;
    const read = new Map<string, string | undefined>();
    const readFile = (file: string): string | undefined => {
      const text = this.textOf(file);
      read.set(file, text);
      return text;
    };
    const reading = this.#readModels(path, { readFile });
    this.#readings.set(path, { reading, read });
    return reading;
  };

  /** Notes the question for whatever is being looked at. */
  ask<Answered>(question: Question, answer: Answered): Answered {
    if (question.kind === "journey") this.#askedFor.add(question.name);
    this.#asked?.set(keyOf(question), { question, answer });
    return answer;
  }

  /** What `work` gives, and what was asked meanwhile; those around it have asked that too. */
  noting<Result>(work: () => Result): { readonly result: Result; readonly questions: Questions } {
    const around = this.#asked;
    const questions = new Map<string, { readonly question: Question; readonly answer: unknown }>();
    this.#asked = questions;
    try {
      return { result: work(), questions };
    } finally {
      this.#asked = around;
      if (around) for (const [key, each] of questions) around.set(key, each);
    }
  }

  /** What was found in the file the last time, as long as it holds. */
  keptFile(path: string, open: OpenFile, answer: Answer): CheckedFile | undefined {
    const kept = this.#keptFiles.get(path);
    if (kept?.open !== open) return undefined;
    const since = this.#keptSince.get(kept);
    if (since?.names === this.#namesEpoch && this.#isUntouched(since, kept.questions)) return kept.checked;
    if (!areTheSame(kept.questions, answer)) return undefined;
    this.#keptSince.set(kept, this.now());
    return kept.checked;
  }

  keepFile(path: string, kept: KeptFile): void {
    this.#keptFiles.set(path, kept);
    if (this.isTold) this.#noteAsker(path, kept.questions.keys());
  }

  /** What was found in the declarations of a file, and room for what is found now. */
  declarationsOf(path: string, open: OpenFile, answer: Answer): DeclarationMemory {
    const before = this.#keptDeclarations.get(path);
    const now = new Map<SegmentContent, KeptDeclaration[]>();
    this.#keptDeclarations.set(path, now);
    const places = placesOf(open.parsed);
    return {
      recall: (content, index, surroundings, check) => {
        const known = before?.get(content)?.[index];
        if (
          known &&
          haveSameItems(known.surroundings, surroundings) &&
          areTheSame(known.questions, answer) &&
          bring(known, content, places, path)
        ) {
          // Those who keep the whole file's questions need these as well.
          for (const [key, each] of known.questions) this.#asked?.set(key, each);
          put(now, content, index, known);
          return known.now.findings;
        }
        const { result: findings, questions } = this.noting(check);
        put(now, content, index, {
          surroundings,
          questions,
          findings,
          places,
          staysInside: undefined,
          now: { places, findings },
        });
        return findings;
      },
    };
  }

  textOf(path: string): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path);
    const text = this.#outside.readFile(path);
    this.#texts.set(path, text);
    return text;
  }
}

export interface DeclarationMemory {
  /**
   * What was found the last time, at the places of now, as long as it holds; else what `check` finds.
   *
   * @param index which of the segment's declarations
   */
  recall(content: SegmentContent, index: number, surroundings: Surroundings, check: () => Findings): Findings;
}

/** Moves the findings to where the text is now. Returns whether that can be done. */
function bring(kept: KeptDeclaration, content: SegmentContent, places: Places, file: string): boolean {
  const from = kept.now.places.get(content)?.start;
  const isStill = from === places.get(content)?.start;
  if (isStill) {
    kept.staysInside ??= staysInside(kept.findings, file, kept.places.get(content));
    if (kept.staysInside) return true;
  }
  const findings = movedFindings(kept.findings, file, kept.places, places, content);
  if (findings) kept.now = { places, findings };
  return findings !== undefined;
}

function put<Item>(map: Map<SegmentContent, Item[]>, content: SegmentContent, index: number, item: Item): void {
  const list = map.get(content) ?? [];
  list[index] = item;
  map.set(content, list);
}

export function areTheSame(questions: Questions, answer: Answer): boolean {
  for (const each of questions.values()) if (answer(each.question) !== each.answer) return false;
  return true;
}

function keyOf(question: Question): string {
  switch (question.kind) {
    case "text":
      return `text ${question.path}`;
    case "journeys":
      return "journeys";
    default:
      return `${question.kind} ${question.name}`;
  }
}
