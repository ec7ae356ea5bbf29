import type { Model } from "../models/schema.ts";
import type { FileScope, JourneyScope } from "./scope.ts";

/** A place that belongs to a model and to no journey: an audience, a template, an action. */
export function plainScope(scope: FileScope, target: Model | undefined): JourneyScope {
  return {
    ...scope,
    target,
    purpose: "marketing",
    names: new Map(),
    filled: new Set(),
    activities: new Map(),
    goals: new Set(),
    entry: undefined,
    event: undefined,
    locale: undefined,
    listen: { amount: 30, unit: "day" },
    following: [],
    origins: new Map(),
  };
}
