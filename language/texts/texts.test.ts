import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileMessage } from "./compile-message.ts";
import { parseLiquid } from "./liquid.ts";
import { renderMessage, renderText } from "./render.ts";
import { smsParts } from "./sms-parts.ts";

describe("what a text reads", () => {
  const reads = (text: string) =>
    parseLiquid(text).reads.map((read) => `${read.path.join(".")} ${read.use}${read.guarded ? " guarded" : ""}`);

  it("has exact places", () => {
    const text = "Hi {{ first_name }} of {{company.name | upcase}}";
    expect(parseLiquid(text).reads.map((read) => text.slice(read.start, read.end))).toEqual([
      "first_name",
      "company.name",
    ]);
  });

  it("leaves out the text's own names", () => {
    expect(
      reads(
        "{% for order in orders %}{{ order.total }}{{ forloop.index }}{% endfor %}{% assign x = a | size %}{{ x }}",
      ),
    ).toEqual(["orders loop guarded", "a test guarded"]);
  });

  it("may be a name that the text gave itself in a branch", () => {
    const text = "{{ x }}{% if a %}{% assign x = 1 %}{% capture y %}z{% endcapture %}{% endif %}{{ x }}{{ y }}";
    expect(
      parseLiquid(text)
        .reads.filter((read) => read.use === "output")
        .map((read) => [read.path[0], read.isMaybeOwn]),
    ).toEqual([
      ["x", false],
      ["x", true],
      ["y", true],
    ]);
    expect(reads("{% if a %}{% assign x = 1 %}{% else %}{% assign x = 2 %}{% endif %}{{ x }}")).toEqual([
      "a test guarded",
    ]);
  });

  it("is found in every tag", () => {
    expect(
      reads(
        "{% echo a %}{% cycle b, c %}{% case d %}{% when e %}{% endcase %}{% tablerow x in f limit: g %}{{ x }}{% endtablerow %}{{ h[i] }}{% for n in (1..j) %}{% endfor %}{% increment k %}{{ k }}",
      ),
    ).toEqual([
      "a output",
      "b output",
      "c output",
      "d test guarded",
      "e test guarded",
      "f loop guarded",
      "g test guarded",
      "i test guarded",
      "h output",
      "j test guarded",
    ]);
  });

  it("names links, with their places", () => {
    const text = "Go to {{ link shop }} or {{link  blog}}";
    const { links, reads: none } = parseLiquid(text);
    expect(links.map(({ name, start }) => [name, text.slice(start, start + 4)])).toEqual([
      ["shop", "link"],
      ["blog", "link"],
    ]);
    expect(none).toEqual([]);
  });

  it.each(["include", "render", "layout", "block"])("never comes from another file: %s", (tag) => {
    const text = `{% ${tag} 'package.json' %}`;
    expect(parseLiquid(text).problems).toMatchObject([
      { kind: "file tag", start: 3, end: 3 + tag.length, message: tag },
    ]);
    expect(() => renderText(text, {})).toThrow("not found");
  });

  it("has tags that are known, and complete", () => {
    expect(parseLiquid("Hi {%- iff a %}x{% endif %}").problems).toEqual([
      { kind: "unknown tag", start: 7, end: 10, message: "iff" },
    ]);
    expect(parseLiquid("{% endfor %}").problems).toMatchObject([
      { kind: "syntax", message: "`endfor` stands alone, without the `for` it belongs to" },
    ]);
  });

  it("can't take a sender's time", () => {
    expect(() => renderText("{% for a in (1..1000000000) %}{{ a }}{% endfor %}", {})).toThrow(/limit/);
  });

  it("is found without throwing, whatever the text", () => {
    const pieces = fc.constantFrom(
      "{{",
      "}}",
      "{%",
      "%}",
      " ",
      "a",
      "|",
      "if",
      "endif",
      "for",
      "in",
      "'",
      ":",
      "link",
      "default",
      "case",
      "when",
      "x",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join(" ");
        for (const read of parseLiquid(text).reads) expect(read.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2000 },
    );
  });

  it("is unknown while the Liquid is broken, and the mistake has a place", () => {
    expect(parseLiquid("Hi {{ a ").problems).toMatchObject([
      { kind: "syntax", start: 3, message: 'output "{{ a " not closed' },
    ]);
    expect(parseLiquid("Hi {{ a | nope }}").problems).toMatchObject([
      { kind: "unknown filter", start: 10, end: 14, message: "nope" },
    ]);
    expect(parseLiquid("{{ a | date: '%Y' | default: 'x' | upcase }}").problems).toEqual([]);
  });
});

describe("an e-mail", () => {
  const links = [{ name: "shop", url: "https://acme.test/shop?a=1&b=2" }];
  const email = (format: "mjml" | "html" | "markdown", text: string) =>
    compileMessage({ channel: "email", subject: "Hi", body: { format, text }, links });

  it("in Markdown becomes a page and a plain text, links collected", () => {
    const { template, canUnsubscribe } = email(
      "markdown",
      "# Hello {{ first_name | default: 'you' }}\n\nSee [the shop]({{ link shop }}), [the blog](https://acme.test/blog) or [mail us](mailto:a@b.c).\n\n[Unsubscribe]({{ unsubscribe_url }})",
    );
    expect(template.links).toEqual([
      { label: "shop", url: "https://acme.test/shop?a=1&b=2" },
      { url: "https://acme.test/blog" },
    ]);
    expect(template.html).toContain("<h1>Hello {{ first_name | default: 'you' }}</h1>");
    expect(template.html).toContain('<a href="{{ journey_links[0] }}">the shop</a>');
    expect(template.html).toContain('<a href="{{ unsubscribe_url }}">Unsubscribe</a>');
    expect(template.text).toBe(
      "Hello {{ first_name | default: 'you' }}\n\nSee the shop ({{ journey_links[0] }}), the blog ({{ journey_links[1] }}) or mail us (a@b.c).\n\nUnsubscribe ({{ unsubscribe_url }})",
    );
    expect(canUnsubscribe).toBe(true);
  });

  it("in MJML is compiled, Liquid and links kept, and loads nothing from elsewhere", () => {
    const { template, problems } = email(
      "mjml",
      `<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{ first_name }}</mj-text><mj-button href="{{ link shop }}">Shop</mj-button></mj-column></mj-section></mj-body></mjml>`,
    );
    expect(problems).toEqual([]);
    expect(template.html).toContain("Hi {{ first_name }}");
    expect(template.html).toContain('href="{{ journey_links[0] }}"');
    expect(template.html).not.toContain("fonts.googleapis.com");
    expect(template.text).toContain("Hi {{ first_name }}");
  });

  it("in MJML keeps conditions between sections", () => {
    const { template, problems } = email(
      "mjml",
      `<mjml><mj-body>
        {% if vip %}<mj-section><mj-column><mj-text>{% if a %}A{% endif %} VIP</mj-text></mj-column></mj-section>
        {% else %}<mj-section><mj-column><mj-text>Others</mj-text></mj-column></mj-section>{% endif %}
      </mj-body></mjml>`,
    );
    expect(problems).toEqual([]);
    const rendered = (vip: boolean) =>
      renderMessage(template, { record: { vip, a: true }, links: [], unsubscribeUrl: "" }).html ?? "";
    expect([rendered(true).includes("A VIP"), rendered(true).includes("Others")]).toEqual([true, false]);
    expect([rendered(false).includes("A VIP"), rendered(false).includes("Others")]).toEqual([false, true]);
  });

  it("shows its preheader as written", () => {
    const { template } = compileMessage({
      channel: "email",
      subject: "x",
      preheader: "Save <50% & more, {{ name | default: '<you>' }}",
      body: { format: "html", text: "<body>x</body>" },
      links: [],
    });
    expect(template.html).toContain("Save &#60;50% &#38; more, {{ name | default: '<you>' }}</div>");
  });

  it("has its links labelled by data-link", () => {
    const { template } = email("html", '<p><a data-link="blog" href="https://acme.test/blog?x=1&amp;y=2">Blog</a></p>');
    expect(template.links).toEqual([{ label: "blog", url: "https://acme.test/blog?x=1&y=2" }]);
  });

  it("is escaped where it is HTML and on one line where it is a header", () => {
    const { template } = compileMessage({
      channel: "email",
      subject: "Hi {{ name }}",
      body: { format: "html", text: "<p>{{ name }} {{ note | raw }}</p><a href='{{ link shop }}'>x</a>" },
      links,
    });
    const message = renderMessage(template, {
      record: { name: "<b>Ann\r\nBcc: x@y.z", note: "<i>ok</i>" },
      links: ["https://t.test/c/1?a=1&b=2"],
      unsubscribeUrl: "https://t.test/u",
    });
    expect(message.subject).toBe("Hi <b>Ann Bcc: x@y.z");
    expect(message.html).toContain("&lt;b&gt;Ann");
    expect(message.html).toContain("<i>ok</i>");
    expect(message.html).toContain('href="https://t.test/c/1?a=1&amp;b=2"');
    expect(message.text).toContain("x (https://t.test/c/1?a=1&b=2)");
  });

  it.each([
    "welcome.mjml",
    "catalogue.mjml",
    "discount.html",
    "introduction.html",
    "partnership.md",
    "confirmation.md",
  ])("of the examples compiles: %s", (file) => {
    const text = readFileSync(new URL(`../../examples/messages/${file}`, import.meta.url), "utf8");
    expect(parseLiquid(text).problems).toEqual([]);
    const format = file.endsWith(".md") ? "markdown" : file.endsWith(".mjml") ? "mjml" : "html";
    const names = parseLiquid(text).links.map(({ name }) => ({ name, url: `https://acme.test/${name}` }));
    const { template, problems } = compileMessage({
      channel: "email",
      subject: "x",
      body: { format, text },
      links: names,
    });
    expect(problems).toEqual([]);
    expect(parseLiquid(template.html ?? "").problems).toEqual([]);
    expect(parseLiquid(template.text).problems).toEqual([]);
  });
});

it("a text message's named links are collected", () => {
  const { template } = compileMessage({
    channel: "sms",
    text: "Hello, {{ link shop }}",
    links: [{ name: "shop", url: "https://acme.test/shop" }],
  });
  expect(template).toMatchObject({ text: "Hello, {{ journey_links[0] }}", links: [{ label: "shop" }] });
});

it("a text without Liquid is not touched, and what is missing prints as nothing", () => {
  expect(renderText("100% {sure}", {})).toBe("100% {sure}");
  expect(renderText("Call {{ first_name }}{{ company.name }}!", { first_name: "Ann" })).toBe("Call Ann!");
});

describe("the parts of a text message", () => {
  it.each<[string, string, "gsm-7" | "ucs-2", number, number]>([
    ["nothing", "", "gsm-7", 0, 0],
    ["160 letters", "a".repeat(160), "gsm-7", 1, 160],
    ["161 letters", "a".repeat(161), "gsm-7", 2, 161],
    ["306 letters", "a".repeat(306), "gsm-7", 2, 306],
    ["307 letters", "a".repeat(307), "gsm-7", 3, 307],
    ["an euro sign costs two", "€".repeat(80), "gsm-7", 1, 160],
    ["a pair does not split: 152 and an euro sign", `${"a".repeat(152)}€${"a".repeat(10)}`, "gsm-7", 2, 164],
    ["a pair does not split, and that costs a part", `${"a".repeat(152)}€${"a".repeat(151)}€`, "gsm-7", 3, 307],
    ["Greek capitals of the alphabet", "ΔΦΓΛΩΠΨΣΘΞ", "gsm-7", 1, 10],
    ["accents of the alphabet", "àéùìòÇÅåÄÖÑÜñüß", "gsm-7", 1, 15],
    ["70 characters beyond", "ё".repeat(70), "ucs-2", 1, 70],
    ["71 characters beyond", "ё".repeat(71), "ucs-2", 2, 71],
    ["an emoji counts two and does not split", `${"ё".repeat(66)}😀${"ё".repeat(66)}`, "ucs-2", 3, 134],
  ])("%s", (_, text, encoding, parts, units) => {
    expect(smsParts(text)).toMatchObject({ encoding, parts, units });
  });

  it("name the character that makes them dear", () => {
    expect(smsParts("It’s on").culprit).toEqual({ offset: 2, character: "’" });
  });
});
