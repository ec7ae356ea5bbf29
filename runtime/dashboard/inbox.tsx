import { useEffect, useRef, useState } from "preact/hooks";
import type { InboxSummary } from "../dev/api.ts";
import { formatMoment, formatPlanned } from "./format.ts";
import { Marks } from "./marks.tsx";
import { Message } from "./message.tsx";
import { useServer } from "./server.ts";

interface Props {
  readonly now: number;
  readonly nextDueAt: number | undefined;
  readonly revision: number;
  readonly open: string | undefined;
  readonly onOpen: (mail: string | undefined) => void;
}

/** What arrived. A message covers the list while it is read, so that the list keeps its place. */
export function Inbox({ now, nextDueAt, revision, open, onOpen }: Props) {
  const messages = useServer<readonly InboxSummary[]>("/api/inbox", revision);
  const [search, setSearch] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const wanted = search.trim().toLowerCase();
  const shown = (messages ?? []).filter(({ to, subject, preview }) =>
    `${to} ${subject} ${preview}`.toLowerCase().includes(wanted),
  );
  const isOpen = open !== undefined && messages?.some((message) => message.id === open);

  // Whoever comes back from a message by keyboard goes on where they were.
  const left = useRef<string>();
  useEffect(() => {
    if (isOpen) left.current = open;
    else if (left.current !== undefined) {
      list.current
        ?.querySelector<HTMLButtonElement>(`[data-mail="${CSS.escape(left.current)}"]`)
        ?.focus({ preventScroll: true });
      left.current = undefined;
    }
  }, [isOpen, open]);

  return (
    <section class={`column inbox ${isOpen ? "reading" : ""}`} aria-label="Inbox">
      <div class="arrived">
        <h2>
          Inbox{" "}
          <span class="count">
            {wanted === "" ? (messages?.length ?? 0) : `${shown.length} of ${messages?.length ?? 0}`}
          </span>
        </h2>
        {messages && messages.length > 0 && (
          <div class="filters">
            <input
              type="search"
              placeholder="Address, subject or words"
              aria-label="Search inbox"
              value={search}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          </div>
        )}
        {messages?.length === 0 && (
          <p class="empty">
            No mail yet.{" "}
            {nextDueAt === undefined
              ? "Nothing is planned either: nobody waits for anything in a running journey."
              : `Move the clock: the next thing happens ${formatPlanned(nextDueAt, now)}.`}
          </p>
        )}
        {messages && messages.length > 0 && shown.length === 0 && <p class="empty">No message has these words.</p>}
        <ul class="mails" aria-label="Inbox" ref={list}>
          {shown.map((message) => (
            <li key={message.id}>
              <button type="button" data-mail={message.id} onClick={() => onOpen(message.id)}>
                <span class="to">{message.to}</span>
                <time>{formatMoment(message.at)}</time>
                <strong>
                  {message.channel === "sms" ? "Text message" : message.subject || "(no subject)"}{" "}
                  <Marks answered={message.answered} />
                </strong>
                <span class="preview">{message.preview}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      {isOpen && <Message key={open} id={open} revision={revision} onClose={() => onOpen(undefined)} />}
    </section>
  );
}
