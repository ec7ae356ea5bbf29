/**
 * What Twilio's error codes mean for a message, as data: Twilio splits and renames them, so nothing but this table knows
 * them (https://www.twilio.com/docs/api/errors). A code that is missing is taken for a refusal of that message when it
 * answers a request, and for a passing trouble when it is reported later.
 */
export type TwilioMeaning =
  /** The number is none, or gets no text messages. */
  | "bounce"
  /** A filter, a carrier or the phone's owner keeps it out. */
  | "blocked"
  /** The person has answered STOP. */
  | "opt-out"
  /** Another attempt may succeed. */
  | "temporary"
  /** Something of ours is wrong: the account, the sender, a registration. */
  | "set-up";

const meanings: Readonly<Record<TwilioMeaning, readonly number[]>> = {
  bounce: [
    21211, // invalid 'To'
    21217, // does not appear to be valid
    21265, // a short code
    21614, // not a mobile number
    21635, // a landline
    30005, // unknown handset
    30006, // landline, or its carrier can't be reached
  ],
  blocked: [
    30004, // message blocked
    30007, // message filtered
    30450, // blocked for its content or destination
  ],
  "opt-out": [21610],
  temporary: [
    20429, // too many requests
    21611, // the sender's queue is full
    21730, // maintenance
    30001, // queue overflow
    30003, // handset off or out of reach
    30008, // unknown
    30009, // a part was lost
    30017, // the carrier's network is congested
    30022, // rate limit of US numbers
    30023, // daily limit of US numbers
    30027, // daily limit of a US carrier
    30036, // validity period over
    30410, // a provider's time-out
  ],
  "set-up": [
    20003, // authenticate
    20404, // no such account
    21212, // invalid 'From'
    21408, // the region is not enabled
    21602, // no body
    21603, // no 'From'
    21606, // 'From' can't send there
    21608, // unverified number in a trial
    21609, // invalid status callback
    21612, // can't get from 'From' to 'To'
    21617, // body too long
    21659, // 'From' is not Twilio's
    21660, // 'From' is another account's
    21701, // no such messaging service
    21703, // the messaging service has no sender
    21705, // no SID of a messaging service
    30002, // account suspended
    30018, // the sender has to be registered
    30024, // the sender is not provisioned
    30032, // toll-free number not verified
    30034, // US number not registered
  ],
};

const known = new Map(
  (Object.keys(meanings) as TwilioMeaning[]).flatMap((meaning) =>
    meanings[meaning].map((code) => [code, meaning] as const),
  ),
);

/** Undefined: a code that this table doesn't know. */
export function meaningOf(code: number | string | undefined): TwilioMeaning | undefined {
  return known.get(Number(code));
}
