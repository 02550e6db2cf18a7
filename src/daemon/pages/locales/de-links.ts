// Was die Seiten hinter Links auf Deutsch sagen: Abonnieren, Bestätigen, Ändern, Abmelden, Fehler.
import type { LinkWords } from "./en-links.ts";

const NOT_DONE = "Das hat nicht geklappt";
const TO_PAGE = "Zur Statusseite";
const SUBSCRIBE_AGAIN = "Erneut abonnieren";
const HOOK = "Adresse des Webhooks";

export const DE_LINKS: LinkWords = {
  back: "Zurück zur Statusseite",

  channels: {
    email: {
      ...{ name: "E-Mail", target: "E-Mail-Adresse", hint: "zum Beispiel name@example.org" },
      wrong: "Bitte geben Sie eine gültige E-Mail-Adresse ein.",
    },
    webhook: {
      ...{ name: "Webhook", target: HOOK },
      hint: "eine URL, die JSON per POST annimmt, signiert nach Standard Webhooks",
      wrong: "Das muss eine http- oder https-URL sein, zum Beispiel https://example.org/hooks/tocsin.",
    },
    slack: {
      ...{ name: "Slack", target: HOOK, hint: "die URL eines eingehenden Webhooks" },
      wrong: "Das muss eine https-URL sein, zum Beispiel https://hooks.slack.com/services/T000/B000/XXXX.",
    },
    discord: {
      ...{ name: "Discord", target: HOOK, hint: "die URL eines Webhooks des Kanals" },
      wrong: "Das muss eine https-URL sein, zum Beispiel https://discord.com/api/webhooks/ID/TOKEN.",
    },
    teams: {
      ...{ name: "Microsoft Teams", target: HOOK, hint: "die URL des Workflows des Kanals" },
      wrong: "Das muss eine https-URL sein, zum Beispiel https://HOST/workflows/…/invoke?….",
    },
    telegram: {
      ...{ name: "Telegram", target: "Chat" },
      hint: "die Nummer eines Chats mit unserem Bot oder der @Name eines Kanals",
      wrong: "Das muss die Nummer eines Chats oder der @Name eines Kanals sein.",
    },
    ntfy: {
      ...{ name: "ntfy", target: "Adresse des Themas", hint: "zum Beispiel https://ntfy.sh/ihr-thema" },
      wrong: "Das muss eine https-URL sein, zum Beispiel https://ntfy.sh/THEMA.",
    },
    gotify: {
      ...{ name: "Gotify", target: "Adresse des Servers", hint: "seine URL mit dem Token einer Anwendung" },
      wrong: "Das muss eine https-URL sein, zum Beispiel https://HOST/?token=APP_TOKEN.",
    },
  },
  kinds: {
    status: { name: "Komponenten", hint: "wenn eine ausfällt und wenn sie wieder funktioniert" },
    posts: { name: "Störungen", hint: "was wir über eine Störung schreiben, während wir sie beheben" },
    maintenance: {
      name: "Wartung",
      hint: "wenn Arbeiten geplant, verschoben oder abgesagt werden, beginnen und enden",
    },
  },

  subscribe: {
    title: "Benachrichtigt werden",
    titleOfFaulty: "Noch nicht gesendet",
    lead: "Erfahren Sie sofort von Störungen und geplanten Wartungen. Sie können jederzeit ändern, was Sie bekommen, oder sich abmelden.",
    leadOfIncident: "Sie werden nur über Meldungen zu {incident} benachrichtigt.",
    everything: "Stattdessen alles abonnieren",
    how: "Auf welchem Weg?",
    address: "Adresse",
    trap: "Dieses Feld bitte leer lassen",
    send: "Abonnieren",
    afterwards:
      "Wir senden Ihnen eine Nachricht mit einem Link. Das Abonnement beginnt erst, wenn Sie es dort bestätigen.",
  },
  asked: {
    title: "Achten Sie auf unsere Nachricht",
    sent: (who) =>
      `Wenn ${who} erreichbar ist, ist unsere Nachricht mit einem Link schon unterwegs. Mehr senden wir erst, wenn der Link benutzt wurde.`,
    thisTarget: "dieses Ziel",
    lost: "Nach einigen Minuten noch nichts da? Sehen Sie bitte im Spam-Ordner nach, und prüfen Sie, ob die Adresse stimmt.",
    more: "Noch etwas abonnieren",
  },
  scope: {
    which: "Welche Komponenten?",
    all: "Alle",
    allHint: "auch künftige",
    some: "Nur diese:",
    what: "Worüber?",
  },
  confirm: {
    title: "Abonnement bestätigen",
    messages: "Nachrichten von {page} an {who}:",
    replaces:
      "Bisher wird dorthin über {page} berichtet. Das endet damit: Eine Adresse erhält Nachrichten von einer Seite.",
    yes: "Ja, abonnieren",
    notYou: "Das waren nicht Sie? Dann schließen Sie einfach diese Seite: Es ändert sich nichts.",
    done: "Ihr Abonnement ist bestätigt",
    hears: "Ab jetzt wird {who} benachrichtigt über:",
    used: "Schon bestätigt",
    hearsAlready: "Dieser Link wurde bereits benutzt. {who} wird benachrichtigt über:",
    secret: "Kopieren Sie dieses Geheimnis jetzt: Es wird nicht noch einmal angezeigt.",
    signed: "Jede Nachricht wird damit nach Standard Webhooks signiert.",
    secretLost:
      "Das Geheimnis wurde nur einmal angezeigt. Falls Sie es nicht mehr haben, melden Sie sich ab und abonnieren Sie erneut: Dann bekommen Sie ein neues.",
    change: "Abonnement ändern",
    leave: "Abmelden",
  },
  manage: {
    title: "Ihr Abonnement",
    titleOfFaulty: "Noch nicht gespeichert",
    saved: "Gespeichert.",
    sent: "Das senden wir an {who}.",
    orElse: "Sie können stattdessen auch die ganze Seite oder einen Teil davon abonnieren.",
    save: "Speichern",
    pageInstead: "Stattdessen diese Seite abonnieren",
    leaveAll: "Von allem abmelden",
    unconfirmed: "Noch nicht bestätigt: Benutzen Sie den Link in unserer Nachricht, oder abonnieren Sie erneut.",
    paused: "Angehalten: Unsere Nachrichten waren nicht zustellbar. {again}, sobald das wieder möglich ist.",
    again: "Abonnieren Sie erneut",
  },
  unsubscribe: {
    title: "Abmelden",
    ask: "Möchten Sie sich abmelden?",
    nothingMore: "An {who} wird von {page} nichts mehr gesendet.",
    yes: "Abmelden",
    less: "Lieber weniger bekommen",
    done: "Sie sind abgemeldet",
    forgotten: "Wir senden nichts mehr und haben Ihre Adresse gelöscht.",
    again: SUBSCRIBE_AGAIN,
  },
  shown: {
    posted: "Meldungen zu",
    hiddenIncident: "einer Störung, die nicht mehr angezeigt wird",
    components: "Komponenten",
    all: "Alle Komponenten, auch künftige",
    none: "Keine, die noch angezeigt wird",
    kinds: "Themen",
    everything: "Alles",
    more: (names, count) => `${names} und ${count} weitere`,
  },

  gone: {
    nowhere: {
      title: "Diese Seite gibt es nicht",
      words: "Vielleicht ist die Adresse falsch geschrieben, oder was hier war, wird nicht mehr angezeigt.",
      next: TO_PAGE,
    },
    noChannel: {
      title: "Hier gibt es nichts zu abonnieren",
      words: "Diese Seite versendet keine Nachrichten.",
      next: TO_PAGE,
    },
    noIncident: {
      title: "Nicht auf dieser Seite",
      words: "Diese Störung gibt es auf dieser Seite nicht.",
      next: "Stattdessen alles abonnieren",
    },
    forged: {
      title: "Dieser Link ist unvollständig",
      words: "Einige Zeichen fehlen oder sind falsch. Bitte kopieren Sie den ganzen Link aus der Nachricht.",
      next: TO_PAGE,
    },
    forgedConfirmation: {
      title: "Dieser Link ist unvollständig",
      words:
        "Einige Zeichen fehlen oder sind falsch. Bitte kopieren Sie den ganzen Link aus der Nachricht, oder fordern Sie einen neuen an.",
      next: SUBSCRIBE_AGAIN,
    },
    expired: {
      title: "Dieser Link ist abgelaufen",
      words: "Er war nur einige Tage lang gültig. Fordern Sie einen neuen an; das dauert nur eine Minute.",
      next: SUBSCRIBE_AGAIN,
    },
    removed: {
      title: "Sie sind abgemeldet",
      words: "Das Abonnement zu diesem Link gibt es nicht mehr. Es wird nichts gesendet.",
      next: SUBSCRIBE_AGAIN,
    },
  },
  toPage: TO_PAGE,

  faults: {
    notSent: (count) =>
      count === 1
        ? "Bitte korrigieren Sie eine Angabe; noch wurde nichts gesendet."
        : `Bitte korrigieren Sie ${count} Angaben; noch wurde nichts gesendet.`,
    notSaved: (count) =>
      count === 1
        ? "Bitte korrigieren Sie eine Angabe; noch wurde nichts gespeichert."
        : `Bitte korrigieren Sie ${count} Angaben; noch wurde nichts gespeichert.`,
    chooseOne: "Bitte wählen Sie mindestens einen Eintrag aus.",
    chooseFewer: "Bitte wählen Sie weniger aus, oder alle.",
    chooseFromThese: "Bitte wählen Sie einen dieser Einträge aus.",
    notHere: (id) => `„${id}“ gibt es auf dieser Seite nicht.`,
    private: "Das muss eine öffentlich erreichbare Adresse sein.",
    noIncident: "Diese Störung gibt es auf dieser Seite nicht.",
    noPage: "Die Seite zu diesem Abonnement gibt es nicht mehr.",
  },
  problems: {
    invalid: { title: NOT_DONE, words: "Was gesendet wurde, ist nicht lesbar. Bitte versuchen Sie es noch einmal." },
    unauthenticated: { title: NOT_DONE, words: "Dafür fehlt Ihnen die Berechtigung." },
    forbidden: {
      title: NOT_DONE,
      words: "Dieses Formular kam von einer fremden Website. Bitte senden Sie es von hier aus ab.",
    },
    not_found: { title: NOT_DONE, words: "Dieses Abonnement gibt es nicht mehr." },
    conflict: {
      title: NOT_DONE,
      words: "Inzwischen hat sich etwas geändert. Bitte öffnen Sie den Link noch einmal.",
    },
    too_large: { title: NOT_DONE, words: "Mehr als {size} werden hier nicht angenommen. Bitte senden Sie weniger." },
    rate_limited: { title: "Einen Moment, bitte", words: "Dieser Link wurde in kurzer Zeit zu oft benutzt." },
    internal: {
      title: "Bei uns ist ein Fehler aufgetreten",
      words: "Es wurde nichts geändert. Bitte versuchen Sie es gleich noch einmal.",
    },
    unavailable: {
      title: "Zurzeit nicht möglich",
      words: "Es wurde nichts geändert. Bitte versuchen Sie es gleich noch einmal.",
    },
  },
  tooMany: "In kurzer Zeit sind zu viele Anfragen eingegangen.",
  waitMinutes: (count) =>
    count === 1
      ? "Bitte versuchen Sie es in einer Minute noch einmal."
      : `Bitte versuchen Sie es in ${count} Minuten noch einmal.`,
};
