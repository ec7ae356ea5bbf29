import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const vite = await createServer({ configFile: false, logLevel: "error", server: { middlewareMode: true } });
const { startPostgres } = await vite.ssrLoadModule(
  fileURLToPath(new URL("../test/support/postgres.ts", import.meta.url)),
);
const pg = await startPostgres();
const child = fork(
  fileURLToPath(new URL("./tracking-server.mjs", import.meta.url)),
  ["tracking", await pg.createDatabase()],
  { execArgv: ["--cpu-prof", "--cpu-prof-dir=/tmp/prof"], stdio: ["ignore", "inherit", "inherit", "ipc"] },
);
const [ready] = await once(child, "message");
let n = 0,
  stop = false;
const ua =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
const t0 = performance.now();
await Promise.all(
  Array.from({ length: 256 }, async () => {
    const s = connect(ready.port, "127.0.0.1");
    await once(s, "connect");
    let i = Math.floor(Math.random() * 20000);
    const ask = () => s.write(`GET ${ready.opens[i++ % 20000]} HTTP/1.1\r\nhost: x\r\nuser-agent: ${ua}\r\n\r\n`);
    await new Promise((r) => {
      s.on("data", () => {
        n++;
        if (performance.now() - t0 > 10000) {
          s.destroy();
          r();
        } else ask();
      });
      ask();
    });
  }),
);
console.log("rate", n / ((performance.now() - t0) / 1000));
child.send("written");
console.log((await once(child, "message"))[0], n);
child.send("end");
setTimeout(() => {
  child.kill();
  pg.stop().then(() => process.exit());
}, 3000);
