// The timeline of an incident or a window, for the terminal and as Markdown for a postmortem.

import { type EventLike, eventNote, eventWords } from "../../contract/event-words.ts";
import type { Incident } from "../../contract/incidents.ts";
import { longTime, shortTime } from "../../contract/words.ts";
import { safeLine, safeText } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";

export const logLines = (
  context: Context,
  events: readonly EventLike[],
  { timeZone, ofIncident }: { timeZone: string; ofIncident?: number },
): string[] =>
  events.flatMap((event) => {
    const note = eventNote(event);
    const words = `${strangerOf(event, ofIncident)}${eventWords(event, timeZone)}`;
    const line = `${context.paint("dim", shortTime(event.at, timeZone))}  ${safeLine(event.actor.name)}  ${words}`;
    return [
      line,
      ...(note
        ? safeText(note)
            .split("\n")
            .map((text) => `    ${text}`)
        : []),
    ];
  });

export const logMarkdown = (incident: Incident, events: readonly EventLike[], timeZone: string): string[] => [
  `# Incident ${incident.id}: ${escaped(safeLine(incident.title))}`,
  "",
  `Severity ${incident.severity}, ${incident.state}. Opened ${longTime(incident.openedAt, timeZone)}.`,
  "",
  ...events.flatMap((event) => {
    const note = eventNote(event);
    const line = `- **${shortTime(event.at, timeZone)}** ${escaped(safeLine(event.actor.name))}: ${escaped(`${strangerOf(event, incident.id)}${eventWords(event, timeZone)}`)}`;
    return [
      line,
      ...(note
        ? [
            "",
            ...safeText(note)
              .split("\n")
              .map((text) => `  > ${escaped(text)}`),
            "",
          ]
        : []),
    ];
  }),
];

/** `[incident 7] ` before what happened to an incident that was merged into this one. */
const strangerOf = ({ incidentId }: EventLike, id: number | undefined): string =>
  incidentId === undefined || incidentId === id ? "" : `[incident ${incidentId}] `;

/** Outside text stays text: no images, HTML, lists or headings come out of it. (A line of = or - makes a heading of the one above.) */
const escaped = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]<>#|!~]/g, "\\$&")
    .replace(/^(\s*)([-+=])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, "$1\\$2");
