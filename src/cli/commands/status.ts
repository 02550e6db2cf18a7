import { EXIT } from "../../contract/problem.ts";
import { getStatus, type Status } from "../../contract/status.ts";
import { type Context, show } from "../context.ts";
import type { Register } from "../options.ts";
import { statusScreen } from "../render/status.ts";

export const register: Register = (parent, run) => {
  parent
    .command("status")
    .description("the whole situation on one screen: levels, incidents, maintenance")
    .option("--exit-code", "exit with 8 unless all is well")
    .action(run((context, { exitCode }: { exitCode?: true }) => printStatus(context, exitCode ?? false)));
};

export const printStatus = async (context: Context, wantsExitCode: boolean): Promise<number> => {
  const client = await context.connect();
  const status: Status = await client.call(getStatus, {});
  show(context, status, {
    ids: () => status.incidents.map((incident) => incident.id),
    words: () => statusScreen(context, status),
  });
  if (!context.flags.json) for (const line of status.degraded) context.warn(line);
  return wantsExitCode && status.level !== "none" ? EXIT.notHolding : EXIT.done;
};
