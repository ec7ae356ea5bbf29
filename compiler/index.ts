export { describeNode, describeTrigger } from "./diagram/describe-node.ts";
export { type DiagramLayout, layoutDiagram } from "./diagram/layout.ts";
export { toMermaid } from "./diagram/mermaid.ts";
export { type DiagramOptions, renderDiagram, type StepCounts } from "./diagram/svg.ts";
export { assignmentToSql, valueToSql } from "./filters/assignment-to-sql.ts";
export { columnType } from "./filters/column-type.ts";
export { describeCondition } from "./filters/describe.ts";
export { folded, foldedSql } from "./filters/fold-case.ts";
export { normalise, normalisedSql } from "./filters/normalise.ts";
export {
  type ConditionEnvironment,
  conditionToPredicate,
  type PlainRecord,
  type Predicate,
} from "./filters/to-predicate.ts";
export { quoted, quotedTable, SqlFilterBuilder } from "./filters/to-sql.ts";
export { buildGraph } from "./graph/build-graph.ts";
export * from "./graph/graph.ts";
export { buildMachine } from "./machine/build-machine.ts";
export { emitMachine } from "./machine/emit-machine.ts";
export { guardOf, JourneyMachine, type RegionActivity, type Timer } from "./machine/journey-machine.ts";
export { capsOf, stateKey as regionKey } from "./machine/machine-config.ts";
export { type Place, type PlaceAlphabet, PlaceCodec } from "./machine/place.ts";
export { isInShare, shareOf, variantOf } from "./machine/share.ts";
export type * from "./machine/step.ts";
export { JourneyStepper, type Needs, type PlaceDecision, type PlaceMove, type Step } from "./machine/stepper.ts";
export {
  addDuration,
  describeDuration,
  isTimeZone,
  nextTimeOfDay,
  startOfDate,
  startOfDay,
} from "./time/calendar.ts";
export { nextOpening } from "./time/send-window.ts";
