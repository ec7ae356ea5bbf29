/** Who a text message is from. */
import { Problem } from "@journey/language";
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { SmsNumber } from "./phone-number.ts";

/** As the settings say it: `+32460000001`, `ACME`, `MG…`; or one of these with the countries that it is for. */
export type SmsSenderSetting = string | { readonly sender: string; readonly countries: readonly string[] };

export interface SmsSender {
  /** A number in E.164, a name that is shown in its place, or the SID of a Twilio messaging service. */
  readonly kind: "number" | "name" | "service";
  readonly value: string;
  readonly countries: readonly CountryCode[];
  readonly callingCode: string | undefined;
}

/** @throws Problem `wrong-sender` when a setting is none of these */
export function readSenders(settings: readonly SmsSenderSetting[]): readonly SmsSender[] {
  return settings.map((setting) => {
    const value = typeof setting === "string" ? setting : setting.sender;
    const given = typeof setting === "string" ? [] : setting.countries;
    const wrong = given.find((country) => !isSupportedCountry(country));
    if (wrong !== undefined) {
      throw new Problem(
        "wrong-sender",
        `The sender ${value} is for ${wrong}, which is no country.`,
        "Write BE, FR, US …",
      );
    }
    const countries = given.filter((country) => isSupportedCountry(country));
    if (/^MG[0-9a-f]{32}$/i.test(value)) return { kind: "service", value, countries, callingCode: undefined };
    const number = value.startsWith("+") ? parsePhoneNumberFromString(value) : undefined;
    if (number?.isPossible() && number.number === value) {
      const own = number.country ? [number.country] : [];
      return { kind: "number", value, countries: [...own, ...countries], callingCode: number.countryCallingCode };
    }
    // https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id
    if (/^(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}$/.test(value)) {
      return { kind: "name", value, countries, callingCode: undefined };
    }
    throw new Problem(
      "wrong-sender",
      `${value} can't send text messages.`,
      "A sender is a number in E.164 (+32460000001), a name of up to 11 letters and digits, or a messaging service's SID (MG…).",
    );
  });
}

/**
 * The first sender of the recipient's country; else the first whose number has its calling code; else the first of all.
 * Undefined: there is none.
 */
export function chooseSender(to: SmsNumber, senders: readonly SmsSender[]): SmsSender | undefined {
  const { country, callingCode } = to;
  return (
    (country && senders.find((sender) => sender.countries.includes(country))) ??
    senders.find((sender) => sender.callingCode === callingCode) ??
    senders[0]
  );
}
