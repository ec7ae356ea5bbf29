export * from "./graph/graph.ts";
export type * from "./machine/step.ts";
export { assignmentToSql } from "./filters/assignment-to-sql.ts";
export { normalise, normalisedSql } from "./filters/normalise.ts";
export { quoted, quotedTable, SqlFilterBuilder } from "./filters/to-sql.ts";
export { addDuration, describeDuration, isTimeZone, startOfDate, startOfDay } from "./time/calendar.ts";
export { buildGraph } from "./graph/build-graph.ts";
export { buildMachine } from "./machine/build-machine.ts";
export { JourneyMachine, type RegionActivity, type Timer } from "./machine/journey-machine.ts";
