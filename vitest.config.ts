import { defineConfig } from "vitest/config";

// Tests run on the TypeScript sources: the condition makes workspace packages resolve to their index.ts.
export default defineConfig({
  resolve: { conditions: ["journey-source"] },
  ssr: { resolve: { conditions: ["journey-source", "module", "node"] } },
  test: {
    include: ["{language,compiler,runtime,cli,test}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Files of one worker share what they import: a quarter of all the time went into importing it again.
    isolate: false,
  },
});
