import { useState } from "preact/hooks";
import type { InboxDetail, InboxSummary } from "../dev/api.ts";
import { formatDistance, formatMoment } from "./format.ts";
import { post, useServer } from "./server.ts";

interface Props {
  readonly now: number;
  readonly nextDueAt: number | undefined;
  readonly revision: number;
  readonly open: string | undefined;
  readonly onOpen: (mail: string | undefined) => void;
}

/** What arrived, with what a recipient can do: open, follow links, answer, let it bounce. */
export function Inbox({ now, nextDueAt, revision, open, onOpen }: Props) {
  const messages = useServer<readonly InboxSummary[]>("/api/inbox", revision);
  const isOpen = open !== undefined && messages?.some((message) => message.id === open);
  return (
    <section class={`column inbox ${isOpen ? "reading" : ""}`} aria-label="Inbox">
      {isOpen ? (
        <Message id={open} revision={revision} onClose={() => onOpen(undefined)} />
      ) : (
        <>
          <h2>
            Inbox <span class="count">{messages?.length ?? 0}</span>
          </h2>
          {messages?.length === 0 && (
            <p class="empty">
              No mail yet. Move the clock
              {nextDueAt === undefined ? "" : `: something happens ${formatDistance(nextDueAt, now)}`}.
            </p>
          )}
          <ul class="mails" aria-label="Inbox">
            {messages?.map((message) => (
              <li key={message.id}>
                <button type="button" onClick={() => onOpen(message.id)}>
                  <span class="to">{message.to}</span>
                  <time>{formatMoment(message.at)}</time>
                  <strong>{message.channel === "sms" ? "Text message" : message.subject}</strong>
                  <span class="preview">{message.preview}</span>
                  <Marks answered={message.answered} />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Marks({ answered }: { answered: InboxSummary["answered"] }) {
  return (
    <span class="marks">
      {[...new Set(answered)].map((mark) => (
        <b key={mark} class={`pill ${mark}`}>
          {mark}
        </b>
      ))}
    </span>
  );
}

type View = "mail" | "text" | "headers";

function Message({ id, revision, onClose }: { id: string; revision: number; onClose: () => void }) {
  const message = useServer<InboxDetail>(`/api/inbox/${id}`, revision);
  const [view, setView] = useState<View>("mail");
  const [reply, setReply] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const act = (path: string, body?: unknown) => {
    setReply(undefined);
    post(`/api/inbox/${id}/${path}`, body).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  };
  if (!message) return <p class="empty">Loading…</p>;
  const isMail = message.channel === "email";
  return (
    <article class="message">
      <header>
        <div class="bar">
          <button type="button" onClick={onClose}>
            ← Inbox
          </button>
          <span class="spring" />
          <button type="button" onClick={() => setReply(reply === undefined ? "" : undefined)}>
            Reply
          </button>
          <button
            type="button"
            onClick={() => act("bounce")}
            title="The server answers that this address does not exist"
          >
            Bounce
          </button>
        </div>
        <h2>{isMail ? message.subject : "Text message"}</h2>
        <p class="addresses">
          {message.from} → <strong>{message.to}</strong> <Marks answered={message.answered} />
        </p>
        {isMail && (
          <div class="views" role="tablist">
            {(["mail", "text", "headers"] as const).map((name) => (
              <button type="button" role="tab" key={name} aria-selected={view === name} onClick={() => setView(name)}>
                {name === "mail" ? "Mail" : name === "text" ? "Plain text" : "Headers"}
              </button>
            ))}
          </div>
        )}
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
            if (reply.trim() !== "") act("reply", { text: reply });
          }}
        >
          <textarea
            aria-label="Your reply"
            placeholder={`Answer as ${message.to}`}
            rows={3}
            value={reply}
            onInput={(event) => setReply(event.currentTarget.value)}
          />
          <button type="submit" class="primary">
            Send reply
          </button>
        </form>
      )}
      {!isMail && <p class="bubble">{message.text}</p>}
      {isMail && view === "mail" && (
        // Scripts never run in here; the pixel and the links are the real ones.
        <iframe
          title="Message"
          sandbox="allow-popups allow-popups-to-escape-sandbox allow-same-origin"
          srcdoc={inFrame(message)}
        />
      )}
      {isMail && view === "text" && <pre class="plain">{message.text}</pre>}
      {isMail && view === "headers" && (
        <dl class="headers">
          {message.headers.map(({ name, value }) => (
            <div key={`${name} ${value}`}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}

/** Links open in a tab of their own. */
function inFrame({ html, text }: InboxDetail): string {
  const base = '<base target="_blank">';
  if (html === undefined) {
    const escaped = text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    return `${base}<pre style="font: 14px/1.5 system-ui; white-space: pre-wrap; margin: 16px">${escaped}</pre>`;
  }
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}
