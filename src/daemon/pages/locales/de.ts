// Die Seite auf Deutsch.
import { DE_LINKS } from "./de-links.ts";
import type { Words } from "./en.ts";

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);

export const DE: Words = {
  tag: "de",
  format: "de-DE",

  levels: {
    operational: "In Betrieb",
    degraded_performance: "Eingeschränkt",
    partial_outage: "Teilausfall",
    major_outage: "Ausfall",
    under_maintenance: "In Wartung",
  },
  posts: {
    investigating: "Wird untersucht",
    identified: "Ursache gefunden",
    monitoring: "Unter Beobachtung",
    resolved: "Behoben",
    postmortem: "Nachbetrachtung",
  },
  windowStates: {
    scheduled: "Geplant",
    in_progress: "Im Gange",
    verifying: "Wird geprüft",
    completed: "Abgeschlossen",
    cancelled: "Abgesagt",
  },
  headlines: {
    "All Systems Operational": "Alle Systeme in Betrieb",
    "Partially Degraded Service": "Teilweise eingeschränkter Betrieb",
    "Degraded System Service": "Eingeschränkter Betrieb",
    "Minor Service Outage": "Kleinere Störung",
    "Partial System Outage": "Teilweiser Ausfall",
    "Major System Outage": "Größerer Ausfall",
    "Service Under Maintenance": "Wartungsarbeiten",
    "Nothing is monitored yet": "Es wird noch nichts überwacht",
  },

  skip: "Zum Status springen",
  getUpdates: "Benachrichtigt werden",
  unreachable: "Diese Seite erreicht ihren Server zurzeit nicht. Was Sie sehen, ist vielleicht nicht mehr aktuell.",
  gone: "Diese Seite kann hier nicht mehr gelesen werden. Was Sie sehen, ist ihr letzter Stand.",
  lastChange: "Letzte Änderung",
  zoneOfPage: (zone) => `Alle Zeiten in ${zone}.`,
  zoneOfReader: "Alle Zeiten in Ihrer Zeitzone, {zone}.",
  statusAsJson: "Status als JSON",
  calendar: "Kalender",
  badge: "Status",
  tokenForFeeds:
    "Diese Seite ist privat: Hängen Sie an die Adressen von Feeds und Kalender ?token= und das Token der Seite an.",

  emptyPage: "Die Dienste dieser Seite erscheinen hier mit ihrem Zustand, sobald sie hinzugefügt wurden.",
  affected: (count, all) => `${count} von ${all} Komponenten betroffen`,
  allWork: (all) =>
    plural(all, "Die einzige Komponente funktioniert einwandfrei", `Alle ${all} Komponenten funktionieren einwandfrei`),

  incidents: "Störungen",
  pastIncidents: "Vergangene Störungen",
  noPastIncidents: "In den letzten zwei Wochen wurde nichts gemeldet.",
  running: "Laufende Wartung",
  coming: "Geplante Wartung",
  components: "Komponenten",
  touched: "Komponenten:",
  since: "seit",
  edited: "bearbeitet",
  update: "Aktualisierung",
  within: (word) => word,
  until: "bis",
  thenAgain: "Danach wieder",

  whatWeSaid: "Was wir gemeldet haben",
  followIncident: "Über diese Störung benachrichtigt werden",
  whatIsPlanned: "Was geplant ist",
  whatWasPlanned: "Was geplant war",
  planned: "Geplant",
  began: "Begonnen",
  ended: "Beendet",

  history: "Verlauf",
  historyOf: (month) => `Verlauf, ${month}`,
  quietMonth: (month) => `Im ${month} wurde nichts gemeldet.`,
  cutMonth: "In diesem Monat gab es mehr, als hier aufgeführt ist.",
  maintenance: "Wartung",
  earlier: "Früher",
  later: "Später",
  allHistory: "Gesamter Verlauf",

  uptime: (percent) => `${percent} % verfügbar`,
  uptimeUnknown: "Verfügbarkeit noch unbekannt",
  daysAgo: (count) => `Vor ${count} Tagen`,
  today: "Heute",
  barLabel: ({ name, days, uptime, troubled }) =>
    `${name}, letzte ${days} Tage: ${uptime}, ${
      troubled === 0 ? "keine Störung" : plural(troubled, "1 Tag mit Störung", `${troubled} Tage mit Störung`)
    }`,
  noTrouble: "In dieser Zeit gab es keine Störung.",
  uptimeRule: ({ major, partial, degraded, leavesOutMaintenance }) =>
    `Für die Verfügbarkeit zählt ein Ausfall mit ${major}, ein Teilausfall mit ${partial} und eingeschränkter Betrieb mit ${degraded} seiner Dauer; Wartung ${
      leavesOutMaintenance ? "zählt nicht mit" : "zählt als verfügbar"
    }.`,
  duration: (minutes) => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (hours === 0) return `${minutes} min`;
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  },

  links: DE_LINKS,
};
