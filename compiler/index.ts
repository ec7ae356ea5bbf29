export * from "./graph/graph.ts";
export type * from "./machine/step.ts";
