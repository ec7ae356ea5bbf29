/** Steps, clauses and all that stands in braces, out of the parser's concrete tree. */
import type { CstElement, CstNode } from "chevrotain";
import { tokenMatcher } from "chevrotain";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type {
  AbTestStep,
  ActivityParts,
  Assignment,
  AtStatement,
  Block,
  Branch,
  Channel,
  Clause,
  CreateStep,
  DateLiteral,
  DoStep,
  Duration,
  Expectation,
  ExpireSetting,
  Expression,
  FieldPath,
  FilterSetting,
  FollowStep,
  Given,
  IfStep,
  JourneySetting,
  JourneyStep,
  LinkSetting,
  ListStep,
  MatchCase,
  MatchStep,
  MessageSetting,
  MessageStep,
  Name,
  PaceSetting,
  ParallelStep,
  Percentage,
  RenamedFrom,
  RepeatStep,
  RunStep,
  SimulatedBehaviour,
  SimulatedNumber,
  SimulationStatement,
  SplitShare,
  SplitStep,
  Step,
  SuppressStep,
  TaskStep,
  TemplateSetting,
  TestShare,
  TestStatement,
  TextSetting,
  ToSetting,
  UnknownStatement,
  UpdateStep,
  Variant,
  WaitForStep,
  WaitStep,
  WaitUntilStep,
  WebhookBody,
  WebhookCall,
  WebhookHeader,
  WebhookMethod,
  WebhookStep,
  Winner,
  WinnerMeasure,
} from "./ast.ts";
import { type BodyKind, declarationWords, isTrigger, wordsOf } from "./body-kinds.ts";
import {
  firstToken,
  inOrder,
  isToken,
  keywordOf,
  nameOf,
  nodeOf,
  nodesOf,
  offsetOf,
  optionalName,
  spanOf,
  tokenOf,
  tokensOf,
} from "./cst.ts";
import { Word } from "./lexer.ts";
import { present } from "./present.ts";
import { SettingBuilder } from "./setting-builder.ts";
import type { Span } from "./span.ts";
import { replace } from "./syntax-diagnostics.ts";

interface Parts {
  filter?: FilterSetting;
  expire?: ExpireSetting;
  pace?: PaceSetting;
  readonly clauses: Clause[];
}

/** What a walk over braces collects; each statement takes what it knows. */
interface BodyContent extends Parts {
  readonly journeySettings: JourneySetting[];
  readonly steps: Step[];
  readonly messageSettings: MessageSetting[];
  readonly assignments: Assignment[];
  readonly webhookCalls: WebhookCall[];
  readonly webhookHeaders: WebhookHeader[];
  readonly webhookBodies: WebhookBody[];
  readonly cases: MatchCase[];
  readonly splitShares: SplitShare[];
  readonly testShares: TestShare[];
  readonly winners: Winner[];
  readonly variants: Variant[];
  readonly branches: Branch[];
  readonly testStatements: TestStatement[];
  readonly simulationStatements: SimulationStatement[];
  /** Of `match`. */
  otherwise?: Block;
  assignee?: FieldPath;
  due?: Duration;
  readonly span: Span;
}

const tokenNames: Readonly<Record<Channel, string>> = { email: "Email", sms: "Sms", push: "Push" };

const measures: ReadonlyMap<string, WinnerMeasure> = new Map(
  (["open rate", "click rate", "reply rate", "conversion", "sum", "manual"] as const).map((each) => [each, each]),
);

/** A share without its number gets what the others leave, so that nothing else is wrong with them. */
function withRest(shares: readonly SplitShare[]): SplitShare[] {
  const known = shares.reduce((sum, { share }) => sum + (Number.isNaN(share.value) ? 0 : share.value), 0);
  return shares.map((each) =>
    Number.isNaN(each.share.value) ? { ...each, share: { ...each.share, value: Math.max(0, 100 - known) } } : each,
  );
}

export abstract class StepBuilder extends SettingBuilder {
  // ---------------------------------------------------------------- braces

  protected body(node: CstNode | undefined, kind: BodyKind, head: Span, isHeadless = false): BodyContent {
    const content: BodyContent = {
      journeySettings: [],
      steps: [],
      messageSettings: [],
      assignments: [],
      webhookCalls: [],
      webhookHeaders: [],
      webhookBodies: [],
      cases: [],
      splitShares: [],
      testShares: [],
      winners: [],
      variants: [],
      branches: [],
      testStatements: [],
      simulationStatements: [],
      clauses: [],
      span: node ? this.span(node) : { start: head.end, end: head.end },
    };
    if (!node) return content;
    if (isHeadless) this.braceTrouble = true;
    else this.checkBraces(node, head);
    for (const item of nodesOf(node, "item")) {
      for (const element of inOrder(item)) this.item(element, kind, content);
    }
    return content;
  }

  protected checkBraces(node: CstNode, head: Span): void {
    const open = tokenOf(node, "LBrace");
    const close = tokenOf(node, "RBrace");
    const word = this.text.slice(head.start, head.end);
    for (const extra of tokensOf(node, "extra")) {
      this.braceTrouble = true;
      this.unexpected(extra);
    }
    const body = this.span(node);
    if (!open) {
      this.braceTrouble = true;
      const at = this.text.slice(0, body.start).trimEnd().length;
      this.report.missingBrace(head, `The \`{\` of this \`${word}\` is missing.`, "Add `{` at the end of the line.", [
        replace({ start: at, end: at }, " {", "Add the `{`"),
      ]);
    } else if (!close) {
      this.braceTrouble = true;
      const problem = `This \`{\` is never closed: the \`}\` of \`${word}\` is missing.`;
      const lineStart = this.text.lastIndexOf("\n", head.start - 1) + 1;
      const indent = /^[ \t]*/.exec(this.text.slice(lineStart))?.[0] ?? "";
      this.report.missingBrace(spanOf(open), problem, "Add `}` where the block ends.", [
        replace({ start: body.end, end: body.end }, `\n${indent}}`, "Add the `}`"),
      ]);
    }
  }

  protected item(element: CstElement, kind: BodyKind, content: BodyContent): void {
    if (isToken(element)) {
      if (element.tokenType.name === "Exit") {
        content.steps.push({
          kind: "exit",
          ...spanOf(element),
          keyword: spanOf(element),
          ...this.doc(spanOf(element)),
        });
      } else if (element.tokenType.name === "RBrace") this.strayBrace(element);
      return;
    }
    switch (element.name) {
      case "assignment":
        content.assignments.push(this.assignment(element));
        return;
      case "target":
        content.journeySettings.push(this.target(element));
        return;
      case "unicity":
        content.journeySettings.push(this.unicity(element));
        return;
      case "include":
        content.journeySettings.push(this.include(element));
        return;
      case "purpose": {
        const purpose = this.purpose(element);
        if (kind === "journey") content.journeySettings.push(purpose);
        else content.messageSettings.push(purpose);
        return;
      }
      case "timezone":
        content.journeySettings.push(this.timezone(element));
        return;
      case "listen":
        content.journeySettings.push(this.listen(element));
        return;
      case "enter":
        content.journeySettings.push(this.enter(element));
        return;
      case "reenter":
        content.journeySettings.push(this.reenter(element));
        return;
      case "exitSetting": {
        const exit = this.exitSetting(element);
        if (kind === "journey") content.journeySettings.push(exit);
        else {
          this.leftovers.push(exit);
          this.report.syntaxError(
            exit.keyword,
            "Leaving under a condition is a setting of the journey.",
            "Put it above the journey's steps, or write `if … { exit }` here.",
          );
        }
        return;
      }
      case "goal":
        content.journeySettings.push(this.goal(element));
        return;
      case "locale":
        content.journeySettings.push(this.locale(element));
        return;
      case "send":
        content.journeySettings.push(this.send(element));
        return;
      case "cap":
        content.journeySettings.push(this.cap(element));
        return;
      case "pace": {
        const pace = this.pace(element);
        if (kind === "journey") content.journeySettings.push(pace);
        else if (content.pace) this.twice(pace, "pace");
        else content.pace = pace;
        return;
      }
      case "filter": {
        const filter = this.filter(element);
        if (kind === "journey") content.journeySettings.push(filter);
        else if (content.filter) this.twice(filter, "filter", "Join the conditions with `and`.");
        else content.filter = filter;
        return;
      }
      case "expire": {
        const expire = this.expire(element);
        if (content.expire) this.twice(expire, "expire");
        else content.expire = expire;
        return;
      }
      case "clause":
        content.clauses.push(this.clause(element));
        return;
      case "textSetting":
        content.messageSettings.push(this.textSetting(element));
        return;
      case "toSetting":
        content.messageSettings.push(this.toSetting(element));
        return;
      case "linkSetting":
        content.messageSettings.push(this.linkSetting(element));
        return;
      case "templateSetting":
        content.messageSettings.push(this.templateSetting(element));
        return;
      case "webhookCall":
        content.webhookCalls.push(this.webhookCall(element));
        return;
      case "webhookHeader":
        content.webhookHeaders.push(this.webhookHeader(element));
        return;
      case "webhookBody":
        content.webhookBodies.push(this.webhookBody(element));
        return;
      case "matchCase":
      case "damagedCase":
        this.matchCase(element, content);
        return;
      case "share":
      case "damagedShare": {
        const share = this.share(element);
        if (share) content.splitShares.push(share);
        return;
      }
      case "testShare":
        content.testShares.push(this.testShare(element));
        return;
      case "winner":
        content.winners.push(this.winner(element));
        return;
      case "variant":
        content.variants.push(this.variant(element));
        return;
      case "branch":
        content.branches.push(this.branch(element));
        return;
      case "given":
        content.testStatements.push(this.given(element));
        return;
      case "atStatement":
        content.testStatements.push(this.atStatement(element));
        return;
      case "expectation":
        content.testStatements.push(this.expectation(element));
        return;
      case "simulatedNumber":
        content.simulationStatements.push(this.simulatedNumber(element));
        return;
      case "behaviour":
        content.simulationStatements.push(this.behaviour(element));
        return;
      case "assignee":
        this.assignee(element, content);
        return;
      case "due":
        this.due(element, content);
        return;
      case "unknown": {
        const unknown = this.unknown(element, kind);
        if (unknown) content.steps.push(unknown);
        return;
      }
      default:
        content.steps.push(this.step(element));
    }
  }

  protected step(node: CstNode): Step {
    switch (node.name) {
      case "message":
        return this.message(node);
      case "update":
        return this.update(node);
      case "create":
        return this.create(node);
      case "task":
        return this.task(node);
      case "listStep":
        return this.listStep(node);
      case "suppress":
        return this.suppress(node);
      case "wait":
        return this.wait(node);
      case "ifStep":
        return this.if(node);
      case "follow":
        return this.follow(node);
      case "webhook":
        return this.webhook(node);
      case "run":
        return this.run(node);
      case "doStep":
        return this.doStep(node);
      case "journeyStep":
        return this.journeyStep(node);
      case "matchStep":
        return this.match(node);
      case "split":
        return this.split(node);
      case "abTest":
        return this.abTest(node);
      case "repeat":
        return this.repeat(node);
      case "parallel":
        return this.parallel(node);
      default:
        throw new Error(`The grammar has a rule ${node.name} that no tree is built from.`);
    }
  }

  protected twice(setting: Span, word: string, how?: string): void {
    this.leftovers.push(setting);
    this.report.duplicateSetting({ start: setting.start, end: setting.start + word.length }, word, how);
  }

  /**
   * Undefined where it is no statement of its own but the tail of one, and inside braces that have no place for it: the
   * parser reports these. All others are left to the checker, which knows more.
   */
  protected unknown(node: CstNode, kind?: BodyKind): UnknownStatement | undefined {
    const span = this.span(node);
    const first = firstToken(node);
    for (const block of nodesOf(node, "unknownBlock")) this.checkUnknownBlock(block);
    const word = first && tokenMatcher(first, Word) ? nameOf(first) : undefined;
    const available = kind === undefined ? declarationWords : wordsOf[kind];
    const suggestion = word && suggest(word.text, available);
    if (word && !this.report.isFaulty(word.start) && (suggestion !== undefined || this.beginsStatement(word))) {
      if (kind === undefined || kind === "journey" || kind === "steps") return { kind: "unknown", ...span, word };
      const words = quotedList(available.map(wholeWords), "or");
      this.report.unknownStatement(word, word.text, suggestion && wholeWords(suggestion), suggestion, words);
    } else if (first) this.unexpected(first);
    this.leftovers.push(span);
    return undefined;
  }

  /** Nothing but a brace stands before it on its line. */
  protected beginsStatement({ start }: Span): boolean {
    const before = this.text.slice(0, start);
    return /(?:^|[\n\r{}])\s*$/.test(before.slice(-200)) || before.trim() === "";
  }

  protected checkUnknownBlock(node: CstNode): void {
    const open = tokenOf(node, "LBrace");
    if (!tokensOf(node, "RBrace")[0] && open) {
      this.braceTrouble = true;
      this.report.missingBrace(spanOf(open), "This `{` is never closed.", "Add `}` where the block ends.");
    }
    for (const stray of tokensOf(node, "stray")) {
      this.braceTrouble = true;
      this.report.strayBrace(spanOf(stray));
    }
    for (const block of nodesOf(node, "unknownBlock")) this.checkUnknownBlock(block);
  }

  // ---------------------------------------------------------------- steps

  protected renamedFrom(node: CstNode, head: Span, name: Name | undefined): RenamedFrom | undefined {
    const [written, second] = nodesOf(node, "renamedFrom").filter((each) => tokenOf(each, "Renamed"));
    const word = written && tokenOf(written, "Renamed");
    if (!written || !word) return undefined;
    const keyword = spanOf(word);
    if (second) this.twice(this.span(second), "renamed from", "Put all names behind one of them, with commas.");
    const names = tokensOf(written, "Name").map(nameOf);
    if (!tokenOf(written, "From") || names.length === 0) {
      this.report.syntaxError(
        keyword,
        "What was it called before?",
        "For example `email greeting renamed from hello { … }`.",
      );
    } else if (!name) {
      this.report.syntaxError(
        head,
        "A step that was renamed has a name.",
        "For example `email greeting renamed from hello { … }`.",
      );
    }
    return { kind: "renamed from", ...this.span(written), keyword, names };
  }

  protected message(node: CstNode): MessageStep {
    const channel = channelOf(node);
    const keyword = keywordOf(node, tokenNames[channel]);
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const renamed = this.renamedFrom(node, keyword, name);
    this.headRest(node);
    const content = this.body(nodeOf(node, "body"), "message", keyword);
    return {
      kind: "message",
      ...this.span(node),
      channel,
      keyword,
      ...(name ? { name } : {}),
      ...present({ title, renamed }),
      ...this.doc(keyword),
      settings: content.messageSettings,
      ...partsOf(content),
    };
  }

  protected update(node: CstNode): UpdateStep {
    const keyword = keywordOf(node, "Update");
    const name = optionalName(tokenOf(node, "Name"));
    const renamed = this.renamedFrom(node, keyword, name);
    this.headRest(node);
    // The checker says of an `update` without assignments that it writes nothing.
    const content = this.body(nodeOf(node, "body"), "assignments", keyword);
    return {
      kind: "update",
      ...this.span(node),
      keyword,
      ...present({ name, renamed }),
      ...this.doc(keyword),
      assignments: content.assignments,
      ...partsOf(content),
    };
  }

  protected create(node: CstNode): CreateStep {
    const keyword = keywordOf(node, "Create");
    const model = optionalName(tokenOf(node, "model"));
    const name = optionalName(tokenOf(node, "Name"));
    const renamed = this.renamedFrom(node, keyword, name);
    if (this.headRest(node) && !model) {
      this.report.syntaxError(keyword, "`create` needs a model.", 'For example `create Note { text = "Hello" }`.');
    }
    const content = this.body(nodeOf(node, "body"), "assignments", keyword);
    return {
      kind: "create",
      ...this.span(node),
      keyword,
      ...(model ? { model } : {}),
      ...present({ name, renamed }),
      ...this.doc(keyword),
      assignments: content.assignments,
      ...partsOf(content),
    };
  }

  protected task(node: CstNode): TaskStep {
    const keyword = keywordOf(node, "Task");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const renamed = this.renamedFrom(node, keyword, name);
    const isWhole = this.headRest(node);
    if (!title && isWhole) {
      this.report.syntaxError(
        keyword,
        "The task needs a title.",
        'For example `task "Call" { for salesperson due in 2 days }`.',
      );
    }
    const inBraces = this.body(nodeOf(node, "body"), "task", keyword);
    const content: BodyContent = { ...inBraces };
    const early = node.children;
    if (early.assignee || early.due) {
      delete content.assignee;
      delete content.due;
      for (const element of inOrder(node)) {
        if (isToken(element)) continue;
        if (element.name === "assignee") this.assignee(element, content);
        else if (element.name === "due") this.due(element, content);
      }
      if (inBraces.assignee && !content.assignee) content.assignee = inBraces.assignee;
      if (inBraces.due && !content.due) content.due = inBraces.due;
    }
    return {
      kind: "task",
      ...this.span(node),
      keyword,
      ...(name ? { name } : {}),
      ...present({ title, renamed }),
      ...this.doc(keyword),
      ...(content.assignee ? { assignee: content.assignee } : {}),
      ...(content.due ? { due: content.due } : {}),
      ...partsOf(content),
    };
  }

  protected assignee(node: CstNode, content: BodyContent): void {
    const keyword = keywordOf(node, "For");
    const field = this.fieldPath(nodeOf(node, "fieldPath"));
    if (!field) {
      this.report.syntaxError(keyword, "Who is to do it?", "For example `for salesperson`.");
      this.leftovers.push(this.span(node));
    } else if (content.assignee) this.twice(this.span(node), "for");
    else content.assignee = field;
  }

  protected due(node: CstNode, content: BodyContent): void {
    const keyword = keywordOf(node, "Due");
    const duration = this.duration(nodeOf(node, "duration"));
    if (!duration || !tokenOf(node, "In")) {
      this.report.syntaxError(keyword, "`due` needs to say when.", "For example `due in 2 days`.");
    }
    if (!duration) this.leftovers.push(this.span(node));
    else if (content.due) this.twice(this.span(node), "due");
    else content.due = duration;
  }

  protected listStep(node: CstNode): ListStep {
    const add = tokenOf(node, "Add");
    const keyword = keywordOf(node, add ? "Add" : "Remove");
    const list = this.string(tokenOf(node, "AnyText"));
    const isWhole = this.headRest(node);
    const words = add ? "add to list" : "remove from list";
    if (isWhole && (!list || !tokenOf(node, "List") || !tokenOf(node, add ? "To" : "From"))) {
      this.report.syntaxError(keyword, `It is written \`${words} "…"\`.`, `For example \`${words} "Customers"\`.`);
    }
    return {
      kind: "list membership",
      ...this.span(node),
      keyword,
      action: add ? "add" : "remove",
      ...(list ? { list } : {}),
      ...this.doc(keyword),
      ...partsOf(this.body(nodeOf(node, "body"), "parts", keyword)),
    };
  }

  protected suppress(node: CstNode): SuppressStep {
    const keyword = keywordOf(node, "Suppress");
    const field = this.fieldPath(nodeOf(node, "fieldPath"));
    this.headRest(node);
    return {
      kind: "suppress",
      ...this.span(node),
      keyword,
      ...(field ? { field } : {}),
      ...this.doc(keyword),
      ...partsOf(this.body(nodeOf(node, "body"), "parts", keyword)),
    };
  }

  protected follow(node: CstNode): FollowStep {
    const action = tokenOf(node, "Follow") ? "follow" : "unfollow";
    const keyword = keywordOf(node, action === "follow" ? "Follow" : "Unfollow");
    const by = this.fieldPath(nodeOf(node, "fieldPath"));
    const isWhole = this.headRest(node);
    if (isWhole && (!by || !tokenOf(node, "By"))) {
      this.report.syntaxError(
        keyword,
        `By whom? It is written \`${action} by FIELD\`.`,
        `For example \`${action} by salesperson\`.`,
      );
    }
    const content = this.body(nodeOf(node, "body"), "parts", keyword);
    return {
      kind: "follow",
      ...this.span(node),
      keyword,
      action,
      ...present({ by }),
      ...this.doc(keyword),
      ...partsOf(content),
    };
  }

  protected webhook(node: CstNode): WebhookStep {
    const keyword = keywordOf(node, "Webhook");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const renamed = this.renamedFrom(node, keyword, name);
    const isWhole = this.headRest(node);
    const content = this.body(nodeOf(node, "body"), "webhook", keyword);
    const example = 'For example `webhook crm { post "https://crm.acme.test/hook" json { id = id } }`.';
    if (isWhole && !name) this.report.syntaxError(keyword, "The webhook needs a name.", example);
    else if (isWhole && content.webhookCalls.length === 0 && !this.report.isFaulty(keyword.start)) {
      this.report.syntaxError(keyword, "The webhook needs an address to call.", example);
    }
    return {
      kind: "webhook",
      ...this.span(node),
      keyword,
      ...present({ name, title, renamed }),
      ...this.doc(keyword),
      calls: content.webhookCalls,
      headers: content.webhookHeaders,
      bodies: content.webhookBodies,
      ...partsOf(content),
    };
  }

  protected webhookCall(node: CstNode): WebhookCall {
    const first = firstToken(node);
    const keyword = first ? spanOf(first) : this.span(node);
    const url = this.string(tokenOf(node, "AnyText"));
    const method = (first?.image ?? "post") as WebhookMethod;
    if (!url)
      this.report.syntaxError(
        keyword,
        `\`${method}\` needs an address.`,
        `For example \`${method} "https://crm.acme.test/hook"\`.`,
      );
    return { kind: "webhook call", ...this.span(node), keyword, method, ...present({ url }) };
  }

  protected webhookHeader(node: CstNode): WebhookHeader {
    const keyword = keywordOf(node, "Header");
    const name = this.string(tokenOf(node, "AnyText"));
    const value = this.string(tokenOf(node, "value"));
    if (!name || !value)
      this.report.syntaxError(
        keyword,
        "A header needs a name and a value.",
        'For example `header "X-Source" "journey"`.',
      );
    return { kind: "webhook header", ...this.span(node), keyword, ...present({ name, value }) };
  }

  protected webhookBody(node: CstNode): WebhookBody {
    const keyword = keywordOf(node, "Json");
    const body = nodeOf(node, "body");
    if (!body) this.report.syntaxError(keyword, "`json` needs fields in braces.", "For example `json { id = id }`.");
    const content = this.body(body, "assignments", keyword);
    return { kind: "webhook body", ...this.span(node), keyword, assignments: content.assignments };
  }

  protected run(node: CstNode): RunStep {
    const keyword = keywordOf(node, "Run");
    const name = optionalName(tokenOf(node, "Name"));
    const call = nodeOf(node, "callArguments");
    const isWhole = this.headRest(node);
    if (isWhole && (!name || !call)) {
      this.report.syntaxError(
        name ?? keyword,
        "`run` needs a function and its arguments.",
        "For example `run scoreLead(this, 10)`.",
      );
    }
    const content = this.body(nodeOf(node, "body"), "parts", keyword);
    return {
      kind: "run",
      ...this.span(node),
      keyword,
      ...present({ function: name }),
      arguments: call ? this.callArguments(call) : [],
      ...(call ? { argumentSpan: this.span(call) } : {}),
      ...this.doc(keyword),
      ...partsOf(content),
    };
  }

  protected callArguments(node: CstNode): Expression[] {
    const items: Expression[] = [];
    let needsComma = false;
    for (const element of inOrder(node)) {
      if (isToken(element)) {
        if (element.tokenType.name !== "Comma") continue;
        if (!needsComma) this.unexpected(element);
        needsComma = false;
      } else {
        const item = this.sum(element);
        if (!item) continue;
        if (needsComma) this.report.syntaxError(item, "Between arguments goes a comma.", "For example `(this, 10)`.");
        items.push(item);
        needsComma = true;
      }
    }
    if (!tokenOf(node, "RParen")) {
      this.report.syntaxError(
        keywordOf(node, "LParen"),
        "This `(` is never closed.",
        "Add `)` after the last argument.",
      );
    }
    return items;
  }

  protected doStep(node: CstNode): DoStep {
    const keyword = keywordOf(node, "Do");
    const action = optionalName(tokenOf(node, "Name"));
    if (!action) this.report.syntaxError(keyword, "`do` needs an action.", "For example `do tag_hot`.");
    return { kind: "do", ...this.span(node), keyword, ...present({ action }), ...this.doc(keyword) };
  }

  protected journeyStep(node: CstNode): JourneyStep {
    const action = tokenOf(node, "Start") ? "start" : "stop";
    const keyword = keywordOf(node, action === "start" ? "Start" : "Stop");
    const journey = optionalName(tokenOf(node, "Name"));
    if (!journey || !tokenOf(node, "Journey")) {
      this.report.syntaxError(
        keyword,
        `It is written \`${action} journey NAME\`.`,
        `For example \`${action} journey welcome\`.`,
      );
    }
    return {
      kind: "journey control",
      ...this.span(node),
      keyword,
      action,
      ...present({ journey }),
      ...this.doc(keyword),
    };
  }

  protected wait(node: CstNode): WaitStep | WaitUntilStep | WaitForStep {
    const keyword = keywordOf(node, "Wait");
    const base = { ...this.span(node), keyword, ...this.doc(keyword) } as const;
    if (tokenOf(node, "For")) return this.waitFor(node, keyword);
    const until = tokenOf(node, "Until");
    if (until) {
      const day = optionalName(tokenOf(node, "Name"));
      const time = day ? this.atTime(node) : this.time(node);
      const sum = nodeOf(node, "sum");
      const moment = sum && this.sum(sum);
      if (!day && !time && !moment) {
        const example = "For example `wait until 9:00` or `wait until trial_ends_at - 3 days`.";
        this.report.syntaxError(spanOf(until), "`wait until` needs to say when.", example);
      }
      return { kind: "wait until", ...base, ...present({ day, time, moment }) };
    }
    const duration = this.duration(nodeOf(node, "duration"));
    if (!duration) this.report.syntaxError(keyword, "`wait` needs a duration.", "For example `wait 2 days`.");
    return { kind: "wait", ...base, ...present({ duration }) };
  }

  protected waitFor(node: CstNode, keyword: Span): WaitForStep {
    const example = "For example `wait for hello opened up to 3 days { … } else { … }`.";
    const awaited = nodeOf(node, "awaitedEvent");
    const event = awaited && optionalName(tokenOf(awaited, "Name"));
    const where = awaited && this.whereAll(awaited);
    const condition = this.expression(nodeOf(node, "expression"));
    const isWhole = this.headRest(node);
    const upToNode = nodeOf(node, "upTo");
    const upTo = upToNode && this.duration(nodeOf(upToNode, "duration"));
    if (awaited && !event)
      this.report.syntaxError(
        keywordOf(awaited, "Event"),
        "Which event?",
        "For example `wait for event order_placed up to 1 hour`.",
      );
    else if (!awaited && !condition && isWhole) this.report.syntaxError(keyword, "What does it wait for?", example);
    else if (!upTo && isWhole && !this.report.isFaulty(keyword.start)) {
      this.report.syntaxError(keyword, "`wait for` needs to say for how long at most.", example);
    }
    const ways = nodeOf(node, "twoWays");
    const body = ways && nodeOf(ways, "body");
    const otherwiseBody = ways && nodeOf(ways, "otherwise");
    const then = body && this.block(body, keyword);
    const elseWord = ways && this.elseHead(ways, otherwiseBody);
    const otherwise = otherwiseBody && elseWord && this.block(otherwiseBody, elseWord);
    return {
      kind: "wait for",
      ...this.span(node),
      keyword,
      ...present({ condition, event, where, upTo, then, otherwise }),
      ...this.doc(keyword),
    };
  }

  protected match(node: CstNode): MatchStep {
    const keyword = keywordOf(node, "Match");
    const field = this.fieldPath(nodeOf(node, "fieldPath"));
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    const example = 'For example `match country { "BE" { … } else { … } }`.';
    if (!field && isWhole) this.report.syntaxError(keyword, "`match` needs a field.", example);
    else if (!body && isWhole) this.report.syntaxError(keyword, "`match` needs its cases in braces.", example);
    const { cases, otherwise } = this.body(body, "match", keyword);
    return {
      kind: "match",
      ...this.span(node),
      keyword,
      ...present({ field }),
      cases,
      ...present({ otherwise }),
      ...this.doc(keyword),
    };
  }

  protected matchCase(node: CstNode, content: BodyContent): void {
    const first = firstToken(node);
    const head = first ? spanOf(first) : this.span(node);
    const stray = tokenOf(node, "stray");
    if (stray) this.unexpected(stray);
    this.headRest(node);
    const body = nodeOf(node, "body");
    const block = body && this.block(body, head);
    const otherwise = tokenOf(node, "Else");
    if (!otherwise && !nodeOf(node, "sum") && !this.report.isFaulty(head.start)) {
      this.report.syntaxError(head, "The case needs a value.", 'For example `"BE" { exit }`.');
    }
    if (!block && !this.report.isFaulty(head.start)) {
      this.report.syntaxError(head, "The case needs steps in braces.", 'For example `"BE" { exit }`.');
    }
    if (otherwise) {
      if (content.otherwise) this.twice(this.span(node), "else", "Keep one of them.");
      else if (block) content.otherwise = block;
      return;
    }
    const values = nodesOf(node, "sum").flatMap((sum) => this.sum(sum) ?? []);
    content.cases.push({ kind: "match case", ...this.span(node), values, ...present({ block }), ...this.doc(head) });
  }

  protected split(node: CstNode): SplitStep {
    const keyword = keywordOf(node, "Split");
    const name = optionalName(tokenOf(node, "Name"));
    const renamed = this.renamedFrom(node, keyword, name);
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    if (!body && isWhole) {
      this.report.syntaxError(
        keyword,
        "`split` needs its shares in braces.",
        "For example `split { 70% { … } 30% { … } }`.",
      );
    }
    const { splitShares } = this.body(body, "split", keyword);
    return {
      kind: "split",
      ...this.span(node),
      keyword,
      ...present({ name, renamed }),
      shares: withRest(splitShares),
      ...this.doc(keyword),
    };
  }

  protected share(node: CstNode): SplitShare | undefined {
    const stray = tokenOf(node, "stray");
    if (stray) this.unexpected(stray);
    const first = firstToken(node);
    const share = this.percentage(node) ?? (first && { kind: "percentage", ...spanOf(first), value: Number.NaN });
    if (!share) return undefined;
    if (Number.isNaN(share.value) && !this.report.isFaulty(share.start)) {
      this.report.syntaxError(share, "How many percent?", "For example `70% control { … }`.");
    }
    const name = optionalName(tokenOf(node, "Name"));
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    if (!body && isWhole)
      this.report.syntaxError(share, "The share needs steps in braces.", "For example `70% control { … }`.");
    const block = body && this.block(body, share);
    return { kind: "split share", ...this.span(node), share, ...present({ name, block }), ...this.doc(share) };
  }

  protected percentage(node: CstNode): Percentage | undefined {
    const token = tokenOf(node, "PercentText");
    return token && { kind: "percentage", ...spanOf(token), value: Number(token.image.slice(0, -1)) };
  }

  protected abTest(node: CstNode): AbTestStep {
    const keyword = keywordOf(node, "Ab");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const renamed = this.renamedFrom(node, keyword, name);
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    const example =
      "For example `ab test subject { on 20% of participants  winner by open rate after 1 day  variant a { … } variant b { … } }`.";
    if (isWhole && !tokenOf(node, "Test")) this.report.syntaxError(keyword, "It is written `ab test`.", example);
    else if (isWhole && !name) this.report.syntaxError(keyword, "The test needs a name.", example);
    else if (isWhole && !body) this.report.syntaxError(keyword, "The test needs its variants in braces.", example);
    const content = this.body(body, "ab test", keyword);
    return {
      kind: "ab test",
      ...this.span(node),
      keyword,
      ...present({ name, title, renamed }),
      ...this.doc(keyword),
      shares: content.testShares,
      winners: content.winners,
      variants: content.variants,
    };
  }

  protected testShare(node: CstNode): TestShare {
    const on = tokenOf(node, "On");
    const keyword = keywordOf(node, on ? "On" : "Holdback");
    const share = this.percentage(node);
    if (!share || (on && !tokenOf(node, "Participants"))) {
      const next = on ? "Write `on 20% of participants`." : "For example `holdback 10%`.";
      this.report.syntaxError(keyword, "How many?", next);
    }
    return { kind: "test share", ...this.span(node), keyword, of: on ? "test" : "holdback", ...present({ share }) };
  }

  protected winner(node: CstNode): Winner {
    const keyword = keywordOf(node, "Winner");
    const words = tokensOf(node, "measure").map((token) => token.image);
    const isBy = tokenOf(node, "By") !== undefined;
    const path = this.fieldPath(nodeOf(node, "fieldPath"));
    const after = this.duration(nodeOf(node, "duration"));
    const measure = measures.get(words.join(" "));
    const base = { kind: "winner", ...this.span(node), keyword } as const;
    const example =
      "For example `winner by click rate after 2 days`, `winner by conversion of bought after 1 week` or `winner manual`.";
    const needsPath = measure === "conversion" || measure === "sum";
    if (!measure || isBy === (measure === "manual") || needsPath !== (path !== undefined)) {
      this.report.syntaxError(keyword, "How is the winner found?", example);
      return { ...base, ...present({ after }) };
    }
    if (measure !== "manual" && !after) this.report.syntaxError(keyword, "When is the winner found?", example);
    const goal = measure === "conversion" ? path?.path[0] : undefined;
    return { ...base, measure, ...present({ goal, field: measure === "sum" ? path : undefined, after }) };
  }

  protected variant(node: CstNode): Variant {
    const keyword = keywordOf(node, "Variant");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    const example = "For example `variant short { email offer_short { … } }`.";
    if (isWhole && !name) this.report.syntaxError(keyword, "The variant needs a name.", example);
    else if (isWhole && !body) this.report.syntaxError(keyword, "The variant needs steps in braces.", example);
    const block = body && this.block(body, keyword);
    return { kind: "variant", ...this.span(node), keyword, ...present({ name, title, block }), ...this.doc(keyword) };
  }

  protected repeat(node: CstNode): RepeatStep {
    const keyword = keywordOf(node, "Repeat");
    const every = this.duration(nodeOf(node, "duration"));
    const times = this.numberOf(node);
    const until = this.expression(nodeOf(node, "expression"));
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    const example = "For example `repeat every 2 days up to 3 times until hello opened { … }`.";
    const twice = ["Every", "Up", "Until"].flatMap((name) => tokensOf(node, name).slice(1))[0];
    const upTo = tokenOf(node, "Up");
    if (twice) this.report.syntaxError(spanOf(twice), `\`${twice.image}\` stands here twice.`, "Keep one of them.");
    else if (isWhole && (!every || !times || (upTo && !tokenOf(node, "Times")))) {
      this.report.syntaxError(keyword, "`repeat` needs to say how often, and how many times at most.", example);
    } else if (isWhole && !body) this.report.syntaxError(keyword, "`repeat` needs steps in braces.", example);
    const block = body && this.block(body, keyword);
    return {
      kind: "repeat",
      ...this.span(node),
      keyword,
      ...present({ every, times, until, block }),
      ...this.doc(keyword),
    };
  }

  protected parallel(node: CstNode): ParallelStep {
    const keyword = keywordOf(node, "Parallel");
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    if (!body && isWhole) {
      this.report.syntaxError(
        keyword,
        "`parallel` needs its branches in braces.",
        "For example `parallel { branch { … } branch { … } }`.",
      );
    }
    const { branches } = this.body(body, "parallel", keyword);
    return { kind: "parallel", ...this.span(node), keyword, branches, ...this.doc(keyword) };
  }

  protected branch(node: CstNode): Branch {
    const keyword = keywordOf(node, "Branch");
    const name = optionalName(tokenOf(node, "Name"));
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    if (!body && isWhole)
      this.report.syntaxError(keyword, "The branch needs steps in braces.", "For example `branch { wait 2 days }`.");
    const block = body && this.block(body, keyword);
    return { kind: "branch", ...this.span(node), keyword, ...present({ name, block }), ...this.doc(keyword) };
  }

  protected if(node: CstNode): IfStep {
    const keyword = keywordOf(node, "If");
    const condition = this.expression(nodeOf(node, "expression"));
    const isWhole = this.headRest(node);
    const example = 'For example `if country = "BE" { … }`.';
    const body = nodeOf(node, "body");
    if (!condition && isWhole) this.report.syntaxError(keyword, "`if` needs a condition.", example);
    else if (!body && isWhole && !this.report.isFaulty(keyword.start)) {
      this.report.syntaxError(keyword, "`if` needs steps in braces.", example);
    }
    const then = body && this.block(body, keyword);
    const otherwise = this.else(node);
    return {
      kind: "if",
      ...this.span(node),
      keyword,
      ...(condition ? { condition } : {}),
      ...(then ? { then } : {}),
      ...(otherwise ? { otherwise } : {}),
      ...this.doc(keyword),
    };
  }

  protected else(node: CstNode): Block | IfStep | undefined {
    const nested = nodeOf(node, "ifStep");
    const body = nodeOf(node, "otherwise");
    const word = this.elseHead(node, nested ?? body);
    if (nested) return this.if(nested);
    return body && word && this.block(body, word);
  }

  /** The place of `else`; undefined where there is none. Reports what is wrong with it. */
  protected elseHead(node: CstNode, otherwise: CstNode | undefined): Span | undefined {
    const head = nodeOf(node, "elseHead");
    if (!head) return undefined;
    const word = tokenOf(head, "Else");
    const first = firstToken(head) ?? (otherwise && firstToken(otherwise));
    if (!first) return undefined;
    for (const brace of tokensOf(head, "RBrace")) this.strayBrace(brace);
    const isWhole = this.headRest(head);
    const place = spanOf(word ?? first);
    if (this.report.isFaulty(place.start)) return place;
    if (!word) {
      const fixes =
        first.image === "{"
          ? [replace({ start: place.start, end: place.start }, "else ", "Add `else`")]
          : [replace(place, "else", "Change to `else`")];
      this.report.syntaxError(place, "The `else` before this block is missing.", "Write `else`.", fixes);
    } else if (first !== word) this.unexpected(first);
    else if (!otherwise && isWhole) {
      this.report.syntaxError(place, "`else` needs steps in braces.", "For example `else { exit }`.");
    }
    return place;
  }

  protected block(node: CstNode, head: Span): Block {
    const content = this.body(node, "steps", head);
    return { kind: "block", ...content.span, steps: content.steps };
  }

  // ---------------------------------------------------------------- in a message, in any activity

  protected textSetting(node: CstNode): TextSetting {
    const first = firstToken(node);
    const word = first?.image ?? "text";
    const to = tokenOf(node, "To");
    const setting = word === "reply" ? "reply to" : (word as Exclude<TextSetting["setting"], "reply to">);
    const keyword = { start: first ? offsetOf(first) : 0, end: to ? spanOf(to).end : first ? spanOf(first).end : 0 };
    const value = this.string(tokenOf(node, "AnyText"));
    const language = this.string(tokenOf(node, "language"));
    if (tokenOf(node, "In") && !language) {
      this.report.syntaxError(keyword, "In which language?", `For example \`${setting} in "fr" "…"\`.`);
    } else if (!value || (word === "reply" && !to)) {
      this.report.syntaxError(keyword, `\`${setting}\` needs a text in quotes.`, `For example \`${setting} "…"\`.`);
    }
    return { kind: "text setting", ...this.span(node), setting, keyword, ...present({ language, value }) };
  }

  protected templateSetting(node: CstNode): TemplateSetting {
    const keyword = keywordOf(node, "Template");
    const name = optionalName(tokenOf(node, "Name"));
    if (!name) this.report.syntaxError(keyword, "`template` needs a template's name.", "For example `template offer`.");
    return { kind: "template setting", ...this.span(node), keyword, ...present({ name }) };
  }

  protected toSetting(node: CstNode): ToSetting {
    const keyword = keywordOf(node, "To");
    const field = this.fieldPath(nodeOf(node, "fieldPath"));
    if (!field) this.report.syntaxError(keyword, "`to` needs a field.", "For example `to work_email`.");
    return { kind: "to setting", ...this.span(node), keyword, ...(field ? { field } : {}) };
  }

  protected linkSetting(node: CstNode): LinkSetting {
    const keyword = keywordOf(node, "Link");
    const name = optionalName(tokenOf(node, "Name"));
    const url = this.string(tokenOf(node, "AnyText"));
    if (!name || !url) {
      const problem = name ? "The link needs an address." : "The link needs a name.";
      this.report.syntaxError(keyword, problem, 'For example `link shop "https://acme.test/shop"`.');
    }
    return { kind: "link setting", ...this.span(node), keyword, ...(name ? { name } : {}), ...(url ? { url } : {}) };
  }

  protected expire(node: CstNode): ExpireSetting {
    const keyword = keywordOf(node, "Expire");
    const after = this.duration(nodeOf(node, "duration"));
    if (!after || !tokenOf(node, "After")) {
      this.report.syntaxError(keyword, "`expire` needs to say after which time.", "For example `expire after 2 days`.");
    }
    return { kind: "expire", ...this.span(node), keyword, ...(after ? { after } : {}) };
  }

  protected clause(node: CstNode): Clause {
    const keyword = keywordOf(node, "On");
    const triggerName = optionalName(tokenOf(node, "Name"));
    const label = this.string(tokenOf(node, "AnyText"));
    const [afterNode, ...moreAfter] = nodesOf(node, "afterTime");
    const [withinNode, ...moreWithin] = nodesOf(node, "withinTime");
    const after = afterNode && this.duration(nodeOf(afterNode, "duration"));
    const within = withinNode && this.duration(nodeOf(withinNode, "duration"));
    const including = tokenOf(node, "Including");
    const twice = moreAfter[0] ?? moreWithin[0];
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    const example = "For example `on opened after 2 days { … }`.";
    if (isWhole) {
      if (!triggerName) this.report.syntaxError(keyword, "What does this clause wait for?", example);
      else if (twice) this.report.syntaxError(this.span(twice), "That stands here twice.", "Keep one of them.");
      else if (afterNode && !after)
        this.report.syntaxError(keywordOf(afterNode, "After"), "`after` needs a duration.", example);
      else if (withinNode && !within) {
        this.report.syntaxError(
          keywordOf(withinNode, "Within"),
          "`within` needs a duration.",
          "For example `on opened within 2 days { … }`.",
        );
      } else if (including && !tokenOf(node, "Machines")) {
        this.report.syntaxError(spanOf(including), "Including what?", "Write `including machines`.");
      } else if (!body && !this.report.isFaulty(keyword.start))
        this.report.syntaxError(keyword, "The clause needs steps in braces.", example);
    }
    const block = body && this.block(body, keyword);
    return {
      kind: "clause",
      ...this.span(node),
      keyword,
      negated: tokenOf(node, "Not") !== undefined,
      ...(triggerName && isTrigger(triggerName.text) ? { trigger: triggerName.text } : {}),
      ...(triggerName ? { triggerName } : {}),
      ...present({ label, within, after }),
      machines: including !== undefined,
      ...this.doc(keyword),
      ...(block ? { block } : {}),
    };
  }

  protected assignment(node: CstNode): Assignment {
    const field = optionalName(tokenOf(node, "Name"));
    const sign = tokenOf(node, "AssignmentSign");
    const value = this.expression(nodeOf(node, "expression"));
    if (field && !sign) {
      const isPath = this.text[field.end] === ".";
      const problem = isPath
        ? "Only the record's own fields can be written, not those of a related one."
        : `Which value is \`${field.text}\` to get?`;
      this.report.syntaxError(field, problem, `For example \`${field.text} = "…"\`.`);
    } else if (sign && !value) this.missingAfter(sign);
    const operator = sign?.image === "+=" || sign?.image === "-=" ? sign.image : "=";
    return {
      kind: "assignment",
      ...this.span(node),
      ...(field ? { field } : {}),
      operator,
      ...(value ? { value } : {}),
    };
  }

  // ---------------------------------------------------------------- tests and simulations

  protected given(node: CstNode): Given {
    const keyword = keywordOf(node, "Given");
    const model = optionalName(tokenOf(node, "Name"));
    const dateToken = tokenOf(node, "DateText");
    const date: DateLiteral | undefined = dateToken && { kind: "date", ...spanOf(dateToken), value: dateToken.image };
    const time = this.time(node);
    const known = this.known(node);
    const step = optionalName(tokenOf(node, "step"));
    const way = optionalName(tokenOf(node, "way"));
    if (known || step) {
      return { kind: "given", ...this.span(node), keyword, assignments: [], ...present({ known, step, way }) };
    }
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    const example = 'For example `given Contact { email = "ann@acme.test" }` or `given 2026-03-01 9:00`.';
    if (isWhole && !model && !date) this.report.syntaxError(keyword, "What is given?", example);
    else if (isWhole && model && !body)
      this.report.syntaxError(keyword, "The record needs its fields in braces.", example);
    const { assignments } = this.body(body, "assignments", keyword);
    return {
      kind: "given",
      ...this.span(node),
      keyword,
      ...present({ model }),
      assignments,
      ...present({ date, time }),
    };
  }

  /** What the service knows of the record from the beginning. */
  protected known(node: CstNode): Expression | undefined {
    const only = tokenOf(node, "Name");
    if (only?.image === "suppressed" && !nodeOf(node, "body")) return { kind: "suppressed", ...spanOf(only) };
    const list = nodeOf(node, "inList");
    if (list) return this.inList(list);
    const consent = nodeOf(node, "consent");
    return consent && this.consent(consent);
  }

  protected atStatement(node: CstNode): AtStatement {
    const keyword = keywordOf(node, "At");
    const after = this.duration(nodeOf(node, "duration"));
    const engagementNode = nodeOf(node, "engagement");
    const happening = engagementNode && this.engagement(engagementNode);
    const isUpdate = tokenOf(node, "Update") !== undefined;
    const event = optionalName(tokenOf(node, "Name"));
    const step = optionalName(tokenOf(node, "step"));
    const way = optionalName(tokenOf(node, "way"));
    const isDecision = tokenOf(node, "Winner") !== undefined;
    const body = nodeOf(node, "body");
    const example =
      'For example `at 1 hour hello opened`, `at 2 days update { country = "FR" }` or `at 1 day event order_placed { total = 10 }`.';
    if (!after) this.report.syntaxError(keyword, "How long after entry?", example);
    else if (isDecision && !way) {
      this.report.syntaxError(keyword, "Which variant wins?", "For example `at 2 days winner offer_subject short`.");
    } else if (!happening && !isUpdate && !event && !isDecision)
      this.report.syntaxError(keyword, "What happens then?", example);
    else if (isUpdate && !body) this.report.syntaxError(keyword, "What is updated?", example);
    const assignments = body ? this.body(body, "assignments", keyword).assignments : undefined;
    return { kind: "at", ...this.span(node), keyword, ...present({ after, happening, event, step, way, assignments }) };
  }

  protected expectation(node: CstNode): Expectation {
    const expect = tokenOf(node, "Expect");
    const keyword = keywordOf(node, expect ? "Expect" : tokenOf(node, "Between") ? "Between" : "By");
    const by = this.duration(nodeOf(node, "duration"));
    const from = this.duration(nodeOf(node, "from"));
    const between = tokenOf(node, "Between");
    const first = optionalName(tokenOf(node, "subject"));
    const second = optionalName(tokenOf(node, "state"));
    const never = tokenOf(node, "Never") !== undefined;
    // `expect never entered` is about the participant.
    const isWhole = first ? !never || second !== undefined : never && second !== undefined;
    const example = "For example `expect hello sent`, `by 3 days expect tips sent` or `expect nudge never sent`.";
    if (!expect || (tokenOf(node, "By") && !by) || (between && !(from && by)) || !isWhole) {
      this.report.syntaxError(keyword, "What is expected?", example);
    }
    // `expect goal sent`: an activity called `goal`.
    const goal = tokenOf(node, "Goal");
    const subject = second ? first : goal && nameOf(goal);
    const state = second ?? first;
    const detail = nodeOf(node, "expectedDetail");
    const written = detail && this.string(tokenOf(detail, "AnyText"));
    const isReason = detail !== undefined && tokenOf(detail, "Because") !== undefined;
    const test = detail && textTests.find(([token]) => tokenOf(detail, token))?.[1];
    return {
      kind: "expect",
      ...this.span(node),
      keyword,
      ...present({ from, by }),
      never,
      ...present({
        subject,
        state,
        because: isReason ? written : undefined,
        test,
        text: isReason ? undefined : written,
      }),
    };
  }

  protected simulatedNumber(node: CstNode): SimulatedNumber {
    const seed = tokenOf(node, "Seed");
    const value = this.numberOf(node);
    const isWhole = seed ? value !== undefined : tokenOf(node, "Participants") !== undefined;
    if (!isWhole) {
      const example = "For example `10000 participants` or `seed 42`.";
      this.report.syntaxError(this.span(node), "What is this number?", example);
    }
    return { kind: "simulated number", ...this.span(node), of: seed ? "seed" : "participants", ...present({ value }) };
  }

  protected behaviour(node: CstNode): SimulatedBehaviour {
    const engagementNode = nodeOf(node, "engagement");
    const happening = engagementNode && this.engagement(engagementNode);
    const share = this.percentage(node);
    const withinNode = nodeOf(node, "withinTime");
    const within = withinNode && this.duration(nodeOf(withinNode, "duration"));
    if (!share)
      this.report.syntaxError(this.span(node), "How many do so?", "For example `hello opened 45% within 1 day`.");
    return { kind: "simulated behaviour", ...this.span(node), ...present({ happening, share, within }) };
  }
}

const textTests = [
  ["Contains", "contains"],
  ["Matches", "matches"],
  ["Starts", "starts with"],
  ["Ends", "ends with"],
] as const;

export function channelOf(node: CstNode): Channel {
  return tokenOf(node, "Email") ? "email" : tokenOf(node, "Sms") ? "sms" : "push";
}

function partsOf({ filter, expire, pace, clauses }: BodyContent): ActivityParts {
  return { ...present({ filter, expire, pace }), clauses };
}

/** `reply` alone says nothing. */
export function wholeWords(word: string): string {
  return wholes.get(word) ?? word;
}

const wholes = new Map([
  ["reply", "reply to"],
  ["expire", "expire after"],
  ["due", "due in"],
  ["ab", "ab test"],
  ["follow", "follow by"],
  ["unfollow", "unfollow by"],
  ["add", "add to list"],
  ["remove", "remove from list"],
  ["include", "include archived"],
  ["start", "start journey"],
  ["stop", "stop journey"],
]);
