import { Argument } from "commander";
import { EXIT } from "../../contract/problem.ts";
import { amendComponent } from "../../contract/status.ts";
import { AMENDED_TO, type AmendedTo } from "../../domain/amendment.ts";
import { type Context, show } from "../context.ts";
import { examples, type Register, TZ_OPTION } from "../options.ts";
import { amendedWords } from "../render/amendment.ts";
import { pastTime } from "../since.ts";

interface Options {
  from: string;
  to: string;
  reason: string;
  tz?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("amend")
    .description("correct what a component was: uptime, bars and reports count the span as that level; nobody is told")
    .argument("<id>", "id of the component, as in the config")
    .addArgument(
      new Argument("<level>", "what it was; `recorded` takes earlier corrections of the span back").choices(AMENDED_TO),
    )
    .requiredOption("--from <time>", "when that began: a time, or how long ago (02:00, 2026-11-26 02:00, 30m)")
    .requiredOption("--to <time>", "when that ended; `now` for until now")
    .requiredOption("--reason <text>", "why the record was wrong, for whoever wonders")
    .option(...TZ_OPTION)
    .addHelpText(
      "after",
      examples(
        'tocsin component amend api operational --from 02:00 --to 02:40 --reason "the probe was broken"',
        'tocsin component amend api recorded --from 02:00 --to 02:40 --reason "it was us after all"',
      ),
    )
    .action(run(amend));
};

const amend = async (context: Context, id: string, level: AmendedTo, options: Options): Promise<number> => {
  const { now } = context.io;
  const timeZone = options.tz ?? context.io.timeZone;
  const [from, to] = [options.from, options.to].map((text) => new Date(pastTime(text, now(), timeZone)).toISOString());
  const client = await context.connect();
  const { result, reply } = await client.callWithStatus(amendComponent, {
    ...{ id, from: from!, to: to!, level, reason: options.reason },
  });
  const already = result === "unchanged" ? ", already" : "";
  show(context, reply, {
    ids: () => [reply.id],
    words: () => [
      `component ${reply.component} ${amendedWords(reply, timeZone)}${already} (amendment ${reply.id}); see \`tocsin component show ${reply.component}\``,
    ],
  });
  return EXIT.done;
};
