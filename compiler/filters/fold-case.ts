/**
 * Capital and small letters as the same, in JavaScript and in SQL alike: by a table of the letters that have one small form
 * of one character. PostgreSQL's own `lower` depends on the database's language, and PGlite's knows ASCII only.
 */
const pairs: (readonly [upper: string, lower: string])[] = [];
for (const [first, last] of [
  [0x41, 0x24f],
  [0x370, 0x52f],
  [0x531, 0x556],
  [0x1e00, 0x1eff],
] as const) {
  for (let code = first; code <= last; code++) {
    const upper = String.fromCharCode(code);
    const lower = upper.toLowerCase();
    if (lower !== upper && lower.length === 1) pairs.push([upper, lower]);
  }
}
const table = new Map(pairs);
const uppers = pairs.map(([upper]) => upper).join("");
const lowers = pairs.map(([, lower]) => lower).join("");

export function folded(text: string): string {
  return text.replace(/[\u0041-\u1eff]/g, (letter) => table.get(letter) ?? letter);
}

/** SQL of the folded text. */
export function foldedSql(sql: string): string {
  return `translate(${sql}, '${uppers}', '${lowers}')`;
}
