/**
 * How people behave where nothing else is said: published averages, each with its source. They are a place to start from;
 * whoever has figures of their own puts those in.
 */
import type { Happening } from "@journey/language";

export interface PublishedRate {
  readonly channel: "email" | "sms" | "push";
  readonly happening: Happening;
  /** Percent of those who get the message. */
  readonly percent: number;
  readonly source: string;
}

const campaignMonitor = "Campaign Monitor, Email Marketing Benchmarks 2022 (100 billion mails of 2021, all industries)";
const mailerLite = "MailerLite, Email marketing benchmarks for 2022 (campaigns of 2021, all industries)";
const noFigure = "an assumption: no figure is published";

export const publishedRates: readonly PublishedRate[] = [
  { channel: "email", happening: "opened", percent: 21.5, source: campaignMonitor },
  { channel: "email", happening: "clicked", percent: 2.3, source: campaignMonitor },
  { channel: "email", happening: "bounced", percent: 0.55, source: mailerLite },
  { channel: "email", happening: "unsubscribed", percent: 0.1, source: campaignMonitor },
  { channel: "email", happening: "replied", percent: 0.5, source: noFigure },
  {
    channel: "sms",
    happening: "clicked",
    percent: 10,
    source: "the lower end of the 10 to 30 percent that providers name (metricrig.com, SMS benchmarks 2026)",
  },
  {
    channel: "sms",
    happening: "bounced",
    percent: 5,
    source: "Burst SMS, help centre: 95 percent are delivered to lists that are kept clean",
  },
  {
    channel: "sms",
    happening: "unsubscribed",
    percent: 3.7,
    source: "Cellit: 1,180 retail campaigns over 450 days (tatango.com, average opt-out rate for retail SMS)",
  },
  { channel: "sms", happening: "replied", percent: 1, source: noFigure },
  {
    channel: "push",
    happening: "opened",
    percent: 8.4,
    source: "Accengage, Push Notification Benchmark 2017 (65 billion notifications of 2016)",
  },
];

/**
 * When those who will open a mail have opened it: minutes after it was sent, and their share by then. Mailchimp's count of
 * 2,000 campaigns; MailerMailer's of 1.4 billion mails of 2012 (51.8 percent after 6 hours, 78.9 after 24) agrees with it.
 */
export const openingCurve: readonly (readonly [minutes: number, share: number])[] = [
  [0, 0],
  [60, 0.32],
  [360, 0.53],
  [1440, 0.78],
  [10_080, 0.95],
  [43_200, 1],
];

export const openingSource =
  "Mailchimp, “Nearly One Third Of Opens Occur Within 1 Hour”: 53 percent within 6 hours, 78 within a day, 95 within a week";

/** The share that has reacted after so many minutes. */
export function shareBy(minutes: number): number {
  for (let index = 1; index < openingCurve.length; index++) {
    const [from, low] = openingCurve[index - 1]!;
    const [to, high] = openingCurve[index]!;
    if (minutes <= to) return low + ((minutes - from) / (to - from)) * (high - low);
  }
  return 1;
}

/** Whole minutes after which a share has reacted. */
export function minutesAt(share: number): number {
  for (let index = 1; index < openingCurve.length; index++) {
    const [from, low] = openingCurve[index - 1]!;
    const [to, high] = openingCurve[index]!;
    if (share <= high) return Math.floor(from + ((share - low) / (high - low)) * (to - from));
  }
  return 43_200;
}
