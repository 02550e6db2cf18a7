// Somebody's terminal as a process that stays, so that two of them can press Enter at the same moment, again and again.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Ran } from "../cli/support.ts";

export interface Terminal {
  run: (argv: readonly string[]) => Promise<Ran>;
}

export const openTerminal = async (actor: string, socketPath: string): Promise<Terminal> => {
  const env = { ...process.env, TOCSIN_SOCKET: socketPath, TOCSIN_ACTOR: actor };
  const child = fork(join(import.meta.dirname, "child-terminal.ts"), [], { env, execArgv: [] });
  onTestFinished(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
  await once(child, "message");
  return {
    run: async (argv) => {
      const answer = once(child, "message");
      child.send([...argv]);
      const [ran] = await answer;
      return ran as Ran;
    },
  };
};
