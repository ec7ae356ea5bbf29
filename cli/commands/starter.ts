/** The files of a first project, by path. */
export const starterFiles: Readonly<Record<string, string>> = {
  "journey.config.json": `{
  "journeys": ["**/*.journey"],
  "from": "Your Company <hello@example.test>",
  "sample": "sample"
}
`,
  "models.ts": `import type { Email, TimeZone } from "journey/model";

/** A person who may get messages. @table contacts */
export interface Contact {
  id: number;
  first_name?: string;
  email?: Email;
  country: "BE" | "FR" | "US";
  interested: boolean;
  timezone?: TimeZone;
  active: boolean;
}
`,
  "welcome.journey": `import { Contact } from "./models.ts"

/// Greets new contacts, and reminds those who did not open.
journey welcome "Welcome" {
  target Contact
  filter email is set and not suppressed
  unicity email
  timezone timezone else "Europe/Brussels"

  wait 1 hour

  email hello "Hello" {
    subject "Welcome, {{ first_name | default: 'friend' }}!"
    body "./messages/hello.md"
    link start "https://example.test/start"

    on clicked "start" {
      update { interested = true }
    }
    on not opened after 2 days {
      email reminder "Reminder" {
        subject "Did our welcome reach you?"
        body "./messages/hello.md"
        link start "https://example.test/start"
      }
    }
  }
}
`,
  "messages/hello.md": `# Hello {{ first_name | default: 'there' }}

Good to have you here. [This is where to start]({{ link start }}).

[Unsubscribe]({{ unsubscribe_url }})
`,
  "sample/Contact.json": `[
  { "id": 1, "first_name": "Ann", "email": "ann@example.test", "country": "BE", "interested": false, "active": true },
  { "id": 2, "first_name": "Bo", "email": "bo@example.test", "country": "US", "interested": false, "timezone": "America/New_York", "active": true },
  { "id": 3, "email": "cleo@example.test", "country": "FR", "interested": false, "active": true },
  { "id": 4, "first_name": "Dirk", "country": "BE", "interested": false, "active": true }
]
`,
};
