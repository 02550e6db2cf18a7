import { EXIT } from "../../contract/problem.ts";
import { listSubscribers } from "../../contract/subscribers.ts";
import { CHANNELS, type Channel, SUBSCRIBER_STATES, type SubscriberState } from "../../domain/channel.ts";
import { show, tableOf } from "../context.ts";
import { choice, LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";
import { scopeWords } from "../render/scope.ts";

type Shown = Exclude<SubscriberState, "removed">;
interface Options {
  state?: Shown;
  channel?: Channel;
  page?: string;
  limit?: number;
}
const SHOWN = SUBSCRIBER_STATES.filter((state) => state !== "removed");
const STYLES = { active: "green", unverified: "yellow", quarantined: "red", removed: "dim" } as const;

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list who is told")
    .addOption(choice("--state <state>", "only those in this state", SHOWN))
    .addOption(choice("--channel <channel>", "only those told by this", CHANNELS))
    .option("--page <slug>", "only those who ask for this page")
    .option(...LIMIT_OPTION)
    .action(
      run(async (context, { limit, ...filter }: Options) => {
        const client = await context.connect();
        const ask = {
          ...(filter.state ? { state: filter.state } : {}),
          ...(filter.channel ? { channel: filter.channel } : {}),
          ...(filter.page === undefined ? {} : { page: filter.page }),
        };
        const subscribers = await readPages(context, limit, (page) =>
          client.call(listSubscribers, { ...page, ...ask }),
        );
        if (subscribers.length === 0 && !context.flags.json)
          context.say(
            Object.keys(ask).length > 0
              ? "No subscriber like this."
              : "No subscriber yet; add one with `tocsin subscriber add`.",
          );
        show(context, subscribers, {
          ids: () => subscribers.map((one) => one.id),
          words: () =>
            subscribers.length === 0
              ? []
              : tableOf(context, subscribers, [
                  { title: "ID", of: (one) => String(one.id) },
                  { title: "CHANNEL", of: (one) => one.channel },
                  { title: "STATE", of: (one) => one.state, style: (one) => STYLES[one.state] },
                  { title: "TOLD OF", of: scopeWords },
                  { title: "TARGET", of: (one) => one.target, gives: true },
                  { title: "REASON", of: (one) => one.reason ?? "-" },
                ]),
        });
        return EXIT.done;
      }),
    );
};
