import type { DevDiagnostic } from "../dev/api.ts";

/** The worst first. */
const weights: Readonly<Record<DevDiagnostic["severity"], number>> = { error: 0, warning: 1, info: 2 };

/** What is wrong in the files, as the command line shows it. */
export function Findings({ diagnostics }: { diagnostics: readonly DevDiagnostic[] }) {
  const count = (severity: DevDiagnostic["severity"]) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const errors = count("error");
  const words = [
    numbered(errors, "error"),
    numbered(count("warning"), "warning"),
    numbered(count("info"), "remark"),
  ].filter((part) => part !== "");
  return (
    <details class={`findings ${errors > 0 ? "errors" : "warnings"}`} open={errors > 0}>
      <summary>
        <strong>{words.join(", ")} in your files.</strong>{" "}
        {errors > 0 && "Journeys with errors go on as they were before."}
      </summary>
      {[...diagnostics]
        .sort((a, b) => weights[a.severity] - weights[b.severity])
        .map((diagnostic) => (
          <pre key={`${diagnostic.file}:${diagnostic.line}:${diagnostic.column}:${diagnostic.code}`}>
            {diagnostic.frame.trimEnd()}
          </pre>
        ))}
    </details>
  );
}

function numbered(count: number, word: string): string {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
}
