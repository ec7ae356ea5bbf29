/**
 * Every ```journey fence in the documents is checked like a file of a project, so no example goes stale.
 *
 * ```journey            a whole file
 * ```journey snippet    settings and steps of a journey that targets Contact
 * ```journey email      what stands inside an e-mail
 * ```journey filter     conditions, one a line
 *
 * The models are those of docs/language.md (its "ts models.ts" fence); the README's examples live in examples/.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildGraph, toMermaid } from "@journey/compiler";
import { checkFiles, format, type Host, LineIndex, renderDiagnostic } from "@journey/language";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url)).replaceAll("\\", "/");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Fence {
  readonly info: string;
  readonly text: string;
  /** Of the first line inside, 1-based. */
  readonly line: number;
}

function fencesOf(markdown: string): Fence[] {
  const lines = new LineIndex(markdown);
  return [...markdown.matchAll(/^```([^\n`]+)\n([\s\S]*?)^```$/gm)].map((match) => ({
    info: (match[1] ?? "").trim(),
    text: match[2] ?? "",
    line: lines.position(match.index).line + 1,
  }));
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");
const imports = 'import { Contact } from "./models.ts"\n';
const journeyOf = (name: string, content: string): string => `\njourney ${name} {\n  target Contact\n${content}}\n`;

/** The file that a fence stands for. */
function wholeFile(fence: Fence): string {
  switch (fence.info) {
    case "journey":
      return fence.text;
    case "journey snippet":
      return imports + journeyOf("example", `${/^(target|filter)/.test(fence.text) ? "" : "\n"}${indent(fence.text)}`);
    case "journey email":
      return imports + journeyOf("example", `\n  email example_mail {\n${indent(indent(fence.text))}  }\n`);
    case "journey filter": {
      const conditions = fence.text.trim().split("\n");
      return (
        imports +
        conditions.map((condition, n) => journeyOf(`example_${n}`, `  filter ${condition}\n\n  wait 1 day\n`)).join("")
      );
    }
    default:
      throw new Error(`No such kind of example: ${fence.info}`);
  }
}

const models = fencesOf(read("docs/language.md")).find((fence) => fence.info === "ts models.ts")?.text;

/** Bodies that the examples mention by name only. */
const bodies: Readonly<Record<string, string>> = {
  mjml: '<mjml><mj-body><mj-section><mj-column><mj-text><a data-link="shop" href="https://acme.test/shop">Shop</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>',
  html: '<p><a data-link="shop" href="https://acme.test/shop">Shop</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>',
  md: "[Acme](https://acme.test) [Unsubscribe]({{ unsubscribe_url }})",
};

/** A folder with the one journey, the models of docs/language.md, and a body for every name. */
function hostFor(journey: string): Host {
  return {
    readFile(path) {
      if (path === "/docs/example.journey") return journey;
      if (path === "/docs/models.ts") return models;
      return path.startsWith("/docs/") ? bodies[path.slice(path.lastIndexOf(".") + 1)] : undefined;
    },
  };
}

function findings(path: string, host: Host): string[] {
  return checkFiles([path], host).flatMap((file) =>
    file.diagnostics.map((diagnostic) => {
      const text = host.readFile(diagnostic.file) ?? "";
      const { line } = new LineIndex(text).position(diagnostic.start);
      return `${diagnostic.code}: ${diagnostic.message} (${text.split("\n")[line - 1]?.trim()})`;
    }),
  );
}

// The catalogue of diagnostics is generated, with wrong examples in it, and tested beside its generator.
const documents = readdirSync(join(root, "docs"))
  .filter((name) => name.endsWith(".md") && name !== "diagnostics.md")
  .map((name) => `docs/${name}`);

describe.each([...documents, "CONTRIBUTING.md"])("%s", (document) => {
  const examples = fencesOf(read(document)).filter((fence) => fence.info.split(" ")[0] === "journey");
  for (const example of examples) {
    test(`the example in line ${example.line} has nothing wrong`, () => {
      expect(findings("/docs/example.journey", hostFor(wholeFile(example)))).toEqual([]);
    });
    test(`the example in line ${example.line} has the canonical layout`, () => {
      expect(format(wholeFile(example)).text).toBe(wholeFile(example));
    });
  }
  test("links to files that are there", () => {
    const folder = document.includes("/") ? "docs" : ".";
    const targets = [...read(document).matchAll(/\]\(([^)#\s:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");
    expect(targets.filter((target) => !existsSync(join(root, folder, target)))).toEqual([]);
  });
});

describe("README.md", () => {
  const readme = fencesOf(read("README.md"));
  const example = readme.find((fence) => fence.info === "journey")?.text ?? "";
  const path = `${root}examples/tag-hot-contacts.journey`;
  /** The examples on disk, this journey's text replaced. */
  const hostWith = (journey: string): Host => ({
    readFile: (file) => (file === path ? journey : existsSync(file) ? readFileSync(file, "utf8") : undefined),
  });

  test("shows a journey of examples/, word for word", () => {
    expect(example).toBe(read("examples/tag-hot-contacts.journey"));
  });

  test("shows the diagram that the journey has", () => {
    const [file] = checkFiles([path], hostWith(example));
    const journey = file?.journeys[0];
    if (!journey) throw new Error("The example has errors.");
    const diagram = toMermaid(buildGraph(journey, new LineIndex(example)));
    expect(readme.find((fence) => fence.info === "mermaid")?.text.trim()).toBe(diagram.trim());
  });

  test("shows what the checker says of the mistakes that it names", () => {
    const broken = example
      .replace("internal_user", "internal_usr")
      .replace("on clicked after", 'on clicked "shopp" after')
      .replace("{{ first_name | default: 'gardener' }}", "{{ first_name }}");
    const host = hostWith(broken);
    const rendered = checkFiles([path], host).flatMap((file) =>
      file.diagnostics.map((diagnostic) =>
        renderDiagnostic(diagnostic, (name) => host.readFile(name), {
          shownPath: (name) => name.slice(name.lastIndexOf("/") + 1),
        }),
      ),
    );
    const shown = readme.find((fence) => fence.info === "text")?.text;
    expect(shown).toBe(`${rendered.join("\n\n")}\n\n1 file checked: 2 errors, 1 warning.\n`);
  });
});
