import type { Host } from "../host.ts";

/** A path as written, counted from the folder of `file`; absolute, with `/` and without `.` and `..`. */
export function resolvePath(file: string, written: string): string {
  const isAbsolute = written.startsWith("/") || /^[A-Za-z]:\//.test(written);
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const parts: string[] = [];
  for (const part of `${isAbsolute ? "" : folder}${written}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && (part !== "" || parts.length === 0)) parts.push(part);
  }
  return parts.join("/");
}

/**
 * A file that is there and that `written` may have meant: another ending, or a neighbouring folder. A host can't list
 * folders, so these few are tried.
 */
export function similarPath(
  file: string,
  written: string,
  endings: readonly string[],
  folders: readonly string[],
  host: Host,
): string | undefined {
  const name = written.slice(written.lastIndexOf("/") + 1);
  const folder = written.slice(0, written.lastIndexOf("/") + 1);
  const stem = name.replace(/\.[^.]*$/, "");
  const names = [name, ...endings.map((ending) => `${stem}${ending}`), ...endings.map((ending) => `${stem}s${ending}`)];
  const candidates = [folder, ...folders].flatMap((each) => names.map((candidate) => `${each || "./"}${candidate}`));
  return candidates.find(
    (candidate) => candidate !== written && host.readFile(resolvePath(file, candidate)) !== undefined,
  );
}
