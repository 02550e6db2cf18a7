// One incident in full: what it is, its alerts with their labels and links, what was said in public, and its timeline, newest
// first, so that what happens now is in sight.
import { type EventLike, eventNote, eventWords } from "../../contract/event-words.ts";
import type { Alert, Incident } from "../../contract/incidents.ts";
import { count, shortTime } from "../../contract/words.ts";
import { shownIncident } from "../commands/commands.ts";
import { MAX_TIMELINE } from "../screens/detail-of.ts";
import { isSnoozed } from "../screens/listed.ts";
import type { State } from "../state.ts";
import { wrapped } from "../text.ts";
import { ageOf, TONE_OF_SEVERITY, type Tone, WORD_OF_STATE, WORDS_OF_LEVEL } from "../words.ts";
import { remembered } from "./remembered.ts";
import { blank, type Cell, heading, type Row, rowOf } from "./row.ts";

export const detailRows = (state: State): Row[] => {
  const { detail, size } = state;
  const width = size.columns;
  if (!detail) return [];
  const shown = shownIncident(state, detail.id);
  if (!shown) {
    const text = detail.error ?? "reading it…";
    return [heading(`#${detail.id}`, width), ...wrapped(`  ${text}`, width).map((line) => rowOf(line, width, "quiet"))];
  }
  const { incident, pending } = shown;
  return [
    heading(`#${incident.id} ${incident.title}`, width),
    ...facts(incident, pending, state),
    ...alertPart(state, incident),
    ...postPart(state, incident),
    ...timelinePart(state),
  ];
};

const LABEL = 13;
/** `label  text`, the text in as many lines as it needs. */
const fact = (label: string, text: string, width: number, tone?: Tone): Row[] =>
  wrapped(text, width - LABEL - 2).map((line, at) => ({
    cells: [
      { text: at === 0 ? `  ${label}` : "", width: LABEL + 2, tone: "quiet" },
      { text: line, width: width - LABEL - 2, tone },
    ],
  }));

const facts = (incident: Incident, pending: string | null, state: State): Row[] => {
  const { now, timeZone, size } = state;
  const { owner, openedAt, ackedUntil, snoozedUntil, resolvedAt, closedAt, mergedInto, key, source, components } =
    incident;
  const word = incident.held && incident.state === "open" ? "held by maintenance" : WORD_OF_STATE[incident.state];
  const when = (iso: string): string => `${shortTime(iso, timeZone)}, ${ageOf(iso, now)} ago`;
  const whose = owner ? `${word}, ${owner} has it` : `${word}, nobody has it`;
  const counts = [
    incident.firing > 0 ? count(incident.firing, "alert fires", "alerts fire") : "",
    incident.reopenCount > 0 ? `came back ${count(incident.reopenCount, "time")}` : "",
  ].filter(Boolean);
  const rows: [label: string, text: string | undefined, tone?: Tone | undefined][] = [
    ["severity", incident.severity, TONE_OF_SEVERITY[incident.severity]],
    [
      "state",
      [whose, ...counts, ...(pending ? [pending] : [])].join("; "),
      incident.state === "open" ? "strong" : undefined,
    ],
    ["opened", when(openedAt)],
    ["ack ends", ackedUntil && `in ${ageOf(ackedUntil, now)}: then it is open again and pages`],
    ["snoozed", snoozedUntil && isSnoozed(incident, now) ? `for ${ageOf(snoozedUntil, now)} more` : undefined],
    ["resolved", resolvedAt && when(resolvedAt)],
    ["closed", closedAt && `${when(closedAt)}${mergedInto ? `; merged into #${mergedInto}` : ""}`],
    ["key", key && `${key} (${source})`],
    ["source", key || source === "manual" ? undefined : source],
    ["public", incident.public && `“${incident.public.title}”, ${incident.public.status}`],
  ];
  return [
    ...rows.flatMap(([label, text, tone]) => (text ? fact(label, text, size.columns, tone) : [])),
    ...components.flatMap((one, at) => fact(at === 0 ? "components" : "", linkWords(one, state), size.columns)),
  ];
};
const linkWords = (
  { id, name, level, held, origin }: Incident["components"][number],
  { components }: State,
): string => {
  const asks = level ? WORDS_OF_LEVEL[level].words : "asks nothing";
  const is = components.get(id)?.level;
  const now = is && is !== level ? `; it is ${WORDS_OF_LEVEL[is].words}` : "";
  return `${name} (${id}): ${asks}${held ? ", held by maintenance" : ""}${origin === "alert" ? ", by alerts" : ""}${now}`;
};

const alertPart = ({ detail, now, size, timeZone }: State, { alertCount }: Incident): Row[] => {
  const alerts = detail?.alerts ?? [];
  if (alerts.length === 0) return [];
  const more = alertCount > alerts.length ? ` of ${alertCount}` : "";
  return [
    blank(size.columns),
    heading(`Alerts ${alerts.length}${more}`, size.columns, { isFocused: false }),
    ...alerts.flatMap((alert) => alertRows(alert, { now, width: size.columns, timeZone })),
  ];
};

const LINK = /^https?:\/\//;
const alertRows = (alert: Alert, { now, width, timeZone }: { now: number; width: number; timeZone: string }): Row[] => {
  const { state, severity, labels, firedAt, muted, repeats, source } = alert;
  const { alertname = alert.fingerprint } = labels;
  const is = state === "firing" ? (muted ? "muted" : "FIRES") : state;
  const said = `${alertname}, from ${source}, since ${shortTime(firedAt, timeZone)} (${ageOf(firedAt, now)})${repeats > 0 ? `, repeated ${repeats} times` : ""}`;
  return [
    ...lead(
      [
        { text: is, width: 9, tone: state === "firing" ? "alarm" : "good" },
        { text: severity, width: 9, tone: TONE_OF_SEVERITY[severity] },
      ],
      said,
      width,
    ),
    ...remembered(alert, String(width), () => wordsOfAlert(alert, width)),
  ];
};
const wordsOfAlert = ({ labels: { alertname: _, ...labels }, annotations }: Alert, width: number): Row[] => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const notes = Object.entries(annotations);
  return [
    ...(pairs.length > 0 ? indented(pairs.join("  "), width, "quiet") : []),
    ...notes.filter(([, value]) => !LINK.test(value)).flatMap(([name, value]) => indented(`${name}: ${value}`, width)),
    // Each on a line of its own, so that a terminal takes it for a link.
    ...notes
      .filter(([, value]) => LINK.test(value))
      .flatMap(([name, value]) => [...indented(`${name}:`, width), ...indented(value, width, "notice")]),
  ];
};

const lead = (first: readonly Cell[], text: string, width: number): Row[] => {
  const used = first.reduce((sum, cell) => sum + cell.width, 2);
  return wrapped(text, width - used).map((line, at) => ({
    cells:
      at === 0
        ? [{ text: "", width: 2 }, ...first, { text: line, width: width - used }]
        : [
            { text: "", width: used },
            { text: line, width: width - used },
          ],
  }));
};
const INDENT = 4;
const indented = (text: string, width: number, tone?: Tone): Row[] =>
  wrapped(text, width - INDENT).map((line) => ({
    cells: [
      { text: "", width: INDENT },
      { text: line, width: width - INDENT, tone },
    ],
  }));

const postPart = ({ size, timeZone }: State, { posts }: Incident): Row[] => {
  if (posts.length === 0) return [];
  const { columns } = size;
  return [
    blank(columns),
    heading(`Said in public ${posts.length}, newest first`, columns, { isFocused: false }),
    ...posts
      .toReversed()
      .flatMap((post) => remembered(post, `${columns} ${timeZone}`, () => postRows(post, columns, timeZone))),
  ];
};
const postRows = (post: Incident["posts"][number], columns: number, timeZone: string): Row[] => {
  const { status, at, by, text, silent, auto, editedAt, levels } = post;
  const how = [auto ? "by itself" : "", silent ? "nobody was sent it" : "", editedAt ? "corrected" : ""].filter(
    Boolean,
  );
  const set = levels.map(({ name, to }) => `${name}: ${WORDS_OF_LEVEL[to].words}`);
  const words = `${shortTime(at, timeZone)}  ${by}${how.length > 0 ? ` (${how.join(", ")})` : ""}${set.length > 0 ? `  ${set.join(", ")}` : ""}`;
  return [...lead([{ text: status, width: 15, tone: "strong" }], words, columns), ...indented(text, columns)];
};

const timelinePart = (state: State): Row[] => {
  const { detail, size, timeZone } = state;
  if (!detail) return [];
  const { columns } = size;
  const { events, isRead, isWhole, wantsOlder, id, error } = detail;
  const shape = `${columns} ${timeZone} ${id}`;
  const end = (): string => {
    if (!isRead) return error ? `  The timeline could not be read: ${error}` : "  reading its timeline…";
    if (isWhole) return "";
    if (events.length >= MAX_TIMELINE) return `  these are the newest ${MAX_TIMELINE}; \`tocsin log ${id}\` has all`;
    return wantsOlder ? "  reading older ones…" : `  older ones: scroll on, or \`:log ${id}\``;
  };
  return [
    blank(columns),
    heading(`Timeline, newest first (${timeZone})`, columns, { isFocused: false }),
    ...events
      .toReversed()
      .flatMap((event) => remembered(event, shape, () => eventRows(event, { width: columns, timeZone, id }))),
    ...(end() === "" ? [] : [rowOf(end(), columns, "quiet")]),
  ];
};

interface Shape {
  width: number;
  timeZone: string;
  id: number;
}
const eventRows = (event: EventLike, { width, timeZone, id }: Shape): Row[] => {
  const stranger = event.incidentId === undefined || event.incidentId === id ? "" : `[#${event.incidentId}] `;
  const time = shortTime(event.at, timeZone).slice(0, "2026-12-01 02:00:07".length);
  const note = eventNote(event);
  const first: Cell[] = [{ text: time, width: 21, tone: "quiet" }];
  return [
    ...lead(first, `${event.actor.name}  ${stranger}${said(event, timeZone)}`, width),
    ...(note === undefined ? [] : indented(note, width, "strong")),
  ];
};

/** An event that a newer daemon tells in another way than we know is still one line, and no crash of the screen. */
const said = (event: EventLike, timeZone: string): string => {
  try {
    return eventWords(event, timeZone);
  } catch {
    return event.type;
  }
};
