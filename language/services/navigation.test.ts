import { describe, expect, test } from "vitest";
import { incoming, outgoing, pathItem } from "./call-hierarchy.ts";
import { definition } from "./definition.ts";
import { documentLinks } from "./document-links.ts";
import { linkedRanges } from "./linked-editing.ts";
import { highlights, references } from "./references.ts";
import { prepareRename, rename, renamingWithKeeping } from "./rename.ts";
import { applied, marked, shownPlace } from "./testing/marked.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

const hello = 'email hello { subject "Hi" body "./hello.md" link shop "https://a.test" }';

/** The cursor `┆` is on what is asked about; `⟦…⟧` is what must be found. */
type Case = readonly [name: string, text: string, files?: Readonly<Record<string, string>>];

const definitions: readonly Case[] = [
  [
    "an activity, from a condition",
    'email ⟦hello⟧ { subject "Hi" body "./hello.md" }\n  if hel┆lo opened { wait 1 day }',
  ],
  ["an activity, from its own name", 'email ⟦hel┆lo⟧ { subject "Hi" body "./hello.md" }'],
  ["an audience, from a filter", "audience ⟦hot⟧ of Contact where vip\njourney a { target Contact filter h┆ot }"],
  ["an action, from do", "action ⟦tag⟧ for Contact { wait 1 day }\njourney a { target Contact do t┆ag }"],
  [
    "a template, from a message",
    'email template ⟦offer⟧ for Contact { subject "a" }\njourney a { target Contact email b { template off┆er } }',
  ],
  [
    "a journey, from start journey",
    "journey ⟦second⟧ { target Contact wait 1 day }\njourney a { target Contact start journey sec┆ond }",
  ],
  [
    "a journey of another file, without an import",
    "journey a { target Contact start journey sec┆ond }",
    { "b.journey": 'import { Contact } from "./models.ts"\njourney ⟦second⟧ { target Contact wait 1 day }' },
  ],
  ["the journey of a test", 'journey ⟦first⟧ { target Contact wait 1 day }\ntest "t" for fir┆st { expect completed }'],
  [
    "an activity, from a test",
    `journey first { target Contact email ⟦hello⟧ { subject "Hi" body "./hello.md" } }\ntest "t" for first { expect hel┆lo sent }`,
  ],
  [
    "an activity, from a simulation",
    `journey first { target Contact email ⟦hello⟧ { subject "Hi" body "./hello.md" } }\nsimulate first { hel┆lo opened 40% }`,
  ],
  [
    "a goal, from a winner",
    "goal ⟦bought⟧ when vip\n  ab test offer { on 20% of participants winner by conversion of bou┆ght after 1 day variant a { wait 1 day } variant b { wait 1 day } }",
  ],
  [
    "a link, from a click",
    'email hello { subject "Hi" body "./hello.md" link ⟦shop⟧ "https://a.test" on clicked "sh┆op" { wait 1 day } }',
  ],
  ["a link, from a text", 'sms hello { link ⟦shop⟧ "https://a.test" text "{{ link sh┆op }}" }'],
  [
    "what another file declares, from its use",
    'import { Contact } from "./models.ts"\nimport { hot } from "./shared.journey"\njourney a { target Contact filter h┆ot }',
    { "shared.journey": 'import { Contact } from "./models.ts"\naudience ⟦hot⟧ of Contact where vip' },
  ],
  [
    "what another file declares, from the import",
    'import { Contact } from "./models.ts"\nimport { h┆ot } from "./shared.journey"\njourney a { target Contact filter hot }',
    { "shared.journey": 'import { Contact } from "./models.ts"\naudience ⟦hot⟧ of Contact where vip' },
  ],
];

describe("definition of", () => {
  for (const [name, text, files] of definitions) {
    test(name, () => {
      const { workspace, path, offset, places } = marked(text, files);
      expect(definition(workspace, path, offset)?.places.map(shownPlace)).toEqual(places);
    });
  }

  /** In a file that is shared by all tests there are no marks: the text at the place is looked at. */
  const leads = (text: string, to: string, files?: Readonly<Record<string, string>>): void => {
    const { workspace, path, offset, textOf } = marked(text, files);
    const [place] = definition(workspace, path, offset)?.places ?? [];
    expect(
      place && `${place.file.slice("/project/".length)}: ${textOf(place.file).slice(place.start, place.end)}`,
    ).toBe(to);
  };

  test("a field is in TypeScript", () => leads("filter sco┆re > 1", "models.ts: score"));
  test("a field of a relation is in TypeScript", () => leads('filter company.coun┆try = "BE"', "models.ts: country"));
  test("a field of the related record", () => leads("filter any orders where tot┆al > 1", "models.ts: total"));
  test("a field that is assigned", () => leads("update { sco┆re += 1 }", "models.ts: score"));
  test("a field of what is created", () => leads('create Note { contact = this te┆xt = "a" }', "models.ts: text"));
  test("a field in a text's Liquid", () => leads('email a { subject "{{ first_n┆ame }}" }', "models.ts: first_name"));
  test("a field in a body file's Liquid", () =>
    leads('email a { subject "Hi" body "./b.md" }', "models.ts: first_name", { "b.md": "Hi {{ first_┆name }}" }));
  test("a model", () =>
    leads('import { Contact } from "./models.ts"\njourney a { target Con┆tact }', "models.ts: Contact"));
  test("an event", () => leads("enter on event cart_aban┆doned", "models.ts: CartAbandoned"));
  test("a field of an event's payload", () =>
    leads("enter on event cart_abandoned where entry.tot┆al > 1", "models.ts: total"));
  test("a function", () =>
    leads(
      'import { Contact } from "./models.ts"\nimport { scoreLead } from "./actions.ts"\njourney a { target Contact run score┆Lead(this, 1) }',
      "actions.ts: scoreLead",
    ));
  test("an import's path is the file", () => leads('import { Contact } from "./mod┆els.ts"', "models.ts: "));
  test("a body's path is the file", () => leads('email a { subject "Hi" body "./he┆llo.md" }', "hello.md: "));
  test("nothing for a word of the language", () => {
    const { workspace, path, offset } = marked("wa┆it 1 day");
    expect(definition(workspace, path, offset)).toBeUndefined();
  });
});

const uses: readonly Case[] = [
  [
    "an activity's",
    'email hel┆lo { subject "Hi" body "./hello.md" }\n  if ⟦hello⟧ opened { wait 1 day }\n  if ⟦hello⟧ clicked { wait 1 day }',
  ],
  [
    "an activity's in tests",
    'journey first { target Contact email hel┆lo { subject "Hi" body "./hello.md" } }\ntest "t" for first { at 1 hour ⟦hello⟧ opened expect ⟦hello⟧ sent }',
  ],
  [
    "not those of another journey's activity",
    'journey first { target Contact email hel┆lo { subject "Hi" body "./hello.md" } if ⟦hello⟧ opened { wait 1 day } }\njourney second { target Contact email hello { subject "Hi" body "./hello.md" } if hello opened { wait 1 day } }',
  ],
  [
    "an audience's in all files",
    'import { Contact } from "./models.ts"\naudience h┆ot of Contact where vip\njourney a { target Contact filter ⟦hot⟧ }',
    {
      "b.journey":
        'import { Contact } from "./models.ts"\nimport { ⟦hot⟧ } from "./main.journey"\njourney b { target Contact filter ⟦hot⟧ }',
    },
  ],
  [
    "a journey's in all files",
    'import { Contact } from "./models.ts"\njourney fir┆st { target Contact wait 1 day }',
    { "b.journey": 'import { Contact } from "./models.ts"\njourney b { target Contact start journey ⟦first⟧ }' },
  ],
  [
    "a field's, in conditions, values and texts",
    'filter ⟦sco┆re⟧ > 1\n  update { ⟦score⟧ += 1 }\n  email a { subject "{{ ⟦score⟧ }}" body "./hello.md" }',
  ],
  [
    "a field's, in body files",
    'filter ⟦sco┆re⟧ > 1\n  email a { subject "Hi" body "./b.md" }',
    { "b.md": "Hi {{ ⟦score⟧ }}" },
  ],
  [
    "a link's",
    'email a { subject "Hi" link sh┆op "https://a.test" body "Go: {{ link ⟦shop⟧ }}" on clicked "⟦shop⟧" { wait 1 day } }',
  ],
  ["a mailing list's", 'filter in list "⟦ne┆ws⟧"\n  add to list "⟦news⟧"'],
];

describe("references are", () => {
  for (const [name, text, files] of uses) {
    test(name, () => {
      const { workspace, path, offset, places } = marked(text, files);
      const found = references(workspace, path, offset, { withDeclaration: false }).map(shownPlace);
      expect(found.toSorted()).toEqual(places.toSorted());
    });
  }

  test("with the declaration, where it is asked for", () => {
    const { workspace, path, offset, places } = marked(
      "audience ⟦hot⟧ of Contact where vip\njourney a { target Contact filter ⟦h┆ot⟧ }",
    );
    expect(references(workspace, path, offset, { withDeclaration: true }).map(shownPlace)).toEqual(places);
  });
});

describe("highlights", () => {
  test("are the places of this file, the declaration as written", () => {
    const { workspace, path, offset, places } = marked(
      'email ⟦hello⟧ { subject "Hi" body "./hello.md" }\n  if ⟦hel┆lo⟧ opened { wait 1 day }',
    );
    const found = highlights(workspace, path, offset);
    expect(found.map((each) => shownPlace({ ...each, file: path }))).toEqual(places);
    expect(found.map(({ isWrite }) => isWrite)).toEqual([true, false]);
  });

  test("tell an assigned field from one that is read", () => {
    const { workspace, path, offset } = marked("filter sco┆re > 1\n  update { score = 2 }");
    expect(highlights(workspace, path, offset).map(({ isWrite }) => isWrite)).toEqual([false, true]);
  });
});

describe("rename", () => {
  const renamed = (text: string, name: string, files?: Readonly<Record<string, string>>): string => {
    const { workspace, path, offset, textOf } = marked(text, files);
    const result = rename(workspace, path, offset, name);
    if (!result) return "nothing";
    if (!result.isPossible) return result.reason;
    return [...result.edits].map(([file, edits]) => applied(textOf(file), edits)).join("\n---\n");
  };

  test("an activity, in its journey and its tests", () => {
    const text =
      'import { Contact } from "./models.ts"\njourney a { target Contact email hel┆lo { subject "Hi" body "./hello.md" } if hello opened { wait 1 day } }\ntest "t" for a { expect hello sent }';
    expect(renamed(text, "first")).toBe(text.replace("┆", "").replaceAll("hello ", "first "));
  });

  test("a journey, in all files", () => {
    const text = 'import { Contact } from "./models.ts"\njourney fir┆st { target Contact wait 1 day }';
    const other = 'import { Contact } from "./models.ts"\njourney b { target Contact start journey first }';
    expect(renamed(text, "one", { "b.journey": other })).toContain("start journey one");
  });

  test("an imported audience, with its import", () => {
    const text =
      'import { Contact } from "./models.ts"\nimport { hot } from "./shared.journey"\njourney a { target Contact filter h┆ot }';
    const shared = 'import { Contact } from "./models.ts"\naudience hot of Contact where vip';
    const result = renamed(text, "warm", { "shared.journey": shared });
    expect(result).toContain("import { warm }");
    expect(result).toContain("audience warm of");
  });

  test("a link, in its texts and clicks", () => {
    expect(
      renamed(
        'email a { subject "Hi" link sh┆op "https://a.test" body "{{ link shop }}" on clicked "shop" { wait 1 day } }',
        "store",
      ),
    ).toContain('link store "https://a.test" body "{{ link store }}" on clicked "store"');
  });

  test("a link, in a body file", () => {
    expect(
      renamed('email a { subject "Hi" link sh┆op "https://a.test" body "./b.md" }', "store", {
        "b.md": "{{ link shop }}",
      }),
    ).toContain("{{ link store }}");
  });

  test("a variant", () => {
    expect(
      renamed(
        "ab test t { on 20% of participants winner manual variant sh┆ort { wait 1 day } variant long { wait 1 day } }",
        "tiny",
      ),
    ).toContain("variant tiny");
  });

  test("a split, and a share of it, in tests too", () => {
    const text = (split: string, share: string) =>
      `import { Contact } from "./models.ts"\njourney a { target Contact split ${split} { 70% ${share} { wait 1 day } 30% rest { } } }\ntest "t" for a { given ${split.replace("┆", "")} ${share.replace("┆", "")} expect completed }`;
    expect(renamed(text("let┆ters", "most"), "mails")).toBe(text("mails", "most"));
    expect(renamed(text("letters", "mo┆st"), "many")).toBe(text("letters", "many"));
  });

  test("an A/B test, and a variant of it, where a test chooses the winner", () => {
    const text = (step: string, variant: string) =>
      `import { Contact } from "./models.ts"\njourney a { target Contact ab test ${step} { on 20% of participants winner manual variant ${variant} { wait 1 day } variant cold { } } }\ntest "t" for a { at 1 day winner ${step.replace("┆", "")} ${variant.replace("┆", "")} expect completed }`;
    expect(renamed(text("subj┆ect", "warm"), "title")).toBe(text("title", "warm"));
    expect(renamed(text("subject", "wa┆rm"), "hot")).toBe(text("subject", "hot"));
  });

  describe("of a step", () => {
    /** With what keeps people at it, if that is wanted. */
    const kept = (text: string, name: string): string => {
      const { workspace, path, offset, textOf } = marked(text);
      const result = rename(workspace, path, offset, name);
      if (!result?.isPossible) return "nothing";
      const edits = renamingWithKeeping(result).get(path) ?? [];
      return applied(textOf(path), edits).split("\n").slice(4, -2).join("\n").trim();
    };

    test("can keep the people at it", () => {
      expect(kept("update po┆ints { score += 1 }", "marks")).toBe("update marks renamed from points { score += 1 }");
      expect(kept('task ca┆ll "Call" { due in 1 day }', "phone")).toBe(
        'task phone "Call" renamed from call { due in 1 day }',
      );
      expect(kept("split let┆ters { 70% a { wait 1 day } 30% b { } }", "mails")).toBe(
        "split mails renamed from letters { 70% a { wait 1 day } 30% b { } }",
      );
    });

    test("can keep them from any place that names it", () => {
      expect(kept("update points { score += 1 }\n  if po┆ints executed { wait 1 day }", "marks")).toBe(
        "update marks renamed from points { score += 1 }\n  if marks executed { wait 1 day }",
      );
    });

    test("puts the last name first", () => {
      expect(kept("update po┆ints renamed from old { score += 1 }", "marks")).toBe(
        "update marks renamed from points, old { score += 1 }",
      );
    });

    test("takes a name out of the former ones that it gets back, wanted or not", () => {
      expect(renamed("update po┆ints renamed from marks { score += 1 }", "marks")).toContain(
        "update marks { score += 1 }",
      );
      expect(renamed("update po┆ints renamed from marks, old { score += 1 }", "marks")).toContain(
        "update marks renamed from old { score += 1 }",
      );
      expect(kept("update po┆ints renamed from marks { score += 1 }", "marks")).toBe(
        "update marks renamed from points { score += 1 }",
      );
      expect(kept("update po┆ints renamed from marks, old { score += 1 }", "marks")).toBe(
        "update marks renamed from points, old { score += 1 }",
      );
      expect(kept("update po┆ints renamed from old, marks { score += 1 }", "marks")).toBe(
        "update marks renamed from points, old { score += 1 }",
      );
    });

    test("has nothing to keep in a goal, a link or a journey", () => {
      const { workspace, path, offset } = marked("goal boug┆ht: score > 5");
      expect(rename(workspace, path, offset, "won")).not.toHaveProperty("keeping");
    });
  });

  test("refuses a field, and says why", () => {
    expect(renamed("filter sco┆re > 1", "points")).toContain("field of a model");
    const { workspace, path, offset } = marked("filter sco┆re > 1");
    expect(prepareRename(workspace, path, offset)).toMatchObject({ isPossible: false });
  });

  test("refuses a model, a function and a list", () => {
    expect(renamed('import { Con┆tact } from "./models.ts"\njourney a { target Contact }', "Person")).toContain(
      "TypeScript",
    );
    expect(renamed('import { scoreL┆ead } from "./actions.ts"', "score")).toContain("TypeScript");
    expect(renamed('add to list "ne┆ws"', "other")).toContain("another list");
  });

  test("refuses what is no name", () => {
    expect(renamed(`${hello}\n  if hel┆lo opened { wait 1 day }`, "first mail")).toContain("is no name");
    expect(renamed(`${hello}\n  if hel┆lo opened { wait 1 day }`, "if")).toContain("word of the language");
  });

  test("refuses a name that is taken", () => {
    expect(renamed(`${hello}\n  email oth┆er { subject "Hi" body "./hello.md" }`, "hello")).toBe(
      "There is an activity `hello` already.",
    );
  });

  test("shows what will be renamed", () => {
    const { workspace, path, offset, places } = marked(`${hello}\n  if ⟦hel┆lo⟧ opened { wait 1 day }`);
    const question = prepareRename(workspace, path, offset);
    expect(question?.isPossible && [shownPlace({ ...question.span, file: path }), question.name]).toEqual([
      places[0],
      "hello",
    ]);
  });
});

describe("linked editing", () => {
  test("joins the places of an activity's name", () => {
    const { workspace, path, offset, places } = marked(
      'email ⟦hel┆lo⟧ { subject "Hi" body "./hello.md" }\n  if ⟦hello⟧ opened { wait 1 day }',
    );
    expect(linkedRanges(workspace, path, offset).map((each) => shownPlace({ ...each, file: path }))).toEqual(places);
  });

  test("leaves names alone that other files use", () => {
    const { workspace, path, offset } = marked(
      "audience h┆ot of Contact where vip\njourney a { target Contact filter hot }",
    );
    expect(linkedRanges(workspace, path, offset)).toEqual([]);
  });
});

describe("document links", () => {
  test("lead from imports and bodies to their files", () => {
    const { workspace, path, places } = marked(
      'import { Contact } from "⟦./models.ts⟧"\njourney a { target Contact email b { subject "Hi" body "⟦./hello.md⟧" } email c { subject "Hi" body "./missing.md" } }',
    );
    const links = documentLinks(workspace, path);
    expect(links.map((each) => shownPlace({ ...each, file: path })).toSorted()).toEqual(places.toSorted());
    expect(links.map(({ file }) => file)).toEqual(["/project/models.ts", "/project/hello.md"]);
  });
});

describe("workspace symbols", () => {
  const names = (query: string): readonly string[] => {
    const { workspace } = marked(`audience hot of Contact where vip\njourney welcome { target Contact ${hello} }`, {
      "b.journey": 'import { Contact } from "./models.ts"\njourney second { target Contact wait 1 day }',
    });
    return workspaceSymbols(workspace, query).map(({ name, container }) =>
      container ? `${container} > ${name}` : name,
    );
  };
  test("are all names", () => expect(names("")).toEqual(["hot", "welcome", "welcome > hello", "second"]));
  test("are those with the letters in their order", () => expect(names("wlc")).toEqual(["welcome"]));
});

describe("paths", () => {
  const calls = (text: string, direction: typeof incoming): readonly string[] => {
    const { workspace, path, offset } = marked(text);
    const item = pathItem(workspace, path, offset);
    return item ? direction(workspace, item).map((call) => call.item.name) : [];
  };
  const flow =
    'email hello { subject "Hi" body "./hello.md" on opened { update { score += 1 } } }\n  wait 1 day\n  if vip { task "Call" { } } else { exit }\n  sms last { text "Bye" }';

  test("begin at the journey", () => expect(calls(flow.replace("hello {", "hel┆lo {"), incoming)).toEqual(["example"]));
  test("go on with the next step and the reactions", () =>
    expect(calls(flow.replace("hello {", "hel┆lo {"), outgoing)).toEqual(["update", "wait 1 day"]));
  test("lead to a reaction's step from its activity", () =>
    expect(calls(flow.replace("update {", "upd┆ate {"), incoming)).toEqual(["hello"]));
  test("branch", () => expect(calls(flow.replace("if vip", "i┆f vip"), outgoing)).toEqual(['task "Call"', "exit"]));
  test("meet again behind the branches", () =>
    expect(calls(flow.replace("sms last", "sms la┆st"), incoming)).toEqual(['task "Call"']));
  test("of a journey are those that start it", () =>
    expect(
      calls(
        "journey first { target Contact start journey second }\njourney sec┆ond { target Contact wait 1 day }",
        incoming,
      ),
    ).toEqual(["start journey second"]));
  test("lead on into a journey that is started", () =>
    expect(
      calls(
        "journey first { target Contact st┆art journey second }\njourney second { target Contact wait 1 day }",
        outgoing,
      ),
    ).toEqual(["second"]));
  test("of an action are the steps that do it", () =>
    expect(calls("action t┆ag for Contact { wait 1 day }\njourney a { target Contact do tag }", incoming)).toEqual([
      "do tag",
    ]));
});
