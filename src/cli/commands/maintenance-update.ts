import { updateMaintenance } from "../../contract/maintenances.ts";
import { examples, type Register } from "../options.ts";
import { tellOfWindow, WINDOW_ARGUMENT } from "../window-verb.ts";

export const register: Register = (parent, run) => {
  parent
    .command("update")
    .description("say something about a window in public, before, while and after it takes place")
    .argument(...WINDOW_ARGUMENT)
    .argument("<text>", "what readers are told, in Markdown; - reads it from stdin")
    .option("--no-notify", "it only stands on the page; nobody is sent it")
    .addHelpText("after", examples('tocsin maintenance update 7 "Half of the racks are done."'))
    .action(
      run(async (context, id: string, given: string, { notify }: { notify: boolean }) => {
        const text = await context.textOf(given);
        const client = await context.connect();
        const window = await client.call(updateMaintenance, { id, text, notify: notify ? undefined : false });
        return tellOfWindow(context, window, `updated${notify ? "" : "; nobody is sent it"}`);
      }),
    );
};
