import { describe, expect, test } from "vitest";
import { type BodyFormat, compileMessage } from "./compile-message.ts";
import { renderMessage, renderText } from "./render.ts";

const named = [{ name: "shop", url: "https://acme.test/shop" }];
const compile = (text: string, format: BodyFormat = "html") =>
  compileMessage({ channel: "email", subject: "x", body: { format, text }, links: named }).template;

describe("a link is tracked", () => {
  test.each<[string, string | undefined, string]>([
    ['<a href="https://acme.test/blog">x</a>', undefined, "https://acme.test/blog"],
    ["<a href='https://acme.test/blog'>x</a>", undefined, "https://acme.test/blog"],
    ["<a href=https://acme.test/blog>x</a>", undefined, "https://acme.test/blog"],
    ["<a href={{ link shop }} class=x>x</a>", "shop", "https://acme.test/shop"],
    ["<A\n  class='x'\n  HREF = \"https://acme.test/blog\"\n>x</A>", undefined, "https://acme.test/blog"],
    ['<a title="2 > 1" href="https://acme.test/blog">x</a>', undefined, "https://acme.test/blog"],
    ['<a data-href="https://other.test" href="https://acme.test/blog">x</a>', undefined, "https://acme.test/blog"],
    [
      '<a href="https://acme.test/?a=1&amp;b=&quot;c&quot;&#38;d=&#x27;">x</a>',
      undefined,
      `https://acme.test/?a=1&b="c"&d='`,
    ],
    ['<area shape="rect" href="https://acme.test/blog">', undefined, "https://acme.test/blog"],
    ['<a data-link="blog" href="https://acme.test/blog">x</a>', "blog", "https://acme.test/blog"],
    ['<a href="https://acme.test/blog" data-link=blog>x</a>', "blog", "https://acme.test/blog"],
    [
      '<a href="{{ website | default: "https://acme.test" }}">x</a>',
      undefined,
      '{{ website | default: "https://acme.test" }}',
    ],
    [
      '<a href="{% if vip %}https://a.test{% else %}https://b.test{% endif %}">x</a>',
      undefined,
      "{% if vip %}https://a.test{% else %}https://b.test{% endif %}",
    ],
    ['<a {% if vip %}class="vip"{% endif %} href="https://acme.test/blog">x</a>', undefined, "https://acme.test/blog"],
    ['<!--[if mso]><v:roundrect href="{{ link shop }}"></v:roundrect><![endif]-->', "shop", "https://acme.test/shop"],
    ['<!--[if !mso]><!--><a href="https://acme.test/blog">x</a><!--<![endif]-->', undefined, "https://acme.test/blog"],
  ])("%s", (html, label, url) => {
    const template = compile(html);
    expect(template.links).toEqual([{ ...(label === undefined ? {} : { label }), url }]);
    expect(template.html).toMatch(/href\s*=\s*"\{\{ journey_links\[0\] \}\}"/i);
  });
});

describe("a link is left as it is", () => {
  test.each([
    '<a href="mailto:sales@acme.test?subject={{ country }}">x</a>',
    '<a href="tel:+3221234567" data-link="call">x</a>',
    '<a href="#top">x</a>',
    '<a href="{{ unsubscribe_url }}">x</a>',
    '<a data-href="https://acme.test/blog">x</a>',
    "<a href>x</a>",
    '<link href="https://acme.test/style.css">',
    '<!-- <a href="https://acme.test/blog">x</a> -->',
    '<style>a::after { content: "<a href=https://acme.test>" }</style>',
    "2 < 3 <a",
    // Nobody knows these names any more when somebody clicks.
    '{% for tag in tags %}<a href="https://acme.test/{{ tag }}">x</a>{% endfor %}',
    '{% assign page = country | downcase %}<a href="https://acme.test/{{ page }}">x</a>',
  ])("%s", (html) => {
    const template = compile(html);
    expect(template.links).toEqual([]);
    expect(template.html).toBe(html);
  });
});

describe("a named link may go through filters", () => {
  const source = `{{ link shop | append: "?from=" | append: country }}`;
  const expected = "https://acme.test/shop?from=BE";

  test.each<[BodyFormat, string]>([
    ["html", `<a href='${source}'>x</a>`],
    ["markdown", `[x](${source})`],
    [
      "mjml",
      `<mjml><mj-body><mj-section><mj-column><mj-button href='${source}'>x</mj-button></mj-column></mj-section></mj-body></mjml>`,
    ],
    ["text", source],
  ])("in %s", (format, text) => {
    const { links } = compile(text, format);
    expect(links.map(({ label }) => label)).toEqual(["shop"]);
    expect(renderText(links[0]?.url ?? "", { country: "BE" })).toBe(expected);
  });

  test("in a text message, of an address with Liquid in it", () => {
    const { template } = compileMessage({
      channel: "sms",
      text: "See {{ link shop | append: '!' }} and {{- link shop -}}",
      links: [{ name: "shop", url: "https://acme.test/{{ country }}" }],
    });
    expect(template.text).toBe("See {{ journey_links[0] }} and {{ journey_links[1] }}");
    expect(template.links.map(({ url }) => renderText(url, { country: "BE" }))).toEqual([
      "https://acme.test/BE!",
      "https://acme.test/BE",
    ]);
  });
});

test("the same address twice is one link, under two labels two", () => {
  const { links } = compile(
    '<a href="https://a.test">x</a><a href="https://a.test">y</a><a data-link="z" href="https://a.test">z</a>',
  );
  expect(links).toEqual([{ url: "https://a.test" }, { label: "z", url: "https://a.test" }]);
});

test("people get the tracking address, escaped where it is HTML", () => {
  const template = compile(`<p><a href='{{ link shop }}'>Shop</a></p>`);
  const message = renderMessage(template, { record: {}, links: ["https://t.test/c/1?a=1&b=2"], unsubscribeUrl: "" });
  expect(message.html).toBe(`<p><a href="https://t.test/c/1?a=1&amp;b=2">Shop</a></p>`);
  expect(message.text).toBe("Shop (https://t.test/c/1?a=1&b=2)");
});
