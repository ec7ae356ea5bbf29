import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkFiles } from "./check/check-file.ts";
import { createModelReader } from "./check/model-reader.ts";
import type { CheckedFile } from "./check/program.ts";
import { readSharedFiles } from "./diagnostics/generate.mjs";
import type { Host } from "./host.ts";
import { createWorkspace } from "./workspace.ts";

const shared: Readonly<Record<string, string>> = readSharedFiles();
const folder = "/project/";
const readModels = createModelReader();

/** Three files that hang together in every way that files can. */
const start: Readonly<Record<string, string>> = {
  ...shared,
  "shared.journey": `import { Contact, Order } from "./models.ts"
import { scoreLead } from "./actions.ts"
import { greeted } from "./first.journey"

audience hot of Contact where score > 10
audience cold of Contact where not hot
email template offer for Contact {
  subject "Offer for {{ first_name | default: 'you' }}"
  body "./hello.md"
}
action tag for Contact {
  update { score += 1 }
  email offered { template offer }
  run scoreLead(this, 1)
}
`,
  "first.journey": `import { Contact } from "./models.ts"
import { hot, cold, tag, offer } from "./shared.journey"

audience greeted of Contact where hot and score < 100
journey first {
  target Contact
  filter hot
  email hello {
    template offer
    on opened { do tag }
  }
  start journey second
}
test "greets" for second {
  given Contact { score = 20 }
  expect reminder sent
}
`,
  "second.journey": `import { Contact } from "./models.ts"
import { tag, hot } from "./shared.journey"

journey second {
  target Contact
  purpose transactional
  filter hot and email is set
  do tag
  email reminder {
    subject "Again"
    body "./hello.md"
  }
  start journey third
}
journey third { target Contact stop journey first }
`,
};
const paths = ["shared.journey", "first.journey", "second.journey"];

function hostOver(files: ReadonlyMap<string, string>): Host {
  return { readFile: (path) => files.get(path.slice(folder.length)) };
}

/** All that is found, fixes with what they would write. */
function plain(checked: readonly CheckedFile[]): unknown {
  return checked.map((file) => ({
    ...file,
    diagnostics: file.diagnostics.map((each) => ({
      ...each,
      fixes: each.fixes?.map((fix) => ({ title: fix.title, edits: fix.edits() })),
    })),
  }));
}

const words = (text: string): readonly string[] => text.match(/\w+|[^\w\s]|\s+/g) ?? [];

/** What people do to a file: words go, come, change places; lines too; and everything is as it was. */
const edit = fc.record({
  file: fc.constantFrom(...Object.keys(start)),
  /** What an editor asks before all files are checked. */
  asked: fc.constantFrom("nothing", "open", "check one", "first steps"),
  kind: fc.constantFrom("word away", "word from elsewhere", "line away", "line from elsewhere", "back", "away"),
  at: fc.nat(),
  from: fc.nat(),
});
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

function edited(files: ReadonlyMap<string, string>, { file, kind, at, from }: Edit): string | undefined {
  const text = files.get(file) ?? "";
  const others = Object.values(start);
  const other = others[from % others.length] ?? "";
  const change = (parts: readonly string[], pool: readonly string[], isGone: boolean, glue: string): string => {
    const place = at % Math.max(1, parts.length);
    const come = pool[from % Math.max(1, pool.length)] ?? "";
    return [...parts.slice(0, place), ...(isGone ? [] : [come]), ...parts.slice(place + 1)].join(glue);
  };
  switch (kind) {
    case "word away":
      return change(words(text), [], true, "");
    case "word from elsewhere":
      return change(words(text), words(other), false, "");
    case "line away":
      return change(text.split("\n"), [], true, "\n");
    case "line from elsewhere":
      return change(text.split("\n"), other.split("\n"), false, "\n");
    case "away":
      return undefined;
    default:
      return start[file];
  }
}

describe("a workspace", () => {
  test.each([
    ["that looks at all files", false],
    ["that is told which file has changed", true],
  ])(
    "%s finds after every edit what checking all files anew finds",
    (_, isTold) => {
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
          const files = new Map(Object.entries(start));
          const host = hostOver(files);
          const workspace = createWorkspace(host, { readModels, isTold });
          workspace.check(paths.map((path) => folder + path));
          for (const each of edits) {
            const text = edited(files, each);
            if (text === undefined) files.delete(each.file);
            else files.set(each.file, text);
            const present = paths.filter((path) => files.has(path)).map((path) => folder + path);
            const path = folder + each.file;
            if (isTold) workspace.touched([path]);
            if (each.asked === "open" && path.endsWith(".journey")) workspace.open(path);
            if (each.asked === "check one" && path.endsWith(".journey")) workspace.checkOne(path);
            if (each.asked === "first steps") workspace.checkInSteps(present, [path]).next();
            const incremental = plain(workspace.check(present));
            expect(incremental).toEqual(plain(checkFiles(present, host, { readModels })));
          }
        }),
        { numRuns: process.env.JOURNEY_LONG ? 10_000 : 120 },
      );
    },
    process.env.JOURNEY_LONG ? 1_800_000 : 60_000,
  );

  const opened = () => {
    const files = new Map(Object.entries(start));
    const workspace = createWorkspace(hostOver(files), { readModels });
    const check = () => workspace.check(paths.map((path) => folder + path));
    const before = check();
    const change = (file: string, from: string, to: string) =>
      files.set(file, (files.get(file) ?? "").replace(from, to));
    /** The files that were looked at again. */
    const again = (): readonly string[] =>
      check().flatMap((each, index) => (each === before[index] ? [] : [each.file.slice(folder.length)]));
    return { change, again };
  };

  test("looks at nothing again when nothing has changed", () => {
    expect(opened().again()).toEqual([]);
  });

  test("opens files that import each other once for a change, whoever asks first", () => {
    const files = new Map(Object.entries(start));
    const workspace = createWorkspace(hostOver(files), { readModels });
    const all = paths.map((path) => folder + path);
    workspace.check(all);
    files.set("first.journey", (files.get("first.journey") ?? "").replace("score < 100", "score < 90"));
    const changed = workspace.open(`${folder}first.journey`);
    const importer = workspace.open(`${folder}shared.journey`);
    workspace.check(all);
    expect(workspace.opened(`${folder}first.journey`)).toBe(changed);
    expect(workspace.opened(`${folder}shared.journey`)).toBe(importer);
  });

  test("opens them again where one has a name of the other only by an import of its own", () => {
    const files = new Map(Object.entries(start));
    files.set("first.journey", (files.get("first.journey") ?? "").replace("import { hot,", "import { hot, greeted,"));
    const workspace = createWorkspace(hostOver(files), { readModels });
    const all = paths.map((path) => folder + path);
    workspace.open(`${folder}first.journey`);
    expect(plain(workspace.check(all))).toEqual(plain(checkFiles(all, hostOver(files), { readModels })));
  });

  test("looks only at the file that has changed, when no other imports it", () => {
    const { change, again } = opened();
    change("second.journey", '"Again"', '"Once more"');
    // `first` tests a journey of `second`.
    expect(again()).toEqual(["first.journey", "second.journey"]);
  });

  test("looks at what imports the changed file", () => {
    const { change, again } = opened();
    change("shared.journey", "score > 10", "score > 11");
    expect(again()).toEqual(["shared.journey", "first.journey", "second.journey"]);
  });

  test("looks at what reads a changed body, through a template too", () => {
    const { change, again } = opened();
    change("hello.md", "Hello!", "Hello {{ first_name }}!");
    expect(again()).toEqual(["shared.journey", "first.journey", "second.journey"]);
  });

  test("looks at what starts a journey that is no more", () => {
    const { change, again } = opened();
    change("first.journey", "journey first", "journey fist");
    expect(again()).toEqual(["shared.journey", "first.journey", "second.journey"]);
  });

  test("looks at all files that import changed models", () => {
    const { change, again } = opened();
    change("models.ts", "score: number", "score?: number");
    expect(again()).toEqual(["shared.journey", "first.journey", "second.journey"]);
  });
});
