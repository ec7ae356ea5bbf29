export type {
  DiagramChanges,
  DiagramParams,
  DiagramResult,
  JourneySteps,
  StepAtParams,
  StepAtResult,
  StepsParams,
} from "./diagram.ts";
export { lensCommands } from "./display.ts";
export type { Commit, ServerFiles } from "./files.ts";
export { type FilesParams, MemoryFiles } from "./memory-files.ts";
export { type ServerOptions, serve } from "./server.ts";
export { serveStdio } from "./stdio.ts";
