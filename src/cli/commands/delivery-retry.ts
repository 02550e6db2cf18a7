import { retryDelivery } from "../../contract/subscribers.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { eachId, readIds } from "../each-id.ts";
import { examples, type Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("retry")
    .description("try again what is dead or waits for its next try; a quarantined subscriber is sent messages again")
    .argument("<id...>", "ids of deliveries; - reads them from stdin")
    .addHelpText(
      "after",
      examples("tocsin delivery retry 12", "tocsin delivery list --state dead -q | tocsin delivery retry -"),
    )
    .action(
      run(async (context, ids: string[]) =>
        eachId(context, await readIds(context, ids, "delivery"), {
          noun: "delivery",
          act: (client, id) => client.callWithStatus(retryDelivery, { id }),
          done: ({ id, channel, target }, result) =>
            `delivery ${id} ${result === "changed" ? "is due now" : "waits already"}: ${channel} ${safeLine(target)}`,
        }),
      ),
    );
};
