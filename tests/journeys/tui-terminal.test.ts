// What the screens take of a terminal they give back: to the shell, to an editor, and at every end.
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ProcessDaemon, spawnDaemon } from "../support/process.ts";
import { tempDir } from "../support/temp.ts";
import { startTerminal, type Terminal } from "../support/tmux.ts";
import { hasTools } from "../support/tools.ts";
import { cli, LIVE, LONG, open, PROGRAM, press, rows, SMALL, shows } from "../support/tui.ts";
import { until } from "../support/until.ts";

/** As stty names it: lines and echo, as a shell wants them. */
const SANE = / icanon .*\n?.* echo /;
/** Where it crashes, nobody but the test knows of it. */
const CRASH_ON_USR2 =
  "--import=data:text/javascript,process.on('SIGUSR2',()=>{throw%20new%20Error('struck%20by%20lightning')})";

describe.skipIf(!hasTools("tmux", "bash"))("the terminal", () => {
  test.each([
    ["q", 0, (terminal: Terminal) => terminal.keys("q")],
    ["Ctrl-C", 0, (terminal: Terminal) => terminal.keys("C-c")],
    ["SIGTERM", 143, (_: Terminal, pid: number) => process.kill(pid, "SIGTERM")],
    ["SIGHUP", 129, (_: Terminal, pid: number) => process.kill(pid, "SIGHUP")],
  ])("is given back on %s", LONG, async (_, exitCode, leave) => {
    const daemon = await spawnDaemon();
    const { terminal, pid } = await startBetween(daemon);
    const title = terminal.title();
    expect(title).toBe("tocsin: nothing open");
    leave(terminal, pid());
    await shows(terminal, new RegExp(`^before\\nafter: ${exitCode}\\n`));
    await shows(terminal, SANE);
    expect(terminal.screen()).not.toContain("live");
    expect(terminal.title()).not.toContain("tocsin");
  });

  test("is given back on a crash, and what happened is said", LONG, async () => {
    const daemon = await spawnDaemon();
    const { terminal, pid } = await startBetween(daemon, { NODE_OPTIONS: CRASH_ON_USR2 });
    process.kill(pid(), "SIGUSR2");
    await shows(terminal, /^before\n[\s\S]*struck by lightning[\s\S]*\nafter: [1-9]\d*\n/);
    await shows(terminal, SANE);
    expect(terminal.screen()).not.toContain("live");
  });

  test("is the shell's after Ctrl-Z, and the screen's again after fg, live", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const { terminal } = await startInShell(daemon);
    terminal.keys("C-z");
    await shows(terminal, /^prompt> echo before; .*\nbefore\n\n\[1\]\+ +Stopped .*\nprompt>$/m);
    enter(terminal, "stty -a");
    await shows(terminal, SANE);
    await cli(daemon, "open", "Opened meanwhile", "-s", "low");
    enter(terminal, "fg");
    await shows(terminal, LIVE);
    await shows(terminal, /^ {2}#2 +low +open .* Opened meanwhile/m);
    expect(terminal.screen()).not.toContain("prompt>");
    await press(terminal, "a", /^> #1 +critical acked .* bob/m);
    // Out of a form as well, and what is written stays.
    await press(terminal, "n", /^━━ Note on #1/m);
    terminal.type("half a thought");
    await shows(terminal, /half a thought/);
    await press(terminal, "C-z", /^prompt>$/m);
    expect(terminal.screen()).not.toContain("half a thought");
    enter(terminal, "fg");
    await shows(terminal, /^> Note +half a thought$/m);
  });

  test("has the size that it got while the program slept", LONG, async () => {
    const daemon = await spawnDaemon();
    const { terminal } = await startInShell(daemon);
    await press(terminal, "C-z", /^prompt>$/m);
    terminal.resize(90, 20);
    enter(terminal, "fg");
    await shows(terminal, LIVE);
    await until("all of its width to be used", () => rows(terminal)[0]?.length === 90);
    expect(rows(terminal).at(-1)).toMatch(/q quit$/);
  });

  test(
    "is the shell's after Ctrl-Z in $EDITOR, which stops all of the job, and the editor's again after fg",
    LONG,
    async () => {
      const daemon = await spawnDaemon();
      await cli(daemon, "open", "Checkout fails", "-s", "critical");
      // As vi does it: all of its process group.
      const editor = makeEditor('kill -TSTP 0; echo "back again" >"$1"');
      const { terminal } = await startInShell(daemon, { EDITOR: editor, VISUAL: "" });
      await press(terminal, "n", /^━━ Note on #1/m);
      await press(terminal, "C-o", /Stopped(?:.|\n)*^prompt>$/m);
      enter(terminal, "stty -a");
      await shows(terminal, SANE);
      enter(terminal, "fg");
      await shows(terminal, /^> Note +back again$/m);
      await press(terminal, "C-s", /^> #1 +critical open/m);
    },
  );

  test("is drawn anew when somebody has stopped the program without asking", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const { terminal, pid } = await startInShell(daemon);
    process.kill(pid(), "SIGSTOP");
    // The shell has set the modes of the terminal, on a screen that is ours still.
    await shows(terminal, /Stopped/);
    enter(terminal, "fg");
    await shows(terminal, LIVE);
    await press(terminal, "a", /^> #1 +critical acked .* bob/m);
    expect(terminal.screen()).not.toContain("Stopped");
    terminal.keys("q");
    await shows(terminal, /^prompt> echo before; .*\nbefore\nprompt>$/m);
    enter(terminal, "stty -a");
    await shows(terminal, SANE);
  });

  test("is given back when the program is ended while $EDITOR runs, and the editor with it", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const pidFile = join(tempDir(), "pid");
    const editor = makeEditor(`echo $$ >${pidFile}; echo the editor is open; exec sleep 600`);
    const { terminal, pid } = await startBetween(daemon, { EDITOR: editor, VISUAL: "" });
    await press(terminal, "n", /^━━ Note on #1/m);
    await press(terminal, "C-o", /the editor is open/);
    const editorPid = Number(readFileSync(pidFile, "utf8"));
    process.kill(pid(), "SIGTERM");
    // What was written is not lost, and is said to be where it is.
    const text = /^tocsin: what you were writing is in (\/.*)\nafter: 143/m;
    await shows(terminal, text);
    await shows(terminal, SANE);
    rmSync(dirname(text.exec(terminal.screen())![1]!), { recursive: true });
    await until("the editor to be gone", () => hasEnded(editorPid));
  });

  test("is given back with the place of what was not sent", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const { terminal, pid } = await startBetween(daemon);
    await press(terminal, "n", /^━━ Note on #1/m);
    terminal.type("half a thought");
    await shows(terminal, /half a thought/);
    process.kill(pid(), "SIGTERM");
    const place = /^tocsin: what you had not sent is in (\/.*)\nafter: 143/m;
    await shows(terminal, place);
    const file = place.exec(terminal.screen())![1]!;
    expect(readFileSync(file, "utf8")).toBe("# Note on #1\n\nNote:\n\nhalf a thought\n");
    expect(statSync(file).mode & 0o077).toBe(0);
    rmSync(dirname(file), { recursive: true });
  });

  test("is drawn whole, wherever the editor has left the cursor", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const editor = makeEditor("printf 'in the middle of a line'; echo written >>\"$1\"");
    const terminal = await open(daemon, { env: { EDITOR: editor, VISUAL: "" } });
    await press(terminal, "n", /^━━ Note on #1/m);
    await press(terminal, "C-o", /^> Note +written$/m);
    expect(rows(terminal)[0]).toMatch(/^Tocsin .* live$/);
  });
});

interface Started {
  terminal: Terminal;
  pid: () => number;
}
/** The program between two commands, with the modes of the terminal after it. */
const startBetween = async (daemon: ProcessDaemon, env: Record<string, string> = {}): Promise<Started> => {
  const pidFile = join(tempDir(), "pid");
  // The program takes the place of the inner shell, and with it its pid.
  const script = `echo before; sh -c 'echo $$ > ${pidFile}; exec ${PROGRAM}'; echo "after: $?"; stty -a; cat`;
  const terminal = startTerminal(script, {
    env: { TOCSIN_CONFIG: daemon.configFile, TOCSIN_ACTOR: "bob", ...env },
    ...SMALL,
  });
  await shows(terminal, LIVE);
  expect(terminal.screen()).not.toContain("before");
  return { terminal, pid: () => Number(readFileSync(pidFile, "utf8")) };
};

/** The program as somebody starts it: from the prompt of a shell that knows jobs. */
const startInShell = async (daemon: ProcessDaemon, own: Record<string, string> = {}): Promise<Started> => {
  const pidFile = join(tempDir(), "pid");
  const env = { TOCSIN_CONFIG: daemon.configFile, TOCSIN_ACTOR: "bob", ...own };
  const terminal = startTerminal("PS1='prompt> ' exec bash --norc --noprofile -i", { env, columns: 120, rows: 30 });
  await shows(terminal, /^prompt>$/m);
  enter(terminal, `echo before; sh -c 'echo $$ >${pidFile}; exec ${PROGRAM}'`);
  await shows(terminal, LIVE);
  return { terminal, pid: () => Number(readFileSync(pidFile, "utf8")) };
};
const enter = (terminal: Terminal, text: string): void => {
  terminal.type(text);
  terminal.keys("Enter");
};

/** Also where nobody has asked yet what it ended with. */
const hasEnded = (pid: number): boolean => {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
};
const makeEditor = (script: string): string => {
  const file = join(tempDir(), "editor");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
};
