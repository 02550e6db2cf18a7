import { listMaintenanceEvents } from "../../contract/maintenances.ts";
import { EXIT } from "../../contract/problem.ts";
import { show } from "../context.ts";
import { type Register, TZ_OPTION } from "../options.ts";
import { logLines } from "../render/log.ts";
import { readTimeline } from "../timeline.ts";
import { WINDOW_ARGUMENT } from "../window-verb.ts";

export const register: Register = (parent, run) => {
  parent
    .command("log")
    .description("print the timeline of a window, oldest first: who did what to it, and what came by itself")
    .argument(...WINDOW_ARGUMENT)
    .option(...TZ_OPTION)
    .action(
      run(async (context, id: string, { tz }: { tz?: string }) => {
        const client = await context.connect();
        const events = await readTimeline(context, `/maintenances/${id}/events`, (page) =>
          client.call(listMaintenanceEvents, { id, ...page }),
        );
        show(context, events, {
          ids: () => events.map(({ seq }) => seq),
          words: () => logLines(context, events, { timeZone: tz ?? context.io.timeZone }),
        });
        return EXIT.done;
      }),
    );
};
