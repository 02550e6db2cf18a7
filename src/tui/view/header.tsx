// What is shown, how true it is, and what stands out.

import { widthOf } from "../../domain/display-width.ts";
import { rollUp } from "../../domain/level.ts";
import { isRunning } from "../../domain/maintenance.ts";
import type { State, Window } from "../state.ts";
import { ageOf, count, TONE_OF_INDICATOR, type Tone } from "../words.ts";
import { type Cell, Line } from "./line.tsx";

export const Header = ({ lines }: { lines: readonly Cell[][] }) =>
  lines.map((cells, at) => <Line key={at} cells={cells} />);

/** Two lines, and one each for what is wrong inside Tocsin and for maintenance. */
export const headerLines = (state: State, columns: number): Cell[][] => {
  const whole = (text: string, tone?: Tone): Cell[] => [{ text, width: columns, tone }];
  return [
    overall(state, columns),
    whole(sumUp(state)),
    ...(state.connection.kind === "refused"
      ? [whole(`Signed out: ${state.connection.why} Leave with q and sign in again.`, "alarm")]
      : []),
    ...(state.degraded.length > 0 ? [whole(`Tocsin itself: ${state.degraded.join("; ")}`, "warning")] : []),
    ...maintenanceWords(state).map(({ text, tone }) => whole(text, tone)),
  ];
};

const overall = (state: State, columns: number): Cell[] => {
  const levels = [...state.components.values()].map((one) => one.level);
  const { indicator, description } = rollUp(levels);
  const banner = bannerOf(state);
  const right = Math.min(columns, widthOf(banner.text));
  return [
    { text: "Tocsin  ", width: Math.min(8, columns - right), tone: "strong" },
    { text: description, width: Math.max(0, columns - right - 8), tone: TONE_OF_INDICATOR[indicator] },
    { text: banner.text, width: right, tone: banner.tone },
  ];
};

const bannerOf = ({ connection, now }: State): { text: string; tone: Tone } => {
  switch (connection.kind) {
    case "connecting":
      return { text: "connecting", tone: "notice" };
    case "live":
      return { text: "live", tone: "good" };
    case "away":
      return { text: `RECONNECTING, as of ${since(connection.since, now)} ago`, tone: "alarm" };
    case "refused":
      return { text: `SIGNED OUT, as of ${since(connection.since, now)} ago`, tone: "alarm" };
  }
};
const since = (at: number, now: number): string => ageOf(new Date(at).toISOString(), now);

const sumUp = ({ incidents, components, isCut }: State): string => {
  const open = [...incidents.values()].filter((one) => one.state === "open").length;
  const impaired = [...components.values()].filter((one) => one.level !== "operational").length;
  const listed = isCut ? ` (the worst ${incidents.size} are listed)` : "";
  return `${open} open, ${incidents.size - open} acknowledged${listed}; ${impaired} of ${count(components.size, "component")} not operational`;
};

/** The window that runs and ends next, else the one that comes next. */
const maintenanceWords = ({ maintenances, now }: State): { text: string; tone: Tone }[] => {
  const windows = [...maintenances.values()];
  const running = windows.filter((one) => isRunning(one.state)).sort(by((one) => one.endsAt));
  const coming = windows.filter((one) => one.state === "scheduled").sort(by((one) => one.startsAt));
  const [first] = running.length > 0 ? running : coming;
  if (!first) return [];
  const isOverrun = running.length > 0 && now - Date.parse(first.endsAt) >= 1000;
  const more = running.length + coming.length - 1;
  const names = first.components.map((one) => one.name).join(", ");
  const text = `${whenOf(first, { isOverrun, now })}: ${first.title} (${names})${more > 0 ? `, and ${more} more` : ""}`;
  return [{ text, tone: isOverrun ? "warning" : "notice" }];
};

const whenOf = (window: Window, { isOverrun, now }: { isOverrun: boolean; now: number }): string => {
  if (isOverrun) return `Maintenance overruns by ${ageOf(window.endsAt, now)}`;
  if (isRunning(window.state)) return `Maintenance, ends in ${ageOf(window.endsAt, now)}`;
  return `Maintenance in ${ageOf(window.startsAt, now)}`;
};

const by =
  <T,>(moment: (one: T) => string) =>
  (a: T, b: T): number =>
    Date.parse(moment(a)) - Date.parse(moment(b));
