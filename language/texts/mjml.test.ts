import { describe, expect, test } from "vitest";
import { compileMessage } from "./compile-message.ts";
import { compileMjml } from "./mjml.ts";
import { renderHtml } from "./render.ts";

const inColumn = (content: string) =>
  `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;

/** What each problem of a text underlines, and says. */
const problems = (text: string) =>
  compileMjml(text).problems.map(({ start, end, message }) => [text.slice(start, end), message]);

describe("a mistake in MJML is underlined where it stands", () => {
  test.each([
    [inColumn("<mj-text>a</mj-text><mj-txt>b</mj-txt><mj-text>c</mj-text>"), "mj-txt", /doesn't exist/],
    [inColumn('<mj-text>a</mj-text><mj-text colour="red">b</mj-text>'), 'colour="red"', /colour is illegal/],
    [inColumn('<mj-text color="red">a</mj-text> <mj-image width="wide" src="x" />'), 'width="wide"', /invalid value/],
    ["<mjml><mj-body><mj-text>a</mj-text></mj-body></mjml>", "mj-text", /cannot be used inside mj-body/],
    [inColumn("<mj-text>a</mj-text>lost words"), "lost words", /left out/],
    [inColumn("<mj-text>a"), "mj-text", /has no `<\/mj-text>`/],
    ["<mjml><mj-body><mj-section><mj-column></mj-section></mj-body></mjml>", "mj-column", /has no `<\/mj-column>`/],
    ["<mjml><mj-body></mj-section></mj-body></mjml>", "mj-section", /closes nothing/],
    [
      `<mjml>\n<mj-body>\n{% if vip %}\n  <mj-section><mj-wrong /></mj-section>{% endif %}</mj-body></mjml>`,
      "mj-wrong",
      /doesn't exist/,
    ],
  ])("%s", (text, underlined, message) => {
    const [first] = problems(text);
    expect(first?.[0]).toBe(underlined);
    expect(first?.[1]).toMatch(message);
  });

  test("also Liquid where MJML has no place for it", () => {
    const text = inColumn(
      '<mj-carousel>{% if vip %}<mj-carousel-image src="https://a.test/x.png" />{% endif %}</mj-carousel>',
    );
    const message = "Liquid can't stand right in `<mj-carousel>`";
    expect(problems(text)).toEqual([
      ["{% if vip %}", message],
      ["{% endif %}", message],
    ]);
  });

  test("and named as written, with its Liquid", () => {
    expect(problems(inColumn('<mj-image width="{{ score }}" src="x" />'))).toMatchObject([
      ['width="{{ score }}"', expect.stringContaining("invalid value: {{ score }}")],
    ]);
  });
});

test("`<mj-include>` is found", () => {
  const text = inColumn('<mj-include path="./a.mjml" />');
  expect(compileMjml(text).problems).toMatchObject([{ kind: "include", start: text.indexOf("<mj-include") }]);
});

describe("Liquid in MJML", () => {
  const rendered = (text: string, record: object) => {
    const { html, problems: found } = compileMjml(text);
    expect(found).toEqual([]);
    return renderHtml(html, record);
  };

  test("may have quotes in an attribute", () => {
    const text = inColumn(`<mj-button href="https://acme.test/{{ country | default: "BE" }}">Go</mj-button>`);
    expect(rendered(text, {})).toContain('href="https://acme.test/BE"');
    expect(rendered(inColumn(`<mj-image alt='{{ x | default: "it's" }}' src="https://a.test/x.png" />`), {})).toContain(
      'alt="it&#39;s"',
    );
  });

  test("may choose a colour, and a part of an attribute", () => {
    const text = inColumn(`<mj-text color="{% if vip %}#ff0000{% else %}#00ff00{% endif %}">a</mj-text>`);
    expect(rendered(text, { vip: true })).toContain("color:#ff0000");
    expect(rendered(text, { vip: false })).toContain("color:#00ff00");
  });

  test("may hold what looks like a tag", () => {
    expect(
      rendered(inColumn("<mj-text>{% if a <b %}less{% endif %}{{ x | default: '</mj-text>' | raw }}</mj-text>"), {
        a: 1,
        b: 2,
      }),
    ).toMatch(/less<\/mj-text>/);
  });

  test("may stand between elements, in comments, and around the document", () => {
    const text = `{% assign word = "Hi" %}<mjml>{% assign end = "!" %}<mj-body>
      {% if vip %}<mj-section><mj-column><mj-text>{{ word }} VIP{{ end }}</mj-text></mj-column></mj-section>{% endif %}
      <!-- {% if other %} --><mj-section><mj-column><mj-text>Others</mj-text></mj-column></mj-section><!-- {% endif %} -->
    </mj-body></mjml>`;
    expect(rendered(text, { vip: true })).toContain("Hi VIP!");
    expect(rendered(text, { vip: true })).not.toContain("Others");
    expect(rendered(text, { other: true })).toContain("Others");
    expect(rendered(text, { other: true })).not.toContain("VIP");
  });
});

describe("`data-link` labels the link that comes out", () => {
  test.each([
    ['<mj-button data-link="go" href="https://acme.test/go">Go</mj-button>', "https://acme.test/go"],
    [
      '<mj-image href="https://acme.test/?a=1&amp;b=2" data-link="go" src="https://a.test/x.png" />',
      "https://acme.test/?a=1&b=2",
    ],
    [
      "<mj-button data-link='go' href='{{ site | default: \"https://acme.test\" }}'>Go</mj-button>",
      '{{ site | default: "https://acme.test" }}',
    ],
    ['<mj-text><a data-link="go" href="https://acme.test/go">Go</a></mj-text>', "https://acme.test/go"],
    [
      '<mj-navbar base-url="https://acme.test"><mj-navbar-link data-link="go" href="/go">Go</mj-navbar-link></mj-navbar>',
      "https://acme.test/go",
    ],
    [
      '<mj-social><mj-social-element name="github" data-link="go" href="https://acme.test/go">Go</mj-social-element></mj-social>',
      "https://acme.test/go",
    ],
  ])("%s", (content, url) => {
    const { template, problems: found } = compileMessage({
      channel: "email",
      subject: "x",
      body: { format: "mjml", text: inColumn(content) },
      links: [],
    });
    expect(found).toEqual([]);
    expect(new Set(template.links.map((link) => JSON.stringify(link)))).toEqual(
      new Set([JSON.stringify({ label: "go", url })]),
    );
    expect(template.html).toMatch(/<a(?=[^>]*href="\{\{ journey_links\[0\] \}\}")[^>]*data-link="go"/);
  });
});

test("a body is compiled once, and two hundred are kept", () => {
  const first = compileMjml(inColumn("<mj-text>first</mj-text>"));
  expect(compileMjml(inColumn("<mj-text>first</mj-text>"))).toBe(first);
  for (let index = 0; index < 199; index++) compileMjml(`<mjml><mj-body><!-- ${index} --></mj-body></mjml>`);
  expect(compileMjml(inColumn("<mj-text>first</mj-text>"))).toBe(first);
  for (let index = 0; index < 200; index++) compileMjml(`<mjml><mj-body><!-- new ${index} --></mj-body></mjml>`);
  expect(compileMjml(inColumn("<mj-text>first</mj-text>"))).not.toBe(first);
});
