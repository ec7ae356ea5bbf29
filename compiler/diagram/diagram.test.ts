import { describe, expect, it } from "vitest";
import { choose, clause, countryIsBelgium, days, email, exit, graphOf, update, wait } from "../testing/graphs.ts";
import { layoutDiagram } from "./layout.ts";
import { toMermaid } from "./mermaid.ts";
import { renderDiagram } from "./svg.ts";

const graph = {
  ...graphOf(
    [
      wait("wait_1", days(1), { next: "hello" }),
      email("hello", { next: "if_1" }),
      choose("if_1", "mark", "exit_1"),
      update("mark"),
      exit("exit_1"),
      email("nudge", { region: "hello.not_opened" }),
    ],
    [clause("hello.not_opened", { activity: "hello", trigger: "opened", negated: true, after: days(3) }, "nudge")],
  ),
  filter: countryIsBelgium,
};

it("Mermaid has every step, every arrow, and no character that breaks it", () => {
  expect(toMermaid(graph)).toBe(`flowchart TD
  entry(["Contact<br/>country = #34;BE#34;"]):::ends
  n1(["Wait 1 day"]):::flow
  n2["hello<br/><small>Hi</small>"]:::message
  n3{"If<br/><small>country = #34;BE#34;</small>"}:::flow
  n4["Update<br/><small>score += 1</small>"]:::record
  n5(["Exit<br/><small>leaves the journey</small>"]):::flow
  n6["nudge<br/><small>Hi</small>"]:::message
  finish(["End"]):::ends
  entry --> n1
  n1 --> n2
  n2 --> n3
  n3 -->|"yes"| n4
  n3 -->|"no"| n5
  n4 --> finish
  n2 -.->|"not opened · after 3 days"| n6
  classDef ends fill:#eef1f5,stroke:#8a94a3,color:#1d2530
  classDef message fill:#e3ecff,stroke:#4069c8,color:#132a5e
  classDef record fill:#e4f5e9,stroke:#3c8a57,color:#123d22
  classDef flow fill:#fff4dc,stroke:#b98a2d,color:#4a3609
`);
});

describe("the drawn diagram", () => {
  it("has a place for every step, none over another, and is the same each time", async () => {
    const layout = await layoutDiagram(graph);
    expect(layout.nodes.map((node) => node.id)).toEqual(["(entry)", ...graph.nodes.map((node) => node.id), "(end)"]);
    for (const a of layout.nodes) {
      for (const b of layout.nodes) {
        if (a === b) continue;
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${a.id} and ${b.id}`).toBe(true);
      }
    }
    expect(await layoutDiagram(graph)).toEqual(layout);
  });

  it("shows counts, marks what is selected, and escapes what people wrote", async () => {
    const nodes = graph.nodes.map((node) => (node.id === "hello" ? { ...node, label: '<script>"&' } : node));
    const svg = renderDiagram(await layoutDiagram({ ...graph, nodes }), {
      selected: "nudge",
      counts: { hello: { processed: 1200, rejected: 2, cancelled: 0, error: 1, here: 7 } },
    });
    expect(svg).toContain("✓ 1,200");
    expect(svg).toContain("✕ 3");
    expect(svg).toContain("● 7");
    expect(svg).toContain('class="node message selected" data-node="nudge"');
    expect(svg).not.toContain("<script");
  });
});
