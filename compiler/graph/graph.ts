/**
 * The journey graph: a checked journey, flattened. Everything downstream (machine, diagram, diff, simulation,
 * dashboard) reads this and nothing before it. Plain data; its hash names the version.
 *
 * A journey is a set of regions that run side by side: the sequence, and one per clause. A region is a chain of
 * nodes by `next`; `undefined` means the region ends there.
 */
import type {
  CalendarDuration,
  Cap,
  CheckedAssignment,
  CheckedGoal,
  CheckedWaitFor,
  CheckedWaitUntil,
  CheckedWebhook,
  Condition,
  EnterRule,
  ExitRule,
  FieldReference,
  MessageTemplate,
  ModelSchema,
  Pace,
  Purpose,
  ReenterRule,
  SendWindow,
  Trigger,
  Value,
  WinnerRule,
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
  readonly enter: EnterRule;
  readonly reenter: ReenterRule;
  readonly exits: readonly ExitRule[];
  readonly goals: readonly CheckedGoal[];
  readonly purpose: Purpose;
  readonly timezone: { readonly field?: FieldReference; readonly fallback: string };
  readonly listen: CalendarDuration;
  readonly locale?: { readonly field: FieldReference; readonly fallback: string };
  readonly send: readonly SendWindow[];
  readonly caps: readonly Cap[];
  readonly pace?: Pace;
  /** The sequence first, then the clauses in the order written. */
  readonly regions: readonly Region[];
  /** In the order written. */
  readonly nodes: readonly GraphNode[];
  /** SHA-256 (hex) of everything above that has a meaning: not docs, not source places, not titles, not what steps were called before. */
  readonly hash: string;
}

export interface Region {
  /** `sequence`, the clause's id, e.g. `hello.not_opened`, or the branch's, e.g. `parallel_1.branch_1`. */
  readonly id: RegionId;
  /** Of a clause. */
  readonly clause?: ClauseTrigger;
  /** Of a branch: the `parallel` step that begins it and waits for its end. */
  readonly branch?: { readonly parallel: NodeId; readonly parent: RegionId; readonly label: string };
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
  /** Only if it happens in this time. */
  readonly within?: CalendarDuration;
  /** What mail scanners and privacy proxies do counts too. */
  readonly machines?: true;
  /** How long after the trigger (for `not`: after the message was handed over). */
  readonly after?: CalendarDuration;
}

interface NodeBase {
  readonly id: NodeId;
  readonly region: RegionId;
  /** The author gave it this name. */
  readonly named: boolean;
  /** The ids that it had in earlier versions. */
  readonly renamedFrom?: readonly NodeId[];
  /** Of a step that is repeated: the id of its first execution. */
  readonly of?: NodeId;
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
  readonly kind: "email" | "sms" | "push";
  readonly to: FieldReference;
  readonly purpose: Purpose;
  /** To somebody inside the house: no tracking, no way out, no caps. */
  readonly isInternal: boolean;
  readonly template: MessageTemplate;
  /** By language, where it differs. */
  readonly locales?: Readonly<Record<string, MessageTemplate>>;
  readonly pace?: Pace;
}
export interface FollowNode extends ActivityBase {
  readonly kind: "follow" | "unfollow";
  readonly by: FieldReference;
}
export interface WebhookNode extends ActivityBase {
  readonly kind: "webhook";
  readonly method: CheckedWebhook["method"];
  readonly url: string;
  readonly headers: CheckedWebhook["headers"];
  readonly json: CheckedWebhook["json"];
  readonly pace?: Pace;
}
export interface RunNode extends ActivityBase {
  readonly kind: "run";
  readonly function: string;
  /** Where it is exported. */
  readonly file: string;
  readonly arguments: readonly Value[];
}
export interface JourneyControlNode extends ActivityBase {
  readonly kind: "start journey" | "stop journey";
  readonly journey: string;
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
export interface WaitUntilNode extends NodeBase {
  readonly kind: "wait until";
  readonly until: CheckedWaitUntil["until"];
}
export interface WaitForNode extends Omit<NodeBase, "next"> {
  readonly kind: "wait for";
  readonly for: CheckedWaitFor["for"];
  readonly upTo: CalendarDuration;
  readonly then?: NodeId;
  readonly otherwise?: NodeId;
}
export interface MatchNode extends Omit<NodeBase, "next"> {
  readonly kind: "match";
  readonly field: FieldReference;
  readonly cases: readonly { readonly label: string; readonly condition: Condition; readonly to?: NodeId }[];
  readonly otherwise?: NodeId;
}
/** Deals people to several ways, by its name and their records' ids. */
interface DealingNode {
  /** The name that people were dealt by in an earlier version, where that was another one. No part of the version. */
  readonly dealtAs?: NodeId;
}
export interface SplitNode extends Omit<NodeBase, "next">, DealingNode {
  readonly kind: "split";
  /** Together 100 percent. */
  readonly shares: readonly { readonly label: string; readonly percent: number; readonly to?: NodeId }[];
}
/** `next` is where those go on who get none of the variants. */
export interface AbTestNode extends NodeBase, DealingNode {
  readonly kind: "ab test";
  /** Percent. */
  readonly share: number;
  readonly holdback: number;
  readonly winner: WinnerRule;
  readonly variants: readonly {
    readonly name: string;
    readonly label: string;
    readonly to?: NodeId;
    /** The messages in it: what they bring about decides. */
    readonly messages: readonly NodeId[];
  }[];
}
export interface ParallelNode extends NodeBase {
  readonly kind: "parallel";
  readonly regions: readonly RegionId[];
}
export interface ExitNode extends Omit<NodeBase, "next"> {
  readonly kind: "exit";
}

export type ActivityNode =
  | MessageNode
  | UpdateNode
  | CreateNode
  | TaskNode
  | ListNode
  | SuppressNode
  | FollowNode
  | WebhookNode
  | RunNode
  | JourneyControlNode;
export type FlowNode =
  | WaitNode
  | WaitUntilNode
  | WaitForNode
  | IfNode
  | MatchNode
  | SplitNode
  | AbTestNode
  | ParallelNode
  | ExitNode;
export type GraphNode = ActivityNode | FlowNode;

const flowKinds: ReadonlySet<string> = new Set<FlowNode["kind"]>([
  "wait",
  "wait until",
  "wait for",
  "if",
  "match",
  "split",
  "ab test",
  "parallel",
  "exit",
]);

export function isActivity(node: GraphNode): node is ActivityNode {
  return !flowKinds.has(node.kind);
}

export function isMessage(node: GraphNode): node is MessageNode {
  return node.kind === "email" || node.kind === "sms" || node.kind === "push";
}

/** A message's texts in a language: the journey's own where there are none in that one. */
export function templateFor(node: MessageNode, locale: string | null | undefined): MessageTemplate {
  return (locale ? node.locales?.[locale] : undefined) ?? node.template;
}

/** The ways on from a step, in the order written; undefined: the region ends there. */
export function waysOf(node: GraphNode): readonly { readonly label?: string; readonly to: NodeId | undefined }[] {
  switch (node.kind) {
    case "if":
      return [
        { label: "yes", to: node.then },
        { label: "no", to: node.otherwise },
      ];
    case "wait for":
      return [
        { label: "in time", to: node.then },
        { label: "too late", to: node.otherwise },
      ];
    case "match":
      return [...node.cases.map(({ label, to }) => ({ label, to })), { label: "else", to: node.otherwise }];
    case "split":
      return node.shares.map(({ label, to }) => ({ label, to }));
    case "ab test":
      return [
        ...node.variants.map(({ label, to }) => ({ label, to })),
        ...(node.holdback > 0 ? [{ label: `holdback ${node.holdback}%`, to: node.next }] : []),
      ];
    case "exit":
      return [];
    default:
      return [{ to: node.next }];
  }
}
