import { EXIT } from "../../contract/problem.ts";
import { getStatus, type Status } from "../../contract/status.ts";
import { formatTime } from "../../contract/time.ts";
import { type Context, show } from "../context.ts";
import { examples, type Register, TZ_OPTION } from "../options.ts";
import { pastScreen, statusScreen } from "../render/status.ts";
import { pastTime } from "../since.ts";

interface Options {
  exitCode?: true;
  at?: string;
  page?: string;
  tz?: string;
}

export const register: Register = (parent, run) => {
  parent
    .command("status")
    .description("the whole situation on one screen: levels, incidents, maintenance")
    .option("--exit-code", "exit with 8 unless all is well")
    .option("--at <time>", "as it was then: 02:00 (the last one), 30m (ago), 2026-12-01T02:00")
    .option("--page <slug>", "only what this page shows")
    .option(...TZ_OPTION)
    .addHelpText(
      "after",
      examples(
        "tocsin status",
        "tocsin status --exit-code --quiet",
        "tocsin status --page shop",
        "tocsin status --at 02:00",
      ),
    )
    .action(
      run((context, { exitCode, at, page, tz }: Options) => {
        const asked = { page, wantsExitCode: exitCode ?? false };
        return at === undefined
          ? printStatus(context, { ...asked, tz })
          : printPast(context, { ...asked, at, timeZone: tz ?? context.io.timeZone });
      }),
    );
};

interface Asked {
  page?: string | undefined;
  wantsExitCode?: boolean;
}
export const printStatus = async (
  context: Context,
  { page, wantsExitCode, tz }: Asked & { tz?: string | undefined } = {},
): Promise<number> => {
  const client = await context.connect();
  const status: Status = await client.call(getStatus, page === undefined ? {} : { page });
  show(context, status, {
    ids: () => status.incidents.map((incident) => incident.id),
    words: () => statusScreen(tz ? { ...context, io: { ...context.io, timeZone: tz } } : context, status),
  });
  if (!context.flags.json) for (const line of status.degraded) context.warn(line);
  return wantsExitCode && status.level !== "none" ? EXIT.notHolding : EXIT.done;
};

const printPast = async (
  context: Context,
  { at, page, timeZone, wantsExitCode }: Asked & { at: string; timeZone: string },
): Promise<number> => {
  const moment = pastTime(at, context.io.now(), timeZone);
  const client = await context.connect();
  const status: Status = await client.call(getStatus, {
    at: new Date(moment).toISOString(),
    ...(page === undefined ? {} : { page }),
  });
  // The zone that was understood is always said, to programs beside their data.
  if (context.flags.json || context.flags.quiet)
    context.io.stderr.write(`as it was at ${formatTime(moment, timeZone)}\n`);
  show(context, status, {
    ids: () => status.incidents.map((incident) => incident.id),
    words: () => pastScreen(context, status, timeZone),
  });
  if (!context.flags.json) for (const line of status.degraded) context.warn(line);
  return wantsExitCode && status.level !== "none" ? EXIT.notHolding : EXIT.done;
};
