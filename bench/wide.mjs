/**
 * Whether a wide journey explodes: 100,000 participants pass through twenty mails with three clauses each, sixty-one regions
 * side by side. Counts the places in which they stand, the steps that had to be computed by XState, and the share that was
 * looked up; and steps per second of the looking up alone.
 */
import { JourneyStepper } from "@journey/compiler";
import { compile } from "./engine/journey.mjs";

const mails = 20;

function wideJourney() {
  const steps = Array.from({ length: mails }, (_, index) => {
    const name = `mail_${index + 1}`;
    return `  email ${name} {
    subject "Number ${index + 1}"
    body "Hello. [Shop]({{ link shop }}) [Unsubscribe]({{ unsubscribe_url }})"
    link shop "https://acme.test/shop"

    on clicked "shop" after 1 hour {
      update { country = "BE" }
    }
    on not opened after 3 days {
      update { country = "FR" }
    }
    on bounced {
      update { country = "NL" }
    }
  }
  wait 1 day
`;
  });
  return compile(`import { Contact } from "./models.ts"

journey wide {
  target Contact
  unicity email

${steps.join("")}}
`);
}

/** A small generator of random numbers from 0 to 1, the same in every run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One participant's history: each input in the order in which it would come. @returns the number of steps */
function live(stepper, random, places) {
  let place = "";
  let steps = 0;
  const take = (step) => {
    let decision = step.decision;
    while (decision.kind === "question") decision = decision.yes;
    place = stepper.moved(place, decision);
    places?.add(place);
    steps++;
    for (const effect of decision.effects) {
      // Steps inside the house are carried out at once.
      if (effect.kind === "execute" && !effect.node.startsWith("mail_")) send({ type: "executed", node: effect.node });
      if (effect.kind === "execute" && /^mail_\d+\./.test(effect.node)) send({ type: "executed", node: effect.node });
    }
  };
  const send = (input) => {
    if (place !== "") take(stepper.step(place, input));
  };
  take(stepper.enter());
  const late = [];
  for (let mail = 1; mail <= mails && place !== ""; mail++) {
    const node = `mail_${mail}`;
    send({ type: "executed", node });
    if (random() < 0.04) {
      send({ type: "reaction", node, trigger: "bounced" });
    } else if (random() < 0.4) {
      send({ type: "reaction", node, trigger: "opened" });
      if (random() < 0.25) {
        send({ type: "reaction", node, trigger: "clicked", label: "shop" });
        send({ type: "timer", timer: `${node}.clicked` });
      }
    } else {
      late.push([mail + 3, `${node}.not_opened`]);
    }
    for (const [due, timer] of late) if (due === mail) send({ type: "timer", timer });
    send({ type: "timer", timer: `wait_${mail}` });
  }
  return steps;
}

export default async function run({ quick, log }) {
  const participants = quick ? 10_000 : 100_000;
  const graph = wideJourney();
  const stepper = new JourneyStepper(graph);
  const random = seeded(7);
  const places = new Set();
  let steps = 0;
  for (let person = 0; person < participants; person++) steps += live(stepper, random, places);
  const { hits, misses } = stepper.stats;
  log(`${steps} steps, ${places.size} places, ${misses} computed`);
  const started = performance.now();
  let again = 0;
  for (let person = 0; person < participants; person++) again += live(stepper, random);
  const took = performance.now() - started;
  const rate = hits / (hits + misses);
  return {
    figures: [
      { what: "regions", value: graph.regions.length, unit: "side by side" },
      { what: "participants", value: participants, unit: "people" },
      { what: "steps", value: steps, unit: "steps" },
      { what: "places in which somebody stood", value: places.size, unit: "places" },
      { what: "steps computed by XState", value: misses, unit: "steps" },
      { what: "looked up", value: rate * 100, unit: "%" },
      { what: "steps, looked up and applied", value: (again / took) * 1000, unit: "steps/s" },
    ],
    goals: [{ what: "looked up", goal: "≥ 99 %", value: `${(rate * 100).toFixed(2)} %`, met: rate >= 0.99 }],
  };
}
