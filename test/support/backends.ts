/** The two databases that everything runs on, for tests that hold on both. */
import { type Database, openPglite, openPostgres } from "@journey/runtime";
import { afterAll, beforeAll } from "vitest";
import { startPostgres, type TestServer } from "./postgres.ts";

/** Called where tests are described: it starts a server before them and stops it after them. @returns what opens an empty database */
export function bothBackends(): Readonly<Record<"PGlite" | "PostgreSQL", () => Promise<Database>>> {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  return {
    PGlite: () => openPglite(),
    PostgreSQL: async () => openPostgres(await server.createDatabase()),
  };
}
