import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { addDuration, describeDuration, isTimeZone, startOfDate, startOfDay } from "./calendar.ts";

const at = (text: string) => Date.parse(text);

describe("adding a duration", () => {
  it("keeps the wall-clock time when days cross a clock change", () => {
    // Brussels goes to summer time on 29 March 2026.
    const saturday = at("2026-03-28T09:00:00+01:00");
    expect(addDuration(saturday, { amount: 1, unit: "day" }, "Europe/Brussels")).toBe(at("2026-03-29T09:00:00+02:00"));
    expect(addDuration(saturday, { amount: 1, unit: "week" }, "Europe/Brussels")).toBe(at("2026-04-04T09:00:00+02:00"));
  });

  it("counts hours as hours across a clock change", () => {
    const saturday = at("2026-03-28T09:00:00+01:00");
    expect(addDuration(saturday, { amount: 24, unit: "hour" }, "Europe/Brussels")).toBe(
      at("2026-03-29T10:00:00+02:00"),
    );
  });

  it("ends a month from 31 January on the last day of February", () => {
    expect(addDuration(at("2026-01-31T12:00:00Z"), { amount: 1, unit: "month" }, "UTC")).toBe(
      at("2026-02-28T12:00:00Z"),
    );
    expect(addDuration(at("2028-01-31T12:00:00Z"), { amount: 1, unit: "month" }, "UTC")).toBe(
      at("2028-02-29T12:00:00Z"),
    );
  });

  it("moves a wall-clock time that is skipped forward by the gap", () => {
    expect(addDuration(at("2026-03-28T02:30:00+01:00"), { amount: 1, unit: "day" }, "Europe/Brussels")).toBe(
      at("2026-03-29T03:30:00+02:00"),
    );
  });

  it("agrees with Temporal around every clock change of a year, in zones with odd offsets too", () => {
    for (const zone of [
      "Europe/Brussels",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "America/St_Johns",
    ]) {
      for (let moment = at("2026-01-01T00:07:00Z"); moment < at("2027-01-01T00:00:00Z"); moment += 5.5 * 3_600_000) {
        const expected = Temporal.Instant.fromEpochMilliseconds(moment)
          .toZonedDateTimeISO(zone)
          .add({ days: 3 }).epochMilliseconds;
        expect(addDuration(moment, { amount: 3, unit: "day" }, zone)).toBe(expected);
      }
    }
  });

  it("takes a wall-clock time that stands twice the first time", () => {
    // Brussels goes back to winter time on 25 October 2026 at 3:00.
    expect(addDuration(at("2026-01-25T02:30:00+01:00"), { amount: 39, unit: "week" }, "Europe/Brussels")).toBe(
      at("2026-10-25T02:30:00+02:00"),
    );
  });

  it("refuses a zone that does not exist", () => {
    expect(() => addDuration(0, { amount: 1, unit: "day" }, "Europe/Atlantis")).toThrow(RangeError);
    expect(isTimeZone("Europe/Atlantis")).toBe(false);
    expect(isTimeZone("Europe/Brussels")).toBe(true);
  });
});

it("says a duration in words", () => {
  expect([describeDuration({ amount: 1, unit: "hour" }), describeDuration({ amount: 2, unit: "month" })]).toEqual([
    "1 hour",
    "2 months",
  ]);
});

it("finds where a day starts in a zone", () => {
  expect(startOfDay(at("2026-07-01T23:30:00Z"), "Europe/Brussels")).toBe(at("2026-07-02T00:00:00+02:00"));
  expect(startOfDate("2026-12-24", "America/New_York")).toBe(at("2026-12-24T00:00:00-05:00"));
});
