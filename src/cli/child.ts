// A program that runs on our own streams, as a shell would run it: its exit code, and signals that only we got.
import type { ChildProcess } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { constants as system } from "node:os";
import { join } from "node:path";
import type { Io } from "./io.ts";

export interface Child {
  /** Its exit code as shells have it: 128+n where signal n ended it, 126 and 127 where it could not be started. */
  ended: Promise<number>;
  /** Hands on a signal that we got; not where the terminal has sent it to both of us already. */
  forward(signal: NodeJS.Signals): void;
}

export const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

export const codeOfSignal = (signal: NodeJS.Signals): number => 128 + system.signals[signal];

export const startChild: Io["startChild"] = ([program = "", ...args], env, onFailure) => {
  const noStart = (error: NodeJS.ErrnoException): number => {
    onFailure(error.message);
    return error.code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE;
  };
  let child: ChildProcess;
  // Most commands start nothing, and need not load it.
  const { spawn } = process.getBuiltinModule("node:child_process");
  try {
    child = spawn(program, args, { stdio: "inherit", env: { ...env } });
  } catch (error) {
    // Some faults, as arguments that are too long, Node throws and does not emit.
    return { ended: Promise.resolve(noStart(error as NodeJS.ErrnoException)), forward: () => {} };
  }
  const ended = new Promise<number>((resolve) => {
    child.once("error", (error) => resolve(noStart(error)));
    child.once("exit", (code, signal) => resolve(signal ? codeOfSignal(signal) : (code ?? 0)));
  });
  return {
    ended,
    forward: (signal) => {
      if (!(isByKeyboard(signal) && isInForeground())) child.kill(signal);
    },
  };
};

const isByKeyboard = (signal: NodeJS.Signals): boolean => signal === "SIGINT" || signal === "SIGQUIT";

/**
 * Ctrl-C goes to all that stand in the foreground of a terminal, and a second one makes many programs drop everything. Where
 * the kernel does not say who stands there, having a terminal counts.
 */
const isInForeground = (): boolean => {
  try {
    // Behind the name, which may hold anything: state, parent, group, session, terminal, group in its foreground.
    const stat = readFileSync("/proc/self/stat", "latin1");
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return group === foreground;
  } catch {
    const { isatty } = process.getBuiltinModule("node:tty");
    return [0, 1, 2].some((fd) => isatty(fd)); // no Linux
  }
};

/** What a shell searches where no PATH is set. */
const USUAL_PATH = "/usr/bin:/bin";

/** The exit code with which a program fails before it starts; undefined where it can be started. */
export const whyNoStart = (program: string, env: Io["env"]): typeof NOT_EXECUTABLE | typeof NOT_FOUND | undefined => {
  const places = program.includes("/")
    ? [program]
    : (env.PATH ?? USUAL_PATH).split(":").map((folder) => join(folder || ".", program));
  const found = program === "" ? [] : places.map(look);
  if (found.includes("executable")) return undefined;
  return found.includes("there") ? NOT_EXECUTABLE : NOT_FOUND;
};

const look = (path: string): "executable" | "there" | "nothing" => {
  try {
    const isFolder = statSync(path).isDirectory();
    if (isFolder) return "there";
    accessSync(path, constants.X_OK);
    return "executable";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? "there" : "nothing";
  }
};
