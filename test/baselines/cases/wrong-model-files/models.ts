// @ts-nocheck: the mistakes are meant.
import type { Company } from "./compagny.ts";
import type { Order } from "./shop.ts";

export interface Contact extends Persn {
  id: number;
  company?: Company;
  orders: Order[];
}

/** @event cart_abandoned */
export interface CartAbandoned {
  contact: Contact;
}

/** @event cart_abandoned */
export interface Abandoned {
  contact: Contact;
}

/** @table codes */
export interface Code {
  code: string;
}

/** @table */
export interface Empty {
  id: number;
}
