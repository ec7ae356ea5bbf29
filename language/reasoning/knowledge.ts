import { bothDomains, type Domain, isImpossible, isOnlyEmpty, notEmpty, onlyEmpty } from "./domain.ts";
import type { Fact } from "./formula.ts";
import { composed, empty, equal, greater, less, ordered, reversed, type Signs } from "./signs.ts";
import { momentSubject, type Subject } from "./subject.ts";
import {
  above,
  below,
  compareValues,
  everything,
  highest,
  intersection,
  lowest,
  nothing,
  union,
  type ValueSet,
} from "./value-set.ts";

interface Relation {
  readonly left: Subject;
  readonly right: Subject;
  readonly signs: Signs;
}

/** More than any filter needs; consequences that take longer are not drawn. */
const maxRounds = 100;
/** Where more pairs of fields are compared, `a < b` and `b < c` is no longer taken to mean `a < c`. */
const maxRelations = 200;

/** Facts that hold together, and what follows from them. */
export class Knowledge {
  readonly #subjects = new Map<string, Subject>();
  readonly #domains = new Map<string, Domain>();
  /** By both keys; each pair both ways round. */
  readonly #relations = new Map<string, Relation>();
  /** By list and value. */
  readonly #members = new Map<string, boolean>();
  readonly #opaque = new Map<string, boolean>();
  #isContradictory = false;
  #hasNews = false;

  /** The same facts, to learn others on top. */
  copy(): Knowledge {
    const copy = new Knowledge();
    for (const [key, each] of this.#subjects) copy.#subjects.set(key, each);
    for (const [key, each] of this.#domains) copy.#domains.set(key, each);
    for (const [key, each] of this.#relations) copy.#relations.set(key, each);
    for (const [key, each] of this.#members) copy.#members.set(key, each);
    for (const [key, each] of this.#opaque) copy.#opaque.set(key, each);
    copy.#isContradictory = this.#isContradictory;
    copy.#hasNews = this.#hasNews;
    return copy;
  }

  learn(fact: Fact): void {
    switch (fact.kind) {
      case "domain":
        this.#narrow(fact.subject, fact.domain);
        break;
      case "signs":
        this.#relate(fact.left, fact.right, fact.signs);
        break;
      case "member":
        this.#know(fact.list);
        if (fact.held) this.#narrow(fact.list, notEmpty);
        this.#settle(this.#members, `${fact.list.key} ${fact.value}`, fact.held);
        break;
      case "opaque":
        this.#settle(this.#opaque, fact.key, fact.holds);
        break;
    }
  }

  /** Draws the consequences. False: the facts contradict each other. */
  isConsistent(): boolean {
    for (let round = 0; this.#hasNews && !this.#isContradictory && round < maxRounds; round++) {
      this.#hasNews = false;
      for (const subject of this.#subjects.values()) this.#followPath(subject);
      for (const relation of this.#relations.values()) this.#followRelation(relation);
      this.#followChains();
    }
    return !this.#isContradictory;
  }

  #settle(known: Map<string, boolean>, key: string, holds: boolean): void {
    if ((known.get(key) ?? holds) !== holds) this.#isContradictory = true;
    known.set(key, holds);
    this.#hasNews = true;
  }

  #know(subject: Subject): Domain {
    const known = this.#domains.get(subject.key);
    if (known) return known;
    this.#subjects.set(subject.key, subject);
    this.#domains.set(subject.key, subject.domain);
    this.#hasNews = true;
    if (subject.parent) this.#know(subject.parent);
    if (subject.moment === "today" || subject.moment === "entered") {
      this.#relate(subject, momentSubject("now"), less | equal);
    }
    return subject.domain;
  }

  #narrow(subject: Subject, domain: Domain): void {
    const known = this.#know(subject);
    const narrowed = bothDomains(known, domain);
    if (narrowed === known) return;
    this.#domains.set(subject.key, narrowed);
    this.#hasNews = true;
    if (isImpossible(narrowed)) this.#isContradictory = true;
  }

  #relate(left: Subject, right: Subject, signs: Signs): void {
    this.#know(left);
    this.#know(right);
    if (left.key === right.key) {
      // A value equals itself.
      if (!(signs & equal)) this.#narrow(left, onlyEmpty);
      if (!(signs & empty)) this.#narrow(left, notEmpty);
      return;
    }
    const key = `${left.key} ${right.key}`;
    const known = this.#relations.get(key)?.signs;
    const narrowed = known === undefined ? signs : known & signs;
    if (narrowed === known) return;
    this.#relations.set(key, { left, right, signs: narrowed });
    this.#relations.set(`${right.key} ${left.key}`, { left: right, right: left, signs: reversed(narrowed) });
    this.#hasNews = true;
    if (narrowed === 0) this.#isContradictory = true;
  }

  /** A record that isn't there has no fields; one that is there has its required ones. */
  #followPath(subject: Subject): void {
    const { parent, elements } = subject;
    if (parent) {
      if (!this.#know(subject).mayBeEmpty) this.#narrow(parent, notEmpty);
      if (isOnlyEmpty(this.#know(parent))) this.#narrow(subject, onlyEmpty);
      if (subject.required && !this.#know(parent).mayBeEmpty) this.#narrow(subject, notEmpty);
    }
    const isOut = (value: string | number): boolean =>
      this.#members.get(`${subject.key} ${JSON.stringify(value)}`) === false;
    if (elements?.every(isOut)) this.#narrow(subject, onlyEmpty);
  }

  #followRelation({ left, right, signs }: Relation): void {
    const [a, b] = [this.#know(left), this.#know(right)];
    let possible = signs & (empty | possibleSigns(a.values, b.values));
    if (!a.mayBeEmpty && !b.mayBeEmpty) possible &= ~empty;
    this.#relate(left, right, possible);
    if (possible === empty) {
      if (!a.mayBeEmpty) this.#narrow(right, onlyEmpty);
      if (!b.mayBeEmpty) this.#narrow(left, onlyEmpty);
    }
    if (possible & empty) return;
    // The other side is done by the relation the other way round.
    const tests = possible === equal ? b.tests : [];
    this.#narrow(left, { mayBeEmpty: false, values: valuesBeside(b.values, possible), tests });
  }

  #followChains(): void {
    if (this.#relations.size > maxRelations) return;
    const relations = [...this.#relations.values()];
    const byLeft = new Map<string, Relation[]>();
    for (const relation of relations) {
      const same = byLeft.get(relation.left.key);
      if (same) same.push(relation);
      else byLeft.set(relation.left.key, [relation]);
    }
    for (const first of relations) {
      if (this.#know(first.right).mayBeEmpty) continue;
      for (const second of byLeft.get(first.right.key) ?? []) {
        if (second.right.key === first.left.key) continue;
        const signs = composed(first.signs, second.signs);
        if ((signs & ordered) !== ordered) this.#relate(first.left, second.right, signs);
      }
    }
  }
}

/** How values of two sets may stand to each other. */
function possibleSigns(a: ValueSet, b: ValueSet): Signs {
  if (a.length === 0 || b.length === 0) return 0;
  const isBelow = (low: ValueSet, high: ValueSet): boolean => {
    const [from, to] = [lowest(low), highest(high)];
    return from === undefined || to === undefined || compareValues(from, to) < 0;
  };
  return (isBelow(a, b) ? less : 0) | (isBelow(b, a) ? greater : 0) | (intersection(a, b).length > 0 ? equal : 0);
}

/** The values that stand so to one of a set. */
function valuesBeside(set: ValueSet, signs: Signs): ValueSet {
  const [low, high] = [lowest(set), highest(set)];
  let values: ValueSet = signs & equal ? set : nothing;
  if (signs & less) values = high === undefined ? everything : union(values, below(high));
  if (signs & greater) values = low === undefined ? everything : union(values, above(low));
  return values;
}
