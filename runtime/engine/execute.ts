/** Carries out the activities of a batch: each kind of activity in one set-based statement per step of the journey. */
import { isMessage } from "@journey/compiler";
import type { Queryable } from "../store/database.ts";
import { changeFollowers, createRecords, createTasks, suppressAddresses, updateRecords } from "../store/effects.ts";
import type { Execution, Outcome } from "../store/execution.ts";
import { addListMembers, removeListMembers } from "../store/lists.ts";
import { startJourney, stopJourney } from "../store/other-journeys.ts";
import { queueCalls, queueMessages } from "../store/outbox.ts";

export async function executeActivities(tx: Queryable, executions: readonly Execution[], now: number): Promise<void> {
  for (const group of inWaves(executions)) {
    const outcomes = await carryOut(tx, group, now);
    for (const [index, execution] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome && outcome.result !== "queued") execution.answer(outcome.result, outcome.detail);
    }
  }
}

/**
 * Those that can be carried out together. What one participant does goes in its order, whoever else is in the batch: their first
 * activities, their second … A participant's own stand next to each other.
 */
function inWaves(executions: readonly Execution[]): Execution[][] {
  const waves: Map<string, Execution[]>[] = [];
  let wave = 0;
  let last: Execution | undefined;
  for (const execution of executions) {
    wave = last?.participant === execution.participant ? wave + 1 : 0;
    last = execution;
    const groups = waves[wave] ?? new Map<string, Execution[]>();
    waves[wave] = groups;
    const key = `${execution.versionId}/${execution.node.id}`;
    const group = groups.get(key);
    if (group) group.push(execution);
    else groups.set(key, [execution]);
  }
  return waves.flatMap((groups) => [...groups.values()]);
}

/**
 * The group in one go; if the database refuses it (a check constraint of the user's table, say), one by one, so that
 * only those that are refused fail.
 */
async function carryOut(tx: Queryable, group: readonly Execution[], now: number): Promise<Outcome[]> {
  await tx.query("savepoint activity");
  try {
    const outcomes = await execute(tx, group, now);
    await tx.query("release savepoint activity");
    return outcomes;
  } catch (error) {
    // Nothing that says something about the activity: the whole batch is rolled back and done again, as when the
    // connection is gone and this rollback throws.
    if (isPassing(error)) throw error;
    await tx.query("rollback to savepoint activity");
    if (group.length === 1) {
      return [{ result: "failed", detail: error instanceof Error ? error.message : String(error) }];
    }
  }
  const outcomes: Outcome[] = [];
  for (const execution of group) outcomes.push(...(await carryOut(tx, [execution], now)));
  return outcomes;
}

/**
 * Whether the database said that something is wrong with it, or with the moment: a statement that took too long or was ended, a
 * deadlock, a lock that was not had in time, no room, a shutdown.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isPassing(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" && /^(08|40|53|57|58|55P03)/.test(code);
}

async function execute(tx: Queryable, group: readonly Execution[], now: number): Promise<Outcome[]> {
  const { node, graph } = group[0]!;
  const recordIds = group.map((execution) => execution.participant.recordId);
  if (isMessage(node)) return queueMessages(tx, node, group, now);
  switch (node.kind) {
    case "update":
      await updateRecords(tx, node, group, now);
      break;
    case "create":
      await createRecords(tx, node, group, now);
      break;
    case "task":
      await createTasks(tx, node, group, now);
      break;
    case "add to list":
      await addListMembers(tx, node.list, graph.target, recordIds, now);
      break;
    case "remove from list":
      await removeListMembers(tx, node.list, graph.target, recordIds);
      break;
    case "suppress":
      await suppressAddresses(tx, node, group, now);
      break;
    case "follow":
    case "unfollow":
      await changeFollowers(tx, node, group, now);
      break;
    case "webhook":
    case "run":
      await queueCalls(tx, node, group, now);
      return group.map(() => ({ result: "queued" }));
    case "start journey":
      await startJourney(tx, node.journey, graph.target, recordIds, now);
      break;
    case "stop journey":
      await stopJourney(tx, node.journey, graph.target, recordIds, now);
      break;
    default:
      node satisfies never;
  }
  return group.map(() => ({ result: "executed" }));
}
