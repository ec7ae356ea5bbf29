/** Stable shares: the same record falls into the same one, on every machine and in every run. */
import type { AbTestNode, NodeId, SplitNode } from "../graph/graph.ts";

/** A number from 0 to 100, 100 excluded, spread evenly over keys: 32-bit FNV-1a with murmur3's finish. */
export function shareOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash ^= key.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) / 0x1_0000_0000) * 100;
}

/**
 * The name that records are dealt by: the one that a split or test had first, so that another name, or the next turn of a
 * repetition, deals nobody anew.
 */
export function dealtAs(node: SplitNode | AbTestNode): NodeId {
  return node.dealtAs ?? node.renamedFrom?.at(-1) ?? node.of ?? node.id;
}

/** Whether a record falls into a share of a `split`. */
export function isInShare(node: SplitNode, recordId: string, branch: number): boolean {
  const place = shareOf(`${dealtAs(node)} ${recordId}`);
  const percents = node.shares.map(({ percent }) => percent);
  const from = percents.slice(0, branch).reduce((sum, percent) => sum + percent, 0);
  return place >= from && place < from + (percents[branch] ?? 0);
}

/** Where a record stands in a test: in the holdback (-1), at one of the variants, or (undefined) outside of the test. */
export function variantOf(node: AbTestNode, recordId: string): number | undefined {
  const test = dealtAs(node);
  const place = shareOf(`${test} ${recordId}`);
  if (place < node.holdback) return -1;
  if (place >= node.holdback + node.share) return undefined;
  return Math.floor((shareOf(`${test} variant ${recordId}`) / 100) * node.variants.length);
}
