import { describe, expect, test } from "vitest";
import { createContext, type GlobalFlags } from "../../src/cli/context.ts";
import { choosePaint, plain } from "../../src/cli/paint.ts";
import { incidentDetail, incidentTable } from "../../src/cli/render/incident.ts";
import { logLines, logMarkdown } from "../../src/cli/render/log.ts";
import { maintenanceDetail, maintenanceTable } from "../../src/cli/render/maintenance.ts";
import { occurrenceLines, repeats } from "../../src/cli/render/occurrences.ts";
import { scopeWords } from "../../src/cli/render/scope.ts";
import { statusScreen } from "../../src/cli/render/status.ts";
import { pastTime } from "../../src/cli/since.ts";
import { actorLead, eventLine } from "../../src/contract/event-words.ts";
import type { Occurrence } from "../../src/contract/maintenances.ts";
import { plan } from "../../src/contract/window-times.ts";
import { make } from "./make.ts";
import { makeIo, NOW } from "./support.ts";

const flags: GlobalFlags = { color: true };
const runCli = async (): Promise<number> => 0;
const context = createContext(makeIo(), flags, { runCli });
const ZONE = "Europe/Berlin";

describe("status", () => {
  test("says level, for how long, whose it is, and what is planned, each date with its zone", () => {
    const status = make.status({
      level: "major",
      description: "Partial System Outage",
      components: [
        make.component({
          level: "major_outage",
          since: "2026-11-23T21:48:00.000Z",
          cause: { kind: "incident", id: 42 },
        }),
        make.component({ id: "web", name: "web", group: undefined }),
      ],
      incidents: [make.incident({ state: "acknowledged", owner: "ann" })],
      maintenances: [make.maintenance()],
    });
    expect(statusScreen(context, status).join("\n")).toBe(
      `Partial System Outage  as of 2026-11-23 23:00 +01:00 (Europe/Berlin)

Core
  db (Database)  major outage  for 12m     incident 42, owned by ann

Components
  web            operational   for 3d 12m

Active incidents
ID  SEVERITY  STATE         OPENED   OWNER  COMPONENTS  ALERTS  TITLE
42  critical  acknowledged  12m ago  ann    db          -       Database down

Maintenance
ID  STATE      STARTS                   ENDS                                COMPONENTS  TITLE
7   scheduled  2026-12-01 02:00 +01:00  2026-12-01 04:00 +01:00 (in 7d 5h)  db          Upgrade`,
    );
  });

  test("an incident that nobody owns is said to be nobody's", () => {
    const status = make.status({
      components: [make.component({ level: "major_outage", cause: { kind: "incident", id: 42 } })],
      incidents: [make.incident()],
    });
    expect(statusScreen(context, status).join("\n")).toContain("incident 42, nobody owns it");
  });

  test("without components it says where to put them", () => {
    expect(statusScreen(context, make.status({ components: [] })).join("\n")).toContain("config file");
  });
});

describe("incidents", () => {
  test("what maintenance holds is marked in words, by incident and by component", () => {
    const api = { id: "api", name: "API", level: null, held: true, origin: "alert" } as const;
    const web = { ...api, id: "web", held: false, level: "major_outage" } as const;
    const whole = make.incident({ held: true, firing: 1, components: [api] });
    const partly = make.incident({ id: 43, firing: 2, components: [api, web] });
    expect(incidentTable(context, [whole, partly])).toEqual([
      "ID  SEVERITY  STATE       OPENED   OWNER  COMPONENTS       ALERTS    TITLE",
      "42  critical  open, held  12m ago  -      api (held)       1 firing  Database down",
      "43  critical  open        12m ago  -      api (held), web  2 firing  Database down",
    ]);
    const windows = [make.maintenance({ state: "in_progress", endsAt: "2026-11-23T23:00:00.000Z" })];
    const about = { firing: [], merged: [], windows };
    const lines = incidentDetail(context, whole, about);
    const until = "by maintenance 7 until 2026-11-24 00:00 +01:00 (Europe/Berlin), in 1h";
    expect(lines.find((line) => line.startsWith("  held"))).toContain(
      `${until}; it pages nobody until then, or until somebody takes it up`,
    );
    expect(lines.at(-1)).toMatch(/api +moves no level: maintenance holds it +by alerts, held$/);
    expect(incidentDetail(context, partly, about).find((line) => line.startsWith("  held"))).toContain(`api ${until}`);
  });

  test("a title cannot move the cursor or make a second row", () => {
    const [, row, more] = incidentTable(context, [make.incident({ title: "a\n42 fake\u001b[2J" })]);
    expect(row).toContain("a\\n42 fake\\x1b[2J");
    expect(more).toBeUndefined();
  });

  test("nothing is cut without a terminal; on one, the title gives way", () => {
    const long = make.incident({ title: "x".repeat(300) });
    expect(incidentTable(context, [long])[1]).toContain("x".repeat(300));
    const io = makeIo();
    const narrow = createContext(
      { ...io, stdout: Object.assign(io.stdout, { isTTY: true, columns: 90 }) },
      { color: false },
      { runCli },
    );
    const [, row] = incidentTable(narrow, [long]);
    expect(row).toHaveLength(90);
    expect(row).toMatch(/x…$/);
  });

  test("the detail names who has it and what it asks of its components", () => {
    expect(incidentDetail(context, make.incident({ key: "disk", firing: 1, alertCount: 2 })).join("\n")).toBe(
      `incident 42: Database down
  severity  critical
  state     open
  owner     nobody
  source    manual
  key       disk
  alerts    2 alerts, 1 firing
  opened    2026-11-23 22:48 +01:00 (Europe/Berlin), 12m ago
  components
    db  major outage  by hand`,
    );
  });
});

describe("timeline", () => {
  const events = [
    {
      seq: 1,
      at: "2026-11-23T21:48:00.000Z",
      type: "incident:opened",
      actor: { kind: "person", name: "ann" },
      incidentId: 42,
      data: {
        title: "Database down",
        severity: "critical",
        source: "manual",
        message: "see\n# disk",
        components: [{ componentId: "db", origin: "manual", level: null }],
        effects: [],
      },
    },
    {
      seq: 2,
      at: "2026-11-23T21:50:07.000Z",
      type: "incident:acknowledged",
      actor: { kind: "person", name: "bob_x" },
      incidentId: 42,
      data: { owner: "bob_x" },
    },
  ];

  test("one event a line, notes below it with their lines", () => {
    expect(logLines(context, events, { timeZone: ZONE, ofIncident: 42 })).toEqual([
      "2026-11-23 22:48:00 +01:00  ann  opened as critical: “Database down” on db",
      "    see",
      "    # disk",
      "2026-11-23 22:50:07 +01:00  bob_x  acknowledged; owner bob_x",
    ]);
  });

  test("as Markdown, outside text stays text", () => {
    const lines = logMarkdown(make.incident({ title: "<b>[x](y)" }), events, "UTC");
    expect(lines[0]).toBe("# Incident 42: \\<b\\>\\[x\\](y)");
    expect(lines).toContain("  > \\# disk");
    expect(lines).toContain("- **2026-11-23 21:50:07 UTC** bob\\_x: acknowledged; owner bob\\_x");
  });

  test("nor does a note become a heading, a rule or a list", () => {
    const note = { ...events[1]!, data: { owner: "bob", note: "well\n===\nwell\n---\n1. one\n1.5 GB" } };
    expect(logMarkdown(make.incident(), [note], "UTC").slice(-7)).toEqual([
      ...["  > well", "  > \\===", "  > well", "  > \\---", "  > 1\\. one", "  > 1.5 GB", ""],
    ]);
  });

  test("what maintenance held, and why it counts, reads as words", () => {
    const said = (type: string, data: unknown): string =>
      eventLine(
        { seq: 1, at: "2026-11-23T22:00:00.000Z", type, actor: { kind: "system", name: "tocsin" }, data },
        ZONE,
      );
    expect(said("incident:held", { components: ["api"], isWhole: true })).toContain(
      "held by maintenance of api: it pages nobody until that is over",
    );
    expect(said("incident:held", { components: ["api"], isWhole: false })).toContain(
      "what alerts say of api is held by maintenance",
    );
    const severity = { from: "medium", to: "critical" };
    expect(said("incident:released", { components: ["api"], why: "over", wasWhole: false, severity })).toContain(
      "api: no running window holds it any more, and alerts still fire; severity medium -> critical",
    );
    expect(said("incident:released", { components: ["api"], why: "touched", wasWhole: true })).toContain(
      "api no longer held by maintenance; somebody took it up",
    );
    expect(said("incident:released", { components: [], why: "joined", wasWhole: true })).toContain(
      "counts from now on; something fires that no maintenance covers",
    );
  });

  test("a test message names its target of the team, or its subscriber", () => {
    const tested = (data: object) =>
      eventLine({ ...events[0]!, ...{ incidentId: undefined, type: "delivery:tested" }, data }, ZONE);
    expect(tested({ subscriberId: 4, channel: "webhook", team: "ops-hook" })).toBe(
      "test message to ops-hook (webhook)",
    );
    expect(tested({ subscriberId: 4, channel: "webhook" })).toBe("test message to subscriber 4 (webhook)");
  });

  test("what a subscriber did of itself names it once", () => {
    const removed = (name: string): string => {
      const data = { subscriberId: 5, channel: "email" };
      const event = { ...events[0]!, type: "subscriber:removed", actor: { kind: "person", name }, data };
      return `${actorLead(event)}${eventLine({ ...event, incidentId: undefined }, ZONE)}`;
    };
    expect(removed("subscriber 5")).toBe("subscriber 5 (email) removed");
    expect(removed("ann")).toBe("ann  subscriber 5 (email) removed");
    expect(removed("subscriber 50")).toBe("subscriber 50  subscriber 5 (email) removed");
  });

  test("scopes read as words", () => {
    expect(scopeWords({ page: "status" })).toBe("page “status”; all components");
    expect(scopeWords({ page: "status", components: ["api"], kinds: ["posts", "status"] })).toBe(
      "page “status”; api; posts, status only",
    );
  });

  test("an event of a newer daemon is shown as it is", () => {
    const event = { ...events[1]!, type: "incident:escalated", data: { step: 5 } };
    expect(eventLine(event, ZONE)).toBe('incident 42 incident:escalated {"step":5}');
  });
});

describe("a time of the past", () => {
  test.each([
    ["22:30", "2026-11-23T22:00:00Z", "2026-11-23T21:30:00Z"],
    ["23:30", "2026-11-23T22:00:00Z", "2026-11-22T22:30:00Z"],
    // The night of 2026-10-25 is an hour longer in Berlin, that of 2026-03-29 an hour shorter.
    ["23:45", "2026-10-25T22:30:00Z", "2026-10-24T21:45:00Z"],
    ["00:20", "2026-10-25T23:10:00Z", "2026-10-24T22:20:00Z"],
    ["23:45", "2026-03-29T21:30:00Z", "2026-03-28T22:45:00Z"],
  ])("a bare %s at %s is the last one", (text, now, at) => {
    expect(new Date(pastTime(text, Date.parse(now), ZONE)).toISOString()).toBe(new Date(at).toISOString());
  });
});

describe("maintenance", () => {
  test("echoes start and end in the zone that was understood", () => {
    const text = maintenanceDetail(context, make.maintenance(), { timeZone: ZONE }).join("\n");
    expect(text).toContain("2026-12-01 02:00 +01:00 (Europe/Berlin)");
    expect(text).toContain("2h long");
  });

  test("says what happens by itself only where it is otherwise than usual, and when a reminder comes", () => {
    const usual = maintenanceDetail(context, make.maintenance()).join("\n");
    expect(usual).toContain("\n  reminder    1h before it starts: 2026-12-01 01:00 +01:00 (Europe/Berlin), in 7d 2h");
    expect(usual).not.toContain("switches");
    const over = make.maintenance({ state: "completed", autoEnd: false, announcedAt: "2026-11-23T21:00:00.000Z" });
    const told = maintenanceDetail(context, over).join("\n");
    expect(told).toContain("\n  announced   2026-11-23 22:00 +01:00 (Europe/Berlin), 1h ago");
    expect(told).toContain("\n  switches    does not end by itself");
    expect(told).not.toContain("reminder");
    expect(told).not.toContain("tocsin maintenance end");
  });

  test("words from outside never reach the terminal as they are", () => {
    const updates = [{ id: 1, text: "a\n\u001b]0;x", at: "2026-11-23T21:00:00.000Z", by: "\u202eeve", silent: false }];
    const window = make.maintenance({ title: "\u001b[2J", groups: ["\u0007"], updates });
    const lines = maintenanceDetail(context, window);
    expect(lines[0]).toBe("maintenance 7: \\x1b[2J");
    expect(lines).toContain("  groups      \\x07");
    expect(lines.slice(-3)).toEqual([...["    2026-11-23 22:00:00 +01:00  \\u202eeve", "      a", "      \\x1b]0;x"]]);
  });

  test.each([
    ["FREQ=WEEKLY;BYDAY=SU", "weekly"],
    ["BYDAY=SU;FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"],
    ["FREQ=MONTHLY;BYDAY=1MO", "monthly"],
    ["FREQ=DAILY;INTERVAL=1", "daily"],
    ["something newer", "by rule"],
  ])("%s is %s in a table", (rrule, words) => {
    expect(repeats(rrule)).toBe(words);
  });

  test("a column says what repeats, where anything does; many components are cut", () => {
    const components = ["a", "b", "c", "d", "e"].map((id) => ({ id, name: id }));
    const windows = [make.maintenance({ rrule: "FREQ=DAILY", components }), make.maintenance({ id: 8 })];
    const [heads, ...rows] = maintenanceTable(context, windows);
    expect(heads).toMatch(/ REPEATS {2}COMPONENTS {2}TITLE$/);
    expect(rows.map((row) => row.split(/ {2,}/).slice(4))).toEqual([
      ["daily", "a, b, c +2", "Upgrade"],
      ["-", "db", "Upgrade"],
    ]);
  });

  test("a table says when one really ended, and by how much one overruns; seconds only where there are any", () => {
    const ends = (change: Parameters<typeof make.maintenance>[0]): string =>
      maintenanceTable(context, [make.maintenance(change)])[1]!.split(/ {2,}/)[3]!;
    const endsAt = "2026-11-23T21:59:55.000Z";
    const endedAt = "2026-11-23T21:30:00.000Z";
    expect(ends({})).toBe("2026-12-01 04:00 +01:00 (in 7d 5h)");
    expect(ends({ state: "in_progress", endsAt })).toBe("2026-11-23 22:59:55 +01:00 (overruns by 5s)");
    expect(ends({ state: "verifying", endsAt })).toContain("(overruns by 5s)");
    expect(ends({ state: "completed", endedAt })).toBe("2026-11-23 22:30 +01:00");
    expect(ends({ state: "cancelled", startedAt: endedAt, endedAt })).toBe("2026-11-23 22:30 +01:00");
    expect(ends({ state: "cancelled" })).toBe("2026-12-01 04:00 +01:00");
    const shown = maintenanceDetail(context, make.maintenance({ state: "in_progress", endsAt })).join("\n");
    expect(shown).toContain(" (Europe/Berlin), overruns by 5s; ");
  });

  test("a window of a series is shown in the zone of that, whole", () => {
    const updates = [{ id: 1, text: "x", at: "2026-11-23T21:00:00.000Z", by: "ann", silent: false }];
    const window = make.maintenance({ seriesId: 3, rrule: "FREQ=DAILY", timeZone: "Asia/Kolkata", updates });
    const lines = maintenanceDetail(context, window, { occurrences: [] }).join("\n");
    expect(lines).toContain("\n  starts      2026-12-01 06:30 +05:30 (Asia/Kolkata), ");
    expect(lines).not.toMatch(/Berlin|\+01:00/);
  });

  test("an announcement so late that it was the reminder too is no reminder beside it", () => {
    const announcedAt = "2026-11-23T21:00:00.000Z";
    const lines = (remindedAt: string) =>
      maintenanceDetail(context, make.maintenance({ announcedAt, remindedAt })).join("\n");
    expect(lines(announcedAt)).toContain("\n  announced   2026-11-23 22:00 +01:00");
    expect(lines(announcedAt)).not.toContain("reminder");
    expect(lines("2026-11-23T21:30:00.000Z")).toContain("\n  reminder    2026-11-23 22:30 +01:00");
  });

  describe("occurrences", () => {
    const lines = (...all: Occurrence[]) => occurrenceLines(context, all, { heading: "Next", timeZone: ZONE });

    test("the day of the end only where it is another, the offset only where it has changed", () => {
      expect(
        lines(
          { startsAt: "2027-03-01T01:00:00.000Z", endsAt: "2027-03-01T02:00:30.000Z" },
          { startsAt: "2027-03-27T22:00:00.000Z", endsAt: "2027-03-28T02:00:00.000Z" },
        ),
      ).toEqual([
        "Next (Europe/Berlin)",
        "  STARTS                       ENDS                     NOTE",
        "  Mon 2027-03-01 02:00 +01:00  03:00:30",
        "  Sat 2027-03-27 23:00 +01:00  2027-03-28 04:00 +02:00",
      ]);
      expect(lines()).toEqual(["Next (Europe/Berlin): none"]);
    });

    test.each<[string, Partial<Occurrence>]>([
      ["02:30 does not exist that day; it starts at 03:30", { dst: { kind: "gap", wanted: "02:30" } }],
      ["03:30 comes twice; the first is taken", { dst: { kind: "overlap" } }],
      [
        "ends at 05:00 rather than 04:00, since the clock changes while it runs",
        { dst: { kind: "shifted", usualEnd: "04:00" } },
      ],
      ["left out", { id: 4, state: "cancelled", occurrence: "2027-03-28T03:30:00" }],
      ["in progress", { id: 4, state: "in_progress", occurrence: "2027-03-28T03:30:00" }],
      ["moved; by its rule 2027-03-28 01:15", { id: 4, state: "scheduled", occurrence: "2027-03-28T01:15:00" }],
      ["", { id: 4, state: "scheduled", occurrence: "2027-03-28T03:30:00" }],
    ])("%s", (note, more) => {
      const times = { startsAt: "2027-03-28T01:30:00.000Z", endsAt: "2027-03-28T03:00:00.000Z" };
      expect(lines({ ...times, ...more })[2]).toMatch(new RegExp(`  05:00${note ? `  ${note}` : ""}$`));
    });
  });

  test.each([
    [{ start: "tomorrow 02:00", end: "04:00" }, "2026-11-24T01:00:00Z", "2026-11-24T03:00:00Z"],
    [{ start: "tomorrow 23:00", end: "01:30" }, "2026-11-24T22:00:00Z", "2026-11-25T00:30:00Z"],
    [{ start: "2026-12-01 02:00", for: "1h30m" }, "2026-12-01T01:00:00Z", "2026-12-01T02:30:00Z"],
    [{ start: "+2h", end: "+3h" }, "2026-11-24T00:00:00Z", "2026-11-24T01:00:00Z"],
    [{ start: "now", for: "3s" }, "2026-11-23T22:00:00Z", "2026-11-23T22:00:03Z"],
  ])("%j in Berlin", (options, from, to) => {
    expect(plan(options, NOW, ZONE)).toEqual({ startsAt: Date.parse(from), endsAt: Date.parse(to) });
  });
});

describe("colour", () => {
  test.each([
    ["a pipe has none", {}, false, true, false],
    ["a terminal has", {}, true, true, true],
    ["--no-color wins", { CLICOLOR_FORCE: "1" }, true, false, false],
    ["NO_COLOR wins", { NO_COLOR: "1", CLICOLOR_FORCE: "1" }, true, true, false],
    ["CLICOLOR_FORCE forces", { CLICOLOR_FORCE: "1" }, false, true, true],
    ["CLICOLOR_FORCE=0 does not", { CLICOLOR_FORCE: "0" }, false, true, false],
    ["a dumb terminal has none", { TERM: "dumb" }, true, true, false],
  ])("%s", (_, env, isTTY, wants, expected) => {
    const io = makeIo({ env });
    const paint = choosePaint({ env, stdout: Object.assign(io.stdout, { isTTY }) }, wants);
    expect(paint !== plain).toBe(expected);
    expect(paint("red", "down")).toBe(expected ? "\u001b[31mdown\u001b[39m" : "down");
  });
});
