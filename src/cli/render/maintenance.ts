import type { Maintenance } from "../../contract/maintenances.ts";
import { formatDuration } from "../../contract/time.ts";
import { type Column, type Context, tableOf } from "../context.ts";
import { STYLE_OF_STATE } from "../paint.ts";
import { columns } from "../table.ts";
import { safeLine } from "../text.ts";
import { longTime, relative, shortTime, spaced } from "../words.ts";

export const maintenanceTable = (context: Context, windows: readonly Maintenance[]): string[] => {
  const { timeZone } = context.io;
  const now = context.io.now();
  const shape: Column<Maintenance>[] = [
    { title: "ID", of: (one) => String(one.id) },
    { title: "STATE", of: (one) => spaced(one.state), style: (one) => STYLE_OF_STATE[one.state] },
    { title: "STARTS", of: (one) => shortTime(one.startsAt, timeZone) },
    { title: "ENDS", of: (one) => `${shortTime(one.endsAt, timeZone)} (${relative(one.endsAt, now)})` },
    { title: "COMPONENTS", of: (one) => one.components.map((component) => component.id).join(", ") },
    { title: "TITLE", of: (one) => one.title, gives: true },
  ];
  return windows.length === 0 ? [] : tableOf(context, windows, shape);
};

export const maintenanceDetail = (context: Context, window: Maintenance, timeZone = context.io.timeZone): string[] => {
  const { paint } = context;
  const now = context.io.now();
  const when = (iso: string): string => `${longTime(iso, timeZone)}, ${relative(iso, now)}`;
  const fields: [string, string | undefined][] = [
    ["state", paint(STYLE_OF_STATE[window.state], spaced(window.state))],
    ["starts", when(window.startsAt)],
    ["ends", `${when(window.endsAt)}; ${formatDuration(Date.parse(window.endsAt) - Date.parse(window.startsAt))} long`],
    ["started", window.startedAt && when(window.startedAt)],
    ["ended", window.endedAt && when(window.endedAt)],
    ["components", window.components.map((component) => safeLine(component.id)).join(", ")],
  ];
  const rows = fields.flatMap(([name, value]) => (value ? [[paint("dim", name), value]] : []));
  return [paint("bold", `maintenance ${window.id}: ${safeLine(window.title)}`), ...columns(rows, "  ")];
};
