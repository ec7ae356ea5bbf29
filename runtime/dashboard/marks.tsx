import type { InboxSummary } from "../dev/api.ts";

/** What the recipient did with a message. */
export function Marks({ answered }: { answered: InboxSummary["answered"] }) {
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
