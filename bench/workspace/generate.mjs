/**
 * A workspace to measure with: `journeys` journeys, five to a file, with what they import. Every construct of the language
 * stands in it, and no two journeys hold the same texts.
 *
 * @param {{ journeys?: number }} size default: 1,000 journeys, which is over 100,000 lines
 * @returns {{ files: Map<string, string>, journeyFiles: string[] }} texts by absolute path
 */
export function generateWorkspace({ journeys = 1000 } = {}) {
  const files = new Map();
  const journeyFiles = [];
  const put = (name, text) => {
    files.set(`/workspace/${name}`, text);
    if (name.endsWith(".journey")) journeyFiles.push(`/workspace/${name}`);
  };
  put("models/core.ts", core);
  for (let part = 1; part <= modelFiles; part++) put(`models/part-${part}.ts`, modelsOf(part));
  put("actions.ts", actions);
  put("shared/audiences.journey", audiences);
  put("shared/actions.journey", namedActions);
  put("shared/templates.journey", templates);
  put("messages/news.mjml", mjml);
  put("messages/welcome.en.md", markdown("Welcome"));
  put("messages/welcome.fr.md", markdown("Bienvenue"));
  put("messages/welcome.nl.md", markdown("Welkom"));
  put("messages/invoice.html", html);
  for (let first = 1; first <= journeys; first += 5) {
    const numbers = Array.from({ length: Math.min(5, journeys - first + 1) }, (_, index) => first + index);
    put(`journeys/campaign-${String(Math.ceil(first / 5)).padStart(3, "0")}.journey`, journeyFile(numbers, journeys));
  }
  return { files, journeyFiles };
}

const modelFiles = 4;
const modelsPerFile = 9;

const core = `import type { Email, Phone, PushToken, TimeZone } from "journey/model";

/** A colleague. */
export interface User {
  id: number;
  name: string;
  email: Email;
}

export interface Company {
  id: number;
  name: string;
  country: "BE" | "FR" | "US";
  employees?: number;
}

export interface Order {
  id: number;
  contact: Contact;
  total: number;
  status: "open" | "paid";
  paid_at?: Date;
}

/** A person who may get messages. @table contacts */
export interface Contact {
  id: number;
  first_name?: string;
  email?: Email;
  phone?: Phone;
  push_token?: PushToken;
  country: "BE" | "FR" | "US";
  language?: "en" | "fr" | "nl";
  score: number;
  stage: "new" | "open" | "won" | "lost";
  tags: string[];
  vip: boolean;
  birthday?: Date;
  trial_ends_at?: Date;
  timezone?: TimeZone;
  company?: Company;
  salesperson?: User;
  orders: Order[];
  created_at: Date;
}

/** Somebody left a full basket. @event cart_abandoned */
export interface CartAbandoned {
  contact: Contact;
  cart_id: number;
  total: number;
}

/** @event order_placed */
export interface OrderPlaced {
  contact: Contact;
  cart_id?: number;
  total: number;
}
`;

function modelsOf(part) {
  const names = Array.from({ length: modelsPerFile }, (_, index) => `Record${part}${index + 1}`);
  const fields = Array.from(
    { length: 12 },
    (_, index) => `  value_${index + 1}?: ${["string", "number", "Date"][index % 3]};`,
  );
  return `import type { Contact } from "./core.ts";\n\n${names
    .map((name) => `export interface ${name} {\n  id: number;\n  contact: Contact;\n${fields.join("\n")}\n}\n`)
    .join("\n")}`;
}

const actions = `import type { Contact } from "./models/core.ts";

/** Adds to what the sales team knows. */
export async function scoreLead(contact: Contact, points: number, reason?: string): Promise<void> {}

export function setLanguage(contact: Contact, language: "en" | "fr"): void {}
`;

const each = (count, write) => Array.from({ length: count }, (_, index) => write(index + 1)).join("\n");

const audiences = `import { Contact } from "../models/core.ts"

${each(
  20,
  (n) => `/// The ${n}th way to be worth it.
audience hot_${n} "Hot ${n}" of Contact where all of {
  score > ${n}
  any of {
    country in ["BE", "FR"]
    company.employees > ${n * 10}
  }
  created_at older than ${n} days
  not suppressed
}
`,
)}`;

const namedActions = `import { Contact } from "../models/core.ts"
import { scoreLead } from "../actions.ts"

${each(
  10,
  (n) => `/// What is done with somebody who clicked.
action tag_${n} for Contact {
  update { score += ${n} }
  if score > ${n * 10} {
    run scoreLead(this, ${n})
    wait 1 hour
  } else {
    add to list "cold ${n}"
  }
}
`,
)}`;

const templates = `import { Contact } from "../models/core.ts"

${each(
  10,
  (n) => `email template offer_${n} for Contact {
  subject "Offer ${n} for {{ first_name | default: 'you' }}"
  body    """
    Hello {{ first_name | default: 'friend' }},

    {% if country == "BE" %}Belgium has offer ${n}.{% else %}Here is offer ${n}.{% endif %}
    [Shop]({{ link shop }}) · [Unsubscribe]({{ unsubscribe_url }})
    """
  link    shop "https://acme.test/shop?offer=${n}"
}
`,
)}`;

const mjml = `<mjml><mj-body><mj-section><mj-column>
<mj-text>Hello {{ first_name | default: 'friend' }}</mj-text>
<mj-button href="{{ link shop }}">Shop</mj-button>
<mj-text><a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>
</mj-column></mj-section></mj-body></mjml>
`;
const markdown = (word) => `# ${word}, {{ first_name | default: 'friend' }}!

{% if vip %}You are one of the best.{% endif %}

[Shop]({{ link shop }}) · [Unsubscribe]({{ unsubscribe_url }})
`;
const html = `<html><body><p>Hello {{ first_name | default: 'friend' }}</p>
<p><a href="{{ link shop }}">Shop</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>
`;

function journeyFile(numbers, journeys) {
  const [first = 1] = numbers;
  const part = (first % modelFiles) + 1;
  const shared = (first % 10) + 1;
  return `import { Contact } from "../models/core.ts"
import { Record${part}1 } from "../models/part-${part}.ts"
import { scoreLead } from "../actions.ts"
import { hot_${shared}, hot_${shared + 10} } from "../shared/audiences.journey"
import { tag_${shared} } from "../shared/actions.journey"
import { offer_${shared} } from "../shared/templates.journey"

${numbers.map((n) => journey(n, part, shared, journeys)).join("\n")}`;
}

function journey(n, part, shared, journeys) {
  return `/// Greets new subscribers of list ${n}
/// and finds the ones worth a call.
journey campaign_${n} "Campaign ${n}" {
  target   Contact
  filter   email is set and hot_${shared} and score between 1 and ${n + 10}
  unicity  email
  purpose  marketing
  ${entry(n)}
  reenter  after ${(n % 30) + 1} days
  exit     when country = "US" and not hot_${shared + 10}
  exit     on unsubscribed
  goal     bought_${n} "Bought" when any orders where (paid_at after entered and total > ${n})
  timezone timezone else "Europe/Brussels"
  locale   language else "en"
  send     between 9:00 and 18:00 on weekdays
  send     not between 12:00 and 13:00
  cap      3 messages per week
  pace     1000 per hour
  listen   40 days

  // The first message says who we are.
  email hello_${n} {
    subject   "Welcome to ${n}, {{ first_name | default: 'friend' }}!"
    preheader "What number ${n} is about"
    body      "../messages/welcome.*.md"
    link      shop "https://acme.test/shop?campaign=${n}"
    expire    after 2 days

    on clicked "shop" {
      do tag_${shared}
    }
    on opened within 3 days after 2 hours {
      email tips_${n} {
        template offer_${shared}
        subject  "Tips of campaign ${n}"
      }
    }
    on not opened after 3 days {
      sms nudge_${n} {
        text   "Did our mail ${n} reach you, {{ first_name | default: 'friend' }}?"
        filter phone is set

        on failed {
          update {
            score -= 1
            stage = "lost"
          }
        }
      }
    }
    on bounced {
      suppress email
    }
  }

  wait 1 week

  if hello_${n} opened or country in ["BE", "FR"] and count of orders where total > 10 > 3 {
    ab test subject_${n} {
      on       20% of participants
      holdback 10%
      winner   by click rate after 2 days

      variant short_${n} {
        email offer_short_${n} {
          template offer_${shared}
          subject  "20% off ${n}"
        }
      }
      variant long_${n} {
        email offer_long_${n} {
          template offer_${shared}
          subject  "A thank-you for ${n}: 20% off your first order"
        }
      }
    }
  } else if sum of orders.total >= ${n} {
    task "Call {{ first_name | default: 'somebody' }} about ${n}" {
      for    salesperson
      due in 2 days
    }
    run scoreLead(this, ${n}, "campaign ${n}")
  } else {
    follow by salesperson
    add to list "campaign ${n}"
  }

  match country {
    "BE", "FR" {
      wait until monday at 9:00
      push hint_${n} {
        title  "Campaign ${n}"
        text   "Have a look, {{ first_name | default: 'friend' }}"
        filter push_token is set
      }
    }
    "US" {
      wait 2 hours
    }
  }

  split {
    70% control_${n} {
      wait 1 day
    }
    30% treatment_${n} {
      webhook crm_${n} {
        post   "https://crm.acme.test/hooks/${n}"
        header "X-Campaign" "${n}"
        json {
          id    = id
          score = score
        }
      }
    }
  }

  repeat every 2 days up to 3 times until hello_${n} clicked "shop" {
    email reminder_${n} {
      subject "Reminder ${n}"
      body    "../messages/news.mjml"
      link    shop "https://acme.test/news/${n}"
    }
  }

  parallel {
    branch {
      create Record${part}1 {
        contact = this
        value_1 = "campaign ${n}"
        value_2 = ${n}
      }
    }
    branch {
      wait for event order_placed where event.total > ${n} up to 3 days {
        exit
      } else {
        remove from list "campaign ${n}"
      }
    }
  }

  if trial_ends_at is set {
    wait until trial_ends_at - 3 days
    sms trial_${n} {
      text   "Your trial ${n} ends soon."
      filter phone is set and consents to marketing
    }
  }
  start journey campaign_${(n % journeys) + 1}
}

test "campaign ${n} greets and reminds" for campaign_${n} {
  given Contact {
    email = "ann@acme.test"
    first_name = "Ann"
    score = ${n}
    country = "BE"
  }
  expect hello_${n} sent
  at 1 hour hello_${n} opened
  by 3 days expect tips_${n} sent
  expect nudge_${n} never sent
}
${
  n % 10 === 0
    ? `
simulate campaign_${n} {
  10000 participants
  seed ${n}
  hello_${n} opened 45% within 1 day
  hello_${n} clicked "shop" 10%
}
`
    : ""
}`;
}

function entry(n) {
  const ways = [
    "enter    when matching",
    "enter    when created",
    'enter    when updated stage to "won"',
    "enter    every monday at 9:00",
    "enter    on event cart_abandoned where entry.total > 10",
    "enter    on demand",
  ];
  return ways[n % ways.length];
}
