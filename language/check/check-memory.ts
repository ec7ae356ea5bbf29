/**
 * What one check leaves for the next, so that only what a change may touch is looked at again.
 *
 * A file's findings hang on its tree, on the trees and models that its names lead to (its *roots*), and on what the rules
 * asked while they worked: the text of a body file, whether a journey of some name exists. All of it is kept with the
 * findings; they hold as long as every answer is still the same.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host.ts";
import { type ParsedFile, parse } from "../syntax/parse.ts";
import type { OpenFile } from "./check-file.ts";
import type { ModelReader, ModelReading } from "./model-reader.ts";
import type { CheckedFile } from "./program.ts";

/** Compared one by one; a list that equals the one before it is the one before it. */
export type Roots = readonly unknown[];

/** What a rule wanted to know of the world outside of its file. */
export type Question =
  | { readonly kind: "text"; readonly path: string }
  | { readonly kind: "journey exists" | "journey" | "imported elsewhere"; readonly name: string }
  | { readonly kind: "journeys" };

export interface Findings {
  readonly checked: CheckedFile;
  /** What opening the file gave, and what the rules added. */
  readonly opened: readonly Diagnostic[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Kept {
  readonly roots: Roots;
  readonly questions: ReadonlyMap<string, { readonly question: Question; readonly answer: unknown }>;
  readonly findings: Findings;
}

export class CheckMemory {
  /** Hands out every file as it was when this check first read it, and notes who asked. */
  readonly host: Host = { readFile: (path) => this.ask({ kind: "text", path }, this.#textOf(path)) };

  readonly #outside: Host;
  readonly #readModels: ModelReader;
  readonly #texts = new Map<string, string | undefined>();
  readonly #parsed = new Map<string, ParsedFile>();
  readonly #readings = new Map<
    string,
    { readonly reading: ModelReading; readonly read: ReadonlyMap<string, string | undefined> }
  >();
  readonly #ownRoots = new Map<string, Roots>();
  readonly #allRoots = new Map<string, Roots>();
  readonly #kept = new Map<string, Kept>();
  /** The models known to be current in this check. */
  readonly #current = new Set<string>();
  #open: ReadonlyMap<string, OpenFile> = new Map();
  #asked: Map<string, { readonly question: Question; readonly answer: unknown }> | undefined;

  constructor(host: Host, readModels: ModelReader) {
    this.#outside = host;
    this.#readModels = readModels;
  }

  /** A new check begins: files may have changed. */
  begin(): void {
    this.#texts.clear();
    this.#current.clear();
  }

  /** A check is done; what it didn't open is forgotten. */
  end(open: ReadonlyMap<string, OpenFile>): void {
    this.#open = open;
    for (const map of [this.#parsed, this.#ownRoots, this.#allRoots, this.#kept]) {
      for (const path of map.keys()) if (!open.has(path)) map.delete(path);
    }
    for (const path of this.#readings.keys()) if (!this.#current.has(path)) this.#readings.delete(path);
  }

  /** A file as the last check opened it. */
  opened(path: string): OpenFile | undefined {
    return this.#open.get(path);
  }

  /** The file's tree; undefined: there is no such file. */
  parse(path: string): ParsedFile | undefined {
    const text = this.#textOf(path);
    if (text === undefined) return undefined;
    const known = this.#parsed.get(path);
    if (known?.text === text) return known;
    const parsed = parse(text, path);
    this.#parsed.set(path, parsed);
    return parsed;
  }

  readonly readModels: ModelReader = (path) => {
    const known = this.#readings.get(path);
    if (known && this.#current.has(path)) return known.reading;
    this.#current.add(path);
    if (known && [...known.read].every(([file, text]) => this.#textOf(file) === text)) return known.reading;
    const read = new Map<string, string | undefined>();
    const readFile = (file: string): string | undefined => {
      const text = this.#textOf(file);
      read.set(file, text);
      return text;
    };
    const reading = this.#readModels(path, { readFile });
    this.#readings.set(path, { reading, read });
    return reading;
  };

  /** What a file itself is made of. */
  ownRoots(path: string, roots: Roots): Roots {
    return sameOrNew(this.#ownRoots, path, roots);
  }

  /** What a file and all that its names lead to are made of. */
  allRoots(path: string, roots: Roots): Roots {
    return sameOrNew(this.#allRoots, path, roots);
  }

  /** Notes the question for the file that is being checked. */
  ask<Answer>(question: Question, answer: Answer): Answer {
    this.#asked?.set(keyOf(question), { question, answer });
    return answer;
  }

  /** What was found in the file the last time, as long as it holds; else what `check` finds now. */
  recall(path: string, roots: Roots, answer: (question: Question) => unknown, check: () => Findings): Findings {
    const kept = this.#kept.get(path);
    if (kept?.roots === roots && [...kept.questions.values()].every((each) => answer(each.question) === each.answer)) {
      return kept.findings;
    }
    const questions = new Map<string, { readonly question: Question; readonly answer: unknown }>();
    this.#asked = questions;
    try {
      const findings = check();
      this.#kept.set(path, { roots, questions, findings });
      return findings;
    } finally {
      this.#asked = undefined;
    }
  }

  #textOf(path: string): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path);
    const text = this.#outside.readFile(path);
    this.#texts.set(path, text);
    return text;
  }
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

function sameOrNew(known: Map<string, Roots>, path: string, roots: Roots): Roots {
  const before = known.get(path);
  if (before && before.length === roots.length && before.every((root, index) => root === roots[index])) return before;
  known.set(path, roots);
  return roots;
}
