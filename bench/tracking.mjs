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
const connections = 64;

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
  const ask = async (question) => {
    child.send(question);
    return (await once(child, "message"))[0];
  };
  return { ...ready, ask, stop: () => (child.kill(), once(child, "exit")) };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export default async function run({ quick, log }) {
  // The test server is TypeScript: it is read as the tests read it.
  const vite = await createServer({ configFile: false, logLevel: "error", server: { middlewareMode: true } });
  const { startPostgres } = await vite.ssrLoadModule(fileURLToPath(new URL("../test/support/postgres.ts", import.meta.url)));
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
    let answered = await tracking.ask("written");
    const ratios = { opens: [], clicks: [] };
    const rates = { bare: [], opens: [], clicks: [] };
    for (let round = 0; round < rounds; round++) {
      for (const kind of ["opens", "clicks"]) {
        const peer = await load(bare.port, tracking[kind], milliseconds);
        const own = await load(tracking.port, tracking[kind], milliseconds);
        answered += own.answered;
        rates.bare.push(peer.perSecond);
        rates[kind].push(own.perSecond);
        ratios[kind].push(own.perSecond / peer.perSecond);
      }
      log(
        `round ${round + 1} of ${rounds}: ${Math.round(rates.opens[round])} opens/s, ${Math.round(rates.clicks[round])} clicks/s, bare ${Math.round(rates.bare[2 * round])}/s`,
      );
    }
    const written = await tracking.ask("written");
    const ratio = Math.min(median(ratios.opens), median(ratios.clicks));
    return {
      figures: [
        { what: "bare node:http server that writes nothing", value: median(rates.bare), unit: "requests/s" },
        { what: "opens, durable", value: median(rates.opens), unit: "requests/s" },
        { what: "clicks, durable", value: median(rates.clicks), unit: "requests/s" },
        { what: "opens against bare", value: median(ratios.opens), unit: "×" },
        { what: "clicks against bare", value: median(ratios.clicks), unit: "×" },
        { what: "answered", value: answered, unit: "requests" },
        { what: "found in the database", value: written, unit: "rows" },
      ],
      goals: [
        { what: "tracking endpoint against a bare server", goal: "≥ 0.5", value: ratio, met: ratio >= 0.5 },
        { what: "every answered request is in the database", goal: "all", value: `${written} of ${answered}`, met: written >= answered },
      ],
    };
  } finally {
    for (const server of servers) await server.stop();
    await postgres.stop();
    await vite.close();
  }
}
