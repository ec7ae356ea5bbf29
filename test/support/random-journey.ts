/** Random journeys as text, and random edits of them: what a team may do to a campaign between two deployments. */

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Random = () => number;
const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));
export const pick = <Item>(random: Random, list: readonly Item[]): Item => list[Math.floor(random() * list.length)]!;

export type Step =
  | {
      readonly kind: "email";
      name: string;
      words: string;
      filter?: string | undefined;
      expire?: number | undefined;
      clauses: Clause[];
    }
  | { readonly kind: "update" }
  | { readonly kind: "list"; list: string }
  | { readonly kind: "wait"; hours: number }
  | { readonly kind: "wait until"; hour: number }
  | { readonly kind: "wait for"; score: number; hours: number; steps: Step[] }
  | { readonly kind: "if"; score: number; steps: Step[]; otherwise: Step[] }
  | { readonly kind: "split"; share: number; steps: Step[] }
  | { readonly kind: "repeat"; times: number; hours: number; steps: Step[] }
  | { readonly kind: "parallel"; branches: Step[][] }
  | { readonly kind: "exit" };

export interface Clause {
  trigger: "opened" | "clicked" | "not opened" | "not clicked" | "bounced" | "failed";
  hours: number;
  steps: Step[];
}

export interface RandomJourney {
  filter?: string | undefined;
  send?: string | undefined;
  cap?: string | undefined;
  listen: number;
  steps: Step[];
}

export class JourneyMaker {
  #names = 0;

  constructor(readonly random: Random) {}

  journey(): RandomJourney {
    return {
      filter: this.#maybe(0.2, "score < 90"),
      send: this.#maybe(0.2, "between 9:00 and 18:00"),
      cap: this.#maybe(0.15, "2 messages per day else delay"),
      listen: pick(this.random, [5, 10, 20]),
      steps: this.steps(2 + upTo(this.random, 3), 0),
    };
  }

  steps(amount: number, depth: number): Step[] {
    return Array.from({ length: amount }, () => this.step(depth));
  }

  step(depth: number): Step {
    const { random } = this;
    const flat = ["email", "email", "email", "wait", "wait", "wait", "update", "list", "wait until"] as const;
    const deep = ["if", "wait for", "split", "repeat", "parallel"] as const;
    const kind = depth < 2 && random() < 0.25 ? pick(random, deep) : pick(random, flat);
    switch (kind) {
      case "email":
        return this.email(depth);
      case "update":
        return { kind };
      case "list":
        return { kind, list: pick(random, ["A", "B", "C"]) };
      case "wait":
        return { kind, hours: 1 + upTo(random, 71) };
      case "wait until":
        return { kind, hour: upTo(random, 23) };
      case "wait for":
        return {
          kind,
          score: 50 + upTo(random, 49),
          hours: 12 + upTo(random, 48),
          steps: this.steps(upTo(random, 1), depth + 1),
        };
      case "if":
        return {
          kind,
          score: upTo(random, 100),
          steps: this.steps(1 + upTo(random, 1), depth + 1),
          otherwise: this.steps(upTo(random, 2), depth + 1),
        };
      case "split":
        return { kind, share: 10 * (1 + upTo(random, 8)), steps: this.steps(1 + upTo(random, 1), depth + 1) };
      case "repeat":
        return { kind, times: 2 + upTo(random, 1), hours: 6 + upTo(random, 24), steps: this.steps(1, 2) };
      case "parallel":
        return { kind, branches: [this.steps(1 + upTo(random, 1), depth + 1), this.steps(1, depth + 1)] };
    }
  }

  email(depth: number): Step {
    const { random } = this;
    const name = `m${++this.#names}`;
    const clauses =
      depth < 2 && random() < 0.5 ? Array.from({ length: 1 + upTo(random, 1) }, () => this.clause(depth)) : [];
    return {
      kind: "email",
      name,
      words: `${name} is about the ${pick(random, ["garden", "house", "kitchen", "cellar"])} number ${upTo(random, 999)}`,
      filter: this.#maybe(0.2, `score >= ${upTo(random, 20)}`),
      clauses: [...new Map(clauses.map((clause) => [clause.trigger, clause])).values()],
    };
  }

  clause(depth: number): Clause {
    const { random } = this;
    const trigger = pick(random, ["opened", "clicked", "not opened", "not clicked", "bounced", "failed"] as const);
    const hours = trigger.startsWith("not") ? 1 + upTo(random, 48) : pick(random, [0, 0, 5, 30]);
    return { trigger, hours, steps: this.steps(1 + upTo(random, 1), Math.max(depth + 1, 1)) };
  }

  /** Changes one thing. */
  edit(journey: RandomJourney): void {
    const { random } = this;
    const lists = listsIn(journey.steps);
    const list = pick(random, lists);
    const at = upTo(random, Math.max(0, list.length - 1));
    const step = list[at];
    switch (upTo(random, 9)) {
      case 0:
        list.splice(upTo(random, list.length), 0, this.step(1));
        return;
      case 1:
        if (list.length > 1 || list !== journey.steps) list.splice(at, 1);
        return;
      case 2:
        if (step?.kind === "wait") step.hours = 1 + upTo(random, 71);
        else if (step?.kind === "wait for") step.hours = 12 + upTo(random, 48);
        else if (step?.kind === "wait until") step.hour = upTo(random, 23);
        else if (step?.kind === "repeat") step.times = step.times === 2 ? 3 : 2;
        return;
      case 3:
        if (step?.kind === "email") step.name = `r${++this.#names}`;
        return;
      case 4:
        if (step?.kind === "email") step.clauses = step.clauses.length > 0 ? step.clauses.slice(1) : [this.clause(1)];
        return;
      case 5:
        if (step?.kind === "email" && step.clauses[0]) {
          const [clause] = step.clauses;
          clause.hours = clause.trigger.startsWith("not") ? 1 + upTo(random, 48) : pick(random, [0, 3, 12]);
        }
        return;
      case 6:
        if (list.length > 1) list.push(...list.splice(at, 1));
        return;
      case 7:
        if (random() < 0.5) journey.send = journey.send ? undefined : "between 10:00 and 16:00";
        else journey.cap = journey.cap ? undefined : "1 message per day else delay";
        return;
      case 8:
        journey.listen = pick(random, [3, 8, 25]);
        return;
      case 9:
        if (step?.kind === "parallel") {
          if (step.branches.length > 2) step.branches.pop();
          else step.branches.push(this.steps(1, 2));
        } else if (step?.kind === "email") {
          step.words += " and more";
          step.filter = this.#maybe(0.5, "score >= 5");
        }
    }
  }

  #maybe<Value>(chance: number, value: Value): Value | undefined {
    return this.random() < chance ? value : undefined;
  }
}

function listsIn(steps: Step[]): Step[][] {
  return [
    steps,
    ...steps.flatMap((step) => {
      switch (step.kind) {
        case "email":
          return step.clauses.flatMap((clause) => listsIn(clause.steps));
        case "if":
          return [...listsIn(step.steps), ...listsIn(step.otherwise)];
        case "wait for":
        case "split":
        case "repeat":
          return listsIn(step.steps);
        case "parallel":
          return step.branches.flatMap(listsIn);
        default:
          return [];
      }
    }),
  ];
}

export function textOf({ filter, send, cap, listen, steps }: RandomJourney): string {
  const settings = [
    "target Person",
    ...(filter ? [`filter ${filter}`] : []),
    "purpose transactional",
    'timezone "Europe/Brussels"',
    ...(send ? [`send ${send}`] : []),
    ...(cap ? [`cap ${cap}`] : []),
    `listen ${listen} days`,
  ];
  return `import { Person } from "./models.ts"\n\njourney campaign {\n${[...settings, ...steps.map(stepText)].join("\n")}\n}\n`;
}

function stepText(step: Step): string {
  const block = (steps: readonly Step[]) => `{\n${steps.map(stepText).join("\n")}\n}`;
  switch (step.kind) {
    case "email": {
      const lines = [
        `subject "${step.words}"`,
        `body "Good day. ${step.words}. [Shop](https://acme.test/shop)"`,
        ...(step.filter ? [`filter ${step.filter}`] : []),
        ...step.clauses.map(
          ({ trigger, hours, steps }) => `on ${trigger}${hours > 0 ? ` after ${hours} hours` : ""} ${block(steps)}`,
        ),
      ];
      return `email ${step.name} {\n${lines.join("\n")}\n}`;
    }
    case "update":
      return "update { score += 1 }";
    case "list":
      return `add to list "${step.list}"`;
    case "wait":
      return `wait ${step.hours} hours`;
    case "wait until":
      return `wait until ${step.hour}:00`;
    case "wait for":
      return `wait for score > ${step.score} up to ${step.hours} hours ${block(step.steps)}`;
    case "if":
      return `if score > ${step.score} ${block(step.steps)}${step.otherwise.length > 0 ? ` else ${block(step.otherwise)}` : ""}`;
    case "split":
      return `split {\n${step.share}% one ${block(step.steps)}\n${100 - step.share}% two {}\n}`;
    case "repeat":
      return `repeat every ${step.hours} hours up to ${step.times} times ${block(step.steps)}`;
    case "parallel":
      return `parallel {\n${step.branches.map((branch) => `branch ${block(branch)}`).join("\n")}\n}`;
    case "exit":
      return "exit";
  }
}

export const personModel = `import type { Email } from "journey/model";
/** @table persons */
export interface Person { id: number; email: Email; score: number; active: boolean; created_at: Date }
`;
