import type { JourneyGraph } from "@journey/compiler";

/** What `deploy` did. */
export interface Deployment {
  readonly journey: string;
  readonly versionId: number;
  /** False when this very version (by hash) was deployed already. */
  readonly created: boolean;
}

/** What one round of work did. */
export interface WorkDone {
  readonly enrolled: number;
  readonly stepped: number;
}

/**
 * Moves participants. It never sends: activities that send leave rows in the outbox (`journey.message`), and the
 * senders' results come back as events.
 */
export interface Engine {
  /** Stores the version (once per hash), makes it current, and sets the journey running. */
  deploy(graph: JourneyGraph): Promise<Deployment>;
  start(journey: string): Promise<void>;
  stop(journey: string): Promise<void>;
  /** Enrols whoever matches, for every running journey. */
  enrol(): Promise<number>;
  /** Steps every participant for whom something is due at the clock's time, until nothing is. */
  step(): Promise<number>;
  /** The earliest moment (epoch ms) at which a participant has something to do; undefined: never. */
  nextDueAt(): Promise<number | undefined>;
}
