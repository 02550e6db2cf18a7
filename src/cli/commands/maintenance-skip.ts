import { listOccurrences, skipMaintenance } from "../../contract/maintenances.ts";
import { longTime } from "../../contract/words.ts";
import type { Register } from "../options.ts";
import { tellOfWindow, WINDOW_ARGUMENT } from "../window-verb.ts";

export const register: Register = (parent, run) => {
  parent
    .command("skip")
    .description("leave out one occurrence of a series; the others take place")
    .argument(...WINDOW_ARGUMENT)
    .option("--no-notify", "nobody is sent the news")
    .action(
      run(async (context, id: string, { notify }: { notify: boolean }) => {
        const client = await context.connect();
        const input = { id, notify: notify ? undefined : false };
        const { result, reply: window } = await client.callWithStatus(skipMaintenance, input);
        const { items } = await client.call(listOccurrences, { id });
        const next = items.find(({ state, startsAt }) => startsAt > window.startsAt && state !== "cancelled");
        const zone = window.timeZone ?? context.io.timeZone;
        const then = next ? `; the next one starts ${longTime(next.startsAt, zone)}` : "; it was the last one";
        return tellOfWindow(context, window, result === "unchanged" ? "was cancelled already" : `skipped${then}`);
      }),
    );
};
