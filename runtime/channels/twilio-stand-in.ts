/**
 * A local server with the part of Twilio's REST API that sending uses, for development and tests: as strict as Twilio
 * about what it takes (https://www.twilio.com/docs/messaging/api/message-resource), and with its error bodies. It keeps
 * what it accepted, and signs its callbacks as Twilio does.
 */
import { randomBytes } from "node:crypto";
import Fastify from "fastify";
import { parsePhoneNumberFromString } from "libphonenumber-js";

export interface StandInMessage {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly statusCallback?: string;
}

export interface TwilioStandIn {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** In the order accepted. */
  readonly messages: readonly StandInMessage[];
  /** Calls the message's status callback, signed. @returns the HTTP status of the answer */
  report(sid: string, status: "sent" | "delivered" | "undelivered" | "failed", errorCode?: number): Promise<number>;
  /** A text message from a phone: calls the webhook, signed. */
  receive(webhookUrl: string, message: { from: string; to: string; body: string }): Promise<number>;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** Told of each message that was accepted. */
  readonly onMessage?: (message: StandInMessage) => void;
}

const known = new Set([
  "To",
  "From",
  "Body",
  "MessagingServiceSid",
  "StatusCallback",
  "MediaUrl",
  "ApplicationSid",
  "MaxPrice",
  "ProvideFeedback",
  "Attempt",
  "ValidityPeriod",
  "ForceDelivery",
  "ContentRetention",
  "AddressRetention",
  "SmartEncoded",
  "PersistentAction",
  "ShortenUrls",
  "ScheduleType",
  "SendAt",
  "SendAsMms",
  "ContentVariables",
  "RiskCheck",
  "ContentSid",
]);

export async function startTwilioStandIn({ onMessage }: StandInOptions = {}): Promise<TwilioStandIn> {
  const accountSid = `AC${randomBytes(16).toString("hex")}`;
  const authToken = randomBytes(16).toString("hex");
  const messages: StandInMessage[] = [];
  const app = Fastify();
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  app.post<{ Params: { account: string }; Body: Record<string, string> }>(
    "/2010-04-01/Accounts/:account/Messages.json",
    async (request, reply) => {
      const refuse = (status: number, code: number, message: string) =>
        reply.code(status).send({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
      const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
      if (request.headers.authorization !== expected) return refuse(401, 20003, "Authenticate");
      if (request.params.account !== accountSid) return refuse(404, 20404, "The requested resource was not found");
      const form = request.body;
      const unknown = Object.keys(form).find((name) => !known.has(name));
      if (unknown !== undefined) return refuse(400, 20001, `Unknown parameter ${unknown}`);
      if (!form.To) return refuse(400, 21604, "A 'To' phone number is required.");
      if (!form.From && !form.MessagingServiceSid) return refuse(400, 21603, "A 'From' phone number is required.");
      if (!form.Body) return refuse(400, 21602, "Message body is required.");
      if (form.Body.length > 1600) {
        return refuse(400, 21617, "The concatenated message body exceeds the 1600 character limit");
      }
      if (!/^\+/.test(form.To) || !parsePhoneNumberFromString(form.To)?.isPossible()) {
        return refuse(400, 21211, `Invalid 'To' Phone Number: ${form.To}`);
      }
      const message: StandInMessage = {
        sid: `SM${randomBytes(16).toString("hex")}`,
        to: form.To,
        from: form.From ?? form.MessagingServiceSid ?? "",
        body: form.Body,
        ...(form.StatusCallback ? { statusCallback: form.StatusCallback } : {}),
      };
      messages.push(message);
      onMessage?.(message);
      return reply.code(201).send({
        sid: message.sid,
        account_sid: accountSid,
        api_version: "2010-04-01",
        body: message.body,
        to: message.to,
        from: form.From ?? null,
        messaging_service_sid: form.MessagingServiceSid ?? null,
        status: "queued",
        direction: "outbound-api",
        num_segments: "1",
        num_media: "0",
        price: null,
        price_unit: "USD",
        error_code: null,
        error_message: null,
        date_created: null,
        date_sent: null,
        date_updated: null,
        subresource_uris: {},
        uri: `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}.json`,
      });
    },
  );
  app.setNotFoundHandler((_, reply) =>
    reply.code(404).send({ code: 20404, message: "The requested resource was not found", status: 404 }),
  );
  const url = await app.listen({ host: "127.0.0.1", port: 0 });

  async function post(target: string, form: Record<string, string>): Promise<number> {
    const { default: twilio } = await import("twilio");
    const answer = await fetch(target, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": twilio.getExpectedTwilioSignature(authToken, target, form),
      },
      body: new URLSearchParams(form),
    });
    return answer.status;
  }

  return {
    url,
    accountSid,
    authToken,
    messages,
    async report(sid, status, errorCode) {
      const message = messages.find((candidate) => candidate.sid === sid);
      if (!message?.statusCallback) return 0;
      return post(message.statusCallback, {
        AccountSid: accountSid,
        From: message.from,
        To: message.to,
        MessageSid: sid,
        MessageStatus: status,
        ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
      });
    },
    receive: (webhookUrl, { from, to, body }) =>
      post(webhookUrl, {
        AccountSid: accountSid,
        MessageSid: `SM${randomBytes(16).toString("hex")}`,
        From: from,
        To: to,
        Body: body,
        NumMedia: "0",
        NumSegments: "1",
      }),
    close: () => app.close(),
  };
}
