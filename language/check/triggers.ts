/** What can happen to which kind of activity. */
import type { Channel, Trigger } from "../syntax/ast.ts";

const email: readonly Trigger[] = [
  "opened",
  "clicked",
  "replied",
  "bounced",
  "delivered",
  "failed",
  "suppressed",
  "unsubscribed",
];

const possible: Readonly<Record<Channel | "step", readonly Trigger[]>> = {
  email,
  // Nobody can tell whether an SMS was opened.
  sms: email.filter((trigger) => trigger !== "opened"),
  // To a push notification nobody can reply, and it takes no one off a list.
  push: ["opened", "clicked", "delivered", "bounced", "failed", "suppressed"],
  step: ["failed"],
};

export function triggersOf(channel: Channel | "step"): readonly Trigger[] {
  return possible[channel];
}

/** "An e-mail", "A step inside the house": fits at the beginning of a sentence. */
export function channelWords(channel: Channel | "step"): string {
  return { email: "An e-mail", sms: "An SMS", push: "A push notification", step: "A step inside the house" }[channel];
}

/** What a clause can wait for not to happen. */
export const negatable: readonly Trigger[] = ["opened", "clicked", "replied"];
