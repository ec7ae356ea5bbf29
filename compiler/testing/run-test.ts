/**
 * Runs the test blocks of the language: one record through the compiled journey, in virtual time, with no database and no
 * network. Whatever the test says happens at its times; messages are handed over at once unless it says otherwise.
 */
import {
  type CalendarDuration,
  type CheckedTest,
  type LineIndex,
  renderMessage,
  type TestExpectation,
  type TestHappening,
  type Trigger,
} from "@journey/language";
import { describeNode } from "../diagram/describe-node.ts";
import { normalise } from "../filters/normalise.ts";
import { isMessage, type JourneyGraph, type SourcePlace, templateFor } from "../graph/graph.ts";
import type { Behaviour, Observer } from "../simulate/run-types.ts";
import { assigner, type MutableRecord, valueReader } from "../simulate/values.ts";
import { day, later, type VirtualJourney } from "../simulate/virtual-journey.ts";
import { VirtualRun } from "../simulate/virtual-run.ts";
import { describeDuration } from "../time/calendar.ts";
import { beginOf, recordOf } from "./test-record.ts";
import type { Moment } from "./timeline.ts";

export interface TestFailure {
  readonly message: string;
  /** The expectation, or the line that could not be carried out. */
  readonly place: SourcePlace;
}

export interface TestResult {
  readonly test: CheckedTest;
  readonly journey: string;
  readonly title: string;
  readonly place: SourcePlace;
  readonly failures: readonly TestFailure[];
  /** What happened, in order. */
  readonly timeline: readonly Moment[];
  /** Where the record stands in the end, in words. */
  readonly standing: string;
  readonly timezone: string;
  /** Milliseconds that it took. */
  readonly took: number;
  /** How often each step was come to and each way taken, by the numbers of the journey's table. */
  readonly visits: { readonly nodes: Int32Array; readonly ways: Int32Array };
}

/** A message that left in a test. */
interface SentMessage {
  readonly activity: string;
  readonly at: number;
  readonly texts: Readonly<Record<string, string | undefined>>;
}

interface Trace {
  readonly activity: string;
  readonly state: string;
  readonly reason: string | undefined;
  readonly at: number;
}

/**
 * A compiled journey may be used for any number of tests.
 *
 * @param lines of the file that the test stands in
 */
export function runTest(test: CheckedTest, journey: VirtualJourney, lines: LineIndex): TestResult {
  const started = performance.now();
  const runner = new TestRunner(test, journey, lines);
  const result = runner.run();
  return { ...result, took: performance.now() - started };
}

class TestRunner implements Observer {
  readonly #graph: JourneyGraph;
  readonly #begin: number;
  readonly #record: MutableRecord;
  readonly #run: VirtualRun;
  readonly #timeline: Moment[] = [];
  readonly #failures: TestFailure[] = [];
  readonly #sent: SentMessage[] = [];
  readonly #traces: Trace[] = [];
  readonly #goals: { readonly name: string; readonly at: number }[] = [];
  readonly #ends: { readonly how: "completed" | "exited"; readonly reason: string; readonly at: number }[] = [];
  readonly #entries: number[] = [];
  readonly #zone: string;
  readonly #nodes: Int32Array;
  readonly #ways: Int32Array;
  readonly #turnOfMessage = new Map<string, { readonly node: number; readonly turn: number; readonly at: number }>();

  constructor(
    readonly test: CheckedTest,
    readonly journey: VirtualJourney,
    readonly lines: LineIndex,
  ) {
    this.#graph = journey.graph;
    this.#begin = beginOf(test, this.#graph);
    this.#record = recordOf(test, this.#graph, this.#begin);
    this.#zone = journey.zoneOf(this.#record);
    this.#nodes = new Int32Array(this.#graph.nodes.length);
    this.#ways = new Int32Array(journey.table.wayCount);
    const addresses = journey.target.fields.flatMap(({ name, type }) => {
      const address = this.#record[name];
      if ((type.kind !== "email" && type.kind !== "phone") || typeof address !== "string") return [];
      return [normalise(address, type.kind)];
    });
    this.#run = new VirtualRun({
      journeys: [journey],
      people: {
        count: 1,
        recordOf: () => this.#record,
        idOf: () => String(this.#record[journey.target.idField]),
        arrivalOf: () => this.#begin,
        listsOf: () => test.lists,
        suppressedOf: () => (test.suppressed ? addresses : []),
        consentsOf: () => new Set(test.consents),
      },
      behaviour: this.#behaviour,
      observer: this,
      start: this.#begin,
      end: this.#end(),
    });
  }

  run(): Omit<TestResult, "took"> {
    const run = this.#run;
    const { enter } = this.#graph;
    for (const happening of this.test.happenings) {
      run.schedule(this.#moment(happening.after), () => this.#happen(happening));
    }
    if (enter.kind === "webhook" || enter.kind === "demand") run.schedule(this.#begin, () => run.enter(0, 0));
    const pending = this.test.expectations.filter((each) => each.by);
    for (const expectation of pending) {
      // After all that happens at that moment.
      if (this.#isAboutNow(expectation)) {
        run.schedule(this.#moment(expectation.by!) + 1, () => this.#expect(expectation));
      }
    }
    run.run();
    for (const expectation of this.test.expectations) {
      if (!expectation.by || !this.#isAboutNow(expectation)) this.#expect(expectation);
    }
    return {
      test: this.test,
      journey: this.#graph.name,
      title: this.test.title,
      place: this.#place(this.test.test.title?.start ?? this.test.test.start),
      failures: [...this.#failures].sort((a, b) => a.place.line - b.place.line),
      timeline: this.#timeline,
      standing: this.#standing(),
      timezone: this.#zone,
      visits: { nodes: this.#nodes, ways: this.#ways },
    };
  }

  /** Nothing is waited for longer than a year after the last thing that the test says. */
  #end(): number {
    const { happenings, expectations } = this.test;
    const durations = [...happenings.map((each) => each.after), ...expectations.flatMap((each) => each.by ?? [])];
    return Math.max(this.#begin, ...durations.map((duration) => this.#moment(duration))) + 365 * day;
  }

  #moment(after: CalendarDuration): number {
    return later(this.#begin, after, this.#zone);
  }

  #place(offset: number): SourcePlace {
    return { file: this.test.file, ...this.lines.position(offset) };
  }

  #note(what: string, place: SourcePlace | undefined, at = this.#run.now): void {
    this.#timeline.push({ after: at - this.#begin, at, what, place });
  }

  #fail(message: string, span: { readonly start: number }): void {
    this.#failures.push({ message, place: this.#place(span.start) });
  }

  // ---------------------------------------------------------------- what the test says

  #happen(happening: TestHappening): void {
    const run = this.#run;
    const place = this.#place(happening.span.start);
    const environment = {
      now: run.now,
      entered: this.#begin,
      timezone: this.#zone,
      lists: new Set<string>(),
      suppressed: false,
    };
    switch (happening.kind) {
      case "update": {
        const { schema } = this.#graph;
        const { target } = this.journey;
        const changes = assigner(happening.assignments, schema, target, target)(this.#record, environment);
        this.#note(`the record changes: ${words(changes)}`, place);
        run.update(0, changes);
        return;
      }
      case "event": {
        const payload = Object.fromEntries(
          happening.payload.map(({ field, value }) => [
            field,
            valueReader(value, this.#graph.schema, this.journey.target)(this.#record, environment),
          ]),
        );
        this.#note(`event ${happening.event} ${words(payload)}`, place);
        run.receive(0, happening.event, payload);
        return;
      }
      case "winner": {
        const node = this.#graph.nodes.find((each) => each.id === happening.test);
        if (node?.kind !== "ab test") return;
        run.decide(
          0,
          node.id,
          node.variants.findIndex((variant) => variant.name === happening.variant),
        );
        return;
      }
      case "reaction": {
        // How handing over ends is answered there.
        if (happening.happening === "failed" || happening.happening === "suppressed" || happening.happening === "sent")
          return;
        const message = this.#turnOfMessage.get(happening.activity);
        if (!message) {
          const label = happening.label === undefined ? "" : ` "${happening.label}"`;
          this.#fail(
            `${happening.activity} can't be ${happening.happening}${label} at ${describeDuration(happening.after)}: it had not been sent by then.`,
            happening.span,
          );
          return;
        }
        const { happening: trigger, label } = happening;
        run.reactNow(0, 0, message.turn, run.reaction(0, message.node, trigger, label, false));
      }
    }
  }

  /** Messages are handed over at once, unless the test says that they fail. */
  readonly #behaviour: Behaviour = {
    handedOver: (run, journey, node, person, turn) => {
      const ending = this.#ending(node);
      if (!ending) return "executed";
      const outcome = ending.happening === "failed" ? "failed" : "suppressed";
      run.schedule(this.#moment(ending.after), () => run.settle(journey, node, person, turn, outcome));
      return "later";
    },
    fails: (_, node) => this.#ending(node)?.happening === "failed",
    shareOf: (_, node) => {
      const each = this.#graph.nodes[node];
      const given = this.test.ways.find(({ step }) => step === (each?.of ?? each?.id));
      if (!given || !each) return undefined;
      if (each.kind === "split") {
        // A share's label is its size and its name.
        const share = each.shares.findIndex(({ label }) => label.slice(label.indexOf(" ") + 1) === given.way);
        return share >= 0 ? share : undefined;
      }
      if (each.kind !== "ab test") return undefined;
      if (given.way === "holdback") return "holdback";
      if (given.way === "others") return "rest";
      return each.variants.findIndex((variant) => variant.name === given.way);
    },
  };

  /** What the test says of how handing a step over ends, from now on. */
  #ending(node: number): (TestHappening & { readonly kind: "reaction" }) | undefined {
    const name = this.#nameOf(node);
    for (const each of this.test.happenings) {
      if (each.kind !== "reaction" || each.activity !== name || this.#moment(each.after) < this.#run.now) continue;
      if (each.happening === "failed" || each.happening === "suppressed") return each;
    }
    return undefined;
  }

  // ---------------------------------------------------------------- what happens

  entered(_journey: number, _person: number, at: number): void {
    this.#entries.push(at);
    this.#note(this.#entries.length > 1 ? "enters again" : "enters", undefined, at);
  }

  visited(_journey: number, _person: number, node: number, at: number): void {
    this.#nodes[node] = this.#nodes[node]! + 1;
    const each = this.#graph.nodes[node]!;
    if (each.kind === "wait" || each.kind === "wait until" || each.kind === "wait for") {
      const { title, detail } = describeNode(each);
      this.#note(`${title} ${detail}`.trim(), each.source, at);
    }
  }

  took(_journey: number, way: number): void {
    this.#ways[way] = this.#ways[way]! + 1;
  }

  traced(
    _journey: number,
    _person: number,
    node: number,
    outcome: number,
    detail: string | undefined,
    at: number,
  ): void {
    const [state = "", reason] = this.journey.table.outcomes[outcome]!.split(": ");
    const each = this.#graph.nodes[node]!;
    const why = detail ?? reason;
    this.#traces.push({ activity: this.#nameOf(node), state, reason: why, at });
    const isSent = state === "processed" && isMessage(each);
    if (isSent) return;
    const what = state === "processed" ? "carried out" : state === "error" ? "failed" : state;
    this.#note(`${this.#labelOf(node)} ${what}${why === undefined ? "" : `: ${why}`}`, each.source, at);
  }

  sent(_journey: number, _person: number, node: number, at: number): void {
    const each = this.#graph.nodes[node]!;
    const activity = this.#nameOf(node);
    this.#turnOfMessage.set(activity, { node, turn: this.#run.turnOf(0, 0), at });
    if (!isMessage(each)) return;
    const locale = this.#graph.locale && this.#record[this.#graph.locale.field.path[0]?.field ?? ""];
    const template = templateFor(each, typeof locale === "string" ? locale : undefined);
    const rendered = renderMessage(
      template,
      {
        record: this.#record,
        links: template.links.map((link) => link.url),
        unsubscribeUrl: "https://example.test/unsubscribe",
      },
      this.#zone,
    );
    const { subject, preheader, text } = rendered;
    this.#sent.push({ activity, at, texts: { subject, preheader, title: subject, body: text, text } });
    const shown = subject ?? text;
    this.#note(
      `${this.#labelOf(node)} sent: “${shown.length > 70 ? `${shown.slice(0, 69)}…` : shown}”`,
      each.source,
      at,
    );
  }

  reacted(
    _journey: number,
    _person: number,
    node: number,
    trigger: Trigger,
    label: string | undefined,
    at: number,
  ): void {
    this.#note(`${this.#nameOf(node)} ${trigger}${label === undefined ? "" : ` “${label}”`}`, undefined, at);
  }

  reached(_journey: number, _person: number, goal: number, at: number): void {
    const name = this.#graph.goals[goal]?.name ?? "";
    this.#goals.push({ name, at });
    this.#note(`reaches the goal ${name}`, undefined, at);
  }

  ended(_journey: number, _person: number, how: "completed" | "exited", reason: string, at: number): void {
    this.#ends.push({ how, reason, at });
    this.#note(how === "completed" || reason === "exit" ? how : `exited: ${reason}`, undefined, at);
  }

  decided(_journey: number, node: number, variant: number, at: number): void {
    const each = this.#graph.nodes[node]!;
    if (each.kind === "ab test") this.#note(`${each.id}: ${each.variants[variant]?.label} has won`, each.source, at);
  }

  #nameOf(node: number): string {
    const each = this.#graph.nodes[node]!;
    return each.of ?? each.id;
  }

  #labelOf(node: number): string {
    const each = this.#graph.nodes[node]!;
    const { title } = describeNode(each);
    const name = each.of ?? each.id;
    return each.named && title !== name ? `${name} (${title})` : each.named ? name : title;
  }

  #standing(): string {
    const last = this.#ends.at(-1);
    if (this.#run.statusOf(0, 0) === "outside") return "never entered";
    if (this.#run.statusOf(0, 0) === "ended")
      return last?.reason === last?.how ? (last?.how ?? "") : `${last?.how}: ${last?.reason}`;
    const places = this.journey.table.machine
      .describe(this.#run.stateOf(0, 0))
      .filter(({ doing }) => doing !== "idle" && doing !== "ended")
      .map(({ region, doing, node }) => `${doing}${node === undefined ? ` ${region}` : ` at ${node}`}`);
    return places.length === 0 ? "active" : `active: ${places.join(", ")}`;
  }

  // ---------------------------------------------------------------- what is expected

  /** Asked of the state at a moment, which is gone afterwards. */
  #isAboutNow(expectation: TestExpectation): boolean {
    return (
      (expectation.kind === "activity" && expectation.state === "waiting") ||
      (expectation.kind === "participant" && expectation.state === "active")
    );
  }

  #expect(expectation: TestExpectation): void {
    const found = this.#find(expectation);
    const isFound = found.some((at) => at >= this.#from(expectation) && at <= this.#until(expectation));
    if (isFound !== expectation.never) return;
    this.#fail(this.#failureOf(expectation, found), expectation.span);
  }

  #from({ from }: TestExpectation): number {
    return from ? this.#moment(from) : Number.NEGATIVE_INFINITY;
  }

  #until({ by }: TestExpectation): number {
    return by ? this.#moment(by) : Number.POSITIVE_INFINITY;
  }

  /** The moments at which what is expected happened; for what is asked of a state, now where it is so. */
  #find(expectation: TestExpectation): readonly number[] {
    switch (expectation.kind) {
      case "goal":
        return this.#goals.filter(({ name }) => name === expectation.goal).map(({ at }) => at);
      case "participant":
        if (expectation.state === "entered") return this.#entries;
        if (expectation.state === "active") return this.#run.statusOf(0, 0) === "active" ? [this.#run.now - 1] : [];
        return this.#ends.filter(({ how }) => how === expectation.state).map(({ at }) => at);
      case "text":
        return this.#sent
          .filter(
            ({ activity, texts }) => activity === expectation.activity && fits(texts[expectation.part], expectation),
          )
          .map(({ at }) => at);
      case "activity": {
        const { activity, state, because } = expectation;
        if (state === "waiting") return this.#isWaiting(activity) ? [this.#run.now - 1] : [];
        if (state === "sent") return this.#sent.filter((each) => each.activity === activity).map(({ at }) => at);
        const wanted = state === "executed" ? "processed" : state === "failed" ? "error" : state;
        return this.#traces
          .filter((each) => each.activity === activity && each.state === wanted)
          .filter((each) => because === undefined || each.reason === because)
          .map(({ at }) => at);
      }
    }
  }

  /** Somebody stands before it, and only time is missing. */
  #isWaiting(activity: string): boolean {
    const { machine } = this.journey.table;
    const nodes = new Map(this.#graph.nodes.map((node) => [node.id, node]));
    return machine.describe(this.#run.stateOf(0, 0)).some(({ doing, node: id }) => {
      if (doing === "idle" || doing === "ended" || id === undefined) return false;
      const node = nodes.get(id);
      const next =
        doing === "waiting" && node && "next" in node && node.next !== undefined ? nodes.get(node.next) : node;
      return next !== undefined && (next.of ?? next.id) === activity;
    });
  }

  #failureOf(expectation: TestExpectation, found: readonly number[]): string {
    const what = describeExpectation(expectation);
    const first = found[0];
    if (expectation.never) {
      return first === undefined
        ? what
        : `${what}, but that happened ${afterWords(first - this.#begin)} after the beginning.`;
    }
    if (first !== undefined) {
      return `${what}, but that happened only ${afterWords(first - this.#begin)} after the beginning.`;
    }
    return `${what}, but ${this.#instead(expectation)}.`;
  }

  /** What did happen with what the expectation is about. */
  #instead(expectation: TestExpectation): string {
    if (this.#entries.length === 0) return "the record never entered the journey";
    switch (expectation.kind) {
      case "activity":
      case "text": {
        if (expectation.kind === "text") {
          const sent = this.#sent.findLast((each) => each.activity === expectation.activity);
          if (sent) return `its ${expectation.part} is “${sent.texts[expectation.part] ?? ""}”`;
        }
        const last = this.#traces.findLast((each) => each.activity === expectation.activity);
        if (!last) return `it never came to ${expectation.activity}`;
        const state = last.state === "error" ? "failed" : last.state === "processed" ? "carried out" : last.state;
        return `it was ${state}${last.reason === undefined ? "" : `: ${last.reason}`}`;
      }
      case "goal":
        return "the goal was never reached";
      case "participant":
        return `the record is ${this.#standing()}`;
    }
  }
}

function fits(text: string | undefined, { test, text: wanted }: TestExpectation & { kind: "text" }): boolean {
  if (text === undefined) return false;
  switch (test) {
    case "contains":
      return text.includes(wanted);
    case "starts with":
      return text.startsWith(wanted);
    case "ends with":
      return text.endsWith(wanted);
    case "matches": {
      const source = wanted
        .replace(/[\\^$.+()[\]{}|/-]/g, "\\$&")
        .replaceAll("*", "[^]*")
        .replaceAll("?", "[^]");
      return new RegExp(`^${source}$`, "u").test(text);
    }
  }
}

/** An expectation as one would say it. */
export function describeExpectation(expectation: TestExpectation): string {
  const { from, by, never } = expectation;
  const when =
    from && by
      ? ` between ${describeDuration(from)} and ${describeDuration(by)}`
      : by
        ? ` by ${describeDuration(by)}`
        : "";
  const not = never ? "never " : "";
  switch (expectation.kind) {
    case "goal":
      return `Expected the goal ${expectation.goal} ${not}to be reached${when}`;
    case "participant":
      return `Expected the record ${not}to ${expectation.state === "active" ? "be active" : expectation.state === "entered" ? "enter" : `have ${expectation.state}`}${when}`;
    case "text":
      return `Expected ${expectation.activity}’s ${expectation.part} ${not}to ${expectation.test} “${expectation.text}”${when}`
        .replace("to contains", "to contain")
        .replace("to matches", "to match")
        .replace("to starts", "to start")
        .replace("to ends", "to end");
    case "activity": {
      const why = expectation.because === undefined ? "" : ` because of “${expectation.because}”`;
      const state =
        expectation.state === "failed"
          ? "fail"
          : expectation.state === "waiting"
            ? "be waiting"
            : `be ${expectation.state}`;
      return `Expected ${expectation.activity} ${not}to ${state}${why}${when}`;
    }
  }
}

/** `2 hours`, `3 days 4 hours` */
export function afterWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const parts = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor((minutes % 1440) / 60), "hour"],
    [minutes % 60, "minute"],
  ] as const;
  const shown = parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}${amount === 1 ? "" : "s"}`);
  return shown.length === 0 ? "0 minutes" : shown.join(" ");
}

/** `{ stage = "won", score = 5 }` */
function words(values: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(values).map(([name, value]) => {
    const text =
      typeof value === "object" && value !== null && !Array.isArray(value) ? "…" : JSON.stringify(value ?? null);
    return `${name} = ${text}`;
  });
  return `{ ${parts.join(", ")} }`;
}
