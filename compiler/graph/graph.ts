/**
 * The journey graph: a checked journey, flattened. Everything downstream (machine, diagram, diff, simulation,
 * dashboard) reads this and nothing before it. Plain data; its hash names the version.
 *
 * A journey is a set of regions that run side by side: the sequence, and one per clause. A region is a chain of
 * nodes by `next`; `undefined` means the region ends there.
 */
import type {
  CalendarDuration,
  CheckedAssignment,
  Condition,
  FieldReference,
  MessageTemplate,
  ModelSchema,
  Trigger,
} from "@journey/language";

export type NodeId = string;
export type RegionId = string;

export interface SourcePlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export interface JourneyGraph {
  readonly formatVersion: 1;
  readonly name: string;
  readonly title?: string;
  readonly doc?: string;
  /** The target model's name. */
  readonly target: string;
  /** The models that the journey's conditions, values and texts touch. */
  readonly schema: ModelSchema;
  readonly filter?: Condition;
  readonly unicity?: FieldReference;
  readonly includeArchived: boolean;
  readonly purpose: "marketing" | "transactional";
  readonly timezone: { readonly field?: FieldReference; readonly fallback: string };
  readonly listen: CalendarDuration;
  /** The sequence first, then the clauses in the order written. */
  readonly regions: readonly Region[];
  /** In the order written. */
  readonly nodes: readonly GraphNode[];
  /** SHA-256 (hex) of everything above that has a meaning: not docs, not source places, not titles. */
  readonly hash: string;
}

export interface Region {
  /** `sequence`, or the clause's id, e.g. `hello.not_opened`. */
  readonly id: RegionId;
  /** Undefined for the sequence. */
  readonly clause?: ClauseTrigger;
  /** The first node; undefined for an empty block. */
  readonly start?: NodeId;
  readonly doc?: string;
  readonly source: SourcePlace;
}

export interface ClauseTrigger {
  /** The activity the clause hangs on. */
  readonly activity: NodeId;
  /** The region that activity stands in. */
  readonly parent: RegionId;
  readonly trigger: Trigger;
  readonly negated: boolean;
  readonly label?: string;
  /** How long after the trigger (for `not`: after the message was handed over). */
  readonly after?: CalendarDuration;
}

interface NodeBase {
  readonly id: NodeId;
  readonly region: RegionId;
  /** The author gave it this name. */
  readonly named: boolean;
  /** What a reader sees in a diagram: a name, a title or the step in words ("Wait 2 days"). */
  readonly label: string;
  readonly doc?: string;
  readonly source: SourcePlace;
  readonly next?: NodeId;
}

export interface ActivityBase extends NodeBase {
  /** The applied filter: the journey's, those of the enclosing activities, and its own. Undefined: everybody. */
  readonly filter?: Condition;
  /** Its own part of it, for display. */
  readonly ownFilter?: Condition;
  readonly expire?: {
    readonly after: CalendarDuration;
    /** `clause`: counted from the clause's event; `turn`: from the moment its turn came. */
    readonly from: "clause" | "turn";
  };
}

export interface MessageNode extends ActivityBase {
  readonly kind: "email" | "sms";
  readonly to: FieldReference;
  readonly template: MessageTemplate;
}
export interface UpdateNode extends ActivityBase {
  readonly kind: "update";
  readonly assignments: readonly CheckedAssignment[];
}
export interface CreateNode extends ActivityBase {
  readonly kind: "create";
  readonly model: string;
  readonly assignments: readonly CheckedAssignment[];
}
export interface TaskNode extends ActivityBase {
  readonly kind: "task";
  readonly title: string;
  readonly assignee?: FieldReference;
  readonly due?: CalendarDuration;
}
export interface ListNode extends ActivityBase {
  readonly kind: "add to list" | "remove from list";
  readonly list: string;
}
export interface SuppressNode extends ActivityBase {
  readonly kind: "suppress";
  readonly field: FieldReference;
}
export interface WaitNode extends NodeBase {
  readonly kind: "wait";
  readonly duration: CalendarDuration;
}
export interface IfNode extends Omit<NodeBase, "next"> {
  readonly kind: "if";
  readonly condition: Condition;
  /** Where it goes when the condition holds, and when not; undefined: the region ends. */
  readonly then?: NodeId;
  readonly otherwise?: NodeId;
}
export interface ExitNode extends Omit<NodeBase, "next"> {
  readonly kind: "exit";
}

export type ActivityNode = MessageNode | UpdateNode | CreateNode | TaskNode | ListNode | SuppressNode;
export type GraphNode = ActivityNode | WaitNode | IfNode | ExitNode;

export function isActivity(node: GraphNode): node is ActivityNode {
  return node.kind !== "wait" && node.kind !== "if" && node.kind !== "exit";
}

export function isMessage(node: GraphNode): node is MessageNode {
  return node.kind === "email" || node.kind === "sms";
}
