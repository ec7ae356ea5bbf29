export type { Email, Phone, PushToken, TimeZone } from "@journey/language/model";
