// The `:` line of the screens in a real terminal: the commands of the CLI, without leaving.
import { describe, expect, test } from "vitest";
import { spawnDaemon } from "../support/process.ts";
import { hasTools } from "../support/tools.ts";
import { cli, hides, incident, LARGE, LIVE, LONG, line, open, press, rows, say, shows } from "../support/tui.ts";
import { until } from "../support/until.ts";

describe.skipIf(!hasTools("tmux"))("the command line of the screens", () => {
  test(":ack 2 --for 30m is what the CLI does, and the screen shows it", LONG, async () => {
    const daemon = await spawnDaemon();
    for (const title of ["One", "Two"]) await cli(daemon, "open", title, "-s", "high");
    const terminal = await open(daemon);
    say(terminal, "ack 2 --for 30m");
    await shows(terminal, /incident 2 acknowledged/);
    await shows(terminal, /^ {2}#2 +high +acked .* bob/m);
    const { openedAt, ackedUntil, ...acked } = await incident(daemon, 2);
    expect(acked).toMatchObject({ state: "acknowledged", owner: "bob" });
    expect(Date.parse(ackedUntil!) - Date.parse(openedAt)).toBeGreaterThanOrEqual(30 * 60_000);
    expect(await incident(daemon, 1)).toMatchObject({ state: "open" });
    // The line before comes again by an arrow, as in a shell.
    await press(terminal, ":", /^:$/m);
    await press(terminal, "Up", /^:ack 2 --for 30m$/m);
    await press(terminal, "Escape", /q quit/);
  });

  test("Tab completes a command, its option and the number of an incident", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const terminal = await open(daemon);
    await press(terminal, ":", /^:$/m);
    terminal.type("reso");
    await shows(terminal, /^:reso$/m);
    await press(terminal, "Tab", /^:resolve$/m);
    terminal.type("--for");
    await shows(terminal, /^:resolve --for$/m);
    await press(terminal, "Tab", /^:resolve --force$/m);
    terminal.type("1");
    await shows(terminal, /^:resolve --force 1$/m);
    await press(terminal, "Enter", /No incident is open/);
    expect(await incident(daemon, 1)).toMatchObject({ state: "resolved" });

    await press(terminal, ":", /^:$/m);
    terminal.type("mai");
    await shows(terminal, /^:mai$/m);
    await press(terminal, "Tab", /^:maintenance$/m);
    await press(terminal, "Tab", /schedule .*start .*/);
    expect(rows(terminal).at(-1)).toMatch(/cancel/);
  });

  test("what prints more than a line is a screen that Esc leaves", LONG, async () => {
    const daemon = await spawnDaemon();
    for (const title of ["One", "Two", "Three"]) await cli(daemon, "open", title, "-s", "high", "-c", "api");
    const terminal = await open(daemon);
    say(terminal, "list");
    await shows(terminal, /^━━ :list/m);
    expect(terminal.screen()).toMatch(/^ID +SEVERITY +STATE/m);
    for (const title of ["One", "Two", "Three"]) expect(line(terminal, title)).toMatch(/^\d +high +open/);
    expect(rows(terminal)[0]).toMatch(/^Tocsin .* live$/);
    await press(terminal, "Escape", /^> #1 +high/m);

    say(terminal, "list --help");
    await shows(terminal, /^━━ :list --help/m);
    expect(terminal.screen()).not.toContain("exit codes");
    await press(terminal, "G", /tocsin list --mine/);
    terminal.resize(LARGE.columns, LARGE.rows);
    await shows(terminal, /Usage: /);
    await press(terminal, "Escape", /^> #1 +high/m);
  });

  test("a number looks at that incident, also at one that is over", LONG, async () => {
    const daemon = await spawnDaemon();
    for (const title of ["One", "Two"]) await cli(daemon, "open", title, "-s", "high");
    await cli(daemon, "note", "2", "it was the cable");
    await cli(daemon, "resolve", "2");
    const terminal = await open(daemon);
    expect(line(terminal, "#2")).toBeUndefined();
    say(terminal, "2");
    await shows(terminal, /^━━ #2 Two/m);
    await shows(terminal, /resolved/);
    await shows(terminal, /it was the cable/);
    // Keys are for what is looked at.
    await press(terminal, "R", /^ +state +open/m);
    expect(await incident(daemon, 2)).toMatchObject({ state: "open" });
    expect(await incident(daemon, 1)).toMatchObject({ state: "open", version: 1 });
    await press(terminal, "Escape", /^ {2}#2 +high +open/m);
    say(terminal, "99");
    await shows(terminal, /There is no incident 99/);
  });

  test("a mistake is said, and nothing has happened", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const terminal = await open(daemon);
    say(terminal, "ack 99");
    await shows(terminal, /There is no incident 99\. See `tocsin list --all`\./);
    say(terminal, "akc 1");
    await shows(terminal, /Unknown command 'akc'\. Did you mean ack\?/);
    say(terminal, "note 1 'half a quote");
    await shows(terminal, /a quote is not closed/);
    say(terminal, "watch");
    await shows(terminal, /`watch` needs a terminal of its own/);
    expect(await incident(daemon, 1)).toMatchObject({ state: "open", version: 1 });
    say(terminal, "note 1 'a whole quote; and no shell: $(id) > x'");
    const note = "a whole quote; and no shell: $(id) > x";
    await until("the note to be there", async () => (await cli(daemon, "log", "1")).includes(note));
    say(terminal, "q");
    await hides(terminal, LIVE);
  });
});
