import { EXIT } from "../../contract/problem.ts";
import { DELIVERY_STATES, listDeliveries } from "../../contract/subscribers.ts";
import { type Context, show, tableOf } from "../context.ts";
import { choice, LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";
import { relative, shortTime } from "../words.ts";

type State = (typeof DELIVERY_STATES)[number];
const STYLE_OF_DELIVERY = {
  queued: "cyan",
  sending: "cyan",
  sent: "green",
  retrying: "yellow",
  dead: "red",
  suppressed: "dim",
} as const satisfies Record<State, string>;

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list what was told and what is still to be told, newest first")
    .addOption(choice("--state <state>", "only those in this state", DELIVERY_STATES))
    .option(...LIMIT_OPTION)
    .action(run(list));
};

const list = async (context: Context, { state, limit }: { state?: State; limit?: number }): Promise<number> => {
  const client = await context.connect();
  const { now, timeZone } = context.io;
  const deliveries = await readPages(context, limit, (page) =>
    client.call(listDeliveries, { ...(state ? { state } : {}), ...page }),
  );
  if (deliveries.length === 0 && !context.flags.json) context.say("No such delivery.");
  const when = (one: (typeof deliveries)[number]): string => {
    if (one.sentAt) return `sent ${shortTime(one.sentAt, timeZone)}`;
    return one.dueAt ? `due ${relative(one.dueAt, now())}` : "-";
  };
  show(context, deliveries, {
    ids: () => deliveries.map((one) => one.id),
    words: () =>
      deliveries.length === 0
        ? []
        : tableOf(context, deliveries, [
            { title: "ID", of: (one) => String(one.id) },
            { title: "STATE", of: (one) => one.state, style: (one) => STYLE_OF_DELIVERY[one.state] },
            { title: "NOTICE", of: (one) => one.notice.kind },
            { title: "CAUSE", of: (one) => `seq ${one.notice.causeSeq}` },
            { title: "TRIES", of: (one) => String(one.attempts) },
            { title: "WHEN", of: when },
            { title: "TO", of: (one) => `${one.subscriberId} ${one.channel} ${one.target}`, gives: true },
            { title: "REASON", of: (one) => one.reason ?? "-" },
          ]),
  });
  return EXIT.done;
};
