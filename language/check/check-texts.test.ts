import { describe, expect, test } from "vitest";
import { checkText, fixed, journeyOf } from "./testing/check-text.ts";

const unsubscribe = "[Unsubscribe]({{ unsubscribe_url }})";
const found = (text: string, files?: Readonly<Record<string, string>>): readonly string[] =>
  checkText(text, files).found;
const email = (body: string, more = ""): string => `email hello {\n  subject "Hello"\n  body ${body}\n  ${more}\n}`;

describe("what a text reads", () => {
  test.each([
    ["{{ contry }}", ["unknown-field: contry"]],
    ["{{ company.contry }}", ["unknown-field: contry"]],
    ["{{ country.name }}", ["not-a-relation: name"]],
    ["{{ company }}", ["record-in-text: company"]],
    ["{{ orders }}", ["to-many-field: orders"]],
    ["{% for order in orders %}{{ order.total }}{% endfor %}", ["to-many-field: orders"]],
    ["{{ first_name }}", ["missing-default: first_name"]],
    ["{{ company.name }}", ["missing-default: company.name"]],
    ["{{ country | upcas }}", ["unknown-filter: upcas"]],
    ["{% if vip %}x", ["text-syntax: {% if vip %}"]],
    ["{% if contry %}x{% endif %}", ["unknown-field: contry"]],
    ["{% echo contry %}", ["unknown-field: contry"]],
    ["{% cycle contry, 'x' %}", ["unknown-field: contry"]],
    ["{% case contry %}{% when vipp %}x{% endcase %}", ["unknown-field: contry", "unknown-field: vipp"]],
    ["{% tablerow tag in tgs %}{{ tag }}{% endtablerow %}", ["unknown-field: tgs"]],
    ["{% for tag in tags limit: scoer %}{{ tag }}{% endfor %}", ["unknown-field: scoer"]],
    ["{{ tags[scoer] }}", ["unknown-field: scoer"]],
    ["{% for tag in tags %}x{% endfor %}{{ tag }}", ["unknown-field: tag"]],
    ["{{ who }}{% assign who = country %}", ["unknown-field: who"]],
    ["{% if first_name == nil %}{{ first_name }}{% endif %}", ["missing-default: first_name"]],
    ["{% if first_name != empty %}{{ first_name }}{% endif %}", ["missing-default: first_name"]],
    ["{% if vip or first_name %}{{ first_name }}{% endif %}", ["missing-default: first_name"]],
    ["{% echo first_name %}", ["missing-default: first_name"]],
    ["{% if vip %}{% assign first_name = 'x' %}{% endif %}{{ first_name }}", ["missing-default: first_name"]],
    ["{% if company.name == blank %}{{ company.country }}{% endif %}", ["missing-default: company.country"]],
    ["{{ tags | date: '%d' }}", ["liquid-filter-type: date"]],
    ["{{ tags | size | join: ',' }}", ["liquid-filter-type: join"]],
    ["{{ vip | plus: 1 }}", ["liquid-filter-type: plus"]],
    ["{{ created_at | times: 2 }}", ["liquid-filter-type: times"]],
    ["{{ country | default: 'x' | plus: 1 }}", ["liquid-filter-type: plus"]],
    ["{% assign x = score | first %}", ["liquid-filter-type: first"]],
    ["{% assign who = first_name %}{{ who }}", ["missing-default: who"]],
    ["{% assign who = first_name | upcase %}{% assign me = who %}{{ me }}", ["missing-default: me"]],
    [
      "{% if vip %}{% assign who = 'Sir' %}{% else %}{% assign who = first_name %}{% endif %}{{ who }}",
      ["missing-default: who"],
    ],
    ["{% assign who = company.contry %}{{ who }}", ["unknown-field: contry"]],
    ["{% include 'footer' %}", ["text-include: include"]],
    ["{% render 'footer' %}", ["text-include: render"]],
    ["{% iff vip %}x{% endif %}", ["unknown-tag: iff"]],
  ])("`%s` is reported", (text, expected) => {
    expect(found(`task "Call ${text}" { }`)).toEqual(expected);
  });

  test.each([
    "{{ country }} {{ score | plus: 1 }}",
    "{{ first_name | default: 'friend' }}",
    "{{ first_name | upcase | default: 'friend' }}",
    "{% if first_name %}{{ first_name }}{% endif %}",
    "{% if company.name %}at {{ company.name }}{% endif %}",
    "{% if company.name %}in {{ company.country }}{% endif %}",
    "{% if company %}in {{ company.country }}{% endif %}",
    "{% unless first_name %}you{% else %}{{ first_name }}{% endunless %}",
    "{% if first_name == blank %}you{% else %}{{ first_name }}{% endif %}",
    "{% unless first_name %}{% assign first_name = 'you' %}{% endunless %}{{ first_name }}",
    "{% case language %}{% when 'fr', 'nl' %}{{ language }}{% else %}en{% endcase %}",
    "{% if vip %}{% assign word = 'Sir' %}{% else %}{% assign word = 'you' %}{% endif %}{{ word }}",
    "{% if vip %}{% capture word %}Sir{% endcapture %}{% endif %}{{ word | default: 'you' }}",
    "{{ created_at | date: '%Y' | plus: 1 }} {{ score | upcase }} {{ score | date: '%Y' }}",
    "{{ tags | size | times: 2 }} {{ tags | sort | join: ', ' | upcase }} {{ tags.size | plus: 1 }}",
    "{{ tags[0] | upcase }} {{ tags.first | upcase }} {{ country | size }} {{ country | slice: 0 }}",
    "{% assign who = first_name %}{% if who %}{{ who }}{% endif %}{{ who | default: 'you' }}",
    "{% assign who = first_name %}{% if first_name %}{{ who }}{% endif %}",
    "{% if first_name %}{% assign who = first_name %}{% else %}{% assign who = 'you' %}{% endif %}{{ who }}",
    "{% assign who = country | downcase %}{{ who }}",
    "{% increment count %} {% decrement other %} {{ count }}",
    "{% for tag in tags %}{{ tag }}{% endfor %}, {{ tags.size }}, {{ tags.first }}",
    "{% assign who = first_name | default: 'you' %}{{ who }}",
    "{{ created_at | date: '%d %B' }}",
  ])("`%s` is fine", (text) => {
    expect(found(`task "Call ${text}" { }`)).toEqual([]);
  });

  test("a filter that doesn't exist or doesn't fit comes with advice", () => {
    expect(checkText('task "{{ country | upcas }}" { }').diagnostics[0]?.help).toBe("Did you mean `upcase`?");
    const [misfit] = checkText('task "{{ tags | upcase }}" { }').diagnostics;
    expect(misfit?.severity).toBe("warning");
    expect(misfit?.message).toBe("`upcase` is for text, a number, true or false or a date, and this is a list.");
    expect(misfit?.help).toBe('Make one text of the list first: `| join: ", "`.');
  });

  test("a tag that would read another file is no mistyped one", () => {
    const [include] = checkText("task \"{% include 'footer' %}\" { }").diagnostics;
    expect(include?.message).toBe("`{% include %}` can't take in another file: a text stands alone.");
    const { text, diagnostics } = checkText('task "{% iff vip %}x{% endif %}" { }');
    expect(diagnostics[0]?.help).toBe("Did you mean `if`?");
    expect(found(fixed(text, diagnostics[0]) ?? "")).toEqual([]);
  });

  test("a field that the filter asks for is filled: no default is needed", () => {
    expect(found('filter first_name is set\ntask "Call {{ first_name }}" { }')).toEqual([]);
    expect(found('task "Call {{ first_name }}" { filter first_name is set }')).toEqual([]);
    expect(found('if company.name = "Acme" { task "Call {{ company.name }}" { } }')).toEqual([]);
    expect(found('if company.name = "Acme" { exit } else { task "Call {{ company.name }}" { } }')).toEqual([
      "missing-default: company.name",
    ]);
  });

  test("a missing default is put in", () => {
    const { text, diagnostics } = checkText('task "Call {{ first_name }} now" { }');
    expect(diagnostics[0]?.severity).toBe("warning");
    const mended = fixed(text, diagnostics[0]) ?? "";
    expect(mended).toContain("{{ first_name | default: '' }} now");
    expect(found(mended)).toEqual([]);
  });

  test("is pointed at where it stands: after escapes, in block strings, in files", () => {
    expect(found('task "He said \\"hello\\" to {{ contry }}" { }')).toEqual(["unknown-field: contry"]);
    expect(found(email(`"""\n    Hello,\n\n      {{ contry }}\n    ${unsubscribe}\n    """`))).toEqual([
      "unknown-field: contry",
    ]);
    expect(
      found(email('"./bye.html"'), { "bye.html": '<p>{{ contry }}</p><a href="{{ unsubscribe_url }}">x</a>' }),
    ).toEqual(["unknown-field: bye.html: contry"]);
  });
});

describe("bodies", () => {
  test("a path that leads nowhere says where it looked, and what is there instead", () => {
    const { found, diagnostics, text } = checkText(email('"./hello.html"'));
    expect(found).toEqual(['body-not-found: "./hello.html"']);
    expect(diagnostics[0]?.help).toBe("Did you mean `./hello.md`? I looked for /project/hello.html.");
    expect(fixed(text, diagnostics[0])).toContain('body "./hello.md"');
  });

  test("a path without `./` is not sent as the mail's text", () => {
    const { diagnostics, text } = checkText(email('"hello.md"'));
    expect(diagnostics.map(({ code }) => code)).toEqual(["body-not-found"]);
    expect(fixed(text, diagnostics[0])).toContain('body "./hello.md"');
  });

  test("in place they are Markdown, or HTML when they begin with `<`", () => {
    const html = (body: string) => {
      const [step] = journeyOf(email(body)).steps;
      return step?.kind === "email" ? step.template.html : undefined;
    };
    expect(html(`"**Hello** ${unsubscribe}"`)).toContain("<strong>Hello</strong>");
    expect(html("\"<p>**Hello**</p><a href='{{ unsubscribe_url }}'>x</a>\"")).toContain("<p>**Hello**</p>");
  });

  test("in MJML have their mistakes where these stand", () => {
    const mjml = (content: string) =>
      found(email('"./a.mjml"'), {
        "a.mjml": `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`,
      });
    expect(mjml('<mj-text colour="red"><a href="{{ unsubscribe_url }}">y</a></mj-text>')).toEqual([
      'mjml-error: a.mjml: colour="red"',
    ]);
    expect(mjml('<mj-include path="./b.mjml" /><mj-text>{{ unsubscribe_url }}</mj-text>')).toEqual([
      'mjml-include: a.mjml: <mj-include path="./b.mjml" />',
    ]);
  });

  test("a marketing mail needs a way out, others don't", () => {
    expect(found(email('"Hello"'))).toEqual(['missing-unsubscribe-link: "Hello"']);
    expect(found(`purpose transactional\n${email('"Hello"')}`)).toEqual([]);
    expect(found(email('"Hello"', "to salesperson.email"))).toEqual([]);
    const files = { "a.html": "<p>Hello</p><!-- <a href='{{ unsubscribe_url }}'>x</a> -->" };
    expect(found(email('"./a.html"'), files)).toEqual(['missing-unsubscribe-link: "./a.html"']);
    const { text, diagnostics } = checkText(email('"Hello"'));
    expect(found(fixed(text, diagnostics[0]) ?? "")).toEqual([]);
  });
});

describe("links", () => {
  test("`{{ link shop }}` needs a `link shop`, in every text", () => {
    const { found, diagnostics } = checkText(
      email(`"[x]({{ link shpo }}) ${unsubscribe}"`, 'link shop "https://acme.test"'),
    );
    expect(found[0]).toMatch(/^unknown-link: link shpo/);
    expect(diagnostics[0]?.help).toBe("Did you mean `{{ link shop }}`?");
  });

  test("`{{ link shop }}` is a whole address, wherever it stands", () => {
    const files = { "a.html": '<a href="{{ link shop }}?x=1">x</a><a href="{{ unsubscribe_url }}">x</a>' };
    const link = 'link shop "https://acme.test"';
    expect(found(email('"./a.html"', link), files)).toEqual(["bare-link: a.html: link shop"]);
    expect(found(email(`"{{ link shop }} [x]({{ link shop }}) ${unsubscribe}"`, link))).toEqual([
      "bare-link: link shop",
    ]);
    expect(
      found(
        'purpose transactional\nemail a { subject "{{ link shop }}"  body "[x]({{ link shop }})"  link shop "https://acme.test" }',
      ),
    ).toEqual(["bare-link: link shop"]);
  });

  test("a label in the HTML is a link that a clause can wait for", () => {
    const body = "<a href='https://acme.test' data-link='shop'>x</a> <a href='{{ unsubscribe_url }}'>y</a>";
    expect(found(email(`"${body}"`, 'on clicked "shop" { exit }'))).toEqual([]);
    expect(found(email(`"${body}"`, 'on clicked "other" { exit }'))).toEqual(['unknown-link: "other"']);
  });

  test("a label stands for one address, save in branches", () => {
    const link = (label: string, url: string) => `<a href='${url}' data-link='${label}'>x</a>`;
    const way = "<a href='{{ unsubscribe_url }}'>y</a>";
    const html = (body: string, more = "") => found(email(`"${body}${way}"`, more));
    expect(html(link("shop", "https://a.test") + link("shop", "https://b.test"))).toEqual(["reused-label: shop"]);
    expect(html(link("shop", "https://a.test") + link("shop", "https://a.test"))).toEqual([]);
    expect(html(link("shop", "https://a.test") + link("sale", "https://b.test"))).toEqual([]);
    expect(
      html(`${link("shop", "https://a.test")}<a href='{{ link shop }}'>x</a>`, 'link shop "https://c.test"'),
    ).toEqual(["reused-label: shop"]);
    const [one, other] = [link("shop", "https://a.test"), link("shop", "https://b.test")];
    expect(html(`{% if vip %}${one}{% else %}${other}{% endif %}`)).toEqual([]);
  });

  test("`{{ link shop }}` may go through filters, stand without quotes, and be commented out", () => {
    const link = 'link shop "https://acme.test"';
    expect(found(email(`"[x]({{ link shop | append: '?a=1' }}) ${unsubscribe}"`, link))).toEqual([]);
    const html = (body: string) =>
      found(email('"./a.html"', link), { "a.html": `${body}<a href={{ unsubscribe_url }}>y</a>` });
    expect(html("<a href={{ link shop }}>x</a>")).toEqual([]);
    expect(html('<a href="{{ link shop | append: "?a=1" }}">x</a>')).toEqual([]);
    expect(html("<a href='{{ link shop }}'>x</a><!-- {{ link shop }} -->")).toEqual([]);
    expect(html("<p data-href='{{ link shop }}'>x</p>")).toEqual(["bare-link: a.html: link shop"]);
    expect(html("<!-- <a href='{{ link shop }}'>x</a> -->")).toEqual(["unused-link: shop"]);
  });

  test("a button in MJML can be waited for", () => {
    const body = (content: string) => ({
      "a.mjml": `<mjml><mj-body><mj-section><mj-column>${content}<mj-text><a href="{{ unsubscribe_url }}">y</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
    });
    const text = email('"./a.mjml"', 'on clicked "go" { exit }');
    expect(found(text, body('<mj-button data-link="go" href="https://acme.test">x</mj-button>'))).toEqual([]);
    expect(found(text, body('<mj-image data-link="go" href="https://acme.test" src="x.png" />'))).toEqual([]);
    expect(found(text, body('<mj-button href="https://acme.test">x</mj-button>'))).toEqual(['unknown-link: "go"']);
  });

  test("an address without `https://` is completed", () => {
    const { text, diagnostics } = checkText('sms a { text "{{ link shop }}"  link shop "acme.test/shop" }');
    expect(fixed(text, diagnostics[0])).toContain('link shop "https://acme.test/shop"');
  });
});

describe("text messages", () => {
  const sms = (text: string): string => `sms hello { text "${text}" }`;

  test("that fit into one are nothing to speak of", () => {
    expect(found(sms("x".repeat(160)))).toEqual([]);
    expect(found(sms(`${"é".repeat(140)}{{ country }}`))).toEqual([]);
    expect(found(sms("”".repeat(70)))).toEqual([]);
  });

  test("that are longer are counted", () => {
    const { diagnostics } = checkText(sms("x".repeat(161)));
    expect(diagnostics.map(({ severity, message }) => [severity, message])).toEqual([
      ["info", "This SMS is sent, and paid, as 2 messages."],
    ]);
  });

  test("that one character makes dearer are made cheaper", () => {
    const { text, found: codes, diagnostics } = checkText(sms(`It’s {{ country }} ${"x".repeat(100)}`));
    expect(codes).toEqual(["sms-parts: ’"]);
    expect(diagnostics[0]?.message).toBe("This SMS is sent, and paid, as 2 messages: `’` isn't in the GSM alphabet.");
    const mended = fixed(text, diagnostics[0]) ?? "";
    expect(mended).toContain("It's {{ country }}");
    expect(found(mended)).toEqual([]);
  });

  test("keep their quotes when these become straight", () => {
    const { text, diagnostics } = checkText(sms(`“Hello” ${"x".repeat(100)}`));
    expect(found(fixed(text, diagnostics[0]) ?? "")).toEqual([]);
  });
});

describe("settings of a message", () => {
  test.each([
    ['sms a { subject "x" text "y" }', ["misplaced-setting: subject"]],
    ['sms a { body "y" }', ["misplaced-setting: body"]],
    ["sms a { }", ["missing-setting: sms a"]],
    ["email a { }", ["missing-setting: email a", "missing-setting: email a"]],
    ['email a { subject "x" body "./hello.md" from "nobody" }', ['invalid-sender: "nobody"']],
    ['email a { subject "x" body "./hello.md" to phone }', ["wrong-address: phone"]],
    ['email a { subject "x" subject "y" body "./hello.md" }', ["duplicate-setting: subject"]],
    ['sms { text "x" }', ["missing-name: sms"]],
    ["suppress country", ["wrong-address: country"]],
  ])("`%s`", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});
