export type { DiagramParams, DiagramResult, StepAtParams, StepAtResult } from "./diagram.ts";
export { lensCommands } from "./display.ts";
export type { ServerFiles } from "./files.ts";
export { type FilesParams, MemoryFiles } from "./memory-files.ts";
export { type ServerOptions, serve } from "./server.ts";
export { serveStdio } from "./stdio.ts";
