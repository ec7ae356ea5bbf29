/**
 * Whatever stands in a file: it is read, checked and formatted without an exception and without delay, every place that is
 * named lies inside the file, and the formatter loses nothing. With JOURNEY_LONG set it tries for ten minutes.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkFile } from "../check/check-file.ts";
import { readModelsOnce } from "../check/model-reader.ts";
import { memoryHost } from "../check/testing/check-text.ts";
import { readSharedFiles } from "../diagnostics/generate.mjs";
import { parse } from "./parse.ts";
import { format } from "./print.ts";
import { arbitraryJourney } from "./testing/arbitrary-journey.ts";
import { tokenTable } from "./tokens.ts";

const seconds = process.env.JOURNEY_LONG ? 600 : 10;
/** Milliseconds of a part of the whole time. */
const share = (part: number): number => seconds * 1000 * part;
const patience = 4 * seconds * 1000;

const shared: Readonly<Record<string, string>> = readSharedFiles();
const readModels = readModelsOnce();

/** All diagnostics, also those of the check. */
function look(text: string): void {
  const { tree } = parse(text, "/project/main.journey");
  expectInside(tree, text.length);
  const { diagnostics } = checkFile("/project/main.journey", memoryHost({ ...shared, "main.journey": text }), {
    readModels,
  });
  for (const { file, start, end, related = [], fixes = [] } of diagnostics) {
    if (file !== "/project/main.journey") continue;
    const edits = fixes.flatMap((fix) => fix.edits());
    for (const span of [{ start, end }, ...related.filter((place) => place.file === file), ...edits]) {
      if (!isInside(span, text.length)) throw new Error(`${span.start}–${span.end} is not inside the file.`);
    }
  }
  const formatted = format(text, "main.journey");
  expectNothingLost(text, formatted.text);
}

const isInside = ({ start, end }: { start: number; end: number }, length: number): boolean =>
  Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= length;

/** Without recursion: trees may be deep. */
function expectInside(tree: object, length: number): void {
  const pending: object[] = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { start, end } = node as { start?: unknown; end?: unknown };
    if (typeof start === "number" && typeof end === "number" && !isInside({ start, end }, length)) {
      throw new Error(`${JSON.stringify(node).slice(0, 200)} is not inside the file.`);
    }
    for (const value of Object.values(node)) {
      if (typeof value === "object" && value !== null) pending.push(value as object);
    }
  }
}

/** The formatter may move comments, drop commas and empty braces, and write `1 day` for `1 days`; all else must be there. */
function expectNothingLost(before: string, after: string): void {
  const counts = new Map<number, number>();
  const count = (text: string, by: number): void => {
    const plain = text
      .replace(/(?<![\p{L}_])(minute|hour|day|week|month)s(?![\p{L}\p{N}_])/gu, "$1")
      .replace(/[\s,{}]+/g, "");
    for (let at = 0; at < plain.length; at++) {
      const code = plain.charCodeAt(at);
      counts.set(code, (counts.get(code) ?? 0) + by);
    }
  };
  count(after, 1);
  count(before, -1);
  const lost = [...counts].filter(([, left]) => left < 0).map(([code]) => String.fromCharCode(code));
  if (lost.length > 0) throw new Error(`The formatter lost ${JSON.stringify(lost.join(" "))}:\n${after.slice(0, 500)}`);
}

const parts = (text: string): string[] => text.match(/"""[\s\S]*?"""|"[^"\n]*"|[\p{L}\p{N}_]+|\s+|[\s\S]/gu) ?? [];
const words = tokenTable.flatMap(({ pattern }) => (typeof pattern === "string" ? [pattern] : []));
const slip = fc.record({
  kind: fc.constantFrom("swap", "delete", "duplicate", "insert", "splice"),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 12 }),
  other: fc.nat(),
  word: fc.oneof(
    fc.constantFrom(...words, '"', '"""', "/*", "*/", "//", "///", "{{", "%}", "1.5", "2026-02-30", "25:00", "\\"),
    fc.constantFrom("\n", "\r", "\t", "\0", "\ud800", "\ufeff", "\u2028", "😀", "é", "“", "‘", "#", "§"),
  ),
});

/** Two programs, and what somebody does to the first: words go, come and change places, and pieces of the other come in. */
const mistaken = fc
  .tuple(
    fc.oneof(arbitraryJourney(false), arbitraryJourney()),
    arbitraryJourney(),
    fc.array(slip, { minLength: 1, maxLength: 8 }),
  )
  .map(([text, other, slips]) => {
    const list = parts(text);
    const pool = parts(other);
    for (const { kind, at, length, other: from, word } of slips) {
      const place = at % (list.length + 1);
      if (kind === "delete") list.splice(place, length);
      else if (kind === "duplicate") list.splice(place, 0, ...list.slice(place, place + length));
      else if (kind === "insert") list.splice(place, 0, word);
      else if (kind === "splice") {
        const start = from % (pool.length + 1);
        list.splice(place, length, ...pool.slice(start, start + 3 * length));
      } else {
        const second = from % (list.length + 1);
        const [moved = ""] = list.splice(place, 1);
        list.splice(second, 0, moved);
      }
    }
    return list.join("");
  });

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }).map((each) => Buffer.from(each).toString("latin1")),
  fc.uint8Array({ maxLength: 3000 }).map((each) => Buffer.from(each).toString("utf8")),
  fc.array(fc.nat(0xffff), { maxLength: 1000 }).map((each) => String.fromCharCode(...each)),
  fc
    .array(fc.constantFrom(...words, "\n", '"', " ", "1", "x", '"""', "{{ x }}"), { maxLength: 300 })
    .map((each) => each.join(" ")),
);

describe("nothing that stands in a file throws, points outside, or is lost", () => {
  test(
    "a program with slips in it",
    () => {
      fc.assert(fc.property(mistaken, look), { numRuns: 1_000_000, interruptAfterTimeLimit: share(0.4) });
    },
    patience,
  );

  test(
    "anything at all",
    () => {
      fc.assert(fc.property(bytes, look), { numRuns: 1_000_000, interruptAfterTimeLimit: share(0.2) });
    },
    patience,
  );
});

/** Milliseconds of processor time: others on the machine don't count. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** How many times slower than a usual machine of 2024 this one is just now; at least 1. */
function slowness(): number {
  let sum = 0;
  const took = processorTime(() => {
    for (let n = 0; n < 20_000_000; n++) sum = (sum * 31 + n) | 0;
  });
  return Math.max(1, took / 25) + (sum === 0.5 ? 1 : 0);
}

function expectFast(text: string, limit: number): void {
  const steps = [
    ["parsing", () => parse(text, "main.journey")],
    [
      "checking",
      () =>
        checkFile("/project/main.journey", memoryHost({ ...shared, "main.journey": text }), {
          readModels,
        }),
    ],
    ["formatting", () => format(text, "main.journey")],
  ] as const;
  for (const [what, work] of steps) {
    const took = processorTime(work);
    if (took <= limit) continue;
    // Once more: the first time may have had to compile, or to clear up after others.
    const again = processorTime(work) / slowness();
    if (again > limit)
      throw new Error(
        `${what} ${text.length} characters took ${Math.round(again)} ms: ${JSON.stringify(text.slice(0, 200))}`,
      );
  }
}

const repeated = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / Math.max(1, piece.length))).slice(0, length);

const shuffled = <Item>(items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** What stands before the repeated piece, and the piece. */
const monotonous: readonly (readonly [string, string])[] = [
  ...["{", "}", "(", ")", "[", "]", '"', '"""', '"""\n', "\\", "/*", "*/", "//", "///\n", "'", "“", "{{", "{%"].map(
    (piece) => ["", piece] as const,
  ),
  ...["\n", "\r", "\t", "\0", "\ud800", "\udc00", "\ufeff", "\u2028", "😀", "x", "1", "-", ".", ",", "é", "§"].map(
    (piece) => ["", piece] as const,
  ),
  ...["x ", "x\n", "emal x {\n", "journey ", "journey x {\n", "import { ", "email x {\n", "exit\n", "else ", "on "].map(
    (piece) => ["journey x {\n", piece] as const,
  ),
  ...["if a { ", "if a {\n", "if a { } else ", "parallel { branch { ", "split { 50% { ", 'sms a { text "x"\n'].map(
    (piece) => ["journey x { target Contact\n", piece] as const,
  ),
  ...[
    "sms a { on failed { ",
    "match country { 'x' {",
    'update { tags += "a"\n',
    "update { a = 1 }\n",
    "wait 1 day\n",
  ].map((piece) => ["import { Contact } from './models.ts'\njourney x { target Contact\n", piece] as const),
  ...[
    "not ",
    "(",
    "a and ",
    "a or ",
    "a + ",
    "a - 1 * ",
    "a.",
    "a = ",
    "all of { ",
    "any orders where ",
    "count of ",
  ].map((piece) => ["journey x {\n target Contact\n filter ", piece] as const),
  ...["[", "[1, ", '"a", ', "- ", "a in [", "a between ", "a ignoring case ", "score > 1 and ", "vip or not "].map(
    (piece) => ["journey x {\n target Contact\n filter ", piece] as const,
  ),
  ...["a", "{{ a }}", "{{", "{% if a %}", "{{ a | b: ", "\\n", "\\", "[a](b) ", "<p>", "é😀", "> ", "* "].map(
    (piece) => ['journey x {\n target Contact\n email a { subject "x" body "', piece] as const,
  ),
  ...["{% if vip %}", "{% for x in tags %}", "> ", "- a\n  ", "<b>", "{{ first_name | upcase }}\n"].map(
    (piece) =>
      [
        'import { Contact } from "./models.ts"\njourney x {\n target Contact\n email a { subject "x" body """\n',
        piece,
      ] as const,
  ),
  ...["// a\n", "/* a */", "/// a\n", "a // b\n", "wait 1 day // a\n"].map(
    (piece) => ["journey x {\n", piece] as const,
  ),
  ["  /", "/ why\n\nimport } \nfrom"],
  ["test ", '"x" for y {\n given Contact { a = 1 }\n'],
  ["", "audience x of Contact where y\n"],
  ["", "action x for Contact { do x }\n"],
  ["", "journey x { exit }\n"],
  ["", 'import { Contact } from "./models.ts"\n'],
];

describe("time", () => {
  test(
    "100 kB of one thing again and again take less than a second",
    () => {
      // As many as there is time for, others each time; all of them in the long run.
      const isLong = process.env.JOURNEY_LONG !== undefined;
      const end = performance.now() + share(0.3);
      for (const [start, piece] of isLong ? monotonous : shuffled(monotonous)) {
        expectFast(start + repeated(piece, 100_000), 1000);
        if (!isLong && performance.now() > end) break;
      }
    },
    patience,
  );

  test(
    "100 kB of a piece of a program take less than a second",
    () => {
      const piece = fc
        .tuple(mistaken, fc.nat(), fc.integer({ min: 1, max: 12 }))
        .map(([text, at, length]) => {
          const list = parts(text);
          const place = at % (list.length + 1);
          return [list.slice(0, place).join(""), list.slice(place, place + length).join("")] as const;
        })
        .filter(([, each]) => each.length > 0);
      fc.assert(
        fc.property(piece, ([start, each]) => expectFast(start + repeated(each, 100_000), 1000)),
        { numRuns: 1_000_000, interruptAfterTimeLimit: share(0.1) },
      );
    },
    patience,
  );

  test("a file of 1 MB has an answer", () => {
    const step = 'email a_NUMBER {\n  subject "Hello"\n  body "Hi"\n  on opened after 2 days { exit }\n}\nwait 1 day\n';
    let steps = "";
    for (let number = 0; steps.length < 1_000_000; number++) steps += step.replace("NUMBER", String(number));
    const { tree, diagnostics } = parse(`journey x {\n${steps}}\n`, "main.journey");
    expect(diagnostics).toEqual([]);
    expect(tree.declarations).toHaveLength(1);
    look(`import { Contact } from "./models.ts"\njourney x {\n target Contact\n${steps}}\n`);
  }, 120_000);

  test.each([
    ["parentheses", "journey x { filter ", "(", "a", ")", " }"],
    ["lists", "journey x { filter a in ", "[", "1", "]", " }"],
    ["ifs", "journey x {", "if a {", "exit", "}", "}"],
    ["clauses", "journey x {", "sms a { on failed {", "exit", "}}", "}"],
    ["all of", "journey x { filter ", "all of {", "a", "}", "}"],
    ["nots", "journey x { filter ", "not ", "a", "", "}"],
    ["else ifs", "journey x {", "if a { } else ", "if b { }", "", "}"],
    ["sums", "journey x { update { a = ", "1 + ", "1", "", " } }"],
    ["ands", "journey x { filter ", "a and ", "b", "", "}"],
    ["quantifiers", "journey x { filter ", "any orders where (", "a", ")", " }"],
    ["paths", "journey x { filter ", "a.", "b", "", " is set }"],
    ["unknown blocks", "journey x {", "what {", "a", "}", "}"],
  ])(
    "10,000 nested %s end in an answer or a diagnostic",
    (_, start, open, middle, close, end) => {
      look(start + open.repeat(10_000) + middle + close.repeat(10_000) + end);
      look(start + open.repeat(10_000));
      look(start + open.repeat(90) + middle + close.repeat(90) + end);
    },
    60_000,
  );
});
