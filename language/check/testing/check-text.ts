/** For tests: checks texts that stand in memory, with the catalogue's shared files beside them. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { readSharedFiles } from "../../diagnostics/generate.mjs";
import type { Host } from "../../host.ts";
import { parse } from "../../syntax/parse.ts";
import { AskedNames } from "../asked-names.ts";
import { checkCondition } from "../check-condition.ts";
import { checkFile } from "../check-file.ts";
import type { Condition } from "../condition.ts";
import { type ModelReading, readModelsOnce } from "../model-reader.ts";
import { plainScope } from "../plain-scope.ts";
import type { CheckedFile, CheckedJourney } from "../program.ts";
import type { FileScope } from "../scope.ts";

const folder = "/project/";
const shared: Readonly<Record<string, string>> = readSharedFiles();

/** A host over texts by name, as if they lay in one folder. */
export function memoryHost(files: Readonly<Record<string, string>>): Host {
  return {
    readFile: (path) => (path.startsWith(folder) ? files[path.slice(folder.length)] : undefined),
  };
}

const read = readModelsOnce();

/** The shared models are read once for all tests. */
function readModels(files: Readonly<Record<string, string>>): (path: string, host: Host) => ModelReading {
  return files["models.ts"] === shared["models.ts"] ? read : readModelsOnce();
}

export interface CheckedText extends CheckedFile {
  readonly text: string;
  /** `code: what stands at its span` for every finding; other files' are named. */
  readonly found: readonly string[];
}

/**
 * Checks a journey's text, or a piece of one: that stands in a journey with `target Contact`.
 *
 * @param files beside it, by name; on top of the shared ones
 */
export function checkText(piece: string, files: Readonly<Record<string, string>> = {}): CheckedText {
  const text = wholeFile(piece);
  const all = { ...shared, ...files, "main.journey": text };
  const checked = checkFile(`${folder}main.journey`, memoryHost(all), { readModels: readModels(all) });
  const found = checked.diagnostics.map((diagnostic) => {
    const name = diagnostic.file.slice(folder.length) as keyof typeof all;
    const at = (all[name] ?? "").slice(diagnostic.start, diagnostic.end);
    return `${diagnostic.code}: ${name === "main.journey" ? at : `${name}: ${at}`}`;
  });
  return { ...checked, text, found };
}

/** A piece may stand alone; what it doesn't say itself is put around it. */
export function wholeFile(piece: string): string {
  if (/^\s*(journey|import)\b/m.test(piece)) return piece;
  const indented = piece.trimEnd().replace(/^(?=.)/gm, "  ");
  const created = [...piece.matchAll(/\bcreate ([A-Z]\w*)/g)].map(([, name = ""]) => name);
  const names = [...new Set(["Contact", ...created])].join(", ");
  return `import { ${names} } from "./models.ts"\n\njourney example {\n  target Contact\n${indented}\n  wait 1 day\n}\n`;
}

/** A filter over a contact, also one that no contact can match. */
export function conditionIn(text: string): Condition {
  const { schema } = journeyOf("filter vip");
  const file = parse(`audience tested of Contact where ${text}\n`, "tested.journey");
  const [audience] = file.tree.declarations;
  const found: Diagnostic[] = [];
  const scope: FileScope = {
    file: file.file,
    text: file.text,
    host: memoryHost({}),
    schema,
    imported: new Map([["Contact", "./models.ts"]]),
    importable: new Map(),
    unresolved: new Set(),
    events: new Map(),
    functions: new Map(),
    declarations: { audiences: new Map(), actions: new Map(), templates: new Map(), journeys: new Map() },
    journeyNames: new AskedNames(new Map(), () => {}),
    used: new Set(),
    useTemplate: () => {},
    syntaxErrors: file.diagnostics,
    report: (diagnostic) => found.push(diagnostic),
  };
  const condition =
    audience?.kind === "audience"
      ? checkCondition(audience.condition, plainScope(scope, schema.models.Contact))
      : undefined;
  if (condition) return condition;
  throw new Error(`${text}: ${[...file.diagnostics, ...found].map((each) => each.message).join(" ")}`);
}

/** The one journey of a text that must be fine. */
export function journeyOf(piece: string, files?: Readonly<Record<string, string>>): CheckedJourney {
  const { journeys, diagnostics } = checkText(piece, files);
  const [journey] = journeys;
  if (!journey) throw new Error(`The journey has errors: ${diagnostics.map((each) => each.message).join(" ")}`);
  return journey;
}

/** The text after one of a diagnostic's fixes (default: the first), or undefined if it has none. */
export function fixed(text: string, diagnostic: Diagnostic | undefined, index = 0): string | undefined {
  const edits = diagnostic?.fixes?.[index]?.edits();
  return edits
    ?.toSorted((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.newText + result.slice(edit.end), text);
}
