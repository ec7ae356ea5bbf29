import { checkFiles, createModelReader, LineIndex } from "@journey/language";
import { describe, expect, it } from "vitest";
import { buildGraph } from "../graph/build-graph.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import { allow, allowancesIn } from "./allowances.ts";
import { diffJourney, diffProjects } from "./diff-journeys.ts";
import { effectsOf } from "./effects.ts";
import { reaches, summaryLine } from "./summary.ts";
import { diffToGithub } from "./to-github.ts";
import { diffToJson } from "./to-json.ts";
import { commentLimit, diffToMarkdown } from "./to-markdown.ts";
import { diffToText } from "./to-text.ts";

const readModels = createModelReader();
const models = `import type { Email } from "journey/model";
export interface Contact { id: number; email: Email; country: "BE" | "FR"; score: number; active: boolean }
`;

const sourceOf = (text: string, name = "campaign", above = "") =>
  `import { Contact } from "./models.ts"\n${above}\njourney ${name} {\n  target Contact\n  purpose transactional\n${text}\n}\n`;

function graphOf(text: string, name = "campaign"): JourneyGraph {
  return graphIn(sourceOf(text, name));
}

function graphIn(source: string): JourneyGraph {
  const files = new Map([
    ["/p/models.ts", models],
    ["/p/main.journey", source],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) }, { readModels });
  const [journey] = checked?.journeys ?? [];
  if (!journey) throw new Error(checked?.diagnostics.map(({ message }) => message).join(" "));
  return buildGraph(journey, new LineIndex(source));
}

const email = (name: string, words = name, more = "") =>
  `email ${name} { subject "About ${words}" body "Good day, this is about ${words}. [Shop](https://acme.test/shop)"\n${more}\n}`;

/** `CODE CLASS subject` of each change. */
function changes(before: string, after: string, renamed: Readonly<Record<string, string>> = {}): readonly string[] {
  const names = new Map([["campaign", new Map(Object.entries(renamed))]]);
  const diff = diffJourney(graphOf(before), graphOf(after), { renamed: names });
  return [...diff.changes, ...diff.indirect].map((change) => `${change.code} ${change.class} ${change.subject}`);
}

describe("what is no change", () => {
  it("is layout, comments and documentation", () => {
    const text = `wait 2 days\n${email("hello")}`;
    expect(changes(text, `// Later.\n\n\n  wait   2 days // two\n/// Says hello.\n${email("hello")}`)).toEqual([]);
  });

  it("is a step that stands elsewhere in the file in the same place of the journey", () => {
    const condition = `if score > 5 { ${email("good")} } else { ${email("other")} }`;
    expect(changes(condition, condition.replaceAll("\n", "\n\n"))).toEqual([]);
  });
});

describe("steps without names", () => {
  it("are told apart by what they do and where they stand, whatever number they have", () => {
    const before = `wait 1 day\n${email("one")}\nwait 2 days\n${email("two")}\nwait 3 days\n${email("three")}`;
    const after = `${email("one")}\nwait 2 days\n${email("two")}\nwait 4 days\n${email("three")}`;
    expect(changes(before, after)).toEqual([
      "waiting-place-removed breaking wait 1 day",
      "wait-lengthened dangerous wait behind email two",
    ]);
  });

  it("in a block of their own are not taken for those outside", () => {
    const before = `if score > 5 { wait 1 day }\nwait 1 day\n${email("one")}`;
    const after = `if score > 5 { wait 1 day }\nwait 5 days\n${email("one")}`;
    expect(changes(before, after)).toEqual(["wait-lengthened dangerous wait behind wait 1 day"]);
  });
});

describe("a name", () => {
  it("that is another one is a renaming where the step is the same, also in conditions", () => {
    const before = `${email("hello", "gardens")}\nwait 1 day\nif hello opened { ${email("more", "houses")} }`;
    const after = `${email("greeting", "gardens")}\nwait 1 day\nif greeting opened { ${email("more", "houses")} }`;
    expect(changes(before, after)).toEqual(["step-renamed safe email greeting"]);
    expect(changes(before, after, { hello: "" })).toEqual([
      "message-added dangerous email greeting",
      "message-removed dangerous email hello",
      "branch-changed dangerous if",
    ]);
  });

  it("that the new version says it had counts, however unlike the steps are", () => {
    const before = `${email("a", "gardens")}\nwait 1 day\nif a opened { ${email("b", "houses")} }`;
    const after = (head: string) =>
      `email ${head} { subject "Cars" body "Boats, and all that goes. [Shop](https://acme.test/shop)" }\nwait 1 day\nif c opened { ${email("b", "houses")} }`;
    expect(changes(before, after("c"))).toContain("message-removed dangerous email a");
    expect(changes(before, after("c renamed from a"))).toEqual([
      "step-renamed safe email c",
      "text-changed safe email c, subject",
      "text-changed safe email c, body",
    ]);
    // An older name counts where the version before has that one; the way back is recognised as well.
    expect(changes(before, after("c renamed from x, a"))).toContain("step-renamed safe email c");
    expect(changes(after("c renamed from a"), before)).toContain("step-renamed safe email a");
  });

  it("that it had is no change by itself", () => {
    expect(changes(email("c"), email("c").replace("email c", "email c renamed from a"))).toEqual([]);
    expect(graphOf(email("c")).hash).toBe(graphOf(email("c").replace("email c", "email c renamed from a")).hash);
  });

  it("that it had belongs to another kind of activity only because it is said", () => {
    const before = "update a { score += 1 }";
    expect(changes(before, `${email("c")}`)).toContain("step-removed dangerous update a");
    const said = `email c renamed from a { subject "About c" body "Good day. [Shop](https://acme.test/shop)" }`;
    expect(changes(before, said)).toEqual(["step-renamed safe email c", "step-kind-changed dangerous email c"]);
  });

  it("that two unlike steps share by renaming is said", () => {
    const before = `${email("a", "gardens")}\nwait 1 day\n${email("b", "houses")}`;
    const after = `${email("c", "cars and boats, and all that goes")}\nwait 1 day\n${email("b", "houses")}`;
    expect(changes(before, after, { a: "c" })).toContain("step-renamed safe email c");
  });
});

describe("an order", () => {
  it("that is another one is a way that people go", () => {
    const before = `${email("a", "gardens")}\n${email("b", "houses")}\nwait 1 day`;
    const after = `${email("b", "houses")}\n${email("a", "gardens")}\nwait 1 day`;
    expect(changes(before, after).every((change) => change.startsWith("way-changed dangerous"))).toBe(true);
    expect(changes(before, after).length).toBeGreaterThan(0);
  });
});

describe("settings", () => {
  it("say whether more or fewer are meant", () => {
    const at = (filter: string) => `filter ${filter}\n${email("hello")}`;
    expect(changes(at("score > 5"), at("score > 9"))).toEqual(["filter-narrowed dangerous filter"]);
    expect(changes(at("score > 5"), at("score > 5 or score = 1"))).toEqual(["filter-widened dangerous filter"]);
    expect(changes(at("score > 5"), at('country = "BE"'))).toEqual(["filter-changed dangerous filter"]);
    expect(changes(at("score > 5 and not suppressed"), at("score > 5"))).toEqual(["guard-dropped breaking filter"]);
  });
});

describe("reactions", () => {
  const with_ = (clause: string) => email("hello", "gardens", clause);
  it("come, go and change", () => {
    const opened = "on opened after 2 days { update { score += 1 } }";
    expect(changes(with_(""), with_(opened))).toEqual([
      "clause-added dangerous hello: on opened after 2 days",
      "step-added safe update { score += 1 }",
    ]);
    expect(changes(with_(opened), with_(""))).toEqual([
      "clause-removed breaking hello: on opened after 2 days",
      "step-removed dangerous update { score += 1 }",
    ]);
    expect(changes(with_(opened), with_(opened.replace("2 days", "1 day")))).toEqual([
      "clause-shortened dangerous clause of hello, after",
    ]);
    expect(changes(with_(opened), with_(opened.replace("opened", "clicked")))).toContain(
      "clause-added dangerous hello: on clicked after 2 days",
    );
  });
});

describe("the ways to show it", () => {
  const before = graphOf(`${email("hello")}\nwait 3 days\n${email("second")}`);
  const after = graphOf(`${email("hello")}\n${email("second")}`);
  const diff = diffProjects([before], [after]);

  it("end in one countable line", () => {
    expect(summaryLine(diff)).toBe("1 journey changed, 0 added, 0 removed. 1 breaking.");
    expect(summaryLine(diffProjects([before], [before]))).toBe("No change of meaning.");
    expect(summaryLine(diffProjects([], [after]))).toBe("0 journeys changed, 1 added, 0 removed. 1 safe.");
  });

  it("are JSON with a version of its format", () => {
    expect(diffToJson(diff)).toMatchObject({
      formatVersion: "1.1",
      summary: { changed: 1, added: 0, removed: 0, unchanged: 0, breaking: 1, dangerous: 0, safe: 0 },
      journeys: [
        { journey: "campaign", changes: [{ code: "waiting-place-removed", place: { side: "before", line: 9 } }] },
      ],
    });
  });

  it("are annotations, without a line where the line is gone", () => {
    expect(diffToGithub(diff)[0]).toMatch(
      /^::error file=\/p\/main\.journey,title=breaking%3A waiting-place-removed::wait 3 days/,
    );
  });

  it("fit into a comment, however much has changed", () => {
    const many = Array.from({ length: 120 }, (_, index) => index);
    const text = (words: string) =>
      many.map((index) => email(`m${index}`, `${words} ${"x".repeat(800)} ${index}`)).join("\n");
    const [old, now] = [graphOf(text("gardens")), graphOf(text("houses"))];
    const large = diffProjects([old], [now]);
    const options = { before: [old], after: [now] };
    expect(diffToMarkdown(large, { ...options, limit: Number.POSITIVE_INFINITY }).length).toBeGreaterThan(commentLimit);
    const comment = diffToMarkdown(large, { ...options, whole: "the job's summary" });
    expect(comment.length).toBeLessThanOrEqual(commentLimit);
    expect(comment).toContain("in the job's summary");
    expect(diffToMarkdown(large, { ...options, limit: 500 }).length).toBeLessThanOrEqual(500);
  });
});

describe("what becomes of people", () => {
  const simulations = { seed: 3, before: [], after: [] };
  it("is lived through by the same people with the same luck", () => {
    const before = graphOf(`${email("hello")}\nwait 3 days\n${email("second")}`);
    const after = graphOf(`${email("hello")}`);
    const effects = effectsOf(before, after, simulations);
    expect(effects).toMatchObject({ participants: 2000, seed: 3 });
    const figures = new Map(effects?.figures.map((figure) => [figure.what, figure]));
    expect(figures.get("last message")).toMatchObject({ before: 3, after: 0 });
    expect(figures.get("messages per person at most")).toMatchObject({ before: 2, after: 1 });
    expect(figures.get("second sent")).toMatchObject({ after: 0 });
    expect(effects?.different).toBeGreaterThan(0.9);
  });

  it("is nothing where a name alone has changed", () => {
    const before = graphOf(`${email("hello", "gardens", "on opened { update { score += 1 } }")}\nwait 3 days`);
    const after = graphOf(`${email("greeting", "gardens", "on opened { update { score += 1 } }")}\nwait 3 days`);
    expect(effectsOf(before, after, simulations)).toMatchObject({ different: 0, figures: [] });
  });
});

describe("a change that is allowed", () => {
  const file = "/p/main.journey";
  /** Both sides, with what stands above the journey. */
  function allowed(before: readonly [text: string, above?: string], after: readonly [text: string, above?: string]) {
    const [old, now] = [before, after].map(([text, above]) => sourceOf(text, "campaign", above)) as [string, string];
    const found = diffProjects([graphIn(old)], [graphIn(now)]);
    return allow(found, allowancesIn(old, file), allowancesIn(now, file));
  }
  const shorter = allowed(
    ["wait 3 days"],
    [
      "// allow change wait-shortened: agreed with sales\n  wait 2 days\n  wait 1 hour // allow change wait-added: so it is",
    ],
  );

  it("is shown as that in every form, with its reason, and fails nothing", () => {
    expect(shorter.journeys[0]!.changes).toMatchObject([
      { code: "wait-shortened", allowed: { reason: "agreed with sales", place: { line: 6 } } },
      { code: "wait-added", allowed: { reason: "so it is" } },
    ]);
    expect(shorter.allowances).toBeUndefined();
    expect(reaches(shorter, "safe")).toBe(false);
    expect(summaryLine(shorter)).toBe("1 journey changed, 0 added, 0 removed. 2 dangerous (allowed).");
    expect(diffToText(shorter)).toContain("allowed: agreed with sales\n");
    const markdown = diffToMarkdown(shorter, { before: [], after: [] });
    expect(markdown).toContain("| ⚪ dangerous, allowed |");
    expect(markdown).toContain("**Allowed:** agreed with sales");
    expect(markdown).toContain("| `campaign` |  | 2 (allowed) |  |");
    expect(diffToGithub(shorter)[0]).toMatch(/^::notice .*wait-shortened \(allowed\)::.*agreed with sales/);
    expect(diffToJson(shorter)).toMatchObject({
      formatVersion: "1.1",
      summary: { dangerous: 2, allowed: { breaking: 0, dangerous: 2, safe: 0 } },
      journeys: [{ changes: [{ allowed: { reason: "agreed with sales", place: { file, line: 6 } } }, {}] }],
      allowances: [],
    });
  });

  it("is what stands on the line, and nothing else", () => {
    const other = allowed(
      ["wait 3 days\nwait 5 days"],
      ["// allow change wait-shortened: why\nwait 2 days\nwait 4 days"],
    );
    expect(other.journeys[0]!.changes.map((change) => change.allowed?.reason)).toEqual(["why", undefined]);
    expect(summaryLine(other)).toContain("2 dangerous (1 allowed).");
    expect(reaches(other, "dangerous")).toBe(true);
    const code = allowed(["wait 3 days"], ["// allow change wait-lengthened, wait-changed: why\nwait 2 days"]);
    expect(code.journeys[0]!.changes[0]!.allowed).toBeUndefined();
    expect(code.allowances?.map(({ code, problem }) => [code, problem])).toEqual([
      ["wait-lengthened", "unused"],
      ["wait-changed", "unused"],
    ]);
  });

  it("may be gone: that is allowed above the journey, or by its name anywhere", () => {
    const before = [`wait 3 days\n${email("hello")}\nwait 5 days\n${email("later")}`] as const;
    const after = `${email("hello")}\n${email("later")}`;
    const reasons = (above: string) => {
      const { journeys, allowances = [] } = allowed(before, [after, above]);
      const gone = journeys[0]!.changes.filter(({ code }) => code === "waiting-place-removed");
      return [...gone.map((change) => change.allowed?.reason), ...allowances.map(({ problem }) => problem)];
    };
    expect(reasons("// allow change waiting-place-removed: nobody waits")).toEqual(["nobody waits", "nobody waits"]);
    expect(reasons("// allow change waiting-place-removed of campaign.wait_2: late")).toEqual([undefined, "late"]);
    expect(reasons("// allow change waiting-place-removed of campaign.wait_7: late")).toEqual([
      undefined,
      undefined,
      "unused",
    ]);
    const text = sourceOf("wait 1 day", "other", "// allow change journey-removed of campaign: it is over");
    const gone = allow(diffProjects([graphOf("wait 1 day")], []), [], allowancesIn(text, file));
    expect(gone.journeys[0]!.changes[0]!.allowed?.reason).toBe("it is over");
  });

  it("is one that came with it: what was allowed once does not let the next change through", () => {
    const comment = "// allow change wait-shortened: agreed with sales\n";
    const again = allowed([`${comment}wait 2 days`], [`${comment}wait 1 day`]);
    expect(again.journeys[0]!.changes[0]!.allowed).toBeUndefined();
    expect(again.allowances).toMatchObject([{ code: "wait-shortened", problem: "from-before", place: { line: 6 } }]);
    expect(reaches(again, "dangerous")).toBe(true);
    expect(
      allowed([`${comment}wait 2 days`], ["// allow change wait-shortened: once more\nwait 1 day"]).allowances,
    ).toBe(undefined);
  });

  it("needs a reason and a code that there is; what does nothing is reported in every form", () => {
    const nothing = allowed(
      ["wait 3 days"],
      ["// allow change wait-shortened:\nwait 2 days // allow change wait-shortend: why"],
    );
    expect(nothing.allowances?.map(({ problem, message }) => `${problem}: ${message}`)).toEqual([
      "no-reason: It allows nothing without a reason: `// allow change wait-shortened: why`.",
      "unknown-code: There is no kind of change called `wait-shortend`, so this allows nothing. Did you mean `wait-shortened`?",
    ]);
    expect(diffToText(nothing)).toContain("! It allows nothing without a reason");
    expect(diffToMarkdown(nothing, { before: [], after: [] })).toContain("Allowances that do nothing:\n\n- /p/main");
    expect(diffToGithub(nothing).filter((line) => line.includes("title=allowance"))).toHaveLength(2);
    expect(diffToJson(nothing).allowances).toHaveLength(2);
    expect(summaryLine(allowed(["wait 3 days"], ["// allow change wait-shortened: why\nwait 3 days"]))).toBe(
      "No change of meaning.",
    );
  });

  it("is a comment that the checker leaves alone", () => {
    const source = sourceOf('// allow change wait-shortened: agreed with sales\n  wait 2 days\n  add to list "A"');
    const texts = new Map([
      ["/p/models.ts", models],
      [file, source],
    ]);
    const [checked] = checkFiles([file], { readFile: (path) => texts.get(path) }, { readModels });
    expect(checked?.diagnostics.map(({ code }) => code)).toEqual([]);
  });
});
