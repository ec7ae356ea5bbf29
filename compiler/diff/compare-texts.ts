/** What people read: texts, links, languages. */
import type { MessageTemplate } from "@journey/language";
import { writtenText } from "../diagram/describe-node.ts";
import type { MessageNode } from "../graph/graph.ts";
import type { Comparison, Found } from "./collect.ts";
import { isSame } from "./same.ts";

type Base = Pick<Found, "subject" | "source" | "oldId" | "newId">;

export function compareTexts(comparison: Comparison, old: MessageNode, node: MessageNode, found: Base): void {
  compareTemplates(comparison, old.template, node.template, found);
  const languages = new Set([...Object.keys(old.locales ?? {}), ...Object.keys(node.locales ?? {})]);
  for (const language of [...languages].sort()) {
    const [was, is] = [old.locales?.[language], node.locales?.[language]];
    if (isSame(was, is)) continue;
    const subject = `${found.subject}, in "${language}"`;
    if (was && is) compareTemplates(comparison, was, is, { ...found, subject });
    else {
      comparison.add("language-changed", {
        ...found,
        subject,
        ...(was ? { before: was.subject ?? was.text } : {}),
        ...(is ? { after: is.subject ?? is.text } : {}),
        source: found.source,
        side: "after",
      });
    }
  }
}

function compareTemplates(comparison: Comparison, old: MessageTemplate, now: MessageTemplate, found: Base): void {
  const isEmail = now.channel === "email";
  const text = (what: string, before: string | undefined, after: string | undefined) => {
    if (before === after) return;
    comparison.add("text-changed", {
      ...found,
      subject: `${found.subject}, ${what}`,
      before: before ?? "none",
      after: after ?? "none",
    });
  };
  const subject = now.channel === "push" ? "title" : "subject";
  text(subject, quoted(old.subject), quoted(now.subject));
  text("preheader", quoted(old.preheader), quoted(now.preheader));
  const links = ({ links: list }: MessageTemplate) => list.map(({ label, url }) => (label ? `${label}: ${url}` : url));
  const [was, is] = [writtenText(old, old.text), writtenText(now, now.text)];
  if (was !== is) text(isEmail ? "body" : "text", was, is);
  else if (isEmail && withoutLinks(old) !== withoutLinks(now)) text("body", "the same words", "another look");
  for (const link of links(now).filter((each) => !links(old).includes(each))) {
    const label = link.split(": ")[0]!;
    const was = links(old).find((each) => each.startsWith(`${label}: `));
    comparison.add("link-changed", {
      ...found,
      subject: `${found.subject}, link`,
      ...(was === undefined ? {} : { before: was }),
      after: link,
    });
  }
  for (const link of links(old).filter((each) => !links(now).includes(each))) {
    if (links(now).some((each) => each.startsWith(`${link.split(": ")[0]!}: `))) continue;
    comparison.add("link-changed", { ...found, subject: `${found.subject}, link`, before: link, side: "after" });
  }
}

/** A link's address is a change of its own. */
function withoutLinks({ html = "", links }: MessageTemplate): string {
  return links.reduce((text, { url }) => (url === "" ? text : text.replaceAll(url, "")), html);
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `"${text}"`;
}
