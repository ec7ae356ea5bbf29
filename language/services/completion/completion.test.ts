import { describe, expect, test } from "vitest";
import { marked } from "../testing/marked.ts";
import { completions } from "./completion.ts";

const labelsAt = (text: string, files?: Record<string, string>): readonly string[] => {
  const { workspace, path, offset } = marked(text, files);
  return completions(workspace, path, offset)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ label }) => label);
};

/** The text at the cursor, what must be proposed (in this order), and what must not. */
type Case = readonly [name: string, text: string, proposed: readonly string[], refused?: readonly string[]];

function cases(list: readonly Case[], files?: Record<string, string>): void {
  for (const [name, text, proposed, refused = []] of list) {
    test(name, () => {
      const labels = labelsAt(text, files);
      expect(labels.filter((label) => proposed.includes(label))).toEqual(proposed);
      expect(labels.filter((label) => refused.includes(label))).toEqual([]);
    });
  }
}

const hello = 'email hello { subject "Hi" body "./hello.md" link shop "https://a.test" }';

describe("statements", () => {
  cases([
    [
      "a file begins with declarations",
      "┆",
      ["import", "journey", "audience", "email template", "test", "simulate"],
      ["wait"],
    ],
    ["half a word of a declaration", "// Some words\njour┆", ["journey"]],
    ["a journey offers what is missing before its steps", "┆", ["import"]],
    [
      "settings that are missing",
      "filter vip\n  ┆",
      ["unicity", "enter", "goal", "email", "wait"],
      ["target", "filter"],
    ],
    ["settings that may stand twice", "exit when vip\n  ┆", ["exit when", "goal"], ["target"]],
    ["after a step only steps", "wait 1 day\n  ┆", ["email", "update", "wait until"], ["unicity", "enter"]],
    ["half a step", "wait 1 day\n  em┆", ["email"]],
    [
      "an e-mail's settings",
      "email hello {\n    ┆\n  }",
      ["subject", "body", "on opened", "on clicked", "on not opened"],
      ["text", "title", "target"],
    ],
    [
      "an e-mail's settings that are missing",
      'email hello {\n    subject "Hi"\n    ┆\n  }',
      ["body", "link"],
      ["subject"],
    ],
    ["an SMS's settings", "sms nudge {\n    ┆\n  }", ["text", "on clicked"], ["subject", "on opened"]],
    [
      "a push notification's settings",
      "push hint {\n    ┆\n  }",
      ["title", "text", "on opened"],
      ["subject", "on replied"],
    ],
    ["a task's settings", 'task "Call" {\n    ┆\n  }', ["for", "due", "on failed"], ["subject", "on opened"]],
    ["a webhook's settings", "webhook crm {\n    ┆\n  }", ["post", "json"], ["subject"]],
    ["an update's fields", "update {\n    ┆\n  }", ["score", "vip"], ["subject"]],
    ["an update's fields that are not assigned yet", "update {\n    score = 1\n    ┆\n  }", ["vip"], ["score"]],
    ["the fields of what is created", "create Note {\n    ┆\n  }", ["contact", "text"], ["score"]],
    [
      "a clause's block has steps",
      'email hello {\n    subject "Hi"\n    on opened {\n      ┆\n    }\n  }',
      ["email", "wait"],
      ["subject", "target"],
    ],
    ["an if's block has steps", "if vip {\n    ┆\n  }", ["email", "wait"], ["target"]],
    ["an A/B test's parts", "ab test offer {\n    ┆\n  }", ["on 20% of participants", "winner", "variant"], ["email"]],
    ["a split's shares", "split {\n    ┆\n  }", ["50%"], ["email"]],
    ["parallel branches", "parallel {\n    ┆\n  }", ["branch"], ["email"]],
    ["a match's cases are the choices", "match country {\n    ┆\n  }", ['"BE"', '"FR"', '"US"', "else"]],
    ["a match's cases that are left", 'match country {\n    "BE" { }\n    ┆\n  }', ['"FR"', '"US"'], ['"BE"']],
    ["a test's statements", 'test "t" for example {\n  ┆\n}', ["given", "at", "expect"], ["email"]],
    [
      "a template has no reactions",
      "email template offer for Contact {\n  ┆\n}",
      ["subject", "body"],
      ["on opened", "to"],
    ],
    ["nothing in a comment", "// wait ┆", [], ["email", "journey"]],
  ]);
});

describe("words that follow", () => {
  cases([
    ["models after target", 'import { Contact } from "./models.ts"\njourney a {\n  target ┆\n}', ["Contact", "User"]],
    ["fields after unicity", "unicity ┆", ["email"]],
    ["ways to enter", "enter ┆", ["when matching", "on event", "every"]],
    ["ways to enter when", "enter when ┆", ["matching", "created", "updated"]],
    ["events", "enter on event ┆", ["cart_abandoned", "order_placed"]],
    ["days", "enter every ┆", ["day", "monday"]],
    ["dates of the record", "enter 3 days before ┆", ["birthday", "created_at"], ["score"]],
    ["what a field became", "enter when updated country to ┆", ['"BE"']],
    ["ways to enter again", "reenter ┆", ["never", "always", "after"]],
    ["exit when and on", "exit ┆", ["when", "on"]],
    ["triggers of an exit", "exit on ┆", ["replied", "unsubscribed", "event"]],
    ["purposes", "purpose ┆", ["marketing", "transactional"]],
    ["fields that are time zones", "timezone ┆", ["timezone"], ["score", "company"]],
    ["else after a time zone", "timezone timezone ┆", ["else"]],
    ["send windows", "send ┆", ["between", "on"]],
    ["days of a window", "send on ┆", ["weekdays", "monday"]],
    ["caps", "cap 3 ┆", ["messages", "emails"]],
    ["cap per", "cap 3 messages per ┆", ["day", "week"]],
    ["what the rest does", "cap 3 messages per week else ┆", ["delay", "skip"]],
    ["units after a number", "wait 2 ┆", ["hours", "days"]],
    ["one day", "wait 1 ┆", ["hour", "day"], ["days"]],
    ["wait until", "wait until ┆", ["9:00", "birthday", "monday"], ["score"]],
    ["wait for", `${hello}\n  wait for ┆`, ["event", "hello"]],
    ["up to after wait for", `${hello}\n  wait for hello opened ┆`, ["up to"]],
    ["who follows", "follow by ┆", ["salesperson"], ["score", "orders"]],
    ["whose task", 'task "Call" { for ┆ }', ["salesperson"], ["orders"]],
    ["journeys to start", "journey first { target Contact start journey ┆ }", ["first"]],
    ["what clauses an e-mail can have", "email hello {\n    on ┆\n  }", ["opened", "clicked", "not"]],
    ["an SMS is never opened", "sms nudge {\n    on ┆\n  }", ["clicked", "replied"], ["opened"]],
    ["what can be missed", "email hello {\n    on not ┆\n  }", ["opened", "clicked", "replied"], ["bounced"]],
    ["a clause's times", "email hello {\n    on opened ┆\n  }", ["after", "within", "including machines"]],
    ["a not clause knows no machines", "email hello {\n    on not opened ┆\n  }", ["after"], ["including machines"]],
    ["winners", "ab test offer {\n    winner by ┆\n  }", ["open rate", "click rate"]],
    ["goals of a winner", "goal bought when vip\n  ab test offer {\n    winner by conversion of ┆\n  }", ["bought"]],
    ["addresses for an e-mail", "email hello {\n    to ┆\n  }", ["email"], ["phone"]],
    ["addresses for an SMS", "sms nudge {\n    to ┆\n  }", ["phone"], ["email"]],
    [
      "actions of the model",
      "action tag for Contact { }\naction other for Note { }\njourney a { target Contact do ┆ }",
      ["tag"],
      ["other"],
    ],
    [
      "templates of the channel",
      "email template offer for Contact { }\nsms template short for Contact { }\njourney a { target Contact email b { template ┆ } }",
      ["offer"],
      ["short"],
    ],
    [
      "functions",
      'import { Contact } from "./models.ts"\nimport { scoreLead } from "./actions.ts"\njourney a { target Contact run ┆ }',
      ["scoreLead"],
    ],
    [
      "a function's arguments",
      'import { setLanguage } from "./actions.ts"\nimport { Contact } from "./models.ts"\njourney a { target Contact run setLanguage(this, ┆) }',
      ['"en"', '"fr"'],
    ],
    ["the models of an audience", "audience hot of ┆", ["Contact", "Note"]],
    ["the journey of a test", 'journey first { target Contact }\ntest "t" for ┆', ["first"]],
    [
      "what is expected",
      `journey first { target Contact ${hello} }\ntest "t" for first {\n  expect ┆\n}`,
      ["hello", "completed", "never"],
    ],
    [
      "states of an activity",
      `journey first { target Contact ${hello} }\ntest "t" for first {\n  expect hello ┆\n}`,
      ["sent", "rejected"],
    ],
    [
      "what happens in a test",
      `journey first { target Contact ${hello} }\ntest "t" for first {\n  at 1 hour hello ┆\n}`,
      ["opened", "clicked"],
    ],
    ["an import's names", 'import { ┆ } from "./models.ts"', ["Company", "Contact"]],
  ]);
});

describe("conditions", () => {
  cases([
    [
      "fields, audiences and activities",
      `audience hot of Contact where vip\njourney a {\n  target Contact\n  filter ┆\n}`,
      ["hot", "email", "score", "not"],
    ],
    ["fields after and", "filter vip and ┆", ["score", "company"]],
    ["fields of a relation", "filter company.┆", ["name", "country", "employees"], ["score"]],
    ["half a field of a relation", "filter company.na┆", ["name"]],
    ["operators of a number", "filter score ┆", ["=", "<", "between"], ["contains"]],
    ["operators of a text", "filter first_name ┆", ["=", "contains", "starts with", "is set"], ["<"]],
    ["operators of a date", "filter birthday ┆", ["before", "within last", "anniversary is today"], ["contains"]],
    ["operators of a choice", "filter country ┆", ["=", "in"], ["<"]],
    ["choices", "filter country = ┆", ['"BE"', '"FR"', '"US"']],
    ["choices inside quotes", 'filter country = "┆"', ["BE", "FR", "US"]],
    ["choices inside half-typed quotes", 'filter country = "B┆', ["BE"]],
    ["choices in a list", 'filter country in ["BE", ┆]', ['"FR"']],
    ["choices in a list's quotes", 'filter country in ["┆"]', ["BE"]],
    ["truth", "filter vip = ┆", ["true", "false"]],
    ["moments", "filter birthday before ┆", ["today", "now", "created_at"], ["score"]],
    ["relations to many", "filter any ┆", ["orders"], ["score"]],
    ["where after a relation", "filter any orders ┆", ["where"]],
    ["fields of the related record", "filter any orders where ┆", ["total", "status"], ["score"]],
    ["choices of the related record", 'filter any orders where status = "┆"', ["open", "paid"]],
    ["counted relations", "filter count of ┆", ["orders"], ["score"]],
    ["what happened to an activity", `${hello}\n  if hello ┆ {\n  }`, ["sent", "opened", "clicked"]],
    ["links of a click", `${hello}\n  if hello clicked "┆" {\n  }`, ["shop"]],
    [
      "an event's payload",
      'import { Contact, CartAbandoned } from "./models.ts"\njourney a {\n  target Contact\n  enter on event cart_abandoned\n  if entry.┆ {\n  }\n}',
      ["cart_id", "total"],
      ["score"],
    ],
    ["and after a whole comparison", "filter score > 1 ┆", ["and", "or"], ["score"]],
    ["is set", "filter email is ┆", ["set", "not set"]],
    ["is not set", "filter email is not ┆", ["set"]],
    ["within last", "filter birthday within ┆", ["last", "next"]],
    ["a date's distance", "filter birthday within last 30 ┆", ["days", "weeks"]],
    ["conditions of a block", "filter all of {\n    ┆\n  }", ["score", "vip"]],
    ["mailing lists that others name", 'filter in list "news"\n  add to list "┆"', ["news"]],
    ["values of an update", "update { country = ┆ }", ['"BE"', '"FR"']],
    ["values of an update in quotes", 'update { country = "┆" }', ["BE"]],
    ["this for a relation", "create Note { contact = ┆ }", ["this"]],
    ["values of a given record", 'test "t" for example {\n  given Contact { country = "┆" }\n}', ["BE"]],
  ]);
});

describe("texts", () => {
  const files = { "welcome.mjml": "<mjml></mjml>", "mails/other.html": "<p></p>" };
  cases(
    [
      ["body files", 'email a { body "┆" }', ["./hello.md", "./welcome.mjml", "./mails/"], ["./models.ts"]],
      ["body files of a folder", 'email a { body "./mails/┆" }', ["other.html"]],
      ["imported files", 'import { Contact } from "┆"', ["./actions.ts", "./models.ts"], ["./hello.md"]],
      ["time zones", 'timezone timezone else "Europe/Br┆"', ["Europe/Brussels"]],
      ["Liquid's fields", 'email a { subject "Hi {{ ┆ }}" }', ["first_name", "score", "unsubscribe_url"]],
      ["Liquid's fields while it is open", 'email a { subject "Hi {{ fi┆" }', ["first_name"]],
      ["Liquid's fields of a relation", 'email a { subject "{{ company.┆ }}" }', ["name", "country"], ["score"]],
      ["Liquid's filters", 'email a { subject "{{ first_name | ┆ }}" }', ["default", "upcase"], ["score"]],
      ["Liquid's tags", 'email a { subject "{% ┆ %}" }', ["for", "if"], ["score"]],
      ["Liquid's conditions", 'email a { subject "{% if ┆ %}x{% endif %}" }', ["first_name"]],
      ["links in a text", 'sms a { link shop "https://a.test" text "{{ link ┆ }}" }', ["shop"]],
      ["no Liquid in plain text", 'email a { subject "Hi ┆" }', [], ["first_name"]],
      ["Liquid of a block text", 'email a {\n    body """\n      Hello {{ ┆ }}\n      """\n  }', ["first_name"]],
      ["Liquid of a task's title", 'task "Call {{ ┆ }}" { }', ["first_name"]],
    ],
    files,
  );
  cases(
    [
      [
        "Liquid in a body file",
        'email a { subject "Hi" link shop "https://a.test" body "./body.mjml" }',
        ["first_name", "link"],
      ],
    ],
    { "body.mjml": "<mjml><mj-body>{{ ┆ }}</mj-body></mjml>" },
  );
  cases(
    [["links in a body file", 'email a { subject "Hi" link shop "https://a.test" body "./body.html" }', ["shop"]]],
    { "body.html": '<a href="{{ link ┆ }}">x</a>' },
  );
  cases([["nothing in a body that nobody uses", "wait 1 day", [], ["first_name"]]], { "stray.md": "{{ ┆ }}" });

  test("a field that may be empty brings its default along", () => {
    const { workspace, path, offset } = marked('email a { subject "Hi {{ ┆ }}" }');
    const found = completions(workspace, path, offset).find(({ label }) => label === "first_name");
    expect(found).toMatchObject({ insert: "first_name | default: '${1:friend}'$0", isSnippet: true });
  });

  test("a completion replaces the word that is typed", () => {
    const { workspace, path, offset, textOf } = marked("wait 1 day\n  ema┆");
    const found = completions(workspace, path, offset).find(({ label }) => label === "email");
    expect(found && textOf(path).slice(found.span.start, found.span.end)).toBe("ema");
  });
});
