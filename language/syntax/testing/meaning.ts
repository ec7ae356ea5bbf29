/** For tests: a tree without its places and without the freedom of writing (`1 day` and `1 days` are the same). */
const places = new Set(["start", "end", "map", "keyword", "operatorSpan", "unitName", "block span"]);

export function meaningOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(meaningOf);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => !places.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, meaningOf(value)]));
}
