import { Argument } from "commander";
import { EXIT } from "../../contract/problem.ts";
import { setOverride } from "../../contract/status.ts";
import { maybeUntil, spaced } from "../../contract/words.ts";
import { LEVELS, type Level } from "../../domain/level.ts";
import { show } from "../context.ts";
import { duration, examples, type Register } from "../options.ts";

interface Options {
  reason: string;
  for?: number;
}

export const register: Register = (parent, run) => {
  parent
    .command("override")
    .description("pin the level of a component, whatever incidents and maintenance say, until it is cleared or ends")
    .argument("<id>", "id of the component")
    .addArgument(new Argument("<level>", "the level it is to have").choices(LEVELS))
    .requiredOption("--reason <text>", "why, for whoever wonders")
    .option("--for <duration>", "how long (30m, 2h); without it until `component clear`", duration)
    .addHelpText("after", examples('tocsin component override api operational --reason "probe is wrong" --for 2h'))
    .action(
      run(async (context, id: string, level: Level, options: Options) => {
        const client = await context.connect();
        const input = { id, level, reason: options.reason };
        const { result, reply } = await client.callWithStatus(setOverride, {
          ...input,
          ...(options.for === undefined ? {} : { forMs: options.for }),
        });
        const until = maybeUntil(reply.override?.until, context.io);
        const already = result === "unchanged" ? " already" : "";
        show(context, reply, {
          ids: () => [reply.id],
          words: () => [
            `component ${reply.id} is pinned at ${spaced(level)}${until || ` until \`tocsin component clear ${reply.id}\``}${already}`,
          ],
        });
        return EXIT.done;
      }),
    );
};
