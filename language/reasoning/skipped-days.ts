/**
 * Days that a zone crossing the date line left out (found by asking for all clock changes of 20 hours and more in the
 * time zone database): there, the day and the one after it start at the same instant. 1995-01-01 stood for 1994-12-31
 * in older versions of the database.
 */
const skipped: ReadonlySet<string> = new Set(["1844-12-31", "1993-08-21", "1994-12-31", "1995-01-01", "2011-12-30"]);

/** Whether the day starts before the next day in every zone, so that ISO text order is the order of the instants. */
export function startsAlone(date: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && !skipped.has(date);
}
