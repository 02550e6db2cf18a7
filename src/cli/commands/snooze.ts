import { snoozeIncident } from "../../contract/incidents.ts";
import { problem } from "../../contract/problem.ts";
import { maybeUntil } from "../../contract/words.ts";
import { eachIncident } from "../each-incident.ts";
import { duration, examples, IDS_ARGUMENT, KEYS_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { type Keys, readTargets } from "../targets.ts";

interface Options extends Keys {
  for?: number;
  end?: true;
}

export const register: Register = (parent, run) => {
  parent
    .command("snooze")
    .description("no pages of incidents for a while; state and owner stay as they are")
    .argument(...IDS_ARGUMENT)
    .option(...KEYS_OPTION)
    .option(...SOURCE_OPTION)
    .option("--for <duration>", "how long (20m, 2h); said again, it counts from now", duration)
    .option("--end", "end it now")
    .addHelpText("after", examples("tocsin snooze 42 --for 20m", "tocsin snooze 42 --end"))
    .action(
      run(async (context, ids: string[], options: Options) => {
        if ((options.for === undefined) === (options.end === undefined))
          throw problem("invalid", "A snooze takes either --for or --end.", { hint: "For example `--for 20m`." });
        const forMs = options.for ?? 0;
        return eachIncident(context, await readTargets(context, ids, options), {
          done: ({ snoozedUntil }) => (snoozedUntil ? `snoozed${maybeUntil(snoozedUntil, context.io)}` : "pages again"),
          already: () => "is not snoozed",
          act: (client, id) => client.callWithStatus(snoozeIncident, { id, forMs }),
        });
      }),
    );
};
