export interface Step {
  readonly node: string;
  readonly label: string;
}

/** The steps of a drawn journey, in its order. The diagram is the one place that names every step. */
export function readSteps(svg: string): readonly Step[] {
  const drawing = new DOMParser().parseFromString(svg, "image/svg+xml");
  return [...drawing.querySelectorAll<SVGGElement>("[data-node]")].map((step) => ({
    node: step.dataset.node ?? "",
    label: labelOf(step),
  }));
}

/** A step's own words: the first line of its tooltip, which, unlike the drawn text, is never cut. */
export function labelOf(step: Element): string {
  return step.querySelector("title")?.textContent?.split("\n")[0] ?? step.getAttribute("data-node") ?? "";
}
