// The page for `curl`: the same facts in plain words.
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { PublicWindow } from "../store/views/public-windows.ts";
import { headlineOf } from "./headline.ts";
import type { PageModel, Section } from "./model.ts";
import { textOf } from "./said.ts";

/** A longer name pushes its own line out, not everybody's. */
const MAX_COLUMN = 40;

export const textPage = (model: PageModel): string => {
  const { words, times, incidents } = model;
  const blocks = [
    [`${model.title}: ${words.headlines[headlineOf(model)]}`, `${words.lastChange} ${times.words(model.updatedAt)}`],
    ...incidentBlock(words.incidents, incidents.current, model),
    ...block(words.running, model.running, model),
    ...model.sections.map((section) => sectionLines(section, model)),
    ...block(words.coming, model.coming, model),
    ...incidentBlock(words.pastIncidents, incidents.past, model),
    [`${model.url}/`],
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

const block = (heading: string, windows: readonly PublicWindow[], model: PageModel): string[][] =>
  windows.length === 0 ? [] : [[heading, ...windows.flatMap((window) => windowLines(window, model))]];

const windowLines = (window: PublicWindow, { words, times, components }: PageModel): string[] => {
  const { from, to } = times.span(window.startsAt, window.endsAt);
  const names = window.components.flatMap((id) => components.get(id)?.name ?? []);
  const state = window.state === "verifying" ? ` (${words.within(words.windowStates.verifying)})` : "";
  return [
    `  ${window.title}${state}`,
    `    ${from} ${words.until} ${to}`,
    `    ${names.join(", ")}`,
    ...(window.nextAt.length > 0 ? [`    ${words.thenAgain}: ${window.nextAt.map(times.words).join("; ")}`] : []),
    ...(window.text === null ? [] : linesOf(window.text, "    ")),
    ...window.updates.flatMap((update) => [
      `    ${words.update}, ${times.words(update.at)}`,
      ...linesOf(update.body, "      "),
    ]),
  ];
};

const incidentBlock = (heading: string, incidents: readonly PublicIncident[], model: PageModel): string[][] =>
  incidents.length === 0 ? [] : [[heading, ...incidents.flatMap((incident) => incidentLines(incident, model))]];

const incidentLines = ({ title, status, components, posts }: PublicIncident, model: PageModel): string[] => {
  const names = components.flatMap((id) => model.components.get(id)?.name ?? []);
  return [
    `  ${title} (${model.words.within(model.words.posts[status])})`,
    ...(names.length > 0 ? [`    ${names.join(", ")}`] : []),
    ...posts.flatMap((post) => [
      `    ${model.words.posts[post.status]}, ${model.times.words(post.at)}`,
      ...linesOf(post.body, "      "),
    ]),
  ];
};

const linesOf = (markdown: string, indent: string): string[] =>
  textOf(markdown)
    .split("\n")
    .map((line) => `${indent}${line}`.trimEnd());

const sectionLines = (section: Section, { words, times }: PageModel): string[] => {
  const width = Math.min(MAX_COLUMN, Math.max(...section.components.map((component) => component.name.length)));
  const lines = section.components.map(
    ({ name, level, since }) => `  ${name.padEnd(width)}  ${words.levels[level]} ${words.since} ${times.words(since)}`,
  );
  return [section.name ?? words.components, ...lines];
};
