import { describe, expect, test } from "vitest";
import type { LiveEvent } from "../../src/contract/live.ts";
import type { EventData } from "../../src/domain/events.ts";
import type { State } from "../../src/tui/state.ts";
import { after, ago, component, event, happened, incident, keys, NOW, night, on, start, status } from "./story.ts";

const texts = (state: State): string[] => state.toasts.map((toast) => toast.text);

describe("the list", () => {
  test("is worst first, then oldest, and leaves out what is over", () => {
    const state = start(status({ incidents: [...night().incidents, incident(9, { state: "resolved" })] }));
    expect(state.order).toEqual([12, 11, 13]);
  });

  const followed: [string, LiveEvent, Partial<ReturnType<typeof incident>>][] = [
    [
      "acknowledged",
      event(101, "incident:acknowledged", { owner: "bob" }, { incidentId: 12 }),
      { state: "acknowledged", owner: "bob" },
    ],
    [
      "resolved",
      event(101, "incident:resolved", { effects: [] }, { incidentId: 12 }),
      { state: "resolved", resolvedAt: ago(0), version: 2, components: [{ ...on("api"), level: null }] },
    ],
    [
      "closed",
      event(101, "incident:closed", {}, { incidentId: 12 }),
      { state: "closed", closedAt: ago(0), version: 2 },
    ],
    [
      "merged into another",
      event(101, "incident:merged", { into: 11, effects: [] }, { incidentId: 12 }),
      { state: "closed", mergedInto: 11, version: 2 },
    ],
    [
      "acknowledged for a while",
      event(101, "incident:acknowledged", { owner: "bob", until: ago(-1800) }, { incidentId: 12 }),
      { state: "acknowledged", owner: "bob", ackedUntil: ago(-1800), version: 2 },
    ],
    [
      "assigned",
      event(101, "incident:assigned", { from: null, to: "cid" }, { incidentId: 12 }),
      { state: "open", owner: "cid", version: 2 },
    ],
    [
      "snoozed",
      event(101, "incident:snoozed", { until: ago(-1200) }, { incidentId: 12 }),
      { state: "open", snoozedUntil: ago(-1200), version: 2 },
    ],
    [
      "given another title",
      event(101, "incident:edited", { title: { from: "API answers 500", to: "API is down" } }, { incidentId: 12 }),
      { title: "API is down", severity: "critical", components: [on("api")], version: 2 },
    ],
    [
      "told to touch something else",
      event(
        101,
        "incident:edited",
        {
          components: [{ componentId: "web", origin: "manual", level: null }],
          effects: [{ componentId: "web", level: "partial_outage" }],
        },
        { incidentId: 12 },
      ),
      { components: [on("web")] },
    ],
    [
      "edited",
      event(101, "incident:edited", { severity: { from: "critical", to: "low" } }, { incidentId: 12 }),
      { severity: "low" },
    ],
    [
      "alert:fired",
      event(
        101,
        "alert:fired",
        {
          source: "am",
          fingerprint: "f",
          severity: "critical",
          labels: {},
          components: ["web"],
          effects: [{ componentId: "web", level: "major_outage" }],
        },
        { incidentId: 12 },
      ),
      {
        firing: 1,
        components: [
          { ...on("api"), level: null },
          { ...on("web"), level: "major_outage", origin: "alert" },
        ],
      },
    ],
  ];
  test.each(followed)("follows incident 12 being %s", (_, happening, expected) => {
    expect(after(start(), happened(happening)).incidents.get(12)).toMatchObject(expected);
  });

  test.each([
    [
      "an ack that ran out",
      event(101, "incident:unacknowledged", { owner: "bob", reason: "expired" }, { incidentId: 13 }),
    ],
    ["one given back", event(101, "incident:unacknowledged", { owner: "bob", reason: "manual" }, { incidentId: 13 })],
  ])("shows %s as open and nobody's", (_, happening) => {
    const acked = incident(13, { state: "acknowledged", owner: "bob", acknowledgedAt: ago(9), ackedUntil: ago(0) });
    const shown = after(start(status({ incidents: [acked] })), happened(happening)).incidents.get(13)!;
    expect(shown).toEqual(incident(13, { version: 2 }));
  });

  test("lists components as the daemon does, whichever came first", () => {
    const about = { incidentId: 12 };
    const fired = { source: "am", fingerprint: "f", severity: "critical", labels: {}, annotations: {} } as const;
    const shown = after(
      start(),
      happened(event(101, "alert:fired", { ...fired, components: ["a-cache"] }, about)),
    ).incidents.get(12)!;
    expect(shown.components.map(({ id }) => id)).toEqual(["a-cache", "api"]);
  });

  test("asks for an incident that is tied to a component by hand and by alerts, where an event does not tell them apart", () => {
    const twice = incident(13, { components: [{ ...on("api"), origin: "alert" }, on("api")] });
    const state = after(
      start(status({ incidents: [twice] })),
      happened(
        event(101, "incident:edited", { effects: [{ componentId: "api", level: "major_outage" }] }, { incidentId: 13 }),
      ),
    );
    expect([...state.unsure]).toEqual([13]);
  });

  test("forgets when an ack runs out that lasts now, and a snooze that was ended", () => {
    const waiting = incident(13, { state: "acknowledged", owner: "bob", ackedUntil: ago(-60), snoozedUntil: ago(-60) });
    const shown = after(
      start(status({ incidents: [waiting] })),
      happened(
        event(101, "incident:acknowledged", { owner: "bob" }, { incidentId: 13 }),
        event(102, "incident:snoozed", { until: null }, { incidentId: 13 }),
      ),
    ).incidents.get(13)!;
    expect(shown).toEqual(incident(13, { state: "acknowledged", owner: "bob", acknowledgedAt: ago(0), version: 3 }));
  });

  test("makes the survivor of a merge as bad as the worse of the two, and asks how many of its alerts fire", () => {
    const links = [{ componentId: "api", origin: "alert", level: null }] as const;
    const effects = [{ componentId: "api", level: "major_outage" }] as const;
    const state = after(
      start(),
      happened(
        event(101, "incident:merged", { into: 13, effects: [] }, { incidentId: 12 }),
        event(
          102,
          "incident:absorbed",
          {
            ...{ from: 12, title: "API answers 500", alerts: 2, severity: "critical" },
            ...{ components: [...links], effects: [...effects] },
          },
          { incidentId: 13 },
        ),
      ),
    );
    expect(state.order).toEqual([13, 11]);
    expect(state.incidents.get(13)).toMatchObject({
      ...{ state: "acknowledged", owner: "bob", severity: "critical", version: 2 },
      components: [{ ...on("api"), origin: "alert", level: "major_outage" }],
    });
    expect(state.unsure).toEqual(new Set([13]));
  });

  test("takes a new incident in at its place, with names of components and what it asks of them", () => {
    const opened = event(
      101,
      "incident:opened",
      {
        title: "Logins fail",
        severity: "high",
        source: "manual",
        components: [{ componentId: "web", origin: "manual", level: null }],
        effects: [{ componentId: "web", level: "partial_outage" }],
      },
      { incidentId: 14 },
    );
    const state = after(start(), happened(opened));
    expect(state.order).toEqual([12, 14, 11, 13]);
    expect(state.incidents.get(14)).toMatchObject({
      title: "Logins fail",
      state: "open",
      openedAt: ago(0),
      components: [on("web")],
    });
    expect(state.selected.incident).toBe(12);
  });

  test("moves when a severity is raised", () => {
    const raised = event(101, "incident:edited", { severity: { from: "medium", to: "critical" } }, { incidentId: 11 });
    expect(after(start(), happened(raised)).order).toEqual([11, 12, 13]);
  });

  test("shows what maintenance holds, and that it counts once it is released", () => {
    const opened: EventData["incident:opened"] = {
      ...{ title: "Down", severity: "medium", source: "am", held: true, effects: [] },
      components: [{ componentId: "api", origin: "alert", level: null, isHeld: true }],
    };
    const held = after(
      start(),
      happened(
        event(101, "incident:opened", opened, { incidentId: 20 }),
        event(102, "incident:held", { components: ["api"], isWhole: true }, { incidentId: 20 }),
      ),
    );
    expect(held.incidents.get(20)).toMatchObject({ held: true, version: 1, components: [{ held: true, level: null }] });
    const over: EventData["incident:released"] = {
      ...{ components: ["api"], why: "over", wasWhole: true, severity: { from: "medium", to: "critical" } },
      effects: [{ componentId: "api", level: "major_outage" }],
    };
    const told = after(held, happened(event(103, "incident:released", over, { incidentId: 20 })));
    expect(told.incidents.get(20)).toMatchObject({
      ...{ held: false, version: 2, severity: "critical" },
      components: [{ held: false, level: "major_outage" }],
    });
    expect(told.order.indexOf(20)).toBeLessThan(told.order.indexOf(11));
    expect(told.toasts.at(-1)?.text).toBe("#20 is no longer held by maintenance, and still fires");
  });

  test("asks for an incident when a held alert of it recovers, since the event does not say what is left", () => {
    const components = [{ ...on("api"), held: true, origin: "alert" as const }];
    const state = start({ ...night(), incidents: [incident(8, { held: true, firing: 2, components })] });
    const recovered = event(101, "alert:recovered", { source: "am", fingerprint: "f", labels: {} }, { incidentId: 8 });
    expect(after(state, happened(recovered)).unsure).toEqual(new Set([8]));
  });

  test("shows an incident that comes back, and asks what fires of it; one that is not known here it asks for", () => {
    const reopened = (id: number) =>
      event(101, "incident:reopened", { reason: "recurrence", severity: "high", effects: [] }, { incidentId: id });
    const ended = after(start(), happened(event(100.5, "incident:resolved", { effects: [] }, { incidentId: 12 })));
    const back = after(ended, happened(reopened(12)));
    expect(back.incidents.get(12)).toMatchObject({ state: "open", severity: "high", reopenCount: 1, version: 3 });
    expect(back.incidents.get(12)).not.toHaveProperty("resolvedAt");
    const stranger = after(start(), happened(reopened(8)));
    expect([...stranger.unsure]).toEqual([8]);
    const told = after(stranger, { kind: "fetched", fetched: { kind: "incident", incident: incident(8), seq: 101 } });
    expect([[...told.unsure], told.order]).toEqual([[], [12, 8, 11, 13]]);
  });

  test("passes over events that the snapshot knew already", () => {
    const state = after(start(), happened(event(100, "incident:resolved", { effects: [] }, { incidentId: 12 })));
    expect(state.incidents.get(12)?.state).toBe("open");
    expect(texts(state)).toEqual([]);
  });
});

describe("the board", () => {
  test("follows a level, since when, and why", () => {
    const changed = event(
      101,
      "status:changed",
      { from: "major_outage", to: "operational", cause: { kind: "none" } },
      { componentId: "api" },
    );
    expect(after(start(), happened(changed)).components.get("api")).toMatchObject({
      level: "operational",
      since: ago(0),
      cause: { kind: "none" },
    });
  });

  test("asks for a snapshot when it hears of a component that it does not know, or of a new config", () => {
    const unknown = event(
      101,
      "status:changed",
      { from: "operational", to: "major_outage", cause: { kind: "none" } },
      { componentId: "new" },
    );
    expect(after(start(), happened(unknown)).isStale).toBe(true);
    expect(
      after(start(), happened(event(101, "config:reloaded", { added: ["new"], removed: [], changed: [] }))).isStale,
    ).toBe(true);
  });

  test("shows who pinned a component, why and until when, until the pin is gone", () => {
    const about = { componentId: "web" };
    const pin = { overrideId: 3, level: "partial_outage", reason: "The provider says so." } as const;
    const pinned = after(
      start(),
      happened(event(101, "override:set", { ...pin, until: ago(-60), effects: [] }, about)),
    );
    expect(pinned.components.get("web")?.override).toEqual({
      ...{ level: "partial_outage", reason: pin.reason, by: "bob", since: ago(0), until: ago(-60) },
    });
    const cleared = event(102, "override:cleared", { ...pin, why: "expired", effects: [] }, about);
    expect(after(pinned, happened(cleared)).components.get("web")).toEqual(start().components.get("web"));
  });

  test("follows maintenance from plan to end", () => {
    const about = { maintenanceId: 5 };
    const times = { startsAt: NOW + 60_000, endsAt: NOW + 120_000 };
    const planned = after(
      start(),
      happened(event(101, "maintenance:scheduled", { title: "Upgrade", ...times, components: ["db"] }, about)),
    );
    expect(planned.maintenances.get(5)).toMatchObject({
      state: "scheduled",
      startsAt: ago(-60),
      components: [{ id: "db", name: "db" }],
    });
    const running = after(
      planned,
      happened(event(102, "maintenance:started", { title: "Upgrade", components: ["db"], effects: [] }, about)),
    );
    expect(running.maintenances.get(5)?.state).toBe("in_progress");
    const over = after(
      running,
      happened(event(103, "maintenance:completed", { title: "Upgrade", components: ["db"], effects: [] }, about)),
    );
    expect(over.maintenances.size).toBe(0);
  });
});

describe("the selection", () => {
  test("starts at the worst, moves and stops at the ends", () => {
    const walk = (...intents: Parameters<typeof keys>) => after(start(), ...keys(...intents)).selected.incident;
    expect(walk()).toBe(12);
    expect(walk("up")).toBe(12);
    expect(walk("down")).toBe(11);
    expect(walk("down", "down", "down")).toBe(13);
    expect(walk("last")).toBe(13);
    expect(walk("last", "first")).toBe(12);
  });

  test("stays on its incident while others come and go", () => {
    const state = after(start(), ...keys("down"));
    const raised = event(101, "incident:edited", { severity: { from: "medium", to: "critical" } }, { incidentId: 13 });
    const gone = event(102, "incident:resolved", { effects: [] }, { incidentId: 12 });
    expect(after(state, happened(raised, gone)).selected.incident).toBe(11);
  });

  test.each([
    ["the one below", 11, 13],
    ["the one above when it was the last", 13, 11],
  ])("goes to %s when its incident leaves", (_, selected, neighbour) => {
    const state = after(start(), ...keys(...(selected === 11 ? (["down"] as const) : (["last"] as const))));
    const gone = event(101, "incident:resolved", { effects: [] }, { incidentId: selected });
    expect(after(state, happened(gone)).selected.incident).toBe(neighbour);
  });

  test("is nothing in an empty list, and the first incident that comes", () => {
    const empty = start(status());
    expect(after(empty, ...keys("down", "last")).selected.incident).toBeNull();
    const opened = event(
      101,
      "incident:opened",
      { title: "x", severity: "low", source: "manual", components: [], effects: [] },
      { incidentId: 1 },
    );
    expect(after(empty, happened(opened)).selected.incident).toBe(1);
  });

  test("walks the board in the order of its groups, and leaves the incident where it is", () => {
    const board = after(start(), ...keys("goComponents"));
    expect(board.selected.component).toBe("db");
    expect(after(board, ...keys("down")).selected.component).toBe("api");
    expect(after(board, ...keys("down")).selected.incident).toBe(12);
  });

  test("leaves a component that left the config for its neighbour", () => {
    const board = after(start(), ...keys("goComponents", "last"));
    expect(board.selected.component).toBe("web");
    const reloaded = status({ components: [component("db"), component("api", { group: "Public" })] });
    expect(after(board, { kind: "snapshot", status: reloaded, isReset: false }).selected.component).toBe("api");
  });
});

test("a batch of events over 5,000 incidents is one new order", () => {
  const many = Array.from({ length: 5000 }, (_, at) => incident(at + 1, { openedAt: ago(10_000 - at) }));
  const lowered = many
    .slice(0, 100)
    .map((one, at) =>
      event(101 + at, "incident:edited", { severity: { from: "high", to: "low" } }, { incidentId: one.id }),
    );
  const { order } = after(start(status({ incidents: many })), happened(...lowered));
  expect([order.length, order[0], order.at(-1)]).toEqual([5000, 101, 100]);
});

test("an event that is told in another way than we know is no crash: what it is about is read instead", () => {
  const strange = event(101, "incident:edited", null as never, { incidentId: 12 });
  const state = after(
    start(),
    happened(strange),
    happened(event(102, "incident:resolved", { effects: [] }, { incidentId: 11 })),
  );
  expect([state.seq, state.isStale, [...state.unsure]]).toEqual([102, true, [12]]);
  expect(state.incidents.get(11)?.state).toBe("resolved");
});
