import { describe, expect, test } from "vitest";
import type { Expression, Journey } from "./ast.ts";
import { parse } from "./parse.ts";
import { JourneyParser } from "./parser.ts";
import { meaningOf } from "./testing/meaning.ts";
import { found, journeyOf, outline, parseSteps } from "./testing/parsed.ts";

/** The journey in whose braces the text stands; it must be fine. */
function journey(content: string): Journey {
  const parsed = parseSteps(content);
  expect(found(parsed)).toEqual([]);
  return journeyOf(parsed);
}

const firstStep = (content: string): unknown => meaningOf(journey(content).steps[0]);
const firstSetting = (content: string): unknown => meaningOf(journey(content).settings[0]);

const name = (text: string): unknown => ({ kind: "name", text });
const field = (...path: readonly string[]): unknown => ({ kind: "field", path: path.map(name) });
const text = (value: string): unknown => ({ kind: "string", value, block: false, unterminated: false });
const number = (value: number): unknown => ({ kind: "number", value });
const duration = (amount: number, unit: string): unknown => ({ kind: "duration", amount, unit });

test("the grammar is free of what Chevrotain can complain about", () => {
  expect(() => new JourneyParser({ skipValidations: false })).not.toThrow();
});

describe("declarations", () => {
  test("an import names models and a file", () => {
    expect(meaningOf(parse('import { Contact, Note } from "./models.ts"', "x").tree.declarations)).toEqual([
      { kind: "import", names: [name("Contact"), name("Note")], from: text("./models.ts") },
    ]);
  });

  test("a journey has a name, and may have a title and documentation", () => {
    const parsed = parse('/// Greets\n/// everybody.\njourney welcome "Welcome flow" {}', "x");
    expect(meaningOf(parsed.tree.declarations)).toEqual([
      {
        kind: "journey",
        name: name("welcome"),
        title: text("Welcome flow"),
        doc: "Greets\neverybody.",
        settings: [],
        steps: [],
      },
    ]);
  });

  test("several journeys may share a line", () => {
    expect(parse("journey a { exit } journey b { exit }", "x").tree.declarations).toHaveLength(2);
  });
});

describe("settings", () => {
  test.each([
    ["target Contact", { kind: "target", model: name("Contact") }],
    ["unicity email", { kind: "unicity", field: field("email") }],
    ["unicity company.id", { kind: "unicity", field: field("company", "id") }],
    ["include archived", { kind: "include archived" }],
    ["purpose transactional", { kind: "purpose", purpose: "transactional" }],
    [
      'timezone timezone else "Europe/Paris"',
      { kind: "timezone", field: field("timezone"), fallback: text("Europe/Paris") },
    ],
    ['timezone "Europe/Paris"', { kind: "timezone", fallback: text("Europe/Paris") }],
    ["listen 30 days", { kind: "listen", duration: duration(30, "day") }],
  ])("%s", (written, expected) => {
    expect(firstSetting(written)).toEqual(expected);
  });
});

describe("steps", () => {
  test.each([
    ["wait 1 hour", { kind: "wait", duration: duration(1, "hour") }],
    ["wait 1.5 days", { kind: "wait", duration: duration(1.5, "day") }],
    ["wait 2 months", { kind: "wait", duration: duration(2, "month") }],
    ["exit", { kind: "exit" }],
    ["suppress work_email", { kind: "suppress", field: field("work_email"), clauses: [] }],
    ["suppress", { kind: "suppress", clauses: [] }],
    ['add to list "x"', { kind: "list membership", action: "add", list: text("x"), clauses: [] }],
    [
      'remove from list "x" { expire after 2 days }',
      {
        kind: "list membership",
        action: "remove",
        list: text("x"),
        expire: { kind: "expire", after: duration(2, "day") },
        clauses: [],
      },
    ],
    [
      'update mark { stage = "won", score += 10\n tags -= "x" }',
      {
        kind: "update",
        name: name("mark"),
        assignments: [
          { kind: "assignment", field: name("stage"), operator: "=", value: text("won") },
          { kind: "assignment", field: name("score"), operator: "+=", value: number(10) },
          { kind: "assignment", field: name("tags"), operator: "-=", value: text("x") },
        ],
        clauses: [],
      },
    ],
    [
      "create Note hint { contact = this on failed { exit } }",
      {
        kind: "create",
        model: name("Note"),
        name: name("hint"),
        assignments: [{ kind: "assignment", field: name("contact"), operator: "=", value: { kind: "this" } }],
        clauses: [
          {
            kind: "clause",
            negated: false,
            machines: false,
            trigger: "failed",
            triggerName: name("failed"),
            block: { kind: "block", steps: [{ kind: "exit" }] },
          },
        ],
      },
    ],
    [
      'task call "Call them" { for company.owner due in 2 days }',
      {
        kind: "task",
        name: name("call"),
        title: text("Call them"),
        assignee: field("company", "owner"),
        due: duration(2, "day"),
        clauses: [],
      },
    ],
    [
      'task "Call them" due in 1 day for owner',
      { kind: "task", title: text("Call them"), assignee: field("owner"), due: duration(1, "day"), clauses: [] },
    ],
  ])("%s", (written, expected) => {
    expect(firstStep(written)).toEqual(expected);
  });

  test("a message has settings, a filter, an expiry and reactions", () => {
    expect(
      firstStep(`
        email hello "Hi" {
          subject "A" preheader "B" body "./c.md" from "D" reply to "E" to work_email link shop "https://f"
          filter vip
          expire after 2 days
          on not clicked "shop" after 3 days { exit }
        }`),
    ).toEqual({
      kind: "message",
      channel: "email",
      name: name("hello"),
      title: text("Hi"),
      settings: [
        { kind: "text setting", setting: "subject", value: text("A") },
        { kind: "text setting", setting: "preheader", value: text("B") },
        { kind: "text setting", setting: "body", value: text("./c.md") },
        { kind: "text setting", setting: "from", value: text("D") },
        { kind: "text setting", setting: "reply to", value: text("E") },
        { kind: "to setting", field: field("work_email") },
        { kind: "link setting", name: name("shop"), url: text("https://f") },
      ],
      filter: { kind: "filter", condition: field("vip") },
      expire: { kind: "expire", after: duration(2, "day") },
      clauses: [
        {
          kind: "clause",
          negated: true,
          machines: false,
          trigger: "clicked",
          triggerName: name("clicked"),
          label: text("shop"),
          after: duration(3, "day"),
          block: { kind: "block", steps: [{ kind: "exit" }] },
        },
      ],
    });
  });

  test("else if hangs below the if before it", () => {
    const parsed = parseSteps("if a { exit } else if b { } else { wait 1 day }");
    expect(found(parsed)).toEqual([]);
    const [first] = journeyOf(parsed).steps;
    const second = first?.kind === "if" ? first.otherwise : undefined;
    const last = second?.kind === "if" ? second.otherwise : undefined;
    expect(first).toMatchObject({ kind: "if", condition: { path: [{ text: "a" }] } });
    expect(second).toMatchObject({ kind: "if", condition: { path: [{ text: "b" }] } });
    expect(last).toMatchObject({ kind: "block", steps: [{ kind: "wait" }] });
    expect(outline(parsed)).toEqual(["if", "exit", "if", "wait 1 day"]);
  });

  test("documentation belongs to the step below it, not to the one beside it", () => {
    const { steps } = journey("wait 1 day /// no documentation\n/// Why\n// a remark\n/// so\nwait 2 days");
    expect(steps.map((step) => ("doc" in step ? step.doc : undefined))).toEqual([undefined, "Why\nso"]);
  });
});

describe("expressions", () => {
  const condition = (written: string): Expression | undefined => {
    const [setting] = journey(`filter ${written}`).settings;
    return setting?.kind === "filter" ? setting.condition : undefined;
  };

  /** With all its parentheses. */
  function shape(node: Expression | undefined): string {
    switch (node?.kind) {
      case undefined:
        return "?";
      case "logical":
        return `(${node.operands.map(shape).join(` ${node.operator} `)})`;
      case "not":
        return `(not ${shape(node.operand)})`;
      case "comparison":
      case "arithmetic":
        return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
      case "between":
        return `(${shape(node.operand)} between ${shape(node.low)} and ${shape(node.high)})`;
      case "membership":
        return `(${shape(node.operand)} ${node.negated ? "not in" : "in"} ${shape(node.list)})`;
      case "text test":
        return `(${shape(node.operand)} ${node.test} ${shape(node.text)})`;
      case "set test":
        return `(${shape(node.operand)} is ${node.negated ? "not set" : "set"})`;
      case "parentheses":
        return shape(node.expression);
      case "in list":
        return `(in list ${shape(node.list)})`;
      case "list":
        return `[${node.items.map(shape).join(", ")}]`;
      case "field":
        return node.path.map((each) => each.text).join(".");
      case "string":
        return JSON.stringify(node.value);
      case "duration":
        return `${node.amount} ${node.unit}`;
      case "moment":
        return node.moment;
      case "this":
      case "suppressed":
        return node.kind;
      case "number":
      case "boolean":
      case "date":
        return String(node.value);
      default:
        return node?.kind ?? "?";
    }
  }

  test.each([
    ["a or b and not c", "(a or (b and (not c)))"],
    ["(a or b) and c", "((a or b) and c)"],
    ["a and b and c", "(a and b and c)"],
    ["not a = 1", "(not (a = 1))"],
    ["not not a", "(not (not a))"],
    ["a between 1 and 2 and b", "((a between 1 and 2) and b)"],
    ['a in ["x", "y"] or b not in [1]', '((a in ["x", "y"]) or (b not in [1]))'],
    ['"x" in lists', '("x" in lists)'],
    ['in list "x" and not in list "y"', '((in list "x") and (not (in list "y")))'],
    [
      'a starts with "x" or a ends with "y" or a contains "z"',
      '((a starts with "x") or (a ends with "y") or (a contains "z"))',
    ],
    ["company.country is not set and company is set", "((company.country is not set) and (company is set))"],
    ["born < 2000-01-01", "(born < 2000-01-01)"],
    ["created_at >= today - 30 days", "(created_at >= (today - 30 day))"],
    ["a = -1.5", "(a = -1.5)"],
    ["a - 1 - b * 2 > c", "(((a - 1) - (b * 2)) > c)"],
    ["suppressed", "suppressed"],
    ["vip = true and new != false", "((vip = true) and (new != false))"],
    ["all of { a\n b = 1\n any of { c, d } }", "(a and (b = 1) and (c or d))"],
    [
      'all of { a\n -1 < b\n in list "x"\n not in list "y" }',
      '(a and (-1 < b) and (in list "x") and (not (in list "y")))',
    ],
  ])("%s", (written, expected) => {
    expect(shape(condition(written))).toBe(expected);
  });

  test.each([
    "email",
    "filter",
    "test",
    "text",
    "body",
    "target",
    "days",
    "today.x",
    "all",
    "any",
    "set",
    "with",
    "suppressed.x",
    "journey",
  ])("a field may be called %s", (written) => {
    expect(shape(condition(`${written} is set`))).toBe(`(${written} is set)`);
  });

  test.each(["filter", "expire", "on", "for", "email", "day", "this"])("update writes a field called %s", (written) => {
    const [step] = journey(`update { a = 1\n${written} = 2 }`).steps;
    expect(step?.kind === "update" && step.assignments.map((each) => each.field?.text)).toEqual(["a", written]);
  });

  test("line breaks mean nothing", () => {
    expect(shape(condition("a\n=\n1\nand\nnot\nb\nin\n[\n1\n,\n2\n]"))).toBe("((a = 1) and (not (b in [1, 2])))");
  });
});

describe("texts", () => {
  const literal = (written: string) => {
    const [step] = journey(`sms x { text ${written} }`).steps;
    const [setting] = step?.kind === "message" ? step.settings : [];
    if (setting?.kind !== "text setting" || !setting.value) throw new Error("There is no text.");
    return setting.value;
  };

  test.each([
    ["plain", '"Hello"', "Hello"],
    ["escapes", '"a \\"b\\" \\\\ \\n \\t"', 'a "b" \\ \n \t'],
    ["what is no escape", '"\\d"', "\\d"],
    ["Liquid", "\"{{ name | default: 'you' }}\"", "{{ name | default: 'you' }}"],
    ["a block without its common indent", '"""\n    a\n      b\n\n    c\n    """', "a\n  b\n\nc"],
    ["a block that begins beside its quotes", '"""a\n    b"""', "a\nb"],
    ["a block with Windows line ends", '"""\r\n    a\r\n    b\r\n    """', "a\nb"],
    ["a block with quotes in it", '"""say "hi" and \\"\\"\\" """', 'say "hi" and """ '],
    ["an empty block", '""""""', ""],
  ])("%s", (_, written, expected) => {
    expect(literal(written).value).toBe(expected);
  });

  test.each([['"a \\"b\\" c\\n d"'], ['"""\n    a\n      \\"b\n\n    c\n    """'], ['"""\r\n  a\r\n  b"""']])(
    "every character of %j is found in the source",
    (written) => {
      const { value, map } = literal(written);
      const source = `journey x {\nsms x { text ${written} }\n}\n`;
      for (let offset = 0; offset < value.length; offset++) {
        const pair = map.findLast(([from]) => from <= offset);
        expect(pair).toBeDefined();
        const at = (pair?.[1] ?? 0) + offset - (pair?.[0] ?? 0);
        const expected = value[offset] === "\n" ? ["\n", "\\"] : [value[offset], "\\"];
        expect(expected).toContain(source[at]);
      }
    },
  );
});

describe("places", () => {
  test("a span covers what was written, no more", () => {
    const source = 'journey x {\n  filter a = 1 // why\n  email hello { subject "A" }\n}\n';
    const [declaration] = parse(source, "x").tree.declarations;
    if (declaration?.kind !== "journey") throw new Error("There is no journey.");
    const at = (span: { start: number; end: number } | undefined): string =>
      span ? source.slice(span.start, span.end) : "";
    const [filter] = declaration.settings;
    const [email] = declaration.steps;
    expect(at(declaration)).toBe(source.trimEnd());
    expect(at(declaration.name)).toBe("x");
    expect(at(filter)).toBe("filter a = 1");
    expect(at(filter?.keyword)).toBe("filter");
    expect(at(email)).toBe('email hello { subject "A" }');
    expect(email?.kind === "message" && at(email.settings[0])).toBe('subject "A"');
  });

  test("comments come along, in order", () => {
    const { comments } = parse("// a\n/* b */ /// c\n", "x");
    expect(comments.map(({ kind, text: written }) => `${kind} ${written}`)).toEqual([
      "line // a",
      "block /* b */",
      "doc /// c",
    ]);
  });
});

test("an activity may be called goal", () => {
  const { tree, diagnostics } = parse(
    'test "x" for y {\n expect goal sent\n expect goal bought reached\n}',
    "x.journey",
  );
  const [declaration] = tree.declarations;
  const statements = declaration?.kind === "test" ? declaration.statements : [];
  expect(statements.map((each) => each.kind === "expect" && [each.subject?.text, each.state?.text])).toEqual([
    ["goal", "sent"],
    ["bought", "reached"],
  ]);
  expect(diagnostics).toEqual([]);
});
