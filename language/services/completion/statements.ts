/** What begins a statement, and what comes next in one. */
import type { IToken } from "chevrotain";
import { negatable, triggersOf } from "../../check/triggers.ts";
import type { FieldType } from "../../models/schema.ts";
import type { Node } from "../../syntax/ast.ts";
import {
  declarationWords,
  messageWords,
  partWords,
  settingWords,
  stepWords,
  taskWords,
  webhookWords,
} from "../../syntax/body-kinds.ts";
import { keywordDoc } from "../hover.ts";
import {
  afterDot,
  comparedType,
  comparisons,
  conditionProposals,
  fieldAt,
  isNumber,
  isUnit,
  literalProposals,
  unitProposals,
} from "./expressions.ts";
import { type Proposal, words } from "./item.ts";
import {
  activityProposals,
  declaredProposals,
  eventProposals,
  fieldProposals,
  functionProposals,
  goalProposals,
  journeyProposals,
  modelProposals,
} from "./names.ts";
import type { Place } from "./place.ts";
import {
  declarationSnippets,
  messageSnippets,
  otherSnippets,
  partSnippets,
  settingSnippets,
  stepSnippets,
} from "./snippets.ts";

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const isDate = ({ kind }: FieldType): boolean => kind === "date";

export function beginnings(place: Place): Proposal[] {
  const { body, owner, offset, around } = place;
  switch (body) {
    case "file":
      return withSnippets(declarationWords, declarationSnippets, 10);
    case "import":
      return importable(place);
    case "journey": {
      if (owner.kind !== "journey") return [];
      const steps = stepProposals(20);
      const [firstStep] = owner.steps.filter(({ kind }) => kind !== "unknown");
      return firstStep && firstStep.start < offset ? steps : [...missingSettings(owner), ...steps];
    }
    case "steps":
      return stepProposals(20);
    case "message":
    case "template":
      return messageProposals(place);
    case "task":
      return [...withSnippets(taskWords, otherSnippets, 10), ...parts(owner)];
    case "webhook":
      return [...withSnippets(webhookWords, otherSnippets, 10), ...parts(owner)];
    case "assignments":
      return [...assignable(place), ...parts(owner)];
    case "fields":
      return assignable(place);
    case "parts":
      return parts(owner);
    case "conditions":
      return conditionProposals([], around);
    case "match":
      return [...matchValues(place), ...withSnippets(["else"], otherSnippets, 20)];
    case "split":
      return [{ label: "50%", kind: "snippet", detail: "a share", snippet: "${1:50}% ${2:name} {\n\t$0\n}", rank: 10 }];
    case "ab test":
      return withSnippets(["on 20% of participants", "winner", "variant", "holdback"], otherSnippets, 10);
    case "parallel":
      return withSnippets(["branch"], otherSnippets, 10);
    case "test":
      return withSnippets(["given", "at", "by", "expect"], otherSnippets, 10);
    case "simulate":
      return [...withSnippets(["participants", "seed"], otherSnippets, 10), ...activityProposals(around)];
    case "unknown":
      return [];
  }
}

const withSnippets = (list: readonly string[], snippets: Readonly<Record<string, string>>, rank: number): Proposal[] =>
  list.map((label, index) => ({
    label,
    kind: snippets[label] === undefined ? "keyword" : "snippet",
    doc: keywordDoc(label.split(" ")[0] ?? label),
    snippet: snippets[label],
    rank: rank + index / 100,
  }));

const repeated = new Set(["exit when", "exit on", "goal", "send", "cap"]);
/** Those that most journeys have, in the order in which they are written. */
const usual = ["target", "filter", "unicity", "enter", "reenter", "exit when", "goal", "purpose"];

function missingSettings(journey: Extract<Node, { kind: "journey" }>): Proposal[] {
  const there = new Set(
    journey.settings.map(({ kind }) => (kind === "include archived" ? "include" : kind)) as readonly string[],
  );
  return withSnippets([...settingWords, "exit on"], settingSnippets, 0)
    .filter(({ label }) => repeated.has(label) || !there.has(label))
    .map((each) => ({ ...each, rank: usual.includes(each.label) ? usual.indexOf(each.label) / 10 : 5 }));
}

function stepProposals(rank: number): Proposal[] {
  const list = stepWords.flatMap((word) => {
    if (word === "wait") return ["wait", "wait until", "wait for"];
    if (word === "ab") return ["ab test"];
    return word === "start" || word === "stop" ? [`${word} journey`] : [word];
  });
  return withSnippets(list, stepSnippets, rank);
}

function messageProposals({ owner, body }: Place): Proposal[] {
  if (owner.kind !== "message" && owner.kind !== "template") return [];
  const fits: Readonly<Record<string, readonly string[]>> = {
    email: ["subject", "preheader", "body", "from", "reply to", "to", "link", "template", "purpose"],
    sms: ["text", "to", "link", "template", "purpose"],
    push: ["title", "text", "to", "link", "template", "purpose"],
  };
  const there = new Set(
    owner.settings.map((each) =>
      each.kind === "text setting"
        ? each.setting
        : each.kind === "link setting"
          ? ""
          : each.kind.replace(" setting", ""),
    ),
  );
  const all = [...messageWords.filter((word) => word !== "reply"), "reply to"];
  const list = (fits[owner.channel] ?? all).filter(
    (word) => !there.has(word) && !(body === "template" && (word === "template" || word === "to")),
  );
  return [...withSnippets(list, messageSnippets, 5), ...(body === "template" ? [] : parts(owner))];
}

/** What any activity may have, with the reactions that it can have. */
function parts(owner: Node): Proposal[] {
  const there = new Set(["filter", "expire", "pace"].filter((part) => part in owner));
  const list = withSnippets(
    partWords.filter((word) => word !== "on" && !there.has(word)),
    partSnippets,
    15,
  );
  const channel = owner.kind === "message" ? owner.channel : "step";
  const reactions = triggersOf(channel).map(
    (trigger, index): Proposal => ({
      label: `on ${trigger}`,
      kind: "snippet",
      doc: keywordDoc("on"),
      snippet: `on ${trigger} {\n\t$0\n}`,
      rank: 12 + index / 100,
    }),
  );
  const missed = triggersOf(channel)
    .filter((trigger) => negatable.includes(trigger))
    .map(
      (trigger): Proposal => ({
        label: `on not ${trigger}`,
        kind: "snippet",
        doc: keywordDoc("on"),
        snippet: `on not ${trigger} after \${1:2 days} {\n\t$0\n}`,
        rank: 13,
      }),
    );
  return [...list, ...reactions, ...missed];
}

function assignable({ around, owner }: Place): Proposal[] {
  const there = "assignments" in owner ? (owner.assignments ?? []).map(({ field }) => field?.text) : [];
  return fieldProposals(around.assigned)
    .filter(({ label }) => !there.includes(label))
    .map((each) => ({ ...each, insert: `${each.label} = ` }));
}

function matchValues({ owner, around }: Place): Proposal[] {
  if (owner.kind !== "match") return [];
  const type = fieldAt(owner.field?.path.map(({ text }) => text) ?? [], around)?.type;
  const taken = owner.cases.flatMap(({ values }) =>
    values.map((value) => (value.kind === "string" ? JSON.stringify(value.value) : "")),
  );
  return literalProposals(type)
    .filter(({ label }) => !taken.includes(label))
    .map((each) => ({ ...each, snippet: `${each.label.replaceAll("$", "\\$")} {\n\t$0\n}` }));
}

/** What the file that an import names has to offer. */
function importable({ owner, around: { scope } }: Place): Proposal[] {
  if (owner.kind !== "import") return [];
  const taken = owner.names.map(({ text }) => text);
  return [
    ...modelProposals(scope),
    ...[...scope.events.values()].map(
      (event): Proposal => ({ label: event.interfaceName, kind: "event", doc: event.doc }),
    ),
  ].filter(({ label }) => !taken.includes(label));
}

/** What comes next in a statement that has begun. */
export function continuations(place: Place): Proposal[] {
  const { before, around, body, owner } = place;
  const { scope, target } = around;
  const first = before[0]?.image ?? "";
  const last = before.at(-1)!;
  const previous = before.at(-2)?.image;
  const dotted = afterDot(before, around);
  if (dotted) return dotted;
  if (body === "file") return inDeclaration(place, first, last.image, previous);
  if (body === "import") return last.image === "," ? importable(place) : [];
  if (isNumber(last) && !isCompared(previous)) {
    const counted = inNumbers(first, previous, body);
    return counted.length > 0 ? counted : unitProposals(last);
  }
  if (body === "conditions") return conditionProposals(before, around);
  if ((body === "assignments" || body === "fields") && before.some(({ image }) => /^[+-]?=$/.test(image))) {
    return assignedValues(place);
  }
  if (body === "test" || body === "simulate") return inTest(place, first, last.image);
  if (body === "ab test") return inAbTest(place, first, last.image);
  switch (first) {
    case "on":
      return inClause(place);
    case "email":
    case "sms":
    case "push":
    case "split":
    case "parallel":
      return [];
    case "target":
    case "create":
      return previous === undefined ? modelProposals(scope) : [];
    case "unicity":
      return previous === undefined ? fieldProposals(target) : [];
    case "include":
      return words(["archived"], keywordDoc, 1);
    case "enter":
      return inEnter(place, last, previous);
    case "reenter":
      return previous === undefined
        ? [...words(["never", "always"], keywordDoc, 1), snippet("after", "after ${1:30 days}$0", 2)]
        : [];
    case "exit":
      if (last.image === "exit") return body === "journey" ? words(["when", "on"], keywordDoc, 1) : [];
      if (last.image === "on") return words([...triggersOf("email"), "event"], keywordDoc, 1);
      if (last.image === "event") return eventProposals(scope);
      if (previous === "event") return words(["where"], keywordDoc, 1);
      return before.some(({ image }) => image === "when" || image === "where")
        ? conditionProposals(before, around)
        : [];
    case "goal":
      if (before.some(({ image }) => image === "when")) {
        return [
          ...conditionProposals(before, around),
          ...(last.image === "and" ? words(["exit"], keywordDoc, 45) : []),
        ];
      }
      return before.length > 1 ? words(["when"], keywordDoc, 1) : [];
    case "purpose":
      return previous === undefined ? words(["marketing", "transactional"], keywordDoc, 1) : [];
    case "timezone":
      if (previous === undefined)
        return fieldProposals(target, ({ kind }) => kind === "timezone").filter(onlyFitting(10));
      return last.image === "else" ? [] : [snippet("else", 'else "${1:Europe/Brussels}"$0', 1)];
    case "locale":
      if (previous === undefined) return fieldProposals(target, ({ kind }) => kind === "choice" || kind === "text");
      return last.image === "else" ? [] : [snippet("else", 'else "${1:en}"$0', 1)];
    case "send":
      return inSend(last.image);
    case "cap":
      if (last.image === "per") return words(["day", "week", "month"], keywordDoc, 1);
      if (last.image === "else") return words(["delay", "skip"], keywordDoc, 1);
      return isUnit(last) ? words(["else delay", "else skip"], keywordDoc, 1) : words(["per"], keywordDoc, 1);
    case "pace":
      return last.image === "per" ? words(["minute", "hour", "day"], keywordDoc, 1) : words(["per"], keywordDoc, 1);
    case "listen":
      return durations;
    case "expire":
      return last.image === "after" ? durations : words(["after"], keywordDoc, 1);
    case "filter":
      return conditionProposals(before, around);
    case "if":
    case "}":
      if (last.image === "}")
        return [snippet("else", "else {\n\t$0\n}", 1), snippet("else if", "else if ${1:condition} {\n\t$0\n}", 2)];
      return conditionProposals(before, around);
    case "else":
      return last.image === "else" ? words(["if"], keywordDoc, 1) : conditionProposals(before, around);
    case "wait":
      return inWait(place, last);
    case "repeat":
      return inRepeat(place, last);
    case "match":
      return previous === undefined
        ? fieldProposals(target, ({ kind }) => ["choice", "boolean", "text"].includes(kind))
        : [];
    case "to":
      return fieldProposals(target, (type) => isAddress(type, owner));
    case "suppress":
      return fieldProposals(target, ({ kind }) => kind === "email" || kind === "phone").filter(onlyFitting(10));
    case "follow":
    case "unfollow":
      return last.image === "by" ? people(place) : words(["by"], keywordDoc, 1);
    case "for":
      return people(place);
    case "due":
      return last.image === "in" ? durations : words(["in"], keywordDoc, 1);
    case "add":
      return inList(last.image, "to");
    case "remove":
      return inList(last.image, "from");
    case "run":
      return previous === undefined ? functionProposals(scope) : argumentProposals(place);
    case "do":
      return previous === undefined ? declaredProposals(scope, "action", target?.name) : [];
    case "template":
      return previous === undefined ? templates(place) : [];
    case "start":
    case "stop":
      return last.image === "journey" ? journeyProposals(place.journeys()) : words(["journey"], keywordDoc, 1);
    case "ab":
      return previous === undefined ? words(["test"], keywordDoc, 1) : [];
    case "reply":
      return words(["to"], keywordDoc, 1);
    default:
      return [];
  }
}

const snippet = (label: string, text: string, rank: number): Proposal => ({
  label,
  kind: "snippet",
  doc: keywordDoc(label.split(" ")[0] ?? label),
  snippet: text,
  rank,
});

const durations: readonly Proposal[] & Proposal[] = ["1 hour", "1 day", "2 days", "3 days", "1 week"].map(
  (label, index) => ({
    label,
    kind: "value",
    rank: index,
  }),
);

/** Fields that only lead on to others are left out. */
const onlyFitting =
  (rank: number) =>
  (each: Proposal): boolean =>
    (each.rank ?? 0) < rank + 5;

function inDeclaration(place: Place, first: string, last: string, previous: string | undefined): Proposal[] {
  const { around, before } = place;
  const { scope } = around;
  if (before.some(({ image }) => image === "where")) return conditionProposals(before, around);
  switch (first) {
    case "import":
      return last === "}" ? [snippet("from", 'from "${1:./models.ts}"$0', 1)] : [];
    case "audience":
      if (last === "of") return modelProposals(scope);
      return previous === "of"
        ? words(["where"], keywordDoc, 1)
        : previous === undefined
          ? []
          : words(["of"], keywordDoc, 1);
    case "action":
    case "email":
    case "sms":
    case "push":
      if (last === "for") return modelProposals(scope);
      if (last === first && first !== "action") return words(["template"], keywordDoc, 1);
      return before.length > (first === "action" ? 1 : 2) && previous !== "for" ? words(["for"], keywordDoc, 1) : [];
    case "test":
      return last === "for"
        ? journeyProposals(place.journeys())
        : previous === undefined
          ? []
          : words(["for"], keywordDoc, 1);
    case "simulate":
      return previous === undefined ? journeyProposals(place.journeys()) : [];
    default:
      return [];
  }
}

/** `score > 1`: a number alone, where after `paid_at >` a duration would not stand either. */
const isCompared = (previous: string | undefined): boolean =>
  previous !== undefined && (comparisons.has(previous) || ["between", "[", ","].includes(previous));

function inNumbers(first: string, previous: string | undefined, body: Place["body"]): Proposal[] {
  if (first === "cap") return words(["messages", "emails", "sms", "pushes"], keywordDoc, 1);
  if (first === "pace") return words(["per"], keywordDoc, 1);
  if (first === "repeat" && previous === "to") return words(["times"], keywordDoc, 1);
  if (body === "simulate" && previous === undefined) return words(["participants"], keywordDoc, 1);
  return [];
}

function assignedValues({ before, around }: Place): Proposal[] {
  const sign = before.findLastIndex(({ image }) => /^[+-]?=$/.test(image));
  const field = around.assigned?.fields.find(({ name }) => name === before[sign - 1]?.image);
  if (before.length - 1 > sign && !/^[+\-*/]$/.test(before.at(-1)!.image)) return words(["+", "-"], keywordDoc, 40);
  const isReference = field?.type.kind === "record";
  return [
    ...(isReference ? words(["this"], keywordDoc, 1) : []),
    ...literalProposals(field?.type),
    ...fieldProposals(around.target, undefined, 20),
  ];
}

function inTest({ around, before, body }: Place, first: string, last: string): Proposal[] {
  const { scope, activities } = around;
  if (first === "given") return last === "given" ? modelProposals(scope) : [];
  if (last === "event" && first === "at") return eventProposals(scope);
  const activity = activities.get(last);
  const isExpected = before.some(({ image }) => image === "expect");
  if (isExpected) {
    if (last === "expect" || last === "never") {
      return [
        ...activityProposals(around),
        ...goalProposals(around),
        ...words(["completed", "exited", "goal", ...(last === "expect" ? ["never"] : [])], keywordDoc, 20),
      ];
    }
    if (last === "goal") return goalProposals(around);
    const isGoal = goalProposals(around).some(({ label }) => label === last);
    return words(isGoal ? ["reached"] : ["sent", "executed", "rejected", "cancelled", "failed"], keywordDoc, 1);
  }
  if (activity) return words([...(body === "test" ? [] : ["sent"]), ...triggersOf(activity.channel)], keywordDoc, 1);
  const previous = before.at(-2);
  if (first === "by" && isUnit(before.at(-1)!)) return words(["expect"], keywordDoc, 1);
  if (first === "at" && previous && isNumber(previous)) {
    return [...activityProposals(around), ...words(["event", "update"], keywordDoc, 20)];
  }
  if (first === "by" || first === "at") return durations;
  return body === "simulate" && last.endsWith("%") ? [snippet("within", "within ${1:1 day}$0", 1)] : [];
}

function inAbTest(place: Place, first: string, last: string): Proposal[] {
  if (first === "winner") {
    if (last === "winner") return words(["by", "manual"], keywordDoc, 1);
    if (last === "by")
      return words(["open rate", "click rate", "reply rate", "conversion of", "sum of"], keywordDoc, 1);
    if (last === "of") {
      const isSum = place.before.some(({ image }) => image === "sum");
      return isSum
        ? fieldProposals(place.around.target, ({ kind }) => kind === "records")
        : goalProposals(place.around);
    }
    return last === "after" ? durations : words(["after"], keywordDoc, 1);
  }
  if (first === "on") return last.endsWith("%") ? words(["of participants"], keywordDoc, 1) : [];
  return [];
}

/** `on not opened after 2 days`: what can happen to the activity that the reaction hangs on. */
function inClause({ before, owner }: Place): Proposal[] {
  const channel = owner.kind === "message" ? owner.channel : "step";
  const last = before.at(-1)!.image;
  const possible = triggersOf(channel);
  if (last === "on")
    return [...words(possible, keywordDoc, 1), ...(channel === "step" ? [] : words(["not"], keywordDoc, 5))];
  if (last === "not")
    return words(
      possible.filter((trigger) => negatable.includes(trigger)),
      keywordDoc,
      1,
    );
  if (last === "within" || last === "after") return durations;
  if (last === "including") return words(["machines"], keywordDoc, 1);
  const has = (word: string): boolean => before.some(({ image }) => image === word);
  return [
    ...(has("after") ? [] : [snippet("after", "after ${1:2 days}$0", 1)]),
    ...(has("within") ? [] : [snippet("within", "within ${1:1 day}$0", 2)]),
    ...(has("including") || has("not") ? [] : words(["including machines"], keywordDoc, 3)),
  ];
}

function inEnter({ before, around }: Place, last: IToken, previous: string | undefined): Proposal[] {
  const { target, scope } = around;
  if (before.some(({ image }) => image === "where")) return conditionProposals(before, around);
  switch (last.image) {
    case "enter":
      return [
        ...words(["when matching", "when created"], keywordDoc, 1),
        snippet("when updated", "when updated ${1:field}$0", 2),
        ...words(["on event", "on webhook", "on demand", "on anniversary of"], keywordDoc, 3),
        snippet("every", "every ${1:monday} at ${2:9:00}$0", 4),
        snippet("before a date", "${1:3 days} before ${2:field}$0", 5),
      ];
    case "when":
      return words(["matching", "created", "updated"], keywordDoc, 1);
    case "on":
      return words(["event", "webhook", "demand", "anniversary of"], keywordDoc, 1);
    case "event":
      return eventProposals(scope);
    case "every":
      return words(["hour", "day", "weekday", ...days, "month"], keywordDoc, 1);
    case "anniversary":
      return words(["of"], keywordDoc, 1);
    case "updated":
      return fieldProposals(target);
    case "before":
    case "after":
    case "of":
      return fieldProposals(target, isDate).filter(onlyFitting(10));
    case "from":
    case "to":
      return literalProposals(comparedType(before, around));
  }
  if (previous === "every")
    return [...words(["at"], keywordDoc, 1), ...(last.image === "month" ? words(["on"], keywordDoc, 1) : [])];
  if (isUnit(last)) return words(["before", "after"], keywordDoc, 1);
  const isUpdated = before.some(({ image }) => image === "updated");
  return words([...(isUpdated ? ["from", "to"] : []), "where"], keywordDoc, 1);
}

function inSend(last: string): Proposal[] {
  if (last === "send") return [...words(["between", "not between"], keywordDoc, 1), ...words(["on"], keywordDoc, 2)];
  if (last === "not") return words(["between"], keywordDoc, 1);
  if (last === "on" || last === ",") return words(["weekdays", "weekends", ...days], keywordDoc, 1);
  if (last === "except") return words(["holidays"], keywordDoc, 1);
  return words(["and", "on", "except holidays"], keywordDoc, 1);
}

function inWait({ before, around, body }: Place, last: IToken): Proposal[] {
  const { target, scope } = around;
  const kind = before[1]?.image;
  if (last.image === "wait") return [...durations, ...words(["until", "for"], keywordDoc, 10)];
  if (kind === "until") {
    if (last.image === "until") {
      return [
        { label: "9:00", kind: "value", rank: 1 },
        ...fieldProposals(target, isDate).filter(onlyFitting(10)),
        snippet("entered", "entered + ${1:7 days}$0", 15),
        ...words(days, keywordDoc, 20),
      ];
    }
    if (days.includes(last.image)) return words(["at"], keywordDoc, 1);
    return last.image === "+" || last.image === "-" ? durations : words(["+", "-"], keywordDoc, 1);
  }
  if (kind !== "for") return [];
  if (last.image === "event") return eventProposals(scope);
  if (last.image === "up") return words(["to"], keywordDoc, 1);
  if (last.image === "to") return durations;
  if (last.image === "}") return body === "steps" || body === "journey" ? [snippet("else", "else {\n\t$0\n}", 1)] : [];
  const more = last.image === "for" ? words(["event"], keywordDoc, 5) : [snippet("up to", "up to ${1:3 days}$0", 35)];
  return [...conditionProposals(before, around), ...more];
}

function inRepeat({ before, around }: Place, last: IToken): Proposal[] {
  if (last.image === "repeat") return [snippet("every", "every ${1:2 days} up to ${2:3} times$0", 1)];
  if (before.some(({ image }) => image === "until")) return conditionProposals(before, around);
  if (last.image === "every") return durations;
  return words([last.image === "times" ? "until" : "up to"], keywordDoc, 1);
}

function inList(last: string, word: "to" | "from"): Proposal[] {
  if (last === word) return [snippet("list", 'list "${1:newsletter}"$0', 1)];
  return last === "list" ? [] : [snippet(`${word} list`, `${word} list "\${1:newsletter}"$0`, 1)];
}

function isAddress({ kind }: FieldType, owner: Node): boolean {
  const channel = owner.kind === "message" ? owner.channel : "email";
  return kind === { email: "email", sms: "phone", push: "push token" }[channel];
}

const people = ({ around }: Place): Proposal[] =>
  fieldProposals(around.target, ({ kind }) => kind === "record").filter(({ kind }) => kind === "relation");

function templates({ around, owner }: Place): Proposal[] {
  const { templates: all } = around.scope.declarations;
  const channel = owner.kind === "message" ? owner.channel : undefined;
  return declaredProposals(around.scope, "template", around.target?.name).filter(
    ({ label }) => channel === undefined || all.get(label)?.node.channel === channel,
  );
}

/** `run scoreLead(this, |)`: what fits the parameter. */
function argumentProposals({ before, around }: Place): Proposal[] {
  const found = around.scope.functions.get(before[1]?.image ?? "");
  const index = before.filter(({ image }) => image === ",").length;
  const type = found?.parameters[index]?.type;
  if (!before.some(({ image }) => image === "(")) return [];
  if (type?.kind === "record") return words(["this"], keywordDoc, 1);
  return [...literalProposals(type), ...fieldProposals(around.target, (each) => !type || each.kind === type.kind, 10)];
}
