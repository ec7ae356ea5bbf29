import { describe, expect, test } from "vitest";
import { codeLenses } from "./code-lenses.ts";
import { documentSymbols, type OutlineEntry } from "./document-symbols.ts";
import { folds } from "./folding.ts";
import { formattingEdits, onTypeFormattingEdits, rangeFormattingEdits } from "./formatting.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlay-hints.ts";
import { selectionRanges } from "./selection-ranges.ts";
import { semanticTokens } from "./semantic-tokens.ts";
import { signatureHelp } from "./signature-help.ts";
import { applied, marked, shownPlace } from "./testing/marked.ts";

const hello = 'email hello { subject "Hi" body "./hello.md" }';

describe("hover", () => {
  const shown = (text: string, files?: Readonly<Record<string, string>>): string => {
    const { workspace, path, offset } = marked(text, files);
    return hover(workspace, path, offset)?.markdown ?? "nothing";
  };
  /** What must be said. */
  const cases: readonly (readonly [name: string, text: string, ...words: readonly string[]])[] = [
    [
      "a field: its type, and whether it may be empty",
      "filter first_n┆ame is set",
      "Contact.first_name",
      "text, may be empty",
    ],
    ["a choice: its values", 'filter coun┆try = "BE"', 'a choice of "BE", "FR" and "US"'],
    ["a relation", "filter comp┆any is set", "a related Company"],
    ["a field of a relation", "filter company.emplo┆yees > 1", "Company.employees", "a number"],
    [
      "a model: its table and fields",
      'import { Contact } from "./models.ts"\njourney a { target Con┆tact }',
      "table `contacts`",
      "`score`: a number",
    ],
    [
      "an event: its documentation and payload",
      "enter on event cart_aba┆ndoned",
      "Somebody left a full basket",
      "`total`: a number",
    ],
    [
      "a payload's field",
      "enter on event cart_abandoned where entry.coup┆on is set",
      "cart_abandoned.coupon",
      "may be empty",
    ],
    [
      "a function: its parameters",
      'import { Contact } from "./models.ts"\nimport { scoreLead } from "./actions.ts"\njourney a { target Contact run score┆Lead(this, 1) }',
      "scoreLead(contact: a related Contact, points: a number, reason?: text)",
      "Adds to what the sales team knows",
    ],
    [
      "an audience: its condition",
      "/// Worth a call.\naudience hot of Contact where score > 10\njourney a { target Contact filter h┆ot }",
      "Worth a call.",
      "score > 10",
    ],
    [
      "a journey: who and when",
      'journey second "Second" { target Contact filter vip wait 1 day }\njourney a { target Contact start journey sec┆ond }',
      "“Second”",
      "filter vip",
    ],
    [
      "a template: its texts",
      'email template offer for Contact { subject "An offer" }\njourney a { target Contact email b { template off┆er } }',
      'subject "An offer"',
    ],
    [
      "an action",
      "/// Tags them.\naction tag for Contact { wait 1 day }\njourney a { target Contact do t┆ag }",
      "Tags them.",
      "1 steps",
    ],
    [
      "a step: when it comes",
      'wait 3 days\n  email hel┆lo { subject "Hi" body "./hello.md" }',
      "When: day 3, counted from entry",
    ],
    [
      "a step behind a wait for: from when to when",
      `${hello}\n  wait for hello opened up to 5 days { } else { }\n  update nam┆ed { score = 1 }`,
      "When: at once to day 5",
    ],
    [
      "a reaction's step: as long as anybody listens",
      'email hello { subject "Hi" body "./hello.md" on opened after 2 days { update nam┆ed { score = 1 } } }',
      "day 2 to day 32",
    ],
    [
      "a not reaction's step: exactly then",
      'email hello { subject "Hi" body "./hello.md" on not opened after 3 days { update nam┆ed { score = 1 } } }',
      "When: day 3,",
    ],
    ["a wait: when it begins", "wait 2 hours\n  wa┆it 1 day", "after 2 hours"],
    [
      "who still gets it: all filters around",
      'filter vip\n  email hello { subject "Hi" body "./hello.md" filter score > 5 on opened { email mo┆re { subject "Hi" body "./hello.md" filter email is set } } }',
      "`vip` (the journey)",
      "`score > 5` (hello)",
      "`email is set` (more)",
    ],
    [
      "who still gets it: what audiences stand for",
      'audience hot of Contact where score > 10\njourney a { target Contact filter hot email hel┆lo { subject "Hi" body "./hello.md" } }',
      "`hot` is `score > 10`",
    ],
    [
      "a message: how it looks",
      'email hel┆lo { subject "Hello {{ first_name | default: \'you\' }}" body "./hello.md" }',
      "**Hello ‹first_name›**",
      "Hello!",
    ],
    ["an SMS: how many it costs", 'sms hel┆lo { text "Bye" }', "1 SMS, GSM-7"],
    ["an SMS's text: how long it is", 'sms hello { text "B┆ye" }', "1 SMS, GSM-7: about 3 of 160"],
    ["a field in Liquid", 'email a { subject "{{ sco┆re }}" }', "Contact.score"],
    [
      "a filter in Liquid",
      "email a { subject \"{{ first_name | defa┆ult: 'you' }}\" }",
      "**filter** `default`",
      "empty",
    ],
    ["a tag in Liquid", 'email a { subject "{% i┆f vip %}x{% endif %}" }', "**tag** `if`"],
    ["a word of the language", "unic┆ity email", "One participant for each value"],
    ["a step's documentation", '/// Says hello.\n  email hel┆lo { subject "Hi" body "./hello.md" }', "Says hello."],
    ["a goal", "goal bou┆ght when vip", "**goal** `bought`"],
  ];
  for (const [name, text, ...words] of cases) {
    test(name, () => {
      const markdown = shown(text);
      for (const word of words) expect(markdown).toContain(word);
    });
  }
  test("a field in a body file", () => {
    expect(shown('email a { subject "Hi" body "./b.md" }', { "b.md": "{{ sc┆ore }}" })).toContain("Contact.score");
  });
  test("nothing in plain text", () => expect(shown('email a { subject "H┆i" }')).toBe("nothing"));
  test("says which words it is about", () => {
    const { workspace, path, offset, places } = marked("filter ⟦sco┆re⟧ > 1");
    const found = hover(workspace, path, offset);
    expect(found && shownPlace({ ...found.span, file: path })).toBe(places[0]);
  });
});

describe("inlay hints", () => {
  const hints = (text: string): readonly string[] => {
    const { workspace, path, textOf } = marked(text);
    return inlayHints(workspace, path).map(({ offset, label }) => {
      const before = textOf(path).slice(0, offset);
      return `${/\S+$/.exec(before.trimEnd())?.[0]} ‹${label}›`;
    });
  };
  test("say when a step comes", () => {
    expect(
      hints(`${hello}\n  wait 2 hours\n  update named { score = 1 }\n  wait 1 week\n  update last { score = 2 }`),
    ).toEqual(["hello ‹day 0›", "named ‹2 h›", "last ‹day 7›"]);
  });
  test("say from when to when", () => {
    expect(
      hints('email hello { subject "Hi" body "./hello.md" on opened within 3 days { update named { score = 1 } } }'),
    ).toContain("named ‹day 0–3›");
  });
  test("say nothing where all is at once", () => expect(hints(hello)).toEqual([]));
  test("say what an SMS costs", () => {
    expect(hints('sms nudge { text "Bye" }')).toEqual(['"Bye" ‹1 SMS, GSM-7›']);
    expect(hints('sms nudge { text "Привет" }')).toEqual(['"Привет" ‹1 SMS, Unicode›']);
  });
  test("say who is left under the filters around", () => {
    expect(
      hints(
        'email hello { subject "Hi" body "./hello.md" filter score > 5 on not opened after 1 day { sms more { text "Hi" } } }',
      ),
    ).toContain("more ‹filter score > 5›");
  });
  test("say which share of all a share is", () => {
    expect(
      hints("split { 50% a { split { 50% b { wait 1 day } 50% c { wait 1 day } } } 50% d { wait 1 day } }"),
    ).toEqual(["b ‹25% of all›", "c ‹25% of all›"]);
  });
  test("say which share a variant is tried on", () => {
    expect(
      hints("ab test t { on 20% of participants winner manual variant a { wait 1 day } variant b { wait 1 day } }"),
    ).toEqual(["a ‹10%›", "b ‹10%›"]);
  });
  test("are there while something else is half-typed", () => {
    expect(hints("wait 1 day\n  update named { score = 1 }\n  email ")).toContain("named ‹day 1›");
  });
});

describe("semantic tokens", () => {
  const tokens = (text: string): readonly string[] => {
    const { workspace, path, textOf } = marked(text);
    return semanticTokens(workspace, path).map(({ start, end, type, modifiers }) =>
      [textOf(path).slice(start, end), type, ...modifiers].join(" "),
    );
  };
  test("tell names from words of the language", () => {
    const found = tokens('import { Contact } from "./models.ts"\njourney email { target Contact filter email is set }');
    expect(found).toContain("journey keyword");
    expect(found).toContain("email class declaration");
    expect(found).toContain("Contact class");
    expect(found).toContain("email property");
    expect(found).toContain("is keyword");
  });
  test("know fields inside of texts", () => {
    expect(tokens('email a { subject "Hi {{ score }}!" }')).toEqual(
      expect.arrayContaining(['"Hi {{  string', "score property", ' }}!" string']),
    );
  });
  test("know activities, triggers and units", () => {
    expect(tokens(`${hello}\n  if hello opened { wait 2 days }`)).toEqual(
      expect.arrayContaining([
        "hello method declaration",
        "hello method",
        "opened keyword",
        "2 number",
        "days keyword",
      ]),
    );
  });
  test("mark fields that are written", () =>
    expect(tokens("update { score = 1 }")).toContain("score property modification"));
  test("never run over a line's end", () => {
    expect(
      tokens('email a { body """\n    One\n    Two\n    """ }\n  /* a\n  b */').filter((each) => each.includes("\n")),
    ).toEqual([]);
  });
  test("of a range are those that touch it", () => {
    const { workspace, path, textOf } = marked("filter vip\n  wait 1 day");
    const start = textOf(path).indexOf("wait");
    const some = semanticTokens(workspace, path, { start, end: start + 10 });
    expect(some.map((each) => textOf(path).slice(each.start, each.end))).toEqual(["wait", "1", "day"]);
  });
});

describe("code lenses", () => {
  test("stand at journeys, tests and simulations", () => {
    const { workspace, path } = marked(
      'journey a { target Contact wait 1 day }\ntest "t" for a { expect completed }\nsimulate a { 100 participants }',
    );
    expect(codeLenses(workspace, path).map(({ title, about }) => `${title}: ${about}`)).toEqual([
      "Show diagram: a",
      "Run 1 test: a",
      "Run this test: t",
      "Simulate: a",
    ]);
  });
});

describe("the outline", () => {
  const shown = (entries: readonly OutlineEntry[], indent = ""): readonly string[] =>
    entries.flatMap(({ name, kind, children }) => [`${indent}${name} (${kind})`, ...shown(children, `${indent}  `)]);
  const outline = (text: string): readonly string[] => {
    const { workspace, path } = marked(text);
    return shown(documentSymbols(workspace.opened(path)!.parsed));
  };
  test("holds declarations, steps and reactions", () => {
    expect(
      outline(
        `audience hot of Contact where vip\njourney a {\n  target Contact\n  goal won when vip\n  email hello { subject "Hi" body "./hello.md" on opened { wait 1 day } }\n  if vip { exit }\n}`,
      ),
    ).toEqual([
      "hot (audience)",
      "a (journey)",
      "  won (goal)",
      "  hello (activity)",
      "    on opened (clause)",
      "      wait 1 day (flow)",
      "  if vip (flow)",
      "    exit (flow)",
    ]);
  });
  test("holds the ways of a split, a match, an A/B test", () => {
    expect(
      outline('split { 50% a { wait 1 day } 50% b { exit } }\n  match country { "BE" { exit } else { exit } }'),
    ).toEqual([
      "example (journey)",
      "  split (flow)",
      "    50% a (flow)",
      "      wait 1 day (flow)",
      "    50% b (flow)",
      "      exit (flow)",
      "  match country (flow)",
      '    "BE" (flow)',
      "      exit (flow)",
      "    else (flow)",
      "      exit (flow)",
    ]);
  });
  test("is there for half-typed text", () =>
    expect(outline("email hello {\n    subject \n  wait 1")).toContain("  hello (activity)"));
  test("has each name inside of its own range", () => {
    const { workspace, path } = marked("split { 50% a { wait 1 day } 50% b { exit } }");
    const check = (entries: readonly OutlineEntry[]): void => {
      for (const { span, nameSpan, children } of entries) {
        expect(nameSpan.start >= span.start && nameSpan.end <= span.end).toBe(true);
        check(children);
      }
    };
    check(documentSymbols(workspace.opened(path)!.parsed));
  });
});

describe("folds", () => {
  test("are blocks, texts, comments and imports", () => {
    const { workspace, path, textOf } = marked(
      'import { Contact } from "./models.ts"\nimport { scoreLead } from "./actions.ts"\n// one\n// two\njourney a {\n  target Contact\n  email b {\n    body """\n      Hello\n      """\n  }\n}',
    );
    const { parsed } = workspace.opened(path)!;
    expect(folds(parsed).map(({ start, kind }) => `${kind}: ${textOf(path).slice(start).split("\n")[0]}`)).toEqual([
      'imports: import { Contact } from "./models.ts"',
      "comment: // one",
      "block: journey a {",
      "block: email b {",
      'block: """',
    ]);
  });
});

describe("selection", () => {
  test("grows from the word to the file", () => {
    const { workspace, path, offset, textOf } = marked('filter score > 1 and country = "B┆E"');
    const texts = selectionRanges(workspace, path, offset).map(({ start, end }) => textOf(path).slice(start, end));
    expect(texts.slice(0, 5)).toEqual([
      "BE",
      '"BE"',
      'country = "BE"',
      'score > 1 and country = "BE"',
      'filter score > 1 and country = "BE"',
    ]);
    expect(texts.at(-1)).toBe(textOf(path));
  });
});

describe("signature help", () => {
  const help = (text: string) => {
    const { workspace, path, offset } = marked(text);
    return signatureHelp(workspace, path, offset);
  };
  const run = (argument: string): string =>
    `import { Contact } from "./models.ts"\nimport { scoreLead } from "./actions.ts"\njourney a { target Contact run scoreLead(${argument}) }`;
  test("names a function's parameters", () => {
    expect(help(run("┆"))).toMatchObject({
      signatures: [{ label: "scoreLead(contact: a related Contact, points: a number, reason?: text)" }],
      activeParameter: 0,
    });
  });
  test("goes on with the commas", () => expect(help(run("this, ┆"))?.activeParameter).toBe(1));
  test("names the forms of a statement", () => {
    const found = help("wait until ┆");
    expect(found?.signatures[found.active]?.label).toBe("wait until TIME");
  });
  test("names the form that fits what is typed", () => {
    const found = help("enter on event ┆");
    expect(found?.signatures[found.active]?.label).toBe("enter on event EVENT where CONDITION");
  });
  test("is quiet elsewhere", () => expect(help("filter ┆")).toBeUndefined());
});

describe("formatting", () => {
  test("touches only what differs", () => {
    const text = "journey a {\n  target Contact\n  wait   1 day\n  exit\n}\n";
    const edits = formattingEdits(text);
    expect(edits.map(({ start, end }) => text.slice(start, end).trim())).toEqual(edits.map(() => ""));
    expect(applied(text, edits)).toContain("\n  wait 1 day\n  exit\n");
  });
  test("of a range leaves the rest", () => {
    const text = "journey a {\n  target   Contact\n  wait   1 day\n}\n";
    const start = text.indexOf("wait");
    const result = applied(text, rangeFormattingEdits(text, { start, end: start + 4 }));
    expect(result).toContain("target   Contact");
    expect(result).toContain("  wait 1 day");
  });
  test("on a brace brings its line in order", () => {
    const text = "journey a {\n  target Contact\n  update{score=1}\n}\n";
    const at = text.indexOf("}") + 1;
    expect(applied(text, onTypeFormattingEdits(text, at, "}"))).toContain("  update { score = 1 }");
  });
  test("on a new line brings the line above in order", () => {
    const text = "journey a {\n  target Contact\n  wait   1   day\n  \n}\n";
    const at = text.indexOf("  \n}") + 2;
    const result = applied(text, onTypeFormattingEdits(text, at, "\n"));
    expect(result).toContain("  wait 1 day\n");
  });
});
