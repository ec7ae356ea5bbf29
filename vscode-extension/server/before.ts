/** Journeys as the last commit has them. */
import { buildGraph, type JourneyGraph } from "@journey/compiler";
import { createWorkspace, LineIndex } from "@journey/language";
import type { Session } from "./session.ts";

/** The journeys of a file by name; undefined where they can't be known: no commit, or mistakes in it. */
export type JourneysBefore = ReadonlyMap<string, JourneyGraph> | undefined;

/** More files are not read to find a journey that another one starts. */
const mostFiles = 200;

export class Before {
  readonly #session: Session;
  /** Of one commit for each file. */
  readonly #known = new Map<string, { readonly commit: string; readonly journeys: JourneysBefore }>();

  constructor(session: Session) {
    this.#session = session;
  }

  of(path: string): JourneysBefore {
    const commit = this.#session.headOf(path);
    if (!commit) return undefined;
    const known = this.#known.get(path);
    if (known?.commit === commit.id) return known.journeys;
    const journeys = this.#read(path, commit);
    this.#known.set(path, { commit: commit.id, journeys });
    return journeys;
  }

  #read(path: string, commit: NonNullable<ReturnType<Session["headOf"]>>): JourneysBefore {
    const text = commit.readFile(path);
    if (text === undefined) return new Map();
    const workspace = createWorkspace(commit, { readModels: this.#session.modelReaderOf(path) });
    let checked = workspace.checkOne(path);
    const others = this.#session.workspaceOf(path).paths;
    if (checked?.diagnostics.some(({ code }) => code === "unknown-journey") && others.length <= mostFiles) {
      for (const other of others) workspace.open(other);
      checked = workspace.checkOne(path);
    }
    const isWrong = checked?.diagnostics.some(({ severity, file }) => severity === "error" && file === path) ?? true;
    // Which of its journeys the mistake is in does not matter: those that are right are compared.
    if (!checked || (isWrong && checked.journeys.length === 0)) return undefined;
    const lines = new LineIndex(text);
    return new Map(checked.journeys.map((journey) => [journey.name, buildGraph(journey, lines)]));
  }
}
