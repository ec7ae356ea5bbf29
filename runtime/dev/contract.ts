import type { JourneyGraph } from "@journey/compiler";
import type { OutboxOptions } from "../channels/outbox.ts";
import type { TwilioStandIn } from "../channels/twilio-stand-in.ts";
import type { VirtualClock } from "../clock.ts";
import type { CustomEvent, EventReceived } from "../engine/contract.ts";
import type { PublicList } from "../server/subscriptions.ts";
import type { Database } from "../store/database.ts";
import type { UtmSettings } from "../tracking/link-target.ts";
import type { DevDiagnostic } from "./api.ts";
import type { Inbox } from "./inbox.ts";

/** What a project's files say at a moment. */
export interface DevProject {
  readonly graphs: readonly JourneyGraph[];
  readonly diagnostics: readonly DevDiagnostic[];
}

export interface DevOptions {
  readonly project: DevProject;
  /** The folder of sample records. */
  readonly sample: string;
  readonly from: string;
  readonly domain: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where the embedded database is kept; undefined: in memory, fresh at each start. */
  readonly dataFolder?: string | undefined;
  /** A PostgreSQL server instead of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Days off, as `2026-12-25`. */
  readonly holidays?: readonly string[];
  /** What people may subscribe to themselves, at `/subscribe`. */
  readonly lists?: readonly PublicList[];
  /** For `run` steps: calls a function that a TypeScript file of the project exports. */
  readonly runFunction?: OutboxOptions["runFunction"];
  readonly webhooks?: OutboxOptions["webhooks"];
  /** Parameters for links' addresses. */
  readonly utm?: UtmSettings | undefined;
  /** What the clock starts at, epoch ms. */
  readonly start: number;
}

export type Advance = { readonly milliseconds: number } | "next event";

export interface DevServer {
  /** The page's address. */
  readonly url: string;
  readonly db: Database;
  readonly clock: VirtualClock;
  readonly inbox: Inbox;
  readonly twilio: TwilioStandIn;
  /** Files changed: deploys what is right, shows what is wrong. A broken journey goes on as it was. */
  update(project: DevProject): Promise<void>;
  /** Moves the clock, stopping at each moment at which something is due. */
  advance(by: Advance): Promise<void>;
  /** A custom event comes in. */
  receive(event: CustomEvent): Promise<EventReceived>;
  /** Works off whatever is due now. */
  settle(): Promise<void>;
  nextDueAt(): Promise<number | undefined>;
  setRunning(journey: string, running: boolean): Promise<void>;
  diagnostics(): readonly DevDiagnostic[];
  /** Calls back whenever something moved. @returns how to stop listening */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
