import { afterEach, expect, it } from "vitest";
import { type Loop, startLoop } from "./loop.ts";

let loop: Loop | undefined;
afterEach(() => loop?.stop());

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it("a call that comes while it works is not missed", async () => {
  let rounds = 0;
  let finish = () => {};
  loop = startLoop({
    work: () =>
      new Promise((resolve) => {
        rounds++;
        finish = () => resolve(0);
      }),
    shortest: 5,
    longest: 600_000,
    onError: () => false,
  });
  for (let round = 1; round <= 8; round++) {
    await expect.poll(() => rounds).toBe(round);
    loop.wake();
    finish();
  }
  await expect.poll(() => rounds).toBe(9);
  // Nobody calls now: it rests for longer each time.
  finish();
});

it("calls that never stop do not keep it from its work", async () => {
  let rounds = 0;
  loop = startLoop({
    work: async () => {
      rounds++;
      return 0;
    },
    shortest: 20,
    longest: 600_000,
    onError: () => false,
  });
  for (let call = 0; call < 60; call++) {
    loop.wake();
    await pause(5);
  }
  expect(rounds).toBeGreaterThan(4);
});

it("ends after the round that is under way, which is told so", async () => {
  let ended = false;
  const running = startLoop({
    work: async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await pause(30);
      ended = true;
      return 1;
    },
    shortest: 1,
    longest: 1,
    onError: () => false,
  });
  await pause(10);
  await running.stop();
  expect(ended).toBe(true);
});
