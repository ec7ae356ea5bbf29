/**
 * From the parser's concrete tree to the tree of `ast.ts`: exact spans, documentation comments, the values of texts. What the
 * tolerant grammar let through is reported here, in plain words, at most once a statement.
 */
import type { CstNode, IToken } from "chevrotain";
import type { Action, Audience, Declaration, Import, Journey, Simulation, SourceFile, Template, Test } from "./ast.ts";
import type { Comment } from "./comments.ts";
import { docsByPlace } from "./comments.ts";
import {
  firstToken,
  inOrder,
  isToken,
  keywordOf,
  nameOf,
  nodeOf,
  optionalName,
  spanOf,
  tokenOf,
  tokensOf,
} from "./cst.ts";
import { meantKeyword } from "./misspelled.ts";
import { present } from "./present.ts";
import type { LineIndex, Span } from "./span.ts";
import { channelOf, StepBuilder, wholeWords } from "./step-builder.ts";
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

class TreeBuilder extends StepBuilder {
  readonly #cst: CstNode;

  constructor(input: TreeInput) {
    const docs = docsByPlace(input.comments, input.tokens, input.lines);
    super(input.text, new SyntaxDiagnostics(input.file, input.lines), docs);
    this.#cst = input.cst;
    this.reportMistakes(input.tokens, input.comments);
    if (input.tokens.some((token) => meantKeyword(token) !== undefined)) this.reportMisspelled(input.cst);
  }

  build(): BuiltTree {
    const declarations: Declaration[] = [];
    for (const element of inOrder(this.#cst)) {
      if (isToken(element)) this.strayBrace(element);
      else if (element.name === "importDeclaration") declarations.push(this.import(element));
      else if (element.name === "journey") declarations.push(this.journey(element));
      else if (element.name === "audience") declarations.push(this.audience(element));
      else if (element.name === "action") declarations.push(this.action(element));
      else if (element.name === "template") declarations.push(this.template(element));
      else if (element.name === "test") declarations.push(this.test(element));
      else if (element.name === "simulate") declarations.push(this.simulation(element));
      else if (element.name === "damagedJourney" || element.name === "headlessJourney") {
        declarations.push(this.damagedJourney(element));
      } else {
        const unknown = this.unknown(element);
        if (unknown) declarations.push(unknown);
      }
    }
    return {
      tree: { kind: "file", start: 0, end: this.text.length, declarations },
      diagnostics: this.report,
      leftovers: this.leftovers,
      braceTrouble: this.braceTrouble,
    };
  }

  /** What the lexer let through as tokens of their own. */
  private reportMistakes(tokens: readonly IToken[], comments: readonly Comment[]): void {
    for (const token of tokens) {
      const span = spanOf(token);
      const { image } = token;
      switch (token.tokenType.name) {
        case "UnterminatedText":
          this.report.unterminatedString(span, '"');
          break;
        case "UnterminatedBlockString":
          this.report.unterminatedString(span, '"""');
          break;
        case "StrayQuote":
          this.report.syntaxError(span, 'This `"` is one too many.', "Remove it.", [replace(span, "", "Remove it")]);
          break;
        case "ForeignText":
          this.report.wrongQuotes(span, `"${image.slice(1, -1).replaceAll('"', '\\"')}"`);
          break;
        case "DoubleEquals":
          this.report.syntaxError(span, "Equality is written `=`.", "Write `=`.", [replace(span, "=", "Write `=`")]);
          break;
        case "Unexpected": {
          const character = String.fromCodePoint(image.codePointAt(0) ?? 0);
          this.report.unexpectedCharacter(span, character, nextAfter(character));
          break;
        }
      }
    }
    for (const comment of comments) {
      if (comment.unterminated) this.report.unterminatedComment(comment);
    }
  }

  /** Mistyped keywords where the parser could read them as what they were meant to be; elsewhere they are just names. */
  private reportMisspelled(node: CstNode): void {
    for (const [key, elements] of Object.entries(node.children)) {
      for (const element of elements) {
        if (!isToken(element)) this.reportMisspelled(element);
        else if (element.tokenType.name === key) {
          const meant = meantKeyword(element);
          if (meant !== undefined)
            this.report.unknownStatement(spanOf(element), element.image, wholeWords(meant), meant);
        }
      }
    }
  }

  // ---------------------------------------------------------------- declarations

  private import(node: CstNode): Import {
    const keyword = keywordOf(node, "Import");
    const names = tokensOf(node, "Name").map(nameOf);
    const from = this.string(tokenOf(node, "AnyText"));
    const span = this.span(node);
    const open = tokenOf(node, "LBrace");
    const example = 'For example `import { Contact } from "./models.ts"`.';
    if (!open || !tokenOf(node, "RBrace")) {
      this.report.syntaxError(keyword, "The imported names stand in braces.", example);
    } else if (names.length === 0) {
      this.report.syntaxError(keyword, "This import names nothing.", example);
    } else if (!from || !tokenOf(node, "From")) {
      this.report.syntaxError(keyword, "This import doesn't say from which file.", example);
    }
    return { kind: "import", ...span, keyword, names, ...(from ? { from } : {}) };
  }

  private journey(node: CstNode): Journey {
    const keyword = keywordOf(node, "Journey");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const isWhole = this.headRest(node, "journeyHeadRest");
    if (!name && isWhole) {
      this.report.syntaxError(keyword, "The journey needs a name.", 'For example `journey welcome "Welcome" { … }`.');
    }
    const body = nodeOf(node, "body");
    if (!body && isWhole && name) {
      this.report.missingBrace(
        keyword,
        `The journey \`${name.text}\` has no braces.`,
        "Add `{` and `}`, with its steps between them.",
      );
    }
    const content = this.body(body, "journey", keyword);
    return {
      kind: "journey",
      ...this.span(node),
      keyword,
      ...(name ? { name } : {}),
      ...(title ? { title } : {}),
      ...this.doc(keyword),
      settings: content.journeySettings,
      steps: content.steps,
    };
  }

  private audience(node: CstNode): Audience {
    const keyword = keywordOf(node, "Audience");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const model = optionalName(tokenOf(node, "model"));
    const condition = this.expression(nodeOf(node, "expression"));
    if (!name || !model || !condition) {
      const problem = !name
        ? "The audience needs a name."
        : !model
          ? "Of which model?"
          : "The audience needs a condition.";
      this.report.syntaxError(keyword, problem, "For example `audience hot_leads of Lead where probability > 70`.");
    }
    return {
      kind: "audience",
      ...this.span(node),
      keyword,
      ...present({ name, title }),
      ...this.doc(keyword),
      ...present({ model, condition }),
    };
  }

  private forName(node: CstNode) {
    const rest = nodeOf(node, "forModel");
    return rest && optionalName(tokenOf(rest, "Name"));
  }

  private action(node: CstNode): Action {
    const keyword = keywordOf(node, "Action");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const model = this.forName(node);
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    if (isWhole && (!name || !model || !body)) {
      const problem = !name
        ? "The action needs a name."
        : !model
          ? "For which model?"
          : "The action needs steps in braces.";
      this.report.syntaxError(
        keyword,
        problem,
        'For example `action tag_hot for Contact { update { tags += "hot" } }`.',
      );
    }
    const block = body && this.block(body, keyword);
    return {
      kind: "action",
      ...this.span(node),
      keyword,
      ...present({ name, title }),
      ...this.doc(keyword),
      ...present({ model, block }),
    };
  }

  private template(node: CstNode): Template {
    const channel = channelOf(node);
    const first = firstToken(node);
    const keyword = first ? spanOf(first) : this.span(node);
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const model = this.forName(node);
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    if (isWhole && (!name || !model || !body)) {
      const problem = !name
        ? "The template needs a name."
        : !model
          ? "For which model?"
          : "The template needs its texts in braces.";
      this.report.syntaxError(keyword, problem, `For example \`${channel} template offer for Contact { … }\`.`);
    }
    const { messageSettings } = this.body(body, "template", keyword);
    return {
      kind: "template",
      ...this.span(node),
      keyword,
      channel,
      ...present({ name, title }),
      ...this.doc(keyword),
      ...present({ model }),
      settings: messageSettings,
    };
  }

  private test(node: CstNode): Test {
    const keyword = keywordOf(node, "Test");
    const title = this.string(tokenOf(node, "AnyText"));
    const journey = this.forName(node);
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    if (isWhole && (!title || !journey || !body)) {
      const problem = !title
        ? "The test needs a title."
        : !journey
          ? "For which journey?"
          : "The test needs statements in braces.";
      this.report.syntaxError(keyword, problem, 'For example `test "greets a new contact" for welcome { … }`.');
    }
    const { testStatements } = this.body(body, "test", keyword);
    return {
      kind: "test",
      ...this.span(node),
      keyword,
      ...present({ title }),
      ...this.doc(keyword),
      ...present({ journey }),
      statements: testStatements,
    };
  }

  private simulation(node: CstNode): Simulation {
    const keyword = keywordOf(node, "Simulate");
    const journey = optionalName(tokenOf(node, "Name"));
    const isWhole = this.headRest(node);
    const body = nodeOf(node, "body");
    if (isWhole && (!journey || !body)) {
      const problem = !journey ? "Which journey?" : "The simulation needs statements in braces.";
      this.report.syntaxError(
        keyword,
        problem,
        "For example `simulate welcome { 10000 participants  hello opened 45% within 1 day }`.",
      );
    }
    const { simulationStatements } = this.body(body, "simulate", keyword);
    return {
      kind: "simulate",
      ...this.span(node),
      keyword,
      ...this.doc(keyword),
      ...present({ journey }),
      statements: simulationStatements,
    };
  }

  /** Settings and steps whose `journey NAME {` can't be read, or isn't there. */
  private damagedJourney(node: CstNode): Journey {
    const first = firstToken(node);
    const keyword = first ? spanOf(first) : { start: 0, end: 0 };
    const rest = nodeOf(node, "journeyHeadRest");
    const body = nodeOf(node, "body");
    if (node.name === "headlessJourney") {
      this.report.syntaxError(
        keyword,
        "This stands outside of a journey.",
        "Put it into the braces of one: `journey welcome { … }`.",
      );
    } else if (rest && tokensOf(rest, "Anything").some((token) => token.tokenType.name === "Journey")) {
      if (first) this.unexpected(first);
    } else if (!this.report.isFaulty(keyword.start)) {
      this.report.syntaxError(keyword, "Here the word `journey` is missing.", "For example `journey welcome { … }`.");
    }
    const names = rest ? tokensOf(rest, "Anything").filter((token) => token.tokenType.name === "Identifier") : [];
    const name = optionalName(names.at(-1) ?? (first?.tokenType.name === "Identifier" ? first : undefined));
    const isHeadless = body !== undefined && tokenOf(body, "LBrace") === undefined;
    const content = this.body(body, "journey", keyword, isHeadless);
    return {
      kind: "journey",
      ...this.span(node),
      keyword,
      ...(name && !isHeadless ? { name } : {}),
      settings: content.journeySettings,
      steps: content.steps,
    };
  }
}

function nextAfter(character: string): string {
  if (character === ";") return "Statements need no sign at their end: remove it.";
  if (character === "&") return "Write `and`.";
  if (character === "|") return "Write `or`.";
  if (character === "!") return "Write `not`.";
  if (character === "#") return "A comment begins with `//`.";
  return "Remove it, or put it into a text.";
}
