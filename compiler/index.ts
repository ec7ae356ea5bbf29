export { type Ends, endsOf } from "./analysis/ends.ts";
export { type ActivityOutcome, outcomeFor, type RecordOutcome } from "./analysis/for-record.ts";
export { type Power, type PowerOptions, powerOf } from "./analysis/power.ts";
export { type Reach, reachOf } from "./analysis/reach.ts";
export { describeNode, describeTrigger } from "./diagram/describe-node.ts";
export { withFlows } from "./diagram/flows.ts";
export { type DiagramLayout, type GoneSteps, layoutDiagram } from "./diagram/layout.ts";
export { toMermaid } from "./diagram/mermaid.ts";
export { type DiagramOptions, renderDiagram, type StepChange, type StepCounts } from "./diagram/svg.ts";
export { type Allowance, allow, allowancesIn } from "./diff/allowances.ts";
export {
  type Change,
  type ChangeClass,
  changeClasses,
  type JourneyDiff,
  type JourneyEffects,
  type ProjectDiff,
} from "./diff/change.ts";
export { type DiffOptions, diffJourney, diffProjects } from "./diff/diff-journeys.ts";
export { type EffectOptions, effectsOf } from "./diff/effects.ts";
export { keepShares } from "./diff/keep-shares.ts";
export { type MarkedChanges, markChanges } from "./diff/mark-changes.ts";
export { isFirstTurn, type Matching, matchJourneys } from "./diff/match-journeys.ts";
export {
  type Instructions,
  type JudgedClause,
  Migration,
  moveTimers,
  type PlaceDecision,
  type PlaceFate,
  placesIn,
  type Recorded,
  type StateMove,
  type TimerMove,
} from "./diff/migration.ts";
export { ruleTable } from "./diff/rules.ts";
export { readStateValue, type Standing, standingOf } from "./diff/state-value.ts";
export { reaches, summaryLine } from "./diff/summary.ts";
export { diffToGithub } from "./diff/to-github.ts";
export { diffToJson } from "./diff/to-json.ts";
export { commentMarker, diffToMarkdown, type MarkdownOptions } from "./diff/to-markdown.ts";
export { diffToText } from "./diff/to-text.ts";
export { assignmentToSql, valueToSql } from "./filters/assignment-to-sql.ts";
export { columnType } from "./filters/column-type.ts";
export { describeCondition } from "./filters/describe.ts";
export { folded, foldedSql } from "./filters/fold-case.ts";
export { normalise, normalisedSql, suppressedSql } from "./filters/normalise.ts";
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
export { guardOf, JourneyMachine, type RegionActivity, type Timer, timersOf } from "./machine/journey-machine.ts";
export { capsOf } from "./machine/machine-config.ts";
export { type Place, type PlaceAlphabet, PlaceCodec, placeCodec } from "./machine/place.ts";
export { dealtAs, isInShare, shareOf, variantOf } from "./machine/share.ts";
export type * from "./machine/step.ts";
export { JourneyStepper, type Needs, type RegionDecision, type RegionMove, type Step } from "./machine/stepper.ts";
export type { EntryHistory, JourneyHistory, RecordedTrace } from "./replay/history.ts";
export { areSame, type Replay, type ReplayedEntry, type ReplayOptions, replay } from "./replay/replay.ts";
export { type ReplayReport, type ReplayReportOptions, replayReport } from "./replay/report.ts";
export { replayToText } from "./replay/report-text.ts";
export type { OutsideChange, OutsideEvent, Reaction } from "./simulate/behaviour.ts";
export { ChanceBehaviour, reactionsOf } from "./simulate/behaviour.ts";
export type { FieldDistribution } from "./simulate/population.ts";
export { Population } from "./simulate/population.ts";
export { openingSource, publishedRates } from "./simulate/published-figures.ts";
export {
  type Estimate,
  estimate,
  type JourneyReport,
  type ReportOptions,
  reportOf,
  type SimulationReport,
  type StepReport,
} from "./simulate/report.ts";
export { reportToHtml } from "./simulate/report-html.ts";
export { reportToText } from "./simulate/report-text.ts";
export type { Behaviour, Observer, Outcome, People } from "./simulate/run-types.ts";
export { arrivalDelay, type GivenPeople, type Simulated, type SimulateOptions, simulate } from "./simulate/simulate.ts";
export { VirtualJourney } from "./simulate/virtual-journey.ts";
export { VirtualRun, type VirtualRunOptions } from "./simulate/virtual-run.ts";
export {
  type Covered,
  type CoveredStep,
  type CoveredWay,
  coverageOf,
  coveredBranches,
  coveredSteps,
  type JourneyCoverage,
  toLcov,
  uncovered,
} from "./testing/coverage.ts";
export { afterWords, describeExpectation, runTest, type TestFailure, type TestResult } from "./testing/run-test.ts";
export { clockOf, dateOf, type Moment } from "./testing/timeline.ts";
export { toJunit } from "./testing/to-junit.ts";
export {
  addDuration,
  describeDuration,
  isTimeZone,
  nextTimeOfDay,
  startOfDate,
  startOfDay,
} from "./time/calendar.ts";
export { nextOpening } from "./time/send-window.ts";
