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

const doc = oneOf<Words>([], [], ["\n/// What it is for\n"], ["\n/// Two\n///lines\n"]);

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
    maybe(together(words("after"), duration)),
    tie("block"),
  ),
  parts: together(
    maybe(filterPart),
    maybe(expirePart),
    fc.array(tie("clause"), { maxLength: 2 }).map((each) => each.flat()),
  ),
  step: together(
    doc,
    words("\n"),
    fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      together(words("wait"), duration),
      words("exit", "\n"),
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
const program = together(several(importOf, 0, 2), several(journey, 0, 2));

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
