import { describe, expect, test } from "vitest";
import { readSharedFiles } from "../diagnostics/generate.mjs";
import { checkFiles } from "./check-file.ts";
import type { CheckedActivity, CheckedStep } from "./program.ts";
import { checkText, fixed, journeyOf, memoryHost, wholeFile } from "./testing/check-text.ts";

const hello = 'subject "Hello"\n  body "./hello.md"';
const shop = `subject "Hello"
  body "Our [shop]({{ link shop }}) · [Unsubscribe]({{ unsubscribe_url }})"
  link shop "https://acme.test/shop"`;
const found = (text: string): readonly string[] => checkText(text).found;

/** All ids, in the order of the tree. */
function idsOf(steps: readonly CheckedStep[]): readonly string[] {
  return steps.flatMap((step) => {
    if (step.kind === "if") return [step.id, ...idsOf(step.then), ...idsOf(step.otherwise)];
    if (!("clauses" in step)) return [step.id];
    return [step.id, ...step.clauses.flatMap((clause) => [clause.id, ...idsOf(clause.steps)])];
  });
}

describe("a checked journey", () => {
  test("has its settings, with what holds when nothing is said", () => {
    const journey = journeyOf(`import { Contact } from "./models.ts"
/// Says hello.
journey hello "Hello" {
  target Contact
  unicity email
  include archived
  purpose transactional
  timezone timezone else "Europe/Brussels"
  listen 2 weeks
  wait 1 day
}`);
    expect(journey).toMatchObject({
      name: "hello",
      title: "Hello",
      doc: "Says hello.",
      target: { name: "Contact" },
      unicity: { path: [{ model: "Contact", field: "email" }], type: { kind: "email" } },
      includeArchived: true,
      purpose: "transactional",
      timezone: { field: { path: [{ field: "timezone" }] }, fallback: "Europe/Brussels" },
      listen: { amount: 2, unit: "week" },
      steps: [{ id: "wait_1", kind: "wait", duration: { amount: 1, unit: "day" } }],
    });
    expect(Object.keys(journey.schema.models)).toEqual(["Company", "Contact", "Order", "User"]);
    expect(journeyOf("")).toMatchObject({
      includeArchived: false,
      purpose: "marketing",
      timezone: { fallback: "UTC" },
      listen: { amount: 30, unit: "day" },
    });
  });

  test("gives every step an id that says where it stands", () => {
    const journey = journeyOf(`
wait 1 day
email hello {
  ${shop}
  on clicked { update { vip = true } }
  on clicked "shop" after 2 hours {
    wait 1 hour
    update mark { score = 1 }
    update { score = 2 }
  }
  on clicked "shop" { exit }
  on not opened after 1 day {
    sms nudge {
      text "Hello?"
      on failed { add to list "Unreachable" }
    }
  }
}
wait 2 days
if vip { task "Call" } else if score > 5 { suppress } else { exit }
remove from list "New"`);
    expect(idsOf(journey.steps)).toEqual([
      "wait_1",
      "hello",
      "hello.clicked",
      "hello.clicked.update_1",
      "hello.clicked_shop",
      "hello.clicked_shop.wait_1",
      "mark",
      "hello.clicked_shop.update_2",
      "hello.clicked_shop_2",
      "hello.clicked_shop_2.exit_1",
      "hello.not_opened",
      "nudge",
      "nudge.failed",
      "nudge.failed.add_to_list_1",
      "wait_2",
      "if_1",
      "if_1.then.task_1",
      "if_1.else.if_1",
      "if_1.else.if_1.then.suppress_1",
      "if_1.else.if_1.else.exit_1",
      "remove_from_list_1",
      "wait_3",
    ]);
  });

  test("is left out when it has an error; others in the file stay", () => {
    const { journeys } = checkText(`import { Contact } from "./models.ts"
journey good { target Contact wait 1 day }
journey bad { target Contact filter contry = "BE" wait 1 day }`);
    expect(journeys.map(({ name }) => name)).toEqual(["good"]);
  });

  test("is left out when something in it couldn't be read, though the rest makes sense", () => {
    const { journeys, found } = checkText('wait 1 day\nadd to list "x" { expire after 1 day expire after 2 days }');
    expect(found).toEqual(["duplicate-setting: expire"]);
    expect(journeys).toEqual([]);
  });

  test("sends to the first address, or the one that is named", () => {
    const to = (setting: string) =>
      (journeyOf(`email hello { ${hello}\n ${setting} }`).steps[0] as CheckedActivity & { to: unknown }).to;
    expect(to("")).toMatchObject({ path: [{ field: "email" }] });
    expect(to("to salesperson.email")).toMatchObject({ path: [{ field: "salesperson" }, { field: "email" }] });
  });

  test("holds what is written, with the names of fields known", () => {
    const [update] = journeyOf(
      'update { score += 10, tags -= "cold", company = company, language = empty, first_name = "{{ country }}!" }',
    ).steps;
    expect(update).toMatchObject({
      kind: "update",
      assignments: [
        { field: "score", operator: "add", value: { kind: "literal", value: 10 } },
        { field: "tags", operator: "subtract", value: { kind: "literal", value: "cold" } },
        { field: "company", operator: "set", value: { kind: "field" } },
        { field: "language", operator: "set", value: { kind: "empty" } },
        { field: "first_name", operator: "set", value: { kind: "template", text: "{{ country }}!" } },
      ],
    });
  });
});

describe("settings", () => {
  test.each([
    ["unicity country", ["unicity-type: country"]],
    ["unicity company", []],
    ["timezone country", ["timezone-type: country"]],
    ["timezone timezone", ["missing-timezone-fallback: timezone"]],
    ['timezone "Europe/Brussels"', []],
    ['timezone "Brussels"', ['unknown-timezone: "Brussels"']],
    ['timezone "+01:00"', ['unknown-timezone: "+01:00"']],
    ["filter vip\nfilter vip", ["duplicate-setting: filter"]],
    ["listen 1 fortnight", ["unknown-unit: fortnight"]],
  ])("`%s`", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("a city alone is completed to its zone", () => {
    const { text, diagnostics } = checkText('timezone "Brussels"');
    expect(fixed(text, diagnostics[0])).toContain('timezone "Europe/Brussels"');
  });

  test("a time zone that is certainly filled needs no other", () => {
    expect(found("filter timezone is set\ntimezone timezone")).toEqual(["missing-timezone-fallback: timezone"]);
  });
});

describe("durations", () => {
  test.each([
    ["1.5 days", "36 hours"],
    ["0.5 hours", "30 minutes"],
    ["2.5 weeks", "420 hours"],
    ["3 dyas", "3 days"],
    ["3 h", "3 hours"],
    ["3", "3 hours"],
  ])("`wait %s` is mended to `wait %s`", (before, after) => {
    const { text, diagnostics } = checkText(`wait ${before}`);
    expect(diagnostics).toHaveLength(1);
    expect(fixed(text, diagnostics[0])).toContain(`wait ${after}\n`);
  });

  test.each(["0 hours", "1 minute", "31 days", "12 months"])("`wait %s` is fine", (duration) => {
    expect(found(`wait ${duration}`)).toEqual([]);
  });

  const expiring = (delay: string, expiry: string): string =>
    `email hello {\n  ${hello}\n  on opened after ${delay} {\n    sms thanks { text "Thanks!"  expire after ${expiry} }\n  }\n}`;

  test.each([
    ["3 days", "2 days"],
    ["48 hours", "2 days"],
    ["1 week", "7 days"],
    ["2 months", "1 month"],
    ["2 months", "56 days"],
  ])("after %s and expiring after %s, a step can never run", (delay, expiry) => {
    expect(found(expiring(delay, expiry))).toEqual([`expires-before-it-starts: expire after ${expiry}`]);
  });

  test.each([
    ["1 day", "2 days"],
    ["30 days", "1 month"],
    ["1 month", "29 days"],
  ])("after %s and expiring after %s, a step may run", (delay, expiry) => {
    expect(found(expiring(delay, expiry))).toEqual([]);
  });

  test("the expiry of a later step in the clause counts from its own turn", () => {
    expect(
      found(
        `email hello {\n  ${hello}\n  on opened after 3 days {\n    wait 1 day\n    sms thanks { text "Thanks!"  expire after 2 days }\n  }\n}`,
      ),
    ).toEqual([]);
  });
});

describe("clauses", () => {
  const clause = (head: string): readonly string[] =>
    found(`email hello {\n  ${shop}\n  ${head} { update { score = 1 } }\n}`);
  const smsClause = (head: string): readonly string[] =>
    found(`sms hello {\n  text "Hi"\n  ${head} { update { score = 1 } }\n}`);
  const stepClause = (head: string): readonly string[] => found(`update mark {\n  vip = true\n  ${head} { exit }\n}`);

  test.each([
    "opened",
    "clicked",
    'clicked "shop"',
    "replied",
    "bounced",
    "delivered",
    "failed",
    "suppressed",
    "unsubscribed",
  ])("an e-mail can be %s", (trigger) => {
    expect(clause(`on ${trigger}`)).toEqual([]);
  });

  test("an SMS can't be opened, a step inside the house only fail", () => {
    expect(smsClause("on opened")).toEqual(["wrong-trigger: opened"]);
    expect(smsClause("on delivered")).toEqual([]);
    expect(stepClause("on failed")).toEqual([]);
    expect(stepClause("on bounced")).toEqual(["wrong-trigger: bounced"]);
  });

  test.each([
    ["on not opened", ["not-clause-needs-time: on not opened"]],
    ["on not opened after 0 days", ["not-clause-needs-time: 0 days"]],
    ["on not bounced after 1 day", ["wrong-negation: bounced"]],
    ["on openned", ["unknown-trigger: openned"]],
    ['on opened "shop"', ['label-without-click: "shop"']],
    ['on clicked "shpo"', ['unknown-link: "shpo"']],
  ])("`%s` is refused", (head, expected) => {
    expect(clause(head)).toEqual(expected);
  });

  test("a misspelt link is mended", () => {
    const { text, diagnostics } = checkText(`email hello {\n  ${shop}\n  on clicked "shpo" { exit }\n}`);
    expect(fixed(text, diagnostics[0])).toContain('on clicked "shop" { exit }');
  });
});

describe("what is written", () => {
  test.each([
    ["update { contry = 1 }", ["unknown-field: contry"]],
    ["update { id = 1 }", ["field-not-writable: id"]],
    ["update { orders = 1 }", ["field-not-writable: orders"]],
    ['update { country = "BX" }', ['unknown-choice: "BX"']],
    ['update { score = "10" }', ['wrong-value: "10"']],
    ["update { score = language }", ["wrong-value: language"]],
    ["update { country = language }", ["wrong-value: language"]],
    ["update { company = this }", ["wrong-value: this"]],
    ["update { company = salesperson }", ["wrong-value: salesperson"]],
    ["update { birthday = now }", []],
    ["update { score = score * 2 + 1 }", []],
    ["update { birthday = score + 1 }", ["wrong-value: score + 1"]],
    ['update { first_name += "x" }', ["wrong-operator: first_name"]],
    ['update { tags = "x" }', ["list-needs-operator: tags"]],
    ["update { tags += 5 }", ["wrong-value: 5"]],
    ['update { timezone = "Europe/Brusels" }', ['unknown-timezone: "Europe/Brusels"']],
    ["update { score = 1, score = 2 }", ["duplicate-assignment: score"]],
    ["update { score = 3 days }", ["misplaced-expression: 3 days"]],
    ["update { country = empty }", ["cannot-be-empty: empty"]],
    ["update { }", ["nothing-written: update"]],
  ])("in `%s`", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  const create = (assignments: string): readonly string[] =>
    found(
      `import { Contact, Note } from "./models.ts"\njourney a {\n  target Contact\n  create Note { ${assignments} }\n}`,
    );

  test("a new record needs what may not be empty, and nothing else", () => {
    expect(create('contact = this, text = "Hello"')).toEqual([]);
    expect(create('text = "Hello"')).toEqual(["missing-fields: create Note"]);
    expect(create('contact = this, text = "Hello", stars += 1')).toEqual(["nothing-to-add-to: stars"]);
    expect(create("contact = this, text = first_name")).toEqual(["may-be-empty: first_name"]);
  });

  test("a new record gets its time and isn't archived, unless something else is said", () => {
    const models = `export interface Contact { id: number }
export interface Visit { id: number; page: string; active: boolean; created_at: Date; updated_at?: Date; tags: string[] }`;
    const assignments = (text: string) => {
      const [step] = journeyOf(`create Visit { ${text} }`, { "models.ts": models }).steps;
      return step?.kind === "create" ? step.assignments : undefined;
    };
    expect(assignments('page = "home"')).toEqual([
      { field: "page", operator: "set", value: { kind: "literal", value: "home", type: "text" } },
      { field: "active", operator: "set", value: { kind: "literal", value: true, type: "boolean" } },
      { field: "created_at", operator: "set", value: { kind: "moment", moment: "now" } },
    ]);
    expect(assignments('page = "home", active = false, created_at = today')).toHaveLength(3);
  });

  test("a field that a condition around has found filled may be written where none may be missing", () => {
    const text = (filter: string): readonly string[] =>
      found(`import { Contact, Note } from "./models.ts"
journey a {
  target Contact
  if ${filter} {
    create Note { contact = this, text = first_name }
  }
}`);
    expect(text("first_name is set")).toEqual([]);
    expect(text('first_name = "Ann" or first_name = "Bob"')).toEqual([]);
    expect(text('first_name != "Ann"')).toEqual(["may-be-empty: first_name"]);
    expect(text("first_name is set or vip")).toEqual(["may-be-empty: first_name"]);
    expect(text("not (first_name is not set)")).toEqual([]);
  });
});

describe("names", () => {
  test("an activity's name stands once in a journey, wherever it is", () => {
    const { found, diagnostics } = checkText(
      `sms hello { text "Hi"  on failed { update hello { vip = true } } }\ntask hello "Call" { }`,
    );
    expect(found).toEqual(["duplicate-name: hello", "duplicate-name: hello"]);
    expect(diagnostics[0]?.related?.[0]?.message).toBe("The first `hello`.");
  });

  test("a journey's name stands once in a project", () => {
    const host = memoryHost({
      ...readSharedFiles(),
      "a.journey": wholeFile("wait 1 day"),
      "b.journey": wholeFile("wait 2 days"),
    });
    const [a, b] = checkFiles(["/project/a.journey", "/project/b.journey"], host);
    expect(a?.journeys).toHaveLength(1);
    expect(b?.journeys).toHaveLength(0);
    expect(b?.diagnostics.map(({ code, related }) => [code, related?.[0]?.file])).toEqual([
      ["duplicate-journey", "/project/a.journey"],
    ]);
  });

  test("an import that went wrong is one mistake, not one for every use", () => {
    expect(
      found(
        'import { Contact } from "./nowhere.ts"\njourney a {\n  target Contact\n  filter contry = 1\n  wait 1 day\n}',
      ),
    ).toEqual(['import-not-found: "./nowhere.ts"']);
  });

  test("a name that is imported for nothing can be removed", () => {
    const { text, diagnostics } = checkText(
      'import { Contact, Note } from "./models.ts"\njourney a {\n  target Contact\n  wait 1 day\n}',
    );
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["unused-import", "warning"]]);
    expect(fixed(text, diagnostics[0])).toContain('import { Contact } from "./models.ts"\n');
  });

  test("a model that an imported file has is imported by a fix", () => {
    const { text, diagnostics } = checkText(
      'import { Contact } from "./models.ts"\njourney a {\n  target Contact\n  create Note { contact = this, text = "x" }\n}',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["unknown-model"]);
    const mended = fixed(text, diagnostics[0]) ?? "";
    expect(mended).toContain('import { Contact, Note } from "./models.ts"');
    expect(found(mended)).toEqual([]);
  });

  test("a misspelt word at the beginning of a line is named, and the rest is read", () => {
    expect(found('wiat 2 days\nupdate { contry = "BE" }')).toEqual([
      "unknown-statement: wiat",
      "unknown-field: contry",
    ]);
  });
});

describe("steps that nobody gets to", () => {
  test("after `exit`, and after an `if` whose branches all leave", () => {
    expect(found("exit\nupdate { vip = true }")[0]).toMatch(/^unreachable-step: update/);
    expect(found("if vip { exit } else { exit }")).toEqual(["unreachable-step: wait 1 day"]);
    expect(found("if vip { exit }")).toEqual([]);
  });
});
