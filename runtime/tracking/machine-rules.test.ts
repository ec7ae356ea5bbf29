import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type HitFacts, judgeHit } from "./machine-rules.ts";

interface Case {
  readonly what: string;
  readonly kind: "open" | "click";
  readonly channel?: HitFacts["channel"];
  readonly userAgent: string | null;
  readonly method?: string;
  readonly purpose?: string;
  readonly secondsAfterHandover: number;
  readonly link?: number;
  /** Other clicks on the message. */
  readonly others?: readonly { readonly link: number; readonly secondsBefore: number }[];
  /** Null: a person. */
  readonly rule: string | null;
}

const cases = JSON.parse(readFileSync(new URL("./hits.dataset.json", import.meta.url), "utf8")) as Case[];
const handover = Date.parse("2026-03-02T09:00:00Z");

function judge(hit: Case): string | undefined {
  const at = handover + hit.secondsAfterHandover * 1000;
  const own = hit.link === undefined ? [] : [{ link: hit.link, at }];
  return judgeHit({
    kind: hit.kind,
    channel: hit.channel ?? "email",
    at,
    method: hit.method ?? "GET",
    userAgent: hit.userAgent,
    purpose: hit.purpose ?? null,
    sendingAt: handover - 500,
    sentAt: handover,
    clicks: [...own, ...(hit.others ?? []).map(({ link, secondsBefore }) => ({ link, at: at - secondsBefore * 1000 }))],
  });
}

describe("of the data set, every one is judged as it says:", () => {
  for (const hit of cases) {
    it(`${hit.kind}: ${hit.what} is ${hit.rule === null ? "a person" : `a machine (${hit.rule})`}`, () => {
      expect(judge(hit) ?? null).toBe(hit.rule);
    });
  }
});

it("every rule has a case, and people have many", () => {
  const rules = new Set(cases.map(({ rule }) => rule));
  expect([...rules].sort()).toEqual(
    [
      null,
      "apple privacy",
      "bot",
      "burst",
      "gmail prefetch",
      "head",
      "mail scanner",
      "no user agent",
      "prefetch",
      "too soon",
    ].sort(),
  );
  expect(cases.filter(({ rule }) => rule === null).length).toBeGreaterThan(25);
});

it("what comes while the handover is still being written down counts from the beginning of sending", () => {
  const hit = (at: number, sentAt: number | null) =>
    judgeHit({
      kind: "open",
      channel: "email",
      at: handover + at,
      method: "GET",
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0",
      purpose: null,
      sendingAt: handover,
      sentAt: sentAt === null ? null : handover + sentAt,
      clicks: [],
    });
  expect(hit(1_000, null)).toBe("too soon");
  expect(hit(6_000, null)).toBeUndefined();
  expect(hit(6_000, 9_000)).toBeUndefined();
  expect(hit(9_500, 9_000)).toBe("too soon");
});
