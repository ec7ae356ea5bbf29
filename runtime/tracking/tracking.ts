/** What people and servers do with messages, turned into events. Durable when these return. */
import { isMessage, templateFor } from "@journey/compiler";
import { renderText } from "@journey/language";
import type { Clock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import { type EventType, recordEvents } from "../store/events.ts";
import { loadGraph } from "../store/journeys.ts";
import { findMessage, type StoredMessage } from "../store/messages.ts";
import { loadRecords, timezoneOf } from "../store/records.ts";
import { suppress } from "../store/suppressions.ts";
import { createEventWriter } from "./event-writer.ts";
import type { TokenPayload } from "./token.ts";

export interface Tracking {
  opened(token: TokenPayload): Promise<void>;
  /** @returns where the link leads; undefined: the message has no such link, or it leads nowhere on the web. */
  clicked(token: TokenPayload): Promise<string | undefined>;
  /** @returns the address that was unsubscribed; undefined: there is no such message. */
  unsubscribed(token: TokenPayload): Promise<string | undefined>;
  /** Something a server or provider reports of a message. */
  reported(
    message: { readonly bucket: number; readonly messageId: string },
    type: EventType,
    source: string,
    data?: unknown,
  ): Promise<boolean>;
}

export function createTracking({ db, clock }: { db: Database; clock: Clock }): Tracking {
  const record = (
    message: { readonly bucket: number; readonly messageId: string },
    event: { type: EventType; source: string; externalId: string; data?: unknown },
  ) =>
    db.transaction((tx) => {
      const now = clock.now();
      const { bucket, messageId } = message;
      return recordEvents(tx, [{ bucket, messageId, occurredAt: now, ...event }], now);
    });

  const writer = createEventWriter(db);

  return {
    async opened(token) {
      const now = clock.now();
      const { bucket, messageId } = token;
      await writer.write(
        { bucket, messageId, type: "opened", source: "pixel", externalId: messageId, occurredAt: now },
        now,
      );
    },

    async clicked(token) {
      const message = await findMessage(db, token.bucket, token.messageId);
      if (!message || token.link === undefined) return undefined;
      const link = await targetOf(db, message, token.link);
      if (!link) return undefined;
      const now = clock.now();
      await writer.write(
        {
          bucket: token.bucket,
          messageId: token.messageId,
          type: "clicked",
          source: "link",
          // The same link twice by one person is one click.
          externalId: `${token.messageId}:${link.label ?? token.link}`,
          ...(link.label === undefined ? {} : { label: link.label }),
          occurredAt: now,
        },
        now,
      );
      return link.url;
    },

    async unsubscribed(token) {
      const message = await findMessage(db, token.bucket, token.messageId);
      if (!message) return undefined;
      await suppress(db, message.recipient, "unsubscribed", `message ${message.activity}`, clock.now());
      await record(token, { type: "unsubscribed", source: "unsubscribe page", externalId: token.messageId });
      return message.recipient;
    },

    async reported(message, type, source, data) {
      return (await record(message, { type, source, externalId: `${message.messageId}:${type}`, data })) > 0;
    },
  };
}

/** A link's address for this person. Only addresses on the web: a redirect must lead to nothing else. */
async function targetOf(
  db: Database,
  message: StoredMessage,
  index: number,
): Promise<{ readonly url: string; readonly label: string | undefined } | undefined> {
  const graph = await loadGraph(db, message.versionId);
  const node = graph?.nodes.find((candidate) => candidate.id === message.activity);
  if (!graph || !node || !isMessage(node)) return undefined;
  const link = templateFor(node, message.locale).links[index];
  if (!link) return undefined;
  const records = await loadRecords(db, graph.schema, graph.target, [message.recordId]);
  const record = records.get(message.recordId) ?? {};
  const url = renderText(link.url, record, timezoneOf(graph, record));
  try {
    const { protocol } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? { url, label: link.label } : undefined;
  } catch {
    return undefined;
  }
}
