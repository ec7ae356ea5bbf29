import type { ActivityNode, JourneyGraph } from "@journey/compiler";
import type { ClaimedParticipant } from "./participants.ts";

/** One activity to carry out for one participant. */
export interface Execution {
  readonly node: ActivityNode;
  readonly graph: JourneyGraph;
  readonly versionId: number;
  /** The journey asks what failed or was held back. */
  readonly asksOutcomes: boolean;
  readonly participant: ClaimedParticipant;
  readonly timezone: string;
  /** The moment its turn came, epoch ms. */
  readonly at: number;
  /** Says how it went. A message that went into the outbox is answered by an event, later. */
  readonly answer: (outcome: "executed" | "failed" | "suppressed", detail?: string) => void;
}

/** How it went: `queued` is answered later, by the sender. */
export interface Outcome {
  readonly result: "queued" | "executed" | "failed" | "suppressed";
  readonly detail?: string;
}
