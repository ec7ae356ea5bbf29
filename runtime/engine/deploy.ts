/**
 * Carries a plan out. First, in one transaction, it is made sure that the store is what the plan was made against, and the
 * new version is the one that people enter. Then those under way are moved, some hundreds in a transaction, while the
 * service goes on: who is not moved yet goes on in the version that they are in. Whatever interrupts it, everybody is in
 * one version, whole, and the same plan again moves the rest.
 */
import { type JourneyGraph, Migration, moveTimers, type PlaceCodec, type StateMove } from "@journey/compiler";
import { Problem } from "@journey/language";
import type { Clock } from "../clock.ts";
import type { Database, Queryable } from "../store/database.ts";
import {
  beginDeployment,
  countMoved,
  countStates,
  finishDeployment,
  listDeployments,
  loadCodec,
  loadRecorded,
  loadVersionsInUse,
  lockJourney,
  lockParticipants,
  lookAgain,
  type MovableParticipant,
  type OwnEvent,
  type Relocation,
  recordOwnEvents,
  relocate,
  renameHistory,
  renameTests,
  valueAt,
} from "../store/deployments.ts";
import { answerGuards } from "../store/guards.ts";
import { loadGraph, saveVersion, setJourneyState } from "../store/journeys.ts";
import { parseTimers } from "../store/participants.ts";
import { insertTraces, type NewTrace } from "../store/traces.ts";
import { type DeployPlan, type JourneyPlan, planHash } from "./plan.ts";

export interface DeployResult {
  readonly journey: string;
  readonly versionId: number;
  readonly moved: number;
  readonly exited: number;
  /** Under way in older versions. */
  readonly stayed: number;
}

export interface DeployOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Participants in one transaction. */
  readonly batchSize?: number;
  /** Told after each transaction. */
  readonly onBatch?: (journey: string, moved: number) => void | Promise<void>;
}

/**
 * @throws Problem `plan-undecided` when somebody is at a place that the plan says nothing about, `store-changed` when the
 *   store is not what the plan was made against, `already-deployed`, `deployment-unfinished` when another one is under way
 */
export async function carryOut(plan: DeployPlan, options: DeployOptions): Promise<readonly DeployResult[]> {
  const results: DeployResult[] = [];
  // All are looked at before the first is begun.
  for (const journey of plan.journeys) await verify(options.db, journey, planHash(journey, plan.madeAt));
  for (const journey of plan.journeys) results.push(await deployJourney(journey, plan.madeAt, options));
  return results;
}

async function verify(db: Queryable, plan: JourneyPlan, hash: string): Promise<"new" | "unfinished"> {
  if (plan.people.undecided > 0) {
    throw new Problem(
      "plan-undecided",
      `The plan does not say what becomes of people at places of ${plan.journey} that are gone.`,
      "Make a plan that does: see `journey plan --help`.",
    );
  }
  const row = await lockJourney(db, plan.journey);
  const deployments = row ? await listDeployments(db, row.id) : [];
  const own = deployments.find(({ planHash: other }) => other === hash);
  if (own?.state === "moving") return "unfinished";
  if (own) {
    throw new Problem("already-deployed", `This plan of ${plan.journey} was carried out.`, "Make a new one.");
  }
  const other = deployments.find(({ state }) => state === "moving");
  if (other) {
    throw new Problem(
      "deployment-unfinished",
      `Another deployment of ${plan.journey} is not finished.`,
      "Run it again with its plan; it goes on where it was interrupted.",
    );
  }
  const changed = (what: string) =>
    new Problem("store-changed", `${what} since the plan for ${plan.journey} was made.`, "Make a new plan.");
  if (!row || row.versionId === null) {
    if (plan.basis.hash !== null) throw changed("The journey was taken away");
    return "new";
  }
  const versions = await loadVersionsInUse(db, row.id);
  const current = versions.find(({ id }) => id === row.versionId)!;
  if (current.hash !== plan.basis.hash) throw changed("Another version was deployed");
  // That the last has left an old version changes nothing.
  const strange = versions.find(({ hash: each }) => !plan.basis.versions.includes(each) && each !== plan.graph.hash);
  if (strange) throw changed("People have come into another version");
  const counts = await countStates(db, row.id);
  for (const version of versions) {
    if (version.hash === plan.graph.hash) continue;
    const migration = new Migration(version.graph, plan.graph, plan.instructions);
    for (const { value, versionId } of counts) {
      if (versionId !== version.id || value === undefined) continue;
      const move = migration.move(value);
      if (move.kind === "undecided") throw changed(`People have come to ${move.places.join(", ")}`);
    }
  }
  return "new";
}

async function deployJourney(plan: JourneyPlan, madeAt: string, options: DeployOptions): Promise<DeployResult> {
  const { db, clock, batchSize = 500, onBatch } = options;
  const hash = planHash(plan, madeAt);
  const { deploymentId, journeyId, versionId } = await db.transaction((tx) => begin(tx, plan, hash, clock.now()));
  const graph = (await loadGraph(db, versionId)) ?? plan.graph;
  const versions = (await loadVersionsInUse(db, journeyId)).filter(({ id }) => id !== versionId);
  const migrations = new Map(versions.map((each) => [each.id, new Migration(each.graph, graph, plan.instructions)]));
  const codecs = new Map<number, PlaceCodec>();
  for (const id of [versionId, ...migrations.keys()]) codecs.set(id, await loadCodec(db, id));
  const target: Target = {
    journeyId,
    versionId,
    graph,
    deploymentId,
    migrations,
    codecs,
  };
  let moved = 0;
  let exited = 0;
  let behind = { bucket: -1, id: "0" };
  for (;;) {
    const batch = await db.transaction(async (tx) => {
      const people = await lockParticipants(tx, journeyId, [...migrations.keys()], behind, batchSize);
      const done = await moveBatch(tx, people, target, clock.now());
      await countMoved(tx, deploymentId, done.moved, done.exited);
      return { ...done, last: people.at(-1) };
    });
    moved += batch.moved;
    exited += batch.exited;
    if (!batch.last) break;
    behind = batch.last;
    await onBatch?.(plan.journey, moved);
  }
  await finishDeployment(db, deploymentId, clock.now());
  const stayed = (await countStates(db, journeyId)).filter((each) => each.versionId !== versionId);
  return {
    journey: plan.journey,
    versionId,
    moved,
    exited,
    stayed: stayed.reduce((sum, { people }) => sum + people, 0) - exited,
  };
}

async function begin(tx: Queryable, plan: JourneyPlan, hash: string, now: number) {
  const before = await lockJourney(tx, plan.journey);
  if ((await verify(tx, plan, hash)) === "unfinished") {
    const own = (await listDeployments(tx, before!.id)).find((each) => each.planHash === hash)!;
    return { deploymentId: own.id, journeyId: own.journeyId, versionId: own.toVersionId };
  }
  const { journeyId, versionId } = await saveVersion(tx, plan.graph, now, plan.instructions.renamed);
  if (before?.versionId == null) await setJourneyState(tx, plan.journey, "running", now);
  const versions = await loadVersionsInUse(tx, journeyId);
  // Where the version was there already, the way back leads to the one that people come from.
  const isThere = before?.versionId === versionId;
  const fromVersionId = isThere ? versions.find(({ id }) => id !== versionId)?.id : before?.versionId;
  const deploymentId = await beginDeployment(
    tx,
    {
      journeyId,
      fromVersionId: fromVersionId ?? null,
      toVersionId: versionId,
      planHash: hash,
      instructions: plan.instructions,
    },
    now,
  );
  for (const version of versions) {
    if (version.id === versionId) continue;
    await renameTests(tx, journeyId, new Migration(version.graph, plan.graph, plan.instructions).renamed);
  }
  return { deploymentId, journeyId, versionId };
}

interface Target {
  readonly journeyId: number;
  readonly versionId: number;
  readonly graph: JourneyGraph;
  readonly deploymentId: number;
  readonly migrations: ReadonlyMap<number, Migration>;
  /** How places are written, by version. */
  readonly codecs: ReadonlyMap<number, PlaceCodec>;
}

/** Under which a deployment counts traces: workers have others. */
const deploySlot = -1;

interface Mover {
  readonly person: MovableParticipant;
  readonly migration: Migration;
  /** Undefined: not entered yet. */
  readonly move: (StateMove & { readonly kind: "move" }) | undefined;
}

async function moveBatch(
  tx: Queryable,
  people: readonly MovableParticipant[],
  target: Target,
  now: number,
): Promise<{ readonly moved: number; readonly exited: number }> {
  if (people.length === 0) return { moved: 0, exited: 0 };
  const movers: Mover[] = [];
  const leaving: OwnEvent[] = [];
  const failed: OwnEvent[] = [];
  for (const person of people) {
    const migration = target.migrations.get(person.versionId)!;
    const value = valueAt(target.codecs.get(person.versionId)!, person.place);
    const move = value === undefined ? undefined : migration.move(value);
    if (move === undefined || move.kind === "move") movers.push({ person, migration, move });
    else if (move.kind === "exit") {
      leaving.push({
        bucket: person.bucket,
        id: person.id,
        type: "leave",
        activity: "",
        label: "told so by a deployment",
      });
    }
  }
  const recorded = await recordedOf(tx, movers);
  const zones = await zonesOf(tx, movers, target.graph, now);
  const relocations: Relocation[] = [];
  const again: { bucket: number; id: string; activity: string }[] = [];
  const traces: NewTrace[] = [];
  for (const { person, migration, move } of movers) {
    const key = { bucket: person.bucket, id: person.id };
    if (!move) {
      relocations.push({ ...key, place: "", timers: parseTimers(person.timers), isOver: false, wake: true });
      continue;
    }
    const knownOf = (activity: string) => recorded.get(`${person.id} ${migration.oldNameOf(activity)}`) ?? "nothing";
    const { value, isOver } = migration.finish(move, knownOf);
    const judged = move.judged.filter(({ activity }) => knownOf(activity) !== "nothing");
    for (const { activity, isMessage } of judged) {
      if (isMessage) again.push({ ...key, activity });
      else if (knownOf(activity) === "failed") failed.push({ ...key, type: "failed", activity, label: null });
    }
    for (const activity of move.dropped) {
      traces.push({
        bucket: person.bucket,
        participantId: person.id,
        versionId: person.versionId,
        activity,
        state: "cancelled",
        reason: "journey changed",
        at: now,
      });
    }
    relocations.push({
      ...key,
      place: target.codecs.get(target.versionId)!.write(value),
      timers: moveTimers(
        parseTimers(person.timers),
        move.timers,
        now,
        zones.get(person.id) ?? target.graph.timezone.fallback,
      ),
      isOver,
      wake: judged.length > 0,
    });
  }
  for (const [versionId, migration] of target.migrations) {
    const own = movers.filter(({ person }) => person.versionId === versionId).map(({ person }) => person);
    await renameHistory(tx, own, migration.renamed, target.versionId);
  }
  await lookAgain(tx, again);
  await relocate(tx, relocations, target, now);
  await insertTraces(tx, traces, deploySlot, now);
  await recordOwnEvents(tx, failed, target.deploymentId, now);
  const exited = await recordOwnEvents(tx, leaving, target.deploymentId, now);
  return { moved: relocations.length, exited };
}

/** What is recorded of the activities that clauses are judged by, under their old names: `ID ACTIVITY`. */
async function recordedOf(
  tx: Queryable,
  movers: readonly Mover[],
): Promise<ReadonlyMap<string, "executed" | "failed">> {
  const asking = movers.filter(({ move }) => move && move.judged.length > 0);
  if (asking.length === 0) return new Map();
  const activities = new Set(
    asking.flatMap(({ move, migration }) => move?.judged.map(({ activity }) => migration.oldNameOf(activity)) ?? []),
  );
  const rows = await loadRecorded(
    tx,
    asking.map(({ person }) => person),
    [...activities],
  );
  return new Map(rows.map((row) => [`${row.participantId} ${row.activity}`, row.failed ? "failed" : "executed"]));
}

/** The time zones of those whose timers count days. */
async function zonesOf(
  tx: Queryable,
  movers: readonly Mover[],
  graph: JourneyGraph,
  now: number,
): Promise<ReadonlyMap<string, string>> {
  const asking = movers.filter(({ move }) =>
    move?.timers.some(({ date }) => date.kind === "after" || date.kind === "time"),
  );
  if (asking.length === 0 || !graph.timezone.field) return new Map();
  const facts = await answerGuards(
    tx,
    graph,
    [],
    [],
    asking.map(({ person }) => ({
      bucket: person.bucket,
      id: person.id,
      recordId: person.recordId,
      enteredAt: person.enteredAt,
      at: now,
      entry: person.payload,
      event: person.event,
    })),
    now,
  );
  return new Map(asking.map(({ person }, index) => [person.id, facts[index]?.timezone ?? graph.timezone.fallback]));
}
