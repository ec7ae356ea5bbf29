/** The service's mail: the ways out, and all ways by which something comes back. */
import type { Problem } from "@journey/language";
import type { FastifyInstance } from "fastify";
import type { Channel } from "../channels/channel.ts";
import { createEmailChannel } from "../channels/email.ts";
import type { EmailTransport } from "../channels/email-transports.ts";
import { startImapInbox } from "../tracking/inbound-imap.ts";
import type { InboundOptions } from "../tracking/inbound-mail.ts";
import { startInboundServer } from "../tracking/inbound-server.ts";
import { createMailCallbacks, type MailProviderSettings } from "../tracking/providers/mail-callbacks.ts";
import { addMailProviderRoutes } from "./mail-provider-routes.ts";

/** What an operator may set up, beyond the one server that takes all mail. */
export interface MailSettings {
  /** Asked before that server, in this order. */
  readonly transports?: readonly EmailTransport[] | undefined;
  readonly inboundProtocol?: "smtp" | "lmtp" | undefined;
  readonly inboundTls?: { readonly cert: string; readonly key: string } | undefined;
  /** A mailbox to read, `imaps://user:password@host/INBOX`. */
  readonly imapUrl?: string | undefined;
  readonly providers?: MailProviderSettings | undefined;
}

export interface MailOptions extends InboundOptions {
  readonly settings: MailSettings;
  readonly smtpUrl: string;
  readonly domain: string;
  readonly host: string;
  /** Where to take mail in; undefined: nowhere. */
  readonly inboundPort: number | undefined;
  readonly onProblem: (problem: Problem) => void;
}

export interface Mail {
  readonly channel: Channel;
  /** Mail to our own domain reaches us. */
  readonly comesBack: boolean;
  /** The routes of the providers that are set up. */
  addRoutes(app: FastifyInstance): void;
  /** Begins to take mail in. @throws Problem `port-taken` */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Problem `wrong-setting`, `dkim-key-unusable` */
export function createMail(options: MailOptions): Mail {
  const { settings, inboundPort: port, host, onProblem } = options;
  const { imapUrl: url, inboundProtocol: protocol, inboundTls: tls, providers } = settings;
  const inbound: InboundOptions = options;
  const closers: (() => Promise<void>)[] = [];
  const channel = createEmailChannel({
    transports: [...(settings.transports ?? []), { url: options.smtpUrl }],
    ehloName: options.domain === "localhost" ? undefined : options.domain,
  });
  return {
    channel,
    comesBack: port !== undefined || url !== undefined,
    addRoutes(app) {
      if (providers) addMailProviderRoutes(app, createMailCallbacks({ ...inbound, providers }));
    },
    async start() {
      if (port !== undefined) {
        const server = await startInboundServer({ ...inbound, port, host, protocol, tls });
        closers.push(() => server.close());
      }
      if (url !== undefined) {
        const mailbox = startImapInbox({ ...inbound, url, onProblem });
        closers.push(() => mailbox.close());
      }
    },
    async close() {
      for (const close of closers.splice(0)) await close();
    },
  };
}
