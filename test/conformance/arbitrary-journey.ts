/**
 * Random journeys of every construct that runs without the outside, as text. They are made as trees, so that fast-check
 * makes a failing one smaller by taking steps out of it.
 */
import fc from "fast-check";
import { journeyText } from "./project.ts";

/** Durations in journeys and in histories come from this handful, so that events often fall on deadlines exactly. */
export const durations = ["1 hour", "3 hours", "1 day", "2 days", "3 days", "1 week", "1 month"] as const;
const delays = ["1 hour", "3 hours", "1 day", "2 days"] as const;
const expiries = ["3 hours", "1 day", "3 days", "1 week"] as const;

type Trigger = "opened" | "clicked" | "replied" | "bounced" | "delivered" | "unsubscribed" | "failed" | "suppressed";

/** What can be asked; of a message by its place among the journey's messages, which wraps around. */
type Asked =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "message";
      readonly message: number;
      readonly happening: Trigger | "sent";
      readonly label: boolean;
    }
  | { readonly kind: "not"; readonly of: Asked }
  | { readonly kind: "both"; readonly joint: "and" | "or"; readonly left: Asked; readonly right: Asked };

interface Limits {
  readonly filter: Asked | undefined;
  readonly expire: string | undefined;
}

interface Clause {
  readonly trigger: Trigger;
  readonly negated: boolean;
  readonly label: boolean;
  readonly within: string | undefined;
  readonly after: string | undefined;
  readonly machines: boolean;
  readonly steps: readonly Step[];
}

type Step =
  | { readonly kind: "wait"; readonly text: string }
  | { readonly kind: "plain"; readonly text: string }
  | {
      readonly kind: "update";
      readonly text: string;
      readonly limits: Limits;
      readonly failed: readonly Step[] | undefined;
    }
  | {
      readonly kind: "message";
      readonly channel: "sms" | "email";
      readonly limits: Limits;
      readonly clauses: readonly Clause[];
    }
  | { readonly kind: "webhook"; readonly limits: Limits; readonly failed: readonly Step[] | undefined }
  | { readonly kind: "wait for"; readonly what: Asked | "event"; readonly upTo: string; readonly ways: Ways }
  | { readonly kind: "if"; readonly condition: Asked; readonly ways: Ways }
  | { readonly kind: "match"; readonly ways: Ways }
  | { readonly kind: "split"; readonly ways: Ways }
  | { readonly kind: "test"; readonly share: number; readonly holdback: number; readonly ways: Ways }
  | {
      readonly kind: "repeat";
      readonly every: string;
      readonly times: number;
      readonly until: Asked | undefined;
      readonly steps: readonly Step[];
    }
  | { readonly kind: "parallel"; readonly ways: Ways };

interface Ways {
  readonly first: readonly Step[];
  readonly second: readonly Step[];
}

interface Tree {
  readonly filter: Asked | undefined;
  readonly settings: readonly string[];
  readonly exitWhen: Asked | undefined;
  readonly goal: Asked | undefined;
  readonly steps: readonly Step[];
}

const record = fc
  .constantFrom(
    'country = "BE"',
    'country != "US"',
    "score > 1",
    "score >= 3",
    'stage = "won"',
    "stage is not set",
    '"hot" in tags',
    'in list "a"',
    "suppressed",
    "until is set",
  )
  .map((text): Asked => ({ kind: "text", text }));
const message: fc.Arbitrary<Asked> = fc.record({
  kind: fc.constant("message" as const),
  message: fc.nat(5),
  happening: fc.constantFrom("sent", "opened", "clicked", "replied", "bounced", "delivered", "failed", "suppressed"),
  label: fc.boolean(),
});
const { asked } = fc.letrec<{ asked: Asked }>((tie) => ({
  asked: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { arbitrary: record, weight: 4 },
    { arbitrary: message, weight: 3 },
    fc.record({ kind: fc.constant("not" as const), of: tie("asked") }),
    fc.record({
      kind: fc.constant("both" as const),
      joint: fc.constantFrom("and" as const, "or" as const),
      left: tie("asked"),
      right: tie("asked"),
    }),
  ),
}));
const rarely = <Value>(value: fc.Arbitrary<Value>, freq = 4) => fc.option(value, { nil: undefined, freq });
const limits: fc.Arbitrary<Limits> = fc.record({
  filter: fc.option(asked, { nil: undefined, freq: 2 }).filter((each) => each !== undefined || true),
  expire: rarely(fc.constantFrom(...expiries), 2),
});

const trees = fc.letrec<{ step: Step; steps: readonly Step[]; clause: Clause }>((tie) => {
  const ways = fc.record({ first: tie("steps"), second: tie("steps") });
  return {
    steps: fc.array(tie("step"), { maxLength: 3, depthIdentifier: "steps" }),
    clause: fc.record({
      trigger: fc.constantFrom<Trigger>(
        "opened",
        "opened",
        "clicked",
        "replied",
        "bounced",
        "delivered",
        "unsubscribed",
        "failed",
        "suppressed",
      ),
      negated: fc.boolean(),
      label: fc.boolean(),
      within: rarely(fc.constantFrom(...durations), 2),
      after: fc.option(fc.constantFrom(...delays), { nil: undefined, freq: 2 }),
      machines: fc.boolean(),
      steps: tie("steps"),
    }),
    step: fc.oneof(
      { depthSize: "small", depthIdentifier: "steps", withCrossShrink: true },
      {
        weight: 3,
        arbitrary: fc
          .oneof(
            fc.constantFrom(...durations).map((text) => `wait ${text}`),
            fc.constantFrom(
              "wait until 9:00",
              "wait until 2:30",
              "wait until monday at 9:00",
              "wait until until - 1 day",
              "wait until entered + 2 days",
            ),
          )
          .map((text): Step => ({ kind: "wait", text })),
      },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom(
            'add to list "a"',
            'add to list "b"',
            'remove from list "a"',
            "suppress phone",
            'task "Call"',
            "follow by owner",
            "unfollow by owner",
            'create Note { person = this text = "x" }',
            "exit",
          )
          .map((text): Step => ({ kind: "plain", text })),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant("update" as const),
          text: fc.constantFrom(
            "score += 1",
            "score = 0",
            "score = score * 2 + 1",
            'stage = "won"',
            'stage = "lost"',
            "stage = empty",
            'country = "FR"',
            'tags += "hot"',
            'tags -= "hot"',
            "until = now + 2 days",
          ),
          limits,
          failed: rarely(tie("steps"), 6),
        }),
      },
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant("message" as const),
          channel: fc.constantFrom("sms" as const, "email" as const),
          limits,
          clauses: fc.array(tie("clause"), { maxLength: 3, depthIdentifier: "steps" }),
        }),
      },
      fc.record({ kind: fc.constant("webhook" as const), limits, failed: rarely(tie("steps"), 2) }),
      fc.record({
        kind: fc.constant("wait for" as const),
        what: fc.oneof(asked, fc.constant("event" as const)),
        upTo: fc.constantFrom(...durations),
        ways,
      }),
      fc.record({ kind: fc.constant("if" as const), condition: asked, ways }),
      fc.record({ kind: fc.constant("match" as const), ways }),
      fc.record({ kind: fc.constant("split" as const), ways }),
      fc.record({
        kind: fc.constant("test" as const),
        share: fc.constantFrom(20, 50, 90),
        holdback: fc.constantFrom(0, 10),
        ways,
      }),
      fc.record({
        kind: fc.constant("repeat" as const),
        every: fc.constantFrom(...delays),
        times: fc.integer({ min: 1, max: 3 }),
        until: rarely(asked, 2),
        steps: tie("steps"),
      }),
      fc.record({ kind: fc.constant("parallel" as const), ways }),
    ),
  };
});

const tree: fc.Arbitrary<Tree> = fc.record({
  filter: rarely(record, 2),
  settings: fc
    .tuple(
      rarely(fc.constantFrom('timezone zone else "Europe/Brussels"', 'timezone "America/New_York"'), 3),
      rarely(
        fc.constantFrom(
          "send between 9:00 and 18:00",
          "send not between 22:00 and 6:00 on weekdays",
          "send on weekdays",
        ),
        2,
      ),
      rarely(
        fc.constantFrom(
          "cap 1 message per day",
          "cap 2 messages per week else delay",
          "cap 1 sms per 1 day".replace("1 day", "day"),
        ),
        2,
      ),
      rarely(fc.constantFrom("listen 1 day", "listen 3 days"), 2),
      rarely(
        fc.constantFrom(
          "exit on replied",
          "exit on bounced",
          "exit on unsubscribed",
          "exit on event ordered where event.total > 10",
          "exit on event ordered",
        ),
        3,
      ),
      rarely(fc.constantFrom("purpose transactional", "include archived"), 3),
    )
    .map((lines) => lines.filter((line) => line !== undefined)),
  exitWhen: rarely(asked, 4),
  goal: rarely(asked, 4),
  steps: fc.array(trees.step, { minLength: 1, maxLength: 5 }),
});

/** A random journey's text. Not every one passes the checker: some contradict themselves. */
export const arbitraryJourney: fc.Arbitrary<string> = tree.map((each) => new Printer(each).print());

const links = '    link shop "https://acme.test/shop"\n    link blog "https://acme.test/blog"';

class Printer {
  readonly #channels: ("sms" | "email")[] = [];
  #messages = 0;
  #others = 0;

  constructor(readonly tree: Tree) {
    this.#count(tree.steps);
  }

  print(): string {
    const { filter, settings, exitWhen, goal, steps } = this.tree;
    return journeyText(
      [
        ...(filter ? [`filter ${this.#asked(filter)}`] : []),
        ...settings,
        ...(exitWhen ? [`exit when ${this.#asked(exitWhen)}`] : []),
        ...(goal ? [`goal won when ${this.#asked(goal)} and exit`] : []),
        this.#steps(steps),
      ]
        .join("\n")
        .replaceAll(/^/gm, "  "),
    );
  }

  /** Messages are numbered before they are printed: conditions may name later ones. */
  #count(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === "message") {
        this.#channels.push(step.channel);
        for (const clause of step.clauses) this.#count(clause.steps);
      }
      if ("failed" in step) this.#count(step.failed ?? []);
      if ("ways" in step) {
        this.#count(step.ways.first);
        this.#count(step.ways.second);
      }
      if (step.kind === "repeat") this.#count(step.steps);
    }
  }

  #asked(asked: Asked): string {
    switch (asked.kind) {
      case "text":
        return asked.text;
      case "not":
        return `not (${this.#asked(asked.of)})`;
      case "both":
        return `(${this.#asked(asked.left)} ${asked.joint} ${this.#asked(asked.right)})`;
      case "message": {
        if (this.#channels.length === 0) return "score > 2";
        const number = asked.message % this.#channels.length;
        const happening =
          asked.happening === "opened" && this.#channels[number] === "sms" ? "clicked" : asked.happening;
        return `m${number + 1} ${happening}${happening === "clicked" && asked.label ? ' "shop"' : ""}`;
      }
    }
  }

  #steps(steps: readonly Step[]): string {
    return steps.map((step) => this.#step(step)).join("\n");
  }

  #block(steps: readonly Step[]): string {
    return steps.length === 0 ? "{}" : `{\n${this.#steps(steps).replaceAll(/^/gm, "  ")}\n}`;
  }

  #limits({ filter, expire }: Limits): string {
    return `${filter ? `\n  filter ${this.#asked(filter)}` : ""}${expire ? `\n  expire after ${expire}` : ""}`;
  }

  #failed(steps: readonly Step[] | undefined): string {
    return steps ? `\n  on failed ${this.#block(steps)}` : "";
  }

  #step(step: Step): string {
    switch (step.kind) {
      case "wait":
      case "plain":
        return step.text;
      case "update":
        return `update u${++this.#others} {\n  ${step.text}${this.#limits(step.limits)}${this.#failed(step.failed)}\n}`;
      case "webhook":
        return `webhook w${++this.#others} {\n  post "https://acme.test/"${this.#limits(step.limits)}${this.#failed(step.failed)}\n}`;
      case "message": {
        const name = `m${++this.#messages}`;
        const text =
          step.channel === "sms"
            ? '  text "{{ link shop }} {{ link blog }}"'
            : '  subject "Hi"\n  body "[a]({{ link shop }}) [b]({{ link blog }}) [c]({{ unsubscribe_url }})"';
        const clauses = step.clauses.map((clause) => `\n${this.#clause(clause, step.channel).replaceAll(/^/gm, "  ")}`);
        return `${step.channel} ${name} {\n${text}\n${links.replaceAll("    ", "  ")}${this.#limits(step.limits)}${clauses.join("")}\n}`;
      }
      case "wait for": {
        const what = step.what === "event" ? "event ordered where event.total > 5" : this.#asked(step.what);
        return `wait for ${what} up to ${step.upTo} ${this.#block(step.ways.first)} else ${this.#block(step.ways.second)}`;
      }
      case "if":
        return `if ${this.#asked(step.condition)} ${this.#block(step.ways.first)} else ${this.#block(step.ways.second)}`;
      case "match":
        return `match country {\n  "BE" ${this.#block(step.ways.first)}\n  "FR", "US" ${this.#block(step.ways.second)}\n}`;
      case "split":
        return `split {\n  30% ${this.#block(step.ways.first)}\n  70% ${this.#block(step.ways.second)}\n}`;
      case "test": {
        const name = `t${++this.#others}`;
        const holdback = step.holdback > 0 ? `  holdback ${step.holdback}%\n` : "";
        return `ab test ${name} {\n  on ${step.share}% of participants\n${holdback}  winner manual\n  variant v${name}a ${this.#block(step.ways.first)}\n  variant v${name}b ${this.#block(step.ways.second)}\n}`;
      }
      case "repeat": {
        const until = step.until ? ` until ${this.#asked(step.until)}` : "";
        return `repeat every ${step.every} up to ${step.times} times${until} ${this.#block(step.steps)}`;
      }
      case "parallel":
        return `parallel {\n  branch ${this.#block(step.ways.first)}\n  branch ${this.#block(step.ways.second)}\n}`;
    }
  }

  #clause(clause: Clause, channel: "sms" | "email"): string {
    const trigger = clause.trigger === "opened" && channel === "sms" ? "clicked" : clause.trigger;
    const canBeNegated = ["opened", "clicked", "replied"].includes(trigger);
    const label = trigger === "clicked" && clause.label ? ' "shop"' : "";
    const steps = this.#block(clause.steps);
    if (clause.negated && canBeNegated) {
      return `on not ${trigger}${label} after ${clause.after ?? "3 hours"}${clause.machines ? " including machines" : ""} ${steps}`;
    }
    const waits = trigger !== "failed" && trigger !== "suppressed";
    const within = clause.within && waits ? ` within ${clause.within}` : "";
    const machines = clause.machines && (trigger === "opened" || trigger === "clicked") ? " including machines" : "";
    return `on ${trigger}${label}${within}${clause.after ? ` after ${clause.after}` : ""}${machines} ${steps}`;
  }
}
