/** The ways out for mail: which one a mail takes, and how fast each may go. */
import { Problem } from "@journey/language";
import type { Rate, SendLimit } from "../store/send-rates.ts";
import type { OutgoingMessage } from "./channel.ts";
import { domainOf, readMailbox } from "./email-address.ts";
import { createDkimSigner, type DkimKey, type DkimSigner } from "./email-dkim.ts";
import { SmtpConnections, type SmtpServer } from "./smtp-connections.ts";

/** Services that report what became of a mail, and the header by which they bring back which one it was. */
export type MailProvider = "ses" | "sendgrid" | "mailgun" | "postmark";

export interface EmailTransport {
  /** In limits, reports and problems. Default `default`. */
  readonly name?: string;
  /** `smtp://user:password@host:587`, `smtps://…:465` */
  readonly url: string;
  /** Connections open at once. Default 5. */
  readonly maxConnections?: number;
  /** Only messages of these purposes; undefined: of any. */
  readonly purposes?: readonly ("marketing" | "transactional")[] | undefined;
  /** Only from these addresses or domains; undefined: from any. */
  readonly senders?: readonly string[] | undefined;
  /** For all that goes this way. */
  readonly rate?: Rate | undefined;
  /** For each recipient's domain; `*`: for every domain that is not named, each by itself. */
  readonly domainRates?: Readonly<Record<string, Rate>> | undefined;
  /** The first key whose domain is the sender's, or above it, signs. */
  readonly dkim?: readonly DkimKey[] | undefined;
  readonly provider?: MailProvider | undefined;
}

/** A way out, ready to send. */
export class Transport {
  readonly name: string;
  readonly server: SmtpServer;
  readonly connections: SmtpConnections;
  readonly provider: MailProvider | undefined;
  readonly #options: EmailTransport;
  readonly #signers: readonly { readonly domain: string; readonly sign: DkimSigner }[];

  /** @throws Problem `wrong-setting`, `dkim-key-unusable` */
  constructor(options: EmailTransport, ehloName?: string) {
    this.#options = options;
    this.name = options.name ?? "default";
    this.provider = options.provider;
    this.server = { ...parseSmtpUrl(options.url, this.name), name: ehloName };
    this.connections = new SmtpConnections(this.server, options.maxConnections ?? 5);
    this.#signers = (options.dkim ?? []).map((key) => ({
      domain: key.domain.toLowerCase(),
      sign: createDkimSigner(key),
    }));
  }

  takes(message: OutgoingMessage): boolean {
    const { purposes, senders } = this.#options;
    if (purposes && message.purpose !== undefined && !purposes.includes(message.purpose)) return false;
    if (!senders) return true;
    const from = readMailbox(message.from)?.address.toLowerCase() ?? "";
    return senders.some((sender) => sender.toLowerCase() === from || isWithin(domainOf(from), sender));
  }

  /** Those of the recipient's domain first: what waits for its domain holds up nobody else. */
  limitsFor(message: OutgoingMessage): SendLimit[] {
    const { rate, domainRates } = this.#options;
    const domain = domainOf(message.recipient);
    const domainRate = domainRates?.[domain] ?? domainRates?.["*"];
    return [
      ...(domainRate ? [{ name: `email/${this.name}/${domain}`, rate: domainRate }] : []),
      ...(rate ? [{ name: `email/${this.name}`, rate }] : []),
    ];
  }

  signerFor(from: string): DkimSigner | undefined {
    const domain = domainOf(readMailbox(from)?.address ?? "");
    return this.#signers.find((signer) => isWithin(domain, signer.domain))?.sign;
  }
}

/** `news.acme.test` lies within `acme.test`, which lies within itself. */
function isWithin(domain: string, outer: string): boolean {
  const limit = outer.toLowerCase();
  return domain === limit || domain.endsWith(`.${limit}`);
}

function parseSmtpUrl(url: string, name: string): SmtpServer {
  if (!/^smtps?:\/\/./.test(url) || !URL.canParse(url)) {
    throw new Problem(
      "wrong-setting",
      `The address of the mail server for the transport \`${name}\` is none.`,
      "Write it as smtp://user:password@host:587.",
    );
  }
  const parsed = new URL(url);
  const secure = parsed.protocol === "smtps:";
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: parsed.port === "" ? (secure ? 465 : 587) : Number(parsed.port),
    secure,
    ...(parsed.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(parsed.username), pass: decodeURIComponent(parsed.password) } }),
  };
}
