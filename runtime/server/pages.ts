/** The pages that recipients see: plain HTML without scripts, readable on any screen, by any reader, in light and in dark. */
import { type Locale, localeNames, locales, pageTexts } from "./page-texts.ts";

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --text: #1d2125; --soft: #56606b; --page: #f3f5f8; --card: #fff; --line: #d5dae0; --edge: #7a8591; --accent: #1f55c4; --on-accent: #fff; --wrong: #b3261e; --wrong-back: #fdeceb; }
@media (prefers-color-scheme: dark) { :root { --text: #e7eaee; --soft: #a9b3be; --page: #131619; --card: #1c2024; --line: #3a4149; --edge: #7d8894; --accent: #8ab0fa; --on-accent: #10213f; --wrong: #ffb4ab; --wrong-back: #3a1d1b; } }
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 1.25rem; padding: 1.5rem 1rem; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { width: 100%; max-width: 30rem; padding: clamp(1.25rem, 5vw, 2.25rem); background: var(--card); border: 1px solid var(--line); border-radius: 14px; overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; font-size: 1.45rem; line-height: 1.25; }
p { margin: 0 0 1.25rem; color: var(--soft); }
main > :last-child, form > :last-child { margin-bottom: 0; }
.sender { margin: 0 0 1rem; color: var(--soft); font-weight: 600; font-size: .9rem; }
label, legend { font-weight: 600; }
input[type=email] { display: block; width: 100%; margin: .35rem 0 1.25rem; padding: .65rem .75rem; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--edge); border-radius: 8px; }
input[type=email][aria-invalid=true] { border-color: var(--wrong); }
fieldset { margin: 0 0 1.25rem; padding: 0; border: 0; }
legend { margin-bottom: .5rem; padding: 0; }
.choice { display: grid; grid-template-columns: auto 1fr; gap: .1rem .7rem; padding: .6rem .75rem; margin-bottom: .5rem; border: 1px solid var(--line); border-radius: 8px; font-weight: 400; cursor: pointer; }
.choice input, .agree input { width: 1.15rem; height: 1.15rem; margin: .2rem 0 0; accent-color: var(--accent); }
.choice strong { font-weight: 600; }
.choice span { grid-column: 2; color: var(--soft); font-size: .92rem; }
.agree { display: grid; grid-template-columns: auto 1fr; gap: .7rem; margin-bottom: 1.25rem; font-weight: 400; font-size: .92rem; color: var(--soft); cursor: pointer; }
button, .button { display: inline-block; font: inherit; font-weight: 600; padding: .65rem 1.3rem; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent); color: var(--on-accent); cursor: pointer; text-decoration: none; }
button.quiet { background: none; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wrong { margin: 0 0 1.25rem; padding: .65rem .8rem; border-radius: 8px; background: var(--wrong-back); color: var(--wrong); }
hr { margin: 1.5rem 0; border: 0; border-top: 1px solid var(--line); }
.trap { position: absolute; left: -100vw; }
.more { margin: 1.25rem 0 0; font-size: .9rem; }
.more a { color: inherit; }
nav { display: flex; flex-wrap: wrap; justify-content: center; gap: .25rem 1rem; font-size: .9rem; }
nav a { color: var(--soft); padding: .25rem 0; }
nav a[aria-current] { color: var(--text); font-weight: 600; text-decoration: none; }
@media (max-width: 26rem) { button, .button { width: 100%; text-align: center; } }
`;

/** Pages that hold a person's address, or a link that acts for them, are kept and shown nowhere else. */
export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store, private",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/**
 * @param content HTML
 * @param switchPath where the same page is in another language; undefined: nowhere, as it is the answer to a form
 */
function page(locale: Locale, title: string, content: string, switchPath?: string): string {
  const links = locales.map((each) => {
    const here = each === locale ? ' aria-current="true"' : "";
    return `<a href="${escapeHtml(switchPath ?? "")}?lang=${each}" lang="${each}" hreflang="${each}"${here}>${localeNames[each]}</a>`;
  });
  const nav =
    switchPath === undefined
      ? ""
      : `<nav aria-label="${escapeHtml(pageTexts[locale].language)}">${links.join("")}</nav>`;
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>${content}</main>
${nav}
</body>
</html>
`;
}

const heading = (title: string, text: string) => `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`;

export function messagePage(locale: Locale, title: string, text: string): string {
  return page(locale, title, heading(title, text));
}

export function invalidLinkPage(locale: Locale): string {
  const { title, text } = pageTexts[locale].invalidLink;
  return messagePage(locale, title, text);
}

/** A mailing list as a visitor sees it. */
export interface ShownList {
  readonly name: string;
  readonly title: string;
  readonly description?: string | undefined;
}

/** What to choose from, one below the other. A list is the field `list:NAME`. */
function choices(lists: readonly ShownList[], chosen: ReadonlySet<string>): string {
  return lists
    .map(({ name, title, description }) => {
      const checked = chosen.has(name) ? " checked" : "";
      const more = description === undefined ? "" : `<span>${escapeHtml(description)}</span>`;
      return `<label class="choice"><input type="checkbox" name="list:${escapeHtml(name)}" value="on"${checked}><strong>${escapeHtml(title)}</strong>${more}</label>`;
    })
    .join("");
}

const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

/**
 * @param path where the page is, and its form goes
 * @param lists that the person may leave alone
 * @param trackingPath where they decline to be tracked
 */
export function unsubscribePage(
  locale: Locale,
  path: string,
  lists: readonly ShownList[],
  trackingPath: string,
): string {
  const texts = pageTexts[locale].unsubscribe;
  const alone =
    lists.length === 0
      ? ""
      : `<hr><form method="post" action="${escapeHtml(path)}">${hidden("lang", locale)}
<fieldset><legend>${escapeHtml(texts.orLists)}</legend>${choices(lists, new Set())}</fieldset>
<button type="submit" class="quiet" name="only" value="lists">${escapeHtml(texts.leaveLists)}</button></form>`;
  const all = `<form method="post" action="${escapeHtml(path)}">${hidden("lang", locale)}<button type="submit">${escapeHtml(texts.button)}</button></form>`;
  const more = `<p class="more"><a href="${escapeHtml(trackingPath)}?lang=${locale}">${escapeHtml(texts.noTracking)}</a></p>`;
  return page(locale, texts.title, `${heading(texts.title, texts.text)}${all}${alone}${more}`, path);
}

/** @param path where the page is, and its form goes */
export function trackingPage(locale: Locale, path: string): string {
  const texts = pageTexts[locale].tracking;
  const form = `<form method="post" action="${escapeHtml(path)}">${hidden("lang", locale)}<button type="submit">${escapeHtml(texts.button)}</button></form>`;
  return page(locale, texts.title, `${heading(texts.title, texts.text)}${form}`, path);
}

export interface SubscribePage {
  readonly sender: string;
  readonly path: string;
  readonly lists: readonly ShownList[];
  /** What was filled in before, and what is wrong with it. */
  readonly address?: string;
  readonly chosen?: ReadonlySet<string>;
  readonly agreed?: boolean;
  readonly wrong?: string;
}

export function subscribePage(locale: Locale, options: SubscribePage): string {
  const texts = pageTexts[locale].subscribe;
  const { sender, path, lists, address = "", agreed = false, wrong } = options;
  const sign = `<p class="sender">${escapeHtml(sender)}</p>`;
  if (lists.length === 0) return page(locale, texts.title, `${sign}${heading(texts.title, texts.nothing)}`, path);
  // One list needs no choosing.
  const chosen = options.chosen ?? new Set(lists.length === 1 ? lists.map(({ name }) => name) : []);
  const alert = wrong === undefined ? "" : `<p class="wrong" role="alert">${escapeHtml(wrong)}</p>`;
  const invalid = wrong === texts.noAddress ? ' aria-invalid="true"' : "";
  return page(
    locale,
    `${texts.title} – ${sender}`,
    `${sign}${heading(texts.title, texts.intro)}${alert}
<form method="post" action="${escapeHtml(path)}" novalidate>${hidden("lang", locale)}
<label for="address">${escapeHtml(texts.address)}</label>
<input id="address" name="address" type="email" autocomplete="email" required value="${escapeHtml(address)}"${invalid}>
<div class="trap" aria-hidden="true"><input name="website" tabindex="-1" autocomplete="off"></div>
<fieldset><legend>${escapeHtml(texts.lists)}</legend>${choices(lists, chosen)}</fieldset>
<label class="agree"><input type="checkbox" name="agree" value="yes"${agreed ? " checked" : ""}><span>${escapeHtml(texts.consent(sender))}</span></label>
<button type="submit">${escapeHtml(texts.button)}</button>
</form>`,
    path,
  );
}

/** The button that a confirmation needs: scanners follow links, and confirm nothing by it. */
export function confirmPage(locale: Locale, path: string, address: string, lists: string): string {
  const texts = pageTexts[locale].confirm;
  return page(
    locale,
    texts.title,
    `${heading(texts.title, texts.text(address, lists))}<form method="post" action="${escapeHtml(path)}">${hidden("lang", locale)}<button type="submit">${escapeHtml(texts.button)}</button></form>`,
    path,
  );
}

export function expiredPage(locale: Locale, subscribePath: string): string {
  const texts = pageTexts[locale].expired;
  return page(
    locale,
    texts.title,
    `${heading(texts.title, texts.text)}<a class="button" href="${escapeHtml(subscribePath)}?lang=${locale}">${escapeHtml(texts.again)}</a>`,
  );
}
