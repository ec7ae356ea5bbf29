/** What recipients read, in their own language. */
import type { IncomingMessage } from "node:http";
import Negotiator from "negotiator";

export const locales = ["en", "fr", "nl", "de", "es", "it"] as const;

export type Locale = (typeof locales)[number];

/** Each language in its own words, for the switch. */
export const localeNames: Readonly<Record<Locale, string>> = {
  en: "English",
  fr: "Français",
  nl: "Nederlands",
  de: "Deutsch",
  es: "Español",
  it: "Italiano",
};

export function isLocale(text: unknown): text is Locale {
  return locales.some((locale) => locale === text);
}

/** The language that a visitor has chosen (`?lang=fr`, or a form's field), else the one that their browser asks for first, else English. */
export function localeOf(request: {
  readonly query: unknown;
  readonly body?: unknown;
  readonly raw: IncomingMessage;
}): Locale {
  for (const source of [request.body, request.query]) {
    const chosen = typeof source === "object" && source !== null && "lang" in source ? source.lang : undefined;
    if (isLocale(chosen)) return chosen;
  }
  const [asked] = new Negotiator(request.raw).languages([...locales]);
  return isLocale(asked) ? asked : "en";
}

export interface PageTexts {
  readonly language: string;
  readonly invalidLink: { readonly title: string; readonly text: string };
  readonly unsubscribe: {
    readonly title: string;
    readonly text: string;
    readonly button: string;
    readonly orLists: string;
    readonly leaveLists: string;
    /** The link to the page where they decline to be tracked. */
    readonly noTracking: string;
  };
  readonly unsubscribed: { readonly title: string; text(address: string): string };
  readonly leftLists: { readonly title: string; text(lists: string): string };
  readonly tracking: { readonly title: string; readonly text: string; readonly button: string };
  readonly notTracked: { readonly title: string; text(address: string): string };
  readonly busy: { readonly title: string; readonly text: string };
  readonly subscribe: {
    readonly title: string;
    readonly intro: string;
    readonly address: string;
    readonly lists: string;
    readonly button: string;
    /** What is agreed to; it is kept word for word as the proof. */
    consent(sender: string): string;
    readonly noAddress: string;
    readonly noList: string;
    readonly noConsent: string;
    readonly nothing: string;
  };
  readonly checkMail: { readonly title: string; text(address: string): string };
  readonly confirm: { readonly title: string; text(address: string, lists: string): string; readonly button: string };
  readonly confirmed: { readonly title: string; text(lists: string): string };
  readonly expired: { readonly title: string; readonly text: string; readonly again: string };
  readonly tooMany: { readonly title: string; readonly text: string };
  readonly failed: { readonly title: string; readonly text: string };
  readonly mail: {
    subject(sender: string): string;
    text(lists: string): string;
    readonly button: string;
    readonly ignore: string;
  };
}

export const pageTexts: Readonly<Record<Locale, PageTexts>> = {
  en: {
    language: "Language",
    invalidLink: {
      title: "This link is not valid",
      text: "It may be incomplete. Please use the link in the message itself.",
    },
    unsubscribe: {
      title: "Unsubscribe",
      text: "One click, and you get no more of these messages.",
      button: "Unsubscribe",
      orLists: "Or leave only these lists:",
      leaveLists: "Leave the lists I chose",
      noTracking: "Do not record what I open and follow",
    },
    unsubscribed: {
      title: "You are unsubscribed",
      text: (address) => `${address} gets no more of these messages.`,
    },
    leftLists: { title: "Done", text: (lists) => `You have left: ${lists}.` },
    tracking: {
      title: "What you open and follow",
      text: "We see when you open a message and which of its links you follow. You can have that ended; you go on getting the messages.",
      button: "Do not record it",
    },
    notTracked: {
      title: "You are not tracked",
      text: (address) => `What you open and follow in messages to ${address} is not recorded.`,
    },
    busy: { title: "One moment, please", text: "This could not be opened just now. Please try again in a moment." },
    subscribe: {
      title: "Subscribe",
      intro: "Choose what you would like to hear about. You can unsubscribe at any time.",
      address: "E-mail address",
      lists: "I would like to receive",
      button: "Subscribe",
      consent: (sender) =>
        `I agree that ${sender} sends me e-mails about what I have chosen. I can take this back at any time, with the link in each e-mail.`,
      noAddress: "Please enter your e-mail address, such as name@example.com.",
      noList: "Please choose at least one list.",
      noConsent: "Please agree, so that we may write to you.",
      nothing: "There is nothing to subscribe to at the moment.",
    },
    checkMail: {
      title: "One more step",
      text: (address) =>
        `We have sent an e-mail to ${address}. Please open it and confirm within 7 days: nobody can subscribe you without it.`,
    },
    confirm: {
      title: "Confirm your subscription",
      text: (address, lists) => `${address} will receive: ${lists}.`,
      button: "Confirm",
    },
    confirmed: { title: "Thank you", text: (lists) => `You are subscribed to: ${lists}.` },
    expired: {
      title: "This link has expired",
      text: "Subscriptions have to be confirmed within 7 days.",
      again: "Subscribe again",
    },
    tooMany: { title: "Please try again later", text: "There were too many attempts from your connection." },
    failed: { title: "That did not work", text: "The fault is ours. Please try again later." },
    mail: {
      subject: (sender) => `Please confirm your subscription to ${sender}`,
      text: (lists) => `You have asked to receive: ${lists}. Please confirm that this is your address.`,
      button: "Confirm my subscription",
      ignore: "If this was not you, do nothing: without a confirmation you get no messages.",
    },
  },
  fr: {
    language: "Langue",
    invalidLink: {
      title: "Ce lien n’est pas valable",
      text: "Il est peut-être incomplet. Utilisez le lien qui figure dans le message.",
    },
    unsubscribe: {
      title: "Se désabonner",
      text: "Un clic, et vous ne recevrez plus ces messages.",
      button: "Me désabonner",
      orLists: "Ou quitter seulement ces listes :",
      leaveLists: "Quitter les listes choisies",
      noTracking: "Ne pas enregistrer ce que j’ouvre et les liens que je suis",
    },
    unsubscribed: {
      title: "Vous êtes désabonné(e)",
      text: (address) => `${address} ne recevra plus ces messages.`,
    },
    leftLists: { title: "C’est fait", text: (lists) => `Vous avez quitté : ${lists}.` },
    tracking: {
      title: "Ce que vous ouvrez et les liens que vous suivez",
      text: "Nous voyons quand vous ouvrez un message et quels liens vous suivez. Vous pouvez y mettre fin ; vous continuerez à recevoir les messages.",
      button: "Ne pas l’enregistrer",
    },
    notTracked: {
      title: "Vous n’êtes plus suivi(e)",
      text: (address) =>
        `Ce que vous ouvrez et les liens que vous suivez dans les messages à ${address} ne sont pas enregistrés.`,
    },
    busy: {
      title: "Un instant, s’il vous plaît",
      text: "Cette page n’a pas pu être ouverte. Réessayez dans un instant.",
    },
    subscribe: {
      title: "S’abonner",
      intro: "Choisissez ce qui vous intéresse. Vous pouvez vous désabonner à tout moment.",
      address: "Adresse e-mail",
      lists: "Je souhaite recevoir",
      button: "M’abonner",
      consent: (sender) =>
        `J’accepte que ${sender} m’envoie des e-mails sur ce que j’ai choisi. Je peux revenir sur cet accord à tout moment, par le lien qui figure dans chaque e-mail.`,
      noAddress: "Indiquez votre adresse e-mail, par exemple nom@exemple.fr.",
      noList: "Choisissez au moins une liste.",
      noConsent: "Donnez votre accord pour que nous puissions vous écrire.",
      nothing: "Il n’y a rien à quoi s’abonner pour le moment.",
    },
    checkMail: {
      title: "Encore une étape",
      text: (address) =>
        `Nous avons envoyé un e-mail à ${address}. Ouvrez-le et confirmez dans les 7 jours : sans cela, personne ne peut vous abonner.`,
    },
    confirm: {
      title: "Confirmez votre abonnement",
      text: (address, lists) => `${address} recevra : ${lists}.`,
      button: "Confirmer",
    },
    confirmed: { title: "Merci", text: (lists) => `Vous êtes abonné(e) à : ${lists}.` },
    expired: {
      title: "Ce lien a expiré",
      text: "Un abonnement doit être confirmé dans les 7 jours.",
      again: "S’abonner à nouveau",
    },
    tooMany: {
      title: "Réessayez plus tard",
      text: "Trop de tentatives ont été faites depuis votre connexion.",
    },
    failed: { title: "Cela n’a pas fonctionné", text: "L’erreur vient de nous. Réessayez plus tard." },
    mail: {
      subject: (sender) => `Confirmez votre abonnement à ${sender}`,
      text: (lists) => `Vous avez demandé à recevoir : ${lists}. Confirmez que cette adresse est bien la vôtre.`,
      button: "Confirmer mon abonnement",
      ignore: "Si ce n’était pas vous, ne faites rien : sans confirmation, vous ne recevrez aucun message.",
    },
  },
  nl: {
    language: "Taal",
    invalidLink: {
      title: "Deze link is niet geldig",
      text: "Misschien is hij onvolledig. Gebruik de link in het bericht zelf.",
    },
    unsubscribe: {
      title: "Uitschrijven",
      text: "Eén klik, en u krijgt deze berichten niet meer.",
      button: "Uitschrijven",
      orLists: "Of verlaat alleen deze lijsten:",
      leaveLists: "Gekozen lijsten verlaten",
      noTracking: "Niet bijhouden wat ik open en volg",
    },
    unsubscribed: {
      title: "U bent uitgeschreven",
      text: (address) => `${address} krijgt deze berichten niet meer.`,
    },
    leftLists: { title: "Klaar", text: (lists) => `U hebt verlaten: ${lists}.` },
    tracking: {
      title: "Wat u opent en volgt",
      text: "Wij zien wanneer u een bericht opent en welke links u volgt. U kunt dat laten stoppen; de berichten blijft u krijgen.",
      button: "Niet bijhouden",
    },
    notTracked: {
      title: "U wordt niet gevolgd",
      text: (address) => `Wat u opent en volgt in berichten aan ${address}, wordt niet bijgehouden.`,
    },
    busy: { title: "Een ogenblik, alstublieft", text: "Dit kon niet worden geopend. Probeer het zo dadelijk opnieuw." },
    subscribe: {
      title: "Inschrijven",
      intro: "Kies waarover u iets wilt horen. U kunt zich altijd weer uitschrijven.",
      address: "E-mailadres",
      lists: "Ik ontvang graag",
      button: "Inschrijven",
      consent: (sender) =>
        `Ik ga ermee akkoord dat ${sender} mij e-mails stuurt over wat ik heb gekozen. Ik kan dat altijd intrekken, met de link in elke e-mail.`,
      noAddress: "Vul uw e-mailadres in, bijvoorbeeld naam@voorbeeld.nl.",
      noList: "Kies minstens één lijst.",
      noConsent: "Geef uw toestemming, zodat wij u mogen schrijven.",
      nothing: "Er is op dit moment niets om u op in te schrijven.",
    },
    checkMail: {
      title: "Nog één stap",
      text: (address) =>
        `Wij hebben een e-mail gestuurd naar ${address}. Open hem en bevestig binnen 7 dagen: zonder dat kan niemand u inschrijven.`,
    },
    confirm: {
      title: "Bevestig uw inschrijving",
      text: (address, lists) => `${address} ontvangt: ${lists}.`,
      button: "Bevestigen",
    },
    confirmed: { title: "Dank u", text: (lists) => `U bent ingeschreven voor: ${lists}.` },
    expired: {
      title: "Deze link is verlopen",
      text: "Een inschrijving moet binnen 7 dagen worden bevestigd.",
      again: "Opnieuw inschrijven",
    },
    tooMany: { title: "Probeer het later opnieuw", text: "Er waren te veel pogingen vanaf uw verbinding." },
    failed: { title: "Dat is niet gelukt", text: "De fout ligt bij ons. Probeer het later opnieuw." },
    mail: {
      subject: (sender) => `Bevestig uw inschrijving bij ${sender}`,
      text: (lists) => `U hebt gevraagd om te ontvangen: ${lists}. Bevestig dat dit uw adres is.`,
      button: "Mijn inschrijving bevestigen",
      ignore: "Was u dit niet? Dan hoeft u niets te doen: zonder bevestiging krijgt u geen berichten.",
    },
  },
  de: {
    language: "Sprache",
    invalidLink: {
      title: "Dieser Link ist nicht gültig",
      text: "Vielleicht ist er unvollständig. Bitte nutzen Sie den Link in der Nachricht selbst.",
    },
    unsubscribe: {
      title: "Abmelden",
      text: "Ein Klick, und Sie erhalten diese Nachrichten nicht mehr.",
      button: "Abmelden",
      orLists: "Oder nur diese Listen verlassen:",
      leaveLists: "Gewählte Listen verlassen",
      noTracking: "Nicht aufzeichnen, was ich öffne und anklicke",
    },
    unsubscribed: {
      title: "Sie sind abgemeldet",
      text: (address) => `${address} erhält diese Nachrichten nicht mehr.`,
    },
    leftLists: { title: "Erledigt", text: (lists) => `Sie haben verlassen: ${lists}.` },
    tracking: {
      title: "Was Sie öffnen und anklicken",
      text: "Wir sehen, wann Sie eine Nachricht öffnen und welchen Links Sie folgen. Sie können das beenden; die Nachrichten erhalten Sie weiterhin.",
      button: "Nicht aufzeichnen",
    },
    notTracked: {
      title: "Es wird nichts aufgezeichnet",
      text: (address) => `Was Sie in Nachrichten an ${address} öffnen und anklicken, wird nicht aufgezeichnet.`,
    },
    busy: {
      title: "Einen Augenblick, bitte",
      text: "Das ließ sich gerade nicht öffnen. Bitte versuchen Sie es gleich noch einmal.",
    },
    subscribe: {
      title: "Anmelden",
      intro: "Wählen Sie, wovon Sie hören möchten. Sie können sich jederzeit wieder abmelden.",
      address: "E-Mail-Adresse",
      lists: "Ich möchte erhalten",
      button: "Anmelden",
      consent: (sender) =>
        `Ich bin einverstanden, dass ${sender} mir E-Mails zu dem schickt, was ich gewählt habe. Das kann ich jederzeit widerrufen, mit dem Link in jeder E-Mail.`,
      noAddress: "Bitte geben Sie Ihre E-Mail-Adresse ein, zum Beispiel name@beispiel.de.",
      noList: "Bitte wählen Sie mindestens eine Liste.",
      noConsent: "Bitte stimmen Sie zu, damit wir Ihnen schreiben dürfen.",
      nothing: "Zurzeit gibt es nichts, wofür Sie sich anmelden könnten.",
    },
    checkMail: {
      title: "Noch ein Schritt",
      text: (address) =>
        `Wir haben eine E-Mail an ${address} geschickt. Bitte öffnen Sie sie und bestätigen Sie innerhalb von 7 Tagen: Ohne das kann niemand Sie anmelden.`,
    },
    confirm: {
      title: "Anmeldung bestätigen",
      text: (address, lists) => `${address} erhält: ${lists}.`,
      button: "Bestätigen",
    },
    confirmed: { title: "Vielen Dank", text: (lists) => `Sie sind angemeldet für: ${lists}.` },
    expired: {
      title: "Dieser Link ist abgelaufen",
      text: "Anmeldungen müssen innerhalb von 7 Tagen bestätigt werden.",
      again: "Erneut anmelden",
    },
    tooMany: {
      title: "Bitte versuchen Sie es später noch einmal",
      text: "Von Ihrem Anschluss kamen zu viele Versuche.",
    },
    failed: {
      title: "Das hat nicht geklappt",
      text: "Der Fehler liegt bei uns. Bitte versuchen Sie es später noch einmal.",
    },
    mail: {
      subject: (sender) => `Bitte bestätigen Sie Ihre Anmeldung bei ${sender}`,
      text: (lists) => `Sie möchten erhalten: ${lists}. Bitte bestätigen Sie, dass dies Ihre Adresse ist.`,
      button: "Anmeldung bestätigen",
      ignore: "Wenn Sie das nicht waren, tun Sie nichts: Ohne Bestätigung erhalten Sie keine Nachrichten.",
    },
  },
  es: {
    language: "Idioma",
    invalidLink: {
      title: "Este enlace no es válido",
      text: "Puede que esté incompleto. Utilice el enlace del propio mensaje.",
    },
    unsubscribe: {
      title: "Darse de baja",
      text: "Un clic, y no recibirá más mensajes de este tipo.",
      button: "Darme de baja",
      orLists: "O deje solo estas listas:",
      leaveLists: "Dejar las listas elegidas",
      noTracking: "No registrar lo que abro ni los enlaces que sigo",
    },
    unsubscribed: {
      title: "Se ha dado de baja",
      text: (address) => `${address} no recibirá más mensajes de este tipo.`,
    },
    leftLists: { title: "Hecho", text: (lists) => `Ha dejado: ${lists}.` },
    tracking: {
      title: "Lo que abre y los enlaces que sigue",
      text: "Vemos cuándo abre un mensaje y qué enlaces sigue. Puede hacer que eso termine; seguirá recibiendo los mensajes.",
      button: "No registrarlo",
    },
    notTracked: {
      title: "Ya no se registra",
      text: (address) => `Lo que abre y los enlaces que sigue en los mensajes a ${address} no se registran.`,
    },
    busy: {
      title: "Un momento, por favor",
      text: "No se ha podido abrir ahora mismo. Inténtelo de nuevo en un momento.",
    },
    subscribe: {
      title: "Suscribirse",
      intro: "Elija sobre qué quiere recibir noticias. Puede darse de baja en cualquier momento.",
      address: "Correo electrónico",
      lists: "Quiero recibir",
      button: "Suscribirme",
      consent: (sender) =>
        `Acepto que ${sender} me envíe correos sobre lo que he elegido. Puedo retirar este permiso en cualquier momento, con el enlace de cada correo.`,
      noAddress: "Escriba su correo electrónico, por ejemplo nombre@ejemplo.es.",
      noList: "Elija al menos una lista.",
      noConsent: "Dé su permiso para que podamos escribirle.",
      nothing: "De momento no hay nada a lo que suscribirse.",
    },
    checkMail: {
      title: "Un paso más",
      text: (address) =>
        `Hemos enviado un correo a ${address}. Ábralo y confirme en un plazo de 7 días: sin ello nadie puede suscribirle.`,
    },
    confirm: {
      title: "Confirme su suscripción",
      text: (address, lists) => `${address} recibirá: ${lists}.`,
      button: "Confirmar",
    },
    confirmed: { title: "Gracias", text: (lists) => `Se ha suscrito a: ${lists}.` },
    expired: {
      title: "Este enlace ha caducado",
      text: "Las suscripciones deben confirmarse en un plazo de 7 días.",
      again: "Suscribirse de nuevo",
    },
    tooMany: { title: "Inténtelo más tarde", text: "Ha habido demasiados intentos desde su conexión." },
    failed: { title: "No ha funcionado", text: "El error es nuestro. Inténtelo más tarde." },
    mail: {
      subject: (sender) => `Confirme su suscripción a ${sender}`,
      text: (lists) => `Ha pedido recibir: ${lists}. Confirme que esta es su dirección.`,
      button: "Confirmar mi suscripción",
      ignore: "Si no ha sido usted, no haga nada: sin confirmación no recibirá ningún mensaje.",
    },
  },
  it: {
    language: "Lingua",
    invalidLink: {
      title: "Questo link non è valido",
      text: "Forse è incompleto. Usi il link che si trova nel messaggio.",
    },
    unsubscribe: {
      title: "Annullare l’iscrizione",
      text: "Un clic, e non riceverà più questi messaggi.",
      button: "Annulla l’iscrizione",
      orLists: "Oppure lasci solo queste liste:",
      leaveLists: "Lascia le liste scelte",
      noTracking: "Non registrare ciò che apro e i link che seguo",
    },
    unsubscribed: {
      title: "Iscrizione annullata",
      text: (address) => `${address} non riceverà più questi messaggi.`,
    },
    leftLists: { title: "Fatto", text: (lists) => `Ha lasciato: ${lists}.` },
    tracking: {
      title: "Ciò che apre e i link che segue",
      text: "Vediamo quando apre un messaggio e quali link segue. Può farlo cessare; continuerà a ricevere i messaggi.",
      button: "Non registrarlo",
    },
    notTracked: {
      title: "Non viene più registrato",
      text: (address) => `Ciò che apre e i link che segue nei messaggi a ${address} non vengono registrati.`,
    },
    busy: { title: "Un momento, per favore", text: "Non è stato possibile aprirlo ora. Riprovi tra un momento." },
    subscribe: {
      title: "Iscriversi",
      intro: "Scelga di che cosa vuole sentire parlare. Può annullare l’iscrizione in ogni momento.",
      address: "Indirizzo e-mail",
      lists: "Vorrei ricevere",
      button: "Iscrivimi",
      consent: (sender) =>
        `Accetto che ${sender} mi invii e-mail su ciò che ho scelto. Posso revocare questo consenso in ogni momento, con il link in ogni e-mail.`,
      noAddress: "Inserisca il Suo indirizzo e-mail, per esempio nome@esempio.it.",
      noList: "Scelga almeno una lista.",
      noConsent: "Dia il Suo consenso, perché possiamo scriverLe.",
      nothing: "Al momento non c’è nulla a cui iscriversi.",
    },
    checkMail: {
      title: "Ancora un passo",
      text: (address) =>
        `Abbiamo inviato un’e-mail a ${address}. La apra e confermi entro 7 giorni: senza conferma nessuno può iscriverLa.`,
    },
    confirm: {
      title: "Confermi la Sua iscrizione",
      text: (address, lists) => `${address} riceverà: ${lists}.`,
      button: "Conferma",
    },
    confirmed: { title: "Grazie", text: (lists) => `Si è iscritto/a a: ${lists}.` },
    expired: {
      title: "Questo link è scaduto",
      text: "Le iscrizioni vanno confermate entro 7 giorni.",
      again: "Iscriversi di nuovo",
    },
    tooMany: { title: "Riprovi più tardi", text: "Ci sono stati troppi tentativi dalla Sua connessione." },
    failed: { title: "Non ha funzionato", text: "L’errore è nostro. Riprovi più tardi." },
    mail: {
      subject: (sender) => `Confermi la Sua iscrizione a ${sender}`,
      text: (lists) => `Ha chiesto di ricevere: ${lists}. Confermi che questo è il Suo indirizzo.`,
      button: "Conferma la mia iscrizione",
      ignore: "Se non è stato Lei, non faccia nulla: senza conferma non riceverà alcun messaggio.",
    },
  },
};
