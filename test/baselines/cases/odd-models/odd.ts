/** Has what journeys can't use. @table odds */
export interface Odd {
  id: number;
  name: string;
  when: Map<string, Date>;
  shape: { x: number };
}

/** Is neither a table nor an event. */
export interface Bare {
  name: string;
}
