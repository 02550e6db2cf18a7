import { getMaintenance } from "../../contract/maintenances.ts";
import { EXIT } from "../../contract/problem.ts";
import { show } from "../context.ts";
import type { Register } from "../options.ts";
import { maintenanceDetail } from "../render/maintenance.ts";
import { nextOccurrences } from "../window-series.ts";
import { WINDOW_ARGUMENT } from "../window-verb.ts";

export const register: Register = (parent, run) => {
  parent
    .command("show")
    .description("show one window in full, and of a series what comes next")
    .argument(...WINDOW_ARGUMENT)
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const window = await client.call(getMaintenance, { id });
        const occurrences = await nextOccurrences(context, client, window);
        show(context, window, {
          ids: () => [window.id],
          words: () => maintenanceDetail(context, window, occurrences),
        });
        return EXIT.done;
      }),
    );
};
