/**
 * Reads OpenMetrics text (version 1.0.0) strictly.
 *
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 */
export interface MetricFamily {
  readonly name: string;
  readonly type: string;
  readonly samples: { readonly name: string; readonly labels: ReadonlyMap<string, string>; readonly value: number }[];
}

/** What may follow a family's name, by its type. */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  gauge: [""],
  unknown: [""],
  counter: ["_total", "_created"],
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["", "_sum", "_count", "_created"],
  info: ["_info"],
  stateset: [""],
};

const name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const value = "[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?Inf|NaN";
const escaped = '(?:[^"\\\\\\n]|\\\\["\\\\n])*';
const label = `[a-zA-Z_][a-zA-Z0-9_]*="${escaped}"`;
const sampleLine = new RegExp(`^(${name})(?:\\{((?:${label}(?:,${label})*)?)\\})? (${value})(?: [0-9.]+)?$`);
const metadataLine = new RegExp(`^# (HELP|TYPE|UNIT) (${name})(?: (.*))?$`);

/** @throws Error that names the line, where the text is not valid */
export function readOpenMetrics(text: string): ReadonlyMap<string, MetricFamily> {
  if (!text.endsWith("# EOF\n")) throw new Error("The text does not end with # EOF and a line feed.");
  const families = new Map<string, MetricFamily>();
  const seen = new Set<string>();
  let current: MetricFamily | undefined;
  const lines = text.slice(0, -"# EOF\n".length).split("\n").slice(0, -1);
  for (const [index, line] of lines.entries()) {
    const wrong = (why: string) => new Error(`Line ${index + 1} ${why}: ${line}`);
    const metadata = metadataLine.exec(line);
    if (metadata) {
      const [, kind, family = "", rest = ""] = metadata;
      if (current?.name !== family) {
        if (families.has(family)) throw wrong("begins a family that was there already");
        current = { name: family, type: "unknown", samples: [] };
        families.set(family, current);
      }
      if (current.samples.length > 0) throw wrong("comes after its family's samples");
      if (kind === "TYPE") {
        if (!suffixes[rest]) throw wrong("names no type");
        current = { ...current, type: rest };
        families.set(family, current);
      }
      continue;
    }
    const sample = sampleLine.exec(line);
    if (!sample || !current) throw wrong("is neither a sample nor about a family");
    const [, sampleName = "", labelText = "", number = ""] = sample;
    const { name: family, type, samples } = current;
    if (!suffixes[type]?.some((suffix) => sampleName === family + suffix)) {
      throw wrong(`is no sample of the ${type} ${family}`);
    }
    const labels = new Map(
      [...labelText.matchAll(new RegExp(`([a-zA-Z_][a-zA-Z0-9_]*)="(${escaped})"`, "g"))].map(([, key, held]) => [
        key ?? "",
        held ?? "",
      ]),
    );
    const identity = `${sampleName}{${[...labels]
      .map((each) => each.join("="))
      .sort()
      .join()}}`;
    if (seen.has(identity)) throw wrong("was there already");
    seen.add(identity);
    if (type === "counter" && Number(number) < 0) throw wrong("is a counter below zero");
    if (sampleName.endsWith("_bucket") && type === "histogram" && !labels.has("le")) throw wrong("has no le");
    samples.push({ name: sampleName, labels, value: Number(number.replace("Inf", "Infinity")) });
  }
  return families;
}
