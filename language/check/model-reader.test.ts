import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Host } from "../host.ts";
import { createModelReader, type ModelReading } from "./model-reader.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journey-readings-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function hostOf(files: Record<string, string>): Host {
  return { readFile: (path) => files[path] };
}

const contact = "export interface Contact { id: number; name: string }";
const files = { "/models.ts": contact };

function fieldsOf(reading: ModelReading): readonly string[] | undefined {
  return reading.schema.models.Contact?.fields.map((field) => field.name);
}

function onlyFile(): string {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? "");
}

describe("a reader in a process that lives long", () => {
  it("reads a file anew once it has changed, or one that it imports has", () => {
    const changing: Record<string, string> = {
      "/models.ts": `import type { Base } from "./base.ts"; export interface Contact extends Base { name: string }`,
      "/base.ts": "export interface Base { id: number }",
    };
    const read = createModelReader();
    const first = read("/models.ts", hostOf(changing));
    expect(fieldsOf(first)?.toSorted()).toEqual(["id", "name"]);
    expect(read("/models.ts", hostOf(changing))).toBe(first);
    changing["/base.ts"] = "export interface Base { id: number; age: number }";
    expect(fieldsOf(read("/models.ts", hostOf(changing)))?.toSorted()).toEqual(["age", "id", "name"]);
    changing["/base.ts"] = "export interface Base { id: number }";
    expect(read("/models.ts", hostOf(changing))).toBe(first);
  });

  it("sees that a file which was missing has come", () => {
    const text = `import type { Company } from "./company.ts"; export interface Contact { id: number; company: Company }`;
    const read = createModelReader();
    expect(read("/models.ts", hostOf({ "/models.ts": text })).schema.models.Company).toBeUndefined();
    const complete = { "/models.ts": text, "/company.ts": "export interface Company { id: number }" };
    expect(read("/models.ts", hostOf(complete)).schema.models.Company).toBeDefined();
  });

  it("tells files with the same text apart by their paths", () => {
    const read = createModelReader();
    const host = hostOf({ "/a.ts": contact, "/b.ts": contact });
    expect(read("/a.ts", host).schema.models.Contact?.file).toBe("/a.ts");
    expect(read("/b.ts", host).schema.models.Contact?.file).toBe("/b.ts");
  });
});

describe("readings in a folder", () => {
  it("are the same as what was read, diagnostics too", () => {
    const host = hostOf({ "/models.ts": "export interface Contact { id: number; call: () => void }" });
    const first = createModelReader({ folder })("/models.ts", host);
    expect(first.diagnostics).toHaveLength(1);
    expect(createModelReader({ folder })("/models.ts", host)).toEqual(first);
    expect(JSON.parse(readFileSync(onlyFile(), "utf8"))).toEqual(first);
  });

  it("are used without loading ts-morph", () => {
    const loadsTsMorph = (): unknown =>
      JSON.parse(
        execFileSync(
          process.execPath,
          [
            "--input-type=module",
            "--eval",
            `import { createRequire } from "node:module";
             import { createModelReader } from ${JSON.stringify(new URL("../dist/check/model-reader.js", import.meta.url).href)};
             const read = createModelReader({ folder: ${JSON.stringify(folder)} });
             read("/models.ts", { readFile: (path) => (${JSON.stringify(files)})[path] });
             const loaded = Object.keys(createRequire(import.meta.url).cache ?? {});
             console.log(loaded.some((path) => path.includes("ts-morph")));`,
          ],
          { encoding: "utf8" },
        ),
      );
    expect(loadsTsMorph()).toBe(true);
    expect(loadsTsMorph()).toBe(false);
  });

  it.each(["", "{", "null", "[]", '{"schema":{},"diagnostics":[]}', '{"schema":{"models":{}},"diagnostics":1}'])(
    "that hold %j are read anew",
    (text) => {
      createModelReader({ folder })("/models.ts", hostOf(files));
      const file = onlyFile();
      const good = readFileSync(file, "utf8");
      writeFileSync(file, text);
      expect(fieldsOf(createModelReader({ folder })("/models.ts", hostOf(files)))).toEqual(["id", "name"]);
      expect(readFileSync(file, "utf8")).toBe(good);
    },
  );

  it("are done without where the folder can't be made", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const read = createModelReader({ folder: join(file, "readings") });
    expect(fieldsOf(read("/models.ts", hostOf(files)))).toEqual(["id", "name"]);
  });

  it("are the newest 200", () => {
    for (let index = 0; index < 205; index++) {
      const path = join(folder, `models-${index}.json`);
      writeFileSync(path, "{}");
      utimesSync(path, 1000 + index, 1000 + index);
    }
    writeFileSync(join(folder, "other"), "");
    createModelReader({ folder })("/models.ts", hostOf(files));
    const names = readdirSync(folder);
    expect(names).toContain("other");
    expect(names).toContain("models-204.json");
    expect(names.filter((name) => /^models-[0-5]\.json$/.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith("models-"))).toHaveLength(200);
  });
});
