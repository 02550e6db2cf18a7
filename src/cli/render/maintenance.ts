import type { Maintenance, Occurrence } from "../../contract/maintenances.ts";
import { formatDuration } from "../../contract/time.ts";
import { longTime, relative, shortTime, spaced } from "../../contract/words.ts";
import { isOver, isRunning } from "../../domain/maintenance.ts";
import { safeLine, safeText } from "../../domain/safe-text.ts";
import { type Column, type Context, tableOf } from "../context.ts";
import { STYLE_OF_STATE } from "../paint.ts";
import { columns } from "../table.ts";
import { clockChange, occurrenceLines, repeats } from "./occurrences.ts";

/** Components that a row names; of the others it has the number. */
const NAMED = 3;

export const maintenanceTable = (context: Context, windows: readonly Maintenance[]): string[] => {
  const { timeZone } = context.io;
  const now = context.io.now();
  const doRepeat = windows.some(({ rrule }) => rrule !== undefined);
  const shape: Column<Maintenance>[] = [
    { title: "ID", of: (one) => String(one.id) },
    { title: "STATE", of: (one) => spaced(one.state), style: (one) => STYLE_OF_STATE[one.state] },
    { title: "STARTS", of: (one) => minuteTime(one.startsAt, timeZone) },
    { title: "ENDS", of: (one) => endOf(one, { timeZone, now }) },
    ...(doRepeat ? [{ title: "REPEATS", of: ({ rrule }: Maintenance) => (rrule ? repeats(rrule) : "-") }] : []),
    { title: "COMPONENTS", of: ({ components }) => someOf(components.map(({ id }) => id)) },
    { title: "TITLE", of: (one) => one.title, gives: true },
  ];
  return windows.length === 0 ? [] : tableOf(context, windows, shape);
};

/** Of one that is over, when it really ended; where it never began, when it was to end. */
const endOf = (window: Maintenance, { timeZone, now }: { timeZone: string; now: number }): string => {
  const { state, endsAt, endedAt } = window;
  if (isOver(state)) return minuteTime(endedAt ?? endsAt, timeZone);
  return `${minuteTime(endsAt, timeZone)} (${untilEnd(window, now)})`;
};

/** `in 2h`, or by how much it overruns. */
const untilEnd = ({ state, endsAt }: Maintenance, now: number): string => {
  const overMs = now - Date.parse(endsAt);
  return isRunning(state) && overMs >= 1000 ? `overruns by ${formatDuration(overMs)}` : relative(endsAt, now);
};

/** Windows are planned by the minute: seconds only where there are any. */
const minuteTime = (iso: string, timeZone: string): string =>
  shortTime(iso, timeZone).replace(/(?<= \d\d:\d\d):00(?= )/, "");

const someOf = (ids: readonly string[]): string => {
  const more = ids.length - NAMED;
  return `${ids.slice(0, NAMED).join(", ")}${more > 0 ? ` +${more}` : ""}`;
};

export interface DetailOptions {
  /** The default is that of its series, where it is one of a series. */
  timeZone?: string;
  /** Of its series, where it is one of a series. */
  occurrences?: readonly Occurrence[];
}

/** One window in full: what it covers, when, what happens by itself, and what readers are told of it. */
export const maintenanceDetail = (
  context: Context,
  window: Maintenance,
  { timeZone = window.timeZone ?? context.io.timeZone, occurrences }: DetailOptions = {},
): string[] => {
  const { paint } = context;
  const now = context.io.now();
  const when = (iso: string): string => `${longTime(iso, timeZone)}, ${relative(iso, now)}`;
  const { startsAt, endsAt, groups, page, rrule, verifyMs } = window;
  const spanMs = Date.parse(endsAt) - Date.parse(startsAt);
  const fields: [string, string | undefined][] = [
    ["state", paint(STYLE_OF_STATE[window.state], spaced(window.state))],
    ["starts", when(startsAt)],
    ["ends", `${longTime(endsAt, timeZone)}, ${untilEnd(window, now)}; ${formatDuration(spanMs)} long`],
    ["clock", clockChange(window, timeZone)],
    ["started", window.startedAt && when(window.startedAt)],
    ["ended", window.endedAt && when(window.endedAt)],
    ["components", window.components.map((component) => safeLine(component.id)).join(", ")],
    ["groups", groups?.map(safeLine).join(", ")],
    ["page", page && safeLine(page)],
    ["repeats", rrule && `${repeats(rrule)} in ${safeLine(window.timeZone ?? "?")}: ${safeLine(rrule)}`],
    ["changed", rrule && window.edited ? "by itself; what becomes of its series leaves it as it is" : undefined],
    ["verifying", verifyMs === undefined ? undefined : `the last ${formatDuration(verifyMs)} of it`],
    ["announced", announcement(window, when)],
    ["reminder", reminder(window, when)],
    ...unusual(window).map((words, at): [string, string] => [at === 0 ? "switches" : "", words]),
  ];
  const rows = fields.flatMap(([name, value]) => (value ? [[paint("dim", name), value]] : []));
  return [
    paint("bold", `maintenance ${window.id}: ${safeLine(window.title)}`),
    ...columns(rows, "  "),
    ...textLines(context, "text", window.text),
    ...updateLines(context, window, timeZone),
    ...(occurrences ? seriesLines(context, window, occurrences) : []),
  ];
};

const seriesLines = (context: Context, { timeZone }: Maintenance, occurrences: readonly Occurrence[]): string[] =>
  occurrenceLines(context, occurrences, {
    heading: "next in its series",
    timeZone: timeZone ?? context.io.timeZone,
    indent: "  ",
  });

type When = (iso: string) => string;
const beforeStart = ({ startsAt }: Maintenance, ms: number): string =>
  new Date(Date.parse(startsAt) - ms).toISOString();

const announcement = (window: Maintenance, when: When): string | undefined => {
  const { state, announce, announcedAt, announceBeforeMs: ms } = window;
  if (announcedAt) return when(announcedAt);
  if (state !== "scheduled" || !announce || ms === undefined) return undefined;
  return `${formatDuration(ms)} before it starts: ${when(beforeStart(window, ms))}`;
};

const reminder = (window: Maintenance, when: When): string | undefined => {
  const { state, announcedAt, remindedAt, remindBeforeMs: ms } = window;
  // Announced so late that it was a reminder too: no other one was sent.
  if (remindedAt) return remindedAt === announcedAt ? undefined : when(remindedAt);
  if (state !== "scheduled" || ms === undefined) return undefined;
  return `${formatDuration(ms)} before it starts: ${when(beforeStart(window, ms))}`;
};

/** What is switched otherwise than usual, in words. */
const unusual = ({ id, state, ...window }: Maintenance): string[] => {
  const command = (verb: string): string => (isOver(state) ? "" : `: \`tocsin maintenance ${verb} ${id}\``);
  const switches: [isUnusual: boolean, words: string][] = [
    [!window.autoStart, `does not start by itself${command("start")}`],
    [!window.autoEnd, `does not end by itself${command("end")}`],
    [!window.announce, "nobody is told that it is planned"],
    [window.remindBeforeMs === undefined, "nobody is reminded of it"],
    [!window.notifyStart, "nobody is told that it starts"],
    [!window.notifyEnd, "nobody is told that it is over"],
    [!window.holdAlerts, "alerts page as ever while it runs"],
  ];
  return switches.flatMap(([isUnusual, words]) => (isUnusual ? [words] : []));
};

const textLines = ({ paint }: Context, name: string, text: string | undefined): string[] =>
  text === undefined ? [] : [paint("dim", `  ${name}`), ...indented(text)];

const updateLines = ({ paint }: Context, { updates }: Maintenance, timeZone: string): string[] => [
  ...(updates.length > 0 ? [paint("dim", "  updates")] : []),
  ...updates.flatMap(({ at, by, text, silent }) => [
    `    ${shortTime(at, timeZone)}  ${safeLine(by)}${silent ? " (nobody was sent it)" : ""}`,
    ...indented(text, "      "),
  ]),
];

const indented = (text: string, indent = "    "): string[] =>
  safeText(text)
    .trimEnd()
    .split("\n")
    .map((line) => (indent + line).trimEnd());
