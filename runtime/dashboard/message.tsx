import { useEffect, useRef, useState } from "preact/hooks";
import type { InboxDetail } from "../dev/api.ts";
import { formatMoment } from "./format.ts";
import { LinkedText, linkedHtml } from "./links.tsx";
import { Marks } from "./marks.tsx";
import { messageOf, post, useServer } from "./server.ts";

const views = [
  ["mail", "Mail"],
  ["text", "Text"],
  ["headers", "Headers"],
] as const;
type View = (typeof views)[number][0];

interface Props {
  readonly id: string;
  readonly revision: number;
  readonly onClose: () => void;
}

/** One message, with what a recipient can do: open it, follow its links, answer, let it bounce. */
export function Message({ id, revision, onClose }: Props) {
  const message = useServer<InboxDetail>(`/api/inbox/${id}`, revision);
  const [view, setView] = useState<View>("mail");
  const [isWide, setIsWide] = useState(false);
  const [reply, setReply] = useState<string>();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const back = useRef<HTMLButtonElement>(null);
  const isThere = message !== undefined;
  useEffect(() => {
    if (isThere) back.current?.focus({ preventScroll: true });
  }, [isThere]);

  const act = async (path: string, body?: unknown) => {
    if (sending) return;
    setSending(true);
    try {
      await post(`/api/inbox/${id}/${path}`, body);
      // What was written stays until the server has it.
      if (path === "reply") setReply(undefined);
      setProblem(undefined);
    } catch (error) {
      setProblem(messageOf(error));
    }
    setSending(false);
  };
  if (!message) return <article class="message" aria-busy="true" />;
  const isMail = message.channel === "email";
  return (
    <article class={`message ${isWide ? "wide" : ""}`} aria-label={isMail ? message.subject : "Text message"}>
      <header>
        <div class="bar">
          <button type="button" ref={back} onClick={onClose}>
            ← Inbox
          </button>
          <span class="spring" />
          {isMail && (
            <button type="button" class="widen" aria-pressed={isWide} onClick={() => setIsWide(!isWide)}>
              Wide
            </button>
          )}
          <button
            type="button"
            aria-expanded={reply !== undefined}
            onClick={() => setReply(reply === undefined ? "" : undefined)}
          >
            Reply
          </button>
          <button
            type="button"
            aria-disabled={sending}
            title={
              isMail
                ? "Answers as a mail server does for an address that does not exist"
                : "Reports that this number can't be reached"
            }
            onClick={() => void act("bounce")}
          >
            Bounce
          </button>
        </div>
        <h2>{isMail ? message.subject || "(no subject)" : "Text message"}</h2>
        <dl class="addresses">
          <div>
            <dt>From</dt>
            <dd>{message.from}</dd>
          </div>
          <div>
            <dt>To</dt>
            <dd>
              <strong>{message.to}</strong> <time>{formatMoment(message.at)}</time>{" "}
              <Marks answered={message.answered} />
            </dd>
          </div>
        </dl>
        {isMail && <Views view={view} onView={setView} />}
      </header>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {reply !== undefined && (
        <form
          class="reply"
          onSubmit={(event) => {
            event.preventDefault();
            if (reply.trim() !== "") void act("reply", { text: reply });
          }}
        >
          <textarea
            aria-label="Your reply"
            placeholder={`Answer as ${message.to}`}
            rows={3}
            maxLength={10_000}
            value={reply}
            ref={(field) => {
              // Once, when it appears.
              if (field && field.dataset.ready === undefined) {
                field.dataset.ready = "";
                field.focus();
              }
            }}
            onInput={(event) => setReply(event.currentTarget.value)}
          />
          <button type="submit" class="primary" aria-busy={sending} aria-disabled={sending || reply.trim() === ""}>
            Send reply
          </button>
        </form>
      )}
      {isMail ? (
        <div class="content" role="tabpanel" id="message-content" aria-labelledby={`message-${view}`}>
          <Content message={message} view={view} />
        </div>
      ) : (
        <p class="bubble">
          <LinkedText text={message.text} />
        </p>
      )}
    </article>
  );
}

function Views({ view, onView }: { view: View; onView: (view: View) => void }) {
  const move = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const index = views.findIndex(([name]) => name === view);
    const next = views[(index + by + views.length) % views.length]?.[0];
    if (by === 0 || next === undefined) return;
    onView(next);
    document.getElementById(`message-${next}`)?.focus();
  };
  return (
    <div class="views" role="tablist" aria-label="Show" onKeyDown={move}>
      {views.map(([name, label]) => (
        <button
          type="button"
          role="tab"
          key={name}
          id={`message-${name}`}
          aria-selected={view === name}
          aria-controls="message-content"
          tabIndex={view === name ? 0 : -1}
          onClick={() => onView(name)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Content({ message, view }: { message: InboxDetail; view: View }) {
  switch (view) {
    case "mail":
      // Scripts never run in here; the pixel and the links are the real ones.
      return (
        <iframe
          title="Message"
          sandbox="allow-popups allow-popups-to-escape-sandbox allow-same-origin"
          srcdoc={inFrame(message)}
        />
      );
    case "text":
      return (
        <pre class="plain">
          <LinkedText text={message.text} />
        </pre>
      );
    case "headers":
      return (
        <dl class="headers">
          {message.headers.map(({ name, value }, index) => (
            // A header may come twice, even with the same value.
            <div key={index}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      );
  }
}

/** Links open in a tab of their own. */
function inFrame({ html, text }: InboxDetail): string {
  const base = '<base target="_blank">';
  if (html === undefined) {
    return `${base}<pre style="font: 14px/1.5 system-ui; white-space: pre-wrap; margin: 16px">${linkedHtml(text)}</pre>`;
  }
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}
