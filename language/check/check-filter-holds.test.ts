import { describe, expect, test } from "vitest";
import { checkText, fixed } from "./testing/check-text.ts";

const found = (text: string): readonly string[] => checkText(text).found;
const messages = (text: string): readonly string[] => checkText(text).diagnostics.map(({ message }) => message);
const sms = (name: string, more = ""): string => `sms ${name} {\n  text "Hello"\n  ${more}\n}`;

describe("a condition that nobody can match", () => {
  test("is shown with the parts that contradict each other", () => {
    const { diagnostics, text, journeys } = checkText(
      'filter vip and country = "BE" and (score > 5 and country = "FR")',
    );
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'No record can match this filter: `country = "BE"` and `country = "FR"` can\'t both hold.',
    ]);
    expect(diagnostics[0]?.related?.map(({ start, end }) => text.slice(start, end))).toEqual([
      'country = "BE"',
      'country = "FR"',
    ]);
    expect(journeys).toEqual([]);
  });

  test.each([
    ["filter score > 5 and not (score > 3 or vip)", "nobody-matches: score > 5 and not (score > 3 or vip)"],
    ["if score > 5 and score < 3 { exit }", "nobody-matches: score > 5 and score < 3"],
    ["exit when score > 5 and score < 3", "nobody-matches: score > 5 and score < 3"],
    ["goal won when vip and not vip", "nobody-matches: vip and not vip"],
    ["enter when created where vip and not vip", "nobody-matches: vip and not vip"],
    ["wait for vip and not vip up to 1 day { exit }", "nobody-matches: vip and not vip"],
    ["filter any orders where (total > 5 and total < 3)", "nobody-matches: (total > 5 and total < 3)"],
    ["filter 2 < count of orders where (total > 5 and total < 3)", "nobody-matches: (total > 5 and total < 3)"],
    [sms("a", "filter vip and not vip"), "nobody-matches: vip and not vip"],
    ['filter country not in ["BE", "FR", "US"]', 'nobody-matches: country not in ["BE", "FR", "US"]'],
  ])("in `%s`", (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test("in an audience is shown where the audience is used, with its parts", () => {
    const { found, diagnostics, text } = checkText(`import { Contact } from "./models.ts"

audience nobody of Contact where score > 5 and score < 3

journey hello {
  target Contact
  filter nobody
  wait 1 day
}`);
    expect(found).toEqual(["nobody-matches: score > 5 and score < 3", "nobody-matches: nobody"]);
    expect(diagnostics[1]?.related?.map(({ start, end }) => text.slice(start, end))).toEqual([
      "score > 5",
      "score < 3",
    ]);
  });
});

describe("a condition that everybody matches", () => {
  test.each([
    ['filter country in ["BE", "FR", "US"]', 'everybody-matches: country in ["BE", "FR", "US"]'],
    ["filter vip or not vip", "everybody-matches: vip or not vip"],
    ["if created_at is set { exit }", "everybody-matches: created_at is set"],
    ['exit when country != "BE" or country != "FR"', 'everybody-matches: country != "BE" or country != "FR"'],
  ])("in `%s`", (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test.each(["filter 1 = 1 or vip", "filter email is set or email is not set and vip", "exit when vip"])(
    "is no other: `%s`",
    (text) => {
      expect(found(text).filter((each) => each.startsWith("everybody"))).toEqual(
        text.startsWith("filter 1") ? ["everybody-matches: 1 = 1 or vip"] : [],
      );
    },
  );
});

test("what is wrong in an audience of another file is shown where it is used, where it matters", () => {
  const audiences = `import { Contact } from "./models.ts"
audience bought of Contact where any orders where (total > 5 and total < 3)
audience keen of Contact where score > 5 and score > 3
`;
  const { diagnostics } = checkText(
    `import { Contact } from "./models.ts"
import { bought, keen } from "./shared.journey"

journey hello {
  target Contact
  filter bought and keen
  wait 1 day
}`,
    { "shared.journey": audiences },
  );
  const mine = diagnostics.filter(({ file }) => file.endsWith("main.journey"));
  expect(mine.map(({ code, start, end }) => [code, end - start])).toEqual([
    ["nobody-matches", "bought and keen".length],
  ]);
  const theirs = diagnostics.filter(({ file }) => file.endsWith("shared.journey"));
  expect(theirs.map(({ code }) => code)).toEqual(["nobody-matches", "redundant-condition"]);
});

describe("filters that are asked together", () => {
  test("contradict each other across clauses", () => {
    const text = `filter country = "BE"
${sms(
  "first",
  `filter score > 50
  on failed {
    ${sms("second", "filter vip and score < 10")}
  }`,
)}`;
    const { found, diagnostics } = checkText(text);
    expect(found).toEqual(["contradicts-enclosing: vip and score < 10"]);
    expect(diagnostics[0]?.message).toContain("`score > 50` and `score < 10` can't both hold");
    expect(diagnostics[0]?.related?.map(({ message }) => message)).toEqual([
      "In the filter of `first`.",
      "In this filter.",
    ]);
  });

  test("contradict each other at entry", () => {
    expect(found('filter country = "BE"\nenter when created where country = "FR"')).toEqual([
      'contradicts-enclosing: country = "FR"',
    ]);
  });

  test("need not say the same twice", () => {
    expect(messages(`filter score > 50\n${sms("a", "filter score > 10")}`)).toEqual([
      "`score > 10` adds nothing: the journey's filter is asked with it, and says so already.",
    ]);
  });

  test("say nothing about what is asked later: people change", () => {
    expect(found('filter country = "BE"\nexit when country = "FR"\nwait 1 day\nif country = "FR" { exit }')).toEqual(
      [],
    );
    expect(found(`enter when created where country = "BE"\nwait 1 day\n${sms("a", 'filter country = "FR"')}`)).toEqual(
      [],
    );
  });
});

test("what all who enter match is no exit and no goal", () => {
  expect(found('filter country = "BE" and vip\nexit when vip\ngoal local when country = "BE"')).toEqual([
    "true-from-the-start: vip",
    'true-from-the-start: country = "BE"',
  ]);
});

describe("a part that adds nothing", () => {
  test.each([
    ["filter score > 5 and score > 3", "score > 3", "filter score > 5"],
    ["filter score > 3 and score > 5 and vip", "score > 3", "filter score > 5 and vip"],
    ["filter score > 5 or score > 3", "score > 5", "filter score > 3"],
    ["filter vip and vip", "vip", "filter vip"],
    ['filter email is set and (vip and email = "a@b.c")', undefined, undefined],
    ["filter vip or (score > 5 and score < 3)", "(score > 5 and score < 3)", "filter vip"],
    ["filter (vip or not vip) and score > 5", "(vip or not vip)", "filter score > 5"],
    ["filter vip or (score > 5 and score > 3)", "score > 3", "filter vip or (score > 5)"],
    [
      "filter all of {\n  vip\n  score > 3\n  score > 5\n}",
      "score > 3",
      "filter all of {\n    vip\n    score > 5\n  }",
    ],
  ])("in `%s`", (text, culprit, after) => {
    const checked = checkText(text);
    expect(checked.found).toEqual(culprit === undefined ? [] : [`redundant-condition: ${culprit}`]);
    if (after !== undefined) expect(fixed(checked.text, checked.diagnostics[0])).toContain(`${after}\n`);
  });
});

describe("an answer that is known", () => {
  test.each([
    ["if vip { if vip { exit } }", "always-true-branch: vip"],
    ["if vip { exit } else { if vip { exit } }", "never-true-branch: vip"],
    ["if score > 9 { exit } else if score > 10 { exit }", "never-true-branch: score > 10"],
    ["filter vip\nif vip { exit }", "always-true-branch: vip"],
    ["filter vip\nsplit { 50% { if vip { exit } } 50% { wait 1 day } }", "always-true-branch: vip"],
    [
      'filter country = "BE"\nmatch country { "BE" { wait 1 day } "FR" { exit } else { exit } }',
      "never-true-branch: match country",
    ],
    ["wait for vip up to 1 day { if vip { exit } }", "always-true-branch: vip"],
  ])("in `%s`", (text, expected) => {
    expect(found(text).filter((each) => each.includes("branch"))).toEqual([expected]);
  });

  test("in a clause stays known: who clicked has clicked, and opened", () => {
    const mail = (head: string, asked: string): readonly string[] =>
      found(`email a {
  subject "Hello"
  body "[Shop]({{ link shop }}) [Unsubscribe]({{ unsubscribe_url }})"
  link shop "https://acme.test/shop"
  ${head} { wait 1 day
    if ${asked} { exit } }
}`);
    expect(mail('on clicked "shop"', 'a clicked "shop"')).toEqual(['always-true-branch: a clicked "shop"']);
    expect(mail("on clicked", "a opened")).toEqual(["always-true-branch: a opened"]);
    expect(mail("on clicked including machines", "a clicked")).toEqual([]);
    expect(mail("on not clicked after 1 day", "a clicked")).toEqual([]);
    expect(mail("on opened", "a clicked")).toEqual([]);
  });

  test("is not known once time has passed or something was written", () => {
    expect(found("if vip {\n wait 1 day\n if vip { exit }\n}")).toEqual([]);
    expect(found("if vip {\n update { vip = false }\n if vip { exit }\n}")).toEqual([]);
    expect(found("filter vip\nwait 1 day\nif vip { exit }")).toEqual([]);
    expect(found("if vip { repeat every 1 day up to 3 times { if vip { exit } } }")).toEqual([]);
  });

  test("in an action is shown at the `do`", () => {
    const { found } = checkText(`import { Contact } from "./models.ts"

action greet for Contact {
  if vip { suppress }
}

journey hello {
  target Contact
  if vip { do greet }
}`);
    expect(found).toEqual(["always-true-branch: do greet"]);
  });
});
