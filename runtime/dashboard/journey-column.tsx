import { useState } from "preact/hooks";
import type { JourneyDetail, JourneySummary } from "../dev/api.ts";
import { Diagram } from "./diagram.tsx";
import { messageOf, post } from "./server.ts";

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
            <button
              type="button"
              aria-current={name === chosen ? "true" : undefined}
              title={`${title}: ${state}, ${active} under way, ${ended} ended`}
              onClick={() => onJourney(name)}
            >
              <span class={`dot ${state}`} />
              <span class="name">{title}</span>
              <span class="numbers">
                {active}
                {ended > 0 && <small>/{active + ended}</small>}
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
            <Switch key={journey.name} name={journey.name} state={journey.state} />
          </div>
          <Diagram key={journey.name} svg={journey.svg} node={node} onNode={onNode} />
        </>
      )}
    </section>
  );
}

/** Lets people in and steps happen, or nothing. */
function Switch({ name, state }: Pick<JourneySummary, "name" | "state">) {
  const [problem, setProblem] = useState<string>();
  const turn = () => {
    post(`/api/journeys/${name}/${state === "running" ? "stop" : "start"}`).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(messageOf(error)),
    );
  };
  return (
    <div class="switch">
      {state !== "running" && <span class="pill">{state}</span>}
      <button type="button" onClick={turn}>
        {state === "running" ? "Stop" : "Start"}
      </button>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
