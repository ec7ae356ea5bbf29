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
};
