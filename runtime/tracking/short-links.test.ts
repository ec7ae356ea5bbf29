import fc from "fast-check";
import { expect, it } from "vitest";
import { VirtualClock } from "../clock.ts";
import { createShortLinks, type ShortLink } from "./short-links.ts";

const links = createShortLinks("secret");
const link: fc.Arbitrary<ShortLink> = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.bigInt({ min: 1n, max: 2n ** 62n }), fc.integer({ min: -1, max: 30 }))
  .map(([bucket, id, index]) =>
    index < 0
      ? { kind: "unsubscribe", bucket, messageId: String(id) }
      : { kind: "click", bucket, messageId: String(id), link: index },
  );

it("say again what they were made for, and nothing to whoever changes a letter or has another key", () => {
  fc.assert(
    fc.property(link, fc.nat(), fc.constantFrom(..."09AZaz"), (made, place, letter) => {
      const code = links.create(made) ?? "";
      expect(links.read(code)).toEqual(made);
      const at = place % code.length;
      const changed = code.slice(0, at) + letter + code.slice(at + 1);
      if (changed !== code) expect(links.read(changed)).toBeUndefined();
      expect(createShortLinks("another").read(code)).toBeUndefined();
    }),
  );
});

it("end after their time, to the week; the way out does not", () => {
  const day = 86_400_000;
  const clock = new VirtualClock(Date.parse("2026-03-02T09:00:00Z"));
  const ending = createShortLinks("secret", { clock, days: 30 });
  const made = { bucket: 7, messageId: "12" };
  const click = ending.create({ kind: "click", ...made, link: 0 }) ?? "";
  const out = ending.create({ kind: "unsubscribe", ...made }) ?? "";
  clock.moveTo(clock.now() + 30 * day);
  expect(ending.read(click)).toEqual({ kind: "click", ...made, link: 0 });
  for (const later of [8, 365, 3 * 365]) {
    clock.moveTo(clock.now() + later * day);
    expect([later, ending.read(click), ending.read(out)]).toEqual([later, undefined, { kind: "unsubscribe", ...made }]);
  }
});

it("are short: 12 to 17 characters for the first thousand million messages; a link too many has none", () => {
  const lengthOf = (messageId: string) => links.create({ kind: "click", bucket: 255, messageId, link: 30 })?.length;
  expect([lengthOf("1"), lengthOf("100000"), lengthOf("1000000000")]).toEqual([12, 15, 17]);
  expect(links.create({ kind: "click", bucket: 0, messageId: "1", link: 31 })).toBeUndefined();
  for (const text of ["", "x", "a".repeat(100), "../../etc", "%00"]) expect(links.read(text)).toBeUndefined();
});
