import Fastify from "fastify";
import { expect, it } from "vitest";
import { createShortLinks } from "../tracking/short-links.ts";
import { createTokens } from "../tracking/token.ts";
import { addShortLinkRoutes } from "./short-link-routes.ts";

const shortLinks = createShortLinks("secret");
const tokens = createTokens("secret");
const code = shortLinks.create({ kind: "click", bucket: 7, messageId: "12", link: 1 }) ?? "";
const out = shortLinks.create({ kind: "unsubscribe", bucket: 7, messageId: "12" }) ?? "";

async function follow(host: string, url: string, shortUrl?: string) {
  const app = Fastify();
  addShortLinkRoutes(app, { tokens, shortLinks, publicUrl: "https://go.acme.test", shortUrl });
  const { statusCode, headers } = await app.inject({ method: "GET", url, headers: { host } });
  await app.close();
  return [statusCode, headers.location];
}

it("lead to the long links below /s, and at the root of the short domain", async () => {
  const click = /^https:\/\/go\.acme\.test\/c\//;
  expect(await follow("go.acme.test", `/s/${code}`)).toEqual([302, expect.stringMatching(click)]);
  expect(await follow("acm.test", `/${code}`, "https://acm.test")).toEqual([302, expect.stringMatching(click)]);
  const [, long] = await follow("go.acme.test", `/s/${code}`);
  expect(tokens.read("click", String(long).split("/").at(-1) ?? "")).toMatchObject({ messageId: "12", link: 1 });
  expect(await follow("acm.test", `/${out}`, "https://acm.test")).toEqual([
    302,
    expect.stringMatching(/^https:\/\/go\.acme\.test\/u\//),
  ]);
});

it("lead nowhere else: not at another host's root, not with a letter changed, not with an address in their place", async () => {
  expect(await follow("go.acme.test", `/${code}`, "https://acm.test")).toEqual([404, undefined]);
  for (const wrong of [`${code}x`, `x${code}`, "https:%2F%2Fevil.test", "..%2F..%2Fevil", "%00"]) {
    expect([wrong, ...(await follow("acm.test", `/${wrong}`, "https://acm.test"))]).toEqual([wrong, 404, undefined]);
  }
});
