// The set phrases of messages.

import type { NewsKind } from "../../../domain/channel.ts";
import { cleanLine } from "../../../domain/clean-text.ts";
import { isWorse, LEVELS, type Severity, WORDS_OF_LEVEL } from "../../../domain/level.ts";
import type { Content, PageReason, ToldComponent } from "./message.ts";

type Of<K extends Content["kind"]> = Extract<Content, { kind: K }>;
export const ENDED_WORDS = {
  acknowledged: "Acknowledged",
  resolved: "Resolved",
  merged: "Merged into another incident",
  closed: "Closed",
} as const satisfies Record<Of<"page-ended">["how"], string>;

export const NEWS_WORDS = {
  status: "the state of components",
  posts: "incidents",
  maintenance: "maintenance",
} as const satisfies Record<NewsKind, string>;

/** Why the team is paged; `times` counts the reminders. */
export const PAGE_WORDS = {
  opened: () => null,
  reopened: () => "It has come back.",
  raised: (severity) => `Its severity was raised to ${severity}.`,
  ack_expired: () => "Its acknowledgement has run out, so nobody owns it any more.",
  released: () => "Maintenance held it until now; from now on it counts.",
  snooze_ended: () => "Its snooze has ended.",
  reminder: (_, times) => `Nobody has acknowledged it yet (reminder ${times}).`,
} as const satisfies Record<PageReason, (severity: Severity, times: number) => string | null>;

/** After what some alerts say. */
export const moreAlerts = (count: number): string =>
  count === 1 ? "and 1 more alert fires" : `and ${count} more alerts fire`;

/** Components that a title names before it only counts. */
const MAX_NAMED = 3;

/** `API, Shop: major outage; Mail: operational`, the worst first. */
export const levelsTitle = (components: readonly ToldComponent[]): string => {
  const named = worstFirst(components).slice(0, MAX_NAMED);
  const groups = LEVELS.flatMap((level) => {
    const names = named.filter(({ to }) => to === level).map(({ name }) => cleanLine(name));
    return names.length === 0 ? [] : [`${names.join(", ")}: ${WORDS_OF_LEVEL[level].toLowerCase()}`];
  });
  return `${groups.join("; ")}${more(components)}`;
};

export const namesTitle = (components: readonly ToldComponent[]): string =>
  `${components
    .slice(0, MAX_NAMED)
    .map(({ name }) => cleanLine(name))
    .join(", ")}${more(components)}`;

const more = ({ length }: readonly unknown[]): string => (length > MAX_NAMED ? ` and ${length - MAX_NAMED} more` : "");

/** `API: Major outage (was operational)` */
export const levelLines = (components: readonly ToldComponent[]): string[] =>
  worstFirst(components).map(({ name, from, to }) => {
    const was = from === to ? "" : ` (was ${WORDS_OF_LEVEL[from].toLowerCase()})`;
    return `${cleanLine(name)}: ${WORDS_OF_LEVEL[to]}${was}`;
  });

export const isTrouble = (components: readonly ToldComponent[]): boolean =>
  components.some(({ to }) => isWorse(to, "under_maintenance"));

const worstFirst = (components: readonly ToldComponent[]): ToldComponent[] =>
  components.toSorted((a, b) => LEVELS.indexOf(a.to) - LEVELS.indexOf(b.to));
