// The program in a terminal of its own, typed into and looked at. The terminal is that of util-linux's `script`: it reads the keys
// from a pipe and writes what is drawn to another. A shell sets the size and then becomes the program.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { atEnd, ENV } from "./processes.ts";
import { createScreen, type Size } from "./screen.ts";

export const SIZE: Size = { columns: 140, rows: 40 };
const WAIT_MS = 20_000;

export interface Terminal {
  /** Of the program. */
  pid: () => number;
  type: (keys: string) => void;
  lines: () => string[];
  /** When each frame had come, in epoch ms. */
  frames: readonly number[];
  /** When the frame had come after which the screen is so; now, if it is already. */
  until: (what: string, isSo: (lines: readonly string[]) => boolean) => Promise<number>;
  close: () => Promise<void>;
}

/** How `script` is asked to run a program in a terminal; its own record of it goes nowhere. */
export const inTerminal = (argv: readonly string[]): { program: string; args: string[] } => {
  const size = `stty cols ${SIZE.columns} rows ${SIZE.rows}`;
  const words = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  return { program: "script", args: ["-qefc", `${size}; exec ${words}`, "/dev/null"] };
};

export const openTerminal = (argv: readonly string[], env: NodeJS.ProcessEnv): Terminal => {
  const { program, args } = inTerminal(argv);
  const child = spawn(program, args, {
    env: { ...ENV, TERM: "xterm-256color", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const screen = createScreen(SIZE);
  const frames: number[] = [];
  const lookers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (bytes: string) => {
    const ended = screen.write(bytes);
    if (ended === 0) return;
    frames.push(...Array.from({ length: ended }, () => Date.now()));
    for (const look of lookers) look();
  });
  const pid = (): number => {
    const found = /^\d+/.exec(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8"));
    if (!found) throw new Error("no program runs in the terminal");
    return Number(found[0]);
  };
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    // With its terminal it goes in any case.
    const force = setTimeout(() => child.kill("SIGKILL"), WAIT_MS);
    process.kill(pid(), "SIGTERM");
    await gone;
    clearTimeout(force);
  };
  atEnd(close);
  return {
    ...{ pid, frames, close, lines: screen.lines },
    type: (keys) => void child.stdin.write(keys),
    until: (what, isSo) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          lookers.delete(look);
          reject(new Error(`the screen never showed ${what}; it is\n${screen.lines().join("\n")}`));
        }, WAIT_MS);
        const look = (): void => {
          if (!isSo(screen.lines())) return;
          clearTimeout(late);
          lookers.delete(look);
          resolve(Date.now());
        };
        lookers.add(look);
        look();
      }),
  };
};
