export type { Email, Phone, TimeZone } from "@journey/language/model";
