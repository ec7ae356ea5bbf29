/** Every kind of change that the diff tells apart, with its usual class and why it has it. The docs' table is made of it. */
import type { ChangeClass } from "./change.ts";

interface Rule {
  readonly class: ChangeClass;
  /** What has changed, for a table. */
  readonly title: string;
  /** What it means for people, where the case has nothing more exact to say. */
  readonly consequence: string;
}

const rule = (of: ChangeClass, title: string, consequence: string): Rule => ({ class: of, title, consequence });

export const rules = {
  "journey-added": rule("safe", "a journey is new", "nobody takes part yet; people enter once it is deployed"),
  "journey-removed": rule(
    "breaking",
    "a journey is gone",
    "nobody enters any more; those under way stay in it until it is stopped",
  ),
  "title-changed": rule("safe", "a title", "people read another title; nothing else changes"),
  "target-changed": rule(
    "breaking",
    "`target`",
    "records of another model take part; those under way are of the old one",
  ),
  "filter-narrowed": rule(
    "dangerous",
    "the journey's `filter`, narrower",
    "fewer people enter; who no longer matches stays, and gets nothing",
  ),
  "filter-widened": rule(
    "dangerous",
    "the journey's `filter`, wider",
    "more people match: they enter as soon as it is deployed, where people enter when matching",
  ),
  "filter-changed": rule(
    "dangerous",
    "the journey's `filter`, otherwise",
    "others enter than before; who no longer matches stays, and gets nothing",
  ),
  "unicity-changed": rule(
    "breaking",
    "`unicity`",
    "people are told apart otherwise: who took part already may enter a second time",
  ),
  "archived-changed": rule("dangerous", "`include archived`", "archived records are treated otherwise"),
  "enter-changed": rule("dangerous", "`enter`", "people enter at other moments, and others enter"),
  "reenter-changed": rule("dangerous", "`reenter`", "a second entry is treated otherwise"),
  "exit-added": rule("dangerous", "an `exit` setting is new", "more people leave early, also of those under way"),
  "exit-removed": rule(
    "breaking",
    "an `exit` setting is gone",
    "people who were to leave stay, and go on getting messages",
  ),
  "goal-added": rule("safe", "a goal is new", "it is counted from now on"),
  "goal-ends": rule(
    "dangerous",
    "whether reaching a goal ends the journey",
    "people who reach it leave, or stay, other than before",
  ),
  "goal-changed": rule("dangerous", "a goal's condition", "figures before and after are not comparable"),
  "goal-removed": rule("dangerous", "a goal is gone", "it is no longer counted"),
  "guard-dropped": rule(
    "breaking",
    "`purpose`, from marketing to transactional; a `consents to`, or of transactional messages a `not suppressed`, gone from the filter",
    "people who must not be written to may get it",
  ),
  "purpose-changed": rule(
    "dangerous",
    "`purpose`, from transactional to marketing",
    "suppressed addresses no longer get it",
  ),
  "timezone-changed": rule("dangerous", "`timezone`", "days, times of day and send windows follow another clock"),
  "locale-changed": rule("dangerous", "`locale`", "people may get texts in another language"),
  "send-changed": rule("dangerous", "`send`", "messages leave at other hours; those held back are looked at again"),
  "cap-changed": rule("dangerous", "`cap`", "people may get more or fewer messages"),
  "pace-changed": rule("dangerous", "`pace`", "people enter, or messages leave, at another rate"),
  "listen-changed": rule("dangerous", "`listen`", "reactions count for another time; running timers are re-dated"),
  "field-type-changed": rule(
    "breaking",
    "the type of a model's or event's field",
    "conditions and texts that read it may mean something else",
  ),
  "field-filled-changed": rule(
    "dangerous",
    "whether a field may be empty",
    "conditions treat empty fields in their own way",
  ),
  "table-changed": rule("breaking", "where the database keeps a model or a field", "it is read from another place"),
  "message-added": rule(
    "dangerous",
    "a message is new",
    "everybody who has not passed its place gets one message more",
  ),
  "wait-added": rule("dangerous", "a wait is new", "what comes behind it comes later"),
  "step-added": rule("safe", "another step is new", "it is done for everybody who has not passed its place"),
  "outside-added": rule(
    "dangerous",
    "a call to the outside is new",
    "another service is called for everybody who has not passed its place",
  ),
  "waiting-place-removed": rule(
    "breaking",
    "a step that people wait at is gone",
    "people who wait here have no next step",
  ),
  "message-removed": rule("dangerous", "a message is gone", "who has not got it yet never gets it"),
  "step-removed": rule("dangerous", "another step is gone", "it is no longer done"),
  "step-renamed": rule("safe", "a step has another name", "what happened to it so far counts for the new name"),
  "step-kind-changed": rule(
    "dangerous",
    "a step of the same name is of another kind",
    "people get something else in its place",
  ),
  "way-changed": rule("dangerous", "a step is followed by another one", "people go another way from here"),
  "wait-shortened": rule(
    "dangerous",
    "a wait or a deadline, shorter",
    "shortens running timers: those who have waited long enough go on at once",
  ),
  "wait-lengthened": rule("dangerous", "a wait or a deadline, longer", "those who wait here wait longer"),
  "wait-changed": rule("dangerous", "what is waited for", "those who wait here wait for something else"),
  "branch-changed": rule("dangerous", "the condition of a branch", "people go other ways from here"),
  "split-changed": rule(
    "dangerous",
    "the shares of a split",
    "later people are shared out otherwise; who has passed stays on their way",
  ),
  "test-changed": rule(
    "dangerous",
    "the rules of an A/B test",
    "what was gathered so far was gathered under other rules",
  ),
  "variant-added": rule(
    "dangerous",
    "a variant of a test is new",
    "people are shared out anew: who comes again may get another variant",
  ),
  "variant-removed": rule(
    "dangerous",
    "a variant of a test is gone",
    "nobody gets it any more; those in it are in the steps that it had. Had it won, the test is decided anew",
  ),
  "repeat-changed": rule("dangerous", "how often steps are repeated, oftener", "people get them more often"),
  "repeat-shortened": rule(
    "breaking",
    "how often steps are repeated, less often",
    "people in a later turn have no next step",
  ),
  "step-filter-changed": rule("dangerous", "the filter of an activity", "others get it than before"),
  "expire-changed": rule("dangerous", "`expire`", "what is late is still done, or no longer"),
  "recipient-changed": rule("dangerous", "`to`", "it goes to another address"),
  "sender-changed": rule("safe", "`from`, `reply to`", "it comes from somebody else; answers go there"),
  "text-changed": rule("safe", "a text", "who has not got it yet reads the new text"),
  "text-dearer": rule("dangerous", "an SMS text of more parts", "each costs more"),
  "link-changed": rule("safe", "a link", "links in messages that were sent lead where they led"),
  "language-changed": rule("safe", "a text in another language", "people with that language read another text"),
  "call-changed": rule("dangerous", "a `webhook` or `run`", "other services get other data"),
  "write-changed": rule("dangerous", "what is written to records or lists", "data is written otherwise from now on"),
  "task-changed": rule("safe", "a task", "colleagues get another task"),
  "clause-added": rule(
    "dangerous",
    "a reaction is new",
    "judged on what is recorded: who did it before the deploy gets what follows, too",
  ),
  "clause-removed": rule("dangerous", "a reaction is gone", "nothing follows from it any more"),
  "clause-shortened": rule(
    "dangerous",
    "the delay or time limit of a reaction, shorter",
    "shortens running timers of those it has started for",
  ),
  "clause-lengthened": rule(
    "dangerous",
    "the delay or time limit of a reaction, longer",
    "those it has started for wait longer",
  ),
  "clause-changed": rule(
    "dangerous",
    "what a reaction reacts to",
    "it is judged anew on what is recorded, where it has not started",
  ),
} as const satisfies Record<string, Rule>;

export type RuleCode = keyof typeof rules;

/** The rules as a table in Markdown, for the docs. */
export function ruleTable(): string {
  const rows = Object.entries(rules).map(
    ([code, { class: of, title, consequence }]) => `| \`${code}\` | ${of} | ${title} | ${consequence} |`,
  );
  return ["| code | class | what changed | what it means |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
