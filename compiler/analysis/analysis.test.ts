import { checkFiles, createModelReader, LineIndex } from "@journey/language";
import { describe, expect, it } from "vitest";
import { buildGraph } from "../graph/build-graph.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import { endsOf } from "./ends.ts";
import { outcomeFor } from "./for-record.ts";
import { neededEach, powerOf } from "./power.ts";
import { reachOf } from "./reach.ts";

const readModels = createModelReader();
const models = `import type { Email } from "journey/model";
export interface Contact { id: number; email: Email; country: "BE" | "FR"; score: number; ends_at?: Date; active: boolean }
`;

function graphOf(steps: string, settings = ""): JourneyGraph {
  const text = `import { Contact } from "./models.ts"\n\njourney campaign {\n  target Contact\n  purpose transactional\n${settings}\n${steps}\n}\n`;
  const files = new Map([
    ["/p/models.ts", models],
    ["/p/main.journey", text],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) }, { readModels });
  const [journey] = checked?.journeys ?? [];
  if (!journey) throw new Error(checked?.diagnostics.map(({ message }) => message).join(" "));
  return buildGraph(journey, new LineIndex(text));
}

const email = (name: string, more = "") => `email ${name} { subject "S" body "[Shop](https://acme.test)"\n${more}\n}`;

describe("what is known of a step", () => {
  it("is when it comes at the earliest, and by what way", () => {
    const graph = graphOf(`wait 2 days
      ${email("hello", `on not opened after 1 day { ${email("nudge")} }`)}
      if score > 5 { wait 3 hours\n ${email("late")} }`);
    const steps = new Map(reachOf(graph).map((each) => [each.step, each]));
    expect(steps.get("nudge")).toMatchObject({
      reached: "yes",
      earliest: 3 * 1440,
      way: ["2 days later", "hello on not opened after 1 day"],
    });
    expect(steps.get("late")).toMatchObject({
      earliest: 2 * 1440 + 180,
      way: ["2 days later", "if score > 5", "3 hours later"],
    });
  });

  it("counts from the record's date, where it waits for one", () => {
    const [, reached] = reachOf(graphOf(`wait until ends_at\n wait 1 hour\n ${email("over")}`)).slice(1);
    expect(reached).toMatchObject({ step: "over", earliest: 60, dates: ["ends_at"] });
  });

  it("is that only those get there who change meanwhile, with the conditions that exclude each other", () => {
    const graph = graphOf(`if country = "BE" { wait 1 day\n if country = "FR" { ${email("moved")} } }`);
    const moved = reachOf(graph).find(({ step }) => step === "moved");
    expect(moved).toMatchObject({ reached: "changed", conflict: ['country = "BE"', 'country = "FR"'] });
  });

  it("comes behind the longest of the branches beside each other", () => {
    const graph = graphOf(`parallel { branch { wait 2 days } branch { wait 5 days } }\n ${email("then")}`);
    expect(reachOf(graph).find(({ step }) => step === "then")).toMatchObject({ earliest: 5 * 1440 });
    expect(endsOf(graph)).toMatchObject({ latest: 5 * 1440 });
  });
});

describe("the end", () => {
  it("comes at the latest when nothing is listened for any more", () => {
    expect(endsOf(graphOf(`wait 2 days\n ${email("hello", "on opened { update { score += 1 } }")}`))).toEqual({
      latest: 32 * 1440,
      because: ["listening for “opened” of hello"],
    });
  });

  it("has no bound where a record's date is waited for, or somebody decides", () => {
    expect(endsOf(graphOf(`wait until ends_at\n ${email("over")}`))).toEqual({
      because: ["wait until ends_at hangs on the record's date"],
    });
  });
});

describe("a record", () => {
  const environment = { now: 0, entered: 0, timezone: "UTC", lists: new Set<string>(), suppressed: false };
  const graph = graphOf(
    `${email("hello", `on clicked { ${email("thanks")} }`)}\n if score > 5 { ${email("good")} } else { ${email("other")} }`,
    '  filter country = "BE"',
  );

  it("gets what its fields say; what hangs on its reactions, it may get", () => {
    const { refused, activities } = outcomeFor(graph, { email: "a@acme.test", country: "BE", score: 9 }, environment);
    expect(refused).toBeUndefined();
    expect(activities.map(({ activity, gets }) => `${activity} ${gets}`)).toEqual([
      "hello yes",
      "thanks depends",
      "good yes",
      "other no",
    ]);
  });

  it("is refused with the part of the filter that it fails", () => {
    expect(outcomeFor(graph, { email: "a@acme.test", country: "FR", score: 9 }, environment).refused).toBe(
      'country = "BE"',
    );
  });
});

describe("an A/B test", () => {
  it("needs as many as the tables say: 3,841 each for 10% against 12%", () => {
    // The usual example of sample sizes for two proportions, two-sided 5%, power 80%.
    expect(neededEach(0.1, 0.02)).toBe(3841);
  });

  it("finds smaller differences the more come to it, and warns where a winner would be chance", () => {
    const graph = graphOf(`ab test subject {
      on 50% of participants
      winner by click rate after 1 day
      variant a { ${email("one")} }
      variant b { ${email("two")} }
    }`);
    const [few] = powerOf(graph, { audience: 400, rate: 0.05 });
    const [many] = powerOf(graph, { audience: 40_000, rate: 0.05 });
    expect(few).toMatchObject({ each: 100, isChance: true });
    expect(many).toMatchObject({ each: 10_000, isChance: false });
    expect(many?.difference).toBeGreaterThan(0.008);
    expect(many?.difference).toBeLessThan(0.01);
    expect(neededEach(0.05, many!.difference!)).toBeLessThanOrEqual(10_000);
  });
});
