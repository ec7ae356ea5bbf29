/** The records that Acme Gardens, a supplier of seeds and tools, keeps. */
import type { Email, Phone, TimeZone } from "journey/model";

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
