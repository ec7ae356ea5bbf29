/** `journey simulate --learn`: how people reacted, out of a store that the real engine has filled, and simulated with again. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildGraph, type JourneyGraph, type SimulateOptions, simulate } from "@journey/compiler";
import { checkFiles, LineIndex } from "@journey/language";
import { behaviourOf, openPglite } from "@journey/runtime";
import { describe, expect, it } from "vitest";
import { readProfile } from "../cli/simulation-profile.ts";
import { fillByEngine } from "./support/engine-run.ts";
import { personModel } from "./support/random-journey.ts";

const day = 86_400_000;
const start = Date.parse("2026-03-02T06:00:00Z");

function compile(): JourneyGraph {
  const text = `import { Person } from "./models.ts"

journey campaign {
  target Person
  purpose transactional

  email hello { subject "Hello" body "[Shop]({{ link shop }}) [Blog]({{ link blog }})" link shop "https://acme.test/shop" link blog "https://acme.test/blog" }
  if created_at before 2001-01-01 { email rare { subject "Rare" body "Good day." } }
}
`;
  const files = new Map([
    ["/p/models.ts", personModel],
    ["/p/main.journey", text],
  ]);
  const [checked] = checkFiles(["/p/main.journey"], { readFile: (path) => files.get(path) });
  const [journey] = checked?.journeys ?? [];
  if (!journey) throw new Error(checked?.diagnostics.map(({ message }) => message).join(" "));
  return buildGraph(journey, new LineIndex(text));
}

describe("behaviour that is learned", () => {
  it("has the rates and delays of those who reacted, says of how many, and simulates the same", {
    timeout: 120_000,
  }, async () => {
    const graph = compile();
    const source = "the test";
    const options: SimulateOptions = {
      graphs: [graph],
      participants: 60,
      seed: 3,
      runs: 1,
      start,
      days: 12,
      roundTo: 360,
      oneBatch: true,
      reactions: {
        hello: [
          { happening: "opened", share: 0.6, within: 2 * day, shape: "even", source },
          { happening: "clicked", label: "shop", share: 0.2, within: 3 * day, shape: "even", source },
          { happening: "clicked", label: "blog", share: 0, source },
        ],
      },
    };
    const db = await openPglite();
    const folder = mkdtempSync(join(tmpdir(), "journey-learn-"));
    try {
      await fillByEngine(db, options, simulate(options));
      const learned = await behaviourOf(db, [graph], { from: start, to: start + 12 * day });
      expect(learned.activities).toEqual({
        hello: { messages: 60, isEnough: true },
        rare: { messages: 0, isEnough: false },
      });
      const counts = await db.query<{ what: string; people: number }>(
        `select type || coalesce(' ' || label, '') as what, count(distinct message_id)::int as people
         from journey.event where type in ('opened', 'clicked') group by 1`,
      );
      const countOf = (what: string) => counts.find((each) => each.what === what)?.people ?? 0;
      const percent = (what: string) => Math.round((countOf(what) / 60) * 1000) / 10;
      const { hello } = learned.reactions;
      expect(countOf("opened")).toBeGreaterThan(20);
      expect(hello).toMatchObject({
        opened: { percent: percent("opened"), of: 60 },
        "clicked shop": { percent: percent("clicked shop"), of: 60 },
        // Nobody did, and that is known.
        "clicked blog": { percent: 0, of: 60 },
        replied: { percent: expect.any(Number), of: 60 },
      });
      const deciles = hello!.opened!.deciles!;
      expect(deciles).toHaveLength(11);
      expect([...deciles].sort((a, b) => a - b)).toEqual(deciles);
      expect(deciles[10]).toBeLessThanOrEqual(3 * 24 * 60);
      // A week is waited for the reactions to a message.
      const early = await behaviourOf(db, [graph], { from: start, to: start + 6 * day });
      expect(early.activities.hello).toEqual({ messages: 0, isEnough: false });

      const file = join(folder, "profile.json");
      const { reactions } = learned;
      writeFileSync(file, JSON.stringify({ learned: { from: "a", to: "b", at: "c" }, reactions }));
      const profile = readProfile(file);
      const again = simulate({ graphs: [graph], participants: 4000, seed: 9, runs: 1, start, days: 12, ...profile });
      const seen = again.runs[0]!.statistics.journeys[0]!;
      const node = again.journeys[0]!.table.nodeIndex.get("hello")!;
      const opened = seen.reactions[node]!.get("opened") ?? 0;
      expect(opened / 4000).toBeCloseTo(countOf("opened") / 60, 1);
    } finally {
      await db.close();
      rmSync(folder, { recursive: true });
    }
  });
});
