/** A simulation's report as one page that stands alone: no scripts, nothing from elsewhere, light and dark. */

import { endId } from "../diagram/edges.ts";
import { withFlows } from "../diagram/flows.ts";
import { layoutDiagram } from "../diagram/layout.ts";
import { renderDiagram } from "../diagram/svg.ts";
import type { JourneyGraph } from "../graph/graph.ts";
import { type Estimate, type JourneyReport, minutesWords, type SimulationReport } from "./report.ts";
import { percent, shown } from "./report-text.ts";

export async function reportToHtml(report: SimulationReport, graphs: readonly JourneyGraph[]): Promise<string> {
  const title = report.journeys.map((journey) => journey.title).join(", ");
  const diagrams = await Promise.all(report.journeys.map((journey, index) => diagramOf(journey, graphs[index])));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulation: ${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${escaped(title)}</h1>
<p>${escaped(introduction(report))}</p>
</header>
${report.notes.length > 0 ? `<section class="notes"><h2>To look at</h2><ul>${report.notes.map((note) => `<li>${escaped(note)}</li>`).join("")}</ul></section>` : ""}
${report.journeys
  .map(
    (journey, index) => `<section>
${report.journeys.length > 1 ? `<h2>${escaped(journey.title)}</h2>` : ""}
${tiles(journey)}
<figure class="diagram">${diagrams[index]}<figcaption>How many went along each arrow, with the first seed.</figcaption></figure>
<h3>Steps</h3>
${stepsTable(journey)}
</section>`,
  )
  .join("\n")}
${messages(report)}
<section>
<h2>What this rests on</h2>
<h3>People</h3>
<ul>${[...report.assumptions.people, report.assumptions.arrival].map((line) => `<li>${escaped(line)}</li>`).join("")}</ul>
<h3>Behaviour</h3>
<ul>${[...report.assumptions.behaviour, ...report.assumptions.outside].map((line) => `<li>${escaped(line)}</li>`).join("") || "<li>nobody reacts to anything</li>"}</ul>
</section>
</main>
</body>
</html>
`;
}

function introduction(report: SimulationReport): string {
  const people = `${report.participants.toLocaleString("en")} people over ${report.days} days from ${report.start.slice(0, 10)}`;
  return report.runs === 1
    ? `${people}, seed ${report.seed}.`
    : `${people}, lived through ${report.runs} times with other seeds; ± is the 95% interval of the mean.`;
}

async function diagramOf(journey: JourneyReport, graph: JourneyGraph | undefined): Promise<string> {
  if (!graph) return "";
  const layout = await layoutDiagram(graph);
  const flows = withFlows(layout, (from, to, label) => {
    const target = to === endId ? "end" : to;
    return journey.flows.find((flow) => flow.from === from && flow.to === target && isLabel(flow.label, label))?.people;
  });
  const counts = Object.fromEntries(
    journey.steps.flatMap((step) => {
      const sum = (...states: readonly string[]): number =>
        Math.round(
          Object.entries(step.outcomes).reduce(
            (total, [word, each]) =>
              states.some((state) => word === state || word.startsWith(`${state}:`)) ? total + each.mean : total,
            0,
          ),
        );
      if (Object.keys(step.outcomes).length === 0) return [];
      return [
        [
          step.id,
          {
            processed: sum("processed"),
            rejected: sum("rejected"),
            cancelled: sum("cancelled"),
            error: sum("error"),
            here: 0,
          },
        ],
      ];
    }),
  );
  return renderDiagram(flows, { counts });
}

/** The layout may have shortened it. */
function isLabel(whole: string, drawn: string): boolean {
  return whole === drawn || (drawn.endsWith("…") && whole.startsWith(drawn.slice(0, -1)));
}

function tiles(journey: JourneyReport): string {
  const share = (each: Estimate): string =>
    journey.entered.mean === 0 ? "" : `${((each.mean / journey.entered.mean) * 100).toFixed(1)}% of those who entered`;
  const exited = Object.entries(journey.exited);
  const all: readonly (readonly [string, Estimate, string])[] = [
    ["entered", journey.entered, ""],
    ["completed", journey.completed, share(journey.completed)],
    ...exited.map(([reason, each]) => [`exited, ${reason}`, each, share(each)] as const),
    ["still under way", journey.active, share(journey.active)],
    ...journey.goals.map(({ name, reached, share: of }) => [`goal ${name}`, reached, percent(of)] as const),
  ];
  return `<div class="tiles">${all
    .filter(([, each], index) => index < 2 || each.mean > 0)
    .map(
      ([name, each, more]) =>
        `<div><b>${shown(each)}</b><span>${escaped(name)}</span>${more ? `<small>${more}</small>` : ""}</div>`,
    )
    .join("")}</div>`;
}

function stepsTable(journey: JourneyReport): string {
  const rows = journey.steps.map((step) => {
    const share = journey.entered.mean === 0 ? 0 : Math.min(1, step.reached.mean / journey.entered.mean);
    const what = [...Object.entries(step.outcomes), ...Object.entries(step.reactions)]
      .map(
        ([word, count]) =>
          `<span class="${word.startsWith("rejected") || word.startsWith("error") ? "bad" : ""}">${escaped(word)} ${shown(count)}</span>`,
      )
      .join(" ");
    const when = step.when
      ? `<td>${minutesWords(step.when.first)}</td><td>${minutesWords(step.when.median)}</td><td>${minutesWords(step.when.last)}</td>`
      : "<td></td><td></td><td></td>";
    return `<tr${step.reached.mean === 0 ? ' class="unreached"' : ""}><th scope="row">${escaped(step.label)}</th><td class="number">${shown(step.reached)}</td><td><span class="bar" style="width:${(share * 100).toFixed(1)}%"></span></td>${when}<td class="what">${what}</td></tr>`;
  });
  return `<div class="scroll"><table>
<thead><tr><th>step</th><th>reached</th><th class="share">of those who entered</th><th>first</th><th>half by</th><th>last</th><th>what became of it</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

function messages(report: SimulationReport): string {
  const channels = Object.entries(report.channels);
  if (channels.length === 0) return "";
  const facts = channels.map(
    ([channel, { sent, peakDay, peakHour, peakMinute }]) =>
      `<li>${channel}: ${shown(sent)}; at most ${peakDay.toLocaleString("en")} a day, ${peakHour.toLocaleString("en")} an hour, ${peakMinute.toLocaleString("en")} a minute</li>`,
  );
  if (report.rate) {
    const { perMinute, isEnough } = report.rate;
    facts.push(
      `<li class="${isEnough ? "" : "bad"}">the provider takes ${perMinute.toLocaleString("en")} a minute: ${isEnough ? "enough" : "less than the peak"}</li>`,
    );
  }
  if (report.sms) {
    const cost = report.sms.cost ? `; cost ${shown(report.sms.cost)}` : "";
    facts.push(`<li>SMS parts: ${shown(report.sms.parts)}, ${report.sms.partsEach.toFixed(2)} each${cost}</li>`);
  }
  return `<section>
<h2>Messages</h2>
<ul>${facts.join("")}</ul>
<figure>${perDayChart(report)}<figcaption>Messages a day, with the first seed.</figcaption></figure>
<h3>How many messages somebody gets</h3>
<p>More than ${report.load.perWeek} within a week: ${percent(report.load.above)} of the people.</p>
<figure>${loadChart(report)}<figcaption>The most messages within any seven days, with the first seed.</figcaption></figure>
</section>`;
}

const chartWidth = 880;
const chartHeight = 220;
const chartLeft = 56;

function perDayChart(report: SimulationReport): string {
  const channels = Object.entries(report.channels);
  const days = Math.max(...channels.map(([, { perDay }]) => perDay.length), 1);
  const totals = Array.from({ length: days }, (_, index) =>
    channels.reduce((sum, [, { perDay }]) => sum + (perDay[index] ?? 0), 0),
  );
  const top = niceTop(Math.max(...totals, 1));
  const width = (chartWidth - chartLeft) / days;
  const y = (value: number): number => round(chartHeight - (value / top) * chartHeight);
  const bars = totals.flatMap((_, index) => {
    let under = 0;
    return channels.map(([channel, { perDay }]) => {
      const value = perDay[index] ?? 0;
      const bottom = under;
      under += value;
      if (value === 0) return "";
      return `<rect class="${channel}" x="${round(chartLeft + index * width + width * 0.1)}" y="${y(under)}" width="${round(width * 0.8)}" height="${round(y(bottom) - y(under))}"><title>day ${index + 1}: ${value.toLocaleString("en")} ${channel}</title></rect>`;
    });
  });
  const step = Math.max(1, Math.ceil(days / 12));
  const labels = totals.map((_, index) =>
    index % step === 0
      ? `<text x="${round(chartLeft + (index + 0.5) * width)}" y="${chartHeight + 18}" text-anchor="middle">${index + 1}</text>`
      : "",
  );
  const legend = channels.map(
    ([channel], index) =>
      `<rect class="${channel}" x="${chartLeft + index * 90}" y="${chartHeight + 32}" width="11" height="11"/><text x="${chartLeft + index * 90 + 17}" y="${chartHeight + 42}">${channel}</text>`,
  );
  return chart(chartHeight + 52, "Messages a day", [grid(top), ...bars, ...labels, ...legend].join(""));
}

function loadChart(report: SimulationReport): string {
  const { most, perWeek } = report.load;
  const last = most.findLastIndex((count) => count > 0);
  const shownMost = most.slice(0, Math.max(last + 1, 4));
  const top = niceTop(Math.max(...shownMost, 1));
  const width = Math.min(90, (chartWidth - chartLeft) / shownMost.length);
  const bars = shownMost.map((count, index) => {
    const height = round((count / top) * chartHeight);
    const x = round(chartLeft + index * width + width * 0.12);
    const middle = round(chartLeft + (index + 0.5) * width);
    return `<rect class="${index > perWeek ? "above" : "load"}" x="${x}" y="${round(chartHeight - height)}" width="${round(width * 0.76)}" height="${height}"><title>${count.toLocaleString("en")} people: ${index} messages at most</title></rect><text x="${middle}" y="${chartHeight + 18}" text-anchor="middle">${index}</text>`;
  });
  return chart(chartHeight + 28, "Messages within a week", [grid(top), ...bars].join(""));
}

function grid(top: number): string {
  return [0, 0.25, 0.5, 0.75, 1]
    .map((part) => {
      const y = round(chartHeight - part * chartHeight);
      return `<line x1="${chartLeft}" x2="${chartWidth}" y1="${y}" y2="${y}"/><text x="${chartLeft - 8}" y="${y + 4}" text-anchor="end">${shortNumber(top * part)}</text>`;
    })
    .join("");
}

function chart(height: number, label: string, inside: string): string {
  return `<svg class="chart" viewBox="0 -10 ${chartWidth} ${height + 10}" role="img" aria-label="${label}">${inside}</svg>`;
}

/** The next of 1, 2, 4, 5, 10, 20 … */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8, 10].find((each) => each * power >= value) ?? 10) * power;
}

function shortNumber(value: number): string {
  if (value >= 1_000_000) return `${round(value / 1_000_000)}M`;
  return value >= 10_000 ? `${round(value / 1000)}k` : String(round(value));
}

const round = (value: number): number => Math.round(value * 10) / 10;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5d6878; --page: #f6f7f9; --card: #ffffff; --edge: #d7dde6; --email: #2f5fd0; --sms: #2b7d4f; --push: #a86a08; --bad: #b3372f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --soft: #9aa5b4; --page: #14181d; --card: #20262e; --edge: #363f4a; --email: #82a8ff; --sms: #6cc793; --push: #e2b158; --bad: #f08a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 0 0 12px; } h3 { font-size: 15px; margin: 22px 0 8px; }
header p, figcaption, small { color: var(--soft); margin: 0; }
section { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; padding: 22px 24px; margin-top: 20px; }
.notes { border-color: var(--push); }
ul { margin: 0; padding-left: 20px; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin-bottom: 20px; }
.tiles div { flex: 1 1 150px; border: 1px solid var(--edge); border-radius: 10px; padding: 12px 14px; display: flex; flex-direction: column; }
.tiles b { font-size: 19px; font-variant-numeric: tabular-nums; }
figure { margin: 0; } figcaption { font-size: 13px; margin-top: 6px; }
.diagram { overflow-x: auto; text-align: center; } .diagram svg { max-width: 100%; height: auto; }
.chart { width: 100%; height: auto; } .chart text { fill: var(--soft); font-size: 12px; } .chart line { stroke: var(--edge); }
.email, .load { fill: var(--email); } .sms { fill: var(--sms); } .push { fill: var(--push); } .above { fill: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th, td { text-align: left; padding: 7px 10px 7px 0; border-top: 1px solid var(--edge); vertical-align: top; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; white-space: nowrap; } tbody th { font-weight: 600; min-width: 150px; max-width: 300px; }
td { font-variant-numeric: tabular-nums; min-width: 64px; } td.what { white-space: normal; min-width: 220px; } td.what span { display: inline-block; margin-right: 10px; }
.number { white-space: nowrap; text-align: right; padding-right: 14px; } .share { min-width: 120px; }
.bar { display: block; height: 8px; min-width: 1px; margin-top: 7px; border-radius: 4px; background: var(--email); }
.unreached th, .bad { color: var(--bad); }
`;
