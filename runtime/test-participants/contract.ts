/** Test participants, as whoever plays them sees them. Times are epoch milliseconds. */
import type { JourneyGraph, TraceState } from "@journey/compiler";
import type { Calls } from "../channels/calls.ts";
import type { Channel } from "../channels/channel.ts";
import type { Clock } from "../clock.ts";
import type { Scheduled } from "../engine/describe-participant.ts";
import type { Database } from "../store/database.ts";
import type { TestMode } from "../store/test-participants.ts";

export interface TestParticipantsOptions {
  readonly db: Database;
  /** What a test's own clock begins at. */
  readonly clock: Clock;
  /** Ways out, for tests that are not captured. */
  readonly channels?: readonly Channel[];
  /** What calls other services and the project's functions, for real tests. */
  readonly calls?: Pick<Calls, "call">;
  /** The sender of messages that name none. */
  readonly from: string;
  /** What the way out of a message leads to: a test unsubscribes nobody. */
  readonly publicUrl: string;
}

export interface StartTest {
  readonly journey: string;
  readonly recordId: string;
  /** The journey as it stands in files; otherwise the current version in the database. */
  readonly graph?: JourneyGraph | undefined;
  /** What the event brings along, in a journey that is entered by one. */
  readonly payload?: Readonly<Record<string, unknown>> | undefined;
  /** Default: captured. With addresses: redirected. */
  readonly isReal?: boolean | undefined;
  /** Where messages go instead: e-mail addresses and numbers. */
  readonly to?: readonly string[] | undefined;
  /** What its clock begins at; default: now. */
  readonly at?: number | undefined;
}

export const reactionTypes = ["opened", "clicked", "replied", "bounced", "delivered", "unsubscribed"] as const;

/** What is pretended to have been done with a message. */
export interface TestReaction {
  readonly type: (typeof reactionTypes)[number];
  /** The message; default: the last one that left. */
  readonly message?: string | undefined;
  /** Of a click: the link's label. */
  readonly link?: string | undefined;
}

export interface TestEvent {
  readonly name: string;
  /** The record of the test is put in where it is missing. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface TestView {
  readonly id: string;
  readonly journey: string;
  readonly title: string;
  /** The version's hash. */
  readonly version: string;
  readonly target: string;
  readonly record: string;
  readonly mode: TestMode;
  readonly to: readonly string[];
  readonly startedAt: number;
  /** Its own clock. */
  readonly now: number;
  readonly status: "active" | "completed" | "exited";
  readonly endedAt?: number;
  readonly endedReason?: string;
  /** The steps where it is or that it waits for. */
  readonly at: readonly string[];
  /** What is still to come, by its own clock. */
  readonly scheduled: readonly Scheduled[];
  readonly steps: readonly TestStep[];
  readonly messages: readonly TestMessageView[];
  readonly notices: readonly string[];
}

export interface TestStep {
  readonly at: number;
  readonly node: string;
  readonly label: string;
  /** `reaction`: something that was pretended, or happened. */
  readonly kind: TraceState | "reaction" | "entered" | "ended";
  /** Why; of a reaction: what. */
  readonly detail?: string;
  /** What it has written, or would have. */
  readonly effect?: { readonly what: string; readonly isDone: boolean; readonly changes: readonly string[] };
}

export interface TestMessageView {
  readonly id: string;
  readonly node: string;
  readonly label: string;
  readonly channel: string;
  /** Whom a real one goes to. */
  readonly recipient: string;
  /** Where this one went; absent: nowhere. */
  readonly sentTo?: string;
  readonly status: string;
  readonly error?: string;
  readonly at: number;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  /** The labels that may be clicked. */
  readonly links: readonly string[];
  /** Of a call: what it carries. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface TestParticipants {
  list(): Promise<readonly TestView[]>;
  /** @throws Problem `unknown-test` */
  show(id: string): Promise<TestView>;
  /**
   * Lets a record enter, and does what is due at once.
   *
   * @throws Problem `unknown-journey`, `no-record`, `wrong-address`
   */
  start(test: StartTest): Promise<TestView>;
  /** Its clock jumps to the next moment at which something is due, and that is done. @throws Problem `unknown-test`, `test-busy` */
  next(id: string): Promise<TestView>;
  /** The same until it has ended, or waits for something that no time brings. */
  playAll(id: string): Promise<TestView>;
  /** @throws Problem `unknown-test`, `test-busy`, `unknown-step`, `unknown-link` */
  react(id: string, reaction: TestReaction): Promise<TestView>;
  /** @throws Problem `unknown-test`, `test-busy`, `unknown-event`, `wrong-event` */
  tell(id: string, event: TestEvent): Promise<TestView>;
  /** An A/B test is decided, for this test alone. @throws Problem `unknown-step`, `unknown-variant` */
  decide(id: string, test: string, variant: string): Promise<TestView>;
  /** Removes it. @returns whether there was one */
  remove(id: string): Promise<boolean>;
}
