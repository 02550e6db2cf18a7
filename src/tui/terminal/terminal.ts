// The terminal beside what is drawn on it: lent to an editor or to the shell, its bell and its title.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { SuspendTerminal } from "ink";
import { MAX_FIELD } from "../forms/field.ts";

export interface Terminal {
  /** Gives the text to $VISUAL, $EDITOR or vi, and back what it was saved as. */
  edit(text: string): Promise<string>;
  /** Stops this program, as Ctrl-Z does with others, until the shell wakes it. */
  sleep(): Promise<void>;
  /** Takes the terminal anew, with its modes, and draws all of it. */
  redraw(): Promise<void>;
  /** Somebody else has it: their Ctrl-C is none of ours. */
  isLent(): boolean;
  ring(): void;
  setTitle(title: string): void;
  /** The title as it was; an editor that still runs is ended, and the file that its text is left in is returned. */
  leave(): string | undefined;
}

const BELL = "\u0007";
const SAVE_TITLE = "\u001B[22;0t";
const RESTORE_TITLE = "\u001B[23;0t";
/** A stop takes effect a moment after it was asked for; where nobody could wake us, as without a shell, there is none. */
const STOPPED_MS = 100;

export const createTerminal = (
  stdout: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  suspend: () => SuspendTerminal,
): Terminal => {
  let isLent = false;
  let title: string | undefined;
  let editor: ReturnType<typeof spawn> | undefined;
  let openFile = "";
  const lend = async (use: () => void | Promise<void>): Promise<void> => {
    if (isLent) return;
    isLent = true;
    dropTitle();
    try {
      await suspend()(use);
    } finally {
      isLent = false;
    }
  };
  const dropTitle = (): void => {
    if (title !== undefined) stdout.write(RESTORE_TITLE);
    title = undefined;
  };
  return {
    edit: async (text) => {
      if (isLent) throw new Error("another program has the terminal: nothing was opened");
      const folder = mkdtempSync(join(tmpdir(), "tocsin-"));
      const file = join(folder, "text.md");
      let keeps = false;
      try {
        openFile = file;
        writeFileSync(file, text, { mode: 0o600 });
        let code: number | null = 0;
        await lend(async () => {
          const command = env.VISUAL || env.EDITOR || "vi";
          // $EDITOR may have arguments of its own, so a shell splits it, as it does for git.
          editor = spawn("sh", ["-c", `exec env ${command} "$1"`, "sh", file], { stdio: "inherit", env });
          code = await endOf(editor);
          editor = undefined;
        });
        if (code === NOT_FOUND) throw new Error("there is no such editor: set $VISUAL or $EDITOR to one");
        if (code !== 0) throw new Error("the editor failed: the text is as it was before");
        const written = readFileSync(file, "utf8");
        if (written.length > MAX_FIELD) {
          keeps = true;
          throw new Error(`${written.length - MAX_FIELD} characters more than fit: shorten what is in ${file}`);
        }
        return written;
      } finally {
        if (!keeps) rmSync(folder, { recursive: true, force: true });
      }
    },
    sleep: () =>
      lend(async () => {
        const caught = process.listeners("SIGTSTP");
        process.removeAllListeners("SIGTSTP");
        // All of the job, as the kernel does it for a Ctrl-Z that nobody has caught.
        process.kill(0, "SIGTSTP");
        await pause(STOPPED_MS);
        lookAtSize();
        for (const listener of caught) process.on("SIGTSTP", listener);
      }),
    redraw: () => lend(lookAtSize),
    isLent: () => isLent,
    ring: () => void stdout.write(BELL),
    setTitle: (wanted) => {
      if (wanted === title) return;
      // Control characters in it would end the sequence; the titles are ours, and have none.
      stdout.write(`${title === undefined ? SAVE_TITLE : ""}\u001B]2;${wanted}${BELL}`);
      title = wanted;
    },
    leave: () => {
      dropTitle();
      editor?.kill();
      return editor && openFile;
    },
  };
};

/** Who sleeps is not told of a new size: Node looks at it when this signal comes, and tells Ink. */
const lookAtSize = (): void => void process.kill(process.pid, "SIGWINCH");

/** Leaves a text where only its writer can read it; returns the file. */
export const keepText = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), "tocsin-")), "unsent.md");
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return file;
};

/** As env exits where there is no such program. */
const NOT_FOUND = 127;

const endOf = (child: ReturnType<typeof spawn>): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
