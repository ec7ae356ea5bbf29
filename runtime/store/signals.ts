/**
 * Wakes the workers of other processes, over a connection of its own. A NOTIFY in a working transaction would make all
 * commits queue up behind one lock, so it never happens there: what is to be said is gathered for a moment and said here. It
 * is a courtesy; polling finds the work without it.
 */
import type pg from "pg";

export interface Signals {
  /** Says so to the other processes; at most one message for each topic every 25 ms. */
  send(topic: string): void;
  close(): Promise<void>;
}

const channel = "journey_wake";
const gatherFor = 25;
const reconnectAfter = 1_000;

/**
 * @param onSignal called for what others say, and with every known topic after a connection was lost: something may have
 * been missed
 */
export function openSignals(
  connect: () => Promise<pg.Client>,
  topics: readonly string[],
  onSignal: (topic: string) => void,
): Signals {
  let client: pg.Client | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let reconnecting: NodeJS.Timeout | undefined;
  /** Tells what this process said itself from what others said. */
  let ownPid = 0;
  const toSend = new Set<string>();

  const lost = (gone: pg.Client): void => {
    gone.removeAllListeners();
    // It may report its end more than once.
    gone.on("error", () => {});
    gone.end().catch(() => {});
    if (client === gone) client = undefined;
    if (closed || reconnecting) return;
    reconnecting = setTimeout(() => {
      reconnecting = undefined;
      void open();
    }, reconnectAfter);
  };

  const open = async (): Promise<void> => {
    let opened: pg.Client | undefined;
    try {
      opened = await connect();
      const ready = opened;
      ready.on("error", () => lost(ready));
      ready.on("end", () => lost(ready));
      ready.on("notification", ({ processId, payload }) => {
        if (processId !== ownPid && payload !== undefined) onSignal(payload);
      });
      const { rows } = await ready.query<{ pid: number }>("select pg_backend_pid() as pid");
      ownPid = rows[0]?.pid ?? 0;
      await ready.query(`listen ${channel}`);
      if (closed) return void ready.end().catch(() => {});
      client = ready;
      for (const topic of topics) onSignal(topic);
    } catch {
      if (opened) lost(opened);
      else if (!closed) {
        reconnecting = setTimeout(() => {
          reconnecting = undefined;
          void open();
        }, reconnectAfter);
      }
    }
  };
  const opening = open();

  return {
    send(topic) {
      toSend.add(topic);
      timer ??= setTimeout(() => {
        timer = undefined;
        const said = [...toSend];
        toSend.clear();
        const on = client;
        on?.query("select pg_notify($1, topic) from unnest($2::text[]) as topic", [channel, said]).catch(() =>
          lost(on),
        );
      }, gatherFor);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(reconnecting);
      await opening;
      await client?.end().catch(() => {});
    },
  };
}
