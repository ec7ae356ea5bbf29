import type { ReplayedEntry } from "@journey/compiler";
import { Problem } from "@journey/language";
import { type Command, InvalidArgumentError, Option } from "commander";
import { chooseGraphs } from "../choose-journeys.ts";
import { collect, price, wholeNumber } from "../option-values.ts";
import { openProject } from "../project.ts";
import { writeOutput } from "../write-output.ts";
import { refusesErrors } from "./check.ts";

const formats = ["text", "markdown", "json"] as const;
const dayLength = 86_400_000;

interface ReplayCommandOptions {
  readonly journey?: string;
  readonly from?: number;
  readonly to?: number;
  readonly until?: number;
  readonly database?: string;
  readonly person: readonly string[];
  readonly renamed: readonly string[];
  readonly smsPrice?: number;
  readonly limit: number;
  readonly format: (typeof formats)[number];
  readonly output?: string;
}

export function addReplayCommand(program: Command): void {
  program
    .command("replay [paths...]")
    .description("let those who entered in a period live through the files' version, with what is recorded of them")
    .option("--journey <name>", "which journey of the files")
    .option("--from <date>", "who entered from this day or moment on (default: 30 days ago)", moment)
    .option("--to <date>", "up to this day or moment, which is not in it (default: now)", moment)
    .option("--until <date>", "look only at what was recorded before (default: now)", moment)
    .option("--database <url>", "the service's database (default: DATABASE_URL); it is only read")
    .option("--person <who>", "show this person's two timelines: an address, or the record's id", collect, [])
    .option("--renamed <old=new>", "a step of the version that people were in has another name now", collect, [])
    .option("--sms-price <price>", "what a part of an SMS costs", price)
    .option("--limit <n>", "at most so many entries", wholeNumber, 100_000)
    .addOption(new Option("--format <format>", "how to print").choices(formats).default("text"))
    .option("-o, --output <file>", "write the report to a file")
    .action(async (paths: string[], options: ReplayCommandOptions) => {
      const [{ replay, replayReport, replayToText }, { compileProject }] = await Promise.all([
        import("@journey/compiler"),
        import("../compile-project.ts"),
      ]);
      const { graphs, diagnostics } = compileProject(openProject(paths));
      if (refusesErrors(diagnostics)) return;
      const [graph] = chooseGraphs(graphs, options.journey === undefined ? undefined : [options.journey]);
      if (!graph) return;
      const url = options.database ?? process.env.DATABASE_URL;
      if (url === undefined || url === "") {
        throw new Problem("missing-setting", "DATABASE_URL is not set.", "Set it, or give --database.");
      }
      const now = Date.now();
      const until = Math.min(options.until ?? now, now);
      const to = options.to ?? until;
      const from = options.from ?? to - 30 * dayLength;
      if (from >= to) throw new Problem("wrong-option", "The period ends before it begins.", "Put --from before --to.");
      const { readHistory } = await import("@journey/runtime");
      const history = await readHistory(url, graph.name, graph, { from, to, until, limit: options.limit });
      const replayed = replay(history, graph, { renamed: renamesOf(options.renamed) });
      const wanted = await askedFor(options.person);
      const missing = options.person.filter((who) => !replayed.entries.some((entry) => wanted(entry, who)));
      if (missing.length > 0) {
        throw new Problem(
          "unknown-person",
          `${missing.join(", ")} did not enter ${graph.name} in that time, or the record is gone.`,
          "Write an e-mail address, a phone number or the record's id; --from and --to say when they entered.",
        );
      }
      const report = replayReport(replayed, {
        isShown: (entry) => options.person.some((who) => wanted(entry, who)),
        ...(options.smsPrice === undefined ? {} : { smsPrice: options.smsPrice }),
      });
      const text =
        options.format === "json"
          ? `${JSON.stringify(report, null, 2)}\n`
          : replayToText(report, options.format === "markdown");
      writeOutput(options.output, text);
    });
}

/** Whether an entry is of somebody who is named by an address, by the record's id, or as `Contact:12`. */
async function askedFor(who: readonly string[]): Promise<(entry: ReplayedEntry, who: string) => boolean> {
  const { normalise } = await import("@journey/compiler");
  const normal = new Map(who.map((each) => [each, normalise(each, each.includes("@") ? "email" : "phone")]));
  return ({ entry }, each) => {
    const address = normal.get(each);
    const id = each.replace(/^[A-Za-z_]\w*:/, "");
    if (entry.recordId === id) return true;
    if (address === undefined || (!each.includes("@") && !each.startsWith("+"))) return false;
    return Object.values(entry.record).some(
      (value) => typeof value === "string" && normalise(value, each.includes("@") ? "email" : "phone") === address,
    );
  };
}

function renamesOf(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const [, old, name] = /^([\w.]+)=([\w.]*)$/.exec(text) ?? [];
      if (old === undefined || name === undefined) {
        throw new Problem("wrong-option", `${text} is no renaming.`, "Write it as --renamed hello=greeting.");
      }
      return [old, name];
    }),
  );
}

function moment(text: string): number {
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(at)) {
    throw new InvalidArgumentError("Write it as 2026-03-02, or 2026-03-02T09:00:00Z.");
  }
  return at;
}
