import { createRequire } from "node:module";
import type { ELK, ElkExtendedEdge, ElkNode } from "elkjs";
import { describeCondition } from "../filters/describe.ts";
import type { GraphNode, JourneyGraph } from "../graph/graph.ts";
import { describeNode } from "./describe-node.ts";
import { type DiagramEdge, edgesOf, endId, entryId } from "./edges.ts";

export interface DiagramNode {
  readonly id: string;
  readonly kind: GraphNode["kind"] | "entry" | "end";
  readonly title: string;
  readonly detail: string;
  readonly doc?: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DiagramLine {
  readonly from: string;
  readonly to: string;
  readonly kind: "sequence" | "clause" | "gone";
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly label?: {
    readonly text: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Where everything stands, in pixels. */
export interface DiagramLayout {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly DiagramNode[];
  readonly lines: readonly DiagramLine[];
}

const cardWidth = 232;
const cardHeight = 56;
const labelHeight = 22;

let elk: ELK | undefined;

/** Steps of an earlier version, with ids that no step has now, and the arrows to and from them. */
export interface GoneSteps {
  readonly nodes: readonly (readonly [id: string, node: GraphNode])[];
  readonly edges: readonly DiagramEdge[];
}

/**
 * Lays a journey out from top to bottom; the same graph gives the same picture.
 *
 * @param gone what is drawn beside it
 */
export async function layoutDiagram(
  graph: JourneyGraph,
  gone: GoneSteps = { nodes: [], edges: [] },
): Promise<DiagramLayout> {
  if (!elk) {
    // Loaded when the first diagram is drawn: it is a large library.
    const Elk = createRequire(import.meta.url)("elkjs/lib/elk.bundled.js") as new () => ELK;
    elk = new Elk();
  }
  const steps = [...graph.nodes.map((node) => [node.id, node] as const), ...gone.nodes];
  const edges: readonly (Omit<DiagramEdge, "kind"> & Pick<DiagramLine, "kind">)[] = [
    ...edgesOf(graph),
    ...gone.edges.map((edge) => ({ ...edge, kind: "gone" as const })),
  ];
  const words = [
    {
      id: entryId,
      kind: "entry" as const,
      title: graph.target,
      detail: graph.filter ? describeCondition(graph.filter) : "everybody",
    },
    ...steps.map(([id, node]) => ({
      id,
      kind: node.kind,
      ...describeNode(node),
      ...(node.doc === undefined ? {} : { doc: node.doc }),
    })),
    ...(edges.some((edge) => edge.to === endId) ? [{ id: endId, kind: "end" as const, title: "End", detail: "" }] : []),
  ];
  const laidOut: ElkNode = await elk.layout({
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "DOWN",
      "elk.edgeRouting": "ORTHOGONAL",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.layered.spacing.nodeNodeBetweenLayers": "44",
      "elk.layered.spacing.edgeNodeBetweenLayers": "20",
      "elk.spacing.nodeNode": "28",
      "elk.spacing.edgeNode": "20",
      "elk.spacing.edgeEdge": "16",
      "elk.padding": "[top=16,left=16,bottom=16,right=16]",
    },
    children: words.map(({ id, kind }) => ({
      id,
      width: kind === "end" ? 72 : cardWidth,
      height: kind === "end" ? 32 : cardHeight,
    })),
    edges: edges.map((edge, index) => ({
      id: `e${index}`,
      sources: [edge.from],
      targets: [edge.to],
      ...(edge.label === undefined
        ? {}
        : {
            labels: [
              {
                text: edge.label,
                width: textWidth(edge.label, 12) + 20,
                height: labelHeight,
                layoutOptions: { "elk.edgeLabels.inline": "true" },
              },
            ],
            layoutOptions: { "elk.edgeLabels.placement": "CENTER" },
          }),
    })),
  });
  const placed = new Map((laidOut.children ?? []).map((node: ElkNode) => [node.id, node]));
  return {
    title: graph.title ?? graph.name,
    width: Math.ceil(laidOut.width ?? 0),
    height: Math.ceil(laidOut.height ?? 0),
    nodes: words.map((node) => {
      const { x = 0, y = 0, width = 0, height = 0 } = placed.get(node.id) ?? {};
      return { ...node, x, y, width, height };
    }),
    lines: (laidOut.edges ?? []).map((laid: ElkExtendedEdge, index: number) => {
      const edge = edges[index] ?? { from: "", to: "", kind: "sequence" as const };
      const section = laid.sections?.[0];
      const label = laid.labels?.[0];
      return {
        from: edge.from,
        to: edge.to,
        kind: edge.kind,
        points: section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [],
        ...(label
          ? {
              label: {
                text: label.text ?? "",
                x: label.x ?? 0,
                y: label.y ?? 0,
                width: label.width ?? 0,
                height: label.height ?? 0,
              },
            }
          : {}),
      };
    }),
  };
}

/** Roughly how wide a text is in a sans-serif font: enough to leave room for it. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) {
    width += /[iljtfr.,:;'|! ()[\]]/.test(character)
      ? 0.32
      : /[mwMW@%…—]/.test(character)
        ? 0.86
        : /[A-Z]/.test(character)
          ? 0.66
          : 0.55;
  }
  return Math.ceil(width * size);
}
