/** The records that Acme Gardens, a supplier of seeds and tools, keeps. */
import type { Email, Phone, PushToken, TimeZone } from "journey/model";

type Country = "BE" | "BR" | "CA" | "DE" | "ES" | "FR" | "GB" | "IE" | "IN" | "JP" | "NL" | "US";

/** A colleague who looks after contacts and leads. */
export interface User {
  id: number;
  name: string;
  email: Email;
  time_zone: TimeZone;
}

/**
 * A garden centre, a nursery, a landscaper.
 * @table companies
 */
export interface Company {
  id: number;
  name: string;
  country: Country;
  employees?: number;
}

/** A person that Acme does business with, or wants to. */
export interface Contact {
  id: number;
  first_name?: string;
  last_name?: string;
  email?: Email;
  phone?: Phone;
  country: Country;
  time_zone?: TimeZone;
  company?: Company;
  tags: string[];
  /** Works at Acme. */
  internal_user: boolean;
  /** The colleague who looks after this contact. */
  responsible?: User;
  /** False once archived. */
  active: boolean;
  created_at: Date;
}

/** Somebody who signed up for a mailing list: a mailing contact. */
export interface Subscriber {
  id: number;
  first_name?: string;
  email?: Email;
  country?: Country;
  time_zone?: TimeZone;
  active: boolean;
  created_at: Date;
}

/** A possible sale. */
export interface Lead {
  id: number;
  /** What it is about. */
  title: string;
  contact_name?: string;
  email?: Email;
  phone?: Phone;
  country: Country;
  time_zone?: TimeZone;
  company?: Company;
  /** From 0, whenever there is time, to 3, today. */
  priority: 0 | 1 | 2 | 3;
  salesperson?: User;
  active: boolean;
  created_at: Date;
}

/** Something worth knowing about a contact. */
export interface Note {
  id: number;
  contact: Contact;
  /** Whom it is for. */
  reader?: User;
  text: string;
  created_at: Date;
}

/** Somebody who buys in the shop. */
export interface Customer {
  id: number;
  first_name?: string;
  email?: Email;
  phone?: Phone;
  /** The language to write in. */
  language?: "en" | "fr";
  time_zone?: TimeZone;
  birthday?: Date;
  country: Country;
  /** How likely the next order is; the sales team sorts by it. */
  score: number;
  /** When the yearly garden care ends, for those who have it. */
  care_ends_at?: Date;
  /** The colleague who looks after this customer. */
  responsible?: User;
  orders: Order[];
  active: boolean;
  created_at: Date;
}

/** What a customer bought. */
export interface Order {
  id: number;
  customer: Customer;
  /** In euros. */
  total: number;
  status: "open" | "paid" | "refunded";
  created_at: Date;
}

/** Somebody tries the planting planner for a month. */
export interface Trial {
  id: number;
  first_name?: string;
  email?: Email;
  time_zone?: TimeZone;
  plan: "trial" | "solo" | "team";
  /** The gardens planned so far. */
  gardens: number;
  trial_ends_at: Date;
  salesperson?: User;
  active: boolean;
  created_at: Date;
}

/** Somebody's seat at a workshop or a webinar. */
export interface Registration {
  id: number;
  first_name?: string;
  email?: Email;
  phone?: Phone;
  /** Of the app, for those who have it. */
  device?: PushToken;
  time_zone?: TimeZone;
  kind: "workshop" | "webinar";
  title: string;
  status: "invited" | "registered" | "cancelled" | "attended";
  starts_at: Date;
  ends_at: Date;
  /** The colleague who holds it. */
  host: User;
  active: boolean;
  created_at: Date;
}

/** Somebody left the shop with something in the cart. @event cart_abandoned */
export interface CartAbandoned {
  customer: Customer;
  cart_id: string;
  /** In euros. */
  total: number;
}

/** Somebody emptied a cart without buying. @event cart_emptied */
export interface CartEmptied {
  customer: Customer;
  cart_id: string;
}

/** Somebody ordered. @event order_placed */
export interface OrderPlaced {
  customer: Customer;
  /** The cart it was, where there was one. */
  cart_id?: string;
  /** In euros. */
  total: number;
}
