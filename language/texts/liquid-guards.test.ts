import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLiquid } from "./liquid.ts";
import { renderText } from "./render.ts";

/** Of each `{{ a }}` in the text, whether `a` is known to be filled there. */
const isFilled = (text: string): readonly boolean[] =>
  parseLiquid(text)
    .reads.filter((read) => read.use === "output" && read.path[0] === "a")
    .map((read) => read.guarded);

describe("a field that may be empty is filled", () => {
  test.each([
    "{% if a %}{{ a }}{% endif %}",
    "{% if a != nil %}{{ a }}{% endif %}",
    "{% if nil != a %}{{ a }}{% endif %}",
    "{% if a != blank %}{{ a }}{% endif %}",
    "{% if a == 'x' %}{{ a }}{% endif %}",
    "{% if a > 0 %}{{ a }}{% endif %}",
    "{% if 3 < a %}{{ a }}{% endif %}",
    "{% if a contains 'x' %}{{ a }}{% endif %}",
    "{% if a.size > 0 %}{{ a }}{% endif %}",
    "{% if a and b %}{{ a }}{% endif %}",
    "{% if b and a %}{{ a }}{% endif %}",
    "{% if a == 'x' or a == 'y' %}{{ a }}{% endif %}",
    "{% if not a %}{% else %}{{ a }}{% endif %}",
    "{% if a == nil or b %}{% else %}{{ a }}{% endif %}",
    "{% if a == blank %}{% else %}{{ a }}{% endif %}",
    "{% if a == nil %}{% else %}{{ a }}{% endif %}",
    "{% if a == nil %}{% elsif b %}{{ a }}{% endif %}",
    "{% if a == nil %}{% elsif b %}{% else %}{{ a }}{% endif %}",
    "{% if b %}{% elsif a %}{{ a }}{% endif %}",
    "{% if b %}{% if a %}{% if c %}{{ a }}{% endif %}{% endif %}{% endif %}",
    "{% unless a %}{% else %}{{ a }}{% endunless %}",
    "{% unless a == blank %}{{ a }}{% endunless %}",
    "{% unless a == nil or b %}{{ a }}{% endunless %}",
    "{% unless a %}{% elsif b %}{{ a }}{% endunless %}",
    "{% case a %}{% when 'x', 'y' %}{{ a }}{% endcase %}",
    "{% case a %}{% when 'x' or 1 %}{{ a }}{% endcase %}",
    "{% case a %}{% when nil %}{% else %}{{ a }}{% endcase %}",
    "{% case a %}{% when blank, 'x' %}{% else %}{{ a }}{% endcase %}",
    "{% for item in a %}{{ a }}{% endfor %}",
    "{% tablerow item in a %}{{ a }}{% endtablerow %}",
    "{% if a %}{% liquid\n echo b\n echo a %}{% endif %}",
    "{% if a %}{% cycle a, 'x' %}{% endif %}",
    "{% unless a %}{% assign a = 'you' %}{% endunless %}{{ a }}",
    "{% if a == blank %}{% capture a %}you{% endcapture %}{% endif %}{{ a }}",
    "{{ a | default: 'you' }}",
    "{{ a | upcase | default: 'you' }}",
    "{% if a.b %}{{ a.b }}{% endif %}",
  ])("%s", (text) => {
    expect(isFilled(text).every(Boolean)).toBe(true);
  });

  test("and with it what leads to it", () => {
    const [inside] = parseLiquid("{% if a.b %}{{ a.c }}{% endif %}").reads.filter((read) => read.use === "output");
    expect(inside).toMatchObject({ path: ["a", "c"], filled: 1, guarded: false });
  });
});

describe("a field may still be empty", () => {
  test.each([
    "{{ a }}",
    "{% if a == nil %}{{ a }}{% endif %}",
    "{% if a == blank %}{{ a }}{% endif %}",
    "{% if a == empty %}{{ a }}{% endif %}",
    "{% if a == '' %}{{ a }}{% endif %}",
    // Liquid's `empty` is an empty text or list; nothing at all is not `empty`.
    "{% if a != empty %}{{ a }}{% endif %}",
    "{% if a == empty %}{% else %}{{ a }}{% endif %}",
    "{% if a != '' %}{{ a }}{% endif %}",
    "{% if a != 'x' %}{{ a }}{% endif %}",
    "{% if a == b %}{{ a }}{% endif %}",
    // Nothing counts as 0 when it is compared.
    "{% if a < 5 %}{{ a }}{% endif %}",
    "{% if a >= 0 %}{{ a }}{% endif %}",
    "{% if a > 5 %}{% else %}{{ a }}{% endif %}",
    "{% if a.size == 0 %}{{ a }}{% endif %}",
    "{% if a contains 'x' %}{% else %}{{ a }}{% endif %}",
    "{% if b contains a %}{{ a }}{% endif %}",
    "{% if a or b %}{{ a }}{% endif %}",
    "{% if not a %}{{ a }}{% endif %}",
    "{% if a and b %}{% else %}{{ a }}{% endif %}",
    "{% if a %}{% else %}{{ a }}{% endif %}",
    "{% if a %}{% endif %}{{ a }}",
    "{% if a %}{% elsif b %}{{ a }}{% endif %}",
    "{% if a | upcase %}{{ a }}{% endif %}",
    "{% unless a %}{{ a }}{% endunless %}",
    "{% unless a != nil %}{{ a }}{% endunless %}",
    "{% unless a == nil and b %}{{ a }}{% endunless %}",
    "{% case a %}{% when nil %}{{ a }}{% endcase %}",
    "{% case a %}{% when 'x', nil %}{{ a }}{% endcase %}",
    "{% case a %}{% when 'x' %}{% else %}{{ a }}{% endcase %}",
    "{% case a %}{% when b %}{{ a }}{% endcase %}",
    "{% for item in a %}{% else %}{{ a }}{% endfor %}",
    "{% for item in a %}{% endfor %}{{ a }}",
    "{% for item in b %}{{ a }}{% if a %}{% endif %}{% endfor %}",
    "{% if a %}{% if b %}{% assign a = nil %}{% endif %}{{ a }}{% endif %}",
    "{% echo a %}",
    "{% cycle a, 'x' %}",
    "{% liquid echo a %}",
    "{{ a | append: '!' }}",
    "{{ b | append: '!' }}{{ a }}",
  ])("%s", (text) => {
    expect(isFilled(text)).toContain(false);
  });
});

/** Values that a field can have, nothing among them twice: as a missing name, and as `null`. */
const values = [null, undefined, "", "x", 0, 3, false, true, ["x"]];

const { block } = fc.letrec<{ block: string; part: string }>((tie) => {
  const name = fc.constantFrom("a", "b");
  const literal = fc.constantFrom("nil", "blank", "empty", "''", "'x'", "0", "3", "true", "false");
  const operator = fc.constantFrom("==", "!=", "<", "<=", ">", ">=", "contains");
  const side = fc.oneof(name, literal);
  const term = fc.oneof(
    name,
    fc.tuple(side, operator, side).map((parts) => parts.join(" ")),
  );
  const condition = fc
    .array(fc.tuple(fc.constantFrom("", "", "not "), term, fc.constantFrom("and", "or")), {
      minLength: 1,
      maxLength: 3,
    })
    .map((terms) => terms.map(([not, text, join], index) => `${index > 0 ? `${join} ` : ""}${not}${text}`).join(" "));
  const inner = tie("block");
  return {
    block: fc.array(tie("part"), { maxLength: 3 }).map((parts) => parts.join("")),
    part: fc.oneof(
      { depthSize: "small" },
      fc.constant("{{ a }}"),
      fc.constantFrom("{% assign a = 'x' %}", "{% assign a = b %}", "{% assign b = nil %}", "{% break %}"),
      fc
        .tuple(condition, inner, condition, inner, inner)
        .map(([first, x, second, y, z]) => `{% if ${first} %}${x}{% elsif ${second} %}${y}{% else %}${z}{% endif %}`),
      fc
        .tuple(condition, inner, inner)
        .map(([first, x, y]) => `{% unless ${first} %}${x}{% else %}${y}{% endunless %}`),
      fc
        .tuple(name, literal, literal, inner, side, inner, inner)
        .map(
          ([subject, one, two, x, three, y, z]) =>
            `{% case ${subject} %}{% when ${one}, ${two} %}${x}{% when ${three} %}${y}{% else %}${z}{% endcase %}`,
        ),
      fc
        .tuple(fc.constantFrom("a in b", "c in a", "c in b"), inner, inner)
        .map(([loop, x, y]) => `{% for ${loop} %}${x}{% else %}${y}{% endfor %}`),
    ),
  };
});

test("what is said to be filled is never empty, whatever the text and the record", () => {
  fc.assert(
    fc.property(block, (text) => {
      const marked = text.replaceAll("{{ a }}", "<{{ a | json }}>");
      const guarded = new Set(
        parseLiquid(marked)
          .reads.filter((read) => read.use === "output" && read.guarded)
          .map((read) => read.start),
      );
      // `json` shows nothing as `null`, or prints nothing for a missing name.
      const shown = marked.replace(/<(?=\{\{ a)/g, (_, offset: number) => (guarded.has(offset + 4) ? "<!" : "<"));
      for (const a of values) {
        for (const b of values) {
          const record = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
          expect(renderText(shown, record), `${text} with ${JSON.stringify(record)}`).not.toMatch(/<!(null)?>/);
        }
      }
    }),
    { numRuns: 500 },
  );
});
