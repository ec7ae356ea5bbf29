/** What the server adds to the services: positions, versions, deltas, pictures. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ServerUnderTest, startServer } from "../support/language-server.ts";

const models = `import type { Email } from "journey/model";
export interface Contact { id: number; email?: Email; score: number }
`;
const main = `import { Contact } from "./models.ts"

action tag for Contact {
  update tagged { score += 1 }
}
journey welcome "Welcome" {
  target Contact
  filter score > 1
  wait 2 days
  email hello {
    subject "😀 {{ score }}"
    body "Hi {{ unsubscribe_url }}"
  }
  do tag
}
`;

let folder = "";
let server: ServerUnderTest;
let uri = "";
const capabilities = {
  textDocument: {
    diagnostic: {},
    codeAction: { dataSupport: true, resolveSupport: { properties: ["edit"] } },
  },
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "journey-server-"));
  writeFileSync(join(folder, "models.ts"), models);
  writeFileSync(join(folder, "main.journey"), main);
  uri = pathToFileURL(join(folder, "main.journey")).href;
  server = await startServer(folder, capabilities);
  await server.tell("textDocument/didOpen", { textDocument: { uri, languageId: "journey", version: 1, text: main } });
});
afterEach(() => {
  server.client.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function at(word: string) {
  const lines = main.split("\n");
  const line = lines.findIndex((each) => each.includes(word));
  return { textDocument: { uri }, position: { line, character: (lines[line] ?? "").indexOf(word) } };
}

const type = (version: number, text: string) =>
  server.tell("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });

describe("a diagram", () => {
  interface Diagram {
    readonly journey: string;
    readonly svg: string;
    readonly nodes: Readonly<Record<string, { readonly start: { readonly line: number } }>>;
    readonly isOld: boolean;
  }
  const diagram = async (params: object): Promise<Diagram> => (await server.ask("journey/diagram", params)) as Diagram;

  test("has a picture, and the place of each step in it", async () => {
    const { journey, svg, nodes, isOld } = await diagram(at("email hello"));
    expect([journey, isOld]).toEqual(["welcome", false]);
    for (const id of Object.keys(nodes)) expect(svg).toContain(`data-node="${id}"`);
    expect(Object.entries(nodes).map(([id, { start }]) => `${id} ${start.line}`)).toEqual([
      "wait_1 8",
      "hello 9",
      // A step of an action stands where the action is done.
      expect.stringMatching(/tagged 13$/),
    ]);
  });

  test("stays as it was while the journey has mistakes", async () => {
    const before = await diagram(at("email hello"));
    await type(2, main.replace("score > 1", "score > "));
    expect(await diagram(at("email hello"))).toEqual({ ...before, isOld: true });
  });

  test("is none before there was one", async () => {
    await type(2, main.replace("score > 1", "score > "));
    expect(await diagram(at("email hello"))).toBeNull();
  });

  test("knows the step at a place", async () => {
    expect(await server.ask("journey/stepAt", at("{{ score"))).toMatchObject({ journey: "welcome", step: "hello" });
    expect(await server.ask("journey/stepAt", at("target"))).toBeNull();
  });
});

describe("a diagram with what has changed since the last commit", () => {
  interface Diagram {
    readonly svg: string;
    readonly nodes: object;
    readonly changes?: object;
  }
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Ann", "-c", "user.email=ann@acme.test", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  const commit = () => {
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "First");
  };
  const diagram = async (since?: "HEAD"): Promise<Diagram> =>
    (await server.ask("journey/diagram", { ...at("email hello"), ...(since ? { since } : {}) })) as Diagram;
  const classOf = (svg: string, id: string) => new RegExp(`<g class="([^"]*)" data-node="${id}"`).exec(svg)?.[1];
  const now = main.replace("wait 2 days", "wait 3 days").replace("do tag", 'task last "Call" { due in 1 day }');

  test("marks what is new, what is different, and what is gone, beside the colour in words", async () => {
    commit();
    await type(2, now);
    const { svg, nodes, changes } = await diagram("HEAD");
    expect(changes).toEqual({ since: "HEAD", isNew: false, added: 1, changed: 1, removed: 1 });
    expect(classOf(svg, "wait_1")).toContain("changed");
    expect(classOf(svg, "hello")).not.toMatch(/changed|added/);
    expect(classOf(svg, "last")).toContain("added");
    expect(svg).toMatch(/<g class="node record removed" transform[^>]*><title>[^<]*− removed/);
    expect(svg).toMatch(/<title>Wait 3 days[^<]*2 days → 3 days/);
    expect(Object.keys(nodes)).toEqual(["wait_1", "hello", "last"]);
  });

  test("has nothing to mark where nothing has changed, and in a journey that is new", async () => {
    commit();
    expect(await diagram("HEAD")).toMatchObject({ changes: { isNew: false, added: 0, changed: 0, removed: 0 } });
    await type(2, main.replace("journey welcome", "journey greeting"));
    const { svg, changes } = await diagram("HEAD");
    expect(changes).toMatchObject({ isNew: true, added: 0 });
    expect(svg).not.toContain('"badge added"');
  });

  test("follows the next commit", async () => {
    commit();
    await type(2, now);
    await diagram("HEAD");
    writeFileSync(join(folder, "main.journey"), now);
    git("commit", "--all", "--quiet", "--message", "Second");
    await expect
      .poll(() => diagram("HEAD"), { timeout: 10_000 })
      .toMatchObject({ changes: { added: 0, changed: 0, removed: 0 } });
  });

  test("is as any other where git is not asked, and outside of a repository", async () => {
    expect(await diagram("HEAD")).not.toHaveProperty("changes");
    commit();
    await type(2, now);
    const plain = await diagram();
    expect(plain).not.toHaveProperty("changes");
    expect(plain.svg).not.toMatch(/class="badge/);
  });
});

describe("the places of steps", () => {
  test("are there for all journeys of a file, and go while one has mistakes", async () => {
    const steps = async () =>
      (
        (await server.ask("journey/steps", { textDocument: { uri } })) as {
          journey: string;
          range: { start: { line: number } };
          steps: Record<string, unknown>;
        }[]
      ).map(({ journey, range, steps }) => [journey, range.start.line, Object.keys(steps).length]);
    expect(await steps()).toEqual([["welcome", 5, 3]]);
    await type(2, main.replace("score > 1", "score > "));
    expect(await steps()).toEqual([["welcome", 5, 0]]);
  });
});

describe("positions", () => {
  test("count UTF-16 code units: a field behind an emoji is found", async () => {
    const place = at('score }}"');
    expect(await server.ask("textDocument/hover", place)).toMatchObject({
      range: { start: { character: place.position.character }, end: { character: place.position.character + 5 } },
    });
  });

  test("behind the end of a line are its end", async () => {
    const answer = await server.ask("textDocument/completion", {
      textDocument: { uri },
      position: { line: 6, character: 900 },
    });
    expect(Array.isArray(answer)).toBe(true);
  });
});

describe("completions", () => {
  test("too many to read are those that fit what was typed, and the client is to ask again", async () => {
    const names = Array.from({ length: 300 }, (_, index) => `list ${index}`);
    const steps = names.map((name) => `  add to list "${name}"\n`).join("");
    await type(
      2,
      `import { Contact } from "./models.ts"\njourney lists {\n  target Contact\n${steps}  add to list "29"\n}\n`,
    );
    const ask = async (character: number) =>
      (await server.ask("textDocument/completion", {
        textDocument: { uri },
        position: { line: 3 + names.length, character },
      })) as { readonly isIncomplete: boolean; readonly items: readonly { readonly label: string }[] };
    const before = await ask('  add to list "'.length);
    expect([before.isIncomplete, before.items.length]).toEqual([true, 200]);
    const typed = await ask('  add to list "29'.length);
    expect(typed.isIncomplete).toBe(true);
    expect(typed.items.map(({ label }) => label)).toContain("list 295");
    expect(typed.items.every(({ label }) => /2.*9/.test(label))).toBe(true);
  });
});

describe("tokens", () => {
  test("are told as what has changed since the last answer", async () => {
    const { resultId, data } = (await server.ask("textDocument/semanticTokens/full", { textDocument: { uri } })) as {
      resultId: string;
      data: number[];
    };
    await type(2, main.replace("wait 2 days", "wait 2 days\n  wait 1 hour"));
    const { edits } = (await server.ask("textDocument/semanticTokens/full/delta", {
      textDocument: { uri },
      previousResultId: resultId,
    })) as { edits: { start: number; deleteCount: number; data?: number[] }[] };
    const { data: whole } = (await server.ask("textDocument/semanticTokens/full", { textDocument: { uri } })) as {
      data: number[];
    };
    const patched = edits
      .toSorted((a, b) => b.start - a.start)
      .reduce((all, edit) => all.toSpliced(edit.start, edit.deleteCount, ...(edit.data ?? [])), data);
    expect(patched).toEqual(whole);
    expect(edits.flatMap((edit) => edit.data ?? []).length).toBeLessThan(whole.length);
  });
});

describe("code actions", () => {
  test("bring their edits when they are chosen", async () => {
    const text = main.replace("score > 1", "scor > 1");
    await type(2, text);
    const line = text.split("\n").findIndex((each) => each.includes("scor >"));
    const range = { start: { line, character: 9 }, end: { line, character: 9 } };
    const [action] = (await server.ask("textDocument/codeAction", {
      textDocument: { uri },
      range,
      context: { diagnostics: [], only: ["quickfix"] },
    })) as { title: string; edit?: object }[];
    expect(action).toMatchObject({ title: "Change to `score`", isPreferred: true });
    expect(action?.edit).toBeUndefined();
    expect(await server.ask("codeAction/resolve", action ?? {})).toMatchObject({
      edit: { changes: { [uri]: [{ newText: "score" }] } },
    });
  });
});

describe("renaming a step", () => {
  interface Edit {
    readonly newText: string;
    readonly annotationId?: string;
  }
  const asked = () => ({ ...at("hello {"), newName: "greeting" });
  const renamedMain = main.replace("email hello", "email greeting");
  const actions = async (): Promise<readonly string[]> => {
    const line = main.split("\n").findIndex((each) => each.includes("email hello"));
    const range = { start: { line, character: 9 }, end: { line, character: 9 } };
    const context = { diagnostics: [], only: ["refactor.rewrite"] };
    const found = (await server.ask("textDocument/codeAction", { textDocument: { uri }, range, context })) as {
      title: string;
    }[];
    return found.map(({ title }) => title);
  };
  const keep = "Keep people under way at this step: `renamed from hello`";

  test("leaves `renamed from` to be confirmed, where the client can ask", async () => {
    const changes = { documentChanges: true, changeAnnotationSupport: {} };
    const other = await startServer(folder, { ...capabilities, workspace: { workspaceEdit: changes } });
    const textDocument = { uri, languageId: "journey", version: 7, text: main };
    await other.tell("textDocument/didOpen", { textDocument });
    const { documentChanges, changeAnnotations } = (await other.ask("textDocument/rename", asked())) as {
      documentChanges: { textDocument: { version: number }; edits: Edit[] }[];
      changeAnnotations: object;
    };
    other.client.dispose();
    expect(documentChanges.map((each) => each.textDocument.version)).toEqual([7]);
    expect(documentChanges[0]?.edits.map(({ newText, annotationId }) => [newText, annotationId])).toEqual([
      ["greeting", undefined],
      [" renamed from hello", "optional"],
    ]);
    expect(changeAnnotations).toMatchObject({ optional: { needsConfirmation: true } });
  });

  test("offers it afterwards, where the client can't ask", async () => {
    expect(await actions()).not.toContain(keep);
    expect(await server.ask("textDocument/rename", asked())).toMatchObject({
      changes: { [uri]: [{ newText: "greeting" }] },
    });
    await type(2, renamedMain);
    expect(await actions()).toContain(keep);
    await type(3, renamedMain.replace("email greeting", "email greeting renamed from hello"));
    expect(await actions()).not.toContain(keep);
  });

  test("offers nothing for a name that the step gets back", async () => {
    await server.ask("textDocument/rename", asked());
    await type(2, renamedMain);
    await server.ask("textDocument/rename", { ...asked(), newName: "hello" });
    await type(3, main);
    expect((await actions()).filter((title) => title.startsWith("Keep people"))).toEqual([]);
  });
});

describe("findings", () => {
  test("of a body file are those of its own URI", async () => {
    writeFileSync(join(folder, "body.md"), "Hi {{ scor }} {{ unsubscribe_url }}");
    await type(2, main.replace('"Hi {{ unsubscribe_url }}"', '"./body.md"'));
    const { items } = (await server.ask("workspace/diagnostic", { previousResultIds: [] })) as {
      items: { uri: string; items: { code: string; range: object }[] }[];
    };
    expect(items.map((each) => [each.uri, each.items.map(({ code }) => code)])).toEqual([
      [uri, []],
      [pathToFileURL(join(folder, "body.md")).href, ["unknown-field"]],
    ]);
  });

  test("that the client knows already are not told again", async () => {
    type Answer = { items: { uri: string; kind: string; resultId: string }[] };
    const ask = async (before: Answer): Promise<Answer> => {
      const previousResultIds = before.items.map(({ uri, resultId }) => ({ uri, value: resultId }));
      return (await server.ask("workspace/diagnostic", { previousResultIds })) as Answer;
    };
    writeFileSync(join(folder, "body.md"), "Hi {{ scor }} {{ unsubscribe_url }}");
    await type(2, main.replace('"Hi {{ unsubscribe_url }}"', '"./body.md"'));
    const first = await ask({ items: [] });
    expect(first.items.map(({ kind }) => kind)).toEqual(["full", "full"]);
    expect((await ask(first)).items.map(({ kind }) => kind)).toEqual(["unchanged", "unchanged"]);
    await type(3, main.replace('"Hi {{ unsubscribe_url }}"', '"./body.md"').replace("2 days", "2 dais"));
    expect((await ask(first)).items[0]?.kind).toBe("full");
  });

  test("follow the text in the editor, not the one on the disk", async () => {
    await type(2, main.replace("wait 2 days", "wait 2 dais"));
    expect(await server.ask("textDocument/diagnostic", { textDocument: { uri } })).toMatchObject({
      items: [{ code: "unknown-unit", source: "journey" }],
    });
  });

  test("of a file that isn't there are a clear refusal", async () => {
    await expect(
      server.ask("textDocument/hover", {
        textDocument: { uri: `${uri}x.journey` },
        position: { line: 0, character: 0 },
      }),
    ).rejects.toThrow("There is no file");
  });
});
