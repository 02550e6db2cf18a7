// Every screen at every size: exactly as many rows as the terminal has, each exactly as wide, whatever stands in them.
import fc from "fast-check";
import { cleanup } from "ink-testing-library";
import { afterEach, describe, expect, test } from "vitest";
import { widthOf } from "../../src/domain/display-width.ts";
import { frameOf } from "../../src/tui/rows/frame.ts";
import type { State } from "../../src/tui/state.ts";
import { fit } from "../../src/tui/text.ts";
import { make } from "../cli/make.ts";
import { HUGE, SMALL, show, WIDE } from "./screen.tsx";
import { after, ago, component, event, happened, incident, night, on, pressed, start, status, typed } from "./story.ts";

afterEach(cleanup);

const EVIL = "\u001B]0;owned\u0007\u001B[2J障害🔥 e\u0301 \u202Eback 👩‍🚒";
const windows = [
  make.maintenance({ id: 5, state: "in_progress", title: EVIL, startsAt: ago(60), endsAt: ago(-600), text: EVIL }),
  make.maintenance({ id: 6, state: "scheduled", startsAt: ago(-7200), endsAt: ago(-9000) }),
];
const crowded = (): State =>
  start(
    status({
      incidents: [
        incident(1, {
          severity: "critical",
          title: EVIL,
          owner: EVIL,
          firing: 12,
          held: true,
          components: [on("api"), on("web")],
        }),
        incident(2, { snoozedUntil: ago(-60), public: { title: EVIL, status: "investigating" } }),
        ...Array.from({ length: 100 }, (_, at) => incident(at + 3, { severity: "low" })),
      ],
      components: Array.from({ length: 40 }, (_, at) =>
        component(`service-${at}`, {
          name: at % 3 === 0 ? EVIL : `Service ${at}`,
          group: `Group ${at % 4}`,
          description: EVIL,
        }),
      ),
      maintenances: windows,
      degraded: ["Redis is away", EVIL],
    }),
  );

const SCREENS: [string, (state: State) => State][] = [
  ["incidents", (state) => state],
  ["incidents that are marked and filtered", (state) => typed(pressed(state, "x", "x", "/"), "障害")],
  ["an empty list", (state) => pressed(typed(pressed(state, "/"), "nothing"), "enter")],
  [
    "an incident",
    (state) =>
      after(pressed(state, "enter"), happened(event(101, "incident:noted", { text: EVIL }, { incidentId: 1 }))),
  ],
  ["an incident that is not known", (state) => pressed(typed(pressed(state, ":"), "999"), "enter")],
  ["components", (state) => pressed(state, "2", "j", "j")],
  ["maintenance", (state) => pressed(state, "3")],
  ["deliveries", (state) => pressed(state, "4")],
  ["help", (state) => pressed(state, "?")],
  ["the end of the help", (state) => pressed(state, "?", "G")],
  ["a question", (state) => pressed(state, "a")],
  ["the form of a post", (state) => typed(pressed(state, "p", "tab"), EVIL.repeat(20))],
  ["the form of a new incident", (state) => typed(pressed(state, "o", "tab", "tab"), "service-1")],
  ["the form of a window", (state) => pressed(state, "3", "o")],
  ["a command line", (state) => typed(pressed(state, ":"), EVIL.repeat(9))],
  [
    "what a command printed",
    (state) => {
      const asked = pressed(typed(pressed(state, ":"), "list"), "enter");
      const outcome = { kind: "ran", exitCode: 1, stdout: `${EVIL}\n`.repeat(99), stderr: "" } as const;
      return after(asked, { kind: "errand", ticket: asked.errands[0]!.ticket, outcome });
    },
  ],
  ["a screen that is away", (state) => after(state, { kind: "away", why: EVIL })],
  ["a screen that was signed out", (state) => after(state, { kind: "refused", why: EVIL })],
];

const linesOf = (state: State): string[] =>
  frameOf(state).map(({ cells }) => cells.map(({ text, width }) => fit(text, width)).join(""));

describe.each([
  ["80x24", SMALL],
  ["140x40", WIDE],
  ["200x60", HUGE],
  ["40x10, smaller than anybody has", [40, 10]],
] as const)("at %s", (_, [columns, rows]) => {
  test.each(SCREENS)("%s fills the terminal and nothing more", (_name, to) => {
    const state = to(after(crowded(), { kind: "resized", columns, rows }));
    const lines = linesOf(state);
    expect(lines.length).toBe(rows);
    expect(lines.filter((line) => widthOf(line) !== columns)).toEqual([]);
    // What a terminal would run: nothing of it is left.
    expect(lines.join("")).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/);
  });
});

test("any size has a frame of that size, with a form in it or without", () => {
  const size = fc.record({ columns: fc.integer({ min: 1, max: 220 }), rows: fc.integer({ min: 1, max: 70 }) });
  const screen = fc.constantFrom(...SCREENS);
  fc.assert(
    fc.property(size, screen, ({ columns, rows }, [, to]) => {
      const lines = linesOf(after(to(crowded()), { kind: "resized", columns, rows }));
      expect(lines.length).toBe(rows);
      expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("with four rows, or six and something to answer, the line that keys are for is in sight", () => {
  const moves = fc.array(fc.constantFrom("j", "k", "G", "g", "pagedown"), { maxLength: 6 });
  const list = fc.constantFrom("1", "2", "3");
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 30 }), list, moves, (rows, screen, all) => {
      const state = after(pressed(crowded(), screen), { kind: "resized", columns: 80, rows });
      const lines = linesOf(pressed(state, ...all));
      expect(lines.filter((line) => /^>/.test(line))).toHaveLength(1);
      expect(lines[0]).toMatch(/^Tocsin .* live$/);
    }),
    { numRuns: 200 },
  );
  // Three rows for both: no heading of the board with nothing below it.
  const six = linesOf(after(crowded(), { kind: "resized", columns: 80, rows: 6 }));
  expect([six.filter((line) => / #\d+ /.test(line)).length, six.join("").includes("Components")]).toEqual([2, false]);
  for (const rows of [6, 8, 12]) {
    const asked = linesOf(after(pressed(crowded(), "a"), { kind: "resized", columns: 80, rows }));
    expect(asked.filter((line) => /^>/.test(line))).toHaveLength(1);
    expect(asked.join("\n")).toMatch(/Ack\? y\/n/);
    const form = linesOf(after(typed(pressed(crowded(), "n"), "seen"), { kind: "resized", columns: 80, rows }));
    expect(form.some((line) => line.startsWith("> Note        seen"))).toBe(true);
  }
});

test("page by page every line of a list is seen", () => {
  const many = Array.from({ length: 90 }, (_, at) => incident(at + 1, { severity: "low" }));
  const components = Array.from({ length: 40 }, (_, at) => component(`service-${at}`, { name: `Service ${at};` }));
  const plan = Array.from({ length: 60 }, (_, at) =>
    make.maintenance({ id: at + 1, state: "scheduled", startsAt: ago(-7200 - at), endsAt: ago(-9000 - at) }),
  );
  const from = start(status({ incidents: many, components, maintenances: plan }));
  const lists: [string, (line: string) => string | undefined, number][] = [
    ["1", (line) => /^[> ] {1,2}#(\d+) /.exec(line)?.[1], 90],
    ["2", (line) => /Service (\d+);/.exec(line)?.[1], 40],
    ["3", (line) => /^[> ] +(\d+) +planned/.exec(line)?.[1], 60],
  ];
  for (const [columns, rows] of [SMALL, WIDE, [80, 12]] as const)
    for (const [screen, idOf, count] of lists) {
      let state = after(pressed(from, screen), { kind: "resized", columns, rows });
      const seen = new Set<string>();
      for (let page = 0; page < 40; page += 1) {
        for (const line of linesOf(state)) seen.add(idOf(line) ?? "");
        state = pressed(state, "pagedown");
      }
      seen.delete("");
      expect([screen, columns, rows, seen.size]).toEqual([screen, columns, rows, count]);
    }
});

test("the keys reach every screen of a real frame", async () => {
  const screen = await show(SMALL, { ...night(), maintenances: windows });
  await screen.press("2");
  expect(screen.line("Components 3")).toMatch(/^━━/);
  await screen.press("3");
  expect(screen.line("1 running, 1 to come")).toBeDefined();
  expect(screen.line("> 5")).toMatch(/running +ends in 10m/);
  await screen.press("4");
  expect(screen.line("reading them…")).toBeDefined();
  await screen.press("1\r");
  expect(screen.line("━━ #12 API answers 500")).toBeDefined();
  await screen.press("n");
  await screen.press("looked at it");
  expect(screen.line("> Note")).toMatch(/looked at it/);
  expect(screen.lines().at(-1)).toContain("Ctrl-S send");
});
