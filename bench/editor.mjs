/**
 * From keystroke to diagnostics and to completion, over the protocol, in a file of a thousand lines that belongs to a workspace of a
 * thousand journeys; and the same keystrokes in the same files against a language server made with Langium, which checks
 * syntax and names alone. Both run at the same time of the same machine, in turns.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startEditor } from "./editor/client.mjs";
import { generateWorkspace } from "./workspace/generate.mjs";

const at = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const median = (values) => at(values, 0.5);
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** How long somebody looks at what is there before they type, and after. Milliseconds. */
const pause = 4000;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** One journey more than five make a file of a thousand lines. */
function longFile(files, journeyFiles) {
  const text = files.get(journeyFiles[Math.floor(journeyFiles.length / 2)]);
  const [head, ...journeys] = text.split(/^(?=\/\/\/ Greets)/m);
  const six = [...journeys, journeys[0]];
  // Names are once in a project.
  const renamed = six.map((journey, index) =>
    journey.replace(
      /\b(campaign|bought|hello|tips|nudge|subject|short|long|offer_short|offer_long|hint|control|treatment|crm|reminder|trial)_(\d+)/g,
      `$1_${index}_$2`,
    ),
  );
  return head + renamed.join("");
}

function write(folder, files) {
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** What is typed, letter by letter, before a step in the middle of the file. */
const typed = '  wait 3 days\n  if score > 10 and country = "BE" {\n    add to list "warm"\n  }\n';

class Typist {
  constructor(editor, uri, text) {
    Object.assign(this, { editor, uri, text });
    this.line = text.slice(0, text.indexOf("\n  wait 1 week\n", text.length / 2) + 1).split("\n").length - 1;
    this.start = this.line;
    this.character = 0;
  }

  /** Types one letter; the place after it. */
  async letter(letter) {
    await this.editor.type(this.uri, { line: this.line, character: this.character }, letter);
    if (letter === "\n") {
      this.line++;
      this.character = 0;
    } else this.character++;
    return { line: this.line, character: this.character };
  }

  async toDiagnostics(letter) {
    const answer = this.editor.diagnostics(this.uri);
    const started = performance.now();
    await this.letter(letter);
    await answer;
    return performance.now() - started;
  }

  async toCompletion(letter) {
    const answer = this.editor.diagnostics(this.uri);
    const started = performance.now();
    const place = await this.letter(letter);
    await this.editor.complete(this.uri, place);
    const took = performance.now() - started;
    await answer;
    return took;
  }
}

export default async function run({ quick, log }) {
  const journeys = quick ? 100 : 1000;
  const rounds = quick ? 1 : 4;
  const { files, journeyFiles } = generateWorkspace({ journeys });
  const folder = mkdtempSync(join(tmpdir(), "journey-editor-"));
  const text = longFile(files, journeyFiles);
  files.set("/workspace/journeys/edited.journey", text);
  write(folder, files);
  const root = join(folder, "workspace");
  writeFileSync(join(root, "journey.config.json"), "{}");
  const path = join(root, "journeys/edited.journey");
  const uri = pathToFileURL(path).href;
  const commands = {
    journey: [process.execPath, here("../cli/dist/start.cjs"), "lsp", "--stdio"],
    langium: [process.execPath, here("./editor/langium-server.mjs"), "--stdio"],
  };
  try {
    const start = { journey: [], langium: [] };
    const open = async (name) => {
      const editor = await startEditor(commands[name], root);
      const first = editor.diagnostics(uri);
      await editor.open(uri, "journey", text);
      const found = await first;
      start[name].push(performance.now() - editor.started);
      if (found.length > 0 && name === "langium") log(`langium: ${found.length} findings, e.g. ${found[0].message}`);
      return editor;
    };
    // The first start reads the models and keeps what it has read; later ones are what somebody sees every morning.
    await (await open("journey")).stop();
    start.journey.length = 0;
    for (let again = 0; again < (quick ? 1 : 3); again++) {
      await (await open("journey")).stop();
      await (await open("langium")).stop();
    }
    const editors = { langium: await open("langium"), journey: await open("journey") };
    // Langium's has read all files before its first answer; this one goes on reading behind it.
    await editors.journey.settled();
    const whole = (performance.now() - editors.journey.started) / 1000;
    // Nobody types right then.
    await sleep(pause);
    const typists = {
      journey: new Typist(editors.journey, uri, text),
      langium: new Typist(editors.langium, uri, text),
    };
    const took = { journey: { diagnostics: [], completion: [] }, langium: { diagnostics: [], completion: [] } };
    for (let round = -1; round < rounds; round++) {
      for (const [index, letter] of [...typed].entries()) {
        for (const name of ["journey", "langium"]) {
          const kind = (index + round) % 2 === 0 ? "diagnostics" : "completion";
          const time =
            kind === "diagnostics"
              ? await typists[name].toDiagnostics(letter)
              : await typists[name].toCompletion(letter);
          // Of the first round the machine's compiler makes fast code.
          if (round >= 0) took[name][kind].push(time);
        }
      }
      log(
        `round ${round + 1} of ${rounds}: to diagnostics ${median(took.journey.diagnostics.length ? took.journey.diagnostics : [0]).toFixed(1)} ms, langium ${median(took.langium.diagnostics.length ? took.langium.diagnostics : [0]).toFixed(1)} ms`,
      );
    }
    const typedMemory = editors.journey.memory();
    await sleep(pause);
    const memory = { journey: editors.journey.memory(), langium: editors.langium.memory() };
    await Promise.all([editors.journey.stop(), editors.langium.stop()]);
    const { diagnostics, completion } = took.journey;
    const peer = took.langium;
    const ratio = (kind) => median(peer[kind].map((time, index) => time / took.journey[kind][index]));
    const first = median(start.journey) / 1000;
    return {
      figures: [
        { what: "journeys", value: journeys, unit: `in ${journeyFiles.length + 1} files` },
        { what: "lines of the edited file", value: text.split("\n").length - 1, unit: "lines" },
        { what: "keystrokes", value: diagnostics.length + completion.length, unit: "each" },
        { what: "keystroke to diagnostics, p50", value: at(diagnostics, 0.5), unit: "ms" },
        { what: "keystroke to diagnostics, p99", value: at(diagnostics, 0.99), unit: "ms" },
        { what: "keystroke to completion, p50", value: at(completion, 0.5), unit: "ms" },
        { what: "keystroke to completion, p99", value: at(completion, 0.99), unit: "ms" },
        { what: "start to first diagnostics", value: first, unit: "s" },
        { what: "start until the whole workspace is known", value: whole, unit: "s" },
        { what: "memory right after the last letter", value: typedMemory, unit: "MiB" },
        { what: "memory a moment later", value: memory.journey, unit: "MiB" },
        { what: "Langium: keystroke to diagnostics, p50", value: at(peer.diagnostics, 0.5), unit: "ms" },
        { what: "Langium: keystroke to diagnostics, p99", value: at(peer.diagnostics, 0.99), unit: "ms" },
        { what: "Langium: keystroke to completion, p50", value: at(peer.completion, 0.5), unit: "ms" },
        { what: "Langium: keystroke to completion, p99", value: at(peer.completion, 0.99), unit: "ms" },
        { what: "Langium: start to first diagnostics", value: median(start.langium) / 1000, unit: "s" },
        { what: "Langium: memory", value: memory.langium, unit: "MiB" },
        { what: "to diagnostics, times as fast as Langium", value: ratio("diagnostics"), unit: "×" },
        { what: "to completion, times as fast as Langium", value: ratio("completion"), unit: "×" },
      ],
      goals: [
        goal("keystroke to diagnostics, p99", "< 30 ms", at(diagnostics, 0.99), 30, "ms"),
        goal("keystroke to completion, p99", "< 20 ms", at(completion, 0.99), 20, "ms"),
        goal("start to first diagnostics", "< 1 s", first, 1, "s"),
        goal("memory right after the last letter", "< 400 MiB", typedMemory, 400, "MiB"),
        goal("memory at rest", "< 400 MiB", memory.journey, 400, "MiB"),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const goal = (what, wanted, value, most, unit) => ({
  what,
  goal: wanted,
  value: `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`,
  met: value < most,
});
