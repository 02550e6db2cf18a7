import { EXIT } from "../../contract/problem.ts";
import { type Component, listComponents } from "../../contract/status.ts";
import { relative, shortTime, spaced } from "../../contract/words.ts";
import { show, tableOf } from "../context.ts";
import type { Register } from "../options.ts";
import { MAX_LISTED, readPages } from "../pages.ts";
import { STYLE_OF_LEVEL } from "../paint.ts";
import { pinWords } from "../render/pin.ts";

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list components with their levels, in the order of the config")
    .action(
      run(async (context) => {
        const client = await context.connect();
        const items = await readPages(context, MAX_LISTED, (page) => client.call(listComponents, page));
        const { now, timeZone } = context.io;
        if (items.length === 0) context.say("No components yet: name them in the config file, under `components`.");
        show(context, items, {
          ids: () => items.map((component) => component.id),
          words: () =>
            items.length === 0
              ? []
              : tableOf(context, items, [
                  { title: "ID", of: (one) => one.id },
                  { title: "LEVEL", of: (one) => spaced(one.level), style: (one) => STYLE_OF_LEVEL[one.level] },
                  { title: "SINCE", of: (one) => `${shortTime(one.since, timeZone)} (${relative(one.since, now())})` },
                  { title: "GROUP", of: (one) => one.group ?? "-" },
                  ...(items.some((one) => one.override)
                    ? [
                        {
                          title: "PINNED",
                          of: (one: Component) => (one.override ? pinWords(one.override, context.io) : "-"),
                        },
                      ]
                    : []),
                  { title: "HIDDEN", of: (one) => (one.hidden ? "hidden" : "-") },
                  { title: "NAME", of: (one) => one.name, gives: true },
                ]),
        });
        return EXIT.done;
      }),
    );
};
