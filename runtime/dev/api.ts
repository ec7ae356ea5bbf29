/** What the development page and its server say to each other, as JSON. Times are epoch milliseconds. */

/** GET /api/test-participants; see docs/trying.md for the rest. */
export type { TestMessageView, TestStep, TestView } from "../test-participants/contract.ts";

export interface DevDiagnostic {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly help?: string;
  /** The lines it is about, with the place marked: plain text. */
  readonly frame: string;
}

/** GET /api/state */
export interface DevState {
  readonly now: number;
  /** The earliest moment at which something is due; undefined: nothing is. */
  readonly nextDueAt?: number;
  readonly journeys: readonly JourneySummary[];
  readonly diagnostics: readonly DevDiagnostic[];
  readonly inboxCount: number;
}

export interface JourneySummary {
  readonly name: string;
  readonly title: string;
  readonly doc?: string;
  readonly state: "draft" | "running" | "stopped";
  readonly active: number;
  readonly ended: number;
}

/** GET /api/journeys/NAME */
export interface JourneyDetail extends JourneySummary {
  /** The diagram with live counts. */
  readonly svg: string;
  readonly participants: readonly ParticipantSummary[];
  readonly tasks: readonly TaskSummary[];
}

export interface ParticipantSummary {
  readonly bucket: number;
  readonly id: string;
  /** Who it is, in words. */
  readonly name: string;
  readonly unicityValue: string;
  readonly status: "active" | "completed" | "exited";
  /** Nodes where they are or that they wait for. */
  readonly at: readonly string[];
  /** Nodes with a trace. */
  readonly passed: readonly string[];
  readonly next?: Scheduled;
  readonly lastTrace?: TraceEntry;
}

export interface Scheduled {
  readonly what: string;
  readonly at: number;
  /** Only the end of listening: nothing is sent then. */
  readonly quiet: boolean;
}

export interface TraceEntry {
  readonly node: string;
  readonly label: string;
  readonly state: "processed" | "rejected" | "cancelled" | "error";
  readonly reason?: string;
  readonly at: number;
}

/** GET /api/participants/BUCKET/ID */
export interface LogEntry {
  readonly node: string;
  readonly at: number;
  readonly milliseconds: number;
  readonly lines: readonly { readonly level: string; readonly text: string }[];
}

export interface ParticipantDetail extends ParticipantSummary {
  readonly journey: string;
  readonly enteredAt: number;
  readonly endedAt?: number;
  readonly endedReason?: string;
  readonly record: Readonly<Record<string, unknown>>;
  readonly traces: readonly TraceEntry[];
  /** What functions of the project have logged. */
  readonly logs: readonly LogEntry[];
  readonly scheduled: readonly Scheduled[];
  readonly reactions: readonly {
    readonly type: string;
    readonly label?: string;
    readonly node: string;
    readonly at: number;
  }[];
}

export interface TaskSummary {
  readonly title: string;
  readonly assignee?: string;
  readonly about: string;
  readonly dueAt?: number;
}

/** GET /api/inbox */
export interface InboxSummary {
  readonly id: string;
  readonly channel: "email" | "sms";
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly preview: string;
  readonly answered: readonly ("replied" | "bounced")[];
}

/** GET /api/inbox/ID */
export interface InboxDetail extends InboxSummary {
  readonly html?: string;
  readonly text: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** POST /api/clock */
export interface ClockRequest {
  readonly advance: "1 hour" | "1 day" | "1 week" | "next event";
}
