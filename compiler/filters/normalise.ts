/**
 * Addresses in the one form in which they are compared, as SQL and in JavaScript with one meaning.
 *
 * E-mail addresses: white space around them dropped, ASCII letters in lower case (RFC 5321 leaves the case of the local
 * part to the receiver, no receiver of today makes a difference). Phone numbers: digits with a leading plus, `00` for
 * plus.
 */
export type AddressKind = "email" | "phone";

/** SQL for the normalised form; null for null, an empty text when nothing is left. */
export function normalisedSql(sql: string, kind: AddressKind): string {
  if (kind === "email") return `lower(btrim(${sql}, E' \\t\\n\\r') collate "C")`;
  return `regexp_replace(regexp_replace(btrim(${sql}, E' \\t\\n\\r'), '[^0-9+]|(?<!^)\\+', '', 'g'), '^00', '+')`;
}

export function normalise(value: string, kind: AddressKind): string {
  const trimmed = value.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, "");
  if (kind === "email") return trimmed.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return trimmed.replace(/[^0-9+]|(?<!^)\+/g, "").replace(/^00/, "+");
}
