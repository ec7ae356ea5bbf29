import { describe, expect, test } from "vitest";
import { checkText } from "./testing/check-text.ts";
import { waysThrough } from "./volume-graph.ts";
import { worstCase } from "./worst-case.ts";

const day = 24 * 60;
const sms = (name: string, inner = ""): string =>
  `sms ${name} { text "Hello {{ link a }}" link a "https://acme.test" ${inner} }`;
const file = (journey: string): string =>
  `import { Contact } from "./models.ts"\n\njourney example {\n  target Contact\n${journey}\n}\n`;

/** The ids of the worst way with the days they come on, within a number of days. */
function worst(journey: string, days = 7): readonly string[] {
  const { journeys, diagnostics } = checkText(file(journey));
  const [checked] = journeys;
  const graph = checked && waysThrough(checked);
  if (!checked || !graph) throw new Error(diagnostics.map(({ message }) => message).join(" "));
  return worstCase(graph, days * day, checked.schema).map(
    ({ message, at }) => `${message.step.id} on day ${Math.floor(at / day)}`,
  );
}

describe("the most messages in seven days", () => {
  test("count a sequence by its waits; a whole week later is the next week", () => {
    expect(worst(`${sms("a")} wait 3 days ${sms("b")} wait 4 days ${sms("c")}`)).toEqual(["a on day 0", "b on day 3"]);
    expect(worst(`${sms("a")} wait 6 days ${sms("b")} wait 23 hours ${sms("c")}`)).toHaveLength(3);
    expect(worst(`${sms("a")} wait 1 month ${sms("b")} wait 1 day ${sms("c")}`)).toEqual([
      "b on day 28",
      "c on day 29",
    ]);
  });

  test("take the worst of several branches", () => {
    expect(worst(`if vip { ${sms("a")} } else { ${sms("b")} ${sms("c")} } ${sms("d")}`)).toEqual([
      "b on day 0",
      "c on day 0",
      "d on day 0",
    ]);
    expect(worst(`split { 50% { ${sms("a")} } 50% { wait 8 days } } ${sms("b")}`)).toHaveLength(2);
    expect(worst(`if vip { wait 8 days ${sms("a")} } else { ${sms("b")} wait 8 days } ${sms("c")}`)).toEqual([
      "a on day 8",
      "c on day 8",
    ]);
  });

  test("put reactions where they hurt most, within the time that they are listened for", () => {
    const late = `${sms("a", `on clicked { ${sms("thanks")} }`)} wait 20 days ${sms("b")} ${sms("c")}`;
    expect(worst(late)).toEqual(["thanks on day 13", "b on day 20", "c on day 20"]);
    expect(worst(`listen 1 week\n${late}`)).toHaveLength(2);
    expect(worst(`${sms("a", `on clicked within 1 day after 2 days { ${sms("thanks")} }`)}`)).toHaveLength(2);
    expect(worst(`${sms("a", `on clicked within 1 day after 7 days { ${sms("thanks")} }`)}`)).toHaveLength(1);
  });

  test("know that what came in time was not missed", () => {
    const clauses = (within: string): string =>
      sms("a", `on clicked ${within} { ${sms("thanks")} } on not clicked after 2 days { ${sms("nudge")} }`);
    expect(worst(clauses("within 1 day"))).toHaveLength(2);
    expect(worst(clauses("within 3 days"))).toHaveLength(3);
  });

  test("know that what bounced is not clicked, and what failed is not there", () => {
    expect(worst(sms("a", `on clicked { ${sms("b")} } on bounced { ${sms("c")} }`))).toHaveLength(2);
    expect(worst(sms("a", `on failed { ${sms("b")} }`))).toHaveLength(1);
  });

  test("add up what runs side by side", () => {
    expect(
      worst(
        `parallel { branch { wait 9 days ${sms("a")} } branch { wait 12 days ${sms("b")} } } wait 1 day ${sms("c")}`,
      ),
    ).toEqual(["a on day 9", "b on day 12", "c on day 13"]);
  });

  test("count every round", () => {
    expect(worst(`repeat every 2 days up to 10 times { ${sms("a")} }`)).toHaveLength(4);
    expect(worst(`repeat every 2 days up to 10 times { ${sms("a")} wait 1 day }`)).toHaveLength(3);
  });

  test("count a wait for something as long as it may last", () => {
    expect(worst(`${sms("a")} wait for vip up to 10 days { ${sms("b")} } else { ${sms("c")} } `)).toEqual([
      "a on day 0",
      "b on day 0",
    ]);
    expect(
      worst(`${sms("a")} wait for vip up to 10 days { wait 8 days ${sms("b")} } else { ${sms("c")} } `),
    ).toHaveLength(1);
  });

  test("know the times that waits end at", () => {
    const news = `wait until monday at 9:00 ${sms("a")} wait until monday at 9:00 ${sms("b")} wait until tuesday at 8:00 ${sms("c")}`;
    expect(worst(news)).toHaveLength(2);
    expect(worst(`${sms("a")} wait 2 days wait until entered + 7 days ${sms("b")}`)).toHaveLength(1);
  });

  test("leave out what one person can't get at one moment", () => {
    const both = `${sms("a", 'filter language = "fr"')} ${sms("b", 'filter language = "en"')}`;
    expect(worst(both)).toHaveLength(1);
    expect(worst(`if vip { ${sms("a")} } if not vip { ${sms("b")} }`)).toHaveLength(1);
    expect(worst(`if vip { ${sms("a")} } wait 1 day if not vip { ${sms("b")} }`)).toHaveLength(2);
  });

  test("come from several entries where a schedule brings people back", () => {
    expect(worst(`enter every day\n${sms("a")}`)).toHaveLength(7);
    expect(worst(`enter every weekday\n${sms("a")}`)).toHaveLength(5);
    expect(worst(`enter every day\n${sms("a")} wait 2 days`)).toHaveLength(3);
    expect(worst(`enter every day\nreenter never\n${sms("a")}`)).toHaveLength(1);
    expect(worst(`enter every monday\n${sms("a")}`)).toHaveLength(1);
  });
});

describe("what is said of it", () => {
  test("a cap that somebody comes up against, with the messages and their days", () => {
    const { diagnostics, text } = checkText(
      file(`cap 1 sms per week else delay\n${sms("a")} wait 3 days ${sms("b")} wait 9 days ${sms("c")}`),
    );
    const [finding] = diagnostics;
    expect(finding?.code).toBe("cap-exceeded");
    expect(finding?.message).toBe("Someone can get 2 text messages in 7 days, and the cap is 1: the rest wait.");
    expect(text.slice(finding?.start, finding?.end)).toBe("cap 1 sms per week else delay");
    expect(finding?.related?.map(({ message }) => message)).toEqual(["Day 0: `a`.", "Day 3: `b`."]);
  });

  test("nothing where the cap is of another channel, or holds", () => {
    const codes = (journey: string): readonly string[] => checkText(file(journey)).diagnostics.map(({ code }) => code);
    expect(codes(`cap 1 email per week\n${sms("a")} wait 3 days ${sms("b")}`)).toEqual([]);
    expect(codes(`cap 2 messages per week\n${sms("a")} wait 3 days ${sms("b")}`)).toEqual([]);
    expect(codes(`cap 3 messages per day\nrepeat every 1 hour up to 9 times { ${sms("a")} }`)).toEqual([
      "too-many-messages",
      "cap-exceeded",
    ]);
    expect(codes(`cap 1 message per day\nrepeat every 1 hour up to 9 times { ${sms("a")} }`)).toEqual(["cap-exceeded"]);
  });

  test("nothing of journeys that are too large, and soon", () => {
    const deep = `repeat every 1 hour up to 50 times { repeat every 1 minute up to 50 times { ${sms("a")} ${sms("b")} } }`;
    const begin = performance.now();
    expect(checkText(file(deep)).diagnostics).toEqual([]);
    const wide = `repeat every 1 day up to 50 times { ${["a", "b", "c"].map((name) => sms(name, `on clicked after 2 hours { ${sms(`${name}_more`)} } on not clicked after 1 day { ${sms(`${name}_less`)} }`)).join(" wait 1 hour ")} }`;
    expect(checkText(file(wide)).diagnostics.map(({ code }) => code)).toContain("too-many-messages");
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});
