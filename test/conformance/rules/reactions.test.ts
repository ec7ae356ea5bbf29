/** docs/semantics.md, sections 4 to 6: reactions, late and doubled news, and how it ends. */
import { type Database, openPglite } from "@journey/runtime";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createEngineWorld } from "../engine-world.ts";
import { graphOfBody } from "../project.ts";
import { aPerson, mail, message, outbox, start, steps, tell } from "../tell.ts";

// Each story is played three times, once on a database.
vi.setConfig({ testTimeout: 120_000 });

let db: Database;
beforeAll(async () => {
  db = await openPglite();
});
afterAll(() => db?.close());

/** What has become of the person, without the record. */
const story = async (...[body, what]: [string, Parameters<typeof tell>[2]?]) => steps(await tell(db, body, what));
const reminder = mail("m1", 'on not opened after 2 days { add to list "a" }');
const reminded = (at: string) => `m1.not_opened.add_to_list_1 processed at ${at}`;
const spared = (why: string, at: string) => `m1.not_opened.add_to_list_1 cancelled: ${why} at ${at}`;

describe("reactions", () => {
  it("§4.1 §4.5 not opened counts from the handover, however late that is (odoo/odoo#152695, mautic#1454)", async () => {
    expect(await story(reminder, { sendings: [{ minutes: 3 * 1440, result: "sent" }] })).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-05T08:00Z",
      reminded("2026-11-07T08:00Z"),
      "completed: completed at 2026-11-07T08:00Z",
    ]);
  });

  it("§4.2 a message that failed or was held back arms only on failed and on suppressed (odoo/odoo#152695)", async () => {
    const body = message(
      "m1",
      'on not clicked after 2 days { add to list "a" }\non failed { add to list "b" }\non suppressed { add to list "c" }',
    );
    expect(await story(body, { sendings: [{ minutes: 0, result: "failed" }] })).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 error: failed at 2026-11-02T08:00Z",
      "m1.failed.add_to_list_1 processed at 2026-11-02T08:00Z",
      "completed: completed at 2026-11-02T08:00Z",
    ]);
    expect(await story(body, { record: { phone: null } })).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 rejected: no address at 2026-11-02T08:00Z",
      "m1.suppressed.add_to_list_1 processed at 2026-11-02T08:00Z",
      "completed: completed at 2026-11-02T08:00Z",
    ]);
    expect(await story(message("m1", "filter score > 5\non not clicked after 2 days { exit }"))).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 rejected: filter no longer matches at 2026-11-02T08:00Z",
      "completed: completed at 2026-11-02T08:00Z",
    ]);
  });

  it("§4.3 a clause runs once, whatever is clicked how often", async () => {
    const told = await tell(db, message("m1", "on clicked { update { score += 1 } }"), {
      reactions: [
        ["1 hour", "clicked", { twice: true }],
        ["2 hours", "clicked"],
        ["1 day", "clicked", { label: "shop" }],
      ],
    });
    expect(told.at(-1)).toContain('"score":1');
  });

  it("§4.4 on opened after D counts from the first open, by its own time", async () => {
    const body = mail("m1", 'on opened after 1 day { add to list "a" }');
    expect(
      await story(body, {
        reactions: [
          ["1 hour", "opened", { late: 60 }],
          ["3 hours", "opened"],
        ],
      }),
    ).toContain("m1.opened.add_to_list_1 processed at 2026-11-03T09:00Z");
  });

  it("§4.6 §5.4 an open exactly at the deadline wins; a minute later it is too late (mautic#8803)", async () => {
    expect(await story(reminder, { reactions: [["2 days", "opened"]] })).toContain(
      spared("opened", "2026-11-04T08:00Z"),
    );
    expect(await story(reminder, { reactions: [["2 days + 1 minute", "opened"]] })).toContain(
      reminded("2026-11-04T08:00Z"),
    );
  });

  it("§4.7 who opened gets no reminder, ever (mautic#1454, #3130, #7781, #4974, #266, #16070, dittofeed#1596; Tryton sends it all the same)", async () => {
    expect(await story(reminder, { reactions: [["1 hour", "opened"]] })).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-02T08:00Z",
      spared("opened", "2026-11-02T09:00Z"),
      "completed: completed at 2026-11-02T09:00Z",
    ]);
  });

  it("§4.8 a click or a reply tells that it was opened", async () => {
    for (const type of ["clicked", "replied"] as const) {
      expect(await story(reminder, { reactions: [["1 hour", type]] })).toContain(spared(type, "2026-11-02T09:00Z"));
      const body = mail("m1", 'on opened { add to list "a" }');
      expect(await story(body, { reactions: [["1 hour", type]] })).toContain(
        "m1.opened.add_to_list_1 processed at 2026-11-02T09:00Z",
      );
    }
  });

  it("§4.9 a bounce cancels the reminder", async () => {
    expect(await story(reminder, { reactions: [["1 hour", "bounced"]] })).toContain(
      spared("bounced", "2026-11-02T09:00Z"),
    );
  });

  it("§4.10 a named link is that link, any link is any (mautic#1126, #1009; in Odoo a click is any link)", async () => {
    const body = message("m1", 'on clicked "shop" { add to list "a" }\non clicked { add to list "b" }');
    const told = await tell(db, body, { reactions: [["1 hour", "clicked", { label: "blog" }]] });
    expect(told.at(-1)).toContain('"lists":["b"]');
    expect(told).toContain("m1.clicked_shop.add_to_list_1 cancelled: stopped listening at 2026-12-02T08:00Z");
    expect((await tell(db, body, { reactions: [["1 hour", "clicked", { label: "shop" }]] })).at(-1)).toContain(
      '["a","b"]',
    );
  });

  it("§4.11 a scanner's click is nothing, unless it is asked for (mautic#9162, #9798, #16263)", async () => {
    const body = message("m1", 'on clicked { add to list "a" }\non clicked including machines { add to list "b" }');
    const told = await tell(db, body, { reactions: [["1 hour", "clicked", { machine: true }]] });
    expect(told.at(-1)).toContain('"lists":["b"]');
  });

  it("§4.12 within takes the very moment, and nothing later", async () => {
    const body = message("m1", 'on replied within 1 day { add to list "a" }');
    expect(await story(body, { reactions: [["1 day", "replied"]] })).toContain(
      "m1.replied.add_to_list_1 processed at 2026-11-03T08:00Z",
    );
    expect(await story(body, { reactions: [["1 day + 1 minute", "replied"]] })).toContain(
      "m1.replied.add_to_list_1 cancelled: stopped listening at 2026-11-03T08:00Z",
    );
  });

  it("§4.13 §6.1 it listens for 30 days, or as long as is said; then everybody ends (in Odoo, who never opens stays for ever)", async () => {
    const body = message("m1", 'on replied { add to list "a" }');
    expect(await story(body)).toContain("completed: completed at 2026-12-02T08:00Z");
    expect(await story(`listen 3 days\n${body}`)).toContain("completed: completed at 2026-11-05T08:00Z");
  });

  it("§4.14 a clause does not hold the sequence up", async () => {
    const body = `${message("m1", 'on replied { wait 1 week\nadd to list "a" }')}\nwait 1 day\nadd to list "b"`;
    expect(await story(body, { reactions: [["1 hour", "replied"]] })).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-02T08:00Z",
      "add_to_list_1 processed at 2026-11-03T08:00Z",
      "m1.replied.add_to_list_1 processed at 2026-11-09T09:00Z",
      "completed: completed at 2026-11-09T09:00Z",
    ]);
  });

  it("§4.16 of a message that never comes, the clauses end with the block in which it stands", async () => {
    const body = `if score > 5 {\n${reminder}\n}\nwait 1 day`;
    expect(await story(body)).toEqual(["entered at 2026-11-02T08:00Z", "completed: completed at 2026-11-03T08:00Z"]);
  });
});

describe("late, twice, out of order, stopped", () => {
  it("§5.1 the same event told twice counts once", async () => {
    const ordered = { kind: "ordered", total: 8, late: 0, twice: true } as const;
    const body = "repeat every 1 hour up to 2 times { wait for event ordered up to 1 day { update { score += 1 } } }";
    expect((await tell(db, body, { changes: [["30 minutes", ordered]] })).at(-1)).toContain('"score":1');
  });

  it("§5.2 §10.2 an open before the deadline that is heard of before the reminder leaves cancels it", async () => {
    expect(
      await story(reminder, { reactions: [["1 day", "opened", { late: 1440 + 60 }]], stops: [["1 day", 48]] }),
    ).toContain(spared("opened", "2026-11-03T08:00Z"));
  });

  it("§5.3 news that comes after the reminder has left does not undo it, and is kept", async () => {
    const told = await tell(db, `${reminder}\nwait 1 week\nif m1 opened { add to list "b" }`, {
      reactions: [["1 day", "opened", { late: 2 * 1440 }]],
    });
    expect(told).toContain(reminded("2026-11-04T08:00Z"));
    expect(told.at(-1)).toContain('"lists":["a","b"]');
  });

  it("§5.4 news is applied in the order in which it happened, not in which it is heard of", async () => {
    const body = message(
      "m1",
      'on replied { if m1 clicked { add to list "both" } else { add to list "replied first" } }',
    );
    const told = await tell(db, body, {
      reactions: [
        ["1 hour", "clicked", { late: 600 }],
        ["2 hours", "replied", { late: 600 }],
      ],
      stops: [["30 minutes", 24]],
    });
    expect(told.at(-1)).toContain('"lists":["both"]');
  });

  it("§5.5 who opened while the journey was stopped gets no reminder, however long that was (mautic#6054; Odoo drops the open, Dynamics after 21 days)", async () => {
    expect(await story(reminder, { reactions: [["1 day", "opened"]], stops: [["12 hours", 40 * 24]] })).toContain(
      spared("opened", "2026-11-03T08:00Z"),
    );
    const ordered = { kind: "ordered", total: 8, late: 0, twice: false } as const;
    const waiting = 'wait for event ordered up to 2 days { add to list "a" }';
    expect((await tell(db, waiting, { changes: [["1 day", ordered]], stops: [["1 hour", 72]] })).at(-1)).toContain(
      '["a"]',
    );
  });

  it("§5.6 timers go on while it is stopped; what became due is carried out once it runs, counted from its own moment", async () => {
    expect(
      await story('wait 1 day\nadd to list "a"\nwait 1 day\nadd to list "b"', { stops: [["1 hour", 71]] }),
    ).toEqual([
      "entered at 2026-11-02T08:00Z",
      "add_to_list_1 processed at 2026-11-03T08:00Z",
      "add_to_list_2 processed at 2026-11-04T08:00Z",
      "completed: completed at 2026-11-04T08:00Z",
    ]);
  });

  it("§5.7 of timers for one moment the sequence's goes first, then the clauses' in the order written", async () => {
    const body = `${message("m1", 'on not clicked after 2 days { exit }\non not replied after 2 days { add to list "c" }')}\nwait 2 days\nadd to list "a"\nwait 1 day`;
    const expected = [
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-02T08:00Z",
      "add_to_list_1 processed at 2026-11-04T08:00Z",
      "m1.not_replied.add_to_list_1 cancelled: participant left at 2026-11-04T08:00Z",
      "exited: exit at 2026-11-04T08:00Z",
    ];
    expect(await story(body)).toEqual(expected);
    expect(await story(body, { stops: [["1 day", 72]] }), "the same when all of it is late").toEqual(expected);
  });

  it("§5.8 what is said to have happened later than now happened now", async () => {
    const body = message("m1", 'on replied after 1 day { add to list "a" }');
    // Heard of an hour before the time that it names.
    const told = await story(body, { reactions: [["3 hours", "replied", { late: -60 }]] });
    expect(told).toContain("m1.replied.add_to_list_1 processed at 2026-11-03T10:00Z");
  });
});

describe("how it ends", () => {
  it("§6.2 §6.7 an exit ends all that waits and all that is armed, and nothing happens afterwards", async () => {
    const body = `${message("m1", 'on replied { exit }\non clicked { add to list "a" }\non clicked after 1 day { add to list "b" }')}\nwait 3 days\n${message("m2")}`;
    const told = await tell(db, body, {
      reactions: [
        ["1 hour", "clicked"],
        ["2 hours", "replied"],
        ["3 hours", "clicked", { label: "shop" }],
      ],
    });
    expect(steps(told)).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-02T08:00Z",
      "m1.clicked.add_to_list_1 processed at 2026-11-02T09:00Z",
      "m1.clicked_2.add_to_list_1 cancelled: participant left at 2026-11-02T10:00Z",
      "exited: exit at 2026-11-02T10:00Z",
    ]);
    expect(outbox(told)).toEqual(["m1"]);
  });

  it("§6.2 what waits in the outbox of those who have left is not sent", async () => {
    const graph = graphOfBody(`exit on event ordered\n${message("m1")}\nwait 3 days`);
    const world = await createEngineWorld(db, graph, { start, people: [aPerson()], stops: [], decisions: [] });
    await world.work();
    expect(outbox((await world.log())[0] ?? [])).toEqual(["m1"]);
    await world.ordered(0, 8, start, "order");
    await world.work();
    expect(await world.outbox(), "nothing for the sender").toEqual([]);
    expect(steps((await world.log())[0] ?? [])).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 cancelled: participant left at 2026-11-02T08:00Z",
      "exited: exit at 2026-11-02T08:00Z",
    ]);
  });

  it("§6.3 an event that ends the journey does so whatever else waits for it, and nothing begins by it", async () => {
    const clauses =
      'on replied { add to list "a" }\non not replied after 3 days { add to list "b" }\non clicked { add to list "c" }';
    const body = `exit on replied\n${message("m1", clauses)}\nwait for m1 replied up to 1 week { add to list "d" }`;
    const told = await tell(db, body, { reactions: [["1 hour", "replied"]] });
    expect(steps(told).at(-1)).toBe("exited: exit at 2026-11-02T09:00Z");
    expect(told.at(-1)).toContain('"lists":[]');
    const ordered = { kind: "ordered", total: 20, late: 0, twice: false } as const;
    const waiting =
      'exit on event ordered where event.total > 10\nwait for event ordered up to 1 week { add to list "a" }';
    expect(steps(await tell(db, waiting, { changes: [["1 hour", ordered]] })).at(-1)).toBe(
      "exited: exit at 2026-11-02T09:00Z",
    );
  });

  it("§6.4 what follows the step that makes exit when true does not happen", async () => {
    const told = await tell(db, `exit when stage = "won"\nupdate mark { stage = "won" }\n${message("m1")}`);
    expect(steps(told)).toEqual([
      "entered at 2026-11-02T08:00Z",
      "mark processed at 2026-11-02T08:00Z",
      'exited: exit when stage = "won" at 2026-11-02T08:00Z',
    ]);
    expect(outbox(told)).toEqual([]);
    const opened = await tell(
      db,
      `exit when m1 replied\n${message("m1", 'on replied after 1 hour { add to list "a" }')}\nwait 1 week`,
      {
        reactions: [["1 day", "replied", { late: 60 }]],
      },
    );
    expect(steps(opened).at(-1)).toBe("exited: exit when m1 replied at 2026-11-03T09:00Z");
  });

  it("§6.4 a message that was handed over just then was", async () => {
    expect(await story(`exit when m1 sent\n${message("m1")}\n${message("m2")}`)).toEqual([
      "entered at 2026-11-02T08:00Z",
      "m1 processed at 2026-11-02T08:00Z",
      "exited: exit when m1 sent at 2026-11-02T08:00Z",
    ]);
  });

  it("§6.5 a goal is reached once; and exit ends the journey", async () => {
    const body = (more: string) => `goal won when stage = "won"${more}\nwait 1 week\nadd to list "a"`;
    const won = [["1 day", { kind: "set", field: "stage", value: "won" }]] as const;
    expect(await story(body(""), { changes: won })).toEqual([
      "entered at 2026-11-02T08:00Z",
      "add_to_list_1 processed at 2026-11-09T08:00Z",
      "won reached at 2026-11-03T08:00Z",
      "completed: completed at 2026-11-09T08:00Z",
    ]);
    expect(await story(body(" and exit"), { changes: won })).toEqual([
      "entered at 2026-11-02T08:00Z",
      "won reached at 2026-11-03T08:00Z",
      "exited: goal won at 2026-11-03T08:00Z",
    ]);
  });

  it("§6.6 a deleted record ends it, an archived one too unless they take part", async () => {
    const body = 'wait 1 day\nadd to list "a"';
    expect(await story(body, { changes: [["1 hour", { kind: "delete" }]] })).toContain(
      "exited: record deleted at 2026-11-03T08:00Z",
    );
    const archived = [["1 hour", { kind: "set", field: "active", value: false }]] as const;
    expect(await story(body, { changes: archived })).toContain("exited: record archived at 2026-11-03T08:00Z");
    expect(await story(`include archived\n${body}`, { changes: archived })).toContain(
      "completed: completed at 2026-11-03T08:00Z",
    );
  });
});
