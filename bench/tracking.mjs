/**
 * Requests per second of the tracking endpoint (pixels and tracked links, every one durable before its answer on a real
 * PostgreSQL server with fsync and synchronous_commit on) against a bare `node:http` server that writes nothing. Each server
 * is a process of its own; one client process asks them in turns, over the same number of connections.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const here = fileURLToPath(new URL("./tracking-server.mjs", import.meta.url));
const agents = [
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
];
/** Enough that neither server waits for the client: what is measured is work, not the way there and back. */
const connections = 512;

/** Asks over kept connections, one request at a time on each, for so many milliseconds. @returns answers per second */
async function load(port, paths, milliseconds) {
  let answered = 0;
  let next = 0;
  const wrong = [];
  let ending = false;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.setNoDelay(true);
      await once(socket, "connect");
      const ask = () => {
        const index = next++ % paths.length;
        socket.write(
          `GET ${paths[index]} HTTP/1.1\r\nhost: go.acme.test\r\nuser-agent: ${agents[index % agents.length]}\r\naccept: image/*\r\n\r\n`,
        );
      };
      await new Promise((resolve, reject) => {
        let text = "";
        socket.on("error", reject);
        socket.on("data", (chunk) => {
          text += chunk.toString("latin1");
          const head = text.indexOf("\r\n\r\n");
          if (head < 0) return;
          const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
          if (text.length < head + 4 + length) return;
          if (!/^HTTP\/1.1 (200|302)/.test(text)) wrong.push(text.slice(0, 40));
          text = "";
          answered++;
          if (ending || performance.now() - started > milliseconds) {
            ending = true;
            socket.end();
            resolve();
          } else ask();
        });
        ask();
      });
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  if (wrong.length > 0) throw new Error(`${wrong.length} requests were answered with ${wrong[0]}`);
  return { perSecond: answered / seconds, answered };
}

/** Starts one of the two servers in a process of its own; it says its port. */
async function start(kind, databaseUrl) {
  const child = fork(here, [kind, databaseUrl ?? ""], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [ready] = await once(child, "message");
  const look = async () => {
    child.send("look");
    return (await once(child, "message"))[0];
  };
  const stop = () => {
    child.kill();
    return once(child, "exit");
  };
  return { ...ready, look, stop };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export default async function run({ quick, log }) {
  // The test server is TypeScript: it is read as the tests read it.
  const vite = await createServer({ configFile: false, logLevel: "error", server: { middlewareMode: true } });
  const { startPostgres } = await vite.ssrLoadModule(
    fileURLToPath(new URL("../test/support/postgres.ts", import.meta.url)),
  );
  const postgres = await startPostgres();
  const servers = [];
  try {
    const bare = await start("bare");
    servers.push(bare);
    const tracking = await start("tracking", await postgres.createDatabase());
    servers.push(tracking);
    const rounds = quick ? 3 : 7;
    const milliseconds = quick ? 2_000 : 5_000;
    await load(bare.port, tracking.opens, 1_000);
    await load(tracking.port, tracking.opens, 1_000);
    let answered = (await tracking.look()).written;
    const figures = { bare: [], opens: [], clicks: [] };
    const measure = async (server, paths, into) => {
      const before = (await server.look()).cpu;
      const { perSecond, answered } = await load(server.port, paths, milliseconds);
      into.push({ perSecond, cpu: (((await server.look()).cpu - before) * 1000) / answered });
      return answered;
    };
    for (let round = 0; round < rounds; round++) {
      for (const kind of ["opens", "clicks"]) {
        await measure(bare, tracking[kind], figures.bare);
        answered += await measure(tracking, tracking[kind], figures[kind]);
      }
      const [opens, clicks, peer] = [figures.opens, figures.clicks, figures.bare].map((all) => all.at(-1));
      log(
        `round ${round + 1} of ${rounds}: ${Math.round(opens.perSecond)} opens/s, ${Math.round(clicks.perSecond)} clicks/s, bare ${Math.round(peer.perSecond)}/s`,
      );
    }
    const { written } = await tracking.look();
    const waited = performance.now();
    while ((await tracking.look()).judged < written) await new Promise((resolve) => setTimeout(resolve, 500));
    const judgedAfter = (performance.now() - waited) / 1000;
    const against = (kind) =>
      median(
        figures[kind].map(
          (own, index) => own.perSecond / figures.bare[2 * index + (kind === "opens" ? 0 : 1)].perSecond,
        ),
      );
    const ratio = Math.min(against("opens"), against("clicks"));
    const rate = (kind) => median(figures[kind].map(({ perSecond }) => perSecond));
    const cpu = (kind) => median(figures[kind].map((each) => each.cpu));
    return {
      figures: [
        { what: "bare node:http server that writes nothing", value: rate("bare"), unit: "requests/s" },
        { what: "opens, durable", value: rate("opens"), unit: "requests/s" },
        { what: "clicks, durable", value: rate("clicks"), unit: "requests/s" },
        { what: "opens against bare", value: against("opens"), unit: "×" },
        { what: "clicks against bare", value: against("clicks"), unit: "×" },
        { what: "processor time, bare", value: cpu("bare"), unit: "µs/request" },
        { what: "processor time, open", value: cpu("opens"), unit: "µs/request" },
        { what: "processor time, click", value: cpu("clicks"), unit: "µs/request" },
        { what: "answered", value: answered, unit: "requests" },
        { what: "found in the database", value: written, unit: "rows" },
        { what: "all judged and turned into events after the last answer", value: judgedAfter, unit: "s" },
      ],
      goals: [
        { what: "tracking endpoint against a bare server", goal: "≥ 0.5", value: ratio, met: ratio >= 0.5 },
        {
          what: "every answered request is in the database",
          goal: "all",
          value: `${written} of ${answered}`,
          met: written >= answered,
        },
      ],
    };
  } finally {
    for (const server of servers) await server.stop();
    await postgres.stop();
    await vite.close();
  }
}
