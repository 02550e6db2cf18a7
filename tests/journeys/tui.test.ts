// The screens in a real terminal, against a real daemon: the list, its marks, and its place in a terminal of any size.
import { describe, expect, test } from "vitest";
import { spawnDaemon } from "../support/process.ts";
import { hasTools } from "../support/tools.ts";
import {
  cli,
  fire,
  hides,
  incident,
  LARGE,
  LIVE,
  LONG,
  line,
  open,
  press,
  rows,
  SMALL,
  shows,
  spawnWithAlerts,
} from "../support/tui.ts";
import { until } from "../support/until.ts";

describe.skipIf(!hasTools("tmux"))("the screens", () => {
  test("show the list live; j and k choose, a takes, and a colleague's doing is told", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical", "-c", "api");
    const terminal = await open(daemon);
    expect(line(terminal, "> #1")).toMatch(/^> #1 +critical open .* - +Checkout fails +API$/);

    await cli(daemon, "open", "Mail is late", "-s", "low");
    await shows(terminal, /^ {2}#2 +low +open/m);
    await shows(terminal, /new #2, low: Mail is late/);
    await press(terminal, "j", /^> #2 +low/m);
    await press(terminal, ["k", "a"], /^> #1 +critical acked .* bob/m);
    expect(await incident(daemon, 1)).toMatchObject({ state: "acknowledged", owner: "bob" });

    await cli(daemon, "resolve", "2");
    await shows(terminal, /ann resolved #2/);
    await hides(terminal, /#2 +low/);
  });

  test("a firing incident is resolved only after a yes, with its alerts muted", LONG, async () => {
    const daemon = await spawnWithAlerts();
    await fire(daemon);
    const terminal = await open(daemon);
    await shows(terminal, /^> #1 +critical open .* !1 /m);
    await shows(terminal, /#1 on API, 1 alert fires: HighErrors/);
    await press(terminal, "r", /#1: 1 alert still fires: resolve and mute it\? y\/n/);
    terminal.keys("n");
    await hides(terminal, /y\/n/);
    expect(await incident(daemon, 1)).toMatchObject({ state: "open", firing: 1 });
    await press(terminal, "r", /y\/n/);
    await press(terminal, "y", /No incident is open/);
    expect(await incident(daemon, 1)).toMatchObject({ state: "resolved", firing: 0 });
  });

  test("x marks, and a takes all that are marked; / filters, h hides what somebody has", LONG, async () => {
    const daemon = await spawnDaemon();
    for (const title of ["Disk of one", "Mail is late", "Disk of two", "Disk of three"])
      await cli(daemon, "open", title, "-s", "high");
    const terminal = await open(daemon);

    await press(terminal, "/", /^\/$/m);
    terminal.type("disk");
    await shows(terminal, /Incidents 3, with “disk”/);
    expect(terminal.screen()).not.toContain("Mail is late");
    terminal.keys("Enter");
    await shows(terminal, /q quit/);
    await press(terminal, ["x", "j", "x"], /Incidents 3, with “disk”, 2 marked/);
    expect(line(terminal, "#1 ")).toMatch(/^ \*#1 /);
    expect(line(terminal, "#4 ")).toMatch(/^>\*#4 /);
    await press(terminal, "Escape", /Incidents 4 ━/);
    expect(terminal.screen()).toMatch(/^ {2}#2 .* Mail is late/m);

    // Each mark goes on to the next line.
    await press(terminal, ["g", "x", "j", "x"], /2 marked/);
    await press(terminal, "a", /^ {2}#1 +high +acked .* bob/m);
    await shows(terminal, /^ {2}#3 +high +acked .* bob/m);
    for (const id of [1, 3]) expect(await incident(daemon, id)).toMatchObject({ state: "acknowledged", owner: "bob" });
    for (const id of [2, 4]) expect(await incident(daemon, id)).toMatchObject({ state: "open" });

    await press(terminal, "h", /Incidents 2, acked hidden/);
    expect(terminal.screen()).not.toMatch(/acked {2}/);
    // What was marked is done: the next key is for the selected one alone.
    await press(terminal, "a", /Incidents 1, acked hidden/);
    await press(terminal, "h", /Incidents 4 ━/);
    expect(terminal.screen().match(/ acked /g)).toHaveLength(3);
  });

  test("fill the terminal whatever its size becomes, and nothing wraps", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", `Primary database ${"does not answer ".repeat(5)}`, "-s", "high", "-c", "api");
    const terminal = await open(daemon);
    expect(line(terminal, "#1 ")).toContain("…");
    for (let round = 0; round < 2; round += 1) {
      terminal.resize(LARGE.columns, LARGE.rows);
      await shows(terminal, /Incidents 1 .*Components 4/);
      await until("the footer to be at the bottom", () => /q quit/.test(rows(terminal)[LARGE.rows - 1] ?? ""));
      isWhole(terminal.screen(), LARGE);
      terminal.resize(SMALL.columns, SMALL.rows);
      await shows(terminal, /^── Components 4/m);
      await until("the footer to be at the bottom", () => /q quit/.test(rows(terminal)[SMALL.rows - 1] ?? ""));
      isWhole(terminal.screen(), SMALL);
    }
  });

  test.each([SMALL, LARGE])("say that the daemon is away, and back, on %o: nothing wraps", LONG, async (size) => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", `Primary database ${"does not answer ".repeat(10)}`, "-s", "high", "-c", "api");
    const dir = daemon.configFile.replace(/\/[^/]*$/, "");
    const terminal = await open(daemon, size);
    await daemon.kill("SIGKILL");
    await shows(terminal, /^Tocsin .* RECONNECTING, as of \d+s ago$/m);
    isWhole(terminal.screen(), size);
    await press(terminal, "?", /^━━ Keys/m);
    isWhole(terminal.screen(), size);
    await spawnDaemon({ dir });
    await shows(terminal, LIVE);
    await press(terminal, "Escape", /^> #1 +high/m);
    isWhole(terminal.screen(), size);
  });
});

test("`tocsin tui` without a terminal is the status", LONG, async () => {
  const daemon = await spawnDaemon();
  const ran = await daemon.tocsin(["tui"]);
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^All Systems Operational/), stderr: "" });
});

/** Each row of ours is one of the terminal: the first is the first, the last the last, and between them no rest of another. */
const isWhole = (screen: string, { rows: count }: typeof SMALL): void => {
  const all = screen.split("\n");
  expect(all[0]).toMatch(/^Tocsin {2}/);
  expect(all[1]).toMatch(/^\d+ open, \d+ acknowledged; /);
  expect(all[2]).toMatch(/^━━ /);
  expect(all.slice(3, count).filter((row) => /^Tocsin|^\d+ open/.test(row))).toEqual([]);
  expect(all[count - 1]).toMatch(/q quit/);
};
