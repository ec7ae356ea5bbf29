/**
 * Imports go one way: language ← compiler ← runtime ← cli, and language ← compiler ← language server ← cli. Held here for every source file, its tests included, and
 * for what the packages declare.
 */
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Each package with those it may build on. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  language: [],
  compiler: ["@journey/language"],
  runtime: ["@journey/language", "@journey/compiler"],
  "vscode-extension/server": ["@journey/language", "@journey/compiler"],
  cli: ["@journey/language", "@journey/compiler", "@journey/runtime", "@journey/language-server"],
};

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface ImportFound {
  readonly specifier: string;
  /** Vanishes when the types are stripped. */
  readonly typeOnly: boolean;
  readonly line: number;
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[/\\](dist|node_modules)[/\\]/.test(file))
    .sort();
}

/** Static, re-exporting, dynamic and `import("…")` type imports. */
function importsOf(file: string): ImportFound[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: ImportFound[] = [];
  const add = (node: import("ts-morph").ts.Node | undefined, typeOnly: boolean): void => {
    if (!node || !ts.isStringLiteralLike(node)) return;
    found.push({
      specifier: node.text,
      typeOnly,
      line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
    });
  };
  const visit = (node: import("ts-morph").ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `@scope/name/door` → `@scope/name` */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

const slashed = (path: string): string => path.split(sep).join("/");

/** `runtime/store/x.ts:3 imports …` for every import that `isWrong`. */
function offences(folder: string, isWrong: (found: ImportFound, file: string) => boolean): string[] {
  return sourcesOf(folder).flatMap((file) =>
    importsOf(file)
      .filter((found) => isWrong(found, file))
      .map((found) => `${slashed(relative(root, file))}:${found.line} imports ${found.specifier}`),
  );
}

const isRelative = (specifier: string): boolean => specifier.startsWith(".");

describe.each(Object.entries(allowed))("%s", (folder, mayUse) => {
  const manifest = readManifest(folder);

  test("imports only the packages below it", () => {
    const own = manifest.name;
    const wrong = offences(folder, ({ specifier }) => {
      const name = packageOf(specifier);
      return (name.startsWith("@journey/") || name === "journey") && name !== own && !mayUse.includes(name);
    });
    expect(wrong).toEqual([]);
  });

  test("reaches no other package by a path", () => {
    const inside = join(root, folder) + sep;
    const support = join(root, "test", "support") + sep;
    const wrong = offences(folder, ({ specifier }, file) => {
      if (!isRelative(specifier)) return false;
      const target = resolve(dirname(file), specifier);
      return !target.startsWith(inside) && !(/\.test\.[jt]sx?$/.test(file) && target.startsWith(support));
    });
    expect(wrong).toEqual([]);
  });

  test("declares every package that its code needs", () => {
    const declared = new Set(Object.keys(manifest.dependencies ?? {}));
    const shared = new Set(Object.keys(readManifest(".").devDependencies ?? {}));
    const wrong = offences(folder, ({ specifier, typeOnly }, file) => {
      if (isRelative(specifier) || isBuiltin(specifier)) return false;
      const name = packageOf(specifier);
      if (name === manifest.name || declared.has(name)) return false;
      const isTool = /\.test\.[jt]sx?$|[/\\]testing[/\\]|\.mjs$|vite\.config/.test(file);
      return !((isTool || typeOnly) && shared.has(name));
    });
    expect(wrong).toEqual([]);
  });

  test("declares no package of ours that stands above it", () => {
    const ours = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter((name) =>
      name.startsWith("@journey/"),
    );
    expect(ours.filter((name) => !mayUse.includes(name))).toEqual([]);
  });
});

describe("the web page", () => {
  test("knows the service by the types of its API alone", () => {
    const page = join(root, "runtime", "dashboard") + sep;
    const api = join(root, "runtime", "dev", "api.ts");
    const wrong = offences("runtime", ({ specifier, typeOnly }, file) => {
      if (!file.startsWith(page)) return false;
      if (!isRelative(specifier)) return specifier.startsWith("@journey/") && !typeOnly;
      const target = resolve(dirname(file), specifier);
      return !target.startsWith(page) && !(target === api && typeOnly);
    });
    expect(wrong).toEqual([]);
  });
});

describe("the store", () => {
  test("is the only part that speaks SQL", () => {
    // A statement with a table of ours in it; prose that mentions a table has no such verb before it.
    const statement =
      /\b(insert into|update|delete from|from|join|truncate|alter table|create table)\s+journey\.[a-z_]+/i;
    const wrong = [...sourcesOf("runtime"), ...sourcesOf("cli")]
      .map((file) => slashed(relative(root, file)))
      .filter((file) => !file.startsWith("runtime/store/") && !file.endsWith(".test.ts"))
      .filter((file) => statement.test(readFileSync(join(root, file), "utf8")));
    expect(wrong).toEqual([]);
  });
});
