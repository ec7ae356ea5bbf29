/** What was found at one place of a text, when it has moved with the text around it. */
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";

/** Where an offset is now. */
export type Move = (offset: number) => number;

/**
 * The same value with every place in it moved: `start` and `end` of whatever has them, and the places that a text's characters
 * come from. Parts without places stay the objects that they are.
 *
 * @param isElsewhere whether a part's places are not of this text: it stays as it is
 */
export function moved<Value>(value: Value, move: Move, isElsewhere?: (key: string, part: object) => boolean): Value {
  if (typeof value !== "object" || value === null) return value;
  return movedObject(value, move, isElsewhere) as Value;
}

function movedObject(value: object, move: Move, isElsewhere?: (key: string, part: object) => boolean): object {
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const before: unknown = value[index];
      const after = moved(before, move, isElsewhere);
      if (after === before) continue;
      copy ??= [...value];
      copy[index] = after;
    }
    return copy ?? value;
  }
  let copy: Record<string, unknown> | undefined;
  // Trees are plain objects: the quickest way through them.
  for (const key in value) {
    const before: unknown = (value as Record<string, unknown>)[key];
    const after = movedPart(key, before, move, isElsewhere);
    if (after === before) continue;
    copy ??= { ...value };
    copy[key] = after;
  }
  return copy ?? value;
}

function movedPart(
  key: string,
  part: unknown,
  move: Move,
  isElsewhere?: (key: string, part: object) => boolean,
): unknown {
  if (typeof part === "number") return key === "start" || key === "end" ? move(part) : part;
  if (typeof part !== "object" || part === null || isElsewhere?.(key, part)) return part;
  // Of a text: from offsets of its value to those of the source.
  if (key === "map" && Array.isArray(part)) {
    return (part as readonly (readonly [number, number])[]).map(([from, to]) => [from, move(to)]);
  }
  return movedObject(part, move, isElsewhere);
}

/** @param file the one whose text has moved; places in others stay */
export function movedDiagnostic(diagnostic: Diagnostic, file: string, move: Move): Diagnostic {
  const { related, fixes } = diagnostic;
  const isOwn = diagnostic.file === file;
  return {
    ...diagnostic,
    ...(isOwn ? { start: move(diagnostic.start), end: move(diagnostic.end) } : {}),
    ...(related
      ? {
          related: related.map((each) =>
            each.file === file ? { ...each, start: move(each.start), end: move(each.end) } : each,
          ),
        }
      : {}),
    ...(fixes && isOwn ? { fixes: fixes.map((fix) => movedFix(fix, move)) } : {}),
  };
}

function movedFix(fix: Fix, move: Move): Fix {
  return {
    ...fix,
    edits: () => fix.edits().map((edit) => ({ ...edit, start: move(edit.start), end: move(edit.end) })),
  };
}
