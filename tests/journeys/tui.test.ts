// The screens in a real terminal, against a real daemon that may die.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import { layCable } from "../support/cable.ts";
import { type ProcessDaemon, spawnDaemon } from "../support/process.ts";
import { tempDir } from "../support/temp.ts";
import { startTerminal, type Terminal } from "../support/tmux.ts";
import { hasTools } from "../support/tools.ts";
import { until } from "../support/until.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/tocsin");
const LONG = { timeout: 60_000 };
const SMALL = { columns: 80, rows: 24 };
const AM_KEY = "key-of-the-alertmanager";

describe.skipIf(!hasTools("tmux"))("the screens", () => {
  test("show the list live; j and k choose, a takes, and a colleague's doing is told", LONG, async () => {
    const daemon = await spawnDaemon();
    await daemon.tocsin(["open", "Checkout fails", "-s", "critical", "-c", "api"]);
    const terminal = await open(daemon);
    expect(line(terminal, "Checkout")).toMatch(/^> #1 critical open .* - +Checkout fails +API$/);

    await daemon.tocsin(["open", "Mail is late", "-s", "low"]);
    await shows(terminal, /^ {2}#2 low +open/m);
    await shows(terminal, /new #2, low: Mail is late/);
    terminal.keys("j");
    await shows(terminal, /^> #2 low/m);
    terminal.keys("k", "a");
    await shows(terminal, /^> #1 critical acked .* bob/m);
    expect(await incident(daemon, 1)).toMatchObject({ state: "acknowledged", owner: "bob" });

    await daemon.tocsin(["resolve", "2"]);
    await shows(terminal, /ann resolved #2/);
    await until("it to have left the list", () => !/#2 low/.test(terminal.screen()));
  });

  test("a firing incident is resolved only after a yes, with its alerts muted", LONG, async () => {
    const daemon = await spawnDaemon({ config: { sources: [{ id: "am", kind: "alertmanager", key: AM_KEY }] } });
    await fire(daemon);
    const terminal = await open(daemon);
    await shows(terminal, /#1 on API, 1 alert fires: HighErrors/);
    terminal.keys("r");
    await shows(terminal, /#1: 1 alert still fires: resolve and mute it\? y\/n/);
    terminal.keys("n");
    await until("the question to be gone", () => !/y\/n/.test(terminal.screen()));
    expect(await incident(daemon, 1)).toMatchObject({ state: "open", firing: 1 });
    terminal.keys("r");
    await shows(terminal, /y\/n/);
    terminal.keys("y");
    await shows(terminal, /No incident is open/);
    expect(await incident(daemon, 1)).toMatchObject({ state: "resolved", firing: 0 });
  });

  test("say when the daemon has died, send nothing then, and go on when it is back", LONG, async () => {
    const dir = tempDir();
    const first = await spawnDaemon({ dir });
    await first.tocsin(["open", "Checkout fails", "-s", "critical", "-c", "api"]);
    const terminal = await open(first);

    await first.kill("SIGKILL");
    await shows(terminal, /RECONNECTING, as of \d+s ago/);
    terminal.keys("a");
    await shows(terminal, /the daemon is away: nothing was sent/);
    const second = await spawnDaemon({ dir });
    await second.tocsin(["open", "Opened meanwhile", "-s", "low"]);
    await shows(terminal, /#2 low +open .* Opened meanwhile/);
    await shows(terminal, / live$/m);
    expect(await incident(second, 1)).toMatchObject({ state: "open" });
    terminal.keys("a");
    await shows(terminal, /^> #1 critical acked .* bob/m);
  });

  test("show what happened while the line was cut", LONG, async () => {
    const daemon = await spawnDaemon();
    for (const title of ["One", "Two"]) await daemon.tocsin(["open", title, "-s", "high", "-c", "web"]);
    const { stdout: token } = await daemon.tocsin(["token", "create", "tv", "--role", "viewer", "--quiet"]);
    const cable = await layCable(daemon.url);
    const terminal = startTerminal(PROGRAM, { env: { TOCSIN_URL: cable.url, TOCSIN_TOKEN: token.trim() }, ...SMALL });
    await shows(terminal, / live$/m);

    cable.cut();
    await shows(terminal, /RECONNECTING/);
    await daemon.tocsin(["resolve", "1"]);
    await daemon.tocsin(["ack", "2"]);
    await daemon.tocsin(["open", "Three", "-s", "critical", "-c", "api"]);
    cable.mend();

    await shows(terminal, / live$/m);
    await shows(terminal, /^ {2}#3 critical open .* Three/m);
    expect(terminal.screen()).toMatch(/^> #2 high +acked .* ann +Two/m);
    expect(terminal.screen()).not.toContain("#1 high");
    await shows(terminal, /API +major outage +\S+ +#3/);
    terminal.keys("a");
    await shows(terminal, /#2 was not acknowledged: tv \(viewer\) may not do this/);
  });

  test("fill the terminal whatever its size becomes", LONG, async () => {
    const daemon = await spawnDaemon();
    await daemon.tocsin(["open", `Primary database ${"does not answer ".repeat(5)}`, "-s", "high", "-c", "api"]);
    const terminal = await open(daemon);
    expect(line(terminal, "#1 high")).toContain("…");
    for (let round = 0; round < 2; round += 1) {
      terminal.resize(200, 60);
      await until("the board to stand beside the list", () => /Incidents 1 .*Components 4/.test(terminal.screen()));
      await until("the footer to be at the bottom", () => /q quit/.test(rows(terminal)[59] ?? ""));
      terminal.resize(80, 24);
      await until("the board to stand below the list", () => /^── Components 4/m.test(terminal.screen()));
      await until("the footer to be at the bottom", () => /q quit/.test(rows(terminal)[23] ?? ""));
      expect(rows(terminal)[0]).toMatch(/^Tocsin .* live$/);
    }
  });

  test.each([
    ["q", 0, (terminal: Terminal) => terminal.keys("q")],
    ["Ctrl-C", 0, (terminal: Terminal) => terminal.keys("C-c")],
    ["SIGTERM", 143, (_: Terminal, pid: number) => process.kill(pid, "SIGTERM")],
  ])("give the terminal back on %s", LONG, async (_, exitCode, leave) => {
    const daemon = await spawnDaemon();
    const pidFile = join(tempDir(), "pid");
    // The program takes the place of the inner shell, and with it its pid.
    const script = `echo before; sh -c 'echo $$ > ${pidFile}; exec ${PROGRAM}'; echo "after: $?"; stty -a; cat`;
    const terminal = startTerminal(script, { env: { TOCSIN_CONFIG: daemon.configFile }, ...SMALL });
    await shows(terminal, / live$/m);
    expect(terminal.screen()).not.toContain("before");
    leave(terminal, Number(readFileSync(pidFile, "utf8")));
    await shows(terminal, new RegExp(`^before\\nafter: ${exitCode}\\n`));
    await shows(terminal, / icanon .*\n?.* echo /);
    expect(terminal.screen()).not.toContain("live");
  });
});

test("`tocsin tui` without a terminal is the status", LONG, async () => {
  const daemon = await spawnDaemon();
  const ran = await daemon.tocsin(["tui"]);
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^All Systems Operational/), stderr: "" });
});

const open = async (daemon: ProcessDaemon): Promise<Terminal> => {
  const terminal = startTerminal(PROGRAM, {
    env: { TOCSIN_CONFIG: daemon.configFile, TOCSIN_ACTOR: "bob" },
    ...SMALL,
  });
  await shows(terminal, / live$/m);
  return terminal;
};
const shows = async (terminal: Terminal, what: RegExp): Promise<void> => {
  try {
    await until(`the screen to show ${what}`, () => what.test(terminal.screen()));
  } catch (cause) {
    throw new Error(`the screen never showed ${what}; it is\n${terminal.screen()}`, { cause });
  }
};
const rows = (terminal: Terminal): string[] => terminal.screen().split("\n");
const line = (terminal: Terminal, text: string): string | undefined => rows(terminal).find((row) => row.includes(text));
const incident = async (daemon: ProcessDaemon, id: number): Promise<Incident> =>
  JSON.parse((await daemon.tocsin(["show", String(id), "--json"])).stdout);

const fire = async (daemon: ProcessDaemon): Promise<void> => {
  const labels = { alertname: "HighErrors", job: "api", severity: "critical" };
  const reply = await fetch(`${daemon.url}/ingest/am`, {
    method: "POST",
    headers: { authorization: `Bearer ${AM_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ version: "4", groupKey: "g", alerts: [{ status: "firing", labels, fingerprint: "f" }] }),
  });
  expect(reply.status).toBe(200);
};
