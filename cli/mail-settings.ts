import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Problem } from "@journey/language";
import type { EmailTransport, MailSettings } from "@journey/runtime";
import type { TransportConfig } from "./config.ts";
import type { Project } from "./project.ts";

/**
 * How mail leaves and comes back: the project's settings, with the servers and secrets of the environment.
 *
 * @throws Problem `wrong-setting`, `missing-setting`, `file-unreadable`
 */
export function mailSettings(
  project: Project,
  env: NodeJS.ProcessEnv,
  smtpUrl: string,
  inboundProtocol: "smtp" | "lmtp",
): MailSettings {
  checkServer("JOURNEY_SMTP_URL", smtpUrl);
  const named = Object.entries(project.config.email?.transports ?? {});
  const transports = named
    // What takes all the rest is asked last, wherever it stands.
    .sort(([a], [b]) => Number(a === "default") - Number(b === "default"))
    .map(([name, config]) => transportOf(project, name, config, name === "default" ? smtpUrl : urlOf(env, name)));
  const { SES_TOPIC_ARN: topicArn, SENDGRID_WEBHOOK_KEY: publicKey, MAILGUN_WEBHOOK_KEY: signingKey } = env;
  const { POSTMARK_WEBHOOK_LOGIN: login, JOURNEY_INBOUND_CERT: cert, JOURNEY_INBOUND_KEY: key } = env;
  return {
    transports,
    inboundProtocol,
    inboundTls: cert && key ? { cert: read(project, cert), key: read(project, key) } : undefined,
    imapUrl: env.JOURNEY_IMAP_URL || undefined,
    providers: {
      ses: topicArn ? { topicArn } : undefined,
      sendgrid: publicKey ? { publicKey } : undefined,
      mailgun: signingKey ? { signingKey } : undefined,
      postmark: login ? { login } : undefined,
    },
  };
}

function transportOf(project: Project, name: string, config: TransportConfig, url: string): EmailTransport {
  const { connections, dkim, ...rest } = config;
  return {
    ...rest,
    name,
    url,
    ...(connections === undefined ? {} : { maxConnections: connections }),
    dkim: dkim?.map(({ domain, selector, keyFile }) => ({ domain, selector, privateKey: read(project, keyFile) })),
  };
}

function urlOf(env: NodeJS.ProcessEnv, transport: string): string {
  const name = `JOURNEY_SMTP_URL_${transport.toUpperCase().replaceAll("-", "_")}`;
  const url = env[name];
  if (!url) {
    throw new Problem(
      "missing-setting",
      `${name} is not set: the server of the transport \`${transport}\`.`,
      "Set it in the environment, or take the transport out of journey.config.json.",
    );
  }
  checkServer(name, url);
  return url;
}

function checkServer(name: string, url: string): void {
  if (/^smtps?:\/\/./.test(url) && URL.canParse(url)) return;
  throw new Problem(
    "wrong-setting",
    `${name} is no address of a mail server.`,
    "Write it as smtp://user:password@host:587.",
  );
}

function read(project: Project, file: string): string {
  try {
    return readFileSync(resolve(project.folder, file), "utf8");
  } catch (error) {
    throw new Problem(
      "file-unreadable",
      `${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`,
      "Check that it is there, and that you may read it.",
    );
  }
}
