// Generated from catalogue/*.md by generate.mjs (npm run generate). Changes belong there.
import type { Diagnostic } from "./diagnostic.ts";
import { type CatalogueEntry, type DiagnosticPlace, makeDiagnostic } from "./make-diagnostic.ts";

export type DiagnosticCode =
  | "syntax-error"
  | "missing-brace"
  | "stray-brace"
  | "unterminated-string"
  | "wrong-quotes"
  | "unterminated-comment"
  | "unexpected-character"
  | "unknown-statement"
  | "unknown-model"
  | "unknown-import"
  | "import-not-found"
  | "import-not-models"
  | "duplicate-import"
  | "unused-import"
  | "unknown-field"
  | "expected-field"
  | "duplicate-name"
  | "old-name-in-use"
  | "old-name-twice"
  | "duplicate-journey"
  | "reserved-name"
  | "name-style"
  | "unknown-trigger"
  | "unknown-link"
  | "not-a-condition"
  | "incompatible-types"
  | "wrong-operand"
  | "unknown-choice"
  | "not-a-relation"
  | "to-many-field"
  | "unsupported-field"
  | "invalid-date"
  | "empty-list"
  | "empty-range"
  | "constant-comparison"
  | "misplaced-expression"
  | "unclear-where"
  | "every-without-where"
  | "not-a-relation-to-many"
  | "sum-of-what"
  | "outer-field"
  | "expected-duration"
  | "no-case-to-ignore"
  | "unknown-purpose"
  | "unknown-activity"
  | "wrong-happening"
  | "missing-target"
  | "duplicate-setting"
  | "unicity-type"
  | "timezone-type"
  | "unknown-timezone"
  | "missing-timezone-fallback"
  | "missing-name"
  | "missing-setting"
  | "misplaced-setting"
  | "empty-text"
  | "no-address"
  | "wrong-address"
  | "duplicate-link"
  | "invalid-link"
  | "invalid-sender"
  | "wrong-trigger"
  | "wrong-negation"
  | "label-without-click"
  | "no-links"
  | "ambiguous-click"
  | "wrong-assignee"
  | "duplicate-assignment"
  | "field-not-writable"
  | "wrong-value"
  | "wrong-operator"
  | "list-needs-operator"
  | "nothing-written"
  | "nothing-to-add-to"
  | "cannot-be-empty"
  | "missing-fields"
  | "may-be-empty"
  | "unreachable-step"
  | "empty-block"
  | "empty-journey"
  | "not-a-moment"
  | "moment-may-be-empty"
  | "cannot-match"
  | "wrong-case"
  | "duplicate-case"
  | "missing-cases"
  | "shares-add-up"
  | "too-many-tested"
  | "too-few-variants"
  | "no-winner-rule"
  | "unknown-goal"
  | "repetitions"
  | "too-few-branches"
  | "within-no-time"
  | "within-after-not"
  | "within-too-long"
  | "missing-unit"
  | "unknown-unit"
  | "fractional-duration"
  | "duration-too-long"
  | "not-clause-needs-time"
  | "expires-before-it-starts"
  | "expires-at-once"
  | "unknown-event"
  | "event-without-record"
  | "cannot-watch"
  | "no-creation-date"
  | "invalid-time"
  | "no-time-here"
  | "unknown-schedule"
  | "no-such-day"
  | "not-a-date"
  | "reenters-at-once"
  | "locale-type"
  | "missing-locale-fallback"
  | "no-payload"
  | "unknown-payload-field"
  | "window-never-opens"
  | "unknown-day"
  | "unknown-per"
  | "unknown-capped"
  | "whole-number"
  | "pace-of-step"
  | "body-not-found"
  | "body-kind"
  | "mjml-error"
  | "mjml-include"
  | "text-syntax"
  | "unknown-filter"
  | "liquid-filter-type"
  | "unknown-tag"
  | "text-include"
  | "missing-default"
  | "record-in-text"
  | "missing-unsubscribe-link"
  | "bare-link"
  | "reused-label"
  | "unused-link"
  | "sms-parts"
  | "audience-model"
  | "endless-reference"
  | "unknown-action"
  | "action-model"
  | "unknown-template"
  | "template-channel"
  | "template-model"
  | "two-purposes"
  | "unused-declaration"
  | "unknown-journey"
  | "no-locale"
  | "missing-languages"
  | "unknown-function"
  | "wrong-argument-count"
  | "wrong-argument"
  | "empty-argument"
  | "invalid-address"
  | "invalid-header"
  | "nobody-matches"
  | "everybody-matches"
  | "contradicts-enclosing"
  | "true-from-the-start"
  | "redundant-condition"
  | "always-true-branch"
  | "never-true-branch"
  | "cap-exceeded"
  | "too-many-messages"
  | "across-journeys"
  | "endless-journeys"
  | "journeys-in-circle"
  | "never-runs"
  | "asked-too-early"
  | "unnamed-activity"
  | "test-without-expectation"
  | "given-model"
  | "unknown-expectation"
  | "unknown-way"
  | "more-than-all"
  | "models-syntax-error"
  | "unsupported-model-field"
  | "duplicate-model"
  | "duplicate-event"
  | "empty-model-tag"
  | "model-without-id"
  | "model-import-not-found"
  | "unknown-base"
  | "suppression-needs-reason"
  | "unknown-suppression"
  | "cannot-suppress"
  | "unused-suppression";

export const catalogue: Readonly<Record<DiagnosticCode, CatalogueEntry>> = {
  "syntax-error": {
    severity: "error",
    message: "%problem%",
    help: ["%next%"],
  },
  "missing-brace": {
    severity: "error",
    message: "%problem%",
    help: ["%next%"],
  },
  "stray-brace": {
    severity: "error",
    message: "This `}` closes nothing.",
    help: ["Remove it, or add the `{` that it belongs to."],
  },
  "unterminated-string": {
    severity: "error",
    message: "This text has no end.",
    help: ["Close it with %quote%."],
  },
  "wrong-quotes": {
    severity: "error",
    message: "Texts stand in straight double quotes.",
    help: ["Write `%suggestion%`."],
  },
  "unterminated-comment": {
    severity: "error",
    message: "This comment has no end.",
    help: ["Close it with `*/`, or begin it with `//`."],
  },
  "unexpected-character": {
    severity: "error",
    message: "`%character%` has no meaning here.",
    help: ["%next%"],
  },
  "unknown-statement": {
    severity: "error",
    message: "`%word%` is not something that can stand here.",
    help: ["Did you mean `%suggestion%`?", "Here may stand: %available%."],
  },
  "unknown-model": {
    severity: "error",
    message: "There is no model `%name%` in this file.",
    help: ["Did you mean `%suggestion%`?", "Import it: `import { %name% } from \"%importable%\"`.", "The models here are %available%.", "Import one: `import { Contact } from \"./models.ts\"`."],
  },
  "unknown-import": {
    severity: "error",
    message: "`%path%` has no model `%name%`.",
    help: ["Did you mean `%suggestion%`?", "It has %available%.", "A model is an `export interface` in that file."],
  },
  "import-not-found": {
    severity: "error",
    message: "There is no file `%path%`.",
    help: ["Did you mean `%suggestion%`? I looked for %looked%.", "I looked for %looked%; paths count from the journey's own folder."],
  },
  "import-not-models": {
    severity: "error",
    message: "`%path%` is not a TypeScript file.",
    help: ["Models are interfaces in a `.ts` file: `import { Contact } from \"./models.ts\"`."],
  },
  "duplicate-import": {
    severity: "warning",
    message: "`%name%` is imported twice.",
    help: ["Once is enough."],
  },
  "unused-import": {
    severity: "warning",
    message: "`%name%` is imported, but nothing uses it.",
    help: ["Remove it from the import."],
  },
  "unknown-field": {
    severity: "error",
    message: "`%model%` has no field `%name%`.",
    help: ["Did you mean `%suggestion%`?", "`%model%` has %available%."],
  },
  "expected-field": {
    severity: "error",
    message: "Here goes a field of `%model%`.",
    help: ["`%model%` has %available%."],
  },
  "duplicate-name": {
    severity: "error",
    message: "The name `%name%` is taken already.",
    help: ["Give one of them another name."],
  },
  "old-name-in-use": {
    severity: "error",
    message: "`%name%` is still the name of a step.",
    help: ["`%own%` is this step's own name: give it the new one, or take `renamed from` away.", "Take it out of `renamed from`, or give the other step another name."],
  },
  "old-name-twice": {
    severity: "error",
    message: "Two steps can't both be renamed from `%name%`.",
    help: ["Keep it where people who are at `%name%` are to go on."],
  },
  "duplicate-journey": {
    severity: "error",
    message: "There is a journey `%name%` already.",
    help: ["Give one of them another name."],
  },
  "reserved-name": {
    severity: "error",
    message: "`%name%` is a name that steps without one get by themselves.",
    help: ["Choose a name that says what the step is for."],
  },
  "name-style": {
    severity: "warning",
    message: "Names are written in lower case, with `_` between words.",
    help: ["Write `%suggestion%`."],
  },
  "unknown-trigger": {
    severity: "error",
    message: "`%name%` is nothing that a clause can wait for.",
    help: ["Did you mean `%suggestion%`?", "%what% can be %available%."],
  },
  "unknown-link": {
    severity: "error",
    message: "`%activity%` has no link called `%label%`.",
    help: ["Did you mean `%suggestion%`?", "Its links are %available%.", "Declare it: `link %label% \"https://…\"`."],
  },
  "not-a-condition": {
    severity: "error",
    message: "`%expression%` is %type%, not something that is true or false.",
    help: ["Ask something of it, for example `%suggestion%`."],
  },
  "incompatible-types": {
    severity: "error",
    message: "`%left%` is %leftType%, and `%right%` is %rightType%: they can't be compared.",
    help: ["Write `%suggestion%`."],
  },
  "wrong-operand": {
    severity: "error",
    message: "`%operator%` works on %expected%, but `%operand%` is %type%.",
    help: ["Write `%suggestion%`.", "Ask it of one of those, or compare by `=`."],
  },
  "unknown-choice": {
    severity: "error",
    message: "`%value%` is none of the choices of `%field%`.",
    help: ["Did you mean `%suggestion%`? The choices are %available%.", "The choices are %available%."],
  },
  "not-a-relation": {
    severity: "error",
    message: "`%field%` is %type%, so no field can follow after a dot.",
    help: ["Write `%field%` alone."],
  },
  "to-many-field": {
    severity: "error",
    message: "`%field%` holds many records, and here goes a single value.",
    help: ["Use a field that holds one value or one record: %available%."],
  },
  "unsupported-field": {
    severity: "error",
    message: "`%field%` has the TypeScript type `%type%`, which a journey can't use.",
    help: ["A journey can use text, numbers, booleans, dates, unions of literals, lists of these, and other models."],
  },
  "invalid-date": {
    severity: "error",
    message: "There is no day %value%.",
    help: ["Dates are written year-month-day, for example 2026-12-24."],
  },
  "empty-list": {
    severity: "error",
    message: "The list is empty, so this is the same for everybody.",
    help: ["Put values between the brackets, or remove the condition."],
  },
  "empty-range": {
    severity: "error",
    message: "Nothing lies between %low% and %high%.",
    help: ["The smaller value comes first: `between %high% and %low%`."],
  },
  "constant-comparison": {
    severity: "warning",
    message: "This compares two fixed values, so the answer is the same for everybody.",
    help: ["Compare a field with a value."],
  },
  "misplaced-expression": {
    severity: "error",
    message: "%what% can't stand here.",
    help: ["%next%"],
  },
  "unclear-where": {
    severity: "error",
    message: "What follows `%relation%` is unclear: does the next condition belong to its `where`?",
    help: ["Put parentheses around the conditions about `%relation%`, or around all of it."],
  },
  "every-without-where": {
    severity: "error",
    message: "Every one of them does what?",
    help: ["Add a condition: `every orders where status = \"paid\"`."],
  },
  "not-a-relation-to-many": {
    severity: "error",
    message: "`%field%` is %type%, not many records.",
    help: ["Relations to many are %available%.", "Ask about it without `any`, `no`, `every` and `count of`."],
  },
  "sum-of-what": {
    severity: "error",
    message: "The sum of what of `%relation%`?",
    help: ["Numbers are %available%: `sum of %relation%.…`.", "Name a number of the related record."],
  },
  "outer-field": {
    severity: "error",
    message: "`%name%` is a field of %owner%, and this condition is about %model%.",
    help: ["Put it outside of the `where`."],
  },
  "expected-duration": {
    severity: "error",
    message: "After `%test%` goes a duration.",
    help: ["For example `%test% 30 days`."],
  },
  "no-case-to-ignore": {
    severity: "error",
    message: "Only text has capital and small letters.",
    help: ["Remove `ignoring case`."],
  },
  "unknown-purpose": {
    severity: "error",
    message: "`%name%` is no purpose.",
    help: ["Write `marketing` or `transactional`."],
  },
  "unknown-activity": {
    severity: "error",
    message: "The journey has no activity `%name%`.",
    help: ["Did you mean `%suggestion%`?", "There are %available%.", "Give the activity a name."],
  },
  "wrong-happening": {
    severity: "error",
    message: "%what% can't be %happening%.",
    help: ["It can be %available%."],
  },
  "missing-target": {
    severity: "error",
    message: "The journey `%name%` doesn't say whom it is for.",
    help: ["Add `target %suggestion%`.", "Add `target` and the name of a model."],
  },
  "duplicate-setting": {
    severity: "error",
    message: "`%setting%` stands here twice.",
    help: ["%how%", "Keep one of them."],
  },
  "unicity-type": {
    severity: "error",
    message: "`%field%` is %type%; participants can't be told apart by it.",
    help: ["Use text, an e-mail address, a phone number, a number or a relation: %available%."],
  },
  "timezone-type": {
    severity: "error",
    message: "`%field%` is %type%, not a time zone.",
    help: ["Time zones are in %available%.", "Declare a field of the type `TimeZone` in the model, or give one for everybody: `timezone \"Europe/Brussels\"`."],
  },
  "unknown-timezone": {
    severity: "error",
    message: "There is no time zone `%name%`.",
    help: ["Did you mean `%suggestion%`?", "Zones are named after a continent and a city, for example `Europe/Brussels`."],
  },
  "missing-timezone-fallback": {
    severity: "error",
    message: "`%field%` may be empty, and it isn't said which clock counts then.",
    help: ["Add `else \"Europe/Brussels\"`."],
  },
  "missing-name": {
    severity: "error",
    message: "This message needs a name.",
    help: ["For example `%channel% hello { … }`."],
  },
  "missing-setting": {
    severity: "error",
    message: "The %channel% `%name%` has no `%setting%`.",
    help: ["Add `%setting% \"…\"`."],
  },
  "misplaced-setting": {
    severity: "error",
    message: "%channel% has no `%setting%`.",
    help: ["Write `%suggestion%`.", "It has %available%."],
  },
  "empty-text": {
    severity: "error",
    message: "The %what% is empty.",
    help: ["Write something between the quotes."],
  },
  "no-address": {
    severity: "error",
    message: "`%model%` has no %address%.",
    help: ["Add a field of the type `%type%` to the model."],
  },
  "wrong-address": {
    severity: "error",
    message: "`%field%` is %type%, not %expected%.",
    help: ["Use %available%.", "Declare the field as `%brand%` in the model."],
  },
  "duplicate-link": {
    severity: "error",
    message: "The link `%name%` stands here twice.",
    help: ["Give one of them another name."],
  },
  "invalid-link": {
    severity: "error",
    message: "`%url%` is not a web address.",
    help: ["Write `%suggestion%`.", "A link starts with `https://`."],
  },
  "invalid-sender": {
    severity: "error",
    message: "`%value%` is not an e-mail address.",
    help: ["Write an address, or a name and an address: `Acme Gardens <hello@acme.test>`."],
  },
  "wrong-trigger": {
    severity: "error",
    message: "%what% can't be %trigger%.",
    help: ["It can be %available%."],
  },
  "wrong-negation": {
    severity: "error",
    message: "A clause can't wait for something not to be %trigger%.",
    help: ["`not` goes with opened, clicked and replied."],
  },
  "label-without-click": {
    severity: "error",
    message: "`%trigger%` takes no label.",
    help: ["Only `clicked` can name a link: `on clicked \"%label%\"`."],
  },
  "no-links": {
    severity: "error",
    message: "This can never run: `%activity%` has no link to click.",
    help: ["Add one: `link shop \"https://…\"` and `{{ link shop }}` in the text."],
  },
  "ambiguous-click": {
    severity: "warning",
    message: "`%activity%` has %count% links, and not all have a label: this clause waits for any of them.",
    help: ["Label the links, and wait for one: `on clicked \"%suggestion%\"`.", "Label the links with `link NAME \"https://…\"`, and wait for one of them."],
  },
  "wrong-assignee": {
    severity: "error",
    message: "`%field%` is %type%; a task is for somebody.",
    help: ["Relations to one record are %available%.", "`for` takes a relation to one record, for example to a user."],
  },
  "duplicate-assignment": {
    severity: "error",
    message: "`%field%` is set twice in this step.",
    help: ["Keep one of them."],
  },
  "field-not-writable": {
    severity: "error",
    message: "`%field%` can't be written: it is %why%.",
    help: ["%next%"],
  },
  "wrong-value": {
    severity: "error",
    message: "`%field%` is %type%, and `%value%` is %valueType%.",
    help: ["Write `%suggestion%`."],
  },
  "wrong-operator": {
    severity: "error",
    message: "`%operator%` works on numbers and lists, but `%field%` is %type%.",
    help: ["Write `%field% = …`."],
  },
  "list-needs-operator": {
    severity: "error",
    message: "`%field%` is a list; values are put on it or taken off it.",
    help: ["Write `%field% += …` to put one on it, `%field% -= …` to take one off."],
  },
  "nothing-written": {
    severity: "error",
    message: "This `%step%` writes nothing.",
    help: ["Write what is to change, for example `%step% { %example% = … }`."],
  },
  "nothing-to-add-to": {
    severity: "error",
    message: "A new record has no `%field%` yet that `%operator%` could change.",
    help: ["Write `%field% = …`."],
  },
  "cannot-be-empty": {
    severity: "error",
    message: "`%field%` may not be empty.",
    help: ["Write a value, or let the field be empty in the model (`%field%?`)."],
  },
  "missing-fields": {
    severity: "error",
    message: "`%model%` needs %fields%.",
    help: ["Add `%suggestion% = …`."],
  },
  "may-be-empty": {
    severity: "warning",
    message: "`%from%` may be empty, but `%field%` may not.",
    help: ["Let only those through where it is filled: `filter %from% is set`."],
  },
  "unreachable-step": {
    severity: "warning",
    message: "Nobody gets here: everybody has left the journey before.",
    help: ["Remove it, or move it before the `exit`."],
  },
  "empty-block": {
    severity: "warning",
    message: "Nothing happens here.",
    help: ["Add a step between the braces, or remove %what%."],
  },
  "empty-journey": {
    severity: "warning",
    message: "The journey `%name%` has no steps.",
    help: ["Add a first one, for example `email hello { … }`."],
  },
  "not-a-moment": {
    severity: "error",
    message: "`%expression%` is %type%, not a moment.",
    help: ["Wait until a time of day (`9:00`), a date, or a date of the record."],
  },
  "moment-may-be-empty": {
    severity: "warning",
    message: "`%field%` may be empty, and then nothing is waited for.",
    help: ["Ask before: `if %field% is set { … }`, or in the filter."],
  },
  "cannot-match": {
    severity: "error",
    message: "`%field%` is %type%, which has no values to choose by.",
    help: ["Choose by a field that holds one value."],
  },
  "wrong-case": {
    severity: "error",
    message: "`%value%` is no value of `%field%`, which is %type%.",
    help: ["Write a fixed value of that type."],
  },
  "duplicate-case": {
    severity: "error",
    message: "`%value%` has a case already.",
    help: ["Keep one of them."],
  },
  "missing-cases": {
    severity: "error",
    message: "Where do people go when `%field%` is something else? %missing% have no case.",
    help: ["Add the cases, or an `else`."],
  },
  "shares-add-up": {
    severity: "error",
    message: "The shares come to %total%, not to 100%.",
    help: ["Change them so that everybody goes somewhere."],
  },
  "too-many-tested": {
    severity: "error",
    message: "Test and holdback come to %total% of the participants.",
    help: ["Leave some, or write no `on …`: then all take part in the test."],
  },
  "too-few-variants": {
    severity: "error",
    message: "The test `%name%` needs two variants at least.",
    help: ["Add a variant."],
  },
  "no-winner-rule": {
    severity: "error",
    message: "The test `%name%` doesn't say how its winner is found.",
    help: ["Add for example `winner by click rate after 2 days`, or `winner manual`."],
  },
  "unknown-goal": {
    severity: "error",
    message: "The journey has no goal `%name%`.",
    help: ["There are %available%.", "Declare it: `goal %name% when …`."],
  },
  "repetitions": {
    severity: "error",
    message: "How often? Write a whole number from 1 to %most%.",
    help: ["For example `up to 3 times`."],
  },
  "too-few-branches": {
    severity: "error",
    message: "Side by side with what?",
    help: ["Add a second `branch`."],
  },
  "within-no-time": {
    severity: "error",
    message: "In no time nothing can happen.",
    help: ["Write a time above zero."],
  },
  "within-after-not": {
    severity: "error",
    message: "`not %trigger%` has no `within`.",
    help: ["Say with `after` how long it is waited for: `on not %trigger% after 2 days`."],
  },
  "within-too-long": {
    severity: "warning",
    message: "Nothing is heard after %listen%, so the last part of these %within% is deaf.",
    help: ["Write `listen %within%`, or a shorter time."],
  },
  "missing-unit": {
    severity: "error",
    message: "How long is %amount%? The unit is missing.",
    help: ["Write `%amount% hours` or `%amount% days`."],
  },
  "unknown-unit": {
    severity: "error",
    message: "`%unit%` is not a unit of time.",
    help: ["Did you mean `%suggestion%`?", "The units are minutes, hours, days, weeks and months."],
  },
  "fractional-duration": {
    severity: "error",
    message: "Durations are whole numbers; %amount% is none.",
    help: ["Write `%suggestion%`.", "Use a whole number, or a smaller unit."],
  },
  "duration-too-long": {
    severity: "error",
    message: "%duration% is longer than a journey can wait.",
    help: ["The longest is 100 years."],
  },
  "not-clause-needs-time": {
    severity: "error",
    message: "A `not` clause needs to know how long to wait: nothing has been %trigger% yet when the message leaves.",
    help: ["Write `on not %trigger% after 2 days`."],
  },
  "expires-before-it-starts": {
    severity: "error",
    message: "This can never run: it starts %delay% after the clause's event, and expires after %expiry%.",
    help: ["Let it expire later than %delay%, or start it earlier."],
  },
  "expires-at-once": {
    severity: "error",
    message: "This can never run: it expires the moment its turn comes.",
    help: ["Give it some time, for example `expire after 1 day`."],
  },
  "unknown-event": {
    severity: "error",
    message: "`%name%` is no event of the imported files.",
    help: ["Did you mean `%suggestion%`?", "There are %available%.", "Mark an interface with `@event %name%` in an imported `.ts` file."],
  },
  "event-without-record": {
    severity: "error",
    message: "`%event%` doesn't say which %model% it is about.",
    help: ["Give the event's interface a field of the type %model%."],
  },
  "cannot-watch": {
    severity: "error",
    message: "Changes of `%field%` can't be watched.",
    help: ["Watch a field of the record itself that holds one value."],
  },
  "no-creation-date": {
    severity: "error",
    message: "Nobody can tell when a %model% was created.",
    help: ["Give %model% a field `created_at: Date`."],
  },
  "invalid-time": {
    severity: "error",
    message: "`%value%` is no time of day.",
    help: ["The day begins at `0:00` and ends with `23:59`."],
  },
  "no-time-here": {
    severity: "error",
    message: "This entry has no time of day.",
    help: ["Remove it: people enter when it happens."],
  },
  "unknown-schedule": {
    severity: "error",
    message: "`%name%` is no schedule.",
    help: ["Did you mean `%suggestion%`?", "Write `hour`, `day`, `weekday`, a weekday or `month`."],
  },
  "no-such-day": {
    severity: "error",
    message: "No month has such a day.",
    help: ["Write a day from 1 to 31, after `month`."],
  },
  "not-a-date": {
    severity: "error",
    message: "`%field%` is %type%, not a date.",
    help: ["Dates are %available%."],
  },
  "reenters-at-once": {
    severity: "error",
    message: "Who matches when the journey ends would enter it again the same moment.",
    help: ["Write `reenter after 30 days`, or let something else begin the journey: `enter when updated …`."],
  },
  "locale-type": {
    severity: "error",
    message: "`%field%` is %type%, not a language.",
    help: ["Take a field that holds a code such as \"en\"."],
  },
  "missing-locale-fallback": {
    severity: "error",
    message: "Which language counts where `%field%` says nothing?",
    help: ["Add `else \"en\"`."],
  },
  "no-payload": {
    severity: "error",
    message: "There is no `%root%` here.",
    help: ["`entry` is what an event brought along that the journey began with (`enter on event`), `event` what a step has waited for."],
  },
  "unknown-payload-field": {
    severity: "error",
    message: "The event `%event%` carries no `%name%`.",
    help: ["Did you mean `%suggestion%`?", "It carries %available%."],
  },
  "window-never-opens": {
    severity: "error",
    message: "Messages can never leave: this window is always closed.",
    help: ["Change the times or the days so that they leave some time open."],
  },
  "unknown-day": {
    severity: "error",
    message: "`%name%` is no day.",
    help: ["Did you mean `%suggestion%`?", "Write `weekdays`, `weekends` or a weekday such as `monday`."],
  },
  "unknown-per": {
    severity: "error",
    message: "`%unit%` is no stretch of time.",
    help: ["Did you mean `%suggestion%`?", "Write `minute`, `hour`, `day`, `week` or `month`."],
  },
  "unknown-capped": {
    severity: "error",
    message: "`%name%` can't be capped.",
    help: ["Did you mean `%suggestion%`?", "Write `messages`, `emails`, `sms` or `pushes`."],
  },
  "whole-number": {
    severity: "error",
    message: "This must be a whole number above zero.",
    help: ["Write for example `3`."],
  },
  "pace-of-step": {
    severity: "error",
    message: "A step inside the house has no pace.",
    help: ["Remove it; a pace is for messages and webhooks."],
  },
  "body-not-found": {
    severity: "error",
    message: "There is no file `%path%`.",
    help: ["Did you mean `%suggestion%`? I looked for %looked%.", "I looked for %looked%; paths count from the journey's own folder."],
  },
  "body-kind": {
    severity: "error",
    message: "A body can't be a `%kind%` file.",
    help: ["Bodies are `.mjml`, `.html`, `.md` or `.txt` files, or text in place."],
  },
  "mjml-error": {
    severity: "error",
    message: "The MJML can't be used: %reason%.",
    help: ["The MJML documentation at https://documentation.mjml.io lists the elements and their attributes."],
  },
  "mjml-include": {
    severity: "error",
    message: "`<mj-include>` can't take in another file: a body stands alone.",
    help: ["Put what it would take in right here."],
  },
  "text-syntax": {
    severity: "error",
    message: "This Liquid can't be read: %reason%.",
    help: ["An output is `{{ field }}`; what `{% if %}` or `{% for %}` opens, `{% endif %}` or `{% endfor %}` closes."],
  },
  "unknown-filter": {
    severity: "error",
    message: "There is no Liquid filter `%name%`.",
    help: ["Did you mean `%suggestion%`?", "For example `upcase`, `downcase`, `capitalize`, `date: \"%d %B\"`, `default: \"…\"`."],
  },
  "liquid-filter-type": {
    severity: "warning",
    message: "`%filter%` is for %wanted%, and this is %given%.",
    help: ["Make one text of the list first: `| %suggestion%`.", "Take another filter, or another field."],
  },
  "unknown-tag": {
    severity: "error",
    message: "There is no Liquid tag `%name%`.",
    help: ["Did you mean `%suggestion%`?", "For example `{% if field %} … {% endif %}`, `{% for item in list %} … {% endfor %}`, `{% assign name = field %}`."],
  },
  "text-include": {
    severity: "error",
    message: "`{% %name% %}` can't take in another file: a text stands alone.",
    help: ["Put what it would take in right here."],
  },
  "missing-default": {
    severity: "warning",
    message: "`%field%` may be empty, and then nothing stands here.",
    help: ["Say what stands there then: `{{ %field% | default: \"…\" }}`."],
  },
  "record-in-text": {
    severity: "error",
    message: "`%field%` is a whole %model%, which can't be printed.",
    help: ["Print one of its fields: %available%."],
  },
  "missing-unsubscribe-link": {
    severity: "error",
    message: "`%name%` is marketing, and has no way to unsubscribe.",
    help: ["Put `{{ unsubscribe_url }}` into the body, or say `purpose transactional` if people asked for this message."],
  },
  "bare-link": {
    severity: "error",
    message: "`{{ link %name% }}` must be the whole address of a link.",
    help: ["Write `%suggestion%`."],
  },
  "reused-label": {
    severity: "warning",
    message: "`%label%` is the label of two different addresses.",
    help: ["One is `%first%`, this one `%second%`: give each a label of its own."],
  },
  "unused-link": {
    severity: "warning",
    message: "The link `%name%` isn't in the text.",
    help: ["Put `{{ link %name% }}` where it belongs, or remove the link."],
  },
  "sms-parts": {
    severity: "info",
    message: "This SMS is sent, and paid, as %parts% messages%reason%.",
    help: ["Replace `%character%` to stay with the cheaper alphabet.", "A single one has room for %room% characters."],
  },
  "audience-model": {
    severity: "error",
    message: "The audience `%name%` is one of %model%, and the journey is for %target%.",
    help: ["Use an audience of %target%."],
  },
  "endless-reference": {
    severity: "error",
    message: "The %what% `%name%` leads to itself.",
    help: ["Take the reference out of the circle."],
  },
  "unknown-action": {
    severity: "error",
    message: "There is no action `%name%`.",
    help: ["Did you mean `%suggestion%`?", "There are %available%.", "Declare it: `action %name% for … { … }`, or import it."],
  },
  "action-model": {
    severity: "error",
    message: "The action `%name%` is for %model%, and the journey is for %target%.",
    help: ["Use an action for %target%."],
  },
  "unknown-template": {
    severity: "error",
    message: "There is no template `%name%` for this channel.",
    help: ["Did you mean `%suggestion%`?", "There are %available%.", "Declare it: `email template %name% for … { … }`, or import it."],
  },
  "template-channel": {
    severity: "error",
    message: "`%name%` is a template for %channel%, and this is %wanted%.",
    help: ["Use a template for %wanted%."],
  },
  "template-model": {
    severity: "error",
    message: "The template `%name%` is for %model%, and the journey is for %target%.",
    help: ["Use a template for %target%."],
  },
  "two-purposes": {
    severity: "warning",
    message: "The template `%name%` is used for %purpose% and for %other% messages.",
    help: ["Make a template for each purpose."],
  },
  "unused-declaration": {
    severity: "warning",
    message: "Nothing uses the %what% `%name%`.",
    help: ["Use it, or remove it."],
  },
  "unknown-journey": {
    severity: "error",
    message: "There is no journey `%name%`.",
    help: ["Did you mean `%suggestion%`?", "There are %available%."],
  },
  "no-locale": {
    severity: "error",
    message: "Whose language counts? The journey doesn't say.",
    help: ["Add for example `locale language else \"en\"` to the journey."],
  },
  "missing-languages": {
    severity: "warning",
    message: "This text is missing in %missing%; these people get it in `%fallback%`.",
    help: ["Add the texts, or leave it so."],
  },
  "unknown-function": {
    severity: "error",
    message: "There is no function `%name%`.",
    help: ["Did you mean `%suggestion%`?", "Imported are %available%.", "Import it: `import { %name% } from \"./actions.ts\"`."],
  },
  "wrong-argument-count": {
    severity: "error",
    message: "`%function%` takes another number of arguments than these %count%.",
    help: ["It is `%signature%`."],
  },
  "wrong-argument": {
    severity: "error",
    message: "`%parameter%` of `%function%` is %expected%, and `%argument%` is %type%.",
    help: ["It is `%signature%`."],
  },
  "empty-argument": {
    severity: "error",
    message: "`%argument%` may be empty, and `%parameter%` of `%function%` must not be.",
    help: ["Ask before: `if %argument% is set { … }`."],
  },
  "invalid-address": {
    severity: "error",
    message: "`%url%` is no address that can be called.",
    help: ["It begins with `https://`."],
  },
  "invalid-header": {
    severity: "error",
    message: "`%name%` is no name of a header.",
    help: ["Letters, digits and `-` make one, without spaces."],
  },
  "nobody-matches": {
    severity: "error",
    message: "No record can match this %what%: %why%.",
    help: ["Change one of them; where either may hold, join them with `or`."],
  },
  "everybody-matches": {
    severity: "warning",
    message: "Every record matches this %what%.",
    help: ["Leave it out, or say what was meant."],
  },
  "contradicts-enclosing": {
    severity: "error",
    message: "Nobody can match this %what% together with what is asked around it: %why%.",
    help: ["Change one of them. A journey's filter, and that of each activity around it, are asked again when an activity is due."],
  },
  "true-from-the-start": {
    severity: "warning",
    message: "Everybody who enters matches this %what% already.",
    help: ["Ask for something that only comes true later."],
  },
  "redundant-condition": {
    severity: "info",
    message: "`%condition%` adds nothing: %because%.",
    help: ["Leave it out."],
  },
  "always-true-branch": {
    severity: "warning",
    message: "%what% is always true here, by %because%.",
    help: ["Leave the question out, or ask something else."],
  },
  "never-true-branch": {
    severity: "warning",
    message: "%what% is never true here, by %because%.",
    help: ["Remove the branch, or ask something else."],
  },
  "cap-exceeded": {
    severity: "warning",
    message: "Someone can get %count% %what% in %stretch%, and the cap is %cap%: %rest%.",
    help: ["Spread the messages out, or raise the cap."],
  },
  "too-many-messages": {
    severity: "info",
    message: "Someone can get %count% messages in %stretch%.",
    help: ["Spread them out, or write `cap %cap% messages per %per%`."],
  },
  "across-journeys": {
    severity: "info",
    message: "Someone can get %count% messages in 7 days from %journeys% journeys of %model%.",
    help: ["Set a cap in them, or filters that keep people out of one while they are in another."],
  },
  "endless-journeys": {
    severity: "error",
    message: "%journeys%, for ever: nobody ever gets out.",
    help: ["Start one of them under a condition, or let it say `reenter never`."],
  },
  "journeys-in-circle": {
    severity: "info",
    message: "%journeys%. It comes to an end, because %reason%.",
    help: [],
  },
  "never-runs": {
    severity: "warning",
    message: "This reaction never runs: everybody has left before its time comes.",
    help: ["Wait before the `exit`, or leave the `exit` out: a journey ends by itself when nothing is left to wait for."],
  },
  "asked-too-early": {
    severity: "warning",
    message: "`%activity%` comes later: nothing can have happened to it here.",
    help: ["Ask after it, or ask about another one."],
  },
  "unnamed-activity": {
    severity: "info",
    message: "This `%kind%` has no name, and reactions hang on it.",
    help: ["Write a name after `%kind%`, so that a later version of the journey can speak of it."],
  },
  "test-without-expectation": {
    severity: "error",
    message: "This test expects nothing, so it can't fail.",
    help: ["Add for example `expect hello sent`."],
  },
  "given-model": {
    severity: "error",
    message: "%model% is not what the journey is for, and no field of %target% leads to one.",
    help: ["Write `given %target% { … }`."],
  },
  "unknown-expectation": {
    severity: "error",
    message: "`%name%` can't be expected here.",
    help: ["Did you mean `%suggestion%`?", "Expect %available%."],
  },
  "unknown-way": {
    severity: "error",
    message: "There is no `%name%` here that chance could lead to.",
    help: ["Did you mean `%suggestion%`?", "Write %available%."],
  },
  "more-than-all": {
    severity: "error",
    message: "More than all can't do so.",
    help: ["Write at most `100%`."],
  },
  "models-syntax-error": {
    severity: "error",
    message: "This model file is not TypeScript: %reason%",
    help: ["Mend it; your editor's TypeScript support shows the same place."],
  },
  "unsupported-model-field": {
    severity: "info",
    message: "The field `%name%` has a type that journeys can't use: `%type%`.",
    help: ["Text, numbers, booleans, dates, unions of literals, arrays of these, and other models can be used."],
  },
  "duplicate-model": {
    severity: "error",
    message: "Two models are named `%name%`, and they are not the same.",
    help: ["Rename one of them, or export one under another name: `export type { %name% as Other } from …`."],
  },
  "duplicate-event": {
    severity: "error",
    message: "Another interface already describes the event `%name%`.",
    help: ["Give each event a name of its own, `@event …`; or put the fields of both into one interface."],
  },
  "empty-model-tag": {
    severity: "error",
    message: "`@%tag%` says no name.",
    help: ["Write the name behind it: `@%tag% %example%`. Without the tag, that name is taken too."],
  },
  "model-without-id": {
    severity: "error",
    message: "`%name%` has a table, but no field that tells its records apart.",
    help: ["Add a field `id`, or mark the field that no two records share with `@id`."],
  },
  "model-import-not-found": {
    severity: "error",
    message: "There is no file `%path%`, seen from this one.",
    help: ["Did you mean `%suggestion%`?", "Paths count from the folder of the file that imports. Check the name, or take the import out."],
  },
  "unknown-base": {
    severity: "error",
    message: "`%model%` extends `%base%`, which is not known here.",
    help: ["Did you mean `%suggestion%`?", "Declare `%base%` in this file, or import it from the file that has it."],
  },
  "suppression-needs-reason": {
    severity: "warning",
    message: "This comment doesn't say why, so it silences nothing.",
    help: ["Write the reason after a colon: `// allow %codes%: why this is fine`."],
  },
  "unknown-suppression": {
    severity: "warning",
    message: "There is no finding called `%code%`, so this silences nothing.",
    help: ["Did you mean `%suggestion%`?", "Copy the code from the finding that you want to silence; it stands in square brackets."],
  },
  "cannot-suppress": {
    severity: "warning",
    message: "`%code%` is an error, and errors can't be silenced.",
    help: ["Mend the error, and take the code out of this comment."],
  },
  "unused-suppression": {
    severity: "warning",
    message: "There is no `%code%` here to silence.",
    help: ["Remove it, so that it can't hide one that comes later."],
  },
};

type Detail = string | number;

/** One function per code; what only the help needs may be left out. */
export const diagnostics = {
  /** %problem% */
  syntaxError(at: DiagnosticPlace & { problem: Detail; next?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("syntax-error", catalogue["syntax-error"], at, { problem: at.problem, next: at.next });
  },
  /** %problem% */
  missingBrace(at: DiagnosticPlace & { problem: Detail; next?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("missing-brace", catalogue["missing-brace"], at, { problem: at.problem, next: at.next });
  },
  /** This `}` closes nothing. */
  strayBrace(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("stray-brace", catalogue["stray-brace"], at, {});
  },
  /** This text has no end. */
  unterminatedString(at: DiagnosticPlace & { quote?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unterminated-string", catalogue["unterminated-string"], at, { quote: at.quote });
  },
  /** Texts stand in straight double quotes. */
  wrongQuotes(at: DiagnosticPlace & { suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-quotes", catalogue["wrong-quotes"], at, { suggestion: at.suggestion });
  },
  /** This comment has no end. */
  unterminatedComment(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("unterminated-comment", catalogue["unterminated-comment"], at, {});
  },
  /** `%character%` has no meaning here. */
  unexpectedCharacter(at: DiagnosticPlace & { character: Detail; next?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unexpected-character", catalogue["unexpected-character"], at, { character: at.character, next: at.next });
  },
  /** `%word%` is not something that can stand here. */
  unknownStatement(at: DiagnosticPlace & { word: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-statement", catalogue["unknown-statement"], at, { word: at.word, suggestion: at.suggestion, available: at.available });
  },
  /** There is no model `%name%` in this file. */
  unknownModel(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; importable?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-model", catalogue["unknown-model"], at, { name: at.name, suggestion: at.suggestion, importable: at.importable, available: at.available });
  },
  /** `%path%` has no model `%name%`. */
  unknownImport(at: DiagnosticPlace & { path: Detail; name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-import", catalogue["unknown-import"], at, { path: at.path, name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** There is no file `%path%`. */
  importNotFound(at: DiagnosticPlace & { path: Detail; suggestion?: Detail | undefined; looked?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("import-not-found", catalogue["import-not-found"], at, { path: at.path, suggestion: at.suggestion, looked: at.looked });
  },
  /** `%path%` is not a TypeScript file. */
  importNotModels(at: DiagnosticPlace & { path: Detail }): Diagnostic {
    return makeDiagnostic("import-not-models", catalogue["import-not-models"], at, { path: at.path });
  },
  /** `%name%` is imported twice. */
  duplicateImport(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("duplicate-import", catalogue["duplicate-import"], at, { name: at.name });
  },
  /** `%name%` is imported, but nothing uses it. */
  unusedImport(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("unused-import", catalogue["unused-import"], at, { name: at.name });
  },
  /** `%model%` has no field `%name%`. */
  unknownField(at: DiagnosticPlace & { model: Detail; name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-field", catalogue["unknown-field"], at, { model: at.model, name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** Here goes a field of `%model%`. */
  expectedField(at: DiagnosticPlace & { model: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("expected-field", catalogue["expected-field"], at, { model: at.model, available: at.available });
  },
  /** The name `%name%` is taken already. */
  duplicateName(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("duplicate-name", catalogue["duplicate-name"], at, { name: at.name });
  },
  /** `%name%` is still the name of a step. */
  oldNameInUse(at: DiagnosticPlace & { name: Detail; own?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("old-name-in-use", catalogue["old-name-in-use"], at, { name: at.name, own: at.own });
  },
  /** Two steps can't both be renamed from `%name%`. */
  oldNameTwice(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("old-name-twice", catalogue["old-name-twice"], at, { name: at.name });
  },
  /** There is a journey `%name%` already. */
  duplicateJourney(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("duplicate-journey", catalogue["duplicate-journey"], at, { name: at.name });
  },
  /** `%name%` is a name that steps without one get by themselves. */
  reservedName(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("reserved-name", catalogue["reserved-name"], at, { name: at.name });
  },
  /** Names are written in lower case, with `_` between words. */
  nameStyle(at: DiagnosticPlace & { suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("name-style", catalogue["name-style"], at, { suggestion: at.suggestion });
  },
  /** `%name%` is nothing that a clause can wait for. */
  unknownTrigger(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; what?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-trigger", catalogue["unknown-trigger"], at, { name: at.name, suggestion: at.suggestion, what: at.what, available: at.available });
  },
  /** `%activity%` has no link called `%label%`. */
  unknownLink(at: DiagnosticPlace & { activity: Detail; label: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-link", catalogue["unknown-link"], at, { activity: at.activity, label: at.label, suggestion: at.suggestion, available: at.available });
  },
  /** `%expression%` is %type%, not something that is true or false. */
  notACondition(at: DiagnosticPlace & { expression: Detail; type: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("not-a-condition", catalogue["not-a-condition"], at, { expression: at.expression, type: at.type, suggestion: at.suggestion });
  },
  /** `%left%` is %leftType%, and `%right%` is %rightType%: they can't be compared. */
  incompatibleTypes(at: DiagnosticPlace & { left: Detail; leftType: Detail; right: Detail; rightType: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("incompatible-types", catalogue["incompatible-types"], at, { left: at.left, leftType: at.leftType, right: at.right, rightType: at.rightType, suggestion: at.suggestion });
  },
  /** `%operator%` works on %expected%, but `%operand%` is %type%. */
  wrongOperand(at: DiagnosticPlace & { operator: Detail; expected: Detail; operand: Detail; type: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-operand", catalogue["wrong-operand"], at, { operator: at.operator, expected: at.expected, operand: at.operand, type: at.type, suggestion: at.suggestion });
  },
  /** `%value%` is none of the choices of `%field%`. */
  unknownChoice(at: DiagnosticPlace & { value: Detail; field: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-choice", catalogue["unknown-choice"], at, { value: at.value, field: at.field, suggestion: at.suggestion, available: at.available });
  },
  /** `%field%` is %type%, so no field can follow after a dot. */
  notARelation(at: DiagnosticPlace & { field: Detail; type: Detail }): Diagnostic {
    return makeDiagnostic("not-a-relation", catalogue["not-a-relation"], at, { field: at.field, type: at.type });
  },
  /** `%field%` holds many records, and here goes a single value. */
  toManyField(at: DiagnosticPlace & { field: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("to-many-field", catalogue["to-many-field"], at, { field: at.field, available: at.available });
  },
  /** `%field%` has the TypeScript type `%type%`, which a journey can't use. */
  unsupportedField(at: DiagnosticPlace & { field: Detail; type: Detail }): Diagnostic {
    return makeDiagnostic("unsupported-field", catalogue["unsupported-field"], at, { field: at.field, type: at.type });
  },
  /** There is no day %value%. */
  invalidDate(at: DiagnosticPlace & { value: Detail }): Diagnostic {
    return makeDiagnostic("invalid-date", catalogue["invalid-date"], at, { value: at.value });
  },
  /** The list is empty, so this is the same for everybody. */
  emptyList(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("empty-list", catalogue["empty-list"], at, {});
  },
  /** Nothing lies between %low% and %high%. */
  emptyRange(at: DiagnosticPlace & { low: Detail; high: Detail }): Diagnostic {
    return makeDiagnostic("empty-range", catalogue["empty-range"], at, { low: at.low, high: at.high });
  },
  /** This compares two fixed values, so the answer is the same for everybody. */
  constantComparison(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("constant-comparison", catalogue["constant-comparison"], at, {});
  },
  /** %what% can't stand here. */
  misplacedExpression(at: DiagnosticPlace & { what: Detail; next?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("misplaced-expression", catalogue["misplaced-expression"], at, { what: at.what, next: at.next });
  },
  /** What follows `%relation%` is unclear: does the next condition belong to its `where`? */
  unclearWhere(at: DiagnosticPlace & { relation: Detail }): Diagnostic {
    return makeDiagnostic("unclear-where", catalogue["unclear-where"], at, { relation: at.relation });
  },
  /** Every one of them does what? */
  everyWithoutWhere(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("every-without-where", catalogue["every-without-where"], at, {});
  },
  /** `%field%` is %type%, not many records. */
  notARelationToMany(at: DiagnosticPlace & { field: Detail; type: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("not-a-relation-to-many", catalogue["not-a-relation-to-many"], at, { field: at.field, type: at.type, available: at.available });
  },
  /** The sum of what of `%relation%`? */
  sumOfWhat(at: DiagnosticPlace & { relation: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("sum-of-what", catalogue["sum-of-what"], at, { relation: at.relation, available: at.available });
  },
  /** `%name%` is a field of %owner%, and this condition is about %model%. */
  outerField(at: DiagnosticPlace & { name: Detail; owner: Detail; model: Detail }): Diagnostic {
    return makeDiagnostic("outer-field", catalogue["outer-field"], at, { name: at.name, owner: at.owner, model: at.model });
  },
  /** After `%test%` goes a duration. */
  expectedDuration(at: DiagnosticPlace & { test: Detail }): Diagnostic {
    return makeDiagnostic("expected-duration", catalogue["expected-duration"], at, { test: at.test });
  },
  /** Only text has capital and small letters. */
  noCaseToIgnore(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("no-case-to-ignore", catalogue["no-case-to-ignore"], at, {});
  },
  /** `%name%` is no purpose. */
  unknownPurpose(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("unknown-purpose", catalogue["unknown-purpose"], at, { name: at.name });
  },
  /** The journey has no activity `%name%`. */
  unknownActivity(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-activity", catalogue["unknown-activity"], at, { name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** %what% can't be %happening%. */
  wrongHappening(at: DiagnosticPlace & { what: Detail; happening: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-happening", catalogue["wrong-happening"], at, { what: at.what, happening: at.happening, available: at.available });
  },
  /** The journey `%name%` doesn't say whom it is for. */
  missingTarget(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("missing-target", catalogue["missing-target"], at, { name: at.name, suggestion: at.suggestion });
  },
  /** `%setting%` stands here twice. */
  duplicateSetting(at: DiagnosticPlace & { setting: Detail; how?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("duplicate-setting", catalogue["duplicate-setting"], at, { setting: at.setting, how: at.how });
  },
  /** `%field%` is %type%; participants can't be told apart by it. */
  unicityType(at: DiagnosticPlace & { field: Detail; type: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unicity-type", catalogue["unicity-type"], at, { field: at.field, type: at.type, available: at.available });
  },
  /** `%field%` is %type%, not a time zone. */
  timezoneType(at: DiagnosticPlace & { field: Detail; type: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("timezone-type", catalogue["timezone-type"], at, { field: at.field, type: at.type, available: at.available });
  },
  /** There is no time zone `%name%`. */
  unknownTimezone(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-timezone", catalogue["unknown-timezone"], at, { name: at.name, suggestion: at.suggestion });
  },
  /** `%field%` may be empty, and it isn't said which clock counts then. */
  missingTimezoneFallback(at: DiagnosticPlace & { field: Detail }): Diagnostic {
    return makeDiagnostic("missing-timezone-fallback", catalogue["missing-timezone-fallback"], at, { field: at.field });
  },
  /** This message needs a name. */
  missingName(at: DiagnosticPlace & { channel?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("missing-name", catalogue["missing-name"], at, { channel: at.channel });
  },
  /** The %channel% `%name%` has no `%setting%`. */
  missingSetting(at: DiagnosticPlace & { channel: Detail; name: Detail; setting: Detail }): Diagnostic {
    return makeDiagnostic("missing-setting", catalogue["missing-setting"], at, { channel: at.channel, name: at.name, setting: at.setting });
  },
  /** %channel% has no `%setting%`. */
  misplacedSetting(at: DiagnosticPlace & { channel: Detail; setting: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("misplaced-setting", catalogue["misplaced-setting"], at, { channel: at.channel, setting: at.setting, suggestion: at.suggestion, available: at.available });
  },
  /** The %what% is empty. */
  emptyText(at: DiagnosticPlace & { what: Detail }): Diagnostic {
    return makeDiagnostic("empty-text", catalogue["empty-text"], at, { what: at.what });
  },
  /** `%model%` has no %address%. */
  noAddress(at: DiagnosticPlace & { model: Detail; address: Detail; type?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("no-address", catalogue["no-address"], at, { model: at.model, address: at.address, type: at.type });
  },
  /** `%field%` is %type%, not %expected%. */
  wrongAddress(at: DiagnosticPlace & { field: Detail; type: Detail; expected: Detail; available?: Detail | undefined; brand?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-address", catalogue["wrong-address"], at, { field: at.field, type: at.type, expected: at.expected, available: at.available, brand: at.brand });
  },
  /** The link `%name%` stands here twice. */
  duplicateLink(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("duplicate-link", catalogue["duplicate-link"], at, { name: at.name });
  },
  /** `%url%` is not a web address. */
  invalidLink(at: DiagnosticPlace & { url: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("invalid-link", catalogue["invalid-link"], at, { url: at.url, suggestion: at.suggestion });
  },
  /** `%value%` is not an e-mail address. */
  invalidSender(at: DiagnosticPlace & { value: Detail }): Diagnostic {
    return makeDiagnostic("invalid-sender", catalogue["invalid-sender"], at, { value: at.value });
  },
  /** %what% can't be %trigger%. */
  wrongTrigger(at: DiagnosticPlace & { what: Detail; trigger: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-trigger", catalogue["wrong-trigger"], at, { what: at.what, trigger: at.trigger, available: at.available });
  },
  /** A clause can't wait for something not to be %trigger%. */
  wrongNegation(at: DiagnosticPlace & { trigger: Detail }): Diagnostic {
    return makeDiagnostic("wrong-negation", catalogue["wrong-negation"], at, { trigger: at.trigger });
  },
  /** `%trigger%` takes no label. */
  labelWithoutClick(at: DiagnosticPlace & { trigger: Detail; label?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("label-without-click", catalogue["label-without-click"], at, { trigger: at.trigger, label: at.label });
  },
  /** This can never run: `%activity%` has no link to click. */
  noLinks(at: DiagnosticPlace & { activity: Detail }): Diagnostic {
    return makeDiagnostic("no-links", catalogue["no-links"], at, { activity: at.activity });
  },
  /** `%activity%` has %count% links, and not all have a label: this clause waits for any of them. */
  ambiguousClick(at: DiagnosticPlace & { activity: Detail; count: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("ambiguous-click", catalogue["ambiguous-click"], at, { activity: at.activity, count: at.count, suggestion: at.suggestion });
  },
  /** `%field%` is %type%; a task is for somebody. */
  wrongAssignee(at: DiagnosticPlace & { field: Detail; type: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-assignee", catalogue["wrong-assignee"], at, { field: at.field, type: at.type, available: at.available });
  },
  /** `%field%` is set twice in this step. */
  duplicateAssignment(at: DiagnosticPlace & { field: Detail }): Diagnostic {
    return makeDiagnostic("duplicate-assignment", catalogue["duplicate-assignment"], at, { field: at.field });
  },
  /** `%field%` can't be written: it is %why%. */
  fieldNotWritable(at: DiagnosticPlace & { field: Detail; why: Detail; next?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("field-not-writable", catalogue["field-not-writable"], at, { field: at.field, why: at.why, next: at.next });
  },
  /** `%field%` is %type%, and `%value%` is %valueType%. */
  wrongValue(at: DiagnosticPlace & { field: Detail; type: Detail; value: Detail; valueType: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-value", catalogue["wrong-value"], at, { field: at.field, type: at.type, value: at.value, valueType: at.valueType, suggestion: at.suggestion });
  },
  /** `%operator%` works on numbers and lists, but `%field%` is %type%. */
  wrongOperator(at: DiagnosticPlace & { operator: Detail; field: Detail; type: Detail }): Diagnostic {
    return makeDiagnostic("wrong-operator", catalogue["wrong-operator"], at, { operator: at.operator, field: at.field, type: at.type });
  },
  /** `%field%` is a list; values are put on it or taken off it. */
  listNeedsOperator(at: DiagnosticPlace & { field: Detail }): Diagnostic {
    return makeDiagnostic("list-needs-operator", catalogue["list-needs-operator"], at, { field: at.field });
  },
  /** This `%step%` writes nothing. */
  nothingWritten(at: DiagnosticPlace & { step: Detail; example?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("nothing-written", catalogue["nothing-written"], at, { step: at.step, example: at.example });
  },
  /** A new record has no `%field%` yet that `%operator%` could change. */
  nothingToAddTo(at: DiagnosticPlace & { field: Detail; operator: Detail }): Diagnostic {
    return makeDiagnostic("nothing-to-add-to", catalogue["nothing-to-add-to"], at, { field: at.field, operator: at.operator });
  },
  /** `%field%` may not be empty. */
  cannotBeEmpty(at: DiagnosticPlace & { field: Detail }): Diagnostic {
    return makeDiagnostic("cannot-be-empty", catalogue["cannot-be-empty"], at, { field: at.field });
  },
  /** `%model%` needs %fields%. */
  missingFields(at: DiagnosticPlace & { model: Detail; fields: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("missing-fields", catalogue["missing-fields"], at, { model: at.model, fields: at.fields, suggestion: at.suggestion });
  },
  /** `%from%` may be empty, but `%field%` may not. */
  mayBeEmpty(at: DiagnosticPlace & { from: Detail; field: Detail }): Diagnostic {
    return makeDiagnostic("may-be-empty", catalogue["may-be-empty"], at, { from: at.from, field: at.field });
  },
  /** Nobody gets here: everybody has left the journey before. */
  unreachableStep(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("unreachable-step", catalogue["unreachable-step"], at, {});
  },
  /** Nothing happens here. */
  emptyBlock(at: DiagnosticPlace & { what?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("empty-block", catalogue["empty-block"], at, { what: at.what });
  },
  /** The journey `%name%` has no steps. */
  emptyJourney(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("empty-journey", catalogue["empty-journey"], at, { name: at.name });
  },
  /** `%expression%` is %type%, not a moment. */
  notAMoment(at: DiagnosticPlace & { expression: Detail; type: Detail }): Diagnostic {
    return makeDiagnostic("not-a-moment", catalogue["not-a-moment"], at, { expression: at.expression, type: at.type });
  },
  /** `%field%` may be empty, and then nothing is waited for. */
  momentMayBeEmpty(at: DiagnosticPlace & { field: Detail }): Diagnostic {
    return makeDiagnostic("moment-may-be-empty", catalogue["moment-may-be-empty"], at, { field: at.field });
  },
  /** `%field%` is %type%, which has no values to choose by. */
  cannotMatch(at: DiagnosticPlace & { field: Detail; type: Detail }): Diagnostic {
    return makeDiagnostic("cannot-match", catalogue["cannot-match"], at, { field: at.field, type: at.type });
  },
  /** `%value%` is no value of `%field%`, which is %type%. */
  wrongCase(at: DiagnosticPlace & { value: Detail; field: Detail; type: Detail }): Diagnostic {
    return makeDiagnostic("wrong-case", catalogue["wrong-case"], at, { value: at.value, field: at.field, type: at.type });
  },
  /** `%value%` has a case already. */
  duplicateCase(at: DiagnosticPlace & { value: Detail }): Diagnostic {
    return makeDiagnostic("duplicate-case", catalogue["duplicate-case"], at, { value: at.value });
  },
  /** Where do people go when `%field%` is something else? %missing% have no case. */
  missingCases(at: DiagnosticPlace & { field: Detail; missing: Detail }): Diagnostic {
    return makeDiagnostic("missing-cases", catalogue["missing-cases"], at, { field: at.field, missing: at.missing });
  },
  /** The shares come to %total%, not to 100%. */
  sharesAddUp(at: DiagnosticPlace & { total: Detail }): Diagnostic {
    return makeDiagnostic("shares-add-up", catalogue["shares-add-up"], at, { total: at.total });
  },
  /** Test and holdback come to %total% of the participants. */
  tooManyTested(at: DiagnosticPlace & { total: Detail }): Diagnostic {
    return makeDiagnostic("too-many-tested", catalogue["too-many-tested"], at, { total: at.total });
  },
  /** The test `%name%` needs two variants at least. */
  tooFewVariants(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("too-few-variants", catalogue["too-few-variants"], at, { name: at.name });
  },
  /** The test `%name%` doesn't say how its winner is found. */
  noWinnerRule(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("no-winner-rule", catalogue["no-winner-rule"], at, { name: at.name });
  },
  /** The journey has no goal `%name%`. */
  unknownGoal(at: DiagnosticPlace & { name: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-goal", catalogue["unknown-goal"], at, { name: at.name, available: at.available });
  },
  /** How often? Write a whole number from 1 to %most%. */
  repetitions(at: DiagnosticPlace & { most: Detail }): Diagnostic {
    return makeDiagnostic("repetitions", catalogue["repetitions"], at, { most: at.most });
  },
  /** Side by side with what? */
  tooFewBranches(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("too-few-branches", catalogue["too-few-branches"], at, {});
  },
  /** In no time nothing can happen. */
  withinNoTime(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("within-no-time", catalogue["within-no-time"], at, {});
  },
  /** `not %trigger%` has no `within`. */
  withinAfterNot(at: DiagnosticPlace & { trigger: Detail }): Diagnostic {
    return makeDiagnostic("within-after-not", catalogue["within-after-not"], at, { trigger: at.trigger });
  },
  /** Nothing is heard after %listen%, so the last part of these %within% is deaf. */
  withinTooLong(at: DiagnosticPlace & { listen: Detail; within: Detail }): Diagnostic {
    return makeDiagnostic("within-too-long", catalogue["within-too-long"], at, { listen: at.listen, within: at.within });
  },
  /** How long is %amount%? The unit is missing. */
  missingUnit(at: DiagnosticPlace & { amount: Detail }): Diagnostic {
    return makeDiagnostic("missing-unit", catalogue["missing-unit"], at, { amount: at.amount });
  },
  /** `%unit%` is not a unit of time. */
  unknownUnit(at: DiagnosticPlace & { unit: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-unit", catalogue["unknown-unit"], at, { unit: at.unit, suggestion: at.suggestion });
  },
  /** Durations are whole numbers; %amount% is none. */
  fractionalDuration(at: DiagnosticPlace & { amount: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("fractional-duration", catalogue["fractional-duration"], at, { amount: at.amount, suggestion: at.suggestion });
  },
  /** %duration% is longer than a journey can wait. */
  durationTooLong(at: DiagnosticPlace & { duration: Detail }): Diagnostic {
    return makeDiagnostic("duration-too-long", catalogue["duration-too-long"], at, { duration: at.duration });
  },
  /** A `not` clause needs to know how long to wait: nothing has been %trigger% yet when the message leaves. */
  notClauseNeedsTime(at: DiagnosticPlace & { trigger: Detail }): Diagnostic {
    return makeDiagnostic("not-clause-needs-time", catalogue["not-clause-needs-time"], at, { trigger: at.trigger });
  },
  /** This can never run: it starts %delay% after the clause's event, and expires after %expiry%. */
  expiresBeforeItStarts(at: DiagnosticPlace & { delay: Detail; expiry: Detail }): Diagnostic {
    return makeDiagnostic("expires-before-it-starts", catalogue["expires-before-it-starts"], at, { delay: at.delay, expiry: at.expiry });
  },
  /** This can never run: it expires the moment its turn comes. */
  expiresAtOnce(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("expires-at-once", catalogue["expires-at-once"], at, {});
  },
  /** `%name%` is no event of the imported files. */
  unknownEvent(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-event", catalogue["unknown-event"], at, { name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** `%event%` doesn't say which %model% it is about. */
  eventWithoutRecord(at: DiagnosticPlace & { event: Detail; model: Detail }): Diagnostic {
    return makeDiagnostic("event-without-record", catalogue["event-without-record"], at, { event: at.event, model: at.model });
  },
  /** Changes of `%field%` can't be watched. */
  cannotWatch(at: DiagnosticPlace & { field: Detail }): Diagnostic {
    return makeDiagnostic("cannot-watch", catalogue["cannot-watch"], at, { field: at.field });
  },
  /** Nobody can tell when a %model% was created. */
  noCreationDate(at: DiagnosticPlace & { model: Detail }): Diagnostic {
    return makeDiagnostic("no-creation-date", catalogue["no-creation-date"], at, { model: at.model });
  },
  /** `%value%` is no time of day. */
  invalidTime(at: DiagnosticPlace & { value: Detail }): Diagnostic {
    return makeDiagnostic("invalid-time", catalogue["invalid-time"], at, { value: at.value });
  },
  /** This entry has no time of day. */
  noTimeHere(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("no-time-here", catalogue["no-time-here"], at, {});
  },
  /** `%name%` is no schedule. */
  unknownSchedule(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-schedule", catalogue["unknown-schedule"], at, { name: at.name, suggestion: at.suggestion });
  },
  /** No month has such a day. */
  noSuchDay(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("no-such-day", catalogue["no-such-day"], at, {});
  },
  /** `%field%` is %type%, not a date. */
  notADate(at: DiagnosticPlace & { field: Detail; type: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("not-a-date", catalogue["not-a-date"], at, { field: at.field, type: at.type, available: at.available });
  },
  /** Who matches when the journey ends would enter it again the same moment. */
  reentersAtOnce(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("reenters-at-once", catalogue["reenters-at-once"], at, {});
  },
  /** `%field%` is %type%, not a language. */
  localeType(at: DiagnosticPlace & { field: Detail; type: Detail }): Diagnostic {
    return makeDiagnostic("locale-type", catalogue["locale-type"], at, { field: at.field, type: at.type });
  },
  /** Which language counts where `%field%` says nothing? */
  missingLocaleFallback(at: DiagnosticPlace & { field: Detail }): Diagnostic {
    return makeDiagnostic("missing-locale-fallback", catalogue["missing-locale-fallback"], at, { field: at.field });
  },
  /** There is no `%root%` here. */
  noPayload(at: DiagnosticPlace & { root: Detail }): Diagnostic {
    return makeDiagnostic("no-payload", catalogue["no-payload"], at, { root: at.root });
  },
  /** The event `%event%` carries no `%name%`. */
  unknownPayloadField(at: DiagnosticPlace & { event: Detail; name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-payload-field", catalogue["unknown-payload-field"], at, { event: at.event, name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** Messages can never leave: this window is always closed. */
  windowNeverOpens(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("window-never-opens", catalogue["window-never-opens"], at, {});
  },
  /** `%name%` is no day. */
  unknownDay(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-day", catalogue["unknown-day"], at, { name: at.name, suggestion: at.suggestion });
  },
  /** `%unit%` is no stretch of time. */
  unknownPer(at: DiagnosticPlace & { unit: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-per", catalogue["unknown-per"], at, { unit: at.unit, suggestion: at.suggestion });
  },
  /** `%name%` can't be capped. */
  unknownCapped(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-capped", catalogue["unknown-capped"], at, { name: at.name, suggestion: at.suggestion });
  },
  /** This must be a whole number above zero. */
  wholeNumber(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("whole-number", catalogue["whole-number"], at, {});
  },
  /** A step inside the house has no pace. */
  paceOfStep(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("pace-of-step", catalogue["pace-of-step"], at, {});
  },
  /** There is no file `%path%`. */
  bodyNotFound(at: DiagnosticPlace & { path: Detail; suggestion?: Detail | undefined; looked?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("body-not-found", catalogue["body-not-found"], at, { path: at.path, suggestion: at.suggestion, looked: at.looked });
  },
  /** A body can't be a `%kind%` file. */
  bodyKind(at: DiagnosticPlace & { kind: Detail }): Diagnostic {
    return makeDiagnostic("body-kind", catalogue["body-kind"], at, { kind: at.kind });
  },
  /** The MJML can't be used: %reason%. */
  mjmlError(at: DiagnosticPlace & { reason: Detail }): Diagnostic {
    return makeDiagnostic("mjml-error", catalogue["mjml-error"], at, { reason: at.reason });
  },
  /** `<mj-include>` can't take in another file: a body stands alone. */
  mjmlInclude(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("mjml-include", catalogue["mjml-include"], at, {});
  },
  /** This Liquid can't be read: %reason%. */
  textSyntax(at: DiagnosticPlace & { reason: Detail }): Diagnostic {
    return makeDiagnostic("text-syntax", catalogue["text-syntax"], at, { reason: at.reason });
  },
  /** There is no Liquid filter `%name%`. */
  unknownFilter(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-filter", catalogue["unknown-filter"], at, { name: at.name, suggestion: at.suggestion });
  },
  /** `%filter%` is for %wanted%, and this is %given%. */
  liquidFilterType(at: DiagnosticPlace & { filter: Detail; wanted: Detail; given: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("liquid-filter-type", catalogue["liquid-filter-type"], at, { filter: at.filter, wanted: at.wanted, given: at.given, suggestion: at.suggestion });
  },
  /** There is no Liquid tag `%name%`. */
  unknownTag(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-tag", catalogue["unknown-tag"], at, { name: at.name, suggestion: at.suggestion });
  },
  /** `{% %name% %}` can't take in another file: a text stands alone. */
  textInclude(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("text-include", catalogue["text-include"], at, { name: at.name });
  },
  /** `%field%` may be empty, and then nothing stands here. */
  missingDefault(at: DiagnosticPlace & { field: Detail }): Diagnostic {
    return makeDiagnostic("missing-default", catalogue["missing-default"], at, { field: at.field });
  },
  /** `%field%` is a whole %model%, which can't be printed. */
  recordInText(at: DiagnosticPlace & { field: Detail; model: Detail; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("record-in-text", catalogue["record-in-text"], at, { field: at.field, model: at.model, available: at.available });
  },
  /** `%name%` is marketing, and has no way to unsubscribe. */
  missingUnsubscribeLink(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("missing-unsubscribe-link", catalogue["missing-unsubscribe-link"], at, { name: at.name });
  },
  /** `{{ link %name% }}` must be the whole address of a link. */
  bareLink(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("bare-link", catalogue["bare-link"], at, { name: at.name, suggestion: at.suggestion });
  },
  /** `%label%` is the label of two different addresses. */
  reusedLabel(at: DiagnosticPlace & { label: Detail; first?: Detail | undefined; second?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("reused-label", catalogue["reused-label"], at, { label: at.label, first: at.first, second: at.second });
  },
  /** The link `%name%` isn't in the text. */
  unusedLink(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("unused-link", catalogue["unused-link"], at, { name: at.name });
  },
  /** This SMS is sent, and paid, as %parts% messages%reason%. */
  smsParts(at: DiagnosticPlace & { parts: Detail; reason: Detail; character?: Detail | undefined; room?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("sms-parts", catalogue["sms-parts"], at, { parts: at.parts, reason: at.reason, character: at.character, room: at.room });
  },
  /** The audience `%name%` is one of %model%, and the journey is for %target%. */
  audienceModel(at: DiagnosticPlace & { name: Detail; model: Detail; target: Detail }): Diagnostic {
    return makeDiagnostic("audience-model", catalogue["audience-model"], at, { name: at.name, model: at.model, target: at.target });
  },
  /** The %what% `%name%` leads to itself. */
  endlessReference(at: DiagnosticPlace & { what: Detail; name: Detail }): Diagnostic {
    return makeDiagnostic("endless-reference", catalogue["endless-reference"], at, { what: at.what, name: at.name });
  },
  /** There is no action `%name%`. */
  unknownAction(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-action", catalogue["unknown-action"], at, { name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** The action `%name%` is for %model%, and the journey is for %target%. */
  actionModel(at: DiagnosticPlace & { name: Detail; model: Detail; target: Detail }): Diagnostic {
    return makeDiagnostic("action-model", catalogue["action-model"], at, { name: at.name, model: at.model, target: at.target });
  },
  /** There is no template `%name%` for this channel. */
  unknownTemplate(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-template", catalogue["unknown-template"], at, { name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** `%name%` is a template for %channel%, and this is %wanted%. */
  templateChannel(at: DiagnosticPlace & { name: Detail; channel: Detail; wanted: Detail }): Diagnostic {
    return makeDiagnostic("template-channel", catalogue["template-channel"], at, { name: at.name, channel: at.channel, wanted: at.wanted });
  },
  /** The template `%name%` is for %model%, and the journey is for %target%. */
  templateModel(at: DiagnosticPlace & { name: Detail; model: Detail; target: Detail }): Diagnostic {
    return makeDiagnostic("template-model", catalogue["template-model"], at, { name: at.name, model: at.model, target: at.target });
  },
  /** The template `%name%` is used for %purpose% and for %other% messages. */
  twoPurposes(at: DiagnosticPlace & { name: Detail; purpose: Detail; other: Detail }): Diagnostic {
    return makeDiagnostic("two-purposes", catalogue["two-purposes"], at, { name: at.name, purpose: at.purpose, other: at.other });
  },
  /** Nothing uses the %what% `%name%`. */
  unusedDeclaration(at: DiagnosticPlace & { what: Detail; name: Detail }): Diagnostic {
    return makeDiagnostic("unused-declaration", catalogue["unused-declaration"], at, { what: at.what, name: at.name });
  },
  /** There is no journey `%name%`. */
  unknownJourney(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-journey", catalogue["unknown-journey"], at, { name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** Whose language counts? The journey doesn't say. */
  noLocale(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("no-locale", catalogue["no-locale"], at, {});
  },
  /** This text is missing in %missing%; these people get it in `%fallback%`. */
  missingLanguages(at: DiagnosticPlace & { missing: Detail; fallback: Detail }): Diagnostic {
    return makeDiagnostic("missing-languages", catalogue["missing-languages"], at, { missing: at.missing, fallback: at.fallback });
  },
  /** There is no function `%name%`. */
  unknownFunction(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-function", catalogue["unknown-function"], at, { name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** `%function%` takes another number of arguments than these %count%. */
  wrongArgumentCount(at: DiagnosticPlace & { function: Detail; count: Detail; signature?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-argument-count", catalogue["wrong-argument-count"], at, { function: at.function, count: at.count, signature: at.signature });
  },
  /** `%parameter%` of `%function%` is %expected%, and `%argument%` is %type%. */
  wrongArgument(at: DiagnosticPlace & { parameter: Detail; function: Detail; expected: Detail; argument: Detail; type: Detail; signature?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("wrong-argument", catalogue["wrong-argument"], at, { parameter: at.parameter, function: at.function, expected: at.expected, argument: at.argument, type: at.type, signature: at.signature });
  },
  /** `%argument%` may be empty, and `%parameter%` of `%function%` must not be. */
  emptyArgument(at: DiagnosticPlace & { argument: Detail; parameter: Detail; function: Detail }): Diagnostic {
    return makeDiagnostic("empty-argument", catalogue["empty-argument"], at, { argument: at.argument, parameter: at.parameter, function: at.function });
  },
  /** `%url%` is no address that can be called. */
  invalidAddress(at: DiagnosticPlace & { url: Detail }): Diagnostic {
    return makeDiagnostic("invalid-address", catalogue["invalid-address"], at, { url: at.url });
  },
  /** `%name%` is no name of a header. */
  invalidHeader(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("invalid-header", catalogue["invalid-header"], at, { name: at.name });
  },
  /** No record can match this %what%: %why%. */
  nobodyMatches(at: DiagnosticPlace & { what: Detail; why: Detail }): Diagnostic {
    return makeDiagnostic("nobody-matches", catalogue["nobody-matches"], at, { what: at.what, why: at.why });
  },
  /** Every record matches this %what%. */
  everybodyMatches(at: DiagnosticPlace & { what: Detail }): Diagnostic {
    return makeDiagnostic("everybody-matches", catalogue["everybody-matches"], at, { what: at.what });
  },
  /** Nobody can match this %what% together with what is asked around it: %why%. */
  contradictsEnclosing(at: DiagnosticPlace & { what: Detail; why: Detail }): Diagnostic {
    return makeDiagnostic("contradicts-enclosing", catalogue["contradicts-enclosing"], at, { what: at.what, why: at.why });
  },
  /** Everybody who enters matches this %what% already. */
  trueFromTheStart(at: DiagnosticPlace & { what: Detail }): Diagnostic {
    return makeDiagnostic("true-from-the-start", catalogue["true-from-the-start"], at, { what: at.what });
  },
  /** `%condition%` adds nothing: %because%. */
  redundantCondition(at: DiagnosticPlace & { condition: Detail; because: Detail }): Diagnostic {
    return makeDiagnostic("redundant-condition", catalogue["redundant-condition"], at, { condition: at.condition, because: at.because });
  },
  /** %what% is always true here, by %because%. */
  alwaysTrueBranch(at: DiagnosticPlace & { what: Detail; because: Detail }): Diagnostic {
    return makeDiagnostic("always-true-branch", catalogue["always-true-branch"], at, { what: at.what, because: at.because });
  },
  /** %what% is never true here, by %because%. */
  neverTrueBranch(at: DiagnosticPlace & { what: Detail; because: Detail }): Diagnostic {
    return makeDiagnostic("never-true-branch", catalogue["never-true-branch"], at, { what: at.what, because: at.because });
  },
  /** Someone can get %count% %what% in %stretch%, and the cap is %cap%: %rest%. */
  capExceeded(at: DiagnosticPlace & { count: Detail; what: Detail; stretch: Detail; cap: Detail; rest: Detail }): Diagnostic {
    return makeDiagnostic("cap-exceeded", catalogue["cap-exceeded"], at, { count: at.count, what: at.what, stretch: at.stretch, cap: at.cap, rest: at.rest });
  },
  /** Someone can get %count% messages in %stretch%. */
  tooManyMessages(at: DiagnosticPlace & { count: Detail; stretch: Detail; cap?: Detail | undefined; per?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("too-many-messages", catalogue["too-many-messages"], at, { count: at.count, stretch: at.stretch, cap: at.cap, per: at.per });
  },
  /** Someone can get %count% messages in 7 days from %journeys% journeys of %model%. */
  acrossJourneys(at: DiagnosticPlace & { count: Detail; journeys: Detail; model: Detail }): Diagnostic {
    return makeDiagnostic("across-journeys", catalogue["across-journeys"], at, { count: at.count, journeys: at.journeys, model: at.model });
  },
  /** %journeys%, for ever: nobody ever gets out. */
  endlessJourneys(at: DiagnosticPlace & { journeys: Detail }): Diagnostic {
    return makeDiagnostic("endless-journeys", catalogue["endless-journeys"], at, { journeys: at.journeys });
  },
  /** %journeys%. It comes to an end, because %reason%. */
  journeysInCircle(at: DiagnosticPlace & { journeys: Detail; reason: Detail }): Diagnostic {
    return makeDiagnostic("journeys-in-circle", catalogue["journeys-in-circle"], at, { journeys: at.journeys, reason: at.reason });
  },
  /** This reaction never runs: everybody has left before its time comes. */
  neverRuns(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("never-runs", catalogue["never-runs"], at, {});
  },
  /** `%activity%` comes later: nothing can have happened to it here. */
  askedTooEarly(at: DiagnosticPlace & { activity: Detail }): Diagnostic {
    return makeDiagnostic("asked-too-early", catalogue["asked-too-early"], at, { activity: at.activity });
  },
  /** This `%kind%` has no name, and reactions hang on it. */
  unnamedActivity(at: DiagnosticPlace & { kind: Detail }): Diagnostic {
    return makeDiagnostic("unnamed-activity", catalogue["unnamed-activity"], at, { kind: at.kind });
  },
  /** This test expects nothing, so it can't fail. */
  testWithoutExpectation(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("test-without-expectation", catalogue["test-without-expectation"], at, {});
  },
  /** %model% is not what the journey is for, and no field of %target% leads to one. */
  givenModel(at: DiagnosticPlace & { model: Detail; target: Detail }): Diagnostic {
    return makeDiagnostic("given-model", catalogue["given-model"], at, { model: at.model, target: at.target });
  },
  /** `%name%` can't be expected here. */
  unknownExpectation(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-expectation", catalogue["unknown-expectation"], at, { name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** There is no `%name%` here that chance could lead to. */
  unknownWay(at: DiagnosticPlace & { name: Detail; suggestion?: Detail | undefined; available?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-way", catalogue["unknown-way"], at, { name: at.name, suggestion: at.suggestion, available: at.available });
  },
  /** More than all can't do so. */
  moreThanAll(at: DiagnosticPlace): Diagnostic {
    return makeDiagnostic("more-than-all", catalogue["more-than-all"], at, {});
  },
  /** This model file is not TypeScript: %reason% */
  modelsSyntaxError(at: DiagnosticPlace & { reason: Detail }): Diagnostic {
    return makeDiagnostic("models-syntax-error", catalogue["models-syntax-error"], at, { reason: at.reason });
  },
  /** The field `%name%` has a type that journeys can't use: `%type%`. */
  unsupportedModelField(at: DiagnosticPlace & { name: Detail; type: Detail }): Diagnostic {
    return makeDiagnostic("unsupported-model-field", catalogue["unsupported-model-field"], at, { name: at.name, type: at.type });
  },
  /** Two models are named `%name%`, and they are not the same. */
  duplicateModel(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("duplicate-model", catalogue["duplicate-model"], at, { name: at.name });
  },
  /** Another interface already describes the event `%name%`. */
  duplicateEvent(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("duplicate-event", catalogue["duplicate-event"], at, { name: at.name });
  },
  /** `@%tag%` says no name. */
  emptyModelTag(at: DiagnosticPlace & { tag: Detail; example?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("empty-model-tag", catalogue["empty-model-tag"], at, { tag: at.tag, example: at.example });
  },
  /** `%name%` has a table, but no field that tells its records apart. */
  modelWithoutId(at: DiagnosticPlace & { name: Detail }): Diagnostic {
    return makeDiagnostic("model-without-id", catalogue["model-without-id"], at, { name: at.name });
  },
  /** There is no file `%path%`, seen from this one. */
  modelImportNotFound(at: DiagnosticPlace & { path: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("model-import-not-found", catalogue["model-import-not-found"], at, { path: at.path, suggestion: at.suggestion });
  },
  /** `%model%` extends `%base%`, which is not known here. */
  unknownBase(at: DiagnosticPlace & { model: Detail; base: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-base", catalogue["unknown-base"], at, { model: at.model, base: at.base, suggestion: at.suggestion });
  },
  /** This comment doesn't say why, so it silences nothing. */
  suppressionNeedsReason(at: DiagnosticPlace & { codes?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("suppression-needs-reason", catalogue["suppression-needs-reason"], at, { codes: at.codes });
  },
  /** There is no finding called `%code%`, so this silences nothing. */
  unknownSuppression(at: DiagnosticPlace & { code: Detail; suggestion?: Detail | undefined }): Diagnostic {
    return makeDiagnostic("unknown-suppression", catalogue["unknown-suppression"], at, { code: at.code, suggestion: at.suggestion });
  },
  /** `%code%` is an error, and errors can't be silenced. */
  cannotSuppress(at: DiagnosticPlace & { code: Detail }): Diagnostic {
    return makeDiagnostic("cannot-suppress", catalogue["cannot-suppress"], at, { code: at.code });
  },
  /** There is no `%code%` here to silence. */
  unusedSuppression(at: DiagnosticPlace & { code: Detail }): Diagnostic {
    return makeDiagnostic("unused-suppression", catalogue["unused-suppression"], at, { code: at.code });
  },
};
