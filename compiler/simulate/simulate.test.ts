/** The simulator against mathematics, and against itself. */
import { describe, expect, it } from "vitest";
import { written } from "../testing/written.ts";
import type { Reaction } from "./behaviour.ts";
import { CalendarQueue } from "./calendar-queue.ts";
import { type Estimate, reportOf } from "./report.ts";
import { reportToText } from "./report-text.ts";
import { type SimulateOptions, simulate } from "./simulate.ts";

const hour = 3_600_000;
const start = Date.parse("2026-03-02T09:00:00Z");
const everybody = { email: { set: 100 }, phone: { set: 100 } };

function reportFor(text: string, options: Partial<SimulateOptions> = {}) {
  const { graphs, simulations } = written(text);
  return reportOf(simulate({ graphs, simulations, start, fields: everybody, ...options }));
}

const within = (value: number, { low, high }: Estimate): boolean =>
  low !== undefined && high !== undefined && low <= value && value <= high;

const mail = (name: string, clauses = ""): string => `
  email ${name} {
    subject "Hello"
    body "[Shop]({{ link shop }}) [Unsubscribe]({{ unsubscribe_url }})"
    link shop "https://acme.test/shop"
    ${clauses}
  }`;

const never: Reaction[] = (["bounced", "unsubscribed", "replied"] as const).map((happening) => ({
  happening,
  share: 0,
  source: "",
}));

describe("against closed forms", () => {
  it("opens are binomial: the true mean lies in the interval that is stated", () => {
    const report = reportFor(
      `journey j { target Person ${mail("hello", `on opened { update opens { score += 1 } }`)} }
       simulate j { 4000 participants  hello opened 30% within 2 days }`,
      { runs: 20, seed: 3, reactions: { hello: never } },
    );
    const opens = report.journeys[0]!.steps.find(({ id }) => id === "opens")!;
    expect(within(1200, opens.outcomes.processed!)).toBe(true);
    // The spread of a binomial: the interval is neither much wider nor much narrower than it should be.
    const half = (opens.outcomes.processed!.high! - opens.outcomes.processed!.low!) / 2;
    const expected = (2.093 * Math.sqrt(4000 * 0.3 * 0.7)) / Math.sqrt(20);
    expect(half).toBeGreaterThan(expected * 0.55);
    expect(half).toBeLessThan(expected * 1.6);
  });

  it("repeating until a click is geometric", () => {
    const report = reportFor(
      `journey j { target Person
         repeat every 3 days up to 4 times until hello clicked "shop" { ${mail("hello")} } }
       simulate j { 3000 participants  hello clicked "shop" 20% within 2 days }`,
      { runs: 20, seed: 5, reactions: { hello: never } },
    );
    // 1 + 0.8 + 0.8² + 0.8³ mails each.
    const sent = report.channels.email!.sent;
    expect(within(3000 * (1 + 0.8 + 0.64 + 0.512), sent)).toBe(true);
  });

  it("waiting for an even delay and two days more takes half of them two days and five hours", () => {
    const report = reportFor(
      `journey j { target Person ${mail("hello", `on opened after 2 days { update opens { score += 1 } }`)} }`,
      {
        runs: 1,
        participants: 20_000,
        reactions: {
          hello: [
            { happening: "opened", share: 1, within: 10 * hour, shape: "even", source: "" },
            ...never,
            { happening: "clicked", share: 0, source: "" },
          ],
        },
      },
    );
    const { when } = report.journeys[0]!.steps.find(({ id }) => id === "opens")!;
    expect(when!.first).toBe(2 * 1440);
    expect(Math.abs(when!.median - (2 * 1440 + 300))).toBeLessThan(6);
    expect(when!.last).toBe(2 * 1440 + 599);
  });

  it("a split sends as many as it says, and an `if` on chance in the record too", () => {
    const report = reportFor(
      `journey j { target Person
         split letters { 70% a { update one { score += 1 } } 30% b { update two { score += 1 } } }
         if country = "BE" { update three { score += 1 } } }`,
      { runs: 20, participants: 2000, seed: 11 },
    );
    const step = (id: string): Estimate => report.journeys[0]!.steps.find((each) => each.id === id)!.reached;
    // A record's share is the same in every run: it hangs on its id alone.
    expect(Math.abs(step("one").mean / 2000 - 0.7)).toBeLessThan(0.03);
    expect(step("one").mean + step("two").mean).toBe(2000);
    expect(within(1000, step("three"))).toBe(true);
  });
});

describe("chance", () => {
  const text = `journey j { target Person ${mail("hello", `on clicked "shop" { update clicks { score += 1 } }`)}
    wait 3 days ${mail("again")} }`;

  it("gives the same bytes for the same seed, others for another", () => {
    const report = (seed: number): string => JSON.stringify(reportFor(text, { participants: 3000, seed, runs: 2 }));
    expect(report(1)).toBe(report(1));
    expect(report(1)).not.toBe(report(2));
  });

  it("lets each person do the same, however many others there are", () => {
    const lives = (participants: number): string[] => {
      const lines: string[] = [];
      const nothing = (): void => {};
      const { graphs, simulations } = written(text);
      simulate({
        graphs,
        simulations,
        start,
        participants,
        runs: 1,
        oneBatch: true,
        observer: {
          entered: nothing,
          visited: nothing,
          took: nothing,
          traced: nothing,
          sent: nothing,
          reached: nothing,
          ended: nothing,
          reacted: (_, person, node, trigger, label, at) => {
            if (person < 50) lines.push(`${person} ${node} ${trigger} ${label} ${at}`);
          },
        },
      });
      return lines.sort();
    };
    expect(lives(50).length).toBeGreaterThan(5);
    expect(lives(5000)).toEqual(lives(50));
  });
});

describe("caps and exits", () => {
  const sent = (text: string, options: Partial<SimulateOptions>): number =>
    reportFor(text, { runs: 1, ...options }).channels.email!.sent.mean;
  const capped = `journey j { target Person cap 1 message per week ${mail("one")} wait 1 day ${mail("two")} }`;

  it("count what was put into the outbox, but not what failed", () => {
    expect(sent(capped, { participants: 100 })).toBe(100);
    const failing: Reaction = { happening: "failed", share: 1, source: "" };
    expect(sent(capped, { participants: 100, reactions: { one: [failing] } })).toBe(100);
  });

  it("count for the address, also where several records have it, and however many others there are", () => {
    const records = Array.from({ length: 5000 }, (_, index) => ({
      id: index + 1,
      email: `p${index % 2500}@acme.test`,
    }));
    expect(sent(capped, { people: { records } })).toBe(2500);
  });

  it("who leaves while a message waits for its turn gets it no more", () => {
    const text = `journey j { target Person exit when score > 10
      ${mail("one").replace("subject", "pace 1 per hour\n    subject")}
    }`;
    const changes = [{ set: { score: 20 }, share: 1, within: 0 }];
    const people = { records: Array.from({ length: 50 }, (_, id) => ({ id, email: `p${id}@acme.test`, score: 0 })) };
    expect(sent(text, { people })).toBe(50);
    expect(sent(text, { people, changes })).toBe(1);
  });
});

describe("the report", () => {
  it("says what nobody came to, who has too many messages, and what is assumed", () => {
    const report = reportFor(
      `journey j { target Person filter country = "BE"
         ${mail("one")} ${mail("two")} ${mail("three")} ${mail("four")}
         if score > 1000 { update never_done { score = 0 } } }`,
      { runs: 2, participants: 500, fields: { ...everybody, score: { from: 0, to: 10 } } },
    );
    expect(report.journeys[0]!.unreached).toEqual(["never_done"]);
    expect(report.load.above.mean).toBeGreaterThan(0.4);
    expect(reportToText(report)).toContain("Nobody came to: never_done");
    expect(report.assumptions.people).toContain("score: from 0 to 10, each as often (as stated)");
    expect(report.assumptions.behaviour.join("\n")).toContain("Campaign Monitor");
  });

  it("lets several journeys of one target share their people", () => {
    const report = reportFor(
      `journey first { target Person ${mail("one")} }
       journey second { target Person wait 1 day ${mail("two")} }`,
      { runs: 1, participants: 300 },
    );
    expect(report.journeys.map(({ entered }) => entered.mean)).toEqual([300, 300]);
    expect(report.load.most[2]).toBeGreaterThan(250);
  });

  it("refuses journeys of different targets", () => {
    const { graphs } = written('journey first { target Person wait 1 day add to list "A" }');
    const other = { ...graphs[0]!, name: "other", target: "Order" };
    expect(() => simulate({ graphs: [graphs[0]!, other], start })).toThrow("they have no people in common");
  });
});

describe("the calendar", () => {
  it("gives back in order whatever was put in, also while it is worked on", () => {
    const queue = new CalendarQueue(0, 1000, 10);
    const seen: number[] = [];
    let state = 12345;
    const next = (): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state;
    };
    for (let index = 0; index < 500; index++) queue.push(next() % 5000, index, 0, 0, (next() % 2) as 0 | 1);
    let pushed = 500;
    while (queue.next()) {
      seen.push(queue.time);
      if (pushed < 2000) {
        queue.push(queue.time + (next() % 40), pushed++, 0, 0, 1);
      }
    }
    expect(seen.length).toBe(2000);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});
