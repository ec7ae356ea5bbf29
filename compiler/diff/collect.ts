import type { JourneyGraph, NodeId, SourcePlace } from "../graph/graph.ts";
import type { Change, ChangeClass } from "./change.ts";
import { inNewNames, withoutTypes } from "./compare-values.ts";
import type { Matching } from "./match-journeys.ts";
import { type RuleCode, rules } from "./rules.ts";
import { isSame } from "./same.ts";
import { nextOf } from "./survivor.ts";

/** What a part of the comparison knows of a change; the rest the rule says. */
export interface Found {
  readonly subject: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly consequence?: string | undefined;
  readonly help?: string | undefined;
  readonly class?: ChangeClass;
  readonly source: SourcePlace;
  readonly side?: "before" | "after";
  readonly oldId?: NodeId | undefined;
  readonly newId?: NodeId | undefined;
}

/** Two versions of a journey while they are compared, and what was found so far. */
export class Comparison {
  readonly changes: Change[] = [];

  constructor(
    readonly before: JourneyGraph,
    readonly after: JourneyGraph,
    readonly matching: Matching,
  ) {}

  add(code: RuleCode, found: Found): void {
    const { subject, before, after, consequence = rules[code].consequence, help, source, side, oldId, newId } = found;
    this.changes.push({
      code,
      class: found.class ?? rules[code].class,
      sign: before === undefined && after !== undefined ? "+" : before !== undefined && after === undefined ? "-" : "~",
      subject,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      consequence,
      ...(help === undefined ? {} : { help }),
      place: { side: side ?? (after === undefined && before !== undefined ? "before" : "after"), ...source },
      ...(oldId === undefined ? {} : { oldId }),
      ...(newId === undefined ? {} : { newId }),
    });
  }

  /** Where those would go on who stand at a step that is gone. */
  nextOf(id: NodeId): NodeId | "end" | undefined {
    return nextOf(this.before, this.matching, id);
  }

  /** Whether the two sides mean the same once renamed steps have one name. */
  isSame(before: unknown, after: unknown): boolean {
    return isSame(withoutTypes(inNewNames(before, this.matching.nodes)), withoutTypes(after));
  }
}
