export { createCalls } from "./channels/calls.ts";
export type { Channel } from "./channels/channel.ts";
export { createEmailChannel } from "./channels/email.ts";
export type { EmailTransport } from "./channels/email-transports.ts";
export { createOutbox, type Outbox } from "./channels/outbox.ts";
export { createFunctionRunner, type FunctionRunner } from "./channels/run-function.ts";
export { renderTest, sendTest, type TestMessage } from "./channels/send-test.ts";
export { createSmsChannel } from "./channels/sms.ts";
export { dayOf } from "./channels/sms-budget.ts";
export { startTwilioStandIn, type TwilioStandIn } from "./channels/twilio-stand-in.ts";
export type { WebhookSettings } from "./channels/webhook.ts";
export { type Clock, realClock, VirtualClock } from "./clock.ts";
export type { DevDiagnostic } from "./dev/api.ts";
export type { DevOptions, DevProject, DevServer } from "./dev/contract.ts";
export { startDev } from "./dev/dev-server.ts";
export type { CustomEvent, Deployment, Engine, EventReceived } from "./engine/contract.ts";
export { carryOut, type DeployOptions, type DeployResult } from "./engine/deploy.ts";
export { createEngine } from "./engine/engine.ts";
export { erasePerson, exportPerson } from "./engine/person.ts";
export {
  type DeployPlan,
  type InstructionsOf,
  type JourneyPlan,
  makePlan,
  makeRollback,
  type PlacePlan,
} from "./engine/plan.ts";
export { type JourneyStatus, journeyStatus } from "./engine/status.ts";
export { type DatabaseClock, openDatabaseClock } from "./server/database-clock.ts";
export type { MailSettings } from "./server/mail.ts";
export { type Service, type ServiceOptions, startService } from "./server/service.ts";
export { saveHolidays } from "./store/ab-tests.ts";
export { behaviourOf, type LearnedBehaviour, readBehaviour } from "./store/behaviour.ts";
export { type ConsentRecord, findConsentLog, findConsents, giveConsent, withdrawConsent } from "./store/consent.ts";
export type { Database, Queryable } from "./store/database.ts";
export { type HistoryPeriod, historyOf, readHistory } from "./store/history.ts";
export { type JourneyRow, listJourneys } from "./store/journeys.ts";
export { addListMembers, countLists, removeListMembers } from "./store/lists.ts";
export { openDatabase, openPglite, openPostgres } from "./store/open-database.ts";
export { populationOf, readPopulation } from "./store/population.ts";
export { type DataRecord, findRecordForTest } from "./store/records.ts";
export { loadSecret } from "./store/settings.ts";
export { findHeld, findSpend, releaseHeld } from "./store/sms-charges.ts";
export { findSuppressions, suppress, unsuppress } from "./store/suppressions.ts";
export { findUntracked, startTracking, stopTracking } from "./store/untracked.ts";
export { type LivingWorker, listWorkers } from "./store/workers.ts";
export {
  reactionTypes,
  type StartTest,
  type TestParticipants,
  type TestReaction,
  type TestStep,
  type TestView,
} from "./test-participants/contract.ts";
export { createTestParticipants } from "./test-participants/test-participants.ts";
export { exportListMembers, importListMembers } from "./tracking/list-file.ts";
export { readAddress } from "./tracking/read-address.ts";
export { exportSuppressions, type ImportOutcome, importSuppressions } from "./tracking/suppression-file.ts";
export { createTokens } from "./tracking/token.ts";
export { createTracking } from "./tracking/tracking.ts";
