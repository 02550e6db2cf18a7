// Which incidents the list shows, what is marked in it, and what is asked for all of them.
import { describe, expect, test } from "vitest";
import { reduce } from "../../src/tui/reduce.ts";
import { frameOf } from "../../src/tui/rows/frame.ts";
import type { State } from "../../src/tui/state.ts";
import {
  after,
  ago,
  done,
  event,
  happened,
  idsOf,
  incident,
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

const order = (state: State): readonly number[] => state.order;

describe("the list shows", () => {
  test("with h those that nobody has, and with h again all", () => {
    const hidden = pressed(start(), "h");
    expect(order(hidden)).toEqual([12, 11]);
    expect(order(pressed(hidden, "h"))).toEqual([12, 11, 13]);
  });

  test("no snooze that is over: neither as a mark nor to the filter", () => {
    const snoozed = start(status({ incidents: [incident(1, { snoozedUntil: ago(-60) })] }));
    const later = reduce(snoozed, { kind: "tick" }, NOW + 61_000);
    const marks = (state: State): string =>
      frameOf(state)
        .flatMap(({ cells }) => cells.map(({ text }) => text))
        .join("|");
    expect([marks(snoozed), marks(later)].map((text) => /\|z\|/.test(text))).toEqual([true, false]);
    const filtered = (state: State) => order(typed(pressed(state, "/"), "snoozed"));
    expect([filtered(snoozed), filtered(later)]).toEqual([[1], []]);
  });

  test("no incident that is acked while they are hidden, and the selection goes to its neighbour", () => {
    const acked = event(101, "incident:acknowledged", { owner: "bob" }, { incidentId: 12 });
    const state = after(pressed(start(), "h"), happened(acked));
    expect([order(state), state.selected.incident]).toEqual([[11], 11]);
  });

  test("with f mine, then resolved ones, which are read when they are asked for", () => {
    const own = start(status({ incidents: [incident(1, { state: "acknowledged", owner: "ann" }), incident(2)] }));
    expect(order(pressed(own, "f"))).toEqual([1]);
    const resolved = pressed(own, "f", "f");
    expect([order(resolved), resolved.hasResolved]).toEqual([[], false]);
    const over = [5, 6].map((id) => incident(id, { state: "resolved", resolvedAt: ago(id) }));
    const read = after(resolved, { kind: "fetched", fetched: { kind: "resolved", incidents: over, seq: 100 } });
    expect(order(read)).toEqual([5, 6]);
    expect(order(pressed(read, "f"))).toEqual([1, 2]);
  });

  test("a resolved one until it is closed, or among the active ones when it comes back", () => {
    const state = pressed(
      after(start(), happened(event(101, "incident:resolved", { effects: [] }, { incidentId: 12 }))),
      "f",
      "f",
    );
    expect(order(state)).toEqual([12]);
    expect(order(after(state, happened(event(102, "incident:closed", {}, { incidentId: 12 }))))).toEqual([]);
    const back = event(
      102,
      "incident:reopened",
      { reason: "manual", severity: "critical", effects: [] },
      { incidentId: 12 },
    );
    expect(order(pressed(after(state, happened(back)), "f"))).toEqual([12, 11, 13]);
  });

  const filters: [string, number[]][] = [
    ["queue", [13]],
    ["QUEUE slow", [13]],
    ["critical", [12]],
    ["bob", [13]],
    ["api", [12]],
    ["#11", [11]],
    ["acknowledged", [13]],
    ["nothing has this", []],
    ["  ", [12, 11, 13]],
  ];
  test.each(filters)("those that have all words of the filter: %s", (words, expected) => {
    const state = pressed(typed(pressed(start(), "/"), words), "enter");
    expect([order(state), state.entry]).toEqual([expected, null]);
  });

  test("what the filter says while it is written; Esc in it leaves it as it was, Esc in the list forgets it", () => {
    const writing = typed(pressed(start(), "/"), "queue");
    expect(order(writing)).toEqual([13]);
    expect(order(pressed(writing, "escape"))).toEqual([12, 11, 13]);
    const kept = pressed(writing, "enter");
    expect(order(pressed(typed(pressed(kept, "/"), "x"), "escape"))).toEqual([13]);
    expect(order(pressed(kept, "escape"))).toEqual([12, 11, 13]);
  });

  test("a new incident only where the filter has room for it", () => {
    const opened = event(
      101,
      "incident:opened",
      { title: "Queue of mails", severity: "low", source: "manual", components: [], effects: [] },
      { incidentId: 20 },
    );
    const filtered = pressed(typed(pressed(start(), "/"), "queue"), "enter");
    expect(order(after(filtered, happened(opened)))).toEqual([13, 20]);
  });
});

describe("marks", () => {
  test("x marks and goes on, x again takes it away, X marks all or none, Esc none", () => {
    const two = pressed(start(), "x", "x");
    expect([[...two.marked], two.selected.incident]).toEqual([[12, 11], 13]);
    expect([...pressed(two, "k", "x").marked]).toEqual([12]);
    expect(pressed(two, "X").marked.size).toBe(0);
    expect([...pressed(start(), "X").marked]).toEqual([12, 11, 13]);
    expect(pressed(two, "escape").marked.size).toBe(0);
  });

  test("leave with their incidents", () => {
    const state = after(
      pressed(start(), "X"),
      happened(event(101, "incident:resolved", { effects: [] }, { incidentId: 11 })),
    );
    expect([...state.marked]).toEqual([12, 13]);
    expect([...typed(pressed(state, "/"), "queue").marked]).toEqual([13]);
  });

  test("a takes all that are marked; each is its own command, and a refusal of one is said", () => {
    const sent = pressed(start(), "X", "a");
    expect([idsOf(sent.commands), sent.marked.size]).toEqual([[12, 11, 13], 0]);
    const told = after(sent, done(1, incident(12, { version: 1 })), refused(3, "Incident 13 is acknowledged by bob."));
    expect(texts(told)).toEqual(["#13 was not acknowledged: Incident 13 is acknowledged by bob."]);
    expect(idsOf(told.commands)).toEqual([11]);
  });

  test("one that needs nothing is left out and said, the others are sent", () => {
    const own = start(status({ incidents: [incident(1, { state: "acknowledged", owner: "ann" }), incident(2)] }));
    const sent = pressed(own, "X", "a");
    expect([idsOf(sent.commands), texts(sent)]).toEqual([[2], ["#1 is yours already"]]);
  });

  test("several are resolved only after a yes, which says what it does", () => {
    const words = { title: "Logins fail", status: "investigating" } as const;
    const three = [
      incident(1),
      incident(2, { public: words }),
      incident(3, { components: [{ ...on("api"), held: true }] }),
    ];
    const asked = pressed(start(status({ incidents: three })), "X", "r");
    expect(asked.confirm).toMatchObject({ kind: "public" });
    expect(idsOf(pressed(asked, "y").commands)).toEqual([1, 2, 3]);
    expect(pressed(start(), "x", "x", "r").confirm).toMatchObject({ kind: "many" });
  });

  test("of several that fire each is said, and none is asked about", () => {
    const sent = pressed(start(), "x", "x", "r", "y");
    const firing = (ticket: number) =>
      ({ kind: "answered", ticket, answer: { kind: "firing", firing: ticket } }) as const;
    const state = after(sent, firing(1), firing(2));
    expect([state.confirm, texts(state)]).toEqual([
      null,
      [
        "#12 was not resolved: 1 alert still fires; r asks whether to mute it",
        "#11 was not resolved: 2 alerts still fire; r asks whether to mute them",
      ],
    ]);
  });
});

test("X marks no more than is asked for in one stroke", () => {
  const many = Array.from({ length: 700 }, (_, at) => incident(at + 1));
  expect(pressed(start({ ...night(), incidents: many }), "X").marked.size).toBe(500);
});

test("ended incidents are forgotten in time, the one that is looked at is not", () => {
  const many = Array.from({ length: 600 }, (_, at) => incident(at + 1));
  const looking = pressed(start({ ...night(), incidents: many }), "enter");
  const ended = many.map(({ id }) =>
    event(100 + id, "incident:resolved", { effects: [] }, { incidentId: id, at: ago(1000 - id) }),
  );
  const state = after(looking, happened(...ended));
  expect(state.detail?.id).toBe(1);
  expect(state.incidents.has(1)).toBe(true);
  expect(state.incidents.size).toBeLessThan(300);
  expect(state.incidents.has(600)).toBe(true);
});
