import { useState } from "preact/hooks";
import type { JourneyDetail, ParticipantDetail, ParticipantSummary, TraceEntry } from "../dev/api.ts";
import { formatDistance, formatMoment, formatPlanned } from "./format.ts";
import { useServer } from "./server.ts";
import type { Step } from "./steps.ts";
import { Tests } from "./tests.tsx";

interface Props {
  readonly journey: JourneyDetail | undefined;
  readonly steps: readonly Step[];
  readonly now: number;
  readonly revision: number;
  /** Only those who are at this step, or passed it. */
  readonly node: string | undefined;
  /** `BUCKET/ID` of the one that is open. */
  readonly open: string | undefined;
  readonly onNode: (node: string | undefined) => void;
  readonly onOpen: (participant: string | undefined) => void;
}

const statuses = ["all", "active", "completed", "exited"] as const;

/** Who is in the journey, and what happened to each. */
export function Participants({ journey, steps, now, revision, node, open, onNode, onOpen }: Props) {
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<(typeof statuses)[number]>("all");
  const wanted = search.trim().toLowerCase();
  const shown = (journey?.participants ?? []).filter(
    (participant) =>
      (wanted === "" || `${participant.name} ${participant.unicityValue}`.toLowerCase().includes(wanted)) &&
      (status === "all" || participant.status === status) &&
      (node === undefined || participant.at.includes(node) || participant.passed.includes(node)),
  );
  const listed = journey?.participants.length ?? 0;
  const all = journey ? journey.active + journey.ended : 0;
  return (
    <section class="column participants" aria-label="Participants">
      <h2>
        Participants <span class="count">{shown.length === listed ? listed : `${shown.length} of ${listed}`}</span>
      </h2>
      <div class="filters">
        <input
          type="search"
          placeholder="Name or address"
          aria-label="Search participants"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <select
          aria-label="Status"
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value as typeof status)}
        >
          {statuses.map((name) => (
            <option key={name} value={name}>
              {name === "all" ? "all states" : name}
            </option>
          ))}
        </select>
      </div>
      <div class="filters">
        <select
          aria-label="Step"
          value={node ?? ""}
          onChange={(event) => onNode(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
        >
          <option value="">any step</option>
          {steps.map((step) => (
            <option key={step.node} value={step.node}>
              Step: {step.label}
            </option>
          ))}
        </select>
        {(node !== undefined || status !== "all" || wanted !== "") && (
          <button
            type="button"
            onClick={() => {
              setSearch("");
              setStatus("all");
              onNode(undefined);
            }}
          >
            Show all
          </button>
        )}
      </div>
      {journey && <Tests key={journey.name} journey={journey.name} revision={revision} />}
      {journey && journey.tasks.length > 0 && <Tasks tasks={journey.tasks} now={now} />}
      {journey && shown.length === 0 && (
        <p class="empty">
          {journey.participants.length === 0
            ? "Nobody matches this journey's filter yet. Whoever does enters by themselves."
            : "Nobody fits what you chose."}
        </p>
      )}
      <ul class="people" aria-label="Participants">
        {shown.map((participant) => {
          const key = `${participant.bucket}/${participant.id}`;
          return (
            <li key={key} class={key === open ? "open" : ""}>
              <Row
                participant={participant}
                now={now}
                isOpen={key === open}
                onToggle={() => onOpen(key === open ? undefined : key)}
              />
              {key === open && <Detail id={key} steps={steps} now={now} revision={revision} />}
            </li>
          );
        })}
      </ul>
      {all > listed && (
        <p class="empty">
          These are {listed} of {all}; the diagram counts all of them.
        </p>
      )}
    </section>
  );
}

/** What colleagues were asked to do. */
function Tasks({ tasks, now }: { tasks: JourneyDetail["tasks"]; now: number }) {
  return (
    <details class="tasks">
      <summary>
        Tasks <span class="count">{tasks.length}</span>
      </summary>
      <ul aria-label="Tasks">
        {tasks.map((task, index) => (
          // Two tasks may be alike in everything; their order is the only thing that tells them apart.
          <li key={index}>
            <strong>{task.title}</strong> <span>about {task.about}</span>
            <small>
              {task.assignee ? `for ${task.assignee}` : "for nobody yet"}
              {task.dueAt !== undefined && ` · due ${formatPlanned(task.dueAt, now)}`}
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Row({
  participant,
  now,
  isOpen,
  onToggle,
}: {
  participant: ParticipantSummary;
  now: number;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { name, unicityValue, status, next, lastTrace } = participant;
  return (
    <button type="button" class="person" aria-expanded={isOpen} onClick={onToggle}>
      <span class="who">
        <strong>{name}</strong> {unicityValue !== name && <small title={unicityValue}>{unicityValue}</small>}
      </span>
      <span class={`pill ${status}`}>{status}</span>
      <span class="what">
        {status === "active" && next && !next.quiet ? (
          <>
            next <b>{next.what}</b> {formatPlanned(next.at, now)}
          </>
        ) : lastTrace ? (
          <>
            <b>{lastTrace.label}</b> {lastTrace.reason ?? lastTrace.state}
          </>
        ) : (
          "just entered"
        )}
      </span>
    </button>
  );
}

function Detail({ id, steps, now, revision }: { id: string; steps: readonly Step[]; now: number; revision: number }) {
  const detail = useServer<ParticipantDetail>(`/api/participants/${id}`, revision);
  const labelOf = (node: string) => steps.find((step) => step.node === node)?.label ?? node;
  if (!detail) return <div class="detail" />;
  const events = [
    { at: detail.enteredAt, key: "entered", kind: "entered", body: <span>entered</span> },
    ...detail.reactions.map((reaction, index) => ({
      at: reaction.at,
      key: `reaction ${index}`,
      kind: "reaction",
      body: (
        <span>
          <b class="reaction">{reaction.type}</b> {reaction.label && `“${reaction.label}” in `}
          {labelOf(reaction.node)}
        </span>
      ),
    })),
    ...detail.traces.map((trace, index) => ({
      at: trace.at,
      key: `trace ${index}`,
      kind: trace.state,
      body: <TraceLine trace={trace} />,
    })),
    ...detail.logs.map((log, index) => ({
      at: log.at,
      key: `log ${index}`,
      kind: "log",
      body: (
        <span>
          <b class="pill log">log</b> {labelOf(log.node)} <small>{log.milliseconds} ms</small>
          <pre>{log.lines.map(({ text }) => text).join("\n")}</pre>
        </span>
      ),
    })),
    ...(detail.endedAt === undefined
      ? []
      : [{ at: detail.endedAt, key: "ended", kind: "ended", body: <span>journey over: {detail.endedReason}</span> }]),
  ].sort((a, b) => a.at - b.at);
  return (
    <div class="detail">
      <ol class="timeline" aria-label="Traces">
        {events.map((event) => (
          <li key={event.key} class={event.kind}>
            <time>{formatMoment(event.at)}</time>
            {event.body}
          </li>
        ))}
        {detail.scheduled.map((entry, index) => (
          <li key={`planned ${index}`} class="planned">
            <time>{formatMoment(entry.at)}</time>
            <span>
              <b class="pill scheduled">{entry.quiet ? "listening" : "scheduled"}</b> {entry.what}{" "}
              <small>{formatDistance(entry.at, now)}</small>
            </span>
          </li>
        ))}
      </ol>
      <details class="record">
        <summary>Record</summary>
        <dl>
          {Object.entries(detail.record).map(([field, value]) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>
                {typeof value === "object" && value !== null && "name" in value
                  ? String(value.name)
                  : Array.isArray(value)
                    ? value.join(", ")
                    : String(value ?? "")}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

function TraceLine({ trace }: { trace: TraceEntry }) {
  return (
    <span>
      <b class={`pill ${trace.state}`}>{trace.state}</b> {trace.label}
      {trace.reason && <small> {trace.reason}</small>}
    </span>
  );
}
