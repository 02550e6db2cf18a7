// What the screen makes of the feed is what the daemon says: whatever people do, whenever it was read, whatever came between.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Client } from "../../src/client/client.ts";
import { followLive } from "../../src/client/live.ts";
import * as incidents from "../../src/contract/incidents.ts";
import * as maintenances from "../../src/contract/maintenances.ts";
import type { Route, RouteInput } from "../../src/contract/route.ts";
import { clearOverride, getStatus, setOverride } from "../../src/contract/status.ts";
import { LEVELS, SEVERITIES } from "../../src/domain/level.ts";
import { initialState } from "../../src/tui/initial-state.ts";
import { type Action, reduce } from "../../src/tui/reduce.ts";
import type { State } from "../../src/tui/state.ts";
import { wantsOf } from "../../src/tui/truth/fetched.ts";
import { read } from "../../src/tui/truth/readings.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { SCALE } from "../support/tools.ts";
import { until } from "../support/until.ts";

const SOURCES = [{ id: "am", kind: "alertmanager", key: "key-of-the-alertmanager" }];
const which = fc.integer({ min: 1, max: 6 });
const doing = fc.oneof(
  fc.record({
    do: fc.constant("openIncident" as const),
    severity: fc.constantFrom(...SEVERITIES),
    component: fc.constantFrom("web", "api", "mail"),
  }),
  fc.record({
    do: fc.constantFrom("ackIncident", "unackIncident", "closeIncident", "reopenIncident", "noteIncident"),
    id: which,
  }),
  fc.record({ do: fc.constant("resolveIncident" as const), id: which, force: fc.boolean() }),
  fc.record({ do: fc.constant("snoozeIncident" as const), id: which, forMs: fc.constantFrom(0, 60_000) }),
  fc.record({ do: fc.constant("assignIncident" as const), id: which, to: fc.constantFrom("ann", "bob") }),
  fc.record({ do: fc.constant("mergeIncident" as const), id: which, into: which }),
  fc.record({ do: fc.constant("editIncident" as const), id: which, severity: fc.constantFrom(...SEVERITIES) }),
  fc.record({ do: fc.constant("postIncident" as const), id: which, level: fc.constantFrom(...LEVELS) }),
  fc.record({
    do: fc.constant("alert" as const),
    group: fc.constantFrom("g", "h"),
    fingerprint: fc.constantFrom("1", "2", "3"),
    job: fc.constantFrom("web", "api", "none"),
    severity: fc.constantFrom("critical", "warning"),
    isOver: fc.boolean(),
  }),
  fc.record({ do: fc.constant("scheduleMaintenance" as const), component: fc.constantFrom("web", "api") }),
  fc.record({
    do: fc.constantFrom("startMaintenance", "verifyMaintenance", "endMaintenance", "cancelMaintenance"),
    id: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: fc.constant("extendMaintenance" as const), id: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant("setOverride" as const), level: fc.constantFrom(...LEVELS) }),
  fc.record({ do: fc.constant("clearOverride" as const) }),
);
type Doing = typeof doing extends fc.Arbitrary<infer T> ? T : never;

/** Refusals are a part of the game. */
const perform = async (daemon: TestDaemon, one: Doing): Promise<void> => {
  const call = <R extends Route>(route: R, input: RouteInput<R>) => daemon.client.call(route, input).catch(() => {});
  switch (one.do) {
    case "openIncident": {
      const { severity, component } = one;
      return void (await call(incidents.openIncident, { title: "Down", severity, components: [{ id: component }] }));
    }
    case "resolveIncident":
      return void (await call(incidents.resolveIncident, { id: one.id, ...(one.force ? { force: true } : {}) }));
    case "snoozeIncident":
      return void (await call(incidents.snoozeIncident, { id: one.id, forMs: one.forMs as 0 }));
    case "assignIncident":
      return void (await call(incidents.assignIncident, { id: one.id, to: one.to }));
    case "mergeIncident":
      return void (await call(incidents.mergeIncident, { id: one.id, into: one.into }));
    case "editIncident":
      return void (await call(incidents.editIncident, { id: one.id, severity: one.severity }));
    case "postIncident": {
      const components = [{ id: "web", level: one.level }];
      return void (await call(incidents.postIncident, {
        id: one.id,
        status: "identified",
        text: "We know.",
        components,
      }));
    }
    case "alert":
      return sendAlert(daemon, one);
    case "scheduleMaintenance": {
      const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
      const times = { startsAt: at(3600_000), endsAt: at(7200_000) };
      return void (await call(maintenances.scheduleMaintenance, {
        title: "Work",
        components: [one.component],
        ...times,
      }));
    }
    case "extendMaintenance":
      return void (await call(maintenances.extendMaintenance, { id: one.id, forMs: 60_000 }));
    case "setOverride":
      return void (await call(setOverride, { id: "mail", level: one.level, reason: "The provider says so." }));
    case "clearOverride":
      return void (await call(clearOverride, { id: "mail" }));
    case "noteIncident":
      return void (await call(incidents.noteIncident, { id: one.id, text: "Looked at it." }));
    default: {
      const route = { ...incidents, ...maintenances }[one.do];
      return void (await call(route as Route, { id: one.id } as RouteInput<Route>));
    }
  }
};
const sendAlert = async (daemon: TestDaemon, one: Doing & { do: "alert" }): Promise<void> => {
  const { group, fingerprint, job, severity, isOver } = one;
  const alert = { status: isOver ? "resolved" : "firing", labels: { alertname: "A", job, severity }, fingerprint };
  await fetch(`${daemon.url}/ingest/am`, {
    method: "POST",
    headers: { authorization: "Bearer key-of-the-alertmanager", "content-type": "application/json" },
    body: JSON.stringify({ version: "4", groupKey: group, alerts: [alert] }),
  });
};

/** A screen without a terminal: it follows the feed, and reads what it wants where the test lets it. */
const openScreen = async (client: Client) => {
  const status = await client.call(getStatus, {});
  const beginning = {
    session: "run",
    me: "ann",
    timeZone: "UTC",
    now: Date.now(),
    size: { columns: 80, rows: 24 },
    isBellOn: false,
    notify: { team: [], waiting: 0 },
  };
  let state: State = initialState(status, beginning);
  const put = (action: Action): void => {
    state = reduce(state, action, Date.now());
  };
  const feed = followLive(client, status.seq, {
    onEvent: (event) => put({ kind: "events", events: [event] }),
    onSnapshot: () => {},
    onState: () => {},
    onRefused: () => {},
  });
  return {
    state: () => state,
    /** What is wanted now is read now, and put on the screen as late as the caller likes. */
    startReading: async (): Promise<() => void> => {
      const fetched = await Promise.all(wantsOf(state).map((want) => read(client, want, {})));
      return () => {
        for (const one of fetched) put({ kind: "fetched", fetched: one });
      };
    },
    put,
    close: feed.close,
  };
};

test("the screen's picture is the daemon's, through any doings and late readings", { timeout: 120_000 }, async () => {
  const steps = fc.array(fc.tuple(doing, fc.constantFrom("go on", "read", "read late")), {
    minLength: 5,
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const daemon = await startTestDaemon({ config: { sources: SOURCES } });
      const screen = await openScreen(daemon.client);
      const late: (() => void)[] = [];
      for (const [one, then] of all) {
        await perform(daemon, one);
        if (then === "go on") continue;
        const arrive = await screen.startReading();
        if (then === "read") arrive();
        else late.push(arrive);
      }
      for (const arrive of late) arrive();
      let truth = await daemon.client.call(getStatus, {});
      await until("the feed to have told all, and nothing more to be wanted", async () => {
        (await screen.startReading())();
        truth = await daemon.client.call(getStatus, {});
        return screen.state().seq >= truth.seq && wantsOf(screen.state()).length === 0;
      });
      const { incidents: shown, order, components, maintenances: windows } = screen.state();
      expect(order.map((id) => comparable(shown.get(id)!))).toEqual(truth.incidents.map(comparable));
      expect([...components.values()]).toEqual(truth.components);
      expect([...windows.values()].map(brief).sort((a, b) => a.id - b.id)).toEqual(
        truth.maintenances.map(brief).sort((a, b) => a.id - b.id),
      );
      screen.close();
    }),
    { numRuns: Math.ceil(12 * SCALE) },
  );
});

test("levels that the daemon has not worked out yet are read again until it has", async () => {
  let isHeld = false;
  const seam = (name: string): void => {
    if (isHeld && name === "engine-step") throw new Error("not yet");
  };
  const { client } = await startTestDaemon({ ports: { seam } });
  const early = await openScreen(client);
  isHeld = true;
  // Its level stays, so that no event will tell of the new cause.
  await client.call(setOverride, { id: "mail", level: "operational", reason: "It is." });
  const late = await openScreen(client);
  const cause = (screen: typeof late) => screen.state().components.get("mail")?.cause.kind;
  await until("the feed to have told it", () => early.state().seq >= late.state().seq);
  for (const screen of [early, late]) {
    (await screen.startReading())();
    expect([cause(screen), wantsOf(screen.state())]).toEqual(["none", [{ kind: "status" }]]);
  }
  isHeld = false;
  for (const screen of [early, late]) {
    await until("nothing more to be wanted", async () => {
      (await screen.startReading())();
      return wantsOf(screen.state()).length === 0;
    });
    expect(cause(screen)).toBe("override");
    screen.close();
  }
});

type Planned = Pick<maintenances.Maintenance, "id" | "title" | "state" | "startsAt" | "endsAt" | "components">;
const brief = ({ id, title, state, startsAt, endsAt, components }: Planned) => ({
  ...{ id, title, state, startsAt, endsAt, components },
});
/** How many alerts there ever were, no event tells; the list does not show it. */
const comparable = ({ alertCount: _, posts, ...incident }: incidents.Incident) => ({
  ...incident,
  posts: posts.map(({ createdAt: __, at: ___, ...post }) => post),
});
