// The whole situation on one screen.
import type { Incident } from "../../contract/incidents.ts";
import type { Maintenance } from "../../contract/maintenances.ts";
import type { Component, Status } from "../../contract/status.ts";
import { formatDuration } from "../../contract/time.ts";
import { longTime, relative, spaced } from "../../contract/words.ts";
import { safeLine } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";
import { STYLE_OF_INDICATOR, STYLE_OF_LEVEL } from "../paint.ts";
import { columns } from "../table.ts";
import { incidentTable } from "./incident.ts";
import { maintenanceTable } from "./maintenance.ts";
import { pinWords } from "./pin.ts";

export const statusScreen = (context: Context, status: Status): string[] => {
  const asOf = `as of ${longTime(status.at, context.io.timeZone)}`;
  return [
    `${context.paint(STYLE_OF_INDICATOR[status.level], descriptionOf(status))}  ${context.paint("dim", asOf)}`,
    ...situation(context, status),
  ];
};

/** The same for a moment that has been; every "ago" on it is counted from there. */
export const pastScreen = (context: Context, status: Status, timeZone: string): string[] => {
  const { paint, io } = context;
  const then = Date.parse(status.at);
  const when = `${longTime(status.at, timeZone)}, ${relative(status.at, io.now())}`;
  return [
    paint("bold", `THE PAST: as it was at ${when}. Ages are counted from then.`),
    paint(STYLE_OF_INDICATOR[status.level], descriptionOf(status)),
    ...situation({ ...context, io: { ...io, timeZone, now: () => then } }, status),
  ];
};

const descriptionOf = ({ page, description }: Status): string =>
  page === undefined ? description : `page ${safeLine(page)}: ${description}`;

const situation = (context: Context, status: Status): string[] => {
  const heading = (text: string): string => context.paint("bold", text);
  return [
    ...componentLines(context, status),
    ...(status.components.length === 0
      ? ["", status.page === undefined ? NO_COMPONENTS : "The page shows no component."]
      : []),
    ...(status.incidents.length > 0
      ? ["", heading("Active incidents"), ...incidentTable(context, status.incidents)]
      : ["", "No active incident."]),
    ...(status.maintenances.length > 0
      ? ["", heading("Maintenance"), ...maintenanceTable(context, nextOfEach(status.maintenances))]
      : []),
  ];
};

/** A series is planned many occurrences ahead; its next one says it. */
const nextOfEach = (windows: readonly Maintenance[]): Maintenance[] => {
  const seen = new Set<number>();
  return windows.filter(({ seriesId, state }) => {
    if (seriesId === undefined || state !== "scheduled") return true;
    return !seen.has(seriesId) && seen.add(seriesId);
  });
};

const NO_COMPONENTS = "No components yet: name them in the config file, under `components`.";

/** Components by group, in the order of the config; those without one stand under "Components". */
const groupsOf = (components: readonly Component[]): [string, Component[]][] => {
  const groups = new Map<string, Component[]>();
  for (const component of components) {
    const name = component.group ?? "Components";
    groups.set(name, [...(groups.get(name) ?? []), component]);
  }
  return [...groups].map(([name, members]) => [safeLine(name), members]);
};

/** A heading and its lines for each group; the columns are those of the whole screen. */
const componentLines = (context: Context, status: Status): string[] => {
  const groups = groupsOf(status.components);
  const lines = componentLevels(
    context,
    groups.flatMap(([, members]) => members),
    status.incidents,
  );
  return groups.flatMap(([group, members]) => ["", context.paint("bold", group), ...lines.splice(0, members.length)]);
};

/** A line for each: its level, for how long, and why. */
export const componentLevels = (
  context: Context,
  components: readonly Component[],
  incidents: readonly Incident[],
): string[] => {
  const now = context.io.now();
  const rows = components.map((component) => [
    nameOf(component),
    context.paint(STYLE_OF_LEVEL[component.level], spaced(component.level)),
    `for ${formatDuration(now - Date.parse(component.since))}`,
    [causeOf(context, component, incidents), component.hidden ? "[hidden]" : ""].filter(Boolean).join(" "),
  ]);
  return columns(rows, "  ");
};

/** `db (Database)`: the id is what people type; a name that only repeats it is left out. */
const nameOf = ({ id, name }: Component): string => safeLine(name.toLowerCase() === id ? id : `${id} (${name})`);

/** Why a component is where it is, and who has it in hand. */
const causeOf = ({ io }: Context, { cause, override }: Component, incidents: readonly Incident[]): string => {
  if (override) return `pinned ${pinWords(override, io)}`;
  if (cause.kind === "none" || cause.id === undefined) return "";
  if (cause.kind !== "incident") return `${cause.kind} ${cause.id}`;
  const incident = incidents.find((one) => one.id === cause.id);
  if (!incident) return `incident ${cause.id}`;
  return `incident ${cause.id}, ${incident.owner ? `owned by ${safeLine(incident.owner)}` : "nobody owns it"}`;
};
