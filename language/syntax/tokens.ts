/**
 * The one table of tokens: the lexer is made from it, and so are the editor's grammar and the documents' lists.
 *
 * Nearly all words are soft: where the language expects a name, `email` or `filter` is as good a name as `customer`.
 */
import {
  commentAt,
  foreignStringAt,
  strayQuoteAt,
  unexpectedAt,
  unexpectedStarts,
  unterminatedBlockStringAt,
  unterminatedCommentAt,
  unterminatedStringAt,
} from "./lexer-patterns.ts";

export type TokenKind =
  /** A word that means something where the grammar asks for it, and is a name elsewhere. */
  | "soft keyword"
  /** A word that is never a name (but may follow a dot). */
  | "reserved keyword"
  | "name"
  | "literal"
  | "operator"
  | "punctuation"
  | "comment"
  | "whitespace"
  /** Something the language does not have, kept as a token so that the rest can be read. */
  | "mistake";

/** Finds a token at an offset (sticky), or nothing. */
export type TokenMatcher = (text: string, offset: number) => RegExpExecArray | null;

export interface TokenEntry {
  /** The token's name in the grammar. */
  readonly name: string;
  readonly kind: TokenKind;
  /** A string stands for itself. */
  readonly pattern: string | RegExp | TokenMatcher;
  /** How messages call it. */
  readonly label: string;
  /** What it is for, in one sentence; shown on hover. */
  readonly doc: string;
  /** For keywords: where they belong. */
  readonly group?: KeywordGroup;
  /** What a matcher's tokens begin with: the lexer sorts its patterns by first character. */
  readonly starts?: readonly string[];
  /** May run over several lines. */
  readonly multiline?: boolean;
}

export type KeywordGroup =
  | "declaration"
  | "journey setting"
  | "step"
  | "message setting"
  | "activity part"
  | "task setting"
  | "part of a step"
  | "test"
  | "connective"
  | "condition"
  | "value"
  | "unit"
  | "logic";

const soft = (group: KeywordGroup, words: Readonly<Record<string, string>>): TokenEntry[] =>
  keywords("soft keyword", group, words);
const reserved = (group: KeywordGroup, words: Readonly<Record<string, string>>): TokenEntry[] =>
  keywords("reserved keyword", group, words);

function keywords(kind: TokenKind, group: KeywordGroup, words: Readonly<Record<string, string>>): TokenEntry[] {
  return Object.entries(words).map(([word, doc]) => ({
    name: word.charAt(0).toUpperCase() + word.slice(1),
    kind,
    pattern: word,
    label: `\`${word}\``,
    doc,
    group,
  }));
}

function symbols(kind: TokenKind, entries: Readonly<Record<string, readonly [string, string]>>): TokenEntry[] {
  return Object.entries(entries).map(([name, [pattern, doc]]) => ({
    name,
    kind,
    pattern,
    label: `\`${pattern}\``,
    doc,
  }));
}

/** Letters that names may begin with: XML 1.0's NameStartChar (section 2.3) without the colon and the astral planes. */
const letter =
  "A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFEFE";

/** All tokens, in the order in which the lexer tries them, but for the keywords: it tries the longest first. */
export const tokenTable: readonly TokenEntry[] = [
  {
    name: "WhiteSpace",
    kind: "whitespace",
    // With the spaces that come along when text is pasted from elsewhere.
    pattern: /[ \t\r\n\f\v\u00A0\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]+/,
    label: "white space",
    doc: "Separates; says nothing.",
    multiline: true,
  },
  {
    name: "DocComment",
    kind: "comment",
    pattern: /\/\/\/(?!\/)[^\n\r]*/,
    label: "a documentation comment",
    doc: "Documents the declaration, step or clause below it.",
  },
  {
    name: "LineComment",
    kind: "comment",
    pattern: /\/\/[^\n\r]*/,
    label: "a comment",
    doc: "Runs to the end of its line.",
  },
  {
    name: "BlockComment",
    kind: "comment",
    pattern: commentAt,
    starts: ["/"],
    multiline: true,
    label: "a comment",
    doc: "Runs to its `*/`.",
  },
  {
    name: "UnterminatedComment",
    kind: "mistake",
    pattern: unterminatedCommentAt,
    starts: ["/"],
    label: "a comment without an end",
    doc: "A `/*` that no `*/` follows; counts as a comment to the end of its line.",
  },
  {
    name: "UnterminatedBlockString",
    kind: "mistake",
    pattern: unterminatedBlockStringAt,
    starts: ['"'],
    multiline: true,
    label: "a text without an end",
    doc: 'A `"""` without its second `"""`.',
  },
  {
    name: "BlockString",
    kind: "literal",
    pattern: /"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""/,
    multiline: true,
    label: "a text",
    doc: "A text over several lines, whose common indent is dropped.",
  },
  {
    name: "StrayQuote",
    kind: "mistake",
    pattern: strayQuoteAt,
    starts: ['"'],
    label: "a quote too many",
    doc: 'A `"` before `else`.',
  },
  {
    name: "QuotedText",
    kind: "literal",
    pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*"/,
    label: "a text in quotes",
    doc: "A text.",
  },
  {
    name: "UnterminatedText",
    kind: "mistake",
    pattern: unterminatedStringAt,
    starts: ['"'],
    label: "a text without an end",
    doc: 'A text whose closing `"` is missing; it ends with its line.',
  },
  {
    name: "ForeignText",
    kind: "mistake",
    pattern: foreignStringAt,
    starts: ["'", "\u201C", "\u201D", "\u201E", "\u00AB", "\u2018", "\u2019"],
    label: "a text in other quotes",
    doc: "A text in quotes that are not straight double ones.",
  },
  {
    name: "DateText",
    kind: "literal",
    pattern: /\d\d\d\d-\d\d-\d\d/,
    label: "a date",
    doc: "A day: year, month, day.",
  },
  {
    name: "TimeText",
    kind: "literal",
    pattern: /\d{1,2}:\d\d/,
    label: "a time of day",
    doc: "A time of day: hours and minutes, on a clock of 24 hours.",
  },
  {
    name: "PercentText",
    kind: "literal",
    pattern: /\d+(?:\.\d+)?%/,
    label: "a percentage",
    doc: "So many of a hundred.",
  },
  { name: "NumberText", kind: "literal", pattern: /\d+(?:\.\d+)?/, label: "a number", doc: "A number." },

  ...reserved("logic", {
    and: "Both sides must hold.",
    or: "One side must hold.",
    not: "The opposite; after `on`: if it has not happened.",
    in: "Is one of a list; `in list` asks for a mailing list.",
    is: "Begins `is set` and `is not set`.",
    true: "Yes.",
    false: "No.",
    if: "Asks a question once, when the sequence comes to it.",
    else: "What holds otherwise.",
  }),
  ...soft("declaration", {
    import: "Brings in models, events and functions from a TypeScript file, and what another `.journey` file declares.",
    journey: "Declares a journey.",
    audience: "Declares a filter that has a name.",
    action: "Declares steps that have a name, for reuse.",
    template: "Declares a message's texts for reuse; in a message: which template it takes.",
    test: "Declares a test of a journey.",
    simulate: "Declares how people behave in a simulation of a journey.",
  }),
  ...soft("journey setting", {
    target: "The model whose records the journey works on.",
    filter: "Who takes part; in an activity: who gets it.",
    unicity: "One participant for each value of this field.",
    include: "`include archived`: archived records take part too.",
    archived: "Records that are put away.",
    purpose: "`marketing` or `transactional`.",
    timezone: "Whose clock counts.",
    listen: "How long reactions keep listening after an activity.",
    enter: "When people enter the journey.",
    reenter: "What a second entry does: `never`, `always`, or `after` a time.",
    goal: "What counts as success.",
    locale: "Whose language counts.",
    send: "When messages may leave; they wait for it.",
    cap: "At most so many messages in a time.",
    pace: "At most so many entries, or messages, in a time.",
  }),
  ...soft("step", {
    email: "Sends an e-mail.",
    sms: "Sends a text message.",
    update: "Changes fields of the record.",
    create: "Makes a record of another model.",
    task: "Puts work on somebody's list.",
    add: "`add to list`: puts the participant on a mailing list.",
    remove: "`remove from list`: takes the participant off a mailing list.",
    suppress: "Puts an address on the suppression list.",
    wait: "Holds the sequence up: for a time, `until` a moment, or `for` something to happen.",
    push: "Sends a push notification.",
    follow: "`follow by`: somebody in the house follows the record from now on.",
    unfollow: "`unfollow by`: somebody in the house no longer follows the record.",
    webhook: "Calls another service; after `enter on`: entered by such a call.",
    run: "Calls a function of the project's own TypeScript.",
    do: "Carries out the steps of a named action.",
    match: "Goes one way for each value of a field.",
    split: "Sends shares of the participants different ways.",
    ab: "`ab test`: tries variants on some, and takes the best for the others.",
    repeat: "Does its steps again and again.",
    parallel: "Does its branches side by side.",
    start: "`start journey`: the record enters another journey.",
    stop: "`stop journey`: the record leaves another journey.",
    exit: "Ends the journey for the participant.",
  }),
  ...soft("message setting", {
    subject: "The e-mail's subject.",
    preheader: "The line that mail programs show after the subject.",
    body: "The e-mail's text, or the file that holds it.",
    text: "The SMS's text.",
    from: "The sender.",
    reply: "`reply to`: where answers go.",
    to: "Which of the target's addresses to write to.",
    link: "Declares a link with a label.",
    title: "The push notification's title.",
  }),
  ...soft("activity part", {
    expire: "`expire after`: for how long the activity makes sense once its turn has come.",
    on: "Begins a reaction to what happens to the activity.",
    after: "How long after; in a condition: later than.",
    within: "Only if it happens within this time; `within last`, `within next`: in the time before or from now.",
    including: "`including machines`: what mail scanners and privacy proxies do counts too.",
    machines: "Mail scanners and privacy proxies.",
  }),
  ...soft("task setting", {
    for: "Who is to do the task.",
    due: "By when the task is to be done.",
  }),
  ...soft("part of a step", {
    branch: "One of the ways of `parallel`.",
    variant: "One of the variants of an `ab test`.",
    winner: "How an `ab test` finds its winner.",
    holdback: "A share that gets nothing, to compare with.",
    post: "Calls by POST.",
    put: "Calls by PUT.",
    patch: "Calls by PATCH.",
    json: "What the call carries.",
    header: "A header of the call.",
    renamed: "`renamed from`: what the step was called before; who is under way keeps their place and their history.",
  }),
  ...soft("test", {
    given: "The record that the test is about.",
    expect: "What must have happened.",
    at: "When: after entry in a test, the time of day elsewhere.",
    by: "At the latest; `winner by`, `follow by`: by whom or by what.",
    never: "Not at all.",
    because: "For this reason.",
    seed: "Where chance begins, so that it can be repeated.",
    participants: "Those who take part.",
  }),
  ...soft("connective", {
    list: "A mailing list.",
    of: "Belongs to `all of`, `any of`, `count of` and `sum of`.",
    where: "Which of them.",
    when: "Under which condition.",
    every: "Again and again; before a relation: all of them.",
    event: "A custom event.",
    until: "As long as this has not come.",
    up: "`up to`: at most.",
    times: "How often.",
    per: "In each.",
    except: "But not.",
    holidays: "The days off of the project's calendar.",
    ignoring: "`ignoring case`: capital and small letters are the same.",
    case: "Belongs to `ignoring case`.",
  }),
  ...soft("condition", {
    between: "From the one value to the other, both included.",
    contains: "The text, or the list, holds this.",
    starts: "`starts with`: the text begins with this.",
    ends: "`ends with`: the text ends with this.",
    with: "Belongs to `starts with` and `ends with`.",
    set: "Is not empty.",
    all: "`all of { … }`: every condition must hold.",
    any: "`any of { … }`: one condition must hold.",
    suppressed: "The participant's address is on the suppression list.",
    matches: "The text looks like this, where `*` stands for anything and `?` for one character.",
    before: "Earlier than.",
    older: "`older than`: longer ago than.",
    than: "Belongs to `older than`.",
    last: "`within last`: in the time before now.",
    next: "`within next`: in the time from now.",
    anniversary: "The same day, in any year.",
    consents: "`consents to`: has agreed to messages of that purpose.",
    no: "Not one of them.",
    count: "`count of`: how many.",
    sum: "`sum of`: all added up.",
  }),
  ...soft("value", {
    today: "The start of the current day.",
    now: "The current moment.",
    entered: "The moment the participant entered the journey.",
    this: "The record the journey works on.",
  }),
  ...soft("unit", {
    minute: "A unit of time.",
    minutes: "A unit of time.",
    hour: "A unit of time.",
    hours: "A unit of time.",
    day: "A unit of time: the same time on the next day.",
    days: "A unit of time: the same time on a later day.",
    week: "A unit of time: seven days.",
    weeks: "A unit of time: seven days each.",
    month: "A unit of time: the same day in the next month.",
    months: "A unit of time: the same day in a later month.",
  }),
  {
    name: "Identifier",
    kind: "name",
    pattern: new RegExp(`[${letter}][${letter}0-9\\u00B7\\u0300-\\u036F]*`),
    label: "a name",
    doc: "A name: letters, digits and `_`.",
  },

  ...symbols("operator", {
    NotEquals: ["!=", "Is not equal."],
    DoubleEquals: ["==", "Not in the language: equality is `=`."],
    LessOrEqual: ["<=", "Is less, or equal."],
    GreaterOrEqual: [">=", "Is greater, or equal."],
    PlusEquals: ["+=", "Adds to a number, puts on a list."],
    MinusEquals: ["-=", "Takes from a number, takes off a list."],
    Equals: ["=", "Is equal; in `update` and `create`: becomes."],
    Less: ["<", "Is less."],
    Greater: [">", "Is greater."],
    Plus: ["+", "Adds."],
    Minus: ["-", "Subtracts; before a number: less than zero."],
    Multiply: ["*", "Multiplies."],
    Divide: ["/", "Divides."],
  }),
  ...symbols("punctuation", {
    LBrace: ["{", "Opens a block."],
    RBrace: ["}", "Closes a block."],
    LBracket: ["[", "Opens a list."],
    RBracket: ["]", "Closes a list."],
    LParen: ["(", "Opens a group."],
    RParen: [")", "Closes a group."],
    Comma: [",", "Separates values."],
    Dot: [".", "Leads to a field of a related record."],
  }),
  {
    name: "Unexpected",
    kind: "mistake",
    pattern: unexpectedAt,
    starts: unexpectedStarts,
    label: "a character that the language does not have",
    doc: "Has no meaning here.",
  },
];
