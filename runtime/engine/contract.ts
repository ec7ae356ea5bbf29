import type { JourneyGraph } from "@journey/compiler";

/** What `deploy` did. */
export interface Deployment {
  readonly journey: string;
  readonly versionId: number;
  /** False when this very version (by hash) was deployed already. */
  readonly created: boolean;
  /** The hash of the version that has replaced this one and stays current; only where that was asked for. */
  readonly replacedBy?: string;
}

export interface DeployOptions {
  /**
   * A version that was deployed before and that another has replaced since does not become current again: whoever starts an
   * old release must not take a change back.
   */
  readonly onlyNew?: boolean;
}

/** What one round of work did. */
export interface WorkDone {
  readonly enrolled: number;
  readonly stepped: number;
}

export interface StepOptions {
  /** Ends it after the batch that is under way. */
  readonly signal?: AbortSignal;
  /** Told of each batch that was committed: its participants, and the milliseconds that it took. */
  readonly onBatch?: (participants: number, took: number) => void;
}

/** Something that happened outside, about one record. */
export interface CustomEvent {
  readonly name: string;
  /** By the fields of its interface; a related record by its id. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. Default: now. */
  readonly occurredAt?: number;
  /** Who says so, and the name that it has there: the same pair counts once. Default: each call is an event of its own. */
  readonly source?: string;
  readonly externalId?: string;
}

export interface EventReceived {
  /** It was told before. */
  readonly isKnown: boolean;
  readonly entered: number;
  /** Participants that it may concern. */
  readonly delivered: number;
}

/**
 * Moves participants. It never sends: activities that send leave rows in the outbox (`journey.message`), and the
 * senders' results come back as events.
 */
export interface Engine {
  /** Stores the version (once per hash) and makes it current. A new journey begins to run; one that was stopped stays so. */
  deploy(graph: JourneyGraph, options?: DeployOptions): Promise<Deployment>;
  /** @throws Problem `unknown-journey` */
  start(journey: string): Promise<void>;
  /**
   * Nobody enters, nobody moves, nothing is sent, until it is started again; what comes in for those under way is kept.
   *
   * @throws Problem `unknown-journey`
   */
  stop(journey: string): Promise<void>;
  /** Enrols whoever is to enter, for every running journey. */
  enrol(): Promise<number>;
  /**
   * Looks at the records of those under way: whom an `exit when` or a `wait for` is about, who has reached a goal; and at
   * A/B tests whose time has come. @returns for how many something has changed
   */
  watch(): Promise<number>;
  /**
   * A custom event has come: who enters by it enters, who waits for it goes on, whom it lets leave leaves.
   *
   * @throws Problem `unknown-event`, `wrong-event` when no journey knows it, or its payload doesn't fit
   */
  receive(event: CustomEvent): Promise<EventReceived>;
  /**
   * Records enter a journey by hand, or by a webhook. @returns how many entered
   * @throws Problem `unknown-journey`, `journey-stopped`
   */
  enter(journey: string, recordIds: readonly string[]): Promise<number>;
  /** Decides an A/B test by hand. @throws Problem `unknown-journey`, `unknown-step`, `unknown-variant` */
  decide(journey: string, test: string, variant: string): Promise<void>;
  /** Steps every participant for whom something is due at the clock's time, until nothing is. */
  step(options?: StepOptions): Promise<number>;
  /** How often a move was looked up rather than worked out, since the start. */
  readonly moves: { readonly hits: number; readonly misses: number };
  /** The earliest moment (epoch ms) at which a participant has something to do; undefined: never. */
  nextDueAt(): Promise<number | undefined>;
}
