/** Twelve things that a team might do to an example, one after another undone. */

/** A text that stands once in the example, and what stands there afterwards; with a file's name before it, in that file. */
type Replacement = readonly [find: string, replace: string, file?: string];

export interface Edit {
  /** What somebody would write as the commit's message. */
  readonly message: string;
  readonly changes: readonly Replacement[];
}

const edit = (message: string, ...changes: readonly Replacement[]): Edit => ({ message, changes });

/** By the example's name. */
export const edits: Readonly<Record<string, readonly Edit[]>> = {
  "abandoned-cart": [
    edit("Remind after half an hour", ["up to 1 hour {\n    exit", "up to 30 minutes {\n    exit"]),
    edit("Wait two days for the order", ["up to 1 day {", "up to 2 days {"]),
    edit("Only carts from 50 on", ["entry.total >= 20", "entry.total >= 50"]),
    edit("Write to suppressed addresses too", ["filter email is set and not suppressed", "filter email is set"]),
    edit("Another subject for the reminder", ["your cart is waiting", "we kept your cart"]),
    edit(
      "Call the reminder what it is",
      ["email reminder", "email cart_reminder"],
      ["not reminder opened", "not cart_reminder opened"],
    ),
    edit("No SMS any more", [
      '    } else if not reminder opened {\n      sms nudge {\n        text "Acme Gardens: your cart is still here. {{ link cart }} No more texts? {{ unsubscribe_url }}"\n        link cart "https://shop.acme.test/cart"\n        filter phone is set\n        expire after 1 day\n      }\n    }',
      "    }",
    ]),
    edit("A thank-you for those who click the reminder", [
      "    expire after 6 hours\n",
      '    expire after 6 hours\n\n    on clicked "cart" {\n      update { score += 1 }\n    }\n',
    ]),
    edit(
      "Don't wait for the order behind the reminder",
      [
        "  wait for event order_placed where event.cart_id = entry.cart_id up to 1 day {\n    webhook rescued",
        "  if reminder clicked {\n    webhook rescued",
      ],
      ["        ordered = event.total\n", ""],
    ),
    edit("Stay in, though the cart is emptied", [
      "  exit on event cart_emptied where event.cart_id = entry.cart_id\n",
      "",
    ]),
    edit("Nothing at night", [
      '  timezone time_zone else "Europe/Brussels"',
      '  timezone time_zone else "Europe/Brussels"\n  send between 8:00 and 20:00',
    ]),
    edit("Layout and a comment", ["  email reminder", "  // The only mail of this journey.\n\n\n  email    reminder"]),
  ],
  "trial-ending": [
    edit("Begin five days before the end", ["enter 3 days before", "enter 5 days before"]),
    edit("Say goodbye a day earlier", ["wait until trial_ends_at + 2 days", "wait until trial_ends_at + 1 day"]),
    edit("Call from two gardens on", ["if gardens >= 3", "if gardens >= 2"]),
    edit("Nobody is put on the list at the end", [
      '\n  wait until trial_ends_at + 2 days\n  add to list "Planner trials that ended"\n',
      "",
    ]),
    edit("A second reminder of the plans", [
      "  wait until trial_ends_at - 1 day\n",
      '  wait until trial_ends_at - 2 days\n  email look_again "Two days left" {\n    subject "Two days left"\n    body "./messages/trial-keep.md"\n    link plans "https://planner.acme.test/plans"\n    expire after 1 day\n  }\n\n  wait until trial_ends_at - 1 day\n',
    ]),
    edit("Who takes a plan hears on", ['plan in ["solo", "team"] and exit', 'plan in ["solo", "team"]']),
    edit("Clicks within a day only", ['on clicked "planner" within 2 days', 'on clicked "planner" within 1 day']),
    edit("The salesperson has two days", [
      "      due in 1 day\n    }\n  } else if",
      "      due in 2 days\n    }\n  } else if",
    ]),
    edit("Also on weekends, but not before nine", ["send between 8:00 and 19:00", "send between 9:00 and 19:00"]),
    edit("This is no marketing", ["  unicity email\n", "  unicity email\n  purpose transactional\n"]),
    edit("Say it in other words", [
      "your trial ends on",
      "your trial of the planner ends on",
      "messages/trial-keep.md",
    ]),
    edit("Rename the last letter", ["email last_day", "email tomorrow"]),
  ],
  "win-back": [
    edit("End the test of the control group", [
      "    20% control {\n      wait 5 weeks\n    }\n  }",
      "    20% control {}\n  }",
    ]),
    edit("Half of them get nothing", ["80% treatment", "50% treatment"], ["20% control", "50% control"]),
    edit("A year of sleep", ["within last 6 months\n", "within last 12 months\n"]),
    edit("Let them go after two weeks", ["        wait 3 weeks\n", "        wait 2 weeks\n"]),
    edit("Don't wait behind the last offer", ["        wait 3 weeks\n", ""]),
    edit("Give them a fortnight to click", ["up to 10 days", "up to 2 weeks"]),
    edit("Whoever unsubscribes stays in", ["  exit on unsubscribed\n", ""]),
    edit("Two letters a week", ["cap 1 email per week", "cap 2 emails per week"]),
    edit("The last offer to everybody", ['          filter no orders where status = "open"\n', ""]),
    edit("Another model of customers", [
      '  status: "open" | "paid" | "refunded";',
      '  status: "open" | "paid" | "refunded" | "disputed";',
      "models.ts",
    ]),
    edit("Ask why, where the letter bounced", [
      "        expire after 5 days\n      }\n\n      wait for",
      '        expire after 5 days\n\n        on bounced after 1 day {\n          task "Find another address" { due in 1 week }\n        }\n      }\n\n      wait for',
    ]),
    edit("Letters first, then the points", [
      "        update mark_warm { score += 10 }\n",
      '        update mark_warm { score += 20 }\n        add to list "Came back"\n',
    ]),
  ],
  "welcome-flow": [
    edit("Wait until tomorrow", ["wait 2 hours", "wait 1 day"]),
    edit("Write at once", ["  wait 2 hours\n\n", ""]),
    edit("Suppress at once", ["on bounced after 2 hours", "on bounced"]),
    edit("Don't suppress", ["\n    on bounced after 2 hours {\n      suppress email\n    }\n", ""]),
    edit(
      "Another discount",
      ["Get 10% off your first order", "Get 15% off your first order"],
      ["code=HELLO10", "code=HELLO15"],
    ),
    edit("Name the mail after what it is", ["email discount", "email welcome_discount"]),
    edit("Remind those who did not open it", [
      "    on bounced after 2 hours",
      '    on not opened after 3 days {\n      email again "Once more" {\n        subject "Still 10% off"\n        body "./messages/discount.html"\n        link shop "https://acme.test/shop?code=HELLO10"\n      }\n    }\n    on bounced after 2 hours',
    ]),
    edit("Once an address is enough, once a person is too", ["  unicity email\n", ""]),
    edit("Only who says yes to marketing", ["and not suppressed", "and not suppressed and consents to marketing"]),
    edit("At most two mails a week", ["  unicity email\n", "  unicity email\n  cap 2 emails per week\n"]),
    edit("Two weeks of listening", ["  unicity email\n", "  unicity email\n  listen 2 weeks\n"]),
    edit("Another title", ['welcome_flow "Welcome flow"', 'welcome_flow "Welcome"']),
  ],
  "commercial-prospection": [
    edit("Invite after five days", ["  wait 6 days\n  wait 23 hours\n", "  wait 5 days\n"]),
    edit("The hour before does not count", ["  wait 23 hours\n", "  wait 1 day\n"]),
    edit("No catalogue", [
      '  email catalogue "Free catalogue" {\n    subject "Your free Acme Gardens catalogue"\n    preheader "96 pages of seeds, bulbs and tools that last"\n    body "./messages/catalogue.mjml"\n    link catalogue "https://acme.test/catalogue.pdf"\n  }\n\n',
      "",
    ]),
    edit("Answer sooner", ["on replied after 1 hour", "on replied after 10 minutes"]),
    edit("Answers and clicks", ["on replied after 1 hour", "on clicked after 1 hour"]),
    edit("The catalogue lies elsewhere", ["https://acme.test/catalogue.pdf", "https://acme.test/catalogue-2027.pdf"]),
    edit("Only people with somebody in charge", [
      "  unicity email\n",
      "  filter responsible is set\n  unicity email\n",
    ]),
    edit("A task instead of a note", [
      "      create Note {\n        contact = this\n        reader = responsible\n        text = \"{{ first_name | default: 'The contact' }} answered the invitation to the partner programme.\"\n      }",
      "      task \"Answer {{ first_name | default: 'the contact' }}\" { for responsible due in 1 day }",
    ]),
    edit("A deadline for the invitation", ["    link partners", "    expire after 2 days\n    link partners"]),
    edit("Invite first, then send the catalogue", [
      "  email catalogue",
      '  email early "Early" {\n    subject "Shall we grow together?"\n    body "./messages/partnership.md"\n    link partners "https://acme.test/partners"\n  }\n\n  wait 1 day\n\n  email catalogue',
    ]),
    edit("Ask for it in other words", ["Shall we grow together", "Shall we plant together"]),
    edit("Everybody by Brussels' clock", ['timezone time_zone else "Europe/Brussels"', 'timezone "Europe/Brussels"']),
  ],
  "tag-hot-contacts": [
    edit("Greet at once", ["  wait 2 hours\n\n", ""]),
    edit("Greet the next morning", ["  wait 2 hours\n", "  wait until 9:00\n"]),
    edit("Only the shop makes hot", ["on clicked after 2 hours", 'on clicked "shop" after 2 hours']),
    edit("Hot at once", ["on clicked after 2 hours", "on clicked"]),
    edit("Warm instead of hot", ['tags += "hot"', 'tags += "warm"']),
    edit("Also scanners' clicks", ["on clicked after 2 hours", "on clicked after 2 hours including machines"]),
    edit("Colleagues too", [" and not internal_user", ""]),
    edit("Nobody checks addresses any more", [
      '\n    on bounced after 2 hours {\n      task "Check e-mail address" { for responsible due in 2 days }\n    }',
      "",
    ]),
    edit("A week to check it", ["due in 2 days", "due in 1 week"]),
    edit("Only with a name", ["    link shop", "    filter first_name is set\n    link shop"]),
    edit("And a thank-you after a week", [
      'task "Check e-mail address" { for responsible due in 2 days }\n    }\n  }\n',
      'task "Check e-mail address" { for responsible due in 2 days }\n    }\n  }\n\n  wait 1 week\n  add to list "Greeted"\n',
    ]),
    edit("Call the mail greeting", ["email welcome", "email greeting"]),
  ],
};
