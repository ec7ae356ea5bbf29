/** A headless Chromium for tests: the system's, else the one that an npm package carries. Nothing is downloaded. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** No sandbox (tests may run as root), and no calls home. */
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function startBrowser(): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "journey-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findChromium(),
    headless: true,
    args: flags,
    viewport: { width: 1440, height: 900 },
    timezoneId: "UTC",
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function findChromium(): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given) return given;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  const { default: carried } = await import("@sparticuz/chromium");
  // The package unpacks itself into the temporary folder: one for each user, or the second can't start the first's.
  const before = process.env.TMPDIR;
  process.env.TMPDIR = join(tmpdir(), `journey-chromium-${process.getuid?.() ?? 0}`);
  mkdirSync(process.env.TMPDIR, { recursive: true });
  try {
    return await carried.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
