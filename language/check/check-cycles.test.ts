import { describe, expect, test } from "vitest";
import { readSharedFiles } from "../diagnostics/generate.mjs";
import { checkFiles } from "./check-file.ts";
import { checkText, memoryHost } from "./testing/check-text.ts";

const header = 'import { Contact } from "./models.ts"\n';
const journey = (name: string, body: string, enter = "enter on demand"): string =>
  `journey ${name} {\n  target Contact\n  ${enter}\n${body}\n}\n`;
const check = (...journeys: readonly string[]): ReturnType<typeof checkText> => checkText(header + journeys.join("\n"));
const found = (...journeys: readonly string[]): readonly string[] => check(...journeys).found;

describe("journeys that start each other", () => {
  test("are endless where everybody goes round, and show each start", () => {
    const { diagnostics, text, journeys } = check(
      journey("first", "wait 1 day\nstart journey second"),
      journey("second", "start journey third"),
      journey("third", "wait 2 days\nstart journey first"),
    );
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "endless-journeys: `first`, `second` and `third` start each other, for ever: nobody ever gets out.",
    ]);
    expect(diagnostics[0]?.related?.map(({ start, end, message }) => [text.slice(start, end), message])).toEqual([
      ["start journey second", "`first` starts `second` here."],
      ["start journey third", "`second` starts `third` here."],
      ["start journey first", "`third` starts `first` here."],
    ]);
    expect(journeys.map(({ name }) => name)).toEqual(["second", "third"]);
  });

  test("may be one alone", () => {
    expect(found(journey("first", "wait 1 day\nstart journey first"))).toEqual([
      "endless-journeys: start journey first",
    ]);
  });

  test.each([
    ["wait 1 day\nif vip { start journey first }", "enter on demand", "not everybody in `second` comes to the step"],
    ["wait 1 day\nstart journey first", "enter on demand\nreenter never", "`second` lets nobody in twice"],
    ["wait 1 day\nstart journey first", "enter on demand\nexit when vip", "`second` can be left before"],
    [
      "wait 1 day\nstart journey first",
      "enter on demand\nreenter after 30 days",
      "`second` lets nobody in again for a while",
    ],
    ["start journey first\nwait 9 days", "enter on demand", "people may still be in `second`"],
  ])("come to an end with `%s` and `%s`", (body, enter, reason) => {
    const { diagnostics } = check(journey("first", "wait 1 day\nstart journey second"), journey("second", body, enter));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      `\`first\` and \`second\` start each other. It comes to an end, because ${reason}.`,
    ]);
    expect(diagnostics[0]?.severity).toBe("info");
  });

  test("are no circle where nobody comes to the step, or one leads on only", () => {
    expect(found(journey("first", "start journey second"), journey("second", "wait 1 day"))).toEqual([]);
    expect(found(journey("first", "start journey second"), journey("second", "exit\nstart journey first"))).toEqual([
      "unreachable-step: start journey first",
    ]);
  });

  test("are found across files", () => {
    const files = {
      ...readSharedFiles(),
      "a.journey": header + journey("first", "wait 1 day\nstart journey second"),
      "b.journey": header + journey("second", "wait 1 day\nstart journey first"),
    };
    const checked = checkFiles(["/project/a.journey", "/project/b.journey"], memoryHost(files));
    const all = checked.flatMap(({ diagnostics }) => diagnostics);
    expect(all.map(({ code, file }) => `${code} in ${file}`)).toEqual(["endless-journeys in /project/a.journey"]);
    expect(all[0]?.related?.map(({ file }) => file)).toEqual(["/project/a.journey", "/project/b.journey"]);
  });
});

describe("messages of several journeys", () => {
  const often = (name: string, filter: string): string =>
    journey(
      name,
      `${filter}\nrepeat every 22 hours up to 20 times { sms ${name}_hint { text "Hello" } }`,
      "enter when matching",
    );

  test("add up where one person can be in all of them", () => {
    const { diagnostics, text } = check(
      often("a", "filter vip"),
      often("b", "filter score > 5"),
      often("c", "filter not vip"),
    );
    const finding = diagnostics.find(({ code }) => code === "across-journeys");
    expect(finding?.message).toBe("Someone can get 16 messages in 7 days from 2 journeys of Contact.");
    expect(finding?.related?.map(({ start, end, message }) => [text.slice(start, end), message])).toEqual([
      ["a", "Up to 8 from this one."],
      ["b", "Up to 8 from this one."],
    ]);
  });

  test("don't where the filters exclude each other, or caps keep them few", () => {
    const codes = (...journeys: readonly string[]): readonly string[] =>
      check(...journeys).diagnostics.map(({ code }) => code);
    expect(codes(often("a", "filter vip"), often("b", "filter not vip"))).not.toContain("across-journeys");
    expect(codes(often("a", "filter vip"), often("b", "cap 2 messages per week"))).not.toContain("across-journeys");
  });
});
