// Two things at once: an answer under a form, a colleague's change under an edit, a line that moves under the finger.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ComponentDetail } from "../../src/contract/status.ts";
import { KEYMAP } from "../../src/tui/keys/keymap.ts";
import { asTyped } from "../../src/tui/keys/press.ts";
import { reduce } from "../../src/tui/reduce.ts";
import { frameOf } from "../../src/tui/rows/frame.ts";
import type { State } from "../../src/tui/state.ts";
import { wrapped } from "../../src/tui/text.ts";
import { wantsOf } from "../../src/tui/truth/fetched.ts";
import { make } from "../cli/make.ts";
import {
  after,
  ago,
  done,
  event,
  happened,
  idsOf,
  incident,
  NOBODY,
  NOW,
  night,
  pressed,
  refused,
  start,
  status,
  texts,
  typed,
} from "./story.ts";

const resolved = (seq: number, id: number) =>
  happened(event(seq, "incident:resolved", { effects: [] }, { incidentId: id }));

test("an answer that asks comes while a form is written: it is said, and the next y is a letter", () => {
  const writing = typed(pressed(start(), "r", "n"), "mys");
  const asked = after(writing, { kind: "answered", ticket: 1, answer: { kind: "firing", firing: 1 } });
  const state = typed(asked, "ql y");
  expect(state.entry).toMatchObject({ fields: [{ value: { text: "mysql y" } }] });
  expect([state.confirm, state.commands, texts(state)]).toEqual([
    null,
    [],
    ["#12 was not resolved: 1 alert still fires; r asks whether to mute it"],
  ]);
});

describe("an edit sends what was changed here", () => {
  test("and not what a colleague has renamed meanwhile", () => {
    const opened = pressed(start(), "e");
    const renamed = event(101, "incident:edited", { title: { from: "x", to: "Bob's" } }, { incidentId: 12 });
    const state = pressed(after(opened, happened(renamed)), "tab", "right", "ctrl+s");
    expect(state.commands).toMatchObject([{ input: { severity: "high" }, ifVersion: 2 }]);
    expect(state.commands[0]?.input).not.toHaveProperty("title");
  });

  test("and not over what a colleague has made of the same meanwhile, until it is seen", () => {
    const opened = typed(pressed(start(), "e"), "!");
    const renamed = event(101, "incident:edited", { title: { from: "x", to: "Bob's" } }, { incidentId: 12 });
    const refusedHere = pressed(after(opened, happened(renamed)), "ctrl+s");
    expect([refusedHere.commands, refusedHere.entry]).toMatchObject([
      [],
      { error: expect.stringContaining("Title: somebody has made it “Bob's” meanwhile.") },
    ]);
    const again = pressed(refusedHere, "escape", "e");
    expect(again.entry).toMatchObject({ error: null, isDraft: true });
    expect(pressed(again, "ctrl+s").commands).toMatchObject([{ input: { title: "API answers 500!" }, ifVersion: 2 }]);
  });

  test("of a window that is over by now, and the daemon says so", () => {
    const opened = typed(pressed(start({ ...night(), maintenances: [make.maintenance({ id: 5 })] }), "3", "e"), "!");
    const over = after(
      opened,
      happened(
        event(101, "maintenance:completed", { title: "Work", components: [], effects: [] }, { maintenanceId: 5 }),
      ),
    );
    expect(pressed(over, "ctrl+s").commands).toMatchObject([{ verb: "editMaintenance", about: { id: 5 } }]);
  });

  test("on the version that there is, whoever acked meanwhile; a draft too", () => {
    const draft = pressed(typed(pressed(start(), "e"), "!"), "escape");
    const acked = after(draft, happened(event(101, "incident:acknowledged", { owner: "bob" }, { incidentId: 12 })));
    expect(pressed(acked, "e", "ctrl+s").commands).toMatchObject([
      { input: { title: "API answers 500!" }, ifVersion: 2 },
    ]);
  });

  test("and not the end that a colleague has moved; a time that stands twice on the clock stays what it is", () => {
    // The second 02:30 of that night.
    const window = make.maintenance({
      id: 5,
      startsAt: "2026-10-25T01:30:00.000Z",
      endsAt: "2026-10-25T02:30:00.000Z",
    });
    const berlin = { ...start({ ...night(), maintenances: [window] }), timeZone: "Europe/Berlin" };
    const state = pressed(typed(pressed(berlin, "3", "e"), "!"), "ctrl+s");
    expect(state.commands.map(({ input }) => input)).toEqual([{ title: "Upgrade!" }]);
  });

  test("and corrects the post that it was opened on, not a newer one", () => {
    const post = (id: number) => ({
      ...{ id, status: "investigating" as const, text: `Post ${id}.`, at: ago(9), createdAt: ago(9), by: "bob" },
      ...{ levels: [], auto: false, silent: false },
    });
    const known = { title: "Logins fail", status: "investigating" } as const;
    const opened = pressed(
      start({ ...night(), incidents: [incident(12, { public: known, posts: [post(7)] })] }),
      "P",
      "tab",
    );
    const data = { postId: 8, status: "identified", text: "Found.", at: ago(0), levels: [], public: known } as const;
    const newer = after(opened, happened(event(101, "incident:posted", { ...data, levels: [] }, { incidentId: 12 })));
    const state = pressed(typed(newer, "!"), "ctrl+s", "y");
    expect(state.commands).toMatchObject([{ verb: "editPost", input: { id: 7, text: "Post 7.!" } }]);
  });
});

describe("a line that moves under the finger", () => {
  const at = (state: State, ms: number, key: "ack" | "resolve"): State =>
    reduce(state, { kind: "intent", intent: key }, NOW + ms);

  test("takes no key for a moment; after that it does", () => {
    const moved = after(start(), resolved(101, 12));
    const early = at(moved, 200, "ack");
    expect([early.commands, texts(early).at(-1)]).toEqual([[], "the line has moved: look, then press again"]);
    expect(idsOf(at(moved, 700, "ack").commands)).toEqual([11]);
  });

  test("takes none as long as a key is held", () => {
    let state = after(start(), resolved(101, 12));
    for (let ms = 30; ms < 3_000; ms += 30) state = at(state, ms, "resolve");
    expect(state.commands).toEqual([]);
  });

  test("is no matter for what was chosen by a key", () => {
    expect(idsOf(pressed(start(), "j", "a").commands)).toEqual([11]);
    expect(idsOf(pressed(after(start(), resolved(101, 12)), "j", "a").commands)).toEqual([13]);
  });
});

describe("a form that is left while it is on its way", () => {
  test("is no draft any more once it is granted, and cannot be sent twice before", () => {
    const left = pressed(typed(pressed(start(), "o"), "Disk"), "ctrl+s", "escape");
    const again = pressed(left, "o", "ctrl+s");
    expect(again.commands).toHaveLength(1);
    expect(again.entry).toMatchObject({ tickets: [1] });
    expect(after(left, done(1, { id: 20 })).drafts.size).toBe(0);
    const back = pressed(after(left, refused(1, "No.")), "o");
    expect(back.entry).toMatchObject({ error: "No.", fields: [{ value: { text: "Disk" } }, {}, {}, {}] });
  });

  test("of several incidents is gone when the last of them is granted", () => {
    const left = pressed(typed(pressed(start(), "x", "x", "n"), "seen"), "ctrl+s", "escape");
    expect(after(left, done(1), done(2)).drafts.size).toBe(0);
  });

  test("of several, one of which waits for an answer, goes out for none: no note is lost", () => {
    const waiting = pressed(start(), "a", "x", "x", "n");
    const state = pressed(typed(waiting, "seen"), "ctrl+s");
    expect(state.commands.map(({ verb }) => verb)).toEqual(["ackIncident"]);
    expect(state.entry).toMatchObject({ kind: "form", tickets: [] });
  });

  test("with a relative time goes out again as it was, after a lost reply", () => {
    const named = typed(pressed(typed(pressed(start(), "3", "o"), "Work"), "tab"), "db ");
    const planning = typed(pressed(named, "tab"), "+2h");
    const first = pressed(planning, "ctrl+s");
    const lost = {
      kind: "answered",
      ticket: 1,
      answer: { kind: "refused", why: "It went away.", mayBeDone: true },
    } as const;
    const later = reduce(reduce(first, lost, NOW), { kind: "tick" }, NOW + 60_000);
    const again = reduce(later, { kind: "intent", intent: "send" }, NOW + 60_000);
    expect(again.commands[0]).toMatchObject({ key: "run-1", input: first.commands[0]!.input });
  });
});

test("a question outlives a lost line: its yes says that nothing was sent", () => {
  const asked = pressed(start(status({ incidents: [incident(12, { firing: 1 })] })), "r");
  const lost = pressed(after(asked, { kind: "away", why: "gone" }), "y");
  expect([lost.confirm, lost.commands, texts(lost)]).toEqual([null, [], ["the daemon is away: nothing was sent"]]);
});

describe("why a form was not sent", () => {
  const refusedNote = (): State =>
    after(pressed(typed(pressed(start(), "n"), "seen"), "ctrl+s"), refused(1, "It is over."));

  test("stands in the form alone, and nothing older under it", () => {
    const state = refusedNote();
    expect([texts(state), state.entry]).toMatchObject([[], { error: "#12 was not noted: It is over." }]);
    const told = pressed(start(), "P");
    expect([texts(told).length, texts(pressed(told, "n"))]).toEqual([1, []]);
  });

  test("is said once the screens are left, where nobody sees the form any more", () => {
    const left = pressed(typed(pressed(start(), "n"), "seen"), "ctrl+s", "ctrl+c");
    expect(texts(after(left, refused(1, "It is over.")))).toEqual(["#12 was not noted: It is over."]);
  });

  test("is read whole on a small screen, from its first word", () => {
    const small = after(pressed(start(), "3", "o", "ctrl+s"), { kind: "resized", columns: 60, rows: 12 });
    const lines = frameOf(small).map(({ cells }) =>
      cells
        .map(({ text }) => text)
        .join("")
        .trim(),
    );
    expect(lines).toEqual(
      expect.arrayContaining(["The title is still empty. Write it, or leave the form with", "Esc."]),
    );
  });
});

test("= behind an id that Tab has completed is of that id", () => {
  const state = typed(pressed(typed(pressed(start(), "o", "tab", "tab"), "we"), "tab"), "=major_outage");
  expect(state.entry).toMatchObject({ fields: [{}, {}, { value: { text: "web=major_outage" } }, {}] });
});

test("a filter offers no completion", () => {
  const footer = (state: State): string =>
    frameOf(state)
      .at(-1)!
      .cells.map(({ text }) => text)
      .join("");
  expect(footer(pressed(start(), "/"))).not.toContain("Tab");
  expect(footer(pressed(start(), ":"))).toContain("Tab complete");
});

describe("a question about a form", () => {
  test("outlives a lost line and other people's events: the y after it is no letter", () => {
    const silent = pressed(
      typed(pressed(start(), "p", "tab"), "We look."),
      "tab",
      "tab",
      "tab",
      "tab",
      "right",
      "ctrl+s",
    );
    expect(silent.confirm).toMatchObject({ kind: "post", isOfForm: true });
    const lost = pressed(after(silent, { kind: "away", why: "gone" }), "y");
    expect([lost.confirm, lost.commands, texts(lost)]).toEqual([null, [], ["the daemon is away: nothing was sent"]]);
    expect(lost.entry).toMatchObject({ fields: [{}, {}, {}, {}, {}, { name: "notify", value: { text: "no" } }] });

    const over = pressed(after(start(), resolved(101, 12)), "f", "f");
    const merging = pressed(typed(pressed(over, "M"), "11"), "ctrl+s");
    const asked = after(merging, happened(event(102, "incident:noted", { text: "x" }, { incidentId: 11 })));
    expect(asked.confirm).toMatchObject({ kind: "merge" });
  });
});

describe("what may be done already", () => {
  const lost = { why: "It went away.", mayBeDone: true } as const;
  const lose = (state: State): State =>
    after(state, { kind: "answered", ticket: state.lastTicket, answer: { kind: "refused", ...lost } });

  test.each([
    ["a cursor that moved", ["left", "home"]],
    ["a letter that was taken back", ["x", "backspace"]],
    ["Esc and the same key", ["escape", "n"]],
  ])("goes under the same key after %s: it is done once", (_, between) => {
    const noted = lose(pressed(typed(pressed(start(), "n"), "seen"), "ctrl+s"));
    expect(pressed(noted, ...between, "ctrl+s").commands).toMatchObject([{ ticket: 2, key: "run-1" }]);
  });

  test("and stands as it came is kept by Esc: an extension is not made twice", () => {
    const window = make.maintenance({ id: 5, state: "in_progress", startsAt: ago(60), endsAt: ago(-3600) });
    const extended = lose(pressed(start({ ...night(), maintenances: [window] }), "3", "+", "ctrl+s"));
    expect(pressed(extended, "escape", "+", "ctrl+s").commands).toMatchObject([{ ticket: 2, key: "run-1" }]);
  });

  test("is done under a new key once it was clearly refused: the daemon keeps a refusal under its key", () => {
    const edit = lose(pressed(typed(pressed(start(), "e"), "!"), "ctrl+s"));
    const acked = after(edit, happened(event(101, "incident:acknowledged", { owner: "bob" }, { incidentId: 12 })));
    const again = pressed(acked, "ctrl+s");
    expect(again.commands).toMatchObject([{ key: "run-1", ifVersion: 1 }]);
    const third = pressed(after(again, refused(2, "It is at version 2.")), "ctrl+s");
    expect(third.commands).toMatchObject([{ key: "run-3", ifVersion: 2 }]);
  });

  test("with other words is something else", () => {
    const noted = lose(pressed(typed(pressed(start(), "n"), "seen"), "ctrl+s"));
    expect(pressed(noted, "!", "ctrl+s").commands).toMatchObject([{ key: "run-2" }]);
  });
});

describe("a form about several", () => {
  const both = (): State => typed(pressed(start(), "x", "x", "n"), "seen");

  test("that was refused comes back by Esc and the same key", () => {
    const left = pressed(after(pressed(both(), "ctrl+s"), refused(1, "No."), refused(2, "No.")), "escape");
    expect([...left.marked]).toEqual([12, 11]);
    expect(pressed(left, "n").entry).toMatchObject({ isDraft: true, fields: [{ value: { text: "seen" } }] });
  });

  test("comes back where the list has another order or one of them is over", () => {
    const left = pressed(both(), "escape");
    const worse = event(101, "incident:edited", { severity: { from: "high", to: "critical" } }, { incidentId: 11 });
    expect(pressed(after(left, happened(worse)), "n").entry).toMatchObject({ isDraft: true });
    const fewer = pressed(after(left, resolved(101, 12)), "n");
    expect(fewer.entry).toMatchObject({ abouts: [{ id: 11 }], fields: [{ value: { text: "seen" } }] });
    // Sent, it is no draft of anything any more.
    expect(pressed(after(pressed(fewer, "ctrl+s"), done(1)), "n").entry).toMatchObject({ isDraft: false });
  });

  test("is no form about one of them", () => {
    const one = pressed(both(), "escape", "escape", "g", "n");
    expect(one.entry).toMatchObject({ isDraft: false, abouts: [{ id: 12 }], fields: [{ value: { text: "" } }] });
  });

  test("that was granted for one of them comes back for the other alone", () => {
    const part = after(pressed(both(), "ctrl+s", "escape"), done(1), refused(2, "Too long."));
    const again = pressed(part, "g", "x", "x", "n");
    expect(again.entry).toMatchObject({ title: "Note on #11", abouts: [{ id: 11 }], isDraft: true });
  });

  test("leaves no mark behind for the next key", () => {
    const mine = start(status({ incidents: [incident(1), incident(2, { state: "acknowledged", owner: "ann" })] }));
    expect(pressed(mine, "X", "a").marked.size).toBe(0);
    const left = after(pressed(both(), "ctrl+s", "escape"), done(1), done(2));
    expect([left.marked.size, left.drafts.size]).toEqual([0, 0]);
  });
});

test("Ctrl-O twice in one read opens one editor", () => {
  expect(pressed(start(), "n", "ctrl+o", "ctrl+o").errands).toHaveLength(1);
});

test("Alt is nothing where somebody writes, and Esc with the next key elsewhere", () => {
  expect(asTyped(pressed(start(), "n"), "alt+r")).toEqual([]);
  expect(asTyped(start(), "alt+j")).toEqual(["escape", "j"]);
});

describe("after the log was reset", () => {
  const reset = (state: State): State =>
    after(state, { kind: "snapshot", status: { ...night(), seq: 9_000 }, isReset: true });

  test("an incident that is looked at is read anew, one that is over too", () => {
    const over = pressed(after(start(), resolved(101, 12)), "f", "f", "enter");
    const kinds = wantsOf(reset({ ...over, detail: { ...over.detail!, id: 99 } })).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["incident", "timeline", "alerts"]));
  });
});

test("a reading that was overtaken by a newer one makes nothing older", () => {
  const fetched = (seq: number, state: "open" | "acknowledged") =>
    ({ kind: "fetched", fetched: { kind: "incident", incident: incident(12, { state }), seq } }) as const;
  const acked = event(105, "incident:acknowledged", { owner: "bob" }, { incidentId: 12 });
  const state = after(start(), fetched(105, "acknowledged"), fetched(100, "open"), happened(acked));
  expect(state.incidents.get(12)?.state).toBe("acknowledged");
});

test("a window that ends by itself does not hand its key to the next one", () => {
  const running = [5, 6].map((id) =>
    make.maintenance({ id, state: "in_progress", startsAt: ago(60), endsAt: ago(-id) }),
  );
  const looking = pressed(start({ ...night(), maintenances: running }), "3");
  const over = event(101, "maintenance:completed", { title: "x", components: [], effects: [] }, { maintenanceId: 5 });
  const state = pressed(after(looking, happened(over)), "d");
  expect([state.selected.maintenance, state.commands]).toEqual([6, []]);
});

test("a key is for what is listed: not for one that a filter hides", () => {
  const filtered = pressed(typed(pressed(start(), "/"), "queue"), "enter");
  const opened = pressed(typed(pressed(filtered, "o"), "Disk"), "ctrl+s");
  const granted = after(opened, done(1, { id: 20 }));
  expect(texts(granted)).toEqual(["#20 is open; the filter may hide it"]);
  // Not right behind it, meant for the one that was opened; later it is for the line that is selected.
  expect(pressed(granted, "a").commands).toEqual([]);
  expect(granted.selected.incident).toBe(13);
});

test("an incident that is not there is not asked for again", () => {
  const asked = pressed(typed(pressed(start(), ":"), "999"), "enter");
  const want = { kind: "incident", id: 999 } as const;
  expect(wantsOf(after(asked, { kind: "unfetched", want, why: "There is none.", isGone: true }))).toEqual([]);
});

test("what was opened here is selected once the list has it, whatever comes between, unless somebody moves first", () => {
  const opened = after(pressed(typed(pressed(start(), "j", "o"), "Disk"), "ctrl+s"), done(1, { id: 20 }));
  expect(opened.selected.incident).toBe(11);
  const news = happened(event(101, "incident:acknowledged", { owner: "bob" }, { incidentId: 12 }));
  const data = { title: "Disk", severity: "low" as const, source: "manual", components: [], effects: [] };
  const event20 = happened(event(102, "incident:opened", data, { incidentId: 20 }));
  expect(after(opened, news).selected.incident).toBe(11);
  expect(after(opened, news, event20)).toMatchObject({ selected: { incident: 20 }, awaited: null });
  expect(after(pressed(opened, "k"), event20).selected.incident).toBe(12);
});

test("a refusal outlives the moment in which the feed comes back; what was said for being away does not", () => {
  const restart = after(
    pressed(start(), "a"),
    { kind: "away", why: "gone" },
    { kind: "answered", ticket: 1, answer: { kind: "refused", why: "It went away.", mayBeDone: true } },
  );
  const back = after(pressed(restart, "j", "a"), { kind: "live" });
  expect(texts(back)).toEqual(["no answer whether #12 was acknowledged: It went away."]);
});

test("the age of what is shown counts from when the daemon was last heard", () => {
  const state = reduce(start(), { kind: "away", why: "ping timeout", heardAt: NOW - 3_600_000 }, NOW);
  expect(frameOf(state)[0]!.cells.at(-1)?.text).toContain("as of 1h ago");
});

test("a window that waits for its start is late, and not yet to come", () => {
  const late = make.maintenance({ id: 5, state: "scheduled", title: "Work", startsAt: ago(600), endsAt: ago(-600) });
  const words = frameOf(start({ ...night(), maintenances: [late] })).flatMap(({ cells }) =>
    cells.map(({ text }) => text),
  );
  expect(words.join("\n")).toMatch(/^Maintenance is 10m late: Work/m);
});

test("a question about a window that a colleague has ended is over", () => {
  const asked = pressed(
    start({ ...night(), maintenances: [make.maintenance({ id: 5, state: "in_progress", endsAt: ago(-600) })] }),
    "3",
    "d",
  );
  expect(asked.confirm).toMatchObject({ kind: "end" });
  const data = { title: "Work", components: [], effects: [] };
  expect(after(asked, happened(event(101, "maintenance:completed", data, { maintenanceId: 5 }))).confirm).toBeNull();
});

describe("what no event tells", () => {
  const status = () => ({ ...night(), seq: 100 });
  const read = (notify: State["notify"]) =>
    ({ kind: "fetched", fetched: { kind: "status", status: status(), notify } }) as const;
  const header = (state: State): string =>
    frameOf(state)[1]!
      .cells.map(({ text }) => text)
      .join("");
  const paused = { ...NOBODY, paused: { scope: "everybody", by: "bob", since: ago(60), until: ago(-60) } } as const;

  test("is read again every minute, and when sending is paused or resumed", () => {
    const later = reduce(start(), { kind: "tick" }, NOW + 60_000);
    expect(wantsOf(later)).toEqual([{ kind: "status" }]);
    expect(wantsOf(reduce(later, read(NOBODY), NOW + 60_000))).toEqual([]);
    const told = after(start(), happened(event(101, "notify:paused", { scope: "everybody" })));
    expect(wantsOf(told)).toEqual([{ kind: "status" }]);
  });

  test("is told also while levels are too far behind to be taken", () => {
    const far = { ...start(), recent: { after: 5_000, events: [] }, isStale: true };
    const fetched = { kind: "status" as const, status: { ...status(), degraded: ["Redis is away"] }, notify: paused };
    const state = after(far, { kind: "fetched", fetched });
    expect([state.degraded, state.isStale, header(state).includes("PAUSED")]).toEqual([["Redis is away"], true, true]);
  });

  test("a pause stands in the header on every screen, and not after its end", () => {
    const state = after(start(), read(paused));
    expect(header(state)).toContain("SENDING IS PAUSED");
    expect(header(reduce(state, { kind: "tick" }, NOW + 61_000))).not.toContain("PAUSED");
  });
});

test("the past of a component that was read before it moved is read again", () => {
  const moved = event(
    101,
    "status:changed",
    { from: "operational", to: "major_outage", cause: { kind: "none" } },
    { componentId: "api" },
  );
  const onBoard = after(pressed(start(), "2"), happened(moved));
  const detail = { ...make.component({ id: "api" }) } as unknown as ComponentDetail;
  const late = after(onBoard, { kind: "fetched", fetched: { kind: "history", detail, seq: 100 } });
  expect(late.histories.get("api")?.isStale).toBe(true);
  expect(
    after(late, { kind: "fetched", fetched: { kind: "history", detail, seq: 101 } }).histories.get("api")?.isStale,
  ).toBe(false);
});

test("the command line gives back what was written before the history was gone through", () => {
  const run = pressed(typed(pressed(start(), ":"), "list"), "enter");
  const line = pressed(typed(pressed(run, ":"), "ack 12 --no"), "up", "down");
  expect(line.entry).toMatchObject({ field: { text: "ack 12 --no" } });
});

test("a broken line loses no sign, also of a word that is one cell too long", () => {
  const text = fc
    .array(fc.constantFrom("a", "/", " ", "障", "🔥", "…"), { maxLength: 60 })
    .map((signs) => signs.join(""));
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 20 }), (line, cells) => {
      expect(wrapped(line, cells).join("").replaceAll(" ", "")).toBe(line.replaceAll(" ", ""));
    }),
  );
});

test("more text than fits is said", () => {
  const state = after(pressed(start(), "n"), { kind: "pasted", text: "x".repeat(12_000) });
  expect(state.entry).toMatchObject({ error: "2000 characters more than fit were left out." });
});

test("whatever is pressed and answered, there is a frame", () => {
  const key = fc.constantFrom(...new Set(KEYMAP.flatMap(({ keys }) => keys)), "z", "障", "alt+r");
  const reply = fc.constantFrom(done(1, { id: 20 }), refused(1, "No."), resolved(101, 12), { kind: "tick" } as const);
  const size = fc.constantFrom([80, 24], [200, 60], [20, 5], [1, 1]);
  const one = fc.oneof({ weight: 6, arbitrary: key }, { weight: 1, arbitrary: reply });
  fc.assert(
    fc.property(
      fc.constantFrom(night(), status()),
      size,
      fc.array(one, { maxLength: 80 }),
      (from, [columns, rows], all) => {
        const sized = after(start(from), { kind: "resized", columns: columns!, rows: rows! });
        const last = all.reduce<State>((state, step) => {
          const next = typeof step === "string" ? pressed(state, ...asTyped(state, step)) : after(state, step);
          return next.exitCode === null ? next : { ...next, exitCode: null };
        }, sized);
        expect(frameOf(last)).toHaveLength(rows!);
      },
    ),
  );
});
