import { EXIT } from "../../contract/problem.ts";
import { getNotify } from "../../contract/subscribers.ts";
import { show } from "../context.ts";
import type { Register } from "../options.ts";
import { sendingLine, teamTable } from "../render/notify.ts";

export const register: Register = (parent, run) => {
  parent
    .command("status")
    .description("whether sending is paused, how much waits, and who of the team is paged")
    .action(
      run(async (context) => {
        const client = await context.connect();
        const notify = await client.call(getNotify, {});
        show(context, notify, {
          ids: () => notify.team.map(({ name }) => name),
          words: () => [sendingLine(context, notify), ...teamTable(context, notify.team)],
        });
        if (notify.team.length === 0 && !context.flags.json)
          context.say("Nobody is paged: name targets under `notify.team` in the config file.");
        return EXIT.done;
      }),
    );
};
