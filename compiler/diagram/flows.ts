/** Writes how many people go along each arrow onto a laid-out diagram. */
import { type DiagramLayout, type DiagramLine, textWidth } from "./layout.ts";

/**
 * @param peopleOn how many go from a step to another by the arrow with this label; undefined: unknown
 * @returns the layout with labels such as `yes · 1,204`
 */
export function withFlows(
  layout: DiagramLayout,
  peopleOn: (from: string, to: string, label: string) => number | undefined,
): DiagramLayout {
  return {
    ...layout,
    lines: layout.lines.map((line) => labelled(line, peopleOn(line.from, line.to, line.label?.text ?? ""))),
  };
}

function labelled(line: DiagramLine, people: number | undefined): DiagramLine {
  if (people === undefined) return line;
  const count = people.toLocaleString("en");
  const text = line.label ? `${line.label.text} · ${count}` : count;
  const width = textWidth(text, 12) + 14;
  if (line.label) {
    const { x, y, width: before, height } = line.label;
    return { ...line, label: { text, x: x + before / 2 - width / 2, y, width, height } };
  }
  const place = middleOf(line.points);
  // Where arrows come together there is no room for numbers.
  if (place.room < leastRoom) return line;
  return { ...line, label: { text, x: place.x - width / 2, y: place.y - 11, width, height: 22 } };
}

/** Pixels of an upright stretch that a number may stand on. */
const leastRoom = 28;

/** The middle of the longest upright part, where a label hides least. */
function middleOf(points: DiagramLine["points"]): { readonly x: number; readonly y: number; readonly room: number } {
  let best = { x: points[0]?.x ?? 0, y: points[0]?.y ?? 0, room: 0 };
  let longest = -1;
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1]!, points[index]!];
    const length = Math.abs(b.y - a.y);
    if (length <= longest) continue;
    longest = length;
    best = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, room: length };
  }
  return best;
}
