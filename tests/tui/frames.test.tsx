import { cleanup } from "ink-testing-library";
import { afterEach, describe, expect, test } from "vitest";
import { widthOf } from "../../src/domain/display-width.ts";
import { headerRows } from "../../src/tui/rows/header-rows.ts";
import { make } from "../cli/make.ts";
import { HUGE, many, SMALL, show, WIDE } from "./screen.tsx";
import { ago, incident, on, start, status } from "./story.ts";

afterEach(cleanup);

describe("a frame", () => {
  test("of 80x24 has the list above the board", async () => {
    const screen = await show(SMALL);
    expect(
      `\n${screen
        .lines()
        .map((line) => line.trimEnd())
        .join("\n")}`,
    ).toMatchInlineSnapshot(`
      "
      Tocsin  Partial System Outage                                               live
      2 open, 1 acknowledged; 1 of 3 components not operational
      ━━ Incidents 3 ━━━━━━━━━ 1 incidents  2 components  3 maintenance  4 deliveries
      > #12 critical open     1m 35s        -       API answers 500       api
        #11 medium   open     2h            -       Disk is filling up
        #13 medium   acked    1h            bob     Queue is slow
      ── Components 3 ────────────────────────────────────────────────────────────────
        db                                            operational    1d
        Public
          api                                         major outage   1m 30s   #12
          web                                         operational    1d











      #12 on api: API answers 500
      Enter look   a ack   r resolve   n note   p post   : command   ? help   q quit"
    `);
  });

  test("of 140x40 has the board beside the list", async () => {
    const screen = await show(WIDE);
    expect(screen.line("Incidents 3")).toContain("Components 3");
    expect(screen.line("API answers 500")).toMatch(/> #12 critical open {5}1m 35s .*API answers 500 +api/);
    expect(screen.line("web")).toMatch(/web +operational +1d/);
  });

  test.each([
    ["80x24", SMALL],
    ["140x40", WIDE],
    ["200x60", HUGE],
    ["40x10", [40, 10] as const],
    ["20x4", [20, 4] as const],
  ])("of %s fills the terminal and no more, with far more to show than fits", async (_, size) => {
    const [columns, rows] = size;
    const lines = (await show(size, many(300, 90))).lines();
    expect(lines).toHaveLength(rows);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
  });

  test("shares the room: both parts are there, each saying what it leaves out", async () => {
    const screen = await show(SMALL, many(200, 40));
    expect(screen.line("Incidents")).toContain("Incidents 1-11 of 200");
    expect(screen.line("Components")).toContain("Components 40, lines 1-7 of 43");
    expect(screen.line("200 open")).toContain("200 open, 0 acknowledged (reading the others…)");
    const fetched = { kind: "incidents", incidents: [incident(999)], next: null, seq: 100 } as const;
    await screen.dispatch({ kind: "fetched", fetched });
    expect(screen.line("201 open")).toContain("201 open, 0 acknowledged; 0 of 40");
  });

  test("says so when all is quiet, and what to do when there are no components", async () => {
    const screen = await show(SMALL, status());
    expect(screen.line("Tocsin")).toMatch(/Tocsin {2}All Systems Operational +live$/);
    expect(screen.line("No incident is open.")).toBeDefined();
    expect(screen.line("then `tocsin reload`")).toBeDefined();
  });

  test("shows text from outside and never runs it, in its own columns", async () => {
    const evil = incident(1, { title: "\u001B[2J\u001B[31mowned\u202E 障害🔥", owner: "\u0007bob" });
    const screen = await show(SMALL, status({ incidents: [evil] }));
    const line = screen.line("#1");
    expect(line).toContain("␛[2J␛[31mowned<U+202…");
    expect(line).toContain("␇bob");
    const huge = await show(HUGE, status({ incidents: [evil] }));
    expect(huge.line("#1")).toContain("␛[2J␛[31mowned<U+202E> 障害🔥");
  });

  test("keeps its columns under wide characters", async () => {
    const wide = incident(1, {
      title: "データベースが応答しません、至急確認してください",
      owner: "田中太郎さん",
      components: [on("api")],
    });
    const screen = await show(SMALL, status({ incidents: [wide, incident(2, { components: [on("api")] })] }));
    const at = (text: string): number => widthOf(screen.line(text)!.split("api")[0]!);
    expect(at("#1")).toBe(at("#2"));
  });

  test("tells of maintenance and of what is wrong inside Tocsin", async () => {
    const components = [{ id: "db", name: "db" }];
    const window = make.maintenance({ id: 1, startsAt: ago(60), endsAt: ago(-1500), components });
    const running = await show(
      SMALL,
      status({ maintenances: [{ ...window, state: "in_progress" }], degraded: ["Redis is away"] }),
    );
    expect(running.line("Maintenance, ends in 25m: Upgrade (db)")).toBeDefined();
    expect(running.line("Tocsin itself: Redis is away")).toBeDefined();
    const coming = await show(
      SMALL,
      status({ maintenances: [{ ...window, state: "scheduled", startsAt: ago(-7200) }] }),
    );
    expect(coming.line("Maintenance in 2h: Upgrade (db)")).toBeDefined();
  });

  test("says by how much maintenance overruns, and warns", async () => {
    const components = [{ id: "db", name: "db" }];
    const window = make.maintenance({ id: 1, state: "in_progress", startsAt: ago(60), endsAt: ago(5), components });
    const screen = await show(SMALL, status({ maintenances: [window] }));
    expect(screen.line("Maintenance")).toMatch(/^Maintenance overruns by 5s: Upgrade \(db\) *$/);
    const toneAt = (seconds: number) =>
      headerRows(start(status({ maintenances: [{ ...window, endsAt: ago(seconds) }] }))).at(-1)?.tone;
    expect([toneAt(5), toneAt(0)]).toEqual(["warning", "notice"]);
  });
});
