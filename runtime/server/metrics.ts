/** What `/metrics` says: this process's own work, and the state of the whole service as the database shows it. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from "prom-client";
import type { Clock } from "../clock.ts";
import type { Engine } from "../engine/contract.ts";
import type { Database } from "../store/database.ts";
import { type Measures, measure } from "../store/measures.ts";

export interface MetricsOptions {
  readonly db: Database;
  readonly engine: Engine;
  readonly clock: Clock;
  /** Milliseconds without a heartbeat after which a worker is dead. */
  readonly lease: number;
}

export interface Metrics {
  readonly contentType: string;
  /** OpenMetrics text, version 1.0.0. */
  text(): Promise<string>;
  batch(participants: number, took: number): void;
  enrolled(participants: number): void;
  attempted(messages: number): void;
  event(type: string): void;
  request(route: string, status: number): void;
  failed(loop: string): void;
}

/** The database is asked at most this often, however many ask us: milliseconds. */
const keepFor = 2_000;
const patience = 5_000;

export function createMetrics({ db, engine, clock, lease }: MetricsOptions): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const steps = new Counter({
    name: "journey_steps_total",
    help: "Participants moved by this process.",
    registers,
  });
  const claims = new Counter({
    name: "journey_claims_total",
    help: "Batches of participants that this process claimed, moved and committed.",
    registers,
  });
  const batches = new Histogram({
    name: "journey_batch_seconds",
    help: "From the claim of a batch to its commit.",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const enrolled = new Counter({
    name: "journey_enrolled_total",
    help: "Participants that this process enrolled.",
    registers,
  });
  const attempts = new Counter({
    name: "journey_send_attempts_total",
    help: "Messages and calls that this process tried to hand over.",
    registers,
  });
  const events = new Counter({
    name: "journey_events_total",
    help: "Events that this process was told of, known ones included.",
    labelNames: ["type"],
    registers,
  });
  const requests = new Counter({
    name: "journey_http_requests_total",
    help: "Answered HTTP requests.",
    labelNames: ["route", "status"],
    registers,
  });
  const failures = new Counter({
    name: "journey_work_failures_total",
    help: "Rounds of work that failed, and were or will be tried again.",
    labelNames: ["loop"],
    registers,
  });
  new Gauge({
    name: "journey_moves_looked_up_ratio",
    help: "How many of the moves were looked up rather than worked out, from 0 to 1.",
    registers,
    collect() {
      const { hits: looked, misses } = engine.moves;
      this.set(looked + misses === 0 ? 1 : looked / (looked + misses));
    },
  });

  let known: { readonly at: number; readonly measures: Promise<Measures> } | undefined;
  function measures(): Promise<Measures> {
    const at = performance.now();
    if (!known || at - known.at > keepFor) {
      const asked = within(measure(db, clock.now(), lease), patience);
      known = { at, measures: asked };
      // The next one asks again.
      asked.catch(() => {
        known = undefined;
      });
    }
    return known.measures;
  }

  /** A gauge over the database; while that does not answer, it says nothing. */
  function shared(name: string, help: string, read: (measures: Measures) => number): void {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.reset();
        const found = await measures().catch(() => undefined);
        if (found) this.set(read(found));
        else this.remove();
      },
    });
  }
  new Gauge({
    name: "journey_database_up",
    help: "1 while the database answers, else 0.",
    registers,
    async collect() {
      this.set(
        await measures().then(
          () => 1,
          () => 0,
        ),
      );
    },
  });
  shared("journey_due_lag_seconds", "How late the longest waiting participant is.", ({ lag }) => lag);
  shared("journey_due_participants", "Participants with something due, counted up to 102,400.", ({ due }) => due);
  shared("journey_outbox_lag_seconds", "How late the longest waiting message is.", ({ outboxLag }) => outboxLag);
  shared(
    "journey_oldest_xmin_age",
    "Transactions since the oldest one that a session, slot or prepared transaction holds on to. A high one keeps vacuum from its work.",
    ({ oldestXmin }) => oldestXmin,
  );
  shared(
    "journey_longest_transaction_seconds",
    "The longest transaction of anybody on the database.",
    ({ longestTransaction }) => longestTransaction,
  );
  new Gauge({
    name: "journey_outbox_messages",
    help: "Messages that wait or are on their way, by state, counted up to 102,400.",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      const found = await measures().catch(() => undefined);
      for (const [state, amount] of Object.entries(found?.outbox ?? {})) this.set({ state }, amount);
    },
  });
  new Gauge({
    name: "journey_workers",
    help: "Processes on the database, by state.",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      const found = await measures().catch(() => undefined);
      for (const [state, amount] of Object.entries(found?.workers ?? {})) this.set({ state }, amount);
    },
  });
  new Gauge({
    name: "journey_connections",
    help: "Connections of this process to the database, by state; waiting: callers that wait for one.",
    labelNames: ["state"],
    registers,
    collect() {
      for (const [state, amount] of Object.entries(db.connections?.() ?? {})) this.set({ state }, amount);
    },
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    batch(participants, took) {
      steps.inc(participants);
      claims.inc();
      batches.observe(took / 1000);
    },
    enrolled: (participants) => enrolled.inc(participants),
    attempted: (messages) => attempts.inc(messages),
    event: (type) => events.inc({ type }),
    request: (route, status) => requests.inc({ route, status: String(status) }),
    failed: (loop) => failures.inc({ loop }),
  };
}

export function within<T>(what: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), milliseconds);
  });
  return Promise.race([what, late]).finally(() => clearTimeout(timer));
}
