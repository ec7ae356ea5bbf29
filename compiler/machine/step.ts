/**
 * One step of a participant, as data: what comes in, which questions must be answered, what follows.
 *
 * XState gives the meaning (see machine.ts); this is the shape in which the runtime, the tests and the simulator
 * use it. A step is a pure function of (state, input, answers), so the decision for (state, input) is computed once
 * per journey version and looked up afterwards.
 */
import type { Trigger } from "@journey/language";
import type { NodeId } from "../graph/graph.ts";

/** A state of the whole machine, interned: a small number per journey version. 0 is "not entered yet". */
export type StateId = number;

/** Names a timer of the machine: the region for a clause's delay or listening, the node for a `wait`. */
export type TimerId = string;

export type Input =
  | { readonly type: "enter" }
  /** A message was handed over to the next server, or a step inside the house was carried out. */
  | { readonly type: "executed"; readonly node: NodeId }
  /** It failed for good. */
  | { readonly type: "failed"; readonly node: NodeId }
  /** It was not attempted: a suppressed address, no address. */
  | { readonly type: "suppressed"; readonly node: NodeId }
  /** Something happened to a message: opened, clicked (with the link's label), replied, bounced … */
  | {
      readonly type: "reaction";
      readonly node: NodeId;
      readonly trigger: Trigger;
      readonly label?: string;
      /** A mail scanner or a privacy proxy did it: only clauses `including machines` take notice. */
      readonly machine?: true;
    }
  /** A custom event about the participant's record. */
  | { readonly type: "event"; readonly event: string }
  /** Something outside may have changed what a `wait for` waits for: look again. */
  | { readonly type: "check"; readonly node: NodeId }
  /** An A/B test has its winner. */
  | { readonly type: "decided"; readonly node: NodeId; readonly label: string }
  | { readonly type: "timer"; readonly timer: TimerId }
  /** Leaves the journey from outside: the record was deleted or archived. */
  | { readonly type: "leave" };

/** A yes/no question that must be answered before the step. */
export type Guard =
  /** Does the activity's applied filter still match? */
  | { readonly kind: "matches"; readonly node: NodeId }
  /** Does the condition of an `if` or a `wait for` hold, or that of a `match`'s case? */
  | { readonly kind: "condition"; readonly node: NodeId; readonly branch?: number }
  /** Does the event's payload fit: a `wait for`'s, or (`exit`, by its place among the journey's exits) an exit's? */
  | { readonly kind: "payload"; readonly node: NodeId; readonly branch?: number }
  /** Does the participant fall into this share of a `split` or variant of a test? Of a test, -1 is the holdback. */
  | { readonly kind: "share"; readonly node: NodeId; readonly branch: number }
  /** Has this variant of a test won already? */
  | { readonly kind: "decided"; readonly node: NodeId; readonly branch: number }
  /** Has the moment come that a `wait until` waits for? It may have moved meanwhile. */
  | { readonly kind: "reached"; readonly node: NodeId }
  /** Are messages not to leave now? */
  | { readonly kind: "closed"; readonly node: NodeId }
  /** Has the recipient had as many messages as may be: which are then left out, or (`delayed`) held back? */
  | { readonly kind: "capped"; readonly node: NodeId }
  | { readonly kind: "delayed"; readonly node: NodeId }
  /** Is it too late for the activity (`expire after`)? */
  | { readonly kind: "expired"; readonly node: NodeId };

/** `kind:node` or `kind:node:branch`, unique per version, e.g. `matches:hello`. */
export type GuardId = string;

export type TraceState = "processed" | "rejected" | "cancelled" | "error";

/** Why; the words a person reads in a trace. */
export type TraceReason =
  | "filter no longer matches"
  | "suppressed"
  | "capped"
  | "failed"
  | "expired"
  /** A `not` clause: the thing did happen. A positive one: it did not within the listening time. */
  | "opened"
  | "clicked"
  | "replied"
  | "bounced"
  | "delivered"
  | "unsubscribed"
  | "stopped listening"
  | "participant left";

export type Effect =
  /** Carry out the activity; answer later with `executed`, `failed` or `suppressed`. */
  | { readonly kind: "execute"; readonly node: NodeId }
  /** The end of one execution of an activity; exactly one per execution. */
  | {
      readonly kind: "trace";
      readonly node: NodeId;
      readonly state: TraceState;
      readonly reason?: TraceReason;
    };

/** What one step does. */
export interface Move {
  readonly kind: "move";
  readonly state: StateId;
  readonly status: "active" | "completed" | "exited";
  readonly cancel: readonly TimerId[];
  readonly start: readonly TimerId[];
  readonly effects: readonly Effect[];
}

export interface Question {
  readonly kind: "question";
  readonly guard: GuardId;
  readonly yes: Decision;
  readonly no: Decision;
}

/** A tree of questions with moves as leaves. */
export type Decision = Question | Move;
