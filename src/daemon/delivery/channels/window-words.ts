// What is said of a maintenance window.
import { cleanLine, cleanLines } from "../../../domain/clean-text.ts";
import type { MaintenanceState } from "../../../domain/maintenance.ts";
import type { Times } from "../../../domain/times.ts";
import type { Content, WindowNews } from "./message.ts";
import { levelLines } from "./phrases.ts";

type OfWindow = Extract<Content, { kind: "window" }>;
interface Phrase {
  subject: string;
  sentence: string;
}

export const windowWords = (content: OfWindow): Phrase => {
  const words = WORDS[content.transition];
  return typeof words === "function" ? words(content) : words;
};

/** `at`: when it happened. */
export const sayWindow = (
  content: OfWindow,
  times: Times,
  at: number,
): { title: string; lines: string[]; body: string | null } => {
  const { subject, sentence } = windowWords(content);
  const { transition, title, text, update, withLater } = content;
  return {
    title: `${subject}: ${cleanLine(title)}`,
    lines: [
      // The subject of one that is planned says what the times below go on with.
      ...(transition === "announced" ? [] : [sentence]),
      ...(withLater ? (LATER[transition] ?? []) : []),
      ...(transition === "announced" && content.isOfSeries ? [COMES_AGAIN] : []),
      ...leftLines(content),
      ...plannedLines(content, times),
      ...componentLines(content),
      ...(HAPPENED[transition] ? [`${HAPPENED[transition]}: ${times.words(at)}`] : []),
    ],
    body: update ? cleanLines(update.text) : text !== null && HAS_TEXT.has(transition) ? cleanLines(text) : null,
  };
};

const WORDS: { [N in WindowNews]: Phrase | ((content: OfWindow) => Phrase) } = {
  announced: { subject: "Maintenance planned", sentence: "This maintenance is planned." },
  reminded: { subject: "Maintenance reminder", sentence: "This maintenance starts soon." },
  moved: ({ startsAt, endsAt, was, left = [] }) => {
    if (!was && left.length > 0)
      return {
        subject: "Maintenance changed",
        sentence: notAnyMore(left),
      };
    if (!was || was.startsAt !== startsAt)
      return { subject: "Maintenance moved", sentence: "This maintenance takes place at another time." };
    return endsAt > was.endsAt
      ? { subject: "Maintenance extended", sentence: "This maintenance takes longer than planned." }
      : { subject: "Maintenance shortened", sentence: "This maintenance ends sooner than planned." };
  },
  updated: ({ state }) => ({ subject: "Maintenance update", sentence: WORDS_OF_STATE[state] }),
  started: { subject: "Maintenance started", sentence: "This maintenance has started." },
  // Nobody was there to do it; so nothing is said to be done.
  completed: ({ isUnseen }) =>
    isUnseen
      ? { subject: "Maintenance over", sentence: "The time that was planned for this maintenance is over." }
      : { subject: "Maintenance completed", sentence: "This maintenance has ended." },
  cancelled: ({ why }) => ({ subject: "Maintenance cancelled", sentence: WORDS_OF_CANCEL[why ?? "before"] }),
};

const WORDS_OF_STATE = {
  scheduled: "This maintenance has not started yet.",
  in_progress: "This maintenance is under way.",
  verifying: "The work is done, and is being checked.",
  completed: "This maintenance is over.",
  cancelled: "This maintenance was cancelled.",
} as const satisfies Record<MaintenanceState, string>;

const WORDS_OF_CANCEL = {
  before: "This maintenance will not take place.",
  running: "This maintenance was called off while it was under way.",
  skipped: "This maintenance will not take place this time; the next ones are as planned.",
  lapsed: "This maintenance did not take place.",
} as const satisfies Record<"before" | NonNullable<OfWindow["why"]>, string>;

const LATER: { [N in WindowNews]?: string[] } = {
  moved: ["The later ones of its series have changed as well."],
  cancelled: ["The later ones of its series will not take place."],
};
const COMES_AGAIN = "It comes again; the status page says when.";
/** News of a plan say what it is about; later ones are about what became of it. */
const HAS_TEXT: ReadonlySet<WindowNews> = new Set(["announced", "reminded"]);

/** What was planned says little of when it was; a plan's own times say it all. */
const HAPPENED: { [N in WindowNews]?: string } = { updated: "Said", started: "Started", completed: "Ended" };

/** Where nothing else changed the sentence says it. */
const leftLines = ({ was, left = [] }: OfWindow): string[] => (was && left.length > 0 ? [notAnyMore(left)] : []);
const notAnyMore = (names: readonly string[]): string =>
  `It does not cover ${names.map(cleanLine).join(", ")} any more.`;

const plannedLines = ({ transition, startsAt, endsAt, was }: OfWindow, times: Times): string[] => {
  const { from, to } = times.span(startsAt, endsAt);
  if (transition === "cancelled") return [`It was planned from ${from} to ${to}`];
  if (!was) return [`Planned from ${from} to ${to}`];
  const before = times.span(was.startsAt, was.endsAt);
  return [`Now planned from ${from} to ${to}`, `Before: from ${before.from} to ${before.to}`];
};

const componentLines = ({ says, components }: OfWindow): string[] => {
  if (says === "levels") return levelLines(components);
  return components.length === 0 ? [] : [`Components: ${components.map(({ name }) => cleanLine(name)).join(", ")}`];
};
