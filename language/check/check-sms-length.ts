import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { StringLiteral } from "../syntax/ast.ts";
import { type SmsParts, smsParts } from "../texts/sms-parts.ts";
import { literalSource } from "./check-liquid.ts";
import { replacement } from "./fixes.ts";
import type { JourneyScope } from "./scope.ts";

/** Characters that a name or the like takes up on the whole, and a tracked link or the way out. */
const typicalLength = { output: 10, link: 30 };

/** What people and their word processors put in without meaning it, and what GSM-7 has instead. */
const plainForms: Readonly<Record<string, string>> = {
  "“": '"',
  "”": '"',
  "„": '"',
  "‘": "'",
  "’": "'",
  "‚": "'",
  "–": "-",
  "—": "-",
  "…": "...",
  "\u00A0": " ",
  "\u202F": " ",
  "•": "-",
};

const liquidPattern = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

/** Tells when an SMS is paid as several, and which character is to blame where it is one. */
export function checkSmsLength(text: StringLiteral, scope: JourneyScope): void {
  const parts = expectedParts(text.value);
  if (parts.parts <= 1) return;
  const source = literalSource(text, scope.file);
  const culprit = smsParts(text.value.replace(liquidPattern, (liquid) => "x".repeat(liquid.length))).culprit;
  const plain = [...text.value].map((character) => plainForms[character] ?? character).join("");
  const isWorthIt = expectedParts(plain).parts < parts.parts;
  const span = culprit
    ? source.spanOf(culprit.offset, culprit.offset + culprit.character.length)
    : { start: text.start, end: text.end };
  scope.report(
    diagnostics.smsParts({
      file: scope.file,
      span,
      parts: parts.parts,
      reason: culprit ? `: \`${culprit.character}\` isn't in the GSM alphabet` : "",
      character: culprit && isWorthIt ? culprit.character : undefined,
      room: culprit ? 70 : 160,
      fixes: isWorthIt ? [replacement(text, plainLiteral(text, scope), "Use plain characters")] : [],
    }),
  );
}

/** The parts of a text once it is filled in, as far as that can be told. */
export function expectedParts(text: string): SmsParts {
  return smsParts(
    text.replace(liquidPattern, (liquid) => {
      if (liquid.startsWith("{%")) return "";
      return "x".repeat(
        /^\{\{-?\s*(?:link\s|unsubscribe_url\b)/.test(liquid) ? typicalLength.link : typicalLength.output,
      );
    }),
  );
}

/** The literal as written, with plain characters; a quote needs a backslash unless the text stands between three. */
function plainLiteral(text: StringLiteral, scope: JourneyScope): string {
  return [...scope.text.slice(text.start, text.end)]
    .map((character) => {
      const plain = plainForms[character];
      return plain === '"' && !text.block ? '\\"' : (plain ?? character);
    })
    .join("");
}
