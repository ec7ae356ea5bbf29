import { useEffect, useRef } from "preact/hooks";
import type { JourneyDetail, JourneySummary } from "../dev/api.ts";
import { post } from "./server.ts";

interface Props {
  readonly journeys: readonly JourneySummary[];
  readonly journey: JourneyDetail | undefined;
  readonly chosen: string | undefined;
  readonly node: string | undefined;
  readonly onJourney: (name: string) => void;
  readonly onNode: (node: string | undefined) => void;
}

/** The journeys, and the chosen one as a diagram with live counts. */
export function JourneyColumn({ journeys, journey, chosen, node, onJourney, onNode }: Props) {
  return (
    <section class="column journey" aria-label="Journey">
      <ul class="journeys" aria-label="Journeys">
        {journeys.map(({ name, title, state, active, ended }) => (
          <li key={name}>
            <button type="button" aria-current={name === chosen ? "true" : undefined} onClick={() => onJourney(name)}>
              <span class={`dot ${state}`} title={state} />
              <span class="name">{title}</span>
              <span class="numbers" title={`${active} under way, ${ended} ended`}>
                {active}
                {ended > 0 && <small> + {ended}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {journey && (
        <>
          <div class="journey-head">
            <div>
              <h2>{journey.title}</h2>
              {journey.doc && <p>{journey.doc}</p>}
            </div>
            <button
              type="button"
              onClick={() =>
                void post(`/api/journeys/${journey.name}/${journey.state === "running" ? "stop" : "start"}`)
              }
            >
              {journey.state === "running" ? "Stop" : "Start"}
            </button>
          </div>
          <Diagram svg={journey.svg} node={node} onNode={onNode} />
          <p class="legend">
            <span class="mark processed">✓ done</span> <span class="mark here">● here or next</span>{" "}
            <span class="mark rejected">✕ rejected or failed</span>
          </p>
        </>
      )}
    </section>
  );
}

function Diagram({
  svg,
  node,
  onNode,
}: {
  svg: string;
  node: string | undefined;
  onNode: (node: string | undefined) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (const step of frame.current?.querySelectorAll<SVGGElement>("[data-node]") ?? []) {
      const isSelected = step.dataset.node === node;
      step.classList.toggle("selected", isSelected);
      step.setAttribute("tabindex", "0");
      step.setAttribute("role", "button");
      step.setAttribute("aria-pressed", String(isSelected));
      step.setAttribute("aria-label", `Step ${step.dataset.node ?? ""}`);
    }
  }, [svg, node]);
  const choose = (target: EventTarget | null) => {
    const step = target instanceof Element ? target.closest<SVGGElement>("[data-node]") : null;
    onNode(step?.dataset.node);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the steps inside are the buttons
    <div
      class="diagram"
      ref={frame}
      onClick={(event) => choose(event.target)}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          choose(event.target);
        }
      }}
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}
