/** How many are under way, from a service that the settings name. Asks seldom, and takes no answer for an answer: nobody is told twice. */

/** What `GET /api/journeys` says of a journey. */
export interface PeopleInJourney {
  readonly name: string;
  readonly state: "draft" | "running" | "stopped";
  readonly people: number;
  /** By the id of the step. */
  readonly steps: Readonly<Record<string, number>>;
}

export type ServiceState =
  /** Nothing is asked yet. */
  | { readonly kind: "unknown" }
  | { readonly kind: "known"; readonly journeys: readonly PeopleInJourney[] }
  /** It can't be reached, or does not answer as it should: why, in words. */
  | { readonly kind: "silent"; readonly why: string };

export interface ServicePlace {
  readonly url: string;
  readonly token: string | undefined;
}

/** Milliseconds. */
export interface Pauses {
  /** After an answer. */
  readonly known: number;
  /** After none. */
  readonly silent: number;
  /** Whoever has not answered by then does not. */
  readonly patience: number;
}

const usualPauses: Pauses = { known: 15_000, silent: 60_000, patience: 5_000 };

interface Asked {
  readonly state: ServiceState;
  readonly at: number;
}

export class ServicePeople {
  readonly #asked = new Map<string, Asked>();
  readonly #underWay = new Set<string>();

  /** @param onChange the answer differs from the one before */
  constructor(
    readonly onChange: () => void,
    readonly pauses: Pauses = usualPauses,
  ) {}

  /** What is known now. If that is old, it is asked for behind the caller's back. */
  of(place: ServicePlace): ServiceState {
    const key = keyOf(place);
    const asked = this.#asked.get(key);
    const pause = asked?.state.kind === "silent" ? this.pauses.silent : this.pauses.known;
    if ((!asked || performance.now() - asked.at >= pause) && !this.#underWay.has(key)) void this.#ask(place, key);
    return asked?.state ?? { kind: "unknown" };
  }

  async #ask(place: ServicePlace, key: string): Promise<void> {
    this.#underWay.add(key);
    const before = this.#asked.get(key)?.state;
    const state = await askService(place, this.pauses.patience);
    this.#underWay.delete(key);
    this.#asked.set(key, { state, at: performance.now() });
    if (JSON.stringify(state) !== JSON.stringify(before)) this.onChange();
  }

  /** The next one asks anew: the settings or the token have changed. */
  forget(): void {
    this.#asked.clear();
  }
}

const keyOf = ({ url, token }: ServicePlace): string => JSON.stringify([url, token]);

/** Where a token belongs: it is shown to nobody else. Undefined: that is no address of a service. */
export function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, origin, username, password } = new URL(url);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "" ? origin : undefined;
}

async function askService({ url, token }: ServicePlace, patience: number): Promise<ServiceState> {
  const silent = (why: string): ServiceState => ({ kind: "silent", why });
  if (originOf(url) === undefined) return silent(`\`${url}\` is no address of a service.`);
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/api/journeys`, {
      headers: { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      // Not on to somebody else with the token.
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    if (response.status === 401)
      return silent(token === undefined ? "It wants a token." : "It does not take the token.");
    if (response.status === 403) return silent("It takes no calls.");
    if (!response.ok) return silent(`It answers ${response.status}.`);
    const journeys = journeysIn(await response.json());
    return journeys ? { kind: "known", journeys } : silent("It answers something else than numbers of people.");
  } catch {
    return silent("It can't be reached.");
  }
}

function journeysIn(answer: unknown): readonly PeopleInJourney[] | undefined {
  const journeys = typeof answer === "object" && answer !== null && "journeys" in answer ? answer.journeys : undefined;
  return Array.isArray(journeys) && journeys.every(isPeople) ? journeys : undefined;
}

function isPeople(each: unknown): each is PeopleInJourney {
  if (typeof each !== "object" || each === null) return false;
  const { name, people, steps } = each as Partial<Record<keyof PeopleInJourney, unknown>>;
  return (
    typeof name === "string" &&
    typeof people === "number" &&
    typeof steps === "object" &&
    steps !== null &&
    Object.values(steps).every((count) => typeof count === "number")
  );
}

/** Where something stands in a text, as the language server says it. */
interface PlacedJourney<Range> {
  readonly journey: string;
  readonly range: Range;
  readonly steps: Readonly<Record<string, Range>>;
}

export interface PeopleLens<Range> {
  readonly range: Range;
  readonly title: string;
}

/** What stands above the journeys of a file and above the steps where somebody is. A journey that the service has not stays without. */
export function peopleLenses<Range extends { readonly start: { readonly line: number } }>(
  written: readonly PlacedJourney<Range>[],
  journeys: readonly PeopleInJourney[],
): readonly PeopleLens<Range>[] {
  return written.flatMap(({ journey, range, steps }) => {
    const found = journeys.find(({ name }) => name === journey);
    if (!found) return [];
    const noun = found.people === 1 ? "participant" : "participants";
    const state = found.state === "stopped" ? ", stopped" : "";
    const title = `${shown(found.people)} ${noun} under way${state}`;
    // The steps of an action stand at one place, where it is done.
    const atLine = new Map<number, { readonly range: Range; people: number }>();
    for (const [id, people] of Object.entries(found.steps)) {
      const place = steps[id];
      if (!place || people === 0) continue;
      const before = atLine.get(place.start.line);
      if (before) before.people += people;
      else atLine.set(place.start.line, { range: place, people });
    }
    const lenses = [...atLine.values()].map((each) => ({ range: each.range, title: `${shown(each.people)} here` }));
    return [{ range, title }, ...lenses];
  });
}

const shown = (count: number): string => count.toLocaleString("en");
