import { type CHECK_STATES, getDoctor, repairReaders } from "../../contract/log.ts";
import { EXIT } from "../../contract/problem.ts";
import { type Context, show } from "../context.ts";
import type { Register } from "../options.ts";
import { columns } from "../table.ts";
import { safeLine } from "../text.ts";
import { count } from "../words.ts";

const STYLE_OF_CHECK = { ok: "green", warning: "yellow", failed: "red" } as const satisfies Record<
  (typeof CHECK_STATES)[number],
  string
>;

export const register: Register = (parent, run) => {
  parent
    .command("doctor")
    .description("how Tocsin itself is; exits with 1 unless it is healthy")
    .option("--repair", "first try again what a reader had to pass over")
    .action(run(doctor));
};

const doctor = async (context: Context, options: { repair?: true }): Promise<number> => {
  const client = await context.connect();
  const repair = options.repair ? await client.call(repairReaders, {}) : undefined;
  const health = await client.call(getDoctor, {});
  const rows = health.checks.flatMap(({ state, name, detail, hint }) => [
    [context.paint(STYLE_OF_CHECK[state], state), safeLine(name), safeLine(detail)],
    ...(hint ? [["", "", context.paint("dim", safeLine(hint))]] : []),
  ]);
  show(
    context,
    { ...health, ...(repair ? { repair } : {}) },
    {
      ids: () => health.checks.filter((check) => check.state !== "ok").map((check) => safeLine(check.name)),
      words: () => [
        ...(repair ? [`${count(repair.repaired, "event")} made good, ${repair.remaining} still passed over`] : []),
        ...columns(rows),
        health.healthy
          ? `tocsin ${safeLine(health.version)} is healthy`
          : `tocsin ${safeLine(health.version)} is not healthy`,
      ],
    },
  );
  return health.healthy ? EXIT.done : EXIT.failed;
};
