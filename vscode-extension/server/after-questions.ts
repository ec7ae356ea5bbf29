/** Work that gives way to whatever the client is asking. */

/** Does it when the questions that have come meanwhile have been answered. Returns how not to. */
export function afterQuestions(work: () => void): () => void {
  if (typeof setImmediate === "undefined") {
    const timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  }
  // In the first turn messages are read, in the second they are answered.
  let turn = setImmediate(() => {
    turn = setImmediate(work);
  });
  return () => clearImmediate(turn);
}
