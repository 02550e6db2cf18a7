import { EXIT } from "../../contract/problem.ts";
import { listSubscribers } from "../../contract/subscribers.ts";
import { show, tableOf } from "../context.ts";
import { LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list who is told")
    .option(...LIMIT_OPTION)
    .action(
      run(async (context, { limit }: { limit?: number }) => {
        const client = await context.connect();
        const subscribers = await readPages(context, limit, (page) => client.call(listSubscribers, page));
        if (subscribers.length === 0 && !context.flags.json)
          context.say("No subscriber yet; add one with `tocsin subscriber add`.");
        show(context, subscribers, {
          ids: () => subscribers.map((one) => one.id),
          words: () =>
            subscribers.length === 0
              ? []
              : tableOf(context, subscribers, [
                  { title: "ID", of: (one) => String(one.id) },
                  { title: "CHANNEL", of: (one) => one.channel },
                  {
                    title: "STATE",
                    of: (one) => one.state,
                    style: (one) => (one.state === "active" ? "green" : "red"),
                  },
                  { title: "COMPONENTS", of: (one) => one.components?.join(", ") ?? "all" },
                  { title: "TARGET", of: (one) => one.target, gives: true },
                  { title: "REASON", of: (one) => one.reason ?? "-" },
                ]),
        });
        return EXIT.done;
      }),
    );
};
