import { useState } from "preact/hooks";
import type { JourneyDetail, ParticipantDetail, ParticipantSummary, TraceEntry } from "../dev/api.ts";
import { formatDistance, formatMoment } from "./format.ts";
import { useServer } from "./server.ts";

interface Props {
  readonly journey: JourneyDetail | undefined;
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
export function Participants({ journey, now, revision, node, open, onNode, onOpen }: Props) {
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<(typeof statuses)[number]>("all");
  const wanted = search.trim().toLowerCase();
  const shown = (journey?.participants ?? []).filter(
    (participant) =>
      (wanted === "" || `${participant.name} ${participant.unicityValue}`.toLowerCase().includes(wanted)) &&
      (status === "all" || participant.status === status) &&
      (node === undefined || participant.at.includes(node) || participant.passed.includes(node)),
  );
  return (
    <section class="column participants" aria-label="Participants">
      <h2>
        Participants <span class="count">{shown.length}</span>
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
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      {node !== undefined && (
        <p class="chosen">
          At or past <strong>{node}</strong>{" "}
          <button type="button" class="quiet" onClick={() => onNode(undefined)}>
            show all
          </button>
        </p>
      )}
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
              {key === open && <Detail id={key} now={now} revision={revision} />}
            </li>
          );
        })}
      </ul>
      {journey && journey.tasks.length > 0 && (
        <>
          <h3>
            Tasks <span class="count">{journey.tasks.length}</span>
          </h3>
          <ul class="tasks" aria-label="Tasks">
            {journey.tasks.map((task) => (
              <li key={`${task.title} ${task.about} ${task.dueAt}`}>
                <strong>{task.title}</strong> <span>about {task.about}</span>
                <small>
                  {task.assignee ? `for ${task.assignee}` : "for nobody yet"}
                  {task.dueAt !== undefined && ` · due ${formatMoment(task.dueAt)}`}
                </small>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
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
        <strong>{name}</strong>
        <small>{unicityValue !== name ? unicityValue : ""}</small>
      </span>
      <span class={`pill ${status}`}>{status}</span>
      <span class="what">
        {status === "active" && next && !next.quiet ? (
          <>
            next <b>{next.what}</b> {formatDistance(next.at, now)}
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

function Detail({ id, now, revision }: { id: string; now: number; revision: number }) {
  const detail = useServer<ParticipantDetail>(`/api/participants/${id}`, revision);
  if (!detail) return <div class="detail" />;
  const events = [
    { at: detail.enteredAt, key: "entered", body: <span>entered</span> },
    ...detail.reactions.map((reaction, index) => ({
      at: reaction.at,
      key: `reaction ${index}`,
      body: (
        <span>
          <b class="reaction">{reaction.type}</b> {reaction.label && `“${reaction.label}” in`} {reaction.node}
        </span>
      ),
    })),
    ...detail.traces.map((trace, index) => ({
      at: trace.at,
      key: `trace ${index}`,
      body: <TraceLine trace={trace} />,
    })),
    ...(detail.endedAt === undefined
      ? []
      : [{ at: detail.endedAt, key: "ended", body: <span>journey over: {detail.endedReason}</span> }]),
  ].sort((a, b) => a.at - b.at);
  return (
    <div class="detail">
      <ol class="timeline" aria-label="Traces">
        {events.map((event) => (
          <li key={event.key}>
            <time>{formatMoment(event.at)}</time>
            {event.body}
          </li>
        ))}
        {detail.scheduled.map((entry) => (
          <li key={`${entry.what} ${entry.at}`} class="planned">
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
