/** JSON that can be read and compared: keys in a fixed order, small things on one line, long texts cut. */
import { createHash } from "node:crypto";

const lineWidth = 110;
const longest = 240;

/** A long text's beginning, its length and its hash: a change shows, a page of HTML does not. */
export function cutText(text: string): string {
  if (text.length <= longest) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${text.slice(0, 100)}… (${text.length} characters, sha256 ${hash})`;
}

export function compactJson(value: unknown, indent = ""): string {
  const flat = flatJson(value);
  if (indent.length + flat.length <= lineWidth || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => inner + compactJson(item, inner))
    : entriesOf(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${compactJson(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

function flatJson(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(cutText(value));
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(flatJson).join(", ")}]`;
  const parts = entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}: ${flatJson(item)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** What names a thing comes first, the rest by the alphabet. */
function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  const first = ["id", "kind", "name"];
  const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
