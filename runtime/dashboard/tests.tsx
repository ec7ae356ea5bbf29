import { useState } from "preact/hooks";
import type { TestMessageView, TestStep, TestView } from "../dev/api.ts";
import { formatMoment } from "./format.ts";
import { messageOf, post, remove, useServer } from "./server.ts";

const reactions = ["opened", "replied", "bounced"] as const;

/** Test participants of a journey, apart from those who take part: one record, step by step, by a clock of its own. */
export function Tests({ journey, revision }: { readonly journey: string; readonly revision: number }) {
  const all = useServer<readonly TestView[]>("/api/test-participants", revision);
  const tests = (all ?? []).filter((test) => test.journey === journey);
  const [record, setRecord] = useState("");
  const [problem, setProblem] = useState<string>();
  const act = (what: Promise<void>) => {
    what.then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(messageOf(error)),
    );
  };
  return (
    <details class="tests">
      <summary>
        Tests <span class="count">{tests.length}</span>
      </summary>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          if (record.trim() !== "") act(post(`/api/journeys/${journey}/test-participants`, { record: record.trim() }));
        }}
      >
        <input
          placeholder="Record's id"
          aria-label="Record to try it with"
          value={record}
          onInput={(event) => setRecord(event.currentTarget.value)}
        />
        <button type="submit">Try</button>
      </form>
      <p class="empty">Nothing leaves, nothing is written, nobody counts them.</p>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <ul aria-label="Tests">
        {tests.map((test) => (
          <li key={test.id}>
            <Test test={test} act={act} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Test({ test, act }: { readonly test: TestView; readonly act: (what: Promise<void>) => void }) {
  const path = `/api/test-participants/${test.id}`;
  const isActive = test.status === "active";
  const last = test.messages.findLast(
    ({ channel, status }) => status === "sent" && channel !== "webhook" && channel !== "run",
  );
  return (
    <article class="test" aria-label={`Test ${test.id}`}>
      <header>
        <strong>
          {test.target} {test.record}
        </strong>{" "}
        <span class={`pill ${test.status}`}>{test.status}</span> <small>its clock: {formatMoment(test.now)}</small>
      </header>
      {test.notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
      <div class="filters">
        {isActive && (
          <>
            <button type="button" onClick={() => act(post(`${path}/next`, {}))}>
              Next step
            </button>
            <button type="button" onClick={() => act(post(`${path}/next`, { all: true }))}>
              Play to the end
            </button>
          </>
        )}
        <button type="button" onClick={() => act(remove(path))}>
          Remove
        </button>
      </div>
      {isActive && last && (
        <div class="filters">
          {reactions.map((type) => (
            <button type="button" key={type} onClick={() => act(post(`${path}/reactions`, { type }))}>
              {last.label}: {type}
            </button>
          ))}
          {last.links.map((link) => (
            <button type="button" key={link} onClick={() => act(post(`${path}/reactions`, { type: "clicked", link }))}>
              clicked “{link}”
            </button>
          ))}
        </div>
      )}
      <ol class="timeline" aria-label="Steps of the test">
        {test.steps.map((step, index) => (
          // They are only ever added to.
          <li key={index} class={step.kind}>
            <time>{formatMoment(step.at)}</time>
            <StepLine step={step} />
          </li>
        ))}
        {test.scheduled.map((entry, index) => (
          <li key={`planned ${index}`} class="planned">
            <time>{formatMoment(entry.at)}</time>
            <span>
              <b class="pill scheduled">{entry.quiet ? "listening" : "scheduled"}</b> {entry.what}
            </span>
          </li>
        ))}
      </ol>
      {test.messages.map((message) => (
        <TestMessage key={message.id} message={message} />
      ))}
    </article>
  );
}

function StepLine({ step: { kind, label, detail, effect } }: { readonly step: TestStep }) {
  return (
    <span>
      <b class={`pill ${kind}`}>{kind}</b> {label} {detail && <small>{detail}</small>}
      {effect && (
        <small>
          {" "}
          {effect.isDone ? "" : "would be: "}
          {[effect.what, ...effect.changes].join("; ")}
        </small>
      )}
    </span>
  );
}

function TestMessage({ message }: { readonly message: TestMessageView }) {
  return (
    <details class="record">
      <summary>
        {message.subject ?? message.label} <small>{message.sentTo ?? `captured, for ${message.recipient}`}</small>
      </summary>
      <pre>{message.data ? JSON.stringify(message.data, null, 2) : message.text}</pre>
    </details>
  );
}
