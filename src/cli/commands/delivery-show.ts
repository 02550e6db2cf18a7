import { EXIT } from "../../contract/problem.ts";
import { getDelivery } from "../../contract/subscribers.ts";
import { show } from "../context.ts";
import { idText, type Register } from "../options.ts";
import { deliveryDetail } from "../render/delivery.ts";

export const register: Register = (parent, run) => {
  parent
    .command("show")
    .description("show one message in full: to whom, about what, how often it was tried, and what became of it")
    .argument("<id>", "id of the delivery", idText)
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const delivery = await client.call(getDelivery, { id });
        show(context, delivery, { ids: () => [delivery.id], words: () => deliveryDetail(context, delivery) });
        return EXIT.done;
      }),
    );
};
