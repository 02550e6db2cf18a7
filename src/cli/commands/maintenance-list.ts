import { listMaintenances } from "../../contract/maintenances.ts";
import { EXIT } from "../../contract/problem.ts";
import { show } from "../context.ts";
import { LIMIT_OPTION, type Register } from "../options.ts";
import { readPages } from "../pages.ts";
import { maintenanceTable } from "../render/maintenance.ts";

export const register: Register = (parent, run) => {
  parent
    .command("list")
    .description("list windows, next first; running and coming ones by default")
    .option("--all", "completed and cancelled ones too")
    .option(...LIMIT_OPTION)
    .action(
      run(async (context, { all, limit }: { all?: true; limit?: number }) => {
        const client = await context.connect();
        const state = all ? ("all" as const) : ("current" as const);
        const windows = await readPages(context, limit, (page) => client.call(listMaintenances, { state, ...page }));
        if (windows.length === 0 && !context.flags.json)
          context.say(all ? "No window yet." : "No window runs or is planned.");
        show(context, windows, {
          ids: () => windows.map((window) => window.id),
          words: () => maintenanceTable(context, windows),
        });
        return EXIT.done;
      }),
    );
};
