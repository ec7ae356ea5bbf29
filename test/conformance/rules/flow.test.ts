/** docs/semantics.md, sections 2 and 3: one step after the other, and whether an activity happens. */
import { type Database, openPglite } from "@journey/runtime";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { message, outbox, steps, tell } from "../tell.ts";

// Each story is played three times, once on a database.
vi.setConfig({ testTimeout: 120_000 });

let db: Database;
beforeAll(async () => {
  db = await openPglite();
});
afterAll(() => db?.close());

/** What has become of the person, without the record. */
const story = async (...[body, what]: [string, Parameters<typeof tell>[2]?]) => steps(await tell(db, body, what));

describe("one step after the other", () => {
  it("§2.1 a message is done when it was handed over, a step inside the house when it is carried out", async () => {
    expect(
      await story(`${message("m1")}\nupdate { score += 1 }\n${message("m2")}`, {
        sendings: [
          { minutes: 90, result: "sent" },
          { minutes: 0, result: "sent" },
        ],
      }),
    ).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-02T09:30Z",
      "update_1 processed at 2026-11-02T09:30Z",
      "m2 processed at 2026-11-02T09:30Z",
      "completed: completed at 2026-11-02T09:30Z",
    ]);
  });

  it("§2.2 a step that fails or is held back does not stop the sequence; everybody else gets theirs once (mautic#7226)", async () => {
    expect(
      await story(`${message("m1")}\n${message("m2", "filter score > 5")}\nadd to list "a"`, {
        sendings: [{ minutes: 0, result: "failed" }],
      }),
    ).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 error: failed at 2026-11-02T08:00Z",
      "m2 rejected: filter no longer matches at 2026-11-02T08:00Z",
      "add_to_list_1 processed at 2026-11-02T08:00Z",
      "completed: completed at 2026-11-02T08:00Z",
    ]);
  });

  it("§2.3 a wait counts from the moment the sequence came to it, however late the step before was", async () => {
    expect(
      await story(`${message("m1")}\nwait 1 day\nadd to list "a"`, { sendings: [{ minutes: 600, result: "sent" }] }),
    ).toContain("add_to_list_1 processed at 2026-11-03T18:00Z");
  });

  it("§2.4 wait until a time of day takes the very moment; a date that is over or missing is not waited for; one that moves, is", async () => {
    expect(await story('timezone "Europe/Brussels"\nwait until 9:00\nadd to list "a"')).toContain(
      "add_to_list_1 processed at 2026-11-02T08:00Z",
    );
    expect(await story('wait until until - 2 days\nadd to list "a"', { record: { until: 1 } })).toContain(
      "add_to_list_1 processed at 2026-11-02T08:00Z",
    );
    expect(await story('wait until until\nadd to list "a"')).toContain("add_to_list_1 processed at 2026-11-02T08:00Z");
    expect(
      await story('wait until until\nadd to list "a"', {
        record: { until: 2 },
        changes: [["1 day", { kind: "until", days: 3 }]],
      }),
      "moved to later",
    ).toContain("add_to_list_1 processed at 2026-11-06T08:00Z");
    expect(
      await story('wait until until\nadd to list "a"', {
        record: { until: 9 },
        changes: [["1 day", { kind: "until", days: 1 }]],
      }),
      "moved to earlier: known at the moment that was known before",
    ).toContain("add_to_list_1 processed at 2026-11-11T08:00Z");
  });

  it("§2.5 wait for a condition: true before, true at the very end, and never", async () => {
    const body = 'wait for stage = "won" up to 2 days { add to list "yes" } else { add to list "no" }';
    const yes = (at: string) => `wait_for_1.then.add_to_list_1 processed at ${at}`;
    expect((await story(body, { record: { stage: "won" } })).join()).toContain("2026-11-02T08:00Z");
    const won = { kind: "set", field: "stage", value: "won" } as const;
    expect(await story(body, { changes: [["1 day", won]] })).toContain(yes("2026-11-03T08:00Z"));
    expect(await story(body, { changes: [["2 days", won]] })).toContain(yes("2026-11-04T08:00Z"));
    expect(await story(body, { changes: [["2 days + 1 minute", won]] })).toContain(
      "wait_for_1.else.add_to_list_1 processed at 2026-11-04T08:00Z",
    );
  });

  it("§2.6 wait for an event: not one that came before it was waited for; one at the very end", async () => {
    const body =
      'wait 1 hour\nwait for event ordered where event.total > 5 up to 2 days { add to list "yes" } else { add to list "no" }';
    const ordered = (total: number) => ({ kind: "ordered", total, late: 0, twice: false }) as const;
    expect((await story(body, { changes: [["0 minutes", ordered(8)]] })).join()).toContain("else.add_to_list_1");
    expect((await story(body, { changes: [["1 day", ordered(3)]] })).join()).toContain("else.add_to_list_1");
    expect(await story(body, { changes: [["49 hours", ordered(8)]] })).toContain(
      "wait_for_1.then.add_to_list_1 processed at 2026-11-04T09:00Z",
    );
  });

  it("§2.7 if and match ask once, of the record as it is when the sequence comes to them", async () => {
    const body =
      'wait 1 day\nif stage = "won" { add to list "won" }\nmatch country { "BE" { add to list "be" } "FR", "US" { add to list "other" } }\nwait 1 day';
    const told = await tell(db, body, {
      changes: [
        ["1 hour", { kind: "set", field: "country", value: "US" }],
        ["1 day + 1 minute", { kind: "set", field: "stage", value: "won" }],
      ],
    });
    expect(told.at(-1)).toContain('"lists":["other"]');
  });

  it("§2.8 split sends the same record the same way in every journey and at every time", async () => {
    const body = 'split { 50% { add to list "a" } 50% { add to list "b" } }';
    const first = await tell(db, body);
    const second = await tell(db, body, { start: "2027-01-01T00:00:00Z" });
    expect(second.at(-1)).toBe(first.at(-1));
  });

  it("§2.9 repeat asks before each turn; every turn is an execution of its own, with clauses of its own (in Parcelvoy, the second visit of a step ends the journey)", async () => {
    const body = `repeat every 1 day up to 3 times until score > 1 {\n${message("m1", "on replied { update { score += 1 } }")}\n}`;
    expect(
      await story(body, {
        reactions: [
          ["1 hour", "replied"],
          ["1 hour", "replied", { message: 1 }],
        ],
      }),
    ).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-02T08:00Z",
      "m1.replied.update_1 processed at 2026-11-02T09:00Z",
      "m1~2 processed at 2026-11-03T08:00Z",
      "m1.replied.update_1~2 processed at 2026-11-03T09:00Z",
      "completed: completed at 2026-11-04T08:00Z",
    ]);
    expect(await story(body.replace("score > 1", "score >= 0")), "asked before the first").toEqual([
      "entered at 2026-11-02T08:00Z",
      "completed: completed at 2026-11-02T08:00Z",
    ]);
  });

  it("§2.10 parallel begins its branches at once and goes on after the last; §2.11 in the order in which they stand", async () => {
    expect(
      await story(
        'parallel { branch { update one { score += 1 } wait 1 day } branch { update two { score = score * 10 } wait 3 days } }\nadd to list "a"',
      ),
    ).toEqual([
      "entered at 2026-11-02T08:00Z",
      "one processed at 2026-11-02T08:00Z",
      "two processed at 2026-11-02T08:00Z",
      "add_to_list_1 processed at 2026-11-05T08:00Z",
      "completed: completed at 2026-11-05T08:00Z",
    ]);
    const told = await tell(
      db,
      "parallel { branch { update { score += 1 } } branch { update { score = score * 10 } } }",
    );
    expect(told.at(-1)).toContain('"score":10');
  });
});

describe("whether an activity happens", () => {
  it("§3.1 exactly at its expiry an activity is in time, later it is not; a stop counts (mautic#3340: all that is overdue at once)", async () => {
    const body = 'wait 1 day\nadd to list "a" { expire after 2 days }\nadd to list "b"';
    const at = (hours: number) => story(body, { stops: [["1 hour", hours]] });
    expect(await at(71)).toContain("add_to_list_1 processed at 2026-11-03T08:00Z");
    expect(await at(72)).toContain("add_to_list_1 cancelled: expired at 2026-11-03T08:00Z");
  });

  it("§3.1 an expiry counts from the turn, whatever held the step before", async () => {
    const body = `send between 9:00 and 18:00\n${message("m1", "expire after 3 hours")}\n${message("m2", "expire after 3 hours")}`;
    expect(await story(body, { start: "2026-11-02T01:00:00Z" })).toEqual([
      "entered at 2026-11-02T01:00Z",
      "m1 cancelled: expired at 2026-11-02T09:00Z",
      "m2 processed at 2026-11-02T09:00Z",
      "completed: completed at 2026-11-02T09:00Z",
    ]);
  });

  it("§3.1 in a clause, an expiry counts from the clause's event", async () => {
    const body = `${message("m1", "on replied after 1 day {\n  update late { score += 1\n    expire after 2 days\n  }\n}")}`;
    const at = (late: number) => story(body, { reactions: [["1 hour", "replied", { late }]] });
    expect(await at(48 * 60)).toContain("late processed at 2026-11-03T09:00Z");
    expect(await at(48 * 60 + 1)).toContain("late cancelled: expired at 2026-11-03T09:00Z");
  });

  it("§3.2 the applied filter is asked when an activity is due, with those around it; §3.8 who no longer matches stays", async () => {
    const body = `filter country = "BE"\n${message("m1", 'filter score < 5\non replied after 1 day { add to list "a" }')}\nwait 2 days\nadd to list "b"`;
    expect(
      await story(body, {
        reactions: [["1 hour", "replied"]],
        changes: [
          ["2 hours", { kind: "set", field: "country", value: "US" }],
          ["1 day + 90 minutes", { kind: "set", field: "country", value: "BE" }],
        ],
      }),
    ).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-02T08:00Z",
      "m1.replied.add_to_list_1 rejected: filter no longer matches at 2026-11-03T09:00Z",
      "add_to_list_1 processed at 2026-11-04T08:00Z",
      "completed: completed at 2026-11-04T08:00Z",
    ]);
  });

  it("§3.3 a cap leaves out the rest, or holds it back until there is room (mautic#1784, #6729)", async () => {
    const body = (rest: string) => `cap 1 message per day${rest}\n${message("m1")}\n${message("m2")}`;
    expect(await story(body(""))).toContain("m2 rejected: capped at 2026-11-02T08:00Z");
    expect(await story(body(" else delay"))).toContain("m2 processed at 2026-11-03T08:00Z");
  });

  it("§3.4 messages wait until every window is open, then all is asked again", async () => {
    const body = `send between 9:00 and 18:00\nsend not between 8:00 and 10:00\n${message("m1", "filter score < 3")}`;
    expect(await story(body)).toContain("m1 processed at 2026-11-02T10:00Z");
    expect(await story(body, { changes: [["1 hour", { kind: "set", field: "score", value: 4 }]] })).toContain(
      "m1 rejected: filter no longer matches at 2026-11-02T10:00Z",
    );
  });

  it("§3.5 without an address a message is rejected", async () => {
    expect(await story(message("m1"), { record: { phone: null } })).toContain(
      "m1 rejected: no address at 2026-11-02T08:00Z",
    );
  });

  it("§3.6 a suppressed address gets no marketing, also when it is suppressed at the last moment; but what it waits for", async () => {
    expect(await story(`suppress phone\n${message("m1")}`)).toContain("m1 rejected: suppressed at 2026-11-02T08:00Z");
    expect(
      await story(message("m1"), { stops: [["0 minutes", 2]], changes: [["1 hour", { kind: "suppress" }]] }),
      "while it waits in the outbox of a stopped journey",
    ).toContain("m1 rejected: suppressed at 2026-11-02T10:00Z");
    expect(await story(`purpose transactional\nsuppress phone\n${message("m1")}`)).toContain(
      "m1 processed at 2026-11-02T08:00Z",
    );
  });

  it("§3.7 a cap counts what was put into the outbox and has not failed (mautic#10416)", async () => {
    const body = `cap 1 message per day\n${message("m1")}\nwait 1 hour\n${message("m2")}\nwait 1 hour\n${message("m3")}`;
    const told = await tell(db, body, {
      sendings: [
        { minutes: 0, result: "failed" },
        { minutes: 0, result: "sent" },
      ],
    });
    expect(outbox(told)).toEqual(["m1", "m2"]);
    expect(told).toContain("m3 rejected: capped at 2026-11-02T10:00Z");
  });
});
