import { removeSubscriber } from "../../contract/subscribers.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { eachId, readIds } from "../each-id.ts";
import type { Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("remove")
    .description("stop telling somebody; what was queued for them is not sent, and their address is forgotten")
    .argument("<id...>", "ids of subscribers; - reads them from stdin")
    .action(
      run(async (context, ids: string[]) =>
        eachId(context, await readIds(context, ids, "subscriber"), {
          noun: "subscriber",
          act: (client, id) => client.callWithStatus(removeSubscriber, { id }),
          done: ({ id, channel, target }) => `subscriber ${id} removed: ${channel} ${safeLine(target)}`,
        }),
      ),
    );
};
