import { describe, expect, test } from "vitest";
import { liquidFilters } from "./liquid-engine.ts";
import { filtersFor, type LiquidType, misfit, typeAfterFilter } from "./liquid-filter-types.ts";

const types: readonly LiquidType[] = ["text", "number", "boolean", "date", "list", "record"];

test("every filter of Liquid is known", () => {
  const known = new Set(types.flatMap((type) => types.flatMap(() => filtersFor(type))));
  const passing = ["default", "raw", "slice", "inspect", "json", "jsonify"];
  expect(liquidFilters.filter((name) => !known.has(name) && !passing.includes(name))).toEqual([]);
  expect([...known].filter((name) => !liquidFilters.includes(name))).toEqual([]);
});

describe("what filters make", () => {
  test.each<[LiquidType, readonly string[], LiquidType]>([
    ["date", ["date"], "formatted"],
    ["date", ["date", "plus"], "number"],
    ["list", ["size"], "number"],
    ["list", ["join"], "text"],
    ["list", ["sort", "first"], "unknown"],
    ["text", ["split"], "list"],
    ["number", ["default"], "number"],
    ["date", ["default", "raw"], "date"],
    ["number", ["upcase"], "text"],
  ])("%s through %j is %s", (type, filters, expected) => {
    expect(filters.reduce(typeAfterFilter, type)).toBe(expected);
  });
});

describe("what fits", () => {
  test.each<[LiquidType, string]>([
    ["list", "date"],
    ["boolean", "date"],
    ["list", "upcase"],
    ["text", "plus"],
    ["date", "times"],
    ["number", "join"],
    ["number", "size"],
    ["record", "upcase"],
  ])("a %s doesn't fit `%s`", (type, filter) => {
    expect(misfit(type, filter)).not.toBeUndefined();
  });

  test.each<[LiquidType, string]>([
    ["number", "upcase"],
    ["text", "date"],
    ["formatted", "plus"],
    ["text", "size"],
    ["boolean", "default"],
    ["unknown", "plus"],
    ["list", "json"],
  ])("a %s fits `%s`", (type, filter) => {
    expect(misfit(type, filter)).toBeUndefined();
  });
});
