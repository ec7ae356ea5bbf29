export { type Clock, realClock, VirtualClock } from "./clock.ts";
export type { Deployment, Engine } from "./engine/contract.ts";
export type { Database, Queryable } from "./store/database.ts";
export { createEngine } from "./engine/engine.ts";
export { openDatabase, openPglite, openPostgres } from "./store/open-database.ts";
