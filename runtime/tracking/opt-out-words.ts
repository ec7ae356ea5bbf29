/**
 * What people answer a text message with to be left alone, to come back, and to ask who this is. Twilio's own words
 * (https://help.twilio.com/articles/223134027), those that the FCC names for revoking consent (47 CFR 64.1200(a)(10)), and what
 * is said in the languages of our pages. The whole message has to be the word: "Stop by on Friday" is an answer.
 */
const words = {
  stop: [
    ...["stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out"],
    ...["arret", "arretez", "desabonner", "desinscription", "desinscrire", "stop sms", "stop pub"],
    ...["afmelden", "uitschrijven", "stoppen"],
    ...["stopp", "abmelden", "abbestellen"],
    ...["baja", "alto", "cancelar", "parar"],
    ...["cancella", "cancellami", "disiscrivimi", "annulla"],
  ],
  start: ["start", "unstop", "resume", "optin", "opt in"],
  help: ["help", "info", "aide", "hilfe", "ayuda", "aiuto"],
} as const;

export type OptOutWord = keyof typeof words;

const known = new Map<string, OptOutWord>(
  (Object.keys(words) as OptOutWord[]).flatMap((kind) => words[kind].map((word) => [word, kind] as const)),
);

/** Undefined: an answer like any other. Capitals, accents and full stops make no difference. */
export function readOptOutWord(text: string): OptOutWord | undefined {
  const plain = text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, " ")
    .trim();
  return known.get(plain);
}
