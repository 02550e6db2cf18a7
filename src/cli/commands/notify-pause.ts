import { EXIT } from "../../contract/problem.ts";
import { pauseNotify } from "../../contract/subscribers.ts";
import { type Context, show } from "../context.ts";
import { duration, examples, type Register } from "../options.ts";
import { replacedWords, sendingLine } from "../render/notify.ts";

interface Options {
  everybody?: true;
  for?: number;
  reason?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("pause")
    .description("send nothing to subscribers for now; the team is paged all the same, unless --everybody")
    .option("--everybody", "page nobody either")
    .option("--for <duration>", "how long (30m, 2h); without it until `notify resume`", duration)
    .option("--reason <text>", "why, for whoever wonders")
    .addHelpText(
      "after",
      examples(
        'tocsin notify pause --for 1h --reason "moving the mail server"',
        "tocsin notify pause --everybody --for 10m",
      ),
    )
    .action(run(pause));
};

const pause = async (context: Context, options: Options): Promise<number> => {
  const client = await context.connect();
  const notify = await client.call(pauseNotify, {
    scope: options.everybody ? "everybody" : "subscribers",
    ...(options.for === undefined ? {} : { forMs: options.for }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  });
  show(context, notify, {
    ids: () => [],
    words: () => [`${sendingLine(context, notify)}${replacedWords(context, notify)}`],
  });
  return EXIT.done;
};
