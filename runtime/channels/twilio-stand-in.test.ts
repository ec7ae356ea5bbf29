/** The stand-in refuses what Twilio refuses, with Twilio's codes: held against requests as a careless program sends them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StandInMessage, startTwilioStandIn, type TwilioStandIn } from "./twilio-stand-in.ts";

const service = `MG${"0".repeat(32)}`;
let twilio: TwilioStandIn;

beforeAll(async () => {
  twilio = await startTwilioStandIn({
    senders: ["+32460000001", "ACME"],
    services: [service],
    regions: ["BE", "US", "GB"],
  });
});
afterAll(() => twilio?.close());

interface Answer {
  readonly status: number;
  readonly code?: number;
  readonly sid?: string;
}

async function create(
  form: Record<string, string>,
  {
    account = twilio.accountSid,
    authorization = basic(),
    body = new URLSearchParams(form) as string | URLSearchParams,
  } = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${twilio.url}/2010-04-01/Accounts/${account}/Messages.json`, {
    method: "POST",
    headers: { authorization, ...headers },
    body,
  });
  return { ...((await answer.json()) as Answer), status: answer.status };
}

const basic = () => `Basic ${Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString("base64")}`;
const good = { To: "+32470123456", From: "+32460000001", Body: "Hi" };

describe("refuses", () => {
  it.each([
    ["no recipient", { To: "" }, 21604],
    ["no sender", { From: "" }, 21603],
    ["no text", { Body: "" }, 21602],
    ["a text that is too long", { Body: "x".repeat(1601) }, 21617],
    ["a recipient without its country", { To: "0470123456" }, 21211],
    ["a recipient that is no number", { To: "+3212" }, 21211],
    ["a short code", { To: "80888" }, 21265],
    ["a landline", { To: "+3222345678" }, 21635],
    ["a country that is not enabled", { To: "+33612345678" }, 21408],
    ["a message to its sender", { To: "+32460000001" }, 21266],
    ["somebody else's number", { From: "+32460000002" }, 21659],
    ["what is no sender", { From: "Acme Gardens Ltd" }, 21212],
    ["a name where names are unknown", { From: "ACME", To: "+14155552671" }, 21612],
    ["a service's SID of the wrong form", { MessagingServiceSid: "MG1" }, 21705],
    ["a service that is not there", { MessagingServiceSid: `MG${"1".repeat(32)}` }, 21701],
    ["a callback that is no address", { StatusCallback: "/status" }, 21609],
    ["a callback with an underscore in its host", { StatusCallback: "https://a_b.test/status" }, 21609],
    ["a callback with overrides that there are not", { StatusCallback: "https://a.test/#rc=9" }, 21609],
    ["a parameter that there is not", { Text: "Hi" }, 20001],
    ["a parameter of the wrong form", { ShortenUrls: "yes" }, 20001],
  ])("%s", async (_, change, code) => {
    expect(await create({ ...good, ...change })).toMatchObject({ status: 400, code });
  });

  it("wrong credentials, another account, a body that is no form", async () => {
    expect(await create(good, { authorization: "Basic eDp5" })).toMatchObject({ status: 401, code: 20003 });
    expect(await create(good, { account: `AC${"0".repeat(32)}` })).toMatchObject({ status: 404, code: 20404 });
    const json = { "content-type": "application/json" };
    expect(await create({}, { body: JSON.stringify(good) }, json)).toMatchObject({ status: 400, code: 21604 });
  });

  it("who has said STOP to that number, until START", async () => {
    const nowhere = { from: "+32470123456", to: "+32460000001" };
    await twilio.receive("http://127.0.0.1:1/", { ...nowhere, body: "Stop" });
    expect(await create(good)).toMatchObject({ status: 400, code: 21610 });
    await twilio.receive("http://127.0.0.1:1/", { ...nowhere, body: "start" });
    expect(await create(good)).toMatchObject({ status: 201 });
  });
});

it("takes what is right, and gives it back under its SID", async () => {
  const { sid } = await create({ ...good, Body: "x".repeat(161) });
  const answer = await fetch(`${twilio.url}/2010-04-01/Accounts/${twilio.accountSid}/Messages/${sid}.json`, {
    headers: { authorization: basic() },
  });
  expect(await answer.json()).toMatchObject({ sid, num_segments: "2", status: "queued", direction: "outbound-api" });
  expect(await create({ To: good.To, MessagingServiceSid: service, Body: "Hi" })).toMatchObject({
    ...{ status: 201, from: null, messaging_service_sid: service },
  });
  expect(twilio.messages.at(-1)).toMatchObject({ from: service } satisfies Partial<StandInMessage>);
});
