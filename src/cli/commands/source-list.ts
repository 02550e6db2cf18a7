import { EXIT } from "../../contract/problem.ts";
import { listSources } from "../../contract/sources.ts";
import { relative, shortTime } from "../../contract/words.ts";
import { show, tableOf } from "../context.ts";
import { LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list who may send alerts, and when each was last heard")
    .option(...LIMIT_OPTION)
    .action(
      run(async (context, { limit }: { limit?: number }) => {
        const client = await context.connect();
        const sources = await readPages(context, limit, (page) => client.call(listSources, page));
        const { now, timeZone } = context.io;
        if (sources.length === 0 && !context.flags.json)
          context.say("No source yet: name them in the config file, under `sources`.");
        const heard = (at: string | undefined): string =>
          at ? `${shortTime(at, timeZone)} (${relative(at, now())})` : "never";
        show(context, sources, {
          ids: () => sources.map((one) => one.id),
          words: () =>
            sources.length === 0
              ? []
              : tableOf(context, sources, [
                  { title: "ID", of: (one) => one.id },
                  { title: "KIND", of: (one) => one.kind },
                  { title: "FIRING", of: (one) => String(one.firing) },
                  { title: "HEARD", of: (one) => heard(one.heardAt) },
                  {
                    title: "LAST REQUEST",
                    of: (one) => one.outcome ?? "-",
                    style: (one) => (one.outcome === undefined || one.outcome === "accepted" ? "dim" : "red"),
                  },
                ]),
        });
        return EXIT.done;
      }),
    );
};
