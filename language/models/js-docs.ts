/** What JSDoc says of a declaration: its description and its tags. */
import type * as TsMorph from "ts-morph";

function jsDocsOf(node: TsMorph.Node): readonly TsMorph.JSDoc[] {
  return "getJsDocs" in node && typeof node.getJsDocs === "function" ? (node.getJsDocs() as TsMorph.JSDoc[]) : [];
}

/** The tags' texts by name; of a tag without a text, `""`. */
export function tagsOf(node: TsMorph.Node): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const doc of jsDocsOf(node)) {
    for (const tag of doc.getTags()) tags.set(tag.getTagName(), (tag.getCommentText() ?? "").trim());
  }
  return tags;
}

/** Where a tag that has no text stands. */
export function emptyTag(node: TsMorph.Node, name: string): TsMorph.Node | undefined {
  return jsDocsOf(node)
    .flatMap((doc) => doc.getTags())
    .find((tag) => tag.getTagName() === name && (tag.getCommentText() ?? "").trim() === "");
}

/** The description, without the tags; `""` where there is none. */
export function docOf(node: TsMorph.Node): string {
  return jsDocsOf(node)
    .map((doc) => doc.getDescription().trim())
    .filter((text) => text !== "")
    .join("\n");
}
