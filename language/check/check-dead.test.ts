import { describe, expect, test } from "vitest";
import { checkText } from "./testing/check-text.ts";

const found = (journey: string): readonly string[] =>
  checkText(`import { Contact } from "./models.ts"\n\njourney example {\n  target Contact\n${journey}\n}\n`).found;
const sms = (name: string, clause = ""): string =>
  `sms ${name} {\n  text "Hello {{ link a }}"\n  link a "https://acme.test"\n  ${clause}\n}`;

describe("a reaction that never runs", () => {
  test.each([
    ["on clicked { suppress }", "exit", true],
    ["on clicked { suppress }", "suppress\nexit", true],
    ["on bounced { suppress }", "exit", false],
    ["on bounced after 1 hour { suppress }", "exit", true],
    ["on clicked { suppress }", "wait 1 hour\nexit", false],
    ["on clicked after 1 day { suppress }", "wait 1 hour\nexit", true],
    ["on not clicked after 24 hours { suppress }", "wait 1 day\nexit", false],
    ["on clicked { suppress }", "if vip { exit } else { wait 1 day\n exit }", false],
    ["on not clicked after 3 days { suppress }", "if vip { exit } else { wait 1 day\n exit }", true],
    ["on clicked { suppress }", "if vip { exit }", false],
    ["on not clicked after 3 days { suppress }", `${sms("b")}\nexit`, false],
  ])("`%s` before `%s`", (clause, after, isDead) => {
    const head = clause.slice(0, clause.indexOf(" {"));
    expect(found(`${sms("a", clause)}\n${after}`)).toEqual(isDead ? [`never-runs: ${head}`] : []);
  });
});

describe("a question that is asked too early", () => {
  test.each([
    [`if a clicked { suppress }\n${sms("a")}`, ["asked-too-early: a clicked"]],
    [`if vip or not a clicked { ${sms("a")} }`, ["asked-too-early: a clicked"]],
    [`wait for a clicked up to 1 day { suppress }\n${sms("a")}`, ["asked-too-early: a clicked"]],
    [sms("a", "filter a sent"), ["asked-too-early: a sent"]],
    [
      `if vip { if a clicked { suppress } }\nif vip { wait 1 day } else { ${sms("a")} }`,
      ["asked-too-early: a clicked"],
    ],
  ])("in `%s`", (journey, expected) => {
    expect(found(journey)).toEqual(expected);
  });

  test("is none in a clause, in a repetition, or where people come back", () => {
    expect(found(`${sms("b", "on clicked { if a clicked { suppress } }")}\n${sms("a")}`)).toEqual([]);
    expect(found(`repeat every 1 day up to 3 times { if a clicked { suppress }\n ${sms("a")} }`)).toEqual([]);
    expect(found(`reenter after 30 days\nif a clicked { suppress }\n${sms("a")}`)).toEqual([]);
    expect(found(`${sms("a")}\nwait 1 day\nif a clicked { suppress }`)).toEqual([]);
  });
});

test("a step that reactions hang on should have a name", () => {
  expect(found("update {\n  vip = true\n  on failed { suppress }\n}")).toEqual(["unnamed-activity: update"]);
  expect(found("update mark {\n  vip = true\n  on failed { suppress }\n}")).toEqual([]);
  expect(found("update { vip = true }")).toEqual([]);
});
