export interface Order {
  id: number;
  contact: Contact;
}

export interface Contact {
  id: number;
  company: string;
}
