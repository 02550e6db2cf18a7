import { EXIT } from "../../contract/problem.ts";
import { getReport } from "../../contract/status.ts";
import { type Context, show } from "../context.ts";
import { examples, type Register, TZ_OPTION } from "../options.ts";
import { reportScreen } from "../render/report.ts";

interface Options {
  month?: string;
  tz?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("report")
    .description("a month in numbers: incidents, MTTA, MTTR, uptime, who did what")
    .option("--month <month>", "like 2026-11 (default: the present one, up to now)")
    .option(...TZ_OPTION)
    .addHelpText("after", examples("tocsin report", "tocsin report --month 2026-11 --tz Europe/Berlin --json"))
    .action(run(report));
};

const report = async (context: Context, { month, tz }: Options): Promise<number> => {
  const client = await context.connect();
  const reply = await client.call(getReport, {
    ...(month === undefined ? {} : { month }),
    timeZone: tz ?? context.io.timeZone,
  });
  show(context, reply, { ids: () => [reply.month], words: () => reportScreen(context, reply) });
  return EXIT.done;
};
