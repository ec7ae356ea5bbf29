/** A name as SQL wants it, whatever it contains. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `contacts` or `crm.contacts`. */
export function quoteTable(name: string): string {
  return name.split(".").map(quoteIdentifier).join(".");
}
