/** Test blocks of the language, run: what holds, and what is said where it does not. */
import { expect, it } from "vitest";
import { VirtualJourney } from "../simulate/virtual-journey.ts";
import { coverageOf, coveredBranches, toLcov, uncovered } from "./coverage.ts";
import { runTest } from "./run-test.ts";
import { toJunit } from "./to-junit.ts";
import { written } from "./written.ts";

const journey = `journey j {
  target Person
  filter email is set
  goal bought when any orders where paid

  email hello {
    subject "Hello {{ name | default: 'you' }}"
    body "[Shop]({{ link shop }}) [Unsubscribe]({{ unsubscribe_url }})"
    link shop "https://acme.test/shop"

    on clicked "shop" after 2 hours {
      update warm { tags += "warm" }
    }
    on not opened after 3 days {
      sms nudge {
        text "Have you seen it? {{ unsubscribe_url }}"
      }
    }
  }
}
`;

function run(statements: string, text = journey) {
  const { graphs, tests, lines } = written(`${text}\ntest "it" for j {\n${statements}\n}\n`);
  return runTest(tests[0]!, new VirtualJourney(graphs[0]!), lines);
}
const failures = (statements: string): string[] => run(statements).failures.map(({ message }) => message);

it("lets what the test says happen, and time pass by itself", () => {
  expect(
    failures(`given Person { email = "ann@acme.test", name = "Ann" }
      expect hello sent
      expect hello subject contains "Ann"
      at 1 day hello clicked "shop"
      by 25 hours expect warm waiting
      between 26 hours and 26 hours expect warm executed
      expect nudge cancelled because "clicked"
      expect nudge never sent
      by 1 day expect active
      expect completed`),
  ).toEqual([]);
});

it("says what happened instead, with the story and its places", () => {
  const result = run(`given Person { email = "ann@acme.test" }
    expect hello subject contains "Ann"
    by 1 day expect nudge sent
    expect warm executed
    expect goal bought reached
    expect hello never sent`);
  expect(result.failures.map(({ message }) => message)).toEqual([
    "Expected hello’s subject to contain “Ann”, but its subject is “Hello you”.",
    "Expected nudge to be sent by 1 day, but it was rejected: no address.",
    "Expected warm to be executed, but it was cancelled: stopped listening.",
    "Expected the goal bought to be reached, but the goal was never reached.",
    "Expected hello never to be sent, but that happened 0 minutes after the beginning.",
  ]);
  expect(result.timeline.map(({ what }) => what).slice(0, 2)).toEqual(["enters", "hello sent: “Hello you”"]);
  expect(result.timeline[1]?.place?.line).toBe(7);
  expect(result.standing).toBe("completed");
});

it("fails where a reaction is to a message that has not left", () => {
  expect(failures(`given Person { score = 1 }\nat 1 hour hello opened\nexpect never entered`)).toEqual([
    "hello can't be opened at 1 hour: it had not been sent by then.",
  ]);
});

it("takes related records, lists and what is suppressed", () => {
  expect(
    failures(`given Person { email = "ann@acme.test" }
      given Order { paid = true }
      expect goal bought reached`),
  ).toEqual([]);
  expect(
    failures(`given Person { email = "Ann@acme.test", phone = "+32470123456" }
      given suppressed
      expect hello rejected because "suppressed"`),
  ).toEqual([]);
  expect(
    failures(`given Person { email = "ann@acme.test", phone = "+32470123456" }
      at 0 minutes hello failed
      expect hello failed
      expect nudge never sent`),
  ).toEqual([]);
});

it("counts which steps and branches tests went through", () => {
  const { graphs, tests, lines } = written(
    `${journey}\ntest "one" for j {\ngiven Person { email = "a@acme.test" }\nat 1 day hello clicked "shop"\nexpect warm executed\n}`,
  );
  const compiled = new VirtualJourney(graphs[0]!);
  const results = tests.map((test) => runTest(test, compiled, lines));
  const coverage = coverageOf(compiled, results);
  expect(coveredBranches(coverage)).toEqual({ covered: 1, all: 2 });
  expect(uncovered(coverage).map(({ what }) => what)).toEqual(["hello: on not opened · after 3 days", "nudge"]);
  expect(toLcov([coverage], (file) => file)).toContain("DA:7,1\n");
  expect(toLcov([coverage], (file) => file)).toMatch(/BRF:2\nBRH:1\n/);
});

it("writes JUnit XML that holds whatever a title holds", () => {
  const result = { ...run('given Person { email = "a@acme.test" }\nexpect warm executed'), title: 'a <b> & "c"\u0001' };
  const xml = toJunit([result], (file) => file);
  expect(xml).toContain('name="a &#60;b&#62; &#38; &#34;c&#34;"');
  expect(xml).toContain('tests="1" failures="1"');
});
