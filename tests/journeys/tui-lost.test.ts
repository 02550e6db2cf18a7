// The screens while the daemon dies, the line is cut or slow: what is not sure is said, nothing is sent twice, and no gap stays.
import { describe, expect, test } from "vitest";
import { layCable } from "../support/cable.ts";
import { freePort } from "../support/ports.ts";
import { spawnDaemon } from "../support/process.ts";
import { tempDir } from "../support/temp.ts";
import { startTerminal } from "../support/tmux.ts";
import { hasTools } from "../support/tools.ts";
import {
  cli,
  fire,
  hides,
  incident,
  LIVE,
  LONG,
  line,
  open,
  openAt,
  PROGRAM,
  press,
  rows,
  SMALL,
  shows,
  spawnWithAlerts,
} from "../support/tui.ts";

const TALL = { columns: 100, rows: 40 };
/** As over an ocean, there and back 300 ms. */
const OCEAN = { lagMs: 150 };

describe.skipIf(!hasTools("tmux"))("the screens", () => {
  test("a whole night: an alert, a colleague, a dead daemon, and what happened meanwhile", LONG, async () => {
    const dir = tempDir();
    const config = { server: { listen: `127.0.0.1:${await freePort()}` } };
    const first = await spawnWithAlerts({ dir, config });
    const cable = await layCable(first.url);
    const terminal = await openAt(first, cable.url, TALL);
    await shows(terminal, /No incident is open/);

    await fire(first);
    await shows(terminal, /^> #1 +critical open .* !1 +- +HighErrors +API$/m);
    await press(terminal, "a", /^> #1 +critical acked .* !1 +bob/m);
    expect(await incident(first, 1)).toMatchObject({ state: "acknowledged", owner: "bob" });
    await cli(first, "open", "Mail is late", "-s", "low");
    await cli(first, "resolve", "2");
    await shows(terminal, /ann resolved #2/);
    await press(terminal, "Enter", /^━━ #1 HighErrors/m);
    await cli(first, "note", "1", "note one");
    await shows(terminal, /note one/);

    await first.kill("SIGKILL");
    await shows(terminal, /^Tocsin .* RECONNECTING, as of \d+s ago$/m);
    await press(terminal, "r", /the daemon is away: nothing was sent/);
    cable.cut();
    const second = await spawnWithAlerts({ dir, config });
    await cli(second, "open", "Opened meanwhile", "-s", "low");
    for (const word of ["two", "three", "four"]) await cli(second, "note", "1", `note ${word}`);
    expect(await incident(second, 1)).toMatchObject({ state: "acknowledged", firing: 1 });
    cable.mend();

    await shows(terminal, LIVE);
    await shows(terminal, /note four/);
    await cli(second, "note", "1", "note five");
    await shows(terminal, /note five/);
    const timeline = rows(terminal).flatMap((row) => /^ +note (\w+)$/.exec(row)?.[1] ?? []);
    expect(timeline).toEqual(["five", "four", "three", "two", "one"]);
    expect(terminal.screen().match(/alert .*HighErrors/g)?.length).toBe(1);
    await press(terminal, "Escape", /^ {2}#3 +low +open .* Opened meanwhile/m);
  });

  test("say when the daemon has died, send nothing then, and go on when it is back", LONG, async () => {
    const dir = tempDir();
    const first = await spawnDaemon({ dir });
    await cli(first, "open", "Checkout fails", "-s", "critical", "-c", "api");
    const terminal = await open(first);

    await first.kill("SIGKILL");
    await shows(terminal, /RECONNECTING, as of \d+s ago/);
    await press(terminal, "a", /the daemon is away: nothing was sent/);
    const second = await spawnDaemon({ dir });
    await cli(second, "open", "Opened meanwhile", "-s", "low");
    await shows(terminal, /#2 +low +open .* Opened meanwhile/);
    await shows(terminal, LIVE);
    expect(terminal.screen()).not.toContain("nothing was sent");
    expect(await incident(second, 1)).toMatchObject({ state: "open" });
    await press(terminal, "a", /^> #1 +critical acked .* bob/m);
  });

  test("a form that is sent while the daemon is away stays, and goes once it is back", LONG, async () => {
    const dir = tempDir();
    const first = await spawnDaemon({ dir });
    await cli(first, "open", "Checkout fails", "-s", "critical", "-c", "api");
    const terminal = await open(first);
    await press(terminal, "n", /^━━ Note on #1/m);
    terminal.type("still looking");
    await first.kill("SIGKILL");
    await shows(terminal, /RECONNECTING/);
    await press(terminal, "C-s", /the daemon is away: nothing was sent/);
    expect(line(terminal, "> Note")).toContain("still looking");

    const second = await spawnDaemon({ dir });
    await shows(terminal, LIVE);
    expect(line(terminal, "> Note")).toContain("still looking");
    await press(terminal, "C-s", /^> #1 +critical/m);
    const log = await cli(second, "log", "1");
    expect(log.match(/still looking/g)).toHaveLength(1);
  });

  test("show what happened while the line was cut", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "One", "-s", "high", "-c", "web");
    await cli(daemon, "open", "Two", "-s", "high", "-c", "web");
    const token = await cli(daemon, "token", "create", "tv", "--role", "viewer", "--quiet");
    const cable = await layCable(daemon.url);
    const terminal = startTerminal(PROGRAM, { env: { TOCSIN_URL: cable.url, TOCSIN_TOKEN: token.trim() }, ...SMALL });
    await shows(terminal, LIVE);

    cable.cut();
    await shows(terminal, /RECONNECTING/);
    await cli(daemon, "resolve", "1");
    await cli(daemon, "ack", "2");
    await cli(daemon, "open", "Three", "-s", "critical", "-c", "api");
    cable.mend();

    await shows(terminal, LIVE);
    await shows(terminal, /^ {2}#3 +critical open .* Three/m);
    expect(terminal.screen()).toMatch(/^> #2 +high +acked .* ann +Two/m);
    expect(terminal.screen()).not.toMatch(/#1 +high/);
    await shows(terminal, /API +major outage +\S.* #3$/m);
    await shows(terminal, /Website +partial outage +\S.* #2$/m);
    // The line moved while nobody looked: it is chosen anew.
    await press(terminal, "k", /^> #3/m);
    await press(terminal, "j", /^> #2/m);
    await press(terminal, "a", /#2 was not acknowledged: tv \(viewer\) may not do this/);
  });

  test("over a slow line a key is answered at once, and then by the daemon", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical", "-c", "api");
    await cli(daemon, "open", "Mail is late", "-s", "high");
    const cable = await layCable(daemon.url, OCEAN);
    const terminal = await openAt(daemon, cable.url);
    const written = terminal.record();
    await press(terminal, "a", /^> #1 +critical acked .* bob/m);
    // It was drawn before an answer could be there: this screen knows no other word for it.
    expect(written()).toContain("acking…");
    expect(await incident(daemon, 1)).toMatchObject({ state: "acknowledged", owner: "bob" });

    // The line is still, and both think that they are the first.
    cable.hold();
    await press(terminal, ["j", "a"], /^> #2 +high +acking….* bob/m);
    await cli(daemon, "ack", "2");
    cable.release();
    await shows(terminal, /#2 was not acknowledged: Incident 2 is acknowledged by ann/);
    await shows(terminal, /^> #2 +high +acked .* ann/m);

    await press(terminal, ["k", "n"], /^━━ Note on #1/m);
    terminal.type("what is typed is there, however far the daemon is");
    cable.hold();
    await press(terminal, "C-s", /^ +sending…/m);
    cable.release();
    await hides(terminal, /Note on #1/);
    expect(await cli(daemon, "log", "1")).toContain("what is typed is there, however far the daemon is");
  });
});
