import type { IncomingHttpHeaders } from "node:http";

/**
 * A report that we could not take is told again, five times at most, instead of once
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
 */
export const callbackOverrides = "#rc=5&rp=all";

/**
 * Whether a request carries Twilio's signature (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
 *
 * @param url as Twilio was given it; whether its overrides are signed too is not said, so both are right
 */
export async function isSignedByTwilio(
  authToken: string,
  url: string,
  headers: IncomingHttpHeaders,
  form: Readonly<Record<string, string>>,
): Promise<boolean> {
  const signature = headers["x-twilio-signature"];
  if (typeof signature !== "string") return false;
  const { default: twilio } = await import("twilio");
  return [url, `${url}${callbackOverrides}`].some((each) => twilio.validateRequest(authToken, signature, each, form));
}
