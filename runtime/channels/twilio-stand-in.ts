/**
 * A local server with the part of Twilio's REST API that sending uses, for development and tests: as strict as Twilio
 * about what it takes (https://www.twilio.com/docs/messaging/api/message-resource), with its error bodies, its STOP and START,
 * its status callbacks, signed and repeated as Twilio does. It keeps what it accepted.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { smsParts } from "@journey/language";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { formProblem, type MessageForm, refusals, type TwilioRefusal } from "./twilio-stand-in-rules.ts";

export interface StandInMessage {
  readonly sid: string;
  readonly to: string;
  /** The sender; a messaging service's SID until the service has chosen one. */
  readonly from: string;
  readonly body: string;
  readonly segments: number;
  readonly statusCallback?: string;
}

/** What the next request meets instead of the usual: Twilio too busy, or its answer lost after it has taken the message on. */
export type StandInFault =
  | "too many requests"
  | "server error"
  | "server error after accepting"
  | "cut after accepting";

export type StandInStatus = "sending" | "sent" | "delivered" | "undelivered" | "failed" | "read";

export interface TwilioStandIn {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** In the order accepted. */
  readonly messages: readonly StandInMessage[];
  /** For the requests to come, one each. */
  readonly faults: StandInFault[];
  /** Calls the message's status callback, signed, again where it asks for that. @returns the HTTP status of the last answer */
  report(sid: string, status: StandInStatus, errorCode?: number): Promise<number>;
  /** A text message from a phone: calls the webhook, signed. @returns the HTTP status and the body of the answer */
  receive(
    webhookUrl: string,
    message: { from: string; to: string; body: string; optOutType?: "STOP" | "START" | "HELP" },
  ): Promise<{ readonly status: number; readonly body: string }>;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** Told of each message that was accepted. */
  readonly onMessage?: (message: StandInMessage) => void;
  /** The account's numbers and sender names. Default: Twilio's magic number and a Belgian one. */
  readonly senders?: readonly string[];
  /** SIDs of the account's messaging services. */
  readonly services?: readonly string[];
  /** The countries that it may send to, ISO 3166-1. Default: all. */
  readonly regions?: readonly string[];
  /** What a request for this number meets, unless {@link TwilioStandIn.faults} says something. */
  readonly faultFor?: (to: string) => StandInFault | undefined;
}

/** https://help.twilio.com/articles/223134027 */
const stopWords = new Set(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"]);
const startWords = new Set(["start", "yes", "unstop"]);

export async function startTwilioStandIn(options: StandInOptions = {}): Promise<TwilioStandIn> {
  const { onMessage, senders = ["+15005550006", "+32460000001"], services = [], regions } = options;
  const accountSid = `AC${randomBytes(16).toString("hex")}`;
  const authToken = randomBytes(16).toString("hex");
  const messages: StandInMessage[] = [];
  const faults: StandInFault[] = [];
  /** `phone sender`: who has said STOP to whom. */
  const stopped = new Set<string>();
  const app = Fastify({ forceCloseConnections: true });
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  // Whatever is not a form has no parameters.
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("*", { parseAs: "string" }, (_, _body, done) => done(null, new URLSearchParams()));

  const refuse = (reply: FastifyReply, { status, code, message }: TwilioRefusal) => {
    if (status === 401) reply.header("www-authenticate", 'Basic realm="Twilio API"');
    return reply.code(status).send({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
  };

  function isAuthentic(request: FastifyRequest): boolean {
    const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
    const digest = (text: string) => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(request.headers.authorization ?? ""), digest(expected));
  }

  /** What is wrong with the account's side of a request, and with its recipient. */
  function refusalOf(form: MessageForm): TwilioRefusal | undefined {
    const { To: to, From: from, MessagingServiceSid: service } = form;
    if (service !== undefined && !services.includes(service)) return refusals.unknownService;
    if (from !== undefined && !senders.includes(from)) return refusals.foreignSender(from);
    if (from === to) return refusals.toItself;
    const number = parsePhoneNumberFromString(to);
    if (!number?.isValid()) return refusals.invalidTo(to);
    if (regions && !regions.includes(number.country ?? "")) return refusals.regionNotEnabled(to);
    if (number.getType() === "FIXED_LINE" && number.country !== "GB") return refusals.landline(to);
    // North American phones and networks know no names.
    if (from !== undefined && !from.startsWith("+") && number.countryCallingCode === "1") {
      return refusals.unreachableFrom(to, from);
    }
    if (stopped.has(`${to} ${from ?? service}`)) return refusals.optedOut;
    return undefined;
  }

  type Account = { Params: { account: string }; Body: URLSearchParams | undefined };

  app.post<Account>("/2010-04-01/Accounts/:account/Messages.json", async (request, reply) => {
    if (!isAuthentic(request)) return refuse(reply, refusals.authenticate);
    if (request.params.account !== accountSid) return refuse(reply, refusals.notFound);
    const fault = faults.shift() ?? options.faultFor?.(request.body?.get("To") ?? "");
    if (fault === "too many requests") return refuse(reply, refusals.tooManyRequests);
    if (fault === "server error") return refuse(reply, refusals.serverError);
    const checked = formProblem(request.body ?? new URLSearchParams());
    if ("refusal" in checked) return refuse(reply, checked.refusal);
    const { form } = checked;
    const refusal = refusalOf(form);
    if (refusal) return refuse(reply, refusal);
    const message: StandInMessage = {
      sid: `SM${randomBytes(16).toString("hex")}`,
      to: form.To,
      from: form.From ?? form.MessagingServiceSid ?? "",
      body: form.Body,
      segments: smsParts(form.Body).parts,
      ...(form.StatusCallback ? { statusCallback: form.StatusCallback } : {}),
    };
    messages.push(message);
    onMessage?.(message);
    if (fault === "server error after accepting") return refuse(reply, refusals.serverError);
    if (fault === "cut after accepting") {
      reply.hijack();
      reply.raw.destroy();
      return reply;
    }
    return reply.code(201).send(resourceOf(message));
  });

  app.get<Account & { Params: { sid: string } }>(
    "/2010-04-01/Accounts/:account/Messages/:sid.json",
    async (request, reply) => {
      if (!isAuthentic(request)) return refuse(reply, refusals.authenticate);
      const message = messages.find(({ sid }) => sid === request.params.sid);
      return message && request.params.account === accountSid ? resourceOf(message) : refuse(reply, refusals.notFound);
    },
  );
  app.setNotFoundHandler((_, reply) => refuse(reply, refusals.notFound));
  const url = await app.listen({ host: "127.0.0.1", port: 0 });

  function resourceOf(message: StandInMessage) {
    const isService = message.from.startsWith("MG");
    const created = new Date().toUTCString().replace("GMT", "+0000");
    return {
      sid: message.sid,
      account_sid: accountSid,
      api_version: "2010-04-01",
      body: message.body,
      to: message.to,
      from: isService ? null : message.from,
      messaging_service_sid: isService ? message.from : null,
      status: isService ? "accepted" : "queued",
      direction: "outbound-api",
      num_segments: isService ? "0" : String(message.segments),
      num_media: "0",
      price: null,
      price_unit: "USD",
      error_code: null,
      error_message: null,
      date_created: created,
      date_sent: null,
      date_updated: created,
      subresource_uris: { media: `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}/Media.json` },
      uri: `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}.json`,
    };
  }

  /** Once, and again as often as the fragment's `rc` allows while the answer is none or a server's error. */
  async function post(target: string, form: Record<string, string>): Promise<{ status: number; body: string }> {
    const { default: twilio } = await import("twilio");
    const { hash } = new URL(target);
    const address = target.slice(0, target.length - hash.length);
    const retries = Number(new URLSearchParams(hash.slice(1)).get("rc") ?? 0);
    for (let attempt = 0; ; attempt++) {
      const answer = await fetch(address, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded; charset=utf-8",
          "user-agent": "TwilioProxy/1.1",
          "x-twilio-signature": twilio.getExpectedTwilioSignature(authToken, address, form),
          "i-twilio-idempotency-token": randomBytes(16).toString("hex"),
        },
        body: new URLSearchParams(form),
      }).catch(() => undefined);
      if ((answer && answer.status < 500) || attempt >= retries) {
        return { status: answer?.status ?? 0, body: (await answer?.text()) ?? "" };
      }
    }
  }

  return {
    url,
    accountSid,
    authToken,
    messages,
    faults,
    async report(sid, status, errorCode) {
      const message = messages.find((candidate) => candidate.sid === sid);
      if (!message?.statusCallback) return 0;
      const answer = await post(message.statusCallback, {
        AccountSid: accountSid,
        ApiVersion: "2010-04-01",
        From: message.from,
        To: message.to,
        MessageSid: sid,
        SmsSid: sid,
        MessageStatus: status,
        SmsStatus: status,
        ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
      });
      return answer.status;
    },
    receive(webhookUrl, { from, to, body, optOutType }) {
      const sid = `SM${randomBytes(16).toString("hex")}`;
      const word = body.trim().toLowerCase();
      if (stopWords.has(word) || optOutType === "STOP") stopped.add(`${from} ${to}`);
      if (startWords.has(word) || optOutType === "START") stopped.delete(`${from} ${to}`);
      return post(webhookUrl, {
        AccountSid: accountSid,
        ApiVersion: "2010-04-01",
        MessageSid: sid,
        SmsMessageSid: sid,
        SmsSid: sid,
        SmsStatus: "received",
        From: from,
        To: to,
        Body: body,
        NumMedia: "0",
        NumSegments: String(Math.max(1, smsParts(body).parts)),
        ...(optOutType === undefined ? {} : { OptOutType: optOutType }),
      });
    },
    close: () => app.close(),
  };
}
