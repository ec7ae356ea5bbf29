/**
 * From the parser's concrete tree to the tree of `ast.ts`: exact spans, documentation comments, the values of texts. What the
 * tolerant grammar let through is reported here, in plain words, at most once a statement.
 */
import type { CstElement, CstNode, IToken } from "chevrotain";
import { tokenMatcher } from "chevrotain";
import { suggest } from "../diagnostics/suggest.ts";
import { quotedList } from "../diagnostics/wording.ts";
import type {
  ActivityParts,
  Arithmetic,
  Assignment,
  Block,
  Clause,
  ComparisonOperator,
  CreateStep,
  Declaration,
  Duration,
  DurationUnit,
  ExpireSetting,
  Expression,
  FieldPath,
  FilterSetting,
  IfStep,
  Import,
  Journey,
  JourneySetting,
  LinkSetting,
  ListStep,
  MessageSetting,
  MessageStep,
  Moment,
  Name,
  SourceFile,
  Step,
  StringLiteral,
  SuppressStep,
  TaskStep,
  TextSetting,
  ToSetting,
  UnknownStatement,
  UpdateStep,
  WaitStep,
} from "./ast.ts";
import { type BodyKind, isTrigger, wordsOf } from "./body-kinds.ts";
import type { Comment } from "./comments.ts";
import { docsByPlace } from "./comments.ts";
import { AnyText, Name as NameToken, Word } from "./lexer.ts";
import { meantKeyword } from "./misspelled.ts";
import type { LineIndex, Span } from "./span.ts";
import { stringLiteral } from "./string-literal.ts";
import { replace, SyntaxDiagnostics } from "./syntax-diagnostics.ts";

export interface BuiltTree {
  readonly tree: SourceFile;
  readonly diagnostics: SyntaxDiagnostics;
  /** Statements that found no place in the tree; the formatter keeps them as they are. */
  readonly leftovers: readonly Span[];
  /** Braces that don't match. */
  readonly braceTrouble: boolean;
}

export interface TreeInput {
  readonly cst: CstNode;
  readonly file: string;
  readonly text: string;
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly lines: LineIndex;
}

export function buildTree(input: TreeInput): BuiltTree {
  return new TreeBuilder(input).build();
}

const units: ReadonlySet<string> = new Set<DurationUnit>(["minute", "hour", "day", "week", "month"]);
const isUnit = (text: string): text is DurationUnit => units.has(text);

interface Parts {
  filter?: FilterSetting;
  expire?: ExpireSetting;
  readonly clauses: Clause[];
}

/** What a walk over braces collects; each statement takes what it knows. */
interface BodyContent extends Parts {
  readonly journeySettings: JourneySetting[];
  readonly steps: Step[];
  readonly messageSettings: MessageSetting[];
  readonly assignments: Assignment[];
  assignee?: FieldPath;
  due?: Duration;
  readonly span: Span;
}

class TreeBuilder {
  readonly #text: string;
  readonly #cst: CstNode;
  readonly #report: SyntaxDiagnostics;
  readonly #docs: ReadonlyMap<number, string>;
  readonly #leftovers: Span[] = [];
  #braceTrouble = false;

  constructor(input: TreeInput) {
    this.#text = input.text;
    this.#cst = input.cst;
    this.#report = new SyntaxDiagnostics(input.file, input.lines);
    this.#docs = docsByPlace(input.comments, input.tokens, input.lines);
    this.#reportMistakes(input.tokens, input.comments);
    if (input.tokens.some((token) => meantKeyword(token) !== undefined)) this.#reportMisspelled(input.cst);
  }

  build(): BuiltTree {
    const declarations: Declaration[] = [];
    for (const element of inOrder(this.#cst)) {
      if (isToken(element)) this.#strayBrace(element);
      else if (element.name === "importDeclaration") declarations.push(this.#import(element));
      else if (element.name === "journey") declarations.push(this.#journey(element));
      else if (element.name === "damagedJourney" || element.name === "headlessJourney") {
        declarations.push(this.#damagedJourney(element));
      } else {
        const unknown = this.#unknown(element);
        if (unknown) declarations.push(unknown);
      }
    }
    return {
      tree: { kind: "file", start: 0, end: this.#text.length, declarations },
      diagnostics: this.#report,
      leftovers: this.#leftovers,
      braceTrouble: this.#braceTrouble,
    };
  }

  /** What the lexer let through as tokens of their own. */
  #reportMistakes(tokens: readonly IToken[], comments: readonly Comment[]): void {
    for (const token of tokens) {
      const span = spanOf(token);
      const { image } = token;
      switch (token.tokenType.name) {
        case "UnterminatedText":
          this.#report.unterminatedString(span, '"');
          break;
        case "UnterminatedBlockString":
          this.#report.unterminatedString(span, '"""');
          break;
        case "ForeignText":
          this.#report.wrongQuotes(span, `"${image.slice(1, -1).replaceAll('"', '\\"')}"`);
          break;
        case "DoubleEquals":
          this.#report.syntaxError(span, "Equality is written `=`.", "Write `=`.", [replace(span, "=", "Write `=`")]);
          break;
        case "Unexpected": {
          const character = String.fromCodePoint(image.codePointAt(0) ?? 0);
          this.#report.unexpectedCharacter(span, character, nextAfter(character));
          break;
        }
      }
    }
    for (const comment of comments) {
      if (comment.unterminated) this.#report.unterminatedComment(comment);
    }
  }

  /** Mistyped keywords where the parser could read them as what they were meant to be; elsewhere they are just names. */
  #reportMisspelled(node: CstNode): void {
    for (const [key, elements] of Object.entries(node.children)) {
      for (const element of elements) {
        if (!isToken(element)) this.#reportMisspelled(element);
        else if (element.tokenType.name === key) {
          const meant = meantKeyword(element);
          if (meant !== undefined)
            this.#report.unknownStatement(spanOf(element), element.image, wholeWords(meant), meant);
        }
      }
    }
  }

  // ---------------------------------------------------------------- declarations

  #import(node: CstNode): Import {
    const keyword = keywordOf(node, "Import");
    const names = tokensOf(node, "Name").map(nameOf);
    const from = this.#string(tokenOf(node, "AnyText"));
    const span = this.#span(node);
    const open = tokenOf(node, "LBrace");
    const example = 'For example `import { Contact } from "./models.ts"`.';
    if (!open || !tokenOf(node, "RBrace")) {
      this.#report.syntaxError(keyword, "The imported names stand in braces.", example);
    } else if (names.length === 0) {
      this.#report.syntaxError(keyword, "This import names nothing.", example);
    } else if (!from || !tokenOf(node, "From")) {
      this.#report.syntaxError(keyword, "This import doesn't say from which file.", example);
    }
    return { kind: "import", ...span, keyword, names, ...(from ? { from } : {}) };
  }

  #journey(node: CstNode): Journey {
    const keyword = keywordOf(node, "Journey");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.#string(tokenOf(node, "AnyText"));
    const isWhole = this.#headRest(node, "journeyHeadRest");
    if (!name && isWhole) {
      this.#report.syntaxError(keyword, "The journey needs a name.", 'For example `journey welcome "Welcome" { … }`.');
    }
    const body = nodeOf(node, "body");
    if (!body && isWhole && name) {
      this.#report.missingBrace(
        keyword,
        `The journey \`${name.text}\` has no braces.`,
        "Add `{` and `}`, with its steps between them.",
      );
    }
    const content = this.#body(body, "journey", keyword);
    return {
      kind: "journey",
      ...this.#span(node),
      keyword,
      ...(name ? { name } : {}),
      ...(title ? { title } : {}),
      ...this.#doc(keyword),
      settings: content.journeySettings,
      steps: content.steps,
    };
  }

  /** Settings and steps whose `journey NAME {` can't be read, or isn't there. */
  #damagedJourney(node: CstNode): Journey {
    const first = firstToken(node);
    const keyword = first ? spanOf(first) : { start: 0, end: 0 };
    const rest = nodeOf(node, "journeyHeadRest");
    const body = nodeOf(node, "body");
    if (node.name === "headlessJourney") {
      this.#report.syntaxError(
        keyword,
        "This stands outside of a journey.",
        "Put it into the braces of one: `journey welcome { … }`.",
      );
    } else if (rest && tokensOf(rest, "Anything").some((token) => token.tokenType.name === "Journey")) {
      if (first) this.#unexpected(first);
    } else if (!this.#report.isFaulty(keyword.start)) {
      this.#report.syntaxError(keyword, "Here the word `journey` is missing.", "For example `journey welcome { … }`.");
    }
    const names = rest ? tokensOf(rest, "Anything").filter((token) => token.tokenType.name === "Identifier") : [];
    const name = optionalName(names.at(-1) ?? (first?.tokenType.name === "Identifier" ? first : undefined));
    const isHeadless = body !== undefined && tokenOf(body, "LBrace") === undefined;
    const content = this.#body(body, "journey", keyword, isHeadless);
    return {
      kind: "journey",
      ...this.#span(node),
      keyword,
      ...(name && !isHeadless ? { name } : {}),
      settings: content.journeySettings,
      steps: content.steps,
    };
  }

  // ---------------------------------------------------------------- braces

  #body(node: CstNode | undefined, kind: BodyKind, head: Span, isHeadless = false): BodyContent {
    const content: BodyContent = {
      journeySettings: [],
      steps: [],
      messageSettings: [],
      assignments: [],
      clauses: [],
      span: node ? this.#span(node) : { start: head.end, end: head.end },
    };
    if (!node) return content;
    if (isHeadless) this.#braceTrouble = true;
    else this.#checkBraces(node, head);
    for (const item of nodesOf(node, "item")) {
      for (const element of inOrder(item)) this.#item(element, kind, content);
    }
    return content;
  }

  #checkBraces(node: CstNode, head: Span): void {
    const open = tokenOf(node, "LBrace");
    const close = tokenOf(node, "RBrace");
    const word = this.#text.slice(head.start, head.end);
    for (const extra of tokensOf(node, "extra")) {
      this.#braceTrouble = true;
      this.#unexpected(extra);
    }
    const body = this.#span(node);
    if (!open) {
      this.#braceTrouble = true;
      const at = this.#text.slice(0, body.start).trimEnd().length;
      this.#report.missingBrace(head, `The \`{\` of this \`${word}\` is missing.`, "Add `{` at the end of the line.", [
        replace({ start: at, end: at }, " {", "Add the `{`"),
      ]);
    } else if (!close) {
      this.#braceTrouble = true;
      const problem = `This \`{\` is never closed: the \`}\` of \`${word}\` is missing.`;
      const lineStart = this.#text.lastIndexOf("\n", head.start - 1) + 1;
      const indent = /^[ \t]*/.exec(this.#text.slice(lineStart))?.[0] ?? "";
      this.#report.missingBrace(spanOf(open), problem, "Add `}` where the block ends.", [
        replace({ start: body.end, end: body.end }, `\n${indent}}`, "Add the `}`"),
      ]);
    }
  }

  #item(element: CstElement, kind: BodyKind, content: BodyContent): void {
    if (isToken(element)) {
      if (element.tokenType.name === "Exit") {
        content.steps.push({
          kind: "exit",
          ...spanOf(element),
          keyword: spanOf(element),
          ...this.#doc(spanOf(element)),
        });
      } else if (element.tokenType.name === "RBrace") this.#strayBrace(element);
      return;
    }
    switch (element.name) {
      case "assignment":
        content.assignments.push(this.#assignment(element));
        return;
      case "target":
        content.journeySettings.push(this.#target(element));
        return;
      case "unicity":
        content.journeySettings.push(this.#unicity(element));
        return;
      case "include":
        content.journeySettings.push(this.#include(element));
        return;
      case "purpose":
        content.journeySettings.push(this.#purpose(element));
        return;
      case "timezone":
        content.journeySettings.push(this.#timezone(element));
        return;
      case "listen":
        content.journeySettings.push(this.#listen(element));
        return;
      case "filter": {
        const filter = this.#filter(element);
        if (kind === "journey") content.journeySettings.push(filter);
        else if (content.filter) this.#twice(filter, "filter", "Join the conditions with `and`.");
        else content.filter = filter;
        return;
      }
      case "expire": {
        const expire = this.#expire(element);
        if (content.expire) this.#twice(expire, "expire");
        else content.expire = expire;
        return;
      }
      case "clause":
        content.clauses.push(this.#clause(element));
        return;
      case "textSetting":
        content.messageSettings.push(this.#textSetting(element));
        return;
      case "toSetting":
        content.messageSettings.push(this.#toSetting(element));
        return;
      case "linkSetting":
        content.messageSettings.push(this.#linkSetting(element));
        return;
      case "assignee":
        this.#assignee(element, content);
        return;
      case "due":
        this.#due(element, content);
        return;
      case "unknown": {
        const unknown = this.#unknown(element, kind);
        if (unknown) content.steps.push(unknown);
        return;
      }
      default:
        content.steps.push(this.#step(element));
    }
  }

  #step(node: CstNode): Step {
    switch (node.name) {
      case "message":
        return this.#message(node);
      case "update":
        return this.#update(node);
      case "create":
        return this.#create(node);
      case "task":
        return this.#task(node);
      case "listStep":
        return this.#listStep(node);
      case "suppress":
        return this.#suppress(node);
      case "wait":
        return this.#wait(node);
      case "ifStep":
        return this.#if(node);
      default:
        throw new Error(`The grammar has a rule ${node.name} that no tree is built from.`);
    }
  }

  #twice(setting: Span, word: string, how?: string): void {
    this.#leftovers.push(setting);
    this.#report.duplicateSetting({ start: setting.start, end: setting.start + word.length }, word, how);
  }

  #strayBrace(token: IToken): void {
    this.#braceTrouble = true;
    this.#leftovers.push(spanOf(token));
    this.#report.strayBrace(spanOf(token));
  }

  /** Reports what stands between a head and its `{`; true when nothing does. */
  #headRest(node: CstNode, rule = "headRest"): boolean {
    const rest = nodeOf(node, rule);
    const first = rest && firstToken(rest);
    if (!first) return true;
    if (first.tokenType.name !== "Minus") this.#unexpected(first);
    else if (!this.#report.isFaulty(first.startOffset)) {
      this.#report.syntaxError(spanOf(first), "A name has no `-`.", "Write `_` instead.", [
        replace(spanOf(first), "_", "Write `_` instead"),
      ]);
    }
    return false;
  }

  /**
   * Undefined where it is no statement of its own but the tail of one, and inside braces that have no place for it: the
   * parser reports these. All others are left to the checker, which knows more.
   */
  #unknown(node: CstNode, kind?: BodyKind): UnknownStatement | undefined {
    const span = this.#span(node);
    const first = firstToken(node);
    for (const block of nodesOf(node, "unknownBlock")) this.#checkUnknownBlock(block);
    const word = first && tokenMatcher(first, Word) ? nameOf(first) : undefined;
    const available = kind === undefined ? ["import", "journey"] : wordsOf[kind];
    const suggestion = word && suggest(word.text, available);
    if (word && !this.#report.isFaulty(word.start) && (suggestion !== undefined || this.#beginsStatement(word))) {
      if (kind === undefined || kind === "journey" || kind === "steps") return { kind: "unknown", ...span, word };
      const words = quotedList(available.map(wholeWords), "or");
      this.#report.unknownStatement(word, word.text, suggestion && wholeWords(suggestion), suggestion, words);
    } else if (first) this.#unexpected(first);
    this.#leftovers.push(span);
    return undefined;
  }

  /** Nothing but a brace stands before it on its line. */
  #beginsStatement({ start }: Span): boolean {
    const before = this.#text.slice(0, start);
    return /(?:^|[\n\r{}])\s*$/.test(before.slice(-200)) || before.trim() === "";
  }

  #checkUnknownBlock(node: CstNode): void {
    const open = tokenOf(node, "LBrace");
    if (!tokensOf(node, "RBrace")[0] && open) {
      this.#braceTrouble = true;
      this.#report.missingBrace(spanOf(open), "This `{` is never closed.", "Add `}` where the block ends.");
    }
    for (const stray of tokensOf(node, "stray")) {
      this.#braceTrouble = true;
      this.#report.strayBrace(spanOf(stray));
    }
    for (const block of nodesOf(node, "unknownBlock")) this.#checkUnknownBlock(block);
  }

  #unexpected(token: IToken): void {
    if (this.#report.isFaulty(token.startOffset)) return;
    this.#report.syntaxError(
      spanOf(token),
      `\`${shortened(token.image)}\` was not expected here.`,
      "Remove it, or look whether something is missing before it.",
    );
  }

  // ---------------------------------------------------------------- settings of a journey

  #target(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Target");
    const model = optionalName(tokenOf(node, "Name"));
    if (!model) this.#report.syntaxError(keyword, "`target` needs a model.", "For example `target Contact`.");
    return { kind: "target", ...this.#span(node), keyword, ...(model ? { model } : {}) };
  }

  #filter(node: CstNode): FilterSetting {
    const keyword = keywordOf(node, "Filter");
    const condition = this.#expression(nodeOf(node, "expression"));
    if (!condition) {
      this.#report.syntaxError(keyword, "`filter` needs a condition.", "For example `filter email is set`.");
    }
    return { kind: "filter", ...this.#span(node), keyword, ...(condition ? { condition } : {}) };
  }

  #unicity(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Unicity");
    const field = this.#fieldPath(nodeOf(node, "fieldPath"));
    if (!field) this.#report.syntaxError(keyword, "`unicity` needs a field.", "For example `unicity email`.");
    return { kind: "unicity", ...this.#span(node), keyword, ...(field ? { field } : {}) };
  }

  #include(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Include");
    if (!tokenOf(node, "Archived")) {
      this.#report.syntaxError(keyword, "What is to be included?", "Write `include archived`.");
    }
    return { kind: "include archived", ...this.#span(node), keyword };
  }

  #purpose(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Purpose");
    const token = tokenOf(node, "Name");
    const purpose = token?.image;
    const next = "Write `purpose marketing` or `purpose transactional`.";
    const base = { kind: "purpose", ...this.#span(node), keyword } as const;
    if (purpose === "marketing" || purpose === "transactional") return { ...base, purpose };
    if (token) this.#report.syntaxError(spanOf(token), `\`${token.image}\` is no purpose.`, next);
    else this.#report.syntaxError(keyword, "`purpose` needs to say which.", next);
    return base;
  }

  #timezone(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Timezone");
    const field = this.#fieldPath(nodeOf(node, "fieldPath"));
    const otherwise = tokenOf(node, "Else");
    const fallback = this.#string(tokenOf(node, "AnyText"));
    const example = 'For example `timezone time_zone else "Europe/Brussels"`.';
    if (!field && !fallback) {
      this.#report.syntaxError(
        otherwise ? spanOf(otherwise) : keyword,
        "`timezone` needs a field, a zone, or both.",
        example,
      );
    } else if (otherwise && !fallback) {
      this.#report.syntaxError(spanOf(otherwise), "After `else` goes the name of a zone.", example);
    } else if (!otherwise && field && fallback) {
      this.#report.syntaxError(fallback, "Between the field and the zone goes `else`.", example);
    } else if (otherwise && !field) {
      this.#report.syntaxError(spanOf(otherwise), "Before `else` goes a field.", example);
    }
    return {
      kind: "timezone",
      ...this.#span(node),
      keyword,
      ...(field ? { field } : {}),
      ...(fallback ? { fallback } : {}),
    };
  }

  #listen(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Listen");
    const duration = this.#duration(nodeOf(node, "duration"));
    if (!duration) this.#report.syntaxError(keyword, "`listen` needs a duration.", "For example `listen 30 days`.");
    return { kind: "listen", ...this.#span(node), keyword, ...(duration ? { duration } : {}) };
  }

  // ---------------------------------------------------------------- steps

  #message(node: CstNode): MessageStep {
    const email = tokenOf(node, "Email");
    const keyword = keywordOf(node, email ? "Email" : "Sms");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.#string(tokenOf(node, "AnyText"));
    this.#headRest(node);
    const content = this.#body(nodeOf(node, "body"), "message", keyword);
    return {
      kind: "message",
      ...this.#span(node),
      channel: email ? "email" : "sms",
      keyword,
      ...(name ? { name } : {}),
      ...(title ? { title } : {}),
      ...this.#doc(keyword),
      settings: content.messageSettings,
      ...partsOf(content),
    };
  }

  #update(node: CstNode): UpdateStep {
    const keyword = keywordOf(node, "Update");
    const name = optionalName(tokenOf(node, "Name"));
    this.#headRest(node);
    // The checker says of an `update` without assignments that it writes nothing.
    const content = this.#body(nodeOf(node, "body"), "assignments", keyword);
    return {
      kind: "update",
      ...this.#span(node),
      keyword,
      ...(name ? { name } : {}),
      ...this.#doc(keyword),
      assignments: content.assignments,
      ...partsOf(content),
    };
  }

  #create(node: CstNode): CreateStep {
    const keyword = keywordOf(node, "Create");
    const model = optionalName(tokenOf(node, "model"));
    const name = optionalName(tokenOf(node, "Name"));
    if (this.#headRest(node) && !model) {
      this.#report.syntaxError(keyword, "`create` needs a model.", 'For example `create Note { text = "Hello" }`.');
    }
    const content = this.#body(nodeOf(node, "body"), "assignments", keyword);
    return {
      kind: "create",
      ...this.#span(node),
      keyword,
      ...(model ? { model } : {}),
      ...(name ? { name } : {}),
      ...this.#doc(keyword),
      assignments: content.assignments,
      ...partsOf(content),
    };
  }

  #task(node: CstNode): TaskStep {
    const keyword = keywordOf(node, "Task");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.#string(tokenOf(node, "AnyText"));
    const isWhole = this.#headRest(node);
    if (!title && isWhole) {
      this.#report.syntaxError(
        keyword,
        "The task needs a title.",
        'For example `task "Call" { for salesperson due in 2 days }`.',
      );
    }
    const inBraces = this.#body(nodeOf(node, "body"), "task", keyword);
    const content: BodyContent = { ...inBraces };
    const early = node.children;
    if (early.assignee || early.due) {
      delete content.assignee;
      delete content.due;
      for (const element of inOrder(node)) {
        if (isToken(element)) continue;
        if (element.name === "assignee") this.#assignee(element, content);
        else if (element.name === "due") this.#due(element, content);
      }
      if (inBraces.assignee && !content.assignee) content.assignee = inBraces.assignee;
      if (inBraces.due && !content.due) content.due = inBraces.due;
    }
    return {
      kind: "task",
      ...this.#span(node),
      keyword,
      ...(name ? { name } : {}),
      ...(title ? { title } : {}),
      ...this.#doc(keyword),
      ...(content.assignee ? { assignee: content.assignee } : {}),
      ...(content.due ? { due: content.due } : {}),
      ...partsOf(content),
    };
  }

  #assignee(node: CstNode, content: BodyContent): void {
    const keyword = keywordOf(node, "For");
    const field = this.#fieldPath(nodeOf(node, "fieldPath"));
    if (!field) {
      this.#report.syntaxError(keyword, "Who is to do it?", "For example `for salesperson`.");
      this.#leftovers.push(this.#span(node));
    } else if (content.assignee) this.#twice(this.#span(node), "for");
    else content.assignee = field;
  }

  #due(node: CstNode, content: BodyContent): void {
    const keyword = keywordOf(node, "Due");
    const duration = this.#duration(nodeOf(node, "duration"));
    if (!duration || !tokenOf(node, "In")) {
      this.#report.syntaxError(keyword, "`due` needs to say when.", "For example `due in 2 days`.");
    }
    if (!duration) this.#leftovers.push(this.#span(node));
    else if (content.due) this.#twice(this.#span(node), "due");
    else content.due = duration;
  }

  #listStep(node: CstNode): ListStep {
    const add = tokenOf(node, "Add");
    const keyword = keywordOf(node, add ? "Add" : "Remove");
    const list = this.#string(tokenOf(node, "AnyText"));
    const isWhole = this.#headRest(node);
    const words = add ? "add to list" : "remove from list";
    if (isWhole && (!list || !tokenOf(node, "List") || !tokenOf(node, add ? "To" : "From"))) {
      this.#report.syntaxError(keyword, `It is written \`${words} "…"\`.`, `For example \`${words} "Customers"\`.`);
    }
    return {
      kind: "list membership",
      ...this.#span(node),
      keyword,
      action: add ? "add" : "remove",
      ...(list ? { list } : {}),
      ...this.#doc(keyword),
      ...partsOf(this.#body(nodeOf(node, "body"), "parts", keyword)),
    };
  }

  #suppress(node: CstNode): SuppressStep {
    const keyword = keywordOf(node, "Suppress");
    const field = this.#fieldPath(nodeOf(node, "fieldPath"));
    this.#headRest(node);
    return {
      kind: "suppress",
      ...this.#span(node),
      keyword,
      ...(field ? { field } : {}),
      ...this.#doc(keyword),
      ...partsOf(this.#body(nodeOf(node, "body"), "parts", keyword)),
    };
  }

  #wait(node: CstNode): WaitStep {
    const keyword = keywordOf(node, "Wait");
    const duration = this.#duration(nodeOf(node, "duration"));
    if (!duration) this.#report.syntaxError(keyword, "`wait` needs a duration.", "For example `wait 2 days`.");
    return { kind: "wait", ...this.#span(node), keyword, ...(duration ? { duration } : {}), ...this.#doc(keyword) };
  }

  #if(node: CstNode): IfStep {
    const keyword = keywordOf(node, "If");
    const condition = this.#expression(nodeOf(node, "expression"));
    const isWhole = this.#headRest(node);
    const example = 'For example `if country = "BE" { … }`.';
    const body = nodeOf(node, "body");
    if (!condition && isWhole) this.#report.syntaxError(keyword, "`if` needs a condition.", example);
    else if (!body && isWhole && !this.#report.isFaulty(keyword.start)) {
      this.#report.syntaxError(keyword, "`if` needs steps in braces.", example);
    }
    const then = body && this.#block(body, keyword);
    const otherwise = this.#else(node);
    return {
      kind: "if",
      ...this.#span(node),
      keyword,
      ...(condition ? { condition } : {}),
      ...(then ? { then } : {}),
      ...(otherwise ? { otherwise } : {}),
      ...this.#doc(keyword),
    };
  }

  #else(node: CstNode): Block | IfStep | undefined {
    const keyword = tokenOf(node, "Else");
    if (!keyword) return undefined;
    const nested = nodeOf(node, "ifStep");
    if (nested) return this.#if(nested);
    const body = nodeOf(node, "otherwise");
    if (body) return this.#block(body, spanOf(keyword));
    this.#report.syntaxError(spanOf(keyword), "`else` needs steps in braces.", "For example `else { exit }`.");
    return undefined;
  }

  #block(node: CstNode, head: Span): Block {
    const content = this.#body(node, "steps", head);
    return { kind: "block", ...content.span, steps: content.steps };
  }

  // ---------------------------------------------------------------- in a message, in any activity

  #textSetting(node: CstNode): TextSetting {
    const first = firstToken(node);
    const word = first?.image ?? "text";
    const to = tokenOf(node, "To");
    const setting = word === "reply" ? "reply to" : (word as Exclude<TextSetting["setting"], "reply to">);
    const keyword = { start: first?.startOffset ?? 0, end: to ? spanOf(to).end : first ? spanOf(first).end : 0 };
    const value = this.#string(tokenOf(node, "AnyText"));
    if (!value || (word === "reply" && !to)) {
      this.#report.syntaxError(keyword, `\`${setting}\` needs a text in quotes.`, `For example \`${setting} "…"\`.`);
    }
    return { kind: "text setting", ...this.#span(node), setting, keyword, ...(value ? { value } : {}) };
  }

  #toSetting(node: CstNode): ToSetting {
    const keyword = keywordOf(node, "To");
    const field = this.#fieldPath(nodeOf(node, "fieldPath"));
    if (!field) this.#report.syntaxError(keyword, "`to` needs a field.", "For example `to work_email`.");
    return { kind: "to setting", ...this.#span(node), keyword, ...(field ? { field } : {}) };
  }

  #linkSetting(node: CstNode): LinkSetting {
    const keyword = keywordOf(node, "Link");
    const name = optionalName(tokenOf(node, "Name"));
    const url = this.#string(tokenOf(node, "AnyText"));
    if (!name || !url) {
      const problem = name ? "The link needs an address." : "The link needs a name.";
      this.#report.syntaxError(keyword, problem, 'For example `link shop "https://acme.test/shop"`.');
    }
    return { kind: "link setting", ...this.#span(node), keyword, ...(name ? { name } : {}), ...(url ? { url } : {}) };
  }

  #expire(node: CstNode): ExpireSetting {
    const keyword = keywordOf(node, "Expire");
    const after = this.#duration(nodeOf(node, "duration"));
    if (!after || !tokenOf(node, "After")) {
      this.#report.syntaxError(
        keyword,
        "`expire` needs to say after which time.",
        "For example `expire after 2 days`.",
      );
    }
    return { kind: "expire", ...this.#span(node), keyword, ...(after ? { after } : {}) };
  }

  #clause(node: CstNode): Clause {
    const keyword = keywordOf(node, "On");
    const triggerName = optionalName(tokenOf(node, "Name"));
    const label = this.#string(tokenOf(node, "AnyText"));
    const afterWord = tokenOf(node, "After");
    const after = this.#duration(nodeOf(node, "duration"));
    const isWhole = this.#headRest(node);
    const body = nodeOf(node, "body");
    const example = "For example `on opened after 2 days { … }`.";
    if (isWhole) {
      if (!triggerName) this.#report.syntaxError(keyword, "What does this clause wait for?", example);
      else if (afterWord && !after) this.#report.syntaxError(spanOf(afterWord), "`after` needs a duration.", example);
      else if (!body && !this.#report.isFaulty(keyword.start))
        this.#report.syntaxError(keyword, "The clause needs steps in braces.", example);
    }
    const block = body && this.#block(body, keyword);
    return {
      kind: "clause",
      ...this.#span(node),
      keyword,
      negated: tokenOf(node, "Not") !== undefined,
      ...(triggerName && isTrigger(triggerName.text) ? { trigger: triggerName.text } : {}),
      ...(triggerName ? { triggerName } : {}),
      ...(label ? { label } : {}),
      ...(after ? { after } : {}),
      ...this.#doc(keyword),
      ...(block ? { block } : {}),
    };
  }

  #assignment(node: CstNode): Assignment {
    const field = optionalName(tokenOf(node, "Name"));
    const sign = tokenOf(node, "AssignmentSign");
    const value = this.#expression(nodeOf(node, "expression"));
    if (field && !sign) {
      const isPath = this.#text[field.end] === ".";
      const problem = isPath
        ? "Only the record's own fields can be written, not those of a related one."
        : `Which value is \`${field.text}\` to get?`;
      this.#report.syntaxError(field, problem, `For example \`${field.text} = "…"\`.`);
    } else if (sign && !value) this.#missingAfter(sign);
    const operator = sign?.image === "+=" || sign?.image === "-=" ? sign.image : "=";
    return {
      kind: "assignment",
      ...this.#span(node),
      ...(field ? { field } : {}),
      operator,
      ...(value ? { value } : {}),
    };
  }

  #duration(node: CstNode | undefined): Duration | undefined {
    const number = node && tokenOf(node, "NumberText");
    if (!node || !number) return undefined;
    return durationOf(this.#span(node), Number(number.image), tokenOf(node, "Name"));
  }

  // ---------------------------------------------------------------- expressions

  #expression(node: CstNode | undefined): Expression | undefined {
    return node && this.#chain(node, "conjunction", "or", (operand) => this.#conjunction(operand));
  }

  #conjunction(node: CstNode): Expression | undefined {
    return this.#chain(node, "negation", "and", (operand) => this.#negation(operand));
  }

  /** `a and b and c`, flattened. */
  #chain(
    node: CstNode,
    operandRule: string,
    operator: "and" | "or",
    build: (operand: CstNode) => Expression | undefined,
  ): Expression | undefined {
    const operands: Expression[] = [];
    let pending: IToken | undefined;
    for (const element of inOrder(node)) {
      if (isToken(element)) {
        if (pending) this.#missingAfter(pending);
        pending = element;
      } else if (element.name === operandRule) {
        const operand = build(element);
        if (operand) operands.push(operand);
        pending = undefined;
      }
    }
    if (pending) this.#missingAfter(pending);
    if (operands.length === 1 && !pending) return operands[0];
    return operands.length === 0
      ? undefined
      : { kind: "logical", ...this.#span(node), operator, operands, block: false };
  }

  #negation(node: CstNode): Expression | undefined {
    const not = tokenOf(node, "Not");
    const comparison = nodeOf(node, "comparison");
    if (!not) return comparison && this.#comparison(comparison);
    const inner = nodeOf(node, "negation");
    const operand = inner && this.#negation(inner);
    if (!operand) this.#missingAfter(not);
    return { kind: "not", ...this.#span(node), ...(operand ? { operand } : {}) };
  }

  #comparison(node: CstNode): Expression | undefined {
    const sum = nodeOf(node, "sum");
    const left = sum && this.#sum(sum);
    if (!left) return undefined;
    const span = this.#span(node);
    const operands = nodesOf(node, "operand").map((operand) => {
      const inner = nodeOf(operand, "sum");
      return inner && this.#sum(inner);
    });
    const [right, second] = operands;
    const operand = left;
    const test = (name: string): IToken | undefined => tokenOf(node, name);

    const sign = test("ComparisonSign");
    if (sign) {
      if (!right) this.#missingAfter(sign);
      const operator = (sign.image === "==" ? "=" : sign.image) as ComparisonOperator;
      return { kind: "comparison", ...span, operator, operatorSpan: spanOf(sign), left, ...(right ? { right } : {}) };
    }
    const between = test("Between");
    if (between) {
      if (!right || !second) {
        this.#report.syntaxError(spanOf(between), "`between` needs two values.", "For example `between 10 and 20`.");
      }
      return {
        kind: "between",
        ...span,
        operand,
        ...(right ? { low: right } : {}),
        ...(second ? { high: second } : {}),
      };
    }
    const is = test("Is");
    if (is) {
      if (!test("Set")) {
        const next = "Write `is set` or `is not set`, or `=` to compare.";
        this.#report.syntaxError(spanOf(is), "`is` goes with `set`.", next);
      }
      return { kind: "set test", ...span, operand, negated: test("Not") !== undefined };
    }
    const inWord = test("In");
    if (inWord) {
      if (!right) this.#missingAfter(inWord, 'For example `in ["BE", "FR"]`.');
      const negated = test("Not") !== undefined;
      return { kind: "membership", ...span, operand, negated, ...(right ? { list: right } : {}) };
    }
    for (const [name, kind] of [
      ["Contains", "contains"],
      ["Starts", "starts with"],
      ["Ends", "ends with"],
    ] as const) {
      const word = test(name);
      if (!word) continue;
      if (!right || (name !== "Contains" && !test("With"))) {
        this.#report.syntaxError(spanOf(word), `\`${kind}\` needs a text.`, `For example \`${kind} "…"\`.`);
      }
      return { kind: "text test", ...span, test: kind, operand, ...(right ? { text: right } : {}) };
    }
    return left;
  }

  #sum(node: CstNode): Expression | undefined {
    return this.#arithmetic(node, "product", (operand) =>
      this.#arithmetic(operand, "primary", (primary) => this.#primary(primary)),
    );
  }

  /** `a - b + c` hangs to the left: `(a - b) + c`. */
  #arithmetic(
    node: CstNode,
    operandRule: string,
    build: (operand: CstNode) => Expression | undefined,
  ): Expression | undefined {
    let left: Expression | undefined;
    let sign: IToken | undefined;
    const join = (right: Expression | undefined): void => {
      if (!left || !sign) return;
      if (!right) this.#missingAfter(sign);
      const operator = sign.image as Arithmetic["operator"];
      const end = right ? right.end : spanOf(sign).end;
      left = { kind: "arithmetic", start: left.start, end, operator, left, ...(right ? { right } : {}) };
      sign = undefined;
    };
    for (const element of inOrder(node)) {
      if (isToken(element)) {
        join(undefined);
        sign = element;
      } else if (element.name === operandRule) {
        const operand = build(element);
        if (left) join(operand);
        else left = operand;
      }
    }
    join(undefined);
    return left;
  }

  #primary(node: CstNode): Expression | undefined {
    const [element] = inOrder(node);
    if (!element) return undefined;
    if (!isToken(element)) {
      switch (element.name) {
        case "numberValue":
          return this.#number(element);
        case "list":
          return this.#list(element);
        case "parentheses":
          return this.#parentheses(element);
        case "inList": {
          const list = this.#string(tokenOf(element, "AnyText"));
          if (!list || !tokenOf(element, "List")) {
            const next = 'For example `in list "Newsletter"`; a field goes before: `country in ["BE"]`.';
            this.#report.syntaxError(keywordOf(element, "In"), "`in list` needs a list's name.", next);
          }
          return { kind: "in list", ...this.#span(element), ...(list ? { list } : {}) };
        }
        case "conditions":
          return this.#conditions(element);
        default:
          return this.#fieldPath(element);
      }
    }
    const span = spanOf(element);
    switch (element.tokenType.name) {
      case "DateText":
        return { kind: "date", ...span, value: element.image };
      case "True":
      case "False":
        return { kind: "boolean", ...span, value: element.image === "true" };
      case "Suppressed":
        return { kind: "suppressed", ...span };
      case "This":
        return { kind: "this", ...span };
      case "Today":
      case "Now":
      case "Entered":
        return { kind: "moment", ...span, moment: element.image as Moment["moment"] };
      default:
        return this.#string(element);
    }
  }

  #number(node: CstNode): Expression | undefined {
    const number = tokenOf(node, "NumberText");
    if (!number) return undefined;
    const value = Number(number.image) * (tokenOf(node, "Minus") ? -1 : 1);
    const unit = tokenOf(node, "Unit");
    return unit ? durationOf(this.#span(node), value, unit) : { kind: "number", ...this.#span(node), value };
  }

  #list(node: CstNode): Expression {
    const items: Expression[] = [];
    let needsComma = false;
    for (const element of inOrder(node)) {
      if (isToken(element)) {
        if (element.tokenType.name !== "Comma") continue;
        if (!needsComma) this.#unexpected(element);
        needsComma = false;
      } else {
        const item = this.#sum(element);
        if (!item) continue;
        if (needsComma)
          this.#report.syntaxError(item, "Between the values of a list goes a comma.", 'For example `["BE", "FR"]`.');
        items.push(item);
        needsComma = true;
      }
    }
    if (!tokenOf(node, "RBracket")) {
      this.#report.syntaxError(
        keywordOf(node, "LBracket"),
        "This `[` is never closed.",
        "Add `]` after the last value.",
      );
    }
    return { kind: "list", ...this.#span(node), items };
  }

  #parentheses(node: CstNode): Expression {
    const expression = this.#expression(nodeOf(node, "expression"));
    const open = keywordOf(node, "LParen");
    if (!expression)
      this.#report.syntaxError(open, "Nothing stands in these parentheses.", "Put a condition there, or remove them.");
    else if (!tokenOf(node, "RParen")) {
      this.#report.syntaxError(open, "This `(` is never closed.", "Add `)` where it ends.");
    }
    return { kind: "parentheses", ...this.#span(node), ...(expression ? { expression } : {}) };
  }

  #conditions(node: CstNode): Expression {
    const all = tokenOf(node, "All");
    const keyword = keywordOf(node, all ? "All" : "Any");
    const open = tokenOf(node, "LBrace");
    const words = all ? "all of" : "any of";
    const operands = nodesOf(node, "expression").flatMap((each) => this.#expression(each) ?? []);
    if (!open || operands.length === 0) {
      this.#report.syntaxError(
        keyword,
        `\`${words}\` needs conditions in braces.`,
        `For example \`${words} { email is set  not suppressed }\`.`,
      );
    }
    if (open && !tokenOf(node, "RBrace")) {
      this.#braceTrouble = true;
      this.#report.missingBrace(
        spanOf(open),
        `This \`{\` is never closed: the \`}\` of \`${words}\` is missing.`,
        "Add `}` after the last condition.",
      );
    }
    return { kind: "logical", ...this.#span(node), operator: all ? "and" : "or", operands, block: true };
  }

  #fieldPath(node: CstNode | undefined): FieldPath | undefined {
    if (!node) return undefined;
    const path: Name[] = [];
    let dot: IToken | undefined;
    const closeDot = (): void => {
      if (!dot) return;
      const at = spanOf(dot).end;
      path.push({ kind: "name", start: at, end: at, text: "" });
      dot = undefined;
    };
    for (const element of inOrder(node)) {
      if (!isToken(element)) continue;
      if (element.tokenType.name === "Dot") {
        closeDot();
        dot = element;
      } else {
        path.push(nameOf(element));
        dot = undefined;
      }
    }
    closeDot();
    return { kind: "field", ...this.#span(node), path };
  }

  #missingAfter(token: IToken, next?: string): void {
    this.#report.syntaxError(
      spanOf(token),
      `Something is missing after \`${token.image}\`.`,
      next ?? "Add a value or a field.",
    );
  }

  // ---------------------------------------------------------------- small things

  #string(token: IToken | undefined): StringLiteral | undefined {
    return token && tokenMatcher(token, AnyText) ? stringLiteral(token.image, token.startOffset) : undefined;
  }

  #span(node: CstNode): Span {
    const start = node.location?.startOffset;
    const end = node.location?.endOffset;
    if (start === undefined || end === undefined || Number.isNaN(start) || Number.isNaN(end))
      return { start: 0, end: 0 };
    return { start, end: end + 1 };
  }

  #doc(keyword: Span): { readonly doc?: string } {
    const doc = this.#docs.get(keyword.start);
    return doc === undefined ? {} : { doc };
  }
}

function partsOf(content: BodyContent): ActivityParts {
  return {
    ...(content.filter ? { filter: content.filter } : {}),
    ...(content.expire ? { expire: content.expire } : {}),
    clauses: content.clauses,
  };
}

function durationOf(span: Span, amount: number, unitToken: IToken | undefined): Duration {
  const word = unitToken?.image.replace(/s$/, "");
  return {
    kind: "duration",
    ...span,
    amount,
    ...(word !== undefined && isUnit(word) ? { unit: word } : {}),
    ...(unitToken ? { unitName: nameOf(unitToken) } : {}),
  };
}

/** `reply` alone says nothing. */
function wholeWords(word: string): string {
  return word === "reply" ? "reply to" : word === "expire" ? "expire after" : word === "due" ? "due in" : word;
}

function nextAfter(character: string): string {
  if (character === ";") return "Statements need no sign at their end: remove it.";
  if (character === "&") return "Write `and`.";
  if (character === "|") return "Write `or`.";
  if (character === "!") return "Write `not`.";
  if (character === "#") return "A comment begins with `//`.";
  return "Remove it, or put it into a text.";
}

function shortened(image: string): string {
  const line = image.split(/\r?\n/, 1)[0] ?? "";
  return line.length > 30 || line.length < image.length ? `${line.slice(0, 30)}…` : line;
}

function isToken(element: CstElement): element is IToken {
  return "image" in element;
}

function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

function nameOf(token: IToken): Name {
  return { kind: "name", ...spanOf(token), text: token.image };
}

function optionalName(token: IToken | undefined): Name | undefined {
  return token && tokenMatcher(token, NameToken) ? nameOf(token) : undefined;
}

/** What recovery made up has no place in the text. */
function isReal(element: CstElement): boolean {
  return !isToken(element) || !(element.isInsertedInRecovery ?? false);
}

function tokensOf(node: CstNode, name: string): IToken[] {
  return (node.children[name] ?? []).filter((element): element is IToken => isToken(element) && isReal(element));
}

function tokenOf(node: CstNode, name: string): IToken | undefined {
  return tokensOf(node, name)[0];
}

function nodesOf(node: CstNode, name: string): CstNode[] {
  return (node.children[name] ?? []).filter((element): element is CstNode => !isToken(element));
}

function nodeOf(node: CstNode, name: string): CstNode | undefined {
  return nodesOf(node, name)[0];
}

function keywordOf(node: CstNode, name: string): Span {
  const token = tokenOf(node, name) ?? firstToken(node);
  return token ? spanOf(token) : { start: 0, end: 0 };
}

function startOf(element: CstElement): number {
  if (isToken(element)) return element.startOffset;
  const start = element.location?.startOffset;
  return start === undefined || Number.isNaN(start) ? Number.POSITIVE_INFINITY : start;
}

/** A node's children in the order of the text. */
function inOrder(node: CstNode): CstElement[] {
  return Object.values(node.children)
    .flat()
    .filter(isReal)
    .sort((a, b) => startOf(a) - startOf(b));
}

function firstToken(node: CstNode): IToken | undefined {
  const [first] = inOrder(node);
  return first === undefined || isToken(first) ? first : firstToken(first);
}
