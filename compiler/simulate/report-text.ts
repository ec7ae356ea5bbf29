/** A simulation's report as text: for the terminal, and (with `markdown`) for a page. */
import { type Estimate, minutesWords, type SimulationReport, type StepReport } from "./report.ts";

export function reportToText(report: SimulationReport, markdown = false): string {
  const lines: string[] = [];
  const heading = (text: string, level: number): void => {
    lines.push("", markdown ? `${"#".repeat(level)} ${text}` : text, ...(markdown ? [""] : []));
  };
  const item = (text: string): void => {
    lines.push(markdown ? `- ${text}` : `  ${text}`);
  };
  const titles = report.journeys.map(({ title }) => title).join(", ");
  lines.push(markdown ? `# Simulation: ${titles}` : `Simulation: ${titles}`, "");
  lines.push(
    `${amount(report.participants)} people from ${report.start.slice(0, 16).replace("T", " ")} UTC for ${report.days} days, ` +
      `${report.runs === 1 ? `seed ${report.seed}` : `${report.runs} seeds from ${report.seed} on; ± is the 95% interval of the mean`}.`,
  );
  for (const journey of report.journeys) {
    if (report.journeys.length > 1) heading(journey.title, 2);
    heading("Who", markdown ? 3 : 2);
    item(`entered: ${shown(journey.entered)}`);
    item(`completed: ${shown(journey.completed)}`);
    for (const [reason, count] of Object.entries(journey.exited)) item(`exited, ${reason}: ${shown(count)}`);
    item(`still under way: ${shown(journey.active)}`);
    for (const goal of journey.goals) item(`goal ${goal.name}: ${shown(goal.reached)} (${percent(goal.share)})`);
    for (const [test, variants] of Object.entries(journey.winners)) {
      const won = Object.entries(variants).map(([name, times]) => `${name} ${times}×`);
      item(`A/B test ${test} won by: ${won.join(", ")}`);
    }
    heading("Steps", markdown ? 3 : 2);
    lines.push(...table(journey.steps, journey.entered.mean, markdown));
  }
  if (Object.keys(report.channels).length > 0) {
    heading("Messages", markdown ? 2 : 2);
    for (const [channel, { sent, peakDay, peakHour, peakMinute }] of Object.entries(report.channels)) {
      item(
        `${channel}: ${shown(sent)}; at most ${amount(peakDay)} a day, ${amount(peakHour)} an hour, ${amount(peakMinute)} a minute`,
      );
    }
    if (report.rate) {
      const { perMinute, peakMinute, isEnough } = report.rate;
      item(
        isEnough
          ? `the provider's ${amount(perMinute)} a minute are enough`
          : `the provider takes ${amount(perMinute)} a minute, and the peak is ${amount(peakMinute)}: it takes ${minutesWords(Math.ceil(peakMinute / perMinute))} to send`,
      );
    }
    if (report.sms) {
      const cost = report.sms.cost ? `; cost ${shown(report.sms.cost)}` : "";
      item(`SMS parts: ${shown(report.sms.parts)}, ${report.sms.partsEach.toFixed(2)} each${cost}`);
    }
    item(`more than ${report.load.perWeek} messages in a week: ${percent(report.load.above)} of the people`);
  }
  if (report.notes.length > 0) {
    heading("To look at", 2);
    for (const note of report.notes) item(note);
  }
  heading("Assumed", 2);
  for (const line of report.assumptions.people) item(line);
  item(report.assumptions.arrival);
  for (const line of [...report.assumptions.behaviour, ...report.assumptions.outside]) item(line);
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
}

function table(steps: readonly StepReport[], entered: number, markdown: boolean): readonly string[] {
  const head = ["step", "reached", "", "when, after entry", "what became of it"];
  const rows = steps.map((step) => [
    step.label.length > 44 && !markdown ? `${step.label.slice(0, 43)}…` : step.label,
    shown(step.reached),
    entered === 0 ? "" : `${((step.reached.mean / entered) * 100).toFixed(1)}%`,
    step.when
      ? `${minutesWords(step.when.first)} · ${minutesWords(step.when.median)} · ${minutesWords(step.when.last)}`
      : "",
    [...Object.entries(step.outcomes), ...Object.entries(step.reactions)]
      .map(([word, count]) => `${word} ${shown(count)}`)
      .join(", "),
  ]);
  if (markdown) {
    const row = (cells: readonly string[]): string =>
      `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    return [row(head), row(["---", "---:", "---:", "---", "---"]), ...rows.map(row)];
  }
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  return [head, ...rows].map((row) =>
    `  ${row.map((cell, column) => (column === 1 || column === 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ")}`.trimEnd(),
  );
}

/** `1,204 ± 12` */
export function shown({ mean, low, high }: Estimate): string {
  const whole = mean >= 100 || Number.isInteger(mean) ? amount(Math.round(mean)) : mean.toFixed(1);
  if (low === undefined || high === undefined || high === low) return whole;
  const half = (high - low) / 2;
  return `${whole} ± ${half >= 10 ? amount(Math.round(half)) : half.toFixed(1)}`;
}

export function percent({ mean, low, high }: Estimate): string {
  const text = `${(mean * 100).toFixed(1)}%`;
  if (low === undefined || high === undefined || high === low) return text;
  return `${text} ± ${(((high - low) / 2) * 100).toFixed(1)}`;
}

const amount = (value: number): string => value.toLocaleString("en");
