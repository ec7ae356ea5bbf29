/** The journeys of the fault kit, and what they ask and do, said a second time in plain code: the auditor goes by this. */
import { fileURLToPath } from "node:url";
import type { JourneyGraph } from "@journey/compiler";
import { compileProject } from "../../cli/compile-project.ts";
import { openProject } from "../../cli/project.ts";

export interface Contact {
  readonly id: number;
  readonly email: string;
  readonly country: "BE" | "FR";
  readonly visits: number;
  readonly opens: number;
  readonly bought: number;
  readonly idle: number;
  readonly receipts: number;
}

/** The answer to the journey's only `if`. */
export const isBelgian = ({ country }: Pick<Contact, "country">): boolean => country === "BE";

/** `where event.total > 10` and `where entry.total > 10` */
export const counts = (payload: unknown): boolean => Number((payload as { total?: number } | null)?.total) > 10;

/** The column that an `update` adds one to. */
export const columns = {
  begin: "visits",
  seen: "opens",
  buyer: "bought",
  idler: "idle",
  receipts: "receipts",
} as const satisfies Readonly<Record<string, keyof Contact>>;

export function compileFaultProject(): readonly JourneyGraph[] {
  const { graphs, diagnostics } = compileProject(openProject([fileURLToPath(new URL("./project", import.meta.url))]));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join(" "));
  return graphs;
}
