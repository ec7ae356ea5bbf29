/** Stable shares: the same record falls into the same one, on every machine and in every run. */
import type { AbTestNode, NodeId } from "../graph/graph.ts";

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

/** Whether a record falls into a share of a `split`, given the shares' sizes in percent. */
export function isInShare(node: NodeId, recordId: string, percents: readonly number[], branch: number): boolean {
  const place = shareOf(`${node} ${recordId}`);
  const from = percents.slice(0, branch).reduce((sum, percent) => sum + percent, 0);
  return place >= from && place < from + (percents[branch] ?? 0);
}

/** Where a record stands in a test: in the holdback (-1), at one of the variants, or (undefined) outside of the test. */
export function variantOf(node: AbTestNode, recordId: string): number | undefined {
  // Of a test that is repeated, the same in every execution.
  const test = node.of ?? node.id;
  const place = shareOf(`${test} ${recordId}`);
  if (place < node.holdback) return -1;
  if (place >= node.holdback + node.share) return undefined;
  return Math.floor((shareOf(`${test} variant ${recordId}`) / 100) * node.variants.length);
}
