import { cancelMaintenance } from "../../contract/maintenances.ts";
import { EXIT } from "../../contract/problem.ts";
import { show } from "../context.ts";
import { idText, type Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("cancel")
    .description("call a window off, also a running one")
    .argument("<id>", "id of the window", idText)
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const { result, reply: window } = await client.callWithStatus(cancelMaintenance, { id });
        const words = `maintenance ${window.id} ${result === "unchanged" ? "was cancelled already" : "cancelled"}`;
        show(context, window, { ids: () => [window.id], words: () => [words] });
        return EXIT.done;
      }),
    );
};
