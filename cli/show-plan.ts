/** A plan for people. */
import type { DeployPlan, DeployResult, JourneyPlan, PlacePlan } from "@journey/runtime";
import { type colorsFor, count } from "./terminal.ts";

type Colors = ReturnType<typeof colorsFor>;

export function showPlan(plan: DeployPlan, colors: Colors): string {
  const blocks = plan.journeys.map((journey) => showJourney(journey, colors));
  for (const name of plan.missing) {
    blocks.push(`! ${colors.bold(name)}  is not in the files any more; it runs on. \`journey stop ${name}\` stops it.`);
  }
  return `${[...blocks, planLine(plan)].join("\n\n")}\n`;
}

/** One line that says it all. */
export function planLine({ journeys, unchanged }: DeployPlan): string {
  if (journeys.length === 0) return `Nothing to deploy: ${count(unchanged.length, "journey")} as deployed.`;
  const amount = (action: string) => journeys.filter((journey) => journey.action === action).length;
  const sum = (kind: keyof JourneyPlan["people"]) => journeys.reduce((all, { people }) => all + people[kind], 0);
  return (
    `Plan: ${amount("start")} to start, ${amount("change")} to change, ${unchanged.length} unchanged. ` +
    `Of the people under way, ${sum("move") + sum("listening")} move, ${sum("stay")} stay, ${sum("exit")} exit, ${sum("undecided")} undecided.`
  );
}

function showJourney(
  { journey, action, basis, graph, changes, people, places, reasons }: JourneyPlan,
  colors: Colors,
): string {
  const version = graph.hash.slice(0, 8);
  if (action === "start")
    return `+ ${colors.bold(journey)}  ${colors.dim(version)}  new: people enter as soon as it is deployed`;
  const counted = (["breaking", "dangerous", "safe"] as const)
    .filter((of) => changes[of] > 0)
    .map((of) => `${changes[of]} ${of}`)
    .join(", ");
  const all = Object.values(people).reduce((a, b) => a + b, 0);
  const lines = [
    basis.hash === graph.hash
      ? `~ ${colors.bold(journey)}  ${colors.dim(version)}  is deployed; this is about those in older versions`
      : `~ ${colors.bold(journey)}  ${colors.dim(`${basis.hash?.slice(0, 8)} -> ${version}`)}  ${counted}`,
    `    ${count(all, "person", "people")} under way`,
    ...places.flatMap((place) => showPlace(journey, place, colors)),
  ];
  if (people.listening > 0) lines.push(line(people.listening, "through with the steps, listening", "move"));
  for (const reason of reasons) lines.push(`    some stay on the old version: ${reason}`);
  return lines.join("\n");
}

function showPlace(journey: string, place: PlacePlan, colors: Colors): readonly string[] {
  const name = place.words.endsWith(place.place) ? place.words : `${place.words} (${place.place})`;
  const lines = [line(place.people, `${name} ${colors.dim(place.version)}`, fate(place, colors))];
  if (place.otherwise > 0)
    lines.push(`             of these, ${place.otherwise} otherwise: by another place that they are at`);
  if (place.fate === "undecided") {
    const target = `${journey}.${place.place}`;
    const targets = place.targets ?? [];
    const options = [
      ...(targets.length > 0
        ? [`--move ${target}=STEP (${targets.slice(0, 8).join(", ")}${targets.length > 8 ? ", …" : ""})`]
        : []),
      `--exit ${target}`,
      `--stay ${target}`,
      ...(place.place.includes(".") ? [`--drop ${target}`] : []),
    ];
    lines.push(`             ${colors.cyan("help:")} ${options.join(" or ")}`);
  }
  return lines;
}

function line(people: number, where: string, what: string): string {
  return `    ${String(people).padStart(7)}  ${where}: ${what}`;
}

function fate({ fate: what, to, isElsewhere, timer }: PlacePlan, colors: Colors): string {
  switch (what) {
    case "move":
      return `move${isElsewhere ? ` to ${to}` : ""}${timer ? colors.yellow(`, timers re-dated: ${timer.before} -> ${timer.after}`) : ""}`;
    case "stay":
      return "stay on the old version";
    case "exit":
      return colors.yellow("exit");
    case "drop":
      return colors.yellow("end this reaction");
    case "undecided":
      return colors.red("NO DECISION, the place is gone");
  }
}

export function showResults(results: readonly DeployResult[]): string {
  return results
    .map(
      ({ journey, moved, exited, stayed }) =>
        `${journey} deployed: ${moved} moved, ${exited} exited, ${stayed} stay on older versions.\n`,
    )
    .join("");
}
