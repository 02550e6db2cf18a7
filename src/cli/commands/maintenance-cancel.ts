import { cancelMaintenance } from "../../contract/maintenances.ts";
import { examples, type Register } from "../options.ts";
import { tellOfWindow, WINDOW_ARGUMENT } from "../window-verb.ts";

export const register: Register = (parent, run) => {
  parent
    .command("cancel")
    .description("call a window off, also a running one")
    .argument(...WINDOW_ARGUMENT)
    .option("--series", "with it all that are to come of its series")
    .option("--no-notify", "nobody is sent the news")
    .addHelpText("after", examples("tocsin maintenance cancel 7", "tocsin maintenance cancel 7 --series --no-notify"))
    .action(
      run(async (context, id: string, { series, notify }: { series?: true; notify: boolean }) => {
        const client = await context.connect();
        const input = { id, series, notify: notify ? undefined : false };
        const { result, reply } = await client.callWithStatus(cancelMaintenance, input);
        const what = series ? "and all that were to come of its series " : "";
        const words = result === "unchanged" ? `${what}${what ? "were" : "was"} cancelled already` : `${what}cancelled`;
        return tellOfWindow(context, reply, words);
      }),
    );
};
