import { type CountryCode, type NumberType, parsePhoneNumberFromString } from "libphonenumber-js/max";

/** A number that a text message can go to. */
export interface SmsNumber {
  /** E.164: `+32470123456`. */
  readonly number: string;
  /** ISO 3166-1, two letters; undefined: a number of no one country, such as a satellite phone's. */
  readonly country: CountryCode | undefined;
  readonly callingCode: string;
}

/** Lines of these kinds take no text messages. */
const silent = new Map<NumberType, string>([
  ["FIXED_LINE", "a landline"],
  ["PREMIUM_RATE", "a premium rate number"],
  ["SHARED_COST", "a shared cost number"],
  ["UAN", "a company's central number"],
  ["VOICEMAIL", "a mailbox"],
]);

/**
 * Reads a number before anything is paid for it. Landlines are refused as Twilio refuses them: not in Great Britain, where it
 * tries to deliver (https://www.twilio.com/docs/api/errors/21635); in the US and Canada, numbers don't tell.
 *
 * @param text in E.164: what was compared with the suppressed numbers is what is sent to
 * @returns the number, or what is wrong with it as a sentence without its full stop
 */
export function readSmsNumber(text: string): SmsNumber | string {
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed?.isValid()) return `${text} is no phone number in E.164`;
  if (parsed.number !== text) return `${text} is no phone number in E.164; it should be ${parsed.number}`;
  const type = parsed.getType();
  const kind = silent.get(type);
  if (kind !== undefined && !(type === "FIXED_LINE" && parsed.country === "GB")) {
    return `${text} is ${kind}, which gets no text messages`;
  }
  return { number: parsed.number, country: parsed.country, callingCode: parsed.countryCallingCode };
}
