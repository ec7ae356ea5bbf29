export { type Clock, realClock, VirtualClock } from "./clock.ts";
export type { Deployment, Engine } from "./engine/contract.ts";
export type { Database, Queryable } from "./store/database.ts";
export { openDatabase, openPglite, openPostgres } from "./store/open-database.ts";
