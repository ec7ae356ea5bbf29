/** A subscription that a push service does not know any more is taken out of where it came from. */
import { isMessage } from "@journey/compiler";
import type { Clock } from "../clock.ts";
import { clearValue } from "../store/changes.ts";
import type { Database } from "../store/database.ts";
import { loadGraph } from "../store/journeys.ts";
import { findMessage } from "../store/messages.ts";
import { suppress } from "../store/suppressions.ts";
import type { Tracking } from "../tracking/tracking.ts";
import type { PushOptions } from "./push.ts";

/** Empties the field that held it, where the field may be empty; otherwise it is suppressed. Then the message has bounced. */
export function createGoneHandler({
  db,
  clock,
  tracking,
}: {
  db: Database;
  clock: Clock;
  tracking: Tracking;
}): PushOptions["onGone"] {
  return async ({ bucket, id, recipient }) => {
    const message = await findMessage(db, bucket, id);
    const graph = message && (await loadGraph(db, message.versionId));
    const node = graph?.nodes.find((candidate) => candidate.id === message?.activity);
    if (graph && node && isMessage(node)) {
      const isCleared = await clearValue(db, graph.schema, node.to, recipient);
      if (!isCleared) await suppress(db, recipient, "gone", `message ${node.id}`, clock.now());
    }
    await tracking.reported({ bucket, messageId: id }, "bounced", "push", { reason: "the subscription is gone" });
  };
}
