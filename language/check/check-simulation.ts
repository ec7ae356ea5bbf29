/** Simulations: every activity that somebody is said to react to is one of the journey's. */
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Simulation, SimulationStatement } from "../syntax/ast.ts";
import { checkDuration } from "./check-duration.ts";
import { checkEngagement } from "./check-engagement.ts";
import type { CheckedBehaviour, CheckedSimulation } from "./program.ts";
import type { FileScope, JourneyScope } from "./scope.ts";
import { guarded, type JourneysByName, testedScope } from "./tested-journey.ts";

/** @returns the simulation, where all is well */
export function checkSimulation(
  simulation: Simulation,
  outer: FileScope,
  journeys: JourneysByName,
): CheckedSimulation | undefined {
  const behaviours: CheckedBehaviour[] = [];
  const numbers: { participants?: number; seed?: number } = {};
  const journey = guarded(simulation, outer, (scope) => {
    const inside = testedScope(simulation.journey, scope, journeys);
    if (!inside) return;
    for (const statement of simulation.statements) {
      if (statement.kind === "simulated number") {
        if (!statement.value) continue;
        if (Number.isInteger(statement.value.value)) numbers[statement.of] = statement.value.value;
        else scope.report(diagnostics.wholeNumber({ file: scope.file, span: statement.value }));
        continue;
      }
      const behaviour = checkBehaviour(statement, inside);
      if (behaviour) behaviours.push(behaviour);
    }
  });
  return journey === undefined ? undefined : { file: outer.file, journey, simulation, ...numbers, behaviours };
}

function checkBehaviour(
  statement: SimulationStatement & { kind: "simulated behaviour" },
  scope: JourneyScope,
): CheckedBehaviour | undefined {
  const engagement = statement.happening && checkEngagement(statement.happening, scope);
  const within = checkDuration(statement.within, scope);
  if (statement.share && statement.share.value > 100) {
    scope.report(diagnostics.moreThanAll({ file: scope.file, span: statement.share }));
  }
  if (!engagement || !statement.share) return undefined;
  const { activity, happening, label } = engagement;
  return {
    activity,
    happening,
    ...(label === undefined ? {} : { label }),
    percent: statement.share.value,
    ...(within ? { within } : {}),
  };
}
