/** What mail providers call back: checked, then told to the store. */
import type { Clock } from "../../clock.ts";
import { recordBounce, recordComplaint } from "../../store/bounces.ts";
import type { Database } from "../../store/database.ts";
import { referredTo } from "../inbound-mail.ts";
import type { Tokens } from "../token.ts";
import type { Tracking } from "../tracking.ts";
import { createMailgunAdapter } from "./mailgun.ts";
import { createPostmarkAdapter } from "./postmark.ts";
import type { MailProviderAdapter, MailReport, ProviderRequest } from "./provider.ts";
import { createSendgridAdapter } from "./sendgrid.ts";
import { createSesAdapter, type SesOptions } from "./ses.ts";

/** Secrets of the providers that may call; one that is not named is not listened to. */
export interface MailProviderSettings {
  readonly ses?: Omit<SesOptions, "clock"> | undefined;
  readonly sendgrid?: { readonly publicKey: string } | undefined;
  readonly mailgun?: { readonly signingKey: string } | undefined;
  readonly postmark?: { readonly login: string } | undefined;
}

export interface MailCallbackOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly tracking: Tracking;
  readonly providers: MailProviderSettings;
}

export interface MailCallbacks {
  /** Those that may call: `/webhooks/NAME`. */
  readonly names: readonly string[];
  /**
   * Durable when it returns.
   *
   * @returns the HTTP status to answer with
   */
  receive(name: string, request: ProviderRequest): Promise<number>;
}

/** @throws Problem `wrong-setting` */
export function createMailCallbacks({ db, clock, tokens, tracking, providers }: MailCallbackOptions): MailCallbacks {
  const { ses, sendgrid, mailgun, postmark } = providers;
  const adapters: MailProviderAdapter[] = [
    ...(ses ? [createSesAdapter({ ...ses, clock })] : []),
    ...(sendgrid ? [createSendgridAdapter(sendgrid)] : []),
    ...(mailgun ? [createMailgunAdapter(mailgun)] : []),
    ...(postmark ? [createPostmarkAdapter(postmark)] : []),
  ];

  async function record(source: string, report: MailReport): Promise<void> {
    const token =
      (report.token === undefined ? undefined : tokens.read("status", report.token)) ??
      referredTo(report.references, tokens);
    // Sent by somebody else of the same account.
    if (!token) return;
    const { bucket, messageId } = token;
    const { kind, externalId, status, diagnostic } = report;
    switch (kind) {
      case "delivered":
        await tracking.reported(token, "delivered", source);
        break;
      case "complained":
        await recordComplaint(db, { bucket, messageId }, source, clock.now());
        break;
      case "unsubscribed":
        await tracking.unsubscribed(token);
        break;
      default:
        await recordBounce(db, { bucket, messageId, source, externalId, kind, status, diagnostic }, clock.now());
    }
  }

  return {
    names: adapters.map((adapter) => adapter.name),
    async receive(name, request) {
      const adapter = adapters.find((candidate) => candidate.name === name);
      if (!adapter) return 404;
      const answer = await adapter.read(request);
      if (answer.kind === "forged") return 403;
      if (answer.kind === "unreadable") return 400;
      for (const report of answer.reports) await record(adapter.name, report);
      return 200;
    },
  };
}
