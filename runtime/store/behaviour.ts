/** How people have reacted to messages that left: rates and delays out of what is recorded, for simulations. It is only read. */
import { isMessage, type JourneyGraph } from "@journey/compiler";
import type { Database } from "./database.ts";
import { openPostgres } from "./open-database.ts";

export interface LearnedBehaviour {
  /** Epoch milliseconds: messages that left from here up to here. */
  readonly from: number;
  readonly to: number;
  readonly activities: Readonly<Record<string, { readonly messages: number; readonly isEnough: boolean }>>;
  /** By activity and what happens; a link behind a blank: `clicked shop`. As a simulation's profile has it. */
  readonly reactions: Readonly<Record<string, Readonly<Record<string, LearnedReaction>>>>;
}

export interface LearnedReaction {
  readonly percent: number;
  /** Of how many messages. */
  readonly of: number;
  /** Minutes after the message at which each tenth of them has done it; of fewer than ten, nothing is said. */
  readonly deciles?: readonly number[];
}

/** Fewer messages say too little: a share of one in ten may then be nothing or one in five. */
const enough = 50;

/** Who has not reacted for so long hardly will; younger messages would make people look idle. Milliseconds. */
const settled = 7 * 86_400_000;

const learnable = ["opened", "clicked", "replied", "bounced", "unsubscribed"];

/** As {@link behaviourOf}, of a database that is opened for it, and neither migrated nor changed. */
export async function readBehaviour(
  url: string,
  graphs: readonly JourneyGraph[],
  period: { readonly from: number; readonly to: number },
): Promise<LearnedBehaviour> {
  const db = await openPostgres(url, { migrate: false });
  try {
    return await behaviourOf(db, graphs, period);
  } finally {
    await db.close();
  }
}

/** @param period epoch milliseconds; messages of its last week are left out, because reactions to them are still to come */
export function behaviourOf(
  db: Database,
  graphs: readonly JourneyGraph[],
  period: { readonly from: number; readonly to: number },
): Promise<LearnedBehaviour> {
  return db.transaction(async (tx) => {
    await tx.query("set transaction isolation level repeatable read read only");
    const { from } = period;
    const to = period.to - settled;
    const activities: Record<string, { messages: number; isEnough: boolean }> = {};
    const reactions: Record<string, Record<string, LearnedReaction>> = {};
    for (const graph of graphs) {
      const names = [...new Set(graph.nodes.flatMap((node) => (isMessage(node) ? [node.of ?? node.id] : [])))];
      const parameters = [graph.name, names, from, to];
      const left = `select m.bucket, m.id, split_part(m.activity, '~', 1) as activity, m.sent_at
        from journey.message m join journey.journey j on j.id = m.journey_id
        where j.name = $1 and split_part(m.activity, '~', 1) = any($2::text[])
          and m.sent_at >= to_timestamp($3::float8 / 1000) and m.sent_at < to_timestamp($4::float8 / 1000)`;
      const sent = await tx.query<{ activity: string; messages: number }>(
        `select activity, count(*)::int as messages from (${left}) l group by 1`,
        parameters,
      );
      for (const name of names) {
        const messages = sent.find(({ activity }) => activity === name)?.messages ?? 0;
        activities[name] = { messages, isEnough: messages >= enough };
        if (messages >= enough) reactions[name] = { ...none(graph, name, messages) };
      }
      // Once for each message, at the first time; machines' hits are nobody's.
      const found = await tx.query<{ activity: string; what: string; people: number; deciles: number[] }>(
        `select activity, what, count(*)::int as people,
                percentile_disc(array[0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1]) within group (order by minutes) as deciles
         from (select l.activity, l.bucket, l.id, e.type || coalesce(' ' || e.label, '') as what,
                      greatest(0, floor(extract(epoch from min(e.occurred_at) - min(l.sent_at)) / 60))::int as minutes
               from (${left}) l join journey.event e on e.bucket = l.bucket and e.message_id = l.id
               where e.type = any($5::text[]) and not e.machine
               group by 1, 2, 3, 4) f
         group by 1, 2`,
        [...parameters, learnable],
      );
      for (const { activity, what, people, deciles } of found) {
        const own = reactions[activity];
        const of = activities[activity]!.messages;
        if (!own) continue;
        const percent = Math.round((people / of) * 1000) / 10;
        own[what] = { percent, of, ...(people >= 10 ? { deciles: deciles.map(Number) } : {}) };
      }
    }
    return { from, to, activities, reactions };
  });
}

/** What nobody did is known too: otherwise published averages would stand for it. */
function none(graph: JourneyGraph, name: string, of: number): Record<string, LearnedReaction> {
  const node = graph.nodes.find(({ id }) => id === name);
  if (!node || !isMessage(node)) return {};
  const labels = [...new Set(node.template.links.map(({ label }) => (label === undefined ? "" : ` ${label}`)))];
  const kinds = [
    ...(node.kind === "sms" ? [] : ["opened"]),
    ...(node.kind === "push" ? [] : ["replied", "unsubscribed", ...labels.map((label) => `clicked${label}`)]),
    "bounced",
  ];
  return Object.fromEntries(kinds.map((kind) => [kind, { percent: 0, of }]));
}
