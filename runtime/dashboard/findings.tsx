import type { DevDiagnostic } from "../dev/api.ts";

/** What is wrong in the files, as the command line shows it. */
export function Findings({ diagnostics }: { diagnostics: readonly DevDiagnostic[] }) {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const words =
    errors > 0
      ? `${errors} error${errors === 1 ? "" : "s"}`
      : `${diagnostics.length} warning${diagnostics.length === 1 ? "" : "s"}`;
  return (
    <details class={`findings ${errors > 0 ? "errors" : "warnings"}`} open={errors > 0}>
      <summary>
        <strong>{words} in your files.</strong> {errors > 0 && "Journeys with errors go on as they were before."}
      </summary>
      {diagnostics.map((diagnostic) => (
        <pre key={`${diagnostic.file}:${diagnostic.line}:${diagnostic.column}:${diagnostic.code}`}>
          {diagnostic.frame.trimEnd()}
        </pre>
      ))}
    </details>
  );
}
