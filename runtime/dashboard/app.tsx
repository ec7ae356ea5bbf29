import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { DevState, JourneyDetail } from "../dev/api.ts";
import { ClockBar } from "./clock-bar.tsx";
import { Findings } from "./findings.tsx";
import { Inbox } from "./inbox.tsx";
import { JourneyColumn } from "./journey-column.tsx";
import { Participants } from "./participants.tsx";
import { useRevision, useServer } from "./server.ts";
import { readSteps } from "./steps.ts";

/** What is chosen, kept in the address so that a reload finds the same place. */
interface Place {
  readonly journey?: string | undefined;
  readonly node?: string | undefined;
  readonly participant?: string | undefined;
  readonly mail?: string | undefined;
  readonly column?: string | undefined;
}

function readPlace(): Place {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

const columns = ["Journey", "Participants", "Inbox"] as const;

function App() {
  const { revision, connected } = useRevision();
  const [place, setPlace] = useState<Place>(readPlace);
  const state = useServer<DevState>("/api/state", revision);
  const chosen = state?.journeys.some((journey) => journey.name === place.journey)
    ? place.journey
    : state?.journeys[0]?.name;
  const journey = useServer<JourneyDetail>(chosen === undefined ? undefined : `/api/journeys/${chosen}`, revision);

  const svg = journey?.svg;
  const steps = useMemo(() => (svg === undefined ? [] : readSteps(svg)), [svg]);

  const go = (change: Place) => setPlace((before) => ({ ...before, ...change }));
  useEffect(() => {
    const entries = Object.entries(place).filter((entry): entry is [string, string] => entry[1] !== undefined);
    history.replaceState(null, "", `#${new URLSearchParams(entries)}`);
  }, [place]);
  // Somebody put in another address, or came back to one.
  useEffect(() => {
    const follow = () => setPlace(readPlace());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  const column = columns.find((name) => name === place.column) ?? "Journey";
  return (
    <div class="app" data-column={column}>
      <ClockBar state={state} connected={connected} />
      {state && state.diagnostics.length > 0 && <Findings diagnostics={state.diagnostics} />}
      <nav class="tabs" aria-label="Columns">
        {columns.map((name) => (
          <button
            type="button"
            key={name}
            aria-current={name === column ? "page" : undefined}
            onClick={() => go({ column: name })}
          >
            {name}
          </button>
        ))}
      </nav>
      <main class="columns">
        <JourneyColumn
          journeys={state?.journeys ?? []}
          journey={journey}
          chosen={chosen}
          node={place.node}
          onJourney={(name) => go({ journey: name, node: undefined, participant: undefined })}
          onNode={(node) => go({ node: node === place.node ? undefined : node })}
        />
        <Participants
          journey={journey}
          steps={steps}
          now={state?.now ?? 0}
          revision={revision}
          node={place.node}
          open={place.participant}
          onNode={(node) => go({ node })}
          onOpen={(participant) => go({ participant })}
        />
        <Inbox
          now={state?.now ?? 0}
          nextDueAt={state?.nextDueAt}
          revision={revision}
          open={place.mail}
          onOpen={(mail) => go({ mail })}
        />
      </main>
    </div>
  );
}

render(<App />, document.getElementById("app") ?? document.body);
