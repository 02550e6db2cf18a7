import { describe, expect, test } from "vitest";
import { plan } from "../../src/cli/commands/maintenance-schedule.ts";
import { createContext, type GlobalFlags } from "../../src/cli/context.ts";
import { choosePaint, plain } from "../../src/cli/paint.ts";
import { actorLead, eventLine } from "../../src/cli/render/event.ts";
import { incidentDetail, incidentTable } from "../../src/cli/render/incident.ts";
import { logLines, logMarkdown } from "../../src/cli/render/log.ts";
import { maintenanceDetail } from "../../src/cli/render/maintenance.ts";
import { scopeWords } from "../../src/cli/render/scope.ts";
import { statusScreen } from "../../src/cli/render/status.ts";
import { pastTime } from "../../src/cli/since.ts";
import { make } from "./make.ts";
import { makeIo, NOW } from "./support.ts";

const flags: GlobalFlags = { color: true };
const context = createContext(makeIo(), flags);
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
ID  STATE      STARTS                      ENDS                                   COMPONENTS  TITLE
7   scheduled  2026-12-01 02:00:00 +01:00  2026-12-01 04:00:00 +01:00 (in 7d 5h)  db          Upgrade`,
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
    const text = maintenanceDetail(context, make.maintenance(), ZONE).join("\n");
    expect(text).toContain("2026-12-01 02:00 +01:00 (Europe/Berlin)");
    expect(text).toContain("2h long");
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
