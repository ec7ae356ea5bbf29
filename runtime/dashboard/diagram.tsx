import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { labelOf } from "./steps.ts";

interface Props {
  readonly svg: string;
  /** The chosen step. */
  readonly node: string | undefined;
  readonly onNode: (node: string | undefined) => void;
}

/** `width`: as wide as the column; `whole`: all of it in sight; a number: that many times its own size. */
type Zoom = "width" | "whole" | number;

const smallest = 0.2;
const largest = 3;

export function Diagram({ svg, node, onNode }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<Zoom>("width");
  // New counts are a new drawing, and what was focused in the old one is gone with it.
  const active = document.activeElement;
  const focused = active && frame.current?.contains(active) ? active.getAttribute("data-node") : null;

  useLayoutEffect(() => {
    // As an image it would hide its steps from those who listen instead of look.
    frame.current?.querySelector("svg")?.setAttribute("role", "group");
    for (const step of frame.current?.querySelectorAll<SVGGElement>("[data-node]") ?? []) {
      const isSelected = step.dataset.node === node;
      step.classList.toggle("selected", isSelected);
      step.setAttribute("tabindex", "0");
      step.setAttribute("role", "button");
      step.setAttribute("aria-pressed", String(isSelected));
      step.setAttribute("aria-label", `Step ${labelOf(step)}`);
      if (focused !== null && step.dataset.node === focused) step.focus({ preventScroll: true });
    }
  }, [svg, node]);

  const choose = (target: EventTarget | null) => {
    const step = target instanceof Element ? target.closest<SVGGElement>("[data-node]") : null;
    onNode(step?.dataset.node);
  };
  const ownWidth = Number(/\bwidth="([\d.]+)"/.exec(svg)?.[1] ?? 0);
  const resize = (factor: number) => {
    const width = frame.current?.querySelector("svg")?.getBoundingClientRect().width ?? ownWidth;
    const height = frame.current?.querySelector("svg")?.getBoundingClientRect().height ?? 0;
    const ownHeight = Number(/\bheight="([\d.]+)"/.exec(svg)?.[1] ?? 0);
    // Drawn whole, it may be narrower than its box.
    const scale = Math.min(width / ownWidth, ownHeight > 0 ? height / ownHeight : 1);
    setZoom(Math.min(largest, Math.max(smallest, scale * factor)));
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the steps inside are the buttons */}
      <div
        class={`diagram ${typeof zoom === "number" ? "scaled" : zoom}`}
        ref={frame}
        style={typeof zoom === "number" ? { "--drawn-width": `${ownWidth * zoom}px` } : {}}
        onClick={(event) => choose(event.target)}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            choose(event.target);
          }
        }}
        dangerouslySetInnerHTML={{ __html: svg }}
      />
      <div class="under-diagram">
        <p class="legend">
          <span class="mark processed">✓ done</span> <span class="mark here">● here or next</span>{" "}
          <span class="mark rejected">✕ rejected or failed</span>
        </p>
        <div class="zoom">
          <button type="button" aria-label="Zoom out" onClick={() => resize(1 / 1.25)}>
            −
          </button>
          <button type="button" aria-label="Zoom in" onClick={() => resize(1.25)}>
            +
          </button>
          <button type="button" onClick={() => setZoom(zoom === "whole" ? "width" : "whole")}>
            {zoom === "whole" ? "Readable" : "Whole"}
          </button>
        </div>
      </div>
    </>
  );
}
