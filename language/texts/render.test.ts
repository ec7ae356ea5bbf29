import { afterEach, describe, expect, test } from "vitest";
import { renderHtml, renderMessage, renderText } from "./render.ts";

describe("HTML is escaped exactly once", () => {
  const record = { name: `<b>"Ann" & O'Hara`, note: "one\ntwo <i>", html: "<b>bold</b>", empty: "" };
  const name = "&lt;b&gt;&#34;Ann&#34; &amp; O&#39;Hara";

  test.each([
    ["{{ name }}", name],
    ["{{ name | escape }}", name],
    ["{{ name | xml_escape }}", name],
    ["{{ name | escape | escape }}", name],
    ["{{ name | escape_once }}", name],
    ["{{ '&lt;b> & x' | escape_once }}", "&lt;b&gt; &amp; x"],
    ["{{ name | escape | strip | append: '!' }}", `${name}!`],
    ["{{ name | escape | append: note }}", `${name}one\ntwo &lt;i&gt;`],
    ["{{ name | escape | prepend: '<' }}", `&lt;${name}`],
    ["{{ name | escape | default: 'x' }}", name],
    ["{{ empty | escape | default: 'x' }}", "x"],
    ["{{ name | escape | raw }}", name],
    ["{{ note | newline_to_br }}", "one<br />\ntwo &lt;i&gt;"],
    ["{{ note | escape | newline_to_br }}", "one<br />\ntwo &lt;i&gt;"],
    ["{{ note | newline_to_br | escape }}", "one<br />\ntwo &lt;i&gt;"],
    ["{{ html | strip_html }}", "bold"],
    ["{{ html | raw }}", "<b>bold</b>"],
    ["{% capture block %}<p>{{ name }}</p>{% endcapture %}{{ block }}", `<p>${name}</p>`],
    [
      "{% capture block %}<p>{{ name }}</p>{% endcapture %}{% capture all %}{{ block }}!{% endcapture %}{{ all }}",
      `<p>${name}</p>!`,
    ],
    ["{% capture block %}<p>{{ name }}</p>{% endcapture %}{{ block | strip_html }}", name],
    [
      "{% capture block %}<br>{% endcapture %}{% echo block %}{% liquid echo block %}{% echo name %}",
      `<br><br>${name}`,
    ],
    ["{% assign safe = name | escape %}{{ safe }}", name],
    [
      "{% capture word %}x{% endcapture %}{% if word == 'x' %}same{% endif %}{{ word.size }}{{ word | size }}",
      "same11",
    ],
    ["{% echo html | raw %}", "<b>bold</b>"],
    ["{% cycle name, 'x' %}", name],
  ])("%s", (source, expected) => {
    expect(renderHtml(source, record)).toBe(expected);
  });

  test("and a plain text next to it not at all", () => {
    const template = {
      channel: "email",
      subject: "{{ name | escape }}",
      html: "{{ name | escape }} {{ note | newline_to_br }}",
      text: "{{ name | escape }} {{ note | newline_to_br }}",
      links: [],
    } as const;
    const message = renderMessage(template, { record, links: [], unsubscribeUrl: "" });
    expect(message.subject).toBe(record.name);
    expect(message.text).toBe(`${record.name} one\ntwo <i>`);
    expect(message.html).toBe(`${name} one<br />\ntwo &lt;i&gt;`);
  });

  test("a value is what Liquid says: there `escape` is asked for", () => {
    expect(renderText("{{ html | escape }}", record)).toBe("&lt;b&gt;bold&lt;/b&gt;");
  });
});

test("what a condition leaves out of a plain text leaves no gap", () => {
  const text = "Hello\n\n{% if vip %}\n\nVIP\n\n{% endif %}\n\nBye\n\n{% if vip %}{% endif %}";
  const message = renderMessage({ channel: "email", text, links: [] }, { record: {}, links: [], unsubscribeUrl: "" });
  expect(message.text).toBe("Hello\n\nBye");
});

test("rendering leaves the record as it is", () => {
  const record = { score: 3 };
  expect(renderText("{% increment score %}{% increment score %}", record)).toBe("34");
  expect(record).toEqual({ score: 3 });
});

describe("headers stay on one line", () => {
  test.each(["\n", "\r\n", "\r", "\0", "\v", "\f", "\u0085", "\u2028", "\u2029", "\n\n \r\n"])("%j", (lineBreak) => {
    const value = `Hello${lineBreak}Bcc: everybody@x.test`;
    const template = {
      channel: "email",
      subject: "{{ value }}",
      preheader: `{{ value }}${lineBreak}`,
      from: "{{ value }} <a@b.test>",
      replyTo: "{{ value }}",
      text: "x",
      links: [],
    } as const;
    const { text, ...headers } = renderMessage(template, { record: { value }, links: [], unsubscribeUrl: "" });
    expect(text).toBe("x");
    for (const header of Object.values(headers))
      expect(header).toMatch(/^Hello +Bcc: everybody@x\.test( <a@b\.test>)?$/);
  });
});

describe("dates are shown", () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  const at = new Date("2025-03-30T00:30:05.042Z");
  const shown = (source: string, timezone?: string): string => renderText(source, { at, now: undefined }, timezone);

  test.each(["UTC", "America/New_York", "Europe/Brussels", "Asia/Kolkata"])(
    "in the participant's time zone, with a server in %s",
    (server) => {
      process.env.TZ = server;
      expect(shown("{{ at | date: '%Y-%m-%d %H:%M:%S %z' }}")).toBe("2025-03-30 00:30:05 +0000");
      expect(shown("{{ at | date: '%Y-%m-%d %H:%M %z' }}", "Europe/Brussels")).toBe("2025-03-30 01:30 +0100");
      expect(shown("{{ at | date: '%a %-d %b, %l:%M %p' }}", "America/New_York")).toBe("Sat 29 Mar,  8:30 PM");
      // Two hours later Brussels has summer time, and New York's wall shows a time that Brussels' never did.
      expect(renderText("{{ at | date: '%H:%M %:z' }}", { at: "2025-03-30T02:30:00Z" }, "Europe/Brussels")).toBe(
        "04:30 +02:00",
      );
      expect(renderText("{{ at | date: '%H:%M' }}", { at: "2025-03-30T06:30:00Z" }, "America/New_York")).toBe("02:30");
      expect(renderText("{{ at | date: '%H:%M' }}", { at: "2025-03-09T02:30:00Z" }, "UTC")).toBe("02:30");
    },
  );

  test.each([
    ["2025-03-30", "2025-03-30 00:00 -0400"],
    ["2025-01-30T10:15", "2025-01-30 10:15 -0500"],
    ["2025-03-30 10:15:20", "2025-03-30 10:15 -0400"],
    ["2025-03-30T10:15:00Z", "2025-03-30 06:15 -0400"],
    ["2025-03-30T10:15:00+02:00", "2025-03-30 04:15 -0400"],
    ["March 30, 2025 10:15", "2025-03-30 06:15 -0400"],
    ["1743329700", "2025-03-30 06:15 -0400"],
    ["no date", "no date"],
    ["", ""],
  ])("of %j: a time without a zone is meant as it stands", (at, expected) => {
    process.env.TZ = "Asia/Tokyo";
    expect(renderText("{{ at | date: '%Y-%m-%d %H:%M %z' }}", { at }, "America/New_York")).toBe(expected);
  });

  test("in UTC when the zone is unknown, or in the one that the text names", () => {
    expect(shown("{{ at | date: '%H:%M' }}", "Mars/Olympus")).toBe("00:30");
    expect(shown("{{ at | date: '%H:%M', 'Asia/Tokyo' }}", "America/New_York")).toBe("09:30");
    expect(shown("{{ at | date: '%H:%M', 360 }}", "America/New_York")).toBe("18:30");
  });

  test.each([
    ["%A %a %B %b %h", "Sunday Sun March Mar Mar"],
    ["%C %y %Y %j %U %W %u %w", "20 25 2025 089 13 12 7 0"],
    ["%d %-d %e %_m %m %q", "30 30 30  3 03 th"],
    ["%H %k %I %l %p %P %M %S %L %N %3N", "00  0 12 12 AM am 30 05 042 042000000 042"],
    ["%D %F %R %T %x %X", "03/30/25 2025-03-30 00:30 00:30:05 3/30/2025 12:30:05 AM"],
    ["%^a %^B %#p %5d %s %Z %% %n%t%Q", "SUN MARCH am 00030 1743294605 UTC % \n\t%Q"],
  ])("as %s", (format, expected) => {
    expect(shown(`{{ at | date: "${format}" }}`)).toBe(expected);
  });

  test("by the other date filters, too", () => {
    expect(shown("{{ at | date_to_xmlschema }}", "Asia/Tokyo")).toBe("2025-03-30T09:30:05+09:00");
    expect(shown("{{ at | date_to_rfc822 }}", "Asia/Tokyo")).toBe("Sun, 30 Mar 2025 09:30:05 +0900");
    expect(shown("{{ at | date_to_string }}", "America/New_York")).toBe("29 Mar 2025");
    expect(shown("{{ at | date_to_long_string: 'ordinal' }}")).toBe("30th March 2025");
    expect(shown("{{ at | date_to_string: 'ordinal', 'US' }}")).toBe("Mar 30th, 2025");
    expect(shown("[{{ nothing | date: '%Y' }}]")).toBe("[]");
  });
});
