/** A text's addresses of pages, and what stands between them: every second part is an address. */
function splitAtLinks(text: string): readonly string[] {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/g);
}

/** Text as mail programs and telephones show it: addresses of pages can be followed. */
export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {splitAtLinks(text).map((part, index) =>
        index % 2 === 1 ? (
          <a key={`${index} ${part}`} href={part} target="_blank" rel="noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}

/** The same as HTML, for a page of its own. */
export function linkedHtml(text: string): string {
  return splitAtLinks(text)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join("");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
