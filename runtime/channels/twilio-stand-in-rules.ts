/** What Twilio takes and what it refuses (https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/api/errors). */

export interface TwilioRefusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const bad = (code: number, message: string): TwilioRefusal => ({ status: 400, code, message });

export const refusals = {
  authenticate: { status: 401, code: 20003, message: "Authenticate" },
  notFound: { status: 404, code: 20404, message: "The requested resource was not found" },
  tooManyRequests: { status: 429, code: 20429, message: "Too Many Requests" },
  serverError: { status: 500, code: 20500, message: "Internal Server Error" },
  unknownService: bad(21701, "The Messaging Service does not exist"),
  toItself: bad(21266, "'To' and 'From' number cannot be the same"),
  optedOut: bad(21610, "Attempt to send to unsubscribed recipient"),
  foreignSender: (from: string) =>
    bad(21659, `'From' ${from} is not a Twilio phone number or Short Code country mismatch`),
  invalidTo: (to: string) => bad(21211, `Invalid 'To' Phone Number: ${to}`),
  landline: (to: string) => bad(21635, `'To' number ${to} cannot be a landline`),
  unreachableFrom: (to: string, from: string) =>
    bad(
      21612,
      `Message cannot be sent with the current combination of 'To' (${to}) and/or 'From' (${from}) parameters`,
    ),
  regionNotEnabled: (to: string) =>
    bad(21408, `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}`),
} as const;

/** The parameters that a message has, as the request's form names them. */
export interface MessageForm {
  readonly To: string;
  readonly From?: string;
  readonly MessagingServiceSid?: string;
  readonly Body: string;
  readonly StatusCallback?: string;
}

const flag = /^(?:true|false)$/;

/** Every parameter that there is, with the form of its value. Twilio ignores others; here they are a mistake of ours. */
const parameters: Readonly<Record<string, RegExp | undefined>> = {
  To: undefined,
  From: undefined,
  Body: undefined,
  MessagingServiceSid: undefined,
  StatusCallback: undefined,
  ApplicationSid: /^AP[0-9a-fA-F]{32}$/,
  MediaUrl: undefined,
  MaxPrice: /^\d+(\.\d+)?$/,
  ProvideFeedback: flag,
  Attempt: /^\d+$/,
  ValidityPeriod: /^\d{1,5}$/,
  ForceDelivery: flag,
  ContentRetention: /^(?:retain|discard)$/,
  AddressRetention: /^(?:retain|obfuscate)$/,
  SmartEncoded: flag,
  PersistentAction: undefined,
  TrafficType: /^free$/,
  ShortenUrls: flag,
  ScheduleType: /^fixed$/,
  SendAt: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
  SendAsMms: flag,
  ContentVariables: undefined,
  MessageIntent: undefined,
  RiskCheck: /^(?:enable|disable)$/,
  FallbackFrom: undefined,
  ContentSid: /^HX[0-9a-fA-F]{32}$/,
};

/** Reads the form of a message to be sent, or says why Twilio would not. */
export function formProblem(
  sent: URLSearchParams,
): { readonly form: MessageForm } | { readonly refusal: TwilioRefusal } {
  const refusal = (code: number, message: string) => ({ refusal: bad(code, message) });
  for (const [name, value] of sent) {
    if (!(name in parameters)) return refusal(20001, `Unknown parameter ${name}`);
    const form = parameters[name];
    if (form && !form.test(value)) return refusal(20001, `Invalid parameter ${name}: ${value}`);
    if (name !== "MediaUrl" && name !== "PersistentAction" && sent.getAll(name).length > 1) {
      return refusal(20001, `Parameter ${name} was given twice`);
    }
  }
  const one = (name: keyof MessageForm): string | undefined => sent.get(name) || undefined;
  const [to, from, service, body, callback] = (
    ["To", "From", "MessagingServiceSid", "Body", "StatusCallback"] as const
  ).map(one);
  if (to === undefined) return refusal(21604, "A 'To' phone number is required.");
  if (from === undefined && service === undefined) return refusal(21603, "A 'From' phone number is required.");
  if (service !== undefined && !/^MG[0-9a-fA-F]{32}$/.test(service)) {
    return refusal(21705, "The Messaging Service is invalid");
  }
  if (body === undefined) return refusal(21602, "Message body is required.");
  if (body.length > 1600) return refusal(21617, "The concatenated message body exceeds the 1600 character limit");
  if (/^\d{3,6}$/.test(to)) return refusal(21265, `'To' number ${to} cannot be a Short Code`);
  if (!/^\+[1-9]\d{1,14}$/.test(to)) return refusal(21211, `Invalid 'To' Phone Number: ${to}`);
  if (from !== undefined && !isSender(from)) return refusal(21212, `Invalid From Number (caller ID): ${from}`);
  if (callback !== undefined && !isCallback(callback)) return refusal(21609, "Invalid 'StatusCallback'");
  return {
    form: {
      To: to,
      Body: body,
      ...(from === undefined ? {} : { From: from }),
      ...(service === undefined ? {} : { MessagingServiceSid: service }),
      ...(callback === undefined ? {} : { StatusCallback: callback }),
    },
  };
}

function isSender(text: string): boolean {
  return (
    /^\+[1-9]\d{1,14}$/.test(text) || /^\d{3,6}$/.test(text) || /^(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}$/.test(text)
  );
}

/** https://www.twilio.com/docs/api/errors/21609, https://www.twilio.com/docs/api/errors/11243 */
function isCallback(text: string): boolean {
  if (text.length > 4000 || !URL.canParse(text)) return false;
  const { protocol, hostname, hash } = new URL(text);
  if (!["http:", "https:"].includes(protocol) || hostname.includes("_")) return false;
  return [...new URLSearchParams(hash.slice(1))].every(([name, value]) => {
    if (name === "rc") return /^[0-5]$/.test(value);
    if (name === "rp") return value.split(",").every((each) => ["4xx", "5xx", "ct", "rt", "all"].includes(each));
    return ["ct", "rt", "tt", "e", "sni"].includes(name);
  });
}
