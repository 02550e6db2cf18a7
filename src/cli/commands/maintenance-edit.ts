import type { Client } from "../../client/client.ts";
import { editMaintenance, getMaintenance, listMaintenances, type Maintenance } from "../../contract/maintenances.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { MAX_PAGE_SIZE } from "../../contract/vocabulary.ts";
import { endOf, readStart, type TimeOptions } from "../../contract/window-times.ts";
import { count } from "../../contract/words.ts";
import { type Context, show } from "../context.ts";
import { examples, type Register, TZ_OPTION } from "../options.ts";
import { maintenanceDetail } from "../render/maintenance.ts";
import { gapWords, refuseGap } from "../window-gap.ts";
import {
  type CoverOptions,
  coverOptions,
  coversOf,
  type SwitchOptions,
  switchesOf,
  switchOptions,
} from "../window-options.ts";
import { nextOccurrences } from "../window-series.ts";
import { WINDOW_ARGUMENT } from "../window-verb.ts";

interface Options extends CoverOptions, SwitchOptions, TimeOptions {
  title?: string;
  text?: string;
  tz?: string;
  series?: true;
  rrule?: string;
  notify: boolean;
}

export const register: Register = (parent, run) => {
  const command = parent
    .command("edit")
    .description("change one window, also while it runs, or all that are to come of its series")
    .argument(...WINDOW_ARGUMENT)
    .option("--title <title>", "what will be done, as customers may read it")
    .option("-m, --text <text>", 'what readers are told of it, in Markdown; - reads it from stdin, "" takes it away');
  coverOptions(command)
    .option("--start <time>", "when; without another end it stays as long as it was")
    .option("--end <time>", "until when; 04:00 is the next one after the start")
    .option("--for <duration>", "how long, from its planned start: 30m, 2h")
    .option(...TZ_OPTION)
    .option("--series", "all that are to come of its series; with it, --tz is the zone of the series")
    .option("--rrule <rule>", "with --series: by which rule it comes again")
    .option("--no-notify", "nobody is sent the news of other times");
  switchOptions(command, { hasDefaults: false })
    .addHelpText(
      "after",
      `
What it covers is replaced as a whole by any of -c, -g and --page.
${examples(
  'tocsin maintenance edit 7 --title "Database upgrade, part 2" -c db -c api',
  'tocsin maintenance edit 7 --start "tomorrow 03:00" --no-notify',
  "tocsin maintenance edit 7 --no-auto-end --hold",
  "tocsin maintenance edit 7 --series --rrule 'FREQ=WEEKLY;BYDAY=SA' --for 90m",
)}`,
    )
    .action(run(edit));
};

const edit = async (context: Context, id: string, options: Options): Promise<number> => {
  if (options.rrule !== undefined && !options.series)
    throw problem("invalid", "A rule is of a series, and one window has none.", {
      hint: `Add --series: \`tocsin maintenance edit ${id} --series --rrule …\`.`,
    });
  const change = await changeOf(context, options);
  const client = await context.connect();
  const before = await client.call(getMaintenance, { id });
  const timeZone = options.tz ?? (options.series && before.timeZone) ?? context.io.timeZone;
  const times = timesOf(options, before, { now: context.io.now(), timeZone });
  if (options.series) refuseGap(options, times.startsAt, timeZone);
  const { result, reply: after } = await client.callWithStatus(editMaintenance, {
    ...{ id, ...change, startsAt: isoOf(times.startsAt), endsAt: isoOf(times.endsAt) },
    ...(options.series ? { series: true, rrule: options.rrule, timeZone: options.tz } : {}),
    ...(options.notify ? {} : { notify: false }),
  });
  for (const words of gapWords(options, times, timeZone)) context.warn(words);
  context.say(result === "unchanged" ? `maintenance ${after.id} is so already` : `maintenance ${after.id} edited`);
  if (options.series) await tellWhatStays(context, client, after);
  const occurrences = await nextOccurrences(context, client, after);
  show(context, after, {
    ids: () => [after.id],
    words: () => maintenanceDetail(context, after, { timeZone: after.timeZone ?? timeZone, ...occurrences }),
  });
  return EXIT.done;
};

/** All but the times, for which the window must be known. */
const changeOf = async (context: Context, options: Options) => {
  const { title, text } = options;
  const change = { title, ...coversOf(options), ...switchesOf(options) };
  const others = [text, options.start, options.end, options.for, options.rrule, options.series && options.tz];
  if ([...Object.values(change), ...others].every((value) => value === undefined))
    throw problem("invalid", "There is nothing to change.", {
      hint: "Give --title, --text, times, components or switches; see `tocsin maintenance edit --help`.",
    });
  return { ...change, text: text === undefined ? undefined : text === "" ? null : await context.textOf(text) };
};

const timesOf = (options: TimeOptions, before: Maintenance, here: { now: number; timeZone: string }) => {
  const startsAt = options.start === undefined ? undefined : readStart(options.start, here);
  return { startsAt, endsAt: endOf(options, startsAt ?? Date.parse(before.startsAt), here) };
};
const isoOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

/** Changed by themselves, they did not follow their series; nobody is to believe that all is moved. */
const tellWhatStays = async (context: Context, client: Client, { seriesId }: Maintenance): Promise<void> => {
  if (context.flags.quiet) return;
  const ids: number[] = [];
  let cursor: string | undefined;
  for (let page = 0; page === 0 || (cursor && page < MAX_PAGES); page++) {
    const { items, nextCursor } = await client.call(listMaintenances, {
      ...{ state: "coming", limit: String(MAX_PAGE_SIZE) },
      ...(cursor ? { cursor } : {}),
    });
    ids.push(...items.flatMap((one) => (one.seriesId === seriesId && one.edited ? one.id : [])));
    cursor = nextCursor;
  }
  if (ids.length === 0) return;
  const [stay, were] = ids.length === 1 ? ["stays as it is", "it was"] : ["stay as they are", "they were"];
  context.say(`${count(ids.length, "window")} ${stay}, since ${were} changed by hand: ${ids.join(", ")}`);
};
/** Of windows of all series that are to come: far more than anybody plans. */
const MAX_PAGES = 20;
