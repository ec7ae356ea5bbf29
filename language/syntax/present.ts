/** The parts that are there: an optional member is left out rather than set to undefined. */
export function present<Parts extends object>(parts: Parts): { [Key in keyof Parts]?: Exclude<Parts[Key], undefined> } {
  const there: { [Key in keyof Parts]?: Exclude<Parts[Key], undefined> } = {};
  for (const key in parts) {
    const value = parts[key];
    if (value !== undefined) there[key] = value as Exclude<Parts[typeof key], undefined>;
  }
  return there;
}
