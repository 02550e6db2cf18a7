import { getMaintenance } from "../../contract/maintenances.ts";
import { EXIT } from "../../contract/problem.ts";
import { show } from "../context.ts";
import { idText, type Register } from "../options.ts";
import { maintenanceDetail } from "../render/maintenance.ts";

export const register: Register = (parent, run) => {
  parent
    .command("show")
    .description("show one window in full")
    .argument("<id>", "id of the window", idText)
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const window = await client.call(getMaintenance, { id });
        show(context, window, { ids: () => [window.id], words: () => maintenanceDetail(context, window) });
        return EXIT.done;
      }),
    );
};
