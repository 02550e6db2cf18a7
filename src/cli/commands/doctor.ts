import { UnreachableError } from "../../client/unreachable.ts";
import { findEndpoints, type NamedPlace, namedPlace } from "../../config/places.ts";
import { type CHECK_STATES, type Doctor, getDoctor, repairReaders } from "../../contract/log.ts";
import { EXIT, Problem } from "../../contract/problem.ts";
import { VERSION } from "../../contract/version.ts";
import { count } from "../../contract/words.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Context, show } from "../context.ts";
import { examples, type Register } from "../options.ts";
import { columns } from "../table.ts";

const STYLE_OF_CHECK = { ok: "green", warning: "yellow", failed: "red" } as const satisfies Record<
  (typeof CHECK_STATES)[number],
  string
>;
type Check = Doctor["checks"][number];

export const register: Register = (parent, run) => {
  parent
    .command("doctor")
    .description(
      "how Tocsin itself is; exits with 1 unless it is healthy, and where no daemon answers says what a start would find",
    )
    .option("--repair", "first try again what a reader had to pass over")
    .addHelpText(
      "after",
      examples("tocsin doctor", "tocsin doctor --config /etc/tocsin/config.yaml", "tocsin doctor --json"),
    )
    .action(run(doctor));
};

const doctor = async (context: Context, options: { repair?: true }): Promise<number> => {
  const place = namedPlace(context.flags, context.io.env);
  try {
    await readable(context, place);
    return await askDaemon(context, options);
  } catch (error) {
    // What stands behind a URL is no business of this machine's folders.
    if (!(error instanceof UnreachableError) || (place && "url" in place)) throw error;
    await lookOffline(context, place);
    throw error;
  }
};

/** A config that does not even say where the socket is keeps everybody from the daemon, and is the first thing to look at. */
const readable = async ({ flags, io }: Context, place: NamedPlace | null): Promise<void> => {
  try {
    await findEndpoints(flags, io.env);
  } catch (error) {
    if (!(error instanceof Problem) || (place && "url" in place)) throw error;
    throw new UnreachableError(
      `Where the daemon is cannot be read: ${error.message}`,
      error.hint ?? "Mend it, and start a daemon with `tocsin daemon`.",
    );
  }
};

const askDaemon = async (context: Context, options: { repair?: true }): Promise<number> => {
  const client = await context.connect();
  const repair = options.repair ? await client.call(repairReaders, {}) : undefined;
  const health = await client.call(getDoctor, {});
  show(
    context,
    { ...health, ...(repair ? { repair } : {}) },
    {
      ids: () => failing(health.checks),
      words: () => [
        ...(repair ? [`${count(repair.repaired, "event")} made good, ${repair.remaining} still passed over`] : []),
        ...checkLines(context, health.checks),
        health.healthy
          ? `tocsin ${safeLine(health.version)} is healthy`
          : `tocsin ${safeLine(health.version)} is not healthy`,
      ],
    },
  );
  return health.healthy ? EXIT.done : EXIT.failed;
};

const lookOffline = async (context: Context, place: NamedPlace | null): Promise<void> => {
  const { examineOffline } = await import("../../daemon/offline/doctor.ts");
  const { env, now } = context.io;
  const checks = await examineOffline({
    configFile: place && "config" in place ? place.config : context.flags.config,
    socket: place && "socket" in place ? place.socket : undefined,
    env,
  });
  const failed = checks.filter((check) => check.state === "failed").length;
  // Without its daemon Tocsin is not healthy, however well everything lies ready.
  const health = { healthy: false, version: VERSION, at: new Date(now()).toISOString(), checks };
  show(
    context,
    { ...health, daemon: "unreachable" },
    {
      ids: () => failing(checks),
      words: () => [
        ...checkLines(context, checks),
        failed === 0 ? "nothing here keeps a daemon from starting" : `${count(failed, "thing")} to mend here`,
      ],
    },
  );
};

const failing = (checks: readonly Check[]): string[] =>
  checks.filter((check) => check.state !== "ok").map((check) => safeLine(check.name));

const checkLines = (context: Context, checks: readonly Check[]): string[] =>
  columns(
    checks.flatMap(({ state, name, detail, hint }) => [
      [context.paint(STYLE_OF_CHECK[state], state), safeLine(name), safeLine(detail)],
      ...(hint ? [["", "", context.paint("dim", safeLine(hint))]] : []),
    ]),
  );
