/** Where the real editor of the tests is kept: outside of the project's packages, for it is half a gigabyte. */
import { homedir } from "node:os";
import { join } from "node:path";

export const version = "4.139.1";
const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
export const folder = process.env.JOURNEY_CODE_SERVER || join(cache, "journey", `code-server-${version}`);
const packages = join(folder, "node_modules");
export const node = join(packages, "node", "bin", "node");
export const codeServer = join(packages, "code-server");
/** Written last. */
export const ready = join(folder, "ready");
