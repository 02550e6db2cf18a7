// A terminal that a test can type into and read, by a tmux server of its own.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { tempDir } from "./temp.ts";

export interface Terminal {
  /** Keys as tmux names them: `a`, `Enter`, `Escape`, `C-c`. */
  keys: (...keys: string[]) => void;
  screen: () => string;
  resize: (columns: number, rows: number) => void;
}

export const startTerminal = (
  command: string,
  options: { env: Record<string, string>; columns?: number; rows?: number },
): Terminal => {
  const socket = join(tempDir(), "tmux");
  const tmux = (...args: string[]): string => {
    const done = spawnSync("tmux", ["-S", socket, "-f", "/dev/null", ...args], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`tmux ${args[0]}: ${done.stderr}`);
    return done.stdout;
  };
  const env = Object.entries({ ...options.env, NODE_EXTRA_CA_CERTS: "" }).flatMap(([name, value]) => [
    "-e",
    `${name}=${value}`,
  ]);
  const size = ["-x", String(options.columns ?? 100), "-y", String(options.rows ?? 30)];
  tmux("new-session", "-d", ...size, ...env, command);
  // What the program leaves behind stays readable.
  tmux("set-option", "-g", "remain-on-exit", "on");
  onTestFinished(() => {
    spawnSync("tmux", ["-S", socket, "kill-server"]);
  });
  return {
    keys: (...keys) => void tmux("send-keys", ...keys),
    screen: () => tmux("capture-pane", "-p"),
    resize: (columns, rows) => void tmux("resize-window", "-x", String(columns), "-y", String(rows)),
  };
};
