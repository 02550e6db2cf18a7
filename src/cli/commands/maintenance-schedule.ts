import type { Client } from "../../client/client.ts";
import { previewMaintenance, scheduleMaintenance } from "../../contract/maintenances.ts";
import { EXIT } from "../../contract/problem.ts";
import { formatTime } from "../../contract/time.ts";
import { plan } from "../../contract/window-times.ts";
import { type Context, show } from "../context.ts";
import { examples, type Register, TZ_OPTION } from "../options.ts";
import { maintenanceDetail } from "../render/maintenance.ts";
import { clockChange, occurrenceLines } from "../render/occurrences.ts";
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

interface Options extends CoverOptions, SwitchOptions {
  start: string;
  end?: string;
  for?: string;
  tz?: string;
  rrule?: string;
  text?: string;
  preview?: true;
  /** False with --no-notify. */
  notify: boolean;
}

export const register: Register = (parent, run) => {
  const command = parent
    .command("schedule")
    .description("plan a window, or a series of them, which start and end by themselves")
    .argument("<title>", "what will be done, as customers may read it");
  coverOptions(command)
    .requiredOption("--start <time>", "when: ISO 8601, 15:30, tomorrow 02:00, +2h or now")
    .option("--end <time>", "until when; 04:00 is the next one after the start")
    .option("--for <duration>", "how long, instead of --end: 30m, 2h, 1h30m")
    .option("--rrule <rule>", "it comes again: RFC 5545, by the wall clock of --tz, like FREQ=WEEKLY;BYDAY=SU")
    .option(...TZ_OPTION)
    .option("-m, --text <text>", "what readers are told of it, in Markdown; - reads it from stdin")
    .option("--preview", "only say when it would take place, and plan nothing")
    .option("--no-notify", "subscribers are told nothing of it at all");
  switchOptions(command, { hasDefaults: true })
    .addHelpText(
      "after",
      examples(
        'tocsin maintenance schedule "Database upgrade" -c db --start "tomorrow 02:00" --for 2h',
        'tocsin maintenance schedule "New switch" -g Shop --start 2026-12-01T22:00 --end 23:30 --tz Europe/Berlin',
        'tocsin maintenance schedule "Patch night" --page status --start "2026-12-06 02:30" --for 90m \\',
        "    --rrule 'FREQ=WEEKLY;BYDAY=SU' --tz Europe/Berlin --preview",
        'tocsin maintenance schedule "Restart" -c shop --start now --for 10m --no-notify',
      ),
    )
    .action(run(schedule));
};

const schedule = async (context: Context, title: string, options: Options): Promise<number> => {
  const timeZone = options.tz ?? context.io.timeZone;
  const { startsAt, endsAt } = plan(options, context.io.now(), timeZone);
  const { rrule } = options;
  if (rrule !== undefined) refuseGap(options, startsAt, timeZone);
  const when = {
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    ...(rrule === undefined ? {} : { rrule, timeZone }),
  };
  const switches = switchesOf(options);
  const client = await context.connect();
  // The zone that was understood is always said, to programs beside their data.
  const echo = (): void => {
    if (context.flags.json || context.flags.quiet)
      context.io.stderr.write(`starts ${formatTime(startsAt, timeZone)}, ends ${formatTime(endsAt, timeZone)}\n`);
    for (const words of gapWords(options, { startsAt, endsAt }, timeZone)) context.warn(words);
  };
  if (options.preview) return preview(context, client, when, { timeZone, echo });
  const text = options.text === undefined ? undefined : await context.textOf(options.text);
  const window = await client.call(scheduleMaintenance, {
    ...{ title, text, ...coversOf(options), ...when, ...switches },
    ...(options.notify ? {} : { notify: false }),
  });
  echo();
  const occurrences = await nextOccurrences(context, client, window);
  show(context, window, {
    ids: () => [window.id],
    words: () => maintenanceDetail(context, window, { timeZone, ...occurrences }),
  });
  return EXIT.done;
};

interface When {
  startsAt: string;
  endsAt: string;
  rrule?: string;
}
const preview = async (
  context: Context,
  client: Client,
  when: When,
  { timeZone, echo }: { timeZone: string; echo: () => void },
): Promise<number> => {
  const { items } = await client.call(previewMaintenance, { ...when });
  echo();
  const change = when.rrule === undefined && items[0] ? clockChange(items[0], timeZone) : "";
  show(context, items, {
    ids: () => [],
    words: () => [
      ...occurrenceLines(context, items, { heading: "It would take place", timeZone }),
      ...(change ? [`  ${change}`] : []),
    ],
  });
  context.say("Nothing is planned yet; leave out --preview to plan it.");
  return EXIT.done;
};
