/**
 * Text messages through a process that is killed: every text ends in one state, none is lost, no marketing text is sent twice, and a
 * batch that costs more than it may waits as a whole. `SMS_FAULTS=long npx vitest run test/end-to-end/sms.test.ts` kills it 20 times.
 */
import { expect, it } from "vitest";
import { runTexts } from "./sms-run.ts";

const isLong = process.env.SMS_FAULTS === "long";
/** Requests to Twilio at once: each may have been taken when the process dies. */
const requestsAtOnce = 50;

it("texts: 10% refused for now, 3% for good, 1% taken without an answer; killed and started again", async () => {
  const [texts, kills] = isLong ? [5_000, 20] : [500, 3];
  const seed = isLong ? Math.floor(Math.random() * 1e9) : 7;
  const held = 100;
  const result = await runTexts({ texts, held, kills, seed });
  console.log(seed, result);
  expect(result).toMatchObject({ wronglySent: 0, wronglyFailed: 0, doubleEvents: 0, heldSent: 0, heldWaiting: held });
  expect(Object.values(result.states).reduce((sum, count) => sum + count)).toBe(texts);
  for (const state of Object.keys(result.states)) expect(state).toMatch(/ (sent|failed|unknown)$/);
  expect(result.killsInFlight).toBeGreaterThan(0);
  // Marketing: never twice, and what is in doubt is said to be.
  expect(result.twice.marketing ?? 0).toBe(0);
  expect(result.unknown).toBeLessThanOrEqual(kills * requestsAtOnce + result.cuts);
  // What somebody waits for: never lost; twice at most what was in doubt.
  expect(result.states["transactional unknown"] ?? 0).toBe(0);
  expect(result.twice.transactional ?? 0).toBeLessThanOrEqual(kills * requestsAtOnce + result.cuts);
  // What Twilio reports of a text whose answer was lost proves that it left.
  expect(result.delivered).toBe(result.reported);
}, 900_000);
