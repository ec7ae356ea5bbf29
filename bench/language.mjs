/**
 * Lines per second of the language's parser and checker over a workspace of 1,000 journeys, against the limit there: the same
 * bytes through chevrotain's lexer alone, which does nothing but find the words. And the time of a check after one line has
 * changed. The cold check is measured in a process of its own, which has compiled nothing yet and kept nothing.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildGraph, JourneyMachine } from "@journey/compiler";
import { createWorkspace, LineIndex, parse, tokenTable } from "@journey/language";
import { createToken, Lexer } from "chevrotain";
import { generateWorkspace } from "./workspace/generate.mjs";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function timed(work) {
  const started = performance.now();
  const result = work();
  return { took: performance.now() - started, result };
}

/** The words of the language, without the ways to read what is half-typed. */
function plainLexer() {
  const types = tokenTable.flatMap(({ name, kind, pattern }) =>
    typeof pattern === "string" && kind.endsWith("keyword")
      ? [createToken({ name, pattern: new RegExp(`${pattern}\\b`) })]
      : [],
  );
  const token = (name, pattern, rest) => createToken({ name, pattern, ...rest });
  return new Lexer([
    token("Space", /\s+/, { group: Lexer.SKIPPED, line_breaks: true }),
    token("Comment", /\/\/[^\n]*/, { group: Lexer.SKIPPED }),
    token("Block", /"""[\s\S]*?"""/, { line_breaks: true }),
    token("Text", /"(?:[^"\\\n]|\\.)*"/),
    token("Number", /\d[\d:.-]*%?/),
    ...types,
    token("Identifier", /[a-zA-Z_]\w*/),
    token("Sign", /[{}()[\]=!<>+\-*/,.]/),
  ]);
}

/** One check by a process that has just started: milliseconds from its first line to the answer, and its largest memory. */
function coldCheck(journeys) {
  const program = fileURLToPath(new URL("./workspace/cold-check.mjs", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [program, String(journeys)], { encoding: "utf8" });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
}

export default async function run({ quick, log }) {
  const journeys = quick ? 100 : 1000;
  const runs = quick ? 3 : 5;
  const { files, journeyFiles } = generateWorkspace({ journeys });
  const texts = journeyFiles.map((path) => files.get(path));
  const lines = texts.reduce((sum, text) => sum + text.split("\n").length - 1, 0);
  const perSecond = (took) => lines / (took / 1000);
  const lexer = plainLexer();
  const figures = { lexed: [], parsed: [], checked: [], compiled: [], changed: [], cold: [], memory: [] };
  for (let round = 0; round <= runs; round++) {
    const lexed = timed(() => {
      for (const text of texts) {
        const { errors } = lexer.tokenize(text);
        if (errors.length > 0) throw new Error(errors[0].message);
      }
    });
    const parsed = timed(() => {
      for (const path of journeyFiles) parse(files.get(path), path);
    });
    const workspace = createWorkspace({ readFile: (path) => files.get(path) });
    const checked = timed(() => workspace.check(journeyFiles));
    const path = journeyFiles[3 + ((round * 7) % (journeyFiles.length - 3))];
    files.set(path, files.get(path).replace("Reminder", `Reminder ${round}`));
    const changed = timed(() => workspace.check(journeyFiles));
    const graphs = timed(() => {
      for (const file of checked.result) {
        const lines = new LineIndex(files.get(file.file));
        for (const journey of file.journeys) new JourneyMachine(buildGraph(journey, lines));
      }
    });
    // The first round compiles and fills caches.
    if (round === 0) continue;
    const cold = coldCheck(journeys);
    figures.lexed.push(lexed.took);
    figures.parsed.push(parsed.took);
    figures.checked.push(checked.took);
    figures.changed.push(changed.took);
    figures.compiled.push(checked.took + graphs.took);
    figures.cold.push(cold.took);
    figures.memory.push(cold.memory / 2 ** 20);
    log(
      `run ${round} of ${runs}: parsed ${Math.round(perSecond(parsed.took))} lines/s, checked ${Math.round(perSecond(checked.took))}, cold ${Math.round(cold.took)} ms, one change ${changed.took.toFixed(1)} ms`,
    );
  }
  const ratio = (name) => median(figures.lexed.map((took, index) => took / figures[name][index]));
  const cold = median(figures.cold) / 1000;
  const change = median(figures.changed);
  const memory = median(figures.memory);
  return {
    figures: [
      { what: "journeys", value: journeys, unit: `in ${journeyFiles.length} files` },
      { what: "lines", value: lines, unit: "lines" },
      { what: "the limit: the same bytes through a lexer", value: perSecond(median(figures.lexed)), unit: "lines/s" },
      { what: "parse", value: perSecond(median(figures.parsed)), unit: "lines/s" },
      { what: "parse against the limit", value: ratio("parsed"), unit: "×" },
      { what: "parse and check", value: perSecond(median(figures.checked)), unit: "lines/s" },
      { what: "parse and check against the limit", value: ratio("checked"), unit: "×" },
      { what: "the whole compile", value: perSecond(median(figures.compiled)), unit: "lines/s" },
      { what: "whole workspace, cold", value: cold, unit: "s" },
      { what: "check after a change in one file", value: change, unit: "ms" },
      { what: "largest memory of the cold check", value: memory, unit: "MiB" },
    ],
    goals: [
      { what: "whole workspace, cold", goal: "< 5 s", value: `${cold.toFixed(1)} s`, met: cold < 5 },
      { what: "check after a change in one file", goal: "< 50 ms", value: `${change.toFixed(1)} ms`, met: change < 50 },
      { what: "memory", goal: "< 500 MiB", value: `${Math.round(memory)} MiB`, met: memory < 500 },
    ],
  };
}
