/** Reads bounces, complaints and replies out of a mailbox, by IMAP. */
import { Problem } from "@journey/language";
import { ImapFlow } from "imapflow";
import type { Queryable } from "../store/database.ts";
import { loadSetting, saveSetting } from "../store/settings.ts";
import { handleInboundMail, type InboundOptions } from "./inbound-mail.ts";

export interface ImapInboxOptions extends InboundOptions {
  /** `imaps://user:password@host:993/INBOX`; `imap://` encrypts by STARTTLS. */
  readonly url: string;
  /** How often it is looked at, in milliseconds; where the server tells of new mail by itself, at once. Default 60,000. */
  readonly every?: number;
  /** Told once when the mailbox can't be read, and again only after it could. */
  readonly onProblem: (problem: Problem) => void;
}

export interface ImapInbox {
  close(): Promise<void>;
}

/** Mails that are fetched at once. */
const batchSize = 50;

/** How far back the first look goes: older mails answer nothing that still waits. */
const firstLook = 7 * 86_400_000;

const shortestPause = 1_000;
const longestPause = 5 * 60_000;

/**
 * Reads what is new in a mailbox, and goes on until it is closed. How far it came is kept in the database after each
 * mail was dealt with, so a mail is never skipped; one that is read twice counts once. Mails that are ours are marked as
 * read, the others are left as they are.
 *
 * @throws Problem `wrong-setting` when the address is none
 */
export function startImapInbox(options: ImapInboxOptions): ImapInbox {
  const mailbox = parseImapUrl(options.url);
  const { every = 60_000 } = options;
  let ending = false;
  let wake = () => {};
  let client: ImapFlow | undefined;

  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** Reads until the connection ends. */
  async function session(onWell: () => void): Promise<void> {
    const connection = new ImapFlow({
      host: mailbox.host,
      port: mailbox.port,
      secure: mailbox.secure,
      auth: { user: mailbox.user, pass: mailbox.pass },
      ...(mailbox.isLoopback ? { tls: { rejectUnauthorized: false } } : {}),
      // A password goes over no wire that others can read.
      ...(mailbox.secure || mailbox.isLoopback ? {} : { doSTARTTLS: true }),
      logger: false,
    });
    client = connection;
    let lost: Error | undefined;
    connection.on("error", (error: Error) => {
      lost = error;
      wake();
    });
    connection.on("close", () => {
      lost ??= new Error("the connection was closed");
      wake();
    });
    connection.on("exists", () => wake());
    try {
      await connection.connect();
      const lock = await connection.getMailboxLock(mailbox.path);
      try {
        while (!ending && !lost) {
          await readNew(connection, options, mailbox.name);
          onWell();
          if (!ending && !lost) await sleep(every);
        }
      } finally {
        lock.release();
      }
      if (!ending && lost) throw lost;
    } finally {
      connection.close();
      client = undefined;
    }
  }

  const loop = (async () => {
    let pause = shortestPause;
    let isWell = true;
    while (!ending) {
      try {
        await session(() => {
          pause = shortestPause;
          isWell = true;
        });
      } catch (error) {
        if (isWell && !ending) {
          options.onProblem(
            new Problem(
              "imap-unreachable",
              `The mailbox ${mailbox.name} can't be read: ${reasonOf(error)}.`,
              "Are its address, user and password right? It is tried again; no mail is skipped.",
            ),
          );
        }
        isWell = false;
      }
      if (!ending) await sleep(pause);
      pause = Math.min(pause * 2, longestPause);
    }
  })();

  return {
    async close() {
      ending = true;
      wake();
      client?.close();
      await loop;
    },
  };
}

async function readNew(client: ImapFlow, options: ImapInboxOptions, name: string): Promise<void> {
  if (!client.mailbox) return;
  const validity = String(client.mailbox.uidValidity);
  const key = `imap ${name}`;
  let last = await lastRead(options.db, key, validity);
  if (last === undefined) {
    const since = new Date(options.clock.now() - firstLook);
    const recent = (await client.search({ since }, { uid: true })) || [];
    last = recent.length > 0 ? Math.min(...recent) - 1 : Math.max(0, Number(client.mailbox.uidNext) - 1);
  }
  const found = ((await client.search({ uid: `${last + 1}:*` }, { uid: true })) || [])
    // `n:*` names the last one also when it lies before n.
    .filter((uid) => uid > last)
    .sort((a, b) => a - b);
  for (let at = 0; at < found.length; at += batchSize) {
    const uids = found.slice(at, at + batchSize);
    const mails = await client.fetchAll(uids.join(","), { uid: true, source: true }, { uid: true });
    const ours: number[] = [];
    for (const { uid, source } of mails.sort((a, b) => a.uid - b.uid)) {
      if (!source) continue;
      const outcome = await handleInboundMail({ raw: source, ...envelopeOf(source) }, options);
      if (outcome.kind !== "not ours") ours.push(uid);
    }
    if (ours.length > 0) await client.messageFlagsAdd(ours.join(","), ["\\Seen"], { uid: true });
    await saveSetting(options.db, key, `${validity} ${uids.at(-1)}`);
  }
}

/** Undefined: never, or the server has numbered its mails anew. */
async function lastRead(db: Queryable, key: string, validity: string): Promise<number | undefined> {
  const [known, uid] = ((await loadSetting(db, key)) ?? "").split(" ");
  return known === validity ? Number(uid) : undefined;
}

/** A mail in a mailbox has lost its envelope; its headers tell of it. */
function envelopeOf(raw: Buffer): { readonly recipients: string[]; readonly sender: string | undefined } {
  const headers = (raw.toString("latin1").split(/\r?\n\r?\n/)[0] ?? "").replace(/\r?\n[ \t]+/g, " ");
  const to = headers.match(/^(?:delivered-to|x-original-to|envelope-to|to|cc):.*$/gim) ?? [];
  return {
    recipients: to.join(" ").match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? [],
    sender: /^return-path:[ \t]*<?([^<>\s]*)>?/im.exec(headers)?.[1],
  };
}

interface Mailbox {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string;
  readonly pass: string;
  readonly path: string;
  /** For people, without the password. */
  readonly name: string;
  readonly isLoopback: boolean;
}

function parseImapUrl(url: string): Mailbox {
  if (!/^imaps?:\/\/./.test(url) || !URL.canParse(url)) {
    throw new Problem(
      "wrong-setting",
      "The address of the mailbox is none.",
      "Write it as imaps://user:password@host/INBOX.",
    );
  }
  const parsed = new URL(url);
  const secure = parsed.protocol === "imaps:";
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(parsed.username);
  const path = decodeURIComponent(parsed.pathname.slice(1)) || "INBOX";
  return {
    host,
    port: parsed.port === "" ? (secure ? 993 : 143) : Number(parsed.port),
    secure,
    user,
    pass: decodeURIComponent(parsed.password),
    path,
    name: `${user}@${host}/${path}`,
    isLoopback: host === "localhost" || host === "::1" || /^127\./.test(host),
  };
}

function reasonOf(error: unknown): string {
  const { responseText, message } = error as { responseText?: string; message?: string };
  return responseText ?? message ?? String(error);
}
