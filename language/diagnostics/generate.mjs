#!/usr/bin/env node
/**
 * Turns the catalogue (catalogue/*.md) into typed functions (catalogue.generated.ts) and a page for people
 * (docs/diagnostics.md). `npm run generate` writes both; `generate()` returns them, for the test that they are current.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("./catalogue/", import.meta.url);
const severities = ["error", "warning", "info"];
/** What every diagnostic's place holds (make-diagnostic.ts). */
const placeNames = ["file", "span", "related", "fixes"];
/** The order of the areas on the page; a file that is not named here is a mistake. */
const areas = ["syntax", "names", "types", "steps", "time", "texts", "models", "suppressions"];

/** The catalogue's areas in order, each with its codes as written. */
export function readCatalogue() {
  const found = readdirSync(folder)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => file.slice(0, -".md".length));
  const stray = found.filter((area) => !areas.includes(area));
  if (stray.length > 0) throw new Error(`generate.mjs does not list the area ${stray.join(", ")}.`);
  return areas.filter((area) => found.includes(area)).map((area) => readArea(area));
}

function readArea(area) {
  const file = `${area}.md`;
  const lines = readFileSync(new URL(file, folder), "utf8").split(/\r?\n/);
  const title = lines.find((line) => line.startsWith("# "))?.slice(2);
  if (!title) throw new Error(`${file} has no title.`);
  const entries = [];
  const intro = [];
  let entry;
  let fence;
  for (const line of lines) {
    if (fence) {
      if (line === "```") fence = undefined;
      else fence.text += `${line}\n`;
      continue;
    }
    const start = line.match(/^```(\S+)(?: (bad|good))?(?: (\S+))?$/);
    if (start && entry) {
      const [, language, verdict, name] = start;
      if (!verdict) throw new Error(`${file}, ${entry.code}: a fence is neither bad nor good.`);
      fence = { language, verdict, name, text: "" };
      entry.examples.push(fence);
    } else if (line.startsWith("## ")) {
      entry = { code: line.slice(3), message: "", severity: "", help: [], why: [], examples: [] };
      entries.push(entry);
    } else if (!entry) {
      if (!line.startsWith("# ")) intro.push(line);
    } else if (line.startsWith("> ")) {
      entry.message = entry.message ? `${entry.message} ${line.slice(2)}` : line.slice(2);
    } else if (line.startsWith("- severity: ")) {
      entry.severity = line.slice("- severity: ".length);
    } else if (line.startsWith("- help: ")) {
      entry.help.push(line.slice("- help: ".length));
    } else {
      entry.why.push(line);
    }
  }
  for (const { code, message, severity, help, why, examples } of entries) {
    const wrong = (what) => new Error(`${file}, ${code}: ${what}`);
    if (!/^[a-z]+(-[a-z]+)*$/.test(code)) throw wrong("a code is kebab-case.");
    if (!message) throw wrong("no message.");
    if (!severities.includes(severity)) throw wrong(`the severity is one of ${severities.join(", ")}.`);
    const taken = placeholdersOf([message, ...help].join(" ")).find((name) => placeNames.includes(name));
    if (taken) throw wrong(`a detail can't be called ${taken}.`);
    if (!why.join("").trim()) throw wrong("no explanation.");
    for (const verdict of ["bad", "good"]) {
      const count = examples.filter((each) => each.verdict === verdict && each.language === "journey").length;
      if (count !== 1) throw wrong(`${count} ${verdict} journeys; one is needed.`);
    }
  }
  return { area, title, intro: intro.join("\n").trim(), entries };
}

/** The files and models that every example may use: the fences of catalogue/README.md, by name. */
export function readSharedFiles() {
  const text = readFileSync(new URL("README.md", folder), "utf8");
  const files = {};
  for (const [, name, content] of text.matchAll(/^```\S+ (\S+\.\w+)\n(.*?)^```$/gms)) files[name] = content;
  return files;
}

const placeholdersOf = (text) => [...text.matchAll(/%([a-zA-Z]\w*)%/g)].map((match) => match[1]);
const camelCase = (code) => code.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

function functionsOf(catalogue) {
  const entries = catalogue.flatMap(({ entries }) => entries);
  const codes = entries.map(({ code }) => code);
  const twice = codes.find((code, index) => codes.indexOf(code) !== index);
  if (twice) throw new Error(`The code ${twice} stands twice in the catalogue.`);
  const lines = [
    "// Generated from catalogue/*.md by generate.mjs (npm run generate). Changes belong there.",
    'import type { Diagnostic } from "./diagnostic.ts";',
    'import { type CatalogueEntry, type DiagnosticPlace, makeDiagnostic } from "./make-diagnostic.ts";',
    "",
    "export type DiagnosticCode =",
    `${codes.map((code) => `  | ${JSON.stringify(code)}`).join("\n")};`,
    "",
    "export const catalogue: Readonly<Record<DiagnosticCode, CatalogueEntry>> = {",
    ...entries.flatMap(({ code, severity, message, help }) => [
      `  ${JSON.stringify(code)}: {`,
      `    severity: ${JSON.stringify(severity)},`,
      `    message: ${JSON.stringify(message)},`,
      `    help: [${help.map((text) => JSON.stringify(text)).join(", ")}],`,
      "  },",
    ]),
    "};",
    "",
    "type Detail = string | number;",
    "",
    "/** One function per code; what only the help needs may be left out. */",
    "export const diagnostics = {",
  ];
  for (const { code, message, help } of entries) {
    const required = [...new Set(placeholdersOf(message))];
    const optional = [...new Set(help.flatMap(placeholdersOf))].filter((name) => !required.includes(name));
    const details = [
      ...required.map((name) => `${name}: Detail`),
      ...optional.map((name) => `${name}?: Detail | undefined`),
    ];
    const picked = [...required, ...optional].map((name) => `${name}: at.${name}`).join(", ");
    const type = details.length === 0 ? "DiagnosticPlace" : `DiagnosticPlace & { ${details.join("; ")} }`;
    lines.push(
      `  /** ${message.replaceAll("*/", "* /")} */`,
      `  ${camelCase(code)}(at: ${type}): Diagnostic {`,
      `    return makeDiagnostic(${JSON.stringify(code)}, catalogue[${JSON.stringify(code)}], at, {${picked ? ` ${picked} ` : ""}});`,
      "  },",
    );
  }
  lines.push("};", "");
  return lines.join("\n");
}

/** `%name%` is for the program; people read ‹name›. */
const shown = (text) => text.replace(/%([a-zA-Z]\w*)%/g, "‹$1›");

function pageOf(catalogue) {
  const lines = [
    "<!-- Generated from language/diagnostics/catalogue/*.md by npm run generate. Changes belong there. -->",
    "",
    "# What the checker says",
    "",
    "Every finding has a code, a place and, where there is one, a next step. This page explains each code, with an",
    "example that has the fault and one that does not. An **error** keeps a journey from running; a **warning** is",
    "probably a mistake; an **info** is worth knowing.",
    "",
    "The examples are tests: each wrong one is checked to give its code, each right one to give none. Most are pieces of",
    "a journey; think the rest around them: a `journey` with `target Contact`, and the models at the end of this page.",
    "",
  ];
  for (const { title, entries } of catalogue) {
    lines.push(
      `- [${title}](#${title
        .toLowerCase()
        .replaceAll(" ", "-")
        .replace(/[^a-z-]/g, "")})`,
    );
    for (const { code, message } of entries) lines.push(`  - [${code}](#${code}): ${shown(message)}`);
  }
  for (const { title, intro, entries } of catalogue) {
    lines.push("", `## ${title}`);
    if (intro) lines.push("", intro);
    for (const { code, severity, message, help, why, examples } of entries) {
      lines.push("", `### ${code}`, "", `> **${severity}**: ${shown(message)}`);
      if (help.length > 0) lines.push(">", ...help.map((text) => `> ${shown(text)}  `));
      lines.push("", why.join("\n").trim());
      for (const [verdict, says] of [
        ["bad", "Wrong:"],
        ["good", "Right:"],
      ]) {
        const mine = examples.filter((example) => example.verdict === verdict);
        if (mine.length > 0) lines.push("", says);
        for (const { language, name, text } of mine) {
          if (name) lines.push("", `\`${name}\`:`);
          lines.push("", `\`\`\`${language}`, `${text.trimEnd()}`, "```");
        }
      }
    }
  }
  lines.push("", "## The models of the examples", "", "```ts", readSharedFiles()["models.ts"].trimEnd(), "```", "");
  return lines.join("\n").replace(/\n{3,}/g, "\n\n");
}

/** Both files, by their path in the repository. */
export function generate() {
  const catalogue = readCatalogue();
  return {
    "language/diagnostics/catalogue.generated.ts": functionsOf(catalogue),
    "docs/diagnostics.md": pageOf(catalogue),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL("../../", import.meta.url);
  for (const [path, text] of Object.entries(generate())) writeFileSync(new URL(path, root), text);
}
