import type { Model } from "../models/schema.ts";
import { type FileScope, type JourneyScope, journeyScope } from "./scope.ts";

/** A place that belongs to a model and to no journey: an audience, a template, an action. */
export function plainScope(scope: FileScope, target: Model | undefined): JourneyScope {
  return journeyScope(scope, scope.report, {
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
    askedLabels: undefined,
    owner: undefined,
    actionId: undefined,
    clauseDelay: undefined,
  });
}
