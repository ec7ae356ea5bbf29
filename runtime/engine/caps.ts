/**
 * Caps are asked before a step, of what is in the outbox by then. So that this stays true until the message is there, too, a
 * recipient is decided about once at a time: within a batch one participant after the other, between transactions under a lock.
 * Journeys without caps are not asked anything.
 */
import { capsOf, guardOf, isMessage, type MessageNode, type Step } from "@journey/compiler";
import type { Cap } from "@journey/language";
import { countSent, lockRecipients, recipientsOf } from "../store/caps.ts";
import type { Queryable } from "../store/database.ts";
import type { Version } from "./version.ts";

/** Somebody who is about to make a step. */
export interface CappedTurn {
  readonly item: { readonly version: Version; readonly row: { readonly recordId: string } };
  readonly arrived: { readonly at: number };
  readonly step: { readonly needs: { readonly guards: readonly string[] } };
}

/** The messages of a version that some cap counts. */
function cappedMessages({ graph }: Version): MessageNode[] {
  if (graph.caps.length === 0) return [];
  return graph.nodes.filter(isMessage).filter((node) => !node.isInternal && capsOf(graph, node).length > 0);
}

type Leaf = Exclude<Step["decision"], { kind: "question" }>;

interface AskedMessage {
  readonly node: MessageNode;
  readonly recipient: string;
}

export class Caps<Turn extends CappedTurn> {
  readonly #locked = new Set<string>();
  /** Of steps that may send several at once to one recipient: what each cap has counted already. */
  readonly #counts = new Map<Turn, { readonly asked: readonly AskedMessage[]; readonly sent: Map<string, number> }>();

  constructor(readonly tx: Queryable) {}

  /** Some journey of the batch has caps. */
  isNeeded = false;

  /** Locks everybody to whom this batch may send something that a cap counts, all in one go. */
  async begin(items: readonly CappedTurn["item"][]): Promise<void> {
    this.isNeeded = items.some(({ version }) => version.graph.caps.length > 0);
    if (!this.isNeeded) return;
    const questions = items.flatMap((item) => {
      // Most messages go to one address of the record.
      const byAddress = new Map(
        cappedMessages(item.version).map((node) => [`${node.kind} ${JSON.stringify(node.to)}`, node]),
      );
      return [...byAddress.values()].map((node) => ({ item, node }));
    });
    await this.#lock(await this.#recipients(questions));
  }

  /** @returns those who have to wait for a later round, when what the others send is in the outbox */
  async oneByOne(turns: readonly Turn[]): Promise<readonly Turn[]> {
    const questions = turns.flatMap((turn) => {
      const ids = new Set(
        turn.step.needs.guards.map(guardOf).flatMap((guard) => (isCap(guard.kind) ? [guard.node] : [])),
      );
      return [...ids].map((id) => ({ turn, item: turn.item, node: turn.item.version.node(id) as MessageNode }));
    });
    if (questions.length === 0) return [];
    const recipients = await this.#recipients(questions);
    await this.#lock(recipients);
    const asked = new Map<Turn, AskedMessage[]>();
    for (const [index, { turn, node }] of questions.entries()) {
      const recipient = recipients[index];
      if (recipient === undefined) continue;
      const list = asked.get(turn);
      if (list) list.push({ node, recipient });
      else asked.set(turn, [{ node, recipient }]);
    }
    const taken = new Set<string>();
    const later: Turn[] = [];
    for (const turn of turns) {
      const own = new Set(asked.get(turn)?.map(({ recipient }) => recipient));
      if ([...own].some((recipient) => taken.has(recipient))) {
        later.push(turn);
        continue;
      }
      for (const recipient of own) taken.add(recipient);
      const messages = asked.get(turn) ?? [];
      if (messages.length > own.size) await this.#count(turn, messages);
    }
    return later;
  }

  /** Of messages that one step sends together, those that are too many are left out, or held back, as in one step after the other. */
  decide(turn: Turn, decision: Step["decision"], answer: (guard: string) => boolean): Leaf {
    const full = new Set<string>();
    for (;;) {
      let leaf = decision;
      while (leaf.kind === "question") leaf = full.has(leaf.guard) || answer(leaf.guard) ? leaf.yes : leaf.no;
      const guard = this.#tooMany(turn, leaf, full);
      if (guard === undefined) return leaf;
      full.add(guard);
    }
  }

  #tooMany(turn: Turn, { effects }: Leaf, full: ReadonlySet<string>): string | undefined {
    const counted = this.#counts.get(turn);
    if (!counted) return undefined;
    const leaving: AskedMessage[] = [];
    for (const effect of effects) {
      const message = counted.asked.find(({ node }) => effect.kind === "execute" && node.id === effect.node);
      if (!message) continue;
      for (const cap of capsOf(turn.item.version.graph, message.node)) {
        const before = leaving.filter(
          ({ node, recipient }) =>
            recipient === message.recipient && (cap.channel === undefined || cap.channel === node.kind),
        );
        const guard = `${cap.rest === "skip" ? "capped" : "delayed"}:${message.node.id}`;
        const sent = counted.sent.get(countKey(cap, message.recipient)) ?? 0;
        if (before.length > 0 && sent + before.length >= cap.count && !full.has(guard)) return guard;
      }
      leaving.push(message);
    }
    return undefined;
  }

  async #count(turn: Turn, asked: readonly AskedMessage[]): Promise<void> {
    const sent = new Map<string, number>();
    for (const cap of turn.item.version.graph.caps) {
      const recipients = [...new Set(asked.map(({ recipient }) => recipient))];
      const counts = await countSent(
        this.tx,
        cap,
        recipients,
        recipients.map(() => turn.arrived.at),
      );
      for (const [index, recipient] of recipients.entries()) sent.set(countKey(cap, recipient), counts[index] ?? 0);
    }
    this.#counts.set(turn, { asked, sent });
  }

  async #recipients(
    questions: readonly { readonly item: CappedTurn["item"]; readonly node: MessageNode }[],
  ): Promise<(string | undefined)[]> {
    const found = new Map<object, string | undefined>();
    for (const version of new Set(questions.map(({ item }) => item.version))) {
      const own = questions.filter(({ item }) => item.version === version);
      const recipients = await recipientsOf(
        this.tx,
        version.graph,
        own.map(({ item, node }) => ({ recordId: item.row.recordId, node })),
      );
      for (const [index, question] of own.entries()) found.set(question, recipients[index]);
    }
    return questions.map((question) => found.get(question));
  }

  async #lock(recipients: readonly (string | undefined)[]): Promise<void> {
    const missing = recipients.filter((each) => each !== undefined && !this.#locked.has(each)) as string[];
    await lockRecipients(this.tx, missing);
    for (const recipient of missing) this.#locked.add(recipient);
  }
}

const countKey = (cap: Cap, recipient: string): string => `${JSON.stringify(cap)} ${recipient}`;

const isCap = (kind: string): boolean => kind === "capped" || kind === "delayed";
