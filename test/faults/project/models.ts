import type { Email } from "journey/model";
export interface Contact {
  id: number;
  email: Email;
  country: "BE" | "FR";
  visits: number;
  opens: number;
  bought: number;
  idle: number;
  receipts: number;
}
export interface Note {
  id: number;
  contact: Contact;
  text: string;
}
/** @event ordered */
export interface Ordered {
  contact: Contact;
  total: number;
}
