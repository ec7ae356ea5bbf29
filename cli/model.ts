export type { Action, Email, Phone, PushToken, TimeZone } from "@journey/language/model";
