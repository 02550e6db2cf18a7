// A terminal that a test can type into and read, by a tmux server of its own.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { tempDir } from "./temp.ts";

export interface Terminal {
  /** Keys as tmux names them: `a`, `Enter`, `Escape`, `C-c`. */
  keys: (...keys: string[]) => void;
  /** Signs one by one, whatever they spell. */
  type: (text: string) => void;
  /** As a terminal pastes: in brackets, for a program that asked for them. */
  paste: (text: string) => void;
  screen: () => string;
  /** The same with the sequences that colour it. */
  styled: () => string;
  /** The cell, from 0 and as this terminal counts them, in which the text begins; the first one from this row on, behind its first cell. */
  cellOf: (text: string, row: number) => number;
  /** What programs have set as the title of the window. */
  title: () => string;
  /** Whether it has rung since it was opened. */
  hasRung: () => boolean;
  /** All that is written to the terminal from now on, as bytes come. */
  record: () => () => string;
  resize: (columns: number, rows: number) => void;
}

export const startTerminal = (
  command: string,
  options: { env: Record<string, string>; columns?: number; rows?: number },
): Terminal => {
  const dir = tempDir();
  const socket = join(dir, "tmux");
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
  const format = (what: string): string => tmux("display-message", "-p", what).trimEnd();
  return {
    keys: (...keys) => void tmux("send-keys", ...keys),
    type: (text) => void tmux("send-keys", "-l", "--", text),
    paste: (text) => {
      tmux("set-buffer", "--", text);
      tmux("paste-buffer", "-p");
    },
    screen: () => tmux("capture-pane", "-p"),
    styled: () => tmux("capture-pane", "-p", "-e"),
    cellOf: (text, row) => {
      const copy = (...args: string[]): string[] => ["send-keys", "-X", ...args, ";"];
      // As in vi the cursor stands on the first sign of what is found.
      const shown = tmux(
        ...["set-option", "-g", "mode-keys", "vi", ";", "copy-mode", ";"],
        ...[...copy("top-line"), ...(row > 0 ? copy("-N", String(row), "cursor-down") : []), ...copy("start-of-line")],
        ...[...copy("search-forward-text", text), "display-message", "-p", "#{copy_cursor_x}", ";"],
        ...["send-keys", "-X", "cancel"],
      );
      return Number(shown);
    },
    title: () => format("#{pane_title}"),
    hasRung: () => format("#{window_bell_flag}") === "1",
    record: () => {
      const file = join(dir, "written");
      tmux("pipe-pane", `cat >${file}`);
      return () => readFileSync(file, "utf8");
    },
    resize: (columns, rows) => void tmux("resize-window", "-x", String(columns), "-y", String(rows)),
  };
};
