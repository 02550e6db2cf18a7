// A series of windows from the command line: what it says of the next ones, and what is edited, skipped and called off.
import { describe, expect, test } from "vitest";
import type { Maintenance, Occurrence } from "../../src/contract/maintenances.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { type Shell, startShell as startAnyShell } from "./against-daemon.ts";
import { makeIo, NOW } from "./support.ts";

/** Daemon and command line agree on a moment that stands still: Monday, 23 November 2026, 23:00 in Berlin. */
const startShell = async (now = NOW): Promise<Shell> => {
  const shell = await startAnyShell({ ports: { now: () => now } });
  const run: Shell["run"] = (argv, own) => shell.run(argv, { now, ...own });
  return { ...shell, run, json: async (argv) => JSON.parse((await run([...argv, "--json"])).stdout) };
};
const SCHEDULE = ["maintenance", "schedule", "Patch night", "-c", "web"];
const SUNDAYS = ["--rrule", "FREQ=WEEKLY;BYDAY=SU", "--tz", "Europe/Berlin"];
const weekly = async (): Promise<Shell> => {
  const shell = await startShell();
  const { exitCode } = await shell.run([...SCHEDULE, "--start", "2026-11-29 02:30", "--for", "90m", ...SUNDAYS]);
  expect(exitCode).toBe(EXIT.done);
  return shell;
};
const starts = (windows: readonly { startsAt: string }[]): string[] =>
  windows.map(({ startsAt }) => startsAt.slice(0, 16));

describe("schedule --rrule", () => {
  test("prints the first window, its rule, and the next five in the zone", async () => {
    const { run } = await startShell();
    const { stdout } = await run([...SCHEDULE, "--start", "2026-11-29 02:30", "--for", "90m", ...SUNDAYS]);
    expect(stdout).toContain("\n  repeats     weekly in Europe/Berlin: FREQ=WEEKLY;BYDAY=SU\n");
    expect(stdout).toContain(
      "\n  announced   2d before it starts: 2026-11-27 02:30 +01:00 (Europe/Berlin), in 3d 3h\n",
    );
    expect(stdout.slice(stdout.indexOf("  next in"))).toBe(
      [
        "  next in its series (Europe/Berlin)",
        "    ID  STARTS                       ENDS   NOTE",
        "    1   Sun 2026-11-29 02:30 +01:00  04:00",
        "    2   Sun 2026-12-06 02:30 +01:00  04:00",
        "    3   Sun 2026-12-13 02:30 +01:00  04:00",
        "    4   Sun 2026-12-20 02:30 +01:00  04:00",
        "    5   Sun 2026-12-27 02:30 +01:00  04:00",
        "",
      ].join("\n"),
    );
  });

  test("without --tz the zone is the system's, and is said; the preview is what then happens", async () => {
    const { run, json } = await startShell();
    const line = [...SCHEDULE, "--start", "2026-11-29 02:30", "--for", "90m", "--rrule", "freq=daily;interval=2"];
    const previewed = await json<Occurrence[]>([...line, "--preview"]);
    const quiet = await run([...line, "--quiet"]);
    expect(quiet).toMatchObject({
      stdout: "1\n",
      stderr: expect.stringContaining("02:30 +01:00 (Europe/Berlin), ends "),
    });
    const listed = await json<Maintenance[]>(["maintenance", "list"]);
    expect(listed[0]).toMatchObject({ rrule: "FREQ=DAILY;INTERVAL=2", timeZone: "Europe/Berlin" });
    expect(starts(listed)).toEqual(starts(previewed));
    expect((await run(["maintenance", "list"])).stdout).toMatch(/REPEATS +COMPONENTS.*\n.* every 2 days {2}web /);
  });

  test.each([
    [
      ...[
        "2027-03-27 02:30",
        "Sun 2027-03-28 03:30 +02:00  05:00",
        "02:30 does not exist that day; it starts at 03:30",
      ],
    ],
    [
      ...["2027-03-27 01:30", "Sun 2027-03-28 01:30 +01:00  04:00 +02:00"],
      ...["ends at 04:00 rather than 03:00, since the clock changes while it runs"],
    ],
    [...["2027-10-30 02:30", "Sun 2027-10-31 02:30 +02:00  03:00 +01:00", "02:30 comes twice; the first is taken"]],
  ])("daily from %s: says what the clock makes of the next day", async (start, when, note) => {
    const { run } = await startShell(Date.parse("2027-03-20T12:00:00Z"));
    const { stdout } = await run([
      ...[
        ...SCHEDULE,
        "--start",
        start!,
        "--for",
        "90m",
        "--rrule",
        "FREQ=DAILY",
        "--tz",
        "Europe/Berlin",
        "--preview",
      ],
    ]);
    expect(stdout).toMatch(/^It would take place \(Europe\/Berlin\)\n/);
    expect(stdout).toContain(`  ${when}`);
    expect(stdout).toContain(`  ${note}\n`);
  });

  test("from a time that does not exist that day is refused: all of it would be off", async () => {
    const { run, json } = await startShell();
    const line = [...SCHEDULE, "--start", "2027-03-28 02:30", "--for", "90m", ...SUNDAYS];
    const why = "02:30 does not exist on 2027-03-28 in Europe/Berlin, and the series would count from 03:30 for ever.";
    const refused = {
      ...{ exitCode: EXIT.usage, stdout: "" },
      stderr: `tocsin: ${why}\nBegin it on another day, or at a time that exists.\n`,
    };
    for (const one of [line, [...line, "--preview"]]) expect(await run(one)).toEqual(refused);
    expect(await json(["maintenance", "list", "--all"])).toEqual([]);
    await run([...SCHEDULE, "--start", "2027-03-28 03:30", "--for", "90m", ...SUNDAYS]);
    expect(await run(["maintenance", "edit", "1", "--series", "--start", "2027-03-28 02:30"])).toEqual(refused);
  });

  test.each([
    ["never comes", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "BYMONTHDAY=-1"],
    ["comes every second", "FREQ=SECONDLY", ""],
    ["is none", "every sunday", "The parts are FREQ"],
    ["comes again before it is over", "FREQ=HOURLY", ""],
  ])("a rule that %s is refused with what to write instead, as is its preview", async (_, rrule, hint) => {
    const { run, json } = await startShell();
    const line = [...SCHEDULE, "--start", "2026-11-29 02:30", "--for", "90m", "--rrule", rrule];
    for (const one of [line, [...line, "--preview"]]) {
      const refused = await run(one);
      expect([refused.exitCode, refused.stdout]).toEqual([EXIT.usage, ""]);
      expect(refused.stderr.trimEnd().split("\n").length).toBeGreaterThan(1);
      expect(refused.stderr).toContain(hint);
    }
    expect(await json(["maintenance", "list", "--all"])).toEqual([]);
  });
});

describe("one occurrence", () => {
  test("is skipped, and the others take place; twice is no error", async () => {
    const { run } = await weekly();
    expect((await run(["maintenance", "skip", "1"])).stdout).toBe(
      "maintenance 1 skipped; the next one starts 2026-12-06 02:30 +01:00 (Europe/Berlin)\n",
    );
    expect((await run(["maintenance", "skip", "1"])).stdout).toBe("maintenance 1 was cancelled already\n");
    const offered = (await run(["__complete", "--", "maintenance", "skip", ""])).stdout;
    expect(offered).toMatch(/^2\tscheduled: Patch night\n3\t/);
    const shown = (await run(["maintenance", "show", "2"])).stdout;
    expect(shown).toContain("\n    1   Sun 2026-11-29 02:30 +01:00  04:00  left out\n    2   Sun 2026-12-06");
    expect((await run(["maintenance", "list", "--next", "1", "--quiet"])).stdout).toBe("2\n");
  });

  test("is moved, and says where its rule would have it; the series leaves it as it is", async () => {
    const { run } = await weekly();
    const { stdout } = await run(["maintenance", "edit", "2", "--start", "2026-12-07 03:00"]);
    expect(stdout).toContain("\n  changed     by itself; what becomes of its series leaves it as it is\n");
    expect(stdout).toContain("\n    2   Mon 2026-12-07 03:00 +01:00  04:30  moved; by its rule 2026-12-06 02:30\n");
    const one = await run(["maintenance", "edit", "1", "--series", "--title", "Long night"]);
    expect(one.stderr).toBe("maintenance 1 edited\n1 window stays as it is, since it was changed by hand: 2\n");
    expect((await run(["maintenance", "show", "2"])).stdout).toMatch(/^maintenance 2: Patch night\n/);
    expect((await run(["maintenance", "show", "3"])).stdout).toMatch(/^maintenance 3: Long night\n/);
  });
});

describe("the whole series", () => {
  test("says which of its windows stay as they are, and of no other series", async () => {
    const { run } = await weekly();
    await run([...SCHEDULE, "--start", "2026-11-29 12:00", "--for", "1h", ...SUNDAYS]);
    for (const id of ["5", "3", "12"]) await run(["maintenance", "edit", id, "--title", "Another night"]);
    expect((await run(["maintenance", "edit", "1", "--series", "--for", "2h"])).stderr).toBe(
      "maintenance 1 edited\n2 windows stay as they are, since they were changed by hand: 3, 5\n",
    );
  });

  test("is given another rule, time and zone; --tz is the zone of its wall clock", async () => {
    const { run, json } = await weekly();
    const edited = await run([
      ...["maintenance", "edit", "1", "--series", "--rrule", "FREQ=WEEKLY;BYDAY=SA", "--start", "2026-11-28 23:00"],
      ...["--for", "1h", "--tz", "America/New_York", "--no-notify"],
    ]);
    expect(edited).toMatchObject({ exitCode: EXIT.done, stderr: "maintenance 1 edited\n" });
    expect(edited.stdout).toContain("\n  starts      2026-11-28 23:00 -05:00 (America/New_York), in 5d 6h\n");
    expect(edited.stdout).toContain("weekly in America/New_York: FREQ=WEEKLY;BYDAY=SA\n");
    expect(edited.stdout).toContain("  next in its series (America/New_York)\n");
    expect(starts(await json<Maintenance[]>(["maintenance", "list", "--next", "2"]))).toEqual([
      ...["2026-11-29T04:00", "2026-12-06T04:00"],
    ]);
  });

  test("its times are read in its own zone, wherever one sits", async () => {
    const shell = await weekly();
    const io = makeIo();
    expect(io.timeZone).toBe("Europe/Berlin");
    await shell.run(["maintenance", "edit", "1", "--series", "--tz", "Asia/Kolkata"]);
    await shell.run(["maintenance", "edit", "1", "--series", "--start", "2026-11-29 04:00"]);
    expect((await shell.json<Maintenance>(["maintenance", "show", "1"])).startsAt).toBe("2026-11-28T22:30:00.000Z");
  });

  test("is called off with all that were to come; twice is no error", async () => {
    const { run } = await weekly();
    const cancel = ["maintenance", "cancel", "3", "--series"];
    expect((await run(cancel)).stdout).toBe("maintenance 3 and all that were to come of its series cancelled\n");
    expect((await run(cancel)).stdout).toBe(
      "maintenance 3 and all that were to come of its series were cancelled already\n",
    );
    expect((await run(["maintenance", "list"])).stderr).toBe("No window runs or is planned.\n");
    expect((await run(["maintenance", "show", "3"])).stdout).toContain(
      "\n  next in its series (Europe/Berlin): none\n",
    );
    expect((await run(["maintenance", "edit", "3", "--series", "--title", "x"])).exitCode).toBe(EXIT.conflict);
  });
});
