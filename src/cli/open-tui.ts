import type { Context } from "./context.ts";
import type { Io } from "./io.ts";

export const isAtTerminal = ({ stdin, stdout }: Io): boolean => Boolean(stdin.isTTY && stdout.isTTY);

/** The full-screen program, which takes over the terminal and its signals. */
export const openTui = async (context: Context): Promise<number> => {
  const client = await context.connect();
  const { runTui } = await import("../tui/main.tsx");
  const { env, ownSignals } = context.io;
  ownSignals();
  return runTui({ client, ...terminalOf(context.io), env });
};

type Terminal = { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream };
/** Safe because `isAtTerminal` came first: streams that say isTTY are Node's own terminal streams. */
const terminalOf = ({ stdin, stdout, stderr }: Io): Terminal => ({ stdin, stdout, stderr }) as Terminal;
