/** A process of the service for the fault kit: what `journey run` runs, with a wrong clock of its own and times that suit a test. */
const { clockError, databaseUrl, smtpUrl, apiToken, began, speed, lease } = JSON.parse(
  process.env.JOURNEY_FAULTS ?? "{}",
);

// This machine's clock is wrong; nothing that matters may go by it.
const trueNow = Date.now;
Date.now = () => trueNow() + clockError;

const { createEngine, openDatabaseClock, openPostgres, startService } = await import("@journey/runtime");

async function open() {
  for (;;) {
    try {
      return await openPostgres(databaseUrl, {
        maxConnections: 6,
        statementTimeout: 2_000,
        idleInTransactionTimeout: 2_000,
      });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function start() {
  for (;;) {
    const db = await open();
    try {
      const steady = await openDatabaseClock(db);
      // Time passes `speed` times as fast, for all workers alike.
      const clock = { now: () => Math.round(began + (steady.now() - began) * speed), set: steady.set };
      const engine = createEngine({ db, clock, batchSize: 20 });
      const service = await startService({
        db,
        engine,
        clock,
        host: "127.0.0.1",
        port: 0,
        publicUrl: "http://journey.test",
        domain: "mail.acme.test",
        from: "Acme <hello@acme.test>",
        smtpUrl,
        apiToken,
        lease,
        onProblem: ({ code, message }) => console.error(`${code}: ${message}`),
      });
      return { db, service };
    } catch (error) {
      console.error(`start: ${error.message}`);
      await db.close().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

const { db, service } = await start();
process.on("SIGTERM", async () => {
  const finished = await service.close(10_000);
  if (finished) await db.close();
  process.exit(finished ? 0 : 3);
});
process.send?.({ url: service.url, worker: service.worker });
