import { expect, it } from "vitest";
import { readSmsNumber } from "./phone-number.ts";
import { chooseSender, readSenders, type SmsSenderSetting } from "./sms-senders.ts";

const service = `MG${"a".repeat(32)}`;

function from(to: string, senders: readonly SmsSenderSetting[]): string | undefined {
  const number = readSmsNumber(to);
  if (typeof number === "string") throw new Error(number);
  return chooseSender(number, readSenders(senders))?.value;
}

it("a sender of the recipient's country comes first, else the first in order", () => {
  const senders = ["+15005550006", "+32460000001", "+32460000002", "+33612345678"];
  expect(from("+32470123456", senders)).toBe("+32460000001");
  expect(from("+33698765432", senders)).toBe("+33612345678");
  expect(from("+447400123456", senders)).toBe("+15005550006");
  expect(from("+447400123456", [])).toBeUndefined();
});

it("Canada and the United States share a calling code, and are two countries", () => {
  expect(from("+16135550123", ["+32460000001", "+14155552671", "+14165550100"])).toBe("+14165550100");
  expect(from("+16135550123", ["+32460000001", "+14155552671"])).toBe("+14155552671");
});

it("names and messaging services are for the countries that they are given", () => {
  const senders = ["+15005550006", { sender: "ACME", countries: ["GB", "IE"] }, { sender: service, countries: ["FR"] }];
  expect(from("+447400123456", senders)).toBe("ACME");
  expect(from("+33698765432", senders)).toBe(service);
  expect(from("+32470123456", senders)).toBe("+15005550006");
});

it("what can't send is refused before anything is sent", () => {
  for (const wrong of ["0460 00 00 01", "+32 460 00 00 01", "Acme Gardens Ltd", "12345", "MG12"]) {
    // Two letters and digits are a name, as far as one can see.
    if (wrong === "MG12") expect(readSenders([wrong])[0]?.kind).toBe("name");
    else expect(() => readSenders([wrong])).toThrow(expect.objectContaining({ code: "wrong-sender" }));
  }
  expect(() => readSenders([{ sender: "ACME", countries: ["UK"] }])).toThrow(
    expect.objectContaining({ message: "The sender ACME is for UK, which is no country." }),
  );
});
