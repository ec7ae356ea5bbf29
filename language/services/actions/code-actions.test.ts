import { describe, expect, test } from "vitest";
import { checkFile } from "../../check/check-file.ts";
import { applied, marked } from "../testing/marked.ts";
import { codeActions } from "./code-actions.ts";

/** The titles of what is offered at the cursor. */
function offered(
  text: string,
  only: readonly string[] = [],
  files?: Readonly<Record<string, string>>,
): readonly string[] {
  const { workspace, path, offset } = marked(text, files);
  return codeActions(workspace, path, { start: offset, end: offset }, only).map(({ title }) => title);
}

/** The text after the action; a place in `⟦…⟧` is selected, else the cursor stands where it stands. */
function after(text: string, title: string, only: readonly string[] = []): string {
  const { workspace, path, offset, places, textOf } = marked(text);
  const [, start = offset, end = offset] = /:(\d+)-(\d+)$/.exec(places[0] ?? "")?.map(Number) ?? [];
  const action = codeActions(workspace, path, { start, end }, only).find((each) => each.title === title);
  if (!action)
    throw new Error(
      `Offered: ${codeActions(workspace, path, { start, end }, only)
        .map((each) => each.title)
        .join(", ")}`,
    );
  const edits = action.edits().get(path) ?? [];
  const result = applied(textOf(path), edits);
  // Whatever an action does, the file is no worse than before.
  const errors = (content: string): number =>
    checkFile(path, {
      readFile: (each) => (each === path ? content : workspace.host.readFile(each)),
    }).diagnostics.filter(({ severity }) => severity === "error").length;
  expect(errors(result)).toBeLessThanOrEqual(errors(textOf(path)));
  return result;
}

const contacts = 'import { Contact } from "./models.ts"\n';

describe("quick fixes", () => {
  test("are the catalogue's, at the finding", () => {
    expect(offered('filter contry┆ = "BE"')).toContain("Change to `country`");
    expect(after('filter contry┆ = "BE"', "Change to `country`")).toContain('filter country = "BE"');
  });
  test("say what they mend, and whether nobody needs to look", () => {
    const { workspace, path, offset } = marked('filter contry┆ = "BE"');
    const [action] = codeActions(workspace, path, { start: offset, end: offset }, ["quickfix"]);
    expect(action).toMatchObject({ mends: { code: "unknown-field" }, isPreferred: true });
  });
  test("are not offered elsewhere", () => {
    expect(offered('filter contry = "BE"\n  wait 1 d┆ay')).not.toContain("Change to `country`");
  });
  test("all at once", () => {
    expect(
      after('filter contry = "BE"\n  unicty email\n  wait┆ 1 day', "Apply all sure fixes", ["source.fixAll"]),
    ).toMatch(/filter country = "BE"\n {2}unicity email/);
  });
  test("all at once are not offered where there are none", () => {
    expect(offered("wait┆ 1 day", ["source.fixAll"])).toEqual([]);
  });
});

describe("organise imports", () => {
  const organised = (text: string): string => after(text, "Organise imports", ["source.organizeImports"]);
  test("sorts paths and names, and drops what is unused", () => {
    expect(
      organised(
        'import { scoreLead } from "./actions.ts"\nimport { Note, Contact } from "./models.ts"\njourney a┆ { target Contact create Note { contact = this text = "a" } }',
      ),
    ).toBe(
      'import { Contact, Note } from "./models.ts"\njourney a { target Contact create Note { contact = this text = "a" } }',
    );
  });
  test("joins two imports of one file", () => {
    expect(
      organised(
        'import { Note } from "./models.ts"\nimport { Contact } from "./models.ts"\njourney a┆ { target Contact create Note { contact = this text = "a" } }',
      ),
    ).toContain('import { Contact, Note } from "./models.ts"\njourney');
  });
  test("leaves imports in order alone", () => {
    expect(offered(`${contacts}journey a┆ { target Contact }`, ["source.organizeImports"])).toEqual([]);
  });
  test("loses no comment", () => {
    expect(
      offered(`${contacts}// Why.\nimport { scoreLead } from "./actions.ts"\njourney a┆ { target Contact }`, [
        "source",
      ]),
    ).not.toContain("Organise imports");
  });
});

describe("extract an audience", () => {
  test("from a filter", () => {
    expect(
      after(
        `${contacts}\n/// Documented.\njourney a {\n  target Contact\n  filter score > 1 and v┆ip\n  wait 1 day\n}\n`,
        "Extract an audience",
      ),
    ).toBe(
      `${contacts}\naudience audience_1 of Contact where score > 1 and vip\n\n/// Documented.\njourney a {\n  target Contact\n  filter audience_1\n  wait 1 day\n}\n`,
    );
  });
  test("from an if", () => {
    expect(after("if score > 1┆0 { wait 1 day }", "Extract an audience")).toContain("if audience_1 {");
  });
  test("under a name that is free", () => {
    expect(
      after(
        `${contacts}audience audience_1 of Contact where vip\njourney a { target Contact filter score > 1┆ and audience_1 wait 1 day }`,
        "Extract an audience",
      ),
    ).toContain("audience audience_2 of Contact");
  });
  test("not of what happened in the journey", () => {
    expect(offered('email hello { subject "Hi" body "./hello.md" }\n  if hello open┆ed { wait 1 day }')).not.toContain(
      "Extract an audience",
    );
  });
  test("not of an event's payload", () => {
    expect(offered("enter on event cart_abandoned\n  if entry.total ┆> 1 { wait 1 day }")).not.toContain(
      "Extract an audience",
    );
  });
  test("not of one that is an audience already", () => {
    expect(
      offered(`${contacts}audience hot of Contact where vip\njourney a { target Contact filter h┆ot }`),
    ).not.toContain("Extract an audience");
  });
});

describe("extract an action", () => {
  test("from selected steps", () => {
    expect(
      after(
        `${contacts}\njourney a {\n  target Contact\n\n  wait 1 day\n  ⟦update { score += 1 }\n  wait 2 days⟧\n  exit\n}\n`,
        "Extract an action",
      ),
    ).toBe(
      `${contacts}\naction action_1 for Contact {\n  update { score += 1 }\n  wait 2 days\n}\n\njourney a {\n  target Contact\n\n  wait 1 day\n  do action_1\n  exit\n}\n`,
    );
  });
  test("not where something else asks about the steps", () => {
    const { workspace, path, places } = marked(
      '⟦email hello { subject "Hi" body "./hello.md" }⟧\n  if hello opened { wait 1 day }',
    );
    const [, start = 0, end = 0] = /:(\d+)-(\d+)$/.exec(places[0] ?? "")?.map(Number) ?? [];
    expect(codeActions(workspace, path, { start, end }).map(({ title }) => title)).not.toContain("Extract an action");
  });
  test("not with an exit in it", () => {
    const { workspace, path, places } = marked("⟦if vip { exit }⟧\n  wait 1 day");
    const [, start = 0, end = 0] = /:(\d+)-(\d+)$/.exec(places[0] ?? "")?.map(Number) ?? [];
    expect(codeActions(workspace, path, { start, end }).map(({ title }) => title)).not.toContain("Extract an action");
  });
});

describe("extract a template", () => {
  test("from a message's texts and links", () => {
    expect(
      after(
        `${contacts}\njourney a {\n  target Contact\n\n  email hel┆lo {\n    subject "Hi"\n    body "./hello.md"\n    filter vip\n  }\n}\n`,
        "Extract a template",
      ),
    ).toBe(
      `${contacts}\nemail template hello_template for Contact {\n  subject "Hi"\n  body "./hello.md"\n}\n\njourney a {\n  target Contact\n\n  email hello {\n    template hello_template\n    filter vip\n  }\n}\n`,
    );
  });
  test("not from one that has a template", () => {
    expect(
      offered(
        `${contacts}email template offer for Contact { subject "a" body "./hello.md" }\njourney a { target Contact email b┆ { template offer subject "b" } }`,
      ),
    ).not.toContain("Extract a template");
  });
});

describe("a reaction's delay", () => {
  const message = (clause: string): string =>
    `email hello {\n    subject "Hi"\n    body "./hello.md"\n    ${clause}\n  }`;
  test("becomes a wait", () => {
    expect(
      after(message("on open┆ed after 2 days {\n      update { score += 1 }\n    }"), "Wait 2 days in the sequence"),
    ).toContain("on opened {\n      wait 2 days\n      update { score += 1 }\n    }");
  });
  test("comes out of a wait", () => {
    expect(
      after(message("on open┆ed {\n      wait 2 days\n      update { score += 1 }\n    }"), "React after 2 days"),
    ).toContain("on opened after 2 days {\n      update { score += 1 }\n    }");
  });
  test("stays with a not reaction, which needs it", () => {
    expect(offered(message("on not open┆ed after 2 days {\n      update { score += 1 }\n    }"))).not.toContain(
      "Wait 2 days in the sequence",
    );
  });
  test("stays where an expiry counts from the event", () => {
    expect(
      offered(message('on open┆ed after 2 days {\n      sms more { text "Hi" expire after 3 days }\n    }')),
    ).not.toContain("Wait 2 days in the sequence");
  });
});

describe("a name for a step", () => {
  test("says what the step does", () => {
    expect(after("upd┆ate { score += 1 }", "Give this step a name")).toContain("update set_score { score += 1 }");
    expect(after('ta┆sk "Call {{ first_name }} back" { }', "Give this step a name")).toContain('task call_back "Call');
    expect(after('cre┆ate Note { contact = this text = "a" }', "Give this step a name")).toContain(
      "create Note new_note {",
    );
  });
  test("is free", () => {
    expect(after("update set_score { score = 2 }\n  upd┆ate { score += 1 }", "Give this step a name")).toContain(
      "update set_score_1 {",
    );
  });
  test("is not offered where there is one", () => {
    expect(offered("upd┆ate named { score += 1 }")).not.toContain("Give this step a name");
  });
  test("that is another one keeps the old one, so that people under way stay at the step", () => {
    const keep = (old: string) => `Rename, and keep people under way: \`renamed from ${old}\``;
    expect(after("update po┆ints { score += 1 }", keep("points"))).toContain("update points_1 renamed from points {");
    expect(after("update po┆ints renamed from marks { score += 1 }", keep("points"))).toContain(
      "update points_1 renamed from points, marks {",
    );
    expect(after('task ca┆ll "Call" { due in 1 day }', keep("call"))).toContain(
      'task call_1 "Call" renamed from call {',
    );
    expect(
      after(
        'email hel┆lo { subject "Hi" body "./hello.md" }\n  wait 1 day\n  if hello opened { add to list "A" }',
        keep("hello"),
      ),
    ).toMatch(/email hello_1 renamed from hello \{[\s\S]*if hello_1 opened/);
  });
  test("is not offered where none can be", () => expect(offered("wa┆it 1 day")).not.toContain("Give this step a name"));
});
