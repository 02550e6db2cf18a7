// What each kind of content says. Names and titles become one clean line each; what people wrote keeps its lines.
import { formatDuration } from "../../../contract/time.ts";
import { NEWS_KINDS } from "../../../domain/channel.ts";
import { cleanLine, cleanLines } from "../../../domain/clean-text.ts";
import { cut } from "../../../domain/display-width.ts";
import type { Severity } from "../../../domain/level.ts";
import { WORDS_OF_POST } from "../../../domain/post.ts";
import { type Times, timesIn } from "../../../domain/times.ts";
import type { Content, Message, PagedIncident, PageFacts } from "./message.ts";
import * as phrases from "./phrases.ts";
import { sayWindow } from "./window-words.ts";
import type { Link, Tone, Words } from "./words.ts";

/** Of one text that a message quotes: a note, a reason. */
const MAX_QUOTE = 500;
/** Items that a summary spells out. */
const MAX_ITEMS = 50;

export type Said = Pick<Words, "title" | "tone" | "lines" | "body" | "links" | "actions">;
type Of<K extends Content["kind"]> = Extract<Content, { kind: K }>;
type Say<K extends Content["kind"]> = (content: Of<K>, message: Message, times: Times) => Said;

export const say = (content: Content, message: Message): Said =>
  // The entry of a kind takes contents of that kind, which the compiler does not follow through the look-up.
  (SAY[content.kind] as Say<Content["kind"]>)(content as never, message, timesOf(message.page.timeZone));

const PLAIN = { tone: "quiet", body: null, links: [], actions: [] } satisfies Omit<Said, "title" | "lines">;
const TONE_OF_SEVERITY = {
  critical: "alarm",
  high: "alarm",
  medium: "trouble",
  low: "trouble",
  info: "quiet",
} as const satisfies Record<Severity, Tone>;

const SAY: { [K in Content["kind"]]: Say<K> } = {
  levels: ({ components }, { at, page }, times) => ({
    ...PLAIN,
    title: phrases.levelsTitle(components),
    tone: phrases.isTrouble(components) ? "trouble" : "good",
    lines: [...phrases.levelLines(components), times.words(at)],
    links: [linkTo(page)],
  }),
  unstable: ({ components, changes, withinMs }, { at, page }, times) => ({
    ...PLAIN,
    title: `${phrases.namesTitle(components)}: unstable`,
    tone: "trouble",
    lines: [
      `It keeps changing: ${changes} times within ${formatDuration(withinMs)}. You will be told once it has settled.`,
      ...phrases.levelLines(components),
      times.words(at),
    ],
    links: [linkTo(page)],
  }),
  window: (content, { at }, times) => ({
    ...PLAIN,
    ...sayWindow(content, times, at),
    links: [{ label: "This maintenance on the status page", url: content.url }],
  }),
  post: ({ incident, post, components }, _, times) => ({
    ...PLAIN,
    title: `${WORDS_OF_POST[post.status]}: ${cleanLine(incident.title)}`,
    tone: post.status === "resolved" ? "good" : post.status === "postmortem" ? "quiet" : "trouble",
    lines: [...phrases.levelLines(components), times.words(post.at)],
    body: cleanLines(post.body),
    links: [{ label: "This incident on the status page", url: incident.url }],
  }),
  page: ({ reason, incident, ackUrl, times: count }, _, times) => ({
    ...PLAIN,
    title: `${incident.severity}: ${nameOf(incident)}`,
    tone: TONE_OF_SEVERITY[incident.severity],
    lines: [
      phrases.PAGE_WORDS[reason](incident.severity, count) ?? [],
      knownOf(incident),
      factsOf(incident, times),
    ].flat(),
    links: leadsOf(incident),
    actions: [{ label: "Acknowledge", url: ackUrl }],
  }),
  "page-ended": ({ how, by, note, incident }, { at }, times) => ({
    ...PLAIN,
    title: `${phrases.ENDED_WORDS[how]} by ${cleanLine(by)}: ${nameOf(incident)}`,
    tone: how === "resolved" ? "good" : "quiet",
    lines: [...(note ? [`Note: ${quote(note)}`] : []), times.words(at)],
  }),
  confirm: ({ url, expiresAt, components, incidents, kinds }, { page }, times) => ({
    ...PLAIN,
    title: "Confirm your subscription",
    lines: [
      `Somebody, we hope you, asked that news of ${cleanLine(page.title)} be sent here.`,
      ...(incidents === null
        ? [
            `News of: ${(kinds ?? NEWS_KINDS).map((kind) => phrases.NEWS_WORDS[kind]).join(", ")}`,
            `Components: ${components === null ? "all" : components.map(cleanLine).join(", ")}`,
          ]
        : [`What is posted about: ${incidents.map(cleanLine).join(", ") || "an incident that is not shown any more"}`]),
      `The link works once, until ${times.words(expiresAt)}.`,
      "If it was not you, do nothing: then nothing is sent here.",
    ],
    actions: [{ label: "Confirm the subscription", url }],
  }),
  test: ({ by }, { at }, times) => ({
    ...PLAIN,
    title: "Test message",
    lines: [`${cleanLine(by)} asked for this message, to see whether it arrives. It has.`, times.words(at)],
  }),
  quarantined: ({ subscriberId, channel, reason, others }, { at }, times) => {
    const first = `ubscriber ${subscriberId} (${channel})`;
    return {
      ...PLAIN,
      title:
        others === 0 ? `S${first} is told nothing any more` : `${others + 1} subscribers are told nothing any more`,
      tone: "trouble",
      lines: [
        ...(others === 0 ? [] : [`The first of them is s${first}.`]),
        `The last message to it failed for good: ${quote(reason)}`,
        "See `tocsin subscriber list --state quarantined`.",
        times.words(at),
      ],
    };
  },
  summary: ({ items }, message, times) => {
    const said = items.map((item) => say(item, message));
    return {
      ...PLAIN,
      title: `${items.length} messages in one`,
      tone: TONES.find((tone) => said.some((one) => one.tone === tone)) ?? "quiet",
      lines: [
        "There is so much news that it comes as one message:",
        ...said.slice(0, MAX_ITEMS).map(({ title }) => `- ${title}`),
        ...(items.length > MAX_ITEMS ? [`and ${items.length - MAX_ITEMS} more`] : []),
        times.words(message.at),
      ],
      links: said.some(({ links }) => links.length > 0) ? [linkTo(message.page)] : [],
    };
  },
};
/** The most pressing first. */
const TONES: readonly Tone[] = ["alarm", "trouble", "good"];

const linkTo = ({ link }: PageFacts): Link => ({ label: "The status page", url: link });
const nameOf = ({ id, title }: PagedIncident): string => `${cleanLine(title)} (incident ${id})`;
const quote = (text: string): string => cut(cleanLine(text), MAX_QUOTE);

/** What is in the title already is not said again; alerts of one group mostly say the same. */
const knownOf = ({ title, message, alerts = [], moreAlerts = 0 }: PagedIncident): string[] => {
  const said = [message, ...alerts.flatMap(({ summary, description }) => [summary, description])];
  const lines = said.flatMap((text) => (text === undefined ? [] : [quote(text)]));
  const more = moreAlerts > 0 ? [phrases.moreAlerts(moreAlerts)] : [];
  return [...new Set(lines.filter((line) => !cleanLine(title).includes(line))), ...more];
};

/** Of links to what a page is about. */
const MAX_LEADS = 4;
const leadsOf = ({ alerts = [] }: PagedIncident): Link[] => {
  const links = alerts.flatMap(({ runbookUrl, originUrl }) => [
    ...(runbookUrl ? [{ label: "Runbook", url: runbookUrl }] : []),
    ...(originUrl ? [{ label: "Where the alert comes from", url: originUrl }] : []),
  ]);
  return [...new Map(links.map((link) => [link.url, link])).values()].slice(0, MAX_LEADS);
};

const factsOf = ({ components, source, key, openedAt, owner }: PagedIncident, times: Times): string[] => [
  ...(components.length > 0 ? [`Components: ${components.map(cleanLine).join(", ")}`] : []),
  `Source: ${cleanLine(source)}${key === null ? "" : `, key ${quote(key)}`}`,
  `Opened: ${times.words(openedAt)}`,
  ...(owner === null ? [] : [`Owner: ${cleanLine(owner)}`]),
];

/** Zones of pages; a config that is reloaded with ever new ones begins anew. */
const MAX_ZONES = 100;
const zones = new Map<string, Times>();
export const timesOf = (timeZone: string): Times => {
  const known = zones.get(timeZone);
  if (known) return known;
  if (zones.size >= MAX_ZONES) zones.clear();
  const times = timesIn(timeZone);
  zones.set(timeZone, times);
  return times;
};
