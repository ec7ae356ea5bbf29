import { afterAll, beforeAll, expect, it } from "vitest";
import { composeBounce, composeReply } from "./compose-replies.ts";
import { handleInboundMail, parseDeliveryReport } from "./inbound-mail.ts";
import { createTokens } from "./token.ts";
import type { Tracking } from "./tracking.ts";

const tokens = createTokens("secret");
const message = { bucket: 3, messageId: "42" };
const bounceAddress = `bounce+${tokens.create({ kind: "bounce", ...message })}@mail.acme.test`;
const replyAddress = `reply+${tokens.create({ kind: "reply", ...message })}@mail.acme.test`;
const messageId = `<${tokens.create({ kind: "message", ...message })}@mail.acme.test>`;

let reported: string[];
// What is recorded is the store's, tested there; here it is only noted.
let tracking: Tracking;
beforeAll(() => {
  reported = [];
  tracking = {
    opened: async () => {},
    clicked: async () => undefined,
    unsubscribed: async () => undefined,
    reported: async ({ messageId: id }, type) => {
      reported.push(`${id} ${type}`);
      return true;
    },
  };
});
afterAll(() => expect(reported).toEqual(["42 bounced", "42 replied", "42 replied"]));

const handle = (raw: Buffer, recipient: string) =>
  handleInboundMail({ raw, recipients: [recipient] }, { tokens, tracking });

it("a report that an address does not exist is a bounce", async () => {
  const raw = await composeBounce({ to: bounceAddress, recipient: "ann@example.test" });
  expect(parseDeliveryReport(raw)).toEqual({
    action: "failed",
    status: "5.1.1",
    recipient: "ann@example.test",
    diagnostic: "smtp; 550 5.1.1 User unknown",
  });
  expect(await handle(raw, bounceAddress)).toMatchObject({ kind: "bounced", message: { messageId: "42" } });
});

it("a delay, and whatever else comes to a bounce address, is none", async () => {
  expect(
    await handle(
      await composeBounce({ to: bounceAddress, recipient: "a@b.c", action: "delayed", status: "4.4.1" }),
      bounceAddress,
    ),
  ).toMatchObject({ kind: "delayed" });
  expect(
    await handle(await composeReply({ from: "a@b.c", to: bounceAddress, subject: "x", text: "hello" }), bounceAddress),
  ).toMatchObject({ kind: "delayed" });
});

it("an answer is found by its address, or by what it answers", async () => {
  const reply = (to: string, inReplyTo?: string) =>
    composeReply({ from: "ann@example.test", to, subject: "Hi", text: "Yes", inReplyTo });
  expect(await handle(await reply(replyAddress), replyAddress.toUpperCase())).toMatchObject({ kind: "replied" });
  expect(await handle(await reply("sales@acme.test", messageId), "sales@acme.test")).toMatchObject({ kind: "replied" });
  expect(await handle(await reply("sales@acme.test"), "sales@acme.test")).toEqual({ kind: "not ours" });
});

it("what a machine answers is no answer", async () => {
  const raw = await composeReply({
    from: "ann@example.test",
    to: replyAddress,
    subject: "Out of office",
    text: "Back on Monday",
    automatic: true,
  });
  expect(await handle(raw, replyAddress)).toMatchObject({ kind: "automatic" });
});

it("a token that was not made here is not ours", async () => {
  const forged = replyAddress.replace(/[0-9a-f]@/, (end) => (end[0] === "0" ? "1@" : "0@"));
  expect(await handle(await composeReply({ from: "a@b.c", to: forged, subject: "x", text: "x" }), forged)).toEqual({
    kind: "not ours",
  });
  expect(tokens.read("open", tokens.create({ kind: "click", ...message, link: 1 }))).toBeUndefined();
  expect(createTokens("other").read("click", tokens.create({ kind: "click", ...message, link: 1 }))).toBeUndefined();
});
