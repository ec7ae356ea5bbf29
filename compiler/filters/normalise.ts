/**
 * Addresses in the one form in which they are compared, as SQL and in JavaScript with one meaning.
 *
 * E-mail addresses: white space around them dropped, ASCII letters in lower case (RFC 5321 leaves the case of the local
 * part to the receiver; no receiver of today makes a difference). Phone numbers: the digits, behind a plus where one
 * stands before the first digit; `00` is a plus.
 */
export type AddressKind = "email" | "phone";

/** SQL for the normalised form; null for null, an empty text when nothing is left. */
export function normalisedSql(sql: string, kind: AddressKind): string {
  if (kind === "email") return `lower(btrim(${sql}, E' \\t\\n\\r\\u00a0') collate "C")`;
  const digits = `regexp_replace(${sql}, '[^0-9]', '', 'g')`;
  return `case when ${sql} ~ '^[^0-9]*\\+[^0-9]*[0-9]' then '+' || ${digits} else regexp_replace(${digits}, '^00', '+') end`;
}

export function normalise(value: string, kind: AddressKind): string {
  if (kind === "email") {
    return value
      .replace(/^[ \t\n\r\u00a0]+|[ \t\n\r\u00a0]+$/g, "")
      .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  }
  const digits = value.replace(/[^0-9]/g, "");
  return /^[^0-9]*\+[^0-9]*[0-9]/.test(value) ? `+${digits}` : digits.replace(/^00/, "+");
}
