/** Everything that can go wrong does, for a minute; then the auditor reads what became of it. `npm run faults` is the long run. */
import { beforeAll, describe, expect, it } from "vitest";
import { type AuditInput, audit } from "./audit.ts";
import type { ServiceRecord } from "./record.ts";
import { type FaultReport, runFaults } from "./run.ts";

const seed = Number(process.env.FAULT_SEED ?? 7);

let report: FaultReport;
beforeAll(async () => {
  report = await runFaults({ kills: 20, databaseKills: 2, workers: 3, contacts: 80, seed });
}, 400_000);

it("after 20 killed workers, 2 crashes of the database and all the rest, nothing is lost and nothing is double", () => {
  expect(report.faults).toMatchObject({ kill: 20, "kill the database": 2 });
  // It was about something.
  expect(report.counts.participants).toBeGreaterThan(100);
  expect(report.counts.told).toBeGreaterThan(100);
  expect(report.findings).toEqual([]);
});

describe("the auditor finds", () => {
  const change = (what: (record: ServiceRecord) => Partial<ServiceRecord>): AuditInput => ({
    ...report.input,
    record: { ...report.input.record, ...what(report.input.record) },
  });
  const first = <T>(items: readonly T[], is: (item: T) => boolean): T => {
    const found = items.find(is);
    if (found === undefined) throw new Error("The run had none of these.");
    return found;
  };
  const journeyOf = (record: ServiceRecord, participant: string) =>
    record.participants.find(({ key }) => key === participant)?.journey;

  it.each<[string, RegExp, () => AuditInput]>([
    [
      "a step that left no trace",
      /begin has 0 traces/,
      () =>
        change(({ traces }) => ({
          traces: traces.filter((trace) => trace !== first(traces, ({ activity }) => activity === "begin")),
        })),
    ],
    [
      "a step that was made twice",
      /begin has 2 traces/,
      () => change(({ traces }) => ({ traces: [...traces, first(traces, ({ activity }) => activity === "begin")] })),
    ],
    [
      "a step that nothing led to",
      /reminder has 2 traces|reminder is processed, which nothing led to/,
      () =>
        change(({ traces }) => {
          const idler = first(traces, ({ activity }) => activity === "idler");
          return { traces: [...traces, { ...idler, activity: "reminder" }] };
        }),
    ],
    [
      "a change that was made twice",
      /visits is 2 and should be 1/,
      () =>
        change(({ contacts }) => ({
          contacts: contacts.map((contact) =>
            contact.id === 1 ? { ...contact, visits: contact.visits + 1 } : contact,
          ),
        })),
    ],
    [
      "a step that was made early",
      /begin was carried out early/,
      () =>
        change(({ traces }) => ({
          traces: traces.map((trace) =>
            trace.activity === "begin" ? { ...trace, recordedAt: trace.at - 60_000 } : trace,
          ),
        })),
    ],
    [
      "a reminder for who had opened",
      /reminder went on, though it was opened/,
      () =>
        change((record) => {
          const reminder = first(
            record.traces,
            ({ activity, state }) => activity === "reminder" && state === "processed",
          );
          const hello = first(
            record.messages,
            ({ participant, activity }) => participant === reminder.participant && activity === "hello",
          );
          const seen = first(
            record.traces,
            ({ participant, activity }) => participant === reminder.participant && activity === "hello",
          );
          return {
            events: [
              ...record.events,
              {
                participant: reminder.participant,
                message: hello.key,
                type: "opened",
                activity: "hello",
                label: null,
                machine: false,
                occurredAt: seen.at + 1,
                data: null,
                isConsumed: true,
                committedAt: report.input.toReal(seen.at) + 1,
              },
            ],
          };
        }),
    ],
    [
      "a participant who never came to an end",
      /is active/,
      () =>
        change(({ participants }) => ({
          participants: participants.map((each, index) => (index === 0 ? { ...each, status: "active" } : each)),
        })),
    ],
    [
      "somebody who takes part twice",
      /takes part 2 times/,
      () =>
        change(({ participants }) => {
          const one = first(participants, ({ journey }) => journey === "welcome");
          return { participants: [...participants, { ...one, key: "0-999999" }] };
        }),
    ],
    [
      "somebody whom nobody let in",
      /takes part 0 times/,
      () =>
        change(({ participants }) => ({
          participants: participants.filter(
            (each) => each !== first(participants, ({ journey }) => journey === "welcome"),
          ),
        })),
    ],
    [
      "an open that was accepted and lost",
      /opened of .* was accepted and is kept 0 times/,
      () => change(({ events }) => ({ events: events.filter(({ type }) => type !== "opened") })),
    ],
    [
      "an order that was accepted and lost",
      /was accepted and is kept 0 times/,
      () => change(() => ({ customEvents: [] })),
    ],
    [
      "a marketing mail that came twice",
      /arrived 2 times/,
      () => {
        const { messages } = report.input.record;
        const twice = first(report.input.mails, ({ key }) =>
          messages.some((message) => message.key === key && message.activity === "hello" && message.status === "sent"),
        );
        return { ...report.input, mails: [...report.input.mails, twice] };
      },
    ],
    [
      "a receipt that came once too often",
      /at most \d+ can be explained/,
      () => {
        const receipt = first(report.input.record.messages, ({ activity }) => activity === "receipt");
        const mail = first(report.input.mails, ({ key }) => key === receipt.key);
        return {
          ...report.input,
          mails: [...report.input.mails, ...Array.from({ length: 30 }, () => ({ ...mail, unanswered: false }))],
        };
      },
    ],
    ["a mail that is said to be sent and never came", /never arrived/, () => ({ ...report.input, mails: [] })],
    [
      "a step in a journey that was stopped",
      /while it was stopped/,
      () => ({
        ...report.input,
        stops: [
          {
            journey: journeyOf(report.input.record, report.input.record.traces[0]?.participant ?? "") ?? "",
            from: 0,
            to: Date.now(),
          },
        ],
      }),
    ],
  ])("%s", (_, finding, planted) => {
    expect(audit(planted()).findings.join("\n")).toMatch(finding);
  });
});
