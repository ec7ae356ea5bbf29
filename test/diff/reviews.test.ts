/** What reviewers see of realistic changes is kept in files; a change of it is a change that somebody reads. */
import { describe, expect, test } from "vitest";
import { edits } from "./edits.ts";
import { keptReview, reviews } from "./review.ts";

describe("the reviews of", () => {
  test.each([...reviews()])("%s", (name, text) => {
    expect(
      text,
      `differs from test/diff/reviews/${name}. If it is meant, run \`npm run baselines\` and read its diff`,
    ).toBe(keptReview(name));
  });

  test.each(Object.entries(edits))("%s are twelve", (_, list) => {
    expect(list).toHaveLength(12);
  });
});
