import { scheduleMaintenance } from "../../contract/maintenances.ts";
import { EXIT, problem } from "../../contract/problem.ts";
import { formatTime, parseDuration, parseTime } from "../../contract/time.ts";
import { type Context, show } from "../context.ts";
import { examples, type Register, repeated, TZ_OPTION } from "../options.ts";
import { maintenanceDetail } from "../render/maintenance.ts";

export interface Options {
  component: string[];
  start: string;
  end?: string;
  for?: string;
  tz?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("schedule")
    .description("plan a window, which starts and ends by itself")
    .argument("<title>", "what will be done, as customers may read it")
    .requiredOption("-c, --component <id>", "what it covers; may be repeated", repeated)
    .requiredOption("--start <time>", "when: ISO 8601, 15:30, tomorrow 02:00, +2h or now")
    .option("--end <time>", "until when; 04:00 is the next one after the start")
    .option("--for <duration>", "how long, instead of --end: 30m, 2h, 1h30m")
    .option(...TZ_OPTION)
    .addHelpText(
      "after",
      examples(
        'tocsin maintenance schedule "Database upgrade" -c db --start "tomorrow 02:00" --for 2h',
        'tocsin maintenance schedule "New switch" -c web -c mail --start 2026-12-01T22:00 --end 23:30 --tz Europe/Berlin',
        'tocsin maintenance schedule "Restart" -c shop --start now --for 10m',
      ),
    )
    .action(run(schedule));
};

const schedule = async (context: Context, title: string, options: Options): Promise<number> => {
  const timeZone = options.tz ?? context.io.timeZone;
  const { startsAt, endsAt } = plan(options, context.io.now(), timeZone);
  const client = await context.connect();
  const window = await client.call(scheduleMaintenance, {
    title,
    components: options.component,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  });
  // The zone that was understood is always said, to programs beside their data.
  if (context.flags.json || context.flags.quiet)
    context.io.stderr.write(`starts ${formatTime(startsAt, timeZone)}, ends ${formatTime(endsAt, timeZone)}\n`);
  show(context, window, { ids: () => [window.id], words: () => maintenanceDetail(context, window, timeZone) });
  return EXIT.done;
};

/** The window in epoch milliseconds; a bare clock time as its end means the next one after its start. */
export const plan = (options: Pick<Options, "start" | "end" | "for">, now: number, timeZone: string) => {
  const startsAt = parseTime(options.start, now, timeZone);
  if (options.for !== undefined && options.end === undefined)
    return { startsAt, endsAt: startsAt + parseDuration(options.for) };
  if (options.end !== undefined && options.for === undefined) {
    const isBareClock = /^\d{1,2}:\d{2}$/.test(options.end.trim());
    return { startsAt, endsAt: parseTime(options.end, isBareClock ? startsAt : now, timeZone) };
  }
  const what = options.end === undefined ? "The window has no end." : "--end and --for exclude each other.";
  throw problem("invalid", what, { hint: "Give either `--end TIME` or `--for 2h`." });
};
