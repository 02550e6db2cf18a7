// The page in English, and the shape of every other language: what is missing there does not compile.
import { type Level, WORDS_OF_LEVEL } from "../../../domain/level.ts";
import type { MaintenanceState } from "../../../domain/maintenance.ts";
import { WORDS_OF_POST } from "../../../domain/post.ts";
import type { Headline } from "../headline.ts";
import { EN_LINKS } from "./en-links.ts";

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);

export const EN = {
  /** Of `lang` in HTML. */
  tag: "en",
  /** What Intl formats moments and numbers by. */
  format: "en-GB",

  levels: WORDS_OF_LEVEL as Record<Level, string>,
  posts: WORDS_OF_POST as Record<keyof typeof WORDS_OF_POST, string>,
  windowStates: {
    scheduled: "Scheduled",
    in_progress: "In progress",
    verifying: "Verifying",
    completed: "Completed",
    cancelled: "Cancelled",
  } as Record<MaintenanceState, string>,
  headlines: {
    "All Systems Operational": "All Systems Operational",
    "Partially Degraded Service": "Partially Degraded Service",
    "Degraded System Service": "Degraded System Service",
    "Minor Service Outage": "Minor Service Outage",
    "Partial System Outage": "Partial System Outage",
    "Major System Outage": "Major System Outage",
    "Service Under Maintenance": "Service Under Maintenance",
    "Nothing is monitored yet": "Nothing is monitored yet",
  } as Record<Headline, string>,

  skip: "Skip to the status",
  getUpdates: "Get updates",
  unreachable: "This page cannot reach its server at the moment. What you see may be out of date.",
  /** The address leads to no page any more: it was taken away, or its token is another now. */
  gone: "This page cannot be read here any more. What you see is how it was.",
  lastChange: "Last change",
  zoneOfPage: (zone: string): string => `All times are in ${zone}.`,
  /** `{zone}` is filled in by the script, which knows the reader's. */
  zoneOfReader: "All times are in your zone, {zone}.",
  statusAsJson: "Status as JSON",
  calendar: "Calendar",
  /** What a badge of the whole page says is so. */
  badge: "status",
  tokenForFeeds: "This page is private: add ?token= and its token to the addresses of feeds and calendar.",

  emptyPage: "The services of this page will appear here with their state as soon as they are added.",
  affected: (count: number, all: number): string => `${count} of ${all} components affected`,
  allWork: (all: number): string =>
    plural(all, "The one component works as it should", `All ${all} components work as they should`),

  incidents: "Incidents",
  pastIncidents: "Past incidents",
  noPastIncidents: "Nothing was reported in the last two weeks.",
  running: "Maintenance in progress",
  coming: "Scheduled maintenance",
  components: "Components",
  touched: "Components:",
  since: "since",
  edited: "edited",
  update: "Update",
  /** As it stands in the middle of a sentence. */
  within: (word: string): string => word.toLowerCase(),
  /** Between the start and the end of a span. */
  until: "to",
  thenAgain: "Then again",

  whatWeSaid: "What we said",
  followIncident: "Get updates on this incident",
  whatIsPlanned: "What is planned",
  whatWasPlanned: "What was planned",
  planned: "Planned",
  began: "Began",
  ended: "Ended",

  history: "History",
  historyOf: (month: string): string => `History, ${month}`,
  quietMonth: (month: string): string => `Nothing was reported in ${month}.`,
  cutMonth: "There was more in this month than is listed here.",
  maintenance: "Maintenance",
  earlier: "Earlier",
  later: "Later",
  allHistory: "Incident history",

  /** `99.98` is formatted already. */
  uptime: (percent: string): string => `${percent} % uptime`,
  uptimeUnknown: "No uptime known yet",
  daysAgo: (count: number): string => `${count} days ago`,
  today: "Today",
  barLabel: (facts: { name: string; days: number; uptime: string; troubled: number }): string =>
    `${facts.name}, last ${facts.days} days: ${facts.uptime}, ${
      facts.troubled === 0
        ? "no trouble"
        : plural(facts.troubled, "1 day with trouble", `${facts.troubled} days with trouble`)
    }`,
  noTrouble: "No trouble in this time.",
  /** How uptime is counted; the weights are formatted already. */
  uptimeRule: (rule: { major: string; partial: string; degraded: string; leavesOutMaintenance: boolean }): string =>
    `Uptime counts a major outage as ${rule.major}, a partial outage as ${rule.partial} and degraded performance as ${rule.degraded} of its time; maintenance ${
      rule.leavesOutMaintenance ? "is left out" : "counts as up"
    }.`,
  duration: (minutes: number): string => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (hours === 0) return `${minutes} min`;
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  },

  links: EN_LINKS,
};
export type Words = typeof EN;
