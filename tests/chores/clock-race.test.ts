import { expect, test } from "vitest";
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { cancelMaintenance } from "../../src/daemon/actions/cancel-maintenance.ts";
import { createClock } from "../../src/daemon/chores/clock.ts";
import { openHouse } from "../actions/house.ts";
import { ask } from "../http/requests.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { makeSettings } from "../support/settings.ts";

const HOUR_MS = 3600_000;

test("a window that is cancelled in the very commit in which it comes due stays cancelled, without a word of alarm", async () => {
  const daemon = await startTestDaemon();
  const moment = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const plan = { components: ["api"], startsAt: moment(1), endsAt: moment(3) };
  const one = await daemon.client.call(scheduleMaintenance, { title: "Called off", ...plan });
  const other = await daemon.client.call(scheduleMaintenance, { title: "Goes ahead", ...plan });
  const ann = { actor: { kind: "person", name: "ann" }, role: "responder", origin: "unix", requestId: "1" } as const;
  const settings = makeSettings({ reopenWindowMs: 0 });

  // Queued first, and not yet committed when the clock looks.
  const cancelling = daemon.store.transact((tx) =>
    cancelMaintenance(tx, { ...ann, now: Date.now(), settings }, { id: one.id }),
  );
  await daemon.wind(2 * HOUR_MS);
  await cancelling;

  const transitions = daemon.store.events
    .after(0, 100)
    .filter(({ type }) => ["maintenance:started", "maintenance:completed", "maintenance:cancelled"].includes(type));
  expect(transitions.map((event) => [event.type, event.maintenanceId])).toEqual([
    ["maintenance:cancelled", one.id],
    ["maintenance:started", other.id],
  ]);
  expect(daemon.logged).toEqual([]);
});

test("many that come due at once are no stall, and a stop waits for the one under way alone", async () => {
  const house = await openHouse();
  for (const title of ["A", "B", "C"])
    await house.resolve({ id: (await house.open({ title, severity: "low" })).value.id });
  const looks: number[] = [];
  const clock = createClock({
    ...{ store: house.store, now: house.now, elapsed: house.now, onJump: async () => {}, onWarning: () => {} },
    settings: () => makeSettings({ autoCloseMs: 0 }),
    perform: async () => {
      looks.push(clock.lookedAt());
      for (const from = performance.now(); performance.now() === from; );
      if (looks.length === 2) void clock.stop();
      return { result: "changed", reply: null as never };
    },
  });
  await clock.tick();
  expect(looks).toHaveLength(2);
  expect(looks[1]).toBeGreaterThan(looks[0]!);
});

test("a machine that slept calls nobody recovered whom it could not hear; silence while it is awake still counts", async () => {
  const source = { id: "am", kind: "alertmanager", key: "key-of-the-alertmanager", resolve_after: "5m" };
  const daemon = await startTestDaemon({ config: { sources: [source] } });
  const labels = { alertname: "Down", component: "api" };
  const body = { version: "4", groupKey: "g", alerts: [{ status: "firing", fingerprint: "f", labels }] };
  await ask(daemon, "/ingest/am", { method: "POST", token: source.key, body });
  const stateOf = () => daemon.store.incidents.get(1)?.state;

  await daemon.sleep(HOUR_MS);
  expect(stateOf()).toBe("open");
  await daemon.wind(4 * 60_000);
  expect(stateOf()).toBe("open");
  await daemon.wind(2 * 60_000);
  expect(stateOf()).toBe("resolved");
});
