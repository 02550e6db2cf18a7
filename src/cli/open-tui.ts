import { createCommandLine } from "./command-line.ts";
import type { Context } from "./context.ts";
import type { Io } from "./io.ts";

export const isAtTerminal = ({ stdin, stdout }: Io): boolean => Boolean(stdin.isTTY && stdout.isTTY);

/** The full-screen program, which takes over the terminal and its signals. `bell`: false with --no-bell. */
export const openTui = async (context: Context, { bell = true } = {}): Promise<number> => {
  const client = await context.connect();
  const { runTui } = await import("../tui/main.tsx");
  const { env, ownSignals, timeZone } = context.io;
  ownSignals();
  const sayWarnings = context.holdWarnings();
  try {
    return await runTui({
      ...{ client, commandLine: createCommandLine(context), ...terminalOf(context.io), env, timeZone },
      isColoured: context.flags.color !== false,
      isBellOn: bell && env.TOCSIN_BELL !== "off",
    });
  } finally {
    sayWarnings();
  }
};

type Terminal = { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream };
/** Safe because `isAtTerminal` came first: streams that say isTTY are Node's own terminal streams. */
const terminalOf = ({ stdin, stdout, stderr }: Io): Terminal => ({ stdin, stdout, stderr }) as Terminal;
