/** An old release that is started again: what its folder holds was replaced meanwhile. */
import { days, email, graphOf, wait } from "@journey/compiler/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bothBackends } from "../../test/support/backends.ts";
import { VirtualClock } from "../clock.ts";
import type { Database } from "../store/database.ts";
import type { Engine } from "./contract.ts";
import { createEngine } from "./engine.ts";
import { journeyStatus } from "./status.ts";

describe.each(Object.entries(bothBackends()))("on %s", (_, open) => {
  let db: Database;
  let engine: Engine;
  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db?.close());
  beforeEach(async () => {
    await db.script("truncate journey.journey, journey.journey_version");
    engine = createEngine({ db, clock: new VirtualClock(Date.parse("2026-03-02T09:00:00Z")) });
  });
  /** What `journey run` does at its start with what its folder holds. */
  const start = (graph: typeof before) => engine.deploy(graph, { onlyNew: true });
  const current = async () => (await journeyStatus(db))[0]?.version;

  const before = { ...graphOf([email("hello")]), hash: "a".repeat(64) };
  const after = { ...graphOf([wait("wait_1", days(1)), email("hello")]), hash: "b".repeat(64) };

  it("does not make its version current again, and hears which one has replaced it", async () => {
    expect(await start(before)).toMatchObject({ created: true });
    expect(await start(after)).toMatchObject({ created: true });
    const again = await start(before);
    expect(again).toMatchObject({ created: false, replacedBy: after.hash });
    expect(await current()).toBe(after.hash);
  });

  it("goes on with its version as long as that is the current one", async () => {
    await start(before);
    expect(await start(before)).not.toHaveProperty("replacedBy");
    expect(await current()).toBe(before.hash);
  });

  it("does not undo a rollback either; whoever deploys on purpose does", async () => {
    await start(before);
    await start(after);
    await engine.deploy(before);
    expect(await current()).toBe(before.hash);
    expect(await start(after)).toMatchObject({ replacedBy: before.hash });
    expect(await current()).toBe(before.hash);
    await engine.deploy(after);
    expect(await current()).toBe(after.hash);
  });
});
