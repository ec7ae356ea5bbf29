/** What the journeys have done by TypeScript: functions that `run` steps call. */
import type { Customer } from "./models.ts";

/**
 * Tells the sales team's list that a customer is worth a call.
 *
 * @param points how much more than before
 * @throws Error when the list can't be reached, so that the step counts as failed and is seen
 */
export async function scoreLead(customer: Customer, points: number, reason?: string): Promise<void> {
  const answer = await fetch(`https://sales.acme.test/customers/${customer.id}/score`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ points, reason: reason ?? null }),
  });
  if (!answer.ok) throw new Error(`The sales list answered ${answer.status}.`);
}
