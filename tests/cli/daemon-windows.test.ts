// Every verb of a window: what it says, to people, programs and scripts, when it changes, need not, and may not.
import { describe, expect, test } from "vitest";
import type { Maintenance, Occurrence } from "../../src/contract/maintenances.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { type Shell, startShell as startAnyShell } from "./against-daemon.ts";
import { NOW } from "./support.ts";

/** Daemon and command line agree on a moment that stands still, so that every date is known: 23:00 in Berlin. */
const startShell = async (): Promise<Shell> => {
  const shell = await startAnyShell({ ports: { now: () => NOW } });
  const run: Shell["run"] = (argv, own) => shell.run(argv, { now: NOW, ...own });
  return { ...shell, run, json: async (argv) => JSON.parse((await run([...argv, "--json"])).stdout) };
};

const HOUR_MS = 3600_000;
const eventsOf = ({ daemon }: Shell): string[] =>
  daemon.store.events
    .after(0, 100)
    .filter(({ type }) => type.startsWith("maintenance:"))
    .map(({ type }) => type);

/** A window of two hours on the website, an hour from now. */
const planned = async (...more: string[]): Promise<Shell> => {
  const shell = await startShell();
  const { exitCode, stderr } = await shell.run([
    ...["maintenance", "schedule", "Upgrade", "-c", "web", "--start", "+1h", "--for", "2h", ...more],
  ]);
  expect([exitCode, stderr]).toEqual([EXIT.done, ""]);
  return shell;
};
const shown = async ({ run }: Shell, ...ids: string[]): Promise<string> =>
  (await run(["maintenance", "show", ...(ids.length > 0 ? ids : ["1"])])).stdout;
const window = ({ json }: Shell): Promise<Maintenance> => json<Maintenance>(["maintenance", "show", "1"]);

describe("schedule", () => {
  test("covers groups and the page as well as components, each component once", async () => {
    const { run, json } = await startShell();
    const schedule = (...covers: string[]) =>
      json<Maintenance>(["maintenance", "schedule", "x", "--start", "+1h", "--for", "1h", ...covers]);
    await schedule("-g", "Shop", "-c", "mail", "-c", "web");
    await schedule("--page", "status");
    expect(await json(["maintenance", "show", "1"])).toMatchObject({
      ...{ groups: ["Shop"], components: [{ id: "api" }, { id: "mail" }, { id: "web" }] },
    });
    expect(await json(["maintenance", "show", "2"])).toMatchObject({
      ...{ page: "status", components: [{ id: "api" }, { id: "mail" }, { id: "web" }] },
    });
    expect((await run(["maintenance", "show", "1"])).stdout).toMatch(
      /\n {2}components +api, mail, web\n {2}groups +Shop\n/,
    );
    expect((await run(["maintenance", "show", "2"])).stdout).toMatch(/\n {2}page +status\n/);
  });

  test("says what is switched otherwise than usual, and the text, also from stdin", async () => {
    const { run } = await startShell();
    const { stdout } = await run(
      [
        ...["maintenance", "schedule", "Move", "-c", "web", "--start", "+1d", "--for", "2h", "--verify", "15m"],
        ...["--announce-before", "2h", "--no-remind", "--no-auto-start", "--no-auto-end", "--no-notify-start"],
        ...["--no-notify-end", "--no-hold", "--text", "-"],
      ],
      { stdin: "We move.\n\u001b[31mIt may *flicker*.\n" },
    );
    expect(stdout).toMatch(/\n {2}verifying +the last 15m of it\n {2}announced +2h before it starts: \S+ /);
    expect(stdout.slice(stdout.indexOf("  switches"))).toBe(
      [
        "  switches    does not start by itself: `tocsin maintenance start 1`",
        "              does not end by itself: `tocsin maintenance end 1`",
        "              nobody is reminded of it",
        "              nobody is told that it starts",
        "              nobody is told that it is over",
        "              alerts page as ever while it runs",
        "  text",
        "    We move.",
        "    \\x1b[31mIt may *flicker*.",
        "",
      ].join("\n"),
    );
  });

  test("--no-notify tells subscribers nothing, but for what is asked for beside it", async () => {
    const shell = await planned("--no-notify", "--notify-end");
    expect(await window(shell)).toMatchObject({ announce: false, notifyStart: false, notifyEnd: true });
    expect(await window(shell)).not.toHaveProperty("remindBeforeMs");
    expect(eventsOf(shell)).toEqual(["maintenance:scheduled"]);
  });

  test("says that the clock changes while it runs", async () => {
    const { run } = await startShell();
    const { stdout } = await run([
      ...["maintenance", "schedule", "Night", "-c", "web", "--tz", "Europe/Berlin"],
      ...["--start", "2027-03-28 01:00", "--end", "2027-03-28 04:00"],
    ]);
    expect(stdout).toMatch(/; 2h long\n {2}clock +the clock goes forward by 1h while it runs\n/);
  });

  test("--preview plans nothing: one line to people, an array to programs", async () => {
    const shell = await startShell();
    const line = [
      "maintenance",
      "schedule",
      "x",
      "-c",
      "web",
      "--start",
      "2027-10-31 01:00",
      "--for",
      "3h",
      "--preview",
    ];
    const said = await shell.run(line);
    expect(said.stdout).toBe(
      [
        "It would take place (Europe/Berlin)",
        "  STARTS                       ENDS          NOTE",
        "  Sun 2027-10-31 01:00 +02:00  03:00 +01:00",
        "  the clock goes back by 1h while it runs",
        "",
      ].join("\n"),
    );
    expect(said.stderr).toBe("Nothing is planned yet; leave out --preview to plan it.\n");
    expect(await shell.json<Occurrence[]>(line)).toEqual([
      { startsAt: "2027-10-30T23:00:00.000Z", endsAt: "2027-10-31T02:00:00.000Z" },
    ]);
    expect(await shell.json(["maintenance", "list", "--all"])).toEqual([]);
  });
});

describe("start, verify and end", () => {
  test("move a window on, each says until when; twice is no error; what is over cannot go on", async () => {
    const shell = await planned();
    const { run } = shell;
    const one = async (verb: string) => {
      const { exitCode, stdout, stderr } = await run(["maintenance", verb, "1"]);
      return exitCode === EXIT.done ? stdout : `${exitCode}: ${stderr.split("\n")[0]}`;
    };
    const END = /\d\d:\d\d \+0[12]:00 \(Europe\/Berlin\)\n$/;
    expect(await one("end")).toMatch(/^5: tocsin: Maintenance 1 has not started; there is nothing to end yet\./);
    expect(await one("verify")).toMatch(/^5: tocsin: Maintenance 1 has not started/);
    expect(await one("start")).toMatch(new RegExp(`^maintenance 1 started; it ends by itself at .*${END.source}`));
    expect(await one("start")).toBe("maintenance 1 has started already\n");
    expect(await one("verify")).toMatch(new RegExp(`^maintenance 1 is being verified until .*${END.source}`));
    expect(await one("verify")).toBe("maintenance 1 is being verified already\n");
    expect(await one("end")).toBe("maintenance 1 ended\n");
    expect(await one("end")).toBe("maintenance 1 had ended already\n");
    expect(await one("start")).toMatch(/^5: tocsin: Maintenance 1 is completed; there is nothing left to start\./);
    expect(await shown(shell)).toMatch(/\n {2}state +completed\n.*\n.*\n {2}started .*, now\n {2}ended .*, now\n/);
    expect(eventsOf(shell)).toEqual(
      ["scheduled", "announced", "edited", "started", "verifying", "completed"].map((one) => `maintenance:${one}`),
    );
  });

  test("one that does not end by itself is said to need somebody", async () => {
    const { run, json } = await planned("--no-auto-end");
    expect((await run(["maintenance", "start", "1"])).stdout).toMatch(/started; somebody ends it, as planned at /);
    expect(await json(["maintenance", "end", "1"])).toMatchObject({ id: 1, state: "completed" });
  });
});

describe("extend", () => {
  test("by a span or to a time, told or not; the same end twice is no error, an earlier one is", async () => {
    const shell = await planned();
    const { run } = shell;
    const before = Date.parse((await window(shell)).endsAt);
    expect((await run(["maintenance", "extend", "1", "--for", "30m"])).stdout).toMatch(
      /^maintenance 1 extended until .*\(Europe\/Berlin\) \(30m later\)\n$/,
    );
    expect(Date.parse((await window(shell)).endsAt)).toBe(before + HOUR_MS / 2);
    const until = ["maintenance", "extend", "1", "--until", "2026-11-24 12:00", "--tz", "Asia/Kolkata", "--no-notify"];
    expect((await run(until)).stdout).toBe("maintenance 1 extended until 12:00 +05:30 (Asia/Kolkata) (5h later)\n");
    expect((await run(until)).stdout).toBe("maintenance 1 ends already at 12:00 +05:30 (Asia/Kolkata)\n");
    expect(await run(["maintenance", "extend", "1", "--until", "2026-11-24 06:00"])).toMatchObject({
      ...{ exitCode: EXIT.conflict, stdout: "" },
      stderr: expect.stringContaining("tocsin maintenance edit 1 --end"),
    });
  });

  test("a bare clock time is the next one after the start", async () => {
    const { run, json } = await startShell();
    await run(["maintenance", "schedule", "x", "-c", "web", "--start", "2030-12-24 23:00", "--for", "1h"]);
    const extended = await json<Maintenance>(["maintenance", "extend", "1", "--until", "02:30"]);
    expect(extended.endsAt).toBe("2030-12-25T01:30:00.000Z");
  });
});

describe("edit", () => {
  test("prints the window as it is now, and says whether anything changed", async () => {
    const shell = await planned();
    const change = ["maintenance", "edit", "1", "--title", "Downgrade", "-c", "api", "--text", "Back to *before*."];
    const edited = await shell.run(change);
    expect(edited).toMatchObject({ exitCode: EXIT.done, stderr: "maintenance 1 edited\n" });
    expect(edited.stdout).toMatch(
      /^maintenance 1: Downgrade\n[\s\S]*\n {2}components +api\n[\s\S]*\n {2}text\n {4}Back to \*before\*\.\n$/,
    );
    expect((await shell.run(change)).stderr).toBe("maintenance 1 is so already\n");
    await shell.run(["maintenance", "edit", "1", "--text", ""]);
    expect(await window(shell)).not.toHaveProperty("text");
    expect((await shell.run(["maintenance", "edit", "1", "--title", "x", "--quiet"])).stdout).toBe("1\n");
  });

  test("another start keeps the length; an end counts from the start; the zone is that of --tz", async () => {
    const shell = await planned();
    const times = async (...options: string[]) => {
      await shell.run(["maintenance", "edit", "1", ...options]);
      const { startsAt, endsAt } = await window(shell);
      return [startsAt, endsAt];
    };
    expect(await times("--start", "2030-07-01 01:00")).toEqual([
      "2030-06-30T23:00:00.000Z",
      "2030-07-01T01:00:00.000Z",
    ]);
    expect(await times("--for", "90m")).toEqual(["2030-06-30T23:00:00.000Z", "2030-07-01T00:30:00.000Z"]);
    expect(await times("--end", "06:00")).toEqual(["2030-06-30T23:00:00.000Z", "2030-07-01T04:00:00.000Z"]);
    expect(await times("--start", "2030-07-02 00:00", "--for", "1h", "--tz", "UTC")).toEqual([
      ...["2030-07-02T00:00:00.000Z", "2030-07-02T01:00:00.000Z"],
    ]);
  });

  test("every switch goes both ways", async () => {
    const shell = await planned();
    const switches = async () => {
      const { autoStart, autoEnd, announce, announceBeforeMs, remindBeforeMs, ...more } = await window(shell);
      const { notifyStart, notifyEnd, holdAlerts, verifyMs } = more;
      return [
        autoStart,
        autoEnd,
        announce,
        announceBeforeMs,
        remindBeforeMs,
        notifyStart,
        notifyEnd,
        holdAlerts,
        verifyMs,
      ];
    };
    const edit = (...options: string[]) => shell.run(["maintenance", "edit", "1", ...options]);
    const usual = [true, true, true, undefined, HOUR_MS, true, true, true, undefined];
    expect(await switches()).toEqual(usual);
    await edit("--no-auto-start", "--no-auto-end", "--no-announce", "--no-remind", "--no-notify-start");
    await edit("--no-notify-end", "--no-hold", "--verify", "10m");
    expect(await switches()).toEqual([false, false, false, undefined, undefined, false, false, false, 600_000]);
    await edit("--auto-start", "--auto-end", "--announce-before", "2d", "--remind", "1h", "--notify-start");
    await edit("--notify-end", "--hold", "--no-verify");
    expect(await switches()).toEqual([true, true, true, 48 * HOUR_MS, HOUR_MS, true, true, true, undefined]);
    await edit("--announce-before", "now");
    expect(await switches()).toEqual(usual);
  });

  test("is refused of what is over, and a start of what has begun", async () => {
    const { run } = await planned();
    await run(["maintenance", "start", "1"]);
    expect(await run(["maintenance", "edit", "1", "--start", "+3h"])).toMatchObject({
      exitCode: EXIT.conflict,
      stdout: "",
    });
    await run(["maintenance", "end", "1"]);
    expect((await run(["maintenance", "edit", "1", "--title", "x"])).exitCode).toBe(EXIT.conflict);
  });
});

test("update is said in public, in order; show has it with who wrote it, and whether anybody was sent it", async () => {
  const shell = await planned();
  const { run } = shell;
  expect((await run(["maintenance", "update", "1", "Half is done."])).stdout).toBe("maintenance 1 updated\n");
  const silent = await run(["maintenance", "update", "1", "-", "--no-notify"], { stdin: "Two lines,\nnearly done.\n" });
  expect(silent.stdout).toBe("maintenance 1 updated; nobody is sent it\n");
  expect(await shown(shell)).toMatch(
    / {2}updates\n {4}\S+ \S+ \S+ {2}ann\n {6}Half is done\.\n {4}\S+ \S+ \S+ {2}ann \(nobody was sent it\)\n {6}Two lines,\n {6}nearly done\.\n$/,
  );
  expect((await run(["maintenance", "update", "9", "x"])).exitCode).toBe(EXIT.notFound);
});

test("log says who did what, oldest first, with what was said; of one that is over too, and to programs", async () => {
  const shell = await planned();
  const { run, json } = shell;
  await run(["maintenance", "update", "1", "Half is done."], { env: { TOCSIN_ACTOR: "bob" } });
  await run(["maintenance", "start", "1"]);
  await run(["maintenance", "end", "1"]);
  const AT = "2026-11-24 03:30:00 +05:30";
  expect((await run(["maintenance", "log", "1", "--tz", "Asia/Kolkata"])).stdout).toBe(
    [
      `${AT}  ann  scheduled for 2026-11-24 04:30:00 +05:30: “Upgrade” on web`,
      `${AT}  ann  announced: “Upgrade”`,
      `${AT}  bob  update on “Upgrade”`,
      "    Half is done.",
      `${AT}  ann  moved to ${AT} - 2026-11-24 05:30:00 +05:30: “Upgrade”; nobody is sent it`,
      `${AT}  ann  started: “Upgrade” on web`,
      `${AT}  ann  completed: “Upgrade”`,
      "",
    ].join("\n"),
  );
  const events = await json<{ seq: number; type: string }[]>(["maintenance", "log", "1"]);
  expect(events.map(({ type }) => type)).toEqual(eventsOf(shell));
  expect((await run(["maintenance", "log", "1", "--quiet"])).stdout).toBe(events.map(({ seq }) => `${seq}\n`).join(""));
  expect((await run(["__complete", "--", "maintenance", "log", ""])).stdout).toMatch(/^1\tcompleted: Upgrade\n/);
  expect((await run(["maintenance", "log", "9"])).exitCode).toBe(EXIT.notFound);
});

test("help says what is the default of what is new but not of what is changed, and what an ack of a held incident does", async () => {
  const { run } = await startShell();
  const help = async (verb: string) => (await run(["maintenance", verb, "--help"])).stdout.replaceAll(/\s+/g, " ");
  expect(await help("schedule")).toContain("it ends by itself (default)");
  const edit = await help("edit");
  expect(edit).toContain("it ends by itself --no-auto-end");
  expect(edit.match(/\(default[^)]*\)/g)).toEqual(["(default: the system's)"]);
  const ack = (await run(["ack", "--help"])).stdout.replaceAll(/\s+/g, " ");
  expect(ack).toContain("takes it out of that, and readers see its levels then; `note` does not.");
  expect(await help("list")).toContain("completed and cancelled ones too, newest first");
});

test("a wall time that does not exist that day is not moved in silence", async () => {
  const { run } = await startShell();
  const schedule = (...options: string[]) =>
    run(["maintenance", "schedule", "x", "-c", "web", "--tz", "Europe/Berlin", ...options]);
  const warned = {
    exitCode: EXIT.done,
    stderr: "tocsin: warning: 02:30 does not exist that day; it starts at 03:30\n",
  };
  expect(await schedule("--start", "2027-03-28 02:30", "--for", "1h")).toMatchObject(warned);
  expect(await schedule("--start", "2027-03-28 03:30", "--for", "1h")).toMatchObject({ stderr: "" });
  expect((await schedule("--start", "2027-03-28 01:00", "--end", "02:15")).stderr).toBe(
    "tocsin: warning: 02:15 does not exist that day; it ends at 03:15\n",
  );
  const edit = ["maintenance", "edit", "2", "--start", "2027-03-28T02:30", "--tz", "Europe/Berlin", "--quiet"];
  expect(await run(edit)).toMatchObject(warned);
  expect((await run([...edit.slice(0, 4), "2027-03-28T02:30+01:00", "--quiet"])).stderr).toBe("");
});

test("several components at once, as with a comma, are named one by one", async () => {
  const { run } = await startShell();
  const refused = await run(["maintenance", "schedule", "x", "-c", "web,api", "--start", "now", "--for", "1h"]);
  expect(refused).toMatchObject({
    ...{ exitCode: EXIT.usage, stdout: "" },
    stderr: "tocsin: `-c web,api` names several components at once.\nRepeat it: `-c web -c api`.\n",
  });
  expect((await run(["open", "Down", "-c", "web, api"])).stderr).toContain("Repeat it: `-c web -c api`.");
});

test("cancel can be silent; skip and --series are of series only", async () => {
  const shell = await planned();
  const { run, daemon } = shell;
  expect(await run(["maintenance", "skip", "1"])).toMatchObject({
    ...{ exitCode: EXIT.conflict, stdout: "" },
    stderr: expect.stringContaining("`tocsin maintenance cancel 1`"),
  });
  expect((await run(["maintenance", "cancel", "1", "--series"])).exitCode).toBe(EXIT.conflict);
  expect(await run(["maintenance", "edit", "1", "--rrule", "FREQ=DAILY"])).toMatchObject({
    ...{ exitCode: EXIT.usage, stdout: "" },
    stderr: expect.stringMatching(/\nAdd --series: `tocsin maintenance edit 1 --series --rrule …`\.\n$/),
  });
  expect((await run(["maintenance", "cancel", "1", "--no-notify"])).stdout).toBe("maintenance 1 cancelled\n");
  const last = daemon.store.events.after(0, 100).at(-1);
  expect(last).toMatchObject({ type: "maintenance:cancelled", data: { isSilent: true } });
});

test("list --next has those that have not started; what repeats is marked; long lists of components are cut", async () => {
  const { run } = await startShell();
  const schedule = (title: string, start: string, ...covers: string[]) =>
    run(["maintenance", "schedule", title, "--start", start, "--for", "1h", ...covers]);
  await schedule("Running", "now", "-c", "web");
  await schedule("Later", "+2d", "--page", "status", "-c", "vault");
  await schedule("Soon", "+1d", "-c", "api");
  const listed = async (...options: string[]) => (await run(["maintenance", "list", "--quiet", ...options])).stdout;
  expect(await listed()).toBe("1\n3\n2\n");
  expect(await listed("--next", "1")).toBe("3\n");
  expect(await listed("--next", "5")).toBe("3\n2\n");
  expect((await run(["maintenance", "list", "--next", "1"])).stderr).toBe("");
  const table = (await run(["maintenance", "list"])).stdout;
  expect(table).toMatch(/^ID +STATE +STARTS +ENDS +COMPONENTS +TITLE\n/);
  expect(table).toMatch(/ api, mail, vault \+1 {2}Later\n$/);
  const none = await startShell();
  expect((await none.run(["maintenance", "list", "--next", "3"])).stderr).toBe("No window is planned.\n");
});

describe("bad input is refused with what to write instead", () => {
  const SCHEDULE = ["maintenance", "schedule", "x"];
  const web = ["-c", "web"];
  test.each<[string, string[], string, string]>([
    ["an end before its start", [...web, "--start", "+2h", "--end", "+1h"], "not after its start", "--for 2h"],
    ["no length", [...web, "--start", "+2h", "--for", "0s"], "not after its start", "--for 2h"],
    ["an end in the past", [...web, "--start", "2020-01-01", "--for", "1h"], "before now", "an end in the future"],
    ["ten years", [...web, "--start", "+2h", "--for", "3650d"], "longer than a year", "several shorter windows"],
    [
      "a start in a century",
      [...web, "--start", "2126-01-01", "--for", "1h"],
      "more than ten years",
      "the year as you mean it",
    ],
    ["more than calendars have", [...web, "--start", "now", "--for", "9999999w"], "beyond the year 9999", "+2h"],
    ["no end", [...web, "--start", "+2h"], "has no end", "--for 2h"],
    ["two ends", [...web, "--start", "+2h", "--end", "+3h", "--for", "1h"], "exclude each other", "either"],
    ["an unknown zone", [...web, "--start", "+2h", "--for", "1h", "--tz", "Europe/Berlni"], "IANA name", "--help"],
    ["no component", ["--start", "+2h", "--for", "1h"], "covers no component", "-c COMPONENT"],
    ["a foreign component", ["-c", "wep", "--start", "+2h", "--for", "1h"], "did you mean `web`?", ""],
    ["a foreign group", ["-g", "Shpo", "--start", "+2h", "--for", "1h"], "did you mean `Shop`?", "Shop"],
    ["a foreign page", ["--page", "main", "--start", "+2h", "--for", "1h"], "no page `main`", "`status`"],
    [
      "verifying all of it",
      [...web, "--start", "+2h", "--for", "1h", "--verify", "1h"],
      "the whole window",
      "--verify",
    ],
    ["a lead that is none", [...web, "--start", "+2h", "--for", "1h", "--announce-before", "x"], "or `now`", "--help"],
    [
      "two announcements",
      [...web, "--start", "+2h", "--for", "1h", "--announce-before", "1h", "--no-announce"],
      "exclude each other",
      "Leave one of them out",
    ],
  ])("%s", async (_, options, what, hint) => {
    const { run, json } = await startShell();
    const refused = await run([...SCHEDULE, ...options]);
    expect([refused.exitCode, refused.stdout]).toEqual([EXIT.usage, ""]);
    expect(refused.stderr).toContain(what);
    expect(refused.stderr).toContain(hint);
    expect(await json(["maintenance", "list", "--all"])).toEqual([]);
  });

  test.each<[string[], string, string]>([
    [["edit", "1"], "nothing to change", "--title"],
    [["edit", "1", "--series"], "nothing to change", "--title"],
    [["edit", "1", "--end", "+3h", "--for", "1h"], "exclude each other", "either"],
    [["edit", "1", "--for", "0s"], "not after its start", "--for 2h"],
    [["edit", "1", "-c", "wep"], "did you mean `web`?", ""],
    [["extend", "1"], "either --for or --until", "--until 04:00"],
    [["extend", "1", "--for", "1h", "--until", "04:00"], "either --for or --until", "--for 30m"],
    [["extend", "1", "--for", "0s"], "at least 1s", "--help"],
    [["list", "--next", "3", "--all"], "exclude each other", "Leave one of them out"],
    [["list", "--next", "0"], "from 1 to 200", "--help"],
    [["start", "x"], "whole number", "--help"],
  ])("%j", async (words, what, hint) => {
    const { run } = await planned();
    const refused = await run(["maintenance", ...words]);
    expect([refused.exitCode, refused.stdout]).toEqual([EXIT.usage, ""]);
    expect(refused.stderr).toContain(what);
    expect(refused.stderr).toContain(hint);
  });
});
