/** Whether both lists hold the same objects in the same order. */
export function haveSameItems<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a === b || (a.length === b.length && a.every((each, index) => each === b[index]));
}
