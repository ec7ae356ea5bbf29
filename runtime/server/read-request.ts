/** What callers send, read as a form or refused with its place. */
import { Problem } from "@journey/language";
import * as z from "zod";

/** A record's id, as text or as a number. */
export const recordId = z.union([z.string().min(1), z.number().int()]).transform(String);

/** @throws Problem `wrong-request` */
export function read<T>(form: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = form.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue && issue.path.length > 0 ? ` at \`${issue.path.join(".")}\`` : "";
  throw new Problem(
    "wrong-request",
    `What was sent is not what is expected: ${what}${place}: ${issue?.message ?? "unreadable"}.`,
    "See docs/operating.md, “From your own systems”.",
  );
}
