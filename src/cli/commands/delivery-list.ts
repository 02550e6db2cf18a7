import { EXIT } from "../../contract/problem.ts";
import { DELIVERY_STATES, listDeliveries } from "../../contract/subscribers.ts";
import { type Context, show } from "../context.ts";
import { choice, examples, idText, LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";
import { deliveryTable } from "../render/delivery.ts";

interface Options {
  state?: (typeof DELIVERY_STATES)[number];
  subscriber?: string;
  incident?: string;
  limit?: number;
}

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list what was told and what is still to be told, newest first")
    .addOption(choice("--state <state>", "only those in this state", DELIVERY_STATES))
    .option("--subscriber <id>", "only those to this subscriber or target of the team", idText)
    .option("--incident <id>", "only posts and pages about this incident", idText)
    .option(...LIMIT_OPTION)
    .addHelpText(
      "after",
      examples(
        "tocsin delivery list --state dead",
        "tocsin delivery list --state dead --quiet | tocsin delivery retry -",
      ),
    )
    .action(run(list));
};

const list = async (context: Context, { limit, ...filter }: Options): Promise<number> => {
  const client = await context.connect();
  const deliveries = await readPages(context, limit, (page) => client.call(listDeliveries, { ...filter, ...page }));
  if (deliveries.length === 0 && !context.flags.json) context.say("No such delivery.");
  show(context, deliveries, {
    ids: () => deliveries.map((one) => one.id),
    words: () => deliveryTable(context, deliveries),
  });
  return EXIT.done;
};
