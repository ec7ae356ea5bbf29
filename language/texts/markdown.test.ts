import { describe, expect, test } from "vitest";
import { parseLiquid } from "./liquid.ts";
import { markdownToHtml } from "./markdown.ts";
import { htmlToPlainText } from "./plain-text.ts";
import { renderHtml } from "./render.ts";

describe("Markdown", () => {
  const html = (text: string, record: object): string =>
    renderHtml(markdownToHtml(text), record).replace(/\s*\n\s*/g, "");

  test.each<[string, object, string]>([
    ["{% if vip %}\nHello\n{% endif %}\n", { vip: true }, "<p>Hello</p>"],
    ["{% if vip %}\nHello\n{% endif %}\n", { vip: false }, ""],
    ["One\n{% if vip %}\nHello\n{% endif %}\nTwo", { vip: true }, "<p>One</p><p>Hello</p><p>Two</p>"],
    ["{%- if vip -%}\n\nHello\n\n{%- endif -%}", { vip: true }, "<p>Hello</p>"],
    ["{% assign word = 'Hi' %}\n\n{{ word }}", {}, "<p>Hi</p>"],
    ["{% if vip %}{% assign word = 'Hi' %}\n{% endif %}\n# {{ word }}", { vip: true }, "<h1>Hi</h1>"],
    ["{% for tag in tags %}\n- {{ tag }}\n{% endfor %}", { tags: ["a"] }, "<ul><li>a</li></ul>"],
    ["Dear {% if vip %}**VIP**{% endif %} friend", { vip: true }, "<p>Dear <strong>VIP</strong> friend</p>"],
    ["{{ word }}", { word: "alone" }, "<p>alone</p>"],
    ["```\n{% if vip %}\nHello\n{% endif %}\n```", { vip: true }, "<pre><code>Hello</code></pre>"],
    ["{% liquid\n  assign a = 1\n  assign b = 2\n%}\n\n{{ a }}{{ b }}", {}, "<p>12</p>"],
    ["{{ '}}' }} and {{ \"*x*\" }}", {}, "<p>}} and *x*</p>"],
  ])("%j", (text, record, expected) => {
    expect(html(text, record)).toBe(expected);
  });
});

describe("the plain text of a mail", () => {
  const plain = (text: string) => htmlToPlainText(markdownToHtml(text));

  test("has its links after what they say", () => {
    expect(plain("See [the *shop*](https://acme.test/shop), <https://acme.test>.")).toBe(
      "See the shop (https://acme.test/shop), https://acme.test.",
    );
  });

  test("has columns where a table has heads", () => {
    expect(plain("| Plan | Price |\n|---|---|\n| Small | 9 |\n| Much larger | 90 |")).toBe(
      ["Plan          Price", "Small         9", "Much larger   90"].join("\n"),
    );
  });

  test("has paragraphs where a table is layout", () => {
    expect(htmlToPlainText("<table><tr><td><p>One</p></td><td><p>Two</p></td></tr></table>")).toBe("One\n\nTwo");
  });

  test("keeps its Liquid between the rows of a table", () => {
    const text = htmlToPlainText(
      "<table><tr><th>Tag</th></tr>{% for tag in tags %}<tr><td>{{ tag }}</td></tr>{% endfor %}</table>",
    );
    expect(
      renderHtml(text, { tags: ["a", "b"] })
        .trim()
        .split(/\s+/),
    ).toEqual(["Tag", "a", "b"]);
  });

  test("knows what was assigned before the body, and is not taken apart by what looks like a tag", () => {
    const text = htmlToPlainText(
      "{% assign word = 'Hi' %}<html><head><title>{{ x }}</title></head><body><p>{% if a <b %}{{ word }} &amp; bye{% endif %}</p></body></html>",
    );
    expect(renderHtml(text, { a: 1, b: 2 })).toBe("Hi & bye");
  });

  test("is whole when a half of a condition is left out", () => {
    const text = htmlToPlainText("<p>{% if vip %}Hello<!-- {% else %} --></p><p>Bye<img alt='{% endif %}'></p>");
    expect(parseLiquid(text).problems).toEqual([]);
    const strange = htmlToPlainText("<div>{% if vip %}VIP</div><style>{% endif %}</style><p>All</p>");
    expect(parseLiquid(strange).problems).toEqual([]);
  });
});
