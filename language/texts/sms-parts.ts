/**
 * How many parts a text message takes.
 *
 * Sources: 3GPP TS 23.038 (GSM 7-bit default alphabet, 6.2.1, and its extension table, 6.2.1.1); 3GPP TS 23.040, 9.2.3.24
 * (a concatenated message spends 6 octets of each part on its header: 153 septets or 67 UCS-2 characters remain).
 */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const extension = new Set("\f^{}\\[~]|€");

export interface SmsParts {
  readonly encoding: "gsm-7" | "ucs-2";
  readonly parts: number;
  /** Septets (GSM-7) or UTF-16 code units (UCS-2). */
  readonly units: number;
  /** What a part holds: 160 or 70 alone, 153 or 67 in a message of several. */
  readonly perPart: number;
  /** The first character that GSM-7 lacks: the reason for UCS-2. */
  readonly culprit?: { readonly offset: number; readonly character: string };
}

/** Counts the parts of a text as it would be sent. An empty text has none. */
export function smsParts(text: string): SmsParts {
  const costs: number[] = [];
  let offset = 0;
  for (const character of text) {
    if (basic.has(character)) costs.push(1);
    else if (extension.has(character)) costs.push(2);
    else return ucs2Parts(text, { offset, character });
    offset += character.length;
  }
  return { encoding: "gsm-7", ...fill(costs, 160, 153) };
}

function ucs2Parts(text: string, culprit: NonNullable<SmsParts["culprit"]>): SmsParts {
  const costs = [...text].map((character) => character.length);
  return { encoding: "ucs-2", ...fill(costs, 70, 67), culprit };
}

/** Characters of two units (an escape and its character, a surrogate pair) are not split between parts. */
function fill(costs: readonly number[], alone: number, several: number): Pick<SmsParts, "parts" | "units" | "perPart"> {
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  if (units <= alone) return { parts: units === 0 ? 0 : 1, units, perPart: alone };
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > several) {
      parts++;
      used = 0;
    }
    used += cost;
  }
  return { parts, units, perPart: several };
}
