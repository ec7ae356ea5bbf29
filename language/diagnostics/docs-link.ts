/** Where the page of a code is, from the project's root. */
export function docsLink(code: string, page = "docs/diagnostics.md"): string {
  return `${page}#${code}`;
}
