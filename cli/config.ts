import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LineIndex, Problem } from "@journey/language";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import * as z from "zod";

export const configFileName = "journey.config.json";

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
  sms: z
    .strictObject({
      /** Sender numbers in E.164, in the order of preference. */
      from: z.array(z.string()).optional(),
      messagingServiceSid: z.string().optional(),
    })
    .optional(),
});

export type Config = z.infer<typeof configSchema>;

/**
 * Reads `journey.config.json` in a project's folder; a project without one has the defaults.
 *
 * @throws Problem `config-unreadable` when the file can't be read, is no JSON, or holds a wrong setting; the place is
 * in the message.
 */
export function readConfig(folder: string): Config {
  const file = join(folder, configFileName);
  if (!existsSync(file)) return configSchema.parse({});
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Problem(
      "config-unreadable",
      `${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`,
      "Check that it is a file and that you may read it.",
    );
  }
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
