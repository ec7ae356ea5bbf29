import type { Comment } from "../syntax/comments.ts";
import type { ParsedFile } from "../syntax/parse.ts";
import type { Span } from "../syntax/span.ts";
import { spokenLines } from "../syntax/spoken-line.ts";
import { catalogue, type DiagnosticCode, diagnostics } from "./catalogue.generated.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { suggest } from "./suggest.ts";

/** `// allow some-code, another-code: the reason` */
interface Suppression {
  readonly comment: Comment;
  readonly codes: readonly SuppressedCode[];
  readonly reason: string;
  /** The line that it speaks for, counted from 1. */
  readonly line: number;
}

interface SuppressedCode extends Span {
  readonly text: string;
}

const codes = Object.keys(catalogue);

/**
 * Takes out the warnings and infos that comments silence (`// allow CODE: reason`, above their line or at its end), and
 * says which of these comments do nothing.
 *
 * @param found what was found in the file and in those that it names; comments speak for their own file only
 */
export function applySuppressions(parsed: ParsedFile, found: readonly Diagnostic[]): Diagnostic[] {
  const suppressions = suppressionsIn(parsed);
  if (suppressions.length === 0) return [...found];
  const useful = new Set<SuppressedCode>();
  const left = found.filter((diagnostic) => {
    if (diagnostic.severity === "error" || diagnostic.file !== parsed.file) return true;
    const { line } = parsed.lines.position(diagnostic.start);
    const silencing = suppressions
      .filter((suppression) => suppression.line === line && suppression.reason !== "")
      .flatMap((suppression) => suppression.codes.filter((code) => code.text === diagnostic.code));
    for (const code of silencing) useful.add(code);
    return silencing.length === 0;
  });
  // What would have been found without the errors can't be known.
  const isKnown = !found.some(({ severity }) => severity === "error");
  for (const suppression of suppressions) left.push(...faultsOf(suppression, useful, isKnown, parsed));
  return left;
}

/** A code, then a colon or the end of the comment: prose that begins with "allow" goes on differently. */
const pattern = /^\/\/[ \t]*allow[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)[ \t]*(?:(:)(.*))?$/i;

function suppressionsIn(parsed: ParsedFile): readonly Suppression[] {
  const lineOf = spokenLines(parsed);
  return parsed.comments.flatMap((comment) => {
    if (comment.kind !== "line") return [];
    const match = pattern.exec(comment.text.trimEnd());
    if (!match) return [];
    const [, list = "", colon, reason = ""] = match;
    const names = namesIn(list, comment.start + comment.text.indexOf(list, "//".length + "allow".length));
    // `// allow everybody` is prose.
    if (colon === undefined && !names.some(({ text }) => isCode(text) || (text.includes("-") && suggest(text, codes))))
      return [];
    return [{ comment, codes: names, reason: reason.trim(), line: lineOf(comment) }];
  });
}

function namesIn(list: string, offset: number): readonly SuppressedCode[] {
  return [...list.matchAll(/[\w-]+/g)].map((match) => {
    const start = offset + match.index;
    return { text: match[0], start, end: start + match[0].length };
  });
}

function isCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(catalogue, text);
}

/** What is wrong with a suppression itself. */
function faultsOf(
  { comment, codes: names, reason }: Suppression,
  useful: ReadonlySet<SuppressedCode>,
  isKnown: boolean,
  parsed: ParsedFile,
): readonly Diagnostic[] {
  const { file, text } = parsed;
  const faults: Diagnostic[] = [];
  const good: SuppressedCode[] = [];
  for (const name of names) {
    if (!isCode(name.text)) {
      const suggestion = suggest(name.text, codes);
      const fixes = suggestion ? [replacement(name, suggestion, `Change to \`${suggestion}\``)] : [];
      faults.push(diagnostics.unknownSuppression({ file, span: name, code: name.text, suggestion, fixes }));
    } else if (catalogue[name.text].severity === "error") {
      faults.push(diagnostics.cannotSuppress({ file, span: name, code: name.text }));
    } else {
      good.push(name);
    }
  }
  if (reason === "" && good.length > 0) {
    const written = good.map((name) => name.text).join(", ");
    return [...faults, diagnostics.suppressionNeedsReason({ file, span: spanOf(comment, text), codes: written })];
  }
  if (!isKnown) return faults;
  const unused = good.filter((name) => !useful.has(name));
  const isUseless = unused.length === names.length;
  for (const name of unused) {
    const fix = isUseless ? commentRemoval(comment, text) : nameRemoval(name, names);
    faults.push(diagnostics.unusedSuppression({ file, span: name, code: name.text, fixes: [fix] }));
  }
  return faults;
}

/** Without white space at its end. */
function spanOf(comment: Comment, text: string): Span {
  return { start: comment.start, end: comment.start + text.slice(comment.start, comment.end).trimEnd().length };
}

/** With its whole line if nothing else is on it, else with the space before it. */
function commentRemoval(comment: Comment, text: string): Fix {
  const lineStart = Math.max(text.lastIndexOf("\n", comment.start - 1), text.lastIndexOf("\r", comment.start - 1)) + 1;
  const before = text.slice(lineStart, comment.start);
  const isAlone = before.trim() === "";
  const lineEnd = isAlone ? (/^(\r\n|\n|\r)/.exec(text.slice(comment.end))?.[0].length ?? 0) : 0;
  const start = isAlone ? lineStart : lineStart + before.trimEnd().length;
  return replacement({ start, end: comment.end + lineEnd }, "", "Remove the comment");
}

/** With its comma. */
function nameRemoval(name: SuppressedCode, names: readonly SuppressedCode[]): Fix {
  const index = names.indexOf(name);
  const next = names[index + 1];
  const previous = names[index - 1];
  const span = next ? { start: name.start, end: next.start } : { start: previous?.end ?? name.start, end: name.end };
  return replacement(span, "", `Remove \`${name.text}\``);
}

function replacement({ start, end }: Span, newText: string, title: string): Fix {
  return { title, edits: () => [{ start, end, newText }] };
}
