// A window around a command. stdout, stdin and the exit code are the command's; whatever we have to say goes to stderr.
import type { Client } from "../../client/client.ts";
import type { Maintenance } from "../../contract/maintenances.ts";
import { problem } from "../../contract/problem.ts";
import { SEVERITIES, type Severity } from "../../domain/level.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Child, codeOfSignal, NOT_EXECUTABLE, whyNoStart } from "../child.ts";
import type { Context } from "../context.ts";
import { failureOf } from "../failure.ts";
import { keepOpen } from "../keep-open.ts";
import { choice, examples, type Register, waitDuration } from "../options.ts";
import { type Around, endWindow, leaveWindow, type Over, openFailure, openOrGoWithout } from "../window-around.ts";
import { type CoverOptions, coverOptions } from "../window-options.ts";

type OnFailure = "end" | "leave" | "incident";
interface Options extends CoverOptions {
  for?: number;
  text?: string;
  notify?: boolean;
  hold: boolean;
  bestEffort?: true;
  onFailure: OnFailure;
  severity?: Severity;
}

const SPAN_MS = 3600_000;
const SEVERITY = "high";

export const register: Register = (parent, run) => {
  const command = parent
    .command("run")
    .description("open a window around a command: it goes on as long as the command does, and ends with it")
    .usage("[options] <title> -- <command...>")
    .argument("<title>", "what is done, as customers may read it")
    .argument("<command...>", "behind a bare `--`: the command, with arguments and options of its own");
  coverOptions(command)
    .option(
      "--for <duration>",
      "how long at first, and by how much it is extended whenever less than half of that is left (default: 1h)",
      waitDuration,
    )
    .option("-m, --text <text>", "what readers are told of it, in Markdown")
    .option("--notify", "subscribers are told when it starts and when it ends")
    .option("--no-notify", "they are sent nothing (default)")
    .option("--no-hold", "alerts on what it covers page as ever")
    .option("--best-effort", "run the command also where no daemon answers, then without a window")
    .addOption(
      choice(
        "--on-failure <what>",
        "when the command fails: end the window, leave it open until its end, or open an incident before it ends",
        ["end", "leave", "incident"],
      ).default("end"),
    )
    .addOption(choice("-s, --severity <severity>", `of that incident (default: ${SEVERITY})`, SEVERITIES))
    .addHelpText(
      "after",
      `
The exit code is the command's: 128+n where signal n ended it, 127 where it is not there and 126 where it cannot be
executed; then no window is opened. Where the window is refused (2, 3, 4, 5) or no daemon answers (6) the command is not run;
--best-effort helps against the latter only. The command finds the window's id in TOCSIN_MAINTENANCE_ID.

stdout is the command's alone, also with --json. What Tocsin has to say goes to stderr; --quiet leaves only warnings of it.
SIGINT, SIGTERM and SIGHUP are the command's too: it is waited for, and the window ends with it. Should this program be
killed, the window ends by itself at its end.
${examples(
  'tocsin maintenance run "Deploy" -c api --for 30m --notify -- ./deploy.sh --to production',
  'tocsin maintenance run "Restore" -g Shop --on-failure incident -s critical -- pg_restore -d shop shop.dump',
  "tocsin maintenance run \"Nightly vacuum\" -c db --best-effort -- psql -c 'VACUUM FULL'",
)}`,
    )
    .action(run(runIn));
};

const runIn = async (context: Context, title: string, argv: string[], options: Options): Promise<number> => {
  refuseContradictions(context, argv, options);
  const hopeless = whyNoStart(argv[0]!, context.io.env);
  if (hopeless !== undefined) {
    const what = hopeless === NOT_EXECUTABLE ? "cannot be executed" : "is not there";
    context.io.stderr.write(`tocsin: The command ${safeLine(argv[0]!)} ${what}. No window was opened.\n`);
    return hopeless;
  }
  const signals = ownSignals(context);
  const around = {
    ...options,
    title,
    spanMs: options.for ?? SPAN_MS,
    notify: options.notify === true,
    severity: options.severity ?? SEVERITY,
  };
  const client = await context.connect();
  let window: Maintenance | undefined;
  try {
    window = await openOrGoWithout(context, client, around, signals.impatience);
  } catch (error) {
    const stopped = signals.first();
    if (!stopped) throw error;
    context.warn(
      `the command was not run, and nobody said whether its window is open: see \`tocsin maintenance list\` (${failureOf(error).detail})`,
    );
    return codeOfSignal(stopped);
  }
  const stoppedBy = signals.first();
  if (stoppedBy) {
    if (window) await endWindow(context, client, { window }, signals.impatience);
    return codeOfSignal(stoppedBy);
  }
  const kept = window && keepOpen(context, client, window, around.spanMs);
  const startedAt = performance.now();
  const noStart = (why: string): void => context.warn(`the command could not be started: ${why}`);
  const code = await signals.waitFor(context.io.startChild(argv, envOf(context, window), noStart));
  kept?.stop();
  const over: Over = { window: kept?.window(), code, tookMs: performance.now() - startedAt };
  await CONCLUDE[code === 0 ? "end" : options.onFailure](context, client, around, over, signals.impatience);
  return code;
};

const refuseContradictions = ({ argv: typed }: Context, argv: readonly string[], options: Options): void => {
  const dashes = typed.indexOf("--");
  if (dashes < 0 || typed.length - dashes - 1 !== argv.length)
    throw problem("invalid", "It is not clear where the command begins.", {
      hint: 'Put a bare `--` right before it, and all else before that: `tocsin maintenance run "Deploy" -c api -- ./deploy.sh`.',
    });
  if (options.text === "-")
    throw problem("invalid", "The text cannot come from stdin, which is the command's.", {
      hint: "Write it out: `--text TEXT`.",
    });
  if (options.severity && options.onFailure !== "incident")
    throw problem("invalid", "--severity is of the incident that a failure opens, and none is asked for.", {
      hint: "Write `--on-failure incident` too.",
    });
};

interface Signals {
  /** What came before the command was started. */
  first: () => NodeJS.Signals | undefined;
  /** Aborted by a second one before the command, and by any after it: nobody wants to wait for the daemon any more. */
  impatience: AbortSignal;
  waitFor: (child: Child) => Promise<number>;
}

const ownSignals = (context: Context): Signals => {
  const impatience = new AbortController();
  let first: NodeJS.Signals | undefined;
  let child: Child | undefined;
  let isOver = false;
  context.io.ownSignals((signal) => {
    if (child) return child.forward(signal);
    if (first || isOver) impatience.abort();
    first ??= signal;
  });
  return {
    first: () => first,
    impatience: impatience.signal,
    waitFor: async (started) => {
      child = started;
      const code = await started.ended;
      child = undefined;
      isOver = true;
      return code;
    },
  };
};

const envOf = ({ io }: Context, window: Maintenance | undefined): Context["io"]["env"] =>
  window ? { ...io.env, TOCSIN_MAINTENANCE_ID: String(window.id) } : io.env;

type Conclude = (
  context: Context,
  client: Client,
  around: Around,
  over: Over,
  impatience: AbortSignal,
) => Promise<void>;

/** What becomes of the window, if there is one. */
const CONCLUDE: Record<OnFailure, Conclude> = {
  end: async (context, client, _, { window, code }, impatience) => {
    if (window) await endWindow(context, client, { window, code }, impatience);
  },
  leave: async (context, client, _around, { window, code }, impatience) => {
    if (window) await leaveWindow(context, client, { window, code }, impatience);
  },
  // The incident first, so that nobody is told an all clear in between; without one there is none to tell.
  incident: async (context, client, around, over, impatience) => {
    const isOpen = await openFailure(context, client, around, over, impatience);
    if (isOpen && over.window) await endWindow(context, client, { window: over.window }, impatience);
  },
};
