import type { DiagnosticCode } from "./catalogue.generated.ts";

/**
 * The codes whose fixes somebody has to look at: the text is right afterwards, but it may say something else than its
 * author meant. What a fix of another code does can only be what was meant.
 */
export const codesToLookAt: ReadonlySet<string> = new Set<DiagnosticCode>([
  // They take away what somebody wrote.
  "unreachable-step",
  "empty-block",
  "unused-link",
  "duplicate-setting",
  "duplicate-assignment",
  "unused-declaration",
  "not-a-relation",
  "unexpected-character",
  // They guess a value, and with it who takes part or when.
  "unknown-choice",
  "empty-range",
  "not-a-condition",
  "ambiguous-click",
  "missing-unit",
  "not-clause-needs-time",
  "missing-timezone-fallback",
  "missing-locale-fallback",
  "reenters-at-once",
  "unknown-purpose",
  "missing-cases",
  "too-many-messages",
  "across-journeys",
  // They guess where something ends, and with it what belongs to it.
  "missing-brace",
  "stray-brace",
  "unterminated-string",
  // They change what people get to read.
  "missing-default",
  "missing-unsubscribe-link",
  "sms-parts",
  // A running journey knows its participants and messages by these names.
  "name-style",
]);
