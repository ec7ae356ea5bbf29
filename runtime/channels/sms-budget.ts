import { isMessage, type JourneyGraph } from "@journey/compiler";
import { Problem, smsParts } from "@journey/language";
import type { Database } from "../store/database.ts";
import { loadGraph } from "../store/journeys.ts";
import { type DataRecord, loadRecords } from "../store/records.ts";
import {
  decideBatches,
  findUnpriced,
  forgetWaiting,
  insertCharges,
  isAdmitted,
  type NewCharge,
  type SmsBatch,
  type UnpricedMessage,
} from "../store/sms-charges.ts";
import { composeSmsText, type SmsComposition } from "./compose-sms.ts";
import { readSmsNumber } from "./phone-number.ts";

/** What a part of a text message costs, by country (ISO 3166-1); `*`: anywhere else. */
export interface SmsPrices {
  readonly currency: string;
  readonly perPart: Readonly<Record<string, number>>;
}

export interface SmsCaps {
  /** By all journeys on one day. */
  readonly perDay?: number | undefined;
  /** By each journey, ever. */
  readonly perJourney?: number | undefined;
  /** By these journeys, instead. */
  readonly journeys?: Readonly<Record<string, number>> | undefined;
  /** Whose midnight begins a day, as an IANA name; default UTC. */
  readonly timezone?: string | undefined;
}

export interface SmsBudgetOptions extends SmsComposition {
  readonly db: Database;
  readonly prices: SmsPrices;
  readonly caps?: SmsCaps | undefined;
  /** Told of each batch that has to wait, once. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

/** What may be spent on text messages. */
export interface SmsBudget {
  /**
   * Works out what the messages cost that are due, and lets those leave whose batch fits under the caps. A batch is what one step
   * of a journey has to send that came up on one day; one that doesn't fit is held as a whole.
   */
  admit(now: number): Promise<void>;
  isAdmitted(message: { readonly bucket: number; readonly id: string }): Promise<boolean>;
}

/** Messages priced at a time. */
const pageSize = 500;
/** How often held batches are looked at again when nothing else gives a reason to, in milliseconds. */
const patience = 30_000;
/** How long a batch is waited for that may still grow, in milliseconds: what it costs as a whole decides. */
const growthPatience = 60_000;

export function createSmsBudget(options: SmsBudgetOptions): SmsBudget {
  const { db, caps = {} } = options;
  let isFirst = true;
  let decided: { readonly at: number; readonly day: string } | undefined;
  /** Since when batches are waited for that may still grow. */
  let growingSince = new Map<string, number>();

  return {
    async admit(now) {
      if (isFirst) await forgetWaiting(db, now);
      isFirst = false;
      const day = dayOf(now, caps.timezone);
      let priced = 0;
      for (;;) {
        const messages = await findUnpriced(db, now, pageSize);
        if (messages.length > 0) {
          const charges = await priceAll(options, messages);
          await db.transaction((tx) => insertCharges(tx, charges));
        }
        priced += messages.length;
        if (messages.length < pageSize) break;
      }
      if (priced === 0 && decided?.day === day && now - decided.at < patience) return;
      const growing = new Map<string, number>();
      await decideBatches(db, day, now, (batch, today, byJourney, isGrowing) => {
        if (isGrowing && options.caps) {
          const key = `${batch.journeyId} ${batch.activity} ${batch.day}`;
          const since = growingSince.get(key) ?? now;
          growing.set(key, since);
          if (now - since < growthPatience) return "later";
        }
        const reason = refusal(options, batch, today, byJourney);
        if (reason !== undefined && batch.reason === null) options.onProblem?.(heldProblem(batch, reason));
        return reason;
      });
      growingSince = growing;
      decided = growing.size === 0 ? { at: now, day } : undefined;
    },
    isAdmitted: (message) => isAdmitted(db, message),
  };
}

/** The day of a moment, `2026-12-24`, where midnight is that zone's. */
export function dayOf(now: number, timezone = "UTC"): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" }).format(now);
}

async function priceAll(options: SmsBudgetOptions, messages: readonly UnpricedMessage[]): Promise<NewCharge[]> {
  const charges: NewCharge[] = [];
  for (const versionId of new Set(messages.map((message) => message.versionId))) {
    const graph = await loadGraph(options.db, versionId);
    const own = messages.filter((message) => message.versionId === versionId);
    const records = graph
      ? await loadRecords(
          options.db,
          graph.schema,
          graph.target,
          own.map((message) => message.recordId),
        )
      : new Map<string, DataRecord>();
    for (const message of own) charges.push(price(options, message, graph, records.get(message.recordId)));
  }
  return charges;
}

/** What can't leave costs nothing: the sender says why, message by message. */
function price(
  options: SmsBudgetOptions,
  message: UnpricedMessage,
  graph: JourneyGraph | undefined,
  record: DataRecord | undefined,
): NewCharge {
  const day = dayOf(message.createdAt, options.caps?.timezone);
  const nothing = { message, country: "", day, parts: 0, cost: 0, reason: undefined };
  const node = graph?.nodes.find((candidate) => candidate.id === message.activity);
  const to = readSmsNumber(message.recipient);
  if (!graph || !node || !isMessage(node) || !record || typeof to === "string") return nothing;
  if (message.suppressed && node.purpose === "marketing" && !node.isInternal) return nothing;
  let parts: number;
  try {
    const { entry, event, untracked } = message;
    const variables = entry || event ? { ...record, entry, event } : record;
    ({ parts } = smsParts(composeSmsText(options, message, graph, node, variables, untracked)));
  } catch {
    return nothing;
  }
  const { perPart } = options.prices;
  const country = to.country ?? "";
  const each = perPart[country] ?? perPart["*"];
  if (each === undefined && options.caps) {
    return { message, country, day, parts, cost: 0, reason: `no price for ${country || "numbers of no country"}` };
  }
  return { message, country, day, parts, cost: rounded((each ?? 0) * parts), reason: undefined };
}

function heldProblem({ journey, activity, messages }: SmsBatch, reason: string): Problem {
  return new Problem(
    "sms-held",
    `${messages === 1 ? "1 text message waits" : `${messages} text messages wait`}: ${journey}, step ${activity}; ${reason}.`,
    `They leave when there is room. \`journey sms\` shows them; \`journey sms release ${journey}\` lets them go at once.`,
  );
}

function refusal(
  { caps = {}, prices }: SmsBudgetOptions,
  { journey, cost }: SmsBatch,
  spentToday: number,
  spentByJourney: number,
): string | undefined {
  const ofJourney = caps.journeys?.[journey] ?? caps.perJourney;
  const money = (amount: number) => `${rounded(amount)} ${prices.currency}`;
  if (ofJourney !== undefined && rounded(spentByJourney + cost) > ofJourney) {
    return `it costs ${money(cost)}; of the journey's ${money(ofJourney)}, ${money(Math.max(0, ofJourney - spentByJourney))} are left`;
  }
  if (caps.perDay !== undefined && rounded(spentToday + cost) > caps.perDay) {
    return `it costs ${money(cost)}; of the day's ${money(caps.perDay)}, ${money(Math.max(0, caps.perDay - spentToday))} are left`;
  }
  return undefined;
}

/** To a millionth: sums of prices are no round binary fractions. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
