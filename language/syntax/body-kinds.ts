/** What may stand in which braces: one table for the parser, its recovery and its messages. */
import type { TokenType } from "chevrotain";
import type { Trigger } from "./ast.ts";
import { tokenType } from "./lexer.ts";

export type BodyKind =
  | "journey"
  /** The steps of a clause or an `if`. */
  | "steps"
  | "message"
  /** `update` and `create`: besides assignments, which begin with any name. */
  | "assignments"
  | "task"
  /** What any activity may carry. */
  | "parts"
  /** `all of { … }`, `any of { … }` */
  | "conditions"
  /** The braces of a statement that was not recognised. */
  | "unknown";

export const settingWords = ["target", "filter", "unicity", "include", "purpose", "timezone", "listen"];
export const stepWords = [
  "email",
  "sms",
  "update",
  "create",
  "task",
  "add",
  "remove",
  "suppress",
  "wait",
  "if",
  "exit",
];
export const messageWords = ["subject", "preheader", "body", "text", "from", "reply", "to", "link"];
export const partWords = ["filter", "expire", "on"];
export const taskWords = ["for", "due"];

export const wordsOf: Readonly<Record<BodyKind, readonly string[]>> = {
  journey: [...settingWords, ...stepWords],
  steps: stepWords,
  message: [...messageWords, ...partWords],
  assignments: partWords,
  task: [...taskWords, ...partWords],
  parts: partWords,
  conditions: [],
  unknown: [],
};

const typesOf = (words: readonly string[]): ReadonlySet<TokenType> =>
  new Set(words.map((word) => tokenType(word.charAt(0).toUpperCase() + word.slice(1))));

/** The keywords that begin something in these braces. */
export const startsOf: Readonly<Record<BodyKind, ReadonlySet<TokenType>>> = {
  journey: typesOf(wordsOf.journey),
  steps: typesOf(wordsOf.steps),
  message: typesOf(wordsOf.message),
  assignments: typesOf(wordsOf.assignments),
  task: typesOf(wordsOf.task),
  parts: typesOf(wordsOf.parts),
  conditions: new Set(),
  unknown: new Set(),
};

export const stepStarts = startsOf.steps;
/** All words that begin a statement somewhere. */
export const statementStarts: ReadonlySet<TokenType> = new Set(Object.values(startsOf).flatMap((types) => [...types]));

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
