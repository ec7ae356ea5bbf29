import { useState } from "preact/hooks";
import type { ClockRequest, DevState } from "../dev/api.ts";
import { formatDay, formatPlanned, formatTime, zone } from "./format.ts";
import { messageOf, post } from "./server.ts";

const steps: readonly (readonly [string, ClockRequest["advance"]])[] = [
  ["+1 hour", "1 hour"],
  ["+1 day", "1 day"],
  ["+1 week", "1 week"],
  ["To next event", "next event"],
];

/** The virtual clock, and how to move it. */
export function ClockBar({ state, connected }: { state: DevState | undefined; connected: boolean }) {
  const [moving, setMoving] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const move = async (advance: ClockRequest["advance"]) => {
    if (moving !== undefined) return;
    setMoving(advance);
    setProblem(undefined);
    await post("/api/clock", { advance }).catch((error: unknown) => setProblem(messageOf(error)));
    setMoving(undefined);
  };
  const { now, nextDueAt } = state ?? {};
  return (
    <header class="clock-bar">
      <h1>
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <rect width="32" height="32" rx="8" fill="var(--accent)" />
          <path
            d="M9 22V14a4 4 0 0 1 4-4h6M16 7l4 3-4 3"
            fill="none"
            stroke="var(--card)"
            stroke-width="2.6"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
          <circle cx="9" cy="23" r="2.6" fill="var(--card)" />
        </svg>
        Journey
      </h1>
      <div class="clock" aria-live="polite">
        {now !== undefined && (
          <>
            <strong>{formatTime(now)}</strong>
            <span>
              {formatDay(now)} <small title="Your browser's time zone">{zone}</small>
            </span>
          </>
        )}
      </div>
      <p class="next">
        {now !== undefined &&
          (nextDueAt === undefined ? "Nothing is planned." : `Next event ${formatPlanned(nextDueAt, now)}`)}
      </p>
      <fieldset class="moves" aria-busy={moving !== undefined}>
        <legend class="hidden">Move the clock</legend>
        {steps.map(([label, advance]) => (
          <button
            type="button"
            key={advance}
            class={advance === "next event" ? "primary" : ""}
            // Not `disabled`: the button that moves the clock would lose the keyboard's focus.
            aria-disabled={moving !== undefined || (advance === "next event" && nextDueAt === undefined)}
            aria-busy={moving === advance}
            onClick={() => void move(advance)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {!connected && (
        <p class="problem" role="alert">
          <strong>Connection lost.</strong> Start <code>journey dev</code> again; this page finds it by itself.
        </p>
      )}
    </header>
  );
}
