/** A laid-out journey as SVG text: self-contained, no scripts, light and dark. */
import type { NodeId } from "../graph/graph.ts";
import { type DiagramLayout, type DiagramLine, type DiagramNode, textWidth } from "./layout.ts";

/** What happened at a step so far. */
export interface StepCounts {
  readonly processed: number;
  readonly rejected: number;
  readonly cancelled: number;
  readonly error: number;
  /** Participants who are there, or wait for it, now. */
  readonly here: number;
}

/** How a step differs from what it was. */
export interface StepChange {
  readonly mark: "added" | "changed" | "removed";
  /** What is different, a line for each. */
  readonly words: readonly string[];
}

export interface DiagramOptions {
  readonly counts?: Readonly<Record<NodeId, StepCounts>>;
  readonly selected?: NodeId | undefined;
  /** By the id of the step, or of the entry. What is gone can't be chosen. */
  readonly changes?: ReadonlyMap<string, StepChange> | undefined;
}

/**
 * Draws the diagram. Steps are `<g data-node="ID">`, for whoever puts it on a page and wants clicks. Colours are custom
 * properties (`--journey-…`) with defaults for light and dark, so a page or an editor can put in its own.
 */
export function renderDiagram(layout: DiagramLayout, options: DiagramOptions = {}): string {
  const { width, height } = layout;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="journey-diagram" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(`Diagram of ${layout.title}`)}">`,
    `<style>${style}</style>`,
    `<defs><marker id="journey-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.5 L7.5 4 L0 7.5 Z" class="arrow"/></marker></defs>`,
    ...layout.lines.map(renderLine),
    ...layout.nodes.map((node) => renderNode(node, options)),
    "</svg>",
  ].join("\n");
}

function renderLine({ kind, points, label }: DiagramLine): string {
  const path = `<path class="line ${kind}" d="${roundedPath(points)}" marker-end="url(#journey-arrow)"/>`;
  if (!label) return path;
  const { x, y, width, height, text } = label;
  return `${path}<g class="edge-label ${kind}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${height / 2}"/><text x="${x + width / 2}" y="${y + height / 2 + 4}" text-anchor="middle">${escapeXml(text)}</text></g>`;
}

/** Right angles with soft corners. */
function roundedPath(points: DiagramLine["points"]): string {
  const radius = 8;
  let path = "";
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    const after = points[index + 1];
    if (!before) path += `M${point.x} ${point.y}`;
    else if (!after) path += `L${point.x} ${point.y}`;
    else {
      const entry = towards(point, before, radius);
      const exit = towards(point, after, radius);
      path += `L${entry.x} ${entry.y}Q${point.x} ${point.y} ${exit.x} ${exit.y}`;
    }
  }
  return path;
}

function towards(from: { x: number; y: number }, to: { x: number; y: number }, distance: number) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(distance, length / 2) / length;
  return { x: round(from.x + (to.x - from.x) * share), y: round(from.y + (to.y - from.y) * share) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function renderNode(node: DiagramNode, { counts, selected, changes }: DiagramOptions): string {
  const { id, kind, x, y, width, height, title, detail } = node;
  if (kind === "end") {
    return `<g class="node end" transform="translate(${x} ${y})"><rect width="${width}" height="${height}" rx="${height / 2}"/><text class="title" x="${width / 2}" y="${height / 2 + 4.5}" text-anchor="middle">${escapeXml(title)}</text></g>`;
  }
  const own = counts?.[id];
  const family = kind === "entry" ? "entry" : families[kind];
  const room = width - 52 - 12;
  const titleY = detail === "" ? height / 2 + 5 : 24;
  const change = changes?.get(id);
  const data = kind === "entry" || change?.mark === "removed" ? "" : ` data-node="${escapeXml(id)}"`;
  const changed = change ? [changeSigns[change.mark], ...change.words] : [];
  const tooltip = [title, detail, node.doc ?? "", own ? countWords(own) : "", ...changed]
    .filter((line) => line !== "")
    .join("\n");
  return [
    `<g class="node ${family}${id === selected ? " selected" : ""}${change ? ` ${change.mark}` : ""}"${data} transform="translate(${x} ${y})">`,
    `<title>${escapeXml(tooltip)}</title>`,
    `<rect class="card" width="${width}" height="${height}" rx="10"/>`,
    `<g class="icon"><rect x="10" y="${height / 2 - 16}" width="32" height="32" rx="8"/><path transform="translate(16 ${height / 2 - 10})" d="${icons[kind]}"/></g>`,
    `<text class="title" x="52" y="${titleY}">${escapeXml(fit(title, room, 14.5))}</text>`,
    ...(detail === "" ? [] : [`<text class="detail" x="52" y="42">${escapeXml(fit(detail, room, 12.3))}</text>`]),
    ...(own ? [badges(own, width, height)] : []),
    ...(change ? [changeBadge(change.mark)] : []),
    "</g>",
  ].join("");
}

/** A word beside the colour: not everybody sees it. */
const changeSigns = { added: "+ added", changed: "~ changed", removed: "− removed" } as const;

function changeBadge(mark: StepChange["mark"]): string {
  const text = changeSigns[mark];
  return badge(10, -9, textWidth(text, 11.5) + 22, text, mark);
}

function countWords(counts: StepCounts): string {
  const parts: [number, string][] = [
    [counts.here, "here now"],
    [counts.processed, "processed"],
    [counts.rejected, "rejected"],
    [counts.cancelled, "cancelled"],
    [counts.error, "failed"],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

/** Done on the card's upper edge, waiting on its lower one, what went wrong beside. */
function badges(counts: StepCounts, width: number, height: number): string {
  const drawn: string[] = [];
  let right = width - 10;
  for (const [count, className, sign] of [
    [counts.processed, "processed", "✓"],
    [counts.rejected + counts.error, "rejected", "✕"],
  ] as const) {
    if (count === 0) continue;
    const text = `${sign} ${count.toLocaleString("en")}`;
    const size = textWidth(text, 11.5) + 14;
    drawn.push(badge(right - size, -9, size, text, className));
    right -= size + 4;
  }
  if (counts.here > 0) {
    const text = `● ${counts.here.toLocaleString("en")}`;
    const size = textWidth(text, 11.5) + 16;
    drawn.push(badge(width - 10 - size, height - 10, size, text, "here"));
  }
  return drawn.join("");
}

function badge(x: number, y: number, width: number, text: string, className: string): string {
  return `<g class="badge ${className}"><rect x="${x}" y="${y}" width="${width}" height="19" rx="9.5"/><text x="${x + width / 2}" y="${y + 13.5}" text-anchor="middle">${escapeXml(text)}</text></g>`;
}

function fit(text: string, width: number, size: number): string {
  const line = text.replace(/\s+/g, " ");
  if (textWidth(line, size) <= width) return line;
  let end = line.length;
  while (end > 1 && textWidth(`${line.slice(0, end)}…`, size) > width) end--;
  return `${line.slice(0, end).trimEnd()}…`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const families = {
  email: "message",
  sms: "message",
  update: "record",
  create: "record",
  task: "record",
  "add to list": "record",
  "remove from list": "record",
  suppress: "record",
  push: "message",
  follow: "record",
  unfollow: "record",
  webhook: "record",
  run: "record",
  "start journey": "record",
  "stop journey": "record",
  "wait until": "flow",
  "wait for": "flow",
  match: "flow",
  split: "flow",
  "ab test": "flow",
  parallel: "flow",
  wait: "flow",
  if: "flow",
  exit: "flow",
} as const;

/** Line drawings on a field of 20 by 20. */
const icons: Readonly<Record<Exclude<DiagramNode["kind"], "end">, string>> = {
  entry: "M10 10a3.5 3.5 0 1 0 0-7a3.5 3.5 0 0 0 0 7ZM3.5 17c.6-3.4 3.2-5 6.5-5s5.900 1.600 6.500 5",
  email: "M2.500 5h15v10.500h-15ZM2.500 5.500L10 11.500L17.500 5.500",
  sms: "M3 3.500h14v10H9L5.500 17v-3.500H3ZM6.500 8.500h.100M10 8.500h.100M13.500 8.500h.100",
  update: "M4 16l.800-3.500L13.500 3.800a1.600 1.600 0 0 1 2.700 2.700L7.500 15.200ZM12 5.500l2.500 2.500",
  create: "M5 2.500h6.500L15.500 6.500v11h-10.500ZM10.250 8.500v5M7.750 11h5",
  task: "M3.500 4h13v13h-13ZM6.500 10.500l2.500 2.500L13.500 7.500",
  "add to list": "M3 5h9M3 10h6M3 15h6M14.500 9.500v6M11.500 12.500h6",
  "remove from list": "M3 5h9M3 10h6M3 15h6M11.500 12.500h6",
  suppress: "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM5.100 5.100L14.900 14.900",
  wait: "M10 17a7 7 0 1 0 0-14a7 7 0 0 0 0 14ZM10 6v4.300l2.800 1.800",
  if: "M10 2.500L17.500 10L10 17.500L2.500 10ZM8 8.300a2 2 0 1 1 2.600 2c-.400.200-.600.500-.600 1.200M10 13.800h.050",
  push: "M10 3a4.500 4.500 0 0 1 4.500 4.500v4l1.500 2.500H4l1.500-2.500v-4A4.500 4.500 0 0 1 10 3ZM8.500 16.500h3",
  follow:
    "M8 10a3 3 0 1 0 0-6a3 3 0 0 0 0 6ZM2.500 16.500c.500-3 2.700-4.500 5.500-4.500s5 1.500 5.500 4.500M16 6v5M13.500 8.500h5",
  unfollow:
    "M8 10a3 3 0 1 0 0-6a3 3 0 0 0 0 6ZM2.500 16.500c.500-3 2.700-4.500 5.500-4.500s5 1.500 5.500 4.500M13.500 8.500h5",
  webhook:
    "M7 13l6-6M9 5.500l1.500-1.500a3.900 3.900 0 0 1 5.500 5.500L14.500 11M11 14.500L9.500 16a3.900 3.900 0 0 1-5.500-5.500L5.500 9",
  run: "M7 5.500L2.500 10L7 14.500M13 5.500l4.500 4.500l-4.500 4.500",
  "start journey": "M4 3.500l12 6.500l-12 6.500Z",
  "stop journey": "M4.500 4.500h11v11h-11Z",
  "wait until": "M3 5h14v12H3ZM3 8.500h14M7 3v3M13 3v3",
  "wait for": "M5.500 3h9M5.500 17h9M6.500 3c0 4 7 4 7 7s-7 3-7 7M13.500 3c0 4-7 4-7 7s7 3 7 7",
  match: "M4 10h4M8 10c3 0 3-5 6-5h2.500M8 10h8.500M8 10c3 0 3 5 6 5h2.500",
  split: "M3.500 10h4c3 0 3-5.500 6-5.500h3M7.500 10c3 0 3 5.500 6 5.500h3",
  "ab test":
    "M8 3v4.500L3.500 15a1.500 1.500 0 0 0 1.300 2.200h10.400a1.500 1.500 0 0 0 1.300-2.200L12 7.500V3M6.500 3h7M6 12.500h8",
  parallel: "M6 3.500v13M10 3.500v13M14 3.500v13",
  exit: "M8 3.500H4v13h4M8 10h9M13.500 6.500L17 10l-3.500 3.500",
};

const style = `
.journey-diagram { --j-ink: var(--journey-ink, #1c2430); --j-soft: var(--journey-soft, #5d6878); --j-card: var(--journey-card, #ffffff); --j-line: var(--journey-line, #a7b1bf); --j-edge: var(--journey-edge, #d7dde6); --j-message: var(--journey-message, #2f5fd0); --j-record: var(--journey-record, #2b7d4f); --j-flow: var(--journey-flow, #a86a08); --j-entry: var(--journey-entry, #6b4fc0); --j-good: var(--journey-good, #2b7d4f); --j-bad: var(--journey-bad, #b3372f); --j-here: var(--journey-here, #2f5fd0); font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
@media (prefers-color-scheme: dark) { .journey-diagram { --j-ink: var(--journey-ink, #e8ebf0); --j-soft: var(--journey-soft, #9aa5b4); --j-card: var(--journey-card, #20262e); --j-line: var(--journey-line, #5b6675); --j-edge: var(--journey-edge, #363f4a); --j-message: var(--journey-message, #82a8ff); --j-record: var(--journey-record, #6cc793); --j-flow: var(--journey-flow, #e2b158); --j-entry: var(--journey-entry, #b49cf5); --j-good: var(--journey-good, #6cc793); --j-bad: var(--journey-bad, #f08a80); --j-here: var(--journey-here, #82a8ff); } }
.journey-diagram .line { fill: none; stroke: var(--j-line); stroke-width: 1.5; }
.journey-diagram .line.clause { stroke-dasharray: 5 4; }
.journey-diagram .arrow { fill: var(--j-line); }
.journey-diagram .edge-label rect { fill: var(--j-card); stroke: var(--j-edge); }
.journey-diagram .edge-label text { fill: var(--j-soft); font-size: 12px; }
.journey-diagram .card { fill: var(--j-card); stroke: var(--j-edge); stroke-width: 1.2; }
.journey-diagram .node.end rect { fill: none; stroke: var(--j-edge); stroke-width: 1.2; }
.journey-diagram .node.end .title { fill: var(--j-soft); }
.journey-diagram .title { fill: var(--j-ink); font-size: 13.5px; font-weight: 600; }
.journey-diagram .detail { fill: var(--j-soft); font-size: 11.5px; }
.journey-diagram .node { --j-own: var(--j-flow); }
.journey-diagram .node.message { --j-own: var(--j-message); }
.journey-diagram .node.record { --j-own: var(--j-record); }
.journey-diagram .node.entry { --j-own: var(--j-entry); }
.journey-diagram .icon rect { fill: var(--j-own); opacity: .13; }
.journey-diagram .icon path { fill: none; stroke: var(--j-own); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.journey-diagram [data-node] { cursor: pointer; }
.journey-diagram [data-node]:hover .card { stroke: var(--j-own); }
.journey-diagram .selected .card { stroke: var(--j-own); stroke-width: 2.2; }
.journey-diagram .badge rect { fill: var(--j-card); stroke: var(--j-good); }
.journey-diagram .badge text { fill: var(--j-good); font-size: 11.5px; font-weight: 600; font-variant-numeric: tabular-nums; }
.journey-diagram .badge.rejected rect { stroke: var(--j-bad); }
.journey-diagram .badge.rejected text { fill: var(--j-bad); }
.journey-diagram .badge.here rect { fill: var(--j-here); stroke: var(--j-here); }
.journey-diagram .badge.here text { fill: var(--j-card); }
.journey-diagram .node.added { --j-mark: var(--j-good); }
.journey-diagram .node.changed { --j-mark: var(--j-flow); }
.journey-diagram .node.removed { --j-mark: var(--j-bad); }
.journey-diagram .added .card, .journey-diagram .changed .card, .journey-diagram .removed .card { stroke: var(--j-mark); stroke-width: 1.8; }
.journey-diagram .selected.added .card, .journey-diagram .selected.changed .card { stroke-width: 2.8; }
.journey-diagram .removed .card { stroke-dasharray: 5 4; }
.journey-diagram .removed .title { fill: var(--j-soft); text-decoration: line-through; }
.journey-diagram .removed .icon { opacity: .6; }
.journey-diagram .badge.added rect, .journey-diagram .badge.changed rect, .journey-diagram .badge.removed rect { stroke: var(--j-mark); }
.journey-diagram .badge.added text, .journey-diagram .badge.changed text, .journey-diagram .badge.removed text { fill: var(--j-mark); }
.journey-diagram .line.gone { stroke: var(--j-bad); stroke-dasharray: 2 4; opacity: .7; }
`;
