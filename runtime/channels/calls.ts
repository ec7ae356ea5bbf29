/** Calls that journeys make: of other services (`webhook`), and of the project's functions (`run`). */
import type { JourneyGraph, RunNode, WebhookNode } from "@journey/compiler";
import type { Clock } from "../clock.ts";
import { applyChanges, withDates } from "../store/changes.ts";
import type { Database } from "../store/database.ts";
import type { ClaimedMessage, SendResult } from "../store/messages.ts";
import { type DataRecord, timezoneOf } from "../store/records.ts";
import { type RunLog, saveRunLogs } from "../store/run-logs.ts";
import { createGroupCommit } from "../tracking/group-commit.ts";
import type { FunctionRunner } from "./run-function.ts";
import { createWebhooks, type WebhookSettings } from "./webhook.ts";

export interface CallOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly runFunction?: FunctionRunner | undefined;
  readonly webhooks?: WebhookSettings | undefined;
}

export interface Calls {
  call(
    message: ClaimedMessage,
    graph: JourneyGraph,
    node: WebhookNode | RunNode,
    record: DataRecord | undefined,
    now: number,
    /** See `Channel.send`. */
    begin?: () => Promise<void>,
  ): Promise<SendResult>;
  close(): Promise<void>;
}

export function createCalls({ db, clock, runFunction, webhooks: settings }: CallOptions): Calls {
  const webhooks = createWebhooks(settings);
  const saveLog = createGroupCommit<RunLog, void>({
    commit: async (logs) => {
      await saveRunLogs(db, logs);
      return [];
    },
  });

  async function run(
    message: ClaimedMessage,
    graph: JourneyGraph,
    node: RunNode,
    record: DataRecord,
    begin: (() => Promise<void>) | undefined,
  ): Promise<SendResult> {
    if (!runFunction) return { status: "failed", error: "there is nothing set up that runs functions" };
    await begin?.();
    const startedAt = clock.now();
    const key = `${message.bucket}-${message.id}`;
    const { error, changes, lines, milliseconds } = await runFunction.run({
      file: node.file,
      name: node.function,
      values: node.arguments.map((value, index) => {
        if (value.kind === "this") return withDates(graph, record);
        const given = message.data?.[String(index)] ?? undefined;
        return isMoment(value) && typeof given === "string" ? new Date(given) : given;
      }),
      idempotencyKey: key,
      attempt: message.attempt,
    });
    const problem = error ?? (await applyChanges(db, graph, message.recordId, changes));
    if (lines.length > 0 || problem !== undefined) {
      const { bucket, id: messageId, activity, attempt } = message;
      await saveLog({ bucket, messageId, activity, attempt, startedAt, milliseconds, error: problem, lines });
    }
    return problem === undefined
      ? { status: "sent", externalId: `${node.function} ${message.id}` }
      : { status: "failed", error: `${node.function}: ${problem}` };
  }

  return {
    async call(message, graph, node, record, now, begin) {
      if (!record) return { status: "failed", error: "the record was deleted" };
      return node.kind === "webhook"
        ? webhooks.call(node, record, message, timezoneOf(graph, record), now, begin)
        : run(message, graph, node, record, begin);
    },
    async close() {
      webhooks.close();
      await runFunction?.close();
    },
  };
}

/** A date reaches us as JSON has it, and the function as its parameter says. */
function isMoment(value: RunNode["arguments"][number]): boolean {
  if (value.kind === "moment" || value.kind === "shifted") return true;
  return (value.kind === "field" && value.type.kind === "date") || (value.kind === "literal" && value.type === "date");
}
