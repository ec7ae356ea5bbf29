/** `node cold-check.mjs JOURNEYS`: one check in a process that has just started, as `{ took, memory }` in milliseconds and bytes. */
const started = performance.now();
const { createWorkspace } = await import("@journey/language");
const { generateWorkspace } = await import("./generate.mjs");
const { files, journeyFiles } = generateWorkspace({ journeys: Number(process.argv[2]) });
const workspace = createWorkspace({ readFile: (path) => files.get(path) });
const found = workspace.check(journeyFiles).flatMap((file) => file.diagnostics);
const problem = found.find(({ severity }) => severity === "error");
if (problem) throw new Error(problem.message);
console.log(JSON.stringify({ took: performance.now() - started, memory: process.resourceUsage().maxRSS * 1024 }));
