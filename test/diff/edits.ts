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
  birthday: [
    edit("Write in the afternoon", ["at 8:00 where", "at 15:00 where"]),
    edit("Newcomers too", [" where created_at older than 1 month", ""]),
    edit("Twice a year is fine", ["reenter after 11 months", "reenter after 5 months"]),
    edit("A day to be late", ["expire after 10 hours", "expire after 1 day"]),
    edit("More points for the seeds", ["score += 5", "score += 10"]),
    edit("Any link counts", ['on clicked "seeds" {', "on clicked {"]),
    edit("Don't suppress who bounces", ["    on bounced {\n      suppress email\n    }\n", ""]),
    edit("Another French subject", ["Joyeux anniversaire{% if", "Bon anniversaire{% if"]),
    edit("The seeds are elsewhere", ["https://shop.acme.test/birthday", "https://shop.acme.test/seeds"]),
    edit("Everybody in English", ['  locale language else "en"\n', '  locale language else "fr"\n']),
    edit("A voucher for those who did not look", [
      "    on bounced {",
      '    on not opened after 2 days {\n      sms voucher {\n        text "Acme Gardens: your birthday seeds wait for you until Sunday. Stop: {{ unsubscribe_url }}"\n        filter phone is set\n      }\n    }\n    on bounced {',
    ]),
    edit("Call the card what it is", ["email card", "email wishes renamed from card"]),
  ],
  "double-opt-in": [
    edit("Ask again after two days", [
      '      add to list "Confirmed contacts"\n    }\n',
      '      add to list "Confirmed contacts"\n    }\n    on not clicked after 2 days {\n      email again "Confirmation, again" {\n        subject "Still one click away"\n        body "./messages/confirmation.md"\n        link confirm "https://acme.test/newsletter/confirmed"\n      }\n    }\n',
    ]),
    edit("Any click confirms", ['on clicked "confirm" {', "on clicked {"]),
    edit("Only a click of the first day counts", ['on clicked "confirm" {', 'on clicked "confirm" within 1 day {']),
    edit("Take them off the list of newcomers", [
      '      add to list "Confirmed contacts"\n',
      '      add to list "Confirmed contacts"\n      remove from list "Newsletter"\n',
    ]),
    edit("Another list", ['add to list "Confirmed contacts"', 'add to list "Readers"']),
    edit("Whoever is on no list, too", [' and in list "Newsletter"', ""]),
    edit("Suppressed addresses, too", ["email is set and not suppressed and in list", "email is set and in list"]),
    edit(
      "This is marketing",
      ["  purpose transactional\n", ""],
      [
        '    body "./messages/confirmation.md"\n',
        '    body "Please confirm: [yes]({{ link confirm }}). [No more mails]({{ unsubscribe_url }})"\n',
      ],
    ),
    edit("Wait a minute", ["  email confirmation", "  wait 1 minute\n  email confirmation"]),
    edit("A shorter memory", ["  purpose transactional\n", "  purpose transactional\n  listen 1 week\n"]),
    edit("The mail asks", ["email confirmation", "email question"]),
    edit("Nobody is confirmed any more", [
      '\n    on clicked "confirm" {\n      add to list "Confirmed contacts"\n    }\n',
      "",
    ]),
  ],
  "event-reminder": [
    edit(
      "Remind two days before",
      ["if starts_at > now + 1 day {", "if starts_at > now + 2 days {"],
      ["    wait until starts_at - 1 day\n", "    wait until starts_at - 2 days\n"],
    ),
    edit("Half an hour is enough", ["wait until starts_at - 1 hour", "wait until starts_at - 30 minutes"]),
    edit("The host looks for himself", [
      '      branch house {\n        email host_note "For the host" {\n          to host.email\n          subject "{{ first_name | default: \'Somebody\' }} comes to {{ title }}"\n          body "One more for {{ title }}, tomorrow."\n        }\n      }\n',
      '      branch house {\n        task "Look who comes to {{ title }}" { for host }\n      }\n',
    ]),
    edit("Quiet from nine on", ["send not between 22:00 and 7:00", "send not between 21:00 and 7:00"]),
    edit("Who cancels stays", ['  exit when status = "cancelled"\n', ""]),
    edit("No SMS where the push fails", [
      '\n            on failed {\n              sms tomorrow_instead {\n                text "Tomorrow: {{ title }}. We look forward to you. Acme Gardens"\n                filter phone is set\n                expire after 10 hours\n              }\n            }\n',
      "",
    ]),
    edit("Longer words in the SMS", [
      'sms tomorrow_by_sms {\n            text "Tomorrow: {{ title }}. We look forward to you. Acme Gardens"',
      'sms tomorrow_by_sms {\n            text "Tomorrow: {{ title }}. We look forward to you, and so do our roses, which are in flower this week. Bring a friend, if you like. Coffee is on the house. Acme Gardens"',
    ]),
    edit("Go on following", ["\n  wait until ends_at\n  unfollow by host\n", ""]),
    edit("Guests by mail, too", [
      "  wait until starts_at - 1 hour\n",
      '  wait until starts_at - 3 hours\n  email today {\n    subject "Today: {{ title }}"\n    body "We look forward to you."\n    filter email is set\n    expire after 2 hours\n  }\n\n  wait until starts_at - 1 hour\n',
    ]),
    edit("Only with an address", ["and (email is set or phone is set)", "and email is set"]),
    edit("The host checks addresses within a week", ["        due in 1 day\n", "        due in 1 week\n"]),
    edit("Call the push by its time", ["push soon {", "push in_an_hour renamed from soon {"]),
  ],
  "prioritize-hot-leads": [
    edit("Give them a day", ["on not opened after 6 hours", "on not opened after 1 day"]),
    edit("Hurry", ["on not opened after 6 hours", "on not opened after 3 hours"]),
    edit("Answers count at once", ["on replied after 3 hours", "on replied"]),
    edit("A bounce is no answer", ["on replied after 3 hours", "on bounced after 3 hours"]),
    edit("Not at the bottom", ["update { priority = 0 }", "update { priority = 1 }"]),
    edit("Nobody falls", ["    on not opened after 6 hours {\n      update { priority = 0 }\n    }\n", ""]),
    edit("Write the next morning", ["  wait 1 hour\n", "  wait until 9:00\n"]),
    edit("Write at once", ["  wait 1 hour\n\n", ""]),
    edit("Tell the salesperson", [
      "      update { priority = 3 }\n",
      '      update { priority = 3 }\n      task "Answer about {{ title }}" { for salesperson due in 1 day }\n',
    ]),
    edit("Without a salesperson, too", ["  filter salesperson is set\n", "  filter email is set\n"]),
    edit("Another subject", ['subject "About {{ title }}"', 'subject "Who looks after {{ title }}"']),
    edit("Two hours before it is too late", [
      '    body "./messages/introduction.html"\n',
      '    body "./messages/introduction.html"\n    expire after 2 hours\n',
    ]),
  ],
  renewal: [
    edit("Ask six weeks before", ["enter 30 days before", "enter 45 days before"]),
    edit("Remind a week before", ["wait until care_ends_at - 2 weeks", "wait until care_ends_at - 1 week"]),
    edit("Regulars order three times", [">= 4\n", ">= 3\n"]),
    edit("A call is worth more", ["scoreLead(this, 10,", "scoreLead(this, 20,"]),
    edit("Remind everybody", ['} else if not question clicked "renew" {', "} else {"]),
    edit("Who renews hears on", ["> entered + 60 days and exit", "> entered + 60 days"]),
    edit("On Saturdays, too", [
      "  send on weekdays\n",
      "  send on monday, tuesday, wednesday, thursday, friday, saturday\n",
    ]),
    edit("Faster", ["pace 30 per minute", "pace 100 per minute"]),
    edit("No second text", [
      '  } else if not question clicked "renew" {\n    sms reminder "Two weeks left" {\n      text "Acme Gardens: two weeks of care left. Renew: {{ link renew }} Stop: {{ unsubscribe_url }}"\n      link renew "https://shop.acme.test/care"\n      expire after 3 days\n    }\n  }\n',
      "  }\n",
    ]),
    edit("Leave those alone who let it end", ["\n  wait until care_ends_at + 3 days\n  start journey win_back\n", ""]),
    edit("Answers can wait", ["on replied after 10 minutes", "on replied after 2 hours"]),
    edit(
      "Call the question by its name",
      ["sms question", "sms shall_it_go_on renamed from question"],
      ['not question clicked "renew"', 'not shall_it_go_on clicked "renew"'],
    ),
  ],
  "schedule-calls": [
    edit("Call within a day", ["due in 2 days }", "due in 1 day }"]),
    edit("Call at once", ["  wait 2 hours\n", ""]),
    edit("Call the next morning", ["  wait 2 hours\n", "  wait until 9:00\n"]),
    edit("Think about it for a day", ["  wait 2 hours\n", "  wait 1 day\n"]),
    edit("Say whom to call", ['task "Call"', 'task "Call about {{ title }}"']),
    edit("Leads of nobody, too", ["  filter salesperson is set\n", ""]),
    edit("Only urgent leads", ["filter salesperson is set", "filter salesperson is set and priority > 1"]),
    edit("Each lead by itself", ["  unicity email\n", ""]),
    edit("By Brussels' clock", ['timezone time_zone else "Europe/Brussels"', 'timezone "Europe/Brussels"']),
    edit("Not more than fifty an hour", ["  unicity email\n", "  unicity email\n  pace 50 per hour\n"]),
    edit("Remind the salesperson", [
      "due in 2 days }\n",
      'due in 2 days }\n  wait 3 days\n  task "Have you called?" { for salesperson }\n',
    ]),
    edit("Another title", ['"Schedule calls"', '"Calls"']),
  ],
  "webinar-follow-up": [
    edit("Thank them the same evening", ["enter 2 hours after ends_at", "enter 30 minutes after ends_at"]),
    edit("Test on more of them", ["on 40% of participants", "on 60% of participants"]),
    edit("Nobody is held back", ["        holdback 10%\n", ""]),
    edit("Let opens decide", ["winner by click rate after 1 day", "winner by open rate after 1 day"]),
    edit("Decide after two days", ["winner by click rate after 1 day", "winner by click rate after 2 days"]),
    edit("A third way to say it", [
      '        variant warm "A thank-you" {',
      '        variant short "Short" {\n          email thanks_short {\n            template after_webinar\n            subject "The recording"\n          }\n        }\n        variant warm "A thank-you" {',
    ]),
    edit(
      "Only the warm one, and a new one",
      [
        '        variant plain "What it is" {\n          email thanks_plain {\n            template after_webinar\n            subject "Recording and slides: {{ title }}"\n          }\n        }\n',
        '        variant asked "A question" {\n          email thanks_asked {\n            template after_webinar\n            subject "Did we answer your questions?"\n          }\n        }\n',
      ],
      ['    or thanks_plain clicked "recording"\n', '    or thanks_asked clicked "recording"\n'],
      ['thanks_plain clicked "guide" or', 'thanks_asked clicked "guide" or'],
    ),
    edit("Twice is enough", ["up to 3 times until", "up to 2 times until"]),
    edit("A week between them", ["repeat every 3 days", "repeat every 1 week"]),
    edit("Ask sooner what the guide was for", ["      wait 3 days\n", "      wait 1 day\n"]),
    edit("Nothing on weekends", ["send between 8:00 and 20:00", "send between 8:00 and 20:00 on weekdays"]),
    edit(
      "Call those who missed it absent",
      ["email missed ", "email absent renamed from missed "],
      ["until missed clicked", "until absent clicked"],
      ["when missed clicked", "when absent clicked"],
    ),
  ],
};
