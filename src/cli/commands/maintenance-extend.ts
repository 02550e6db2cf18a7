import { extendMaintenance, getMaintenance, type Maintenance } from "../../contract/maintenances.ts";
import { problem } from "../../contract/problem.ts";
import { formatDuration } from "../../contract/time.ts";
import { readEnd } from "../../contract/window-times.ts";
import { duration, examples, type Register, TZ_OPTION } from "../options.ts";
import { endTime, tellOfWindow, WINDOW_ARGUMENT } from "../window-verb.ts";

interface Options {
  for?: number;
  until?: string;
  tz?: string;
  notify: boolean;
}

export const register: Register = (parent, run) => {
  parent
    .command("extend")
    .description("move the end of a window to later; one that overruns is extended from now on")
    .argument(...WINDOW_ARGUMENT)
    .option("--for <duration>", "by how much: 30m, 2h", duration)
    .option("--until <time>", "to when; 04:00 is the next one")
    .option(...TZ_OPTION)
    .option("--no-notify", "nobody is sent the news of the later end")
    .addHelpText(
      "after",
      examples("tocsin maintenance extend 7 --for 30m", "tocsin maintenance extend 7 --until 04:00 --no-notify"),
    )
    .action(
      run(async (context, id: string, { for: forMs, until, tz, notify }: Options) => {
        if ((forMs === undefined) === (until === undefined))
          throw problem("invalid", "Give either --for or --until.", { hint: "Write `--for 30m` or `--until 04:00`." });
        const timeZone = tz ?? context.io.timeZone;
        const client = await context.connect();
        const before = await client.call(getMaintenance, { id });
        const here = { now: context.io.now(), timeZone };
        const { result, reply } = await client.callWithStatus(extendMaintenance, {
          ...{ id, forMs, until: until && isoEnd(until, before, here) },
          notify: notify ? undefined : false,
        });
        const end = endTime(context, reply, timeZone);
        if (result === "unchanged") return tellOfWindow(context, reply, `ends already at ${end}`);
        const laterMs = Date.parse(reply.endsAt) - Date.parse(before.endsAt);
        return tellOfWindow(context, reply, `extended until ${end} (${formatDuration(laterMs)} later)`);
      }),
    );
};

const isoEnd = (until: string, { startsAt }: Maintenance, here: { now: number; timeZone: string }): string =>
  new Date(readEnd(until, Date.parse(startsAt), here)).toISOString();
