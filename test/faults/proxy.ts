/** Stands between the workers and the database, and does to their connections what networks do. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Proxy {
  readonly port: number;
  /** Breaks every connection at once. */
  cutAll(): void;
  /** Passes nothing on for so long, and then goes on as if nothing had been. Milliseconds. */
  stall(milliseconds: number): void;
  /** The next so many answers to a COMMIT never arrive: their connections break instead. */
  swallowCommits(count: number): void;
  readonly swallowed: number;
  close(): Promise<void>;
}

/** `CommandComplete` of a COMMIT, as the server sends it. */
const committed = Buffer.from("COMMIT\0");

export async function startProxy(target: { readonly host: string; readonly port: number }): Promise<Proxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let toSwallow = 0;
  let swallowed = 0;
  let stalled = false;
  const server = createServer((near) => {
    const far = connect(target.port, target.host);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      pairs.delete(pair);
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
      if (stalled) socket.pause();
    }
    near.on("data", (chunk) => far.write(chunk));
    far.on("data", (chunk: Buffer) => {
      if (toSwallow > 0 && chunk.includes(committed)) {
        toSwallow--;
        swallowed++;
        end();
      } else near.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cutAll = () => {
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    cutAll,
    stall(milliseconds) {
      stalled = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
      setTimeout(() => {
        stalled = false;
        for (const pair of pairs) for (const socket of pair) socket.resume();
      }, milliseconds);
    },
    swallowCommits(count) {
      toSwallow = count;
    },
    get swallowed() {
      return swallowed;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}
