import fc from "fast-check";
import { expect, it } from "vitest";
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

it("are short: 11 to 16 characters for the first thousand million messages; a link too many has none", () => {
  const lengthOf = (messageId: string) => links.create({ kind: "click", bucket: 255, messageId, link: 30 })?.length;
  expect([lengthOf("1"), lengthOf("100000"), lengthOf("1000000000")]).toEqual([11, 13, 16]);
  expect(links.create({ kind: "click", bucket: 0, messageId: "1", link: 31 })).toBeUndefined();
  for (const text of ["", "x", "a".repeat(100), "../../etc", "%00"]) expect(links.read(text)).toBeUndefined();
});
