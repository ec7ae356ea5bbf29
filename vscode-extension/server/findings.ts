/**
 * What is wrong in all projects: found in small steps, so that questions are answered meanwhile, with the files that somebody
 * sees first; and told only where it is not known yet.
 */
import type { CheckedFile, Diagnostic } from "@journey/language";
import { ownFindings } from "@journey/language/services";
import type { Diagnostic as ProtocolDiagnostic } from "vscode-languageserver";
import { afterQuestions } from "./after-questions.ts";
import type { Project } from "./projects.ts";
import type { Places } from "./ranges.ts";
import { toDiagnostic } from "./to-protocol.ts";

/** A project that is known takes less; where it takes longer, the open files are told first. Milliseconds. */
const patience = 60;
/** Then others have their turn. Milliseconds. */
const slice = 12;

export interface FindingsOptions {
  readonly placesOf: (path: string) => Places;
  readonly docs: () => string | undefined;
  /** What is known of a file that somebody sees, before all files are. */
  readonly early: (project: Project, path: string, found: readonly ProtocolDiagnostic[]) => void;
  /** All files of the project have been checked. */
  readonly done: (project: Project) => void;
}

interface Converted {
  readonly places: Places;
  readonly related: readonly Places[];
  readonly docs: string | undefined;
  readonly diagnostic: ProtocolDiagnostic;
}

/** What one file's check has found, by the files that it is about. */
interface Grouped {
  readonly docs: string | undefined;
  /** Of all files that are named in it. */
  readonly places: ReadonlyMap<string, Places>;
  readonly found: ReadonlyMap<string, readonly ProtocolDiagnostic[]>;
}

export class Findings {
  readonly #options: FindingsOptions;
  readonly #converted = new WeakMap<Diagnostic, Converted>();
  readonly #grouped = new WeakMap<CheckedFile, Grouped>();
  /** All their files have been checked before: now that takes a moment. */
  readonly #known = new WeakSet<Project>();
  #cancel: (() => void) | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: FindingsOptions) {
    this.#options = options;
  }

  /** Files have changed: what is under way says nothing any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Checks the projects; the files that are seen come first. */
  start(projects: readonly Project[], seen: (project: Project) => readonly string[]): void {
    this.stop();
    const [project, ...rest] = projects;
    if (!project) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
      return;
    }
    const steps = project.workspace.checkInSteps(seen(project));
    const early: CheckedFile[] = [];
    const isKnown = this.#known.has(project);
    const tell = (file: CheckedFile): void => this.#options.early(project, file.file, this.#all(ownFindings(file)));
    let isEarly = isKnown;
    let hasRead = false;
    const go = (): void => {
      this.#cancel = undefined;
      const end = performance.now() + (isEarly ? patience : slice);
      while (performance.now() < end) {
        const { done, value } = steps.next();
        if (value && isEarly) early.push(value);
        else if (value) tell(value);
        // The changed files have been read: what somebody wants to know of them can be told now.
        if (!done && !hasRead) {
          hasRead = true;
          this.#cancel = afterQuestions(go);
          return;
        }
        if (!done) continue;
        // A question has had other files looked at meanwhile.
        if (!project.workspace.isChecked) {
          this.start(projects, seen);
          return;
        }
        this.#known.add(project);
        this.#options.done(project);
        this.start(rest, seen);
        return;
      }
      if (isEarly) for (const file of early) tell(file);
      isEarly = false;
      this.#cancel = afterQuestions(go);
    };
    go();
  }

  /** Until all projects have been checked. */
  whenDone(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** What is wrong in each file of a project that has been checked; models and bodies have findings too. */
  of({ workspace }: Project): ReadonlyMap<string, readonly ProtocolDiagnostic[]> {
    const all = new Map<string, readonly ProtocolDiagnostic[]>();
    for (const file of workspace.check()) {
      for (const [path, found] of this.#group(file)) {
        const others = all.get(path);
        all.set(path, others ? [...others, ...found] : found);
      }
    }
    return all;
  }

  /** The same lists as long as they say the same at the same places. */
  #group(file: CheckedFile): Grouped["found"] {
    const { placesOf } = this.#options;
    const docs = this.#options.docs();
    const known = this.#grouped.get(file);
    if (known?.docs === docs && known && this.#areStill(known.places)) return known.found;
    const places = new Map<string, Places>();
    const found = new Map<string, ProtocolDiagnostic[]>();
    for (const diagnostic of file.diagnostics) {
      for (const { file: path } of [diagnostic, ...(diagnostic.related ?? [])]) places.set(path, placesOf(path));
      const own = found.get(diagnostic.file);
      if (own) own.push(this.#convert(diagnostic));
      else found.set(diagnostic.file, [this.#convert(diagnostic)]);
    }
    this.#grouped.set(file, { docs, places, found });
    return found;
  }

  #areStill(all: ReadonlyMap<string, Places>): boolean {
    for (const [path, places] of all) if (this.#options.placesOf(path) !== places) return false;
    return true;
  }

  in({ workspace }: Project, path: string): readonly ProtocolDiagnostic[] {
    return this.#all(workspace.findingsIn(path));
  }

  #all(found: readonly Diagnostic[]): readonly ProtocolDiagnostic[] {
    return found.map((diagnostic) => this.#convert(diagnostic));
  }

  /** The same object as long as it says the same at the same place. */
  #convert(diagnostic: Diagnostic): ProtocolDiagnostic {
    const { placesOf } = this.#options;
    const docs = this.#options.docs();
    const places = placesOf(diagnostic.file);
    const related = (diagnostic.related ?? []).map(({ file }) => placesOf(file));
    const known = this.#converted.get(diagnostic);
    const isKnown =
      known?.places === places && known.docs === docs && related.every((each, index) => each === known.related[index]);
    if (isKnown) return known.diagnostic;
    const converted = toDiagnostic(diagnostic, placesOf, docs);
    this.#converted.set(diagnostic, { places, related, docs, diagnostic: converted });
    return converted;
  }
}
