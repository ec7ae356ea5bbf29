/** What may stand in which braces: one table for the parser, its recovery and its messages. */
import type { TokenType } from "chevrotain";
import type { Happening, Trigger } from "./ast.ts";
import { tokenType } from "./lexer.ts";

export type BodyKind =
  | "journey"
  /** The steps of a clause, an `if`, an action … */
  | "steps"
  | "message"
  /** A template's texts: what a message has but for what is the activity's. */
  | "template"
  /** `update`, `create` and `json`: besides assignments, which begin with any name. */
  | "assignments"
  | "task"
  | "webhook"
  /** What any activity may carry. */
  | "parts"
  | "match"
  | "split"
  | "ab test"
  | "parallel"
  | "test"
  | "simulate"
  /** `all of { … }`, `any of { … }` */
  | "conditions"
  /** The braces of a statement that was not recognised. */
  | "unknown";

export const declarationWords = [
  "import",
  "journey",
  "audience",
  "action",
  "email template",
  "sms template",
  "push template",
  "test",
  "simulate",
];
export const settingWords = [
  "target",
  "filter",
  "unicity",
  "include",
  "enter",
  "reenter",
  "exit when",
  "goal",
  "purpose",
  "timezone",
  "locale",
  "send",
  "cap",
  "pace",
  "listen",
];
export const stepWords = [
  "email",
  "sms",
  "push",
  "update",
  "create",
  "task",
  "add",
  "remove",
  "suppress",
  "follow",
  "unfollow",
  "webhook",
  "run",
  "do",
  "wait",
  "if",
  "match",
  "split",
  "ab",
  "repeat",
  "parallel",
  "start",
  "stop",
  "exit",
];
export const messageWords = [
  "template",
  "subject",
  "preheader",
  "title",
  "body",
  "text",
  "from",
  "reply",
  "to",
  "link",
  "purpose",
];
export const partWords = ["filter", "expire", "pace", "on"];
export const taskWords = ["for", "due"];
export const webhookWords = ["post", "put", "patch", "header", "json"];

export const wordsOf: Readonly<Record<BodyKind, readonly string[]>> = {
  journey: [...settingWords, ...stepWords],
  steps: stepWords,
  message: [...messageWords, ...partWords],
  template: messageWords.filter((word) => word !== "template" && word !== "to"),
  assignments: partWords,
  task: [...taskWords, ...partWords],
  webhook: [...webhookWords, ...partWords],
  parts: partWords,
  match: ["else"],
  split: [],
  "ab test": ["on", "holdback", "winner", "variant"],
  parallel: ["branch"],
  test: ["given", "at", "by", "between", "expect"],
  simulate: ["seed"],
  conditions: [],
  unknown: [],
};

/** What begins something in these braces that is no keyword. */
const otherStarts: Readonly<Partial<Record<BodyKind, readonly string[]>>> = {
  match: ["QuotedText", "BlockString", "UnterminatedText", "ForeignText", "NumberText", "Minus", "True", "False"],
  split: ["PercentText"],
  simulate: ["NumberText"],
};

const typesOf = (words: readonly string[]): TokenType[] =>
  words
    .map((word) => word.split(" ")[0] ?? word)
    .map((word) => tokenType(word.charAt(0).toUpperCase() + word.slice(1)));

const kinds = Object.keys(wordsOf) as BodyKind[];

/** The tokens that begin something in these braces. */
export const startsOf = Object.fromEntries(
  kinds.map((kind) => [
    kind,
    new Set([...typesOf(wordsOf[kind]), ...(otherStarts[kind] ?? []).map((name) => tokenType(name))]),
  ]),
) as unknown as Readonly<Record<BodyKind, ReadonlySet<TokenType>>>;

export const stepStarts = startsOf.steps;
/** All words that begin a statement somewhere. */
export const statementStarts: ReadonlySet<TokenType> = new Set(kinds.flatMap((kind) => typesOf(wordsOf[kind])));

const triggers: ReadonlySet<string> = new Set<Trigger>([
  "opened",
  "clicked",
  "replied",
  "bounced",
  "delivered",
  "failed",
  "suppressed",
  "unsubscribed",
]);

/** What a clause can wait for. */
export const isTrigger = (text: string): text is Trigger => triggers.has(text);
/** What a condition can ask of an activity. */
export const isHappening = (text: string): text is Happening => text === "sent" || triggers.has(text);
