/** Has what journeys can't use. */
export interface Odd {
  name: string;
  when: Map<string, Date>;
  shape: { x: number };
}
