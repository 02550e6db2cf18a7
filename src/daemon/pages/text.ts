// The page for `curl`: the same facts in plain words.
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { PublicWindow } from "../store/views/public-windows.ts";
import type { PageModel, Section } from "./model.ts";
import { textOf } from "./said.ts";
import { NOTHING_YET, WORDS_OF_LEVEL, WORDS_OF_POST } from "./words.ts";

/** A longer name pushes its own line out, not everybody's. */
const MAX_COLUMN = 40;

export const textPage = (model: PageModel): string => {
  const isEmpty = model.sections.length === 0;
  const blocks = [
    [
      `${model.title}: ${isEmpty ? NOTHING_YET : model.description}`,
      `Last change ${model.times.words(model.updatedAt)}`,
    ],
    ...incidentBlock("Incidents", model.incidents.current, model),
    ...block("Maintenance in progress", model.running, model),
    ...model.sections.map((section) => sectionLines(section, model)),
    ...block("Scheduled maintenance", model.coming, model),
    ...incidentBlock("Past incidents", model.incidents.past, model),
    [`${model.url}/`],
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

const block = (heading: string, windows: readonly PublicWindow[], model: PageModel): string[][] =>
  windows.length === 0 ? [] : [[heading, ...windows.flatMap((window) => windowLines(window, model))]];

const windowLines = (window: PublicWindow, model: PageModel): string[] => {
  const { from, to } = model.times.span(window.startsAt, window.endsAt);
  const names = window.components.flatMap((id) => model.components.get(id)?.name ?? []);
  const { words } = model.times;
  return [
    `  ${window.title}${window.state === "verifying" ? " (verifying)" : ""}`,
    `    ${from} to ${to}`,
    `    ${names.join(", ")}`,
    ...(window.nextAt.length > 0 ? [`    Then again: ${window.nextAt.map(words).join("; ")}`] : []),
    ...(window.text === null ? [] : linesOf(window.text, "    ")),
    ...window.updates.flatMap((update) => [`    Update, ${words(update.at)}`, ...linesOf(update.body, "      ")]),
  ];
};

const incidentBlock = (heading: string, incidents: readonly PublicIncident[], model: PageModel): string[][] =>
  incidents.length === 0 ? [] : [[heading, ...incidents.flatMap((incident) => incidentLines(incident, model))]];

const incidentLines = ({ title, status, components, posts }: PublicIncident, model: PageModel): string[] => {
  const names = components.flatMap((id) => model.components.get(id)?.name ?? []);
  return [
    `  ${title} (${WORDS_OF_POST[status].toLowerCase()})`,
    ...(names.length > 0 ? [`    ${names.join(", ")}`] : []),
    ...posts.flatMap((post) => [
      `    ${WORDS_OF_POST[post.status]}, ${model.times.words(post.at)}`,
      ...linesOf(post.body, "      "),
    ]),
  ];
};

const linesOf = (markdown: string, indent: string): string[] =>
  textOf(markdown)
    .split("\n")
    .map((line) => `${indent}${line}`.trimEnd());

const sectionLines = (section: Section, model: PageModel): string[] => {
  const width = Math.min(MAX_COLUMN, Math.max(...section.components.map((component) => component.name.length)));
  const lines = section.components.map(
    ({ name, level, since }) => `  ${name.padEnd(width)}  ${WORDS_OF_LEVEL[level]} since ${model.times.words(since)}`,
  );
  return [section.name ?? "Components", ...lines];
};
