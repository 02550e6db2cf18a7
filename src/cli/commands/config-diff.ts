import { diffConfig } from "../../contract/config.ts";
import { EXIT } from "../../contract/problem.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Context, show } from "../context.ts";
import type { Register } from "../options.ts";
import { changeLines } from "../render/config.ts";

export const register: Register = (parent, run) => {
  parent
    .command("diff")
    .description("what a reload would change, and what only a restart takes over; applies nothing")
    .option("--exit-code", "exit with 8 when there are changes")
    .action(run(diff));
};

const diff = async (context: Context, options: { exitCode?: true }): Promise<number> => {
  const client = await context.connect();
  const found = await client.call(diffConfig, {});
  if (found.changes.length === 0 && !context.flags.json)
    context.say(
      found.file === null
        ? "The daemon runs on the defaults, without a config file."
        : `${safeLine(found.file)} is what the daemon runs on.`,
    );
  show(context, found, {
    ids: () => found.changes.map((change) => safeLine(change.path)),
    words: () => (found.changes.length > 0 ? changeLines(context, found.changes) : []),
  });
  return options.exitCode && found.changes.length > 0 ? EXIT.notHolding : EXIT.done;
};
