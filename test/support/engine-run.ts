/**
 * The engine on a database of its own, in virtual time, with the people and the behaviour of a simulation: what the simulator
 * is compared with. Nothing is sent; every message counts as handed over at once.
 */
import {
  arrivalDelay,
  ChanceBehaviour,
  isMessage,
  type JourneyGraph,
  Population,
  type Simulated,
  type SimulateOptions,
  VirtualJourney,
  type VirtualRun,
} from "@journey/compiler";
import type { ModelSchema, Trigger } from "@journey/language";
import { createEngine, type Database, openPglite, VirtualClock } from "@journey/runtime";
import { recordEvents } from "../../runtime/store/events.ts";
import { addListMembers } from "../../runtime/store/lists.ts";
import { claimMessages, commitResults, earliestAttempt } from "../../runtime/store/messages.ts";
import { createModelTables, insertRecords } from "../../runtime/store/model-tables.ts";
import { suppress } from "../../runtime/store/suppressions.ts";

type PlainRecord = Record<string, unknown>;

/** What happened to each person, a line for each trace, goal and end, in one order. */
export type Lives = Map<number, string[]>;

export function note(lives: Lives, person: number, line: string): void {
  const own = lives.get(person);
  if (own) own.push(line);
  else lives.set(person, [line]);
}

/** @returns what the engine makes of the same people */
export async function liveInEngine(options: SimulateOptions, simulated: Simulated): Promise<Lives> {
  const db = await openPglite();
  try {
    return await fillByEngine(db, options, simulated);
  } finally {
    await db.close();
  }
}

/** As {@link liveInEngine}, in a database that keeps it all. */
export function fillByEngine(db: Database, options: SimulateOptions, simulated: Simulated): Promise<Lives> {
  return new EngineRun(db, options, simulated).live();
}

interface Sent {
  readonly bucket: number;
  readonly id: string;
}

class EngineRun {
  readonly #clock: VirtualClock;
  readonly #engine: ReturnType<typeof createEngine>;
  readonly #population: Population;
  readonly #behaviour: ChanceBehaviour;
  readonly #journeys: readonly VirtualJourney[];
  readonly #pending: { at: number; seq: number; run: () => Promise<unknown> }[] = [];
  /** By journey, person and step: the message that left last. */
  readonly #messages = new Map<string, Sent>();
  readonly #entries: Record<string, unknown>[] = [];
  readonly #known = new Set<string>();
  #seq = 0;

  constructor(
    readonly db: Database,
    readonly options: SimulateOptions,
    readonly simulated: Simulated,
  ) {
    const { graphs, start, roundTo = 1, fields = {} } = options;
    const { seed } = simulated;
    this.#clock = new VirtualClock(start);
    this.#engine = createEngine({ db, clock: this.#clock });
    this.#journeys = graphs.map((graph, index) => new VirtualJourney(graph, index));
    this.#population = new Population({ graphs, seed, start, fields, roundTo });
    this.#behaviour = new ChanceBehaviour({
      seed,
      keyOf: (person) => person,
      reactions: simulated.reactions,
      events: simulated.events,
      changes: simulated.changes,
      roundTo,
      payloadOf: (event, person, turn) => this.#population.payloadOf(event, person, turn, this.#entries[person] ?? {}),
    });
  }

  async live(): Promise<Lives> {
    await this.#begin();
    const end = this.options.start + this.simulated.days * 86_400_000;
    await this.#workOff();
    for (;;) {
      const times = [await this.#engine.nextDueAt(), await earliestAttempt(this.db), this.#pending[0]?.at];
      const next = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
      if (next >= end) break;
      this.#clock.moveTo(Math.max(next, this.#clock.now()));
      while ((this.#pending[0]?.at ?? Number.POSITIVE_INFINITY) <= this.#clock.now())
        await this.#pending.shift()!.run();
      await this.#workOff();
    }
    return this.#lives();
  }

  /** The tables, the records, and what is to happen from outside. */
  async #begin(): Promise<void> {
    const { graphs, start, roundTo = 1 } = this.options;
    const { participants, seed, arrivalDays } = this.simulated;
    const schema: ModelSchema = { models: Object.assign({}, ...graphs.map((graph) => graph.schema.models)) };
    await createModelTables(this.db, schema);
    const target = graphs[0]!.target;
    const records = Array.from({ length: participants }, (_, person) => this.#population.recordOf(person));
    for (const [index, graph] of graphs.entries()) {
      const { enter } = graph;
      for (const [person, record] of records.entries()) {
        const at = start + arrivalDelay(person, { seed, arrivalDays, roundTo });
        if (enter.kind === "event") {
          const payload = this.#population.payloadOf(enter.event, person, 0, {});
          this.#entries[person] = payload;
          this.#at(at, () => this.#receive(person, enter.event, payload));
        } else if (enter.kind === "updated") {
          const name = enter.field.path[0]!.field;
          const to = enter.to!.value;
          const choices = enter.field.type.kind === "choice" ? enter.field.type.values : [];
          record[name] = enter.from?.value ?? choices.find((value) => value !== to);
          this.#at(at, () => this.#update(person, { [name]: to }));
        } else if (enter.kind === "demand" || enter.kind === "webhook") {
          this.#at(at, () => this.#engine.enter(this.#journeys[index]!.graph.name, [String(person + 1)]));
        }
      }
    }
    const others = new Map<string, Map<string, PlainRecord>>();
    const flat = records.map((record) => this.#flatten(record, target, schema, others));
    for (const [model, rows] of others) {
      await insertRecords(this.db, schema.models[model]!, [...rows.values()], model);
    }
    await insertRecords(this.db, schema.models[target]!, flat, target);
    for (let person = 0; person < participants; person++) {
      for (const list of this.#population.listsOf(person)) {
        await addListMembers(this.db, list, target, [String(person + 1)], start);
      }
      if (!this.#population.isSuppressed(person)) continue;
      for (const value of Object.values(records[person]!)) {
        if (typeof value === "string" && (value.includes("@") || value.startsWith("+"))) {
          await suppress(this.db, value, "unsubscribed", "test", start);
        }
      }
    }
    for (const graph of graphs) await this.#engine.deploy(graph);
  }

  /** Related records by their ids; they themselves are put aside. */
  #flatten(
    record: PlainRecord,
    model: string,
    schema: ModelSchema,
    others: Map<string, Map<string, PlainRecord>>,
    owner?: PlainRecord,
  ): PlainRecord {
    const flat: PlainRecord = {};
    const { fields, idField } = schema.models[model]!;
    for (const { name, type } of fields) {
      const value = record[name];
      if (value === undefined || value === null) continue;
      if (type.kind === "record") {
        const related = value as PlainRecord;
        const { idField: key } = schema.models[type.model]!;
        flat[name] = related[key];
        if (related !== owner)
          this.#putAside(this.#flatten(related, type.model, schema, others), type.model, key, others);
      } else if (type.kind === "records") {
        const { idField: key } = schema.models[type.model]!;
        for (const each of value as PlainRecord[]) {
          this.#putAside(this.#flatten(each, type.model, schema, others, record), type.model, key, others);
        }
      } else flat[name] = value;
    }
    flat[idField] ??= record[idField];
    return flat;
  }

  #putAside(row: PlainRecord, model: string, key: string, others: Map<string, Map<string, PlainRecord>>): void {
    const rows = others.get(model) ?? new Map<string, PlainRecord>();
    rows.set(String(row[key]), row);
    others.set(model, rows);
  }

  #at(at: number, run: () => Promise<unknown>): void {
    const entry = { at, seq: this.#seq++, run };
    let place = this.#pending.length;
    while (place > 0 && this.#pending[place - 1]!.at > at) place--;
    this.#pending.splice(place, 0, entry);
  }

  async #workOff(): Promise<void> {
    for (;;) {
      const enrolled = (await this.#engine.enrol()) + (await this.#engine.watch());
      const stepped = await this.#engine.step();
      await this.#noteEntries();
      const sent = await this.#send();
      if (enrolled + stepped + sent === 0) return;
    }
  }

  /** Hands over what is in the outbox, and lets people react to it. */
  async #send(): Promise<number> {
    const now = this.#clock.now();
    const claimed = await claimMessages(this.db, now, 10_000, "test");
    if (claimed.length === 0) return 0;
    const places = new Map(
      (
        await this.db.query<{ id: string; journey: string; entry: number }>(
          `select m.id::text as id, j.name as journey, e.number as entry from journey.message m
           join journey.entry e on e.bucket = m.bucket and e.participant_id = m.participant_id
           join journey.journey j on j.id = m.journey_id where m.id = any($1::bigint[])`,
          [claimed.map(({ id }) => id)],
        )
      ).map((row) => [row.id, row]),
    );
    await commitResults(
      this.db,
      claimed.map((message) => {
        const { journey } = places.get(message.id)!;
        const node = this.#graphOf(journey).nodes.find(({ id }) => id === message.activity)!;
        const isHeldBack = isMessage(node) && node.purpose === "marketing" && !node.isInternal && message.suppressed;
        return {
          message,
          source: "test",
          result: isHeldBack ? { status: "suppressed" as const } : { status: "sent" as const, externalId: message.id },
        };
      }),
      now,
    );
    for (const { bucket, id, activity, recordId, suppressed } of claimed) {
      const { journey, entry } = places.get(id)!;
      const index = this.#journeys.findIndex(({ graph }) => graph.name === journey);
      const compiled = this.#journeys[index]!;
      const node = compiled.table.nodeIndex.get(activity)!;
      const each = compiled.graph.nodes[node]!;
      if (isMessage(each) && suppressed && each.purpose === "marketing" && !each.isInternal) continue;
      const person = Number(recordId) - 1;
      this.#messages.set(`${index} ${person} ${node}`, { bucket, id });
      this.#behaviour.handedOver(this.#virtual(), index, node, person, entry);
    }
    return claimed.length;
  }

  /** As much of a run as behaviour asks for. */
  #virtual(): VirtualRun {
    const run = {
      journeys: this.#journeys,
      now: this.#clock.now(),
      reaction: (journey: number, node: number, trigger: Trigger, label: string | undefined, machine: boolean) =>
        this.#journeys[journey]!.reaction(node, trigger, label, machine),
      react: (journey: number, person: number, _turn: number, at: number, index: number) => {
        const { node, trigger, label } = this.#journeys[journey]!.reactions[index]!;
        const message = this.#messages.get(`${journey} ${person} ${node}`)!;
        this.#at(at, () => this.#react(message, trigger, label, person));
      },
      schedule: (at: number, callback: () => void) => this.#at(at, async () => callback()),
      receive: (person: number, event: string, payload: Record<string, unknown>) =>
        this.#at(this.#clock.now(), () => this.#receive(person, event, payload)),
      update: (person: number, changes: Record<string, unknown>) =>
        this.#at(this.#clock.now(), () => this.#update(person, changes)),
    };
    return run as unknown as VirtualRun;
  }

  async #react(message: Sent, type: Trigger, label: string | undefined, person: number): Promise<void> {
    const now = this.#clock.now();
    const externalId = `${message.id}:${type}:${label ?? ""}`;
    await this.db.transaction(async (tx) => {
      await recordEvents(
        tx,
        [
          {
            bucket: message.bucket,
            messageId: message.id,
            type,
            occurredAt: now,
            source: "test",
            externalId,
            ...(label === undefined ? {} : { label }),
          },
        ],
        now,
      );
    });
    if (type !== "unsubscribed") return;
    const [row] = await this.db.query<{ recipient: string }>(
      "select recipient from journey.message where bucket = $1 and id = $2",
      [message.bucket, message.id],
    );
    await suppress(this.db, row!.recipient, "unsubscribed", `person ${person}`, now);
  }

  async #receive(person: number, name: string, payload: Record<string, unknown>): Promise<void> {
    const schema = this.options.graphs.map((graph) => graph.schema.events?.[name]).find((event) => event);
    const field = schema?.fields.find(({ type }) => type.kind === "record");
    await this.#engine.receive({ name, payload: { ...payload, [field!.name]: person + 1 } });
  }

  async #update(person: number, changes: Record<string, unknown>): Promise<void> {
    const { schema, target } = this.options.graphs[0]!;
    const { table } = schema.models[target]!;
    for (const [name, value] of Object.entries(changes)) {
      await this.db.query(`update ${table} set ${name} = $1 where id = $2`, [value, person + 1]);
    }
  }

  /** Those who have entered since: things happen to them from outside. */
  async #noteEntries(): Promise<void> {
    if (this.simulated.events.length + this.simulated.changes.length === 0) return;
    const rows = await this.db.query<{ id: string; recordId: string; entry: number; journey: string }>(
      `select p.id::text as id, p.record_id as "recordId", e.number as entry, j.name as journey from journey.participant p
       join journey.entry e on e.bucket = p.bucket and e.participant_id = p.id
       join journey.journey j on j.id = p.journey_id where p.place <> '' or p.status <> 'active'
       order by p.id`,
    );
    for (const { id, recordId, entry, journey } of rows) {
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      const index = this.#journeys.findIndex(({ graph }) => graph.name === journey);
      this.#behaviour.entered(this.#virtual(), index, Number(recordId) - 1, entry);
    }
  }

  #graphOf(name: string): JourneyGraph {
    return this.#journeys.find(({ graph }) => graph.name === name)!.graph;
  }

  async #lives(): Promise<Lives> {
    const lives: Lives = new Map();
    const traces = await this.db.query<{ line: string; person: number }>(
      `select p.record_id::int - 1 as person, j.name || ' ' || t.activity || ' ' || t.state || coalesce(': ' || t.reason, '') || ' at '
         || (extract(epoch from t.at) * 1000)::bigint as line
       from journey.trace t join journey.participant p on p.bucket = t.bucket and p.id = t.participant_id
       join journey.journey j on j.id = p.journey_id`,
    );
    const ends = await this.db.query<{ line: string; person: number }>(
      `select p.record_id::int - 1 as person, j.name || ' ' || p.status || ': ' || p.ended_reason || ' at '
         || (extract(epoch from p.ended_at) * 1000)::bigint as line
       from journey.participant p join journey.journey j on j.id = p.journey_id where p.status <> 'active'`,
    );
    const goals = await this.db.query<{ line: string; person: number }>(
      `select p.record_id::int - 1 as person, j.name || ' goal ' || g.goal || ' at ' || (extract(epoch from g.reached_at) * 1000)::bigint as line
       from journey.goal_reached g join journey.participant p on p.bucket = g.bucket and p.id = g.participant_id
       join journey.journey j on j.id = p.journey_id`,
    );
    for (const { person, line } of [...traces, ...ends, ...goals]) note(lives, person, line);
    return lives;
  }
}
