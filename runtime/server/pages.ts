/** The few plain pages that recipients see. */

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; --text: #1d2125; --soft: #5c6670; --page: #f5f6f8; --card: #fff; --line: #dfe3e8; --accent: #2457c5; }
@media (prefers-color-scheme: dark) { :root { --text: #e7eaee; --soft: #a3adb8; --page: #14171a; --card: #1d2125; --line: #333a41; --accent: #7ba3f7; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 1rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
h1 { margin: 0 0 .5rem; font-size: 1.3rem; }
p { margin: 0 0 1.25rem; color: var(--soft); overflow-wrap: anywhere; }
p:last-child { margin: 0; }
.more { margin-top: 1.25rem; font-size: .9rem; }
.more a { color: inherit; }
button { font: inherit; font-weight: 600; padding: .6rem 1.2rem; border: 0; border-radius: 8px; background: var(--accent); color: var(--card); cursor: pointer; }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
</style>
</head>
<body><main>${content}</main></body>
</html>
`;
}

export function messagePage(title: string, text: string): string {
  return page(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`);
}

/** @param token one that was read and found good */
export function unsubscribePage(token: string): string {
  return page(
    "Unsubscribe",
    `<h1>Unsubscribe</h1><p>One click, and you get no more of these messages.</p>
<form method="post" action="/u/${encodeURIComponent(token)}"><button type="submit">Unsubscribe</button></form>
<p class="more"><a href="/t/${encodeURIComponent(token)}">Do not record what I open and follow</a></p>`,
  );
}

/** @param token an unsubscribe token that was read and found good */
export function trackingPage(token: string): string {
  return page(
    "Tracking",
    `<h1>What you open and follow</h1><p>We see when you open a message and which of its links you follow. You can have that ended; you go on getting the messages.</p>
<form method="post" action="/t/${encodeURIComponent(token)}"><button type="submit">Do not record it</button></form>`,
  );
}
