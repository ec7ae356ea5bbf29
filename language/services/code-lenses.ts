/** What can be started right above a declaration. */
import type { ParsedFile } from "../syntax/parse.ts";
import type { Span } from "../syntax/span.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";

export interface CodeLens {
  readonly span: Span;
  readonly title: string;
  readonly command: "run test" | "run tests" | "simulate" | "show diagram";
  /** The journey, or the test by its title. */
  readonly about: string;
}

export function codeLenses(workspace: EditedWorkspace, path: string): readonly CodeLens[] {
  const parsed = workspace.opened(path)?.parsed;
  if (!parsed) return [];
  return parsed.tree.declarations.flatMap((declaration): CodeLens[] => {
    const span = "keyword" in declaration ? declaration.keyword : declaration;
    if (declaration.kind === "test" && declaration.title) {
      return [{ span, title: "Run this test", command: "run test", about: declaration.title.value }];
    }
    if (declaration.kind === "simulate" && declaration.journey) {
      return [{ span, title: "Simulate", command: "simulate", about: declaration.journey.text }];
    }
    if (declaration.kind !== "journey" || !declaration.name) return [];
    const about = declaration.name.text;
    const tests = workspace.paths.reduce((sum, each) => sum + testsOf(workspace.opened(each)?.parsed, about), 0);
    return [
      { span, title: "Show diagram", command: "show diagram", about },
      ...(tests > 0
        ? [{ span, title: `Run ${tests} ${tests === 1 ? "test" : "tests"}`, command: "run tests" as const, about }]
        : []),
    ];
  });
}

function testsOf(parsed: ParsedFile | undefined, journey: string): number {
  return (parsed?.tree.declarations ?? []).filter((each) => each.kind === "test" && each.journey?.text === journey)
    .length;
}
