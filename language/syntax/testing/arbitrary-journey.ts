/** For tests: random journeys as text, spaced and commented in every way that means the same. */
import fc from "fast-check";

/** Words of a program; between two of them may stand anything that separates, unless the second begins with `~`: then one space. */
type Words = readonly string[];

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const together = (...parts: readonly fc.Arbitrary<Words>[]): fc.Arbitrary<Words> =>
  fc.tuple(...parts).map((words) => words.flat());
const words = (...list: readonly string[]): fc.Arbitrary<Words> => fc.constant(list);
const maybe = (part: fc.Arbitrary<Words>): fc.Arbitrary<Words> => fc.oneof(part, words());
const several = (part: fc.Arbitrary<Words>, min = 0, max = 4): fc.Arbitrary<Words> =>
  fc.array(part, { minLength: min, maxLength: max }).map((each) => each.flat());
const joined = (part: fc.Arbitrary<Words>, separator: string, min = 0, max = 4): fc.Arbitrary<Words> =>
  fc
    .array(part, { minLength: min, maxLength: max })
    .map((each) => each.flatMap((item, index) => (index === 0 ? item : [separator, ...item])));

/** Among them keywords: nearly every one is a good name. */
const name = oneOf(
  "score",
  "first_name",
  "größe",
  "email",
  "filter",
  "target",
  "days",
  "list",
  "set",
  "today_2",
  "subject",
  "x",
);
const identifier = oneOf("score", "first_name", "country", "x", "very_long_name_of_a_field_that_takes_space");
const quoted = oneOf(
  '"BE"',
  '""',
  '"with \\"quotes\\" and \\n"',
  "\"{{ first_name | default: 'friend' }}\"",
  '"// no comment"',
  '"a { b }"',
);
const blockText = oneOf(
  '"""\n  Hello\n    World\n\n  Bye\n  """',
  '"""one line"""',
  '"""first\n      second"""',
  '""""""',
  '"""\n\ttab\n\t\ttwo\n"""',
  '"""\n  ends with \\"""\n  and "quotes"\n"""',
);
const text = fc
  .oneof({ weight: 4, arbitrary: quoted }, { weight: 1, arbitrary: blockText })
  .map((each): Words => [each]);
const nearName = name.map((each): Words => [`~${each}`]);
const path = fc.oneof(
  name.map((each): Words => [`~${each}`]),
  fc.tuple(identifier, name).map(([a, b]): Words => [`~${a}.${b}`]),
);
const unit = oneOf("minute", "minutes", "hours", "day", "days", "week", "months");
const duration = fc.tuple(oneOf("1", "2", "30", "1.5"), unit).map(([amount, word]): Words => [amount, `~${word}`]);

const value: fc.Arbitrary<Words> = fc.oneof(
  text,
  oneOf("1", "-2", "0.50", "true", "false", "2026-12-24", "today", "now", "entered", "this").map(
    (each): Words => [each],
  ),
  identifier.map((each): Words => [each]),
  fc.tuple(identifier, name).map(([a, b]): Words => [`${a}.${b}`]),
);
const list = together(words("["), joined(value, ","), words("]"));
const sum = fc.oneof(
  value,
  together(
    value,
    oneOf("+", "-", "*").map((sign): Words => [sign]),
    fc.oneof(
      identifier.map((i): Words => [i]),
      duration,
    ),
  ),
);

const field = fc.oneof(
  identifier.map((each): Words => [each]),
  fc.tuple(identifier, name).map(([a, b]): Words => [`${a}.${b}`]),
);
const test = fc.oneof(
  field,
  together(
    field,
    oneOf("=", "!=", "<", "<=", ">", ">=").map((sign): Words => [sign]),
    value,
  ),
  together(field, words("between"), value, words("and"), value),
  together(field, maybe(words("not")), words("in"), list),
  together(
    quoted.map((each): Words => [each]),
    words("in"),
    field,
  ),
  together(field, oneOf(["contains"], ["starts", "~with"], ["ends", "~with"]), text),
  together(field, words("is"), maybe(words("not")), words("~set")),
  words("suppressed"),
  together(words("in", "list"), text),
  together(words("consents", "~to", "~marketing")),
  together(field, oneOf(["before"], ["~after"]), value),
  together(field, words("within"), oneOf(["last"], ["next"]), duration),
  together(field, words("older", "than"), duration),
  together(field, oneOf(["is", "~today"], ["anniversary", "is", "~today"], ["is", "not", "~today"])),
  together(field, words("matches"), text, maybe(words("ignoring", "~case"))),
  together(field, words("="), text, words("ignoring", "~case")),
  together(
    identifier.map((each): Words => [each]),
    oneOf(["~opened"], ["~sent"], ["~bounced"]),
  ),
  together(
    identifier.map((each): Words => [each]),
    words("~clicked"),
    text,
  ),
  together(oneOf(["any"], ["no"], ["every"]), nearName, maybe(together(words("where"), field, words("="), value))),
  together(words("("), words("any"), nearName, words("where", "("), field, words("and"), field, words(")"), words(")")),
  together(
    oneOf(["count", "of"], ["sum", "of"]),
    path,
    maybe(together(words("where"), field, words("="), value)),
    words(">"),
    value,
  ),
);

const { condition } = fc.letrec<{ condition: Words; unit: Words; conjunction: Words }>((tie) => ({
  unit: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    test,
    together(words("not"), tie("unit")),
    together(words("("), tie("condition"), words(")")),
    together(
      oneOf(["all"], ["any"]),
      words("of", "{"),
      fc
        .array(tie("condition"), { minLength: 1, maxLength: 3 })
        .map((each) => each.flatMap((item, index) => (index === 0 ? item : [",", ...item]))),
      words("}"),
    ),
  ),
  conjunction: joined(tie("unit"), "and", 1, 2),
  condition: joined(tie("conjunction"), "or", 1, 2),
}));

/** Where an `and` may follow it, a condition of its own stands in parentheses. */
const filterPart = together(words("\nfilter"), condition);
const expirePart = together(words("\nexpire", "after"), duration);
const trigger = oneOf("opened", "clicked", "bounced", "replied", "failed", "unsubscribed");
const assignment = together(
  name.map((each): Words => [each]),
  oneOf("=", "+=", "-=").map((sign): Words => [sign]),
  sum,
);
const assignments = fc
  .array(fc.tuple(assignment, oneOf([","], ["\n"])), { minLength: 1, maxLength: 4 })
  .map((each) =>
    each.flatMap(([words, separator], index) => (index < each.length - 1 ? [...words, ...separator] : words)),
  );

const time = oneOf("9:00", "18:30", "0:05").map((each): Words => [each]);
const percentage = oneOf("20%", "12.5%", "100%").map((each): Words => [each]);
const pace = together(words("1000", "per"), oneOf<Words>(["~hour"], ["~day"]));

const doc = oneOf<Words>([], [], ["\n/// What it is for\n"], ["\n/// Two\n///lines\n"]);

/** A case begins with a value that is no name. */
const quotedFirst = (list: Words): Words => ['\n"BE"', ",", ...list];

const { step } = fc.letrec<{ step: Words; clause: Words; parts: Words; block: Words }>((tie) => ({
  block: together(
    words("{"),
    fc.array(tie("step"), { maxLength: 2 }).map((each) => each.flat()),
    words("}"),
  ),
  clause: together(
    doc,
    words("\non"),
    maybe(words("not")),
    trigger.map((each): Words => [`~${each}`]),
    maybe(text),
    maybe(together(words("within"), duration)),
    maybe(together(words("after"), duration)),
    maybe(words("including", "~machines")),
    tie("block"),
  ),
  parts: together(
    maybe(filterPart),
    maybe(expirePart),
    maybe(together(words("\npace"), pace)),
    fc.array(tie("clause"), { maxLength: 2 }).map((each) => each.flat()),
  ),
  step: together(
    doc,
    words("\n"),
    fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      together(words("wait"), duration),
      words("exit", "\n"),
      together(words("wait", "until"), time),
      together(words("wait", "until", "~monday", "~at"), time),
      together(words("wait", "until", "~trial_ends_at", "-"), duration),
      together(
        words("wait", "for", "~hello", "~opened", "up", "to"),
        duration,
        maybe(together(tie("block"), maybe(together(words("else"), tie("block"))))),
      ),
      together(
        words("wait", "for", "event", "~order_placed"),
        maybe(together(words("where"), condition)),
        words("up", "to"),
        duration,
        tie("block"),
      ),
      together(
        words("match"),
        path,
        words("{"),
        several(together(joined(value, ",", 1, 2), tie("block")).map(quotedFirst), 0, 2),
        maybe(together(words("\nelse"), tie("block"))),
        words("}"),
      ),
      together(
        words("split", "{"),
        several(together(words("\n"), percentage, maybe(nearName), tie("block")), 1, 3),
        words("}"),
      ),
      together(
        words("ab", "test", "~subject", "{"),
        maybe(together(words("\non"), percentage, words("of", "~participants"))),
        maybe(together(words("\nholdback"), percentage)),
        oneOf<Words>(
          ["\nwinner", "manual"],
          ["\nwinner", "by", "click", "~rate", "after", "2", "~days"],
          ["\nwinner", "by", "conversion", "of", "~bought", "after", "1", "~day"],
          ["\nwinner", "by", "sum", "of", "~orders.total", "after", "1", "~day"],
        ),
        several(together(words("\nvariant"), nearName, maybe(text), tie("block")), 1, 2),
        words("}"),
      ),
      together(
        words("repeat", "every"),
        duration,
        words("up", "to", "3", "~times"),
        maybe(together(words("until"), condition)),
        tie("block"),
      ),
      together(
        words("parallel", "{"),
        several(together(words("\nbranch"), maybe(nearName), tie("block")), 1, 2),
        words("}"),
      ),
      words("do", "~tag_hot"),
      oneOf<Words>(["start", "~journey", "~other"], ["stop", "~journey", "~other"]),
      together(oneOf<Words>(["follow", "~by"], ["unfollow", "~by"]), path),
      together(
        words("run", "~scoreLead", "("),
        joined(sum, ",", 0, 3),
        words(")"),
        maybe(together(words("{"), tie("parts"), words("}"))),
      ),
      together(
        words("webhook"),
        nearName,
        words("{", "\npost"),
        text,
        maybe(together(words("\nheader"), text, text)),
        maybe(together(words("\njson", "{"), assignments, words("\n", "}"))),
        tie("parts"),
        words("}"),
      ),
      together(
        words("push"),
        nearName,
        maybe(words("renamed", "from", "~old", ",", "~older")),
        words("{", "\ntitle"),
        text,
        words("\ntext"),
        text,
        tie("parts"),
        words("}"),
      ),
      together(
        words("email"),
        nearName,
        words("{", "\ntemplate", "~offer", "\nsubject", "in"),
        text,
        text,
        words("\npurpose", "~marketing"),
        words("}"),
      ),
      together(
        words("email"),
        nearName,
        maybe(text),
        words("{"),
        maybe(together(oneOf(["subject"], ["preheader"], ["from"], ["reply", "to"]), text)),
        maybe(together(words("link"), nearName, text)),
        maybe(together(words("to"), path)),
        maybe(together(words("body"), text)),
        tie("parts"),
        words("}"),
      ),
      together(words("sms"), nearName, words("{", "text"), text, tie("parts"), words("}")),
      together(words("update"), maybe(nearName), words("{"), assignments, words("\n"), tie("parts"), words("}")),
      together(
        words("create", "~Note"),
        maybe(nearName),
        words("{"),
        assignments,
        words("\n"),
        tie("parts"),
        words("}"),
      ),
      together(
        words("task"),
        maybe(nearName),
        text,
        words("{"),
        maybe(together(words("for"), path)),
        maybe(together(words("due", "in"), duration)),
        tie("parts"),
        words("}"),
      ),
      together(
        words("task"),
        text,
        maybe(together(words("for"), path)),
        maybe(together(words("due", "in"), duration)),
        words("\n"),
      ),
      together(
        oneOf(["add", "to"], ["remove", "from"]),
        words("list"),
        text,
        maybe(together(words("{"), tie("parts"), words("}"))),
      ),
      together(words("suppress"), nearName, maybe(together(words("{"), tie("parts"), words("}")))),
      together(
        words("if"),
        condition,
        tie("block"),
        maybe(together(words("else", "if"), condition, tie("block"))),
        maybe(together(words("else"), tie("block"))),
      ),
    ),
  ),
}));

const setting = together(
  words("\n"),
  fc.oneof(
    words("target", "~Contact"),
    together(words("filter"), condition),
    together(words("unicity"), path),
    words("include", "archived"),
    oneOf<Words>(["purpose", "~marketing"], ["purpose", "~transactional"]),
    together(words("timezone"), path, words("else"), text),
    together(words("timezone"), text),
    together(words("listen"), duration),
    oneOf<Words>(
      ["enter", "~when", "~matching"],
      ["enter", "when", "~created"],
      ["enter", "on", "~webhook"],
      ["enter", "on", "~demand"],
      ["enter", "on", "~event", "~cart_abandoned"],
      ["enter", "on", "~anniversary", "of", "~birthday"],
      ["enter", "every", "~monday", "at", "9:00"],
      ["enter", "every", "~month", "on", "15"],
    ),
    together(
      words("enter", "when", "~updated", "~stage"),
      maybe(together(words("from"), value)),
      maybe(together(words("to"), value)),
      maybe(together(words("where"), condition)),
    ),
    together(
      words("enter"),
      duration,
      oneOf(["before"], ["after"]),
      words("~trial_ends_at"),
      maybe(together(words("at"), time)),
    ),
    oneOf<Words>(["reenter", "~never"], ["reenter", "~always"], ["reenter", "~after", "30", "~days"]),
    together(words("exit", "~when"), condition),
    oneOf<Words>(["exit", "~on", "~replied"], ["exit", "~on", "~event", "~order_placed"]),
    together(words("goal"), nearName, maybe(text), words("when"), condition, maybe(words("and", "exit", "\n"))),
    together(words("locale", "~language", "else"), text),
    oneOf<Words>(
      ["send", "between", "9:00", "and", "18:00", "on", "~weekdays"],
      ["send", "not", "between", "22:00", "and", "8:00"],
      ["send", "on", "~monday", ",", "~friday", "except", "~holidays"],
    ),
    oneOf<Words>(["cap", "3", "~messages", "per", "~week"], ["cap", "1", "~sms", "per", "~day", "else", "~delay"]),
    together(words("pace"), pace),
  ),
  words("\n"),
);

const journey = together(
  doc,
  words("\njourney"),
  nearName,
  maybe(text),
  words("{"),
  several(setting),
  several(step, 0, 5),
  words("}"),
);
const importOf = together(
  words("\nimport", "{"),
  joined(
    oneOf("Contact", "Note", "email").map((each): Words => [each]),
    ",",
    1,
    3,
  ),
  words("}", "from", '"./models.ts"'),
);
const declaration = together(
  doc,
  fc.oneof(
    together(words("\naudience"), nearName, maybe(text), words("of", "~Contact", "where"), condition),
    together(words("\naction"), nearName, words("for", "~Contact", "{"), several(step, 0, 2), words("}")),
    together(
      words("\nemail", "~template"),
      nearName,
      words("for", "~Contact", "{", "\nsubject"),
      text,
      words("\nbody"),
      text,
      words("}"),
    ),
    together(
      words("\ntest"),
      text,
      words("for", "~welcome", "{", "\ngiven", "~Contact", "{"),
      assignments,
      words("\n", "}"),
      maybe(words("\ngiven", "2026-03-01", "9:00")),
      words(
        "\nexpect",
        "~hello",
        "~sent",
        "\nat",
        "1",
        "~hour",
        "hello",
        "~opened",
        "\nat",
        "2",
        "~days",
        "update",
        "{",
      ),
      assignments,
      words("\n", "}", "\nby", "3", "~days", "expect", "~tips", "~sent", "\nexpect", "~nudge", "never", "~sent"),
      words("\nexpect", "~completed", "\nexpect", "~goal", "~bought", "~reached", "}"),
    ),
    words(
      "\nsimulate",
      "~welcome",
      "{",
      "\n10000",
      "~participants",
      "\nseed",
      "42",
      "\nhello",
      "~opened",
      "45%",
      "within",
      "1",
      "~day",
      "}",
    ),
  ),
);
const program = together(several(importOf, 0, 2), several(journey, 0, 2), several(declaration, 0, 2));

const separators = [
  "",
  "",
  "",
  "",
  "",
  "",
  "",
  "\n",
  "\n\n\n",
  "\t",
  " // why\n",
  " /* how */ ",
  "\n// alone\n",
  "\n/* two\n * lines */\n",
];

/** A journey file without mistakes. `isCommented`: with comments between its words. */
export const arbitraryJourney = (isCommented = true): fc.Arbitrary<string> =>
  fc.tuple(program, fc.array(fc.nat(separators.length - 1), { minLength: 7, maxLength: 31 })).map(([list, choices]) =>
    list.reduce((written, word, index) => {
      if (word.startsWith("~")) return `${written} ${word.slice(1)}`;
      const separator = separators[choices[index % choices.length] ?? 0] ?? "";
      return `${written} ${isCommented || !separator.includes("/") ? separator : ""}${word}`;
    }, ""),
  );
