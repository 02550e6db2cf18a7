// Text from outside on the screens: shown, never executed, and in its columns; what the terminal is told beside it.
import { describe, expect, test } from "vitest";
import { spawnDaemon } from "../support/process.ts";
import { startTerminal } from "../support/tmux.ts";
import { hasTools } from "../support/tools.ts";
import {
  cli,
  fire,
  LARGE,
  LIVE,
  LONG,
  open,
  PROGRAM,
  press,
  rows,
  say,
  shows,
  spawnWithAlerts,
} from "../support/tui.ts";
import { until } from "../support/until.ts";

const EVIL =
  "\u001B[35;45mmagenta\u001B[0m \u001B]2;pwned\u0007 \u001B[2J\u0007ring \u202Egnp.exe\u2066 \u001Bc\u009B31m end";
const SEEN = "␛[35;45mmagenta␛[0m ␛]2;pwned␇ ␛[2J␇ring <U+202E>gnp.exe<U+2066> ␛c<U+009B>31m end";

describe.skipIf(!hasTools("tmux"))("text from outside", () => {
  test("is shown and never executed: titles, labels, links, notes, names", LONG, async () => {
    const daemon = await spawnWithAlerts();
    await cli(daemon, "open", EVIL, "-s", "low");
    await daemon.tocsin(["note", "1", EVIL], { env: { TOCSIN_ACTOR: "zoe" } });
    await fire(daemon, {
      labels: { alertname: EVIL, severity: "low" },
      annotations: { summary: EVIL, runbook: `https://x.example/${EVIL}` },
    });
    const terminal = await open(daemon, LARGE);
    const written = terminal.record();
    const isHarmless = (): void => {
      expect(coloursOf(terminal.styled())).not.toContain(35);
      expect(coloursOf(terminal.styled())).not.toContain(45);
      expect(terminal.title()).toMatch(/^tocsin: /);
      expect(terminal.screen()).toMatch(LIVE);
    };
    await shows(terminal, /^> #1 .*␛\[35;45mmagenta/m);
    isHarmless();
    await press(terminal, "Enter", /^━━ #1 /m);
    await shows(terminal, /zoe/);
    expect(terminal.screen().split(SEEN).length).toBeGreaterThan(2);
    isHarmless();
    say(terminal, "2");
    await shows(terminal, /^━━ #2 /m);
    await shows(terminal, /summary: ␛/);
    await shows(terminal, /^ +https:\/\/x\.example\/␛/m);
    isHarmless();
    say(terminal, "show 1");
    await shows(terminal, /^━━ :show 1/m);
    isHarmless();
    // A toast, as long as it may be.
    await press(terminal, "1", /^> #/m);
    await cli(daemon, "note", "2", EVIL);
    await shows(terminal, /ann on #2: ␛\[35;45m/);
    isHarmless();
    expect(terminal.hasRung()).toBe(false);
    expect(written()).not.toContain("\u202E");
  });

  test("a pasted text is text: in a form it is written, else it is no key", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    const terminal = await open(daemon);
    terminal.paste("r\ny\nq");
    await shows(terminal, /pasted text is not taken for keys/);
    await press(terminal, "n", /^━━ Note on #1/m);
    terminal.paste("first line\nsecond \u001B[31mline\u0007");
    await shows(terminal, /^> Note +first line\n +second \[31mline$/m);
    await press(terminal, "C-s", /^> #1 +critical open/m);
    const log = await cli(daemon, "log", "1");
    expect(log).toMatch(/first line\n *second \[31mline/);
  });

  test("wide signs, accents and emoji stay in their columns", LONG, async () => {
    const daemon = await spawnDaemon();
    const titles = [
      "Plain",
      "データベース停止 東京",
      "Ｆｕｌｌｗｉｄｔｈ 한국어",
      "🔥🔥 disk 💾 full",
      "e\u0301te\u0301 a\u0300 Besanc\u0327on",
    ];
    const names = ["Website", "API", "Website", "API", "Website"];
    for (const [at, title] of titles.entries())
      await cli(daemon, "open", `${title} ${"災".repeat(at * 3)}`, "-s", "high", "-c", at % 2 === 0 ? "web" : "api");
    const terminal = await open(daemon);
    for (const columns of [80, 130, 200]) {
      terminal.resize(columns, 30);
      await until("all of its width to be used", () => rows(terminal)[0]?.length === columns);
      const first = rows(terminal).findIndex((row) => row.includes("#1 "));
      const cells = names.map((name, at) => terminal.cellOf(name, first + at));
      expect(cells).toEqual(Array.from(cells, () => cells[0]));
      expect(cells[0]).toBeGreaterThan(columns / 3);
    }
  });
});

describe.skipIf(!hasTools("tmux"))("what the terminal is told", () => {
  test("sixteen colours, and none with NO_COLOR or where there are none", LONG, async () => {
    const daemon = await spawnDaemon();
    await cli(daemon, "open", "Checkout fails", "-s", "critical", "-c", "api");
    const env = { TOCSIN_CONFIG: daemon.configFile, TOCSIN_ACTOR: "bob" };
    for (const [words, isColoured] of [
      ["-u CI TERM=xterm", true],
      ["CI=true TERM=xterm", true],
      ["TERM=xterm NO_COLOR=1", false],
      ["TERM=dumb", false],
    ] as const) {
      const terminal = startTerminal(`exec env -u FORCE_COLOR -u NO_COLOR ${words} ${PROGRAM}`, { env });
      await shows(terminal, LIVE);
      const codes = coloursOf(terminal.styled()).filter((code) => code >= 30 && code !== 39 && code !== 49);
      expect(codes.length > 0, words).toBe(isColoured);
      // As the owner of the terminal has set them, and none of the 256 or of the millions.
      expect(codes.filter((code) => code === 38 || code === 48)).toEqual([]);
      // What colour says, words say too.
      expect(terminal.screen()).toMatch(/^> #1 +critical/m);
    }
  });

  test("the title says how many are open, and the bell rings for a critical one of somebody else", LONG, async () => {
    const daemon = await spawnDaemon();
    const terminal = await open(daemon);
    expect(terminal.title()).toBe("tocsin: nothing open");
    await cli(daemon, "open", "Mail is late", "-s", "low");
    await until("the title to say so", () => terminal.title() === "tocsin: 1 open");
    say(terminal, "open 'By myself' -s critical");
    await until("the title to say so", () => terminal.title() === "tocsin: 1 critical, 2 open");
    expect(terminal.hasRung()).toBe(false);
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    await until("the title to say so", () => terminal.title() === "tocsin: 2 critical, 3 open");
    expect(terminal.hasRung()).toBe(true);
    await press(terminal, ["g", "a", "j", "a"], /#3 +critical acked/);
    await until("the title to say so", () => terminal.title() === "tocsin: 1 open");
    await daemon.kill("SIGKILL");
    await until("the title to be unsure", () => terminal.title() === "tocsin: 1 open?");
  });

  test("no bell with TOCSIN_BELL=off, and after b", LONG, async () => {
    const daemon = await spawnDaemon();
    const still = await open(daemon, { env: { TOCSIN_BELL: "off" } });
    const switched = await open(daemon);
    await press(switched, "b", /the bell is off/);
    await cli(daemon, "open", "Checkout fails", "-s", "critical");
    for (const terminal of [still, switched]) {
      await shows(terminal, /^> #1 +critical/m);
      expect(terminal.hasRung()).toBe(false);
    }
  });
});

/** The codes of all sequences that set colours or styles. */
const coloursOf = (styled: string): number[] =>
  [...styled.matchAll(/\u001B\[([\d;]*)m/g)].flatMap(([, codes = ""]) => codes.split(";").map(Number));
