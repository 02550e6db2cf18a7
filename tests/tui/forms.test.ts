// Each form from its key to what is sent, and what becomes of it.
import { describe, expect, test } from "vitest";
import { textOf } from "../../src/tui/commands/questions.ts";
import { valuesOf } from "../../src/tui/forms/form.ts";
import { unsentOf } from "../../src/tui/forms/unsent.ts";
import { frameOf } from "../../src/tui/rows/frame.ts";
import type { State } from "../../src/tui/state.ts";
import { make } from "../cli/make.ts";
import {
  after,
  ago,
  component,
  done,
  event,
  happened,
  incident,
  keys,
  NOW,
  night,
  on,
  pressed,
  refused,
  start,
  status,
  texts,
  typed,
} from "./story.ts";

const POST = {
  ...{ id: 7, status: "investigating" as const, text: "We look.", at: ago(60), createdAt: ago(60), by: "bob" },
  ...{ levels: [], auto: false, silent: false },
} as const;
const KNOWN = { title: "Logins fail", status: "investigating" } as const;
const known = (): State =>
  start({
    ...night(),
    incidents: [incident(12, { severity: "critical", public: KNOWN, posts: [POST], components: [on("api")] })],
  });
const window = make.maintenance({
  ...{ id: 5, state: "in_progress", title: "Upgrade", startsAt: ago(60), endsAt: ago(-3600), text: "Work." },
  components: [{ id: "db", name: "db" }],
});
const withWindow = (): State => after(start({ ...night(), maintenances: [window] }), ...keys("goMaintenance"));
const over = (): State => {
  const resolved = event(101, "incident:resolved", { effects: [] }, { incidentId: 12 });
  return press(after(start(), happened(resolved)), ': "12" enter');
};
const planned = (): State => {
  const later = { ...window, state: "scheduled" as const, startsAt: ago(-600) };
  return after(start({ ...night(), maintenances: [later] }), ...keys("goMaintenance"));
};
const onBoard = (): State => after(start(), ...keys("goComponents"));

/** Key by key: `"text"` is typed, all else are names of keys. */
const press = (state: State, line: string): State =>
  (line.match(/"[^"]*"|\S+/g) ?? []).reduce(
    (one, word) => (word.startsWith('"') ? typed(one, word.slice(1, -1)) : pressed(one, word)),
    state,
  );
const sent = (state: State) =>
  state.commands.map(({ verb, about, input, ifVersion }) => ({
    ...{ verb, about: about.kind === "new" ? about.kind : about.id, input },
    ...(ifVersion === undefined ? {} : { ifVersion }),
  }));

describe("what a form sends", () => {
  const forms: [string, () => State, string, unknown][] = [
    [
      "o opens an incident",
      start,
      'o "Disk fills" enter "c" tab "ap" tab "web=par" tab tab "df says 100 %" enter "really" ctrl+s',
      {
        ...{ verb: "openIncident", about: "new" },
        input: {
          ...{ title: "Disk fills", severity: "critical", message: "df says 100 %\nreally" },
          components: [{ id: "api" }, { id: "web", level: "partial_outage" }],
        },
      },
    ],
    [
      "o on the board opens one about the component that is selected",
      onBoard,
      'o "Slow" ctrl+s',
      { verb: "openIncident", about: "new", input: { title: "Slow", severity: "high", components: [{ id: "db" }] } },
    ],
    ["n notes", start, 'n "looked at it" ctrl+s', { verb: "noteIncident", about: 12, input: { text: "looked at it" } }],
    [
      "A assigns, to oneself where nothing is written",
      start,
      "A enter",
      { verb: "assignIncident", about: 12, input: { to: "ann" } },
    ],
    ["A assigns to somebody", start, 'A "cid" enter', { verb: "assignIncident", about: 12, input: { to: "cid" } }],
    ["s snoozes", start, "s enter", { verb: "snoozeIncident", about: 12, input: { forMs: 1_800_000 } }],
    ["s ends a snooze", start, 's ctrl+u "0" enter', { verb: "snoozeIncident", about: 12, input: { forMs: 0 } }],
    [
      "e changes what was changed, and not what somebody else did meanwhile",
      start,
      'e "!" enter right ctrl+s',
      { verb: "editIncident", about: 12, input: { title: "API answers 500!", severity: "high" }, ifVersion: 1 },
    ],
    [
      "e changes the components",
      start,
      'e tab tab "web" ctrl+s',
      { verb: "editIncident", about: 12, input: { components: [{ id: "api" }, { id: "web" }] }, ifVersion: 1 },
    ],
    ["M merges, after a yes", start, 'M "#13" enter y', { verb: "mergeIncident", about: 12, input: { into: 13 } }],
    [
      "p posts, after a yes",
      start,
      'p "id" tab "A disk." ctrl+s y',
      { verb: "postIncident", about: 12, input: { status: "identified", text: "A disk." } },
    ],
    [
      "p posts with all it can",
      known,
      'p "r" tab "Over." tab "Logins" tab "api=oper" tab tab right tab right ctrl+s y',
      {
        ...{ verb: "postIncident", about: 12 },
        input: {
          ...{ status: "resolved", text: "Over.", title: "Logins", resolve: true, notify: false },
          components: [{ id: "api", level: "operational" }],
        },
      },
    ],
    [
      "P corrects the newest post, after a yes",
      known,
      'P tab " Really." ctrl+s y',
      { verb: "editPost", about: 12, input: { id: 7, text: "We look. Really." } },
    ],
    [
      "v pins a level",
      onBoard,
      'v "maj" tab "The provider says so." tab "2h" ctrl+s',
      {
        ...{ verb: "setOverride", about: "db" },
        input: { level: "major_outage", reason: "The provider says so.", forMs: 7_200_000 },
      },
    ],
    [
      "o in maintenance plans a window",
      withWindow,
      'o "Upgrade" tab "db" tab "2026-12-01 02:00" tab ctrl+u "90m" tab tab "Short." tab tab right ctrl+s',
      {
        ...{ verb: "scheduleMaintenance", about: "new" },
        input: {
          ...{ title: "Upgrade", components: ["db"], text: "Short.", notify: false },
          ...{ startsAt: "2026-12-01T02:00:00.000Z", endsAt: "2026-12-01T03:30:00.000Z" },
        },
      },
    ],
    [
      "o plans a series, by the wall clock of the screen's zone",
      withWindow,
      'o "Patch" tab "db" tab "2026-12-06 02:00" tab tab tab tab "FREQ=WEEKLY" ctrl+s',
      {
        ...{ verb: "scheduleMaintenance", about: "new" },
        input: {
          ...{ title: "Patch", components: ["db"], rrule: "FREQ=WEEKLY", timeZone: "UTC" },
          ...{ startsAt: "2026-12-06T02:00:00.000Z", endsAt: "2026-12-06T03:00:00.000Z" },
        },
      },
    ],
    [
      "e changes a window, and only what was changed",
      withWindow,
      'e " of db" tab tab tab ctrl+u "+2h" ctrl+s',
      {
        verb: "editMaintenance",
        about: 5,
        input: { title: "Upgrade of db", endsAt: new Date(NOW + 7_200_000).toISOString() },
      },
    ],
    ["+ extends", withWindow, "+ enter", { verb: "extendMaintenance", about: 5, input: { forMs: 1_800_000 } }],
    [
      "p in maintenance says something, after a yes",
      withWindow,
      'p "Half done." ctrl+s y',
      { verb: "updateMaintenance", about: 5, input: { text: "Half done." } },
    ],
  ];
  test.each(forms)("%s", (_, from, line, expected) => {
    expect(sent(press(from(), line))).toEqual([expected]);
  });
});

describe("keys that send at once, and those that ask", () => {
  const verbs: [string, () => State, string, unknown][] = [
    ["u gives back", start, "u", { verb: "unackIncident", about: 12, input: {} }],
    ["R reopens", start, "R", { verb: "reopenIncident", about: 12, input: {} }],
    ["c closes after a yes", over, "c y", { verb: "closeIncident", about: 12, input: {} }],
    ["V unpins", onBoard, "V", { verb: "clearOverride", about: "db", input: {} }],
    ["s starts a window", withWindow, "s", { verb: "startMaintenance", about: 5, input: {} }],
    ["v verifies it", withWindow, "v", { verb: "verifyMaintenance", about: 5, input: {} }],
    ["d ends it before its time after a yes", withWindow, "d y", { verb: "endMaintenance", about: 5, input: {} }],
    ["s starts one before its time after a yes", planned, "s y", { verb: "startMaintenance", about: 5, input: {} }],
    ["S skips it after a yes", withWindow, "S y", { verb: "skipMaintenance", about: 5, input: {} }],
    ["c cancels it after a yes", withWindow, "c y", { verb: "cancelMaintenance", about: 5, input: {} }],
  ];
  test.each(verbs)("%s", (_, from, line, expected) => {
    expect(sent(press(from(), line))).toEqual([expected]);
    if (line.endsWith(" y")) expect(sent(press(from(), line.replace(/ y$/, " n")))).toEqual([]);
  });
});

test("c on what is not resolved says what to do first, and asks nothing", () => {
  const state = press(start(), "c");
  expect([state.confirm, texts(state)]).toEqual([null, ["#12 is not resolved yet: r resolves it"]]);
});

test("s on a window that is late asks nothing", () => {
  const late = { ...window, state: "scheduled" as const, startsAt: ago(600) };
  const state = after(start({ ...night(), maintenances: [late] }), ...keys("goMaintenance"));
  expect(sent(press(state, "s"))).toMatchObject([{ verb: "startMaintenance" }]);
});

test("what is left empty is what its hint says: half an hour, an hour, me", () => {
  expect(sent(press(start(), "s ctrl+s"))).toMatchObject([{ input: { forMs: 1_800_000 } }]);
  expect(sent(press(start(), 's "2h" ctrl+s'))).toMatchObject([{ input: { forMs: 7_200_000 } }]);
  expect(sent(press(withWindow(), "+ ctrl+s"))).toMatchObject([{ input: { forMs: 1_800_000 } }]);
  expect(sent(press(withWindow(), 'o "U" tab "db " tab "+2h" ctrl+s'))).toMatchObject([
    { input: { startsAt: ago(-7_200), endsAt: ago(-10_800) } },
  ]);
  for (const to of ["", "me"])
    expect(sent(press(start(), `A "${to}" ctrl+s`))).toMatchObject([{ input: { to: "ann" } }]);
});

test("a merge of several may have the one that stays among them, and its question names it", () => {
  const asked = press(start(), 'x x M "11" ctrl+s');
  expect(textOf(asked.confirm!, asked)).toBe("#12 is closed, and what it has goes to #11 “Disk is filling up”. Merge?");
  expect(sent(press(asked, "y"))).toMatchObject([{ about: 12, input: { into: 11 } }]);
});

test("the question about a post names its status, which a letter may have chosen", () => {
  const post = press(start(), 'p "r" tab "Over." ctrl+s');
  expect(textOf(post.confirm!, post)).toMatch(/^#12 as resolved: readers see it, subscribers are sent it/);
  const corrected = press(known(), 'P "m" ctrl+s');
  expect(textOf(corrected.confirm!, corrected)).toMatch(/^#12 as monitoring: readers see what is new/);
});

test("the list of resolved ones says that it is the newest of them", () => {
  const state = press(start(), 'f f / "batch"');
  const lines = frameOf(state).map(({ cells }) => cells.map(({ text }) => text).join(""));
  expect(lines.join("\n")).toMatch(
    /Incidents 0, the newest resolved.*\n +None of the newest has these words; `:list --state resolved` has all\./,
  );
});

describe("a form that cannot be sent says what is missing, and keeps what was written", () => {
  const faults: [string, () => State, string, RegExp][] = [
    ["no title", start, "o ctrl+s", /The title is still empty/],
    ["no such component", start, 'o "X" tab tab "wep" ctrl+s', /There is no component "wep"; did you mean web\?/],
    ["no such level", start, 'o "X" tab tab "web=bad" ctrl+s', /There is no level "bad"/],
    ["a level that a post needs", start, 'p tab "X" tab tab "web" ctrl+s', /What is web from now on\? Write web=LEVEL/],
    ["no duration", start, 's ctrl+u "soon" enter', /"soon" is not a duration\. Write a duration like/],
    ["no number", start, 'M "that one" enter', /"that one" is no number of an incident/],
    ["nothing changed", start, "e ctrl+s", /Nothing is changed/],
    ["no components", withWindow, 'o "U" ctrl+s', /The list of components is still empty/],
    ["no time", withWindow, 'o "U" tab "db " tab "someday" ctrl+s', /"someday" is not a time/],
    [
      "an end and a length",
      withWindow,
      'o "U" tab "db " tab "+1h" tab "1h" tab "+2h" ctrl+s',
      /Both an end and a length/,
    ],
    [
      "an end before its start",
      withWindow,
      'o "U" tab "db " tab "+2h" tab tab "+1h" ctrl+s',
      /It ends before it starts/,
    ],
    ["a merge into itself", start, 'M "12" enter', /That is #12 itself/],
  ];
  test.each(faults)("%s", (_, from, line, message) => {
    const state = press(from(), line);
    expect(state.entry).toMatchObject({ kind: "form", error: expect.stringMatching(message) });
    expect(state.commands).toEqual([]);
  });
});

describe("a form on its way", () => {
  const note = () => press(start(), 'n "looked at it" ctrl+s');

  test("stays until the daemon has answered, and goes then", () => {
    expect(note().entry).toMatchObject({ kind: "form", tickets: [1] });
    expect(typed(note(), "more")).toMatchObject({ entry: { fields: [{ value: { text: "looked at it" } }] } });
    const sent = after(note(), done(1));
    expect(sent.entry).toBeNull();
    expect(texts(sent)).toEqual(["#12 has the note"]);
    expect(sent.drafts.size).toBe(0);
  });

  test("stays with the reason where it is refused, and can be sent again", () => {
    const state = after(note(), refused(1, "Incident 12 is closed."));
    expect(state.entry).toMatchObject({
      kind: "form",
      tickets: [],
      error: "#12 was not noted: Incident 12 is closed.",
    });
    expect(press(state, "ctrl+s").commands).toMatchObject([{ ticket: 2, input: { text: "looked at it" } }]);
  });

  test("sent again after the daemon went away goes under the same key: it is done once", () => {
    const lost = {
      kind: "answered",
      ticket: 1,
      answer: { kind: "refused", why: "It went away.", mayBeDone: true },
    } as const;
    const again = press(after(note(), lost), "ctrl+s");
    expect(again.commands).toMatchObject([{ ticket: 2, key: "run-1" }]);
    const changed = press(after(note(), lost), '"!" ctrl+s');
    expect(changed.commands).toMatchObject([{ ticket: 2, key: "run-2" }]);
    expect(press(after(note(), refused(1, "No.")), "ctrl+s").commands).toMatchObject([{ ticket: 2, key: "run-2" }]);
  });

  test("of several incidents is asked again only for those that were refused: nobody gets a note twice", () => {
    const both = press(start(), 'x x n "seen" ctrl+s');
    expect(sent(both).map(({ about }) => about)).toEqual([12, 11]);
    const one = after(both, done(1), refused(2, "Too long."));
    expect(one.entry).toMatchObject({ abouts: [{ kind: "incident", id: 11 }], error: "#11 was not noted: Too long." });
    expect(sent(press(one, "ctrl+s")).map(({ about }) => about)).toEqual([11]);
  });

  test("a question about it stands before it; no goes back to the form", () => {
    const asked = press(start(), 'p tab "We look." ctrl+s');
    expect(asked.confirm).toMatchObject({ kind: "post", isOfForm: true });
    const back = pressed(asked, "n");
    expect(back).toMatchObject({ confirm: null, entry: { kind: "form" }, commands: [] });
    expect(after(pressed(back, "ctrl+s", "y"), done(1)).entry).toBeNull();
  });

  test("while the daemon is away it is not sent, and stays", () => {
    const away = after(press(start(), 'n "seen"'), { kind: "away", why: "gone" });
    const state = pressed(away, "ctrl+s");
    expect([texts(state), state.commands]).toEqual([["the daemon is away: nothing was sent"], []]);
    expect(pressed(after(state, { kind: "live" }), "ctrl+s").commands).toHaveLength(1);
  });
});

test("a snooze that is ended is said to be over", () => {
  const ended = press(start(), 's ctrl+u "0" ctrl+s');
  expect(texts(after(ended, done(1)))).toEqual(["#12 pages again"]);
  expect(texts(after(press(start(), "s ctrl+s"), done(1)))).toEqual(["#12 pages nobody for 30m"]);
});

describe("a form that is left", () => {
  test("comes back with what was written, as long as it was not sent", () => {
    const left = press(start(), 'n "half a thou" escape');
    expect([left.entry, texts(left)]).toEqual([null, ["what you wrote is kept: the same key brings it back"]]);
    const again = press(left, "n");
    expect(again.entry).toMatchObject({ isDraft: true, fields: [{ value: { text: "half a thou" } }] });
    expect(after(press(again, '"ght" ctrl+s'), done(1)).drafts.size).toBe(0);
  });

  test("of another incident is another form", () => {
    const state = press(start(), 'n "of 12" escape j n');
    expect(state.entry).toMatchObject({ isDraft: false, fields: [{ value: { text: "" } }] });
  });

  test("without a word in it leaves nothing behind", () => {
    const state = press(start(), "o escape");
    expect([state.entry, state.drafts.size, texts(state)]).toEqual([null, 0, []]);
  });
});

describe("what is left unsent when the screens are left", () => {
  const unsent = (steps: string): string => unsentOf(press(start(), steps));

  test("is every form that has words in it, the open one last", () => {
    const text = unsent('n "seen" escape o "Mail is late" tab "c" tab tab "since noon" enter "by the log"');
    expect(text).toBe(
      [
        "# Note on #12\n\nNote:\n\nseen",
        "# Open an incident\n\nTitle: Mail is late\n\nSeverity: critical\n\nMessage:\n\nsince noon\nby the log",
      ].join("\n\n"),
    );
  });

  test("is none of what was sent, of what came with the form, and of a mere choice", () => {
    expect(unsentOf(after(press(start(), 'n "seen" ctrl+s'), done(1)))).toBe("");
    expect(unsent("e")).toBe("");
    expect(unsent('o tab "c"')).toBe("");
    expect(unsent('n " "')).toBe("");
    expect(unsentOf(after(press(start(), 'n "seen" ctrl+s'), refused(1, "The disk is full.")))).toContain("seen");
  });
});

test("P where nothing was said in public says so instead of a form", () => {
  const state = press(start(), "P");
  expect([state.entry, texts(state)]).toEqual([null, ["nothing was said in public of #12 yet: p says it"]]);
});

test("what makes sense for one incident alone is not done for several", () => {
  const state = press(start(), "x x p");
  expect([state.entry, texts(state)]).toEqual([null, ["that is for one incident: take the marks away with Esc"]]);
});

describe("components in a form", () => {
  const board = status({ components: ["api", "api-eu", "web"].map((id) => component(id, { name: `The ${id}` })) });
  const written = (line: string): string => {
    const state = press(start(board), `o tab tab ${line}`);
    return state.entry?.kind === "form" ? (valuesOf(state.entry).components ?? "") : "";
  };
  test.each([
    ["a beginning becomes the id", '"w" tab', "web "],
    ["several have their common part, then the next field", '"a" tab', "api"],
    ["a level is completed too", '"web=maj" tab', "web=major_outage "],
  ])("%s", (_, line, expected) => {
    expect(written(line)).toBe(expected);
  });
});

test("text from the clipboard goes into the field, all of it, and is no key", () => {
  const state = after(press(start(), "n"), { kind: "pasted", text: "line one\nq\n" });
  expect(state.entry).toMatchObject({ fields: [{ value: { text: "line one\nq\n" } }] });
  expect(state.exitCode).toBeNull();
});

describe("the editor", () => {
  test("gets the long text, and its words come back into the form", () => {
    const asked = press(start(), 'n "draft" ctrl+o');
    expect(asked.errands).toEqual([{ ticket: 1, kind: "edit", text: "draft" }]);
    const back = after(asked, { kind: "errand", ticket: 1, outcome: { kind: "edited", text: "better\nwords\n" } });
    expect(back.entry).toMatchObject({ fields: [{ value: { text: "better\nwords" } }] });
    expect(back.errands).toEqual([]);
  });

  test("a form without a long text says so; one that failed leaves the text as it was", () => {
    expect(texts(press(start(), "s ctrl+o"))).toEqual(["this form has no long text"]);
    const outcome = { kind: "failed", why: "the editor failed: the text is as it was before" } as const;
    const failed = after(press(start(), 'n "draft" ctrl+o'), { kind: "errand", ticket: 1, outcome });
    expect(failed.entry).toMatchObject({ fields: [{ value: { text: "draft" } }] });
    expect(texts(failed)).toEqual(["the editor failed: the text is as it was before"]);
  });
});
