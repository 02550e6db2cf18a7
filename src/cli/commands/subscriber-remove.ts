import { EXIT } from "../../contract/problem.ts";
import { removeSubscriber } from "../../contract/subscribers.ts";
import { show } from "../context.ts";
import { idText, type Register } from "../options.ts";
import { safeLine } from "../text.ts";

export const register: Register = (parent, run) => {
  parent
    .command("remove")
    .description("stop telling somebody; what was queued for them is not sent")
    .argument("<id>", "id of the subscriber", idText)
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const gone = await client.call(removeSubscriber, { id });
        show(context, gone, {
          ids: () => [gone.id],
          words: () => [`subscriber ${gone.id} removed: ${gone.channel} ${safeLine(gone.target)}`],
        });
        return EXIT.done;
      }),
    );
};
