import { type AnnotationKind, githubCommand } from "@journey/language";
import type { ChangeClass, ProjectDiff } from "./change.ts";
import { everyChange } from "./summary.ts";
import { sidesOf } from "./to-text.ts";

const kinds: Readonly<Record<ChangeClass, AnnotationKind>> = {
  breaking: "error",
  dangerous: "warning",
  safe: "notice",
};

/** Workflow commands of GitHub Actions, one a line: they stand beside the lines of a pull request. */
export function diffToGithub(diff: ProjectDiff, shownPath: (file: string) => string = String): readonly string[] {
  return everyChange(diff).map((change) => {
    const { code, subject, consequence, help, place } = change;
    const sides = sidesOf(change);
    const message = [
      `${subject}${sides === "" ? "" : `: ${sides}`}`,
      consequence,
      ...(help ? [`help: ${help}`] : []),
    ].join("\n");
    // A line of the old version is none of the pull request's.
    const line = place.side === "after" ? { line: place.line } : {};
    return githubCommand(
      kinds[change.class],
      { file: shownPath(place.file), ...line, title: `${change.class}: ${code}` },
      message,
    );
  });
}
