/** The journey that the simulator and the actors are measured with: twelve steps, half of them messages and reactions. */
import { buildGraph } from "@journey/compiler";
import { checkFiles, LineIndex } from "@journey/language";

const models = `import type { Email } from "journey/model";
export interface Person {
  id: number; email: Email; first_name?: string; country: "BE" | "FR"; score: number; tags: string[]; created_at: Date;
}
`;

const text = `import { Person } from "./models.ts"

journey measured {
  target Person
  filter email is set
  unicity email

  wait 2 hours
  email hello {
    subject "Hello"
    body "[Shop]({{ link shop }}) [Unsubscribe]({{ unsubscribe_url }})"
    link shop "https://acme.test/shop"

    on clicked "shop" after 2 hours {
      update warm { tags += "warm" }
    }
    on not opened after 3 days {
      email again {
        subject "Have you seen it?"
        body "[Unsubscribe]({{ unsubscribe_url }})"
      }
    }
  }
  wait 1 week
  if country = "BE" {
    update belgian { score += 1 }
  }
  email offer {
    subject "An offer"
    body "[Shop]({{ link shop }}) [Unsubscribe]({{ unsubscribe_url }})"
    link shop "https://acme.test/shop"
    filter score < 90

    on clicked "shop" {
      update buyer { score += 10 }
    }
  }
  wait 2 weeks
  add to list "Seen"
  wait 30 days
  update last { score += 1 }
}

simulate measured {
  hello opened 40% within 2 days
  hello clicked "shop" 12% within 2 days
  again opened 20% within 2 days
  offer opened 30% within 2 days
  offer clicked "shop" 8% within 2 days
}
`;

export function measuredJourney() {
  const files = new Map([
    ["/models.ts", models],
    ["/main.journey", text],
  ]);
  const [checked] = checkFiles(["/main.journey"], { readFile: (path) => files.get(path) });
  const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join(" "));
  return { graph: buildGraph(checked.journeys[0], new LineIndex(text)), simulations: checked.simulations };
}

export const start = Date.parse("2026-03-02T09:00:00Z");
export const days = 60;
