import { reloadConfig } from "../../contract/config.ts";
import { EXIT } from "../../contract/problem.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { show } from "../context.ts";
import type { Register } from "../options.ts";
import { changeLines } from "../render/config.ts";

export const register: Register = (parent, run) => {
  parent
    .command("reload")
    .description("have the daemon read its config file again: all of it applies, or nothing")
    .action(
      run(async (context) => {
        const client = await context.connect();
        const reloaded = await client.call(reloadConfig, {});
        show(context, reloaded, {
          ids: () => reloaded.changes.map((change) => safeLine(change.path)),
          words: () =>
            reloaded.changes.length > 0
              ? [...changeLines(context, reloaded.changes), "Reloaded: this is in force now."]
              : ["Nothing has changed."],
        });
        return EXIT.done;
      }),
    );
};
