/** The world around the service: people who open mails, follow links and order, each of whom may be heard of several times. */
import { setTimeout as pause } from "node:timers/promises";
import type { Told } from "./audit.ts";
import type { Accepted } from "./sink.ts";

/** They are people: a machine's open or click would lead to nothing. */
const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };

/** Nobody opens a mail in the moment in which it arrives; real milliseconds. */
const atFirst = 100;

export interface PeopleOptions {
  readonly random: () => number;
  /** Living workers' addresses at this moment. */
  readonly urls: () => readonly string[];
  readonly apiToken: string;
}

export interface People {
  got(mail: Accepted): void;
  /** This contact may order some time soon. */
  mayOrder(contact: number): void;
  readonly told: readonly Told[];
  /** How often something was told in vain: to a worker that was dying, or whose database was away. */
  readonly refusals: number;
  /** Resolved when everything that was begun is answered. */
  settle(): Promise<void>;
}

export function createPeople({ random, urls, apiToken }: PeopleOptions): People {
  const told: Told[] = [];
  const underWay = new Set<Promise<void>>();
  let refusals = 0;

  /** Asks one worker after the other until one says yes, as providers and browsers do. */
  async function ask(request: (url: string) => Promise<Response>): Promise<void> {
    for (;;) {
      const living = urls();
      const url = living[Math.floor(random() * living.length)];
      const status = url
        ? await request(url).then(
            (response) => response.status,
            () => 0,
          )
        : 0;
      if (status >= 200 && status < 400) return;
      // 408: it was heard too slowly, and is to be said again.
      if (status >= 400 && status < 500 && status !== 408) throw new Error(`The service answered ${status}.`);
      refusals++;
      await pause(300 + random() * 700);
    }
  }

  function begin(after: number, what: () => Promise<void>): void {
    const doing = (async () => {
      await pause(after);
      await what();
    })();
    underWay.add(doing);
    doing.then(
      () => underWay.delete(doing),
      () => {},
    );
  }

  /** Told once, twice or three times, perhaps at the same moment by way of several workers. */
  async function repeatedly(tell: () => Promise<void>): Promise<void> {
    const times = 1 + Math.floor(random() * 3);
    await Promise.all(Array.from({ length: times }, () => tell()));
  }

  return {
    told,
    get refusals() {
      return refusals;
    },
    got(mail) {
      const pixel = /http:\/\/journey\.test(\/o\/[^"]+)/.exec(mail.html)?.[1];
      const shop = /http:\/\/journey\.test(\/c\/[^"]+)/.exec(mail.html)?.[1];
      if (pixel && random() < 0.6) {
        begin(atFirst + random() * 3_500, () =>
          repeatedly(async () => {
            await ask((url) => fetch(url + pixel, { headers: browser }));
            told.push({ kind: "opened", message: mail.key });
          }),
        );
      }
      if (shop && random() < 0.4) {
        begin(atFirst + random() * 4_000, () =>
          repeatedly(async () => {
            await ask((url) => fetch(url + shop, { headers: browser, redirect: "manual" }));
            told.push({ kind: "clicked", message: mail.key });
          }),
        );
      }
    },
    mayOrder(contact) {
      if (random() < 0.4) return;
      const total = 5 + Math.floor(random() * 25);
      const externalId = `order-${contact}`;
      begin(1_000 + random() * 9_000, () =>
        repeatedly(async () => {
          await ask((url) =>
            fetch(`${url}/api/events/ordered`, {
              method: "POST",
              headers: {
                authorization: `Bearer ${apiToken}`,
                "content-type": "application/json",
                "idempotency-key": externalId,
              },
              body: JSON.stringify({ contact, total }),
            }),
          );
          told.push({ kind: "ordered", contact, total, externalId });
        }),
      );
    },
    async settle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
