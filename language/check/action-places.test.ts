import { expect, test } from "vitest";
import { readSharedFiles } from "../diagnostics/generate.mjs";
import { checkFiles } from "./check-file.ts";
import { memoryHost } from "./testing/check-text.ts";

/** Far down in its file: no place in it is one in the journey's. */
const padding = "// The season's reminders.\n".repeat(200);
const sms = (name: string, inner = ""): string =>
  `sms ${name} { text "Hello {{ link shop }}" link shop "https://acme.test" ${inner} }`;
const action = (steps: string): string =>
  `import { Contact } from "./models.ts"\n${padding}\naction remind for Contact {\n  ${steps}\n}\n`;
const journey = (steps: string): string =>
  `import { Contact } from "./models.ts"\nimport { remind } from "./shared.journey"\n\njourney example {\n  target Contact\n  ${steps}\n}\n`;

/** The findings of a journey that does an action of another file: the code, and what stands at each of the other places. */
function found(main: string, shared: string): readonly string[] {
  const texts: Record<string, string> = { ...readSharedFiles(), "main.journey": main, "shared.journey": shared };
  const checked = checkFiles(["/project/main.journey"], memoryHost(texts));
  return checked
    .flatMap(({ diagnostics }) => diagnostics)
    .map(({ code, related = [] }) => {
      const places = related.map(({ file, start, end }) => {
        const name = file.slice("/project/".length);
        return `${name} «${texts[name]?.slice(start, end)}»`;
      });
      return `${code}: ${[...new Set(places)].join(", ")}`;
    });
}

test("messages of an action in another file count where the action is done", () => {
  const shared = action(["a", "b", "c", "d"].map((name) => sms(name)).join("\n  "));
  expect(found(journey("do remind"), shared)).toContain("too-many-messages: main.journey «do remind»");
  expect(found(journey("cap 2 messages per day\n  do remind"), shared)).toContain(
    "cap-exceeded: main.journey «do remind»",
  );
});

test("so does what its clauses and cases have made known", () => {
  const clause = action(`${sms("a", "on clicked { if a clicked { wait 1 day } }")}`);
  expect(found(journey("do remind"), clause)).toContain("always-true-branch: main.journey «do remind»");
  const cases = action('match country { "BE" { if country = "BE" { wait 1 day } } else { wait 2 days } }');
  expect(found(journey("do remind"), cases)).toContainEqual(
    expect.stringMatching(/^always-true-branch: main\.journey «do remind»/),
  );
});
