/** The page that shows a diagram. Only its own script and style may run; nothing is loaded from anywhere. */

import type { DiagramChanges } from "@journey/language-server";

/** What the extension tells the page. */
export type ToPage =
  | {
      readonly kind: "diagram";
      readonly title: string;
      readonly svg: string;
      readonly isOld: boolean;
      /** What has changed since the last commit, in words. */
      readonly note?: string;
      readonly selected?: string;
    }
  | { readonly kind: "nothing"; readonly why: string }
  | { readonly kind: "select"; readonly step?: string };

/** What the page tells the extension. */
export type FromPage = { readonly kind: "ready" } | { readonly kind: "open"; readonly step: string };

/** In words what the colours show; nothing where nothing has changed. */
export function changesNote({ isNew, added, changed, removed }: DiagramChanges): string | undefined {
  if (isNew) return "New: the last commit does not have this journey.";
  const parts: readonly (readonly [number, string])[] = [
    [added, "added"],
    [changed, "changed"],
    [removed, "removed"],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.length === 0 ? undefined : `Since the last commit: ${said.join(", ")}.`;
}

/** @param nonce - random, for this page alone */
export function previewPage(nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>Journey</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<p id="note" role="status" hidden></p>
<main id="diagram"></main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

const style = `
body { padding: 16px; }
#note { color: var(--vscode-descriptionForeground); }
#diagram.old { opacity: .55; }
#diagram svg { max-width: 100%; height: auto; }
[data-node]:focus-visible { outline: 2px solid var(--vscode-focusBorder); }
body { --journey-ink: #1c2430; --journey-soft: #5d6878; --journey-card: #ffffff; --journey-line: #a7b1bf; --journey-edge: #d7dde6;
  --journey-message: #2f5fd0; --journey-record: #2b7d4f; --journey-flow: #a86a08; --journey-entry: #6b4fc0;
  --journey-good: #2b7d4f; --journey-bad: #b3372f; --journey-here: #2f5fd0; }
body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) { --journey-ink: #e8ebf0; --journey-soft: #9aa5b4;
  --journey-card: #20262e; --journey-line: #5b6675; --journey-edge: #363f4a; --journey-message: #82a8ff; --journey-record: #6cc793;
  --journey-flow: #e2b158; --journey-entry: #b49cf5; --journey-good: #6cc793; --journey-bad: #f08a80; --journey-here: #82a8ff; }
`;

/** The picture's own style sheet comes in by the style sheets of the document: a `<style>` in it would need a nonce. */
const script = `
const vscode = acquireVsCodeApi();
const note = document.getElementById("note");
const diagram = document.getElementById("diagram");
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];
const say = (text) => { note.textContent = text; note.hidden = text === ""; };
const open = (target) => {
  const step = target instanceof Element ? target.closest("[data-node]")?.dataset.node : undefined;
  if (step !== undefined) vscode.postMessage({ kind: "open", step });
};
const select = (step, isCalm) => {
  for (const node of diagram.querySelectorAll("[data-node]")) {
    const isIt = node.dataset.node === step;
    node.classList.toggle("selected", isIt);
    if (isIt && !isCalm) node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
};
diagram.addEventListener("click", ({ target }) => open(target));
diagram.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(event.target); } });
addEventListener("message", ({ data }) => {
  if (data.kind === "select") return select(data.step, false);
  if (data.kind === "nothing") { diagram.replaceChildren(); return say(data.why); }
  const picture = new DOMParser().parseFromString(data.svg, "image/svg+xml");
  const styles = [...picture.querySelectorAll("style")];
  sheet.replaceSync(styles.map((each) => each.textContent).join("\\n"));
  for (const each of styles) each.remove();
  for (const node of picture.querySelectorAll("[data-node]")) { node.setAttribute("tabindex", "0"); node.setAttribute("role", "button"); }
  diagram.replaceChildren(document.importNode(picture.documentElement, true));
  diagram.classList.toggle("old", data.isOld);
  say(data.isOld ? "There are mistakes: this is how it was before them." : data.note ?? "");
  select(data.selected, true);
});
vscode.postMessage({ kind: "ready" });
`;
