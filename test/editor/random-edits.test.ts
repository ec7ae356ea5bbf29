/**
 * Somebody types, deletes, pastes halves of files and takes it back, in the examples: whatever is asked meanwhile is
 * answered, and in the end the server knows what one that has just started knows. `JOURNEY_LONG=1` does 10,000 edits.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ServerUnderTest, startServer } from "../support/language-server.ts";

const folder = fileURLToPath(new URL("../../examples/", import.meta.url)).replace(/\/$/, "");
const names = readdirSync(folder).filter((name) => name.endsWith(".journey"));
const start = new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
const edits = process.env.JOURNEY_LONG ? 10_000 : 250;

/** Everything that an editor asks about a place. */
const questions: readonly string[] = [
  ...["completion", "hover", "definition", "references", "documentHighlight", "prepareRename", "signatureHelp"],
  ...["linkedEditingRange", "prepareCallHierarchy", "selectionRange", "rename", "onTypeFormatting"],
  ...["documentSymbol", "foldingRange", "documentLink", "codeLens", "formatting", "diagnostic"],
  ...["semanticTokens/full", "semanticTokens/range", "inlayHint", "codeAction", "rangeFormatting"],
];

interface Position {
  readonly line: number;
  readonly character: number;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function paramsOf(name: string, text: string, offset: number): object {
  const textDocument = { uri: uriOf(name) };
  const position = positionAt(text, offset);
  const range = { start: position, end: positionAt(text, Math.min(text.length, offset + 40)) };
  return {
    textDocument,
    position,
    range,
    positions: [position],
    context: { includeDeclaration: true, diagnostics: [], triggerKind: 1 },
    newName: "renamed",
    ch: "}",
    options: { tabSize: 2, insertSpaces: true },
  };
}

const edit = fc.record({
  kind: fc.constantFrom("insert", "delete", "word", "half", "undo", "undo"),
  file: fc.nat(),
  at: fc.nat(),
  size: fc.integer({ min: 1, max: 30 }),
  text: fc.constantFrom(
    "}",
    "{",
    '"',
    "{{ ",
    " }}",
    ".",
    "\n",
    " and ",
    "email ",
    "on ",
    "filter ",
    "x",
    "é",
    "😀",
    "//",
    '"""',
    "wait 1 ",
  ),
  question: fc.nat(),
});

/** What it knows of all files. */
async function knowledge(server: ServerUnderTest): Promise<unknown> {
  const known = [];
  for (const name of names) {
    for (const question of ["diagnostic", "documentSymbol", "semanticTokens/full", "inlayHint", "codeLens"]) {
      const range = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
      const answer = (await server.ask(`textDocument/${question}`, { textDocument: { uri: uriOf(name) }, range })) as {
        resultId?: string;
      } | null;
      const { resultId: _, ...rest } = answer ?? {};
      known.push([name, question, Array.isArray(answer) ? answer : rest]);
    }
  }
  return known;
}

async function open(server: ServerUnderTest, texts: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of texts) {
    const textDocument = { uri: uriOf(name), languageId: "journey", version: 1, text };
    await server.tell("textDocument/didOpen", { textDocument });
  }
}

/** A refusal that says why is an answer: a name that can't be changed. */
async function answered(server: ServerUnderTest, question: string, params: object): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${question} was not answered in 20 seconds.`)), 20_000);
  });
  try {
    await Promise.race([server.ask(`textDocument/${question}`, params), late]);
  } catch (error) {
    const isRefusal =
      (question === "rename" || question === "prepareRename") && (error as { code?: number }).code === -32803;
    if (!isRefusal)
      throw new Error(`${question}: ${(error as Error).message}\n${JSON.stringify(params)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

test(
  "every question is answered, and the last state is that of a fresh start",
  async () => {
    const server = await startServer(folder, { textDocument: { diagnostic: {} } });
    const texts = new Map(start);
    const versions = new Map(names.map((name) => [name, 1]));
    const before: { name: string; text: string }[] = [];
    await open(server, texts);
    for (const { kind, file, at, size, text: typed, question } of fc.sample(edit, { numRuns: edits, seed: 20261121 })) {
      const name = names[file % names.length] ?? "";
      const text = texts.get(name) ?? "";
      const from = at % (text.length + 1);
      let [changed, begin, end, put]: [string, number, number, string] = [name, from, from, typed];
      if (kind === "delete") [end, put] = [Math.min(text.length, from + size), ""];
      else if (kind === "word") [begin, end, put] = [from, Math.min(text.length, from + size), typed];
      else if (kind === "half") {
        const other = start.get(names[at % names.length] ?? "") ?? "";
        put = other.slice(Math.floor(other.length / 2), Math.floor(other.length / 2) + size * 10);
      } else if (kind === "undo") {
        const last = before.pop();
        if (!last) continue;
        changed = last.name;
        [begin, end, put] = [0, texts.get(changed)?.length ?? 0, last.text];
      }
      const old = texts.get(changed) ?? "";
      if (kind !== "undo") before.push({ name: changed, text: old });
      const now = old.slice(0, begin) + put + old.slice(end);
      texts.set(changed, now);
      const version = (versions.get(changed) ?? 1) + 1;
      versions.set(changed, version);
      await server.tell("textDocument/didChange", {
        textDocument: { uri: uriOf(changed), version },
        contentChanges: [{ range: { start: positionAt(old, begin), end: positionAt(old, end) }, text: put }],
      });
      const asked = questions[question % questions.length] ?? "hover";
      const offset = Math.min(now.length, begin + put.length);
      await answered(server, asked, paramsOf(changed, now, offset));
      await answered(server, "completion", paramsOf(changed, now, offset));
    }
    const fresh = await startServer(folder, { textDocument: { diagnostic: {} } });
    await open(fresh, texts);
    expect(await knowledge(server)).toEqual(await knowledge(fresh));
    server.client.dispose();
    fresh.client.dispose();
  },
  process.env.JOURNEY_LONG ? 3_600_000 : 240_000,
);
