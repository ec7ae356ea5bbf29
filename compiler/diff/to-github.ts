import { type AnnotationKind, githubCommand } from "@journey/language";
import type { ChangeClass, ProjectDiff } from "./change.ts";
import { everyChange } from "./summary.ts";
import { sidesOf } from "./to-text.ts";

const kinds: Readonly<Record<ChangeClass, AnnotationKind>> = {
  breaking: "error",
  dangerous: "warning",
  safe: "notice",
};

/**
 * Workflow commands of GitHub Actions, one a line: they stand beside the lines of a pull request. What is allowed is a notice,
 * whatever its class; an allowance that does nothing is a warning.
 */
export function diffToGithub(diff: ProjectDiff, shownPath: (file: string) => string = String): readonly string[] {
  const changes = everyChange(diff).map((change) => {
    const { code, subject, consequence, help, place, allowed } = change;
    const sides = sidesOf(change);
    const message = [
      `${subject}${sides === "" ? "" : `: ${sides}`}`,
      consequence,
      ...(help && !allowed ? [`help: ${help}`] : []),
      ...(allowed ? [`allowed: ${allowed.reason}`] : []),
    ].join("\n");
    // A line of the old version is none of the pull request's.
    const line = place.side === "after" ? { line: place.line } : {};
    return githubCommand(
      allowed ? "notice" : kinds[change.class],
      { file: shownPath(place.file), ...line, title: `${change.class}: ${code}${allowed ? " (allowed)" : ""}` },
      message,
    );
  });
  const faults = (diff.allowances ?? []).map(({ message, place }) =>
    githubCommand("warning", { file: shownPath(place.file), line: place.line, title: "allowance" }, message),
  );
  return [...changes, ...faults];
}
