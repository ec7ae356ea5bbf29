/** Whether `2026-12-24` is a day of the (proleptic Gregorian) calendar. */
export function isValidDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (!year || !month || !day) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
