// What is shown, how true it is, and what stands out.

import { count } from "../../contract/words.ts";
import { widthOf } from "../../domain/display-width.ts";
import { isActive } from "../../domain/incident.ts";
import { rollUp } from "../../domain/level.ts";
import { isRunning } from "../../domain/maintenance.ts";
import { pauseOf } from "../screens/deliveries.ts";
import { windowsOf } from "../screens/windows.ts";
import type { State, Window } from "../state.ts";
import { ageOf, sinceMs, TONE_OF_INDICATOR, type Tone } from "../words.ts";
import { type Row, rowOf } from "./row.ts";

/** Two lines, and one each for what is wrong inside Tocsin and for maintenance. */
export const headerRows = (state: State): Row[] => {
  const { columns } = state.size;
  const whole = (text: string, tone?: Tone): Row => rowOf(text, columns, tone);
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

const overall = (state: State, columns: number): Row => {
  const levels = [...state.components.values()].map((one) => one.level);
  const { indicator, description } = rollUp(levels);
  const banner = bannerOf(state);
  const right = Math.min(columns, widthOf(banner.text));
  return {
    cells: [
      { text: "Tocsin  ", width: Math.min(8, columns - right), tone: "strong" },
      { text: description, width: Math.max(0, columns - right - 8), tone: TONE_OF_INDICATOR[indicator] },
      { text: banner.text, width: right, tone: banner.tone },
    ],
  };
};

const bannerOf = ({ connection, now }: State): { text: string; tone: Tone } => {
  switch (connection.kind) {
    case "connecting":
      return { text: "connecting", tone: "notice" };
    case "live":
      return { text: "live", tone: "good" };
    case "away":
      return { text: `RECONNECTING, as of ${sinceMs(connection.since, now)} ago`, tone: "alarm" };
    case "refused":
      return { text: `SIGNED OUT, as of ${sinceMs(connection.since, now)} ago`, tone: "alarm" };
  }
};

const sumUp = (state: State): string => {
  const { incidents, components, pages } = state;
  let open = 0;
  let acked = 0;
  for (const { state } of incidents.values()) {
    if (state === "open") open += 1;
    else if (isActive(state)) acked += 1;
  }
  const impaired = [...components.values()].filter((one) => one.level !== "operational").length;
  const listed = pages.isDone
    ? pages.isCut
      ? ` (the worst ${open + acked} are listed)`
      : ""
    : " (reading the others…)";
  const paused = pauseOf(state) ? "; SENDING IS PAUSED" : "";
  return `${open} open, ${acked} acknowledged${listed}; ${impaired} of ${count(components.size, "component")} not operational${paused}`;
};

/** The window that runs and ends next, else the one that comes next. */
const maintenanceWords = ({ maintenances, now }: State): { text: string; tone: Tone }[] => {
  const { running, coming } = windowsOf(maintenances);
  const [first] = running.length > 0 ? running : coming;
  if (!first) return [];
  const isOverrun = running.length > 0 && now - Date.parse(first.endsAt) >= 1000;
  const more = running.length + coming.length - 1;
  const names = first.components.map((one) => one.name).join(", ");
  const text = `${countdown(first, now)}: ${first.title} (${names})${more > 0 ? `, and ${more} more` : ""}`;
  return [{ text, tone: isOverrun ? "warning" : "notice" }];
};

/** `Maintenance, ends in 25m`, `Maintenance in 2h`, `Maintenance is 2m late`, `Maintenance overruns by 5s`. */
const countdown = (window: Window, now: number): string => {
  const isLate = Date.parse(window.startsAt) < now;
  if (!isRunning(window.state))
    return isLate
      ? `Maintenance is ${ageOf(window.startsAt, now)} late`
      : `Maintenance in ${ageOf(window.startsAt, now)}`;
  const isOverrun = now - Date.parse(window.endsAt) >= 1000;
  return isOverrun
    ? `Maintenance overruns by ${ageOf(window.endsAt, now)}`
    : `Maintenance, ends in ${ageOf(window.endsAt, now)}`;
};
