export type { ServerFiles } from "./files.ts";
export { type ServerOptions, serve } from "./server.ts";
export { serveStdio } from "./stdio.ts";
