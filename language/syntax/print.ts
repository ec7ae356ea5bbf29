/**
 * The formatter: one layout for one meaning. Two spaces an indent, one statement a line, one space between words. Comments stay
 * where they are, blank lines too (one at most). What has a mistake in it is left exactly as it is written.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type {
  AbTestStep,
  Action,
  Activity,
  ActivityParts,
  Assignment,
  Audience,
  Block,
  Clause,
  Declaration,
  Duration,
  Engagement,
  EnterSetting,
  Expression,
  FieldPath,
  Given,
  IfStep,
  Import,
  Journey,
  JourneySetting,
  Logical,
  MatchStep,
  MessageSetting,
  Name,
  Not,
  PaceSetting,
  Percentage,
  RenamedFrom,
  Simulation,
  SimulationStatement,
  Step,
  StringLiteral,
  TaskStep,
  Template,
  Test,
  TestStatement,
  TimeLiteral,
  WaitForStep,
  Winner,
} from "./ast.ts";
import type { Comment } from "./comments.ts";
import {
  blankLine,
  type Doc,
  flatWidth,
  group,
  hardLine,
  hasSuffix,
  indent,
  join,
  line,
  mustBreak,
  render,
  softLine,
  starsAligned,
  suffix,
  verbatim,
} from "./doc.ts";
import { type ParsedWithGaps, parse, parseWithGaps } from "./parse.ts";
import type { Span } from "./span.ts";
import { blockLines } from "./string-literal.ts";

/** Lines longer than this break where they can. */
const lineWidth = 100;
/** Braces with a few short things in them stay on one line up to here. */
const shortWidth = 80;
const shortCount = 3;

export interface Formatted {
  readonly text: string;
  /** Of the text as it came in. What they point at has been left as it is. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Formats a `.journey` text. Never throws, and never loses anything that was written; what is nested deeper than the machine
 * can follow stays as it is.
 */
export function format(text: string, file = ""): Formatted {
  try {
    return formatted(text, file);
  } catch (error) {
    if (error instanceof RangeError) return { text, diagnostics: parse(text, file).diagnostics };
    throw error;
  }
}

function formatted(text: string, file: string): Formatted {
  const parsed = parseWithGaps(text.replaceAll("\r\n", "\n"), file);
  const { diagnostics } = parsed.text === text ? parsed : parse(text, file);
  let printed = print(parsed);
  // Several comments from within one statement share the end of its line at first; further rounds find them their places.
  for (let round = 0; round < 8 && parsed.comments.length > 1; round++) {
    const again = print(parseWithGaps(printed, file));
    if (again === printed) break;
    printed = again;
  }
  // Of a broken text not every piece finds a place in the tree; rather no layout than a word lost.
  if (losesSomething(parsed.text, printed)) return { text, diagnostics };
  return { text: printed, diagnostics };
}

/** Commas, empty braces and the `s` of `1 days` may go; all else that is no space has to be there again. */
function losesSomething(before: string, after: string): boolean {
  const counts = new Map<string, number>();
  const count = (text: string, by: number): void => {
    const kept = text
      .replace(/(?<![\p{L}_])(minute|hour|day|week|month)s(?![\p{L}\p{N}_])/gu, "$1")
      .replace(/[\s,{}]+/g, "");
    for (let at = 0; at < kept.length; at++) {
      const unit = kept.charAt(at);
      counts.set(unit, (counts.get(unit) ?? 0) + by);
    }
  };
  count(after, 1);
  count(before, -1);
  return [...counts.values()].some((left) => left < 0);
}

function print(parsed: ParsedWithGaps): string {
  const printed = new Printer(parsed).file();
  return printed === "" ? "" : `${printed}\n`;
}

/** Something that stands on lines of its own: a statement, or what was not understood. */
interface Item extends Span {
  readonly print: () => Doc;
  /** What comes between items of different groups is set off by a blank line. */
  readonly group?: string;
  /** Printed as it is written. */
  readonly raw: boolean;
}

class Printer {
  readonly #parsed: ParsedWithGaps;
  readonly #text: string;
  readonly #comments: readonly Comment[];
  /** The first comment that has not been printed. */
  #next = 0;
  /** Statements that have to stay as they are. */
  readonly #damaged: ReadonlySet<Span>;
  /** What no statement has taken, in the order of the text; and all that keeps a statement's content off its line. */
  readonly #leftovers: readonly Span[];
  readonly #obstacles: readonly Span[];
  /** Where the block texts begin. */
  readonly #blockTexts: readonly number[];
  /** The open braces before each token. */
  readonly #depths: readonly number[];

  constructor(parsed: ParsedWithGaps) {
    this.#parsed = parsed;
    this.#text = parsed.text;
    this.#comments = parsed.comments;
    this.#damaged = damagedStatements(parsed);
    this.#leftovers = inOrder(parsed.leftovers);
    this.#obstacles = inOrder([...parsed.comments, ...parsed.leftovers, ...this.#damaged]);
    let depth = 0;
    this.#depths = parsed.tokens.map(({ image }) => {
      const before = depth;
      depth += image === "{" ? 1 : image === "}" ? -1 : 0;
      return before;
    });
    this.#blockTexts = parsed.tokens.flatMap((token) =>
      token.tokenType.name === "BlockString" ? [token.startOffset] : [],
    );
  }

  file(): string {
    const { tree } = this.#parsed;
    const items = tree.declarations.map((declaration) => this.#declaration(declaration));
    return render(this.#items(items, tree), lineWidth).replace(/^\n+/, "");
  }

  // ---------------------------------------------------------------- lines

  /** The items between two offsets, each on lines of its own, with the comments around them. */
  #items(known: readonly Item[], range: Span): Doc {
    const items = this.#joinRaw([...known, ...this.#leftoversIn(range, known)].sort((a, b) => a.start - b.start));
    const parts: Doc[] = [];
    /** Where the last thing printed ends in the text. */
    let end: number | undefined;
    let before: Item | undefined;
    const separate = (start: number, setOff: boolean): void => {
      if (end !== undefined) parts.push(setOff || this.#hasBlankLine(end, start) ? blankLine : hardLine);
    };
    const comments = (until: number, item: Item | undefined): void => {
      let isFirst = true;
      for (let comment = this.#takeBefore(until); comment; comment = this.#takeBefore(until)) {
        separate(comment.start, isFirst && isSetOff(before, item));
        parts.push(ownLine(comment));
        end = comment.end;
        isFirst = false;
        before = undefined;
      }
    };
    for (const item of items) {
      comments(item.start, item);
      separate(item.start, isSetOff(before, item));
      parts.push(item.print(), this.#pending(item.end), this.#trailing(item.end));
      end = Math.max(item.end, this.#comments[this.#next - 1]?.end ?? 0);
      before = item;
    }
    comments(range.end, undefined);
    return parts;
  }

  /** `{`, the items on lines of their own, `}`; `{}` where there is nothing. */
  #braces(known: readonly Item[], range: Span): Doc {
    const brace = this.#openingBrace(range);
    // Steps outside of a journey have braces of their own, but none around them.
    const open = known.some((item) => brace !== undefined && item.start < brace) ? undefined : brace;
    const afterOpen = open === undefined ? [] : this.#trailing(open + 1);
    const content = this.#items(known, { start: open ?? range.start, end: range.end });
    const isEmpty = Array.isArray(content) && content.length === 0;
    if (isEmpty && !hasSuffix(afterOpen)) return "{}";
    return ["{", afterOpen, isEmpty ? [] : indent([hardLine, content]), hardLine, "}"];
  }

  #openingBrace(range: Span): number | undefined {
    const { tokens } = this.#parsed;
    for (let n = this.#tokenAt(range.start); n < tokens.length; n++) {
      const token = tokens[n];
      if (!token || token.startOffset >= range.end) return undefined;
      if (token.image === "{") return token.startOffset;
    }
    return undefined;
  }

  /** The index of the first token that begins at the offset or behind it. */
  #tokenAt(offset: number): number {
    const { tokens } = this.#parsed;
    let low = 0;
    let high = tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tokens[middle]?.startOffset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What shares its line with something broken belongs to it, as far as anybody can tell. */
  #joinRaw(items: readonly Item[]): Item[] {
    const joined: Item[] = [];
    for (const item of items) {
      const before = joined.at(-1);
      if (before && (before.raw || item.raw) && !this.#text.slice(before.end, item.start).includes("\n")) {
        const span = { start: before.start, end: Math.max(before.end, item.end) };
        joined.splice(-1, 1, { ...before, ...span, raw: true, print: () => this.#asWritten(span) });
      } else joined.push(item);
    }
    return joined;
  }

  #leftoversIn(range: Span, known: readonly Item[]): Item[] {
    const items = inOrder(known);
    const left: Item[] = [];
    let next = 0;
    /** Where the item ends that reaches furthest, of those that begin no later. */
    let taken = Number.NEGATIVE_INFINITY;
    for (const leftover of within(this.#leftovers, range)) {
      for (let item = items[next]; item && item.start <= leftover.start; item = items[++next]) {
        taken = Math.max(taken, item.end);
      }
      if (leftover.end <= taken) continue;
      left.push({ ...pick(leftover), raw: true, print: () => this.#asWritten(leftover) });
    }
    return left;
  }

  #hasBlankLine(from: number, to: number): boolean {
    const { lines } = this.#parsed;
    return lines.position(to).line - lines.position(from).line > 1;
  }

  // ---------------------------------------------------------------- comments

  #takeBefore(offset: number): Comment | undefined {
    const comment = this.#comments[this.#next];
    if (!comment || comment.start >= offset) return undefined;
    this.#next++;
    return comment;
  }

  /** Comments behind what ends at the offset, on its line. */
  #trailing(end: number): Doc {
    const parts: Doc[] = [];
    for (let from = end; ; ) {
      const comment = this.#comments[this.#next];
      if (!comment || comment.start < end || !/^[^\S\n\r]*,?[^\S\n\r]*$/.test(this.#text.slice(from, comment.start)))
        break;
      this.#next++;
      parts.push(suffix(` ${inline(comment)}`));
      from = comment.end;
    }
    return parts;
  }

  /** All comments up to the offset; inside a statement they move to the end of the line. */
  #pending(until: number): Doc {
    const parts: Doc[] = [];
    for (let comment = this.#takeBefore(until); comment; comment = this.#takeBefore(until)) {
      parts.push(suffix(` ${inline(comment)}`));
    }
    return parts;
  }

  /** All comments up to the offset: those that have a line of their own keep it, the first thing in brackets makes one. */
  #linesBefore(until: number, isFirst = false): { readonly suffixes: Doc; readonly lines: Doc } {
    const suffixes: Doc[] = [];
    const lines: Doc[] = [];
    for (let comment = this.#takeBefore(until); comment; comment = this.#takeBefore(until)) {
      const lineStart = this.#text.lastIndexOf("\n", comment.start - 1) + 1;
      const isOwnLine = isFirst || lines.length > 0 || this.#text.slice(lineStart, comment.start).trim() === "";
      if (isOwnLine) lines.push(ownLine(comment), hardLine);
      else suffixes.push(suffix(` ${inline(comment)}`));
    }
    return { suffixes, lines };
  }

  /** A piece of text with the comments before and behind it. */
  #at(span: Span, content: Doc): Doc {
    const before = this.#pending(span.start);
    return [before, content, this.#trailing(span.end)];
  }

  #asWritten(span: Span): Doc {
    while (this.#takeBefore(span.end)) {
      // They are part of the text.
    }
    return verbatim(this.#text.slice(span.start, span.end));
  }

  // ---------------------------------------------------------------- statements

  /** Prints a statement, or leaves it as it is when something is wrong with it. */
  #item(node: Span, print: () => Doc, groupName?: string): Item {
    const span = pick(node);
    const raw = this.#damaged.has(node) || this.#hasCommentBeforeBlockText(node);
    return {
      ...span,
      raw,
      print: raw ? () => this.#asWritten(span) : print,
      ...(groupName === undefined ? {} : { group: groupName }),
    };
  }

  /** Inside a statement comments move to the end of their line, and nothing can follow the quotes of a block text there. */
  #hasCommentBeforeBlockText(node: Span): boolean {
    const { tokens } = this.#parsed;
    return this.#blockTexts.some((at) => {
      if (at < node.start || at >= node.end || this.#owner(at) !== node) return false;
      let from = node.start;
      for (let n = this.#tokenAt(at) - 1; n >= 0; n--) {
        const token = tokens[n];
        if (!token || token.startOffset < node.start) break;
        if (token.image === "{" || token.image === "}") {
          from = token.startOffset;
          break;
        }
      }
      return this.#comments.some((comment) => comment.start > from && comment.start < at);
    });
  }

  /** The innermost statement around an offset. */
  #owner(offset: number): Span | undefined {
    return statementsOf(this.#parsed).findLast((each) => each.start <= offset && each.end > offset);
  }

  #declaration(declaration: Declaration): Item {
    switch (declaration.kind) {
      case "unknown":
        return { ...this.#item(declaration, () => this.#asWritten(declaration)), raw: true };
      case "import":
        return this.#item(declaration, () => this.#import(declaration), "import");
      case "journey":
        return this.#item(declaration, () => this.#journey(declaration), `journey ${declaration.start}`);
      case "audience":
        return this.#item(declaration, () => this.#audience(declaration), `audience ${declaration.start}`);
      case "action":
        return this.#item(declaration, () => this.#action(declaration), `action ${declaration.start}`);
      case "template":
        return this.#item(declaration, () => this.#template(declaration), `template ${declaration.start}`);
      case "test":
        return this.#item(declaration, () => this.#test(declaration), `test ${declaration.start}`);
      case "simulate":
        return this.#item(declaration, () => this.#simulation(declaration), `simulate ${declaration.start}`);
    }
  }

  #import(node: Import): Doc {
    const names = node.names.map((name) => this.#at(name, name.text));
    const braces = group(["{", indent([line, join([",", line], names)]), line, "}"]);
    return ["import ", braces, " from ", node.from ? this.#string(node.from) : []];
  }

  #journey(node: Journey): Doc {
    const items = [
      ...node.settings.map((setting) => this.#item(setting, () => this.#setting(setting), "setting")),
      ...node.steps.map((step) => this.#step(step, "step")),
    ];
    const head = this.#head("journey", node.name, node.title);
    return [head, " ", this.#braces(items, after(node, node.title ?? node.name ?? node.keyword))];
  }

  #audience(node: Audience): Doc {
    const head: Doc = [this.#head("audience", node.name, node.title), " of ", this.#name(node.model)];
    return node.condition ? [head, " ", this.#condition("where", node.condition, undefined)] : head;
  }

  #action(node: Action): Doc {
    const head: Doc = [this.#head("action", node.name, node.title), " for ", this.#name(node.model)];
    return [head, " ", this.#block(node.block)];
  }

  #template(node: Template): Doc {
    const head: Doc = [this.#head(`${node.channel} template`, node.name, node.title), " for ", this.#name(node.model)];
    const settings = node.settings.map((setting) => this.#item(setting, () => this.#messageSetting(setting)));
    return [head, " ", this.#braces(settings, after(node, node.model ?? node.title ?? node.name ?? node.keyword))];
  }

  #test(node: Test): Doc {
    const head: Doc = ["test ", node.title ? this.#string(node.title) : [], " for ", this.#name(node.journey)];
    const items = node.statements.map((each) => this.#item(each, () => this.#testStatement(each)));
    return [head, " ", this.#braces(items, after(node, node.journey ?? node.title ?? node.keyword))];
  }

  #testStatement(node: TestStatement): Doc {
    switch (node.kind) {
      case "given":
        if (node.known) return ["given ", this.#expression(node.known)];
        if (node.step) return ["given ", this.#name(node.step), " ", this.#name(node.way)];
        if (node.date) return ["given ", this.#at(node.date, node.date.value), this.#timeAfter(" ", node.time)];
        return this.#assignments(node, "given", [node.model], node.assignments);
      case "at": {
        const head: Doc = ["at ", this.#duration(node.after), " "];
        if (node.happening) return [head, this.#engagement(node.happening)];
        if (node.step) return [head, "winner ", this.#name(node.step), " ", this.#name(node.way)];
        const what: Doc = node.event ? ["event ", this.#name(node.event)] : "update";
        if (!node.assignments) return [head, what];
        return this.#assignmentBlock(node, [head, what], node.event ?? node.after ?? node.keyword, node.assignments);
      }
      case "expect": {
        const isGoal = node.subject !== undefined && this.#wordIsBefore(node.subject, "goal");
        return [
          node.from
            ? ["between ", this.#duration(node.from), " and ", this.#duration(node.by), " "]
            : node.by
              ? ["by ", this.#duration(node.by), " "]
              : [],
          "expect ",
          isGoal ? "goal " : [],
          node.subject ? [this.#name(node.subject), " "] : [],
          node.never ? "never " : [],
          this.#name(node.state),
          node.because ? [" because ", this.#string(node.because)] : [],
          node.text ? [` ${node.test} `, this.#string(node.text)] : [],
        ];
      }
    }
  }

  #wordIsBefore(span: Span, word: string): boolean {
    return this.#text.slice(0, span.start).trimEnd().endsWith(word);
  }

  #simulation(node: Simulation): Doc {
    const head: Doc = ["simulate ", this.#name(node.journey)];
    const items = node.statements.map((each) => this.#item(each, () => this.#simulationStatement(each)));
    return [head, " ", this.#braces(items, after(node, node.journey ?? node.keyword))];
  }

  #simulationStatement(node: SimulationStatement): Doc {
    if (node.kind === "simulated number") {
      const value = node.value ? this.#expression(node.value) : [];
      return node.of === "seed" ? ["seed ", value] : [value, " participants"];
    }
    return [
      node.happening ? this.#engagement(node.happening) : [],
      node.share ? [" ", this.#percentage(node.share)] : [],
      node.within ? [" within ", this.#duration(node.within)] : [],
    ];
  }

  #head(keyword: string, name: Name | undefined, title: StringLiteral | undefined): Doc {
    return [keyword, name ? [" ", this.#at(name, name.text)] : [], title ? [" ", this.#string(title)] : []];
  }

  /** The head of a step, which may have had another name. */
  #stepHead(keyword: string, node: { name?: Name; title?: StringLiteral; renamed?: RenamedFrom }): Doc {
    return [this.#head(keyword, node.name, node.title), this.#renamed(node.renamed)];
  }

  #renamed(node: RenamedFrom | undefined): Doc {
    if (!node) return [];
    const names = node.names.map((name) => this.#at(name, name.text));
    return [" renamed from ", join(", ", names)];
  }

  #setting(node: JourneySetting): Doc {
    switch (node.kind) {
      case "target":
        return ["target ", this.#name(node.model)];
      case "filter":
        return this.#filter(node.condition);
      case "unicity":
        return ["unicity ", this.#field(node.field)];
      case "include archived":
        return ["include archived", this.#pending(node.end)];
      case "purpose":
        return [`purpose ${node.purpose ?? ""}`, this.#pending(node.end)];
      case "timezone":
        return [
          "timezone",
          node.field ? [" ", this.#field(node.field)] : [],
          node.field && node.fallback ? " else" : [],
          node.fallback ? [" ", this.#string(node.fallback)] : [],
        ];
      case "listen":
        return ["listen ", this.#duration(node.duration)];
      case "enter":
        return this.#enter(node);
      case "reenter":
        return ["reenter ", node.way ?? "", node.after ? [" ", this.#duration(node.after)] : []];
      case "exit when":
        if (node.condition) return this.#condition("exit when", node.condition, undefined);
        return [
          "exit on ",
          this.#name(node.triggerName),
          node.event ? [" ", this.#name(node.event)] : [],
          this.#where(node.where),
        ];
      case "goal":
        return [
          this.#head("goal", node.name, node.title),
          node.condition ? [" ", this.#condition("when", node.condition, undefined)] : [],
          node.exits ? " and exit" : [],
        ];
      case "locale":
        return ["locale ", this.#field(node.field), node.fallback ? [" else ", this.#string(node.fallback)] : []];
      case "send":
        return [
          node.negated ? "send not" : "send",
          node.from ? [" between ", this.#time(node.from), " and ", node.to ? this.#time(node.to) : []] : [],
          node.days.length > 0
            ? [
                " on ",
                join(
                  ", ",
                  node.days.map((day) => this.#name(day)),
                ),
              ]
            : [],
          node.exceptHolidays ? " except holidays" : [],
        ];
      case "cap":
        return [
          "cap ",
          node.count ? this.#expression(node.count) : [],
          " ",
          this.#name(node.what),
          node.per ? [" per ", this.#name(node.per)] : [],
          node.rest ? [" else ", this.#name(node.rest)] : [],
        ];
      case "pace":
        return this.#pace(node);
    }
  }

  #pace(node: PaceSetting): Doc {
    return ["pace ", node.count ? this.#expression(node.count) : [], node.per ? [" per ", this.#name(node.per)] : []];
  }

  #enter(node: EnterSetting): Doc {
    const rest: Doc = [this.#timeAfter(" at ", node.at), this.#where(node.where)];
    const value = (word: string, operand: Expression | undefined): Doc =>
      operand ? [` ${word} `, this.#expression(operand)] : [];
    switch (node.way) {
      case "matching":
      case "created":
        return [`enter when ${node.way}`, rest];
      case "updated":
        return ["enter when updated ", this.#field(node.field), value("from", node.from), value("to", node.to), rest];
      case "event":
        return ["enter on event ", this.#name(node.event), rest];
      case "webhook":
      case "demand":
        return [`enter on ${node.way}`, rest];
      case "anniversary":
        return ["enter on anniversary of ", this.#field(node.field), rest];
      case "schedule":
        return [
          "enter every ",
          this.#name(node.every),
          node.dayOfMonth ? [" on ", this.#expression(node.dayOfMonth)] : [],
          rest,
        ];
      case "date":
        return ["enter ", this.#duration(node.offset), ` ${node.direction ?? ""} `, this.#field(node.field), rest];
      default:
        return this.#asWritten(node);
    }
  }

  #where(condition: Expression | undefined): Doc {
    return condition ? [" ", this.#condition("where", condition, undefined)] : [];
  }

  #time(node: TimeLiteral): Doc {
    return this.#at(node, `${node.hour}:${String(node.minute).padStart(2, "0")}`);
  }

  #timeAfter(word: string, node: TimeLiteral | undefined): Doc {
    return node ? [word, this.#time(node)] : [];
  }

  #percentage(node: Percentage): Doc {
    return this.#at(node, this.#text.slice(node.start, node.end));
  }

  #step(node: Step, groupName?: string): Item {
    const item = this.#item(node, () => this.#stepContent(node), groupName);
    return node.kind === "unknown" ? { ...item, raw: true } : item;
  }

  #stepContent(node: Step): Doc {
    switch (node.kind) {
      case "unknown":
        return this.#asWritten(node);
      case "wait":
        return ["wait ", this.#duration(node.duration)];
      case "exit":
        return "exit";
      case "if":
        return this.#if(node);
      case "do":
        return ["do ", this.#name(node.action)];
      case "journey control":
        return [`${node.action} journey `, this.#name(node.journey)];
      case "wait until":
        return [
          "wait until ",
          node.day ? [this.#name(node.day), " at "] : [],
          node.time ? this.#time(node.time) : [],
          node.moment ? this.#expression(node.moment) : [],
        ];
      case "wait for":
        return this.#waitFor(node);
      case "match":
        return this.#match(node);
      case "split": {
        const head: Doc = ["split", node.name ? [" ", this.#name(node.name)] : [], this.#renamed(node.renamed)];
        const items = node.shares.map((share) =>
          this.#item(share, () => [
            this.#percentage(share.share),
            share.name ? [" ", this.#name(share.name)] : [],
            " ",
            this.#block(share.block),
          ]),
        );
        return [head, " ", this.#braces(items, after(node, headEnd(node)))];
      }
      case "ab test":
        return this.#abTest(node);
      case "repeat": {
        const until = node.until ? [" ", this.#condition("until", node.until, undefined)] : [];
        return [
          "repeat every ",
          this.#duration(node.every),
          node.times ? [" up to ", this.#expression(node.times), " times"] : [],
          until,
          " ",
          this.#block(node.block),
        ];
      }
      case "parallel": {
        const items = node.branches.map((branch) =>
          this.#item(branch, () => [
            "branch",
            branch.name ? [" ", this.#name(branch.name)] : [],
            " ",
            this.#block(branch.block),
          ]),
        );
        return ["parallel ", this.#braces(items, after(node, node.keyword))];
      }
      default:
        return this.#activity(node);
    }
  }

  #waitFor(node: WaitForStep): Doc {
    const what: Doc = node.condition
      ? this.#expression(node.condition)
      : ["event ", this.#name(node.event), this.#where(node.where)];
    const head: Doc = ["wait for ", what, node.upTo ? [" up to ", this.#duration(node.upTo)] : []];
    return [
      head,
      node.then ? [" ", this.#block(node.then)] : [],
      node.otherwise ? [" else ", this.#block(node.otherwise)] : [],
    ];
  }

  #match(node: MatchStep): Doc {
    const { otherwise } = node;
    const items = node.cases.map((each) =>
      this.#item(each, () => [
        join(
          ", ",
          each.values.map((value) => this.#expression(value)),
        ),
        " ",
        this.#block(each.block),
      ]),
    );
    if (otherwise) {
      const span = { start: this.#wordBefore(otherwise, "else"), end: otherwise.end };
      items.push(this.#item(span, () => ["else ", this.#block(otherwise)]));
      items.sort((a, b) => a.start - b.start);
    }
    return ["match ", this.#field(node.field), " ", this.#braces(items, after(node, node.field ?? node.keyword))];
  }

  #abTest(node: AbTestStep): Doc {
    const percentage = (share: Percentage | undefined): Doc => (share ? this.#percentage(share) : []);
    const items = [
      ...node.shares.map((share) =>
        this.#item(share, () =>
          share.of === "test"
            ? ["on ", percentage(share.share), " of participants", this.#pending(share.end)]
            : ["holdback ", percentage(share.share)],
        ),
      ),
      ...node.winners.map((winner) => this.#item(winner, () => this.#winner(winner))),
      ...node.variants.map((variant) =>
        this.#item(variant, () => [
          this.#head("variant", variant.name, variant.title),
          " ",
          this.#block(variant.block),
        ]),
      ),
    ];
    return [this.#stepHead("ab test", node), " ", this.#braces(items, after(node, headEnd(node)))];
  }

  #winner(node: Winner): Doc {
    if (node.measure === "manual") return "winner manual";
    return [
      `winner by ${node.measure ?? ""}`,
      node.goal ? [" of ", this.#name(node.goal)] : [],
      node.field ? [" of ", this.#field(node.field)] : [],
      node.after ? [" after ", this.#duration(node.after)] : [],
    ];
  }

  #activity(node: Activity): Doc {
    switch (node.kind) {
      case "message": {
        const head = this.#stepHead(node.channel, node);
        const settings = node.settings.map((setting) => this.#item(setting, () => this.#messageSetting(setting)));
        return [head, " ", this.#braces([...settings, ...this.#parts(node)], after(node, headEnd(node)))];
      }
      case "update":
        return this.#assignments(node, "update", [node.name], node.assignments);
      case "create":
        return this.#assignments(node, "create", [node.model, node.name], node.assignments);
      case "task":
        return this.#task(node);
      case "list membership": {
        const head = [
          `${node.action} ${node.action === "add" ? "to" : "from"} list `,
          node.list ? this.#string(node.list) : [],
        ];
        return this.#optionalBraces(head, this.#parts(node), after(node, node.list ?? node.keyword));
      }
      case "follow": {
        const head = [`${node.action} by `, this.#field(node.by)];
        return this.#optionalBraces(head, this.#parts(node), after(node, node.by ?? node.keyword));
      }
      case "webhook": {
        const items = [
          ...node.calls.map((call) =>
            this.#item(call, () => [`${call.method} `, call.url ? this.#string(call.url) : []]),
          ),
          ...node.headers.map((header) =>
            this.#item(header, () => [
              "header ",
              header.name ? this.#string(header.name) : [],
              " ",
              header.value ? this.#string(header.value) : [],
            ]),
          ),
          ...node.bodies.map((body) =>
            this.#item(body, () => this.#assignmentBlock(body, "json", body.keyword, body.assignments)),
          ),
          ...this.#parts(node),
        ];
        return [this.#stepHead("webhook", node), " ", this.#braces(items, after(node, headEnd(node)))];
      }
      case "run": {
        const call: Doc = node.argumentSpan
          ? [
              "(",
              join(
                ", ",
                node.arguments.map((argument) => this.#expression(argument)),
              ),
              this.#pending(node.argumentSpan.end),
              ")",
            ]
          : [];
        const head: Doc = ["run ", this.#name(node.function), call];
        return this.#optionalBraces(
          head,
          this.#parts(node),
          after(node, node.argumentSpan ?? node.function ?? node.keyword),
        );
      }
      case "suppress": {
        const head = ["suppress", node.field ? [" ", this.#field(node.field)] : []];
        return this.#optionalBraces(head, this.#parts(node), after(node, node.field ?? node.keyword));
      }
    }
  }

  #optionalBraces(head: Doc, items: readonly Item[], range: Span): Doc {
    const braces = this.#braces(items, range);
    return braces === "{}" ? head : [head, " ", braces];
  }

  #messageSetting(node: MessageSetting): Doc {
    switch (node.kind) {
      case "text setting":
        return [
          `${node.setting} `,
          node.language ? ["in ", this.#string(node.language), " "] : [],
          node.value ? this.#string(node.value) : [],
        ];
      case "template setting":
        return ["template ", this.#name(node.name)];
      case "purpose":
        return [`purpose ${node.purpose ?? ""}`, this.#pending(node.end)];
      case "to setting":
        return ["to ", this.#field(node.field)];
      case "link setting":
        return ["link ", this.#name(node.name), " ", node.url ? this.#string(node.url) : []];
    }
  }

  #parts(node: ActivityParts): Item[] {
    const { filter, expire, pace, clauses } = node;
    return [
      ...(filter ? [this.#item(filter, () => this.#filter(filter.condition))] : []),
      ...(expire ? [this.#item(expire, () => ["expire after ", this.#duration(expire.after)])] : []),
      ...(pace ? [this.#item(pace, () => this.#pace(pace))] : []),
      ...clauses.map((clause) => this.#item(clause, () => this.#clause(clause))),
    ];
  }

  #clause(node: Clause): Doc {
    const head: Doc = [
      node.negated ? "on not " : "on ",
      this.#name(node.triggerName),
      node.label ? [" ", this.#string(node.label)] : [],
      node.within ? [" within ", this.#duration(node.within)] : [],
      node.after ? [" after ", this.#duration(node.after)] : [],
      node.machines ? " including machines" : [],
    ];
    return [head, " ", this.#block(node.block)];
  }

  #block(node: Block | undefined): Doc {
    if (!node) return "{}";
    return this.#braces(
      node.steps.map((step) => this.#step(step)),
      node,
    );
  }

  #if(node: IfStep): Doc {
    const head = node.condition ? this.#condition("if", node.condition, ["{"]) : ["if {"];
    const body = this.#block(node.then);
    return [head, withoutBrace(body), this.#else(node)];
  }

  #else(node: IfStep): Doc {
    const { otherwise } = node;
    if (!otherwise) return [];
    if (otherwise.kind === "block") return [" else ", this.#block(otherwise)];
    return [" else ", this.#if(otherwise)];
  }

  #task(node: TaskStep): Doc {
    const head = this.#stepHead("task", node);
    const last = headEnd(node);
    const { assignee, due } = node;
    const settings: Item[] = [
      ...(assignee
        ? [
            this.#item({ start: this.#wordBefore(assignee, "for"), end: assignee.end }, () => [
              "for ",
              this.#field(assignee),
            ]),
          ]
        : []),
      ...(due
        ? [this.#item({ start: this.#wordBefore(due, "due"), end: due.end }, () => ["due in ", this.#duration(due)])]
        : []),
    ];
    settings.sort((a, b) => a.start - b.start);
    if (settings.length > 0 && this.#isPlain(node, last) && !hasParts(node)) {
      const short = this.#short(node, head, " ", () => settings.map((item) => item.print()));
      if (short) return short;
    }
    return this.#optionalBraces(head, [...settings, ...this.#parts(node)], after(node, last));
  }

  #assignments(
    node: (Activity | Given) & { readonly keyword: Span },
    keyword: string,
    names: readonly (Name | undefined)[],
    assignments: readonly Assignment[],
  ): Doc {
    const written = names.filter((name) => name !== undefined);
    const renamed = "renamed" in node ? node.renamed : undefined;
    const head: Doc = [
      keyword,
      ...written.map((name): Doc => [" ", this.#at(name, name.text)]),
      this.#renamed(renamed),
    ];
    const parts = "clauses" in node ? node : undefined;
    return this.#assignmentBlock(node, head, renamed ?? written.at(-1) ?? node.keyword, assignments, parts);
  }

  /** A head, and assignments in braces: on the same line where they are few and short. */
  #assignmentBlock(node: Span, head: Doc, last: Span, assignments: readonly Assignment[], parts?: ActivityParts): Doc {
    const isBare = parts === undefined || !hasParts(parts);
    if (assignments.length <= shortCount && assignments.length > 0 && this.#isPlain(node, last) && isBare) {
      const short = this.#short(node, head, ", ", () => assignments.map((each) => this.#assignment(each)));
      if (short) return short;
    }
    const items = assignments.map((each) => this.#item(each, () => this.#assignment(each)));
    return [head, " ", this.#braces([...items, ...(parts ? this.#parts(parts) : [])], after(node, last))];
  }

  #assignment(node: Assignment): Doc {
    return [this.#name(node.field), ` ${node.operator} `, node.value ? this.#expression(node.value) : []];
  }

  /** No comments, no damage, nothing left over behind the head: its content may go on one line. */
  #isPlain(node: Span, head: Span): boolean {
    return within(this.#obstacles, { start: head.end, end: node.end }).next().done === true;
  }

  /** Braces with everything on one short line, if that fits. */
  #short(node: Span, head: Doc, separator: string, print: () => readonly Doc[]): Doc | undefined {
    const next = this.#next;
    const doc: Doc = [head, " { ", join(separator, print()), " }"];
    if (!mustBreak(doc) && this.#depthOf(node) * 2 + flatWidth(doc) <= shortWidth) return doc;
    // The comments that were taken go elsewhere.
    this.#next = next;
    return undefined;
  }

  /** How many braces stand open around it. */
  #depthOf(node: Span): number {
    return Math.max(0, this.#depths[this.#tokenAt(node.start)] ?? 0);
  }

  #wordBefore(span: Span, word: string): number {
    return this.#text.lastIndexOf(word, span.start - word.length);
  }

  // ---------------------------------------------------------------- expressions

  #filter(condition: Expression | undefined): Doc {
    return condition ? this.#condition("filter", condition, undefined) : "filter";
  }

  /** A keyword and its condition; `brace` goes on a line of its own when the condition takes several. */
  #condition(keyword: string, condition: Expression, brace: Doc | undefined): Doc {
    if (isChain(condition)) {
      const chain = this.#chain(condition);
      return group([keyword, " ", chain, brace === undefined ? [] : [line, brace]]);
    }
    return [keyword, " ", this.#expression(condition), brace === undefined ? [] : [" ", brace]];
  }

  /** `a and b`, or one operand a line. */
  #chain(node: Logical, isIndented = true): Doc {
    const parts: Doc[] = [];
    for (const [index, operand] of node.operands.entries()) {
      if (index > 0) {
        const { suffixes, lines } = this.#linesBefore(operand.start);
        // A comment behind an operand is about that one, so nothing else goes on its line.
        const breaks = hasSuffix([parts.at(-1) ?? [], suffixes]);
        parts.push([suffixes, breaks ? hardLine : line, lines, `${node.operator} `, this.#operand(operand)]);
      } else parts.push(this.#operand(operand));
    }
    return isIndented ? [parts[0] ?? [], indent(parts.slice(1))] : parts;
  }

  #operand(node: Expression): Doc {
    return isChain(node) ? group(this.#chain(node)) : this.#expression(node);
  }

  #expression(node: Expression): Doc {
    switch (node.kind) {
      case "string":
        return this.#string(node);
      case "number":
      case "date":
      case "boolean":
        return this.#at(node, this.#text.slice(node.start, node.end).replace(/\s+/g, ""));
      case "duration":
        return this.#duration(node);
      case "field":
        return this.#field(node);
      case "moment":
        return this.#at(node, node.moment);
      case "this":
        return this.#at(node, "this");
      case "suppressed":
        return this.#at(node, "suppressed");
      case "list":
        return this.#list(node.items, node);
      case "comparison":
        return [
          this.#expression(node.left),
          ` ${node.operator} `,
          this.#optional(node.right),
          this.#ignoringCase(node),
        ];
      case "between":
        return [
          this.#expression(node.operand),
          " between ",
          this.#optional(node.low),
          " and ",
          this.#optional(node.high),
        ];
      case "membership":
        return [
          this.#expression(node.operand),
          node.negated ? " not in " : " in ",
          this.#optional(node.list),
          this.#ignoringCase(node),
        ];
      case "text test":
        return [this.#expression(node.operand), ` ${node.test} `, this.#optional(node.text), this.#ignoringCase(node)];
      case "date test":
        return [
          this.#expression(node.operand),
          ` ${node.test}`,
          node.value ? [" ", this.#expression(node.value)] : [this.#pending(node.end), this.#trailing(node.end)],
        ];
      case "engagement":
        return this.#engagement(node);
      case "quantified":
        return [`${node.quantifier} `, this.#field(node.relation), this.#whereRelated(node.where)];
      case "aggregate":
        return [`${node.function} of `, this.#field(node.relation), this.#whereRelated(node.where)];
      case "consent":
        return ["consents to ", this.#name(node.purpose)];
      case "set test":
        return [
          this.#expression(node.operand),
          node.negated ? " is not set" : " is set",
          this.#pending(node.end),
          this.#trailing(node.end),
        ];
      case "not":
        return this.#not(node);
      case "in list":
        return ["in list ", node.list ? this.#string(node.list) : []];
      case "parentheses":
        return this.#parentheses(node.expression, node);
      case "arithmetic":
        return [this.#expression(node.left), ` ${node.operator} `, this.#optional(node.right)];
      case "logical":
        return node.block ? this.#conditions(node) : group(this.#chain(node));
    }
  }

  #ignoringCase(node: { readonly ignoringCase: boolean; readonly end: number }): Doc {
    return node.ignoringCase ? [" ignoring case", this.#pending(node.end), this.#trailing(node.end)] : [];
  }

  #engagement(node: Engagement): Doc {
    return [
      this.#name(node.activity),
      " ",
      this.#name(node.happeningName),
      node.label ? [" ", this.#string(node.label)] : [],
    ];
  }

  #whereRelated(condition: Expression | undefined): Doc {
    return condition ? [" where ", this.#expression(condition)] : [];
  }

  /** `created_at is not today` is read as the opposite of `is today`, and printed as it was written. */
  #not(node: Not): Doc {
    const { operand } = node;
    if (operand?.kind === "date test" && operand.start === node.start) {
      return [
        this.#expression(operand.operand),
        operand.test === "is today" ? " is not today" : " anniversary is not today",
        this.#pending(node.end),
        this.#trailing(node.end),
      ];
    }
    return ["not ", this.#optional(operand)];
  }

  #optional(node: Expression | undefined): Doc {
    return node ? this.#expression(node) : [];
  }

  #parentheses(expression: Expression | undefined, span: Span): Doc {
    const before = this.#pending(span.start + 1);
    const isJoined = expression !== undefined && isChain(expression);
    const content = isJoined ? this.#chain(expression, false) : this.#optional(expression);
    const rest = this.#pending(span.end);
    return [before, group(["(", indent([softLine, content, rest]), softLine, ")"]), this.#trailing(span.end)];
  }

  #list(items: readonly Expression[], span: Span): Doc {
    if (items.length === 0) return ["[", this.#pending(span.end), "]", this.#trailing(span.end)];
    const parts: Doc[] = [];
    let breaks = false;
    for (const [index, item] of items.entries()) {
      const { suffixes, lines } = this.#linesBefore(item.start, index === 0);
      const separator = index === 0 ? [] : breaks || hasSuffix(suffixes) ? hardLine : line;
      const part: Doc = [this.#expression(item), index < items.length - 1 ? "," : [], this.#trailing(item.end)];
      breaks = hasSuffix(part);
      parts.push([suffixes, separator, lines, part]);
    }
    const rest = this.#pending(span.end);
    return [group(["[", indent([softLine, parts, rest]), softLine, "]"]), this.#trailing(span.end)];
  }

  #conditions(node: Logical): Doc {
    const items = node.operands.map(
      (operand): Item => ({
        ...pick(operand),
        raw: false,
        print: () => this.#operand(operand),
      }),
    );
    return [node.operator === "and" ? "all of " : "any of ", this.#braces(items, node), this.#trailing(node.end)];
  }

  #name(node: Name | undefined): Doc {
    return node ? this.#at(node, node.text) : [];
  }

  #field(node: FieldPath | undefined): Doc {
    return node ? this.#at(node, node.path.map((name) => name.text).join(".")) : [];
  }

  /** `1 day`, `2 days`; a word that is no unit stays. */
  #duration(node: Duration | undefined): Doc {
    if (!node) return [];
    const amount = /^[-\s]*[\d.]*/.exec(this.#text.slice(node.start, node.end))?.[0].replace(/\s+/g, "") ?? "";
    const unit = node.unit ? `${node.unit}${node.amount === 1 ? "" : "s"}` : node.unitName?.text;
    return this.#at(node, unit === undefined ? amount : `${amount} ${unit}`);
  }

  #string(node: StringLiteral): Doc {
    const written = this.#text.slice(node.start, node.end);
    return this.#at(node, node.block ? blockText(written) : written);
  }
}

/** The text's lines at the place's own indent, its quotes on lines of their own. */
function blockText(written: string): Doc {
  const lines = blockLines(written, false).map((each) => written.slice(each.start, each.end));
  if (lines.length === 0) return ['"""', hardLine, '"""'];
  // An empty line takes no indent.
  const content = lines.map((text): Doc => (text === "" ? hardLine : [hardLine, text]));
  return ['"""', indent([content, hardLine]), '"""'];
}

/** The braces of an `if`, whose `{` has been printed with its condition. */
function withoutBrace(braces: Doc): Doc {
  if (typeof braces === "string") return braces.slice(1);
  return Array.isArray(braces) ? braces.slice(1) : braces;
}

const isChain = (node: Expression): node is Logical => node.kind === "logical" && !node.block;
const hasParts = (node: ActivityParts): boolean =>
  Boolean(node.filter ?? node.expire ?? node.pace) || node.clauses.length > 0;
const pick = ({ start, end }: Span): Span => ({ start, end });
const after = (node: Span, head: Span): Span => ({ start: head.end, end: node.end });
const isSetOff = (before: Item | undefined, item: Item | undefined): boolean =>
  before?.group !== undefined && item?.group !== undefined && before.group !== item.group;

/** A comment as it stands on lines of its own. */
function ownLine(comment: Comment): Doc {
  return join(
    hardLine,
    starsAligned(inline(comment)).map((each) => verbatim(each)),
  );
}

/** As written, with one space behind the slashes. */
function inline({ kind, text }: Comment): string {
  if (kind === "block") return text.trimEnd();
  const [, slashes = "//", rest = ""] = /^(\/\/+)(.*)$/s.exec(text.trimEnd()) ?? [];
  return rest === "" || /^[\s/]/.test(rest) ? `${slashes}${rest}` : `${slashes} ${rest}`;
}

const statementCache = new WeakMap<ParsedWithGaps, readonly Span[]>();

/** Every statement of the tree, outer ones before inner ones. */
function statementsOf(parsed: ParsedWithGaps): readonly Span[] {
  const cached = statementCache.get(parsed);
  if (cached) return cached;
  const found: Span[] = [];
  const parts = (node: ActivityParts): void => {
    if (node.filter) found.push(node.filter);
    if (node.expire) found.push(node.expire);
    if (node.pace) found.push(node.pace);
    for (const clause of node.clauses) {
      found.push(clause);
      clause.block?.steps.forEach(step);
    }
  };
  const block = (node: Block | undefined): void => node?.steps.forEach(step);
  /** Statements of their own that hold a block. */
  const blocks = (nodes: readonly (Span & { readonly block?: Block })[]): void => {
    for (const node of nodes) {
      found.push(node);
      block(node.block);
    }
  };
  const branches = (node: IfStep): void => {
    block(node.then);
    if (node.otherwise?.kind === "block") block(node.otherwise);
    else if (node.otherwise) branches(node.otherwise);
  };
  const step = (node: Step): void => {
    found.push(node);
    switch (node.kind) {
      case "unknown":
      case "wait":
      case "wait until":
      case "exit":
      case "do":
      case "journey control":
        return;
      case "if":
        branches(node);
        return;
      case "wait for":
        block(node.then);
        block(node.otherwise);
        return;
      case "match":
        blocks(node.cases);
        block(node.otherwise);
        return;
      case "split":
        blocks(node.shares);
        return;
      case "ab test":
        found.push(...node.shares, ...node.winners);
        blocks(node.variants);
        return;
      case "repeat":
        block(node.block);
        return;
      case "parallel":
        blocks(node.branches);
        return;
      case "message":
        found.push(...node.settings);
        parts(node);
        return;
      case "update":
      case "create":
        found.push(...node.assignments);
        parts(node);
        return;
      case "webhook":
        found.push(...node.calls, ...node.headers);
        for (const body of node.bodies) found.push(body, ...body.assignments);
        parts(node);
        return;
      default:
        parts(node);
    }
  };
  for (const declaration of parsed.tree.declarations) {
    found.push(declaration);
    switch (declaration.kind) {
      case "journey":
        found.push(...declaration.settings);
        declaration.steps.forEach(step);
        break;
      case "action":
        block(declaration.block);
        break;
      case "template":
        found.push(...declaration.settings);
        break;
      case "test":
        for (const statement of declaration.statements) {
          found.push(statement);
          if ("assignments" in statement) found.push(...(statement.assignments ?? []));
        }
        break;
      case "simulate":
        found.push(...declaration.statements);
        break;
    }
  }
  statementCache.set(parsed, found);
  return found;
}

/** Statements with something wrong in them: the innermost around each fault, and a whole declaration whose braces don't match. */
const inOrder = <Place extends Span>(places: readonly Place[]): readonly Place[] =>
  [...places].sort((a, b) => a.start - b.start);

/** Those that lie inside, of places in the order of their beginnings. */
function* within<Place extends Span>(places: readonly Place[], range: Span): Generator<Place> {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]!.start < range.start) low = middle + 1;
    else high = middle;
  }
  for (let place = places[low]; place && place.start <= range.end; place = places[++low]) {
    if (place.end <= range.end) yield place;
  }
}

function damagedStatements(parsed: ParsedWithGaps): ReadonlySet<Span> {
  const statements = statementsOf(parsed);
  const places = [...statements, ...parsed.leftovers].sort((a, b) => a.start - b.start || b.end - a.end);
  const damaged = new Set<Span>();
  const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && outer.end >= inner.end;
  // One walk over both: a file may have as many faults as statements.
  let next = 0;
  let open: Span[] = [];
  for (const fault of [...parsed.faults].sort((a, b) => a.start - b.start)) {
    for (let place = places[next]; place && place.start <= fault.start; place = places[next]) {
      open.push(place);
      next++;
    }
    open = open.filter((place) => place.end >= fault.start);
    const around = open.filter((place) => contains(place, fault));
    const { code } = fault;
    if (code === "unterminated-comment") continue;
    if (code === "missing-brace" || code === "stray-brace") {
      const outermost = around.reduce<Span | undefined>((a, b) => (a && contains(a, b) ? a : b), undefined);
      if (outermost) damaged.add(outermost);
    } else {
      const innermost = around.reduce<Span | undefined>((a, b) => (a && contains(b, a) ? a : b), undefined);
      if (innermost) damaged.add(innermost);
    }
  }
  return damaged;
}

/** The last that stands before a step's braces. */
function headEnd(node: {
  readonly keyword: Span;
  readonly name?: Name;
  readonly title?: StringLiteral;
  readonly renamed?: RenamedFrom;
}): Span {
  const { renamed, title } = node;
  if (renamed && title) return renamed.end > title.end ? renamed : title;
  return renamed ?? title ?? node.name ?? node.keyword;
}
