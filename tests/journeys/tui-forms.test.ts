// What is written on the screens in a real terminal, and what the daemon has of it then.
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Maintenance } from "../../src/contract/maintenances.ts";
import type { ComponentDetail } from "../../src/contract/status.ts";
import { spawnDaemon } from "../support/process.ts";
import { tempDir } from "../support/temp.ts";
import type { Terminal } from "../support/tmux.ts";
import { hasTools } from "../support/tools.ts";
import { cli, hides, incident, json, LARGE, LONG, open, press, rows, SMALL, shows } from "../support/tui.ts";
import { until } from "../support/until.ts";

describe.skipIf(!hasTools("tmux"))("the forms", () => {
  test("o opens an incident, its component completed by Tab", LONG, async () => {
    const daemon = await spawnDaemon();
    const terminal = await open(daemon);
    await press(terminal, "o", /^━━ Open an incident/m);
    await write(terminal, "Title", "Checkout fails");
    await press(terminal, "Tab", /^> Severity/m);
    await press(terminal, "c", /\[critical\]/);
    terminal.keys("Tab");
    await write(terminal, "Components", "ap");
    await press(terminal, "Tab", /^> Components +api$/m);
    terminal.keys("Tab");
    await write(terminal, "Message", "Seen since the deploy");
    await press(terminal, "C-s", /^> #1 +critical open .* Checkout fails +API$/m);
    await shows(terminal, /#1 is open/);
    expect(await incident(daemon, 1)).toMatchObject({
      title: "Checkout fails",
      severity: "critical",
      components: [{ id: "api", level: "major_outage" }],
    });
    expect(await cli(daemon, "log", "1")).toContain("Seen since the deploy");
  });

  test("a form with a mistake is not sent, says what is meant, and is mended", LONG, async () => {
    const daemon = await spawnDaemon();
    const terminal = await open(daemon);
    await press(terminal, "o", /^━━ Open an incident/m);
    await press(terminal, "C-s", /The title is still empty/);
    await write(terminal, "Title", "Checkout fails");
    terminal.keys("Tab", "Tab");
    await write(terminal, "Components", "appi");
    await press(terminal, "C-s", /There is no component "appi"; did you mean api\?/);
    await press(terminal, ["BSpace", "BSpace", "BSpace", "BSpace"], /^> Components$/m);
    await write(terminal, "Components", "api=degraded_performance");
    await press(terminal, "C-s", /^> #1 +high +open/m);
    expect(await incident(daemon, 1)).toMatchObject({ components: [{ id: "api", level: "degraded_performance" }] });
  });

  test("p tells the public what was written in two lines, after a yes", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical", "-c", "api");
    const terminal = await open(daemon);
    await press(terminal, "p", /^━━ Tell the public of #1/m);
    terminal.keys("Tab");
    await write(terminal, "Text", "We look into it.");
    terminal.keys("Enter");
    terminal.type("More at noon.");
    await shows(terminal, /^> Text +We look into it\.\n +More at noon\.$/m);
    await press(terminal, "C-s", /#1 as investigating: readers see it, subscribers are sent it\. Say it\? y\/n/);
    expect(await incident(daemon, 1)).toMatchObject({ posts: [] });
    await press(terminal, "n", /^Ctrl-S send/m);
    expect(terminal.screen()).toMatch(/^> Text +We look into it\.\n +More at noon\.$/m);
    await press(terminal, "C-s", /y\/n/);
    await press(terminal, "y", /^> #1 +critical open +\S+ +p /m);
    const posts = [{ status: "investigating", text: "We look into it.\nMore at noon.", by: "bob" }];
    expect(await incident(daemon, 1)).toMatchObject({ public: { status: "investigating" }, posts });
  });

  test("keep what is written when the terminal changes its size", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical", "-c", "api");
    const terminal = await open(daemon);
    await press(terminal, "p", /^━━ Tell the public of #1/m);
    terminal.keys("Tab");
    await write(terminal, "Text", "We look into it.");
    terminal.keys("Enter");
    for (const size of [LARGE, { columns: 60, rows: 12 }, SMALL]) {
      terminal.type(`On ${size.columns} columns. `);
      terminal.resize(size.columns, size.rows);
      await until("the first line and the footer to be where they belong", () => {
        const all = rows(terminal);
        return /^Tocsin /.test(all[0] ?? "") && /^Ctrl-S send/.test(all[size.rows - 1] ?? "");
      });
      await shows(terminal, new RegExp(`^ .* On ${size.columns} columns\\.$`, "m"));
    }
    await shows(terminal, /> Text +We look into it\.\n +On 200 columns\. On 60 columns\. On 80 columns\.$/m);
    await press(terminal, "C-s", /y\/n/);
    terminal.resize(LARGE.columns, LARGE.rows);
    await until("the question to be at the bottom", () => /y\/n/.test(rows(terminal)[LARGE.rows - 2] ?? ""));
    await press(terminal, "y", /^> #1 +critical open +\S+ +p /m);
    const text = expect.stringContaining("We look into it.\nOn 200 columns. On 60 columns. On 80 columns.");
    expect(await incident(daemon, 1)).toMatchObject({ posts: [{ text }] });
  });

  test("n notes what $EDITOR wrote; Ctrl-O gives it what was there before", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const editor = makeEditor("from the editor\n\nsecond paragraph: ünïcödé\n");
    const terminal = await open(daemon, { env: { EDITOR: editor.command, VISUAL: "" } });
    await press(terminal, "n", /^━━ Note on #1/m);
    await write(terminal, "Note", "begun by hand");
    await press(terminal, "C-o", /^> Note +from the editor\n\n +second paragraph: ünïcödé$/m);
    await press(terminal, "C-s", /#1 has the note/);
    const log = await cli(daemon, "log", "1");
    expect(log).toContain("second paragraph: ünïcödé");
    expect(log).not.toContain("begun by hand");
    expect(readFileSync(editor.given, "utf8")).toBe("begun by hand");
  });

  test("an editor that there is not is said to be none", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const terminal = await open(daemon, { env: { EDITOR: "/nowhere/vi", VISUAL: "" } });
    await press(terminal, "n", /^━━ Note on #1/m);
    await press(terminal, "C-o", /there is no such editor: set \$VISUAL or \$EDITOR to one/);
    expect(rows(terminal)[0]).toMatch(/^Tocsin .* live$/);
  });

  test("an editor that fails leaves the text as it was", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const terminal = await open(daemon, { env: { EDITOR: "false", VISUAL: "" } });
    await press(terminal, "n", /^━━ Note on #1/m);
    await write(terminal, "Note", "begun by hand");
    await press(terminal, "C-o", /the editor failed: the text is as it was before/);
    expect(terminal.screen()).toMatch(/^> Note +begun by hand$/m);
    await press(terminal, "C-s", /^> #1/m);
    expect(await cli(daemon, "log", "1")).toContain("begun by hand");
  });

  test("Esc leaves a form, and what was written is there when it is opened again", LONG, async () => {
    const daemon = await spawnDaemon();
    for (const title of ["One", "Two"]) await cli(daemon, "open", title, "-s", "high");
    const terminal = await open(daemon);
    await press(terminal, "n", /^━━ Note on #1/m);
    await write(terminal, "Note", "half a tho");
    await press(terminal, "Escape", /what you wrote is kept: the same key brings it back/);
    await press(terminal, ["j", "n"], /^━━ Note on #2 ━/m);
    expect(terminal.screen()).not.toContain("half a tho");
    await press(terminal, "Escape", /^> #2/m);
    await press(terminal, ["k", "n"], /^━━ Note on #1 \(as you left it\)/m);
    terminal.type("ught");
    await shows(terminal, /^> Note +half a thought$/m);
    await press(terminal, "C-s", /#1 has the note/);
    expect(await cli(daemon, "log", "1")).toContain("half a thought");
    await press(terminal, "n", /^━━ Note on #1 ━/m);
  });

  test("keys that a slow line brings at once are keys, each of them", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const terminal = await open(daemon);
    await press(terminal, ["n", ..."wrong", "C-u", ..."right", "Enter", ..."too", "C-s"], /#1 has the note/);
    const log = await cli(daemon, "log", "1");
    expect(log).toMatch(/right\n.*too/);
    expect(log).not.toContain("wrong");
  });

  test("s snoozes and A gives it to somebody", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const terminal = await open(daemon);
    await press(terminal, "s", /^> For/m);
    await press(terminal, "Enter", /^> #1 +critical open +\S+ +z /m);
    expect(await incident(daemon, 1)).toMatchObject({ state: "open", snoozedUntil: expect.any(String) });
    await press(terminal, "A", /^> To$/m);
    await write(terminal, "To", "zoe");
    await press(terminal, "Enter", /^> #1 .* zoe +Checkout fails/m);
    expect(await incident(daemon, 1)).toMatchObject({ owner: "zoe" });
  });

  test("o plans a window, s starts it, + extends it, d ends it", LONG, async () => {
    const daemon = await spawnDaemon();
    const terminal = await open(daemon, { columns: 120, rows: 30 });
    const windows = (): Promise<Maintenance[]> => json(daemon, "maintenance", "list", "--all");
    await press(terminal, "3", /^━━ Maintenance: 0 running, 0 to come/m);
    await press(terminal, "o", /^━━ Plan a maintenance window/m);
    await write(terminal, "Title", "Disk swap");
    terminal.keys("Tab");
    await write(terminal, "Components", "ma");
    await press(terminal, "Tab", /^> Components +mail$/m);
    terminal.keys("Tab");
    await write(terminal, "Starts", "+2h");
    await shows(terminal, /starts \S+ \S+ .*, ends \S+ /);
    await press(terminal, "C-s", /window 1 is planned/);
    await shows(terminal, /^> 1 +planned +in (2h|1h 59m) +Disk swap +Mail/m);
    await press(terminal, "s", /window 1 is planned to begin in .* Start it\? y\/n/);
    await press(terminal, "y", /^> 1 +running +ends in /m);
    const [started] = await windows();
    expect(started).toMatchObject({ state: "in_progress", components: [{ id: "mail" }] });
    await press(terminal, "+", /^> By/m);
    await press(terminal, "Enter", /window 1 goes on for 30m more/);
    const [extended] = await windows();
    expect(Date.parse(extended!.endsAt) - Date.parse(started!.endsAt)).toBe(30 * 60_000);
    await press(terminal, "d", /window 1 is planned to go on for .* End it\? y\/n/);
    await press(terminal, "y", /window 1 is over/);
    await shows(terminal, /None is planned/);
    expect(await windows()).toMatchObject([{ state: "completed" }]);
  });

  test("v pins the level of a component, V unpins it", LONG, async () => {
    const daemon = await spawnDaemon();
    const terminal = await open(daemon);
    const level = async (): Promise<string> => (await json<ComponentDetail>(daemon, "component", "show", "mail")).level;
    await press(terminal, "2", /^> *Mail/m);
    await press(terminal, "v", /^━━ Pin the level of mail/m);
    await press(terminal, "p", /\[partial_outage\]/);
    terminal.keys("Tab");
    await write(terminal, "Reason", "customers call");
    await press(terminal, "C-s", /pinned at partial outage by bob until somebody unpins it: customers call/);
    await shows(terminal, /^> *Mail +partial outage .* by hand/m);
    expect(await level()).toBe("partial_outage");
    await press(terminal, "V", /^> *Mail +operational/m);
    await hides(terminal, /pinned at/);
    expect(await level()).toBe("operational");
  });
});

/** Writes into the field of this label, once it is the one that is written in. */
const write = async (terminal: Terminal, label: string, text: string): Promise<void> => {
  await shows(terminal, new RegExp(`^> ${label}`, "m"));
  terminal.type(text);
  await shows(terminal, new RegExp(`^> ${label} +${RegExp.escape(text)}$`, "m"));
};

/** An editor that writes this over what it is given, and keeps what that was. */
const makeEditor = (text: string): { command: string; given: string } => {
  const dir = tempDir();
  const [command, written, given] = ["editor", "written", "given"].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(written, text);
  writeFileSync(command, `#!/bin/sh\ncp "$1" ${given}\ncp ${written} "$1"\n`);
  chmodSync(command, 0o755);
  return { command, given };
};
