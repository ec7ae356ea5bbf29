import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Host, LineIndex, Problem } from "@journey/language";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import * as z from "zod";

export const configFileName = "journey.config.json";

const utmValues = {
  source: z.string().optional(),
  medium: z.string().optional(),
  campaign: z.string().optional(),
  content: z.string().optional(),
};
const languages = ["en", "fr", "nl", "de", "es", "it"] as const;
/** A text in one language, or in several. */
const localisedSchema = z.union([z.string(), z.partialRecord(z.enum(languages), z.string())]);
const rateUnits = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** `50/second` */
const rate = z
  .string()
  .regex(
    /^[1-9]\d{0,8}\/(second|minute|hour|day)$/,
    "a rate is written as `50/second`, `600/minute`, `5000/hour` or `100000/day`",
  )
  .transform((text) => {
    const [count, unit] = text.split("/");
    return { count: Number(count), per: rateUnits[unit as keyof typeof rateUnits] };
  });

/** A way out for mail; its server stands in the environment, as JOURNEY_SMTP_URL_NAME. */
const transport = z.strictObject({
  purposes: z.array(z.enum(["marketing", "transactional"])).optional(),
  /** Addresses or domains of senders. */
  senders: z.array(z.string()).optional(),
  connections: z.int().min(1).max(200).optional(),
  rate: rate.optional(),
  /** By recipient's domain; `*` for every other. */
  domainRates: z.record(z.string().toLowerCase(), rate).optional(),
  dkim: z
    .array(
      z.strictObject({
        domain: z.string(),
        selector: z.string(),
        /** File of the private key, PEM, relative to the project's folder. */
        keyFile: z.string(),
      }),
    )
    .optional(),
  /** Who reports what becomes of these mails. */
  provider: z.enum(["ses", "sendgrid", "mailgun", "postmark"]).optional(),
});

export type TransportConfig = z.infer<typeof transport>;

/** How long something is kept. */
const days = z.union([z.int().min(1).max(36_500), z.literal("forever")]);

/** The project's settings. Secrets never stand here: they come from the environment. */
const configSchema = z.strictObject({
  $schema: z.string().optional(),
  /** Which files hold journeys, relative to the project's folder. */
  journeys: z.array(z.string()).default(["**/*.journey"]),
  /** The sender of messages that name none: `Acme <hello@acme.test>`. */
  from: z.string().default("Journey <journey@localhost>"),
  /** The mail domain that bounces and replies come back to. */
  domain: z.string().default("localhost"),
  /** Where tracked links and unsubscribe pages are reached from outside. */
  publicUrl: z.url().optional(),
  /** Days off, for `send … except holidays`: `2026-12-25`. */
  holidays: z.array(z.iso.date()).default([]),
  /** Folder of sample records for `journey dev`. */
  sample: z.string().default("sample"),
  email: z
    .strictObject({
      /** In the order in which they are asked; `default` takes what no other takes. */
      transports: z
        .record(z.string().regex(/^[a-z][a-z0-9-]*$/, "names have small letters, digits and hyphens"), transport)
        .optional(),
    })
    .optional(),
  /** Parameters that web analytics reads; undefined: links get none. */
  utm: z
    .strictObject({
      ...utmValues,
      /** Only links to these hosts, and the hosts below them. */
      hosts: z.array(z.string()).optional(),
      /** By the journey's name; `false`: none there. */
      journeys: z.record(z.string(), z.union([z.literal(false), z.strictObject(utmValues)])).optional(),
    })
    .optional(),
  /** How many days pixels and tracked links are listened to. */
  linkDays: z.int().min(1).max(36_500).default(365),
  /** How many days what is over is kept; what is still needed is kept all the same. */
  retention: z
    .strictObject({
      traceDays: days.default(730),
      eventDays: days.default(730),
      /** What webhooks and functions were given. */
      messageDays: days.default(365),
      hitDays: days.default(90),
      /** Of functions. */
      logDays: days.default(90),
      /** Since test participants were last played. */
      testDays: days.default(30),
    })
    .prefault({}),
  /** By the webhook's name. `${NAME}` in a text is taken from the environment. */
  webhooks: z
    .record(
      z.string(),
      z.strictObject({
        headers: z.record(z.string(), z.string()).default({}),
        secret: z.string().optional(),
        /** Seconds. */
        timeout: z.number().min(1).max(300).optional(),
      }),
    )
    .default({}),
  sms: z
    .strictObject({
      /** Senders in the order of preference: numbers in E.164, names, messaging services; some for certain countries only. */
      from: z
        .array(z.union([z.string(), z.strictObject({ sender: z.string(), countries: z.array(z.string()) })]))
        .optional(),
      messagingServiceSid: z.string().optional(),
      /** What short links begin with: `https://acm.test`. */
      shortUrl: z
        .url()
        .transform((url) => url.replace(/\/$/, ""))
        .optional(),
      /** What HELP is answered with. */
      help: z.string().optional(),
      prices: z
        .strictObject({
          currency: z.string(),
          perPart: z.record(
            z.string().regex(/^(?:[A-Z]{2}|\*)$/, "countries are BE, FR …, or *"),
            z.number().nonnegative(),
          ),
        })
        .optional(),
      caps: z
        .strictObject({
          perDay: z.number().nonnegative().optional(),
          perJourney: z.number().nonnegative().optional(),
          journeys: z.record(z.string(), z.number().nonnegative()).optional(),
          timezone: z.string().refine(isTimeZone, "there is no such time zone").optional(),
        })
        .optional(),
    })
    .refine(({ caps, prices }) => caps === undefined || prices !== undefined, "caps need prices")
    .optional(),
  /** Mailing lists that people may subscribe to themselves, by name. */
  lists: z
    .record(
      z.string(),
      z.strictObject({
        model: z.string(),
        title: localisedSchema.optional(),
        description: localisedSchema.optional(),
        new: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .default({}),
  /** Addresses of proxies in front of the service, whose word on where a visitor is from counts. */
  trustedProxies: z.array(z.string()).optional(),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export type Config = z.infer<typeof configSchema>;

/** The lists of the subscription page. */
export function publicListsOf({ lists }: Config) {
  return Object.entries(lists).map(([name, list]) => ({ name, ...list }));
}

/**
 * Reads `journey.config.json` in a project's folder; a project without one has the defaults.
 *
 * @throws Problem `config-unreadable` when the file can't be read, is no JSON, or holds a wrong setting; the place is
 * in the message.
 */
export function readConfig(folder: string): Config {
  const file = join(folder, configFileName);
  if (!existsSync(file)) return configSchema.parse({});
  try {
    return configOf(file, readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      "config-unreadable",
      `${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`,
      "Check that it is a file and that you may read it.",
    );
  }
}

/** The same, of a project that a host reads: another version's. */
export function parseConfig(folder: string, host: Host): Config {
  const file = `${folder}/${configFileName}`;
  const text = host.readFile(file);
  return text === undefined ? configSchema.parse({}) : configOf(file, text);
}

function configOf(file: string, text: string): Config {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first) {
    const { line, column } = new LineIndex(text).position(first.offset);
    throw new Problem(
      "config-unreadable",
      `${file}:${line}:${column}: this is not JSON (${sentence(printParseErrorCode(first.error))}).`,
      "Mend the file; comments and trailing commas are allowed.",
    );
  }
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const place = issue.path.length > 0 ? `setting \`${issue.path.join(".")}\`` : "the settings";
    throw new Problem(
      "config-unreadable",
      `${file}: ${place}: ${issue.message}.`,
      `Settings are: ${Object.keys(configSchema.shape)
        .filter((name) => !name.startsWith("$"))
        .join(", ")}.`,
    );
  }
  return parsed.data;
}

/** `CommaExpected` → `comma expected` */
function sentence(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
