import { EXIT } from "../../contract/problem.ts";
import { getComponent } from "../../contract/status.ts";
import { type Context, show } from "../context.ts";
import { type Register, TZ_OPTION, wholeNumber } from "../options.ts";
import { componentDetail } from "../render/component.ts";

interface Options {
  days?: number;
  tz?: string;
}
/** As many as the route takes. */
const MAX_DAYS = 366;

export const register: Register = (parent, run) => {
  parent
    .command("show")
    .description("show one component: its level and why, its uptime and days, what was amended, its last changes")
    .argument("<id>", "id of the component, as in the config")
    .option("--days <n>", "how many days are shown and counted (default: 90)", wholeNumber(1, MAX_DAYS))
    .option(...TZ_OPTION)
    .action(run(showComponent));
};

const showComponent = async (context: Context, id: string, { days, tz }: Options): Promise<number> => {
  const client = await context.connect();
  const timeZone = tz ?? context.io.timeZone;
  const component = await client.call(getComponent, {
    ...{ id, timeZone },
    ...(days === undefined ? {} : { days: String(days) }),
  });
  show(context, component, {
    ids: () => [component.id],
    words: () => componentDetail(context, component, timeZone),
  });
  return EXIT.done;
};
