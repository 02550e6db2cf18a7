import { describe, expect, test } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import type { LiveEvent } from "../../src/contract/live.ts";
import { shownIncident } from "../../src/tui/commands/commands.ts";
import { textOf } from "../../src/tui/commands/questions.ts";
import { placeOf } from "../../src/tui/keys/place.ts";
import { reduce } from "../../src/tui/reduce.ts";
import type { State } from "../../src/tui/state.ts";
import {
  after,
  ago,
  command,
  done,
  event,
  happened,
  incident,
  keys,
  NOW,
  night,
  refused,
  start,
  status,
} from "./story.ts";

const texts = (state: State): string[] => state.toasts.map((toast) => toast.text);
const ann = { kind: "person", name: "ann" } as const;

describe("ack", () => {
  const acked = () => after(start(), ...keys("ack"));
  const shown = (state: State) => {
    const one = shownIncident(state, 12);
    return one && { state: one.incident.state, owner: one.incident.owner, pending: one.pending };
  };

  test("shows at once as pending and is put down to be sent", () => {
    expect(acked().commands).toEqual([command(1, "ackIncident", 12)]);
    expect(shown(acked())).toEqual({ state: "acknowledged", owner: "ann", pending: "acking…" });
    expect(acked().incidents.get(12)?.state).toBe("open");
  });

  test("is rolled back with the reason when refused", () => {
    const state = after(acked(), refused(1, "Incident 12 is acknowledged by bob."));
    expect(shown(state)).toEqual({ state: "open", owner: undefined, pending: null });
    expect(texts(state)).toEqual(["#12 was not acknowledged: Incident 12 is acknowledged by bob."]);
  });

  test("holds between the reply and its event, whichever comes first", () => {
    const reply = done(1, incident(12, { version: 2 }));
    const told = happened(event(101, "incident:acknowledged", { owner: "ann" }, { incidentId: 12, actor: ann }));
    expect(shown(after(acked(), reply))).toEqual({ state: "acknowledged", owner: "ann", pending: null });
    for (const order of [
      [reply, told],
      [told, reply],
    ] as const) {
      const state = after(acked(), ...order);
      expect(state.commands).toEqual([]);
      expect(shown(state)).toEqual({ state: "acknowledged", owner: "ann", pending: null });
      expect(texts(state)).toEqual([]);
    }
  });

  test("a reply that comes after a colleague resolved it does not bring it back", () => {
    const state = after(
      acked(),
      happened(
        event(101, "incident:acknowledged", { owner: "ann" }, { incidentId: 12, actor: ann }),
        event(102, "incident:resolved", { effects: [] }, { incidentId: 12 }),
      ),
      done(1, incident(12, { version: 2 })),
    );
    expect(state.incidents.get(12)?.state).toBe("resolved");
    expect(state.commands).toEqual([]);
  });

  test("is not sent twice, nor for what is ours, nor where there is nothing", () => {
    const twice = after(acked(), ...keys("ack"));
    expect(twice.commands).toHaveLength(1);
    expect(texts(twice)).toEqual(["#12: the daemon has not answered the key before yet"]);
    const ours = start(status({ incidents: [incident(1, { state: "acknowledged", owner: "ann" })] }));
    expect(texts(after(ours, ...keys("ack")))).toEqual(["#1 is yours already"]);
    expect(texts(after(start(status()), ...keys("ack")))).toEqual(["there is no incident here: nothing was sent"]);
  });

  test("a snapshot takes the place of what was granted, and keeps what is on its way", () => {
    const granted = after(acked(), done(1, incident(12, { version: 2 })));
    const snapshot = { kind: "snapshot", status: night(), isReset: true } as const;
    expect(after(granted, snapshot).commands).toEqual([]);
    expect(after(acked(), snapshot).commands).toHaveLength(1);
  });
});

describe("resolve", () => {
  const firing = (more: Partial<Incident> = {}) => start(status({ incidents: [incident(12, { firing: 3, ...more })] }));
  const asked = () => after(firing(), ...keys("resolve"));

  test("shows as under way and stays in the list until its event", () => {
    const state = after(start(), ...keys("resolve"));
    expect(shownIncident(state, 12)).toMatchObject({ incident: { state: "open" }, pending: "resolve…" });
    const granted = after(state, done(1, incident(12, { version: 2 })));
    expect(shownIncident(granted, 12)?.pending).toBe("resolve…");
    expect(
      after(granted, happened(event(101, "incident:resolved", { effects: [] }, { incidentId: 12, actor: ann }))).order,
    ).toEqual([11, 13]);
  });

  test("asks when alerts still fire: yes forces, no leaves it", () => {
    expect(asked().confirm).toMatchObject({ kind: "firing" });
    expect(placeOf(asked())).toBe("confirm");
    const yes = after(asked(), ...keys("yes"));
    expect(yes.commands).toEqual([command(1, "resolveIncident", 12, { force: true })]);
    expect(yes.confirm).toBeNull();
    expect(after(asked(), ...keys("no"))).toMatchObject({ commands: [], confirm: null });
  });

  test("that meets an alert which the screen did not know of is said, and never asked under what is pressed by then", () => {
    const state = after(start(), ...keys("resolve", "down"), {
      kind: "answered",
      ticket: 1,
      answer: { kind: "firing", firing: 1 },
    });
    expect([state.confirm, [...state.unsure], texts(state)]).toEqual([
      null,
      [12],
      ["#12 was not resolved: 1 alert still fires; r asks whether to mute it"],
    ]);
  });

  test("of several mutes the alerts that still fire, and says so before", () => {
    const both = start(status({ incidents: [incident(12, { firing: 3 }), incident(13)] }));
    const state = after(both, ...keys("markAll", "resolve"));
    expect(textOf(state.confirm!, state)).toBe("Resolve 2 incidents (alerts of 1 still fire and are muted)?");
    expect(after(state, ...keys("yes")).commands.map(({ input }) => input)).toEqual([{ force: true }, {}]);
  });

  describe("of an incident that the public knows of", () => {
    const known = (more: Partial<Incident> = {}) =>
      start(
        status({ incidents: [incident(12, { public: { title: "Logins fail", status: "investigating" }, ...more })] }),
      );
    const posted = () => after(known(), ...keys("resolve"));

    test("asks before anything is sent: yes resolves without force, no leaves it", () => {
      expect(posted()).toMatchObject({ commands: [], confirm: { kind: "public" } });
      const yes = after(posted(), ...keys("yes"));
      expect(yes.commands).toEqual([command(1, "resolveIncident", 12)]);
      expect(yes.confirm).toBeNull();
      expect(after(posted(), ...keys("no"))).toMatchObject({ commands: [], confirm: null });
    });

    test("asks about it and about alerts that fire in one question", () => {
      const state = after(known({ firing: 2 }), ...keys("resolve"));
      expect(textOf(state.confirm!, state)).toBe(
        "#12: the public knows of it, subscribers are told; 2 alerts still fire: resolve and mute them?",
      );
      expect(after(state, ...keys("yes")).commands).toEqual([command(1, "resolveIncident", 12, { force: true })]);
    });

    test("does not ask where the public knows already that it is over", () => {
      const over = known({ public: { title: "Logins fail", status: "resolved" } });
      expect(after(over, ...keys("resolve"))).toMatchObject({ confirm: null, commands: [{ verb: "resolveIncident" }] });
    });

    test("asks as soon as a post has come", () => {
      const quiet = start(status({ incidents: [incident(12)] }));
      expect(after(quiet, ...keys("resolve")).confirm).toBeNull();
      const words = { title: "Logins fail", status: "investigating" } as const;
      const said = { postId: 1, status: "investigating", text: "We look.", at: ago(0) } as const;
      const post = event(101, "incident:posted", { ...said, levels: [], public: words }, { incidentId: 12 });
      expect(after(quiet, happened(post), ...keys("resolve")).confirm).toMatchObject({ kind: "public" });
    });

    test("while the daemon is away it says so and asks nothing", () => {
      const state = after(known(), { kind: "away", why: "gone" }, ...keys("resolve"));
      expect(state.confirm).toBeNull();
      expect(texts(state)).toEqual(["the daemon is away: nothing was sent"]);
    });
  });

  test("no longer asks when a colleague resolved it meanwhile", () => {
    expect(
      after(asked(), happened(event(101, "incident:resolved", { effects: [] }, { incidentId: 12 }))).confirm,
    ).toBeNull();
  });
});

describe("the connection", () => {
  const away = { kind: "away", why: "transport close" } as const;

  test("keeps the moment it was lost through every failed try", () => {
    const state = reduce(reduce(start(), away, NOW), { kind: "away", why: "websocket error" }, NOW + 9000);
    expect(state.connection).toEqual({ kind: "away", since: NOW, why: "websocket error" });
    expect(after(state, { kind: "live" }).connection).toEqual({ kind: "live" });
  });

  test.each([
    ["away", "the daemon is away: nothing was sent"],
    ["refused", "the daemon no longer takes this token: nothing was sent"],
  ] as const)("sends nothing while %s, and says so", (kind, text) => {
    const state = after(start(), { kind, why: "x" }, ...keys("ack"));
    expect(state.commands).toEqual([]);
    expect(texts(state)).toEqual([text]);
  });

  test("still moves and helps while away", () => {
    const state = after(start(), away, ...keys("down", "help"));
    expect([state.selected.incident, state.screen]).toEqual([11, "help"]);
  });
});

describe("toasts", () => {
  test("tell what others did, not what we did, and go by themselves", () => {
    const resolved = (seq: number, actor: typeof ann | { kind: "person"; name: "bob" }) =>
      event(seq, "incident:resolved", { effects: [] }, { incidentId: 12, actor });
    const state = after(
      start(),
      happened(resolved(101, { kind: "person", name: "bob" })),
      happened(resolved(102, ann)),
    );
    expect(texts(state)).toEqual(["bob resolved #12"]);
    expect(reduce(state, { kind: "tick" }, NOW + 4999).toasts).toHaveLength(1);
    expect(reduce(state, { kind: "tick" }, NOW + 5000).toasts).toEqual([]);
  });

  const told: [string, LiveEvent, string][] = [
    [
      "opened",
      event(
        101,
        "incident:opened",
        { title: "Boom", severity: "high", source: "am", components: [], effects: [] },
        { incidentId: 7 },
      ),
      "new #7, high: Boom",
    ],
    ["acknowledged", event(101, "incident:acknowledged", { owner: "bob" }, { incidentId: 12 }), "bob acknowledged #12"],
    [
      "edited",
      event(101, "incident:edited", { severity: { from: "low", to: "high" } }, { incidentId: 12 }),
      "#12 is high now, was low",
    ],
    ["noted", event(101, "incident:noted", { text: "on it" }, { incidentId: 12 }), "bob on #12: on it"],
    [
      "reopened",
      event(101, "incident:reopened", { reason: "recurrence", severity: "high", effects: [] }, { incidentId: 3 }),
      "#3 is back, high",
    ],
  ];
  test.each(told)("say it in words when an incident is %s", (_, happening, text) => {
    expect(texts(after(start(), happened(happening)))).toEqual([text]);
  });
});

test("quit and signals set the exit code, and nothing else ends the screen", () => {
  expect(start().exitCode).toBeNull();
  expect(after(start(), ...keys("quit")).exitCode).toBe(0);
  expect(after(start(), { kind: "leave", exitCode: 143 }).exitCode).toBe(143);
});
