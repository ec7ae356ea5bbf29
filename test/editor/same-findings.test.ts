/** The command line and the editor say the same: one code at one place, for every example and every small case. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createProgram } from "../../cli/program.ts";
import { readSharedFiles } from "../../language/diagnostics/generate.mjs";
import { startServer } from "../support/language-server.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const cases = fileURLToPath(new URL("../baselines/cases/", import.meta.url));
const isOutput = /^(tokens\.txt|tree\.txt|diagnostics\.journey|formatted\.journey|.*\.graph\.json|.*\.machine\.ts)$/;

let root = "";
const folders: string[] = [];

/** A folder for each case, with what lies beside it, as a project of its own; and the examples. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "journey-findings-"));
  const shared: Readonly<Record<string, string>> = readSharedFiles();
  for (const name of readdirSync(cases)) {
    const folder = join(root, "cases", name);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(shared)) writeFileSync(join(folder, file), text);
    for (const file of readdirSync(join(cases, name))) {
      if (!isOutput.test(file)) cpSync(join(cases, name, file), join(folder, file), { recursive: true });
    }
    writeFileSync(join(folder, "journey.config.json"), "{}");
    folders.push(folder);
  }
  cpSync(examples, join(root, "examples"), { recursive: true });
  folders.push(join(root, "examples"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** `main.journey 3:5-3:9 unknown-field error` */
const line = (file: string, { start, end }: Range, code: string, severity: string): string =>
  `${file} ${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${code} ${severity}`;

async function ofCommand(folder: string): Promise<readonly string[]> {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await createProgram().parseAsync(["node", "journey", "check", "--format", "json", folder]);
    const found: {
      file: string;
      code: string;
      severity: string;
      range: Record<"start" | "end", { line: number; column: number }>;
    }[] = JSON.parse(String(log.mock.calls.at(-1)?.[0]));
    return found
      .map(({ file, range: { start, end }, code, severity }) =>
        line(
          relative(folder, join(process.cwd(), relative(process.cwd(), file))),
          {
            start: { line: start.line - 1, character: start.column - 1 },
            end: { line: end.line - 1, character: end.column - 1 },
          },
          code,
          severity,
        ),
      )
      .sort();
  } finally {
    log.mockRestore();
    process.exitCode = 0;
  }
}

const severities = ["", "error", "warning", "info"];

describe("the command line and the server", () => {
  test("find the same codes at the same places", async () => {
    const server = await startServer(root, { textDocument: { diagnostic: {} } });
    const { items } = (await server.ask("workspace/diagnostic", { previousResultIds: [] })) as {
      items: { uri: string; items: { range: Range; code: string; severity: number }[] }[];
    };
    server.client.dispose();
    const ofServer = new Map<string, string[]>(folders.map((folder) => [folder, []]));
    for (const { uri, items: found } of items) {
      const path = fileURLToPath(uri);
      const folder = folders.find((each) => path.startsWith(`${each}/`)) ?? "";
      for (const { range, code, severity } of found) {
        ofServer.get(folder)?.push(line(relative(folder, path), range, code, severities[severity] ?? ""));
      }
    }
    let count = 0;
    for (const folder of folders) {
      const expected = await ofCommand(folder);
      count += expected.length;
      expect({ folder, found: ofServer.get(folder)?.toSorted() }).toEqual({ folder, found: expected });
    }
    // The cases are there to have findings: none at all would mean that nothing was compared.
    expect(count).toBeGreaterThan(300);
  }, 240_000);
});
