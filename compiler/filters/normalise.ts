/**
 * Addresses in the one form in which they are compared, as SQL and in JavaScript with one meaning.
 *
 * E-mail addresses: white space around them dropped, ASCII letters in lower case (RFC 5321 leaves the case of the local
 * part to the receiver; no receiver of today makes a difference). Phone numbers: the digits, behind a plus where one
 * stands before the first digit; `00` is a plus, and behind either, a `(0)` is for those who dial within the country.
 */
export type AddressKind = "email" | "phone";

/** SQL for the normalised form; null for null, an empty text when nothing is left. */
export function normalisedSql(sql: string, kind: AddressKind): string {
  if (kind === "email") return `lower(btrim(${sql}, E' \\t\\n\\r\\u00a0') collate "C")`;
  const digits = (text: string) => `regexp_replace(${text}, '[^0-9]', '', 'g')`;
  const abroad = digits(`replace(${sql}, '(0)', '')`);
  return `case when ${sql} ~ '^[^0-9]*\\+[^0-9]*[0-9]' then '+' || ${abroad} when ${digits(sql)} like '00%' then '+' || substr(${abroad}, 3) else ${digits(sql)} end`;
}

export function normalise(value: string, kind: AddressKind): string {
  if (kind === "email") {
    // Most are as they should be already.
    if (!/[A-Z \t\n\r\u00a0]/.test(value)) return value;
    return value
      .replace(/^[ \t\n\r\u00a0]+|[ \t\n\r\u00a0]+$/g, "")
      .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  }
  const digits = value.replace(/[^0-9]/g, "");
  const abroad = value.replaceAll("(0)", "").replace(/[^0-9]/g, "");
  if (/^[^0-9]*\+[^0-9]*[0-9]/.test(value)) return `+${abroad}`;
  return digits.startsWith("00") ? `+${abroad.slice(2)}` : digits;
}

/** SQL: whether a normalised address is suppressed, or all of its domain. */
export function suppressedSql(address: string): string {
  return `exists (select from journey.suppression entry where entry.address in (${address}, '@' || split_part(${address}, '@', 2)))`;
}
